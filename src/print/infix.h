/* Infix: a graph as text of the calculator's own language.
 *
 * Parsing the text gives the same node. Parentheses only where the grammar needs them. Shared nodes
 * are printed in full at each use; the text stops with "..." after `limit` bytes. No recursion. */
#ifndef ADCALC_PRINT_INFIX_H
#define ADCALC_PRINT_INFIX_H

#include "graph/graph.h"

/* False when the limit cut it short. */
bool infix_print(const Graph *graph, const Variable *variables, NodeId root, size_t limit,
                 Text *out);

#endif

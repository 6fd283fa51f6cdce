/* DOT: a graph as input for Graphviz. */
#ifndef ADCALC_PRINT_DOT_H
#define ADCALC_PRINT_DOT_H

#include "graph/graph.h"

/* Nodes that `root` needs: variables and constants as boxes, operations as ellipses labelled as
 * people write them, edges from argument to use. `names` has what a program calls a node, by its
 * number, to stand before its label; it or its items may be NULL. Byte for byte reproducible. */
void dot_print(const Graph *graph, const Variable *variables, const char *const *names, NodeId root,
               Text *out);

#endif

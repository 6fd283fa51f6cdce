/* Expressions: a pure expression tree x bindings -> graph.
 *
 * The tree is in postorder, so this is a stack machine over the array: functions are inlined and folds
 * unrolled with explicit frames, and nothing recurses. Both arms of an `if` are traced. */
#ifndef ADCALC_TRACING_EXPRESSION_H
#define ADCALC_TRACING_EXPRESSION_H

#include "graph/graph.h"
#include "syntax/tree.h"
#include "tracing/scope.h"

/* The node of expression `root`. `locals` are the values of TREE_LOCALs outside it, innermost last. */
NodeId expression_trace(const Tree *tree, TreeId root, const Symbols *symbols, Scope *scope,
                        const NodeId *locals, uint32_t local_count, Graph *graph);

/* The value of a node without variables, into *value; false where it has some. */
bool expression_constant(const Graph *graph, NodeId id, double *value);

#endif

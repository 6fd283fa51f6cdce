/* Rules: the partials in ops.def as graphs, where operations are smooth, and what else they are.
 *
 * Each text is parsed once, when first needed, and kept as a tree, which then runs with x, y, v and
 * n bound to nodes. Ownership: Rules own their tree; nodes go to the graph they
 * are asked for. */
#ifndef ADCALC_TRACING_RULES_H
#define ADCALC_TRACING_RULES_H

#include "graph/graph.h"
#include "syntax/tree.h"
#include "tracing/scope.h"

typedef struct Rules {
    Tree tree;
    Symbols symbols;
    Diag diag;
    Scope scope;
    Symbol x, y, v, n;
    /* the texts' EXPRESSION nodes; 0 before they are parsed */
    TreeId partial[OP_COUNT][2], smooth[OP_COUNT], edge[OP_COUNT], far[OP_COUNT];
} Rules;

bool rules_begin(Rules *rules);
void rules_free(Rules *rules);

/* Partial number `which` of node `v`, a unary or binary application,
 * in terms of v and its arguments. */
NodeId rules_partial(Rules *rules, Graph *graph, NodeId v, uint32_t which);
/* The condition under which node `v`, such an application, is smooth. */
NodeId rules_smooth(Rules *rules, Graph *graph, NodeId v);
/* The node in the words of its EDGE or FAR, which it must have. */
NodeId rules_edge(Rules *rules, Graph *graph, NodeId v);
NodeId rules_far(Rules *rules, Graph *graph, NodeId v);

#endif

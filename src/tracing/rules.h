/* Rules: the partials in ops.def as graphs, and where operations are smooth.
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
    TreeId partial[OP_COUNT][2]; /* the text's EXPRESSION node; 0 before it is parsed */
    TreeId smooth[OP_COUNT];     /* the same */
} Rules;

bool rules_begin(Rules *rules);
void rules_free(Rules *rules);

/* Partial number `which` of node `v`, a unary or binary application,
 * in terms of v and its arguments. */
NodeId rules_partial(Rules *rules, Graph *graph, NodeId v, uint32_t which);
/* The condition under which node `v`, such an application, is smooth. */
NodeId rules_smooth(Rules *rules, Graph *graph, NodeId v);

#endif

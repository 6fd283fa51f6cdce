/* Rules: the partial texts of ops.def as graphs.
 *
 * Each text is parsed once a process image of Rules and kept as a tree; rules_partial copies it into a
 * graph with x, y, v and n bound. Ownership: Rules own their tree. */
#ifndef ADCALC_TRACING_RULES_H
#define ADCALC_TRACING_RULES_H

#include "graph/graph.h"
#include "syntax/tree.h"

typedef struct Rules {
    Tree tree;
    Symbols symbols;
    Diag diag;
    TreeId partial[OP_COUNT][2]; /* root of the text's tree + 1; 0 where there is none */
    TreeId value[OP_COUNT];
} Rules;

bool rules_begin(Rules *rules);
void rules_free(Rules *rules);

/* Whether the partial is structurally zero (its text is "0.0"; or n = 0 of a power). */
bool rules_is_zero(OpId op, int32_t integer, uint32_t which);
/* Partial number `which` of node `v` (an application) as a graph, in terms of v and its arguments. */
NodeId rules_partial(Rules *rules, Graph *graph, NodeId v, uint32_t which);
/* The value text of `op` as a graph; for the test that evaluates texts both ways. */
NodeId rules_value(Rules *rules, Graph *graph, OpId op, int32_t integer, const NodeId *arguments);

#endif

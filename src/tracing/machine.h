/* The machine: runs trees of expressions and steps, and records what they apply as a graph.
 *
 * The tree is in postorder, so this is a stack machine over the array: functions are inlined, loops
 * and folds unrolled with explicit frames, and nothing recurses. What is constant is decided at
 * once; an `if` inside an expression that depends on variables is a node with both arms, unless one
 * of them calls what is restless (Scope); everything else is decided by the trace at hand. */
#ifndef ADCALC_TRACING_MACHINE_H
#define ADCALC_TRACING_MACHINE_H

#include "tracing/tracing.h"

typedef enum RunOutcome {
    RUN_DONE,
    RUN_FAILED,   /* recorded */
    RUN_UNDECIDED /* it depends on variables which way it goes, and nobody decides */
} RunOutcome;

/* Runs the tree's nodes [first, end), in which `locals` have the first slots. *result is the value
 * of an expression, or poison. */
RunOutcome machine_run(const Tracing *tracing, TreeId first, TreeId end, const NodeId *locals,
                       uint32_t count, NodeId *result);
/* The node of the expression whose tree ends at `root`, beside all programs: poison after an error
 * (recorded), also where it would have to be decided. */
NodeId machine_expression(const Tree *tree, TreeId root, const Symbols *symbols, Scope *scope,
                          Graph *graph);

#endif

/* Branches: where the machine goes by conditions.
 *
 * What is constant is decided at once; an `if`, `and` or `or` inside an expression that depends on
 * variables becomes a node with both arms, unless what follows calls a function that is restless;
 * everything else is decided by the trace at hand. */
#ifndef ADCALC_TRACING_BRANCHES_H
#define ADCALC_TRACING_BRANCHES_H

#include "tracing/frames.h"

/* At a BRANCH, with its condition on the stack. */
void branches_part(Machine *machine, TreeId branch);
/* At an ELSE: the first arm has been passed. */
void branches_pass_else(Machine *machine, const TreeNode *node);
/* At an IF, AND or OR, with what its arms gave on the stack. */
void branches_join(Machine *machine, const TreeNode *node);
void branches_join_logic(Machine *machine, const TreeNode *node);

#endif

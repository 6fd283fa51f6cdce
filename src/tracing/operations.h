/* Operations: what is written with signs and names of functions that are built in, as nodes. Errors
 * are recorded, and give poison. */
#ifndef ADCALC_TRACING_OPERATIONS_H
#define ADCALC_TRACING_OPERATIONS_H

#include "graph/op.h"
#include "tracing/tracing.h"

/* The power at a node of the tree: a whole constant exponent is a static integer, and e^u is
 * exp(u). */
NodeId operation_power(const Tracing *tracing, TreeId power, NodeId base, NodeId exponent);
/* A chain of terms or factors, which are overwritten. */
NodeId operation_chain(const Tracing *tracing, TreeId chain, NodeId *terms);
/* A built-in function of its arguments. */
NodeId operation_call(const Tracing *tracing, OpId op, const TreeNode *call,
                      const NodeId *arguments);
void operation_argument_error(const Tracing *tracing, const TreeNode *call, uint32_t takes);
void operation_unknown(const Tracing *tracing, const TreeNode *call);
/* The operation spelt like a comparison's token. */
OpId operation_comparison(uint8_t token);
/* A truth value as the number 0 or 1. */
NodeId operation_truth(Graph *graph, NodeId id);

#endif

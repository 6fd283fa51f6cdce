/* For tests: evaluators of some nodes of a graph, with tapes of their own. */
#ifndef ADCALC_TESTS_NODES_H
#define ADCALC_TESTS_NODES_H

#include "adcalc.h"

/* False without memory (recorded in the graph's diag). End it in both cases. */
bool evaluator_of_nodes(Evaluator *evaluator, const Graph *graph, const NodeId *roots,
                        uint32_t count, uint32_t variables);
void evaluator_end(Evaluator *evaluator);

#endif

/* For tests: evaluators of nodes. See nodes.h. */
#include "support/nodes.h"

#include <stdlib.h>

bool evaluator_of_nodes(Evaluator *evaluator, const Graph *graph, const NodeId *roots,
                        uint32_t count, uint32_t variables) {
    Tapes *tapes = malloc(sizeof *tapes);
    if (!tapes)
        abort();
    evaluator_begin(evaluator, tapes);
    return tapes_of_nodes(tapes, graph, roots, count, variables);
}

void evaluator_end(Evaluator *evaluator) {
    Tapes *tapes = evaluator->tapes;
    evaluator_free(evaluator);
    tapes_free(tapes);
    free(tapes);
}

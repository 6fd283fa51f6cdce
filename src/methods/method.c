/* The table of methods, in the order they are shown, and what all four share.
 *
 * Invariant: every method evaluates the same traced graph at the same point, and where the value is
 * NaN every derivative is NaN. */
#include "methods/rows.h"

#include <math.h>
#include <string.h>

const MethodRow method_table[METHOD_COUNT] = {
    [METHOD_SYMBOLIC] = {"symbolic", symbolic_prepare, symbolic_evaluate, NULL, symbolic_predict,
                         symbolic_release},
    [METHOD_FORWARD] = {"forward", forward_prepare, forward_evaluate, NULL, forward_predict,
                        forward_release},
    [METHOD_REVERSE] = {"reverse", reverse_prepare, reverse_evaluate, NULL, reverse_predict,
                        reverse_release},
    [METHOD_NUMERIC] = {"numeric", numeric_prepare, numeric_evaluate, numeric_estimate,
                        numeric_predict, numeric_release},
};

/* For derivatives of any order. */
static const MethodRow higher_table[METHOD_COUNT] = {
    [METHOD_SYMBOLIC] = {"symbolic", symbolic_prepare, symbolic_evaluate, NULL, symbolic_predict,
                         symbolic_release},
    [METHOD_FORWARD] = {"forward", sweeps_prepare_forward, sweeps_evaluate, NULL,
                        sweeps_predict_forward, sweeps_release},
    [METHOD_REVERSE] = {"reverse", sweeps_prepare_reverse, sweeps_evaluate, NULL,
                        sweeps_predict_reverse, sweeps_release},
    [METHOD_NUMERIC] = {"numeric", stencils_prepare, stencils_evaluate, stencils_estimate,
                        stencils_predict, stencils_release},
};

const MethodRow *method_row(MethodId id, const Problem *problem) {
    return problem->derivatives ? &higher_table[id] : &method_table[id];
}

bool method_same_kind(double a, double b) {
    if (isfinite(a) || isfinite(b))
        return isfinite(a) && isfinite(b);
    return (isnan(a) && isnan(b)) || a == b;
}

double method_operations(const Problem *problem) {
    const Graph *graph = problem->graph;
    uint8_t *marks = memory_resize(NULL, graph->nodes.count, sizeof *marks);
    if (!marks) {
        diag_no_memory(graph->diag);
        return (double)graph->nodes.count;
    }
    graph_reach(graph, &problem->root, 1, marks);
    double operations = 0.0;
    for (size_t id = 0; id < graph->nodes.count; id++) {
        if (marks[id]) {
            uint32_t count;
            graph_arguments(graph, (NodeId)id, &count);
            operations += count > 2 ? count : count > 0;
        }
    }
    memory_free(marks);
    return operations;
}

void method_not_a_number(const Problem *problem, double *gradient) {
    for (uint32_t i = 0; i < problem_answers(problem); i++)
        gradient[i] = NAN;
}

void *method_allocate(const Problem *problem, size_t count, size_t size) {
    void *block = memory_resize(NULL, count > 0 ? count : 1, size);
    if (!block) {
        diag_no_memory(problem->graph->diag);
        return NULL;
    }
    return memset(block, 0, (count > 0 ? count : 1) * size);
}

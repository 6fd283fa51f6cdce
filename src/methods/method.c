/* The table of methods, in the order they are shown, and what all four share.
 *
 * Invariant: every method evaluates the same traced graph at the same point, and where the value is
 * NaN every derivative is NaN. */
#include "methods/rows.h"

#include <math.h>

const MethodRow method_table[METHOD_COUNT] = {
    [METHOD_SYMBOLIC] = {"symbolic", symbolic_prepare, symbolic_predict},
    [METHOD_FORWARD] = {"forward", forward_prepare, forward_predict},
    [METHOD_REVERSE] = {"reverse", reverse_prepare, reverse_predict},
    [METHOD_NUMERIC] = {"numeric", numeric_prepare, numeric_predict},
};

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

void method_evaluate(Method *method, double *value, double *answers) {
    method->way->evaluate(method, value, answers);
    for (uint32_t i = 0; i < method->problem->derivative_count && isnan(*value); i++)
        answers[i] = NAN;
}

void *method_allocate(const Problem *problem, size_t count, size_t size) {
    void *block = memory_zeroed(count, size);
    if (!block)
        diag_no_memory(problem->graph->diag);
    return block;
}

void *method_begin(const Problem *problem, size_t size, const MethodWay *way) {
    Method *method = method_allocate(problem, 1, size);
    if (method) {
        method->way = way;
        method->problem = problem;
        method->answered = problem->derivative_count;
    }
    return method;
}

Method *method_end(Method *method, const Run *run) {
    Diag *diag = method->problem->graph->diag;
    if (run) {
        method->nodes = (uint32_t)run->tape->code.count;
        return method;
    }
    if (!diag_failed(diag))
        diag_no_memory(diag);
    method->way->release(method);
    return NULL;
}

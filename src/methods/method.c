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

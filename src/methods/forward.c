/* Forward mode: dual numbers swept over the tape, one sweep per variable.
 *
 * A dual number carries a value and its derivative along one direction (W. K. Clifford 1873;
 * R. E. Wengert, A simple automatic derivative evaluation program, CACM 7, 1964). Each sweep
 * computes the values too. */
#include "methods/rows.h"

#include <math.h>
#include <stdio.h>

typedef struct Forward {
    Method method;
    Evaluator evaluator;
} Forward;

/* The method is the first member of its state, so one pointer is the other. */
static Forward *forward_of(Method *method) {
    return (Forward *)method;
}

void forward_release(Method *method) {
    Forward *forward = forward_of(method);
    if (forward) {
        evaluator_free(&forward->evaluator);
        memory_free(forward);
    }
}

Method *forward_prepare(const Problem *problem, const MethodOptions *options) {
    (void)options;
    Forward *forward = method_allocate(problem, 1, sizeof *forward);
    if (!forward)
        return NULL;
    forward->method.problem = problem;
    forward->method.answered = problem_answers(problem);
    double derivative = 0.0;
    evaluator_begin(&forward->evaluator, problem->tapes);
    Run *run = problem->target_count == 0 ? evaluator_at(&forward->evaluator, problem->point)
                                          : evaluator_tangent(&forward->evaluator, problem->point,
                                                              problem->targets[0], &derivative);
    if (!run) {
        diag_no_memory(problem->graph->diag);
        forward_release(&forward->method);
        return NULL;
    }
    forward->method.nodes = (uint32_t)run->tape->code.count;
    uint32_t sweeps = problem->target_count;
    snprintf(forward->method.passes, sizeof forward->method.passes,
             sweeps == 1 ? "%u sweep" : "%u sweeps, one per variable", (unsigned)sweeps);
    return &forward->method;
}

void forward_evaluate(Method *method, double *value, double *gradient) {
    Evaluator *evaluator = &forward_of(method)->evaluator;
    const Problem *problem = method->problem;
    const Run *run = NULL;
    for (uint32_t i = 0; i < problem->target_count; i++) {
        run = evaluator_tangent(evaluator, problem->point, problem->targets[i], &gradient[i]);
        if (!run)
            break;
    }
    if (problem->target_count == 0)
        run = evaluator_at(evaluator, problem->point);
    *value = run ? run_output(run, 0) : NAN;
    if (isnan(*value))
        method_not_a_number(problem, gradient);
}

double forward_predict(const Problem *problem) {
    double sweeps = problem->target_count > 0 ? problem->target_count : 1.0;
    return sweeps * 2.0 * method_operations(problem);
}

/* Forward mode: dual numbers swept over the tape, one sweep per variable.
 *
 * A dual number carries a value and its derivative along one direction (W. K. Clifford 1873;
 * R. E. Wengert, A simple automatic derivative evaluation program, CACM 7, 1964). Each sweep
 * computes the values too. */
#include "methods/rows.h"

#include <math.h>

typedef struct Forward {
    Method method;
    Evaluator evaluator;
} Forward;

static void release(Method *method) {
    evaluator_free(&((Forward *)method)->evaluator);
    memory_free(method);
}

static void evaluate(Method *method, double *value, double *gradient) {
    Evaluator *evaluator = &((Forward *)method)->evaluator;
    const Problem *problem = method->problem;
    uint32_t count = problem->derivative_count;
    const Run *run = count ? NULL : evaluator_at(evaluator, problem->point);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t variable = problem_variable(problem, i);
        run = evaluator_tangent(evaluator, problem->point, variable, &gradient[i]);
        if (!run)
            break;
    }
    *value = run ? run_output(run, 0) : NAN;
}

static Method *prepare_gradient(const Problem *problem) {
    static const MethodWay way = {evaluate, NULL, release};
    Forward *forward = method_begin(problem, sizeof *forward, &way);
    if (!forward)
        return NULL;
    Method *method = &forward->method;
    uint32_t sweeps = problem->derivative_count;
    double derivative;
    evaluator_begin(&forward->evaluator, problem->tapes);
    const Run *run = sweeps ? evaluator_tangent(&forward->evaluator, problem->point,
                                                problem_variable(problem, 0), &derivative)
                            : evaluator_at(&forward->evaluator, problem->point);
    method->passes = sweeps == 1 ? SAY(SWEEP, sweeps) : SAY(SWEEPS, sweeps);
    return method_end(method, run);
}

Method *forward_prepare(const Problem *problem, const MethodOptions *options) {
    (void)options;
    return problem_is_gradient(problem) ? prepare_gradient(problem)
                                        : sweeps_prepare(problem, false);
}

double forward_predict(const Problem *problem) {
    if (!problem_is_gradient(problem))
        return sweeps_predict(problem, false);
    double sweeps = problem->derivative_count > 0 ? problem->derivative_count : 1.0;
    return sweeps * 2.0 * problem_operations(problem);
}

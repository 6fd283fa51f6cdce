/* Reverse mode: one sweep forward for the values, one back for the adjoints, whatever the number of
 * variables (S. Linnainmaa, Taylor expansion of the accumulated rounding error, BIT 16, 1976; B.
 * Speelpenning 1980). Machine learning calls it backpropagation. */
#include "methods/rows.h"

#include <math.h>

typedef struct Reverse {
    Method method;
    Evaluator evaluator;
    double *adjoints; /* of all components of the point */
} Reverse;

static void release(Method *method) {
    evaluator_free(&((Reverse *)method)->evaluator);
    memory_free(((Reverse *)method)->adjoints);
    memory_free(method);
}

static void evaluate(Method *method, double *value, double *gradient) {
    Reverse *reverse = (Reverse *)method;
    const Problem *problem = method->problem;
    const Run *run = evaluator_adjoint(&reverse->evaluator, problem->point, reverse->adjoints);
    *value = run ? run_output(run, 0) : NAN;
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        gradient[i] = reverse->adjoints[problem_variable(problem, i)];
}

static Method *prepare_gradient(const Problem *problem) {
    static const MethodWay way = {evaluate, NULL, release};
    Reverse *reverse = method_begin(problem, sizeof *reverse, &way);
    if (!reverse)
        return NULL;
    Method *method = &reverse->method;
    reverse->adjoints = method_allocate(problem, problem->components, sizeof *reverse->adjoints);
    const Run *run = NULL;
    evaluator_begin(&reverse->evaluator, problem->tapes);
    if (reverse->adjoints)
        run = evaluator_adjoint(&reverse->evaluator, problem->point, reverse->adjoints);
    method->passes = SAY(PASSES_BACK);
    return method_end(method, run);
}

Method *reverse_prepare(const Problem *problem, const MethodOptions *options) {
    (void)options;
    return problem_is_gradient(problem) ? prepare_gradient(problem) : sweeps_prepare(problem, true);
}

double reverse_predict(const Problem *problem) {
    return problem_is_gradient(problem) ? 3.0 * problem_operations(problem)
                                        : sweeps_predict(problem, true);
}

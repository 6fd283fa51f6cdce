/* Reverse mode: one sweep forward for the values, one back for the adjoints, whatever the number of
 * variables (S. Linnainmaa, Taylor expansion of the accumulated rounding error, BIT 16, 1976; B.
 * Speelpenning 1980). Machine learning calls it backpropagation. */
#include "methods/rows.h"

#include <math.h>
#include <stdio.h>

typedef struct Reverse {
    Method method;
    Evaluator evaluator;
    double *adjoints; /* of all variables of the program */
} Reverse;

/* The method is the first member of its state, so one pointer is the other. */
static Reverse *reverse_of(Method *method) {
    return (Reverse *)method;
}

void reverse_release(Method *method) {
    Reverse *reverse = reverse_of(method);
    if (reverse) {
        evaluator_free(&reverse->evaluator);
        memory_free(reverse->adjoints);
        memory_free(reverse);
    }
}

Method *reverse_prepare(const Problem *problem, const MethodOptions *options) {
    (void)options;
    Reverse *reverse = method_allocate(problem, 1, sizeof *reverse);
    if (!reverse)
        return NULL;
    reverse->method.problem = problem;
    reverse->method.answered = problem_answers(problem);
    reverse->adjoints = method_allocate(problem, problem->components, sizeof *reverse->adjoints);
    Run *run = NULL;
    evaluator_begin(&reverse->evaluator, problem->tapes);
    if (reverse->adjoints)
        run = evaluator_adjoint(&reverse->evaluator, problem->point, reverse->adjoints);
    if (!run) {
        diag_no_memory(problem->graph->diag);
        reverse_release(&reverse->method);
        return NULL;
    }
    reverse->method.nodes = (uint32_t)run->tape->code.count;
    snprintf(reverse->method.passes, sizeof reverse->method.passes, "1 forward + 1 reverse");
    return &reverse->method;
}

void reverse_evaluate(Method *method, double *value, double *gradient) {
    Reverse *reverse = reverse_of(method);
    const Problem *problem = method->problem;
    const Run *run = evaluator_adjoint(&reverse->evaluator, problem->point, reverse->adjoints);
    *value = run ? run_output(run, 0) : NAN;
    if (isnan(*value)) {
        method_not_a_number(problem, gradient);
        return;
    }
    for (uint32_t i = 0; i < problem->target_count; i++)
        gradient[i] = reverse->adjoints[problem->targets[i]];
}

double reverse_predict(const Problem *problem) {
    return 3.0 * method_operations(problem);
}

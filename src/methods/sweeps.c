/* Derivatives of any order by forward and reverse: sweeps of power series.
 *
 * Forward carries a truncated Taylor series along with every value: one sweep gives all orders
 * along a direction and, with a parameter for each of several directions, their mixed derivatives.
 * Reverse follows such a sweep with one back, whose adjoints are series too: the gradient's series
 * along that direction, so that a Hessian takes one pass per column whatever its rows (A. Griewank,
 * A. Walther, Evaluating Derivatives, 2008, chapters 10 and 13). */
#include "methods/plan.h"
#include "methods/rows.h"
#include "methods/taylor.h"

#include <math.h>

typedef struct Sweeps {
    Method method;
    Plan plan;
    Taylor taylor;
} Sweeps;

static void release(Method *method) {
    Sweeps *sweeps = (Sweeps *)method;
    taylor_free(&sweeps->taylor);
    plan_free(&sweeps->plan);
    memory_free(sweeps);
}

static void describe(Sweeps *sweeps) {
    Method *method = &sweeps->method;
    unsigned passes = (unsigned)sweeps->plan.passes.count, order = (unsigned)sweeps->plan.order;
    if (sweeps->taylor.adjoints && order == 1)
        method->passes = SAY(PASSES_BACK);
    else if (sweeps->taylor.adjoints)
        method->passes = SAY(PASSES_BACK_ORDER, passes, passes, order - 1);
    else
        method->passes =
            passes == 1 ? SAY(SWEEP_ORDER, passes, order) : SAY(SWEEPS_ORDER, passes, order);
}

/* A coefficient of the slope along a direction: by a variable, or by the problem's vector. */
static double slope_at(const Sweeps *sweeps, uint32_t direction, uint32_t coefficient) {
    const Problem *problem = sweeps->method.problem;
    if (direction < problem->components)
        return taylor_slope(&sweeps->taylor, direction)[coefficient];
    double sum = 0.0;
    for (uint32_t v = 0; v < problem->components; v++)
        if (problem->direction[v] != 0.0)
            sum += problem->direction[v] * taylor_slope(&sweeps->taylor, v)[coefficient];
    return sum;
}

static void evaluate(Method *method, double *value, double *answers) {
    Sweeps *sweeps = (Sweeps *)method;
    const Plan *plan = &sweeps->plan;
    *value = NAN;
    for (size_t i = 0; i < plan->passes.count; i++) {
        const Pass *pass = &plan->passes.items[i];
        const double *root = taylor_forward(&sweeps->taylor, &pass->shape, pass->directions);
        if (!root)
            break;
        *value = root[0];
        if (sweeps->taylor.adjoints)
            taylor_backward(&sweeps->taylor, &pass->shape);
        for (uint32_t k = pass->first; k < pass->first + pass->count; k++) {
            const PassAnswer *answer = &plan->answers[k];
            double coefficient = sweeps->taylor.adjoints
                                     ? slope_at(sweeps, answer->peeled, answer->coefficient)
                                     : root[answer->coefficient];
            answers[answer->answer] = answer->factorials * coefficient;
        }
    }
}

Method *sweeps_prepare(const Problem *problem, bool backwards) {
    static const MethodWay way = {evaluate, NULL, release};
    Sweeps *sweeps = method_begin(problem, sizeof *sweeps, &way);
    if (!sweeps)
        return NULL;
    if (plan_make(&sweeps->plan, problem, backwards) &&
        taylor_begin(&sweeps->taylor, problem, sweeps->plan.order, sweeps->plan.size, backwards))
        describe(sweeps);
    return method_end(&sweeps->method, sweeps->taylor.run);
}

/* Operations of all sweeps: a product of series takes one per pair of coefficients. */
double sweeps_predict(const Problem *problem, bool backwards) {
    Plan plan;
    if (!plan_make(&plan, problem, backwards))
        return 0.0;
    double pairs = 0.0;
    for (size_t i = 0; i < plan.passes.count; i++) {
        const SeriesShape *shape = &plan.passes.items[i].shape;
        pairs += shape->begin[shape->size];
    }
    plan_free(&plan);
    return (backwards ? 4.0 : 2.0) * pairs * problem_operations(problem);
}

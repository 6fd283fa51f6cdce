/* The numeric method: f at nearby points, nothing else. Gradients are found here, by one of several
 * schemes.
 *
 * Invariant: as long as the point stays, an evaluation runs f only there and at the points of its
 * stencils. At a new point each variable's stencil is chosen again: the scheme's own or, if that
 * leaves the domain of f, one that does not. See difference.c for steps and estimates. */
#include "base/number.h"
#include "methods/rows.h"
#include "numeric/complex-step.h"
#include "numeric/difference.h"

#include <math.h>
#include <string.h>

const NumericRow numeric_table[NUMERIC_SCHEMES] = {
    [NUMERIC_CENTRAL] = {"central", SAID_CAUSE_SQUARE, 0, 0.0},
    [NUMERIC_FORWARD] = {"forward", SAID_CAUSE_LINEAR, 1, 0.0},
    [NUMERIC_BACKWARD] = {"backward", SAID_CAUSE_LINEAR, -1, 0.0},
    [NUMERIC_RICHARDSON] = {"richardson", SAID_CAUSE_EXTRAPOLATED, 0, 0.0},
    [NUMERIC_COMPLEX] = {"complex", SAID_CAUSE_COMPLEX, 0, 0.0},
    [NUMERIC_GSL] = {"gsl", SAID_CAUSE_FOURTH, 0, 0.0},
    [NUMERIC_LECTURE] = {"lecture", SAID_CAUSE_LINEAR, 1, 1e-4},
};

typedef struct Numeric {
    Method method;
    MethodOptions options;
    Slice slice;
    Stencil *stencils; /* one per variable, chosen for the slice's point */
    char least[NUMBER_TEXT_SIZE], most[NUMBER_TEXT_SIZE]; /* of the stencils' steps */
    Said steps;
    double *gradient; /* the last answer */
    double value;
} Numeric;

static void release(Method *method) {
    Numeric *numeric = (Numeric *)method;
    slice_free(&numeric->slice);
    memory_free(numeric->stencils);
    memory_free(numeric->gradient);
    memory_free(numeric);
}

static Stencil chosen_stencil(const MethodOptions *options, double x) {
    static const DifferenceForm forms[NUMERIC_SCHEMES] = {
        [NUMERIC_CENTRAL] = DIFFERENCE_CENTRAL,   [NUMERIC_FORWARD] = DIFFERENCE_FORWARD,
        [NUMERIC_BACKWARD] = DIFFERENCE_BACKWARD, [NUMERIC_RICHARDSON] = DIFFERENCE_RICHARDSON,
        [NUMERIC_COMPLEX] = DIFFERENCE_CENTRAL, /* for its scale; its step is unused */
        [NUMERIC_GSL] = DIFFERENCE_ADAPTIVE,      [NUMERIC_LECTURE] = DIFFERENCE_FORWARD,
    };
    Stencil stencil = stencil_at(forms[options->scheme], x);
    if (options->scheme == NUMERIC_LECTURE) {
        stencil.step = numeric_table[NUMERIC_LECTURE].step;
        stencil.literal = true; /* the lecture's program divides by h, however x + h was rounded */
    }
    if (options->step > 0.0)
        stencil.step = options->step;
    return stencil;
}

/* Describes the current stencils. */
static void describe(Numeric *numeric) {
    Method *method = &numeric->method;
    uint32_t count = method->problem->derivative_count;
    double least = INFINITY, most = 0.0;
    StencilFit fit = STENCIL_AS_CHOSEN;
    unsigned long evaluations = 0;
    bool centre = count == 0, adapts = false;
    for (uint32_t i = 0; i < count; i++) {
        const Stencil *stencil = &numeric->stencils[i];
        least = fmin(least, stencil->step);
        most = fmax(most, stencil->step);
        fit = stencil->fit > fit ? stencil->fit : fit;
        adapts = adapts || difference_adapts(stencil->form);
        evaluations += (unsigned long)stencil->evaluations;
        centre = centre || !difference_leaves_out_centre(stencil->form);
    }
    evaluations += centre;
    if (numeric->options.scheme == NUMERIC_COMPLEX)
        method->passes = evaluations == 1 ? SAY(COMPLEX_EVALUATION, evaluations)
                                          : SAY(COMPLEX_EVALUATIONS, evaluations);
    else
        method->passes =
            evaluations == 1 ? SAY(EVALUATION, evaluations) : SAY(EVALUATIONS, evaluations);
    method->step = count > 0 ? numeric->stencils[0].step : 0.0;
    const char *name = numeric_table[numeric->options.scheme].name;
    const Said *steps = &numeric->steps;
    if (count == 0) {
        method->scheme = SAY(QUOTIENT_NONE, name);
        return;
    }
    number_print_roughly(least, numeric->least);
    number_print_roughly(most, numeric->most);
    bool alike = !strcmp(numeric->least, numeric->most);
    numeric->steps =
        alike ? SAY(PLAIN, numeric->most) : SAY(FROM_TO, numeric->least, numeric->most);
    switch (fit) {
    case STENCIL_AS_CHOSEN:
        method->scheme = adapts ? SAY(QUOTIENT_FIRST, name, steps) : SAY(QUOTIENT, name, steps);
        break;
    case STENCIL_SMALLER:
        method->scheme =
            adapts ? SAY(QUOTIENT_FIRST_SMALLER, name, steps) : SAY(QUOTIENT_SMALLER, name, steps);
        break;
    case STENCIL_ONE_SIDED:
        method->scheme = adapts ? SAY(QUOTIENT_FIRST_ONE_SIDED, name, steps)
                                : SAY(QUOTIENT_ONE_SIDED, name, steps);
        break;
    }
}

/* ---- along one variable after the other ---- */

/* Selects the i-th answer's variable as the one that moves; returns its value. */
static double select_variable(Numeric *numeric, uint32_t i) {
    Slice *slice = &numeric->slice;
    slice->variable = problem_variable(numeric->method.problem, i);
    return slice->point[slice->variable];
}

static double fit(Numeric *numeric, uint32_t i) {
    Method *method = &numeric->method;
    Slice *slice = &numeric->slice;
    Univariate f = slice_univariate(slice);
    double x = select_variable(numeric, i);
    Stencil *stencil = &numeric->stencils[i];
    *stencil = chosen_stencil(&numeric->options, x);
    if (numeric->options.scheme != NUMERIC_COMPLEX)
        return difference_fit(&f, x, numeric->value, stencil);
    stencil->evaluations = 1;
    double quotient = numeric->options.step > 0.0 ? complex_quotient(slice, stencil->step)
                                                  : complex_fit(slice, &stencil->step);
    if (!method->refused.code && !isnan(numeric->value))
        method->refused = complex_reason(slice);
    return quotient;
}

static double quotient(Numeric *numeric, uint32_t i) {
    Univariate f = slice_univariate(&numeric->slice);
    double x = select_variable(numeric, i);
    const Stencil *stencil = &numeric->stencils[i];
    return numeric->options.scheme == NUMERIC_COMPLEX
               ? complex_quotient(&numeric->slice, stencil->step)
               : difference_quotient(&f, x, numeric->value, stencil);
}

static double estimate_of(Numeric *numeric, uint32_t i) {
    Univariate f = slice_univariate(&numeric->slice);
    double x = select_variable(numeric, i);
    const Stencil *stencil = &numeric->stencils[i];
    return numeric->options.scheme == NUMERIC_COMPLEX
               ? complex_estimate(&numeric->slice, numeric->value, stencil->step,
                                  numeric->gradient[i])
               : difference_estimate(&f, x, numeric->value, stencil, numeric->gradient[i]);
}

/* Chooses a stencil for every variable at the current point; gradient gets the quotients. */
static void choose_stencils(Numeric *numeric, double *gradient) {
    const Problem *problem = numeric->method.problem;
    numeric->method.refused = SAY_NOTHING;
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        gradient[i] = fit(numeric, i);
    describe(numeric);
}

static void evaluate(Method *method, double *value, double *gradient) {
    Numeric *numeric = (Numeric *)method;
    const Problem *problem = method->problem;
    bool moved = slice_move(&numeric->slice, problem->point);
    *value = numeric->value = slice_here(&numeric->slice);
    if (moved)
        choose_stencils(numeric, gradient);
    else
        for (uint32_t i = 0; i < problem->derivative_count; i++)
            gradient[i] = quotient(numeric, i);
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        numeric->gradient[i] = gradient[i];
}

static void estimate(Method *method, double *estimates) {
    for (uint32_t i = 0; i < method->problem->derivative_count; i++)
        estimates[i] = estimate_of((Numeric *)method, i);
}

static Method *prepare_gradient(const Problem *problem, const MethodOptions *options) {
    static const MethodWay way = {evaluate, estimate, release};
    Numeric *numeric = method_begin(problem, sizeof *numeric, &way);
    if (!numeric)
        return NULL;
    numeric->options = *options;
    numeric->stencils =
        method_allocate(problem, problem->derivative_count, sizeof *numeric->stencils);
    numeric->gradient =
        method_allocate(problem, problem->derivative_count, sizeof *numeric->gradient);
    const Run *run = NULL;
    if (numeric->stencils && numeric->gradient &&
        slice_begin(&numeric->slice, problem->tapes, problem->point, 0))
        run = evaluator_at(&numeric->slice.evaluator, numeric->slice.point);
    if (run)
        numeric->value = run_output(run, 0);
    Method *method = method_end(&numeric->method, run);
    if (method) /* what is run from here on may need the room of that run */
        choose_stencils(numeric, numeric->gradient);
    return method;
}

Method *numeric_prepare(const Problem *problem, const MethodOptions *options) {
    return problem_is_gradient(problem) ? prepare_gradient(problem, options)
                                        : stencils_prepare(problem, options);
}

double numeric_predict(const Problem *problem) {
    if (!problem_is_gradient(problem))
        return stencils_predict(problem);
    return (1.0 + 2.0 * problem->derivative_count) * problem_operations(problem);
}

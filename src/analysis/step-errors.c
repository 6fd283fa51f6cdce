/* Step errors: see step-errors.h.
 *
 * Many more steps are tried than are shown. The predicted step minimises truncation plus round-off
 * (W. H. Press et al., Numerical Recipes, sec. 5.7; the constants follow from Taylor's series). */
#include "analysis/step-errors.h"

#include "methods/method.h"
#include "numeric/difference.h"
#include "numeric/noise.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    DECADES = 15,
    MAX_DECADES = 30,
    PER_DECADE = 32, /* steps tried, if there is time */
    ORDERS = 5       /* derivatives of f that predictions need */
};

/* Runs of f that one step takes, a complex one counted as eight. */
static const double runs_a_step = 15;

/* ---- steps ---- */

/* The power of ten just below x, at most. */
static int decade_of(double x) {
    return x > 0 && isfinite(x) ? (int)floor(log10(x) + 1e-9) : 0;
}

/* factor * 10^exponent, where 10^-1 is the double 0.1. */
static double step_of(double factor, int exponent) {
    char text[16];
    snprintf(text, sizeof text, "1e%d", exponent);
    return factor * strtod(text, NULL);
}

/* How many decades, and how many steps per decade; false where even the fewest
 * would take too long. */
static bool plan(StepErrors *s, double size, unsigned *decades) {
    *decades = DECADES;
    int down = s->x != 0 && fabs(s->x) < size ? decade_of(size) - (int)ceil(log10(fabs(s->x))) : 0;
    if (s->first == 0 && down > 0)
        *decades += (unsigned)down < MAX_DECADES - DECADES ? (unsigned)down : MAX_DECADES - DECADES;
    double run = method_table[METHOD_NUMERIC].predict(s->subject->problem) / 3;
    for (s->per_decade = PER_DECADE; s->per_decade; s->per_decade /= 2)
        if (!problem_takes_long(run * runs_a_step * *decades * (double)s->per_decade,
                                s->options.patient))
            return true;
    diag_say_hint(s->subject->diag, (Span){0, 0}, SAY(STEPS_TAKE_LONG), SAY(WAIT));
    return false;
}

static bool make_steps(StepErrors *s) {
    Univariate f = slice_univariate(&s->slice);
    Stencil plain = stencil_at(DIFFERENCE_CENTRAL, s->x);
    difference_fit(&f, s->x, s->fx, &plain); /* smaller where f ends nearby */
    double size = plain.step / cbrt(DBL_EPSILON), first = s->first;
    unsigned decades;
    if (!plan(s, size, &decades))
        return false;
    s->count = decades * s->per_decade + 1;
    s->steps = subject_allocate(s->subject, s->count, sizeof *s->steps);
    if (!s->steps)
        return false;
    double ratio = 0.1, part = 1; /* roots, not pow: the same steps on all machines */
    for (size_t k = 1; k < s->per_decade; k *= 2)
        ratio = sqrt(ratio);
    for (size_t i = 0; i < s->count; i++) {
        int decade = (int)(i / s->per_decade);
        part = i % s->per_decade ? part * ratio : 1;
        s->steps[i] = first > 0 ? step_of(first * part, -decade)
                                : step_of(part, decade_of(size) - 1 - decade);
    }
    return true;
}

/* ---- slopes and errors ---- */

/* The derivative by one scheme with one step. */
static double slope_at(StepErrors *s, StepScheme scheme, double step) {
    static const DifferenceForm forms[] = {[STEP_FORWARD] = DIFFERENCE_FORWARD,
                                           [STEP_CENTRAL] = DIFFERENCE_CENTRAL,
                                           [STEP_RICHARDSON] = DIFFERENCE_FOURTH};
    if (scheme == STEP_COMPLEX)
        return complex_quotient(&s->slice, step);
    Univariate f = slice_univariate(&s->slice);
    Stencil stencil = {.form = forms[scheme], .step = step};
    return difference_quotient(&f, s->x, s->fx, &stencil);
}

static bool find_slopes(StepErrors *s) {
    for (StepScheme scheme = 0; scheme < STEP_SCHEMES; scheme++) {
        s->slopes[scheme] = subject_allocate(s->subject, s->count, sizeof *s->slopes[scheme]);
        s->errors[scheme] = subject_allocate(s->subject, s->count, sizeof *s->errors[scheme]);
        if (!s->slopes[scheme] || !s->errors[scheme])
            return false;
        for (size_t i = 0; i < s->count; i++)
            s->slopes[scheme][i] = slope_at(s, scheme, s->steps[i]);
    }
    s->refused = complex_reason(&s->slice);
    return !diag_failed(s->subject->diag);
}

/* Curves are fitted only to quotients that say something: one of equal values is 0 whatever f
 * is. */
static bool fit_curves(StepErrors *s) {
    double *counted = subject_allocate(s->subject, s->count, sizeof *counted);
    double tiny = s->truth.relative ? DBL_EPSILON : s->noise * DBL_EPSILON;
    for (StepScheme scheme = 0; counted && scheme < STEP_SCHEMES; scheme++) {
        for (size_t i = 0; i < s->count; i++) {
            double slope = s->slopes[scheme][i];
            s->errors[scheme][i] = baseline_error(&s->truth, slope);
            counted[i] = slope == 0 && s->truth.relative ? (double)NAN : s->errors[scheme][i];
        }
        s->curves[scheme] = curve_fit(s->steps, counted, s->count, s->per_decade, tiny);
    }
    return counted;
}

/* ---- theory ---- */

/* The derivatives of f of order 1 to ORDERS, by forward's series. */
static bool find_orders(const StepErrors *s, double *orders) {
    Factor factors[ORDERS];
    Derivative derivatives[ORDERS];
    Problem problem = *s->subject->problem;
    for (uint32_t k = 0; k < ORDERS; k++) {
        factors[k] = (Factor){problem_variable(&problem, 0), k + 1};
        derivatives[k] = (Derivative){&factors[k], 1};
    }
    problem.derivatives = derivatives;
    problem.derivative_count = ORDERS;
    Method *method = method_table[METHOD_FORWARD].prepare(&problem, &(MethodOptions){0});
    if (!method)
        return false;
    double value;
    method_evaluate(method, &value, orders);
    method->way->release(method);
    return true;
}

/* The step where a h^p + b/h is least, and that sum there. */
static Prediction least(double a, double p, double b) {
    double step = pow(b / (p * a), 1 / (p + 1));
    if (!(a > 0 && b > 0 && isfinite(step)))
        return (Prediction){NAN, NAN};
    return (Prediction){step, (1 + 1 / p) * b / step};
}

/* A value of f is off by `noise`, hence a quotient by at most that over h times two (forward), one
 * (central) or three (Richardson). The complex step has no growing round-off: any step does whose
 * truncation, h^2 f'''/6, is below half a unit in the last place. */
static bool predict(StepErrors *s) {
    double d[ORDERS + 1];
    if (!find_orders(s, d + 1))
        return false;
    s->predictions[STEP_FORWARD] = least(fabs(d[2]) / 2, 1, 2 * s->noise);
    s->predictions[STEP_CENTRAL] = least(fabs(d[3]) / 6, 2, s->noise);
    s->predictions[STEP_RICHARDSON] = least(fabs(d[5]) / 480, 4, 3 * s->noise);
    double half = 0.5 * DBL_EPSILON * fabs(d[1]), step = sqrt(6 * half / fabs(d[3]));
    bool any = isfinite(step) && step > 0;
    s->predictions[STEP_COMPLEX] = any ? (Prediction){step, half} : (Prediction){NAN, NAN};
    return true;
}

/* ---- all of it ---- */

/* Finishes every question it begins, whatever happens. */
static bool look(StepErrors *s) {
    Univariate f = slice_univariate(&s->slice);
    s->x = s->slice.point[s->slice.variable];
    s->fx = slice_here(&s->slice);
    s->noise = noise_around(&f, s->x, s->fx, cbrt(DBL_EPSILON) * fmax(fabs(s->x), 1)).noise;
    bool done = make_steps(s) && find_slopes(s);
    return baseline_find(s->subject, &s->options, s->kink, &s->truth) && done;
}

bool step_errors_find(StepErrors *s) {
    const Problem *problem = s->subject->problem;
    bool done =
        slice_begin(&s->slice, problem->tapes, problem->point, problem_variable(problem, 0)) &&
        look(s) && (!s->truth.known || (fit_curves(s) && predict(s)));
    slice_free(&s->slice);
    return done;
}

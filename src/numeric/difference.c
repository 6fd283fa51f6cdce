/* Difference quotients: their steps (stencil_at, difference_fit), and an estimate of their error
 * from values of the function alone.
 *
 * The estimate does not model the error of the quotient; it finds the derivative a second time,
 * better, and measures how far apart the two are: |quotient - best| + doubt(best). The better value
 * is the best of Richardson's extrapolations (extrapolation.c), and its doubt includes the noise of
 * f (noise.c). Invariant: a value that is not finite never enters an answer. */
#include "numeric/difference.h"

#include "numeric/extrapolation.h"
#include "numeric/noise.h"

#include <float.h>
#include <gsl/gsl_deriv.h>
#include <gsl/gsl_errno.h>
#include <math.h>

enum {
    DIVERGING = 7,     /* quotients in a row that grow by the same factor: an infinite slope */
    SHRINKS = 4,       /* smaller steps tried near the end of a domain */
    ADAPTIVE_WIDTH = 4 /* the first step given to GSL, in spacings at which f is smooth */
};

Stencil stencil_at(DifferenceForm form, double x) {
    double size = fmax(fabs(x), 1.0), third = cbrt(DBL_EPSILON) * size;
    bool first_order = form == DIFFERENCE_FORWARD || form == DIFFERENCE_BACKWARD;
    double step = difference_adapts(form) ? 0.0 : first_order ? sqrt(DBL_EPSILON) * size : third;
    return (Stencil){.form = form, .step = step, .scale = third, .fit = STENCIL_AS_CHOSEN};
}

/* ---- GSL's adaptive derivatives ---- */

/* A five-point rule (central) or a four-point one (one-sided), whose difference from the rule with
 * fewer points estimates the truncation; then once more with the step that balances it against
 * round-off.
 *
 * GSL's own error estimate is not used. At kinks, and where the first step is too large, it is
 * small and the result wrong; on the random smooth functions of tests/methods.c it covers the error
 * in nine cases of ten. The estimate below covers it, and is tighter. */
typedef struct Counted {
    const Univariate *f;
    int evaluations;
} Counted;

static double counted_value(double x, void *context) {
    Counted *counted = context;
    counted->evaluations++;
    return univariate_at(counted->f, x);
}

/* By gsl_deriv_central (side 0), _forward (1) or _backward (-1), which start with `step` and may
 * then take another; NaN or infinite if f has no finite value at some point they use.
 * *evaluations: the runs of f. */
static double adaptive_quotient(const Univariate *f, double x, double step, int side,
                                int *evaluations) {
    Counted counted = {f, 0};
    gsl_function function = {counted_value, &counted};
    double result = NAN, claimed;
    gsl_set_error_handler_off(); /* else GSL aborts the program */
    if (side == 0)
        gsl_deriv_central(&function, x, step, &result, &claimed);
    else if (side > 0)
        gsl_deriv_forward(&function, x, step, &result, &claimed);
    else
        gsl_deriv_backward(&function, x, step, &result, &claimed);
    *evaluations = counted.evaluations;
    return result;
}

/* ---- quotients ---- */

/* (4 D(h/2) - D(h)) / 3, which eliminates the h^2 term. */
static double fourth_order(const Univariate *f, double x, double fx, const Stencil *stencil) {
    Stencil wide = *stencil, narrow = *stencil;
    wide.form = narrow.form = DIFFERENCE_CENTRAL;
    narrow.step = 0.5 * stencil->step;
    double far = difference_quotient(f, x, fx, &wide);
    double near = difference_quotient(f, x, fx, &narrow);
    return near + (near - far) / 3.0;
}

double difference_quotient(const Univariate *f, double x, double fx, const Stencil *stencil) {
    double h = stencil->step, up = x + h, down = x - h;
    if (!stencil->literal) { /* the distance between the points must be exact; h need not be */
        if (up - x == 0.0 || x - down == 0.0)
            return NAN;
        h = up - x;
        down = x - h;
    }
    switch (stencil->form) {
    case DIFFERENCE_CENTRAL:
        return (univariate_at(f, up) - univariate_at(f, down)) /
               (stencil->literal ? 2.0 * h : up - down);
    case DIFFERENCE_FORWARD:
        return (univariate_at(f, up) - fx) / h;
    case DIFFERENCE_BACKWARD:
        return (fx - univariate_at(f, down)) / (stencil->literal ? h : x - down);
    case DIFFERENCE_UPPER:
        return (4.0 * (univariate_at(f, up) - fx) - (univariate_at(f, x + 2.0 * h) - fx)) /
               (2.0 * h);
    case DIFFERENCE_LOWER:
        h = x - down;
        return (4.0 * (fx - univariate_at(f, down)) - (fx - univariate_at(f, x - 2.0 * h))) /
               (2.0 * h);
    case DIFFERENCE_FOURTH:
        return fourth_order(f, x, fx, stencil);
    case DIFFERENCE_RICHARDSON:
        return tableau_make(f, x, fx, stencil->step, stencil->noise, stencil->side).value;
    case DIFFERENCE_ADAPTIVE:
        return adaptive_quotient(f, x, stencil->step, stencil->side, &(int){0});
    }
    return NAN;
}

uint32_t difference_formula(uint32_t order, int side, double *offsets, double *weights) {
    bool mean = side == 0 && order % 2 == 1;
    uint32_t last = order + mean, count = 0;
    double first = side == 0 ? -0.5 * last : side < 0 ? -(double)order : 0.0;
    double weight = order % 2 == 1 ? -1.0 : 1.0, before = 0.0; /* (-1)^(order - i) C(order, i) */
    for (uint32_t i = 0; i <= last; i++) {
        offsets[count] = first + i;
        weights[count] = mean ? 0.5 * (weight + before) : weight;
        count += !mean || 2 * i != last; /* the mean's weight in the middle is 0 */
        before = weight;
        weight *= -(double)(order - i) / (i + 1.0);
    }
    return count;
}

/* Evaluations of f per quotient of this stencil, not counting f(x). */
static int count_evaluations(const Univariate *f, double x, double fx, const Stencil *stencil) {
    int count;
    switch (stencil->form) {
    case DIFFERENCE_FORWARD:
    case DIFFERENCE_BACKWARD:
        return 1;
    case DIFFERENCE_CENTRAL:
    case DIFFERENCE_UPPER:
    case DIFFERENCE_LOWER:
        return 2;
    case DIFFERENCE_FOURTH:
        return 4;
    case DIFFERENCE_RICHARDSON:
        return tableau_make(f, x, fx, stencil->step, stencil->noise, stencil->side).evaluations;
    case DIFFERENCE_ADAPTIVE:
        adaptive_quotient(f, x, stencil->step, stencil->side, &count);
        return count;
    }
    return 0;
}

/* Tries one stencil; true if its quotient is finite. */
static bool try_stencil(const Univariate *f, double x, double fx, Stencil candidate,
                        Stencil *stencil, double *quotient) {
    double found = difference_quotient(f, x, fx, &candidate);
    if (!isfinite(found))
        return false;
    *stencil = candidate;
    *quotient = found;
    return true;
}

/* A form that adapts needs a first step, the noise of f, and the sides of x with values. A central
 * stencil first finds out whether f ends nearby. */
static double fit_first_step(const Univariate *f, double x, double fx, Stencil *stencil) {
    Stencil plain = stencil_at(DIFFERENCE_CENTRAL, x), candidate = *stencil;
    double quotient = difference_fit(f, x, fx, &plain);
    candidate.scale = plain.scale;
    candidate.fit = plain.fit;
    Neighbourhood near = noise_around(f, x, fx, plain.scale);
    candidate.noise = isnan(near.noise) ? DBL_EPSILON * fabs(fx) : near.noise;
    double smooth = near.smooth > 0.0 ? near.smooth : plain.step;
    if (candidate.step == 0.0) {
        candidate.step =
            smooth * (stencil->form == DIFFERENCE_RICHARDSON ? TABLEAU_WIDEST : ADAPTIVE_WIDTH);
    }
    static const int sides[] = {0, 1, -1};
    for (int i = 0; i < 3; i++) {
        Stencil side = candidate;
        side.side = sides[i];
        for (int shrink = 0; shrink < SHRINKS; shrink++, side.step /= 16.0) {
            side.fit = sides[i] != 0 ? STENCIL_ONE_SIDED
                       : shrink > 0  ? STENCIL_SMALLER
                                     : candidate.fit;
            if (try_stencil(f, x, fx, side, stencil, &quotient))
                return quotient;
        }
    }
    *stencil = candidate;
    return NAN;
}

static double fit_stencil(const Univariate *f, double x, double fx, Stencil *stencil) {
    double quotient = difference_quotient(f, x, fx, stencil);
    if (isfinite(quotient) || !isfinite(fx) || stencil->literal)
        return quotient;
    /* Most domains that end nearby end at 0: a step proportional to x stays inside. (At 0 that is
     * no step, and gives NaN.) */
    Stencil smaller = *stencil;
    smaller.fit = STENCIL_SMALLER;
    if (fabs(x) < 1.0) {
        smaller.step = stencil->step * fabs(x);
        smaller.scale = stencil->scale * fabs(x);
        if (try_stencil(f, x, fx, smaller, stencil, &quotient))
            return quotient;
    }
    smaller.step = stencil->step;
    for (int i = 0; i < SHRINKS; i++) {
        smaller.step /= 32.0;
        smaller.scale = smaller.step;
        if (isfinite(difference_quotient(f, x, fx, &smaller))) {
            smaller.step /= 16.0; /* the domain ends within 32 steps: keep well away from its end */
            if (try_stencil(f, x, fx, smaller, stencil, &quotient))
                return quotient;
        }
    }
    static const DifferenceForm sides[] = {DIFFERENCE_UPPER, DIFFERENCE_LOWER, DIFFERENCE_FORWARD,
                                           DIFFERENCE_BACKWARD};
    for (unsigned i = 0; i < sizeof sides / sizeof *sides; i++) {
        Stencil side = *stencil;
        side.form = sides[i];
        side.fit = STENCIL_ONE_SIDED;
        if (try_stencil(f, x, fx, side, stencil, &quotient))
            return quotient;
    }
    return quotient;
}

double difference_fit(const Univariate *f, double x, double fx, Stencil *stencil) {
    double quotient = difference_adapts(stencil->form) ? fit_first_step(f, x, fx, stencil)
                                                       : fit_stencil(f, x, fx, stencil);
    stencil->evaluations = count_evaluations(f, x, fx, stencil);
    return quotient;
}

/* Whether the quotients on the side of the step grow like a power of 1/h, as at a vertical tangent
 * or a jump. */
static bool diverges(const Univariate *f, double x, double fx, double step) {
    double last = NAN, last_growth = NAN;
    for (int level = 0; level < DIVERGING; level++, step /= 4.0) {
        double moved = x + step, quotient = (univariate_at(f, moved) - fx) / (moved - x);
        double growth = quotient / last;
        if (level > 0 && !(growth > 1.1 && growth < 4.5))
            return false;
        if (level > 1 && !(fabs(growth - last_growth) < 0.1))
            return false;
        last = quotient;
        last_growth = growth;
    }
    return true;
}

double difference_estimate(const Univariate *f, double x, double fx, const Stencil *stencil,
                           double quotient) {
    if (isnan(quotient) || isnan(fx))
        return NAN;
    Tableau best = tableau_best(f, x, fx, stencil->scale);
    bool unsettled = !(best.doubt < 0.1 * fabs(best.value));
    if (isinf(best.doubt) ||
        (unsettled && (diverges(f, x, fx, stencil->scale) || diverges(f, x, fx, -stencil->scale))))
        return INFINITY;
    return 1.25 * fabs(quotient - best.value) + 2.0 * best.doubt +
           4.0 * DBL_EPSILON * fabs(quotient);
}

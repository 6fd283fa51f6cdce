/* Difference quotients, and an estimate of their error from values of the function alone.
 *
 * The estimate does not model the error of the quotient; it finds the derivative a second time, better, and
 * says how far apart the two are: |quotient - best| + doubt(best). The better value is the best of
 * Richardson's extrapolations (extrapolation.c), and its doubt takes in the noise of f (noise.c). Invariant: a
 * value that is not finite never enters an answer. */
#include "methods/difference.h"

#include "methods/extrapolation.h"
#include "methods/noise.h"

#include <float.h>
#include <math.h>

enum {
    WIDEST = 64,   /* the first step of extrapolation, in spacings at which f is smooth */
    DIVERGING = 7, /* quotients in a row that grow alike mean an infinite slope */
    SHRINKS = 4    /* smaller steps tried at the end of a domain */
};

Stencil stencil_at(DifferenceForm form, double x) {
    double size = fmax(fabs(x), 1.0), third = cbrt(DBL_EPSILON) * size;
    bool first_order = form == DIFFERENCE_FORWARD || form == DIFFERENCE_BACKWARD;
    return (Stencil){form, first_order ? sqrt(DBL_EPSILON) * size : third, third, false,
                     STENCIL_AS_WANTED};
}

double difference_quotient(const Line *line, double x, double fx, const Stencil *stencil) {
    double h = stencil->step, up = x + h, down = x - h;
    if (!stencil->literal) { /* the distance between the points must be exact, not h itself */
        if (up - x == 0.0 || x - down == 0.0) {
            return NAN;
        }
        h = up - x;
        down = x - h;
    }
    switch (stencil->form) {
    case DIFFERENCE_CENTRAL:
        return (line_at(line, up) - line_at(line, down)) / (stencil->literal ? 2.0 * h : up - down);
    case DIFFERENCE_FORWARD:
        return (line_at(line, up) - fx) / h;
    case DIFFERENCE_BACKWARD:
        return (fx - line_at(line, down)) / (stencil->literal ? h : x - down);
    case DIFFERENCE_UPPER:
        return (4.0 * (line_at(line, up) - fx) - (line_at(line, x + 2.0 * h) - fx)) / (2.0 * h);
    case DIFFERENCE_LOWER:
        h = x - down;
        return (4.0 * (fx - line_at(line, down)) - (fx - line_at(line, x - 2.0 * h))) / (2.0 * h);
    case DIFFERENCE_FORMS:
        break;
    }
    return NAN;
}

/* Tries one stencil; true where it gives a number. */
static bool try_stencil(const Line *line, double x, double fx, Stencil candidate, Stencil *stencil,
                        double *quotient) {
    double found = candidate.step > 0.0 ? difference_quotient(line, x, fx, &candidate) : NAN;
    if (!isfinite(found)) {
        return false;
    }
    *stencil = candidate;
    *quotient = found;
    return true;
}

double difference_fit(const Line *line, double x, double fx, Stencil *stencil) {
    double quotient = difference_quotient(line, x, fx, stencil);
    if (isfinite(quotient) || !isfinite(fx) || !isfinite(x) || stencil->literal) {
        return quotient;
    }
    /* Most domains that end nearby end at 0: a step in proportion to x stays inside. */
    Stencil smaller = *stencil;
    smaller.fit = STENCIL_SMALLER;
    if (fabs(x) < 1.0 && x != 0.0) {
        smaller.step = stencil->step * fabs(x);
        smaller.scale = stencil->scale * fabs(x);
        if (try_stencil(line, x, fx, smaller, stencil, &quotient)) {
            return quotient;
        }
    }
    smaller.step = stencil->step;
    for (int i = 0; i < SHRINKS; i++) {
        smaller.step /= 32.0;
        smaller.scale = smaller.step;
        if (isfinite(difference_quotient(line, x, fx, &smaller))) {
            smaller.step /= 16.0; /* the domain ends within 32 steps: keep well away from its end */
            if (try_stencil(line, x, fx, smaller, stencil, &quotient)) {
                return quotient;
            }
        }
    }
    static const DifferenceForm sides[] = {DIFFERENCE_UPPER, DIFFERENCE_LOWER, DIFFERENCE_FORWARD,
                                           DIFFERENCE_BACKWARD};
    for (unsigned i = 0; i < sizeof sides / sizeof *sides; i++) {
        Stencil side = *stencil;
        side.form = sides[i];
        side.fit = STENCIL_ONE_SIDED;
        if (sides[i] != stencil->form && try_stencil(line, x, fx, side, stencil, &quotient)) {
            return quotient;
        }
    }
    return quotient;
}

/* Whether the quotients of one side grow like a power of 1/h, as at a vertical tangent or a jump. */
static bool diverges(const Line *line, double x, double fx, double scale, int side) {
    double step = scale, last = NAN, last_growth = NAN;
    for (int level = 0; level < DIVERGING; level++, step /= 4.0) {
        double moved = x + side * step, quotient = (line_at(line, moved) - fx) / (moved - x);
        double growth = quotient / last;
        if (level > 0 && !(growth > 1.1 && growth < 4.5)) {
            return false;
        }
        if (level > 1 && !(fabs(growth - last_growth) < 0.1)) {
            return false;
        }
        last = quotient;
        last_growth = growth;
    }
    return true;
}

double difference_estimate(const Line *line, double x, double fx, const Stencil *stencil,
                           double quotient) {
    if (isnan(quotient) || isnan(fx)) {
        return NAN;
    }
    Neighbourhood near = {NAN, 0.0};
    if (isfinite(quotient) && isfinite(fx)) {
        near = noise_around(line, x, fx, stencil->scale);
    }
    if (isnan(near.noise)) {
        return INFINITY;
    }
    double step = WIDEST * near.smooth;
    Tableau best = tableau_make(line, x, fx, step, near.noise, 0);
    for (int side = 1; side >= -1 && isinf(best.doubt); side -= 2) {
        best = tableau_make(line, x, fx, step, near.noise, side);
    }
    bool unsettled = !(best.doubt < 0.1 * fabs(best.value));
    if (isinf(best.doubt) || (unsettled && (diverges(line, x, fx, stencil->scale, 1) ||
                                            diverges(line, x, fx, stencil->scale, -1)))) {
        return INFINITY;
    }
    return 1.25 * fabs(quotient - best.value) + 2.0 * best.doubt +
           4.0 * DBL_EPSILON * fabs(quotient);
}

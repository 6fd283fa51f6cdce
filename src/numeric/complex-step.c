/* The complex step: see complex-step.h.
 *
 * Steps are powers of two. As long as only the first order in h counts and nothing underflows,
 * every imaginary part is the same number times h, and quotients of different steps agree to the
 * last bit: two steps that agree confirm each other. The remaining error is rounding alone. Its
 * size shows in the quotients around x, which would otherwise be smooth; the real values of f check
 * the rest. */
#include "numeric/complex-step.h"

#include "numeric/difference.h"
#include "numeric/extrapolation.h"
#include "numeric/noise.h"

#include <float.h>
#include <math.h>

/* Exponents of steps, and the gap between two that should agree. */
enum { TINY = 200, SMALL = 66, APART = 40 };

double complex_quotient(Slice *slice, double step) {
    double complex value;
    slice->stop =
        complex_run(&slice->sweep, &slice->evaluator, slice->point, slice->variable, step, &value);
    return slice->stop == COMPLEX_DONE ? cimag(value) / step : NAN;
}

double complex_fit(Slice *slice, double *step) {
    double x = slice->point[slice->variable], quotient = NAN;
    int size = x == 0.0 || !isfinite(x) ? 0 : ilogb(x);
    /* Tiny, and relative to x where x is. Where that leads below the normal range: larger. */
    const int exponents[] = {(size < 0 ? size : 0) - TINY, size - SMALL,
                             (size < 0 ? size : 0) - 2 * TINY};
    for (int i = 0; i < 3; i++) {
        double candidate = ldexp(1.0, exponents[i] < -1074 ? -1074 : exponents[i]);
        double found = complex_quotient(slice, candidate);
        if (i == 0) {
            *step = candidate;
            quotient = found;
        }
        if (slice->stop != COMPLEX_DONE)
            break;
        if (found != 0.0 && found == complex_quotient(slice, ldexp(candidate, -APART))) {
            *step = candidate;
            return found;
        }
    }
    return quotient;
}

/* A quotient as a function of x, to measure its noise. */
typedef struct ComplexQuotient {
    Slice *slice;
    double step;
} ComplexQuotient;

static double quotient_at(void *context, double x) {
    const ComplexQuotient *quotient = context;
    Slice *slice = quotient->slice;
    double *moved = &slice->point[slice->variable], kept = *moved;
    *moved = x;
    double value = complex_quotient(slice, quotient->step);
    *moved = kept;
    return value;
}

double complex_estimate(Slice *slice, double fx, double step, double quotient) {
    if (isnan(quotient) || isnan(fx))
        return NAN;
    double x = slice->point[slice->variable];
    Univariate values = slice_univariate(slice),
               quotients = {quotient_at, &(ComplexQuotient){slice, step}};
    Stencil plain = stencil_at(DIFFERENCE_CENTRAL, x);
    difference_fit(&values, x, fx, &plain);
    Neighbourhood near = noise_around(&quotients, x, quotient, plain.scale);
    Tableau best = tableau_best(&values, x, fx, plain.scale);
    double apart = fabs(quotient - best.value);
    if (isnan(near.noise) || !(apart <= 2.0 * best.doubt))
        return isnan(apart) ? INFINITY : 1.25 * apart + 2.0 * best.doubt;
    return 4.0 * near.noise + 4.0 * DBL_EPSILON * fabs(quotient);
}

Said complex_reason(const Slice *slice) {
    const char *name = op_table[slice->sweep.op].name;
    switch (slice->stop) {
    case COMPLEX_UNDECLARED:
        return SAY(COMPLEX_UNDECLARED, name);
    case COMPLEX_EDGE:
        return SAY(COMPLEX_EDGE, name);
    case COMPLEX_CONDITION:
        return SAY(COMPLEX_CONDITION);
    case COMPLEX_NO_MEMORY:
        return SAY(OUT_OF_MEMORY);
    case COMPLEX_DONE:
        break;
    }
    return SAY_NOTHING;
}

/* Error curves: how the error of a difference quotient depends on its step, and where it is least.
 *
 * On logarithmic axes a curve is a V: as the step shrinks, truncation falls as a power of the step
 * until round-off, which grows as an inverse power, takes over. */
#ifndef ADCALC_ANALYSIS_CURVE_H
#define ADCALC_ANALYSIS_CURVE_H

#include <stddef.h>

typedef enum BranchKind {
    BRANCH_NONE,    /* no error grows beyond the least on this side */
    BRANCH_CROOKED, /* errors grow, but not along a straight line, or not for long enough */
    /* the error grows as step^slope, from step `low` to step `high` */
    BRANCH_STRAIGHT
} BranchKind;

/* A side of the V. */
typedef struct Branch {
    BranchKind kind;
    double slope, low, high;
} Branch;

typedef struct Curve {
    Branch truncation, roundoff;
    /* The middle of the half decade of steps whose largest error is least, and that error. NaN
     * where there are no errors. */
    double best_step, best_error;
} Curve;

/* steps[i] fall by a constant ratio, `per_decade` of them per factor of ten; errors[i] >= 0, NaN
 * where there is none. `tiny`: errors below it mean nothing, being the rounding of the result. */
Curve curve_fit(const double *steps, const double *errors, size_t count, size_t per_decade,
                double tiny);

#endif

/* The complex step: f'(x) = Im f(x + ih) / h without a difference, so that h may be arbitrarily
 * small (W. Squire, G. Trapp, Using complex variables to estimate derivatives of real functions,
 * SIAM Rev. 40, 1998). It uses values alone, but complex ones, which not every operation has. */
#ifndef ADCALC_NUMERIC_COMPLEX_STEP_H
#define ADCALC_NUMERIC_COMPLEX_STEP_H

#include "numeric/slice.h"

/* Im f(x + ih) / h; NaN where f is not analytic or has no complex value at the point. */
double complex_quotient(Slice *slice, double step);
/* The same with a step chosen small enough, but no smaller than doubles allow. */
double complex_fit(Slice *slice, double *step);
/* An estimate of the quotient's error that aims to cover it; fx = f(x). Some eighty values of f. */
double complex_estimate(Slice *slice, double fx, double step, double quotient);

/* Why the last quotient is missing; nothing if it is not. */
Said complex_reason(const Slice *slice);

#endif

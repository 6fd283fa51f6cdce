/* GSL's adaptive derivatives. */
#ifndef ADCALC_NUMERIC_ADAPTIVE_H
#define ADCALC_NUMERIC_ADAPTIVE_H

#include "numeric/univariate.h"

/* The derivative at x by gsl_deriv_central (side 0), _forward (1) or _backward (-1), which start
 * with `step` and may then take another; NaN or infinite if f has no finite value at some point
 * they use. *evaluations: the runs of f. */
double adaptive_quotient(const Univariate *f, double x, double step, int side, int *evaluations);

#endif

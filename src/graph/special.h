/* Special functions that the C library lacks or computes badly; graph/arithmetic.h gives them the
 * names of ops.def. Orders n are whole numbers within the limits of the rows; NaN in, NaN out. */
#ifndef ADCALC_GRAPH_SPECIAL_H
#define ADCALC_GRAPH_SPECIAL_H

/* The n-th derivative of sin(x)/x, n >= 0. */
double special_dsinc(double n, double x);

/* log|gamma(x)|. */
double special_lgamma(double x);
/* The logarithmic derivative of the gamma function, and its n-th derivative, n >= 0. */
double special_digamma(double x);
double special_polygamma(double n, double x);
/* polygamma(n, x + y) - polygamma(n, x), without their cancellation. */
double special_polygamma_rise(double n, double x, double y);
/* gamma(x) gamma(y)/gamma(x + y). */
double special_beta(double x, double y);

/* The Bessel functions of whole order: J, Y, and the modified I, K. */
double special_besselj(double n, double x);
double special_bessely(double n, double x);
double special_besseli(double n, double x);
double special_besselk(double n, double x);

/* The principal branch of w e^w = x; the double nearest to -1/e counts as the branch point. */
double special_lambertw(double x);

#endif

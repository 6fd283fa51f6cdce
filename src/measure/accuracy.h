/* Accuracy: distances between doubles. */
#ifndef ADCALC_MEASURE_ACCURACY_H
#define ADCALC_MEASURE_ACCURACY_H

/* |a - b| over the spacing of doubles at b; infinite when only one is finite or one is NaN, 0 when
 * both are NaN or equal. */
double accuracy_ulps(double a, double b);
/* The gap between x and the next double away from zero (for the largest one, towards zero); the
 * smallest subnormal at 0. */
double accuracy_spacing(double x);

#endif

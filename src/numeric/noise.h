/* Noise: how rough the values of a function are, and how far away from a point it stays smooth.
 *
 * Rounding errors make every value of a function a little wrong, and differences of values are
 * wrong by that much over their step. Nothing here allocates. */
#ifndef ADCALC_NUMERIC_NOISE_H
#define ADCALC_NUMERIC_NOISE_H

#include "numeric/univariate.h"

/* What the values around a point show together. */
typedef struct Neighbourhood {
    double noise;  /* one standard deviation of the errors of values of f near x; NaN if unknown */
    double smooth; /* the widest spacing tried at which f is smooth but for that noise */
} Neighbourhood;

/* Some forty values of f, from far closer to x than `scale` to as much farther away; fx = f(x). */
Neighbourhood noise_around(const Univariate *f, double x, double fx, double scale);

#endif

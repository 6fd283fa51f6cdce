/* Noise: how rough the values of a function are, and how far from a point it stays smooth.
 *
 * Rounding makes every value of a function slightly wrong, and difference quotients wrong by that
 * much over the step. Nothing here allocates. */
#ifndef ADCALC_NUMERIC_NOISE_H
#define ADCALC_NUMERIC_NOISE_H

#include "numeric/univariate.h"

/* What the values around a point show. */
typedef struct Neighbourhood {
    double noise;  /* one standard deviation of the errors of values of f near x; NaN if unknown */
    double smooth; /* the widest spacing tried at which f is smooth up to that noise */
} Neighbourhood;

/* Some forty values of f, from far closer to x than `scale` to as far beyond it; fx = f(x). */
Neighbourhood noise_around(const Univariate *f, double x, double fx, double scale);

#endif

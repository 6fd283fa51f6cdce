/* Derivatives of any order along a line, by the polynomial through Chebyshev points.
 *
 * Everything here sees a function only through its values on a line, as a function of the distance
 * t from the point. Nothing allocates; all state belongs to the caller. */
#ifndef ADCALC_NUMERIC_CHEBYSHEV_H
#define ADCALC_NUMERIC_CHEBYSHEV_H

#include "numeric/difference.h"

#include <stdint.h>

enum { CHEBYSHEV_MAX_DEGREE = 128 };

/* On which side of the point a formula looks. */
typedef enum Side { SIDE_LEFT = -1, SIDE_BOTH = 0, SIDE_RIGHT = 1 } Side;

/* A polynomial to differentiate: that through Chebyshev points of an interval. */
typedef struct Interpolant {
    Side side;       /* of [-reach, reach]; SIDE_RIGHT: [0, 2 reach]; SIDE_LEFT: [-2 reach, 0] */
    uint32_t order;  /* of the derivative */
    uint32_t degree; /* of the polynomial */
    double reach;
    double value; /* its derivative */
    /* of |value - derivative of f|, meant to cover it; infinite where f shows none */
    double estimate;
} Interpolant;

/* Where the search for a reach begins: about the size of the point, or of the unit if that is
 * larger, and a smaller place to try when nothing is found; 0 for none. */
typedef struct Scale {
    double first, second;
} Scale;

/* Chooses reach and degree for each of `count` orders, by what values of f show; `chosen` comes
 * with side and order, both at least 1 and the same side for all. `unit` is a power of two of about
 * 1/|f(0)|. It takes some hundred values of f, however many orders. */
void chebyshev_choose(const Univariate *f, Scale scale, double unit, Interpolant *chosen,
                      uint32_t count);

/* No formula for an order has more points. */
uint32_t chebyshev_capacity(uint32_t order);

/* The derivative of an interpolant as a formula, the sum of weights[i] * f(offsets[i]): of the
 * polynomial of its degree, fitted to the `points` + 1 Chebyshev points that there are for the
 * degree `points`, which is at least its degree. */
void chebyshev_formula(const Interpolant *interpolant, uint32_t points, double *offsets,
                       double *weights);

#endif

/* Derivatives of any order and any mixture, by differences. A function is seen through its values
 * alone, by the distances from a point along some directions. Nothing allocates. */
#ifndef ADCALC_NUMERIC_HIGHER_H
#define ADCALC_NUMERIC_HIGHER_H

#include <stdint.h>

enum { HIGHER_MAX_ORDER = 100 }; /* of all directions together */

typedef struct Field {
    double (*value)(void *context, const double *distances);
    void *context;
    double here; /* the value at the point */
} Field;

typedef struct Direction {
    uint32_t times;     /* that the derivative is taken along it; never 0 */
    double wide, close; /* powers of two: where to look for a step, first and then; 0 for nowhere */
    double unit;        /* of steps; this and the side are found by a fit */
    int side;           /* of the point: 0 both, 1 ahead, -1 behind */
} Direction;

/* Quotients of differences with steps of `step` units, of half as much and so on, extrapolated. */
typedef struct Differences {
    Direction *directions;
    uint32_t count;
    int halvings; /* 0: one quotient as it is */
    double step;
    double noise;           /* of f: one standard deviation */
    double value, estimate; /* of the fit; meant to cover its error, infinite for no derivative */
} Differences;

/* Chooses units, sides, steps and halvings; `side`: 1 or -1 to stay there, 0 for both or, where f
 * ends, one. It takes some hundred values of f a direction. */
void higher_fit(const Field *field, Differences *higher, int side);

double higher_value(const Field *field, const Differences *higher);

#endif

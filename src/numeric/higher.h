/* Derivatives of any order, mixed or not, by differences. A function is seen through its values
 * alone, by the distances from a point along some directions. Nothing allocates. */
#ifndef ADCALC_NUMERIC_HIGHER_H
#define ADCALC_NUMERIC_HIGHER_H

#include <stdint.h>

enum { HIGHER_MAX_ORDER = 100 }; /* the total over all directions */

typedef struct Field {
    double (*value)(void *context, const double *distances);
    void *context;
    double here; /* the value at the point */
} Field;

typedef struct Direction {
    uint32_t times; /* that the derivative is taken along it; never 0 */
    /* powers of two: where to look for a step, first and second; 0 for nowhere */
    double wide, close;
    double unit; /* of steps; it and the side are found by a fit */
    int side;    /* of the point: 0 central, 1 forward, -1 backward */
} Direction;

/* Quotients of differences with steps of `step` units, half that and so on, extrapolated. */
typedef struct Differences {
    Direction *directions;
    uint32_t count;
    int halvings; /* 0: a single quotient */
    double step;
    double noise;           /* of f: one standard deviation */
    double value, estimate; /* of the fit; meant to cover its error, infinite for no derivative */
} Differences;

/* Chooses units, sides, steps and halvings. `side`: 1 or -1 to stay there; 0 for central, or one
 * side where f ends. Some hundred values of f per direction. */
void higher_fit(const Field *field, Differences *higher, int side);
double higher_value(const Field *field, const Differences *higher);

#endif

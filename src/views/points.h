/* Points: where a claim about a function is tried. */
#ifndef ADCALC_VIEWS_POINTS_H
#define ADCALC_VIEWS_POINTS_H

#include "tape/run.h"

/* From low to high; one number where they are equal. */
typedef struct Range {
    double low, high;
} Range;

/* Owns its coordinates. Zero-initialise one. */
typedef struct Points {
    uint32_t variables;
    uint32_t count;
    uint32_t outside;          /* random points left out because the function has no value there */
    ARRAY(double) coordinates; /* variables of them a point */
} Points;

/* Chooses `count` points in the box of `ranges`, one a variable: random ones where the function has
 * a value (fewer if that is rare), with four significant digits; corners, zeros, tiny numbers,
 * equal coordinates; and points beside places where a choice goes the other way or an operation
 * comes to an edge. The same seed gives the same points. `function` is f. False without memory
 * (recorded). */
bool points_choose(Points *points, Evaluator *function, const Range *ranges, uint32_t count,
                   uint64_t seed);
/* Adds a point at the end. */
bool points_add(Points *points, const double *point, Diag *diag);
void points_free(Points *points);

static inline const double *points_at(const Points *points, uint32_t i) {
    return points->coordinates.items + (size_t)i * points->variables;
}

#endif

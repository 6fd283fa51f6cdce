/* Samples: the points at which a claim is tested. */
#ifndef ADCALC_ANALYSIS_SAMPLES_H
#define ADCALC_ANALYSIS_SAMPLES_H

#include "tape/evaluator.h"

/* From low to high; one number where they are equal. */
typedef struct Range {
    double low, high;
} Range;

/* Owns its coordinates. Zero-initialise one. */
typedef struct Samples {
    uint32_t variables;
    uint32_t count;
    uint32_t outside;          /* random points rejected because the function has no value there */
    ARRAY(double) coordinates; /* variables of them per point */
} Samples;

/* Chooses `count` points in the box of `ranges`, one per variable: random ones where the function
 * has a value (fewer if that is rare), with four significant digits; corners, zeros, tiny numbers,
 * equal coordinates; and points beside places where a choice flips or an operation reaches an edge.
 * The same seed gives the same points. `function` is f. False without memory (recorded). */
bool samples_choose(Samples *samples, Tapes *function, const Range *ranges, uint32_t count,
                    uint64_t seed);
/* Adds a point at the end. */
bool samples_add(Samples *samples, const double *point, Diag *diag);
void samples_free(Samples *samples);

static inline const double *samples_at(const Samples *samples, uint32_t i) {
    return samples->coordinates.items + (size_t)i * samples->variables;
}

#endif

/* Mixed derivatives as sums of derivatives along single directions. */
#ifndef ADCALC_NUMERIC_POLARIZATION_H
#define ADCALC_NUMERIC_POLARIZATION_H

#include "methods/problem.h"

/* The times of all factors together. */
uint32_t derivative_order(const Derivative *derivative);

enum { POLARIZATION_MOST_RAYS = 4096 };

/* How many directions a derivative needs: 1 with a single factor; 0 where they would be more than
 * POLARIZATION_MOST_RAYS. `central`: as few as there are; else none that goes back along a
 * factor. */
uint32_t polarization_rays(const Derivative *derivative, bool central);

/* One of the directions of a derivative with several factors: lengths[i] times that of the i-th
 * factor, added up. Returns the share that the derivative along it, of the order of them all, has
 * in the sum. */
double polarization_ray(const Derivative *derivative, bool central, uint32_t ray, double *lengths);

#endif

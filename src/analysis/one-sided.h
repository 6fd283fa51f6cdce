/* One-sided slopes: what f does when one variable moves a little. */
#ifndef ADCALC_ANALYSIS_ONE_SIDED_H
#define ADCALC_ANALYSIS_ONE_SIDED_H

#include "analysis/inspection.h"

/* The one-sided limit of the derivative, and how much it still changed on the way there. */
typedef struct Slope {
    double limit; /* NaN if it does not converge or f ends; infinite if it grows without bound */
    double moved;
    bool ends; /* f is not a number there */
} Slope;

/* The derivative of f with respect to target number `target`, at the point. False without
 * memory. */
bool slopes_here(Inspection *in, uint32_t target, double *slope);
/* Its limit from below (side -1) or above (1). False without memory. */
bool slopes_one_sided(Inspection *in, uint32_t target, int side, Slope *slope);
/* Whether f, or the value of an operation at a jump, jumps when target number `target` alone
 * moves. False without memory. */
bool slopes_find_jump(Inspection *in, uint32_t target, bool *jumps);
bool slopes_find_jump_of(Inspection *in, uint32_t target, size_t instruction, bool *jumps);
/* Whether a condition comes out differently next to the point. False without memory. */
bool slopes_find_turn(Inspection *in, uint32_t target, size_t guard, bool *turns);

#endif

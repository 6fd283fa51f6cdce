/* The loops: values, tangents and adjoints of a whole tape, made from ops.def.
 *
 * Nothing here allocates. Arrays have tape->elements entries, `scratch` has tape->scratch. Activity
 * says what a sweep may differentiate: contributions of operands that are not active are structural
 * zeros and skipped, so 0 * infinity never leaks out of them. It is kept for the first element of
 * each variable and result (all points of a block share it); constants are never active.
 *
 * The order of accumulation is the same for every width. Tangents: the contribution of x, then of
 * y; n-ary ones are added in the lanes of graph/nary.h. Adjoints: instructions from last to first,
 * within one x before y, within an n-ary one the first operand first. */
#ifndef ADCALC_TAPE_KERNELS_H
#define ADCALC_TAPE_KERNELS_H

#include "tape/tape.h"

/* Runs the tape; returns false at the first guard that goes the other way (for a block: at some
 * point). */
bool kernels_value(const Tape *tape, double *values, double *scratch);
/* Dual numbers: values and tangents in one sweep, as far as active[] has the bit `direction`.
 * Tangents of what is not active become 0. */
bool kernels_tangent(const Tape *tape, double *values, double *tangents, const uint8_t *active,
                     uint8_t direction, double *scratch);
/* Adjoints backwards over values that a value sweep left, through what has active[] != 0.
 * `adjoints` must be zero but for the seed. */
void kernels_adjoint(const Tape *tape, const double *values, double *adjoints,
                     const uint8_t *active, double *scratch);

/* Forward: a result has the bits of those operands whose partials are not structurally zero. What
 * is set in active[] for the variables' first elements is kept; the rest is filled in. */
void kernels_activity(const Tape *tape, uint8_t *active);
/* Backward: active[] becomes 1 where it was not 0 and element `output` depends on it, else 0. */
void kernels_relevance(const Tape *tape, uint32_t output, uint8_t *active);

#endif

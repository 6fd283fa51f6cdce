/* The loops: values, tangents and adjoints of a whole tape, made from ops.def.
 *
 * Nothing here allocates. Arrays have tape->elements entries, `scratch` has tape->scratch. Activity
 * says what a sweep needs to differentiate: contributions of inactive operands are structural zeros
 * and skipped, so 0 * infinity never leaks out of them; constants are never active.
 *
 * The order of accumulation: tangents x before y; n-ary ones are added in the lanes of
 * graph/nary.h. Adjoints: instructions from last to first; within one, x before y; within an n-ary
 * one, the first operand first. */
#ifndef ADCALC_TAPE_KERNELS_H
#define ADCALC_TAPE_KERNELS_H

#include "tape/tape.h"

/* Runs the tape; false at the first guard that fails. */
bool kernels_value(const Tape *tape, double *values, double *scratch);
/* Dual numbers: values and tangents in one sweep, for elements whose active[] has the bit
 * `direction`. Other tangents become 0. */
bool kernels_tangent(const Tape *tape, double *values, double *tangents, const uint8_t *active,
                     uint8_t direction, double *scratch);
/* The reverse sweep, over the values of a value sweep, through elements with active[] != 0.
 * `adjoints` must be zero except for the seed. */
void kernels_adjoint(const Tape *tape, const double *values, double *adjoints,
                     const uint8_t *active, double *scratch);

/* Forward: a result gets the bits of all operands whose partials are not structurally zero. The
 * entries of the variables are input; the rest is filled in. */
void kernels_activity(const Tape *tape, uint8_t *active);
/* Backward: active[] becomes 1 where it was nonzero and element `output` depends on it, else 0. */
void kernels_relevance(const Tape *tape, uint32_t output, uint8_t *active);

#endif

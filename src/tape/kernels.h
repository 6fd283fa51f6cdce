/* The loops: values, tangents and adjoints of a whole tape, made from ops.def.
 *
 * Nothing here allocates. All arrays have tape->elements entries. `active` marks elements that depend
 * on what is being differentiated with respect to; contributions of inactive operands are structural
 * zeros and skipped, so 0 * infinity never leaks out of them. */
#ifndef ADCALC_TAPE_KERNELS_H
#define ADCALC_TAPE_KERNELS_H

#include "tape/tape.h"

/* Runs the tape; returns false at the first guard that goes the other way. */
bool kernels_value(const Tape *tape, double *values);
/* Dual numbers: values and tangents in one sweep. */
bool kernels_tangent(const Tape *tape, double *values, double *tangents, const uint8_t *active);
/* Adjoints backwards over values that a value sweep left. `adjoints` must be zero but for the seed. */
void kernels_adjoint(const Tape *tape, const double *values, double *adjoints,
                     const uint8_t *active);

#endif

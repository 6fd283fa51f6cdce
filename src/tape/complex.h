/* Running a tape at a complex point: one variable has an imaginary part; all conditions go as they
 * do at the real point.
 *
 * Ownership: a ComplexSweep owns its arrays, which grow with the tapes it has run; it borrows the
 * evaluator of those tapes. */
#ifndef ADCALC_TAPE_COMPLEX_H
#define ADCALC_TAPE_COMPLEX_H

#include "tape/walk.h"

#include <complex.h>

/* How a sweep ended. */
typedef enum ComplexStop {
    COMPLEX_DONE,
    COMPLEX_NO_MEMORY,  /* recorded */
    COMPLEX_UNDECLARED, /* an operation has no complex value: COMPLEX in graph/ops.def */
    /* an operation is not analytic at the point: a kink, a jump, the end of a domain */
    COMPLEX_EDGE,
    COMPLEX_CONDITION /* a condition changes at the point */
} ComplexStop;

typedef struct ComplexSweep {
    ARRAY(double complex) values; /* room for all elements: of those that move */
    ARRAY(uint8_t) moves;         /* whether an element changes with the variable near the point */
    ARRAY(double complex) operands; /* room for those of one operation */
    Walk walk;
    OpId op; /* where the last sweep stopped */
} ComplexSweep;

void complex_free(ComplexSweep *sweep);

/* The value of root 0 at `point` with i * step added to one variable. Elements that do not depend
 * on it keep their real value, whatever the operation. */
ComplexStop complex_run(ComplexSweep *sweep, Evaluator *evaluator, const double *point,
                        uint32_t variable, double step, double complex *value);

#endif

/* A function along one of its variables; complex-step.h goes to complex points.
 *
 * Ownership: a Slice owns its numbers and its copy of the point; it borrows the tapes. */
#ifndef ADCALC_NUMERIC_SLICE_H
#define ADCALC_NUMERIC_SLICE_H

#include "numeric/univariate.h"
#include "tape/complex.h"

typedef struct Slice {
    Evaluator evaluator;
    double *point;     /* where f is run, except for the variable being moved */
    uint32_t variable; /* the one being moved */
    ComplexSweep sweep;
    ComplexStop stop; /* why the last complex value is missing, else COMPLEX_DONE */
} Slice;

/* Starts at a point; false without memory (recorded). Free it in both cases. */
bool slice_begin(Slice *slice, Tapes *tapes, const double *point, uint32_t variable);
void slice_free(Slice *slice);
/* Goes to a point; whether it is another one. */
bool slice_move(Slice *slice, const double *point);

/* f at the point; NaN without memory (recorded). */
double slice_here(Slice *slice);
/* f as a function of the variable being moved. */
Univariate slice_univariate(Slice *slice);

#endif

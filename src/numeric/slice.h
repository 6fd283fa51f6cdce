/* A problem's function along one of its variables, at real and at complex points.
 *
 * Ownership: an Along owns its tapes and its copy of the point; it borrows the problem's graph. */
#ifndef ADCALC_NUMERIC_SLICE_H
#define ADCALC_NUMERIC_SLICE_H

#include "methods/problem.h"
#include "numeric/univariate.h"
#include "tape/complex.h"

typedef struct Along {
    Evaluator evaluator;
    double *point;     /* where f is run, but for the variable being moved */
    uint32_t variable; /* which that is; 0 at first */
    ComplexSweep sweep;
    ComplexStop stop; /* why the last complex value is none, unless that is COMPLEX_DONE */
} Along;

/* At the problem's point; false without memory (recorded in the graph's diag).
 * Free it in both cases. */
bool along_begin(Along *along, const Problem *problem);
void along_free(Along *along);

/* f at the point, and with the variable moved to x; NaN without memory (recorded). */
double along_here(Along *along);
double along_value(void *along, double x);
/* The imaginary part of f at x + ih, with x the variable's value; NaN where there is none. */
double along_imaginary(Along *along, double h);

/* The function of x. */
static inline Line along_line(Along *along) {
    return (Line){along_value, along};
}

#endif

/* The complex step: f'(x) = Im f(x + ih) / h without a difference, so that h may be as tiny as one likes
 * (W. Squire, G. Trapp, Using complex variables to estimate derivatives of real functions, SIAM Rev. 40,
 * 1998). It reads values alone, but complex ones, which not every operation has. */
#ifndef ADCALC_METHODS_COMPLEX_H
#define ADCALC_METHODS_COMPLEX_H

#include "methods/line.h"
#include "tape/complex.h"

/* A function along one of its variables. Begin with all zero, then fill in the first three. */
typedef struct ComplexLine {
    Evaluator *evaluator; /* borrowed, as is the point */
    double *point;        /* moved and put back while estimates are made */
    uint32_t variable;
    ComplexSweep sweep;
    ComplexStop stop; /* why the last quotient is NaN, unless that is COMPLEX_DONE */
} ComplexLine;

void complex_end(ComplexLine *line);

/* Im f(x + ih) / h at the point; NaN where f is not analytic or has no complex value there. */
double complex_quotient(ComplexLine *line, double step);
/* The same with a step that is found to be small enough, but no smaller than doubles allow. */
double complex_fit(ComplexLine *line, double *step);
/* An estimate of the quotient's error that means to cover it; `values` is the same function along the same
 * variable, fx its value. Some eighty values of f. */
double complex_estimate(ComplexLine *line, const Line *values, double fx, double step,
                        double quotient);

enum { COMPLEX_REASON_SIZE = 64 };
/* Says why there is no quotient: "gamma has no complex value". */
void complex_reason(const ComplexLine *line, char out[static COMPLEX_REASON_SIZE]);

#endif

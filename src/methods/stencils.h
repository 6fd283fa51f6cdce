/* The numeric method for problem->derivatives: derivatives of any order and any
 * mixture from values of f.
 *
 * The functions are those of a row of the table of methods (method.h says what they promise), for
 * problems that ask for derivatives; numeric.c is the row. Reach and degree of every formula are
 * found when the method is prepared and when the point moves, and so are the estimates; an
 * evaluation then runs f at the points of the formulas alone. */
#ifndef ADCALC_METHODS_STENCILS_H
#define ADCALC_METHODS_STENCILS_H

#include "methods/method.h"

Method *stencils_prepare(const Problem *problem, const MethodOptions *options);
void stencils_evaluate(Method *method, double *value, double *answers);
void stencils_estimate(Method *method, double *estimates);
double stencils_predict(const Problem *problem);
void stencils_release(Method *method);

/* What one derivative was computed from. */
typedef struct StencilFacts {
    double reach;    /* how far from the point f is looked at; with --step the h given */
    uint32_t degree; /* the highest, of the polynomials that were differentiated */
    uint32_t points; /* at which f was run for it, beside the point itself */
    bool one_sided;
} StencilFacts;
StencilFacts stencils_facts(const Method *method, uint32_t answer);

#endif

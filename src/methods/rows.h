/* The functions in the rows of the method table; private to src/methods. */
#ifndef ADCALC_METHODS_ROWS_H
#define ADCALC_METHODS_ROWS_H

#include "methods/method.h"

Method *symbolic_prepare(const Problem *problem, const MethodOptions *options);
double symbolic_predict(const Problem *problem);
Method *forward_prepare(const Problem *problem, const MethodOptions *options);
double forward_predict(const Problem *problem);
Method *reverse_prepare(const Problem *problem, const MethodOptions *options);
double reverse_predict(const Problem *problem);
Method *numeric_prepare(const Problem *problem, const MethodOptions *options);
double numeric_predict(const Problem *problem);

/* Forward's and reverse's way to what is more than a gradient: sweeps.c. */
Method *sweeps_prepare(const Problem *problem, bool backwards);
double sweeps_predict(const Problem *problem, bool backwards);
/* Numeric's: stencils.c. */
Method *stencils_prepare(const Problem *problem, const MethodOptions *options);
double stencils_predict(const Problem *problem);

/* A zeroed block for a method's state; NULL without memory (recorded in the graph's diag). */
void *method_allocate(const Problem *problem, size_t count, size_t size);
/* A state of that size, zeroed but for its head, a Method; NULL without memory (recorded). */
void *method_begin(const Problem *problem, size_t size, const MethodWay *way);
/* The method prepared, with the run of its tape at the point; NULL and released if that could not
 * be had (recorded). */
Method *method_end(Method *method, const Run *run);

#endif

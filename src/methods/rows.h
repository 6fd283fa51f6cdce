/* The functions in the rows of the method table; private to src/methods. */
#ifndef ADCALC_METHODS_ROWS_H
#define ADCALC_METHODS_ROWS_H

#include "methods/method.h"

Method *symbolic_prepare(const Problem *problem, const MethodOptions *options);
void symbolic_evaluate(Method *method, double *value, double *gradient);
double symbolic_predict(const Problem *problem);
void symbolic_release(Method *method);

Method *forward_prepare(const Problem *problem, const MethodOptions *options);
void forward_evaluate(Method *method, double *value, double *gradient);
double forward_predict(const Problem *problem);
void forward_release(Method *method);

Method *reverse_prepare(const Problem *problem, const MethodOptions *options);
void reverse_evaluate(Method *method, double *value, double *gradient);
double reverse_predict(const Problem *problem);
void reverse_release(Method *method);

Method *numeric_prepare(const Problem *problem, const MethodOptions *options);
void numeric_evaluate(Method *method, double *value, double *gradient);
void numeric_estimate(Method *method, double *estimates);
double numeric_predict(const Problem *problem);
void numeric_release(Method *method);

/* Forward and reverse for derivatives of any order: sweeps.c. */
Method *sweeps_prepare_forward(const Problem *problem, const MethodOptions *options);
Method *sweeps_prepare_reverse(const Problem *problem, const MethodOptions *options);
void sweeps_evaluate(Method *method, double *value, double *answers);
double sweeps_predict_forward(const Problem *problem);
double sweeps_predict_reverse(const Problem *problem);
void sweeps_release(Method *method);

/* The same for numeric: stencils.c. */
Method *stencils_prepare(const Problem *problem, const MethodOptions *options);
void stencils_evaluate(Method *method, double *value, double *answers);
void stencils_estimate(Method *method, double *estimates);
double stencils_predict(const Problem *problem);
void stencils_release(Method *method);

/* An upper estimate of the operations of one run of the problem's function; a guess without memory
 * (recorded in the graph's diag). */
double method_operations(const Problem *problem);
/* Sets every derivative to NaN, as all methods do where the value is NaN. */
void method_not_a_number(const Problem *problem, double *gradient);
/* A zeroed block for a method's state; NULL without memory (recorded in the graph's diag). */
void *method_allocate(const Problem *problem, size_t count, size_t size);

#endif

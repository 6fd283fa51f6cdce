/* Operations at complex arguments: what the complex step needs of the rows of ops.def.
 *
 * Only rows that have a complex value of full accuracy are here: the COMPLEX lines. */
#ifndef ADCALC_GRAPH_COMPLEX_H
#define ADCALC_GRAPH_COMPLEX_H

#include "graph/op.h"

#include <complex.h>

double complex complex_make(double real, double imaginary);

/* Whether the operation has a complex value where it is smooth. */
bool complex_declared(OpId op);
/* Its value; what a kink parts is told apart by the real parts. NaN where it has none. */
double complex complex_value(OpId op, int32_t integer, const double complex *arguments,
                             uint32_t count);

#endif

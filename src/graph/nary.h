/* Operations over any number of arguments: their values and partial derivatives.
 *
 * SUM and PROD have one documented order on every path: lane j of NARY_LANES takes the terms j,
 * j + 8, j + 16, ... from left to right, then the lanes are joined pairwise,
 * ((0 . 1) . (2 . 3)) . ((4 . 5) . (6 . 7)); lanes without a term take no part.
 * Equal arguments share the derivative of a maximum or minimum equally. */
#ifndef ADCALC_GRAPH_NARY_H
#define ADCALC_GRAPH_NARY_H

#include "graph/op.h"

#include <stddef.h>

enum { NARY_LANES = 8 };

/* Values and partials over `count` arguments: op is OP_SUM, OP_PROD, OP_MAXIMUM or OP_MINIMUM. Of
 * none: the sum is 0, the product 1, a maximum or minimum NaN. NaN anywhere gives NaN. partials[i]
 * is d value / d argument i; `partials` and `arguments` do not overlap. */
double nary_value(OpId op, const double *arguments, size_t count);
void nary_partials(OpId op, const double *arguments, size_t count, double value, double *partials);
double nary_sum(const double *arguments, size_t count);

/* Whether exactly one argument is the maximum (OP_MAXIMUM) or minimum (OP_MINIMUM). */
bool nary_single_extremum(OpId op, const double *arguments, size_t count);

#endif

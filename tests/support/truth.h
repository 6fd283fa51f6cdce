/* What the nodes of a problem truly are at its point, by MPFR with 320 bits, which the meanings of
 * operations are given to: of all but products and extrema of many. */
#ifndef ADCALC_TESTS_TRUTH_H
#define ADCALC_TESTS_TRUTH_H

#include "adcalc.h"

/* How many spacings of doubles `computed` is off from what `root` truly is. */
double true_ulps(const Problem *problem, NodeId root, double computed);

/* By how many spacings the last bit of a variable truly moves `root`, to first order. */
double truly_moved(const Problem *problem, NodeId root, int variable);

/* What adcalc computes for `root`. */
double value_of(const Problem *problem, NodeId root);

#endif

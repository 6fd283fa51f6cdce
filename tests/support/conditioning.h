/* For tests: how uncertain the value of a formula is when every operation of it rounds. */
#ifndef ADCALC_TESTS_CONDITIONING_H
#define ADCALC_TESTS_CONDITIONING_H

#include "adcalc.h"

enum { CONDITIONING_MOST_ARGUMENTS = 256 }; /* of one operation; with more the test ends */

/* Values of nodes and their adjoints for one result, over the whole graph; grown as it grows.
 * Zero-initialise one. Without memory the test ends. */
typedef struct ConditionNumbers {
    ARRAY(double) values;
    ARRAY(double) errors; /* bounds of their rounding errors, carried forward to first order */
    ARRAY(double) adjoints;
    ARRAY(uint8_t) marks;
    bool in_range; /* all numbers that count are 0 or far from the ends of the doubles */
} ConditionNumbers;

/* Begins anew: another graph or another point. */
void conditioning_clear(ConditionNumbers *conditioning);
void conditioning_free(ConditionNumbers *conditioning);

/* Values of the nodes that have none yet. */
void conditioning_values(ConditionNumbers *conditioning, const Graph *graph, const double *point);
/* Adjoints of `root`, of absolute values if `absolute`; clears in_range where they leave it.
 * Returns the running error bound of root's value in units of DBL_EPSILON. */
double conditioning_adjoints(ConditionNumbers *conditioning, const Graph *graph, NodeId root,
                             bool absolute);
/* How much the derivatives of `root` by variables may differ when their contributions are added in
 * another order: a few units in the last place of all without signs. False where nothing can be
 * said, because numbers leave the range or operations have too many arguments. */
bool conditioning_of_sweeps(ConditionNumbers *conditioning, const Graph *graph, NodeId root,
                            const double *point, double *allowed, uint32_t variables);
/* Whether errors are so small that a bound to first order means something: no number that the root
 * needs is mostly error, and none that a function bends within 1 is off by nearly that. */
bool conditioning_first_order(ConditionNumbers *conditioning, const Graph *graph, NodeId root);

#endif

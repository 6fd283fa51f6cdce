/* A problem: one traced function at one point, what every method starts from.
 *
 * Ownership: the caller owns everything a Problem points to; methods borrow it for their lifetime. */
#ifndef ADCALC_METHODS_PROBLEM_H
#define ADCALC_METHODS_PROBLEM_H

#include "tracing/rules.h"

typedef struct Problem {
    Graph *graph; /* symbolic adds nodes to it */
    Rules *rules;
    NodeId root;
    uint32_t variables;       /* of the program */
    const char *const *names; /* variables of them */
    const double *point;      /* variables of them */
    const uint32_t *wanted;   /* numbers of the variables to differentiate with respect to */
    uint32_t wanted_count;
} Problem;

#endif

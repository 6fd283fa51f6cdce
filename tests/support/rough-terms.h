/* For tests: rough functions with smooth parts, and what they are on both sides of a point up to
 * the second order.
 *
 * Where a rough part g is m t for t > 0, exp(g) is exp(m t) there: its series is that of exp with m
 * to its powers. So the table of smooth functions at 0 and the values of rough.h are all that is
 * used. What is chosen by a comparison is chosen by the first coefficients that differ. */
#ifndef ADCALC_TESTS_ROUGH_TERMS_H
#define ADCALC_TESTS_ROUGH_TERMS_H

#include "support/rough.h"

enum { ROUGH_ORDERS = 3 }; /* 0, 1 and 2 */

typedef struct RoughCase {
    char text[ROUGH_TEXT];
    RoughPoint point;
    Fraction derivatives[SIDES][ROUGH_ORDERS]; /* from below and from above */
    int orders;                                /* how many of them are known beside the value */
    double size;                               /* as in Rough, and so the rest */
    bool exact, vanishing;
} RoughCase;

/* Another one at another point. Rough parts alone: its value is 0, and first derivatives are all
 * that is known. */
void rough_case(RoughCase *made, bool dyadic);
/* With smooth parts, and products; all is exact. */
void rough_case_with_terms(RoughCase *made);
/* Up to which order both sides agree. */
int rough_agreement(const RoughCase *made);

#endif

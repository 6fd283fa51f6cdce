/* For tests: exact fractions of whole numbers below 2^53, so that both are doubles too. What does
 * not fit is unknown, and so is all that is computed from it. */
#ifndef ADCALC_TESTS_FRACTION_H
#define ADCALC_TESTS_FRACTION_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Fraction {
    int64_t above, below; /* in lowest terms, below > 0; below = 0: unknown */
} Fraction;

Fraction fraction(int64_t above, int64_t below);
/* Of "-3.25"; unknown for what is no decimal of digits and a point. */
Fraction fraction_read(const char *decimal);

Fraction fraction_add(Fraction a, Fraction b);
Fraction fraction_subtract(Fraction a, Fraction b);
Fraction fraction_multiply(Fraction a, Fraction b);
Fraction fraction_divide(Fraction a, Fraction b); /* by 0: unknown */
Fraction fraction_negate(Fraction a);

bool fraction_known(Fraction a);
int fraction_sign(Fraction a);
int fraction_compare(Fraction a, Fraction b); /* negative, 0 or positive; 0 for unknown ones */
bool fraction_dyadic(Fraction a);             /* a double is it exactly */
double fraction_double(Fraction a);           /* the nearest; NaN for an unknown one */

#endif

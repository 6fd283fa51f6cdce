/* Rationals: exact fractions of whole numbers that doubles hold.
 *
 * Always reduced, the denominator positive, both at most RATIONAL_MAX in magnitude. Every operation
 * says whether the exact result still is such a fraction; if not, its output is left alone. */
#ifndef ADCALC_GRAPH_RATIONAL_H
#define ADCALC_GRAPH_RATIONAL_H

#include <stdbool.h>
#include <stdint.h>

/* Up to here every whole number is a double. */
#define RATIONAL_MAX (INT64_C(1) << 53)
/* 0.5 is 1/2 and 0.375 is 3/8, but a double with more binary places than this is not written by
 * people as a fraction (0.1 is 3602879701896397/2^55). */
enum { RATIONAL_BINARY_PLACES = 10 };

typedef struct Rational {
    int64_t num, den;
} Rational;

bool rational_add(Rational a, Rational b, Rational *out);
bool rational_multiply(Rational a, Rational b, Rational *out);
/* a^n; false also for 0^n with n < 0. */
bool rational_power(Rational a, int32_t n, Rational *out);
/* The square root, where it is a fraction. */
bool rational_root(Rational a, Rational *out);
/* a - b*floor(a/b); false for b == 0. */
bool rational_remainder(Rational a, Rational b, Rational *out);
/* A whole number or a short dyadic fraction; -0.0 is 0. */
bool rational_from_double(double value, Rational *out);

static inline bool rational_is(Rational a, int64_t whole) {
    return a.num == whole && a.den == 1;
}
static inline bool rational_same(Rational a, Rational b) {
    return a.num == b.num && a.den == b.den;
}
/* Whether a double holds it. */
static inline bool rational_is_dyadic(Rational a) {
    return (a.den & (a.den - 1)) == 0;
}
static inline Rational rational_negative(Rational a) {
    return (Rational){-a.num, a.den};
}

#endif

/* Expansions: one-sided series, what a function does just beside a point.
 *
 * For t > 0 near 0, an expansion is the sum of value * t^exponent over its terms, in ascending
 * order of exponents, which may be any numbers (Puiseux series have fractions; poles are negative).
 * What is left out is smaller than t^s for every s < rest: so a logarithm may stand before t^rest,
 * and log(t) itself has no terms and rest 0.
 *
 * A coefficient is known up to `error`, an estimate of what rounding did. Its `blur` says what a
 * change in the last digit of the numbers somebody gave (0.1, which doubles do not hold) makes of
 * it: what is smaller than its blur decides nothing. A coefficient of value and error 0 is 0 and no
 * term.
 *
 * Everything is plain data; there is nothing to free. */
#ifndef ADCALC_SIDES_EXPANSION_H
#define ADCALC_SIDES_EXPANSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct SeriesTerm {
    double exponent, value, error, blur;
    double point; /* what a change in the last digits of the point makes of it */
} SeriesTerm;

typedef enum ExpansionState {
    EXPANSION_SERIES,
    EXPANSION_UNDEFINED, /* there is no number: the root of what is negative */
    EXPANSION_UNDECIDED  /* nobody knows */
} ExpansionState;

enum { EXPANSION_MAX_TERMS = 112 };

typedef struct Expansion {
    ExpansionState state; /* if it is no series, nothing below means anything */
    /* What is left out may oscillate, as t^2*sin(1/t): it tells of values and slopes alone. */
    bool wild;
    double rest; /* INFINITY: nothing is left out */
    /* If not 0, the largest part of what is left out is log * t^rest * log(t). */
    double log;
    uint32_t count;
    SeriesTerm terms[EXPANSION_MAX_TERMS];
} Expansion;

/* How far to go: terms of exponents from `cap` on are left out; `work` counts operations. */
typedef struct Reach {
    double cap, work;
} Reach;

/* What the first coefficient that is not 0 says. */
typedef enum Lead {
    LEAD_NEGATIVE = -1,
    LEAD_ZERO = 0, /* the expansion is 0 */
    LEAD_POSITIVE = 1,
    LEAD_UNSURE,  /* a coefficient may be 0 or not */
    LEAD_NOTHING, /* no terms, as far as it is known */
} Lead;
Lead expansion_lead(const Expansion *x);
/* Its sign for small t: that of the first coefficient, or of the logarithm where there is none. */
Lead expansion_sign(const Expansion *x);

/* Copies what is used of it, so many bytes: the rest of the room means nothing. */
size_t expansion_size(const Expansion *x);
void expansion_copy(Expansion *to, const Expansion *from);
void expansion_undefined(Expansion *x);
void expansion_undecided(Expansion *x);
/* `exponent` may be 0; a value and error of 0 make no term. */
void expansion_term(Expansion *x, SeriesTerm term);
/* A number that does not change with t. */
void expansion_number(Expansion *x, double number);
/* No terms, and what is left out is of exponent `rest`. */
void expansion_nothing(Expansion *x, double rest);
/* Nothing is known from that exponent on; terms from there are left to their owner. */
void expansion_cut(Expansion *x, double exponent);
/* Leaves out the i-th term. */
void expansion_drop(Expansion *x, uint32_t i);
/* Leaves out the term of exponent 0, and returns it, or zeros where there is none. */
SeriesTerm expansion_take_constant(Expansion *x);
/* The smallest exponent of a term; without terms, the rest. */
double expansion_first(const Expansion *x);
/* Whether it is a number that does not change with t. */
bool expansion_is_constant(const Expansion *x);

/* sum = a + factor*b, factor 1 or -1. Results may not be operands, here and below. */
void expansion_add(const Expansion *a, const Expansion *b, double factor, Reach *reach,
                   Expansion *sum);
void expansion_multiply(const Expansion *a, const Expansion *b, Reach *reach, Expansion *product);
/* The divisor's first coefficient must not be 0. */
void expansion_divide(const Expansion *a, const Expansion *b, Reach *reach, Expansion *quotient);
/* a + b h + c h^2 + ..., where the coefficients are terms whose exponents do not matter, and h has
 * no constant: up to `count` of them, and then there is a rest. */
void expansion_compose(const SeriesTerm *coefficients, uint32_t count, const Expansion *h,
                       Reach *reach, Expansion *composed);
/* base^exponent; the base's first coefficient must not be 0, nor negative unless the exponent is
 * whole or `odd`: an odd root, which negative numbers have. */
void expansion_power(const Expansion *base, double exponent, bool odd, Reach *reach,
                     Expansion *power);
/* base^n by multiplication, of any base, for n >= 0. */
void expansion_whole_power(const Expansion *base, uint32_t n, Reach *reach, Expansion *power);
/* Of the two, a is the larger (or smaller) one except in a coefficient that is unsure: nothing is
 * known beyond it, and as much of it as may be wrong is error. */
void expansion_either(const Expansion *a, const Expansion *difference, Expansion *either);

#endif

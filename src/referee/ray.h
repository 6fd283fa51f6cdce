/* Generalised power series along a ray, in balls.
 *
 * With the point moving as x + t u, t > 0, a value is a sum of c_i t^{e_i}, in ascending order of
 * the e_i, and something left that is O(t^s) for every s below the remainder. Exponents are
 * rational and may be negative (poles) or not whole (roots); coefficients are balls that hold the
 * truth, and never exactly 0. What may be wrong with a value is part of it: there may be none on
 * this side, or nothing may be known of it, and then work->few_terms and work->few_bits tell
 * whether more of these may help.
 *
 * Sums, products and powers of such series: D. E. Knuth, The Art of Computer Programming 2, 4.7.
 * Ownership: a Ray owns its terms. Results must not be among the arguments. */
#ifndef ADCALC_REFEREE_RAY_H
#define ADCALC_REFEREE_RAY_H

#include "base/memory.h"
#include "referee/rows.h"

#include <flint/fmpq.h>

typedef enum RayState {
    RAY_SERIES,
    RAY_ENDS,     /* there is no value for any small t: `why` */
    RAY_UNDECIDED /* nothing is known; `why` */
} RayState;

typedef struct RayTerm {
    fmpq exponent;
    arb_struct coefficient;
} RayTerm;

typedef struct Ray {
    RayState state;
    MessageCode why;
    uint32_t at;          /* the step to blame */
    ARRAY(RayTerm) terms; /* those in use; the first `made` of the block are initialised */
    size_t made;
    bool exact; /* nothing is left: else ... */
    fmpq remainder;
    bool wild; /* what is left may oscillate, so that its derivatives are not known to be
                         small */
    /* ends: its value is infinite, which doubles compare like a number */
    bool pole;
    int infinite;  /* what is left, over t^remainder, tends to infinity of that sign, as log(t)
                         does; 0: not known to */
    int32_t limit; /* a number for the coefficient of t^0, the same only for equal values, its
                         negative for the negative value; 0: none */
} Ray;

/* What a run is allowed, and what it lacked. */
typedef struct RayWork {
    slong bits, window; /* terms up to so much above the first exponent are kept */
    double operations;  /* so many products of coefficients were made */
    bool few_bits, few_terms;
} RayWork;

void ray_init(Ray *ray);
void ray_clear(Ray *ray);
void ray_swap(Ray *a, Ray *b);
void ray_copy(Ray *out, const Ray *ray);

/* Exactly 0; whatever it was. */
void ray_zero(Ray *out);
void ray_number(Ray *out, slong number);
void ray_constant(Ray *out, const arb_t value);
void ray_ends(Ray *out, MessageCode why, uint32_t at);
/* The same where the value is infinite. */
void ray_pole(Ray *out, MessageCode why, uint32_t at);
void ray_undecided(Ray *out, MessageCode why);
/* The same, but for lack of terms (as all are 0 so far) or bits. */
void ray_lacks(Ray *out, RayWork *work, Sign lead);
/* All that is known is that it is O(t^s) for s < exponent. */
void ray_vanishes(Ray *out, slong exponent);

/* It tends to infinity, more slowly than any power. */
void ray_diverges(Ray *out, bool positive);

/* Takes over the state of an argument that is no series, and returns true. */
bool ray_fails(Ray *out, const Ray *argument);

/* Whether it is exactly 0, and whether it does not move. */
bool ray_is_zero(const Ray *ray);
bool ray_is_constant(const Ray *ray);
/* The sign of the first term, and so that of the value for small t; ZERO: there are no terms, which
 * proves something only of a ray that is exact. */
Sign ray_lead(const Ray *ray);
/* The exponent of the first term or, if there is none, of what is left. Not for exact zeros. */
const fmpq *ray_order(const Ray *ray);
/* Whether it tends to infinity as a logarithm does. */
bool ray_grows(const Ray *ray);
/* Whether it has a limit for t -> 0, and which. */
bool ray_limit(const Ray *ray, arb_t limit);
bool ray_has_limit(const Ray *ray);
/* The coefficient of t^exponent; false if it lies beyond what is known. */
bool ray_coefficient(const Ray *ray, slong exponent, arb_t coefficient);
/* Whether the remainder is above the exponent. */
bool ray_reaches(const Ray *ray, slong exponent);

/* Adds a term, with so many bits where there is one of that exponent. */
void ray_push(Ray *out, const fmpq_t exponent, const arb_t coefficient, slong bits);
void ray_cut(Ray *out, const fmpq_t remainder);
/* The same at a whole exponent, without the terms from there on. */
void ray_cut_at(Ray *ray, slong exponent, const RayWork *work);
/* Replaces a coefficient, or the limit, by exactly 0. */
void ray_drop_term(Ray *ray, slong exponent);
void ray_drop_limit(Ray *ray);
/* Drops terms that are 0, are beyond the remainder or too many. */
void ray_settle(Ray *out, const RayWork *work);

void ray_negate(Ray *out, const Ray *a);
void ray_add(Ray *out, const Ray *a, const Ray *b, RayWork *work);
void ray_subtract(Ray *out, const Ray *a, const Ray *b, RayWork *work);
void ray_multiply(Ray *out, const Ray *a, const Ray *b, RayWork *work);
void ray_scale(Ray *out, const Ray *a, const arb_t by, RayWork *work);
void ray_divide(Ray *out, const Ray *a, const Ray *b, RayWork *work);
/* a^n for n >= 0, by products. */
void ray_whole_power(Ray *out, const Ray *a, ulong n, RayWork *work);
/* a^p where a has a first term c t^e with c != 0; `value` is c^p. */
void ray_power(Ray *out, const Ray *a, const arb_t p, const fmpq_t exponent, const arb_t value,
               RayWork *work);
/* How many terms of a series in h are of use. */
slong ray_useful(const Ray *h, const RayWork *work);
/* The sum of so many coefficients times powers of h, which tends to 0. */
void ray_compose(Ray *out, arb_srcptr coefficients, slong count, const Ray *h, RayWork *work);

#endif

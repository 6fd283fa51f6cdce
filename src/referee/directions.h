/* From derivatives to directions: which series must be known, and with which weights they add up.
 *
 * With [t^d] for the coefficient of t^d, a derivative of order d = |a| along factors e_i, a_i times
 * each, is
 *
 *   D^a f = sum over 0 < b <= a of
 *           (-1)^(|a| - |b|) prod binomial(a_i, b_i) [t^d] f(x + t sum b_i e_i)
 *
 * (A. Griewank, J. Utke, A. Walther, Evaluating higher derivative tensors by forward propagation of
 * univariate Taylor series, Math. Comp. 69, 2000). It cancels, which more bits make good.
 * Directions that are multiples of one another have their series in common, and so do all
 * derivatives: those of a Hessian share n(n + 1)/2.
 * Ownership: the Directions own their arrays and borrow the request. */
#ifndef ADCALC_REFEREE_DIRECTIONS_H
#define ADCALC_REFEREE_DIRECTIONS_H

#include "base/intern.h"
#include "referee/query.h"
#include "referee/rows.h"

typedef struct RefereeDirection {
    const QueryFactor *factors; /* their times have no common divisor */
    uint32_t count;
    uint32_t order;       /* the highest that is wanted */
    uint32_t whole_of;    /* the last derivative of just these factors; others: next_whole */
    size_t terms;         /* the last that uses it is terms[terms - 1] */
    arb_poly_struct root; /* the series of the root, when it was found ... */
    slong known, bits;    /* ... with so many terms finite, and so many bits (0: not yet) */
} RefereeDirection;

/* A derivative is the sum of weight * [t^order] of directions. */
typedef struct DirectionTerm {
    uint32_t direction;
    fmpz weight;
} DirectionTerm;

enum { NO_DERIVATIVE = UINT32_MAX };

typedef struct PlannedDerivative {
    size_t first;        /* terms[first .. first + count), the whole direction first */
    uint32_t count;      /* 0: not planned, it takes too many */
    uint32_t next_whole; /* the next derivative of the same, or NO_DERIVATIVE */
} PlannedDerivative;

typedef struct Directions {
    const Query *query;
    ARRAY(RefereeDirection) directions;
    ARRAY(DirectionTerm) terms;
    PlannedDerivative *derivatives; /* one for each of the request's */
    Symbols names;                  /* the factors of a direction: symbol - 1 is its index */
} Directions;

/* Plans what there is room and time for. False when memory runs out. */
bool directions_begin(Directions *directions, const Query *query, int64_t deadline);
/* The derivative from the series found: false unless all are there, with `bits`. */
bool directions_add_up(const Directions *directions, uint32_t derivative, arb_t sum, slong bits);
void directions_free(Directions *directions);

#endif

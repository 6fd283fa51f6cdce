/* What the rows of ops.def mean, said a second time as functions of MPFR:
 * the truth of tests/ops. */
#ifndef ADCALC_TESTS_MEANINGS_H
#define ADCALC_TESTS_MEANINGS_H

#include "adcalc.h"

#include <mpfr.h>

typedef struct Inputs {
    mpfr_t x, y;
    long n;
} Inputs;

/* Rounds to the precision of `out`, with an error of a few ulps of that precision. */
typedef void Meaning(mpfr_ptr out, const Inputs *in);

/* `decades`: arguments are tried from 10^-decades to 10^decades; 0: every double. Less where a
 * partial's intermediate result leaves the normal range before its final one does, which no short
 * formula avoids, and where the truth takes too long to find.
 * `lost`: an absolute error that underflow explains.
 * `from`, `to`: where the result or a partial has zeros, so that the bound is on |p| + |x p'|
 * there. `least`: smaller arguments are not tried, if it is not 0.
 * `orders`: the static integer lies between -orders and orders, and within what its row allows. */
typedef struct MeaningRow {
    OpId op;
    Meaning *meaning;
    int decades;
    double lost, from, to;
    double least;
    int orders;
    int points; /* 0: as many as usual */
} MeaningRow;

/* A number with `more` bits than `out`, at least 64, to be cleared. */
void begin_wider(mpfr_t wider, mpfr_srcptr out, long more);
/* 0 for what has none. */
long exponent_of(mpfr_srcptr x);

/* special-meanings.c */
Meaning mean_lgamma, mean_polygamma, mean_polygamma_rise, mean_beta, mean_besselj, mean_bessely,
    mean_besseli, mean_besselk, mean_lambertw, mean_dsinc, mean_sinc;

extern const MeaningRow meanings[];
extern const int meaning_count;

#endif

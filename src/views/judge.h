/* Judging: claims about derivatives, at one point.
 *
 * In doubles a claim and the derivative are held against each other as far as rounding allows; the
 * referee computes both without rounding. What a point says is not yet what is said of a claim: see
 * check.c. */
#ifndef ADCALC_VIEWS_JUDGE_H
#define ADCALC_VIEWS_JUDGE_H

#include "analysis/rounding.h"
#include "views/edges.h"
#include "views/view.h"

/* What a point says of a claim; the first that any point says is what all say together. */
typedef enum PointVerdict {
    POINT_WRONG,     /* further from the derivative than rounding explains */
    POINT_UNDEFINED, /* the claim is no finite number, the derivative is one */
    POINT_AGREES,
    POINT_UNCLEAR, /* rounding hides whether it agrees */
    POINT_ZERO,    /* both are 0 as far as rounding tells, which many claims are somewhere */
    POINT_GAP,     /* undefined as above, but not beside the point: 0/0 */
    POINT_KINK,    /* f has a kink or jumps here */
    POINT_OUTSIDE, /* f or its derivative is no finite number here */
    POINT_NOT_ASKED,
    POINT_VERDICTS
} PointVerdict;

typedef struct Finding {
    uint8_t verdict; /* PointVerdict */
    bool unsure;     /* rounding may have made a choice */
    bool asked;      /* the referee was */
    double claimed, truth;
    double apart;        /* their distance */
    double allowed;      /* how large it may be */
    double rank;         /* distance relative to the larger of them, as it was in doubles: 0 to 2 */
    double below, above; /* at a kink: the slopes of f; NaN where f jumps */
    /* what the referee says of the derivative, in the request's arena; or NULL */
    const char *proven;
} Finding;

/* Zero-initialise one. It borrows the request. */
typedef struct Judge {
    Request *request;
    Rounding function;
    Rounding *formulas;       /* one a claim */
    Bounded value, *gradient; /* of the last point */
    uint32_t *wanted;         /* one a claim: its variable */
    Diag aside;               /* notes about edges, which nobody asked for here */
    Arena scratch;            /* of one point */
} Judge;

bool judge_begin(Judge *judge, Request *request);
void judge_free(Judge *judge);

/* A finding for each claim, in doubles. With `number` the point is the one that numbers are about.
 * False without memory. */
bool judge_point(Judge *judge, const double *point, bool number, Finding *findings);

/* Lets the referee look at claim number `claim` at a point;
 * the finding stays as it is where that has no answer. False without memory. */
bool judge_referee(Judge *judge, const double *point, uint32_t claim, Finding *finding);

#endif

/* Verification: claims about derivatives, at one point.
 *
 * In doubles, a claim and the derivative are compared within their rounding errors; the referee
 * computes both without rounding. The verdict at a point is not yet the verdict on the claim: see
 * claim-check.h. */
#ifndef ADCALC_ANALYSIS_CLAIM_AT_POINT_H
#define ADCALC_ANALYSIS_CLAIM_AT_POINT_H

#include "analysis/rounding.h"
#include "analysis/subject.h"
#include "reference/reference.h"

/* A derivative as somebody claims it. */
typedef struct Claim {
    uint32_t variable;  /* with respect to which */
    NodeId formula;     /* in the problem's graph, or ... */
    Function *function; /* ... where the program branches a function of its own; else NULL */
    const char *text;   /* as given */
    bool at_point;      /* a number, about the problem's point alone, ... */
    double slack;       /* ... with this tolerance: half a unit of its last digit */
} Claim;

/* The verdict on a claim at a point; the first one that any point has is that of all together. */
typedef enum PointVerdict {
    POINT_WRONG,     /* further from the derivative than rounding explains */
    POINT_UNDEFINED, /* the claim is not finite, the derivative is */
    POINT_AGREES,
    POINT_UNCLEAR,     /* rounding hides whether it agrees */
    POINT_ZERO,        /* both are 0 within rounding, as many claims are somewhere */
    POINT_GAP,         /* the claim is undefined, but only at this point: 0/0 */
    POINT_SUBGRADIENT, /* f has a kink here, and the claim lies between its slopes */
    POINT_KINK,        /* ... and the claim does not */
    POINT_OUTSIDE,     /* f or its derivative is not finite here, or f jumps */
    POINT_NOT_ASKED,
    POINT_VERDICTS
} PointVerdict;

typedef struct Finding {
    uint8_t verdict; /* PointVerdict */
    bool unsure;     /* rounding may have decided a condition */
    bool rough;      /* some operation is not smooth here */
    bool jumps;      /* f does, from `below` to `above` */
    bool asked;      /* the referee was */
    double claimed, truth;
    double distance;     /* their distance */
    double allowed;      /* how large it may be */
    double rank;         /* distance over the larger of the two, in doubles: 0 to 2 */
    double below, above; /* at a rough point: the slopes of f; NaN where there are none */
    /* the referee's decimal of the derivative, in the subject's arena; or NULL */
    const char *proven;
    bool exact; /* ... which is the truth to its last digit */
} Finding;

/* At a kink: whether the claim lies between the slopes along its own variable. */
static inline bool finding_lies_between(const Finding *finding) {
    return (finding->claimed - finding->below) * (finding->claimed - finding->above) <= 0.0;
}

/* Zero-initialise one. It borrows the subject, the claims and the referee. */
typedef struct Verifier {
    const Subject *subject;
    const Claim *claims;
    uint32_t claim_count;
    Reference *reference; /* or NULL */
    const volatile bool *stop;
    /* The rest is private, except `function`. */
    Rounding function;
    Tapes *tapes;             /* one per claim, of its formula, ... */
    Rounding *formulas;       /* ... and its values */
    Bounded value, *gradient; /* of the last point */
    Factor *factors;          /* one per claim: its variable */
    Derivative *derivatives;  /* by these */
    Diag aside;               /* notes about edges, which nobody asked for here */
    Arena scratch;            /* of one point */
} Verifier;

bool verifier_begin(Verifier *verifier, const Subject *subject, const Claim *claims,
                    uint32_t claim_count, Reference *reference, const volatile bool *stop);
void verifier_free(Verifier *verifier);

/* A finding for each claim, in doubles. `number`: this is the point that numeric claims are about.
 * False without memory (recorded). */
bool verifier_look(Verifier *verifier, const double *point, bool number, Finding *findings);

/* Asks the referee about claim number `claim` at a point; without an answer the finding stays as it
 * is. False without memory (recorded). */
bool verifier_ask(Verifier *verifier, const double *point, uint32_t claim, Finding *finding);

#endif

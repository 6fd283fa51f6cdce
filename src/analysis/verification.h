/* Verification: claims about derivatives, at one point.
 *
 * In doubles a claim and the derivative are held against each other as far as rounding allows; the
 * referee computes both without rounding. What a point says is not yet what is said of a claim: see
 * claim-check.h. */
#ifndef ADCALC_ANALYSIS_VERIFICATION_H
#define ADCALC_ANALYSIS_VERIFICATION_H

#include "analysis/rounding.h"
#include "analysis/subject.h"
#include "reference/reference.h"

/* What somebody says that a derivative is. */
typedef struct Claim {
    uint32_t variable; /* that it is taken by */
    NodeId formula;    /* in the problem's graph */
    const char *text;  /* as given */
    bool at_point;     /* a number, about the problem's point alone, ... */
    double slack;      /* ... that may be so far off: half a unit of its last digit */
} Claim;

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
    double distance;     /* their distance */
    double allowed;      /* how large it may be */
    double rank;         /* distance relative to the larger of them, as it was in doubles: 0 to 2 */
    double below, above; /* at a kink: the slopes of f; NaN where f jumps */
    /* what the referee says of the derivative, in the subject's arena; or NULL */
    const char *proven;
} Finding;

/* Zero-initialise one. It borrows the subject, the claims and the referee. */
typedef struct Verifier {
    const Subject *subject;
    const Claim *claims;
    uint32_t claim_count;
    Reference *reference; /* or NULL */
    const volatile bool *stop;
    /* The rest is private, but for `function`. */
    Rounding function;
    Tapes *tapes;             /* one a claim, of its formula, ... */
    Rounding *formulas;       /* ... and its values */
    Bounded value, *gradient; /* of the last point */
    uint32_t *targets;        /* one a claim: its variable */
    Diag aside;               /* notes about edges, which nobody asked for here */
    Arena scratch;            /* of one point */
} Verifier;

bool verifier_begin(Verifier *verifier, const Subject *subject, const Claim *claims,
                    uint32_t claim_count, Reference *reference, const volatile bool *stop);
void verifier_free(Verifier *verifier);

/* A finding for each claim, in doubles. With `number` the point is the one that numbers are about.
 * False without memory (recorded). */
bool verifier_look(Verifier *verifier, const double *point, bool number, Finding *findings);

/* Lets the referee look at claim number `claim` at a point;
 * the finding stays as it is where that has no answer. False without memory (recorded). */
bool verifier_ask(Verifier *verifier, const double *point, uint32_t claim, Finding *finding);

#endif

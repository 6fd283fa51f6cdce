/* Claim checks: whether claims about derivatives hold, judged at many points.
 *
 * A claim holds if it agrees with the derivative at all points where that can be told. The points
 * decide, in the order of PointVerdict: one wrong point makes the claim wrong; where rounding hides
 * the answer, and at kinks, other points decide. */
#ifndef ADCALC_ANALYSIS_CLAIM_CHECK_H
#define ADCALC_ANALYSIS_CLAIM_CHECK_H

#include "analysis/claim-at-point.h"
#include "analysis/samples.h"

/* What all points together say of a claim. */
typedef struct ClaimVerdict {
    PointVerdict verdict; /* the first one that some point has */
    uint32_t worst;       /* a point that has it */
    uint32_t counts[POINT_VERDICTS];
} ClaimVerdict;

static inline bool claim_holds(const ClaimVerdict *claim) {
    return claim->verdict == POINT_AGREES || claim->verdict == POINT_ZERO ||
           claim->verdict == POINT_SUBGRADIENT;
}

typedef struct ClaimCheck {
    /* Given, and borrowed: */
    const Subject *subject;
    const Claim *claims;
    uint32_t claim_count;
    const Range *ranges; /* of every variable: where points are chosen */
    bool given;          /* the subject's point is one more of them, if it is whole */
    uint32_t points;     /* how many are chosen; 0 for as many as are cheap */
    uint32_t seed;
    Reference *reference; /* or NULL */
    const volatile bool *stop;
    /* Found: */
    bool varies;     /* some range is not a single number */
    Samples samples; /* the subject's point last */
    Finding *findings;
    ClaimVerdict *verdicts; /* one per claim */
    /* Private: */
    Verifier verifier;
    Finding *nearby; /* room for findings at one more point, ... */
    double *moved;   /* ... which is this */
} ClaimCheck;

/* False without memory (recorded), or when it was stopped. Free it in both cases. */
bool claim_check_run(ClaimCheck *check);
void claim_check_free(ClaimCheck *check);

static inline Finding *claim_check_finding(const ClaimCheck *c, uint32_t point, uint32_t claim) {
    return &c->findings[(size_t)point * c->claim_count + claim];
}

#endif

/* What check.c and findings.c share: claims, the points they are tried at,
 * and what was found there. */
#ifndef ADCALC_VIEWS_CHECKER_H
#define ADCALC_VIEWS_CHECKER_H

#include "views/judge.h"

/* What all points together say of a claim. */
typedef struct Outcome {
    PointVerdict verdict; /* the first one that some point has */
    uint32_t worst;       /* a point that has it */
    uint32_t counts[POINT_VERDICTS];
} Outcome;

static inline bool outcome_holds(const Outcome *outcome) {
    return outcome->verdict == POINT_AGREES || outcome->verdict == POINT_ZERO;
}

typedef struct Checker {
    Request *request;
    Judge judge;
    Range *ranges;     /* of every variable */
    uint8_t *assumed;  /* of every variable: nobody gave its range */
    bool varies;       /* some range is more than a number */
    Points points;     /* the one of --at last, if it is ... */
    bool given;        /* ... whole */
    Finding *findings; /* point by point, one a claim */
    Finding *nearby;   /* room for those at one more point, ... */
    double *moved;     /* ... which is this */
    Outcome *outcomes; /* one a claim */
} Checker;

static inline Finding *checker_finding(const Checker *c, uint32_t point, uint32_t claim) {
    return &c->findings[(size_t)point * c->request->claim_count + claim];
}

/* Fills a report of the outcomes (findings.c). */
bool findings_report(Checker *checker, Report *report);

#endif

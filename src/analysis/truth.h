/* Truth: what a derivative is at a rough point, where backpropagation has but a convention.
 *
 * Found by one-sided series on both sides of the point (sides/ray.h). For derivatives along one
 * direction, one pair of rays tells; a mixed derivative is what is left of the differences of
 * several directions, and exists if that is the same from wherever it is looked at. */
#ifndef ADCALC_ANALYSIS_TRUTH_H
#define ADCALC_ANALYSIS_TRUTH_H

#include "analysis/subject.h"
#include "reference/reference.h"
#include "sides/ray.h"

typedef enum TruthKind {
    TRUTH_ORDINARY, /* nothing on the way is rough: not looked at */
    TRUTH_EXISTS,   /* `value` */
    TRUTH_ENDS,     /* f ends here, and has the one-sided derivative `value` */
    TRUTH_KINK,     /* the one-sided derivatives `below` and `above` differ */
    TRUTH_UNDECIDED,
    TRUTH_INFINITE, /* `below` or `above` is infinite; NaN on a side where f ends */
    TRUTH_NONE,     /* a lower derivative has a kink already, or mixed ones do not agree */
    TRUTH_JUMP      /* f has the limits `below` and `above`, NaN for none, and another value */
} TruthKind;

typedef struct Truth {
    TruthKind kind;
    double value, error; /* known up to the error, which is 0 where it is exact */
    double below, above;
} Truth;

/* Whether there is a derivative: from both sides, or from the one that there is. */
static inline bool truth_is_known(const Truth *truth) {
    return truth->kind == TRUTH_EXISTS || truth->kind == TRUTH_ENDS;
}

typedef struct TruthNotes {
    ReferenceHints hints; /* for the referee, in the subject's arena; ties: nodes that decided so */
    uint32_t looked_at;   /* answers, before there was no more time: the rest are undecided */
} TruthNotes;

/* The truths of all answers of the problem, where `rough` says of a variable that some operation
 * is not smooth on its way to the value; `value` is f's. `patient`: however long it takes. False
 * without memory (recorded). */
bool truth_find(const Subject *subject, double value, const uint8_t *rough, bool patient,
                Truth *truths, TruthNotes *notes);

/* Where f and its derivative by a variable go as that variable nears the point from both sides,
 * whatever f is there: TRUTH_EXISTS where they go to one number. False without memory
 * (recorded). */
bool truth_limits(const Subject *subject, uint32_t variable, Truth *limit, Truth *slope);

#endif

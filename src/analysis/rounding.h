/* Rounding: running error bounds of a value or a gradient computed on a tape in doubles, and which
 * operation is to blame.
 *
 * Both come from one run at one point. A Bounded is no proof, but is meant to be too large rather
 * than too small; an Influence is a first-order estimate. Ownership: a Rounding owns its runs and
 * numbers, an Influence its numbers; both borrow the tapes. */
#ifndef ADCALC_ANALYSIS_ROUNDING_H
#define ADCALC_ANALYSIS_ROUNDING_H

#include "tape/walk.h"

/* A computed value and how far off exact arithmetic may be; infinite: nothing is known. If the
 * value is not finite, the error is 0 where exact arithmetic has no number either, else
 * infinite. */
typedef struct Bounded {
    double value, error;
} Bounded;

/* Zero-initialise one. */
typedef struct Rounding {
    /* Which errors count: those of all operations, or only those of constants that doubles do not
     * hold, such as 0.1, which somebody has rounded already. */
    bool constants_only;
    Evaluator evaluator; /* was run at the last point */
    /* Of the last point: */
    bool sure;   /* no error within the bounds changes a choice */
    bool smooth; /* every operation is smooth where it is */
    /* The rest is private. */
    Walk walk;
    ARRAY(double) errors;  /* of elements */
    ARRAY(double) slopes;  /* errors of adjoints, except from accumulation: */
    ARRAY(double) sizes;   /* the sums of the magnitudes accumulated */
    ARRAY(double) squares; /* sums of squared errors of additions */
    ARRAY(double) room;    /* scratch for the operands of the operation at hand */
} Rounding;

void rounding_begin(Rounding *rounding, Tapes *tapes);
void rounding_free(Rounding *rounding);

/* The root's value at a point. False without memory (recorded). */
bool rounding_value(Rounding *rounding, const double *point, Bounded *value);
/* The same and its derivatives, one per variable. */
bool rounding_gradient(Rounding *rounding, const double *point, Bounded *value, Bounded *gradient);

/* What the rounding of every operation does to the result of a run. Zero-initialise one. */
typedef struct Influence {
    double error;    /* of the result, of all operations together */
    double worst;    /* the largest contribution of one rounding, ... */
    uint32_t source; /* ... and its instruction, if worst > 0 */
    /* Of elements: */
    ARRAY(double) adjoints; /* of the result */
    ARRAY(double) shares;   /* ... the largest part, through the user below */
    ARRAY(uint32_t) users;  /* the instruction through which its error counts most */
} Influence;

/* Walks back over a run. False without memory (recorded in `diag`). */
bool influence_find(Influence *influence, Walk *walk, Diag *diag);
void influence_free(Influence *influence);

#endif

/* Rounding: how far off a value or a gradient may be that was computed on a tape in doubles, and
 * which operation is to blame.
 *
 * Both come from one run at one point. A Bounded is no proof, but it is meant to be too large
 * rather than too small; an Influence is an estimate, of first order. Ownership: a Rounding owns
 * its runs and numbers, an Influence its numbers; both borrow the tapes. */
#ifndef ADCALC_ANALYSIS_ROUNDING_H
#define ADCALC_ANALYSIS_ROUNDING_H

#include "tape/walk.h"

/* What was computed, and how far exact arithmetic may be from it; infinite: nothing is known. Where
 * the value is not finite the error is 0 if in exact arithmetic there is no number either, else
 * infinite. */
typedef struct Bounded {
    double value, error;
} Bounded;

/* Zero-initialise one. */
typedef struct Rounding {
    /* Whose errors count: those of all operations, or only those of constants that doubles do not
     * hold, as 0.1, which somebody rounded before. */
    bool constants_only;
    Evaluator evaluator; /* has run at the last point */
    /* Of the last point: */
    bool sure;   /* whatever the errors, all choices go as they went */
    bool smooth; /* every operation is smooth where it is */
    /* The rest is private. */
    Walk walk;
    ARRAY(double) errors;  /* of elements */
    ARRAY(double) slopes;  /* errors of adjoints, but for those of adding up: */
    ARRAY(double) sizes;   /* what they were added up from, without signs */
    ARRAY(double) squares; /* of the errors of each addition */
    ARRAY(double) room;    /* numbers about the operands of the operation at hand */
} Rounding;

void rounding_begin(Rounding *rounding, Tapes *tapes);
void rounding_free(Rounding *rounding);

/* The root's value at a point. False without memory (recorded in the graph's diag). */
bool rounding_value(Rounding *rounding, const double *point, Bounded *value);
/* The same and its derivatives, one a variable. */
bool rounding_gradient(Rounding *rounding, const double *point, Bounded *value, Bounded *gradient);

/* What the rounding of every operation does to the result of a run. Zero-initialise one. */
typedef struct Influence {
    double error;    /* of the result, of all operations together */
    double worst;    /* what the rounding counts that counts most, ... */
    uint32_t source; /* ... and the instruction that makes it, if any does */
    /* Of elements: */
    ARRAY(double) adjoints; /* of the result */
    ARRAY(double) shares;   /* ... the part that comes from the user below */
    ARRAY(uint32_t) users;  /* the instruction through which an error of it counts most */
} Influence;

/* Walks back over a run. False without memory (recorded in `diag`). */
bool influence_find(Influence *influence, Walk *walk, Diag *diag);
void influence_free(Influence *influence);

#endif

/* Rounding: how far off a value or a gradient may be that was computed on a tape in doubles.
 *
 * The answer comes from one run at one point. It is no proof, but it is meant to be too large
 * rather than too small. Ownership: a Rounding owns its tapes and numbers; it borrows the graph,
 * which may grow meanwhile. */
#ifndef ADCALC_ANALYSIS_ROUNDING_H
#define ADCALC_ANALYSIS_ROUNDING_H

#include "tape/run.h"

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
    ARRAY(double) errors;   /* of elements */
    ARRAY(double) slopes;   /* errors of adjoints, but for those of adding up: */
    ARRAY(double) sizes;    /* what they were added up from, without signs */
    ARRAY(double) squares;  /* of the errors of each addition */
    ARRAY(double) operands; /* of the operation at hand, and numbers about them */
} Rounding;

bool rounding_begin(Rounding *rounding, const Graph *graph, NodeId root, uint32_t variables);
void rounding_free(Rounding *rounding);

/* The root's value at a point. False without memory (recorded in the graph's diag). */
bool rounding_value(Rounding *rounding, const double *point, Bounded *value);
/* The same and its derivatives, one a variable. */
bool rounding_gradient(Rounding *rounding, const double *point, Bounded *value, Bounded *gradient);

#endif

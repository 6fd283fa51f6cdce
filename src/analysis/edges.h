/* Edges: what is special about a point.
 *
 * Every answer is regular, one-sided (f ends here), by convention (a kink: two one-sided slopes),
 * undecided, an overflow (a finite truth beyond the largest double) or undefined (NaN or infinite,
 * or f jumps), with the operation that caused it. These are the same for all methods because they
 * are found here, on the tape of f and by one-sided series (truth.h), not by the methods. */
#ifndef ADCALC_ANALYSIS_EDGES_H
#define ADCALC_ANALYSIS_EDGES_H

#include "analysis/truth.h"
#include "reference/reference.h"

/* From good to bad. */
typedef enum EdgeStatus {
    EDGE_REGULAR,
    EDGE_ONE_SIDED,
    EDGE_CONVENTION,
    EDGE_UNDECIDED,
    EDGE_OVERFLOW,
    EDGE_UNDEFINED
} EdgeStatus;
extern const char *const edge_status_names[];

/* What a derivative at a kink should be: the convention of the operation, or one of the slopes. */
typedef enum KinkRule { KINK_CONVENTION, KINK_LEFT, KINK_RIGHT, KINK_NAN } KinkRule;

typedef struct Edges {
    EdgeStatus status;      /* of the value, and of what is known before methods run */
    bool rough;             /* some truth is not ordinary */
    const Truth *truths;    /* one per answer */
    ReferenceHints hints;   /* what doubles tell the referee */
    ReferenceAnswer *proof; /* the referee's answer, if it was asked; else NULL */
} Edges;

typedef struct EdgeOptions {
    Reference *reference; /* to be asked where something is rough; or NULL */
    const volatile bool *stop;
    bool shown; /* its answer is; else it is asked only where doubles do not suffice */
    const ReferenceLimits *limits; /* of its answer, or NULL */
    bool patient; /* however long it takes; else there is a limit, which a note mentions */
} EdgeOptions;

/* Examines every operation of f at the point, with notes. Free the edges in all cases. False
 * without memory (recorded). */
bool edges_examine(const Subject *subject, const EdgeOptions *options, Edges *edges);
void edges_free(Edges *edges);
/* Where nothing is rough: says which operation's slope made derivative `answer` of a gradient
 * infinite or NaN, walking back from the result; *status becomes overflow or undefined. False
 * without memory. */
bool edges_blame_slope(const Subject *subject, uint32_t answer, EdgeStatus *status);

#endif

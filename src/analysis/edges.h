/* Edges: what is special about a point.
 *
 * Every answer is regular, by convention (a kink: two one-sided slopes), an overflow (a finite
 * truth beyond the largest double) or undefined (NaN or infinite, with the operation that caused
 * it). The conventions are the same for all methods because they are found here, on the tape of f,
 * not by the methods. */
#ifndef ADCALC_ANALYSIS_EDGES_H
#define ADCALC_ANALYSIS_EDGES_H

#include "analysis/subject.h"

typedef enum EdgeStatus { EDGE_REGULAR, EDGE_CONVENTION, EDGE_OVERFLOW, EDGE_UNDEFINED } EdgeStatus;
extern const char *const edge_status_names[];

/* What a derivative at a kink should be: the convention of the operation, or one of the slopes. */
typedef enum KinkRule { KINK_CONVENTION, KINK_LEFT, KINK_RIGHT, KINK_NAN } KinkRule;

typedef struct Edges {
    EdgeStatus status;    /* of the value, and of what is known before derivatives are */
    uint8_t *kinked;      /* one per target: its one-sided slopes differ */
    uint8_t *jumps;       /* one per target: f jumps, the derivative is undefined */
    double *left, *right; /* slopes of kinked variables, from below and from above */
    bool rough; /* some operation on the way is not smooth here, even if f's slope exists */
} Edges;

/* Examines every operation of f at the point. `patient`: however long it takes; else there is a
 * limit, and a note says when it was reached. False without memory (recorded). */
bool edges_examine(const Subject *subject, bool patient, Edges *edges);
/* Says which operation's slope made the derivative with respect to target number `target` infinite
 * or NaN, walking back from the result; *status becomes overflow or undefined. False without
 * memory. */
bool edges_blame_slope(const Subject *subject, uint32_t target, EdgeStatus *status);

#endif

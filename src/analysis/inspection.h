/* What edges.c and one-sided.c share: an inspection of f at and around one point. */
#ifndef ADCALC_ANALYSIS_INSPECTION_H
#define ADCALC_ANALYSIS_INSPECTION_H

#include "analysis/edges.h"
#include "tape/walk.h"

/* How an element changes with the variables: not at all, or in one or both of these ways. */
typedef enum Motion { MOTION_NONE, MOTION_JUMP = 1, MOTION_SLOPE = 2 } Motion;

/* Why a place may be special: an operation at a kink or a condition at its boundary, a condition in
 * which something may jump, or one that holds or fails at this point alone. */
typedef enum Suspicion {
    SUSPICIOUS_NOT,
    SUSPICIOUS,
    SUSPICIOUS_IF_IT_TURNS,
    SUSPICIOUS_ALONE
} Suspicion;

typedef struct Inspection {
    const Problem *problem;
    Diag *diag;
    Arena *arena;
    Edges *edges;
    Evaluator here;   /* f at the point; `run` and its values do not change */
    Evaluator nearby; /* f at other points */
    const Run *run;
    Walk walk;           /* over `run` */
    double *point;       /* a copy, to move about in */
    uint8_t *reaches;    /* elements that the value depends on, even with slope 0 */
    uint8_t *moves;      /* elements that change when the variables do: Motion */
    uint32_t *makers;    /* the instruction that makes each element, or NOT_MADE */
    uint8_t *suspicious; /* instructions: Suspicion */
    uint8_t *jumping;    /* instructions at a jump in some argument */
    uint32_t notes;
    bool patient; /* however long it takes */
    double work;  /* tape elements run so far, along variables */
} Inspection;

#define NOT_MADE UINT32_MAX

/* Runs f at the point; false without memory. End it in both cases. */
bool inspection_begin(Inspection *in, const Subject *subject);
void inspection_end(Inspection *in);

void inspection_put_node(const Inspection *in, NodeId node, Text *text);
/* Takes ownership of the text. */
void inspection_note(Inspection *in, NodeId node, const char *topic, Text *text);

/* ---- along one variable (one-sided.c) ---- */

/* The one-sided limit of the derivative, and how much it still changed on the way there. */
typedef struct Slope {
    double limit; /* NaN if it does not converge or f ends; infinite if it grows without bound */
    double moved;
    bool ends; /* f is not a number there */
} Slope;

/* Marks elements that depend on one variable, even with slope 0. */
void slopes_mark(const Tape *tape, uint32_t variable, uint8_t *depends);
/* The derivative of f with respect to target number `target`, at the point. False without
 * memory. */
bool slopes_here(Inspection *in, uint32_t target, double *slope);
/* Its limit from below (side -1) or above (1). False without memory. */
bool slopes_one_sided(Inspection *in, uint32_t target, int side, Slope *slope);
/* Whether f, or the value of an operation at a jump, jumps when target number `target` alone
 * moves. False without memory. */
bool slopes_find_jump(Inspection *in, uint32_t target, bool *jumps);
bool slopes_find_jump_of(Inspection *in, uint32_t target, size_t instruction, bool *jumps);
/* Whether a condition comes out differently next to the point. False without memory. */
bool slopes_find_turn(Inspection *in, uint32_t target, size_t guard, bool *turns);

#endif

/* What edges.c and one-sided.c share: a look at f at one point, and around it. */
#ifndef ADCALC_ANALYSIS_INSPECTION_H
#define ADCALC_ANALYSIS_INSPECTION_H

#include "analysis/edges.h"
#include "tape/walk.h"

/* How an element moves with the variables: not at all, or in one of these ways, or both. */
typedef enum Motion { MOTION_NONE, MOTION_JUMP = 1, MOTION_SLOPE = 2 } Motion;

/* What may be no ordinary place: an operation at a kink or a condition at its boundary, a condition
 * in which something may jump, or one that holds or fails at this point alone. */
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
    Evaluator here;   /* f at the point: `run` and its values stay what they are */
    Evaluator nearby; /* f at other points */
    const Run *run;
    Walk walk;           /* over `run` */
    double *point;       /* a copy, to move about in */
    uint8_t *reaches;    /* elements that the value depends on, however flatly */
    uint8_t *moves;      /* elements that change when the variables do: Motion */
    uint32_t *makers;    /* of each element its instruction, NOT_MADE for none */
    uint8_t *suspicious; /* instructions: Suspicion */
    uint8_t *jumping;    /* instructions at a jump in some argument */
    uint32_t notes;
    bool patient; /* however long it takes */
    double work;  /* elements of tapes gone through so far, along variables */
} Inspection;

#define NOT_MADE UINT32_MAX

/* Runs f at the point; false without memory. End it in both cases. */
bool inspection_begin(Inspection *in, const Subject *subject);
void inspection_end(Inspection *in);

void inspection_put_node(const Inspection *in, NodeId node, Text *text);
/* Takes the text. */
void inspection_note(Inspection *in, NodeId node, const char *topic, Text *text);

/* ---- along one variable (one-sided.c) ---- */

/* The derivative's limit from one side, and how much it still moved on the way there. */
typedef struct Slope {
    double limit; /* NaN where it does not settle or f ends; infinite where it grows without end */
    double moved;
    bool ends; /* f is not a number there */
} Slope;

/* Marks elements that depend on one variable, however flatly. */
void slopes_mark(const Tape *tape, uint32_t variable, uint8_t *depends);
/* The derivative of f by target number `target`, at the point. False without memory. */
bool slopes_here(Inspection *in, uint32_t target, double *slope);
/* Its limit from below (side -1) or above (1). False without memory. */
bool slopes_one_sided(Inspection *in, uint32_t target, int side, Slope *slope);
/* Whether f, or the value of an operation at a jump, jumps when target number `target` alone
 * moves. False without memory. */
bool slopes_find_jump(Inspection *in, uint32_t target, bool *jumps);
bool slopes_find_jump_of(Inspection *in, uint32_t target, size_t instruction, bool *jumps);
/* Whether a condition is decided otherwise next to the point. False without memory. */
bool slopes_find_turn(Inspection *in, uint32_t target, size_t guard, bool *turns);

#endif

/* What edges.c and slopes.c share: one walk over the tape of f at one point. */
#ifndef ADCALC_VIEWS_EXAMINER_H
#define ADCALC_VIEWS_EXAMINER_H

#include "views/edges.h"

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

typedef struct Examiner {
    Request *request;
    Edges *edges;
    Evaluator *function; /* f at the point: `run` and its values stay what they are */
    Evaluator nearby;    /* f at other points */
    const Run *run;
    double *point;       /* a copy, to move about in */
    uint8_t *reaches;    /* elements that the value depends on, however flatly */
    uint8_t *moves;      /* elements that change when the variables do: Motion */
    uint32_t *makers;    /* of each element its instruction, NOT_MADE for none */
    uint8_t *suspicious; /* instructions: Suspicion */
    uint8_t *jumping;    /* instructions at a jump in some argument */
    ARRAY(double) arguments;
    uint32_t notes;
    double work; /* elements of tapes gone through so far, along variables */
} Examiner;

#define NOT_MADE UINT32_MAX

/* Runs f at the point; false without memory. */
bool examiner_begin(Examiner *e);
void examiner_end(Examiner *e);

/* Operands into e->arguments; there is room for as many partials behind them.
 * False without memory. */
bool examiner_load(Examiner *e, const Instruction *at);
/* Partials of the operation whose operands are loaded, behind them. */
const double *examiner_partials(Examiner *e, const Instruction *at);
void examiner_put_node(const Examiner *e, NodeId node, Text *text);
/* Takes the text. */
void examiner_note(Examiner *e, NodeId node, const char *topic, Text *text);

/* ---- along one variable (slopes.c) ---- */

/* The derivative's limit from one side, and how much it still moved on the way there. */
typedef struct Slope {
    double limit; /* NaN where it does not settle or f ends; infinite where it grows without end */
    double moved;
    bool ends; /* f is not a number there */
} Slope;

/* Marks elements that depend on one variable, however flatly. */
void slopes_mark(const Tape *tape, uint32_t variable, uint8_t *depends);
/* The derivative of f in wanted variable `wanted`, at the point. False without memory. */
bool slopes_here(Examiner *e, uint32_t wanted, double *slope);
/* Its limit from below (side -1) or above (1). False without memory. */
bool slopes_one_sided(Examiner *e, uint32_t wanted, int side, Slope *slope);
/* Whether f, or the value of an operation at a jump, jumps when wanted variable `wanted` alone
 * moves. False without memory. */
bool slopes_find_jump(Examiner *e, uint32_t wanted, bool *jumps);
bool slopes_find_jump_of(Examiner *e, uint32_t wanted, size_t instruction, bool *jumps);
/* Whether a condition is decided otherwise next to the point. False without memory. */
bool slopes_find_turn(Examiner *e, uint32_t wanted, size_t guard, bool *turns);

#endif

/* An inspection of f at one point: what edges.c knows while it looks. */
#ifndef ADCALC_ANALYSIS_INSPECTION_H
#define ADCALC_ANALYSIS_INSPECTION_H

#include "analysis/edges.h"
#include "tape/walk.h"

/* How an element changes with the variables: not at all, or in one or both of these ways. */
typedef enum Motion { MOTION_NONE, MOTION_JUMP = 1, MOTION_SLOPE = 2 } Motion;

typedef struct Inspection {
    const Problem *problem;
    const Subject *subject;
    Edges *edges;
    Evaluator here; /* f at the point; `run` and its values do not change */
    const Run *run;
    Walk walk;        /* over `run` */
    uint8_t *reaches; /* elements that the value depends on, even with slope 0 */
    uint8_t *moves;   /* elements that change when the variables do: Motion */
    uint32_t *makers; /* the instruction that makes each element, or NOT_MADE */
    Span boundary;    /* of the last condition that was noted to be at its boundary */
    uint8_t *rough;   /* instructions that are not smooth here, or guards at their boundary */
    uint8_t *feeds;   /* variables that some rough instruction depends on */
    uint32_t notes;
} Inspection;

#define NOT_MADE UINT32_MAX

/* Runs f at the point; false without memory. End it in both cases. */
bool inspection_begin(Inspection *in, const Subject *subject);
void inspection_end(Inspection *in);

/* A note about a node; those beyond the first few are left out. */
void inspection_note(Inspection *in, NodeId node, Said said);

#endif

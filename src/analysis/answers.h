/* The answers of a comparison: what they are called, and which of them exist at a point.
 *
 * A gradient has one answer per target; else there is one per derivative of the problem. */
#ifndef ADCALC_ANALYSIS_ANSWERS_H
#define ADCALC_ANALYSIS_ANSWERS_H

#include "analysis/edges.h"

/* What the edges of the point mean for one answer. */
typedef enum AnswerEdge {
    ANSWER_EXISTS,
    ANSWER_CHOSEN, /* a slope chosen by --kink: there is no truth to compare it with */
    ANSWER_JUMPS,  /* f jumps along it */
    ANSWER_KINKED  /* second or higher order at a kink: it does not exist */
} AnswerEdge;

typedef struct Answers {
    uint32_t count;
    const char *const *labels;
    AnswerEdge *edges;
} Answers;

/* "df/dx", "d3f/dx2dy", one per answer; u is the vector of --along (or v, where u is a variable).
 * NULL without memory. */
const char *const *answers_labels(const Subject *subject);
/* The name of the vector of --along in these labels. */
const char *answers_vector(const Problem *problem);
/* Notes where a derivative beyond the first may not exist. False without memory. */
bool answers_find(const Subject *subject, const Edges *edges, KinkRule rule, Answers *answers);
/* Applies the edges to what a method found. */
void answers_apply(const Answers *answers, const Problem *problem, const Edges *edges,
                   KinkRule rule, double *found);

#endif

/* The answers of a comparison: what they are called, and what edges make of them.
 *
 * There is one per derivative of the problem. */
#ifndef ADCALC_ANALYSIS_ANSWERS_H
#define ADCALC_ANALYSIS_ANSWERS_H

#include "analysis/edges.h"

/* "df/dx", "d3f/dx2dy", one per answer; u is the vector of --along (or v, where u is a variable).
 * NULL without memory. */
const char *const *answers_labels(const Subject *subject);
/* The name of the vector of --along in these labels. */
const char *answers_vector(const Problem *problem);
/* Whether an answer is a first derivative. */
bool answers_is_first(const Problem *problem, uint32_t answer);
/* Whether an answer is the slope that --kink chooses. */
bool answers_is_chosen(const Problem *problem, const Edges *edges, KinkRule rule, uint32_t answer);
/* The slope that --kink chooses. */
double answers_slope(const Truth *truth, KinkRule rule);
/* Whether a method says something else than the truth, if that is known, than rounding explains. */
bool answers_differ(const Truth *truth, double said);
/* Notes that it does, by a convention. */
void answers_note_convention(const Subject *subject, const char *label, const Truth *truth,
                             const char *method, double said);
/* Applies the edges to what a method found: where there is no derivative it has none, and at a kink
 * the rule chooses. */
void answers_apply(const Problem *problem, const Edges *edges, KinkRule rule, double *found);

#endif

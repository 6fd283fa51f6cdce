/* Where derivatives by the textbook's rules say nothing, because a function jumps. */
#ifndef ADCALC_TRACING_JUMPS_H
#define ADCALC_TRACING_JUMPS_H

#include "algebra/simplify.h"
#include "tracing/rules.h"

/* Adds the conditions under which nothing in the root jumps as the variable changes, each once: its
 * derivative is only there what the rules make of it, whatever it is at a kink by convention.
 * Choices jump at the boundaries of their conditions unless both arms are one. False after an error
 * (recorded). */
bool jumps_exclude(Rules *rules, Graph *graph, NodeId root, uint32_t variable, NodeList *provisos);

#endif

/* The textbook derivative D(node, variable) over the graph, in id order, memoised.
 *
 * Terms of arguments that do not depend on the variable, and structurally zero partials, are never
 * made. Sums and products of many terms, and choices, have rules of their own (linear, product
 * rule, arm by arm). */
#ifndef ADCALC_TRACING_DERIVATIVE_H
#define ADCALC_TRACING_DERIVATIVE_H

#include "tracing/rules.h"

/* d root / d variable as a graph, not simplified; the constant 0 if it does not depend on it. New
 * nodes get the span of the node that was differentiated. */
NodeId derivative(Rules *rules, Graph *graph, NodeId root, uint32_t variable);

#endif

/* Values of a graph's nodes, found when they are asked for: of all nodes at a point, or without one
 * of those that depend on no variable.
 *
 * Ownership: NodeValues own their table, which is about one graph and one point. */
#ifndef ADCALC_GRAPH_VALUES_H
#define ADCALC_GRAPH_VALUES_H

#include "graph/graph.h"

typedef struct NodeValue {
    double value;
    bool known;  /* else it has none */
    bool varies; /* it depends on variables */
} NodeValue;

/* Zero-initialise one. */
typedef struct NodeValues {
    ARRAY(NodeValue) nodes;  /* index = NodeId, as far as has been asked */
    ARRAY(double) arguments; /* room */
    uint64_t generation;     /* of the graph that the table is about */
} NodeValues;

/* The value of a node, into *value; amortised constant time. `point` has a value a variable, or is
 * NULL. False where the node depends on a variable without one, and without memory (recorded). */
bool node_value(NodeValues *values, const Graph *graph, const double *point, NodeId id,
                double *value);
/* Whether a node that has a value depends on variables. False, too, without memory (recorded). */
bool node_varies(NodeValues *values, const Graph *graph, const double *point, NodeId id);
void node_values_free(NodeValues *values);

#endif

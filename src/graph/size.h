/* Size: how many operations a formula has, written out and with its equal parts shared. */
#ifndef ADCALC_GRAPH_SIZE_H
#define ADCALC_GRAPH_SIZE_H

#include "graph/graph.h"

/* Leaves are no operations; one over any number of arguments is one.
 * Exact up to 2^53, infinite beyond the largest double. */
typedef struct Size {
    double tree;  /* as a tree: a part that is used twice counts twice */
    double nodes; /* as a graph: every part counts once */
} Size;

/* Of all roots together, both arms of choices; false without memory (recorded). */
bool size_of(const Graph *graph, const NodeId *roots, uint32_t count, Size *size);

#endif

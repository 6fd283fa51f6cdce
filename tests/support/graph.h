/* For tests: a graph to build in, as a Check fixture. */
#ifndef ADCALC_TESTS_GRAPH_H
#define ADCALC_TESTS_GRAPH_H

#include "adcalc.h"

extern Diag diag;
extern Graph graph;
/* An empty graph. */
void begin_graph(void);
/* Afterwards there is memory again, should a test have said that there is none. */
void end_graph(void);

/* Tapes of a node, for a Problem: good until the next call, or the end of the graph. */
Tapes *graph_tapes(NodeId root, uint32_t variables);

/* Its leaves. */
NodeId number(double value);
NodeId var(uint32_t index);

#endif

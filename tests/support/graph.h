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

/* Its leaves. */
NodeId number(double value);
NodeId var(uint32_t index);

#endif

/* For tests: a graph to build in. See graph.h. */
#include "support/graph.h"

#include <check.h>

Diag diag;
Graph graph;

void begin_graph(void) {
    diag = (Diag){0};
    ck_assert(graph_begin(&graph, &diag));
}

void end_graph(void) {
    memory_fail_at(0, false);
    graph_free(&graph);
    diag_free(&diag);
}

NodeId number(double value) {
    return graph_constant(&graph, value, (Span){0, 0});
}

NodeId var(uint32_t index) {
    return graph_variable(&graph, index, (Span){0, 0});
}

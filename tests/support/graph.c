/* For tests: a graph to build in. See graph.h. */
#include "support/graph.h"

#include <check.h>

Diag diag;
Graph graph;

void begin_graph(void) {
    diag = (Diag){0};
    ck_assert(graph_begin(&graph, &diag));
}

static Tapes tapes;

Tapes *graph_tapes(NodeId root, uint32_t variables) {
    tapes_free(&tapes);
    ck_assert(tapes_of_nodes(&tapes, &graph, &root, 1, variables));
    return &tapes;
}

void end_graph(void) {
    memory_fail_at(0, false);
    tapes_free(&tapes);
    graph_free(&graph);
    diag_free(&diag);
}

NodeId number(double value) {
    return graph_constant(&graph, value, (Span){0, 0});
}

NodeId var(uint32_t index) {
    return graph_variable(&graph, index, (Span){0, 0});
}

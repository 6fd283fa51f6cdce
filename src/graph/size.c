/* Size: see size.h. Equal structure has one id, so the graph is the tree with its equal parts
 * shared; the tree, which may be larger than any memory, is counted without being made. */
#include "graph/size.h"

/* trees[id]: operations of node id as a tree, of all nodes that are marked. */
static Size count_operations(const Graph *graph, const NodeId *roots, uint32_t count,
                             const uint8_t *marks, double *trees) {
    Size size = {0, 0};
    trees[NODE_POISON] = 0;
    for (NodeId id = 1; id < graph->nodes.count; id++) {
        if (!marks[id])
            continue;
        uint32_t arity;
        const NodeId *arguments = graph_arguments(graph, id, &arity);
        trees[id] = arity > 0;
        size.nodes += arity > 0;
        for (uint32_t i = 0; i < arity; i++)
            trees[id] += trees[arguments[i]];
    }
    for (uint32_t i = 0; i < count; i++)
        size.tree += trees[roots[i]];
    return size;
}

bool size_of(const Graph *graph, const NodeId *roots, uint32_t count, Size *size) {
    uint8_t *marks = memory_resize(NULL, graph->nodes.count, 1);
    double *trees = memory_resize(NULL, graph->nodes.count, sizeof *trees);
    bool room = marks && trees;
    if (room) {
        graph_reach(graph, roots, count, marks);
        *size = count_operations(graph, roots, count, marks, trees);
    } else {
        diag_no_memory(graph->diag);
    }
    memory_free(marks);
    memory_free(trees);
    return room;
}

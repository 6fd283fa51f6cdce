/* Values of nodes: see values.h. */
#include "graph/values.h"

/* The value of a node whose arguments have been looked at; false where there is none. */
static bool settle(const NodeValues *known, const Graph *graph, const double *point, NodeId id,
                   double *arguments, double *value) {
    OpId op = graph_op(graph, id);
    uint32_t count;
    const NodeId *list = graph_arguments(graph, id, &count);
    if (op == OP_CONSTANT) {
        *value = graph_constant_value(graph, id);
        return true;
    }
    if (op == OP_VARIABLE && point) {
        *value = point[graph_node(graph, id)->as.variable];
        return true;
    }
    if (op_table[op].form == OP_LEAF)
        return false;
    if (op_table[op].form == OP_SELECTING) {
        if (!known->known.items[list[0]])
            return false;
        NodeId arm = known->values.items[list[0]] != 0 ? list[1] : list[2];
        *value = known->values.items[arm];
        return known->known.items[arm];
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!known->known.items[list[i]])
            return false;
        arguments[i] = known->values.items[list[i]];
    }
    *value = op_value(op, graph_node(graph, id)->integer, arguments, count);
    return true;
}

bool node_value(NodeValues *known, const Graph *graph, const double *point, NodeId id,
                double *value) {
    if (graph_op(graph, id) == OP_CONSTANT) {
        *value = graph_constant_value(graph, id);
        return true;
    }
    if (graph_op(graph, id) == OP_VARIABLE && !point)
        return false;
    if (known->generation != graph->generation) {
        known->values.count = known->known.count = 0;
        known->generation = graph->generation;
    }
    ARRAY(double) arguments = {0};
    for (NodeId next = (NodeId)known->known.count; next <= id; next++) {
        double settled = 0;
        uint32_t count;
        graph_arguments(graph, next, &count);
        if (!array_reserve(&arguments, count) || !array_reserve(&known->values, 1) ||
            !array_reserve(&known->known, 1)) {
            diag_no_memory(graph->diag);
            break;
        }
        bool found = settle(known, graph, point, next, arguments.items, &settled);
        known->values.items[known->values.count++] = settled;
        known->known.items[known->known.count++] = found;
    }
    array_free(&arguments);
    if (id >= known->known.count || !known->known.items[id])
        return false;
    *value = known->values.items[id];
    return true;
}

void node_values_free(NodeValues *known) {
    array_free(&known->values);
    array_free(&known->known);
}

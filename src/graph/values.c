/* Values of nodes: see values.h. */
#include "graph/values.h"

/* The value of a node whose arguments have been looked at; room for them in `arguments`. */
static NodeValue settle(const NodeValues *known, const Graph *graph, const double *point, NodeId id,
                        double *arguments) {
    const NodeValue *nodes = known->nodes.items, none = {0};
    OpId op = graph_op(graph, id);
    uint32_t count;
    const NodeId *list = graph_arguments(graph, id, &count);
    if (op == OP_CONSTANT)
        return (NodeValue){graph_constant_value(graph, id), true};
    if (op == OP_VARIABLE && point)
        return (NodeValue){point[graph_node(graph, id)->as.variable], true};
    if (op_table[op].form == OP_LEAF)
        return none;
    if (op_table[op].form == OP_SELECTING)
        return nodes[list[0]].known ? nodes[list[nodes[list[0]].value != 0 ? 1 : 2]] : none;
    for (uint32_t i = 0; i < count; i++) {
        if (!nodes[list[i]].known)
            return none;
        arguments[i] = nodes[list[i]].value;
    }
    return (NodeValue){op_value(op, graph_node(graph, id)->integer, arguments, count), true};
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
        known->nodes.count = 0;
        known->generation = graph->generation;
    }
    for (NodeId next = (NodeId)known->nodes.count; next <= id; next++) {
        uint32_t count;
        graph_arguments(graph, next, &count);
        if (!array_reserve(&known->arguments, count) || !array_reserve(&known->nodes, 1)) {
            diag_no_memory(graph->diag);
            break;
        }
        known->nodes.items[next] = settle(known, graph, point, next, known->arguments.items);
        known->nodes.count++;
    }
    if (id >= known->nodes.count || !known->nodes.items[id].known)
        return false;
    *value = known->nodes.items[id].value;
    return true;
}

void node_values_free(NodeValues *known) {
    array_free(&known->nodes);
    array_free(&known->arguments);
}

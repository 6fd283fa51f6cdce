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
        return (NodeValue){graph_constant_value(graph, id), true, false};
    if (op == OP_VARIABLE && point)
        return (NodeValue){point[graph_node(graph, id)->as.variable], true, true};
    if (op_table[op].form == OP_LEAF)
        return none;
    if (op_table[op].form == OP_SELECTING) {
        NodeValue condition = nodes[list[0]];
        NodeValue arm = condition.known ? nodes[list[condition.value != 0 ? 1 : 2]] : none;
        arm.varies |= condition.varies;
        return arm;
    }
    bool varies = false;
    for (uint32_t i = 0; i < count; i++) {
        if (!nodes[list[i]].known)
            return none;
        arguments[i] = nodes[list[i]].value;
        varies |= nodes[list[i]].varies;
    }
    return (NodeValue){op_value(op, graph_node(graph, id)->integer, arguments, count), true,
                       varies};
}

/* Looks at all nodes up to this one; false without memory (recorded). */
static bool look_up_to(NodeValues *known, const Graph *graph, const double *point, NodeId id) {
    if (known->generation != graph->generation) {
        known->nodes.count = 0;
        known->generation = graph->generation;
    }
    size_t next = known->nodes.count;
    if (next > id)
        return true;
    bool ready = array_reserve(&known->nodes, id + 1 - next);
    for (; next <= id && ready; next++) {
        uint32_t count;
        graph_arguments(graph, (NodeId)next, &count);
        ready = array_reserve(&known->arguments, count);
        if (ready)
            known->nodes.items[known->nodes.count++] =
                settle(known, graph, point, (NodeId)next, known->arguments.items);
    }
    if (!ready)
        diag_no_memory(graph->diag);
    return ready;
}

bool node_value(NodeValues *known, const Graph *graph, const double *point, NodeId id,
                double *value) {
    if (graph_op(graph, id) == OP_CONSTANT) {
        *value = graph_constant_value(graph, id);
        return true;
    }
    if (graph_op(graph, id) == OP_VARIABLE && !point)
        return false;
    if (!look_up_to(known, graph, point, id) || !known->nodes.items[id].known)
        return false;
    *value = known->nodes.items[id].value;
    return true;
}

bool node_varies(NodeValues *known, const Graph *graph, const double *point, NodeId id) {
    return look_up_to(known, graph, point, id) && known->nodes.items[id].varies;
}

void node_values_free(NodeValues *known) {
    array_free(&known->nodes);
    array_free(&known->arguments);
}

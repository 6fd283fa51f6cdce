/* Running error bounds to first order (J. H. Wilkinson, Rounding Errors in Algebraic Processes,
 * 1963): a result is as uncertain as the sum, over its nodes, of how much it depends on the node
 * times the node's own rounding error, which is a few units in the last place of its value. */
#include "support/conditioning.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row's bound may be that of its worst point; what is usual is less. */
static const double most_ulps = 8.0;

void conditioning_clear(ConditionNumbers *conditioning) {
    conditioning->values.count = conditioning->errors.count = 0;
}

void conditioning_free(ConditionNumbers *conditioning) {
    array_free(&conditioning->values);
    array_free(&conditioning->errors);
    array_free(&conditioning->adjoints);
    array_free(&conditioning->marks);
}

static void require(bool condition, const char *otherwise) {
    if (!condition) {
        fprintf(stderr, "conditioning: %s\n", otherwise);
        abort();
    }
}

static void require_memory(bool there) {
    require(there, "out of memory");
}

static bool comfortable(double x) {
    return x == 0.0 || (fabs(x) > 1e-140 && fabs(x) < 1e140);
}

static bool is_choice(OpId op) {
    return op_table[op].form == OP_SELECTING;
}

static const NodeId *arguments_of(const Graph *graph, NodeId id, uint32_t *count) {
    const NodeId *list = graph_arguments(graph, id, count);
    require(*count <= CONDITIONING_MOST_ARGUMENTS, "an operation has too many arguments");
    return list;
}

void conditioning_values(ConditionNumbers *conditioning, const Graph *graph, const double *point) {
    size_t known = conditioning->values.count;
    require_memory(array_reserve(&conditioning->values, graph->nodes.count - known) &&
                   array_reserve(&conditioning->errors, graph->nodes.count - known));
    for (NodeId id = (NodeId)known; id < graph->nodes.count; id++) {
        double arguments[CONDITIONING_MOST_ARGUMENTS], partials[CONDITIONING_MOST_ARGUMENTS],
            value = 0.0, error = 0.0;
        uint32_t count;
        const NodeId *list = arguments_of(graph, id, &count);
        for (uint32_t i = 0; i < count; i++)
            arguments[i] = conditioning->values.items[list[i]];
        OpId op = graph_op(graph, id);
        if (op == OP_CONSTANT) {
            value = graph_constant_value(graph, id);
        } else if (op == OP_VARIABLE) {
            value = point[graph_node(graph, id)->as.variable];
        } else if (is_choice(op)) {
            value = arguments[arguments[0] != 0.0 ? 1 : 2];
        } else if (op != OP_POISON) {
            int32_t integer = graph_node(graph, id)->integer;
            value = op_value(op, integer, arguments, count);
            error = DBL_EPSILON * fabs(value) * fmin(op_table[op].bound, most_ulps);
            op_partials(op, integer, arguments, count, value, partials);
            for (uint32_t i = 0; i < count; i++) {
                double carried = conditioning->errors.items[list[i]];
                error += carried > 0.0 ? fabs(partials[i]) * carried : 0.0;
            }
        }
        conditioning->values.items[conditioning->values.count++] = value;
        conditioning->errors.items[conditioning->errors.count++] = error;
    }
}

double conditioning_adjoints(ConditionNumbers *conditioning, const Graph *graph, NodeId root,
                             bool absolute) {
    require_memory(array_reserve(&conditioning->adjoints, graph->nodes.count));
    memset(conditioning->adjoints.items, 0,
           graph->nodes.count * sizeof *conditioning->adjoints.items);
    double *adjoints = conditioning->adjoints.items, *values = conditioning->values.items;
    double bound = 0.0;
    bool in_range = conditioning->in_range;
    adjoints[root] = 1.0;
    for (NodeId id = root; id > 0; id--) {
        double adjoint = adjoints[id], arguments[CONDITIONING_MOST_ARGUMENTS],
               partials[CONDITIONING_MOST_ARGUMENTS];
        if (adjoint == 0.0)
            continue;
        uint32_t count;
        const NodeId *list = arguments_of(graph, id, &count);
        OpId op = graph_op(graph, id);
        in_range = in_range && comfortable(adjoint) && comfortable(values[id]);
        if (is_choice(op)) {
            adjoints[list[values[list[0]] != 0.0 ? 1 : 2]] += adjoint;
            continue;
        }
        if (count == 0)
            continue;
        bound += fabs(adjoint * values[id]) * fmin(op_table[op].bound, most_ulps);
        for (uint32_t i = 0; i < count; i++)
            arguments[i] = values[list[i]];
        op_partials(op, graph_node(graph, id)->integer, arguments, count, values[id], partials);
        for (uint32_t i = 0; i < count; i++) {
            if (graph_op(graph, list[i]) != OP_CONSTANT) {
                double share = adjoint * partials[i];
                in_range = in_range && comfortable(partials[i]) && comfortable(share);
                adjoints[list[i]] += absolute ? fabs(share) : share;
            }
        }
    }
    conditioning->in_range = in_range;
    return bound;
}

static bool small_enough(const Graph *graph) {
    for (NodeId id = 1; id < graph->nodes.count; id++) {
        uint32_t count;
        graph_arguments(graph, id, &count);
        if (count > CONDITIONING_MOST_ARGUMENTS)
            return false;
    }
    return true;
}

bool conditioning_of_sweeps(ConditionNumbers *conditioning, const Graph *graph, NodeId root,
                            const double *point, double *allowed, uint32_t variables) {
    if (!small_enough(graph))
        return false;
    conditioning_clear(conditioning);
    conditioning_values(conditioning, graph, point);
    conditioning->in_range = isfinite(conditioning->values.items[root]);
    conditioning_adjoints(conditioning, graph, root, true);
    for (uint32_t i = 0; i < variables; i++)
        allowed[i] = 0.0;
    for (NodeId id = 1; id < graph->nodes.count; id++)
        if (graph_op(graph, id) == OP_VARIABLE)
            allowed[graph_node(graph, id)->as.variable] = (16.0 + (double)graph->nodes.count) *
                                                          DBL_EPSILON *
                                                          conditioning->adjoints.items[id];
    return conditioning->in_range;
}

bool conditioning_first_order(ConditionNumbers *conditioning, const Graph *graph, NodeId root) {
    conditioning->marks.count = 0;
    require_memory(array_reserve(&conditioning->marks, graph->nodes.count));
    graph_reach(graph, &root, 1, conditioning->marks.items);
    const double *values = conditioning->values.items, *errors = conditioning->errors.items;
    for (NodeId id = 1; id <= root; id++) {
        uint32_t count;
        const NodeId *list = graph_arguments(graph, id, &count);
        if (conditioning->marks.items[id] &&
            (!(errors[id] <= 1e-3 * fabs(values[id])) ||
             (count == 1 && graph_op(graph, id) != OP_NEG && graph_op(graph, id) != OP_POWI &&
              errors[list[0]] > 1e-3)))
            return false;
    }
    return true;
}

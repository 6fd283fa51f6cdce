/* Repeated derivatives: see repeated.h. */
#include "tracing/repeated.h"

#include "graph/size.h"
#include "tracing/derivative.h"
#include "tracing/jumps.h"

bool repeated_begin(Repeated *repeated, Rules *rules, Graph *graph, NodeId root, uint32_t variables,
                    const double *vector) {
    *repeated =
        (Repeated){.rules = rules, .graph = graph, .variables = variables, .vector = vector};
    RepeatedFormula function = {.formula = root, .raw = root};
    if (array_push(&repeated->formulas, function))
        return true;
    diag_no_memory(graph->diag);
    return false;
}

void repeated_free(Repeated *repeated) {
    array_free(&repeated->formulas);
    array_free(&repeated->provisos);
}

/* The derivative along a vector u: u . gradient. */
static NodeId derivative_along(const Repeated *repeated, NodeId node) {
    Graph *graph = repeated->graph;
    NodeId sum = NODE_POISON;
    for (uint32_t v = 0; v < repeated->variables && !diag_failed(graph->diag); v++) {
        if (repeated->vector[v] == 0.0)
            continue;
        NodeId slope = derivative(repeated->rules, graph, node, v);
        if (repeated->vector[v] != 1.0)
            slope = graph_binary(graph, OP_MUL,
                                 graph_constant(graph, repeated->vector[v], (Span){0, 0}), slope);
        sum = sum ? graph_binary(graph, OP_ADD, sum, slope) : slope;
    }
    return sum ? sum : graph_constant(graph, 0.0, (Span){0, 0});
}

static NodeId derivative_of(const Repeated *repeated, NodeId node, uint32_t direction) {
    return direction < repeated->variables
               ? derivative(repeated->rules, repeated->graph, node, direction)
               : derivative_along(repeated, node);
}

uint32_t repeated_derivative(Repeated *repeated, uint32_t parent, uint32_t direction) {
    for (uint32_t i = 1; i < repeated->formulas.count; i++)
        if (repeated->formulas.items[i].parent == parent &&
            repeated->formulas.items[i].direction == direction)
            return i;
    RepeatedFormula made = {.parent = parent, .direction = direction};
    made.formula = derivative_of(repeated, repeated->formulas.items[parent].formula, direction);
    if (parent == 0)
        made.raw = made.formula;
    if (made.formula == NODE_POISON ||
        !simplify(repeated->graph, &made.formula, 1, &repeated->provisos))
        return UINT32_MAX;
    if (!array_push(&repeated->formulas, made)) {
        diag_no_memory(repeated->graph->diag);
        return UINT32_MAX;
    }
    return (uint32_t)repeated->formulas.count - 1;
}

bool repeated_exclude_jumps(Repeated *repeated, NodeList *provisos) {
    for (size_t i = 1; i < repeated->formulas.count; i++) {
        RepeatedFormula made = repeated->formulas.items[i];
        NodeId from = repeated->formulas.items[made.parent].formula;
        for (uint32_t v = 0; v < repeated->variables; v++) {
            bool changes = made.direction < repeated->variables ? v == made.direction
                                                                : repeated->vector[v] != 0.0;
            if (changes && !jumps_exclude(repeated->rules, repeated->graph, from, v, provisos))
                return false;
        }
    }
    return true;
}

uint32_t repeated_size(const Repeated *repeated, NodeId formula) {
    Size size = {0};
    size_of(repeated->graph, &formula, 1, &size);
    return (uint32_t)size.nodes;
}

/* Starts from the nearest ancestor that has its raw form; the function does. */
NodeId repeated_raw(Repeated *repeated, uint32_t number, uint32_t most) {
    RepeatedFormula *formulas = repeated->formulas.items;
    while (formulas[number].raw == NODE_POISON) {
        uint32_t next = number;
        while (formulas[formulas[next].parent].raw == NODE_POISON)
            next = formulas[next].parent;
        NodeId parent = formulas[formulas[next].parent].raw;
        if (repeated_size(repeated, parent) > most)
            return NODE_POISON;
        formulas[next].raw = derivative_of(repeated, parent, formulas[next].direction);
        if (diag_failed(repeated->graph->diag))
            return NODE_POISON;
    }
    return formulas[number].raw;
}

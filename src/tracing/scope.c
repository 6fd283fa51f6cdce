/* Scope: see scope.h. */
#include "tracing/scope.h"

#include <math.h>
#include <string.h>

Name *scope_name(Scope *scope, Symbol symbol) {
    if (symbol >= scope->names.count) {
        size_t more = symbol + 1 - scope->names.count;
        if (!array_reserve(&scope->names, more))
            return NULL;
        memset(scope->names.items + scope->names.count, 0, more * sizeof(Name));
        scope->names.count += more;
    }
    return &scope->names.items[symbol];
}

bool scope_add_variable(Scope *scope, Symbol symbol, Span span) {
    Name *name = scope_name(scope, symbol);
    if (!name || !array_push(&scope->variables, symbol))
        return false;
    name->kind = NAME_VARIABLE;
    name->variable = (uint32_t)(scope->variables.count - 1);
    name->span = span;
    return true;
}

bool scope_builtin(const char *text, double *value) {
    static const struct {
        const char *name;
        double value;
    } constants[] = {
        {"pi", 3.14159265358979323846},
        {"\u03c0", 3.14159265358979323846},
        {"tau", 6.28318530717958647693},
        {"e", 2.71828182845904523536},
    };
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        if (!strcmp(text, constants[i].name)) {
            *value = constants[i].value;
            return true;
        }
    }
    return false;
}

/* The value of one node whose arguments are settled; false where it depends on a variable. */
static bool settle(const Scope *scope, const Graph *graph, NodeId id, double *arguments,
                   double *value) {
    OpId op = graph_op(graph, id);
    uint32_t count;
    const NodeId *list = graph_arguments(graph, id, &count);
    if (op == OP_CONSTANT) {
        *value = graph_constant_value(graph, id);
        return true;
    }
    if (op_table[op].form == OP_LEAF)
        return false;
    if (op_table[op].form == OP_SELECTING) {
        if (!scope->constant.items[list[0]])
            return false;
        NodeId arm = scope->constants.items[list[0]] != 0 ? list[1] : list[2];
        *value = scope->constants.items[arm];
        return scope->constant.items[arm];
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!scope->constant.items[list[i]])
            return false;
        arguments[i] = scope->constants.items[list[i]];
    }
    *value = op_value(op, graph_node(graph, id)->integer, arguments, count);
    return true;
}

bool scope_constant(Scope *scope, const Graph *graph, NodeId id, double *value) {
    if (graph_op(graph, id) == OP_CONSTANT) {
        *value = graph_constant_value(graph, id);
        return true;
    }
    if (graph_op(graph, id) == OP_VARIABLE)
        return false;
    if (scope->generation != graph->generation) {
        scope->constants.count = scope->constant.count = 0;
        scope->generation = graph->generation;
    }
    ARRAY(double) arguments = {0};
    for (NodeId next = (NodeId)scope->constant.count; next <= id; next++) {
        double settled = 0;
        uint32_t count;
        graph_arguments(graph, next, &count);
        if (!array_reserve(&arguments, count) || !array_reserve(&scope->constants, 1) ||
            !array_reserve(&scope->constant, 1)) {
            diag_no_memory(graph->diag);
            break;
        }
        bool constant = settle(scope, graph, next, arguments.items, &settled);
        scope->constants.items[scope->constants.count++] = settled;
        scope->constant.items[scope->constant.count++] = constant;
    }
    array_free(&arguments);
    if (id >= scope->constant.count || !scope->constant.items[id])
        return false;
    *value = scope->constants.items[id];
    return true;
}

void scope_clear(Scope *scope) {
    scope->names.count = scope->variables.count = 0;
    scope->steps = 0;
}

void scope_free(Scope *scope) {
    array_free(&scope->names);
    array_free(&scope->variables);
    array_free(&scope->constants);
    array_free(&scope->constant);
}

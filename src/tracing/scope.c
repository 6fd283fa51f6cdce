/* Scope: see scope.h. */
#include "tracing/scope.h"

#include <math.h>
#include <string.h>

/* The stand-in for an entry. */
static Name *no_name(Scope *scope, Diag *diag) {
    diag_no_memory(diag);
    scope->nothing = (Name){0};
    return &scope->nothing;
}

Name *scope_name(Scope *scope, Symbol symbol, Diag *diag) {
    if (symbol >= scope->names.count) {
        size_t more = symbol + 1 - scope->names.count;
        if (!array_reserve(&scope->names, more))
            return no_name(scope, diag);
        memset(scope->names.items + scope->names.count, 0, more * sizeof(Name));
        scope->names.count += more;
    }
    Name *name = &scope->names.items[symbol];
    if (name->cleared != scope->cleared)
        *name = (Name){.cleared = scope->cleared};
    if (scope->trying && name->trial != scope->trials) {
        if (!array_push(&scope->before, (NameBefore){symbol, *name}))
            return no_name(scope, diag);
        name->trial = scope->trials;
    }
    return name;
}

OpId scope_operation(Name *name, const char *text) {
    if (!name->op)
        name->op = (uint8_t)(op_by_name(text) + 1);
    return (OpId)(name->op - 1);
}

void scope_add_variable(Scope *scope, Symbol symbol, Span span, Diag *diag) {
    Name *name = scope_name(scope, symbol, diag);
    if (!array_push(&scope->variables, symbol)) {
        diag_no_memory(diag);
        return;
    }
    name->kind = NAME_VARIABLE;
    name->variable = (uint32_t)(scope->variables.count - 1);
    name->span = span;
}

void scope_add_unknown(Scope *scope, Symbol symbol, Graph *graph, Span span) {
    uint32_t number = (uint32_t)scope->variables.count;
    if (!array_push(&scope->variables, symbol)) {
        diag_no_memory(graph->diag);
        return;
    }
    Name *name = scope_name(scope, symbol, graph->diag);
    name->kind = NAME_NODE;
    name->node = graph_variable(graph, number, span);
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

bool scope_constant(Scope *scope, const Graph *graph, NodeId id, double *value) {
    return node_value(&scope->constants, graph, NULL, id, value);
}

void scope_try(Scope *scope) {
    scope->trying = true;
    scope->trials++;
    scope->before.count = 0;
    scope->variables_before = scope->variables.count;
    scope->steps_before = scope->steps;
    scope->loop_steps_before = scope->loop_steps;
    scope->restless_before = scope->restless;
    scope->redefined_before = scope->redefined;
}

void scope_undo(Scope *scope) {
    for (size_t i = 0; i < scope->before.count; i++)
        scope->names.items[scope->before.items[i].symbol] = scope->before.items[i].name;
    scope->variables.count = scope->variables_before;
    scope->steps = scope->steps_before;
    scope->loop_steps = scope->loop_steps_before;
    scope->restless = scope->restless_before;
    scope->redefined = scope->redefined_before;
    scope->trying = false;
}

void scope_clear(Scope *scope) {
    scope->cleared++;
    scope->variables.count = 0;
    scope->steps = scope->loop_steps = 0;
    scope->restless = scope->redefined = scope->decided = false;
}

void scope_free(Scope *scope) {
    array_free(&scope->names);
    array_free(&scope->variables);
    array_free(&scope->before);
    node_values_free(&scope->constants);
}

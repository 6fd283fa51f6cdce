/* Trials: see trial.h. */
#include "session/trial.h"

#include "tracing/statements.h"

enum { FEW_NODES = 1 << 16 };

bool trial_begin(Trial *t, const Definitions *definitions, const Tree *tree, const Symbols *symbols,
                 Diag *diag) {
    t->definitions = definitions;
    t->tree = tree;
    t->symbols = symbols;
    return graph_begin(&t->graph, diag);
}

void trial_reset(Trial *t) {
    t->begun = false;
}

static void define(Trial *t, TreeId statement, StatementPlace place) {
    t->scope.steps = t->scope.loop_steps = 0; /* they are no program together */
    statements_define(t->tree, statement, place, t->symbols, &t->scope, &t->graph);
}

static void begin_anew(Trial *t, size_t program) {
    scope_clear(&t->scope);
    graph_clear(&t->graph);
    t->traced = 0;
    t->renewals = t->definitions->renewals;
    t->drops = t->definitions->drops;
    for (size_t i = program; i < t->tree->statements.count && !diag_failed(t->graph.diag); i++)
        define(t, t->tree->statements.items[i], STATEMENT_OUTSIDE);
    t->begun = true;
}

/* Before a line of nothing but values: the number of the function that the program then ends with;
 * 0 for none. */
static uint32_t last_function(const Trial *t, size_t program) {
    const Definitions *d = t->definitions;
    uint32_t last = tree_value(t->tree, program) < program ? 0 : d->last;
    while (last && (!definition_stays(d, last) || definition_at(d, last)->kind == TREE_AT))
        last--;
    return last && definition_at(d, last)->kind == TREE_DEFINITION ? last : 0;
}

/* Traces what is kept and has not been. What is left when the line puts something away is traced
 * for this line alone, with the function that it ends with, number `last`, as such. False after an
 * error (recorded). */
static bool catch_up(Trial *t, size_t program, uint32_t last) {
    const Definitions *d = t->definitions;
    const Diag *diag = t->graph.diag;
    if (!t->begun || d->upset || t->renewals != d->renewals || t->graph.nodes.count > t->most)
        begin_anew(t, program);
    bool whole = t->traced == 0;
    for (; t->traced < d->kept && !diag_failed(diag); t->traced++) {
        const Definition *definition = &d->items.items[t->traced];
        if (!definition->gone && !(definition->away && d->upset) && !definition->behind)
            define(t, definition->statement,
                   d->upset && t->traced + 1 == last ? STATEMENT_LAST : STATEMENT_WITHIN);
    }
    if (whole)
        t->most = 2 * (uint32_t)t->graph.nodes.count + FEW_NODES;
    t->begun = !diag_failed(diag) && !d->upset;
    return !diag_failed(diag);
}

/* Traces the last function as what a program ends with; then its parameters are variables for the
 * values behind it. */
static void trace_last(Trial *t, TreeId id) {
    const TreeNode *function = &t->tree->nodes.items[id];
    scope_try(&t->scope);
    define(t, id, STATEMENT_LAST);
    scope_undo(&t->scope);
    scope_try(&t->scope);
    const TreeNode *binder = &t->tree->nodes.items[function->first];
    for (uint32_t i = 0; i < function->count; i++) {
        Symbol parameter = t->tree->parameters.items[binder->count + i];
        if (scope_name(&t->scope, parameter, t->graph.diag)->kind == NAME_FREE)
            scope_add_variable(&t->scope, parameter, function->span, t->graph.diag);
    }
}

static bool try_line(Trial *t, size_t program) {
    const Definitions *d = t->definitions;
    uint32_t last = last_function(t, program);
    if (!catch_up(t, program, last))
        return false;
    scope_try(&t->scope);
    if (last && !d->upset)
        trace_last(t, definition_at(d, last)->statement);
    size_t value = tree_value(t->tree, program);
    t->restless = false;
    for (size_t i = 0; i < program && !diag_failed(t->graph.diag); i++) {
        TreeId id = t->tree->statements.items[i];
        define(t, id, i == value ? STATEMENT_LAST : STATEMENT_WITHIN);
        t->restless |= tree_statement(t->tree, i)->kind == TREE_ASSIGNMENT &&
                       statements_calls_restless(t->tree, id, t->symbols, &t->scope, &t->graph);
    }
    scope_undo(&t->scope);
    return !diag_failed(t->graph.diag);
}

bool trial_line(Trial *t, size_t program) {
    Diag *diag = t->graph.diag;
    DiagMark told = diag_mark(diag);
    bool fine = try_line(t, program);
    if (!fine && !diag->out_of_memory && t->drops != t->definitions->drops) {
        diag_release(diag, told);
        trial_reset(t);
        fine = try_line(t, program);
    }
    if (fine)
        diag_release(diag, told);
    return fine;
}

void trial_free(Trial *t) {
    scope_free(&t->scope);
    graph_free(&t->graph);
}

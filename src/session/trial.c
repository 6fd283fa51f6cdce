/* Trials: see trial.h. */
#include "session/trial.h"

#include "tracing/statements.h"

enum { FEW_NODES = 1 << 16 };

bool trial_begin(Trial *t, Diag *diag) {
    return graph_begin(&t->graph, diag);
}

void trial_reset(Trial *t) {
    t->begun = false;
}

static void begin_anew(Trial *t, Definitions *d, const Tree *tree, const Symbols *symbols,
                       size_t program) {
    scope_clear(&t->scope);
    graph_clear(&t->graph);
    for (size_t i = 0; i < d->mentions.count; i++)
        d->symbols.items[d->mentions.items[i].symbol].variables = 0;
    d->dropped.count = 0;
    t->traced = 0;
    t->renewals = d->renewals;
    for (size_t i = program; i < tree->statements.count && !diag_failed(t->graph.diag); i++)
        statements_define(tree, tree->statements.items[i], STATEMENT_OUTSIDE, symbols, &t->scope,
                          &t->graph);
    t->begun = true;
}

/* A name is a variable as long as something reads it as one. */
static void forget_dropped(Trial *t, Definitions *d) {
    for (size_t i = 0; i < d->dropped.count; i++) {
        const Definition *definition = definition_at(d, d->dropped.items[i]);
        if (d->dropped.items[i] > t->traced)
            continue;
        t->scope.steps -= definition->steps;
        for (uint32_t k = 0; k < definition->count; k++) {
            const Mention *mention = &d->mentions.items[definition->first + k];
            if (!mention->variable || --d->symbols.items[mention->symbol].variables)
                continue;
            Name *name = scope_name(&t->scope, mention->symbol);
            if (name)
                name->kind = NAME_FREE;
            else
                diag_no_memory(t->graph.diag);
        }
    }
    d->dropped.count = 0;
}

static void trace_definition(Trial *t, Definitions *d, Definition *definition, const Tree *tree,
                             const Symbols *symbols, StatementPlace place) {
    uint32_t before = t->scope.steps;
    statements_define(tree, definition->statement, place, symbols, &t->scope, &t->graph);
    definition->steps = t->scope.steps - before;
    for (uint32_t i = 0; i < definition->count; i++) {
        Mention *mention = &d->mentions.items[definition->first + i];
        const Name *name = scope_name(&t->scope, mention->symbol);
        if (!name)
            diag_no_memory(t->graph.diag);
        mention->variable = name && name->kind == NAME_VARIABLE;
        d->symbols.items[mention->symbol].variables += mention->variable;
    }
}

/* Before a line of nothing but values: the number of the function that the program then ends with;
 * 0 for none. */
static uint32_t last_function(const Definitions *d, const Tree *tree, size_t program) {
    uint32_t last = d->last;
    for (size_t i = 0; i < program; i++)
        if (tree_statement(tree, i)->kind != TREE_AT)
            return 0;
    while (last && (!definition_stays(d, last) || definition_at(d, last)->kind == TREE_AT))
        last--;
    return last && definition_at(d, last)->kind == TREE_DEFINITION ? last : 0;
}

/* Traces what is kept and has not been. What is left when the line puts something away is traced
 * for this line alone, with the function that it ends with, number `last`, as such. False after an
 * error (recorded). */
static bool catch_up(Trial *t, Definitions *d, const Tree *tree, const Symbols *symbols,
                     size_t program, uint32_t last) {
    const Diag *diag = t->graph.diag;
    if (!t->begun || d->upset || t->renewals != d->renewals || t->graph.nodes.count > t->most)
        begin_anew(t, d, tree, symbols, program);
    else
        forget_dropped(t, d);
    bool whole = t->traced == 0;
    for (; t->traced < d->kept && !diag_failed(diag); t->traced++) {
        Definition *definition = &d->items.items[t->traced];
        if (!definition->gone && !(definition->away && d->upset))
            trace_definition(t, d, definition, tree, symbols,
                             d->upset && t->traced + 1 == last ? STATEMENT_LAST : STATEMENT_WITHIN);
    }
    if (whole)
        t->most = 2 * (uint32_t)t->graph.nodes.count + FEW_NODES;
    t->begun = !diag_failed(diag) && !d->upset;
    return !diag_failed(diag);
}

/* Traces the last function as what a program ends with; then its parameters are variables for the
 * values behind it. */
static void trace_last(Trial *t, const Tree *tree, TreeId id, const Symbols *symbols) {
    const TreeNode *function = &tree->nodes.items[id];
    scope_try(&t->scope);
    statements_define(tree, id, STATEMENT_LAST, symbols, &t->scope, &t->graph);
    scope_undo(&t->scope);
    scope_try(&t->scope);
    const TreeNode *binder = &tree->nodes.items[function->first];
    for (uint32_t i = 0; i < function->count; i++) {
        Symbol parameter = tree->parameters.items[binder->count + i];
        const Name *name = scope_name(&t->scope, parameter);
        bool is_free = name && name->kind == NAME_FREE;
        if (!name || (is_free && !scope_add_variable(&t->scope, parameter, function->span)))
            diag_no_memory(t->graph.diag);
    }
}

static void trace_line(Trial *t, const Tree *tree, const Symbols *symbols, size_t program) {
    size_t value = program;
    for (size_t i = 0; i < program; i++)
        if (tree_statement(tree, i)->kind != TREE_AT)
            value = i;
    for (size_t i = 0; i < program && !diag_failed(t->graph.diag); i++)
        statements_define(tree, tree->statements.items[i],
                          i == value ? STATEMENT_LAST : STATEMENT_WITHIN, symbols, &t->scope,
                          &t->graph);
}

bool trial_line(Trial *t, Definitions *d, const Tree *tree, const Symbols *symbols,
                size_t program) {
    Diag *diag = t->graph.diag;
    size_t told = diag->messages.count;
    uint32_t last = last_function(d, tree, program);
    if (!catch_up(t, d, tree, symbols, program, last))
        return false;
    scope_try(&t->scope);
    if (last && !d->upset)
        trace_last(t, tree, definition_at(d, last)->statement, symbols);
    trace_line(t, tree, symbols, program);
    scope_undo(&t->scope);
    if (diag_failed(diag))
        return false;
    diag->messages.count = told;
    return true;
}

void trial_free(Trial *t) {
    scope_free(&t->scope);
    graph_free(&t->graph);
}

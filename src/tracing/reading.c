/* Reading: see reading.h. */
#include "tracing/reading.h"

#include "tracing/operations.h"

static const TreeNode *node_at(const Tracing *t, TreeId id) {
    return &t->tree->nodes.items[id];
}

static Name *entry(const Tracing *t, Symbol symbol) {
    return scope_name(t->scope, symbol, t->diag);
}

/* A name that has no meaning yet is a variable from here on. `function`: the one whose body this
 * is. False after an error. */
static bool read_name(const Tracing *t, const TreeNode *node, Symbol function) {
    const char *text = symbol_text(t->symbols, node->as.symbol);
    double value;
    Name *name = entry(t, node->as.symbol);
    if (name->kind != NAME_FREE || name->is_function)
        return true;
    /* In a function it is for tracing to report: the name may be assigned before the call. */
    bool bare = !name->has_value && op_is_bare(text);
    if (bare && !function)
        diag_say_hint(t->diag, node->span, SAY(IS_FUNCTION, text), SAY(WRITE_CALL, text));
    if (bare || (!name->has_value && scope_builtin(text, &value)))
        return !bare || function;
    scope_add_variable(t->scope, node->as.symbol, node->span, t->diag);
    entry(t, node->as.symbol)->reader = function;
    if (scope_builtin(text, &value))
        diag_say(t->diag, node->span, SAY(CONSTANT_SHADOWED, text));
    return true;
}

static void assign_name(const Tracing *t, const TreeNode *node) {
    const char *text = symbol_text(t->symbols, node->as.symbol);
    Name *name = entry(t, node->as.symbol);
    if (name->kind == NAME_VARIABLE)
        diag_say_hint(t->diag, node->span, SAY(READ_ALREADY, text),
                      name->has_value ? SAY(COPY_VARIABLE, text)
                      : name->reader
                          ? SAY(ASSIGN_BEFORE, text, symbol_text(t->symbols, name->reader))
                          : SAY(BEGIN_WITH, text, text));
    else if (name->is_function)
        diag_say(t->diag, node->span, SAY(FUNCTION_ASSIGNED, text));
    else if (name->kind == NAME_FREE)
        *name = (Name){.kind = NAME_NODE,
                       .has_value = name->has_value,
                       .given = name->given,
                       .value = name->value,
                       .span = node->span,
                       .cleared = name->cleared,
                       .trial = name->trial};
}

void reading_names(const Tracing *t, TreeId statement) {
    bool definition = node_at(t, statement)->kind == TREE_DEFINITION;
    Symbol function = definition ? node_at(t, statement)->as.symbol : SYMBOL_NONE;
    bool right = true; /* one mistake is enough: sin^n(x) */
    for (TreeId id = node_at(t, statement)->first; id <= statement && right; id++) {
        const TreeNode *node = node_at(t, id);
        if (node->kind == TREE_NAME)
            right = read_name(t, node, function);
        else if (node->kind == TREE_ASSIGNMENT)
            assign_name(t, node);
        else if (node->kind == TREE_CALL && !definition &&
                 op_by_name(symbol_text(t->symbols, node->as.symbol)) == OP_COUNT &&
                 !entry(t, node->as.symbol)->is_function)
            operation_unknown(t, node);
    }
}

bool reading_is_restless(const Tracing *t, TreeId definition) {
    Symbol own = node_at(t, definition)->as.symbol;
    for (TreeId id = node_at(t, definition)->first; id < definition; id++) {
        const TreeNode *node = node_at(t, id);
        if (tree_is_step((TreeKind)node->kind))
            return true;
        if (node->kind != TREE_CALL)
            continue;
        const Name *name = entry(t, node->as.symbol);
        bool known = op_by_name(symbol_text(t->symbols, node->as.symbol)) != OP_COUNT;
        if (node->as.symbol == own || (name->is_function ? name->restless : !known))
            return true;
    }
    return false;
}

static bool is_restless_call(const Tracing *t, TreeId id) {
    if (node_at(t, id)->kind != TREE_CALL)
        return false;
    const Name *name = entry(t, node_at(t, id)->as.symbol);
    return name->is_function && (name->restless || t->scope->redefined);
}

bool reading_calls_restless(const Tracing *t, TreeId first, TreeId end, CalmNodes *calm) {
    if (!t->scope->restless && !t->scope->redefined)
        return false;
    if (end < calm->from || end > calm->end)
        *calm = (CalmNodes){end, end, false};
    for (; calm->from > first && !calm->known; calm->from -= !calm->known)
        calm->known = is_restless_call(t, calm->from - 1);
    return calm->known && first < calm->from;
}

bool reading_is_constant(const Tracing *t, TreeId root) {
    double value;
    for (TreeId id = node_at(t, root)->first; id <= root; id++) {
        const TreeNode *node = node_at(t, id);
        bool call = node->kind == TREE_CALL;
        if (node->kind != TREE_NAME && !call)
            continue;
        const char *text = symbol_text(t->symbols, node->as.symbol);
        const Name *name = entry(t, node->as.symbol);
        bool known = call ? op_by_name(text) != OP_COUNT : scope_builtin(text, &value);
        if (!known || name->kind != NAME_FREE || name->is_function || name->has_value)
            return false;
    }
    return true;
}

void reading_forget(const Tracing *t, TreeId statement) {
    for (TreeId id = node_at(t, statement)->first; id <= statement; id++) {
        const TreeNode *node = node_at(t, id);
        if (node->kind == TREE_ASSIGNMENT)
            scope_add_unknown(t->scope, node->as.symbol, t->graph, node->span);
    }
}

/* Statements: see statements.h. */
#include "tracing/statements.h"

#include "graph/op.h"
#include "syntax/hints.h"
#include "tracing/expression.h"

#include <math.h>
#include <string.h>

typedef struct Tracer {
    Statements *run; /* NULL for a formula beside a program */
    NodeId root;     /* of the last statement that has a value */
    const Tree *tree;
    const Symbols *symbols;
    Scope *scope;
    Graph *graph;
    Diag *diag;
} Tracer;

static const TreeNode *node_at(const Tracer *t, TreeId id) {
    return &t->tree->nodes.items[id];
}

static Name *entry(Tracer *t, Symbol symbol) {
    return scope_name(t->scope, symbol, t->diag);
}

/* ---- variables ---- */

/* Reads a name: if it has no meaning yet, it is a variable from here on. */
static void read_name(Tracer *t, const TreeNode *node) {
    const char *text = symbol_text(t->symbols, node->as.symbol);
    double value;
    Name *name = entry(t, node->as.symbol);
    if (name->kind != NAME_FREE || name->is_function || op_by_name(text) != OP_COUNT)
        return; /* tracing reports a function without parentheses */
    if (scope_builtin(text, &value) && !name->has_value)
        return;
    scope_add_variable(t->scope, node->as.symbol, node->span, t->diag);
    if (scope_builtin(text, &value))
        diag_say(t->diag, node->span, SAY(CONSTANT_SHADOWED, text));
}

static void read_names(Tracer *t, TreeId root) {
    for (TreeId id = node_at(t, root)->first; id < root; id++)
        if (node_at(t, id)->kind == TREE_NAME)
            read_name(t, node_at(t, id));
}

/* ---- statements ---- */

static NodeId trace_tree(Tracer *t, TreeId root, const NodeId *locals, uint32_t count) {
    return expression_trace(t->tree, root, t->symbols, t->scope, locals, count, t->graph);
}

/* The value of a statement about a symbol, which must be constant. False after an error. */
static bool constant_value(Tracer *t, const TreeNode *statement, NodeId result, double *value) {
    if (result == NODE_POISON || scope_constant(t->scope, t->graph, result, value))
        return result != NODE_POISON;
    diag_say(t->diag, statement->span,
             SAY(NOT_CONSTANT, symbol_text(t->symbols, statement->as.symbol)));
    return false;
}

/* `at x = value`, of the program or, `given`, from outside it. */
static void run_at(Tracer *t, TreeId id, bool given) {
    const TreeNode *node = node_at(t, id);
    NodeId result = trace_tree(t, tree_last_child(id), NULL, 0);
    double value;
    if (!constant_value(t, node, result, &value))
        return;
    Name *name = entry(t, node->as.symbol);
    if (name->given && !given)
        return;
    name->given = given;
    name->has_value = true;
    name->value = value;
    if (!name->span.end)
        name->span = node->span;
}

static void run_assignment(Tracer *t, TreeId id) {
    const TreeNode *node = node_at(t, id);
    const char *text = symbol_text(t->symbols, node->as.symbol);
    Name *name = entry(t, node->as.symbol);
    if (name->kind == NAME_VARIABLE) {
        diag_say(t->diag, node->span, SAY(READ_ALREADY, text));
    } else if (name->is_function || op_by_name(text) != OP_COUNT) {
        diag_say(t->diag, node->span, SAY(FUNCTION_ASSIGNED, text));
    } else {
        t->root = trace_tree(t, tree_last_child(id), NULL, 0);
        name = entry(t, node->as.symbol);
        name->kind = NAME_NODE;
        name->node = t->root;
        name->span = node->span;
    }
}

static void run_definition(Tracer *t, TreeId id) {
    const TreeNode *node = node_at(t, id);
    const char *text = symbol_text(t->symbols, node->as.symbol);
    Name *name = entry(t, node->as.symbol);
    if (op_by_name(text) != OP_COUNT) {
        diag_say(t->diag, node->span, SAY(BUILT_IN, text));
    } else if (name->kind != NAME_FREE) {
        diag_say(t->diag, node->span, SAY(NAME_TAKEN, text));
    } else {
        name->is_function = true;
        name->function = id;
    }
}

/* A program that ends in a definition is that function, of its own parameters. */
static void run_last_definition(Tracer *t, TreeId id) {
    const TreeNode *node = node_at(t, id);
    ARRAY(NodeId) locals = {0};
    const Symbol *parameters =
        node->count ? t->tree->parameters.items + node_at(t, node->first)->count : NULL;
    for (uint32_t i = 0; i < node->count; i++) {
        Name *name = entry(t, parameters[i]);
        NodeId local = NODE_POISON;
        if (name->kind == NAME_FREE) {
            scope_add_variable(t->scope, parameters[i], node->span, t->diag);
            name = entry(t, parameters[i]);
        }
        if (name->kind == NAME_VARIABLE)
            local = graph_variable(t->graph, name->variable, node->span);
        else if (!t->run)
            local = name->node; /* as if called with it */
        else
            diag_say(t->diag, node->span,
                     SAY(PARAMETER_HAS_VALUE, symbol_text(t->symbols, parameters[i])));
        if (!array_push(&locals, local))
            diag_no_memory(t->diag);
    }
    read_names(t, id);
    if (!diag_failed(t->diag))
        t->root = trace_tree(t, tree_last_child(id), locals.items, node->count);
    array_free(&locals);
}

static void run_statement(Tracer *t, TreeId id, bool last) {
    const TreeNode *node = node_at(t, id);
    t->root = NODE_POISON;
    if (node->kind == TREE_AT) {
        run_at(t, id, false);
    } else if (node->kind == TREE_DEFINITION) {
        run_definition(t, id);
        if (last)
            run_last_definition(t, id);
        else
            read_names(t, id);
    } else {
        read_names(t, id);
        if (node->kind == TREE_ASSIGNMENT)
            run_assignment(t, id);
        else
            t->root = trace_tree(t, tree_last_child(id), NULL, 0);
    }
}

/* ---- values ---- */

/* Whether every letter of the name is a variable, or has a value. */
static bool is_made_of_variables(Tracer *t, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        Symbol symbol = symbol_find(t->symbols, text + i, 1);
        if (symbol == SYMBOL_NONE)
            return false;
        const Name *name = entry(t, symbol);
        if (name->kind != NAME_VARIABLE && !name->has_value)
            return false;
    }
    return length > 1;
}

/* What a variable without a value may stand for, as PI, sinx and xy do; or nothing. */
static void put_meant(Tracer *t, const char *text, Text *out) {
    enum { LONGEST = 16 };
    size_t length = strlen(text);
    const char *constant = hints_number(text);
    char function[LONGEST] = "";
    if (length >= 3 && length <= LONGEST)
        memcpy(function, text, length - 1);
    OpId op = op_by_name(function);
    if (constant)
        text_put(out, constant);
    else if (op != OP_COUNT && op_table[op].arity == 1)
        text_format(out, "%s(%s)", function, text + length - 1);
    else if (length <= LONGEST && is_made_of_variables(t, text, length))
        for (size_t i = 0; i < length; i++)
            text_format(out, "%s%c", i ? "*" : "", text[i]);
}

static void collect_point(Tracer *t, bool need_values) {
    Text missing = {0}, options = {0};
    Symbol first = SYMBOL_NONE; /* that lacks a value */
    for (size_t i = 0; i < t->scope->variables.count; i++) {
        Symbol symbol = t->scope->variables.items[i];
        const char *text = symbol_text(t->symbols, symbol);
        const Name *name = entry(t, symbol);
        if (!array_push(&t->run->variables, symbol) ||
            !array_push(&t->run->point, name->has_value ? name->value : NAN) ||
            !array_push(&t->run->has_value, name->has_value)) {
            diag_no_memory(t->diag);
            break;
        }
        if (name->has_value)
            continue;
        first = first ? first : symbol;
        text_format(&missing, "%s%s", missing.length ? ", " : "", text);
        text_format(&options, "%s%s=...", options.length ? "," : "", text);
    }
    if (need_values && first) {
        Text meant = {0};
        const char *give = text_string(&options);
        put_meant(t, symbol_text(t->symbols, first), &meant);
        diag_check_text(t->diag, &meant);
        diag_check_text(t->diag, &options);
        diag_check_text(t->diag, &missing);
        diag_say_hint(t->diag, entry(t, first)->span, SAY(NO_VALUE, text_string(&missing)),
                      meant.length ? SAY(GIVE_VALUE_OR_WRITE, give, text_string(&meant))
                                   : SAY(GIVE_VALUE, give));
        text_free(&meant);
    }
    text_free(&missing);
    text_free(&options);
}

/* Notes about unused values, and about names meant as variables. */
static void note_values(Tracer *t, size_t program, size_t value) {
    for (size_t i = 0; i < t->tree->statements.count; i++) {
        const TreeNode *node = node_at(t, t->tree->statements.items[i]);
        if (node->kind == TREE_EXPRESSION) {
            if (i != value)
                diag_say(t->diag, node->span, SAY(UNUSED_STATEMENT));
            continue;
        }
        const char *text = symbol_text(t->symbols, node->as.symbol);
        const Name *name = entry(t, node->as.symbol);
        if (node->kind == TREE_AT && name->kind != NAME_VARIABLE)
            diag_say(t->diag, node->span, SAY(UNUSED_VALUE, text));
        if (i < program && node->kind == TREE_ASSIGNMENT && !t->scope->variables.count &&
            name->node != NODE_POISON && graph_op(t->graph, name->node) == OP_CONSTANT &&
            i + 1 < program)
            diag_say(t->diag, node->span, SAY(CONSTANT_NAME, text, text));
    }
}

void statements_run(void *statements, Traced *traced) {
    Statements *run = statements;
    const Tree *tree = run->tree;
    size_t program = run->count, value = program;
    Graph *graph = &traced->graph;
    Tracer t = {run, NODE_POISON, tree, run->symbols, run->scope, graph, graph->diag};
    run->values.count = 0;
    run->variables.count = run->point.count = run->has_value.count = 0;
    for (size_t i = program; i < tree->statements.count && !diag_failed(t.diag); i++)
        run_at(&t, tree->statements.items[i], true);
    for (size_t i = 0; i < program; i++)
        if (tree_statement(tree, i)->kind != TREE_AT)
            value = i; /* the statement that gives the program's value */
    for (size_t i = 0; i < program && !diag_failed(t.diag); i++) {
        NodeId before = t.root;
        run_statement(&t, tree->statements.items[i], i == value);
        if (!array_push(&run->values, t.root))
            diag_no_memory(t.diag);
        if (t.root == NODE_POISON)
            t.root = before;
    }
    if (value == program) {
        if (!diag_failed(t.diag))
            diag_say_hint(t.diag, (Span){0, 0}, SAY(NO_EXPRESSION), SAY(WRITE_EXPRESSION));
        return;
    }
    run->span = node_at(&t, tree->statements.items[value])->span;
    if (!diag_failed(t.diag))
        collect_point(&t, run->need_values);
    if (!diag_failed(t.diag))
        note_values(&t, program, value);
    if (!diag_failed(t.diag))
        traced->root = t.root;
}

/* ---- beside the program ---- */

static void unknown_name(Tracer *t, const TreeNode *node) {
    enum { MOST_NAMED = 8 };
    Text names = {0};
    size_t count = t->scope->variables.count;
    for (size_t i = 0; i < count && i < MOST_NAMED; i++)
        text_format(&names, "%s%s", i ? ", " : "",
                    symbol_text(t->symbols, t->scope->variables.items[i]));
    text_put(&names, count > MOST_NAMED ? ", ..." : "");
    diag_check_text(t->diag, &names);
    diag_say_hint(t->diag, node->span, SAY(UNKNOWN_NAME, symbol_text(t->symbols, node->as.symbol)),
                  count ? SAY(VARIABLES_ARE, text_string(&names)) : SAY(VARIABLES_ARE_NONE));
    text_free(&names);
}

/* Whether the name has a meaning in the expression or in the language. */
static bool knows_name(Tracer *t, const TreeNode *node) {
    const char *text = symbol_text(t->symbols, node->as.symbol);
    const Name *name = entry(t, node->as.symbol);
    double value;
    return name->kind != NAME_FREE || name->is_function || op_by_name(text) != OP_COUNT ||
           scope_builtin(text, &value);
}

void statements_define(const Tree *tree, TreeId statement, StatementPlace place,
                       const Symbols *symbols, Scope *scope, Graph *graph) {
    Tracer t = {NULL, NODE_POISON, tree, symbols, scope, graph, graph->diag};
    if (place == STATEMENT_OUTSIDE)
        run_at(&t, statement, true);
    else
        run_statement(&t, statement, place == STATEMENT_LAST);
}

void statements_points(const Tree *tree, const Symbols *symbols, Scope *scope, Graph *graph) {
    Tracer t = {NULL, NODE_POISON, tree, symbols, scope, graph, graph->diag};
    for (size_t i = 0; i < tree->statements.count && !diag_failed(t.diag); i++)
        if (node_at(&t, tree->statements.items[i])->kind == TREE_AT)
            run_at(&t, tree->statements.items[i], false);
}

NodeId statements_formula(const Tree *tree, size_t statement, const Symbols *symbols, Scope *scope,
                          Graph *graph) {
    Tracer t = {NULL, NODE_POISON, tree, symbols, scope, graph, graph->diag};
    TreeId root = tree->statements.items[statement];
    for (TreeId id = node_at(&t, root)->first; id < root; id++) {
        const TreeNode *node = node_at(&t, id);
        if (node->kind == TREE_NAME && !knows_name(&t, node)) {
            unknown_name(&t, node);
            return NODE_POISON;
        }
    }
    return trace_tree(&t, tree_last_child(root), NULL, 0);
}

bool statements_constant(const Tree *tree, size_t statement, const Symbols *symbols, Scope *scope,
                         Graph *graph, double *value) {
    Tracer t = {NULL, NODE_POISON, tree, symbols, scope, graph, graph->diag};
    NodeId result = statements_formula(tree, statement, symbols, scope, graph);
    return constant_value(&t, node_at(&t, tree->statements.items[statement]), result, value);
}

void statements_free(Statements *run) {
    array_free(&run->values);
    array_free(&run->variables);
    array_free(&run->point);
    array_free(&run->has_value);
}

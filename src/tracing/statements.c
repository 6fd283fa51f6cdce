/* Statements: see statements.h. */
#include "tracing/statements.h"

#include "base/spelling.h"
#include "graph/op.h"
#include "syntax/hints.h"
#include "tracing/machine.h"
#include "tracing/reading.h"

#include <math.h>
#include <string.h>

static const TreeNode *node_at(const Tracing *t, TreeId id) {
    return &t->tree->nodes.items[id];
}

static Name *entry(const Tracing *t, Symbol symbol) {
    return scope_name(t->scope, symbol, t->diag);
}

/* ---- statements ---- */

/* The value of a statement about a symbol, which must be constant. False after an error. */
static bool constant_value(const Tracing *t, const TreeNode *statement, NodeId result,
                           double *value) {
    if (result == NODE_POISON || scope_constant(t->scope, t->graph, result, value))
        return result != NODE_POISON;
    diag_say(t->diag, statement->span,
             SAY(NOT_CONSTANT, symbol_text(t->symbols, statement->as.symbol)));
    return false;
}

/* `at x = value`, of the program or, `given`, from outside it. */
static void run_at(const Tracing *t, TreeId id, bool given) {
    const TreeNode *node = node_at(t, id);
    TreeId formula = tree_last_child(id);
    NodeId result = machine_expression(t->tree, formula, t->symbols, t->scope, t->graph);
    double value;
    if (!constant_value(t, node, result, &value))
        return;
    Name *name = entry(t, node->as.symbol);
    if (name->given && !given)
        return;
    bool changes = !name->has_value || name->value != value;
    if (changes && t->scope->decided && name->kind == NAME_VARIABLE)
        diag_say_hint(t->diag, node->span,
                      SAY(AT_TOO_LATE, symbol_text(t->symbols, node->as.symbol)), SAY(AT_FIRST));
    t->scope->changes++;
    name->given = given;
    name->has_value = true;
    name->value = value;
    if (!name->span.end)
        name->span = node->span;
}

static void run_definition(const Tracing *t, TreeId id) {
    const TreeNode *node = node_at(t, id);
    const char *text = symbol_text(t->symbols, node->as.symbol);
    Name *name = entry(t, node->as.symbol);
    if (name->kind != NAME_FREE) {
        diag_say(t->diag, node->span, SAY(NAME_TAKEN, text));
        return;
    }
    if (op_by_name(text) != OP_COUNT && !name->is_function)
        diag_say(t->diag, span_start(node->span, strlen(text)), SAY(BUILT_IN_REPLACED, text));
    t->scope->redefined |= name->is_function || op_by_name(text) != OP_COUNT;
    name->is_function = true;
    name->function = id;
    bool restless = reading_is_restless(t, id);
    entry(t, node->as.symbol)->restless = restless;
    t->scope->restless |= restless;
}

/* A program that ends in a definition is that function, of its own parameters. `beside`: beside a
 * program, where a parameter may be the name of a node. */
static RunOutcome run_last_definition(const Tracing *t, TreeId id, bool beside, NodeId *result) {
    const TreeNode *node = node_at(t, id);
    ARRAY(NodeId) locals = {0};
    const Symbol *parameters =
        node->count ? t->tree->parameters.items + node_at(t, node->first)->count : NULL;
    RunOutcome outcome = RUN_FAILED;
    for (uint32_t i = 0; i < node->count; i++) {
        Name *name = entry(t, parameters[i]);
        NodeId local = NODE_POISON;
        if (name->kind == NAME_FREE) {
            scope_add_variable(t->scope, parameters[i], node->span, t->diag);
            name = entry(t, parameters[i]);
        }
        if (name->kind == NAME_VARIABLE)
            local = graph_variable(t->graph, name->variable, node->span);
        else if (beside)
            local = name->node; /* as if called with it */
        else
            diag_say(t->diag, node->span,
                     SAY(PARAMETER_HAS_VALUE, symbol_text(t->symbols, parameters[i])));
        if (!array_push(&locals, local))
            diag_no_memory(t->diag);
    }
    reading_names(t, id);
    if (!diag_failed(t->diag))
        outcome = machine_run(t, node->first, id, locals.items, node->count, result);
    array_free(&locals);
    return outcome;
}

/* Runs a statement; *result is its value, or poison. */
static RunOutcome run_statement(const Tracing *t, TreeId id, bool last, bool beside,
                                NodeId *result) {
    const TreeNode *node = node_at(t, id);
    *result = NODE_POISON;
    if (node->kind == TREE_AT) {
        run_at(t, id, false);
        return RUN_DONE;
    }
    if (node->kind == TREE_DEFINITION) {
        run_definition(t, id);
        if (last)
            return run_last_definition(t, id, beside, result);
        reading_names(t, id);
        return RUN_DONE;
    }
    reading_names(t, id);
    if (diag_failed(t->diag))
        return RUN_FAILED;
    bool expression = node->kind == TREE_EXPRESSION;
    RunOutcome outcome = machine_run(t, node->first, expression ? id : id + 1, NULL, 0, result);
    if (node->kind == TREE_ASSIGNMENT && outcome == RUN_DONE)
        *result = entry(t, node->as.symbol)->node;
    return outcome;
}

/* ---- values ---- */

/* Whether every letter of the name is a variable, or has a value. */
static bool is_made_of_variables(const Tracing *t, const char *text, size_t length) {
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
static void put_meant(const Tracing *t, const char *text, Text *out) {
    enum { LONGEST = 16 };
    size_t length = strlen(text);
    const char *constant = hints_number(text);
    bool truth = spelling_same(text, "true"), falsehood = spelling_same(text, "false");
    char function[LONGEST] = "";
    if (length >= 3 && length <= LONGEST)
        memcpy(function, text, length - 1);
    OpId op = op_by_name(function);
    if (truth || falsehood)
        text_put(out, truth ? "1" : "0");
    else if (constant)
        text_put(out, constant);
    else if (op != OP_COUNT && op_table[op].arity == 1)
        text_format(out, "%s(%s)", function, text + length - 1);
    else if (length <= LONGEST && is_made_of_variables(t, text, length))
        for (size_t i = 0; i < length; i++)
            text_format(out, "%s%c", i ? "*" : "", text[i]);
}

static double guess(const Statements *run, Symbol symbol) {
    for (size_t i = 0; i < run->guess_count; i++)
        if (run->guesses[i].symbol == symbol)
            return run->guesses[i].value;
    return run->guess;
}

/* Takes note of the variables found since it was last asked, and of their values so far. */
static bool collect_variables(const Tracing *t, Statements *run) {
    for (size_t i = run->variables.count; i < t->scope->variables.count; i++) {
        Symbol symbol = t->scope->variables.items[i];
        const Name *name = entry(t, symbol);
        if (!array_push(&run->variables, symbol) ||
            !array_push(&run->point, name->has_value ? name->value : guess(run, symbol)) ||
            !array_push(&run->has_value, name->has_value)) {
            diag_no_memory(t->diag);
            return false;
        }
    }
    if (run->changes == t->scope->changes)
        return true;
    run->changes = t->scope->changes;
    for (size_t i = 0; i < run->variables.count; i++) {
        const Name *name = entry(t, run->variables.items[i]);
        if (!name->has_value)
            continue;
        run->point.items[i] = name->value;
        run->has_value.items[i] = true;
    }
    return true;
}

/* Variables that lack a value. */
typedef struct Missing {
    Text names, options; /* "x, y", "x=...,y=..." */
    Symbol first;
} Missing;

/* Those that are marked; NULL marks all. */
static Missing find_missing(const Tracing *t, const Statements *run, const uint8_t *marks) {
    Missing missing = {0};
    for (size_t i = 0; i < run->variables.count; i++) {
        Symbol symbol = run->variables.items[i];
        const char *text = symbol_text(t->symbols, symbol);
        if (run->has_value.items[i] || (marks && (!marks[i] || !isnan(guess(run, symbol)))))
            continue;
        missing.first = missing.first ? missing.first : symbol;
        text_format(&missing.names, "%s%s", missing.names.length ? ", " : "", text);
        text_format(&missing.options, "%s%s=...", missing.options.length ? "," : "", text);
    }
    diag_check_text(t->diag, &missing.names);
    diag_check_text(t->diag, &missing.options);
    return missing;
}

static void free_missing(Missing *missing) {
    text_free(&missing->names);
    text_free(&missing->options);
}

/* An error about them, with a hint. */
static void say_missing(const Tracing *t, Said error, const Missing *missing) {
    Text meant = {0};
    const char *give = text_string(&missing->options);
    put_meant(t, symbol_text(t->symbols, missing->first), &meant);
    diag_check_text(t->diag, &meant);
    diag_say_hint(t->diag, entry(t, missing->first)->span, error,
                  meant.length ? SAY(GIVE_VALUE_OR_WRITE, give, text_string(&meant))
                               : SAY(GIVE_VALUE, give));
    text_free(&meant);
}

static void collect_point(const Tracing *t, Statements *run) {
    if (!collect_variables(t, run) || !run->need_values)
        return;
    Missing missing = find_missing(t, run, NULL);
    if (missing.first)
        say_missing(t, SAY(NO_VALUE, text_string(&missing.names)), &missing);
    free_missing(&missing);
}

static bool lacks_value(const Statements *run, uint32_t variable) {
    return !run->has_value.items[variable] && isnan(run->point.items[variable]);
}

/* Whether a node depends on a variable that lacks a value. Every node is looked at once. */
static bool is_lacking(const Tracing *t, Statements *run, const Graph *graph, NodeId node) {
    for (NodeId id = (NodeId)run->lacking.count; id <= node; id++) {
        uint32_t count;
        const NodeId *list = graph_arguments(graph, id, &count);
        uint8_t lacks = graph_op(graph, id) == OP_VARIABLE &&
                        lacks_value(run, graph_node(graph, id)->as.variable);
        for (uint32_t i = 0; i < count && !lacks; i++)
            lacks = run->lacking.items[list[i]];
        if (!array_push(&run->lacking, lacks)) {
            diag_no_memory(t->diag);
            return true;
        }
    }
    return run->lacking.items[node];
}

/* An error that says which variables that a node depends on lack a value. */
static void say_lacking(const Tracing *t, const Statements *run, const Graph *graph, NodeId node) {
    size_t variables = run->variables.count;
    uint8_t *reach = memory_zeroed(graph->nodes.count, 1), *marks = memory_zeroed(variables, 1);
    if (reach && marks) {
        graph_reach(graph, &node, 1, reach);
        for (NodeId id = 0; id <= node; id++)
            if (reach[id] && graph_op(graph, id) == OP_VARIABLE)
                marks[graph_node(graph, id)->as.variable] = 1;
        Missing found = find_missing(t, run, marks);
        say_missing(t,
                    run->printing ? SAY(NO_VALUE_TO_PRINT, text_string(&found.names))
                                  : SAY(NO_VALUE_TO_DECIDE, text_string(&found.names)),
                    &found);
        free_missing(&found);
    } else {
        diag_no_memory(t->diag);
    }
    memory_free(reach);
    memory_free(marks);
}

const double *statements_point(void *statements, const Graph *graph, NodeId node) {
    Statements *run = statements;
    static const double no_point; /* a point without variables is still an array */
    const Tracing t = {.symbols = run->symbols, .scope = run->scope, .diag = graph->diag};
    if (!collect_variables(&t, run))
        return NULL;
    if (run->lacking_of != graph->generation)
        run->lacking.count = 0;
    run->lacking_of = graph->generation;
    if (is_lacking(&t, run, graph, node)) {
        if (!run->lenient && !diag_failed(t.diag))
            say_lacking(&t, run, graph, node);
        return NULL;
    }
    return run->point.items ? run->point.items : &no_point;
}

/* A note about an expression whose value nobody reads: one that begins with a sign was meant to go
 * on with the line before it. */
static void note_unused(const Tracing *t, Span span, Said said) {
    const Source *source = diag_source(t->diag, span);
    char first = source->text[span.start - source->base];
    diag_say(t->diag, span, first == '+' || first == '-' ? SAY(UNUSED_CONTINUATION) : said);
}

/* Notes about expressions inside blocks and bodies, whose values nobody reads. */
static void note_steps(const Tracing *t, size_t program) {
    for (size_t i = 0; i < program; i++) {
        TreeId root = t->tree->statements.items[i];
        for (TreeId id = node_at(t, root)->first; id < root; id++)
            if (node_at(t, id)->kind == TREE_EXPRESSION)
                note_unused(t, node_at(t, id)->span, SAY(UNUSED_STEP));
    }
}

/* Notes about unused values, and about names meant as variables. */
static void note_values(const Tracing *t, size_t program, size_t value) {
    bool steps = false;
    for (size_t i = 0; i < program; i++)
        steps |= tree_is_step((TreeKind)tree_statement(t->tree, i)->kind);
    for (size_t i = 0; i < t->tree->statements.count; i++) {
        const TreeNode *node = tree_statement(t->tree, i);
        if (node->kind == TREE_EXPRESSION) {
            if (i != value)
                note_unused(t, node->span, SAY(UNUSED_STATEMENT));
            continue;
        }
        if (tree_is_step((TreeKind)node->kind))
            continue;
        const char *text = symbol_text(t->symbols, node->as.symbol);
        const Name *name = entry(t, node->as.symbol);
        if (node->kind == TREE_AT && name->kind != NAME_VARIABLE)
            diag_say(t->diag, node->span, SAY(UNUSED_VALUE, text));
        if (i + 1 < program && node->kind == TREE_ASSIGNMENT && !t->scope->variables.count &&
            !steps && name->node != NODE_POISON && graph_op(t->graph, name->node) == OP_CONSTANT)
            diag_say(t->diag, node->span, SAY(CONSTANT_NAME, text, text));
    }
}

/* ---- programs ---- */

/* Values that need nothing of the program come first, as it may branch before it gives them. */
static void run_values(const Tracing *t, size_t program) {
    for (size_t i = program; i < t->tree->statements.count && !diag_failed(t->diag); i++)
        run_at(t, t->tree->statements.items[i], true);
    for (size_t i = 0; i < program && !diag_failed(t->diag); i++) {
        TreeId id = t->tree->statements.items[i];
        if (node_at(t, id)->kind == TREE_AT && reading_is_constant(t, tree_last_child(id)))
            run_at(t, id, false);
    }
}

static void run_statements(Tracing *t, Statements *run, size_t value, NodeId *root) {
    const Tree *tree = t->tree;
    for (size_t i = 0; i < run->count && !diag_failed(t->diag); i++) {
        TreeId id = tree->statements.items[i];
        NodeId result = NODE_POISON;
        t->print = i >= run->silent && t->scope == run->scope ? run->print : NULL;
        run->printing = tree_statement(tree, i)->kind == TREE_PRINT;
        RunOutcome outcome = run_statement(t, id, i == value, false, &result);
        if (outcome == RUN_UNDECIDED && run->lenient)
            return;
        if (outcome == RUN_UNDECIDED)
            diag_say(t->diag, node_at(t, id)->span, SAY(UNDECIDED_HERE));
        if (i == value)
            *root = result;
        if (t->scope == run->scope)
            if (!array_push(&run->values, result))
                diag_no_memory(t->diag);
    }
}

/* A run that is no first one has names of its own. */
static void run_apart(Statements *run, Tracing *t, Traced *traced) {
    Graph *graph = &traced->graph;
    scope_clear(&run->apart);
    *t = (Tracing){.tree = run->tree,
                   .symbols = run->symbols,
                   .scope = &run->apart,
                   .graph = graph,
                   .diag = graph->diag,
                   .traced = traced};
    NodeId root = NODE_POISON;
    run_values(t, run->count);
    run_statements(t, run, tree_value(run->tree, run->count), &root);
    traced->root = diag_failed(graph->diag) ? NODE_POISON : root;
    traced->steps = run->apart.steps;
}

void statements_run_formula(void *formula, Traced *traced) {
    const ProgramFormula *f = formula;
    Tracing t;
    NodeId root = NODE_POISON;
    run_apart(f->program, &t, traced);
    bool done = traced->root != NODE_POISON && machine_run(&t, node_at(&t, f->root)->first,
                                                           f->root + 1, NULL, 0, &root) == RUN_DONE;
    traced->steps = f->program->apart.steps;
    traced->root = done ? root : NODE_POISON;
}

void statements_run(void *statements, Traced *traced) {
    Statements *run = statements;
    if (traced->apart) {
        Tracing apart;
        run_apart(run, &apart, traced);
        return;
    }
    const Tree *tree = run->tree;
    Graph *graph = &traced->graph;
    Tracing t = {.tree = tree,
                 .symbols = run->symbols,
                 .scope = run->scope,
                 .graph = graph,
                 .diag = graph->diag,
                 .traced = traced->point ? traced : NULL,
                 .printer = run->printer,
                 .labels = &run->labels};
    size_t value = tree_value(tree, run->count);
    NodeId root = NODE_POISON;
    run->values.count = run->labels.count = 0;
    run->changes = run->scope->changes - 1;
    run->variables.count = run->point.count = run->has_value.count = 0;
    run_values(&t, run->count);
    run_statements(&t, run, value, &root);
    traced->steps = run->scope->steps;
    if (value == run->count) {
        if (!diag_failed(t.diag))
            diag_say_hint(t.diag, (Span){0, 0}, SAY(NO_EXPRESSION), SAY(WRITE_EXPRESSION));
        return;
    }
    run->span = tree_statement(tree, value)->span;
    run->ends_in = (TreeKind)tree_statement(tree, value)->kind;
    run->has_result = !tree_is_step(run->ends_in);
    if (!diag_failed(t.diag))
        collect_point(&t, run);
    if (!diag_failed(t.diag))
        note_values(&t, run->count, value);
    if (!diag_failed(t.diag))
        note_steps(&t, run->count);
    if (!diag_failed(t.diag))
        traced->root = root;
}

/* ---- beside the program ---- */

static void unknown_name(const Tracing *t, const TreeNode *node) {
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
static bool knows_name(const Tracing *t, const TreeNode *node) {
    const char *text = symbol_text(t->symbols, node->as.symbol);
    const Name *name = entry(t, node->as.symbol);
    double value;
    return name->kind != NAME_FREE || name->is_function || op_is_bare(text) ||
           scope_builtin(text, &value);
}

static Tracing beside(const Tree *tree, const Symbols *symbols, Scope *scope, Graph *graph) {
    return (Tracing){
        .tree = tree, .symbols = symbols, .scope = scope, .graph = graph, .diag = graph->diag};
}

void statements_define(const Tree *tree, TreeId statement, StatementPlace place,
                       const Symbols *symbols, Scope *scope, Graph *graph) {
    const Tracing t = beside(tree, symbols, scope, graph);
    NodeId result;
    if (place == STATEMENT_OUTSIDE)
        run_at(&t, statement, true);
    else if (run_statement(&t, statement, place == STATEMENT_LAST, true, &result) == RUN_UNDECIDED)
        reading_forget(&t, statement);
}

bool statements_calls_restless(const Tree *tree, TreeId statement, const Symbols *symbols,
                               Scope *scope, Graph *graph) {
    const Tracing t = beside(tree, symbols, scope, graph);
    return reading_calls_restless(&t, node_at(&t, statement)->first, statement, &(CalmNodes){0});
}

void statements_points(const Tree *tree, const Symbols *symbols, Scope *scope, Graph *graph) {
    const Tracing t = beside(tree, symbols, scope, graph);
    for (size_t i = 0; i < tree->statements.count && !diag_failed(t.diag); i++)
        if (tree_statement(tree, i)->kind == TREE_AT)
            run_at(&t, tree->statements.items[i], false);
}

bool statements_knows_names(const Tree *tree, size_t statement, const Symbols *symbols,
                            Scope *scope, Graph *graph) {
    const Tracing t = beside(tree, symbols, scope, graph);
    TreeId root = tree->statements.items[statement];
    for (TreeId id = node_at(&t, root)->first; id < root; id++) {
        const TreeNode *node = node_at(&t, id);
        if (node->kind == TREE_NAME && !knows_name(&t, node)) {
            unknown_name(&t, node);
            return false;
        }
    }
    return true;
}

NodeId statements_formula(const Tree *tree, size_t statement, const Symbols *symbols, Scope *scope,
                          Graph *graph) {
    if (!statements_knows_names(tree, statement, symbols, scope, graph))
        return NODE_POISON;
    return machine_expression(tree, tree_last_child(tree->statements.items[statement]), symbols,
                              scope, graph);
}

bool statements_constant(const Tree *tree, size_t statement, const Symbols *symbols, Scope *scope,
                         Graph *graph, double *value) {
    const Tracing t = beside(tree, symbols, scope, graph);
    NodeId result = statements_formula(tree, statement, symbols, scope, graph);
    return constant_value(&t, tree_statement(tree, statement), result, value);
}

void statements_free(Statements *run) {
    array_free(&run->values);
    array_free(&run->variables);
    array_free(&run->point);
    array_free(&run->has_value);
    array_free(&run->labels);
    array_free(&run->lacking);
    scope_free(&run->apart);
}

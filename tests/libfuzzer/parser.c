/* Any bytes as a program: tokens, tree and graph are made and shown, and what is printed of the
 * graph parses to the same node, with the same variables. */
#include "adcalc.h"
#include "support/harness.h"

#include <string.h>

/* Less than the steps that a program may take, see tracing.h. */
enum { LONGEST_PRINTED = 1 << 14 };

typedef struct Reading {
    Diag diag;
    Symbols symbols;
    Tree tree;
    Scope scope;
    Function function;
    Statements statements;
} Reading;

/* What the program applied. */
static const Traced *trace_of(const Reading *r) {
    return r->function.traces.items[0];
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    stack_begin();
    return 0;
}

/* The tokens of a source, none of which overlaps the one before; read line by line they are the
 * same. */
static void read_tokens(Reading *r, uint32_t source, Text *out) {
    DiagMark mark = diag_mark(&r->diag);
    Tokens tokens = tokens_of(source, &r->symbols, &r->diag);
    const Source *from = &r->diag.sources.items[source];
    Tokens lines = {.base = from->base};
    uint32_t end = from->base;
    for (size_t i = 0; i < tokens.items.count; i++) {
        const Token *token = &tokens.items.items[i];
        PROMISE(token->span.end >= token->span.start, "a span backwards");
        PROMISE(token->span.start >= end, "tokens overlap");
        end = token->span.end;
    }
    for (uint32_t length = 1; length <= from->length; length++)
        if (length == from->length || from->text[length - 1] == '\n')
            tokens_read(&lines, &r->symbols, &r->diag, from->text, length);
    Text again = {0};
    tokens_print(&tokens, 0, &r->symbols, out);
    tokens_print(&lines, 0, &r->symbols, &again);
    PROMISE(!from->length || !strcmp(text_string(out), text_string(&again)),
            "line by line the tokens are others: %s", text_string(&again));
    text_free(&again);
    tokens_free(&lines);
    tokens_free(&tokens);
    diag_release(&r->diag, mark);
}

static void check_graph(const Reading *r) {
    Text why = {0};
    PROMISE(graph_check(&trace_of(r)->graph, &why), "the graph is broken: %s", text_string(&why));
    text_free(&why);
}

/* Reads what was printed in the same graph, with the same variables:
 * the same node must come of it. */
static void read_again(Reading *r, const Text *printed) {
    Tree tree = {0};
    Scope scope = {0};
    NodeId root = trace_of(r)->root;
    for (size_t i = 0; i < r->statements.variables.count; i++)
        scope_add_variable(&scope, r->statements.variables.items[i], (Span){0, 0}, &r->diag);
    PROMISE(!diag_failed(&r->diag), "out of memory");
    uint32_t source =
        diag_add_source(&r->diag, "printed", text_string(printed), printed->length, 1);
    PROMISE(source != UINT32_MAX, "out of memory");
    parse_source(&tree, &r->symbols, &r->diag, source, op_is_bare);
    PROMISE(!diag_failed(&r->diag), "what is printed does not parse: %s", text_string(printed));
    Statements statements = {
        .tree = &tree, .count = tree.statements.count, .symbols = &r->symbols, .scope = &scope};
    statements_run(&statements, r->function.traces.items[0]); /* on top of what is there */
    PROMISE(!diag_failed(&r->diag), "what is printed means nothing: %s", text_string(printed));
    PROMISE(trace_of(r)->root == root, "what is printed means something else: %s",
            text_string(printed));
    statements_free(&statements);
    scope_free(&scope);
    tree_free(&tree);
}

static void print_and_read(Reading *r) {
    size_t count = r->statements.variables.count;
    Variable *variables = calloc(count + 1, sizeof *variables);
    PROMISE(variables, "out of memory");
    for (uint32_t i = 0; i < count; i++)
        variables[i] = (Variable){symbol_text(&r->symbols, r->statements.variables.items[i]), i};
    Text text = {0};
    graph_print(&trace_of(r)->graph, variables, trace_of(r)->root, &text);
    dot_print(&trace_of(r)->graph, variables, NULL, trace_of(r)->root, &text);
    text_clear(&text);
    if (infix_print(&trace_of(r)->graph, variables, trace_of(r)->root, LONGEST_PRINTED, &text))
        read_again(r, &text);
    text_free(&text);
    free(variables);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    Reading r = {0};
    Text text = {0};
    PROMISE(function_begin(&r.function, &r.diag), "out of memory");
    uint32_t source = diag_add_source(&r.diag, NULL, (const char *)data, size, 1);
    PROMISE(source != UINT32_MAX, "out of memory");
    read_tokens(&r, source, &text);
    parse_source(&r.tree, &r.symbols, &r.diag, source, op_is_bare);
    tree_print(&r.tree, &r.symbols, &text);
    if (!diag_failed(&r.diag)) {
        r.statements.tree = &r.tree;
        r.statements.count = r.tree.statements.count;
        r.statements.symbols = &r.symbols;
        r.statements.scope = &r.scope;
        function_run(&r.function, statements_run, &r.statements, NULL, NULL);
        check_graph(&r);
    }
    if (!diag_failed(&r.diag) && r.statements.has_result)
        print_and_read(&r);
    diag_print_errors(&r.diag, &text);
    text_free(&text);
    statements_free(&r.statements);
    scope_free(&r.scope);
    tree_free(&r.tree);
    function_free(&r.function);
    symbols_free(&r.symbols);
    diag_free(&r.diag);
    return 0;
}

/* Any bytes as a program: tokens, tree and graph are made and shown, and what is printed of the
 * graph parses to the same node, with the same variables. */
#include "adcalc.h"
#include "support/harness.h"

#include <string.h>

/* Less than the steps that a program may take, see expression.h. */
enum { LONGEST_PRINTED = 1 << 14 };

typedef struct Reading {
    Diag diag;
    Symbols symbols;
    Tree tree;
    Scope scope;
    Graph graph;
    Trace trace;
} Reading;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    stack_begin();
    return 0;
}

/* The tokens of a source; that each takes the lexer on, and none overlaps the one before. */
static void read_tokens(Reading *r, uint32_t source, Text *out) {
    DiagMark mark = diag_mark(&r->diag);
    Lexer lexer;
    Token token;
    uint32_t end = r->diag.sources.items[source].base;
    lexer_begin(&lexer, &r->symbols, &r->diag, source);
    do {
        token = lexer_next(&lexer);
        PROMISE(token.kind == TOKEN_END || token.span.end >= token.span.start, "a span backwards");
        PROMISE(token.kind == TOKEN_END || token.span.start >= end, "tokens overlap");
        end = token.span.end > end ? token.span.end : end;
        token_print(&token, &lexer, out);
    } while (token.kind != TOKEN_END);
    diag_release(&r->diag, mark);
}

static void check_graph(const Reading *r) {
    Text why = {0};
    PROMISE(graph_check(&r->graph, &why), "the graph is broken: %s", text_string(&why));
    text_free(&why);
}

/* Reads what was printed in the same graph, with the same variables:
 * the same node must come of it. */
static void read_again(Reading *r, const Text *printed) {
    Tree tree = {0};
    Scope scope = {0};
    Trace trace = {0};
    NodeId root = r->trace.root;
    for (size_t i = 0; i < r->trace.variables.count; i++)
        PROMISE(scope_add_variable(&scope, r->trace.variables.items[i], (Span){0, 0}),
                "out of memory");
    uint32_t source =
        diag_add_source(&r->diag, "printed", text_string(printed), printed->length, 1);
    PROMISE(source != UINT32_MAX, "out of memory");
    parse_source(&tree, &r->symbols, &r->diag, source, op_is_bare);
    PROMISE(!diag_failed(&r->diag), "what is printed does not parse: %s", text_string(printed));
    trace_program(&trace, &tree, tree.statements.count, &r->symbols, &scope, &r->graph, false);
    PROMISE(!diag_failed(&r->diag), "what is printed means nothing: %s", text_string(printed));
    PROMISE(trace.root == root, "what is printed means something else: %s", text_string(printed));
    trace_free(&trace);
    scope_free(&scope);
    tree_free(&tree);
}

static void print_and_read(Reading *r) {
    size_t count = r->trace.variables.count;
    const char **names = calloc(count + 1, sizeof *names);
    PROMISE(names, "out of memory");
    for (size_t i = 0; i < count; i++)
        names[i] = symbol_text(&r->symbols, r->trace.variables.items[i]);
    Text text = {0};
    graph_print(&r->graph, names, r->trace.root, &text);
    dot_print(&r->graph, names, r->trace.root, &text);
    text_clear(&text);
    if (infix_print(&r->graph, names, r->trace.root, LONGEST_PRINTED, &text))
        read_again(r, &text);
    text_free(&text);
    free(names);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    Reading r = {0};
    Text text = {0};
    PROMISE(graph_begin(&r.graph, &r.diag), "out of memory");
    uint32_t source = diag_add_source(&r.diag, NULL, (const char *)data, size, 1);
    PROMISE(source != UINT32_MAX, "out of memory");
    read_tokens(&r, source, &text);
    parse_source(&r.tree, &r.symbols, &r.diag, source, op_is_bare);
    tree_print(&r.tree, &r.symbols, &text);
    if (!diag_failed(&r.diag)) {
        trace_program(&r.trace, &r.tree, r.tree.statements.count, &r.symbols, &r.scope, &r.graph,
                      false);
        check_graph(&r);
    }
    if (!diag_failed(&r.diag))
        print_and_read(&r);
    diag_print_errors(&r.diag, &text);
    text_free(&text);
    trace_free(&r.trace);
    scope_free(&r.scope);
    tree_free(&r.tree);
    graph_free(&r.graph);
    symbols_free(&r.symbols);
    diag_free(&r.diag);
    return 0;
}

/* Rules: see rules.h. A text that does not parse is a bug in ops.def: the tests parse them all, and
 * a program that meets one reports an error rather than a wrong derivative. */
#include "tracing/rules.h"

#include "syntax/parser.h"
#include "tracing/machine.h"

#include <string.h>

bool rules_begin(Rules *rules) {
    *rules = (Rules){0};
    rules->x = symbol_intern(&rules->symbols, "x", 1);
    rules->y = symbol_intern(&rules->symbols, "y", 1);
    rules->v = symbol_intern(&rules->symbols, "v", 1);
    rules->n = symbol_intern(&rules->symbols, "n", 1);
    return rules->x && rules->y && rules->v && rules->n;
}

void rules_free(Rules *rules) {
    tree_free(&rules->tree);
    symbols_free(&rules->symbols);
    diag_free(&rules->diag);
    scope_free(&rules->scope);
}

/* The tree of a text, parsed if `*cached` is still 0. Node 0 is never an EXPRESSION. */
static bool find_tree(Rules *rules, Graph *graph, const char *text, TreeId *cached) {
    if (*cached)
        return true;
    size_t before = rules->tree.statements.count;
    TreeMark tree = tree_mark(&rules->tree);
    DiagMark diag = diag_mark(&rules->diag);
    uint32_t source = diag_add_source(&rules->diag, "ops.def", text, strlen(text), 1);
    if (source != UINT32_MAX)
        parse_source(&rules->tree, &rules->symbols, &rules->diag, source, op_is_bare);
    if (rules->diag.out_of_memory) {
        diag_no_memory(graph->diag);
        tree_release(&rules->tree, tree);
        diag_release(&rules->diag, diag); /* a later try may have memory */
        return false;
    }
    if (diag_failed(&rules->diag) || rules->tree.statements.count != before + 1) {
        diag_say(graph->diag, (Span){0, 0}, SAY(RULE_MALFORMED, text));
        return false;
    }
    *cached = rules->tree.statements.items[before];
    return true;
}

static void bind(Rules *rules, Graph *graph, Symbol symbol, NodeId node) {
    Name *name = scope_name(&rules->scope, symbol, graph->diag);
    name->kind = NAME_NODE;
    name->node = node;
}

/* What the text makes of v, the node of an application, and of its arguments. */
static NodeId trace_text(Rules *rules, Graph *graph, NodeId v, const char *text, TreeId *tree) {
    int32_t integer = graph_node(graph, v)->integer;
    if (!find_tree(rules, graph, text, tree))
        return NODE_POISON;
    uint32_t count;
    const NodeId *arguments = graph_arguments(graph, v, &count); /* valid until the graph grows */
    bind(rules, graph, rules->x, arguments[0]);
    bind(rules, graph, rules->y, count > 1 ? arguments[1] : NODE_POISON);
    bind(rules, graph, rules->v, v);
    bind(rules, graph, rules->n, graph_constant(graph, integer, (Span){0, 0}));
    rules->scope.steps = 0;
    return machine_expression(&rules->tree, tree_last_child(*tree), &rules->symbols, &rules->scope,
                              graph);
}

NodeId rules_partial(Rules *rules, Graph *graph, NodeId v, uint32_t which) {
    OpId op = graph_op(graph, v);
    return trace_text(rules, graph, v, op_table[op].partial[which], &rules->partial[op][which]);
}

NodeId rules_edge(Rules *rules, Graph *graph, NodeId v) {
    OpId op = graph_op(graph, v);
    return trace_text(rules, graph, v, op_edge(op), &rules->edge[op]);
}

NodeId rules_far(Rules *rules, Graph *graph, NodeId v) {
    OpId op = graph_op(graph, v);
    return trace_text(rules, graph, v, op_far(op), &rules->far[op]);
}

NodeId rules_smooth(Rules *rules, Graph *graph, NodeId v) {
    OpId op = graph_op(graph, v);
    return trace_text(rules, graph, v, op_table[op].smooth, &rules->smooth[op]);
}

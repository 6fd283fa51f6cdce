/* DOT: a graph as input for Graphviz.
 *
 * Inputs stand at the top and the value at the bottom (rankdir=TB), so the picture is read
 * downwards in the order of evaluation. Nodes are numbered as they are met in id order, which makes
 * the bytes depend on the function alone, not on what else the graph holds. Labels are quoted for
 * Graphviz: a backslash and a quote by a backslash, an ampersand as an entity. */
#include "print/dot.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static void put_quoted(Text *out, const char *label) {
    static const TextEscape escapes[] = {{'"', "\\\""}, {'\\', "\\\\"}, {'&', "&amp;"}, {0}};
    Text clean = {0};
    utf8_escape(&clean, label, strlen(label));
    text_put(out, "\"");
    text_escape(out, text_string(&clean), clean.length, escapes);
    text_put(out, "\"");
    if (clean.failed)
        out->failed = true;
    text_free(&clean);
}

static void put_label(const Graph *graph, const Variable *variables, const char *name, NodeId id,
                      Text *out) {
    const Node *node = graph_node(graph, id);
    const OpInfo *info = &op_table[node->op];
    Text label = {0};
    if (name)
        text_format(&label, "%s: ", name);
    if (node->op == OP_CONSTANT)
        text_number(&label, graph_constant_value(graph, id));
    else if (node->op == OP_POWI)
        text_format(&label, "^%d", node->integer);
    else if (info->has_integer && info->form == OP_UNARY)
        text_format(&label, "%s, n = %d", info->name, node->integer);
    else /* many terms or factors as the binary operations that they stand for */
        text_put(&label, node->op == OP_VARIABLE ? variables[node->as.variable].name
                         : node->op == OP_POISON ? "?"
                         : node->op == OP_SUM    ? "+"
                         : node->op == OP_PROD   ? "*"
                                                 : info->name);
    put_quoted(out, text_string(&label));
    if (label.failed)
        out->failed = true;
    text_free(&label);
}

/* Whether swapping the arguments would change the value. */
static bool order_matters(const OpInfo *info) {
    static const char *const symmetric[] = {"+", "*", "==", "!=", "max", "min", "hypot", "beta"};
    if (info->form != OP_BINARY && info->form != OP_SELECTING)
        return false;
    for (size_t i = 0; i < sizeof symmetric / sizeof *symmetric; i++)
        if (strcmp(info->name, symmetric[i]) == 0)
            return false;
    return true;
}

static void put_edges(const Graph *graph, NodeId id, const uint32_t *numbers, Text *out) {
    static const char *const arms[] = {"if", "then", "else"};
    const OpInfo *info = &op_table[graph_op(graph, id)];
    bool ordered = order_matters(info);
    uint32_t count;
    const NodeId *arguments = graph_arguments(graph, id, &count);
    for (uint32_t i = 0; i < count; i++) {
        text_format(out, "    n%u -> n%u", numbers[arguments[i]], numbers[id]);
        if (info->form == OP_SELECTING)
            text_format(out, " [label=\"%s\"]", arms[i]);
        else if (ordered)
            text_format(out, " [label=\"%u\"]", i + 1);
        text_put(out, ";\n");
    }
}

/* The nodes that are needed, numbered from 1. */
static void put_nodes(const Graph *graph, const Variable *variables, const char *const *names,
                      NodeId root, const uint8_t *needed, uint32_t *numbers, Text *out) {
    uint32_t last = 0;
    for (NodeId id = 0; id <= root; id++) {
        if (!needed[id])
            continue;
        OpId op = graph_op(graph, id);
        const char *shape = op == OP_VARIABLE              ? "box"
                            : op_table[op].form == OP_LEAF ? "plaintext"
                                                           : "ellipse";
        numbers[id] = ++last;
        text_format(out, "    n%u [shape=%s%s, label=", numbers[id], shape,
                    id == root ? ", style=bold" : "");
        put_label(graph, variables, names ? names[id] : NULL, id, out);
        text_put(out, "];\n");
        put_edges(graph, id, numbers, out);
    }
}

void dot_print(const Graph *graph, const Variable *variables, const char *const *names, NodeId root,
               Text *out) {
    size_t nodes = graph->nodes.count;
    uint8_t *needed = memory_resize(NULL, nodes, sizeof *needed);
    uint32_t *numbers = memory_resize(NULL, nodes, sizeof *numbers);
    if (needed && numbers) {
        graph_reach(graph, &root, 1, needed);
        text_put(out, "digraph adcalc {\n    rankdir=TB;\n");
        put_nodes(graph, variables, names, root, needed, numbers, out);
        text_put(out, "}\n");
    } else {
        out->failed = true;
    }
    memory_free(needed);
    memory_free(numbers);
}

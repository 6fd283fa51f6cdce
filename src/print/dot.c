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
    Text clean = {0};
    utf8_escape(&clean, label, strlen(label));
    text_put(out, "\"");
    for (const char *c = text_string(&clean); *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            text_put(out, "\\");
        if (*c == '&')
            text_put(out, "&amp;");
        else
            text_bytes(out, c, 1);
    }
    text_put(out, "\"");
    if (clean.failed)
        out->failed = true;
    text_free(&clean);
}

static void put_label(const Graph *graph, const Variable *variables, NodeId id, Text *out) {
    const Node *node = graph_node(graph, id);
    Text label = {0};
    switch (op_table[node->op].form) {
    case OP_LEAF:
        if (node->op == OP_CONSTANT)
            text_number(&label, graph_constant_value(graph, id));
        else
            text_put(&label, node->op == OP_VARIABLE ? variables[node->as.variable].name : "?");
        break;
    case OP_UNARY:
        if (node->op == OP_POWI)
            text_format(&label, "^%d", node->integer);
        else if (op_table[node->op].has_integer)
            text_format(&label, "%s, n = %d", op_table[node->op].name, node->integer);
        else
            text_put(&label, op_table[node->op].name);
        break;
    case OP_BINARY:
    case OP_SELECTING:
        text_put(&label, op_table[node->op].name);
        break;
    case OP_NARY: /* as the binary ones that they stand for */
        text_put(&label, node->op == OP_SUM    ? "+"
                         : node->op == OP_PROD ? "*"
                                               : op_table[node->op].name);
        break;
    }
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

/* Numbers the nodes that `root` needs from 1, in id order; all others are 0. */
static uint32_t *number_nodes(const Graph *graph, NodeId root) {
    size_t nodes = graph->nodes.count;
    uint8_t *needed = memory_resize(NULL, nodes, sizeof *needed);
    uint32_t *numbers = memory_resize(NULL, nodes, sizeof *numbers);
    if (!needed || !numbers) {
        memory_free(needed);
        memory_free(numbers);
        return NULL;
    }
    uint32_t last = 0;
    graph_reach(graph, &root, 1, needed);
    for (size_t id = 0; id < nodes; id++)
        numbers[id] = needed[id] ? ++last : 0;
    memory_free(needed);
    return numbers;
}

void dot_print(const Graph *graph, const Variable *variables, NodeId root, Text *out) {
    uint32_t *numbers = number_nodes(graph, root);
    if (!numbers) {
        out->failed = true;
        return;
    }
    text_put(out, "digraph adcalc {\n    rankdir=TB;\n");
    for (NodeId id = 0; id <= root; id++) {
        if (numbers[id] == 0)
            continue;
        OpId op = graph_op(graph, id);
        const char *shape = op == OP_VARIABLE              ? "box"
                            : op_table[op].form == OP_LEAF ? "plaintext"
                                                           : "ellipse";
        text_format(out, "    n%u [shape=%s%s, label=", numbers[id], shape,
                    id == root ? ", style=bold" : "");
        put_label(graph, variables, id, out);
        text_put(out, "];\n");
        put_edges(graph, id, numbers, out);
    }
    text_put(out, "}\n");
    memory_free(numbers);
}

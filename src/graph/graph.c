/* The computation graph: construction, hash-consing and the passes every room needs.
 *
 * The invariant is the one of graph.h: arguments have smaller ids than their uses, and equal
 * structure has one id. The table is open addressing with linear probing over a keyed hash, at most
 * half full. An entry holds half of the hash besides the id, so that in a large graph neither a
 * search nor the growth of the table has to look at nodes that lie anywhere in memory. */
#include "graph/graph.h"

#include "base/hash.h"

#include <string.h>

enum { TABLE_FIRST = 256 };

/* ---- making nodes ---- */

bool graph_begin(Graph *graph, Diag *diag) {
    *graph = (Graph){.diag = diag, .key = hash_key()};
    graph->table = memory_resize(NULL, TABLE_FIRST, sizeof *graph->table);
    if (!graph->table || !array_reserve(&graph->nodes, 1) || !array_reserve(&graph->spans, 1)) {
        diag_no_memory(diag);
        graph_free(graph);
        return false;
    }
    graph->table_size = TABLE_FIRST;
    graph_clear(graph);
    return true;
}

void graph_free(Graph *graph) {
    array_free(&graph->nodes);
    array_free(&graph->spans);
    array_free(&graph->arguments);
    memory_free(graph->table);
    graph->table = NULL;
    graph->table_size = 0;
}

void graph_clear(Graph *graph) {
    static uint64_t generations;
    graph->generation = ++generations;
    memset(graph->table, 0, graph->table_size * sizeof *graph->table);
    graph->nodes.count = graph->spans.count = 1; /* poison */
    graph->nodes.items[NODE_POISON] = (Node){.op = OP_POISON};
    graph->spans.items[NODE_POISON] = (Span){0, 0};
    graph->arguments.count = 0;
    graph->has_choices = false;
}

static bool is_nary(const Node *node) {
    return op_table[node->op].form == OP_NARY;
}

/* The hash of a node; for n-ary nodes of the arguments that `list` holds. */
static uint64_t hash_node(const Graph *graph, const Node *node, const NodeId *list) {
    uint64_t hash = hash_word(graph->key, (uint64_t)node->op << 32 | (uint32_t)node->integer);
    if (is_nary(node)) {
        hash = hash_word(hash, node->as.list.count);
        return hash_bytes(hash, (const char *)list, node->as.list.count * sizeof *list);
    }
    hash = hash_word(hash, (uint64_t)node->as.arg[0] << 32 | node->as.arg[1]);
    return hash_word(hash, node->as.arg[2]);
}

static bool same_node(const Graph *graph, const Node *a, const Node *b, const NodeId *b_list) {
    if (a->op != b->op || a->integer != b->integer)
        return false;
    if (is_nary(a))
        return a->as.list.count == b->as.list.count &&
               !memcmp(graph->arguments.items + a->as.list.first, b_list,
                       b->as.list.count * sizeof *b_list);
    return a->as.arg[0] == b->as.arg[0] && a->as.arg[1] == b->as.arg[1] &&
           a->as.arg[2] == b->as.arg[2];
}

/* The entry of a node; its upper half is what decides its slot:
 * GRAPH_MAX_NODES leaves enough of it. */
static uint64_t table_entry(uint64_t hash, NodeId id) {
    return hash << 32 | id;
}

static size_t first_slot(uint64_t entry, size_t size) {
    return (size_t)(entry >> 32) & (size - 1);
}

static NodeId entry_node(uint64_t entry) {
    return (NodeId)entry;
}

static bool grow_table(Graph *graph) {
    size_t size = graph->table_size * 2;
    uint64_t *table = memory_zeroed(size, sizeof *table);
    if (!table)
        return false;
    for (size_t i = 0; i < graph->table_size; i++) {
        if (!graph->table[i])
            continue;
        size_t slot = first_slot(graph->table[i], size);
        while (table[slot])
            slot = (slot + 1) & (size - 1);
        table[slot] = graph->table[i];
    }
    memory_free(graph->table);
    graph->table = table;
    graph->table_size = size;
    return true;
}

/* The slot of an equal node, or where one belongs. `list` are an n-ary node's arguments. */
static size_t find_slot(const Graph *graph, const Node *node, const NodeId *list, uint64_t entry) {
    size_t slot = first_slot(entry, graph->table_size);
    for (; graph->table[slot]; slot = (slot + 1) & (graph->table_size - 1))
        if ((graph->table[slot] ^ entry) >> 32 == 0 &&
            same_node(graph, graph_node(graph, entry_node(graph->table[slot])), node, list))
            break;
    return slot;
}

/* The id of `node`, made if it is new. */
static NodeId cons(Graph *graph, Node node, const NodeId *list, Span span) {
    uint64_t entry = table_entry(hash_node(graph, &node, list), NODE_POISON);
    size_t slot = find_slot(graph, &node, list, entry);
    if (graph->table[slot])
        return entry_node(graph->table[slot]);
    if (graph->nodes.count >= GRAPH_MAX_NODES) {
        diag_say(graph->diag, span, SAY(TOO_MANY_OPERATIONS, GRAPH_MAX_NODES));
        return NODE_POISON;
    }
    uint32_t listed = is_nary(&node) ? node.as.list.count : 0;
    if (graph->arguments.count + listed > UINT32_MAX || !array_reserve(&graph->arguments, listed) ||
        !array_reserve(&graph->nodes, 1) || !array_reserve(&graph->spans, 1)) {
        diag_no_memory(graph->diag);
        return NODE_POISON;
    }
    if (listed) {
        node.as.list.first = (uint32_t)graph->arguments.count;
        memcpy(graph->arguments.items + graph->arguments.count, list, listed * sizeof *list);
        graph->arguments.count += listed;
    }
    NodeId id = (NodeId)graph->nodes.count;
    graph->nodes.items[graph->nodes.count++] = node;
    graph->spans.items[graph->spans.count++] = span;
    graph->table[slot] = entry | id;
    if (op_table[node.op].form == OP_SELECTING)
        graph->has_choices = true;
    if (graph->nodes.count * 2 > graph->table_size && !grow_table(graph)) {
        diag_no_memory(graph->diag);
        return NODE_POISON;
    }
    return id;
}

NodeId graph_constant(Graph *graph, double value, Span span) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    Node node = {.op = OP_CONSTANT};
    node.as.number[0] = (uint32_t)bits;
    node.as.number[1] = (uint32_t)(bits >> 32);
    return cons(graph, node, NULL, span);
}

NodeId graph_variable(Graph *graph, uint32_t variable, Span span) {
    Node node = {.op = OP_VARIABLE};
    node.as.variable = variable;
    return cons(graph, node, NULL, span);
}

NodeId graph_apply(Graph *graph, OpId op, int32_t integer, const NodeId *arguments, uint32_t count,
                   Span span) {
    for (uint32_t i = 0; i < count; i++)
        if (arguments[i] == NODE_POISON)
            return NODE_POISON;
    if (op == OP_NEG && graph_op(graph, arguments[0]) == OP_CONSTANT)
        return graph_constant(graph, -graph_constant_value(graph, arguments[0]), span);
    Node node = {.op = (uint8_t)op, .integer = integer};
    if (op_table[op].form == OP_NARY) {
        node.as.list.count = count;
        return cons(graph, node, arguments, span);
    }
    node.arity = (uint8_t)count;
    for (uint32_t i = 0; i < count; i++)
        node.as.arg[i] = arguments[i];
    return cons(graph, node, NULL, span);
}

NodeId graph_unary(Graph *graph, OpId op, NodeId x) {
    return graph_apply(graph, op, 0, &x, 1, (Span){0, 0});
}

NodeId graph_binary(Graph *graph, OpId op, NodeId x, NodeId y) {
    return graph_apply(graph, op, 0, (NodeId[]){x, y}, 2, (Span){0, 0});
}

NodeId graph_power(Graph *graph, NodeId x, int32_t n) {
    return graph_apply(graph, OP_POWI, n, &x, 1, (Span){0, 0});
}

NodeId graph_not_a_number(Graph *graph) {
    NodeId zero = graph_constant(graph, 0.0, (Span){0, 0});
    return graph_binary(graph, OP_DIV, zero, zero);
}

NodeId graph_chain(Graph *graph, OpId op, const NodeId *terms, uint32_t count, Span span) {
    if (!count)
        return graph_constant(graph, op == OP_ADD ? 0.0 : 1.0, span);
    if (count > CHAIN_BINARY_TERMS)
        return graph_apply(graph, op == OP_ADD ? OP_SUM : OP_PROD, 0, terms, count, span);
    NodeId result = terms[0];
    for (uint32_t i = 1; i < count; i++)
        result = graph_apply(graph, op, 0, (NodeId[]){result, terms[i]}, 2, span);
    return result;
}

/* ---- reading nodes ---- */

const NodeId *graph_arguments(const Graph *graph, NodeId id, uint32_t *count) {
    const Node *node = graph_node(graph, id);
    if (is_nary(node)) {
        *count = node->as.list.count;
        return graph->arguments.items + node->as.list.first;
    }
    *count = node->arity;
    return node->as.arg;
}

double graph_constant_value(const Graph *graph, NodeId id) {
    const Node *node = graph_node(graph, id);
    uint64_t bits = (uint64_t)node->as.number[1] << 32 | node->as.number[0];
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

bool graph_is_constant(const Graph *graph, NodeId id, double value) {
    return graph_op(graph, id) == OP_CONSTANT && graph_constant_value(graph, id) == value;
}

bool graph_is_not_a_number(const Graph *graph, NodeId id) {
    const Node *node = graph_node(graph, id);
    return node->op == OP_DIV && graph_is_constant(graph, node->as.arg[0], 0.0) &&
           graph_is_constant(graph, node->as.arg[1], 0.0);
}

bool graph_is_integer(const Graph *graph, NodeId id, int32_t *integer) {
    if (graph_op(graph, id) != OP_CONSTANT)
        return false;
    double value = graph_constant_value(graph, id);
    if (!(value >= INT32_MIN && value <= INT32_MAX) || value != (double)(int32_t)value)
        return false;
    *integer = (int32_t)value;
    return true;
}

/* ---- passes ---- */

void graph_reach(const Graph *graph, const NodeId *roots, uint32_t count, uint8_t *marks) {
    memset(marks, 0, graph->nodes.count);
    NodeId top = 0;
    for (uint32_t i = 0; i < count; i++) {
        marks[roots[i]] = 1;
        if (roots[i] > top)
            top = roots[i];
    }
    for (NodeId id = top; id > 0; id--) {
        if (!marks[id])
            continue;
        uint32_t arity;
        const NodeId *arguments = graph_arguments(graph, id, &arity);
        for (uint32_t i = 0; i < arity; i++)
            marks[arguments[i]] = 1;
    }
}

void graph_depends(const Graph *graph, uint32_t variable, uint8_t *depends) {
    depends[NODE_POISON] = 0;
    for (NodeId id = 1; id < graph->nodes.count; id++) {
        const Node *node = graph_node(graph, id);
        depends[id] = node->op == OP_VARIABLE && node->as.variable == variable;
        uint32_t arity;
        const NodeId *arguments = graph_arguments(graph, id, &arity);
        for (uint32_t i = 0; i < arity && !depends[id]; i++)
            depends[id] = depends[arguments[i]];
    }
}

bool graph_check(const Graph *graph, Text *why) {
    if (!graph->nodes.count || graph_op(graph, NODE_POISON) != OP_POISON) {
        text_put(why, "node 0 is not poison");
        return false;
    }
    if (graph->spans.count != graph->nodes.count) {
        text_put(why, "not one span a node");
        return false;
    }
    for (NodeId id = 1; id < graph->nodes.count; id++) {
        const Node *node = graph_node(graph, id);
        const char *problem = NULL;
        if (node->op >= OP_COUNT || node->op == OP_POISON) {
            problem = "no such operation";
        } else if (is_nary(node)) {
            if ((uint64_t)node->as.list.first + node->as.list.count > graph->arguments.count ||
                !node->as.list.count)
                problem = "arguments outside the list";
        } else if (op_table[node->op].form != OP_LEAF && node->arity != op_table[node->op].arity) {
            problem = "wrong number of arguments";
        }
        if (!problem && node->integer && !op_table[node->op].has_integer)
            problem = "a static integer where the operation has none";
        if (!problem) {
            uint32_t arity;
            const NodeId *arguments = graph_arguments(graph, id, &arity);
            for (uint32_t i = 0; i < arity; i++)
                if (arguments[i] >= id || arguments[i] == NODE_POISON)
                    problem = "an argument that is no older node";
            uint64_t entry = table_entry(hash_node(graph, node, arguments), id);
            size_t slot = find_slot(graph, node, arguments, entry);
            if (!problem && graph->table[slot] != entry)
                problem = "not found under its own structure";
        }
        if (problem) {
            text_format(why, "node %u: %s", id, problem);
            return false;
        }
    }
    return true;
}

void graph_print(const Graph *graph, const Variable *variables, NodeId root, Text *out) {
    uint8_t *marks = memory_resize(NULL, graph->nodes.count, 1);
    if (!marks) {
        out->failed = true;
        return;
    }
    graph_reach(graph, &root, 1, marks);
    for (NodeId id = 1; id <= root; id++) {
        if (!marks[id])
            continue;
        const Node *node = graph_node(graph, id);
        text_format(out, "%u %s", id, op_table[node->op].id);
        if (node->op == OP_CONSTANT) {
            text_put(out, " ");
            text_number(out, graph_constant_value(graph, id));
        } else if (node->op == OP_VARIABLE) {
            text_format(out, " %s", variables[node->as.variable].name);
        }
        if (op_table[node->op].has_integer)
            text_format(out, " %d", node->integer);
        uint32_t arity;
        const NodeId *arguments = graph_arguments(graph, id, &arity);
        for (uint32_t i = 0; i < arity; i++)
            text_format(out, i || !op_table[node->op].has_integer ? " %u" : " of %u", arguments[i]);
        text_put(out, "\n");
    }
    memory_free(marks);
}

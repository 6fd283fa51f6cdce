/* The textbook derivative: see derivative.h.
 *
 * d[id] is the derivative of node id, with poison (0) for the structural zero. Unary and binary
 * operations follow the chain rule with the partials of ops.def; the rules for many terms and for
 * choices are the only ones written here. */
#include "tracing/derivative.h"

#include "algebra/collect.h"

#include <math.h>

typedef struct Deriver {
    Rules *rules;
    Graph *graph;
    NodeId *d;              /* of the nodes up to the root */
    ARRAY(NodeId) terms;    /* scratch */
    ARRAY(NodeId) products; /* scratch: prefix and suffix products */
} Deriver;

static bool keep(Deriver *d, NodeId term) {
    if (array_push(&d->terms, term))
        return true;
    diag_no_memory(d->graph->diag);
    return false;
}

static NodeId zero(Deriver *d) {
    return graph_constant(d->graph, 0.0, (Span){0, 0});
}

/* partial * inner, without factors of exactly 1. */
static NodeId scaled(Deriver *d, NodeId partial, NodeId inner) {
    if (graph_is_constant(d->graph, partial, 1.0))
        return inner;
    if (graph_is_constant(d->graph, inner, 1.0))
        return partial;
    if (graph_is_constant(d->graph, partial, -1.0))
        return graph_unary(d->graph, OP_NEG, inner);
    return graph_binary(d->graph, OP_MUL, partial, inner);
}

static NodeId sum_of_terms(Deriver *d) {
    if (!d->terms.count)
        return NODE_POISON;
    return graph_chain(d->graph, OP_ADD, d->terms.items, (uint32_t)d->terms.count, (Span){0, 0});
}

/* Whether a partial is still a number outside the operation's domain, as 1/x is for log(x). */
static bool outlives_domain(const Domain *domain, uint32_t which) {
    double outside[2] = {1.0, 1.0}, partials[2];
    bool lower = domain->relation == OP_GT || domain->relation == OP_GE;
    double beyond = domain->relation == OP_NE ? 0.0 : lower ? -1.0 : 1.0;
    outside[domain->argument] = domain->bound + beyond;
    uint32_t count = (uint32_t)op_table[domain->op].arity;
    double value = op_value(domain->op, 0, outside, count);
    op_partials(domain->op, 0, outside, count, value, partials);
    return isnan(value) && !isnan(partials[which]);
}

/* A derivative exists only where its function does: where(x >= 0, 1/x, 0/0) for log(x). The
 * simplifier turns that into a proviso. */
static NodeId within_domain(Deriver *d, NodeId id, uint32_t which, NodeId partial) {
    uint32_t count;
    const Domain *domains = collect_domain(graph_op(d->graph, id), &count);
    for (uint32_t i = 0; i < count; i++) {
        const Domain *domain = &domains[i];
        if (!outlives_domain(domain, which))
            continue;
        OpId closed = domain->relation == OP_GT   ? OP_GE
                      : domain->relation == OP_LT ? OP_LE
                                                  : domain->relation;
        NodeId x = graph_node(d->graph, id)->as.arg[domain->argument];
        NodeId end = graph_constant(d->graph, domain->bound, (Span){0, 0});
        NodeId inside = graph_binary(d->graph, closed, x, end);
        NodeId outside = graph_not_a_number(d->graph);
        partial = graph_apply(d->graph, OP_WHERE, 0, (NodeId[]){inside, partial, outside}, 3,
                              (Span){0, 0});
    }
    return partial;
}

/* The chain rule: the sum over arguments of partial times the argument's derivative. */
static NodeId chain_rule(Deriver *d, NodeId id) {
    NodeId inner[2] = {NODE_POISON, NODE_POISON};
    uint32_t count;
    const NodeId *arguments = graph_arguments(d->graph, id, &count);
    for (uint32_t i = 0; i < count; i++)
        inner[i] = d->d[arguments[i]];
    OpId op = graph_op(d->graph, id);
    int32_t integer = graph_node(d->graph, id)->integer;
    for (uint32_t i = 0; i < count; i++) {
        if (inner[i] == NODE_POISON || op_partial_is_zero(op, integer, i))
            continue;
        NodeId partial = rules_partial(d->rules, d->graph, id, i);
        if (partial != NODE_POISON)
            partial = within_domain(d, id, i, partial);
        if (partial == NODE_POISON || !keep(d, scaled(d, partial, inner[i])))
            return NODE_POISON;
    }
    return sum_of_terms(d);
}

static NodeId argument(const Deriver *d, NodeId id, uint32_t i) {
    uint32_t count;
    return graph_arguments(d->graph, id, &count)[i];
}

static NodeId sum_rule(Deriver *d, NodeId id, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        NodeId inner = d->d[argument(d, id, i)];
        if (inner != NODE_POISON && !keep(d, inner))
            return NODE_POISON;
    }
    return sum_of_terms(d);
}

/* Each factor's derivative times all the others, from running products before and after it. */
static NodeId product_rule(Deriver *d, NodeId id, uint32_t count) {
    d->products.count = 0;
    if (!array_reserve(&d->products, 2 * (size_t)count)) {
        diag_no_memory(d->graph->diag);
        return NODE_POISON;
    }
    NodeId *before = d->products.items, *after = before + count;
    NodeId one = graph_constant(d->graph, 1.0, (Span){0, 0});
    before[0] = after[count - 1] = one;
    for (uint32_t i = 1; i < count; i++)
        before[i] = scaled(d, before[i - 1], argument(d, id, i - 1));
    for (uint32_t i = count - 1; i-- > 0;)
        after[i] = scaled(d, argument(d, id, i + 1), after[i + 1]);
    for (uint32_t i = 0; i < count; i++) {
        NodeId inner = d->d[argument(d, id, i)];
        if (inner != NODE_POISON && !keep(d, scaled(d, scaled(d, before[i], after[i]), inner)))
            return NODE_POISON;
    }
    return sum_of_terms(d);
}

/* The largest or smallest of many: the arguments that attain it share equally. */
static NodeId extremum_rule(Deriver *d, NodeId id, uint32_t count) {
    NodeId ties = NODE_POISON, nothing = zero(d);
    NodeId one = graph_constant(d->graph, 1.0, (Span){0, 0});
    for (uint32_t i = 0; i < count; i++) {
        NodeId attains = graph_binary(d->graph, OP_EQ, argument(d, id, i), id);
        NodeId tie =
            graph_apply(d->graph, OP_SELECT, 0, (NodeId[]){attains, one, nothing}, 3, (Span){0, 0});
        ties = ties ? graph_binary(d->graph, OP_ADD, ties, tie) : tie;
    }
    for (uint32_t i = 0; i < count; i++) {
        NodeId inner = d->d[argument(d, id, i)];
        if (inner == NODE_POISON)
            continue;
        NodeId attains = graph_binary(d->graph, OP_EQ, argument(d, id, i), id);
        NodeId share = graph_binary(d->graph, OP_DIV, inner, ties);
        NodeId term = graph_apply(d->graph, OP_SELECT, 0, (NodeId[]){attains, share, nothing}, 3,
                                  (Span){0, 0});
        if (!keep(d, term))
            return NODE_POISON;
    }
    return sum_of_terms(d);
}

static NodeId choice_rule(Deriver *d, NodeId id) {
    NodeId other = argument(d, id, 2);
    NodeId then = d->d[argument(d, id, 1)], otherwise = d->d[other];
    if (then == NODE_POISON && otherwise == NODE_POISON)
        return NODE_POISON;
    if (graph_is_not_a_number(d->graph, other)) /* and so is its derivative */
        otherwise = other;
    NodeId arms[] = {argument(d, id, 0), then ? then : zero(d), otherwise ? otherwise : zero(d)};
    return graph_apply(d->graph, graph_op(d->graph, id), 0, arms, 3, (Span){0, 0});
}

static NodeId derive_node(Deriver *d, NodeId id, uint32_t variable) {
    const Node *node = graph_node(d->graph, id);
    uint32_t count;
    graph_arguments(d->graph, id, &count);
    d->terms.count = 0;
    switch (op_table[node->op].form) {
    case OP_LEAF:
        if (node->op != OP_VARIABLE || node->as.variable != variable)
            return NODE_POISON;
        return graph_constant(d->graph, 1.0, (Span){0, 0});
    case OP_SELECTING:
        return choice_rule(d, id);
    case OP_NARY:
        if (node->op == OP_SUM)
            return sum_rule(d, id, count);
        if (node->op == OP_PROD)
            return product_rule(d, id, count);
        return extremum_rule(d, id, count);
    case OP_UNARY:
    case OP_BINARY:
        break;
    }
    return chain_rule(d, id);
}

/* Marks with 2 the nodes that the root needs and that depend on the variable. The graph may hold
 * many more, of other derivatives for instance. */
static void mark(const Graph *graph, NodeId root, uint32_t variable, uint8_t *marks) {
    uint32_t arity;
    marks[NODE_POISON] = 0;
    for (NodeId id = 1; id <= root; id++) {
        const Node *node = graph_node(graph, id);
        marks[id] = node->op == OP_VARIABLE && node->as.variable == variable;
        const NodeId *arguments = graph_arguments(graph, id, &arity);
        for (uint32_t i = 0; i < arity && !marks[id]; i++)
            marks[id] = marks[arguments[i]];
    }
    marks[root] = (uint8_t)(2 * marks[root]);
    for (NodeId id = root; id > 0; id--) {
        if (marks[id] != 2)
            continue;
        const NodeId *arguments = graph_arguments(graph, id, &arity);
        for (uint32_t i = 0; i < arity; i++)
            if (marks[arguments[i]])
                marks[arguments[i]] = 2;
    }
}

/* Gives the nodes made from a node its place in the source. */
static void place_nodes(Graph *graph, NodeId first, NodeId from) {
    for (size_t id = first; id < graph->nodes.count; id++)
        graph->spans.items[id] = graph->spans.items[from];
}

NodeId derivative(Rules *rules, Graph *graph, NodeId root, uint32_t variable) {
    size_t size = (size_t)root + 1;
    Deriver d = {.rules = rules, .graph = graph};
    d.d = memory_zeroed(size, sizeof *d.d);
    uint8_t *marks = memory_resize(NULL, size, 1);
    NodeId result = NODE_POISON;
    if (!d.d || !marks) {
        diag_no_memory(graph->diag);
    } else {
        mark(graph, root, variable, marks);
        for (NodeId id = 1; id <= root; id++) {
            if (marks[id] != 2)
                continue;
            NodeId first = (NodeId)graph->nodes.count;
            d.d[id] = derive_node(&d, id, variable);
            place_nodes(graph, first, id);
            if (diag_failed(graph->diag))
                break;
        }
        if (!diag_failed(graph->diag))
            result = d.d[root] ? d.d[root] : zero(&d);
    }
    memory_free(d.d);
    memory_free(marks);
    array_free(&d.terms);
    array_free(&d.products);
    return result;
}

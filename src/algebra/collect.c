/* What collecting sums and products share: see collect.h. */
#include "algebra/collect.h"

void collect_fail(Simplifier *s) {
    s->failed = true;
    diag_no_memory(s->graph->diag);
}

Fact collect_fact(Simplifier *s, NodeId id) {
    if (id >= s->facts.items.count && !facts_extend(&s->facts)) {
        collect_fail(s);
        return (Fact){0};
    }
    return s->facts.items.items[id];
}

bool collect_has(Simplifier *s, NodeId id, uint8_t flags) {
    return (collect_fact(s, id).flags & flags) == flags;
}

NodeId collect_number(Simplifier *s, Rational value) {
    NodeId num = graph_constant(s->graph, (double)value.num, (Span){0, 0});
    if (value.den == 1)
        return num;
    NodeId den = graph_constant(s->graph, (double)value.den, (Span){0, 0});
    return graph_binary(s->graph, OP_DIV, num, den);
}

bool collect_rational(const Simplifier *s, NodeId id, Rational *value) {
    const Node *node = graph_node(s->graph, id);
    if (node->op == OP_CONSTANT)
        return rational_from_double(graph_constant_value(s->graph, id), value);
    Rational num, den;
    return node->op == OP_DIV && graph_op(s->graph, node->as.arg[0]) == OP_CONSTANT &&
           graph_op(s->graph, node->as.arg[1]) == OP_CONSTANT &&
           rational_from_double(graph_constant_value(s->graph, node->as.arg[0]), &num) &&
           rational_from_double(graph_constant_value(s->graph, node->as.arg[1]), &den) &&
           rational_power(den, -1, &den) && rational_multiply(num, den, value);
}

/* x + c != 0 reads better as x != -c, and is equivalent in floating point. */
static void shift_bound(Simplifier *s, NodeId *x, NodeId *bound) {
    const Node node = *graph_node(s->graph, *x);
    Rational number;
    if (!collect_is_sum(s, *x))
        return;
    if (collect_rational(s, node.as.arg[1], &number)) {
        *x = node.as.arg[0];
        *bound = collect_number(s, node.op == OP_ADD ? rational_negative(number) : number);
    } else if (node.op == OP_SUB && collect_rational(s, node.as.arg[0], &number)) {
        *x = node.as.arg[1];
        *bound = collect_number(s, number);
    }
}

void collect_require(Simplifier *s, OpId relation, NodeId x, NodeId bound, bool pole) {
    bool zero = graph_is_constant(s->graph, bound, 0.0);
    uint8_t flags = collect_fact(s, x).flags;
    if (zero && ((relation == OP_NE && flags & FACT_NONZERO) ||
                 (relation == OP_GE && flags & FACT_NONNEGATIVE) ||
                 (relation == OP_GT && (flags & FACT_POSITIVE) == FACT_POSITIVE)))
        return;
    if (zero && relation == OP_NE)
        shift_bound(s, &x, &bound);
    NodeId condition = graph_binary(s->graph, relation, x, bound);
    if (condition == NODE_POISON ||
        !array_push(&s->provisos, (Proviso){s->origin, condition, pole}))
        collect_fail(s);
}

const Domain *collect_domain(OpId op, uint32_t *count) {
    static const Domain domains[] = {
#define ROW(...)
#define DOMAIN(op, argument, relation, bound) {OP_##op, argument, OP_##relation, bound},
#include "graph/ops.def"
    };
    const Domain *first = NULL;
    *count = 0;
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
        if (domains[i].op != op)
            continue;
        first = first ? first : &domains[i];
        ++*count;
    }
    return first;
}

bool collect_require_domain(Simplifier *s, NodeId function, bool pole) {
    const Node node = *graph_node(s->graph, function);
    uint32_t count;
    const Domain *domain = collect_domain((OpId)node.op, &count);
    if (!domain || op_table[node.op].form != OP_UNARY)
        return false;
    for (uint32_t i = 0; i < count; i++)
        collect_require(s, domain[i].relation, node.as.arg[0],
                        collect_number(s, (Rational){domain[i].bound, 1}), pole);
    return true;
}

bool collect_sort(Simplifier *s, int (*order)(const Facts *, NodeId, NodeId), void *items,
                  size_t first, size_t count, size_t size) {
    s->scratch.count = 0;
    if (!s->failed && (!facts_extend(&s->facts) || !array_reserve(&s->scratch, count * size)))
        collect_fail(s);
    if (!s->failed && count > 1)
        order_sort(&s->facts, order, (char *)items + first * size, count, size, s->scratch.items);
    return !s->failed;
}

void collect_list(Simplifier *s, NodeId node) {
    if (!array_push(&s->list, node))
        collect_fail(s);
}

void collect_later(Simplifier *s, NodeId id, int32_t sign, bool divided) {
    if (!array_push(&s->pending, (Pending){id, sign, divided}))
        collect_fail(s);
}

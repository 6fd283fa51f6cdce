/* Sums: collecting like terms with exact coefficients, and building them with subtractions.
 *
 * A sum under construction is the terms from `first` to the end of the stack s->terms; a term's key
 * is a normal product without its coefficient, so like terms have the same key id. Terms are sorted
 * and equal neighbours merged; what a merged term has become is taken apart again, until nothing
 * changes. */
#include "algebra/collect.h"

/* ---- taking terms apart ---- */

static void push_term(Simplifier *s, Term term) {
    if (!array_push(&s->terms, term))
        collect_fail(s);
}

/* One term of a normal sum. */
static void take_term(Simplifier *s, NodeId id, bool negative) {
    Term term = product_split(s, id);
    if (negative)
        term.coefficient = rational_negative(term.coefficient);
    push_term(s, term);
}

/* The terms of a normal node; a SUM of many stays whole. */
static void take(Simplifier *s, NodeId id, bool negative) {
    for (uint32_t i = 0; i < CHAIN_BINARY_TERMS && collect_is_sum(s, id) && !s->failed; i++) {
        const Node node = *graph_node(s->graph, id);
        take_term(s, node.as.arg[1], negative != (node.op == OP_SUB));
        id = node.as.arg[0];
    }
    if (!s->failed)
        take_term(s, id, negative);
}

/* ---- merging like terms ---- */

static bool is_square_of(const Simplifier *s, NodeId id, OpId op, NodeId *argument) {
    const Node *power = graph_node(s->graph, id);
    if (power->op != OP_POWI || power->integer != 2)
        return false;
    const Node *function = graph_node(s->graph, power->as.arg[0]);
    *argument = function->as.arg[0];
    return function->op == op;
}

/* p*u(a)^2 + q*v(a)^2 -> p, where q = p for cos, sin and q = -p for cosh, sinh. Whether it did. */
static bool pythagoras(Simplifier *s, size_t first) {
    enum { FEW = 64 }; /* all pairs are tried */
    NodeId a, b;
    if (s->terms.count - first > FEW)
        return false;
    for (size_t i = first; i < s->terms.count; i++) {
        Term *p = &s->terms.items[i];
        bool circular = is_square_of(s, p->key, OP_COS, &a);
        if (!circular && !is_square_of(s, p->key, OP_COSH, &a))
            continue;
        for (size_t k = first; k < s->terms.count; k++) {
            Term *q = &s->terms.items[k];
            Rational wanted = circular ? p->coefficient : rational_negative(p->coefficient);
            if (!is_square_of(s, q->key, circular ? OP_SIN : OP_SINH, &b) || a != b ||
                !rational_same(q->coefficient, wanted) || !collect_has(s, a, FACT_TOTAL))
                continue;
            p->key = s->one;
            *q = s->terms.items[--s->terms.count];
            return true;
        }
    }
    return false;
}

/* Decides what becomes of a term that merging made. */
static void settle(Simplifier *s, Term term, size_t *kept) {
    if (term.coefficient.num == 0 && term.key == s->one)
        return;
    NodeId node = product_scale(s, term.coefficient, term.key);
    if (s->failed)
        return;
    if (!collect_is_sum(s, node)) {
        Term again = product_split(s, node);
        if (again.key == s->one && again.coefficient.num == 0)
            return;
        if (again.key == term.key && rational_same(again.coefficient, term.coefficient)) {
            s->terms.items[(*kept)++] = term;
            return;
        }
    }
    if (!array_push(&s->again, node))
        collect_fail(s);
}

/* Merges the terms [begin, end), all with the same key. inf - inf is NaN and must not become inf:
 * terms of both signs merge only if the key is finite, or into 0 times it. */
static void merge_run(Simplifier *s, size_t begin, size_t end, size_t *kept) {
    const NodeId key = s->terms.items[begin].key;
    Rational up = {0, 1}, down = {0, 1}, sum;
    bool fits = true;
    for (size_t i = begin; i < end && fits; i++) {
        Rational *side = s->terms.items[i].coefficient.num < 0 ? &down : &up;
        fits = rational_add(*side, s->terms.items[i].coefficient, side);
    }
    fits = fits && rational_add(up, down, &sum);
    if (!fits) {
        for (size_t i = begin; i < end; i++)
            s->terms.items[(*kept)++] = s->terms.items[i];
    } else if (up.num == 0 || down.num == 0 || sum.num == 0 || product_is_finite(s, key)) {
        settle(s, (Term){key, sum}, kept);
    } else {
        settle(s, (Term){key, up}, kept);
        settle(s, (Term){key, down}, kept);
    }
}

static void merge_terms(Simplifier *s, size_t first) {
    size_t kept = first, begin = first;
    while (begin < s->terms.count && !s->failed) {
        Term term = s->terms.items[begin];
        size_t end = begin + 1;
        while (end < s->terms.count && s->terms.items[end].key == term.key)
            end++;
        if (end > begin + 1 || term.key == s->one)
            merge_run(s, begin, end, &kept);
        else
            s->terms.items[kept++] = term;
        begin = end;
    }
    s->terms.count = kept;
}

static bool sort_terms(Simplifier *s, size_t first) {
    return collect_sort(s, order_terms, s->terms.items, first, s->terms.count - first,
                        sizeof(Term));
}

/* Sorts the terms and merges like ones until nothing changes. */
static void merge(Simplifier *s, size_t first) {
    size_t again = s->again.count;
    bool changed = true;
    while (changed && sort_terms(s, first)) {
        merge_terms(s, first);
        changed = s->again.count > again;
        while (s->again.count > again && !s->failed)
            take(s, s->again.items[--s->again.count], false);
        if (!changed && !s->failed)
            changed = pythagoras(s, first);
    }
}

/* ---- building ---- */

/* Moves the first positive term to the front, so that a sum does not begin with a minus sign. */
static void positive_first(Simplifier *s, size_t first) {
    Term *terms = s->terms.items;
    size_t i = first;
    while (i < s->terms.count && terms[i].coefficient.num < 0)
        i++;
    if (i == s->terms.count)
        return;
    Term positive = terms[i];
    for (; i > first; i--)
        terms[i] = terms[i - 1];
    terms[first] = positive;
}

/* The node of terms that are merged and ordered; pops them. */
static NodeId build(Simplifier *s, size_t first) {
    size_t list = s->list.count, count = s->terms.count - first;
    bool many = count > CHAIN_BINARY_TERMS;
    NodeId sum = count ? NODE_POISON : graph_constant(s->graph, 0.0, (Span){0, 0});
    positive_first(s, first);
    for (size_t i = first; i < first + count && !s->failed; i++) {
        Term term = s->terms.items[i];
        bool subtracted = i > first && term.coefficient.num < 0;
        if (subtracted)
            term.coefficient = rational_negative(term.coefficient);
        NodeId node = product_scale(s, term.coefficient, term.key);
        if (many)
            collect_list(s, subtracted ? graph_unary(s->graph, OP_NEG, node) : node);
        else if (i == first)
            sum = node;
        else
            sum = graph_binary(s->graph, subtracted ? OP_SUB : OP_ADD, sum, node);
    }
    if (many && !s->failed)
        sum = graph_chain(s->graph, OP_ADD, s->list.items + list, (uint32_t)count, (Span){0, 0});
    s->list.count = list;
    s->terms.count = first;
    return s->failed ? NODE_POISON : sum;
}

/* ---- used by others ---- */

NodeId sum_negative(Simplifier *s, NodeId sum) {
    size_t first = s->terms.count;
    take(s, sum, true);
    sort_terms(s, first);
    return build(s, first);
}

static void take_pending(Simplifier *s, Pending part) {
    const Node node = *graph_node(s->graph, part.id);
    NodeId result = s->work[part.id].result;
    if (result != NODE_POISON) {
        take(s, result, part.sign < 0);
    } else if (node.op == OP_SUM) {
        for (uint32_t i = node.as.list.count; i-- > 0 && !s->failed;)
            collect_later(s, s->graph->arguments.items[node.as.list.first + i], part.sign, false);
    } else { /* ADD, SUB, NEG */
        if (node.op != OP_NEG)
            collect_later(s, node.as.arg[1], node.op == OP_SUB ? -part.sign : part.sign, false);
        collect_later(s, node.as.arg[0], node.op == OP_NEG ? -part.sign : part.sign, false);
    }
}

NodeId sum_collect(Simplifier *s, NodeId id) {
    size_t first = s->terms.count, bottom = s->pending.count;
    collect_later(s, id, 1, false);
    while (s->pending.count > bottom && !s->failed)
        take_pending(s, s->pending.items[--s->pending.count]);
    merge(s, first);
    return build(s, first);
}

/* Simplification: the pass over the graph, single nodes, choices and provisos.
 *
 * 1. From the roots down: uses of each node, and which are interior to a chain (collect.h).
 * 2. In id order: each needed node's normal form, from those of its arguments.
 * 3. From the roots down: which nodes the results came from, and under which choices; the
 *    provisos of these are handed out, those of dropped arms are not.
 *
 * Choices. Conditions stay as they are written, unless their value is known: rewriting one could
 * send a point the other way by rounding. WHERE comes from the rules of ops.def alone, whose edges
 * are single points: where(u == c, edge, generic) is `generic for u != c`. */
#include "algebra/simplify.h"

#include "algebra/collect.h"
#include "algebra/provisos.h"

#include <math.h>

/* ---- single functions ---- */

static const struct {
    OpId op;
    int at, value;
} known_values[] = {
#define ROW(...)
#define VALUE(op, at, value) {OP_##op, at, value},
#include "graph/ops.def"
};

#define OP_ALWAYS OP_COUNT
static const struct {
    OpId op, inner, relation;
    int bound;
} inverses[] = {
#define INVERSE(op, inner, relation, bound, ...) {OP_##op, OP_##inner, OP_##relation, bound},
#include "algebra/identities.def"
};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* The value of a normal node if it is a known constant. */
static bool known(Simplifier *s, NodeId id, double *value) {
    Fact fact = collect_fact(s, id);
    *value = fact.value;
    return fact.flags & FACT_CONSTANT && !isnan(*value);
}

/* op(x), a whole number, for a number x; poison where there is no rule. */
static NodeId whole_number(Simplifier *s, OpId op, NodeId x) {
    Rational number, result;
    double at;
    if (op_facts[op] & FACT_WHOLE &&
        (graph_op(s->graph, x) == OP_CONSTANT || collect_rational(s, x, &number)) &&
        known(s, x, &at) && rational_from_double(op_value(op, 0, &at, 1), &result))
        return collect_number(s, result);
    return NODE_POISON;
}

/* op(x) for an exact number x; poison where there is no rule. */
static NodeId function_of_number(Simplifier *s, OpId op, Rational x) {
    Rational result;
    if (op == OP_SQRT && rational_root(x, &result))
        return collect_number(s, result);
    if (op == OP_FRAC && rational_remainder(x, (Rational){1, 1}, &result))
        return collect_number(s, result);
    for (size_t i = 0; i < LENGTH(known_values); i++)
        if (known_values[i].op == op && rational_is(x, known_values[i].at))
            return collect_number(s, (Rational){known_values[i].value, 1});
    return NODE_POISON;
}

/* op(inner(a)) -> a; poison where there is no rule. */
static NodeId inverse(Simplifier *s, OpId op, NodeId x) {
    OpId inner = graph_op(s->graph, x);
    for (size_t i = 0; i < LENGTH(inverses); i++) {
        if (inverses[i].op != op || inverses[i].inner != inner)
            continue;
        NodeId a = graph_node(s->graph, x)->as.arg[0];
        if (inverses[i].relation != OP_ALWAYS)
            collect_require(s, inverses[i].relation, a,
                            collect_number(s, (Rational){inverses[i].bound, 1}), false);
        return a;
    }
    return NODE_POISON;
}

/* op(x), x normal, its parity already handled; poison if there is no rule. */
static NodeId reduce(Simplifier *s, OpId op, NodeId x) {
    Rational number;
    NodeId node = whole_number(s, op, x);
    if (node == NODE_POISON && collect_rational(s, x, &number))
        node = function_of_number(s, op, number);
    if (node != NODE_POISON)
        return node;
    if (op == OP_ABS && collect_has(s, x, FACT_NONNEGATIVE))
        return x;
    if (op == OP_SIGN && collect_has(s, x, FACT_POSITIVE | FACT_TOTAL))
        return s->one;
    const Node power = *graph_node(s->graph, x);
    if (op == OP_SQRT && power.op == OP_POWI && power.integer % 2 == 0) {
        NodeId base = power.as.arg[0];
        int32_t half = power.integer / 2;
        if (half % 2 && !collect_has(s, base, FACT_NONNEGATIVE))
            base = graph_unary(s->graph, OP_ABS, base);
        return half ? product_power(s, base, half) : NODE_POISON;
    }
    return inverse(s, op, x);
}

static NodeId unary(Simplifier *s, OpId op, int32_t integer, NodeId x) {
    bool negative = op_facts[op] & (FACT_EVEN | FACT_ODD) && graph_op(s->graph, x) != OP_SUM &&
                    collect_has(s, x, FACT_SIGNED);
    if (negative)
        x = product_scale(s, (Rational){-1, 1}, x);
    if (s->failed)
        return NODE_POISON;
    NodeId node = reduce(s, op, x);
    if (node == NODE_POISON)
        node = graph_apply(s->graph, op, integer, &x, 1, (Span){0, 0});
    if (node == NODE_POISON || !negative || op_facts[op] & FACT_EVEN)
        return node;
    return product_scale(s, (Rational){-1, 1}, node);
}

static NodeId power_zero(Simplifier *s, NodeId x) {
    return collect_has(s, x, FACT_TOTAL) ? s->one : graph_power(s->graph, x, 0);
}

/* x^y with an exponent in the graph, both normal. */
static NodeId power(Simplifier *s, NodeId x, NodeId y) {
    Rational exponent;
    bool number = collect_rational(s, y, &exponent);
    if (number && exponent.den == 1 && exponent.num <= POWER_LIMIT && exponent.num >= -POWER_LIMIT)
        return exponent.num ? product_power(s, x, (int32_t)exponent.num) : power_zero(s, x);
    if (number && exponent.den == 2 && (exponent.num == 1 || exponent.num == -1) &&
        collect_has(s, x, FACT_FINITE)) { /* (-inf)^0.5 is inf */
        NodeId root = unary(s, OP_SQRT, 0, x);
        return s->failed || exponent.num > 0 ? root : product_power(s, root, -1);
    }
    if (graph_is_constant(s->graph, x, 1.0) && collect_has(s, y, FACT_TOTAL))
        return s->one;
    double whole; /* as for step(0): parsed again, such a power has a static exponent */
    if (!number && known(s, y, &whole) && whole == floor(whole) && fabs(whole) <= POWER_LIMIT)
        return whole != 0.0 ? product_power(s, x, (int32_t)whole) : power_zero(s, x);
    bool opaque = graph_op(s->graph, y) == OP_CONSTANT && isfinite(collect_fact(s, y).value);
    if ((number || opaque) && collect_has(s, y, FACT_SIGNED)) {
        y = product_scale(s, (Rational){-1, 1}, y);
        return product_power(s, graph_binary(s->graph, OP_POW, x, y), -1);
    }
    return graph_binary(s->graph, OP_POW, x, y);
}

/* x % y, both normal; only for numbers that doubles hold exactly: 1 % (1/49) is not 0 in
 * doubles. */
static NodeId remainder_of(Simplifier *s, NodeId x, NodeId y) {
    Rational a, b, rest;
    if (collect_rational(s, x, &a) && collect_rational(s, y, &b) && rational_is_dyadic(a) &&
        rational_is_dyadic(b) && rational_remainder(a, b, &rest))
        return collect_number(s, rest);
    return graph_binary(s->graph, OP_MOD, x, y);
}

/* ---- conditions and choices ---- */

/* Decides a condition without variables, or a comparison of a number with itself; any other stays
 * as written. */
static NodeId condition(Simplifier *s, NodeId id) {
    const Node node = *graph_node(s->graph, id);
    double value;
    s->work[id].kept = KEPT_NONE;
    if (node.op != OP_NOT && node.as.arg[0] == node.as.arg[1] &&
        collect_has(s, node.as.arg[0], FACT_TOTAL)) {
        bool holds = node.op == OP_LE || node.op == OP_GE || node.op == OP_EQ;
        return collect_number(s, (Rational){holds, 1});
    }
    return known(s, id, &value) ? collect_number(s, (Rational){value != 0.0, 1}) : id;
}

/* where(u >= c, generic, 0/0) -> generic, for u > c: how derivatives encode their domain. */
static NodeId domain_arm(Simplifier *s, NodeId id) {
    const Node node = *graph_node(s->graph, id), test = *graph_node(s->graph, node.as.arg[0]);
    if (node.op != OP_WHERE || !graph_is_not_a_number(s->graph, node.as.arg[2]) ||
        (test.op != OP_GE && test.op != OP_LE && test.op != OP_NE))
        return NODE_POISON;
    s->work[id].kept = KEPT_EDGE;
    OpId open = test.op == OP_GE ? OP_GT : test.op == OP_LE ? OP_LT : OP_NE;
    collect_require(s, open, s->work[test.as.arg[0]].result, s->work[test.as.arg[1]].result, false);
    return s->work[node.as.arg[1]].result;
}

/* where(u == c, edge, generic) -> generic, for u != c; poison for other conditions. A u that has
 * become constant decides. */
static NodeId generic_arm(Simplifier *s, NodeId id) {
    const Node node = *graph_node(s->graph, id), test = *graph_node(s->graph, node.as.arg[0]);
    if (node.op != OP_WHERE || test.op != OP_EQ)
        return NODE_POISON;
    NodeId u = s->work[test.as.arg[0]].result, c = s->work[test.as.arg[1]].result;
    double x, y;
    if (!collect_has(s, c, FACT_CONSTANT)) {
        NodeId swap = u;
        u = c;
        c = swap;
    }
    if (!collect_has(s, c, FACT_CONSTANT))
        return NODE_POISON;
    s->work[id].kept = KEPT_GENERIC;
    if (known(s, u, &x) && known(s, c, &y) && x == y)
        s->work[id].kept = KEPT_EDGE;
    else if (!known(s, u, &x))
        collect_require(s, OP_NE, u, c, false);
    return s->work[node.as.arg[s->work[id].kept == KEPT_EDGE ? 1 : 2]].result;
}

static NodeId choice(Simplifier *s, NodeId id) {
    const Node node = *graph_node(s->graph, id);
    NodeId yes = s->work[node.as.arg[1]].result, no = s->work[node.as.arg[2]].result;
    double value;
    if (known(s, s->work[node.as.arg[0]].result, &value)) {
        s->work[id].kept = value != 0.0 ? KEPT_THEN : KEPT_ELSE;
        return value != 0.0 ? yes : no;
    }
    NodeId inside = domain_arm(s, id);
    if (inside != NODE_POISON)
        return inside;
    /* Equal arms need no proviso, unless the edge needed one to become equal. */
    bool edge_lost = s->work[node.as.arg[1]].kept == KEPT_GENERIC;
    NodeId generic = yes == no && !edge_lost ? NODE_POISON : generic_arm(s, id);
    if (generic != NODE_POISON)
        return generic;
    s->work[id].kept = KEPT_ARMS;
    if (yes == no)
        return yes;
    /* A `where` that stays is shown as an `if`. */
    return graph_apply(s->graph, OP_SELECT, 0, (NodeId[]){node.as.arg[0], yes, no}, 3,
                       (Span){0, 0});
}

/* ---- the pass ---- */

/* An operation without rules of its own, on simplified arguments. */
static NodeId plain(Simplifier *s, NodeId id) {
    uint32_t count;
    graph_arguments(s->graph, id, &count);
    size_t first = s->list.count;
    for (uint32_t i = 0; i < count; i++) {
        NodeId x = graph_arguments(s->graph, id, &count)[i];
        collect_list(s, s->work[x].result);
    }
    if (s->failed)
        return NODE_POISON;
    const Node node = *graph_node(s->graph, id);
    NodeId result = graph_apply(s->graph, (OpId)node.op, node.integer, s->list.items + first, count,
                                (Span){0, 0});
    s->list.count = first;
    return result;
}

static NodeId simplify_node(Simplifier *s, NodeId id) {
    const Node node = *graph_node(s->graph, id);
    OpId op = (OpId)node.op;
    Rational number;
    if (op == OP_CONSTANT)
        return collect_rational(s, id, &number) ? collect_number(s, number) : id;
    if (op_table[op].form == OP_LEAF)
        return id;
    if (s->work[id].kind == CHAIN_SUM)
        return sum_collect(s, id);
    if (s->work[id].kind == CHAIN_PRODUCT)
        return product_collect(s, id);
    if (op == OP_POWI)
        return power_zero(s, s->work[node.as.arg[0]].result);
    if (op == OP_POW)
        return power(s, s->work[node.as.arg[0]].result, s->work[node.as.arg[1]].result);
    if (op == OP_MOD)
        return remainder_of(s, s->work[node.as.arg[0]].result, s->work[node.as.arg[1]].result);
    if (op_table[op].form == OP_SELECTING)
        return choice(s, id);
    if (op == OP_NOT || op_is_comparison(op))
        return condition(s, id);
    if (op_table[op].form == OP_UNARY)
        return unary(s, op, node.integer, s->work[node.as.arg[0]].result);
    return plain(s, id);
}

static ChainKind chain_kind(const Node *node, const Work *work) {
    switch (node->op) {
    case OP_ADD:
    case OP_SUB:
    case OP_SUM:
        return CHAIN_SUM;
    case OP_MUL:
    case OP_DIV:
    case OP_PROD:
        return CHAIN_PRODUCT;
    case OP_POWI:
        return node->integer ? CHAIN_PRODUCT : CHAIN_NONE;
    case OP_NEG: /* follows its only user */
        return work->uses == 1 && work->user == CHAIN_PRODUCT ? CHAIN_PRODUCT : CHAIN_SUM;
    default:
        return CHAIN_NONE;
    }
}

/* Finds uses, kinds and interior nodes, from the roots down. */
static void find_chains(Simplifier *s, NodeId top) {
    for (NodeId id = top; id > 0; id--) {
        Work *work = &s->work[id];
        if (!work->uses)
            continue;
        const Node *node = graph_node(s->graph, id);
        ChainKind kind = chain_kind(node, work);
        work->kind = (uint8_t)kind;
        work->interior = kind != CHAIN_NONE && work->uses == 1 && work->user == kind;
        uint32_t count;
        const NodeId *arguments = graph_arguments(s->graph, id, &count);
        for (uint32_t i = 0; i < count; i++) {
            Work *x = &s->work[arguments[i]];
            bool carried = kind == CHAIN_SUM || (op_table[node->op].form == OP_SELECTING && i > 0);
            x->exposed = work->exposed && carried && !x->uses;
            x->uses = x->uses ? 2 : 1;
            x->user = node->op == OP_POWI ? CHAIN_NONE : (uint8_t)kind;
        }
    }
}

/* ---- provisos ---- */

/* Marks the original nodes that the results came from, and the choices above them. */
static bool mark_all_live(Simplifier *s, NodeId top, ContextList *contexts) {
    for (NodeId id = top; id > 0; id--) {
        const Work *work = &s->work[id];
        if (!work->live || work->kept == KEPT_NONE)
            continue;
        uint32_t count;
        const NodeId *arguments = graph_arguments(s->graph, id, &count);
        if (work->kept == KEPT_ARMS) {
            if (!provisos_mark_arms(s, contexts, id))
                return false;
            continue;
        }
        for (uint32_t i = 0; i < count; i++) {
            bool dropped =
                (work->kept == KEPT_THEN && i == 2) || (work->kept == KEPT_ELSE && i == 1) ||
                (work->kept == KEPT_GENERIC && i < 2) || (work->kept == KEPT_EDGE && i != 1);
            if (!dropped)
                provisos_mark(s, contexts, arguments[i], work->context);
        }
        if (work->kept == KEPT_GENERIC || work->kept == KEPT_EDGE) {
            const Node *test = graph_node(s->graph, arguments[0]);
            provisos_mark(s, contexts, test->as.arg[0], work->context);
            provisos_mark(s, contexts, test->as.arg[1], work->context);
        }
    }
    return true;
}

static bool give_provisos(Simplifier *s, NodeId top, NodeList *provisos) {
    ContextList contexts = {0};
    if (!s->provisos.count)
        return true;
    bool fine = array_push(&contexts, (Context){0}) && mark_all_live(s, top, &contexts) &&
                provisos_hand_out(s, &contexts, provisos);
    array_free(&contexts);
    if (!fine)
        collect_fail(s);
    return fine;
}

/* ---- the whole ---- */

static bool run(Simplifier *s, NodeId top) {
    s->one = graph_constant(s->graph, 1.0, (Span){0, 0});
    if (s->one == NODE_POISON || !facts_extend(&s->facts)) {
        collect_fail(s);
        return false;
    }
    find_chains(s, top);
    for (NodeId id = 1; id <= top; id++) {
        Work *work = &s->work[id];
        if (!work->uses || work->interior)
            continue;
        s->origin = id;
        work->result = simplify_node(s, id);
        if (work->result == NODE_POISON || s->failed)
            return false; /* already recorded */
    }
    return true;
}

bool simplify(Graph *graph, NodeId *roots, uint32_t count, NodeList *provisos) {
    Simplifier s = {.graph = graph, .facts = {.graph = graph}};
    NodeId top = NODE_POISON;
    for (uint32_t i = 0; i < count; i++)
        top = roots[i] > top ? roots[i] : top;
    if (top == NODE_POISON)
        return true;
    s.work = memory_zeroed((size_t)top + 1, sizeof *s.work);
    if (!s.work) {
        diag_no_memory(graph->diag);
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        s.work[roots[i]].uses = s.work[roots[i]].exposed = 1;
        s.work[roots[i]].live = 1;
    }
    bool fine = run(&s, top) && give_provisos(&s, top, provisos);
    for (uint32_t i = 0; fine && i < count; i++)
        roots[i] = s.work[roots[i]].result;
    memory_free(s.work);
    array_free(&s.facts.items);
    array_free(&s.pending);
    array_free(&s.factors);
    array_free(&s.later);
    array_free(&s.terms);
    array_free(&s.again);
    array_free(&s.list);
    array_free(&s.provisos);
    array_free(&s.scratch);
    return fine;
}

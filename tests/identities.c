/* Whether simplification is true: each row of identities.def on both sides of its proviso, each
 * fact over its function's range, and random graphs before and after.
 *
 * Graphs are evaluated here by a loop of their own over op_value. Rounding is told from error by
 * evaluating again with every inexact operation moved by a random ulp or two and every zero of
 * either sign (a stochastic arithmetic after Vignes' CESTAC): what the original does not
 * determine so is not compared.
 *
 * Half of the random graphs are derivatives. ADCALC_COUNT of them are tried, 12,000 unless told;
 * ADCALC_SEED begins elsewhere. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- chance ---- */

/* ---- evaluating ---- */

/* Whether the double result of these operations is the real one. For functions: small whole numbers
 * that come from small whole numbers, as exp(0) = 1. */
static bool is_exact(const Node *node, const double *x, uint32_t count, double v) {
    if (!isfinite(v))
        return true;
    switch (node->op) {
    case OP_ADD:
    case OP_SUB: {
        double y = node->op == OP_ADD ? x[1] : -x[1], back = v - x[0];
        return (x[0] - (v - back)) + (y - back) == 0.0;
    }
    case OP_MUL:
        return fma(x[0], x[1], -v) == 0.0;
    case OP_DIV:
        return fma(v, x[1], -x[0]) == 0.0;
    case OP_SQRT:
        return fma(v, v, -x[0]) == 0.0;
    case OP_NEG:
    case OP_ABS:
    case OP_MAX:
    case OP_SIGN:
        return true;
    default:
        for (uint32_t i = 0; i < count; i++)
            if (x[i] != trunc(x[i]) || fabs(x[i]) > 100.0)
                return false;
        return v == trunc(v) && fabs(v) < 1e15;
    }
}

typedef struct Values {
    double *items;
    int8_t *signs;  /* of divisors: set without jitter, compared with it */
    bool unsettled; /* a divisor is 0, or has its sign, by rounding */
    bool extreme;   /* something overflowed or came near: doubles say nothing of the real value */
} Values;

/* A result that rounding may have moved by an ulp or two; by more where many terms were added. */
static double jittered(const Node *node, const double *x, uint32_t count, double value) {
    double size = fabs(value);
    if (node->op == OP_SUM)
        for (uint32_t i = 0; i < count; i++)
            size += fabs(x[i]);
    if (is_exact(node, x, count, value))
        return value == 0.0 && random_below(2) ? -value : value;
    return value + size * random_between(-2.0, 2.0) * DBL_EPSILON;
}

static double leaf(double value, bool jitter) {
    return jitter && value == 0.0 && random_below(2) ? -value : value;
}

/* Whether a finite operation has overflowed or come near it, to 0 too. A pole is no overflow. */
static bool is_extreme(const Node *node, const double *x, uint32_t count, double v) {
    double size = fabs(v);
    bool finite = true, zero = false;
    for (uint32_t i = 0; i < count; i++) {
        finite = finite && isfinite(x[i]);
        zero = zero || x[i] == 0.0;
    }
    if (!finite || isnan(v))
        return false;
    switch (node->op) {
    case OP_MUL:
    case OP_PROD:
    case OP_POW:
    case OP_POWI:
        if (size == 0.0 && !zero)
            return true;
        break;
    case OP_EXP:
    case OP_GAUSS:
    case OP_NORMCDF:
    case OP_SIGMOID:
    case OP_SOFTPLUS:
        if (size == 0.0)
            return true;
        break;
    case OP_DIV:
        if (size == 0.0 && x[0] != 0.0)
            return true;
        break;
    default:
        break;
    }
    if (isinf(v))
        return !zero && node->op != OP_LOG1P;
    return size > 1e100 || (size > 0.0 && size < 1e-100);
}

/* (-1)^y exists for whole y alone, and whether a computed y is whole is a matter of rounding. */
static bool is_fragile_power(const Graph *graph, const Node *node, const double *v) {
    if (node->op != OP_POW || graph_op(graph, node->as.arg[1]) == OP_CONSTANT)
        return false;
    double y = v[node->as.arg[1]];
    return v[node->as.arg[0]] < 0.0 && fabs(y - round(y)) < 1e-9;
}

/* Values of all nodes up to `top` at a point; `jitter`: inexact results move by up to two ulps. A
 * pole (1/0, log(0)) is a value, overflow is not. Arms not taken are evaluated but do not count. */
static void evaluate(const Graph *graph, NodeId top, const double *point, bool jitter,
                     Values *values) {
    static uint8_t taken[1 << 16];
    double *v = values->items;
    if (top >= sizeof taken)
        ck_abort_msg("a graph of %u nodes", top);
    for (NodeId id = 1; id <= top; id++) {
        const Node *node = graph_node(graph, id);
        uint32_t count;
        const NodeId *arguments = graph_arguments(graph, id, &count);
        double x[64];
        if (count > 64)
            ck_abort_msg("%u arguments", count);
        for (uint32_t i = 0; i < count; i++)
            x[i] = v[arguments[i]];
        if (node->op == OP_CONSTANT) {
            v[id] = leaf(graph_constant_value(graph, id), jitter);
        } else if (node->op == OP_VARIABLE) {
            v[id] = leaf(point[node->as.variable], jitter);
        } else if (op_table[node->op].form == OP_SELECTING) {
            v[id] = x[0] != 0.0 ? x[1] : x[2];
        } else {
            v[id] = op_value((OpId)node->op, node->integer, x, count);
            if (jitter)
                v[id] = jittered(node, x, count, v[id]);
        }
    }
    memset(taken, 0, top + 1);
    taken[top] = 1;
    values->extreme = values->unsettled = false;
    for (NodeId id = top; id > 0; id--) {
        uint32_t count;
        const NodeId *arguments = graph_arguments(graph, id, &count);
        if (!taken[id])
            continue;
        bool choice = op_table[graph_op(graph, id)].form == OP_SELECTING;
        for (uint32_t i = 0; i < count; i++)
            if (!choice || i == 0 || (v[arguments[0]] != 0.0) == (i == 1))
                taken[arguments[i]] = 1;
        if (op_table[graph_op(graph, id)].form == OP_LEAF || choice)
            continue;
        double x[64];
        for (uint32_t i = 0; i < count; i++)
            x[i] = v[arguments[i]];
        const Node *node = graph_node(graph, id);
        if (is_extreme(node, x, count, v[id]) || is_fragile_power(graph, node, v))
            values->extreme = true;
        if (node->op == OP_DIV || (node->op == OP_POWI && node->integer < 0)) {
            double divisor = x[node->op == OP_DIV];
            int8_t sign = (int8_t)((divisor > 0.0) - (divisor < 0.0));
            if (!jitter)
                values->signs[id] = sign;
            values->unsettled |= sign != values->signs[id];
        }
    }
}

/* 'n' for NaN, 'i' for infinite, 'f' for finite. */
static char kind_of(double value) {
    return isnan(value) ? 'n' : isinf(value) ? 'i' : 'f';
}

typedef struct Sample {
    double value, spread; /* spread: how far jitter moves it */
    bool sure;            /* jitter never changed its kind, and nothing was extreme */
    char kind;
} Sample;

static Sample sample(const Graph *graph, NodeId root, const double *point) {
    enum { TRIES = 8 };
    static double items[1 << 16];
    static int8_t signs[1 << 16];
    Values values = {.items = items, .signs = signs};
    evaluate(graph, root, point, false, &values);
    Sample result = {.value = values.items[root], .sure = !values.extreme};
    result.kind = kind_of(result.value);
    for (int i = 0; i < TRIES; i++) {
        evaluate(graph, root, point, true, &values);
        double moved = fabs(values.items[root] - result.value);
        if (kind_of(values.items[root]) != result.kind || values.extreme || values.unsettled)
            result.sure = false;
        else if (result.kind == 'f' && moved > result.spread)
            result.spread = moved;
    }
    return result;
}

typedef enum Verdict { AGREE, UNSURE, DIFFER } Verdict;

/* Where the node itself is a root, NaN and infinite are both "does not exist". */
static Verdict compare(const Sample *a, const Sample *b) {
    if (!a->sure || !b->sure)
        return UNSURE;
    if (a->spread > 1e-3 * fabs(a->value) || b->spread > 1e-3 * fabs(b->value))
        return UNSURE;
    if ((a->kind == 'f') != (b->kind == 'f'))
        return DIFFER;
    double size = fmax(fabs(a->value), fabs(b->value));
    double bound = 40.0 * (a->spread + b->spread) + 8.0 * DBL_EPSILON * size;
    return a->kind != 'f' || fabs(a->value - b->value) <= bound ? AGREE : DIFFER;
}

static bool hold(const Graph *graph, const NodeList *provisos, const double *point, bool *sure) {
    bool all = true;
    for (size_t i = 0; i < provisos->count; i++) {
        Sample proviso = sample(graph, provisos->items[i], point);
        *sure = *sure && proviso.sure;
        all = all && proviso.kind != 'n' && proviso.value != 0.0;
    }
    return all;
}

/* ---- rows ---- */

typedef struct IdentityRow {
    const char *pattern, *result, *proviso;
} IdentityRow;

static const IdentityRow rows[] = {
#define INVERSE(op, inner, relation, bound, pattern, result, proviso) {pattern, result, proviso},
#define STRUCTURAL(pattern, result, proviso) {pattern, result, proviso},
#include "algebra/identities.def"
};

static const double special[] = {0.0, 1.0, -1.0, 0.5,  -0.5, 2.0, -2.0,
                                 3.0, 4.0, 0.25, 1e-3, 1.5,  -1.5};
enum { SPECIAL = LENGTH(special) };

/* The row's texts come out, its proviso holds somewhere, and fails somewhere it is needed. */
START_TEST(rows_hold) {
    const IdentityRow *row = &rows[_i];
    Posed traced;
    char program[256];
    snprintf(program, sizeof program, "a; b; c; %s", row->pattern);
    ck_assert_msg(posed_begin(&traced, &rules, program, "a=1,b=1,c=1"), "%s", row->pattern);
    Graph *graph = traced.problem.graph;
    NodeId pattern = traced.problem.root, result = pattern;
    NodeList provisos = {0};
    ck_assert(simplify(graph, &result, 1, &provisos));
    Text out = {0}, conditions = {0};
    infix_print(graph, traced.variables, result, 1000, &out);
    for (size_t i = 0; i < provisos.count; i++) {
        text_put(&conditions, i ? "; " : "");
        infix_print(graph, traced.variables, provisos.items[i], 1000, &conditions);
    }
    ck_assert_msg(!strcmp(text_string(&out), row->result), "%s: %s, not %s", row->pattern,
                  text_string(&out), row->result);
    ck_assert_msg(!strcmp(text_string(&conditions), row->proviso), "%s: %s, not %s", row->pattern,
                  text_string(&conditions), row->proviso);
    int held = 0, failed = 0, needed = 0;
    for (int i = 0; i < SPECIAL; i++) {
        const double point[3] = {special[i], 0.75, -1.25};
        bool sure = true, holds = hold(graph, &provisos, point, &sure);
        Sample before = sample(graph, pattern, point), after = sample(graph, result, point);
        Verdict verdict = compare(&before, &after);
        held += holds && verdict == AGREE;
        failed += !holds;
        needed += !holds && verdict == DIFFER;
        ck_assert_msg(!holds || verdict != DIFFER, "%s at a = %g: %g, not %g", row->pattern,
                      special[i], after.value, before.value);
    }
    ck_assert_msg(held >= 3, "%s is compared %d times", row->pattern, held);
    ck_assert_msg(provisos.count == 0 || failed > 0, "%s: the proviso never fails", row->pattern);
    /* 1/(1/0) is 0 in floating point, but 1/0 does not exist. */
    ck_assert_msg(provisos.count == 0 || needed > 0 || !strcmp(row->pattern, "1/(1/a)"),
                  "%s: the proviso is never needed", row->pattern);
    text_free(&out);
    text_free(&conditions);
    array_free(&provisos);
    posed_free(&traced);
}
END_TEST

static double apply(OpId op, double x) {
    return op_value(op, 0, &x, 1);
}

START_TEST(parities_hold) {
    OpId op = (OpId)_i;
    bool odd = op_facts[op] & FACT_ODD;
    if (!(op_facts[op] & (FACT_EVEN | FACT_ODD)))
        return;
    Diag diag = {0};
    Graph graph;
    ck_assert(graph_begin(&graph, &diag));
    NodeId x = graph_variable(&graph, 0, (Span){0, 0});
    NodeId root = graph_unary(&graph, op, graph_unary(&graph, OP_NEG, x));
    NodeId expected = graph_unary(&graph, op, x);
    if (odd)
        expected = graph_unary(&graph, OP_NEG, expected);
    NodeList provisos = {0};
    ck_assert(simplify(&graph, &root, 1, &provisos));
    ck_assert_uint_eq(root, expected);
    ck_assert_uint_eq(provisos.count, 0);
    int compared = 0;
    for (int i = 0; i < 200; i++) {
        double at = i < 100 ? random_between(-1.0, 1.0) : random_between(-30.0, 30.0);
        double there = apply(op, -at), here = apply(op, at);
        if (odd)
            here = -here;
        ck_assert_msg((isnan(there) && isnan(here)) || fabs(there - here) <= 1e-15 * fabs(there),
                      "%s at %g", op_table[op].id, at);
        compared += !isnan(there);
    }
    ck_assert_int_ge(compared, 50);
    graph_free(&graph);
    diag_free(&diag);
}
END_TEST

static const struct {
    OpId op;
    int at, value;
} known[] = {
#define ROW(...)
#define VALUE(op, at, value) {OP_##op, at, value},
#include "graph/ops.def"
};

START_TEST(values_hold) {
    OpId op = known[_i].op;
    ck_assert_double_eq(apply(op, known[_i].at), known[_i].value);
    Diag diag = {0};
    Graph graph;
    ck_assert(graph_begin(&graph, &diag));
    NodeId root = graph_unary(&graph, op, graph_constant(&graph, known[_i].at, (Span){0, 0}));
    NodeList provisos = {0};
    ck_assert(simplify(&graph, &root, 1, &provisos));
    ck_assert(graph_is_constant(&graph, root, known[_i].value));
    graph_free(&graph);
    diag_free(&diag);
}
END_TEST

/* Whether v is op(n/d), d > 0: by the definitions, in whole numbers. */
static bool is_whole_value(OpId op, int v, int n, int d) {
    bool is_floor = v * d <= n && n < (v + 1) * d, is_ceil = (v - 1) * d < n && n <= v * d;
    int off = abs(2 * n - 2 * v * d); /* from v, in halves of 1/d */
    switch ((int)op) {
    case OP_FLOOR:
        return is_floor;
    case OP_CEIL:
        return is_ceil;
    case OP_TRUNC:
        return n < 0 ? is_ceil : is_floor;
    case OP_ROUND: /* halves go away from 0 */
        return off < d || (off == d && abs(v * d) > abs(n));
    case OP_SIGN:
        return v == (n > 0) - (n < 0);
    case OP_STEP:
        return v == (n >= 0);
    default:
        return false;
    }
}

START_TEST(whole_values_hold) {
    OpId op = (OpId)_i;
    for (int d = 1; d <= 10 && op_facts[op] & FACT_WHOLE; d++)
        for (int n = -45; n <= 45; n++) {
            Diag diag = {0};
            Graph graph;
            ck_assert(graph_begin(&graph, &diag));
            NodeId root =
                graph_unary(&graph, op,
                            graph_binary(&graph, OP_DIV, graph_constant(&graph, n, (Span){0, 0}),
                                         graph_constant(&graph, d, (Span){0, 0})));
            NodeList provisos = {0};
            ck_assert(simplify(&graph, &root, 1, &provisos));
            ck_assert_msg(graph_op(&graph, root) == OP_CONSTANT &&
                              is_whole_value(op, (int)graph_constant_value(&graph, root), n, d),
                          "%s(%d/%d)", op_table[op].name, n, d);
            ck_assert_uint_eq(provisos.count, 0);
            graph_free(&graph);
            diag_free(&diag);
        }
}
END_TEST

/* The flags that a value contradicts. */
static uint8_t contradicted(double value) {
    uint8_t flags = 0;
    if (!isfinite(value))
        flags |= FACT_TOTAL;
    if (isinf(value))
        flags |= FACT_FINITE;
    if (value == 0.0)
        flags |= FACT_NONZERO;
    if (value < 0.0)
        flags |= FACT_NONNEGATIVE;
    if (value > 0.0)
        flags |= FACT_NONPOSITIVE;
    return flags;
}

static bool in_domain(OpId op, const double *x) {
    uint32_t count;
    const Domain *domain = collect_domain(op, &count);
    bool inside = true;
    for (uint32_t i = 0; i < count; i++) {
        double sides[2] = {x[domain[i].argument], domain[i].bound};
        inside = inside && op_value(domain[i].relation, 0, sides, 2) != 0.0;
    }
    return inside;
}

/* The rows of a domain say just where a function exists; and where one that has no such rows does
 * not, its partials do not either. (The poles of functions with a static integer, which are many,
 * are no end.) */
START_TEST(domains_hold) {
    OpId op = (OpId)_i;
    uint32_t ends, count = (uint32_t)op_table[op].arity;
    const Domain *domain = collect_domain(op, &ends);
    if (op_table[op].form != OP_UNARY && op_table[op].form != OP_BINARY)
        return;
    for (int i = 0; i < 2000; i++) {
        double x[2], partials[2];
        for (uint32_t k = 0; k < count; k++)
            x[k] = i % 2 ? special[random_below(SPECIAL)] : random_between(-40.0, 40.0);
        int32_t n = op_table[op].has_integer ? 2 : 0;
        double value = op_value(op, n, x, count);
        op_partials(op, n, x, count, value, partials);
        bool inside = in_domain(op, x);
        if (domain && count == 1)
            ck_assert_msg(inside == (bool)isfinite(value), "%s(%g)", op_table[op].id, x[0]);
        else if (domain)
            ck_assert_msg(inside || isnan(value), "%s(%g, %g)", op_table[op].id, x[0], x[1]);
        for (uint32_t k = 0; k < count; k++)
            ck_assert_msg(!isnan(value) || !isfinite(partials[k]) || !inside || n,
                          "%s(%g, ...) does not exist, but its partial %u does", op_table[op].id,
                          x[0], k);
    }
}
END_TEST

START_TEST(facts_hold) {
    OpId op = (OpId)_i;
    uint32_t count = op_table[op].arity < 0 ? 5 : (uint32_t)op_table[op].arity;
    for (int i = 0; i < 2000 && op_facts[op]; i++) {
        double x[5];
        for (uint32_t k = 0; k < count; k++)
            x[k] = i % 2 ? special[random_below(SPECIAL)] : random_between(-25.0, 25.0);
        double value = op_value(op, 0, x, count);
        ck_assert_msg(!(contradicted(value) & op_facts[op]), "%s(%g, ...) = %g", op_table[op].id,
                      x[0], value);
    }
}
END_TEST

/* ---- random graphs ---- */

enum { VARIABLES = 3, GROWN = 14 };

static const OpId functions[] = {OP_ERF,  OP_GAUSS, OP_SIGMOID, OP_SOFTPLUS, OP_RELU,  OP_NORMCDF,
                                 OP_EXP,  OP_LOG,   OP_SQRT,    OP_SIN,      OP_COS,   OP_TAN,
                                 OP_TANH, OP_COSH,  OP_SINH,    OP_ATAN,     OP_ASIN,  OP_ABS,
                                 OP_CBRT, OP_SIGN,  OP_LOG1P,   OP_EXPM1,    OP_ASINH, OP_ACOSH};
static const OpId relations[] = {OP_LT, OP_LE, OP_GT, OP_GE, OP_NE};
static const double numbers[] = {0.0, 1.0, 2.0, 3.0, -1.0, 0.5, 0.1, -0.3, -2.0, 0.75};
static NodeId grow(Graph *graph, const NodeId *pool, uint32_t count) {
    NodeId x = pool[random_below(count)], y = pool[random_below(count)];
    switch (random_below(16)) {
    case 0:
    case 1:
        return graph_binary(graph, OP_ADD, x, y);
    case 2:
    case 3:
        return graph_binary(graph, OP_SUB, x, y);
    case 4:
    case 5:
        return graph_binary(graph, OP_MUL, x, y);
    case 6:
    case 7:
        return graph_binary(graph, OP_DIV, x, y);
    case 8:
        return graph_unary(graph, OP_NEG, x);
    case 9:
        return graph_power(graph, x, (int32_t)random_below(7) - 3);
    case 10:
    case 11:
        return graph_unary(graph, RANDOM_OF(functions), x);
    case 12:
        return graph_binary(
            graph, OP_POW, x,
            graph_constant(graph, (double)random_below(9) / 2.0 - 2.0, (Span){0, 0}));
    case 13:
        return graph_binary(graph, random_below(2) ? OP_MAX : OP_POW, x, y);
    case 14: {
        NodeId arguments[3] = {graph_binary(graph, RANDOM_OF(relations), x, y),
                               pool[random_below(count)], pool[random_below(count)]};
        return graph_apply(graph, OP_SELECT, 0, arguments, 3, (Span){0, 0});
    }
    default: {
        NodeId terms[20];
        uint32_t many = random_below(4) ? 2 + random_below(4) : 17 + random_below(4);
        for (uint32_t i = 0; i < many; i++)
            terms[i] = pool[random_below(count)];
        return graph_chain(graph, random_below(2) ? OP_ADD : OP_MUL, terms, many, (Span){0, 0});
    }
    }
}

typedef struct Tally {
    int agree, unsure, violated, provisos, undefined, unstable;
} Tally;

static void complain(const Graph *graph, NodeId before, NodeId after, const NodeList *provisos,
                     const double *point, const char *what) {
    static const Variable variables[VARIABLES] = {{"x", 0}, {"y", 1}, {"z", 2}};
    Text text = {0};
    infix_print(graph, variables, before, 2000, &text);
    text_put(&text, "\n  => ");
    infix_print(graph, variables, after, 2000, &text);
    for (size_t i = 0; i < provisos->count; i++) {
        text_put(&text, " {");
        infix_print(graph, variables, provisos->items[i], 500, &text);
        text_put(&text, "}");
    }
    ck_abort_msg("%s at x = %.17g, y = %.17g, z = %.17g: %s", what, point[0], point[1], point[2],
                 text_string(&text));
}

static void compare_at(const Graph *graph, NodeId before, NodeId after, const NodeList *provisos,
                       const double *point, Tally *tally) {
    bool sure = true, holds = hold(graph, provisos, point, &sure);
    tally->violated += !holds;
    if (!holds || !sure)
        return;
    Sample a = sample(graph, before, point), b = sample(graph, after, point);
    Verdict verdict = compare(&a, &b);
    tally->agree += verdict == AGREE;
    tally->unsure += verdict == UNSURE;
    tally->undefined += verdict == AGREE && a.kind != 'f';
    if (verdict == DIFFER) {
        char what[80];
        snprintf(what, sizeof what, "%.17g, not %.17g", b.value, a.value);
        complain(graph, before, after, provisos, point, what);
    }
}

/* A sum and its negative stand for each other in products, so a few sums of fractions are like
 * terms only once they are built. */
enum { UNSTABLE_ONE_IN = 50000 };

/* One random graph, simplified, simplified again, and compared at points special and not. */
static void random_graph(Tally *tally) {
    Diag diag = {0};
    Graph graph;
    ck_assert(graph_begin(&graph, &diag));
    NodeId pool[VARIABLES + GROWN];
    uint32_t count = 0;
    for (uint32_t i = 0; i < VARIABLES; i++)
        pool[count++] = graph_variable(&graph, i, (Span){0, 0});
    uint32_t size = VARIABLES + 3 + random_below(GROWN - 2);
    for (uint32_t i = VARIABLES; i < size; i++)
        pool[count++] = random_below(6) ? grow(&graph, pool, i)
                                        : graph_constant(&graph, RANDOM_OF(numbers), (Span){0, 0});
    NodeId before = pool[count - 1];
    if (random_below(2))
        before = derivative(&rules, &graph, before, random_below(VARIABLES));
    NodeId after = before;
    NodeList provisos = {0}, more = {0};
    ck_assert(simplify(&graph, &after, 1, &provisos));
    Text why = {0};
    ck_assert_msg(graph_check(&graph, &why), "%s", text_string(&why));
    NodeId again = after;
    const double nowhere[VARIABLES] = {0};
    ck_assert(simplify(&graph, &again, 1, &more));
    if (again != after && ++tally->unstable > (int)(cases_to_try(12000) / UNSTABLE_ONE_IN))
        complain(&graph, after, again, &more, nowhere, "simplified twice, it changes");
    tally->provisos += provisos.count > 0;
    for (int i = 0; i < 10; i++) {
        double point[VARIABLES];
        for (int k = 0; k < VARIABLES; k++)
            point[k] = i < 5 ? special[random_below(SPECIAL)] : random_between(-3.0, 3.0);
        compare_at(&graph, before, after, &provisos, point, tally);
    }
    array_free(&provisos);
    array_free(&more);
    graph_free(&graph);
    diag_free(&diag);
}

enum { LOOPS = 4 };

START_TEST(random_graphs_agree) {
    const int graphs = (int)cases_to_try(12000) / LOOPS;
    Tally tally = {0};
    random_begin(setting("ADCALC_SEED", 1) * LOOPS + (uint64_t)_i);
    for (int i = 0; i < graphs; i++)
        random_graph(&tally);
    int points = tally.agree + tally.unsure + tally.violated;
    ck_assert_msg(tally.agree > points / 2 && tally.provisos > graphs / 20 &&
                      tally.violated > points / 300 && tally.undefined > points / 50,
                  "%d agree, %d unsure, %d violated, %d undefined, %d with provisos", tally.agree,
                  tally.unsure, tally.violated, tally.undefined, tally.provisos);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("identities");
    TCase *table = suite_case(suite, "rows");
    tcase_add_unchecked_fixture(table, begin_rules, end_rules);
    tcase_add_loop_test(table, rows_hold, 0, LENGTH(rows));
    tcase_add_loop_test(table, parities_hold, 0, OP_COUNT);
    tcase_add_loop_test(table, values_hold, 0, LENGTH(known));
    tcase_add_loop_test(table, whole_values_hold, 0, OP_COUNT);
    tcase_add_loop_test(table, domains_hold, 0, OP_COUNT);
    tcase_add_loop_test(table, facts_hold, 0, OP_COUNT);
    TCase *chance = suite_case(suite, "random");
    tcase_add_unchecked_fixture(chance, begin_rules, end_rules);
    tcase_set_timeout(chance, 0);
    tcase_add_loop_test(chance, random_graphs_agree, 0, LOOPS);
    return suite_run(suite);
}

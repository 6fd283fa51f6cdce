/* Simplification as people see it: tables of what is written and what comes out, exact fractions,
 * provisos and choices, depth and width, memory running out. That results are true is tested in
 * identities.c. Expected texts are what a textbook or a person would write. */
#include "adcalc.h"
#include "support/graph.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- texts ---- */

/* Names, so that the order of variables is the alphabet's, whatever is written first. */
#define NAMES "a; b; c; w; x; y; z; "
#define VALUES "a=1,b=1,c=1,w=1,x=1,y=1,z=1"
enum { X = 4 };

static void begin_text(Posed *traced, const char *expression) {
    char program[512];
    snprintf(program, sizeof program, NAMES "%s", expression);
    bool begun = posed_begin(traced, &rules, program, VALUES);
    Text errors = {0};
    if (!begun)
        diag_print_errors(&traced->diag, &errors);
    ck_assert_msg(begun, "%s: %s", expression, text_string(&errors));
}

/* `result {proviso} {proviso}` of simplifying `root`; checks the graph and that it stays. */
static void simplified(Posed *traced, NodeId root, Text *out) {
    NodeList provisos = {0}, more = {0};
    ck_assert(simplify(traced->problem.graph, &root, 1, &provisos));
    infix_print(traced->problem.graph, traced->variables, root, 1000, out);
    for (size_t i = 0; i < provisos.count; i++) {
        text_put(out, " {");
        infix_print(traced->problem.graph, traced->variables, provisos.items[i], 1000, out);
        text_put(out, "}");
    }
    NodeId again = root;
    ck_assert(simplify(traced->problem.graph, &again, 1, &more));
    ck_assert_msg(again == root, "simplified twice, it changes: %s", text_string(out));
    ck_assert_uint_eq(more.count, 0);
    Text why = {0};
    ck_assert_msg(graph_check(traced->problem.graph, &why), "%s", text_string(&why));
    array_free(&provisos);
    array_free(&more);
}

static void expect(const char *expression, bool differentiate, const char *expected) {
    Posed traced;
    Text out = {0};
    begin_text(&traced, expression);
    NodeId root = traced.problem.root;
    if (differentiate)
        root = derivative(&rules, traced.problem.graph, root, X);
    simplified(&traced, root, &out);
    ck_assert_msg(!strcmp(text_string(&out), expected), "%s%s: %s, not %s",
                  differentiate ? "d/dx " : "", expression, text_string(&out), expected);
    text_free(&out);
    posed_free(&traced);
}

typedef struct Rewriting {
    const char *expression, *expected;
} Rewriting;

static const Rewriting derivatives[] = {
    {"x^2 + 2*x + 1", "2*x + 2"},
    {"3*x + 4", "3"},
    {"x/3", "1/3"},
    {"7", "0"},
    {"x^3/3", "x^2"},
    {"0.5*x^2", "x"},
    {"0.1*x^2", "0.2*x"},
    {"a*x^2", "2*a*x"},
    {"(x + 1)*(x - 1)", "2*x"},
    {"(2*x + 1)^3", "6*(2*x + 1)^2"},
    {"(1 - x)^2", "-2*(1 - x)"},
    {"1/x", "-1/x^2"},
    {"1/x^2", "-2/x^3"},
    {"x/(x^2 + 1)", "1/(x^2 + 1) - 2*x^2/(x^2 + 1)^2"},
    {"a*x/b", "a/b"},
    {"x^y", "y*x^(y - 1) {x != 0}"},
    {"y^x", "y^x*log(y) {y != 0}"},
    {"2^x", "log(2)*2^x"},
    {"sqrt(x)", "1/(2*sqrt(x))"},
    {"sqrt(x^2 + y^2)", "x/sqrt(x^2 + y^2)"},
    {"exp(x)", "exp(x)"},
    {"exp(-x^2)", "-2*x*exp(-x^2)"},
    {"exp(sin(x))", "cos(x)*exp(sin(x))"},
    {"x*exp(x)", "x*exp(x) + exp(x)"},
    {"log(x)", "1/x {x > 0}"},
    {"log(1 + exp(x))", "exp(x)/(exp(x) + 1)"},
    {"x*log(x) - x", "log(x) {x > 0}"},
    {"atanh(x)", "1/((x + 1)*(1 - x)) {x > -1} {x < 1}"},
    {"xlogy(y, x)", "y/x {x > 0}"},
    {"x % y", "1 {y != 0}"},
    {"x % 3", "1"},
    {"sin(x)^2", "2*cos(x)*sin(x)"},
    {"cos(x)", "-sin(x)"},
    {"sin(x)*cos(x)", "cos(x)^2 - sin(x)^2"},
    {"x*cos(x)", "cos(x) - x*sin(x)"},
    {"tan(x)", "1/cos(x)^2"},
    {"tanh(x)", "1/cosh(x)/cosh(x)"},
    {"atan(x)", "1/(x^2 + 1)"},
    {"x/x", "0 {x != 0}"},
    {"max(x, 0)", "if x > 0 then 1 else 0 {x != 0}"},
    {"max(x, x)", "1"},
    {"sqrt(x)^4", "2*x {x > 0}"},
    {"1/cosh(x)", "-sinh(x)/cosh(x)/cosh(x)"},
    {"atan2(x, y)", "y/hypot(x, y)/hypot(x, y)"},
    {"if x > 0 then x^2 else -x", "if x > 0 then 2*x else -1"},
    {"if x > 0 then x^2/x else x", "1 {if x > 0 then x != 0 else 1}"},
    {"-log(1/(1 + exp(-x)) + 1)/(x^2 + 1)",
     "2*x*log(1/(exp(-x) + 1) + 1)/(x^2 + 1)^2 - "
     "exp(-x)/((x^2 + 1)*(exp(-x) + 1)^2*(1/(exp(-x) + 1) + 1))"},
};

START_TEST(derivatives_read_well) {
    const Rewriting *line = &derivatives[_i];
    expect(line->expression, true, line->expected);
}
END_TEST

static const Rewriting rewritten[] = {
    /* order and signs */
    {"1 + x + x^2", "x^2 + x + 1"},
    {"y*x + y^2 + x^2", "x^2 + x*y + y^2"},
    {"1 - x", "1 - x"},
    {"3*x - x^2 - 1 + 4", "3*x - x^2 + 3"},
    {"-x - 1", "-x - 1"},
    {"-(x + 1)", "-x - 1"},
    {"-(-x)", "x"},
    {"-1*x*-1", "x"},
    {"x - (-2)*y", "x + 2*y"},
    {"(-x)*y/z", "-x*y/z"},
    {"-(x - y)/z", "(y - x)/z"},
    {"-(x - y)^2*z", "-z*(x - y)^2"},
    {"2*(1 - x)*-3", "-6*(1 - x)"},
    {"sin(x)*2*x", "2*x*sin(x)"},
    {"exp(x)*y*(x + 1)*pi", "3.141592653589793*y*(x + 1)*exp(x)"},
    {"sin(-2*x) + cos(-2*x)", "cos(2*x) - sin(2*x)"},
    {"sin(1 - x)", "sin(1 - x)"},
    /* like terms, powers, fractions */
    {"2*x + 3*x", "5*x"},
    {"x/2 + x/3", "5*x/6"},
    {"2*x*y - y*x*2 + z", "z"},
    {"x*x*x^2/x^6", "1/x^2"},
    {"x^6/(x*x*x^2)", "x^2 {x != 0}"},
    {"x/(y/z)", "x*z/y {z != 0}"},
    {"w/x/y/z", "w/(x*y*z)"},
    {"(2*x/y)^3", "8*x^3/y^3"},
    {"(2*x)^-2", "1/(4*x^2)"},
    {"(x + y)*(x + y)", "(x + y)^2"},
    {"2*(x + 1) - 3", "2*(x + 1) - 3"},
    {"3*(x + 1) - 2*(x + 1) - x", "1"},
    {"3*sin(x)^2 + 3*cos(x)^2 + x", "x + 3"},
    {"2*sin(x)^2 + 3*cos(x)^2", "3*cos(x)^2 + 2*sin(x)^2"},
    /* numbers: exact or left alone */
    {"0.5*x", "x/2"},
    {"0.1*3", "3*0.1"},
    {"0.1*x*1", "0.1*x"},
    {"0.1*x + 0.1*x + 0.2*x", "0.4*x"},
    {"0.1*2*x/3 + 3/(0.1*4)", "0.2*x/3 + 3/0.4"},
    {"0.1 + 0.2", "0.1 + 0.2"},
    {"x*-0.1 + y", "y - 0.1*x"},
    {"1/3 + 1/6", "1/2"},
    {"2^10*x", "1024*x"},
    {"9007199254740992*2", "9007199254740992*2"},
    {"4503599627370496*8*x/16", "2251799813685248*x"},
    {"9007199254740992 + 1", "9007199254740992 + 1"},
    {"sqrt(4/9)*x", "2*x/3"},
    {"sqrt(8)", "sqrt(8)"},
    {"sqrt(2)^2*x", "2*x"},
    {"log(1) + exp(0)", "1"},
    {"1/0", "1/0"},
    {"1/(1/0)", "1/(1/0)"},
    {"x^0 + log(x)^0", "log(x)^0 + 1"},
    {"x^(2^40)", "x^1099511627776"},
    {"(x^1000000)^1000000", "(x^1000000)^1000000"},
    {"x^step(y - y)", "x"},
    {"x^-(step(y - y) + 1)", "1/x^2"},
    {"x^(max(1, 1, 1 + y - y) - 1)", "1"},
    {"log(x)^(step(y - y) - 1)", "log(x)^0"},
    /* whether a value exists; a pole that stays says so itself, unless a function hides it */
    {"x/x^2 + y", "y + 1/x"},
    {"exp(-x/x^3)", "exp(-1/x^2) {x != 0}"},
    {"if y > 0 then x/x^2 else 1", "if y > 0 then 1/x else 1"},
    {"log(x)/log(x)^2", "1/log(x) {x > 0}"},
    {"2/x - 1/x", "1/x"},
    {"tanh(2/x - 1/x)", "tanh(1/x) {x != 0}"},
    {"exp(log(x) - 3*log(x))", "exp(-2*log(x)) {x > 0}"},
    {"tanh(3*cot(x) - cot(x))", "tanh(3*cot(x) - cot(x))"},
    {"tanh(3*cot(x) + cot(x))", "tanh(4*cot(x))"},
    {"abs(cosh(x)^3) + abs(exp(x)*(x^2 + 1)/cosh(x))", "(x^2 + 1)*exp(x)/cosh(x) + cosh(x)^3"},
    {"y*(x/x^2)*0.1", "0.1*y/x"},
    {"0*log(x)", "0*log(x)"},
    {"0*sin(x)", "0"},
    {"log(x) - log(x)", "0*log(x)"},
    {"sin(x) - sin(x)", "0"},
    {"1/x - 1/x", "0 {x != 0}"},
    {"exp(x)/exp(x)", "1"},
    {"(x^2 + 1)/(x^2 + 1)", "1"},
    {"(x - 1)^2/(x - 1)", "x - 1 {x != 1}"},
    {"asin(x)/asin(x)", "asin(x)/asin(x)"},
    {"sqrt(x)*sqrt(x)", "x {x >= 0}"},
    {"sqrt(x)^3", "sqrt(x)^3"},
    {"sqrt(x^2 + 1)^2", "x^2 + 1"},
    {"sqrt((x + 1)^2)", "abs(x + 1)"},
    {"sqrt(exp(x)^2)", "exp(x)"},
    {"log(x*y)", "log(x*y)"},
    {"asin(sin(x))", "asin(sin(x))"},
    {"x^y*x^z", "x^y*x^z"},
    {"1 - tanh(x)^2", "1 - tanh(x)^2"},
    {"sin(log(x))^2 + cos(log(x))^2", "cos(log(x))^2 + sin(log(x))^2"},
    /* choices */
    {"if 1 < 2 then x else x/x", "x"},
    {"if 2 < 1 then x else x/x", "1 {x != 0}"},
    {"if x*x > 0 then x + x else 2*x", "2*x"},
    {"if z*(2/z) == 2 then x + x else y", "if z*(2/z) == 2 then 2*x else y"},
    {"if 1/3 + 1/3 == 2/3 then x + x else y", "2*x"},
    {"if x < x then y else z", "z"},
    {"if x*y >= x*y then y else z", "y"},
    {"if 1/x == 1/x then y else z", "if 1/x == 1/x then y else z"},
    {"if x + 0 > 0 then x*x else y", "if x + 0 > 0 then x^2 else y"},
    {"(if x > y then x/x else 2) + x/x", "(if x > y then 1 else 2) + 1 {x != 0}"},
    {"if x > 0 then (if y > 0 then z/z else 2) else 3",
     "if x > 0 then (if y > 0 then 1 else 2) else 3 "
     "{if x > 0 then (if y > 0 then z != 0 else 1) else 1}"},
    {"if x > 0 then 3 else log(z)/log(z)",
     "if x > 0 then 3 else 1 {x > 0 or z > 0} {x > 0 or log(z) != 0}"},
    {"(x > 0)*x", "x*(x > 0)"},
};

START_TEST(texts_read_well) {
    const Rewriting *line = &rewritten[_i];
    expect(line->expression, false, line->expected);
}
END_TEST

/* An edge, where(u == c, edge, generic): gone under a proviso, unless u decides. */
START_TEST(edges) {
    static const struct {
        const char *u, *edge, *generic, *expected;
    } lines[] = {
        {"x + 1", "y", "x*x", "x^2 {x != -1}"},
        {"x - x", "y", "z", "y"},
        {"x/x - 1", "y", "z", "y {x != 0}"},
        {"x/x", "y", "z", "z {x != 0}"},
        {"exp(x)", "y", "z", "z"},
        {"x", "y + y", "2*y", "2*y"},
        {"x", "log(y)/log(y)", "z", "z {x != 0}"},
    };
    for (size_t i = 0; i < LENGTH(lines); i++) {
        char text[128];
        Posed traced;
        Text out = {0};
        snprintf(text, sizeof text, "if %s == 0 then %s else %s", lines[i].u, lines[i].edge,
                 lines[i].generic);
        begin_text(&traced, text);
        const Node node = *graph_node(traced.problem.graph, traced.problem.root);
        ck_assert_int_eq(node.op, OP_SELECT);
        simplified(&traced,
                   graph_apply(traced.problem.graph, OP_WHERE, 0, node.as.arg, 3, (Span){0, 0}),
                   &out);
        ck_assert_msg(!strcmp(text_string(&out), lines[i].expected), "%s: %s, not %s", text,
                      text_string(&out), lines[i].expected);
        text_free(&out);
        posed_free(&traced);
    }
}
END_TEST

/* Shared roots, and a list of provisos that is not empty: each once. */
START_TEST(provisos_once) {
    Posed traced;
    begin_text(&traced, "x/x + (y + x)/x + y/y");
    NodeId root = traced.problem.root, x = graph_variable(traced.problem.graph, X, (Span){0, 0});
    NodeId roots[3] = {root, graph_binary(traced.problem.graph, OP_DIV, x, x), root};
    NodeList provisos = {0};
    NodeId zero = graph_constant(traced.problem.graph, 0.0, (Span){0, 0});
    ck_assert(array_push(&provisos, graph_binary(traced.problem.graph, OP_NE, x, zero)));
    ck_assert(simplify(traced.problem.graph, roots, 3, &provisos));
    ck_assert_uint_eq(provisos.count, 2); /* x != 0, y != 0 */
    ck_assert_uint_eq(roots[0], roots[2]);
    ck_assert(graph_is_constant(traced.problem.graph, roots[1], 1.0));
    NodeId poison = NODE_POISON;
    ck_assert(simplify(traced.problem.graph, &poison, 1, &provisos));
    ck_assert_uint_eq(poison, NODE_POISON);
    array_free(&provisos);
    posed_free(&traced);
}
END_TEST

/* ---- size ---- */

/* Simplifies and says how many nodes that made. */
static NodeId simplify_one(NodeId root, size_t *made) {
    NodeList provisos = {0};
    size_t before = graph.nodes.count;
    ck_assert(simplify(&graph, &root, 1, &provisos));
    *made = graph.nodes.count - before;
    array_free(&provisos);
    return root;
}

enum { DEEP = 100000, WIDE = 1000000 };

typedef NodeId Step(NodeId node, uint32_t i);

static NodeId step_sine(NodeId node, uint32_t i) {
    (void)i;
    return graph_unary(&graph, OP_SIN, node);
}
static NodeId step_negative(NodeId node, uint32_t i) {
    return i % 2 ? graph_unary(&graph, OP_NEG, node) : graph_unary(&graph, OP_COSH, node);
}
static NodeId step_add(NodeId node, uint32_t i) {
    return graph_binary(&graph, OP_ADD, node, var(i % 100));
}
static NodeId step_subtract_right(NodeId node, uint32_t i) {
    return graph_binary(&graph, OP_SUB, var(i), node);
}
static NodeId step_multiply(NodeId node, uint32_t i) {
    return graph_binary(&graph, i % 3 ? OP_MUL : OP_DIV, node, var(i % 7));
}
static NodeId step_shared_sum(NodeId node, uint32_t i) { /* the sum of all before, used twice */
    return graph_binary(&graph, OP_ADD, node, graph_unary(&graph, OP_SIN, i % 2 ? node : var(i)));
}
static NodeId step_shared_product(NodeId node, uint32_t i) {
    return graph_binary(&graph, OP_MUL, node, graph_unary(&graph, OP_SIN, i % 2 ? node : var(i)));
}
static NodeId step_square(NodeId node, uint32_t i) {
    return graph_binary(&graph, OP_MUL, node, graph_binary(&graph, OP_ADD, node, var(i % 2)));
}
static NodeId step_choice(NodeId node, uint32_t i) {
    NodeId arguments[3] = {graph_binary(&graph, OP_GT, var(i), number(0.0)), node,
                           graph_binary(&graph, OP_DIV, var(i), var(i))};
    return graph_apply(&graph, OP_SELECT, 0, arguments, 3, (Span){0, 0});
}

static Step *const steps[] = {step_sine,           step_negative, step_add,
                              step_subtract_right, step_multiply, step_shared_sum,
                              step_shared_product, step_square,   step_choice};

/* Linear in nodes: the nodes made are within a constant of those there were. */
START_TEST(deep_graphs) {
    begin_graph();
    NodeId root = var(0);
    for (uint32_t i = 1; i < DEEP; i++)
        root = steps[_i](root, i);
    size_t made, again, before = graph.nodes.count;
    clock_t start = clock();
    root = simplify_one(root, &made);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    ck_assert_msg(made < 40 * before, "step %d: %zu nodes became %zu", _i, before, made);
    ck_assert_msg(seconds < 20.0, "step %d: %g s", _i, seconds); /* sanitizers are slow */
    NodeId same = simplify_one(root, &again);
    if (steps[_i] != step_shared_sum && steps[_i] != step_shared_product)
        ck_assert_uint_eq(same, root); /* what was shared may not be so any more */
    end_graph();
}
END_TEST

/* A million terms, one in ten alike; and a million factors. */
START_TEST(wide_graphs) {
    begin_graph();
    const bool sum = _i == 0;
    NodeId *terms = memory_resize(NULL, WIDE, sizeof *terms);
    ck_assert_ptr_nonnull(terms);
    for (uint32_t i = 0; i < WIDE; i++)
        terms[i] = var((i * UINT32_C(7919)) % (WIDE / 10));
    NodeId root = graph_chain(&graph, sum ? OP_ADD : OP_MUL, terms, WIDE, (Span){0, 0});
    memory_free(terms);
    size_t made;
    clock_t start = clock();
    root = simplify_one(root, &made);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    ck_assert_msg(seconds < 20.0, "%g s", seconds);
    uint32_t count;
    const NodeId *arguments = graph_arguments(&graph, root, &count);
    ck_assert_uint_eq(count, WIDE / 10);
    ck_assert_uint_eq(arguments[WIDE / 20],
                      sum ? graph_binary(&graph, OP_MUL, number(10.0), var(WIDE / 20))
                          : graph_power(&graph, var(WIDE / 20), 10));
    ck_assert_uint_eq(simplify_one(root, &made), root);
    end_graph();
}
END_TEST

/* Sixteen terms are binary nodes, seventeen one n-ary node; subtracted terms are negatives. */
START_TEST(long_chains) {
    for (uint32_t count = 15; count < 20; count++) {
        begin_graph();
        NodeId root = number(0.0);
        for (uint32_t i = 0; i < count; i++)
            root = graph_binary(&graph, i % 2 ? OP_SUB : OP_ADD, root, var(i));
        size_t made;
        root = simplify_one(root, &made);
        ck_assert_int_eq(graph_op(&graph, root), count > CHAIN_BINARY_TERMS ? OP_SUM
                                                 : count % 2                ? OP_ADD
                                                                            : OP_SUB);
        if (count > CHAIN_BINARY_TERMS) {
            uint32_t arity;
            const NodeId *arguments = graph_arguments(&graph, root, &arity);
            ck_assert_uint_eq(arity, count);
            ck_assert_uint_eq(graph_op(&graph, arguments[0]), OP_VARIABLE);
            ck_assert_uint_eq(graph_op(&graph, arguments[1]), OP_NEG);
        }
        NodeId negative = simplify_one(graph_unary(&graph, OP_NEG, root), &made);
        ck_assert_uint_eq(simplify_one(graph_unary(&graph, OP_NEG, negative), &made), root);
        NodeId twice = graph_binary(&graph, OP_ADD, root, root);
        NodeId none = graph_binary(&graph, OP_SUB, graph_binary(&graph, OP_SUB, twice, root), root);
        ck_assert(graph_is_constant(&graph, simplify_one(none, &made), 0.0));
        end_graph();
    }
}
END_TEST

/* ---- memory running out ---- */

static const char *const fragile =
    "(if x > 0 then x/x else log(z)/log(z)) + sin(x - y)^2 + cos(x - y)^2 + sqrt(x)^2*3*0.1*2*x/z"
    " + (-x - 1)*(y - 2)/(1/z) - sin(-x) + x^1.5 + x^-1.5 + 3*(x + 1) - 2*(x + 1) + abs(x)^2"
    " + a + b + c + w + a*b + a*c + a*w + b*c + b*w + c*w + a^3 + b^3 + c^3 - w^3 + 1/a + 1/b";

/* Each single request fails, then all from it on: no crash, the roots stay, and it is recorded. */
START_TEST(memory_runs_out) {
    bool for_good = _i == 1, done = false;
    size_t failures = 0;
    for (size_t n = 1; !done; n++) {
        Posed traced;
        begin_text(&traced, fragile);
        NodeId root = traced.problem.root, same = root;
        NodeList provisos = {0};
        memory_fail_at(n, for_good);
        bool fine = simplify(traced.problem.graph, &root, 1, &provisos);
        done = memory_requests() < n;
        memory_fail_at(0, false);
        ck_assert_msg(fine == done, "request %zu failed and the result is %d", n, fine);
        if (!fine) {
            failures++;
            ck_assert_uint_eq(root, same);
            ck_assert(diag_failed(&traced.diag));
            ck_assert_uint_eq(provisos.count, 0);
        }
        array_free(&provisos);
        posed_free(&traced);
    }
    ck_assert_uint_ge(failures, 8);
}
END_TEST

/* ---- exact fractions ---- */

START_TEST(rationals) {
    Rational a = {1, 1}, b, kept = {5, 7};
    const Rational big = {RATIONAL_MAX, 1};
    ck_assert(rational_multiply((Rational){6, 1}, (Rational){-1, 4}, &a) && a.num == -3 &&
              a.den == 2);
    ck_assert(!rational_remainder((Rational){1, 1}, (Rational){0, 1}, &kept) && kept.num == 5 &&
              kept.den == 7);
    ck_assert(rational_add((Rational){1, 3}, (Rational){1, 6}, &a) && a.num == 1 && a.den == 2);
    ck_assert(rational_add((Rational){1, 3}, (Rational){-1, 3}, &a) && rational_is(a, 0));
    ck_assert(rational_multiply((Rational){-2, 3}, (Rational){9, 4}, &a) && a.num == -3 &&
              a.den == 2);
    ck_assert(!rational_add(big, (Rational){1, 1}, &kept) && kept.num == 5);
    ck_assert(!rational_multiply(big, (Rational){2, 1}, &kept) && kept.num == 5);
    ck_assert(rational_multiply(big, (Rational){1, RATIONAL_MAX}, &a) && rational_is(a, 1));
    ck_assert(rational_add((Rational){1, RATIONAL_MAX}, (Rational){-1, RATIONAL_MAX}, &a) &&
              rational_is(a, 0));
    ck_assert(!rational_add((Rational){1, RATIONAL_MAX}, (Rational){1, RATIONAL_MAX - 1}, &kept));
    ck_assert(rational_power((Rational){-2, 3}, -3, &a) && a.num == -27 && a.den == 8);
    ck_assert(rational_power((Rational){0, 1}, 0, &a) && rational_is(a, 1));
    ck_assert(!rational_power((Rational){0, 1}, -1, &kept));
    ck_assert(rational_power((Rational){2, 1}, 53, &a) && rational_is(a, RATIONAL_MAX));
    ck_assert(!rational_power((Rational){2, 1}, 54, &kept) && kept.num == 5);
    ck_assert(rational_power((Rational){-1, 1}, INT32_MIN, &a) && rational_is(a, 1));
    ck_assert(rational_root((Rational){49, 4}, &a) && a.num == 7 && a.den == 2);
    ck_assert(!rational_root((Rational){48, 1}, &kept) && !rational_root((Rational){-4, 1}, &kept));
    ck_assert(rational_from_double(0.375, &a) && a.num == 3 && a.den == 8);
    ck_assert(rational_from_double(-0.0, &a) && rational_is(a, 0));
    ck_assert(rational_from_double(-9007199254740992.0, &b) && b.num == -RATIONAL_MAX);
    const double opaque[] = {0.1, M_PI, 1e300, 9007199254740994.0, INFINITY, NAN, 0x1p-11, 5e-324};
    for (size_t i = 0; i < LENGTH(opaque); i++)
        ck_assert_msg(!rational_from_double(opaque[i], &kept), "%g", opaque[i]);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("simplify");
    TCase *texts = suite_case(suite, "texts");
    tcase_add_unchecked_fixture(texts, begin_rules, end_rules);
    tcase_add_loop_test(texts, derivatives_read_well, 0, LENGTH(derivatives));
    tcase_add_loop_test(texts, texts_read_well, 0, LENGTH(rewritten));
    tcase_add_test(texts, edges);
    tcase_add_test(texts, provisos_once);
    TCase *size = suite_case(suite, "size");
    tcase_add_loop_test(size, deep_graphs, 0, LENGTH(steps));
    tcase_add_loop_test(size, wide_graphs, 0, 2);
    tcase_add_test(size, long_chains);
    TCase *memory = suite_case(suite, "memory");
    tcase_add_unchecked_fixture(memory, begin_rules, end_rules);
    tcase_add_loop_test(memory, memory_runs_out, 0, 2);
    TCase *fractions = suite_case(suite, "fractions");
    tcase_add_test(fractions, rationals);
    return suite_run(suite);
}

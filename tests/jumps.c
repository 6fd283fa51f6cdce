/* Whether formulas say where they mean nothing: functions, and their derivatives, are run beside
 * many points and at them. Where the value jumps, some condition of jumps_exclude fails or the
 * derivative is no number; where nothing is special, all of them hold. */
#include "adcalc.h"
#include "support/graph.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_ROOTS = 100 };

/* So close that a continuous function of slopes up to 2^30, a root too, moves less than 2^-9. */
static const double near = 0x1p-40, moved = 0x1p-9;

/* A function, its derivative and the conditions as one tape. */
typedef struct Tried {
    Tapes tapes;
    Evaluator evaluator;
    uint32_t roots;
} Tried;

static void begin(Tried *tried, Graph *g, NodeId root) {
    NodeList provisos = {0};
    NodeId roots[MOST_ROOTS] = {root, derivative(&rules, g, root, 0)};
    ck_assert_uint_ne(roots[1], NODE_POISON);
    ck_assert(jumps_exclude(&rules, g, root, 0, &provisos));
    ck_assert_uint_lt(provisos.count, MOST_ROOTS - 2);
    for (size_t i = 0; i < provisos.count; i++)
        roots[2 + i] = provisos.items[i];
    tried->roots = 2 + (uint32_t)provisos.count;
    array_free(&provisos);
    ck_assert(tapes_of_nodes(&tried->tapes, g, roots, tried->roots, 1));
    evaluator_begin(&tried->evaluator, &tried->tapes);
}

static void end(Tried *tried) {
    evaluator_free(&tried->evaluator);
    tapes_free(&tried->tapes);
}

static double output(Tried *tried, double x, uint32_t which) {
    const Run *run = evaluator_at(&tried->evaluator, &x);
    ck_assert_ptr_nonnull(run);
    return run_output(run, which);
}

static bool jumps(Tried *tried, double x) {
    double here = output(tried, x, 0);
    double below = output(tried, x - near, 0), above = output(tried, x + near, 0);
    return isfinite(here) && ((isfinite(below) && fabs(below - here) > moved) ||
                              (isfinite(above) && fabs(above - here) > moved));
}

static bool excluded(Tried *tried, double x) {
    for (uint32_t i = 2; i < tried->roots; i++)
        if (output(tried, x, i) == 0.0)
            return true;
    return false;
}

/* Tries a function of variable 0; returns at how many points it jumps. */
static int try_function(Graph *g, NodeId root, const char *name) {
    Tried tried = {0};
    int found = 0;
    begin(&tried, g, root);
    for (double x = -4.0; x <= 4.0; x += 0.25) {
        double ordinary = x + 0.0871;
        if (jumps(&tried, x)) {
            found++;
            ck_assert_msg(excluded(&tried, x) || !isfinite(output(&tried, x, 1)),
                          "%s jumps at %g, and its derivative does not say so", name, x);
        }
        ck_assert_msg(isnan(output(&tried, ordinary, 0)) || !excluded(&tried, ordinary),
                      "%s: %g is excluded, and it is an ordinary point", name, ordinary);
    }
    end(&tried);
    return found;
}

/* ---- rows ---- */

/* A row as a function of x alone, and the slope of that. */
static void try_row(const NodeId *arguments, uint32_t count, OpId op) {
    int32_t integer = op == OP_POWI ? -1 : op_table[op].has_integer ? 1 : 0;
    NodeId root = graph_apply(&graph, op, integer, arguments, count, (Span){0, 0});
    try_function(&graph, root, op_table[op].id);
    try_function(&graph, derivative(&rules, &graph, root, 0), op_table[op].id);
}

START_TEST(rows_are_excluded) {
    OpId op = (OpId)_i;
    NodeId x = var(0);
    if (op_table[op].form == OP_UNARY)
        try_row(&x, 1, op);
    if (op_table[op].form != OP_BINARY)
        return;
    static const double others[] = {-1.0, 0.0, 0.5, 2.0};
    for (int i = 0; i < LENGTH(others); i++) {
        try_row((NodeId[]){x, number(others[i])}, 2, op);
        bool never_smooth = others[i] == 0.0 && (op == OP_MOD || op == OP_ATAN2); /* in x and y */
        if (!never_smooth)
            try_row((NodeId[]){number(others[i]), x}, 2, op);
    }
}
END_TEST

/* ---- expressions ---- */

static const struct {
    const char *text, *provisos;
    int jumps; /* of the value, at multiples of 1/4 from -4 to 4 */
} expressions[] = {
    {"if x < 0 then sin(x) else 1/2", "x != 0", 1},
    {"if x < 0 then x else x^2", "x != 0", 0},
    {"if x < 0 then x^2 else x^2", "", 0},
    {"if x > 1 then floor(x) else 2", "x != 1; if x > 1 then frac(x) != 0 else 1", 4},
    {"if x < 1 then 2 else floor(x)", "x != 1; x < 1 or frac(x) != 0", 4},
    {"if x < 1 then floor(x) else floor(x)", "frac(x) != 0", 9},
    {"floor(x)*x^2", "frac(x) != 0", 8},
    {"if floor(x) < 1 then x else 2*x", "frac(x) != 0", 1},
    {"if x then 1 else 2", "x != 0", 1},
    {"if not (x > 2) then 1 else 2", "x != 2", 1},
    {"if x > -1 and x < 1 then x^2 else 0", "x != -1; x != 1", 2},
    {"if x < -1 or x > 1 then x^2 else 0", "x != -1; x != 1", 2},
    {"if x < 1 then 1 else if x < 3/2 then 2 else 5", "x != 1; x != 3/2", 2},
    {"if x < 1 then (if x > 3 then 4 else 1) else 2", "x != 1; if x < 1 then x != 3 else 1", 1},
    {"if x != 1 then (if x > 1 then x else 3) else 0", "x != 1", 1},
    {"if 2 >= x then x else 5", "x != 2", 1},
    {"sign(x - 2) + step(x - 2)", "x != 2", 1},
    {"sign(x^2 + 1) + step(x^2) + step(exp(x))", "", 0},
    {"if x^2 >= 0 then x else 1", "", 0},
    {"if 0 > abs(x) then x else 1", "", 0},
    {"if -exp(x) <= 0 then x else 1", "", 0},
    {"sign(sign(x)) + floor(step(x)/2)", "x != 0", 1},
    {"abs(x) + relu(x) + max(x, 1) + min(x, 2, 3*x)", "", 0},
    {"round(x/2) + trunc(x) + ceil(x)",
     "abs(x/2 - trunc(x/2)) != 0.5; x == 0 or frac(x) != 0; frac(x) != 0", 9},
    {"x % 2 + x^0", "x%2 != 0", 5},
    {"atan2(x, -1)", "x != 0 or -1 > 0", 1},
    {"where(x > 1, 1, x)", "x != 1", 0},
    {"x*(x == 2)", "x != 2", 1},
    {"f(t) = step(t); f(x) + f(x - 1) + f(x)", "x != 0; x != 1", 2},
};

static void expect(const Posed *posed, NodeId root, const char *expected) {
    Text text = {0};
    NodeList provisos = {0};
    ck_assert(jumps_exclude(&rules, posed->problem.graph, root, 0, &provisos));
    for (size_t i = 0; i < provisos.count; i++) {
        text_put(&text, i ? "; " : "");
        infix_print(posed->problem.graph, posed->problem.variables, provisos.items[i], 1000, &text);
    }
    ck_assert_str_eq(text_string(&text), expected);
    text_free(&text);
    array_free(&provisos);
}

static void pose(Posed *posed, const char *text, const char *values) {
    ck_assert_msg(posed_begin(posed, &rules, text, values), "%s", text);
}

START_TEST(expressions_are_excluded) {
    Posed posed;
    pose(&posed, expressions[_i].text, "x=1");
    Graph *g = posed.problem.graph;
    expect(&posed, posed.problem.root, expressions[_i].provisos);
    int found = try_function(g, posed.problem.root, expressions[_i].text);
    ck_assert_msg(found == expressions[_i].jumps, "%s: %d jumps", expressions[_i].text, found);
    NodeId slope = derivative(&rules, g, posed.problem.root, 0);
    try_function(g, slope, expressions[_i].text);
    try_function(g, derivative(&rules, g, slope, 0), expressions[_i].text);
    posed_free(&posed);
}
END_TEST

/* Of the slopes of continuous functions, simplified, as derivatives of higher orders are made. */
static const struct {
    const char *text, *provisos;
} slopes[] = {
    {"abs(x)", "x != 0"},
    {"abs(-x^2)", ""},
    {"x*abs(x)", "x != 0"},
    {"relu(x)", "x != 0"},
    {"elu(x)", "x != 0"},
    {"relu(exp(x))", ""},
    {"max(x, y)", "x != y"},
    {"min(y, x)", "x != y"},
    {"max(x, y, 2)", "(x == max(x, y, 2)) + (y == max(x, y, 2)) + (2 == max(x, y, 2)) == 1"},
    {"y % x", "y%x != 0"},
};

START_TEST(slopes_are_excluded) {
    Posed posed;
    char text[100];
    snprintf(text, sizeof text, "x; y; %s", slopes[_i].text);
    pose(&posed, text, "x=1,y=2");
    NodeList provisos = {0};
    NodeId slope = derivative(&rules, posed.problem.graph, posed.problem.root, 0);
    ck_assert(simplify(posed.problem.graph, &slope, 1, &provisos));
    expect(&posed, slope, slopes[_i].provisos);
    array_free(&provisos);
    posed_free(&posed);
}
END_TEST

/* Only what depends on the variable jumps as it changes. */
START_TEST(other_variables_do_not_matter) {
    Posed posed;
    pose(&posed, "x; x*floor(y) + (if y > 1 then x else 2*x)", "x=1,y=2");
    expect(&posed, posed.problem.root, "");
    posed_free(&posed);
}
END_TEST

/* What is in the list already is not said again, nor is what follows from it. */
START_TEST(nothing_is_said_twice) {
    NodeId x = var(0), zero = number(0.0);
    NodeId root = graph_binary(&graph, OP_ADD, graph_unary(&graph, OP_SIGN, x),
                               graph_unary(&graph, OP_FLOOR, x));
    NodeList provisos = {0};
    ck_assert(array_push(&provisos, graph_binary(&graph, OP_GT, x, zero)));
    for (int i = 0; i < 2; i++) {
        ck_assert(jumps_exclude(&rules, &graph, root, 0, &provisos));
        ck_assert_uint_eq(provisos.count, 2);
    }
    array_free(&provisos);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("jumps");
    TCase *rows = suite_case(suite, "rows"), *cases = suite_case(suite, "cases");
    tcase_add_checked_fixture(rows, begin_rules, end_rules);
    tcase_add_checked_fixture(rows, begin_graph, end_graph);
    tcase_add_loop_test(rows, rows_are_excluded, OP_POISON, OP_COUNT);
    tcase_add_test(rows, nothing_is_said_twice);
    tcase_add_checked_fixture(cases, begin_rules, end_rules);
    tcase_add_loop_test(cases, expressions_are_excluded, 0, LENGTH(expressions));
    tcase_add_loop_test(cases, slopes_are_excluded, 0, LENGTH(slopes));
    tcase_add_test(cases, other_variables_do_not_matter);
    return suite_run(suite);
}

/* The growth of formulas: counts that were made by hand, and values that growth must not change. */
#include "adcalc.h"
#include "support/nodes.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- sizes ----------------------------------------------------------------------------------- */

static const struct {
    const char *program;
    double tree, nodes;
} sizes[] = {
    {"x", 0, 0},
    {"3", 0, 0},
    {"x + 1", 1, 1},
    {"x^2", 1, 1},
    {"-x", 1, 1},
    {"sin(x)*sin(x)", 3, 2},
    {"(x + y)*(x + y) + (x + y)", 5, 3},
    {"x/y + y/x", 3, 3},
    {"if x > 0 then x*y else x*y + 1", 5, 4},
    {"sum(i in 1..3, x^i)", 5, 5},
    {"sum(i in 1..20, x^i)", 21, 21}, /* one operation adds them all */
    {"a = x*x; b = a*a; c = b*b; c*c", 15, 4},
};

START_TEST(sizes_are_those_counted_by_hand) {
    Posed t;
    Size size;
    ck_assert_msg(posed_begin(&t, &rules, sizes[_i].program, "x=1,y=2"), "%s", sizes[_i].program);
    ck_assert(size_of(t.problem.graph, &t.problem.root, 1, &size));
    ck_assert_msg(size.tree == sizes[_i].tree && size.nodes == sizes[_i].nodes,
                  "%s: tree %.17g, nodes %.17g", sizes[_i].program, size.tree, size.nodes);
    posed_free(&t);
}
END_TEST

/* Twice as often at every level: 2^n - 1 operations written out, n with equal parts shared. */
START_TEST(sizes_are_exact_while_doubles_are) {
    Posed t;
    Size size;
    ck_assert(posed_begin(&t, &rules, "x", "x=1"));
    NodeId id = t.problem.root;
    for (int n = 1; n <= 1100; n++) {
        id = graph_binary(t.problem.graph, OP_MUL, id, id);
        ck_assert(size_of(t.problem.graph, &id, 1, &size));
        double written = n <= 53 ? ldexp(1.0, n) - 1 : ldexp(1.0, n); /* infinite from 1024 on */
        ck_assert_msg(size.tree == written, "2^%d: %.17g", n, size.tree);
        ck_assert(size.nodes == n);
    }
    NodeId both[] = {t.problem.root, id};
    ck_assert(size_of(t.problem.graph, both, 2, &size) && size.nodes == 1100);
    posed_free(&t);
}
END_TEST

/* ---- the view -------------------------------------------------------------------------------- */

typedef struct Answer {
    Posed traced;
    ViewOptions options;
    Arena arena;
    Request request;
    Report report;
    Factor factors[DERIVATIVE_MAX_ORDER];
    Derivative derivatives[DERIVATIVE_MAX_ORDER];
} Answer;

/* The report about a program; with `rounds` the statements are those of an iteration. */
static void ask(Answer *answer, const char *program, const char *order, bool rounds) {
    static const ReportStyle style;
    *answer = (Answer){.report = {.view = "swell", .arena = &answer->arena}};
    Posed *t = &answer->traced;
    ck_assert_msg(posed_begin(t, &rules, program, "x=1"), "%s", program);
    uint32_t count = order ? (uint32_t)atoi(order) : 0;
    for (uint32_t i = 0; i < count; i++) {
        answer->factors[i] = (Factor){0, i + 1};
        answer->derivatives[i] = (Derivative){&answer->factors[i], 1};
        t->problem.question = QUESTION_ORDERS;
        t->problem.derivatives = answer->derivatives;
        t->problem.derivative_count = count;
    }
    answer->request = (Request){.problem = t->problem,
                                .expression = program,
                                .diag = &t->diag,
                                .options = &answer->options,
                                .style = &style,
                                .steps = rounds ? t->statements.values.items : NULL,
                                .step_count = rounds ? (uint32_t)t->statements.values.count : 0,
                                .arena = &answer->arena};
    bool undefined = false;
    ck_assert_msg(swell_run(&answer->request, &answer->report, &undefined), "%s", program);
    ck_assert(!undefined);
    ck_assert_uint_eq(answer->report.tables.count, 1);
}

static void forget(Answer *answer) {
    arena_free(&answer->arena);
    posed_free(&answer->traced);
}

static uint32_t row_count(const Report *report) {
    const ReportTable *table = report->tables.items;
    return table->cells.count / table->columns.count;
}

static double number_at(const Report *report, uint32_t row, const char *key) {
    const ReportTable *table = report->tables.items;
    ck_assert_uint_lt(row, row_count(report));
    for (uint32_t k = 0; k < table->columns.count; k++)
        if (!strcmp(table->columns.items[k].key, key))
            return table->cells.items[row * table->columns.count + k].number;
    ck_abort_msg("no column %s", key);
    return NAN;
}

enum { COUNTS = 6 };
static const char *const keys[COUNTS] = {"plain.tree",       "plain.nodes", "simplified.tree",
                                         "simplified.nodes", "forward",     "reverse"};

/* By hand, rule by rule. The second derivative of x*sin(x), for one, is plainly
 * (cos(x) + x*(-sin(x))) + cos(x): cos, sin, -, *, + and + again, cos twice; simplified it is
 * 2*cos(x) - x*sin(x). Sweeps of order k: forward 1 + k(k+1)/2, reverse 3(1 + k(k-1)/2) times f. */
static const struct {
    const char *program;
    bool rounds;
    const char *order;
    uint32_t rows;
    double counts[5][COUNTS];
} grown[] = {
    {"x^3",
     false,
     "4",
     5,
     {{1, 1, 1, 1, 1, 1},  /* x^3 */
      {2, 2, 2, 2, 2, 3},  /* 3*x^2 */
      {3, 3, 1, 1, 4, 6},  /* 3*(2*x^1); 6*x */
      {4, 4, 0, 0, 7, 12}, /* 3*(2*(1*x^0)); 6 */
      {0, 0, 0, 0, 11, 21},
      /* 0 */}},
    {"x*sin(x)", false, "2", 3, {{2, 2, 2, 2, 2, 2}, {4, 4, 4, 4, 4, 6}, {7, 6, 5, 5, 8, 12}}},
    {"exp(x)",
     false,
     "3",
     4,
     {{1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 2, 3}, {1, 1, 1, 1, 4, 6}, {1, 1, 1, 1, 7, 12}}},
    /* The logistic map. Its second round has 4*l and 1 - l of the first round's l in f; its
     * derivative is (1 - l)*(4*d) + (4*l)*(-d), with the first round's d = (1 - x)*4 + (4*x)*-1 of
     * five operations. */
    {"l = x; l = 4*l*(1 - l); l = 4*l*(1 - l)",
     true,
     NULL,
     3,
     {{0, 0, 0, 0, 0, 0}, {5, 5, 4, 4, 6, 9}, {23, 13, 19, 12, 12, 18}}},
};

START_TEST(growth_is_as_counted_by_hand) {
    Answer answer;
    ask(&answer, grown[_i].program, grown[_i].order, grown[_i].rounds);
    ck_assert_uint_eq(row_count(&answer.report), grown[_i].rows);
    for (uint32_t row = 0; row < grown[_i].rows; row++) {
        for (int k = 0; k < COUNTS; k++) {
            double found = number_at(&answer.report, row, keys[k]);
            ck_assert_msg(found == grown[_i].counts[row][k], "%s: row %u, %s is %g",
                          grown[_i].program, (unsigned)row, keys[k], found);
        }
    }
    forget(&answer);
}
END_TEST

/* What the lecture says of symbolic differentiation: written out,
 * the derivative of the n-th round is exponential in n, and the sweeps are not. */
START_TEST(trees_explode_and_sweeps_do_not) {
    Answer answer;
    Text program = {0};
    text_put(&program, "l = x");
    for (int i = 0; i < 20; i++)
        text_put(&program, "; l = 4*l*(1 - l)");
    ask(&answer, text_string(&program), NULL, true);
    const Report *report = &answer.report;
    for (uint32_t n = 1; n <= 20; n++) {
        ck_assert(number_at(report, n, "f.tree") == 3 * (ldexp(1, (int)n) - 1));
        ck_assert(number_at(report, n, "f.nodes") == 3 * n);
        ck_assert(number_at(report, n, "plain.nodes") == 8 * n - 3);
        ck_assert(number_at(report, n, "plain.tree") > 2 * number_at(report, n - 1, "plain.tree"));
        ck_assert(number_at(report, n, "forward") == 2 * 3 * n);
        ck_assert(number_at(report, n, "reverse") == 3 * 3 * n);
    }
    text_free(&program);
    forget(&answer);
}
END_TEST

/* The row that would take too long is not begun, unless it is asked for. */
START_TEST(rows_end_before_they_take_long) {
    Answer answer;
    ask(&answer, "x^x*sin(x)", "100", false);
    const Report *report = &answer.report;
    uint32_t rows = row_count(report);
    ck_assert_uint_gt(rows, 5);
    ck_assert_uint_lt(rows, 101);
    ck_assert_ptr_nonnull(
        strstr(report->remarks.items[report->remarks.count - 1], "--all-methods"));
    ck_assert(number_at(report, rows - 1, "plain.tree") > 1e15);
    forget(&answer);
}
END_TEST

/* ---- values ---------------------------------------------------------------------------------- */

static const struct {
    const char *program;
    const char *at;
} smooth[] = {
    {"x^x*sin(x)", "x=1.25"},
    {"x*sin(x)", "x=0.75"},
    {"exp(-x^2)/(1 + x^2)", "x=0.5"},
    {"log(1 + exp(x))*x", "x=1.5"},
    {"-log(1/(1+exp(-x))+1)/(x^2+1)", "x=0.5"},
    {"sin((x+2)+(1+exp(x^2)))", "x=0.5"},
    {"l = x; l = 4*l*(1 - l); l = 4*l*(1 - l); l = 4*l*(1 - l)", "x=0.3"},
    {"64*x*(1-x)*(1-2*x)^2*(1-8*x+8*x^2)^2", "x=0.3"},
    {"sqrt(x + sqrt(x + sqrt(x)))", "x=2"},
    {"atan(x^2)*tanh(x)", "x=0.6"},
};

/* The value of `node` and by forward mode its derivative. */
static double forward_of(const Posed *t, NodeId node, double *derivative) {
    Evaluator evaluator;
    ck_assert(evaluator_of_nodes(&evaluator, t->problem.graph, &node, 1, t->problem.components));
    const Run *run = evaluator_tangent(&evaluator, t->problem.point, 0, derivative);
    ck_assert_ptr_nonnull(run);
    double value = run_output(run, 0);
    evaluator_end(&evaluator);
    return value;
}

static void expect_close(const char *program, int order, double found, double expected) {
    ck_assert_msg(fabs(found - expected) <= 1e-9 * fabs(expected), "%s: order %d: %.17g, not %.17g",
                  program, order, found, expected);
}

/* At every order the simplified formula, the plain one, and forward mode over the formula one order
 * below give the same number. */
START_TEST(growth_changes_no_values) {
    const char *program = smooth[_i].program;
    Posed t;
    ck_assert_msg(posed_begin(&t, &rules, program, smooth[_i].at), "%s", program);
    NodeId plain = t.problem.root, simple = plain;
    NodeList provisos = {0};
    double slope;
    forward_of(&t, simple, &slope);
    for (int order = 1; order <= 4; order++) {
        plain = derivative(&rules, t.problem.graph, plain, 0);
        simple = derivative(&rules, t.problem.graph, simple, 0);
        ck_assert(plain && simple && simplify(t.problem.graph, &simple, 1, &provisos));
        double expected = slope, value = forward_of(&t, plain, &slope);
        expect_close(program, order, value, expected);
        value = forward_of(&t, simple, &slope);
        expect_close(program, order, value, expected);
    }
    array_free(&provisos);
    posed_free(&t);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("swell");
    TCase *size = suite_case(suite, "size"), *view = suite_case(suite, "view");
    tcase_add_unchecked_fixture(size, begin_rules, end_rules);
    tcase_add_unchecked_fixture(view, begin_rules, end_rules);
    tcase_add_loop_test(size, sizes_are_those_counted_by_hand, 0, LENGTH(sizes));
    tcase_add_test(size, sizes_are_exact_while_doubles_are);
    tcase_add_loop_test(view, growth_is_as_counted_by_hand, 0, LENGTH(grown));
    tcase_add_test(view, trees_explode_and_sweeps_do_not);
    tcase_add_test(view, rows_end_before_they_take_long);
    tcase_add_loop_test(view, growth_changes_no_values, 0, LENGTH(smooth));
    return suite_run(suite);
}

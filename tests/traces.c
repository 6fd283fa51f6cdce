/* Programs as texts, and the traces that are made of them: what decides, what is guarded, which
 * ways are followed where they part at the point itself, and what becomes of points at which the
 * program does not come to its end. */
#include "adcalc.h"
#include "support/posed.h"
#include "support/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static Posed posed;
static Evaluator evaluator;

static void begin(const char *program, const char *values) {
    bool done = posed_begin(&posed, NULL, program, values);
    Text errors = {0};
    diag_print_errors(&posed.diag, &errors);
    ck_assert_msg(done, "%s\n%s", program, text_string(&errors));
    evaluator_begin(&evaluator, &posed.tapes);
}

static void end(void) {
    evaluator_free(&evaluator);
    posed_free(&posed);
}

static Traced *first(void) {
    return posed.function.traces.items[0];
}

static double value_at(const double *point) {
    const Run *run = evaluator_at(&evaluator, point);
    ck_assert_ptr_nonnull(run);
    return run_output(run, 0);
}

/* The slope of a function of one variable, forwards and backwards. */
static double slope_at(double x) {
    double forward, reverse;
    ck_assert_ptr_nonnull(evaluator_tangent(&evaluator, &x, 0, &forward));
    ck_assert_ptr_nonnull(evaluator_adjoint(&evaluator, &x, &reverse));
    ck_assert(forward == reverse || (isnan(forward) && isnan(reverse)));
    return forward;
}

static void expect_at(double x, double value, double slope) {
    ck_assert_double_eq(value_at(&x), value);
    ck_assert_double_eq(slope_at(x), slope);
}

/* Whether the function has failed at a point: NaN, and not a word of it. */
static void expect_none_at(double x) {
    ck_assert(isnan(value_at(&x)));
    ck_assert(isnan(slope_at(x)) || slope_at(x) == 0.0);
    ck_assert(!diag_failed(&posed.diag));
}

/* ---- what is kept ---- */

static const char halving[] = "y = x; while y > 1 { y = y/2 }; y^2";

/* Traces are dropped, the oldest before others; what somebody runs of them stays. */
START_TEST(traces_are_dropped_while_in_use) {
    double x = 40.0, far = 3.0;
    begin(halving, "x=3");
    const Run *run = evaluator_at(&evaluator, &x);
    Traced *traced = run->tape->traced;
    ck_assert_ptr_eq(traced, posed.function.traces.items[1]);
    ck_assert_uint_eq(traced->users, 2); /* the function, and a tape */
    for (int i = 0; i < 2 * FUNCTION_MAX_TRACES; i++) {
        far *= 2.0;
        ck_assert_ptr_nonnull(function_at(&posed.function, &far));
    }
    ck_assert_uint_eq(posed.function.traces.count, FUNCTION_MAX_TRACES);
    for (size_t i = 0; i < posed.function.traces.count; i++)
        ck_assert_ptr_ne(posed.function.traces.items[i], traced);
    ck_assert_uint_eq(traced->users, 1);
    ck_assert(posed.function.traces.items[0]->users >= 1);
    ck_assert_ptr_eq(evaluator_at(&evaluator, &x)->tape->traced, traced);
    expect_at(40.0, 0.625 * 0.625, 2.0 * 0.625 / 64.0);
    expect_at(3.0, 0.5625, 2.0 * 0.75 / 4.0);
    end();
}
END_TEST

/* The first trace is that of the program's own point, and stays. */
START_TEST(first_trace_stays) {
    double x = 3.0;
    begin(halving, "x=3");
    const Traced *own = function_at(&posed.function, &x);
    for (double far = 8.0; far < 1e40; far *= 2.0)
        function_at(&posed.function, &far);
    ck_assert_ptr_eq(posed.function.traces.items[0], own);
    ck_assert_ptr_eq(function_at(&posed.function, &x), own);
    end();
}
END_TEST

/* ---- points at which the program fails ---- */

START_TEST(failing_elsewhere_is_no_value) {
    static const struct {
        const char *program;
        double fails;
    } rows[] = {
        {"y = x; while y < 10 { y = y + 1 }; y", -INFINITY},    /* without end */
        {"y = 0; for k in 1..x { y = y + x }; y", NAN},         /* no number of rounds */
        {"y = 0; for k in 1..x { y = y + x }; y", 1e300},       /* too many */
        {"y = 0; for k in 1..10^x { y = y + x }; y", 7.0},      /* more than may be */
        {"f(n) = if n <= 0 then 1 else n*f(n - 1); f(x)", 1e9}, /* calls without end */
        {"f(n) = if n == 0 then 1 else n*f(n - 1); f(x)", 2.5}, /* ... which do not hit it */
        {"if x < 5 { y = x }; y^2", 6.0},                       /* a name without a value */
        {"f(t) = { if t < 5 { y = t }; y^2 }; f(x)", 6.0},      /* the same in a function */
    };
    for (int i = 0; i < LENGTH(rows); i++) {
        double x = 3.0;
        begin(rows[i].program, "x=3");
        double before = value_at(&x);
        ck_assert_msg(isfinite(before), "%s", rows[i].program);
        expect_none_at(rows[i].fails);
        ck_assert_double_eq(value_at(&x), before);
        end();
    }
}
END_TEST

/* How long a run may be is measured by the one at the program's own point. */
START_TEST(runs_elsewhere_have_a_budget) {
    begin("y = x; while y > 1 { y = y*0.999 }; y", "x=0.5");
    uint64_t steps = first()->steps;
    ck_assert_uint_lt(steps, 100);
    double x = 2.0;
    ck_assert(value_at(&x) <= 1.0);
    ck_assert_uint_eq(posed.function.traces.items[1]->most, 100 * steps + 10000);
    expect_none_at(1e300); /* 690000 rounds */
    end();
    begin("y = x; while y > 1 { y = y*0.999 }; y", "x=1e100"); /* so many as now */
    x = 1e120;
    ck_assert(value_at(&x) <= 1.0);
    end();
}
END_TEST

/* ---- ways that part at the point itself ---- */

START_TEST(ties_are_choices) {
    begin("y = x; if x < 0 { y = -x^2 }; y", "x=0");
    ck_assert_uint_eq(first()->runs, 2);
    ck_assert_uint_eq(first()->guards.count, 0);
    ck_assert_int_eq(graph_op(&first()->graph, first()->root), OP_SELECT);
    ck_assert(!first()->open && posed.function.forked && !function_branches(&posed.function));
    expect_at(-2.0, -4.0, 4.0);
    expect_at(3.0, 3.0, 1.0);
    expect_at(0.0, 0.0, 1.0); /* the way that the program takes */
    ck_assert_uint_eq(posed.function.traces.count, 1);
    end();
}
END_TEST

/* Equal sides that nothing moves are no ties, nor is one thing compared with itself; what jumps
 * at the point is one. */
START_TEST(what_is_a_tie) {
    static const struct {
        const char *condition;
        uint32_t runs;
    } rows[] = {
        {"x > 0", 1},
        {"x > 1", 2},
        {"1 > 1", 1},
        {"x >= x", 1},
        {"x - x >= 0", 2},
        {"x^2 == 1", 2},
        {"floor(x) > 0", 2},
        {"floor(1) < x + 2", 1},
        {"floor(1) + x > 0", 1},
        {"floor(x + 0.5) > 0", 1},
        {"floor(x + 0.5) > 1", 1},
        {"floor(x + 0.5) >= 1", 1},
        {"sign(x - 1) == 0", 2},
        {"x != 1", 2},
        {"x - 1", 2},
        {"not (x > 1)", 2},
        {"x > 0 and x > 1", 2},
        {"abs(x - 1) >= 0", 2},
        {"round(x) == 1", 1},
        {"step(x) > 0", 1},
    };
    for (int i = 0; i < LENGTH(rows); i++) {
        char program[200];
        snprintf(program, sizeof program, "y = x; if %s { y = x^2 }; y", rows[i].condition);
        begin(program, "x=1");
        ck_assert_msg(first()->runs == rows[i].runs, "%s: %u", program, (unsigned)first()->runs);
        end();
    }
}
END_TEST

START_TEST(several_ties) {
    begin("a = x; if x < 0 { a = -x }; if y < 0 { a = a - y } else { a = a + y }\n"
          "if z < 0 { a = a*2 }; a",
          "x=0,y=0,z=0");
    ck_assert_uint_eq(first()->runs, 8);
    ck_assert_uint_eq(first()->guards.count, 0);
    ck_assert(!first()->open);
    for (int i = 0; i < 8; i++) {
        double point[] = {i & 1 ? -3.0 : 3.0, i & 2 ? -5.0 : 5.0, i & 4 ? -7.0 : 7.0};
        ck_assert_double_eq(value_at(point), i & 4 ? 16.0 : 8.0);
    }
    ck_assert_uint_eq(posed.function.traces.count, 1);
    end();
}
END_TEST

/* A condition is decided once on a way, however often it is asked. */
START_TEST(one_condition_is_one_tie) {
    begin("y = 0; for k in 1..20 { if x > 0 { y = y + k*x } else { y = y - k*x } }; y", "x=0");
    ck_assert_uint_eq(first()->runs, 2);
    ck_assert(!first()->open);
    expect_at(-2.0, 420.0, -210.0);
    expect_at(2.0, 420.0, 210.0);
    end();
}
END_TEST

/* More than a dozen on one way: the others are decided as at the point, and guarded. */
START_TEST(too_many_ties) {
    begin("y = 0; for k in 1..20 { if k*x > 0 { y = y + x } else { y = y - x } }; y", "x=0");
    ck_assert(first()->open);
    ck_assert_uint_le(first()->runs, FORKS_MAX_RUNS);
    ck_assert_uint_gt(first()->guards.count, 0);
    expect_at(-2.0, 40.0, -20.0);
    expect_at(2.0, 40.0, 20.0);
    expect_at(0.0, 0.0, -20.0);
    end();
}
END_TEST

/* The other way may lead nowhere. */
START_TEST(one_way_fails) {
    begin("y = 1; if x > 0 { while y > 0 { y = y + 1 } }; y*x", "x=0");
    ck_assert_uint_eq(first()->runs, 2);
    ck_assert(!diag_failed(&posed.diag));
    expect_at(-2.0, -2.0, 1.0);
    expect_at(0.0, 0.0, 1.0);
    expect_none_at(2.0);
    end();
}
END_TEST

/* Elsewhere a tie is decided as it is there, unless somebody looks at all that is around. */
START_TEST(traces_around_a_point) {
    double zero = 0.0;
    begin("y = x; if x < 0 { y = -x }; y", "x=1");
    const Traced *there = function_at(&posed.function, &zero);
    ck_assert_ptr_eq(there, first());
    ck_assert(!posed.function.forked);
    const Traced *around = function_around(&posed.function, &zero);
    ck_assert_ptr_nonnull(around);
    ck_assert_ptr_ne(around, there);
    ck_assert_uint_eq(around->guards.count, 0);
    ck_assert(around->runs == 2 && posed.function.forked);
    ck_assert_int_eq(graph_op(&around->graph, around->root), OP_SELECT);
    expect_at(0.0, 0.0, 1.0);
    expect_at(-1.0, 1.0, -1.0);
    end();
}
END_TEST

/* ---- how often something is done ---- */

START_TEST(counts_are_guarded) {
    double at[] = {3.0, 2.0}, elsewhere[] = {3.0, 5.0}, more[] = {4.0, 5.0}, none[] = {0.0, 2.0};
    begin("y = 1; for k in 1..n { y = y*x }; y", "n=3,x=2");
    ck_assert_uint_eq(first()->guards.count, 1);
    ck_assert_ptr_eq(function_at(&posed.function, at), first());
    ck_assert_ptr_eq(function_at(&posed.function, elsewhere), first());
    ck_assert_double_eq(value_at(elsewhere), 125.0);
    ck_assert_double_eq(value_at(more), 625.0);
    ck_assert_double_eq(value_at(none), 1.0);
    ck_assert_uint_eq(posed.function.traces.count, 3);
    end();
    begin("sum(k in 1..n, x^k)", "n=3,x=2");
    ck_assert_double_eq(value_at(more), 5.0 + 25.0 + 125.0 + 625.0);
    ck_assert_double_eq(value_at(none), 0.0);
    end();
}
END_TEST

/* The bound moves nothing: the derivative through it is 0, and the value that of a whole number
 * nearby. */
START_TEST(counts_have_no_slope) {
    double gradient[2], at[] = {3.0, 2.0}, beside[] = {3.0 + 1e-9, 2.0};
    begin("y = 1; for k in 1..n { y = y*x }; y", "n=3,x=2");
    ck_assert_ptr_nonnull(evaluator_adjoint(&evaluator, at, gradient));
    ck_assert_double_eq(gradient[0], 0.0);
    ck_assert_double_eq(gradient[1], 12.0);
    ck_assert_double_eq(value_at(beside), 8.0);
    ck_assert_uint_eq(posed.function.traces.count, 1);
    end();
}
END_TEST

START_TEST(constant_counts_need_no_guard) {
    begin("n = 3; y = 1; for k in 1..2*n - 1 { y = y*x }; y", "x=2");
    ck_assert_uint_eq(first()->guards.count, 0);
    ck_assert(!function_branches(&posed.function));
    ck_assert(value_at(&(double){3.0}) == 243.0);
    end();
}
END_TEST

/* ---- the machine ---- */

/* A choice inside an expression stays a node with both arms, unless an arm goes several ways. */
START_TEST(choices_in_expressions) {
    begin("if x > 1 then x^2 else sin(x)", "x=2");
    ck_assert_uint_eq(first()->guards.count, 0);
    ck_assert_int_eq(graph_op(&first()->graph, first()->root), OP_SELECT);
    end();
    begin("f(t) = t^2; if x > 1 then f(x) else sin(x)", "x=2");
    ck_assert_uint_eq(first()->guards.count, 0);
    end();
    begin("f(t) = { if t > 0 { t = t^2 }; t }; if x > 1 then f(x) else sin(x)", "x=2");
    ck_assert_uint_eq(first()->guards.count, 2);
    ck_assert_double_eq(value_at(&(double){0.5}), sin(0.5));
    end();
    begin("f(t) = { if t > 0 { t = t^2 }; t }; if x > 1 and f(x) > 5 then x else -x", "x=2");
    expect_at(3.0, 3.0, 1.0);
    expect_at(2.0, -2.0, -1.0);
    expect_at(0.0, -0.0, -1.0);
    end();
}
END_TEST

/* An arm that is not taken is not entered: so recursion ends. */
START_TEST(recursion) {
    double point[] = {5.0, 2.0};
    begin("f(n, t) = if n <= 0 then 1 else t*f(n - 1, t); f(n, x)", "n=3,x=2");
    ck_assert_double_eq(value_at((double[]){3.0, 2.0}), 8.0);
    ck_assert_double_eq(value_at(point), 32.0);
    end();
    begin("even(n) = if n == 0 then x else odd(n - 1)\n"
          "odd(n) = if n == 0 then -x else even(n - 1)\n"
          "even(6) + odd(6) + even(3)*odd(3)",
          "x=2");
    expect_at(3.0, -9.0, -6.0);
    end();
    begin("fib(n) = { if n < 2 { r = n } else { a = fib(n - 1); r = a + fib(n - 2) }; r }\n"
          "fib(10)*x",
          "x=2");
    expect_at(3.0, 165.0, 55.0);
    end();
}
END_TEST

/* Names of functions are their own in every call, loops' own in every round. */
START_TEST(local_names) {
    begin("s = 7; f(n) = { s = n; if n > 0 { t = f(n - 1); s = s + t }; s*x }; f(3) + s", "x=2");
    expect_at(1.0, 13.0, 3.0 + 2 * 2.0 + 3 * 1.0); /* 3 x + 2 x^2 + x^3 */
    end();
    begin("k = 5; y = 0; for k in 1..3 { for k in 1..k { y = y + k*x }; y = y + 100*k }; y + k",
          "x=2");
    expect_at(1.0, 615.0, 10.0);
    end();
    begin("f(x) = { for k in 1..2 { x = x*k + x }; x }; f(x) - x", "x=2");
    expect_at(1.0, 5.0, 5.0);
    end();
}
END_TEST

/* A function sees global names as they are when it is called. */
START_TEST(global_names) {
    begin("a = 1; f(t) = a*t; y = f(x); a = 10; y = y + f(x); for a in 1..2 { y = y + f(x) }; y",
          "x=2");
    expect_at(3.0, 93.0, 31.0);
    end();
}
END_TEST

/* ---- reading ---- */

static void expect_variables(const char *program, const char *values, const char *names) {
    Text found = {0};
    begin(program, values);
    for (uint32_t i = 0; i < posed.problem.variable_count; i++)
        text_format(&found, "%s%s", i ? " " : "", posed.variables[i].name);
    ck_assert_msg(!strcmp(text_string(&found), names), "%s: %s", program, text_string(&found));
    text_free(&found);
    end();
}

/* Variables are the names that are read before they are assigned, in the order of the text,
 * whichever way is taken. */
START_TEST(variables_stand_in_the_text) {
    expect_variables("if b > 1 { y = c } else { y = a }; y*d", "a=1,b=2,c=3,d=4", "b c a d");
    expect_variables("for k in 1..3 { if k > 5 { y = c } }; a*b", "a=1,b=2,c=3", "c a b");
    expect_variables("f(t) = { s = t*c; s }; y = a; y = y*b; f(y)", "a=1,b=2,c=3", "c a b");
    expect_variables("if 0 > 1 { y = a } else { y = 2 }; while y > b { y = y - c }; y",
                     "a=1,b=2,c=3", "a b c");
}
END_TEST

/* What `at` gives needs not come first. */
START_TEST(values_may_follow) {
    begin("if x > 1 { y = x } else { y = 2*x }; at x = 2 + pi - pi; y", "");
    ck_assert_double_eq(posed.problem.point[0], 2.0);
    ck_assert_double_eq(value_at(posed.problem.point), 2.0);
    end();
    begin("f(t) = 2*t; at x = f(1); if x > 1 { y = x } else { y = 2*x }; y", "");
    ck_assert_double_eq(posed.problem.point[0], 2.0);
    end();
    begin("at x = 5; if x > 1 { y = x } else { y = 2*x }; y", "x=0.5"); /* from outside, it wins */
    ck_assert_double_eq(value_at(posed.problem.point), 1.0);
    end();
}
END_TEST

/* ---- printing ---- */

static void take_items(void *out, const PrintItem *items, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (items[i].text)
            text_format(out, "[%.*s]", (int)items[i].length, items[i].text);
        else
            text_format(out, "[%g]", items[i].value);
    text_put(out, "\n");
}

/* Whatever is run later, and on other ways, prints nothing. */
START_TEST(first_runs_print) {
    Text printed = {0};
    begin("f(t) = { print \"f of\", t; t^2 }\n"
          "for k in 1..2 { print k, f(k*x) }\n"
          "if x > 0 { print \"up\" } else { print \"down\" }\n"
          "print\n    \"\", x; x",
          "x=0");
    posed.statements.print = take_items;
    posed.statements.printer = &printed;
    scope_clear(&posed.scope);
    ck_assert(function_run(&posed.function, statements_run, &posed.statements, statements_point,
                           &posed.statements));
    ck_assert_str_eq(text_string(&printed),
                     "[f of][0]\n[1][0]\n[f of][0]\n[2][0]\n[down]\n[][0]\n");
    text_clear(&printed);
    for (double x = -3.0; x < 4.0; x += 1.0)
        ck_assert_ptr_nonnull(function_around(&posed.function, &x));
    ck_assert_str_eq(text_string(&printed), "");
    text_free(&printed);
    end();
}
END_TEST

int main(void) {
    const TTest *const tests[] = {
        traces_are_dropped_while_in_use,
        first_trace_stays,
        failing_elsewhere_is_no_value,
        runs_elsewhere_have_a_budget,
        ties_are_choices,
        what_is_a_tie,
        several_ties,
        one_condition_is_one_tie,
        too_many_ties,
        one_way_fails,
        traces_around_a_point,
        counts_are_guarded,
        counts_have_no_slope,
        constant_counts_need_no_guard,
        choices_in_expressions,
        recursion,
        local_names,
        global_names,
        variables_stand_in_the_text,
        values_may_follow,
        first_runs_print,
    };
    Suite *suite = suite_create("traces");
    TCase *cases = suite_case(suite, "traces");
    tcase_add_checked_fixture(cases, stack_begin, NULL);
    for (int i = 0; i < LENGTH(tests); i++)
        tcase_add_test(cases, tests[i]);
    return suite_run(suite);
}

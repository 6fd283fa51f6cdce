/* Programs as functions: traces that are made anew where none fits, tapes that all who run a
 * function share, and walks over what was run. The programs here are C functions that build their
 * graph while they run, with loops that the values decide. */
#include "adcalc.h"
#include "support/suite.h"

#include <math.h>
#include <string.h>

static Diag diag;
static Function function;
static Tapes tapes;

static NodeId number(Graph *graph, double value) {
    return graph_constant(graph, value, (Span){0, 0});
}

static bool holds(Traced *traced, NodeId condition) {
    bool answer = false;
    return traced_decide(traced, condition, &answer) && answer;
}

/* x halved until it is at most 1, and then squared. */
static void run_halving(void *runs, Traced *traced) {
    Graph *graph = &traced->graph;
    NodeId x = graph_variable(graph, 0, (Span){0, 0});
    ++*(int *)runs;
    while (x && holds(traced, graph_binary(graph, OP_GT, x, number(graph, 1.0))))
        x = graph_binary(graph, OP_DIV, x, number(graph, 2.0));
    traced->root = graph_power(graph, x, 2);
}

static double halving(double x, double *slope) {
    *slope = 1.0;
    for (; x > 1.0; x /= 2.0)
        *slope /= 2.0;
    *slope *= 2.0 * x;
    return x * x;
}

static const double *at_three(void *context, const Graph *graph, NodeId node) {
    static const double three = 3.0;
    (void)context;
    (void)graph;
    (void)node;
    return &three;
}

static int runs;

static void set_up(void) {
    diag = (Diag){0};
    runs = 0;
    ck_assert(function_begin(&function, &diag));
    ck_assert(function_run(&function, run_halving, &runs, at_three, NULL));
    tapes_of_function(&tapes, &function, 1);
}

static void tear_down(void) {
    memory_fail_at(0, false);
    tapes_free(&tapes);
    function_free(&function);
    diag_free(&diag);
}

static void expect(Evaluator *evaluator, double x) {
    double slope, gradient, tangent, value = halving(x, &slope);
    const Run *run = evaluator_adjoint(evaluator, &x, &gradient);
    ck_assert_ptr_nonnull(run);
    ck_assert_double_eq(run_output(run, 0), value);
    ck_assert_double_eq(gradient, slope);
    ck_assert_ptr_nonnull(evaluator_tangent(evaluator, &x, 0, &tangent));
    ck_assert_double_eq(tangent, slope);
}

START_TEST(guards_say_what_was_decided) {
    const Traced *first = function.traces.items[0];
    ck_assert_uint_eq(first->guards.count, 3);
    for (size_t i = 0; i < 3; i++)
        ck_assert_int_eq(first->guards.items[i].holds, i < 2); /* 3, 1.5, 0.75 */
    for (double x = 2.25; x <= 4.0; x += 0.25)
        ck_assert_ptr_eq(function_at(&function, &x), first);
    ck_assert_int_eq(runs, 1);
}
END_TEST

/* Loops of other lengths are other traces, each with a graph of its own; and each is made once. */
START_TEST(another_way_is_another_trace) {
    Evaluator evaluator;
    evaluator_begin(&evaluator, &tapes);
    for (int again = 0; again < 2; again++)
        for (double x = 0.5; x < 1e6; x *= 1.25)
            expect(&evaluator, x);
    ck_assert_int_eq(runs, 21); /* from 2^0 to 2^20 */
    ck_assert_uint_eq(function.traces.count, 21);
    ck_assert_uint_eq(tapes.tapes.count, 21);
    for (size_t i = 0; i < function.traces.count; i++)
        ck_assert_uint_le(function.traces.items[i]->graph.nodes.count, 6 + 2 * 21);
    evaluator_free(&evaluator);
}
END_TEST

/* More ways than tapes are kept. */
START_TEST(tapes_are_dropped_and_compiled_again) {
    Evaluator evaluator;
    evaluator_begin(&evaluator, &tapes);
    for (int again = 0; again < 3; again++)
        for (int exponent = -1; exponent < 2 * TAPES_MAX; exponent++)
            expect(&evaluator, ldexp(1.5, again == 1 ? 2 * TAPES_MAX - exponent : exponent));
    ck_assert_uint_le(tapes.tapes.count, TAPES_MAX);
    ck_assert_uint_le(evaluator.runs.count, EVALUATOR_MAX_RUNS);
    ck_assert_uint_le(function.traces.count, 2 * TAPES_MAX + 3);
    evaluator_free(&evaluator);
}
END_TEST

/* Who comes later runs what is there; who stays on keeps what others drop. */
START_TEST(evaluators_share_tapes) {
    Evaluator first, second;
    double x = 3.0, y = 40.0;
    evaluator_begin(&first, &tapes);
    evaluator_begin(&second, &tapes);
    const Run *one = evaluator_at(&first, &x), *two = evaluator_at(&second, &x);
    ck_assert_ptr_eq(one->tape, two->tape);
    ck_assert_ptr_eq(evaluator_tape(&tapes, &x), one->tape);
    ck_assert_ptr_ne(one->values, two->values);
    ck_assert_uint_eq(tapes.tapes.count, 1);
    const Tape *found = evaluator_at(&first, &y)->tape;
    ck_assert_ptr_ne(found, two->tape);
    ck_assert_ptr_eq(evaluator_at(&second, &y)->tape, found);
    ck_assert_uint_eq(tapes.tapes.count, 2);
    ck_assert_ptr_eq(evaluator_tape(&tapes, &x), evaluator_at(&first, &x)->tape);
    ck_assert_uint_eq(tapes.tapes.count, 2);
    evaluator_free(&first);
    expect(&second, 3.0);
    evaluator_free(&second);
}
END_TEST

/* Who goes many ways makes nobody compile again what he runs all the time. */
START_TEST(tapes_that_somebody_runs_stay) {
    Evaluator steady, restless;
    double x = 3.0;
    evaluator_begin(&steady, &tapes);
    evaluator_begin(&restless, &tapes);
    const Tape *own = evaluator_at(&steady, &x)->tape;
    for (int exponent = 2; exponent < 3 * TAPES_MAX; exponent++)
        expect(&restless, ldexp(1.5, exponent));
    ck_assert_uint_eq(tapes.tapes.count, TAPES_MAX);
    ck_assert_ptr_eq(tapes.tapes.items[TAPES_MAX - 1], own);
    evaluator_free(&steady);
    evaluator_free(&restless);
}
END_TEST

/* Conditions that no variable decides are followed without a guard. */
static void run_counted(void *rounds, Traced *traced) {
    Graph *graph = &traced->graph;
    NodeId x = graph_variable(graph, 0, (Span){0, 0}), i = number(graph, 0.0);
    NodeId end = number(graph, *(double *)rounds);
    while (holds(traced, graph_binary(graph, OP_LT, i, end))) {
        x = graph_unary(graph, OP_SIN, x);
        i = graph_binary(graph, OP_ADD, i, number(graph, 1.0));
    }
    traced->root = x;
}

START_TEST(counted_loops_need_no_guard) {
    double rounds = 100.0, x = 0.5, expected = x;
    ck_assert(function_run(&function, run_counted, &rounds, NULL, NULL));
    ck_assert_uint_eq(function.traces.items[0]->guards.count, 0);
    for (int i = 0; i < 100; i++)
        expected = sin(expected);
    Evaluator evaluator;
    evaluator_begin(&evaluator, &tapes);
    const Run *run = evaluator_at(&evaluator, &x);
    ck_assert_double_eq(run_output(run, 0), expected);
    ck_assert_uint_eq(run->tape->code.count, 100);
    evaluator_free(&evaluator);
}
END_TEST

/* A guard on a choice inside the expression, which is the tape's own affair. */
static void run_mixed(void *unused, Traced *traced) {
    Graph *graph = &traced->graph;
    NodeId x = graph_variable(graph, 0, (Span){0, 0}), zero = number(graph, 0.0);
    NodeId arms[] = {graph_binary(graph, OP_GT, x, zero), x, graph_unary(graph, OP_NEG, x)};
    NodeId size = graph_apply(graph, OP_SELECT, 0, arms, 3, (Span){0, 0});
    (void)unused;
    traced->root = size;
    if (holds(traced, graph_binary(graph, OP_GT, size, number(graph, 2.0))))
        traced->root = graph_power(graph, size, 3);
}

START_TEST(choices_and_guards_go_together) {
    ck_assert(function_run(&function, run_mixed, NULL, at_three, NULL));
    Evaluator evaluator;
    evaluator_begin(&evaluator, &tapes);
    for (double x = -4.0; x <= 4.0; x += 0.5) {
        double size = fabs(x), gradient;
        const Run *run = evaluator_adjoint(&evaluator, &x, &gradient);
        ck_assert_double_eq(run_output(run, 0), size > 2.0 ? size * size * size : size);
        ck_assert_double_eq(gradient, (x > 0.0 ? 1.0 : -1.0) * (size > 2.0 ? 3.0 * x * x : 1.0));
    }
    ck_assert_uint_eq(function.traces.count, 2);
    ck_assert_uint_eq(tapes.tapes.count, 4);
    evaluator_free(&evaluator);
}
END_TEST

START_TEST(memory_may_run_out) {
    size_t failed = 0;
    for (size_t n = 1;; n++) {
        ck_assert(n < 300);
        Evaluator evaluator;
        double x = 20.0, gradient;
        memory_fail_at(n, false);
        evaluator_begin(&evaluator, &tapes);
        bool done = evaluator_adjoint(&evaluator, &x, &gradient);
        bool all = memory_requests() < n;
        memory_fail_at(0, false);
        ck_assert_msg(done == all, "request %zu failed and nobody said so", n);
        ck_assert(done == !diag.out_of_memory);
        diag_free(&diag);
        memset(&diag, 0, sizeof diag);
        failed += !done;
        if (done || n % 2) /* as good as before once there is memory again */
            expect(&evaluator, x);
        evaluator_free(&evaluator);
        tapes_free(&tapes);
        ck_assert(function_run(&function, run_halving, &runs, at_three, NULL));
        tapes_of_function(&tapes, &function, 1);
        if (done)
            break;
    }
    ck_assert_uint_gt(failed, 10);
}
END_TEST

/* ---- walks ---- */

START_TEST(walks_read_what_was_run) {
    Evaluator evaluator;
    Walk walk = {0};
    double x = 3.0;
    evaluator_begin(&evaluator, &tapes);
    const Run *run = evaluator_at(&evaluator, &x);
    const Tape *tape = run->tape;
    ck_assert(walk_begin(&walk, run, &diag));
    size_t forwards = 0, guards = 0;
    while (walk_next(&walk)) {
        ck_assert_uint_eq(walk.index, forwards++);
        ck_assert_ptr_eq(walk.at, &tape->code.items[walk.index]);
        ck_assert_uint_eq(walk.node, tape->origins.items[walk.index]);
        for (uint32_t k = 0; k < walk.count; k++)
            ck_assert_double_eq(walk.operands[k], run->values[walk_element(&walk, k)]);
        guards += walk_is_guard(&walk);
        if (!walk_is_guard(&walk))
            ck_assert_double_eq(walk_value_at(&walk, walk.operands), walk.value);
    }
    ck_assert_uint_eq(forwards, tape->code.count);
    ck_assert_uint_eq(guards, 3);
    size_t backwards = 0;
    for (walk_to_end(&walk); walk_back(&walk);)
        ck_assert_uint_eq(walk.index, forwards - ++backwards);
    ck_assert_uint_eq(backwards, forwards);
    walk_to(&walk, forwards - 1); /* 0.75^2 */
    ck_assert_int_eq(walk_op(&walk), OP_POWI);
    ck_assert_double_eq(walk_partials(&walk)[0], 1.5);
    ck_assert(walk_uses(&walk, 0) && walk_is_smooth(&walk));
    walk_to(&walk, 0);
    ck_assert(walk_op(&walk) == OP_GT && !walk_uses(&walk, 0));
    walk_free(&walk);
    evaluator_free(&evaluator);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("program");
    TCase *cases = suite_case(suite, "programs");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, guards_say_what_was_decided);
    tcase_add_test(cases, another_way_is_another_trace);
    tcase_add_test(cases, tapes_are_dropped_and_compiled_again);
    tcase_add_test(cases, evaluators_share_tapes);
    tcase_add_test(cases, tapes_that_somebody_runs_stay);
    tcase_add_test(cases, counted_loops_need_no_guard);
    tcase_add_test(cases, choices_and_guards_go_together);
    tcase_add_test(cases, memory_may_run_out);
    tcase_add_test(cases, walks_read_what_was_run);
    return suite_run(suite);
}

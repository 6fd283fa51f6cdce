/* Tapes by hand, with the answers written down: choices and their guards, structural zeros, many
 * operands, depth, memory running out, printing. What holds for any graph is tested in sweeps.c. */
#include "adcalc.h"
#include "support/graph.h"
#include "support/nodes.h"
#include "support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- building by hand ---- */

static NodeId one(OpId op, NodeId a) {
    return graph_unary(&graph, op, a);
}
static NodeId two(OpId op, NodeId a, NodeId b) {
    return graph_binary(&graph, op, a, b);
}
static NodeId choose(NodeId condition, NodeId then, NodeId otherwise) {
    return graph_apply(&graph, OP_SELECT, 0, (NodeId[]){condition, then, otherwise}, 3,
                       (Span){0, 0});
}

/* Equal, but for the sign of a zero. */
static bool equal(double a, double b) {
    return (isnan(a) && isnan(b)) || a == b;
}

/* ---- choices ---- */

/* Value and gradient of one root at (x, y), by both sweeps; compared with what is expected. */
static void expect(Evaluator *evaluator, double x, double y, double value, double by_x,
                   double by_y) {
    const double point[2] = {x, y}, expected[2] = {by_x, by_y};
    double gradient[2], tangent;
    Run *run = evaluator_adjoint(evaluator, point, gradient);
    ck_assert_ptr_nonnull(run);
    ck_assert_msg(equal(run_output(run, 0), value), "f(%g, %g) = %g, not %g", x, y,
                  run_output(run, 0), value);
    for (uint32_t i = 0; i < 2; i++) {
        ck_assert_ptr_nonnull(evaluator_tangent(evaluator, point, i, &tangent));
        ck_assert_msg(equal(gradient[i], expected[i]) && equal(tangent, expected[i]),
                      "at (%g, %g) by %u: reverse %g, forward %g, not %g", x, y, i, gradient[i],
                      tangent, expected[i]);
    }
}

static void expect_once(NodeId root, double x, double y, double value, double by_x, double by_y) {
    Evaluator evaluator;
    ck_assert(evaluator_of_nodes(&evaluator, &graph, &root, 1, 2));
    expect(&evaluator, x, y, value, by_x, by_y);
    evaluator_end(&evaluator);
}

/* if x > 0 then log(x) else -x: the untaken log(-2) poisons nothing, and turning back and forth
 * between known tapes asks for no memory. */
START_TEST(guards_flip) {
    begin_graph();
    NodeId x = var(0);
    NodeId root = choose(two(OP_GT, x, number(0.0)), one(OP_LOG, x), one(OP_NEG, x));
    Evaluator evaluator;
    ck_assert(evaluator_of_nodes(&evaluator, &graph, &root, 1, 2));
    expect(&evaluator, 2.0, 0.0, log(2.0), 0.5, 0.0);
    expect(&evaluator, -2.0, 0.0, 2.0, -1.0, 0.0);
    ck_assert_uint_eq(evaluator.runs.count, 2);
    memory_fail_at(1, true);
    for (int i = 0; i < 4; i++) {
        expect(&evaluator, 4.0, 0.0, log(4.0), 0.25, 0.0);
        expect(&evaluator, -3.0, 0.0, 3.0, -1.0, 0.0);
    }
    ck_assert_uint_eq(memory_requests(), 0);
    memory_fail_at(0, false);
    /* NaN > 0 is 0, so the second arm; a NaN itself, being != 0, holds. */
    expect(&evaluator, NAN, 0.0, NAN, NAN, NAN);
    evaluator_end(&evaluator);
    expect_once(choose(x, number(7.0), number(8.0)), NAN, 0.0, 7.0, 0.0, 0.0);
    end_graph();
}
END_TEST

/* Conditions that contain choices, arms that are choices, parts shared between arms; 2^2 ways. */
START_TEST(guards_nested) {
    begin_graph();
    NodeId x = var(0), y = var(1), zero = number(0.0);
    NodeId shared = two(OP_MUL, x, y);
    NodeId inner = choose(two(OP_LT, y, zero), one(OP_SQRT, one(OP_NEG, y)), shared);
    NodeId condition = two(OP_GT, choose(two(OP_GT, x, zero), y, one(OP_NEG, y)), zero);
    NodeId outer = choose(condition, two(OP_ADD, inner, shared), two(OP_SUB, shared, x));
    NodeId root = two(OP_ADD, outer, inner);
    Evaluator evaluator;
    ck_assert(evaluator_of_nodes(&evaluator, &graph, &root, 1, 2));
    for (int i = 0; i < 2; i++) {
        expect(&evaluator, 2.0, 3.0, 18.0, 9.0, 6.0);     /* 3xy */
        expect(&evaluator, -2.0, 3.0, -10.0, 5.0, -4.0);  /* 2xy - x */
        expect(&evaluator, 2.0, -4.0, -8.0, -5.0, 1.75);  /* xy - x + sqrt(-y) */
        expect(&evaluator, -2.0, -4.0, 12.0, -4.0, -2.5); /* 2 sqrt(-y) + xy */
    }
    ck_assert_uint_eq(evaluator.runs.count, 4);
    evaluator_end(&evaluator);
    end_graph();
}
END_TEST

/* One condition that decides many choices is one guard; a constant condition is none. */
START_TEST(guards_shared) {
    begin_graph();
    NodeId x = var(0), y = var(1), condition = two(OP_GT, x, y);
    NodeId first = choose(condition, x, y), second = choose(condition, y, x);
    NodeId certain = choose(number(1.0), x, one(OP_LOG, x));
    NodeId root = two(OP_ADD, two(OP_SUB, first, second), two(OP_MUL, first, certain));
    Evaluator evaluator;
    ck_assert(evaluator_of_nodes(&evaluator, &graph, &root, 1, 2));
    expect(&evaluator, 3.0, 1.0, 11.0, 7.0, -1.0);
    uint32_t guards = 0;
    const Tape *tape = evaluator.runs.items[0]->tape;
    for (size_t i = 0; i < tape->code.count; i++)
        guards += tape->code.items[i].op == OP_SELECT;
    ck_assert_uint_eq(guards, 1);
    ck_assert_uint_eq(tape->choices.count, 1);
    ck_assert_uint_eq(tape->code.count, 5);
    expect(&evaluator, 1.0, 3.0, 5.0, 2.0, 2.0);
    evaluator_end(&evaluator);
    end_graph();
}
END_TEST

/* Two tapes whose guards, read in id order, say the same (0, 1), though they are other guards. */
START_TEST(guards_alike) {
    begin_graph();
    NodeId x = var(0), y = var(1);
    NodeId first = two(OP_GT, y, number(10.0)), outer = two(OP_GT, x, number(0.0));
    NodeId last = two(OP_GT, y, number(20.0));
    NodeId root = choose(outer, choose(first, y, x), choose(last, one(OP_NEG, y), x));
    Evaluator evaluator;
    ck_assert(evaluator_of_nodes(&evaluator, &graph, &root, 1, 2));
    expect(&evaluator, 5.0, 7.0, 5.0, 1.0, 0.0);
    expect(&evaluator, -5.0, 30.0, -30.0, 0.0, -1.0);
    expect(&evaluator, 5.0, 30.0, 30.0, 0.0, 1.0);
    expect(&evaluator, -5.0, 15.0, -5.0, 1.0, 0.0);
    ck_assert_uint_eq(evaluator.runs.count, 4);
    evaluator_end(&evaluator);
    end_graph();
}
END_TEST

/* A staircase of more steps than tapes are kept. */
START_TEST(guards_many) {
    enum { STEPS = TAPES_MAX + 20 };
    begin_graph();
    NodeId x = var(0), root = number(-1.0);
    for (int i = STEPS; i-- > 0;)
        root = choose(two(OP_LT, x, number(i + 1.0)), two(OP_MUL, number(i), x), root);
    Evaluator evaluator;
    ck_assert(evaluator_of_nodes(&evaluator, &graph, &root, 1, 2));
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < STEPS; i++)
            expect(&evaluator, i + 0.5, 0.0, i * (i + 0.5), i, 0.0);
    expect(&evaluator, STEPS, 0.0, -1.0, 0.0, 0.0);
    ck_assert_uint_eq(evaluator.runs.count, EVALUATOR_MAX_RUNS);
    evaluator_end(&evaluator);
    end_graph();
}
END_TEST

START_TEST(roots_of_all_kinds) {
    begin_graph();
    NodeId x = var(0), y = var(1), five = number(5.0);
    expect_once(five, 1.0, 2.0, 5.0, 0.0, 0.0);
    expect_once(y, 1.0, 2.0, 2.0, 0.0, 1.0);
    expect_once(choose(x, y, five), 1.0, 2.0, 2.0, 0.0, 1.0);
    expect_once(choose(x, y, five), 0.0, 2.0, 5.0, 0.0, 0.0);
    expect_once(NODE_POISON, 1.0, 2.0, NAN, NAN, NAN);
    /* The graph may grow while an evaluator is at work. */
    NodeId root = two(OP_MUL, x, y);
    Evaluator evaluator;
    ck_assert(evaluator_of_nodes(&evaluator, &graph, &root, 1, 2));
    expect(&evaluator, 3.0, 4.0, 12.0, 4.0, 3.0);
    choose(two(OP_LT, x, y), root, five);
    expect(&evaluator, 4.0, 3.0, 12.0, 3.0, 4.0);
    evaluator_end(&evaluator);
    end_graph();
}
END_TEST

/* ---- structural zeros ---- */

START_TEST(nothing_leaks) {
    begin_graph();
    NodeId x = var(0), y = var(1);
    NodeId root_x = one(OP_SQRT, x); /* its partial is infinite at 0 */
    /* 0 * infinity by x is x's own affair. */
    NodeId product = two(OP_MUL, number(0.0), root_x);
    expect_once(two(OP_ADD, product, graph_power(&graph, y, 2)), 0.0, 3.0, 9.0, NAN, 6.0);
    /* A partial that is zero by structure passes nothing on. */
    expect_once(two(OP_ADD, one(OP_FLOOR, root_x), x), 0.0, 3.0, 0.0, 1.0, 0.0);
    expect_once(two(OP_ADD, graph_power(&graph, root_x, 0), x), 0.0, 3.0, 1.0, 1.0, 0.0);
    expect_once(two(OP_MUL, two(OP_LT, root_x, y), x), 0.0, 3.0, 0.0, 1.0, 0.0);
    /* Constants whose partials are infinite. */
    expect_once(two(OP_ADD, two(OP_MUL, one(OP_SQRT, number(0.0)), y), x), 0.0, 3.0, 0.0, 1.0, 0.0);
    /* Other roots on the same tape do not matter to the first. */
    NodeId roots[2] = {graph_power(&graph, x, 2), root_x};
    Evaluator evaluator;
    ck_assert(evaluator_of_nodes(&evaluator, &graph, roots, 2, 2));
    expect(&evaluator, 0.0, 3.0, 0.0, 0.0, 0.0);
    ck_assert(equal(run_output(evaluator.runs.items[0], 1), 0.0));
    evaluator_end(&evaluator);
    /* The value is NaN: so are all derivatives, though 1/x is -1 and y is not used. */
    expect_once(one(OP_LOG, x), -1.0, 3.0, NAN, NAN, NAN);
    end_graph();
}
END_TEST

/* ---- many operands, and depth ---- */

START_TEST(products_with_zeros) {
    enum { FACTORS = 20 };
    begin_graph();
    NodeId factors[FACTORS];
    for (uint32_t i = 0; i < FACTORS; i++)
        factors[i] = var(i);
    NodeId root = graph_chain(&graph, OP_MUL, factors, FACTORS, (Span){0, 0});
    ck_assert_int_eq(graph_op(&graph, root), OP_PROD);
    Evaluator evaluator;
    ck_assert(evaluator_of_nodes(&evaluator, &graph, &root, 1, FACTORS));
    for (uint32_t zeros = 0; zeros <= 2; zeros++) {
        double point[FACTORS], gradient[FACTORS], tangent;
        for (uint32_t i = 0; i < FACTORS; i++)
            point[i] = i % 3 ? 2.0 : 0.25; /* powers of two: every product is exact */
        if (zeros > 0)
            point[4] = 0.0;
        if (zeros > 1)
            point[17] = 0.0;
        ck_assert_ptr_nonnull(evaluator_adjoint(&evaluator, point, gradient));
        for (uint32_t i = 0; i < FACTORS; i++) {
            double others = 1.0;
            for (uint32_t j = 0; j < FACTORS; j++)
                others *= i == j ? 1.0 : point[j];
            ck_assert(zeros < 2 || others == 0.0);
            evaluator_tangent(&evaluator, point, i, &tangent);
            ck_assert_double_eq(gradient[i], others);
            ck_assert_double_eq(tangent, others);
        }
    }
    evaluator_end(&evaluator);
    end_graph();
}
END_TEST

/* The same operand several times, and constants among the operands. */
START_TEST(operands_repeated) {
    begin_graph();
    NodeId x = var(0), y = var(1), list[] = {x, y, number(3.0), x, x};
    NodeId product = graph_apply(&graph, OP_PROD, 0, list, 5, (Span){0, 0});
    NodeId sum = graph_apply(&graph, OP_SUM, 0, list, 5, (Span){0, 0});
    NodeId most = graph_apply(&graph, OP_MAXIMUM, 0, list, 5, (Span){0, 0});
    expect_once(product, 2.0, 5.0, 120.0, 180.0, 24.0);
    expect_once(sum, 2.0, 5.0, 14.0, 3.0, 1.0);
    expect_once(most, 2.0, 5.0, 5.0, 0.0, 1.0);
    expect_once(most, 3.0, 1.0, 3.0, 0.75, 0.0); /* a tie of four, three of them x */
    end_graph();
}
END_TEST

START_TEST(long_and_deep) {
    enum { LENGTH = 1000000 };
    begin_graph();
    NodeId x = var(0), deep = x, *terms = malloc(LENGTH * sizeof *terms);
    for (uint32_t i = 0; i < LENGTH; i++) {
        deep = two(OP_ADD, deep, i % 2 ? x : number(1.0));
        terms[i] = i % 2 ? x : deep;
    }
    NodeId wide = graph_chain(&graph, OP_ADD, terms, LENGTH, (Span){0, 0});
    free(terms);
    expect_once(deep, 3.0, 0.0, 3.0 + 2.0 * LENGTH, 1.0 + LENGTH / 2, 0.0);
    /* deep after step 2k is (k + 1)(x + 1) for k = 0, 1, ...; each is followed by x. */
    double half = LENGTH / 2, climb = half * (half + 1.0) / 2.0;
    expect_once(wide, 3.0, 0.0, 4.0 * climb + 3.0 * half, climb + half, 0.0);
    /* A choice makes the compiler walk: the same depth again, without a stack of its own. */
    NodeId guarded = choose(two(OP_GT, wide, number(0.0)), deep, x);
    expect_once(guarded, 3.0, 0.0, 3.0 + 2.0 * LENGTH, 1.0 + LENGTH / 2, 0.0);
    ck_assert_uint_eq(sizeof(Instruction), 20);
    end_graph();
}
END_TEST

/* ---- memory, and printing ---- */

START_TEST(memory_running_out) {
    begin_graph();
    NodeId x = var(0), y = var(1), terms[] = {x, two(OP_MUL, x, y), y};
    NodeId sum = graph_apply(&graph, OP_PROD, 0, terms, 3, (Span){0, 0});
    NodeId root = choose(two(OP_GT, x, y), sum, one(OP_EXP, x));
    size_t failed = 0;
    for (size_t n = 1;; n++) {
        ck_assert(n < 100);
        Evaluator evaluator;
        double gradient[2], tangent;
        const double point[2] = {3.0, 2.0};
        memory_fail_at(n, false);
        bool done = evaluator_of_nodes(&evaluator, &graph, &root, 1, 2);
        if (done) {
            bool reverse = evaluator_adjoint(&evaluator, point, gradient);
            bool forward = evaluator_tangent(&evaluator, point, 0, &tangent);
            done = reverse && forward;
        }
        bool all = memory_requests() < n;
        memory_fail_at(0, false);
        ck_assert_msg(done == all, "request %zu failed and nobody said so", n);
        ck_assert(done == !diag.out_of_memory);
        diag_free(&diag);
        memset(&diag, 0, sizeof diag);
        failed += !done;
        /* The evaluator is as good as before once there is memory again. */
        if (evaluator.tapes->roots.count)
            expect(&evaluator, 3.0, 2.0, 36.0, 24.0, 36.0);
        evaluator_end(&evaluator);
        if (done)
            break;
    }
    ck_assert_uint_gt(failed, 10);
    end_graph();
}
END_TEST

START_TEST(printing) {
    begin_graph();
    NodeId x = var(0), y = var(1), terms[20];
    NodeId cube = graph_power(&graph, x, 3);
    for (uint32_t i = 0; i < 20; i++)
        terms[i] = i % 2 ? cube : y;
    NodeId sum = graph_chain(&graph, OP_ADD, terms, 20, (Span){0, 0});
    NodeId roots[2] = {choose(two(OP_LT, cube, number(0.5)), sum, x), y};
    Tape tape;
    Text text = {0};
    const Variable variables[] = {{"x", 0}, {"y", 1}};
    ck_assert(
        tape_compile(&tape, &(TapeRoots){&graph, roots, 2, 2, NULL, 0}, (double[]){0.0, 1.0}));
    tape_print(&tape, variables, &text);
    ck_assert_str_eq(text_string(&text),
                     "%3 = POWI[3] x\n"
                     "%4 = SUM y %3 y %3 y %3 y %3 y %3 y %3 y %3 y %3 ... and 4 more\n"
                     "%5 = LT %3 0.5\n"
                     "guard %5 != 0\n"
                     "output %4 y\n");
    tape_free(&tape);
    ck_assert(
        tape_compile(&tape, &(TapeRoots){&graph, roots, 2, 2, NULL, 0}, (double[]){1.0, 1.0}));
    text_clear(&text);
    tape_print(&tape, variables, &text);
    ck_assert_str_eq(text_string(&text), "%3 = POWI[3] x\n"
                                         "%4 = LT %3 0.5\n"
                                         "guard %4 == 0\n"
                                         "output x y\n");
    tape_free(&tape);
    text_free(&text);
    end_graph();
}
END_TEST

int main(void) {
    const TTest *const tests[] = {
        guards_flip,       guards_nested,      guards_shared,      guards_alike,
        guards_many,       roots_of_all_kinds, nothing_leaks,      products_with_zeros,
        operands_repeated, long_and_deep,      memory_running_out, printing,
    };
    Suite *suite = suite_create("tape");
    TCase *tcase = suite_case(suite, "tape");
    for (size_t i = 0; i < LENGTH(tests); i++)
        tcase_add_test(tcase, tests[i]);
    return suite_run(suite);
}

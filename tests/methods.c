/* The four methods against truths that do not come from adcalc: derivatives written by hand and
 * evaluated in long double, and tables of decimals. */
#include "adcalc.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"
#include "support/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- methods on programs --------------------------------------------------------------------- */

static Posed traced;

static void begin_program(const char *program, const char *values) {
    bool begun = posed_begin(&traced, &rules, program, values);
    if (!begun) {
        Text text = {0};
        diag_print_errors(&traced.diag, &text);
        ck_abort_msg("%s at %s: %s", program, values, text_string(&text));
    }
}

typedef struct Answer {
    double value, gradient[POSED_VARIABLES], estimates[POSED_VARIABLES];
    char scheme[64], passes[64];
    uint32_t nodes;
} Answer;

static Answer answer_of(MethodId id, MethodOptions options) {
    Answer answer = {0};
    const MethodRow *row = &method_table[id];
    Method *method = row->prepare(&traced.problem, &options);
    ck_assert_msg(method, "%s cannot be prepared", row->name);
    method_evaluate(method, &answer.value, answer.gradient);
    if (method->way->estimate)
        method->way->estimate(method, answer.estimates);
    put_words(method->scheme, answer.scheme, sizeof answer.scheme);
    put_words(method->passes, answer.passes, sizeof answer.passes);
    answer.nodes = method->nodes;
    method->way->release(method);
    return answer;
}

static const struct Lecture {
    const char *program, *values, *value;
    double value_ulps;
    const char *slope[2], *second;
} facts[] = {
#define FACT(program, values, value, value_ulps, dx, dy, second)                                   \
    {program, values, value, value_ulps, {dx, dy}, second},
#include "support/lecture-values.def"
};

/* |got - truth| in units of the spacing of doubles at the truth, the truth with more digits. */
static double ulps_off(double got, const char *truth) {
    long double exact = strtold(truth, NULL);
    return (double)(fabsl(got - exact) / (long double)accuracy_spacing((double)exact));
}

START_TEST(lecture_values) {
    const struct Lecture *fact = &facts[_i];
    begin_program(fact->program, fact->values);
    uint32_t variables = fact->slope[1][0] != '\0' ? 2 : 1;
    ck_assert_uint_eq(traced.problem.components, variables);
    for (MethodId id = 0; id < METHOD_COUNT; id++) {
        const char *name = method_table[id].name;
        Answer answer = answer_of(id, (MethodOptions){0});
        ck_assert_msg(ulps_off(answer.value, fact->value) <= fact->value_ulps,
                      "%s, %s: value %.17g, should be %s", fact->program, name, answer.value,
                      fact->value);
        for (uint32_t i = 0; i < variables; i++) {
            double got = answer.gradient[i];
            long double error = fabsl(got - strtold(fact->slope[i], NULL));
            bool right = id == METHOD_NUMERIC ? error <= answer.estimates[i]
                                              : ulps_off(got, fact->slope[i]) <= 4.0;
            ck_assert_msg(right, "%s at %s, %s, d/d%s: %.17g +- %g, should be %s", fact->program,
                          fact->values, name, traced.variables[i].name, got, answer.estimates[i],
                          fact->slope[i]);
        }
    }
    posed_free(&traced);
}
END_TEST

/* All three exact methods applied to the formula of the first derivative. */
START_TEST(second_derivatives) {
    const struct Lecture *fact = &facts[_i];
    if (fact->second[0] == '\0')
        return;
    begin_program(fact->program, fact->values);
    Tapes tapes;
    NodeId root = derivative(&rules, traced.problem.graph, traced.problem.root, 0);
    ck_assert(tapes_of_nodes(&tapes, traced.problem.graph, &root, 1, traced.problem.components));
    traced.problem.root = root;
    traced.problem.tapes = &tapes;
    for (MethodId id = 0; id < METHOD_COUNT; id++) {
        Answer answer = answer_of(id, (MethodOptions){0});
        double error = (double)fabsl(answer.gradient[0] - strtold(fact->second, NULL));
        bool right = id == METHOD_NUMERIC
                         ? error <= answer.estimates[0]
                         : ulps_off(answer.gradient[0], fact->second) <= 2.0 * fact->value_ulps;
        ck_assert_msg(right, "%s at %s, %s: second derivative %.17g, should be %s", fact->program,
                      fact->values, method_table[id].name, answer.gradient[0], fact->second);
    }
    tapes_free(&tapes);
    posed_free(&traced);
}
END_TEST

START_TEST(passes_and_schemes) {
    begin_program("2*x+4*y", "x=2,y=3");
    ck_assert_str_eq(answer_of(METHOD_FORWARD, (MethodOptions){0}).passes,
                     "2 sweeps, one per variable");
    ck_assert_str_eq(answer_of(METHOD_REVERSE, (MethodOptions){0}).passes, "1 forward + 1 reverse");
    ck_assert_str_eq(answer_of(METHOD_SYMBOLIC, (MethodOptions){0}).passes,
                     "1 tape: f and 2 partials");
    Answer numeric = answer_of(METHOD_NUMERIC, (MethodOptions){0});
    ck_assert_str_eq(numeric.passes, "4 evaluations of f");
    ck_assert_str_eq(numeric.scheme, "central, h = 1.2e-5 to 1.8e-5");
    numeric = answer_of(METHOD_NUMERIC, (MethodOptions){.scheme = NUMERIC_FORWARD});
    ck_assert_str_eq(numeric.passes, "3 evaluations of f");
    posed_free(&traced);

    begin_program("x^2", "x=0.5");
    ck_assert_str_eq(answer_of(METHOD_FORWARD, (MethodOptions){0}).passes, "1 sweep");
    ck_assert_str_eq(answer_of(METHOD_SYMBOLIC, (MethodOptions){0}).passes,
                     "1 tape: f and 1 partial");
    ck_assert_str_eq(answer_of(METHOD_NUMERIC, (MethodOptions){0}).scheme, "central, h = 6.1e-6");
    ck_assert_str_eq(answer_of(METHOD_NUMERIC, (MethodOptions){.scheme = NUMERIC_BACKWARD}).scheme,
                     "backward, h = 1.5e-8");
    ck_assert_str_eq(answer_of(METHOD_NUMERIC, (MethodOptions){.step = 0.25}).scheme,
                     "central, h = 0.25");
    /* (f(x + h) - f(x - h)) / 2h is exact for squares, and here in doubles too. */
    ck_assert_double_eq(answer_of(METHOD_NUMERIC, (MethodOptions){.step = 0.25}).gradient[0], 1.0);
    Answer lecture = answer_of(METHOD_NUMERIC, (MethodOptions){.scheme = NUMERIC_LECTURE});
    ck_assert_str_eq(lecture.scheme, "lecture, h = 1e-4");
    double h = 1e-4, moved = 0.5 + h;
    ck_assert_double_eq(lecture.gradient[0], (moved * moved - 0.25) / h);
    posed_free(&traced);

    begin_program("1+2*3", "");
    for (MethodId id = 0; id < METHOD_COUNT; id++)
        ck_assert_double_eq(answer_of(id, (MethodOptions){0}).value, 7.0);
    ck_assert_str_eq(answer_of(METHOD_NUMERIC, (MethodOptions){0}).passes, "1 evaluation of f");
    posed_free(&traced);
}
END_TEST

START_TEST(ends_of_domains) {
    begin_program("log(x)", "x=1e-300");
    Answer numeric = answer_of(METHOD_NUMERIC, (MethodOptions){0});
    ck_assert_str_eq(numeric.scheme, "central, h = 6.1e-306; smaller: f ends nearby");
    ck_assert(fabs(numeric.gradient[0] - 1e300) <= numeric.estimates[0]);
    ck_assert(numeric.estimates[0] < 1e294);
    posed_free(&traced);

    begin_program("x^2.5", "x=0");
    numeric = answer_of(METHOD_NUMERIC, (MethodOptions){0});
    ck_assert_str_eq(numeric.scheme, "central, h = 6.1e-6; one-sided: f ends here");
    ck_assert_str_eq(numeric.passes, "3 evaluations of f");
    ck_assert(fabs(numeric.gradient[0]) <= numeric.estimates[0]);
    posed_free(&traced);

    begin_program("exp(x)", "x=709.78");
    numeric = answer_of(METHOD_NUMERIC, (MethodOptions){0});
    double truth = (double)expl(709.78L);
    ck_assert(fabs(numeric.gradient[0] - truth) <= numeric.estimates[0] + 0x1p-50 * truth);
    ck_assert(numeric.estimates[0] < 1e-6 * truth);
    posed_free(&traced);

    begin_program("log(x)+y", "x=-1,y=2");
    for (MethodId id = 0; id < METHOD_COUNT; id++) {
        Answer answer = answer_of(id, (MethodOptions){0});
        ck_assert_msg(isnan(answer.value) && isnan(answer.gradient[0]) && isnan(answer.gradient[1]),
                      "%s: where f is NaN so are its derivatives", method_table[id].name);
    }
    posed_free(&traced);
}
END_TEST

/* Simplification may leave the domain of what it simplifies; the answer must not. */
static const char *const risky[][2] = {
    {"x*sqrt(x)", "x=0"},      {"x^2*x^0.5", "x=0"},       {"sqrt(x^2)", "x=0"},
    {"sqrt(x^2)", "x=-2"},     {"exp(log(x))", "x=0"},     {"log(x^2)", "x=-3"},
    {"x^y", "x=0,y=2"},        {"x^y", "x=-2,y=2"},        {"(x^2)^0.5", "x=0"},
    {"x^2/y*y", "x=1,y=0"},    {"(x-y)/(x-y)", "x=1,y=1"}, {"sqrt(x)^2", "x=0"},
    {"log(x*y)", "x=-1,y=-2"}, {"abs(x)*x", "x=0"},        {"abs(x)/x", "x=-2"},
    {"(x^3)^(1/3)", "x=2"},    {"x*0+1/(1+y)", "x=1,y=2"}, {"hypot(x,y)", "x=0,y=0"},
    {"tan(x)*cos(x)", "x=0"},  {"sqrt(sin(x)^2)", "x=0"},  {"hypot(x,y^3)", "x=-1,y=-1.4e87"},
    {"x*log(x)", "x=0"},
};

START_TEST(answers_are_of_one_kind) {
    begin_program(risky[_i][0], risky[_i][1]);
    Answer forward = answer_of(METHOD_FORWARD, (MethodOptions){0});
    for (MethodId id = METHOD_SYMBOLIC; id <= METHOD_REVERSE; id++) {
        Answer answer = answer_of(id, (MethodOptions){0});
        for (uint32_t i = 0; i < traced.problem.components; i++) {
            ck_assert_msg(method_same_kind(answer.gradient[i], forward.gradient[i]),
                          "%s at %s, d/d%s: %s %g, forward %g", risky[_i][0], risky[_i][1],
                          traced.variables[i].name, method_table[id].name, answer.gradient[i],
                          forward.gradient[i]);
        }
    }
    posed_free(&traced);
}
END_TEST

START_TEST(kinds) {
    ck_assert(method_same_kind(1.0, -2.0));
    ck_assert(method_same_kind((double)NAN, -(double)NAN));
    ck_assert(method_same_kind((double)INFINITY, (double)INFINITY));
    ck_assert(!method_same_kind((double)INFINITY, -(double)INFINITY));
    ck_assert(!method_same_kind((double)INFINITY, (double)NAN));
    ck_assert(!method_same_kind(0.0, (double)NAN));
    ck_assert(!method_same_kind(1e300, (double)INFINITY));
}
END_TEST

/* The point is read anew at each evaluation, and the stencil with it. */
START_TEST(points_may_move) {
    begin_program("if x > 0 then sqrt(x)*y else x^2*y", "x=4,y=3");
    double *point = traced.statements.point.items;
    for (MethodId id = 0; id < METHOD_COUNT; id++) {
        const MethodRow *row = &method_table[id];
        Method *method = row->prepare(&traced.problem, &(MethodOptions){0});
        double value, gradient[2];
        for (int round = 0; round < 2; round++) {
            point[0] = 4.0;
            method_evaluate(method, &value, gradient);
            ck_assert_double_eq_tol(gradient[0], 0.75, 1e-8);
            ck_assert_double_eq_tol(gradient[1], 2.0, 1e-8);
            point[0] = -1000.0;
            method_evaluate(method, &value, gradient);
            ck_assert_double_eq_tol(gradient[0], -6000.0, 1e-4);
            ck_assert_double_eq_tol(gradient[1], 1e6, 1e-2);
        }
        method->way->release(method);
    }
    posed_free(&traced);
}
END_TEST

START_TEST(evaluations_allocate_nothing) {
    begin_program("log(1/(1+exp(-x))+1)*y^3 + (if x > y then x else y)", "x=0.5,y=2");
    for (MethodId id = 0; id < METHOD_COUNT; id++) {
        const MethodRow *row = &method_table[id];
        Method *method = row->prepare(&traced.problem, &(MethodOptions){0});
        double value, gradient[2];
        method_evaluate(method, &value, gradient);
        size_t requests = memory_requests();
        for (int i = 0; i < 10; i++)
            method_evaluate(method, &value, gradient);
        ck_assert_msg(memory_requests() == requests, "%s asks for memory while it is timed",
                      row->name);
        method->way->release(method);
    }
    posed_free(&traced);
}
END_TEST

/* Each request for memory of each method fails once: no method, or one that works; and the error is
 * said. */
START_TEST(memory_may_run_out) {
    MethodId id = (MethodId)_i;
    const MethodRow *row = &method_table[id];
    bool worked = false;
    for (size_t n = 1; !worked && n < 2000; n++) {
        Rules fresh; /* rules that ran out of memory stay without */
        ck_assert(rules_begin(&fresh));
        begin_program("if x > 0 then x/x*sqrt(x)*y else y", "x=0.25,y=3");
        traced.problem.rules = &fresh;
        memory_fail_at(n, true);
        Method *method = row->prepare(&traced.problem, &(MethodOptions){0});
        double value = 0.0, gradient[2] = {0.0, 0.0};
        if (method)
            method_evaluate(method, &value, gradient);
        memory_fail_at(0, false);
        worked = method && value == 1.5;
        ck_assert_msg(worked || diag_failed(&traced.diag), "%s: request %zu fails in silence",
                      row->name, n);
        if (method)
            method->way->release(method);
        posed_free(&traced);
        rules_free(&fresh);
    }
    ck_assert_msg(worked, "%s never gets enough memory", row->name);
}
END_TEST

/* First derivatives by variables are a gradient, whoever asks for them. */
START_TEST(gradients_are_lists) {
    begin_program("x*y*z", "x=1,y=2,z=3");
    const double along[] = {0.0, 2.0, 1.0};
    const Factor factors[] = {{2, 1}, {0, 1}, {3, 1}, {1, 2}};
    const Derivative lists[][2] = {{{&factors[0], 1}, {&factors[1], 1}},
                                   {{&factors[0], 1}, {&factors[2], 1}},
                                   {{&factors[0], 1}, {&factors[3], 1}},
                                   {{&factors[0], 1}, {&factors[0], 2}}};
    static const uint32_t by[][2] = {{2, 0}, {2, 1}, {2, 1}, {2, 0}}, first[] = {0, 1, 1, 2};
    traced.problem.derivative_count = 2;
    traced.problem.direction = along;
    for (uint32_t i = 0; i < LENGTH(lists); i++) {
        uint8_t moved[3] = {0};
        uint32_t variables[3];
        traced.problem.derivatives = lists[i];
        ck_assert_int_eq(problem_is_gradient(&traced.problem), i == 0);
        ck_assert_uint_eq(problem_moved(&traced.problem, moved, variables), 2);
        ck_assert_mem_eq(variables, by[i], 2 * sizeof *variables);
        for (uint32_t v = 0; v < 3; v++)
            ck_assert_int_eq(moved[v], v == by[i][0] || v == by[i][1]);
        ck_assert_uint_eq(problem_marked(&traced.problem, &lists[i][1], moved), first[i]);
        memset(moved, 0, sizeof moved);
        ck_assert_uint_eq(problem_marked(&traced.problem, &lists[i][1], moved), 3);
    }
    posed_free(&traced);
}
END_TEST

START_TEST(components_have_their_variables_names) {
    static const Variable variables[] = {{"a", 0}, {"w", 1}, {"b", 4}};
    const Problem problem = {.variables = variables, .variable_count = 3, .components = 5};
    for (uint32_t i = 0; i < problem.components; i++)
        ck_assert_str_eq(problem_name(&problem, i), i == 0 ? "a" : i == 4 ? "b" : "w");
}
END_TEST

START_TEST(predictions) {
    begin_program("x1*x2*x3*x4*sin(x1+x2)", "x1=1,x2=2,x3=3,x4=4");
    double cost[METHOD_COUNT], alone[METHOD_COUNT];
    for (MethodId id = 0; id < METHOD_COUNT; id++)
        cost[id] = method_table[id].predict(&traced.problem);
    traced.problem.derivative_count = 1;
    for (MethodId id = 0; id < METHOD_COUNT; id++) {
        alone[id] = method_table[id].predict(&traced.problem);
        ck_assert_double_ge(alone[id], 5.0);
    }
    ck_assert_double_eq(cost[METHOD_REVERSE], alone[METHOD_REVERSE]);
    ck_assert_double_eq(cost[METHOD_FORWARD], 4.0 * alone[METHOD_FORWARD]);
    ck_assert_double_eq(cost[METHOD_NUMERIC], 3.0 * alone[METHOD_NUMERIC]);
    ck_assert_double_gt(cost[METHOD_SYMBOLIC], 2.0 * alone[METHOD_SYMBOLIC]);
    /* What does not depend on a variable is not differentiated: x4 is in one of the factors alone.
     * */
    traced.problem.derivatives = &first_derivatives()[3];
    ck_assert_double_lt(method_table[METHOD_SYMBOLIC].predict(&traced.problem),
                        0.5 * alone[METHOD_SYMBOLIC]);
    posed_free(&traced);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("methods");
    TCase *programs = suite_case(suite, "programs");
    tcase_add_checked_fixture(programs, begin_rules, end_rules);
    tcase_add_loop_test(programs, lecture_values, 0, LENGTH(facts));
    tcase_add_loop_test(programs, second_derivatives, 0, LENGTH(facts));
    tcase_add_test(programs, kinds);
    tcase_add_test(programs, passes_and_schemes);
    tcase_add_test(programs, ends_of_domains);
    tcase_add_loop_test(programs, answers_are_of_one_kind, 0, LENGTH(risky));
    tcase_add_test(programs, points_may_move);
    tcase_add_test(programs, evaluations_allocate_nothing);
    tcase_add_loop_test(programs, memory_may_run_out, 0, METHOD_COUNT);
    tcase_add_test(programs, predictions);
    tcase_add_test(programs, gradients_are_lists);
    tcase_add_test(programs, components_have_their_variables_names);
    return suite_run(suite);
}

/* Random programs with loops, branches, functions and recursion. What they compute is known twice:
 * from an interpreter over dual numbers of 200 bits, and as the straight-line program that it
 * writes down, whose value and derivatives must have the same bits, since the operations are the
 * same and in the same order.
 *
 * The methods are held against the interpreter within bounds of their rounding errors (duals.h),
 * which are to first order and allow for sums of a few terms: hence the factor below. A program
 * that would prove little, because a condition has nearly equal sides or because digits are lost,
 * is not looked at. ADCALC_COUNT programs are, those of ADCALC_SEED and the seeds after it: with
 * the seed that a failure names and a count of 1 it comes again. */
#include "support/programs.h"
#include "adcalc.h"
#include "support/chance.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* How many error bounds an answer may be off; no method has been off by one. */
static const double most_units = 2.0;
/* Nearer to a branch than this the numeric method sees both sides. */
static const double numeric_reach = 0.02;
/* ... and by no smaller ones it divides what rounding makes of values. */
static const double smallest_step = 1e-7;

typedef struct Answer {
    double value, gradient[PROGRAM_VARIABLES], estimates[PROGRAM_VARIABLES];
} Answer;

/* One program, and what became of it. */
static Program program;
static Text text, message;
static uint64_t seed;
static double point[PROGRAM_VARIABLES];
static ProgramWay way;
static bool ties; /* at some point so far */
static Posed posed, straight;

static void set_up(void) {
    begin_rules();
    seed = setting("ADCALC_SEED", 1);
}

static void tear_down(void) {
    end_rules();
    program_free(&program);
    program_run_end();
    text_free(&text);
    text_free(&message);
    text_free(&way.unrolled);
}

/* ---- posing ---------------------------------------------------------------------------------- */

/* The seed and the point of what failed, for whoever has to find out; the program, which may be too
 * long for a message of Check's, is printed. */
static const char *described(const double *at) {
    printf("--- program\n%s\n--- unrolled\n%s\n---\n", text_string(&text),
           text_string(&way.unrolled));
    fflush(stdout);
    text_clear(&message);
    text_format(&message, "ADCALC_SEED=%llu ADCALC_COUNT=1, at ", (unsigned long long)seed);
    for (int i = 0; i < program.variables; i++)
        text_format(&message, "%s%s=%.17g", i ? "," : "", program_names[i], at[i]);
    return text_string(&message);
}

static void pose(Posed *out, const char *what, const double *at) {
    char values[200] = "";
    for (int i = 0; i < program.variables; i++)
        snprintf(values + strlen(values), sizeof values - strlen(values), "%s%s=%.17g",
                 i ? "," : "", program_names[i], at[i]);
    if (!posed_begin(out, &rules, what, values)) {
        Text errors = {0};
        diag_print_errors(&out->diag, &errors);
        ck_abort_msg("%s\n%s", described(at), text_string(&errors));
    }
}

/* Where a variable of the generator's stands among those of the posed program, or -1. */
static int place_of(const Posed *in, int variable) {
    for (uint32_t i = 0; i < in->problem.variable_count; i++)
        if (!strcmp(in->variables[i].name, program_names[variable]))
            return (int)i;
    return -1;
}

/* In the order of the generator's variables; 0 for those that the text does not have. */
static void by_name(const Posed *in, const double *found, double out[PROGRAM_VARIABLES]) {
    for (int i = 0; i < PROGRAM_VARIABLES; i++) {
        int place = place_of(in, i);
        out[i] = place < 0 ? 0.0 : found[place];
    }
}

/* The other way round. */
static void point_of(const Posed *in, const double *at, double out[PROGRAM_VARIABLES]) {
    for (int i = 0; i < program.variables; i++)
        if (place_of(in, i) >= 0)
            out[place_of(in, i)] = at[i];
}

static Answer answer_of(const Posed *in, MethodId id, double step) {
    Answer answer = {0};
    double gradient[POSED_VARIABLES], estimates[POSED_VARIABLES] = {0};
    MethodOptions options = {.step = step};
    Method *method = method_table[id].prepare(&in->problem, &options);
    ck_assert_msg(method, "%s: %s cannot be prepared", described(point), method_table[id].name);
    method_evaluate(method, &answer.value, gradient);
    ck_assert_msg(method->answered == in->problem.derivative_count, "%s: %s does not answer",
                  described(point), method_table[id].name);
    if (method->way->estimate)
        method->way->estimate(method, estimates);
    method->way->release(method);
    by_name(in, gradient, answer.gradient);
    by_name(in, estimates, answer.estimates);
    return answer;
}

/* What an evaluator of the function says somewhere else. */
static void evaluate_at(const Posed *in, const double *at, Answer *forward, Answer *reverse) {
    Evaluator evaluator;
    double there[PROGRAM_VARIABLES] = {0}, gradient[PROGRAM_VARIABLES] = {0};
    point_of(in, at, there);
    evaluator_begin(&evaluator, in->problem.tapes);
    const Run *run = evaluator_adjoint(&evaluator, there, gradient);
    ck_assert_msg(run, "%s: no run", described(at));
    reverse->value = run_output(run, 0);
    by_name(in, gradient, reverse->gradient);
    forward->value = run_output(run, 0);
    for (uint32_t i = 0; i < in->problem.variable_count; i++) {
        run = evaluator_tangent(&evaluator, there, i, &gradient[i]);
        ck_assert_msg(run && run_output(run, 0) == forward->value, "%s: no run", described(at));
    }
    by_name(in, gradient, forward->gradient);
    evaluator_free(&evaluator);
}

/* ---- comparing ------------------------------------------------------------------------------- */

static void expect_right(const Answer *answer, MethodId id, const double *at) {
    const char *name = method_table[id].name;
    ck_assert_msg(fabs(answer->value - way.value) <= most_units * way.error,
                  "%s: %s has the value %.17g, not %.17g +- %g", described(at), name, answer->value,
                  way.value, way.error);
    for (int i = 0; i < program.variables; i++)
        ck_assert_msg(fabs(answer->gradient[i] - way.partials[i]) <= most_units * way.errors[i],
                      "%s: %s has d/d%s = %.17g, not %.17g +- %g", described(at), name,
                      program_names[i], answer->gradient[i], way.partials[i], way.errors[i]);
}

static void expect_near(const Answer *answer, const double *at) {
    double size = 0.0;
    for (int i = 0; i < program.variables; i++)
        size = fmax(size, fabs(way.partials[i]));
    for (int i = 0; i < program.variables; i++) {
        double room = fmax(answer->estimates[i], fmax(1e-5 * size, way.error / smallest_step));
        ck_assert_msg(fabs(answer->gradient[i] - way.partials[i]) <= room,
                      "%s: numeric has d/d%s = %.17g +- %g, not %.17g", described(at),
                      program_names[i], answer->gradient[i], answer->estimates[i], way.partials[i]);
    }
}

static bool same_bits(double a, double b) {
    return !memcmp(&a, &b, sizeof a);
}

/* Where the ways of a condition part at the point itself, a trace holds both of them, and what both
 * apply stands where it was first: then a reverse sweep may add in another order. */
static void expect_same(const Answer *answer, const Answer *unrolled, MethodId id,
                        const double *at) {
    const char *name = method_table[id].name;
    ck_assert_msg(same_bits(answer->value, unrolled->value),
                  "%s: %s has the value %.17g, %.17g unrolled", described(at), name, answer->value,
                  unrolled->value);
    for (int i = 0; i < program.variables && !(ties && id == METHOD_REVERSE); i++)
        ck_assert_msg(same_bits(answer->gradient[i], unrolled->gradient[i]),
                      "%s: %s has d/d%s = %.17g, %.17g unrolled", described(at), name,
                      program_names[i], answer->gradient[i], unrolled->gradient[i]);
}

/* All methods, where the program was posed; `numeric`: that one, too. */
static void compare_methods(bool numeric) {
    pose(&straight, text_string(&way.unrolled), point);
    for (MethodId id = 0; id < METHOD_COUNT; id++) {
        if (id == METHOD_NUMERIC && !numeric)
            continue;
        Answer answer = answer_of(&posed, id, 0.0);
        if (id == METHOD_NUMERIC)
            expect_near(&answer, point);
        else
            expect_right(&answer, id, point);
        if (id == METHOD_FORWARD || id == METHOD_REVERSE) {
            Answer unrolled = answer_of(&straight, id, 0.0);
            expect_same(&answer, &unrolled, id, point);
        }
    }
    posed_free(&straight);
}

/* The same function, at another point, which may go another way. */
static void compare_at(const double *at) {
    Answer forward, reverse;
    ties |= way.ties;
    evaluate_at(&posed, at, &forward, &reverse);
    expect_right(&forward, METHOD_FORWARD, at);
    expect_right(&reverse, METHOD_REVERSE, at);
    pose(&straight, text_string(&way.unrolled), at);
    Answer unrolled = answer_of(&straight, METHOD_FORWARD, 0.0);
    expect_same(&forward, &unrolled, METHOD_FORWARD, at);
    unrolled = answer_of(&straight, METHOD_REVERSE, 0.0);
    expect_same(&reverse, &unrolled, METHOD_REVERSE, at);
    posed_free(&straight);
}

/* The program of a seed; false if there is nothing to compare with. */
static bool begin_program(bool plant) {
    random_begin(seed);
    program_make(&program, plant);
    program_point(&program, point);
    text_clear(&text);
    program_write(&program, &text);
    program_run(&program, point, &way);
    ties = way.ties;
    return !way.unusable;
}

/* ---- programs -------------------------------------------------------------------------------- */

START_TEST(programs_are_what_they_apply) {
    uint64_t wanted = cases_to_try(300), branching = 0, other_ways = 0, numeric = 0;
    for (uint64_t count = 0; count < wanted; seed++) {
        if (!begin_program(false))
            continue;
        count++;
        uint64_t decisions = way.decisions;
        branching += way.decided > 0;
        numeric += way.distance > numeric_reach;
        pose(&posed, text_string(&text), point);
        compare_methods(way.distance > numeric_reach);
        double second[PROGRAM_VARIABLES];
        program_point(&program, second);
        program_run(&program, second, &way);
        if (!way.unusable) {
            other_ways += way.decisions != decisions;
            compare_at(second);
        }
        posed_free(&posed);
    }
    ck_assert_msg(wanted < 100 ||
                      (branching * 2 > wanted && other_ways * 10 > wanted && numeric * 2 > wanted),
                  "%llu branch, %llu go other ways, %llu are far from them",
                  (unsigned long long)branching, (unsigned long long)other_ways,
                  (unsigned long long)numeric);
}
END_TEST

/* ---- branches beside the point --------------------------------------------------------------- */

/* Puts a program's planted branch so near to the point, along one variable, that a step of the
 * numeric method goes over it. False if that cannot be, or there is nothing to compare with. */
static bool plant(double beside[PROGRAM_VARIABLES]) {
    const double distance = 1e-7;
    int i = (int)random_below((size_t)program.variables), which = (int)random_below(2);
    double side = random_unit() < 0.5 ? distance : -distance,
           slope = way.planted[which].partials[i];
    double bound = way.planted[which].value + side * slope;
    if (!way.planted_count || !(fabs(slope) > 0.01) || !(bound > 0.0))
        return false;
    program.planted->number = bound;
    text_clear(&text);
    program_write(&program, &text);
    memcpy(beside, point, sizeof point);
    beside[i] += 2.0 * side;
    program_run(&program, point, &way);
    return !way.unusable;
}

/* The quotients of the numeric method, over whatever lies between its two points. */
static void compare_quotients(void) {
    const double h = 0x1p-16;
    Answer answer = answer_of(&posed, METHOD_NUMERIC, h);
    for (int i = 0; i < program.variables; i++) {
        double values[2], moved[PROGRAM_VARIABLES], errors = 0.0;
        bool usable = place_of(&posed, i) >= 0;
        for (int k = 0; k < 2; k++) {
            memcpy(moved, point, sizeof point);
            moved[i] += k ? h : -h;
            program_run(&program, moved, &way);
            usable &= !way.unusable;
            values[k] = way.value;
            errors += way.error;
        }
        double quotient = (values[1] - values[0]) / (2.0 * h);
        double room = most_units * (errors / (2.0 * h) + DBL_EPSILON * fabs(quotient));
        ck_assert_msg(!usable || fabs(answer.gradient[i] - quotient) <= room,
                      "%s: the quotient by %s is %.17g, not %.17g +- %g", described(point),
                      program_names[i], answer.gradient[i], quotient, room);
    }
}

START_TEST(each_side_of_a_branch_is_its_own) {
    uint64_t wanted = cases_to_try(200), turned = 0;
    for (uint64_t count = 0; count < wanted; seed++) {
        double beside[PROGRAM_VARIABLES];
        if (!begin_program(true) || !plant(beside))
            continue;
        count++;
        uint64_t decisions = way.decisions;
        pose(&posed, text_string(&text), point);
        compare_methods(false);
        program_run(&program, beside, &way);
        if (!way.unusable) {
            turned += way.decisions != decisions;
            compare_at(beside);
        }
        compare_quotients();
        posed_free(&posed);
    }
    ck_assert_msg(wanted < 100 || turned * 10 > wanted * 9, "only %llu of %llu go both ways",
                  (unsigned long long)turned, (unsigned long long)wanted);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("programs");
    TCase *cases = suite_case(suite, "programs");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, programs_are_what_they_apply);
    tcase_add_test(cases, each_side_of_a_branch_is_its_own);
    return suite_run(suite);
}

/* Numeric derivatives of any order, piece by piece: the differences, and the method on programs
 * whose derivatives are known, or do not exist.
 * tests/higher-orders.c has the many smooth cases. */
#include "adcalc.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"
#include "support/words.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- formulas -------------------------------------------------------------------------------- */

static double factorial(uint32_t k) {
    double value = 1.0;
    for (uint32_t i = 2; i <= k; i++)
        value *= i;
    return value;
}

START_TEST(differences_of_any_order) {
    static const struct {
        int side;
        uint32_t order, exact; /* the highest power that it is exact for */
        double offsets[5], weights[5];
    } known[] = {
        {0, 1, 2, {-1.0, 1.0}, {-0.5, 0.5}},
        {0, 2, 3, {-1.0, 0.0, 1.0}, {1.0, -2.0, 1.0}},
        {0, 3, 4, {-2.0, -1.0, 1.0, 2.0}, {-0.5, 1.0, -1.0, 0.5}},
        {0, 4, 5, {-2.0, -1.0, 0.0, 1.0, 2.0}, {1.0, -4.0, 6.0, -4.0, 1.0}},
        {1, 1, 1, {0.0, 1.0}, {-1.0, 1.0}},
        {1, 3, 3, {0.0, 1.0, 2.0, 3.0}, {-1.0, 3.0, -3.0, 1.0}},
        {-1, 1, 1, {-1.0, 0.0}, {-1.0, 1.0}},
        {-1, 4, 4, {-4.0, -3.0, -2.0, -1.0, 0.0}, {1.0, -4.0, 6.0, -4.0, 1.0}},
    }; /* A&S 25.3 */
    double offsets[6], weights[6];
    for (size_t i = 0; i < LENGTH(known); i++) {
        uint32_t order = known[i].order;
        uint32_t count = difference_formula(order, known[i].side, offsets, weights);
        ck_assert_uint_eq(count, order + 1);
        for (uint32_t j = 0; j < count; j++) {
            ck_assert_double_eq(offsets[j], known[i].offsets[j]);
            ck_assert_double_eq(weights[j], known[i].weights[j]);
        }
        for (uint32_t power = 0; power <= known[i].exact; power++) {
            double sum = 0.0;
            for (uint32_t j = 0; j < count; j++)
                sum += weights[j] * pow(offsets[j], power);
            ck_assert_double_eq(sum, power == order ? factorial(order) : 0.0);
        }
    }
}
END_TEST

/* x^3 y^2 and exp(x + 2 y) by the distances from (1, 1). */
static double monomial(void *context, const double *distances) {
    *(int *)context += 1;
    return pow(1.0 + distances[0], 3.0) * pow(1.0 + distances[1], 2.0);
}

static double exponential(void *context, const double *distances) {
    *(int *)context += 1;
    return exp(3.0 + distances[0] + 2.0 * distances[1]);
}

START_TEST(fields) {
    const struct {
        double (*value)(void *context, const double *distances);
        uint32_t times[2];
        double truth;
    } known[] = {
        {monomial, {1, 1}, 6.0},
        {monomial, {2, 1}, 12.0},
        {monomial, {3, 2}, 12.0},
        {exponential, {1, 1}, 2.0 * exp(3.0)},
        {exponential, {2, 2}, 4.0 * exp(3.0)},
    };
    static const int sides[] = {0, 1, -1};
    for (size_t i = 0; i < LENGTH(known); i++) {
        for (size_t j = 0; j < LENGTH(sides); j++) {
            int runs = 0;
            Direction directions[2] = {{known[i].times[0], 1.0, 0.0, 0.0, 0},
                                       {known[i].times[1], 1.0, 0.0, 0.0, 0}};
            Differences higher = {.directions = directions, .count = 2};
            Field field = {known[i].value, &runs, known[i].value(&runs, (double[]){0.0, 0.0})};
            higher_fit(&field, &higher, sides[j]);
            ck_assert_int_le(runs, 2000);
            ck_assert_double_le(fabs(higher.value - known[i].truth), higher.estimate);
            ck_assert_double_le(higher.estimate, 1e-3 * known[i].truth);
            ck_assert_double_eq(higher_value(&field, &higher), higher.value);
            for (size_t k = 0; k < 2; k++) {
                ck_assert_uint_eq(directions[k].times, known[i].times[k]);
                ck_assert_int_eq(directions[k].side, sides[j]);
            }
        }
    }
}
END_TEST

/* ---- the method on programs ------------------------------------------------------------------ */

static Posed traced;
static const MethodRow *row; /* numeric's */

enum { MOST_ANSWERS = 32 };

typedef struct Found {
    double value, answers[MOST_ANSWERS], estimates[MOST_ANSWERS];
    char scheme[64], passes[64];
    double step;
} Found;

/* Reads "xx xxy" as d2/dx2 and d3/dx2dy; u is the vector. */
static void want(const char *text) {
    static Factor factors[64];
    static Derivative derivatives[MOST_ANSWERS];
    uint32_t used = 0, count = 0;
    for (; *text != '\0'; text += strcspn(text, " "), text += strspn(text, " ")) {
        Derivative *derivative = &derivatives[count++];
        *derivative = (Derivative){&factors[used], 0};
        for (size_t i = 0; i < strcspn(text, " ");) {
            uint32_t variable = traced.problem.components;
            for (uint32_t j = 0; j < traced.problem.components; j++)
                variable = traced.variables[j].name[0] == text[i] ? j : variable;
            uint32_t times = (uint32_t)strspn(text + i, (char[]){text[i], '\0'});
            factors[used++] = (Factor){variable, times};
            derivative->count++;
            i += times;
        }
    }
    traced.problem.derivatives = derivatives;
    traced.problem.derivative_count = count;
}

static void begin_program(const char *program, const char *values, const char *wanted) {
    ck_assert_msg(posed_begin(&traced, &rules, program, values), "%s at %s", program, values);
    want(wanted);
    row = &method_table[METHOD_NUMERIC];
}

static Found answers_of(MethodOptions options) {
    Found found = {0};
    Method *method = row->prepare(&traced.problem, &options);
    ck_assert_ptr_nonnull(method);
    method_evaluate(method, &found.value, found.answers);
    method->way->estimate(method, found.estimates);
    put_words(method->scheme, found.scheme, sizeof found.scheme);
    put_words(method->passes, found.passes, sizeof found.passes);
    found.step = method->step;
    method->way->release(method);
    return found;
}

/* Each answer is within its estimate of the truth, and the estimate is below `within`
 * of it (or of 1). */
static void check_truths(const char *what, const Found *found, const double *truths, uint32_t count,
                         double within) {
    for (uint32_t i = 0; i < count; i++) {
        double error = fabs(found->answers[i] - truths[i]), size = fmax(fabs(truths[i]), 1.0);
        ck_assert_msg(error <= found->estimates[i], "%s: answer %u is %.17g +- %g, should be %.17g",
                      what, i, found->answers[i], found->estimates[i], truths[i]);
        ck_assert_msg(found->estimates[i] <= within * size, "%s: answer %u is only known to %g",
                      what, i, found->estimates[i]);
    }
}

/* OEIS A002017: exp(sin(x)) = 1 + x + x^2/2! + 0 x^3/3! - 3 x^4/4! - 8 x^5/5! - ... */
START_TEST(exp_of_sin) {
    static const double truths[] = {1.0,   1.0,  0.0,   -3.0,   -8.0,   -3.0,     56.0,
                                    217.0, 64.0, -2951, -12672, 5973.0, 309376.0, 1237173.0};
    begin_program("exp(sin(x))", "x=0",
                  "x xx xxx xxxx xxxxx xxxxxx xxxxxxx xxxxxxxx xxxxxxxxx "
                  "xxxxxxxxxx xxxxxxxxxxx xxxxxxxxxxxx xxxxxxxxxxxxx xxxxxxxxxxxxxx");
    Found found = answers_of((MethodOptions){0});
    check_truths("exp(sin(x))", &found, truths, LENGTH(truths), INFINITY);
    check_truths("exp(sin(x))", &found, truths, 8, 0.01);
    check_truths("exp(sin(x))", &found, truths, 4, 1e-6);
    check_truths("exp(sin(x))", &found, truths, 3, 1e-8);
    ck_assert_ptr_nonnull(strstr(found.scheme, ", rough past order 4"));
    posed_free(&traced);
}
END_TEST

/* Where no digits are left that is said. */
START_TEST(high_orders) {
    static const struct {
        const char *program, *at;
        uint32_t order;
        double truth;
    } known[] = {
        {"sin(x)", "x=0.5", 30, -0.479425538604203}, {"exp(x)", "x=0", 100, 1.0},
        {"1/x", "x=1", 30, 2.652528598121911e32},    {"log(x)", "x=1", 20, -1.21645100408832e17},
        {"1/x", "x=1", 100, 9.332621544394415e157},
    };
    for (size_t i = 0; i < LENGTH(known); i++) {
        Factor factor = {0, known[i].order};
        begin_program(known[i].program, known[i].at, "x");
        traced.problem.derivatives = &(Derivative){&factor, 1};
        Found found = answers_of((MethodOptions){0});
        double error = fabs(found.answers[0] - known[i].truth);
        ck_assert_msg(error <= found.estimates[0] && found.estimates[0] >= fabs(known[i].truth),
                      "%s, order %u: %g +- %g, should be %g", known[i].program, known[i].order,
                      found.answers[0], found.estimates[0], known[i].truth);
        posed_free(&traced);
    }
}
END_TEST

/* Along u: D_u^2 f = u' H u, and the gradient of D_u f is H u. */
START_TEST(along_a_vector) {
    begin_program("x^2*y + sin(y)", "x=3,y=0.5", "u uu xu yu");
    traced.problem.direction = (const double[]){2.0, -1.0};
    double xx = 1.0, xy = 6.0, yy = -sin(0.5);
    double truths[] = {2.0 * 3.0 - (9.0 + cos(0.5)), 4.0 * xx - 4.0 * xy + yy, 2.0 * xx - xy,
                       2.0 * xy - yy};
    Found found = answers_of((MethodOptions){0});
    check_truths("along u", &found, truths, LENGTH(truths), 1e-10);
    traced.problem.direction = (const double[]){0.0, 0.0};
    found = answers_of((MethodOptions){0});
    for (size_t i = 0; i < LENGTH(truths); i++)
        ck_assert_double_le(fabs(found.answers[i]), fmin(found.estimates[i], 1e-10));
    posed_free(&traced);
}
END_TEST

/* Variables of very different sizes do not spoil each other. */
START_TEST(scales) {
    begin_program("sin(1e6*x)*exp(y/1e5)", "x=2e-7,y=3e4", "xx xy yy xxy");
    double s = sin(0.2), c = cos(0.2), e = exp(0.3);
    double truths[] = {-1e12 * s * e, 10.0 * c * e, 1e-10 * s * e, -1e7 * s * e};
    Found found = answers_of((MethodOptions){0});
    for (size_t i = 0; i < LENGTH(truths); i++) {
        ck_assert_double_le(fabs(found.answers[i] - truths[i]), found.estimates[i]);
        ck_assert_double_le(found.estimates[i], 1e-8 * fabs(truths[i]));
    }
    posed_free(&traced);
}
END_TEST

/* The power of a step is beyond the doubles, what is divided by it is not. */
START_TEST(steps_of_any_size) {
    static const struct {
        const char *program, *at, *wanted;
        double truth;
    } cases[] = {
        {"x*1e-200*x", "x=1e180", "xx", 2e-200},         {"x*1e200*x", "x=1e-180", "xx", 2e200},
        {"1e-290*(x*1e-60)*x*x", "x=1e170", "xxx", 0.0}, {"x*y", "x=1e200,y=1e-200", "xy", 1.0},
        {"(x*1e-250)^2", "x=1e250", "xx", 0.0},          {"log(x)", "x=1e200", "xx", 0.0},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        begin_program(cases[i].program, cases[i].at, cases[i].wanted);
        Found found = answers_of((MethodOptions){0});
        ck_assert_double_le(fabs(found.answers[0] - cases[i].truth), found.estimates[0]);
        ck_assert_double_le(found.estimates[0], fmax(1e-8 * cases[i].truth, 1e-320));
        posed_free(&traced);
    }
}
END_TEST

/* ---- where there is no derivative, or f ends ------------------------------------------------- */

/* The answers for "x xx xxx" may say anything within their estimates of the truths,
 * or that they do not know; NaN: there is no truth, and they must not claim to know. */
static const struct Edge {
    const char *program, *at;
    double truths[3];
} edges[] = {
    {"abs(x)", "x=0", {NAN, NAN, NAN}},
    {"abs(x) + 1", "x=0", {NAN, NAN, NAN}},
    {"(abs(x) + 1e6) - 1e6", "x=0", {NAN, NAN, NAN}},
    {"x*abs(x)", "x=0", {0.0, NAN, NAN}},
    {"abs(x)^3", "x=0", {0.0, 0.0, NAN}},
    {"if x < 1 then x^2 else 2*x - 1", "x=1", {2.0, NAN, NAN}},
    {"abs(x) + x", "x=1e-7", {2.0, 0.0, 0.0}},
    {"relu(x) + 1", "x=-1e-9", {0.0, 0.0, 0.0}},
    {"max(x, 1)", "x=1.001", {1.0, 0.0, 0.0}},
    {"floor(x)", "x=3", {NAN, NAN, NAN}},
    {"floor(x)", "x=2.3", {0.0, 0.0, 0.0}},
    {"floor(x)", "x=1000.3", {0.0, 0.0, 0.0}},
    {"(1e13 + x) - 1e13", "x=0.3", {1.0, 0.0, 0.0}},
    {"x + 1e-6*sin(1e6*x)", "x=0", {2.0, 0.0, -1e12}},
    {"sqrt(x)", "x=0", {NAN, NAN, NAN}},
    {"cbrt(x)", "x=0", {NAN, NAN, NAN}},
    {"x^2.5", "x=0", {0.0, 0.0, NAN}},
    {"x^3 + 0*sqrt(x)", "x=0", {0.0, 0.0, 6.0}},
    {"x^3 + 0*sqrt(-x)", "x=0", {0.0, 0.0, 6.0}},
    {"log(x)", "x=1e-100", {1e100, -1e200, 2e300}},
    {"1/x", "x=1e-200", {-INFINITY, INFINITY, -INFINITY}},
    {"1e-300*x^2", "x=1", {2e-300, 2e-300, 0.0}},
    {"1e-310*x", "x=1e-310", {1e-310, 0.0, 0.0}},
    {"x^2", "x=1e-300", {2e-300, 2.0, 0.0}}, /* is 0 all around */
    {"x*(2*x)", "x=1e-300", {4e-300, 4.0, 0.0}},
    {"x^3", "x=1e-200", {0.0, 6e-200, 6.0}},
    {"sin(1e9*x)", "x=0", {1e9, 0.0, -1e27}},
};

START_TEST(edges_are_doubted) {
    const struct Edge *edge = &edges[_i];
    begin_program(edge->program, edge->at, "x xx xxx");
    Found found = answers_of((MethodOptions){0});
    for (size_t i = 0; i < LENGTH(edge->truths); i++) {
        double truth = edge->truths[i], estimate = found.estimates[i];
        bool honest = isnan(truth) ? estimate >= 0.5 : fabs(found.answers[i] - truth) <= estimate;
        ck_assert_msg(honest || isinf(estimate), "%s at %s, order %zu: %g claims to be within %g",
                      edge->program, edge->at, i + 1, found.answers[i], estimate);
    }
    posed_free(&traced);
}
END_TEST

/* A kink that is even hides from odd orders, and the other way round. */
START_TEST(kinks_of_either_parity) {
    static const char *const known[][3] = {
        {"abs(x) + 1", "x=0", "xxx xxxxx"},      {"abs(x)^3", "x=0", "xxx xxxxx"},
        {"x*abs(x) + cos(x)", "x=0", "xx xxxx"}, {"x*abs(x)^3 + 1", "x=0", "xxxx xxxxxx"},
        {"abs(x)*exp(x)", "x=0", "x xx xxx"},    {"abs(x)*y", "x=0,y=1", "xy xxy xxxy"},
    };
    for (size_t i = 0; i < LENGTH(known); i++) {
        begin_program(known[i][0], known[i][1], known[i][2]);
        Found found = answers_of((MethodOptions){0});
        for (uint32_t j = 0; j < traced.problem.derivative_count; j++) {
            ck_assert_msg(found.estimates[j] >= 0.5, "%s, %s, the %u: %g +- %g", known[i][0],
                          known[i][2], j, found.answers[j], found.estimates[j]);
        }
        posed_free(&traced);
    }
}
END_TEST

/* Where f is odd or even half of the derivatives are 0 at any step; the others say how wide. */
START_TEST(symmetric_functions) {
    begin_program("sin(x)", "x=0", "xx xxxx");
    Found found = answers_of((MethodOptions){0});
    check_truths("sin(x)", &found, (const double[]){0.0, 0.0}, 2, 1e-7);
    posed_free(&traced);
    begin_program("cos(1e6*x)*y", "x=0,y=1", "x xy xxy");
    found = answers_of((MethodOptions){0});
    check_truths("cos(1e6*x)*y", &found, (const double[]){0.0, 0.0}, 2, 10.0);
    ck_assert_double_le(fabs(found.answers[2] + 1e12), fmin(found.estimates[2], 1e6));
    posed_free(&traced);
}
END_TEST

START_TEST(ends_of_domains) {
    begin_program("exp(x) + 0*sqrt(x)", "x=0", "x xx xxx");
    Found found = answers_of((MethodOptions){0});
    check_truths("exp to the right", &found, (const double[]){1.0, 1.0, 1.0}, 3, 1e-6);
    ck_assert_int_eq(strncmp(found.scheme, "one-sided, h <= ", 16), 0);
    posed_free(&traced);

    begin_program("x^3 + 0*sqrt(x)", "x=0", "x xx xxx");
    found = answers_of((MethodOptions){0});
    check_truths("x^3 to the right", &found, (const double[]){0.0, 0.0, 6.0}, 3, 1e-6);
    posed_free(&traced);

    begin_program("log(x)*y", "x=-1,y=2", "x xx xy");
    found = answers_of((MethodOptions){0});
    ck_assert(isnan(found.value));
    for (size_t i = 0; i < 3; i++)
        ck_assert(isnan(found.answers[i]) && isnan(found.estimates[i]));
    posed_free(&traced);

    begin_program("exp(x)", "x=709.7", "x xx xxx"); /* 1.8e308 is the largest double */
    found = answers_of((MethodOptions){0});
    for (size_t i = 0; i < 3; i++) {
        ck_assert_double_le(fabs(found.answers[i] - exp(709.7)), found.estimates[i]);
        ck_assert_double_le(found.estimates[i], 1e-4 * exp(709.7));
    }
    posed_free(&traced);

    begin_program("1/x", "x=0", "x xx"); /* infinite */
    found = answers_of((MethodOptions){0});
    ck_assert(isnan(found.answers[0]) && isinf(found.estimates[1]));
    posed_free(&traced);
}
END_TEST

/* ---- what the method says and does ----------------------------------------------------------- */

START_TEST(schemes_and_steps) {
    begin_program("x^4*y^2", "x=1,y=3", "xx xy xxx");
    Found found = answers_of((MethodOptions){0});
    check_truths("central", &found, (const double[]){108.0, 24.0, 216.0}, 3, 1e-10);
    ck_assert_str_eq(found.scheme, "central, h <= 8");
    ck_assert_double_eq(found.step, 4.0);
    const MethodOptions forward = {.scheme = NUMERIC_FORWARD};
    found = answers_of(forward);
    check_truths("forward", &found, (const double[]){108.0, 24.0, 216.0}, 3, 1e-8);
    ck_assert_int_eq(strncmp(found.scheme, "forward, h <= ", 14), 0);
    found = answers_of((MethodOptions){.scheme = NUMERIC_BACKWARD});
    check_truths("backward", &found, (const double[]){108.0, 24.0, 216.0}, 3, 1e-8);

    double h = 0.125, up = 1.0 + h, down = 1.0 - h;
    found = answers_of((MethodOptions){.step = h});
    ck_assert_str_eq(found.scheme, "central differences, h = 0.125");
    ck_assert_str_eq(found.passes, "11 evaluations of f");
    ck_assert_double_eq(found.answers[0], 9.0 * (pow(up, 4) - 2.0 + pow(down, 4)) / (h * h));
    /* (f(+,+) - f(+,-) - f(-,+) + f(-,-)) / 4h^2, and 4 y h is the difference of the squares. */
    ck_assert_double_eq_tol(found.answers[1],
                            (pow(up, 4) - pow(down, 4)) * 12.0 * h / (4.0 * h * h), 1e-12);
    check_truths("step", &found, (const double[]){108.0, 24.0, 216.0}, 3, 0.1);
    ck_assert_double_eq(found.step, h);
    posed_free(&traced);

    begin_program("x^3", "x=1", "x xx xxx");
    found = answers_of((MethodOptions){.scheme = NUMERIC_LECTURE});
    ck_assert_str_eq(found.scheme, "lecture differences, h = 0.0001");
    ck_assert_double_eq_tol(found.answers[0], 3.0003, 1e-7);
    ck_assert_double_eq_tol(found.answers[1], 6.0006, 1e-5);
    check_truths("lecture", &found, (const double[]){3.0, 6.0, 6.0}, 3, 1e-2);
    posed_free(&traced);

    static const Factor many[] = {{0, 9}, {1, 9}, {2, 9}, {3, 9}};
    begin_program("x*y*z*w", "x=1,y=2,z=3,w=4", "x");
    traced.problem.derivatives = &(Derivative){many, 4};
    found = answers_of((MethodOptions){0});
    ck_assert_double_eq(found.value, 24.0);
    ck_assert(isnan(found.answers[0]) && isinf(found.estimates[0]));
    ck_assert_str_eq(found.passes, "1 evaluation of f");
    posed_free(&traced);
}
END_TEST

/* The point is read anew at each evaluation, and everything fitted with it. */
START_TEST(points_may_move) {
    begin_program("if x > 0 then sqrt(x)*y else x^2*y", "x=4,y=3", "xx xy");
    Method *method = row->prepare(&traced.problem, &(MethodOptions){0});
    double value, answers[2], estimates[2], again[2], *point = traced.statements.point.items;
    for (int round = 0; round < 2; round++) {
        point[0] = 4.0;
        method_evaluate(method, &value, answers);
        method->way->estimate(method, estimates);
        ck_assert_double_le(fabs(answers[0] + 0.75 / 8.0), estimates[0]);
        ck_assert_double_le(fabs(answers[1] - 0.25), estimates[1]);
        ck_assert_double_le(estimates[0] + estimates[1], 1e-9);
        method_evaluate(method, &value, again); /* as it stays the formulas do */
        ck_assert(memcmp(answers, again, sizeof answers) == 0);
        point[0] = -1000.0;
        method_evaluate(method, &value, answers);
        method->way->estimate(method, estimates);
        ck_assert_double_eq(value, 3e6);
        ck_assert_double_le(fabs(answers[0] - 6.0), estimates[0]);
        ck_assert_double_le(fabs(answers[1] + 2000.0), estimates[1]);
        ck_assert_double_le(estimates[0] + estimates[1], 1e-6);
    }
    method->way->release(method);
    posed_free(&traced);
}
END_TEST

START_TEST(evaluations_allocate_nothing) {
    begin_program("log(1/(1+exp(-x))+1)*y^3", "x=0.5,y=2", "xxxxx xxy yy");
    Method *method = row->prepare(&traced.problem, &(MethodOptions){0});
    double value, answers[3];
    size_t requests = memory_requests();
    for (int i = 0; i < 10; i++) {
        traced.statements.point.items[0] = 0.5 + 0.25 * (i / 5);
        method_evaluate(method, &value, answers);
    }
    ck_assert_uint_eq(memory_requests(), requests);
    method->way->release(method);
    posed_free(&traced);
}
END_TEST

/* Each request for memory fails once: no method, or one that works; and the error is said. */
START_TEST(memory_may_run_out) {
    bool worked = false;
    for (size_t n = 1; !worked && n < 200; n++) {
        begin_program("if x > 0 then x^2*y else y", "x=0.25,y=3", "xx xy");
        memory_fail_at(n, true);
        Method *method = row->prepare(&traced.problem, &(MethodOptions){0});
        double value = 0.0, answers[2] = {0.0, 0.0};
        if (method)
            method_evaluate(method, &value, answers);
        memory_fail_at(0, false);
        worked = method && !diag_failed(&traced.diag);
        ck_assert_msg(worked || diag_failed(&traced.diag), "request %zu fails in silence", n);
        ck_assert(!worked || fabs(answers[0] - 6.0) + fabs(answers[1] - 0.5) < 1e-9);
        if (method)
            method->way->release(method);
        posed_free(&traced);
    }
    ck_assert(worked);
}
END_TEST

START_TEST(predictions) {
    begin_program("x*y*sin(x+y)", "x=1,y=2", "xx");
    double one = row->predict(&traced.problem);
    want("xx yy xy");
    ck_assert_double_ge(one, 500.0);
    ck_assert_double_ge(row->predict(&traced.problem), 1.5 * one);
    posed_free(&traced);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("stencils");
    TCase *formulas = suite_case(suite, "formulas");
    tcase_add_test(formulas, differences_of_any_order);
    tcase_add_test(formulas, fields);
    TCase *programs = suite_case(suite, "programs");
    tcase_add_checked_fixture(programs, begin_rules, end_rules);
    tcase_add_test(programs, exp_of_sin);
    tcase_add_test(programs, high_orders);
    tcase_add_test(programs, along_a_vector);
    tcase_add_test(programs, scales);
    tcase_add_test(programs, steps_of_any_size);
    tcase_add_loop_test(programs, edges_are_doubted, 0, LENGTH(edges));
    tcase_add_test(programs, kinks_of_either_parity);
    tcase_add_test(programs, symmetric_functions);
    tcase_add_test(programs, ends_of_domains);
    tcase_add_test(programs, schemes_and_steps);
    tcase_add_test(programs, points_may_move);
    tcase_add_test(programs, evaluations_allocate_nothing);
    tcase_add_test(programs, memory_may_run_out);
    tcase_add_test(programs, predictions);
    return suite_run(suite);
}

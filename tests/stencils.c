/* Numeric derivatives of any order, piece by piece: the formulas, the directions of mixed
 * derivatives, and the method on programs whose derivatives are known, or do not exist.
 * tests/higher-orders.c has the many smooth cases. */
#include "adcalc.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"

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

/* A formula of order k applied to t^power, and the sum of the sizes that it adds up. */
static double applied(const double *offsets, const double *weights, uint32_t count, uint32_t power,
                      double *size) {
    double sum = 0.0;
    *size = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        double term = weights[i] * pow(offsets[i], power);
        sum += term;
        *size += fabs(term);
    }
    return sum;
}

START_TEST(differences_of_any_order) {
    static const struct {
        DifferenceForm form;
        uint32_t order, count, exact; /* the highest power that it is exact for */
        double first, weights[6];
    } known[] = {
        {DIFFERENCE_CENTRAL, 1, 3, 2, -1.0, {-0.5, 0.0, 0.5}},
        {DIFFERENCE_CENTRAL, 2, 3, 3, -1.0, {1.0, -2.0, 1.0}},
        {DIFFERENCE_CENTRAL, 3, 5, 4, -2.0, {-0.5, 1.0, 0.0, -1.0, 0.5}},
        {DIFFERENCE_CENTRAL, 4, 5, 5, -2.0, {1.0, -4.0, 6.0, -4.0, 1.0}},
        {DIFFERENCE_FORWARD, 1, 2, 1, 0.0, {-1.0, 1.0}},
        {DIFFERENCE_FORWARD, 3, 4, 3, 0.0, {-1.0, 3.0, -3.0, 1.0}},
        {DIFFERENCE_BACKWARD, 1, 2, 1, -1.0, {-1.0, 1.0}},
        {DIFFERENCE_BACKWARD, 4, 5, 4, -4.0, {1.0, -4.0, 6.0, -4.0, 1.0}},
    }; /* A&S 25.3 */
    double offsets[8], weights[8], size;
    for (size_t i = 0; i < LENGTH(known); i++) {
        uint32_t order = known[i].order;
        uint32_t count = difference_formula(known[i].form, order, 0.5, offsets, weights);
        ck_assert_uint_eq(count, known[i].count);
        for (uint32_t j = 0; j < count; j++) {
            ck_assert_double_eq(offsets[j], 0.5 * (known[i].first + j));
            ck_assert_double_eq(weights[j], known[i].weights[j] * pow(2.0, order));
        }
        for (uint32_t power = 0; power <= known[i].exact; power++) {
            ck_assert_double_eq(applied(offsets, weights, count, power, &size),
                                power == order ? factorial(order) : 0.0);
        }
    }
}
END_TEST

/* T_degree^(order)(x) from the three-term recurrence, differentiated:
 * nothing that chebyshev.c uses. */
static double of_polynomial(uint32_t degree, uint32_t order, double x) {
    double below[CHEBYSHEV_MAX_DEGREE + 1] = {0.0}, here[CHEBYSHEV_MAX_DEGREE + 1] = {0.0};
    below[0] = 1.0;
    here[0] = x;
    here[1] = 1.0;
    for (uint32_t j = 1; j < degree; j++) {
        double above[CHEBYSHEV_MAX_DEGREE + 1];
        for (uint32_t k = 0; k <= order; k++)
            above[k] = 2.0 * x * here[k] + (k > 0 ? 2.0 * k * here[k - 1] : 0.0) - below[k];
        memcpy(below, here, (order + 1) * sizeof *below);
        memcpy(here, above, (order + 1) * sizeof *here);
    }
    return degree == 0 ? below[order] : here[order];
}

/* Exact for all polynomials of its degree, and with no larger weights than need be
 * (V. A. Markov). */
START_TEST(chebyshev_formulas) {
    double offsets[CHEBYSHEV_MAX_DEGREE + 1], weights[CHEBYSHEV_MAX_DEGREE + 1], size;
    for (int side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
        for (uint32_t order = 1; order <= 8; order++) {
            for (uint32_t degree = order; degree <= 20; degree += 2) {
                const Interpolant one = {(Side)side, order, degree, 0.5, 0.0, 0.0};
                chebyshev_formula(&one, degree, offsets, weights);
                for (uint32_t power = 0; power <= degree; power++) {
                    double truth = power == order ? factorial(order) : 0.0;
                    double got = applied(offsets, weights, degree + 1, power, &size);
                    ck_assert_msg(fabs(got - truth) <= 64.0 * DBL_EPSILON * (size + truth),
                                  "order %u, degree %u, side %d: %g of t^%u", order, degree, side,
                                  got, power);
                }
                double least = fabs(of_polynomial(degree, order, side)) * pow(2.0, order);
                applied(offsets, weights, degree + 1, 0, &size);
                ck_assert_double_le(fabs(size - least), 1e-11 * least);
                /* At more points: still exact, as a fit of the same degree. */
                chebyshev_formula(&one, degree + 5, offsets, weights);
                double got = applied(offsets, weights, degree + 6, order, &size);
                ck_assert_double_le(fabs(got - factorial(order)), 64.0 * DBL_EPSILON * size);
            }
        }
    }
}
END_TEST

/* Along v the k-th derivative of x^a y^b z^c, a + b + c = k, is k! v1^a v2^b v3^c:
 * of all these monomials only the one meant may be left. */
START_TEST(directions_of_mixtures) {
    static const Factor factors[][3] = {
        {{0, 1}, {1, 1}, {2, 0}}, {{0, 2}, {1, 1}, {2, 0}}, {{0, 1}, {1, 1}, {2, 1}},
        {{0, 2}, {1, 2}, {2, 0}}, {{0, 4}, {1, 1}, {2, 3}}, {{0, 2}, {1, 2}, {2, 2}},
    };
    static const uint32_t rays[][2] = {{2, 3}, {3, 5}, {4, 7}, {4, 8}, {20, 39}, {13, 26}};
    for (size_t i = 0; i < LENGTH(factors); i++) {
        const Derivative derivative = {factors[i], factors[i][2].times > 0 ? 3 : 2};
        uint32_t order = derivative_order(&derivative);
        for (int central = 0; central <= 1; central++) {
            uint32_t count = polarization_rays(&derivative, central);
            ck_assert_uint_eq(count, rays[i][central ? 0 : 1]);
            for (uint32_t a = 0; a <= order; a++) {
                for (uint32_t b = 0; a + b <= order; b++) {
                    uint32_t c = order - a - b;
                    double sum = 0.0, v[3] = {0.0};
                    for (uint32_t ray = 0; ray < count; ray++) {
                        double share = polarization_ray(&derivative, central, ray, v);
                        ck_assert(central || (v[0] >= 0.0 && v[1] >= 0.0 && v[2] >= 0.0));
                        sum +=
                            share * factorial(order) * pow(v[0], a) * pow(v[1], b) * pow(v[2], c);
                    }
                    bool meant = a == factors[i][0].times && b == factors[i][1].times;
                    double truth = meant ? factorial(a) * factorial(b) * factorial(c) : 0.0;
                    ck_assert_double_le(fabs(sum - truth), 1e-9);
                }
            }
        }
    }
    static const Factor many[] = {{0, 9}, {1, 9}, {2, 9}, {3, 9}};
    ck_assert_uint_eq(polarization_rays(&(Derivative){many, 1}, true), 1);
    ck_assert_uint_eq(polarization_rays(&(Derivative){many, 3}, true), 500);
    ck_assert_uint_eq(polarization_rays(&(Derivative){many, 4}, true), 0);
}
END_TEST

/* ---- the method on programs ------------------------------------------------------------------ */

static Posed traced;

enum { MOST_ANSWERS = 32 };

typedef struct Found {
    double value, answers[MOST_ANSWERS], estimates[MOST_ANSWERS];
    StencilFacts facts[MOST_ANSWERS];
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
            uint32_t variable = traced.problem.variables;
            for (uint32_t j = 0; j < traced.problem.variables; j++)
                variable = traced.names[j][0] == text[i] ? j : variable;
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
}

static Found answers_of(MethodOptions options) {
    Found found = {0};
    Method *method = stencils_prepare(&traced.problem, &options);
    ck_assert_ptr_nonnull(method);
    stencils_evaluate(method, &found.value, found.answers);
    stencils_estimate(method, found.estimates);
    for (uint32_t i = 0; i < traced.problem.derivative_count; i++)
        found.facts[i] = stencils_facts(method, i);
    memcpy(found.scheme, method->scheme, sizeof found.scheme);
    memcpy(found.passes, method->passes, sizeof found.passes);
    found.step = method->step;
    stencils_release(method);
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
    check_truths("exp(sin(x))", &found, truths, LENGTH(truths), 1e-4);
    check_truths("exp(sin(x))", &found, truths, 4, 1e-9);
    posed_free(&traced);
}
END_TEST

/* Order 30 of a wave, and of a function that has no digits left then: that is said. */
START_TEST(order_thirty) {
    static Factor thirty = {0, 30};
    begin_program("sin(x)", "x=0.5", "x");
    traced.problem.derivatives = &(Derivative){&thirty, 1};
    Found found = answers_of((MethodOptions){0});
    check_truths("sin(x), order 30", &found, &(double){-sin(0.5)}, 1, 0.05);
    posed_free(&traced);
    begin_program("1/x", "x=1", "x");
    traced.problem.derivatives = &(Derivative){&thirty, 1};
    found = answers_of((MethodOptions){0});
    ck_assert_double_le(fabs(found.answers[0] - factorial(30)), found.estimates[0]);
    ck_assert_double_ge(found.estimates[0], factorial(30));
    posed_free(&traced);
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

START_TEST(ends_of_domains) {
    begin_program("exp(x) + 0*sqrt(x)", "x=0", "x xx xxx");
    Found found = answers_of((MethodOptions){0});
    check_truths("exp to the right", &found, (const double[]){1.0, 1.0, 1.0}, 3, 1e-6);
    ck_assert(found.facts[0].one_sided);
    posed_free(&traced);

    begin_program("x^3 + 0*sqrt(x)", "x=0", "x xx xxx");
    found = answers_of((MethodOptions){0});
    ck_assert_str_eq(found.scheme, "one-sided, degree 3 to 4, reach 0.25");
    posed_free(&traced);

    begin_program("log(x)*y", "x=-1,y=2", "x xx xy");
    found = answers_of((MethodOptions){0});
    ck_assert(isnan(found.value));
    for (size_t i = 0; i < 3; i++) {
        ck_assert(isnan(found.answers[i]) && isnan(found.estimates[i]));
        ck_assert_uint_eq(found.facts[i].points, 0);
    }
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
    ck_assert_str_eq(found.scheme, "central, degree 3 to 6, reach 1 to 2");
    ck_assert_double_eq(found.step, 1.0);
    const MethodOptions forward = {.scheme = NUMERIC_FORWARD};
    found = answers_of(forward);
    check_truths("forward", &found, (const double[]){108.0, 24.0, 216.0}, 3, 1e-8);
    ck_assert_int_eq(strncmp(found.scheme, "forward, degree ", 16), 0);
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
    ck_assert_uint_eq(found.facts[1].points, 4);
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

/* An evaluation runs f as often as it says: the orders of one variable share their points. */
START_TEST(points_are_shared) {
    begin_program("exp(x)", "x=1", "x xx xxx xxxx xxxxx xxxxxx");
    Found found = answers_of((MethodOptions){0});
    uint32_t apart = 1;
    for (uint32_t i = 0; i < 6; i++)
        apart += found.facts[i].points;
    uint32_t together = (uint32_t)strtoul(found.passes, NULL, 10);
    ck_assert_uint_gt(together, 1);
    ck_assert_uint_le(together, apart / 2);
    posed_free(&traced);
}
END_TEST

/* The point is read anew at each evaluation, and everything fitted with it. */
START_TEST(points_may_move) {
    begin_program("if x > 0 then sqrt(x)*y else x^2*y", "x=4,y=3", "xx xy");
    Method *method = stencils_prepare(&traced.problem, &(MethodOptions){0});
    double value, answers[2], estimates[2], again[2], *point = traced.statements.point.items;
    for (int round = 0; round < 2; round++) {
        point[0] = 4.0;
        stencils_evaluate(method, &value, answers);
        stencils_estimate(method, estimates);
        ck_assert_double_le(fabs(answers[0] + 0.75 / 8.0), estimates[0]);
        ck_assert_double_le(fabs(answers[1] - 0.25), estimates[1]);
        ck_assert_double_le(estimates[0] + estimates[1], 1e-9);
        stencils_evaluate(method, &value, again); /* as it stays the formulas do */
        ck_assert(memcmp(answers, again, sizeof answers) == 0);
        point[0] = -1000.0;
        stencils_evaluate(method, &value, answers);
        stencils_estimate(method, estimates);
        ck_assert_double_eq(value, 3e6);
        ck_assert_double_le(fabs(answers[0] - 6.0), estimates[0]);
        ck_assert_double_le(fabs(answers[1] + 2000.0), estimates[1]);
        ck_assert_double_le(estimates[0] + estimates[1], 1e-6);
    }
    stencils_release(method);
    posed_free(&traced);
}
END_TEST

START_TEST(evaluations_allocate_nothing) {
    begin_program("log(1/(1+exp(-x))+1)*y^3", "x=0.5,y=2", "xxxxx xxy yy");
    Method *method = stencils_prepare(&traced.problem, &(MethodOptions){0});
    double value, answers[3];
    size_t requests = memory_requests();
    for (int i = 0; i < 10; i++) {
        traced.statements.point.items[0] = 0.5 + 0.25 * (i / 5);
        stencils_evaluate(method, &value, answers);
    }
    ck_assert_uint_eq(memory_requests(), requests);
    stencils_release(method);
    posed_free(&traced);
}
END_TEST

/* Each request for memory fails once: no method, or one that works; and the error is said. */
START_TEST(memory_may_run_out) {
    bool worked = false;
    for (size_t n = 1; !worked && n < 200; n++) {
        begin_program("if x > 0 then x^2*y else y", "x=0.25,y=3", "xx xy");
        memory_fail_at(n, true);
        Method *method = stencils_prepare(&traced.problem, &(MethodOptions){0});
        double value = 0.0, answers[2] = {0.0, 0.0};
        if (method)
            stencils_evaluate(method, &value, answers);
        memory_fail_at(0, false);
        worked = method && !diag_failed(&traced.diag);
        ck_assert_msg(worked || diag_failed(&traced.diag), "request %zu fails in silence", n);
        ck_assert(!worked || fabs(answers[0] - 6.0) + fabs(answers[1] - 0.5) < 1e-9);
        stencils_release(method);
        posed_free(&traced);
    }
    ck_assert(worked);
}
END_TEST

START_TEST(predictions) {
    begin_program("x*y*sin(x+y)", "x=1,y=2", "xx");
    double one = stencils_predict(&traced.problem);
    want("xx yy xy");
    ck_assert_double_ge(one, 500.0);
    ck_assert_double_ge(stencils_predict(&traced.problem), 1.5 * one);
    posed_free(&traced);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("stencils");
    TCase *formulas = suite_case(suite, "formulas");
    tcase_add_test(formulas, differences_of_any_order);
    tcase_add_test(formulas, chebyshev_formulas);
    tcase_add_test(formulas, directions_of_mixtures);
    TCase *programs = suite_case(suite, "programs");
    tcase_add_checked_fixture(programs, begin_rules, end_rules);
    tcase_add_test(programs, exp_of_sin);
    tcase_add_test(programs, order_thirty);
    tcase_add_test(programs, along_a_vector);
    tcase_add_test(programs, scales);
    tcase_add_loop_test(programs, edges_are_doubted, 0, LENGTH(edges));
    tcase_add_test(programs, ends_of_domains);
    tcase_add_test(programs, schemes_and_steps);
    tcase_add_test(programs, points_are_shared);
    tcase_add_test(programs, points_may_move);
    tcase_add_test(programs, evaluations_allocate_nothing);
    tcase_add_test(programs, memory_may_run_out);
    tcase_add_test(programs, predictions);
    return suite_run(suite);
}

/* Tests of derivatives of any order: series arithmetic against polynomials multiplied by hand, and
 * all exact methods against closed forms that need no rule of ops.def: factorials, powers, tangent
 * numbers, Hermite polynomials (M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 3.6,
 * 4.3.67, 22.5). */
#include "adcalc.h"
#include "support/files.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"
#include "support/words.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- series ---- */

START_TEST(sizes_of_series) {
    ck_assert_uint_eq(series_size(0, NULL), 1);
    ck_assert_uint_eq(series_size(1, (uint32_t[]){30}), 31);
    ck_assert_uint_eq(series_size(3, (uint32_t[]){2, 0, 1}), 6);
    ck_assert_uint_eq(series_size(1, (uint32_t[]){SERIES_MAX_SIZE - 1}), SERIES_MAX_SIZE);
    ck_assert_uint_eq(series_size(1, (uint32_t[]){SERIES_MAX_SIZE}), 0);
    ck_assert_uint_eq(series_size(2, (uint32_t[]){63, 64}), 0);
    ck_assert_uint_eq(series_size(2, (uint32_t[]){UINT32_MAX, 1}), 0);
    ck_assert_uint_eq(
        series_size(SERIES_MAX_PARAMETERS + 1, (uint32_t[SERIES_MAX_PARAMETERS + 1]){0}), 0);
}
END_TEST

static double random_number(void) {
    return (double)(rand() % 2001 - 1000) / 64.0; /* few bits: small products are exact */
}

/* Powers of coefficient `a`, written once more. */
static void powers_of(const uint32_t *orders, uint32_t parameters, uint32_t a, uint32_t *powers) {
    for (uint32_t i = 0; i < parameters; i++) {
        powers[i] = a % (orders[i] + 1);
        a /= orders[i] + 1;
    }
}

/* The number of the coefficient with the powers of a and b together;
 * UINT32_MAX beyond the orders. */
static uint32_t together(const uint32_t *orders, uint32_t parameters, uint32_t a, uint32_t b) {
    uint32_t p[SERIES_MAX_PARAMETERS], q[SERIES_MAX_PARAMETERS], number = 0;
    powers_of(orders, parameters, a, p);
    powers_of(orders, parameters, b, q);
    for (uint32_t i = parameters; i-- > 0;) {
        if (p[i] + q[i] > orders[i])
            return UINT32_MAX;
        number = number * (orders[i] + 1) + p[i] + q[i];
    }
    return number;
}

static const struct {
    uint32_t parameters, orders[3];
} shapes[] = {{0, {0}}, {1, {0}}, {1, {7}}, {2, {3, 2}}, {3, {1, 1, 1}}, {3, {2, 0, 3}}};
enum { SHAPES = LENGTH(shapes), MOST = 32 };

START_TEST(products_and_quotients) {
    uint32_t parameters = shapes[_i].parameters;
    const uint32_t *orders = shapes[_i].orders;
    SeriesShape shape;
    ck_assert(series_shape_make(&shape, parameters, orders));
    double x[MOST], y[MOST], expected[MOST] = {0}, sum[MOST], v[MOST];
    ck_assert_uint_le(shape.size, MOST);
    for (uint32_t a = 0; a < shape.size; a++) {
        x[a] = random_number();
        y[a] = random_number();
        sum[a] = 1.0;
    }
    for (uint32_t a = 0; a < shape.size; a++)
        for (uint32_t b = 0; b < shape.size; b++) {
            uint32_t both = together(orders, parameters, a, b);
            if (both != UINT32_MAX)
                expected[both] += x[a] * y[b];
        }
    series_add_product(&shape, x, y, sum);
    for (uint32_t a = 0; a < shape.size; a++) {
        ck_assert_double_eq(series_product_at(&shape, a, x, y), expected[a]);
        ck_assert_double_eq(sum[a], 1.0 + expected[a]);
    }
    /* v = (x y) / y is x again; 1/y times y is 1. */
    y[0] = 4.0;
    for (uint32_t a = 0; a < shape.size; a++)
        expected[a] = series_product_at(&shape, a, x, y);
    v[0] = expected[0] / y[0];
    for (uint32_t a = 1; a < shape.size; a++)
        v[a] = series_quotient_at(&shape, a, expected, y, v);
    for (uint32_t a = 0; a < shape.size; a++)
        ck_assert_double_eq_tol(v[a], x[a], 1e-9);
    v[0] = 1.0 / y[0];
    for (uint32_t a = 1; a < shape.size; a++)
        v[a] = series_quotient_at(&shape, a, NULL, y, v);
    for (uint32_t a = 0; a < shape.size; a++)
        ck_assert_double_eq_tol(series_product_at(&shape, a, v, y), a == 0, 1e-6);
    series_shape_free(&shape);
}
END_TEST

/* dv = 2 x dx gives v = x^2. */
START_TEST(integrals) {
    SeriesShape shape;
    ck_assert(series_shape_make(&shape, shapes[_i].parameters, shapes[_i].orders));
    double x[MOST], p[MOST];
    for (uint32_t a = 0; a < shape.size; a++) {
        x[a] = random_number();
        p[a] = 2.0 * x[a];
    }
    for (uint32_t a = 1; a < shape.size; a++)
        ck_assert_double_eq_tol(series_integral_at(&shape, a, x, p),
                                series_product_at(&shape, a, x, x), 1e-9);
    series_shape_free(&shape);
}
END_TEST

/* ---- derivatives against closed forms ---- */

enum { MOST_ORDER = 30, MOST_ANSWERS = 64 };

/* What the method finds for the problem's derivatives. */
static void evaluate(const Problem *problem, MethodId id, double *answers, uint32_t *answered) {
    const MethodRow *row = &method_table[id];
    MethodOptions options = {.patient = false};
    Method *method = row->prepare(problem, &options);
    double value;
    ck_assert_ptr_nonnull(method);
    method_evaluate(method, &value, answers);
    *answered = method->answered;
    method->way->release(method);
}

static const MethodId exact_methods[] = {METHOD_SYMBOLIC, METHOD_FORWARD, METHOD_REVERSE};

static double factorial(int n) {
    return tgamma(n + 1.0);
}

/* k-th derivatives at a point, one function each. */
static double of_exp(int k, double x) {
    return pow(3, k) * exp(3 * x);
}
static double of_sin(int k, double x) {
    const double quarters[] = {sin(x), cos(x), -sin(x), -cos(x)};
    return quarters[k % 4];
}
static double of_inverse(int k, double x) {
    return factorial(k) / pow(1 - x, k + 1);
}
static double of_log(int k, double x) {
    return (k % 2 ? 1 : -1) * factorial(k - 1) / pow(x, k);
}
static double of_sqrt(int k, double x) {
    double product = 1;
    for (int i = 0; i < k; i++)
        product *= 0.5 - i;
    return product * pow(x, 0.5 - k);
}
static double of_power(int k, double x) {
    double product = 1;
    for (int i = 0; i < k; i++)
        product *= 2.75 - i;
    return product * pow(x, 2.75 - k);
}
static double of_fifth(int k, double x) {
    double product = 1;
    for (int i = 0; i < k; i++)
        product *= 5 - i;
    return k > 5 ? 0 : product * pow(x, 5 - k);
}
/* atan(x)^(k) = (k-1)! cos(t)^k sin(k (t + pi/2)), t = atan(x). */
static double of_atan(int k, double x) {
    double t = atan(x);
    return factorial(k - 1) * pow(cos(t), k) * sin(k * (t + M_PI_2));
}
/* exp(-x^2)^(k) = (-1)^k H_k(x) exp(-x^2). */
static double of_gauss(int k, double x) {
    double before = 0, hermite = 1;
    for (int i = 0; i < k; i++) {
        double next = 2 * x * hermite - 2 * i * before;
        before = hermite;
        hermite = next;
    }
    return (k % 2 ? -1 : 1) * hermite * exp(-x * x);
}
static double of_erf(int k, double x) {
    return 2 / sqrt(M_PI) * of_gauss(k - 1, x);
}
static double of_tan_at_0(int k, double x) {
    static const double numbers[] = {0, 1, 0, 2, 0, 16, 0, 272, 0, 7936, 0, 353792, 0, 22368256};
    (void)x;
    return numbers[k];
}
static double of_abs_cube(int k, double x) {
    const double slopes[] = {0, -3 * x * x, -6 * x, -6};
    return k > 3 ? 0 : slopes[k]; /* x < 0 */
}
static double of_xexp(int k, double x) {
    return (x + k) * exp(x);
}
static double of_cosh(int k, double x) {
    return k % 2 ? sinh(x) : cosh(x);
}
static double of_product(int k, double x) {
    double product = 1; /* (x + 1)^20 */
    for (int i = 0; i < k; i++)
        product *= 20 - i;
    return product * pow(x + 1, 20 - k);
}
static double of_choice(int k, double x) {
    return x > 1 ? of_exp(k, x) : of_sin(k, x);
}

static const struct {
    const char *program;
    double x;
    int order;
    double (*derivative)(int k, double x);
    double tolerance; /* relative to the largest of it and the one before times k */
} forms[] = {
    {"exp(3*x)", 0.25, 30, of_exp, 1e-13},
    {"sin(x)", 1.0, 30, of_sin, 1e-13},
    {"1/(1 - x)", 0.25, 30, of_inverse, 1e-13},
    {"1/(1 - x)", -3, 30, of_inverse, 1e-12},
    {"log(x)", 2.5, 30, of_log, 1e-12},
    {"sqrt(x)", 0.75, 30, of_sqrt, 1e-12},
    {"x^2.75", 3, 30, of_power, 1e-12},
    {"exp(2.75*log(x))", 3, 12, of_power, 1e-11},
    {"x^5", -2, 12, of_fifth, 1e-14},
    {"x^5", 0, 12, of_fifth, 1e-14},
    {"atan(x)", 0.5, 30, of_atan, 1e-11},
    {"exp(-x^2)", 0.75, 30, of_gauss, 1e-11},
    {"gauss(x)", 0.75, 30, of_gauss, 1e-11},
    {"erf(x)", 0.75, 30, of_erf, 1e-11},
    {"tan(x)", 0, 13, of_tan_at_0, 1e-13},
    {"abs(x)^3", -2, 6, of_abs_cube, 1e-14},
    {"x*exp(x)", 1.5, 30, of_xexp, 1e-13},
    {"cosh(x)", -0.5, 30, of_cosh, 1e-13},
    {"prod(i in 1..20, x + 1)", 0.5, 25, of_product, 1e-12},
    {"if x > 1 then exp(3*x) else sin(x)", 0.5, 10, of_choice, 1e-13},
    {"if x > 1 then exp(3*x) else sin(x)", 1.5, 10, of_choice, 1e-13},
    {"sum(i in 1..20, sin(x)/20)", 1.0, 10, of_sin, 1e-13},
    {"max(x^5, x, -1)", 3, 6, of_fifth, 1e-14},
};
enum { FORMS = LENGTH(forms) };

START_TEST(orders_against_closed_forms) {
    Posed traced;
    char at[32];
    int order = forms[_i].order;
    snprintf(at, sizeof at, "x=%.17g", forms[_i].x);
    ck_assert(posed_begin(&traced, &rules, forms[_i].program, at));
    Factor factors[MOST_ORDER];
    Derivative derivatives[MOST_ORDER];
    for (int k = 0; k < order; k++) {
        factors[k] = (Factor){0, (uint32_t)k + 1};
        derivatives[k] = (Derivative){&factors[k], 1};
    }
    traced.problem.derivatives = derivatives;
    traced.problem.derivative_count = (uint32_t)order;
    for (size_t m = 0; m < LENGTH(exact_methods); m++) {
        double answers[MOST_ORDER];
        uint32_t answered;
        evaluate(&traced.problem, exact_methods[m], answers, &answered);
        ck_assert_msg(answered == (uint32_t)order || exact_methods[m] == METHOD_SYMBOLIC,
                      "%s: only %u", forms[_i].program, answered);
        ck_assert_uint_ge(answered, 6);
        double before = 0;
        for (int k = 1; k <= (int)answered; k++) {
            double truth = forms[_i].derivative(k, forms[_i].x);
            double size = fmax(fabs(truth), k * fabs(before));
            ck_assert_msg(fabs(answers[k - 1] - truth) <= forms[_i].tolerance * size,
                          "%s at %g, order %d, method %d: %.17g, not %.17g", forms[_i].program,
                          forms[_i].x, k, (int)exact_methods[m], answers[k - 1], truth);
            before = truth;
        }
    }
    posed_free(&traced);
}
END_TEST

static const struct {
    const char *program, *at;
    double along[2]; /* used where a factor is 2 */
    Factor factors[3];
    double truth;
} mixed[] = {
    {"x^3*y^2", "x=2,y=3", {0}, {{0, 2}, {1, 1}}, 6 * 2 * 2 * 3},
    {"x^3*y^2", "x=2,y=3", {0}, {{1, 2}, {0, 3}}, 12},
    {"x^3*y^2", "x=2,y=3", {0}, {{1, 3}}, 0},
    {"exp(x*y)", "x=1,y=0.5", {0}, {{0, 1}, {1, 1}}, 1.5 * 1.6487212707001282},
    {"1/(x+2*y)", "x=1,y=1", {0}, {{0, 3}, {1, 2}}, -120.0 * 4 / 729},
    {"sin(x)*cos(y)", "x=0,y=0", {0}, {{0, 3}, {1, 4}}, -1},
    {"x^3*y^2", "x=2,y=3", {1, -2}, {{2, 1}}, 12},
    {"x^3*y^2", "x=2,y=3", {1, -2}, {{2, 2}}, -116},
    {"x^3*y^2", "x=2,y=3", {1, -2}, {{0, 1}, {2, 1}}, -36},
    {"x^3*y^2", "x=2,y=3", {1, 0}, {{1, 1}, {2, 2}}, 72},
    {"log(x)*y", "x=2,y=3", {0, 1}, {{0, 2}, {2, 1}}, -0.25},
};
enum { MIXED = LENGTH(mixed) };

START_TEST(mixed_derivatives) {
    Posed traced;
    ck_assert(posed_begin(&traced, &rules, mixed[_i].program, mixed[_i].at));
    uint32_t count = 0;
    while (count < 3 && mixed[_i].factors[count].times)
        count++;
    Derivative derivative = {mixed[_i].factors, count};
    ck_assert(plan_fits(&derivative));
    traced.problem.derivatives = &derivative;
    traced.problem.derivative_count = 1;
    traced.problem.direction = mixed[_i].along;
    for (size_t m = 0; m < LENGTH(exact_methods); m++) {
        double answer;
        uint32_t answered;
        evaluate(&traced.problem, exact_methods[m], &answer, &answered);
        ck_assert_msg(fabs(answer - mixed[_i].truth) <= 4 * DBL_EPSILON * fabs(mixed[_i].truth),
                      "%s, method %d: %.17g, not %.17g", mixed[_i].program, (int)exact_methods[m],
                      answer, mixed[_i].truth);
    }
    posed_free(&traced);
}
END_TEST

/* ---- derivatives against the referee ---- */

static const struct {
    const char *program, *at;
} judged[] = {
    {"exp(sin(x))", "x=1"},
    {"exp(sin(x))", "x=-2.5"},
    {"x^x", "x=1.5"},
    {"x^x", "x=0.25"},
    {"tan(x)", "x=0.7"},
    {"erf(x)", "x=0.4"},
    {"gamma(x)", "x=2.5"},
    {"gamma(x)", "x=0.75"},
    {"atan(x)", "x=0.6"},
    {"1/(1+25*x^2)", "x=0.3"},
    {"-log(1/(1+exp(-x))+1)/(x^2+1)", "x=0.5"},
    {"l(x) = 4*x*(1-x); l(l(l(l(x))))", "x=0.2"},
    {"lambertw(x)", "x=1.25"},
    {"besselj(3, x)*sinc(x)", "x=2"},
    {"hypot(x, 1)/(1 + cbrt(x))", "x=0.5"},
    {"beta(x, 2.5) + sigmoid(x)*lgamma(x)", "x=1.25"},
    {"atan2(x, 2)*asinh(x) - acosh(x + 1)", "x=0.5"},
    {"logit(x)/(1 + silu(x)) + gelu(x)*softplus(x)", "x=0.25"},
};
enum { JUDGED = LENGTH(judged), JUDGED_ORDER = 11 };

/* Orders 1 to 10 are within 1e-12 of the truth wherever a relative error of x counts less than a
 * hundred times: |x f^(k+1) / f^(k)|, which the truth tells. */
START_TEST(orders_against_the_referee) {
    Posed traced;
    Reference reference = {.beside = build_directory()};
    ReferenceAnswer truth;
    ck_assert(posed_begin(&traced, &rules, judged[_i].program, judged[_i].at));
    Factor factors[JUDGED_ORDER];
    Derivative derivatives[JUDGED_ORDER];
    for (uint32_t k = 0; k < JUDGED_ORDER; k++) {
        factors[k] = (Factor){0, k + 1};
        derivatives[k] = (Derivative){&factors[k], 1};
    }
    traced.problem.derivatives = derivatives;
    traced.problem.derivative_count = JUDGED_ORDER;
    bool there = referee_answers(&reference, &traced.problem, &truth);
#ifdef HAVE_REFEREE
    ck_assert_msg(there, "%s: %s", judged[_i].program, words(&truth.missing));
#endif
    int compared = 0;
    for (size_t m = 0; there && m < LENGTH(exact_methods); m++) {
        double answers[JUDGED_ORDER];
        uint32_t answered;
        evaluate(&traced.problem, exact_methods[m], answers, &answered);
        for (uint32_t k = 0; k + 1 < JUDGED_ORDER && k < answered; k++) {
            ck_assert_int_eq(truth.gradient[k].status, REFERENCE_PROVEN);
            double right = strtod(truth.gradient[k].decimal, NULL);
            double next = strtod(truth.gradient[k + 1].decimal, NULL);
            if (!(fabs(traced.problem.point[0] * next) < 100 * fabs(right)))
                continue;
            compared++;
            ck_assert_msg(fabs(answers[k] - right) <= 1e-12 * fabs(right),
                          "%s, %s, order %u, method %d: %.17g, not %.17g", judged[_i].program,
                          judged[_i].at, k + 1, (int)exact_methods[m], answers[k], right);
        }
    }
    ck_assert(!there || compared >= 12);
    reference_answer_free(&truth);
    reference_close(&reference);
    posed_free(&traced);
}
END_TEST

/* What a derivative takes is what is needed of it, and no more. */
START_TEST(passes) {
    Plan plan;
    Posed traced;
    ck_assert(posed_begin(&traced, &rules, "x*y*z", "x=1,y=2,z=3"));
    Factor factors[][2] = {{{0, 1}}, {{0, 2}}, {{0, 3}}, {{0, 1}, {1, 1}}, {{1, 1}, {0, 2}}};
    Derivative derivatives[] = {
        {factors[0], 1}, {factors[1], 1}, {factors[2], 1}, {factors[3], 2}, {factors[4], 2}};
    traced.problem.derivatives = derivatives;
    traced.problem.derivative_count = 5;
    ck_assert(plan_make(&plan, &traced.problem, false));
    ck_assert_uint_eq(plan.passes.count, 2); /* x to order 3; x to order 2 with y */
    ck_assert_uint_eq(plan.order, 3);
    ck_assert_uint_eq(plan.size, 6);
    plan_free(&plan);
    ck_assert(plan_make(&plan, &traced.problem, true));
    ck_assert_uint_eq(plan.passes.count, 2); /* x to order 2; y */
    plan_free(&plan);
    Factor many[SERIES_MAX_PARAMETERS + 1];
    for (uint32_t i = 0; i <= SERIES_MAX_PARAMETERS; i++)
        many[i] = (Factor){i, 1};
    ck_assert(plan_fits(&(Derivative){many, SERIES_MAX_PARAMETERS}));
    ck_assert(!plan_fits(&(Derivative){many, SERIES_MAX_PARAMETERS + 1}));
    many[0].times = DERIVATIVE_MAX_ORDER;
    ck_assert(plan_fits(&(Derivative){many, 1}));
    ck_assert(!plan_fits(&(Derivative){many, 2}));
    many[0].times = 70, many[1].times = 30; /* 71 * 31 coefficients fit, 51 * 51 * 2 do not */
    ck_assert(plan_fits(&(Derivative){many, 2}));
    many[0].times = many[1].times = 49, many[2].times = 2;
    ck_assert(!plan_fits(&(Derivative){many, 3}));
    posed_free(&traced);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("taylor");
    TCase *series = suite_case(suite, "series");
    tcase_add_test(series, sizes_of_series);
    tcase_add_loop_test(series, products_and_quotients, 0, SHAPES);
    tcase_add_loop_test(series, integrals, 0, SHAPES);
    TCase *orders = suite_case(suite, "orders");
    tcase_add_checked_fixture(orders, begin_rules, end_rules);
    tcase_add_loop_test(orders, orders_against_closed_forms, 0, FORMS);
    tcase_add_loop_test(orders, mixed_derivatives, 0, MIXED);
    tcase_add_loop_test(orders, orders_against_the_referee, 0, JUDGED);
    tcase_add_test(orders, passes);
    return suite_run(suite);
}

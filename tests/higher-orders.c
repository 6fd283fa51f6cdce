/* Numeric derivatives of high order and mixed ones against truths in closed form: on thousands of
 * random smooth functions the error estimate covers the error and is not far above it, and digits
 * are left.
 *
 * Every family is a program of x and y with parameters, and a formula for all its derivatives,
 * evaluated in long double. ADCALC_COUNT cases are tried for each class, 3,000 unless told;
 * ADCALC_SEED begins elsewhere. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"

#include <complex.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- functions and their derivatives --------------------------------------------------------- */

/* A point and parameters: x is about s, y about t; a and b are about 1. */
typedef struct Values {
    long double x, y, a, b, s, t;
} Values;

static long double sign(uint32_t k) {
    return k % 2 == 1 ? -1.0L : 1.0L;
}

static long double factorial(uint32_t k) {
    long double value = 1.0L;
    for (uint32_t i = 2; i <= k; i++)
        value *= i;
    return value;
}

static long double power(long double base, uint32_t k) {
    long double value = 1.0L;
    for (uint32_t i = 0; i < k; i++)
        value *= base;
    return value;
}

/* p (p - 1) ... (p - k + 1) u^(p - k): of u^p. */
static long double of_power(long double p, long double u, uint32_t k) {
    long double value = powl(u, p - k);
    for (uint32_t i = 0; i < k; i++)
        value *= p - i;
    return value;
}

/* Of exp(-u^2): Hermite polynomials, A&S 22.11.7. */
static long double of_bell(long double u, uint32_t k) {
    long double before = 0.0L, hermite = 1.0L;
    for (uint32_t i = 0; i < k; i++) {
        long double next = 2.0L * u * hermite - 2.0L * i * before;
        before = hermite;
        hermite = next;
    }
    return sign(k) * hermite * expl(-u * u);
}

/* Of sin(u). */
static long double of_sine(long double u, uint32_t k) {
    long double parts[] = {sinl(u), cosl(u), -sinl(u), -cosl(u)};
    return parts[k % 4];
}

/* (-1)^(k - 1) (k - 1)! / z^k: of log(z), k > 0. */
static long double complex of_log(long double complex z, uint32_t k) {
    long double complex value = sign(k - 1) * factorial(k - 1);
    for (uint32_t i = 0; i < k; i++)
        value /= z;
    return value;
}

static long double sine(const Values *v, uint32_t i, uint32_t j) {
    long double p = v->a / v->s, q = v->b / v->t;
    return power(p, i) * power(q, j) * of_sine(p * v->x + q * v->y, i + j);
}

static long double growth(const Values *v, uint32_t i, uint32_t j) {
    long double p = v->a / v->s, q = -v->b / v->t;
    return power(p, i) * power(q, j) * expl(p * v->x + q * v->y);
}

static long double inverse(const Values *v, uint32_t i, uint32_t j) {
    long double p = v->a / v->s, q = v->b / v->t, u = p * v->x + q * v->y;
    return creall(of_log(u, i + j + 1)) * power(p, i) * power(q, j);
}

static long double logarithm(const Values *v, uint32_t i, uint32_t j) {
    long double p = v->a / v->s, q = v->b / v->t;
    return creall(of_log(p * v->x + q * v->y, i + j)) * power(p, i) * power(q, j);
}

static long double powers(const Values *v, uint32_t i, uint32_t j) {
    return of_power(v->a, v->x / v->s, i) / power(v->s, i) * of_power(v->b, v->y / v->t, j) /
           power(v->t, j);
}

/* log(x^2 + y^2) = 2 Re log(x + iy), and a derivative by y is i times that by z. */
static long double radius(const Values *v, uint32_t i, uint32_t j) {
    static const long double complex turns[] = {1.0L, I, -1.0L, -I};
    return 2.0L * creall(turns[j % 4] * of_log(v->x + I * v->y, i + j));
}

static long double angle(const Values *v, uint32_t i, uint32_t j) {
    static const long double complex turns[] = {1.0L, I, -1.0L, -I};
    return cimagl(turns[j % 4] * of_log(v->x + I * v->y, i + j));
}

static long double bell(const Values *v, uint32_t i, uint32_t j) {
    return of_bell(v->x / v->s, i) / power(v->s, i) * of_bell(v->y / v->t, j) / power(v->t, j);
}

static long double product(const Values *v, uint32_t i, uint32_t j) {
    long double p = v->a / v->s, q = v->b / v->t;
    return power(p, i) * of_sine(p * v->x, i) * power(q, j) * expl(q * v->y);
}

static long double polynomial(const Values *v, uint32_t i, uint32_t j) {
    long double x = v->x / v->s, y = v->y / v->t;
    long double value = of_power(3.0L, x, i) * of_power(2.0L, y, j) +
                        v->a * of_power(1.0L, x, i) * of_power(1.0L, y, j) -
                        v->b * of_power(0.0L, x, i) * of_power(4.0L, y, j);
    return value / power(v->s, i) / power(v->t, j);
}

/* A derivative times exp(-a u) sin(b u) turns by the angle of (-a, b). */
static long double damped(const Values *v, uint32_t i, uint32_t j) {
    (void)j;
    long double u = v->x / v->s, turn = atan2l(v->b, -v->a);
    return power(hypotl(v->a, v->b) / v->s, i) * expl(-v->a * u) * sinl(v->b * u + i * turn);
}

static long double ramp(const Values *v, uint32_t i, uint32_t j) {
    (void)j;
    long double u = v->x / v->s;
    return (u + i) * expl(u) / power(v->s, i);
}

static long double root(const Values *v, uint32_t i, uint32_t j) {
    (void)j;
    return of_power(0.5L, v->x, i);
}

/* atan(x/c) = Im log(x - ic) but for a constant, and x/(x^2 + c^2) = Re 1/(x + ic). */
static long double arctangent(const Values *v, uint32_t i, uint32_t j) {
    (void)j;
    return cimagl(of_log(v->x - I * v->s / v->a, i));
}

static long double witch(const Values *v, uint32_t i, uint32_t j) {
    (void)j;
    return creall(of_log(v->x + I * sqrtl(v->a) * v->s, i + 1));
}

static long double small_wave(const Values *v, uint32_t i, uint32_t j) {
    (void)j;
    return power(v->a / v->s, i) * of_sine(v->a * v->x / v->s, i);
}

/* Programs that stay in their domain for x, y > 0 only are `positive`; those of x alone are
 * `single`. */
typedef struct Family {
    const char *program;
    long double (*derivative)(const Values *values, uint32_t i, uint32_t j); /* i by x, j by y */
    bool positive, single;
} Family;

static const Family families[] = {
    {"sin(a*x/s + b*y/t)", sine, false, false},
    {"exp(a*x/s - b*y/t)", growth, false, false},
    {"1/(a*x/s + b*y/t)", inverse, true, false},
    {"log(a*x/s + b*y/t)", logarithm, true, false},
    {"(x/s)^a*(y/t)^b", powers, true, false},
    {"log(x^2 + y^2)", radius, false, false},
    {"atan2(y, x)", angle, false, false},
    {"exp(-(x/s)^2 - (y/t)^2)", bell, false, false},
    {"sin(a*x/s)*exp(b*y/t)", product, false, false},
    {"(x/s)^3*(y/t)^2 + a*(x/s)*(y/t) - b*(y/t)^4", polynomial, false, false},
    {"exp(-a*(x/s))*sin(b*(x/s))", damped, false, true},
    {"x/s*exp(x/s)", ramp, false, true},
    {"sqrt(x)", root, true, true},
    {"atan(a*x/s)", arctangent, false, true},
    {"x/(x^2 + a*s^2)", witch, false, true},
    {"(1e6 + sin(a*x/s)) - 1e6", small_wave, false, true},
};

/* ---- many cases ------------------------------------------------------------------------------ */

/* A coordinate of about the size s. */
static double random_coordinate(double s, bool positive) {
    double size = s * (0.2 + 2.0 * random_unit());
    return random_unit() < 0.5 || positive ? size : -size;
}

/* decades: of the scales. log(x^2 + y^2) and atan2 have one scale for both. */
static Values random_values(const Family *family, double decades) {
    bool round = family->derivative == radius || family->derivative == angle;
    double s = pow(10.0, decades * (2.0 * random_unit() - 1.0));
    double t = round ? s : pow(10.0, decades * (2.0 * random_unit() - 1.0));
    Values values = {
        .a = 0.5 + 2.5 * random_unit(), .b = 0.5 + 2.0 * random_unit(), .s = s, .t = t};
    values.x = random_coordinate(s, family->positive);
    values.y = random_coordinate(t, family->positive);
    return values;
}

/* Which of the values a variable is. */
static double value_of(const Values *values, const char *name) {
    const long double all[] = {values->x, values->y, values->a, values->b, values->s, values->t};
    const char *at = strchr("xyabst", name[0]);
    ck_assert_ptr_nonnull(at);
    return (double)all[at - "xyabst"];
}

enum { MOST_CLASSES = 32, MOST_CASES = 1000000 };

/* What was found for one kind of derivative. */
typedef struct Class {
    char name[24];
    uint32_t by_x, by_y;
    size_t cases, covered, unknown, inexact;
    float *ratios, *digits; /* estimate over error; decimal digits of the answer that are right */
} Class;

static Class classes[MOST_CLASSES];
static size_t class_count;

static void begin_classes(void) {
    begin_rules();
    class_count = 0;
}

static void add_class(const char *name, uint32_t by_x, uint32_t by_y) {
    Class *added = &classes[class_count++];
    *added = (Class){.by_x = by_x, .by_y = by_y};
    snprintf(added->name, sizeof added->name, "%s", name);
    size_t count = cases_to_try(3000) + LENGTH(families);
    added->ratios = calloc(count, sizeof *added->ratios);
    added->digits = calloc(count, sizeof *added->digits);
    ck_assert(added->ratios && added->digits);
}

static int compare_floats(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float median(float *numbers, size_t count) {
    qsort(numbers, count, sizeof *numbers, compare_floats);
    return count > 0 ? numbers[count / 2] : 0.0F;
}

static void end_classes(void) {
    for (size_t i = 0; i < class_count; i++) {
        free(classes[i].ratios);
        free(classes[i].digits);
    }
    end_rules();
}

static void count_case(Class *class, const Family *family, const Values *values, double answer,
                       double estimate) {
    long double truth = family->derivative(values, class->by_x, class->by_y);
    long double error = fabsl(answer - truth);
    class->cases++;
    class->unknown += isinf(estimate) ? 1 : 0;
    class->covered += estimate >= error;
    if (isfinite(estimate) && error > 0.0L) {
        class->ratios[class->inexact] = (float)(estimate / error);
        class->digits[class->inexact] = (float)-log10l(error / fabsl(truth));
        class->inexact++;
    }
}

/* Tries a share of the cases on one family. All classes' derivatives are found together. */
static void try_family(const Family *family, size_t cases, double decades) {
    static Factor factors[2 * MOST_CLASSES];
    static Derivative derivatives[MOST_CLASSES];
    double value, answers[MOST_CLASSES], estimates[MOST_CLASSES];
    Posed traced;
    ck_assert(posed_begin(&traced, &rules, family->program, "x=1,y=1,a=1,b=1,s=1,t=1"));
    Problem *problem = &traced.problem;
    uint32_t x = UINT32_MAX, y = UINT32_MAX;
    for (uint32_t i = 0; i < problem->components; i++) {
        x = strcmp(traced.variables[i].name, "x") == 0 ? i : x;
        y = strcmp(traced.variables[i].name, "y") == 0 ? i : y;
    }
    for (size_t i = 0; i < class_count; i++) {
        Factor *own = &factors[2 * i];
        own[0] = (Factor){x, classes[i].by_x};
        own[1] = (Factor){y, classes[i].by_y};
        uint32_t first = classes[i].by_x > 0 ? 0 : 1, last = classes[i].by_y > 0 ? 2 : 1;
        derivatives[i] = (Derivative){own + first, last - first};
    }
    problem->derivatives = derivatives;
    problem->derivative_count = (uint32_t)class_count;
    const MethodRow *row = &method_table[METHOD_NUMERIC];
    Method *method = row->prepare(problem, &(MethodOptions){0});
    ck_assert_ptr_nonnull(method);
    for (size_t n = 0; n < cases; n++) {
        Values values = random_values(family, decades);
        for (uint32_t i = 0; i < problem->components; i++)
            traced.statements.point.items[i] = value_of(&values, traced.variables[i].name);
        method_evaluate(method, &value, answers);
        method->way->estimate(method, estimates);
        for (size_t i = 0; i < class_count; i++)
            count_case(&classes[i], family, &values, answers[i], estimates[i]);
    }
    method->way->release(method);
    posed_free(&traced);
}

/* digits[i]: as many are left in the median of the i-th class. */
static void try_families(bool single, double decades, const float *digits) {
    size_t used = 0, count = cases_to_try(3000);
    random_begin(setting("ADCALC_SEED", 1));
    for (size_t i = 0; i < LENGTH(families); i++)
        used += single || !families[i].single;
    for (size_t i = 0; i < LENGTH(families); i++)
        if (single || !families[i].single)
            try_family(&families[i], count / used + 1, decades);
    for (size_t i = 0; i < class_count; i++) {
        Class *class = &classes[i];
        float ratio = median(class->ratios, class->inexact);
        float left = median(class->digits, class->inexact);
        printf("%-10s %zu cases, %.2f %% covered, %.2f %% unknown, estimate %.1f times the error, "
               "%.1f digits right\n",
               class->name, class->cases, 100.0 * (double)class->covered / (double)class->cases,
               100.0 * (double)class->unknown / (double)class->cases, (double)ratio, (double)left);
        ck_assert_msg(100 * class->covered >= 99 * class->cases, "%s: only %zu of %zu are covered",
                      class->name, class->covered, class->cases);
        ck_assert_msg(100 * class->unknown <= 2 * class->cases, "%s: %zu are unknown", class->name,
                      class->unknown);
        ck_assert_msg(class->inexact > class->cases / 2, "%s: too few are inexact", class->name);
        ck_assert_msg(ratio >= 1.0F && ratio <= 100.0F,
                      "%s: the median estimate is %g times the error", class->name, (double)ratio);
        ck_assert_msg(left >= digits[i], "%s: only %g digits are right", class->name, (double)left);
    }
}

START_TEST(orders) {
    static const float digits[] = {13.5F, 11.5F, 9.8F, 7.8F, 6.4F, 5.1F, 4.1F, 3.2F, 2.5F, 1.8F};
    for (uint32_t k = 1; k <= LENGTH(digits); k++) {
        char name[24];
        snprintf(name, sizeof name, "order %u", k);
        add_class(name, k, 0);
    }
    try_families(true, 6.0, digits);
}
END_TEST

START_TEST(mixtures) {
    static const float digits[] = {12.3F, 11.7F, 10.4F, 10.4F, 8.9F};
    add_class("d2/dxdy", 1, 1);
    add_class("d2/dy2", 0, 2);
    add_class("d3/dx2dy", 2, 1);
    add_class("d3/dxdy2", 1, 2);
    add_class("d4/dx2dy2", 2, 2);
    try_families(false, 4.0, digits);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("higher orders");
    TCase *cases = suite_case(suite, "random smooth functions");
    tcase_set_timeout(cases, 0);
    tcase_add_checked_fixture(cases, begin_classes, end_classes);
    tcase_add_test(cases, orders);
    tcase_add_test(cases, mixtures);
    return suite_run(suite);
}

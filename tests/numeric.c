/* The numeric schemes against truths that do not come from adcalc: derivatives of families of
 * functions, written by hand and evaluated in long double; and functions that are not smooth. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"
#include "support/words.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- families of smooth functions ------------------------------------------------------------ */

/* f(x) with parameters a and s as a program, and its derivative with more digits. x is about s, a
 * between 1/2 and 3. */
typedef struct Parameters {
    double a, s;
} Parameters;

typedef struct Family {
    const char *name, *program;
    long double (*slope)(Parameters p, long double x);
    bool positive; /* x > 0 only */
} Family;

#define SLOPE(name, in_long_double)                                                                \
    static long double name##_slope(Parameters p, long double x) {                                 \
        const long double a = p.a, s = p.s;                                                        \
        (void)a, (void)s, (void)x;                                                                 \
        return in_long_double;                                                                     \
    }
SLOPE(cubic, 3.0L * x * x - a)
SLOPE(straight, a)
SLOPE(wave, a *cosl(a *x))
SLOPE(wavelet, -expl(-(x / s) * (x / s)) * (sinl(x / s) + 2.0L * (x / s) * cosl(x / s)) / s)
SLOPE(growth, a / s * expl(a * x / s))
SLOPE(root, x / sqrtl(a + x * x))
SLOPE(square_root, 0.5L / sqrtl(x))
SLOPE(logarithm, 1.0L / x)
SLOPE(log_plus, 2.0L * x / (a + x * x))
SLOPE(witch, (a - x * x) / ((x * x + a) * (x * x + a)))
SLOPE(inverse, -a / (x * x))
SLOPE(power, a *powl(x, a - 1.0L))
SLOPE(step, a / s / (coshl(a * x / s) * coshl(a * x / s)))
SLOPE(angle, a / (1.0L + a * a * x * x))
SLOPE(cancelling_squares, 2.0L * (x + 1e4L))
SLOPE(horner, (((5.0L * x - 4.0L * a) * x + 9.0L) * x - 2.0L) * x + a)

/* The lecture's third problem, of u. */
static long double slope_of_third(long double u) {
    long double q = 1.0L / (1.0L + expl(-u)), d = u * u + 1.0L;
    return (2.0L * u * logl(q + 1.0L) / d - q * (1.0L - q) / (q + 1.0L)) / d;
}
SLOPE(third, slope_of_third(x / s) / s)

static const Family families[] = {
    {"cubic", "(x*x - a)*x + 2 + 0*s", cubic_slope, false},
    {"straight", "a*x + s", straight_slope, false},
    {"wave", "sin(a*x) + 0*s", wave_slope, false},
    {"wavelet", "cos(x/s)*exp(-(x/s)*(x/s)) + 0*a", wavelet_slope, false},
    {"growth", "exp(a*x/s)", growth_slope, false},
    {"root", "sqrt(a + x*x) + 0*s", root_slope, false},
    {"square root", "sqrt(x) + 0*a*s", square_root_slope, true},
    {"logarithm", "log(x) + 0*a*s", logarithm_slope, true},
    {"log plus", "log(a + x*x) + 0*s", log_plus_slope, false},
    {"witch", "x/(x*x + a) + 0*s", witch_slope, false},
    {"inverse", "a/x + 0*s", inverse_slope, false},
    {"power", "pow(x, a) + 0*s", power_slope, true},
    {"step", "tanh(a*x/s)", step_slope, false},
    {"angle", "atan(a*x) + 0*s", angle_slope, false},
    {"cancelling", "(1e8*s + a*x) - 1e8*s", straight_slope, false},
    {"cancelling squares", "(x + 1e4)*(x + 1e4) - 1e8 + 0*a*s", cancelling_squares_slope, false},
    {"horner", "((((x - a)*x + 3)*x - 1)*x + a)*x + 0*s", horner_slope, false},
    {"third", "-log(1/(1 + exp(-x/s)) + 1)/(x/s*(x/s) + 1) + 0*a", third_slope, false},
};
enum { FAMILIES = LENGTH(families) };

/* A family ready to be differentiated by x at any point. */
typedef struct Ready {
    Posed traced;
    Method *method;
    double *a, *s, *x; /* in the point */
} Ready;

static const MethodRow *numeric(void) {
    return &method_table[METHOD_NUMERIC];
}

static void make_ready(Ready *ready, const Family *family, MethodOptions options) {
    Posed *traced = &ready->traced;
    ck_assert_msg(posed_begin(traced, &rules, family->program, "x=1,a=1,s=1"), "%s",
                  family->program);
    for (uint32_t i = 0; i < traced->problem.components; i++) {
        double *value = &traced->statements.point.items[i];
        switch (traced->variables[i].name[0]) {
        case 'a':
            ready->a = value;
            break;
        case 's':
            ready->s = value;
            break;
        default:
            ready->x = value;
            traced->problem.derivatives = &first_derivatives()[i];
        }
    }
    traced->problem.derivative_count = 1;
    ready->method = numeric()->prepare(&traced->problem, &options);
    ck_assert_ptr_nonnull(ready->method);
}

static void release(Ready *ready) {
    ready->method->way->release(ready->method);
    posed_free(&ready->traced);
}

/* Moves one of the families to a random point and returns it. */
static size_t random_case(Ready *ready) {
    size_t which = (size_t)(random_unit() * FAMILIES);
    Ready *one = &ready[which];
    *one->a = 0.5 + 2.5 * random_unit();
    *one->s = pow(10.0, 12.0 * random_unit() - 6.0);
    *one->x = *one->s * (0.2 + 2.0 * random_unit());
    if (!families[which].positive && random_unit() < 0.5)
        *one->x = -*one->x;
    return which;
}

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

START_TEST(estimates_cover_the_truth) {
    enum { CASES = 10000 };
    static double ratios[CASES];
    static Ready ready[FAMILIES];
    const char *name = numeric_table[_i].name;
    for (size_t i = 0; i < FAMILIES; i++)
        make_ready(&ready[i], &families[i], (MethodOptions){.scheme = (NumericScheme)_i});
    int covered = 0, inexact = 0;
    random_begin(1);
    for (int i = 0; i < CASES; i++) {
        size_t which = random_case(ready);
        Ready *one = &ready[which];
        double value, quotient, estimate;
        method_evaluate(one->method, &value, &quotient);
        if (!isfinite(quotient)) {
            ck_assert_msg(_i == NUMERIC_LECTURE, "%s, %s at %.17g: no quotient", name,
                          families[which].name, *one->x);
            covered++; /* the lecture's program says NaN too, and nobody is misled */
            continue;
        }
        one->method->way->estimate(one->method, &estimate);
        long double truth = families[which].slope((Parameters){*one->a, *one->s}, *one->x);
        double error = (double)fabsl(quotient - truth);
        covered += estimate >= error;
        if (error > 0.0)
            ratios[inexact++] = estimate / error;
    }
    for (size_t i = 0; i < FAMILIES; i++)
        release(&ready[i]);
    qsort(ratios, (size_t)inexact, sizeof *ratios, compare_doubles);
    double median = ratios[inexact / 2];
    if (getenv("ADCALC_SHOW_ESTIMATES")) {
        printf("%-10s covers %6.2f %%, median %.3g times the error\n", name,
               100.0 * covered / CASES, median);
    }
    ck_assert_int_gt(inexact, CASES / 2);
    ck_assert_msg(covered >= CASES / 100 * 99, "%s: only %d of %d covered", name, covered, CASES);
    ck_assert_msg(median <= 100.0, "%s: the median estimate is %g times the error", name, median);
    ck_assert_msg(median >= 1.0, "%s: the median estimate is %g of the error", name, median);
}
END_TEST

/* ---- programs -------------------------------------------------------------------------------- */

typedef struct Answer {
    double value, slope, estimate;
    char scheme[64], passes[64], refused[64];
} Answer;

static Answer answer_of(const char *program, const char *values, MethodOptions options) {
    Posed traced;
    Answer answer = {0};
    ck_assert_msg(posed_begin(&traced, &rules, program, values), "%s at %s", program, values);
    Method *method = numeric()->prepare(&traced.problem, &options);
    ck_assert_ptr_nonnull(method);
    double gradient[POSED_VARIABLES], estimates[POSED_VARIABLES];
    method_evaluate(method, &answer.value, gradient);
    put_words(method->refused, answer.refused, sizeof answer.refused);
    method->way->estimate(method, estimates);
    answer.slope = gradient[0];
    answer.estimate = estimates[0];
    put_words(method->scheme, answer.scheme, sizeof answer.scheme);
    put_words(method->passes, answer.passes, sizeof answer.passes);
    method->way->release(method);
    posed_free(&traced);
    return answer;
}

/* Functions that are not smooth, and what their quotients must not claim. */
static const struct Edge {
    const char *name, *program, *values;
    double slope;
    bool analytic; /* else the complex step refuses */
} edges[] = {
    {"abs at its kink", "abs(x)", "x=0", 0.0, false},
    {"abs next to its kink", "abs(x)", "x=1e-7", 1.0, true},
    {"abs near its kink", "abs(x)", "x=-5e-6", -1.0, true},
    {"abs beside its kink", "abs(x)", "x=1e-3", 1.0, true},
    {"relu at its kink", "relu(x)", "x=0", 0.0, false},
    {"relu before its kink", "relu(x)", "x=-1e-9", 0.0, true},
    {"floor at a jump", "floor(x)", "x=3", 0.0, false},
    {"floor before a jump", "floor(x)", "x=2.9999999", 0.0, true},
    {"floor elsewhere", "floor(x)", "x=2.3", 0.0, true},
    {"sqrt at the end of its domain", "sqrt(x)", "x=0", INFINITY, false},
    {"sqrt very near it", "sqrt(x)", "x=1e-300", 5e149, true},
    {"sqrt near it", "sqrt(x)", "x=1e-9", 15811.388300841896659994467722164, true},
    {"cbrt at its vertical tangent", "cbrt(x)", "x=0", INFINITY, false},
    {"a staircase with wide steps", "(1e13 + x) - 1e13", "x=0.3", 1.0, true},
    {"a condition at its boundary", "if x > 0.5 then x else 1 - x", "x=0.5", -1.0, false},
    {"a condition beside it", "if x > 0.5 then x else 1 - x", "x=0.49999", -1.0, true},
    {"a waste of slopes", "sin(1e5*x)*1e-5", "x=0.3", -0.59642953350158332222, true},
};

START_TEST(edges_are_doubted) {
    const struct Edge *edge = &edges[_i];
    for (NumericScheme scheme = 0; scheme < NUMERIC_SCHEMES; scheme++) {
        const char *name = numeric_table[scheme].name;
        for (int large = 0; large < 2; large++) { /* a step that GSL, for one, believes in */
            Answer answer =
                answer_of(edge->program, edge->values,
                          (MethodOptions){.scheme = scheme, .step = large ? 0.125 : 0.0});
            if (scheme == NUMERIC_COMPLEX && !edge->analytic) {
                ck_assert_msg(isnan(answer.slope) && answer.refused[0] != '\0',
                              "%s: the complex step claims %g", edge->name, answer.slope);
                continue;
            }
            ck_assert_str_eq(answer.refused, "");
            ck_assert_msg(fabs(answer.slope - edge->slope) <= answer.estimate ||
                              isinf(answer.estimate) ||
                              (isnan(answer.slope) && isnan(answer.estimate)),
                          "%s, %s: %g claims to be within %g of the truth, %g", edge->name, name,
                          answer.slope, answer.estimate, edge->slope);
        }
    }
}
END_TEST

static const struct Description {
    NumericScheme scheme;
    const char *program, *values, *text, *passes;
} descriptions[] = {
    {NUMERIC_RICHARDSON, "x^2", "x=0.5", "richardson, first h = 0.099", "5 evaluations of f"},
    {NUMERIC_RICHARDSON, "x*log(x)", "x=1e-9",
     "richardson, first h = 9.9e-11; smaller: f ends nearby", NULL},
    {NUMERIC_RICHARDSON, "exp(x) + 0*sqrt(x)", "x=0",
     "richardson, first h = 0.099; one-sided: f ends here", NULL},
    {NUMERIC_COMPLEX, "x^2*y", "x=0.5,y=3", "complex, h = 3.1e-61 to 6.2e-61",
     "2 complex evaluations of f"},
    {NUMERIC_COMPLEX, "log(x)", "x=1e300", "complex, h = 9.1e279", "1 complex evaluation of f"},
    {NUMERIC_GSL, "x^2", "x=0.5", "gsl, first h = 0.0062", "4 evaluations of f"},
    {NUMERIC_GSL, "exp(x) + 0*sqrt(x)", "x=0", "gsl, first h = 0.0062; one-sided: f ends here",
     "8 evaluations of f"},
};

START_TEST(schemes_say_what_they_do) {
    const struct Description *one = &descriptions[_i];
    Answer answer = answer_of(one->program, one->values, (MethodOptions){.scheme = one->scheme});
    ck_assert_str_eq(answer.scheme, one->text);
    if (one->passes) /* else it depends on how the values are rounded */
        ck_assert_str_eq(answer.passes, one->passes);
}
END_TEST

START_TEST(evaluations_allocate_nothing) {
    Posed traced;
    ck_assert(
        posed_begin(&traced, &rules, "log(x + 1)*y^3 + (if x > y then x else y)", "x=0.5,y=2"));
    Method *method =
        numeric()->prepare(&traced.problem, &(MethodOptions){.scheme = (NumericScheme)_i});
    double value, gradient[2];
    method_evaluate(method, &value, gradient);
    size_t requests = memory_requests();
    for (int i = 0; i < 10; i++)
        method_evaluate(method, &value, gradient);
    ck_assert_msg(memory_requests() == requests, "%s asks for memory while it is timed",
                  numeric_table[_i].name);
    method->way->release(method);
    posed_free(&traced);
}
END_TEST

/* The stencil is chosen anew where the point has moved, and where another arm is taken there. */
START_TEST(points_may_move) {
    Posed traced;
    ck_assert(posed_begin(&traced, &rules, "if x > 0 then sqrt(x)*y else x^2*gamma(y)", "x=4,y=3"));
    double *point = traced.statements.point.items, value, gradient[2];
    Method *method =
        numeric()->prepare(&traced.problem, &(MethodOptions){.scheme = (NumericScheme)_i});
    for (int round = 0; round < 2; round++) {
        point[0] = 4.0;
        method_evaluate(method, &value, gradient);
        ck_assert_int_eq(method->refused.code, SAID_NOTHING);
        ck_assert_double_eq_tol(gradient[0], 0.75, 1e-4);
        ck_assert_double_eq_tol(gradient[1], 2.0, 1e-4);
        point[0] = -1000.0;
        method_evaluate(method, &value, gradient);
        ck_assert_double_eq_tol(gradient[0], -4000.0, 1e-3);
        ck_assert_int_eq(method->refused.code,
                         _i == NUMERIC_COMPLEX ? SAID_COMPLEX_UNDECLARED : SAID_NOTHING);
    }
    method->way->release(method);
    posed_free(&traced);
}
END_TEST

/* Each request for memory of each scheme fails once: no method, or one that works; and the error is
 * said. */
START_TEST(memory_may_run_out) {
    bool worked = false;
    for (size_t n = 1; !worked && n < 2000; n++) {
        Posed traced;
        ck_assert(posed_begin(&traced, &rules, "if x > 0 then sqrt(x)*y*y else y", "x=0.25,y=3"));
        memory_fail_at(n, true);
        Method *method =
            numeric()->prepare(&traced.problem, &(MethodOptions){.scheme = (NumericScheme)_i});
        double value = 0.0, gradient[2] = {0.0, 0.0};
        if (method)
            method_evaluate(method, &value, gradient);
        memory_fail_at(0, false);
        worked = method && fabs(gradient[0] - 9.0) < 0.01;
        ck_assert_msg(worked || diag_failed(&traced.diag), "%s: request %zu fails in silence",
                      numeric_table[_i].name, n);
        if (method)
            method->way->release(method);
        posed_free(&traced);
    }
    ck_assert_msg(worked, "%s never gets enough memory", numeric_table[_i].name);
}
END_TEST

/* D(h) of 1/(1 - x) at 0 is 1 + h^2 + h^4 + ..., so every entry is known: entry[i][k] is 1 plus
 * what is left when the first k of these powers are taken out. */
static double geometric(void *context, double x) {
    (void)context;
    return 1.0 / (1.0 - x);
}

START_TEST(tableaus_lose_one_power_an_entry) {
    Univariate line = {geometric, NULL};
    Tableau tableau = tableau_make(&line, 0.0, 1.0, 0.25, 1e-16, 0);
    ck_assert_int_ge(tableau.levels, 4);
    for (int i = 0; i < 4; i++) {
        double h = tableau.step[i];
        ck_assert_double_eq(h, ldexp(0.25, -2 * i));
        for (int k = 0; k < TABLEAU_ORDERS; k++) {
            /* A power h^p of the level and (4h)^p of the one above, in the ratio that takes out
             * h^2k. */
            double left = 0.0;
            for (int p = 2; p < 60; p += 2) {
                double factor = 1.0;
                for (int j = 1; j <= k; j++)
                    factor *= (ldexp(1.0, 4 * j) - ldexp(1.0, 2 * p)) / (ldexp(1.0, 4 * j) - 1.0);
                left += factor * pow(h, p);
            }
            if (k <= i)
                ck_assert_double_eq_tol(tableau.entry[i][k], 1.0 + left, 1e-11 + 1e-9 * fabs(left));
            else
                ck_assert_double_nan(tableau.entry[i][k]);
        }
    }
    ck_assert_double_eq_tol(tableau.value, 1.0, 1e-12);
    ck_assert_double_eq(tableau.value, tableau.entry[tableau.best][tableau.order]);
    ck_assert_double_le(fabs(tableau.value - 1.0), tableau.doubt);
}
END_TEST

/* ---- quotients in closed form ---------------------------------------------------------------- */

/* 1 + x + ... + x^degree, and how often it was asked for. */
typedef struct Polynomial {
    int degree, asked;
} Polynomial;

static double polynomial(void *context, double x) {
    Polynomial *p = context;
    double value = 0;
    for (int i = 0; i <= p->degree; i++)
        value = value * x + 1;
    p->asked++;
    return value;
}

static double polynomial_slope(int degree, double x) {
    double slope = 0;
    for (int i = degree; i > 0; i--)
        slope = slope * x + i;
    return slope;
}

static const struct {
    DifferenceForm form;
    int degree; /* up to which the quotient of a polynomial is its derivative; 0: beyond all */
} forms[] = {{DIFFERENCE_CENTRAL, 2},    {DIFFERENCE_FORWARD, 1}, {DIFFERENCE_BACKWARD, 1},
             {DIFFERENCE_UPPER, 2},      {DIFFERENCE_LOWER, 2},   {DIFFERENCE_FOURTH, 4},
             {DIFFERENCE_RICHARDSON, 0}, {DIFFERENCE_ADAPTIVE, 0}};

/* Each form has its order, no more and no less, and says how many values it takes. */
START_TEST(forms_have_their_order) {
    const int most = forms[_i].degree ? forms[_i].degree : 5;
    for (int degree = 1; degree <= most + 1; degree++) {
        for (int literal = 0; literal < 2; literal++) {
            Polynomial p = {.degree = degree};
            Univariate line = {polynomial, &p};
            double x = 1.25, fx = polynomial(&p, x), truth = polynomial_slope(degree, x);
            Stencil stencil = {.form = forms[_i].form,
                               .step = 0x1p-6,
                               .scale = 0x1p-6,
                               .literal = literal != 0,
                               .noise = 1e-16};
            p.asked = 0;
            double off = fabs(difference_quotient(&line, x, fx, &stencil) - truth);
            int asked = p.asked;
            if (degree <= most)
                ck_assert_msg(off < 1e-9, "form %d, degree %d: off by %g", _i, degree, off);
            else if (forms[_i].degree)
                ck_assert_msg(off > 1e-8, "form %d, degree %d: off by %g", _i, degree, off);
            ck_assert_double_lt(fabs(difference_fit(&line, x, fx, &stencil) - truth), 1.0);
            ck_assert(difference_adapts(stencil.form) || stencil.evaluations == asked);
        }
    }
}
END_TEST

static double identity(void *context, double x) {
    (void)context;
    return x;
}

static double root(void *context, double x) {
    (void)context;
    return sqrt(x - 1.0);
}

/* Next to a million no point is 1e-7 away: the points there are make a quotient of 1, the step as
 * written does not. */
START_TEST(distances_are_those_of_the_points) {
    static const DifferenceForm simple[] = {DIFFERENCE_CENTRAL, DIFFERENCE_FORWARD,
                                            DIFFERENCE_BACKWARD};
    Univariate line = {identity, NULL};
    Stencil stencil = {.form = simple[_i], .step = 1e-7, .scale = 1e-7};
    ck_assert_double_eq(difference_quotient(&line, 1e6, 1e6, &stencil), 1.0);
    stencil.literal = true;
    ck_assert_double_gt(fabs(difference_quotient(&line, 1e6, 1e6, &stencil) - 1.0), 1e-6);
    double x = 1.0 + 1e-9;
    bool outside = stencil.form != DIFFERENCE_FORWARD;
    line.value = root; /* nor does another step take its place where the domain ends */
    ck_assert(isnan(difference_fit(&line, x, root(NULL, x), &stencil)) == outside);
}
END_TEST

/* Where the domain ends nearby a smaller step stays well away from its end: at 1 + 10^-k. */
START_TEST(smaller_steps_are_right) {
    int smaller = 0;
    for (int k = 1; k <= 11; k++) {
        double x = 1.0 + pow(10.0, -k), truth = 0.5 / sqrt(x - 1.0);
        Univariate line = {root, NULL};
        Stencil stencil = stencil_at(forms[_i].form, x);
        double off = difference_fit(&line, x, sqrt(x - 1.0), &stencil) / truth - 1.0;
        if (stencil.fit == STENCIL_SMALLER) {
            ck_assert_msg(fabs(off) < 0.01, "form %d, 10^-%d: off by %g", _i, k, off);
            smaller++;
        } else if (difference_adapts(forms[_i].form)) {
            ck_assert_msg(fabs(off) < 1e-3, "form %d, 10^-%d: off by %g", _i, k, off);
        }
    }
    bool upwards = forms[_i].form == DIFFERENCE_FORWARD || forms[_i].form == DIFFERENCE_UPPER;
    ck_assert_int_ge(smaller, upwards ? 0 : 4);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("numeric");
    TCase *all = suite_case(suite, "schemes");
    tcase_add_checked_fixture(all, begin_rules, end_rules);
    tcase_add_loop_test(all, estimates_cover_the_truth, 0, NUMERIC_SCHEMES);
    tcase_add_loop_test(all, edges_are_doubted, 0, LENGTH(edges));
    tcase_add_loop_test(all, schemes_say_what_they_do, 0, LENGTH(descriptions));
    tcase_add_loop_test(all, evaluations_allocate_nothing, 0, NUMERIC_SCHEMES);
    tcase_add_loop_test(all, points_may_move, 0, NUMERIC_SCHEMES);
    tcase_add_loop_test(all, memory_may_run_out, 0, NUMERIC_SCHEMES);
    tcase_add_test(all, tableaus_lose_one_power_an_entry);
    tcase_add_loop_test(all, smaller_steps_are_right, 0, LENGTH(forms));
    tcase_add_loop_test(all, distances_are_those_of_the_points, 0, 3);
    tcase_add_loop_test(all, forms_have_their_order, 0, LENGTH(forms));
    return suite_run(suite);
}

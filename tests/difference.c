/* Difference quotients of functions whose quotients were worked out by hand, and what becomes of a
 * stencil where the function ends. What estimates are worth on thousands of functions is tested in
 * numeric.c. */
#include "adcalc.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* A function between two ends; how often it was asked. */
typedef struct Asked {
    double (*function)(double);
    double least, most;
    int count;
} Asked;

static double answer(void *context, double x) {
    Asked *asked = context;
    asked->count++;
    return x >= asked->least && x <= asked->most ? asked->function(x) : (double)NAN;
}

static double identity(double x) {
    return x;
}
static double square(double x) {
    return x * x;
}
static double cube(double x) {
    return x * x * x;
}
static double absolute(double x) {
    return fabs(x);
}
static double step(double x) {
    return x >= 0.0;
}
static double steep(double x) {
    return copysign(pow(fabs(x), 0.9), x);
}

static Asked asked;
static const Line line = {answer, &asked};

static void ask(double (*function)(double), double least, double most) {
    asked = (Asked){function, least, most, 0};
}

static double quotient_of(DifferenceForm form, double x, double h, bool literal) {
    Stencil stencil = {.form = form, .step = h, .scale = h, .literal = literal};
    return difference_quotient(&line, x, answer(&asked, x), &stencil);
}

START_TEST(quotients) {
    static const double of_cube[] = {
        [DIFFERENCE_CENTRAL] = 12.25, [DIFFERENCE_FORWARD] = 15.25, [DIFFERENCE_BACKWARD] = 9.25,
        [DIFFERENCE_UPPER] = 11.5,    [DIFFERENCE_LOWER] = 11.5,    [DIFFERENCE_FOURTH] = 12.0,
        [DIFFERENCE_RICHARDSON] = 12};
    ask(cube, -INFINITY, INFINITY);
    for (DifferenceForm form = 0; form < DIFFERENCE_ADAPTIVE; form++)
        ck_assert_double_eq_tol(quotient_of(form, 2.0, 0.5, false), of_cube[form], 4e-15);
    ck_assert_double_eq_tol(quotient_of(DIFFERENCE_ADAPTIVE, 2.0, 0.5, false), 12.0, 1e-9);
}
END_TEST

/* Divided by the distance of the points, the quotients of x are exact; by h as written they are
 * what anybody gets. */
START_TEST(distances) {
    double x = 1.0, h = 0.1;
    ask(identity, -INFINITY, INFINITY);
    for (DifferenceForm form = 0; form <= DIFFERENCE_BACKWARD; form++)
        ck_assert_double_eq(quotient_of(form, x, h, false), 1.0);
    ck_assert_double_eq(quotient_of(DIFFERENCE_CENTRAL, x, h, true), ((x + h) - (x - h)) / (2 * h));
    ck_assert_double_eq(quotient_of(DIFFERENCE_FORWARD, x, h, true), ((x + h) - x) / h);
    ck_assert_double_eq(quotient_of(DIFFERENCE_BACKWARD, x, h, true), (x - (x - h)) / h);
    ck_assert_double_ne(quotient_of(DIFFERENCE_FORWARD, x, h, true), 1.0);
    /* A step that does not move x. */
    ck_assert_double_nan(quotient_of(DIFFERENCE_CENTRAL, 1e20, 1.0, false));
    ck_assert_double_nan(quotient_of(DIFFERENCE_BACKWARD, 1.0, 0x1p-54, false));
    ck_assert_double_nan(quotient_of(DIFFERENCE_FORWARD, 1.0, 0x1p-54, false));
    ck_assert_double_eq(quotient_of(DIFFERENCE_CENTRAL, 1e20, 1.0, true), 0.0);
}
END_TEST

START_TEST(usual_steps) {
    ck_assert_double_eq(stencil_at(DIFFERENCE_CENTRAL, 0.0).step, cbrt(DBL_EPSILON));
    ck_assert_double_eq(stencil_at(DIFFERENCE_UPPER, 0.5).step, cbrt(DBL_EPSILON));
    ck_assert_double_eq(stencil_at(DIFFERENCE_FORWARD, -8.0).step, 8.0 * sqrt(DBL_EPSILON));
    ck_assert_double_eq(stencil_at(DIFFERENCE_BACKWARD, 8.0).step, 8.0 * sqrt(DBL_EPSILON));
    ck_assert_double_eq(stencil_at(DIFFERENCE_BACKWARD, 8.0).scale, 8.0 * cbrt(DBL_EPSILON));
    ck_assert_double_eq(stencil_at(DIFFERENCE_RICHARDSON, 8.0).step, 0.0);
}
END_TEST

/* What a stencil says of its evaluations is how often the quotient asks. */
START_TEST(evaluations) {
    ask(cube, -INFINITY, INFINITY);
    for (DifferenceForm form = 0; form < DIFFERENCE_FORMS; form++) {
        Stencil stencil = stencil_at(form, 2.0);
        difference_fit(&line, 2.0, 8.0, &stencil);
        ck_assert_int_eq(stencil.fit, STENCIL_AS_WANTED);
        asked.count = 0;
        difference_quotient(&line, 2.0, 8.0, &stencil);
        ck_assert_int_eq(asked.count, stencil.evaluations);
    }
}
END_TEST

static Stencil fitted(DifferenceForm form, double x, double *quotient) {
    Stencil stencil = stencil_at(form, x);
    *quotient = difference_fit(&line, x, answer(&asked, x), &stencil);
    return stencil;
}

START_TEST(ends_of_domains) {
    const double third = cbrt(DBL_EPSILON);
    double quotient;
    /* In proportion to x, where that stays inside. */
    ask(square, 0.0, INFINITY);
    Stencil found = fitted(DIFFERENCE_CENTRAL, 1e-6, &quotient);
    ck_assert_int_eq(found.fit, STENCIL_SMALLER);
    ck_assert_int_eq(found.form, DIFFERENCE_CENTRAL);
    ck_assert_double_eq(found.step, third * 1e-6);
    ck_assert_double_eq(found.scale, third * 1e-6);
    ck_assert_double_eq_tol(quotient, 2e-6, 1e-15);
    /* Smaller by 32 until it is inside, and then well away from the end. */
    ask(square, 1.0, INFINITY);
    found = fitted(DIFFERENCE_CENTRAL, 1.0 + third / 64.0, &quotient);
    ck_assert_int_eq(found.fit, STENCIL_SMALLER);
    ck_assert_double_eq_tol(found.step, third / (32.0 * 32.0 * 16.0), 1e-3 * third / 16384.0);
    ck_assert_double_eq_tol(quotient, 2.0, 1e-6);
    /* At the end to one side, with two points if it can be. */
    found = fitted(DIFFERENCE_CENTRAL, 1.0, &quotient);
    ck_assert_int_eq(found.fit, STENCIL_ONE_SIDED);
    ck_assert_int_eq(found.form, DIFFERENCE_UPPER);
    ck_assert_double_eq_tol(quotient, 2.0, 1e-9);
    ask(square, -INFINITY, 1.0);
    found = fitted(DIFFERENCE_FORWARD, 1.0, &quotient);
    ck_assert_int_eq(found.form, DIFFERENCE_LOWER);
    ck_assert_double_eq_tol(quotient, 2.0, 1e-6);
    ask(square, 1.0, 1.0 + 1.5 * third);
    found = fitted(DIFFERENCE_CENTRAL, 1.0, &quotient);
    ck_assert_int_eq(found.form, DIFFERENCE_FORWARD);
    ask(square, 1.0 - 1.5 * third, 1.0);
    found = fitted(DIFFERENCE_CENTRAL, 1.0, &quotient);
    ck_assert_int_eq(found.form, DIFFERENCE_BACKWARD);
    /* Nowhere, or where there is no value itself. */
    ask(square, 1.0, 1.0);
    found = fitted(DIFFERENCE_CENTRAL, 1.0, &quotient);
    ck_assert_double_nan(quotient);
    ck_assert_int_eq(found.fit, STENCIL_AS_WANTED);
    fitted(DIFFERENCE_RICHARDSON, 1.0, &quotient);
    ck_assert_double_nan(quotient);
}
END_TEST

START_TEST(adaptive_ends) {
    double quotient;
    for (DifferenceForm form = DIFFERENCE_RICHARDSON; form <= DIFFERENCE_ADAPTIVE; form++) {
        ask(square, 1.0, INFINITY);
        Stencil found = fitted(form, 1.0, &quotient);
        ck_assert_int_eq(found.side, 1);
        ck_assert_int_eq(found.fit, STENCIL_ONE_SIDED);
        ck_assert_double_eq_tol(quotient, 2.0, 1e-6);
        ask(square, -INFINITY, 1.0);
        found = fitted(form, 1.0, &quotient);
        ck_assert_int_eq(found.side, -1);
        ck_assert_double_eq_tol(quotient, 2.0, 1e-6);
        ask(square, -INFINITY, INFINITY);
        found = fitted(form, 1.0, &quotient);
        ck_assert_int_eq(found.side, 0);
        ck_assert_double_gt(found.step, 0.0);
        ck_assert_double_eq_tol(found.noise, 0.0, 2e-16);
        ck_assert_double_eq_tol(quotient, 2.0, 1e-10);
    }
}
END_TEST

static double estimate_of(double (*function)(double), double x, double error) {
    ask(function, -INFINITY, INFINITY);
    Stencil stencil = stencil_at(DIFFERENCE_CENTRAL, x);
    double quotient = difference_quotient(&line, x, function(x), &stencil);
    return difference_estimate(&line, x, function(x), &stencil, quotient + error);
}

/* The estimate is a little more than the error, and infinite where slopes are. */
START_TEST(estimates) {
    ck_assert_double_ge(estimate_of(square, 1.0, 1e-3), 1e-3);
    ck_assert_double_le(estimate_of(square, 1.0, 1e-3), 1.5e-3);
    ck_assert_double_le(estimate_of(square, 1.0, 0.0), 1e-9);
    ck_assert_double_ge(estimate_of(identity, 0.0, 0.0), 4.0 * DBL_EPSILON);
    ck_assert_double_nan(estimate_of(square, 1.0, (double)NAN));
    ck_assert_double_nan(estimate_of(square, (double)NAN, 0.0));
    ck_assert_double_infinite(estimate_of(square, 1.0, INFINITY));
    Stencil stencil = stencil_at(DIFFERENCE_CENTRAL, 1.0);
    ck_assert_double_infinite(difference_estimate(&line, 1.0, INFINITY, &stencil, 2.0));
    ck_assert_double_infinite(estimate_of(cbrt, 0.0, 0.0));
    ck_assert_double_infinite(estimate_of(steep, 0.0, 0.0));
    ck_assert_double_infinite(estimate_of(step, 0.0, 0.0));
    ck_assert_double_infinite(
        difference_estimate(&(Line){answer, &(Asked){sqrt, 0.0, 1.0, 0}}, 0.0, 0.0, &stencil, 2.0));
    ck_assert(isfinite(estimate_of(absolute, 0.0, 0.0)));
    ck_assert_double_ge(estimate_of(absolute, 0.0, 0.0), 1.0);
}
END_TEST

/* Extrapolation goes to both sides where it can, else above, else below. */
START_TEST(sides_of_tableaus) {
    static const struct {
        double least, most;
        int side;
    } cases[] = {{-INFINITY, INFINITY, 0}, {1.0, INFINITY, 1}, {-INFINITY, 1.0, -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ask(cube, cases[i].least, cases[i].most);
        Tableau best = tableau_best(&line, 1.0, 1.0, cbrt(DBL_EPSILON));
        ck_assert_int_eq(best.side, cases[i].side);
        ck_assert_double_eq_tol(best.value, 3.0, 1e-8);
        ck_assert_double_le(fabs(best.value - 3.0), best.doubt);
    }
    ask(cube, 1.0, 1.0);
    ck_assert_double_infinite(tableau_best(&line, 1.0, 1.0, cbrt(DBL_EPSILON)).doubt);
}
END_TEST

static double noisy(double x) {
    return 1.0 + 1e-8 * sin(1e18 * x);
}

/* Tables are centred where there is room for that and to one side else; the deviation of 1e-8 sin
 * is 0.7e-8. */
START_TEST(noise_of_values) {
    const double scale = cbrt(DBL_EPSILON), narrow = scale / 65536.0;
    static const double least[] = {0.0, 1.0, 0.0}, most[] = {2.0, 2.0, 1.0};
    for (int i = 0; i < 3; i++) {
        ask(noisy, least[i], most[i]);
        Neighbourhood near = noise_around(&line, 1.0, noisy(1.0), scale);
        ck_assert_double_ge(near.noise, 0.3e-8);
        ck_assert_double_le(near.noise, 2e-8);
    }
    ask(identity, 1.0 - 5.0 * narrow, 1.0 + 5.0 * narrow);
    Neighbourhood near = noise_around(&line, 1.0, 1.0, scale);
    ck_assert_double_eq(near.smooth, narrow);
    ck_assert_double_eq_tol(near.noise, 0.29 * DBL_EPSILON, 0.01 * DBL_EPSILON);
    ask(identity, 0.0, INFINITY);
    near = noise_around(&line, 1.0, 1.0, scale);
    ck_assert_double_eq(near.smooth, scale * 256.0);
    ck_assert_double_nan(noise_around(&line, INFINITY, 1.0, scale).noise);
    ask(identity, 1.0, 1.0);
    ck_assert_double_nan(noise_around(&line, 1.0, 1.0, scale).noise);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("difference");
    TCase *cases = suite_case(suite, "quotients");
    tcase_add_test(cases, quotients);
    tcase_add_test(cases, distances);
    tcase_add_test(cases, usual_steps);
    tcase_add_test(cases, evaluations);
    tcase_add_test(cases, ends_of_domains);
    tcase_add_test(cases, adaptive_ends);
    tcase_add_test(cases, estimates);
    tcase_add_test(cases, sides_of_tableaus);
    tcase_add_test(cases, noise_of_values);
    return suite_run(suite);
}

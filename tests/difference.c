/* Difference quotients of functions whose quotients were worked out by hand, and what becomes of a
 * stencil where the function ends. What estimates are worth on thousands of functions is tested in
 * numeric.c. */
#include "adcalc.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A function between two ends; how often it was asked. */
typedef struct Asked {
    double (*function)(double);
    double least, most;
    int count;
    double lowest, highest; /* of what was asked */
} Asked;

static double answer(void *context, double x) {
    Asked *asked = context;
    asked->count++;
    asked->lowest = fmin(asked->lowest, x);
    asked->highest = fmax(asked->highest, x);
    return x >= asked->least && x <= asked->most ? asked->function(x) : (double)NAN;
}

static double identity(double x) {
    return x;
}
static double opposite(double x) {
    return -x;
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
static const Univariate line = {answer, &asked};

static void ask(double (*function)(double), double least, double most) {
    asked = (Asked){function, least, most, 0, INFINITY, -INFINITY};
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
    for (DifferenceForm form = 0; form <= DIFFERENCE_LOWER; form++) {
        ck_assert_double_eq(quotient_of(form, x, h, false), 1.0);
        ck_assert_double_eq(quotient_of(form, -x, h, false), 1.0);
    }
    /* Points at both sides are equally far from x. */
    ask(identity, -INFINITY, INFINITY);
    quotient_of(DIFFERENCE_CENTRAL, x, h, false);
    ck_assert_double_ne(asked.highest - x, x - (x - h));
    ck_assert_double_eq(asked.highest - x, x - asked.lowest);
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
    for (DifferenceForm form = 0; form <= DIFFERENCE_ADAPTIVE; form++) {
        Stencil stencil = stencil_at(form, 2.0);
        difference_fit(&line, 2.0, 8.0, &stencil);
        ck_assert_int_eq(stencil.fit, STENCIL_AS_CHOSEN);
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
    ck_assert_int_eq(found.fit, STENCIL_AS_CHOSEN);
    fitted(DIFFERENCE_RICHARDSON, 1.0, &quotient);
    ck_assert_double_nan(quotient);
}
END_TEST

/* The bounds of what is tried, from both sides of each. */
START_TEST(ends_just_inside_and_outside) {
    const double third = cbrt(DBL_EPSILON);
    double quotient;
    /* In proportion to x: down to 0, and not if that is outside as well. Negative points too. */
    ask(square, 0.0, INFINITY);
    ck_assert_double_eq(fitted(DIFFERENCE_CENTRAL, 0x1p-60, &quotient).step, third * 0x1p-60);
    ask(square, -INFINITY, 0.0);
    Stencil found = fitted(DIFFERENCE_CENTRAL, -0x1p-60, &quotient);
    ck_assert_double_eq(found.step, third * 0x1p-60);
    ck_assert_double_eq(found.scale, third * 0x1p-60);
    ck_assert_double_eq_tol(quotient, -0x1p-59, 1e-9 * 0x1p-59);
    ask(square, 0.0, INFINITY);
    found = fitted(DIFFERENCE_CENTRAL, 0.0, &quotient);
    ck_assert_int_eq(found.form, DIFFERENCE_UPPER);
    ck_assert_double_eq(found.step, third);
    ck_assert_double_eq(found.scale, third);
    /* Where x is not what is left to the end, the usual step becomes smaller. */
    ask(square, 0.25, INFINITY);
    found = fitted(DIFFERENCE_CENTRAL, 0.25 + third / 64.0, &quotient);
    ck_assert_double_eq(found.step, third / (32.0 * 32.0 * 16.0));
    /* By 32 four times at most. */
    const double last = third / (32.0 * 32.0 * 32.0 * 32.0);
    ask(square, 1.0 - 1.01 * last, INFINITY);
    found = fitted(DIFFERENCE_CENTRAL, 1.0, &quotient);
    ck_assert_int_eq(found.fit, STENCIL_SMALLER);
    ck_assert_double_eq(found.step, last / 16.0);
    ck_assert_double_eq(found.scale, last);
    ask(square, 1.0 - 0.99 * last, INFINITY);
    found = fitted(DIFFERENCE_CENTRAL, 1.0, &quotient);
    ck_assert_int_eq(found.fit, STENCIL_ONE_SIDED);
    ck_assert_double_eq(found.step, third);
    /* Nothing is tried for who says what to divide by, or where f has no value. */
    ask(square, 1.0, INFINITY);
    Stencil literal = {.form = DIFFERENCE_CENTRAL, .step = 0.1, .scale = 0.1, .literal = true};
    ck_assert_double_nan(difference_fit(&line, 1.0, 1.0, &literal));
    ck_assert_int_eq(literal.form, DIFFERENCE_CENTRAL);
    ck_assert_int_eq(literal.fit, STENCIL_AS_CHOSEN);
    ask(square, 0.0, INFINITY);
    found = stencil_at(DIFFERENCE_CENTRAL, 1e-6);
    ck_assert_double_nan(difference_fit(&line, 1e-6, NAN, &found));
    ck_assert_double_eq(found.step, third);
    fitted(DIFFERENCE_CENTRAL, INFINITY, &quotient);
    ck_assert_double_nan(quotient);
}
END_TEST

static double negative_square(double x) {
    return -x * x;
}

/* A form that adapts begins with so many of the widest spacings at which f is smooth, and notes the
 * noise of f; or with the step it is given. */
START_TEST(first_steps) {
    const double third = cbrt(DBL_EPSILON);
    double quotient;
    for (DifferenceForm form = DIFFERENCE_RICHARDSON; form <= DIFFERENCE_ADAPTIVE; form++) {
        double spacings = form == DIFFERENCE_RICHARDSON ? TABLEAU_WIDEST : 4.0;
        ask(sin, -INFINITY, INFINITY);
        for (double x = -2.0; x <= 8.0; x += 10.0) {
            Neighbourhood near = noise_around(&line, x, sin(x), third * fabs(x));
            Stencil found = fitted(form, x, &quotient);
            ck_assert_double_eq(found.step, spacings * near.smooth);
            ck_assert_double_eq(found.noise, near.noise);
            ck_assert_double_eq(found.scale, third * fabs(x));
            ck_assert_int_eq(found.fit, STENCIL_AS_CHOSEN);
            ck_assert_double_eq_tol(quotient, cos(x), 1e-9);
        }
        Stencil given = {.form = form, .step = 0.25};
        quotient = difference_fit(&line, 1.0, sin(1.0), &given);
        ck_assert_double_eq(given.step, 0.25);
        ck_assert_double_eq_tol(quotient, cos(1.0), form == DIFFERENCE_RICHARDSON ? 1e-9 : 1e-3);
        /* Where a central stencil had to be smaller this one is so, too. */
        ask(square, 0.0, INFINITY);
        Stencil found = fitted(form, 1e-6, &quotient);
        ck_assert_int_eq(found.fit, STENCIL_SMALLER);
        ck_assert_double_eq(found.scale, third * 1e-6);
        ck_assert_double_eq_tol(quotient, 2e-6, 1e-15);
        /* Nothing to be seen but f(x) itself. */
        ask(negative_square, 8.0, 8.0);
        found = fitted(form, 8.0, &quotient);
        ck_assert_double_nan(quotient);
        ck_assert_double_eq(found.step, spacings * 8.0 * third);
        ck_assert_double_eq(found.noise, DBL_EPSILON * 64.0);
        ck_assert_int_eq(found.side, 0);
    }
}
END_TEST

/* A first step that leaves the domain becomes smaller by 16, three times, before one side of x is
 * left out; so it does at each side. */
START_TEST(first_steps_at_ends) {
    static const struct {
        double below, above; /* how far from x the domain reaches, in first steps */
        int side;
        StencilFit fit;
        double step; /* of the first ones */
    } cases[] = {
        {1.01, INFINITY, 0, STENCIL_AS_CHOSEN, 1.0},
        {0.99, INFINITY, 0, STENCIL_SMALLER, 1.0 / 16.0},
        {INFINITY, 0.99, 0, STENCIL_SMALLER, 1.0 / 16.0},
        {0.99 / 16.0, INFINITY, 0, STENCIL_SMALLER, 1.0 / 256.0},
        {1.01 / 4096.0, INFINITY, 0, STENCIL_SMALLER, 1.0 / 4096.0},
        {0.99 / 4096.0, INFINITY, 1, STENCIL_ONE_SIDED, 1.0},
        {INFINITY, 0.99 / 4096.0, -1, STENCIL_ONE_SIDED, 1.0},
        {0.0, 0.99, 1, STENCIL_ONE_SIDED, 1.0 / 16.0},
        {0.99 / 16.0, 0.0, -1, STENCIL_ONE_SIDED, 1.0 / 256.0},
    };
    for (int i = 0; i < LENGTH(cases); i++) {
        ask(square, 1.0 - cases[i].below / 8.0, 1.0 + cases[i].above / 8.0);
        Stencil found = {.form = DIFFERENCE_ADAPTIVE, .step = 1.0 / 8.0};
        double quotient = difference_fit(&line, 1.0, 1.0, &found);
        ck_assert_int_eq(found.side, cases[i].side);
        ck_assert_int_eq(found.fit, cases[i].fit);
        ck_assert_double_eq(found.step, cases[i].step / 8.0);
        ck_assert_double_eq_tol(quotient, 2.0, 1e-6);
    }
    /* Within ten steps of an end that a central stencil of the usual step keeps away from. */
    const double step = cbrt(DBL_EPSILON);
    double quotient;
    ask(square, 1.0 - 10.0 * step, 1.0 + 10.0 * step);
    Stencil found = fitted(DIFFERENCE_ADAPTIVE, 1.0, &quotient);
    ck_assert_int_eq(found.side, 0);
    ck_assert_int_le(found.fit, STENCIL_SMALLER);
    ck_assert_double_le(found.step, 10.0 * step);
    ck_assert_double_eq_tol(quotient, 2.0, 1e-8);
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
    ck_assert_double_infinite(difference_estimate(
        &(Univariate){answer, &(Asked){sqrt, 0.0, 1.0, 0, 0.0, 0.0}}, 0.0, 0.0, &stencil, 2.0));
    ck_assert(isfinite(estimate_of(absolute, 0.0, 0.0)));
    ck_assert_double_ge(estimate_of(absolute, 0.0, 0.0), 1.0);
}
END_TEST

/* Quotients of both sides that are written down, at the steps 1, 1/4, 1/16, ...; at 4, 16, ... they
 * are as at 1, and elsewhere there is noise of this size. */
enum { QUOTIENTS = 12 };
static struct Steep { double above[QUOTIENTS], below[QUOTIENTS], noise; } written;

static double written_value(void *context, double x) {
    (void)context;
    int exponent;
    double size = fabs(x - 1.0), half = frexp(size, &exponent);
    int level = exponent > 1 ? 0 : (1 - exponent) / 2;
    if (half == 0.5 && exponent % 2 != 0 && level < QUOTIENTS)
        return 5.0 + (x > 1.0 ? size * written.above[level] : -size * written.below[level]);
    return 5.0 + written.noise * sin(1e8 * (x - 1.0));
}

static const Univariate of_written = {written_value, NULL};

static void write_quotients(double above, double below, double growth) {
    for (int i = 0; i < QUOTIENTS; i++) {
        written.above[i] = above * pow(growth, i);
        written.below[i] = below * pow(growth, i);
    }
    written.noise = 1e6;
}

static bool is_steep(void) {
    Stencil stencil = {.form = DIFFERENCE_CENTRAL, .step = 1.0, .scale = 1.0};
    double estimate = difference_estimate(&of_written, 1.0, 5.0, &stencil, 1.0);
    ck_assert(estimate > 1e3);
    return isinf(estimate);
}

/* At one side at least, quotients grow by the same factor, from 1.1 to 4.5, six times. */
START_TEST(infinite_slopes) {
    static const struct {
        double growth;
        bool steep;
    } cases[] = {{1.09, false}, {1.11, true}, {2.0, true}, {4.49, true}, {4.5, false}};
    for (int i = 0; i < LENGTH(cases); i++)
        for (int signs = 0; signs < 4; signs++) {
            double above = signs & 1 ? -1.0 : 1.0, below = signs & 2 ? -1.0 : 1.0;
            write_quotients(above, below, cases[i].growth);
            ck_assert(is_steep() == cases[i].steep);
            write_quotients(above, 0.0, cases[i].growth);
            ck_assert(is_steep() == cases[i].steep);
            write_quotients(0.0, below, cases[i].growth);
            ck_assert(is_steep() == cases[i].steep);
        }
    /* Of the six the last one counts, and not the next. */
    write_quotients(1.0, 0.0, 2.0);
    written.above[7] = 0.0;
    ck_assert(is_steep());
    written.above[6] = 0.0;
    ck_assert(!is_steep());
    /* A factor may be another by less than a tenth, from one to the next. */
    write_quotients(1.0, 0.0, 2.0);
    for (int i = 3; i < QUOTIENTS; i++)
        written.above[i] *= 2.09 / 2.0;
    ck_assert(is_steep());
    for (int i = 3; i < QUOTIENTS; i++)
        written.above[i] *= 2.11 / 2.09;
    ck_assert(!is_steep());
    /* The first factor as well as the others. */
    write_quotients(1.0, 0.0, 1.13);
    ck_assert(is_steep());
    written.above[0] *= 1.13 / 1.06;
    ck_assert(!is_steep());
    /* As it is where slopes become level below some step. */
    write_quotients(1.0, 0.0, 2.0);
    written.above[6] = 1.5 * written.above[5];
    ck_assert(!is_steep());
}
END_TEST

/* Quotients are asked whether they grow where a tenth of the derivative is in doubt. */
START_TEST(what_is_settled_is_not_steep) {
    Stencil stencil = {.form = DIFFERENCE_CENTRAL, .step = 1.0, .scale = 1.0};
    int settled = 0, unsettled = 0;
    for (int sign = -1; sign <= 1; sign += 2)
        for (double noise = 1.0; noise < 1e3; noise *= 1.02) {
            write_quotients(sign, sign, 1.11);
            written.noise = noise;
            Tableau best = tableau_best(&of_written, 1.0, 5.0, 1.0);
            double share = best.doubt / fabs(best.value);
            bool steep = isinf(difference_estimate(&of_written, 1.0, 5.0, &stencil, sign));
            ck_assert_msg(steep == (share >= 0.1), "%g of it are in doubt", share);
            settled += share > 0.09 && share < 0.1;
            unsettled += share > 0.1 && share < 0.14;
        }
    printf("%d just settled, %d just not\n", settled, unsettled);
    ck_assert_int_gt(settled, 0);
    ck_assert_int_gt(unsettled, 0);
}
END_TEST

/* A quarter more than the distance from the best that is known, twice the doubt of that, and some
 * units in the last place. */
START_TEST(estimates_are_not_much_more) {
    Stencil stencil = {.form = DIFFERENCE_CENTRAL, .step = 1.0, .scale = 1.0};
    write_quotients(1.0, 1.0, 1.0);
    Tableau best = tableau_best(&of_written, 1.0, 5.0, 1.0);
    ck_assert_double_gt(best.doubt, 1.0);
    for (double apart = -1e12; apart <= 1e12; apart += 1e12) {
        double estimate = difference_estimate(&of_written, 1.0, 5.0, &stencil, best.value + apart);
        ck_assert_double_ge(estimate, fabs(apart) + 2.0 * best.doubt);
        ck_assert_double_le(estimate, 1.26 * fabs(apart) + 2.01 * best.doubt);
    }
    for (int sign = -1; sign <= 1; sign += 2) {
        ask(sign < 0 ? opposite : identity, -INFINITY, INFINITY);
        best = tableau_best(&line, 0.0, 0.0, 1.0);
        double estimate = difference_estimate(&line, 0.0, 0.0, &stencil, sign) - 2.0 * best.doubt;
        ck_assert_double_eq(best.value, sign);
        ck_assert_double_ge(estimate, 2.0 * DBL_EPSILON);
        ck_assert_double_le(estimate, 5.0 * DBL_EPSILON);
    }
    ck_assert_double_le(difference_estimate(&line, 0.0, 0.0, &stencil, 1e20), 1.26e20);
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
    tcase_add_test(cases, ends_just_inside_and_outside);
    tcase_add_test(cases, first_steps);
    tcase_add_test(cases, first_steps_at_ends);
    tcase_add_test(cases, adaptive_ends);
    tcase_add_test(cases, estimates);
    tcase_add_test(cases, infinite_slopes);
    tcase_add_test(cases, what_is_settled_is_not_steep);
    tcase_add_test(cases, estimates_are_not_much_more);
    tcase_add_test(cases, sides_of_tableaus);
    tcase_add_test(cases, noise_of_values);
    return suite_run(suite);
}

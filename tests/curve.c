/* Error curves whose branches are known, because they were made from them. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/suite.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum { PER_DECADE = 32, DECADES = 15, COUNT = DECADES * PER_DECADE + 1 };

static double steps[COUNT], errors[COUNT];
/* |a h^p + noise h^-q|, with noise between -b and b, as long as h has room for it. */
static void make(double a, double p, double b, double q, uint64_t seed) {
    random_begin(seed);
    for (int i = 0; i < COUNT; i++) {
        steps[i] = pow(10.0, -1.0 - (double)i / PER_DECADE);
        errors[i] = fabs(a * pow(steps[i], p) + b * random_between(-1.0, 1.0) * pow(steps[i], -q));
    }
}

static Curve fit(void) {
    return curve_fit(steps, errors, COUNT, PER_DECADE, 2e-16);
}

static const struct Vee {
    double a, p, b, q;
} vees[] = {
    {1.0, 1.0, 1e-16, 1.0},  {3.0, 2.0, 1e-16, 1.0}, {0.01, 4.0, 1e-15, 1.0},
    {50.0, 1.0, 1e-12, 1.0}, {1.0, 2.0, 1e-13, 1.0}, {1.0, 3.0, 1e-16, 1.0},
    {1e3, 2.0, 1e-14, 1.0},  {1.0, 2.0, 1e-20, 2.0}, {1.0, 1.0, 1e-10, 0.6},
    {1e-3, 1.5, 1e-16, 1.0},
};

/* Slopes within 0.1 and best steps within a factor of 4 for every one of many rounds of noise. */
START_TEST(branches_are_found) {
    const struct Vee *vee = &vees[_i];
    /* a h^p + b h^-q is least here: half a decade of |noise| comes close to b. */
    double best = pow(vee->q * vee->b / (vee->p * vee->a), 1.0 / (vee->p + vee->q));
    for (uint64_t seed = 1; seed <= 40; seed++) {
        make(vee->a, vee->p, vee->b, vee->q, seed);
        Curve curve = fit();
        ck_assert_int_eq(curve.truncation.kind, BRANCH_STRAIGHT);
        ck_assert_int_eq(curve.roundoff.kind, BRANCH_STRAIGHT);
        ck_assert_msg(fabs(curve.truncation.slope - vee->p) < 0.02, "truncation: %g, not %g",
                      curve.truncation.slope, vee->p);
        ck_assert_msg(fabs(curve.roundoff.slope + vee->q) < 0.1, "round-off: %g, not -%g",
                      curve.roundoff.slope, vee->q);
        ck_assert_msg(curve.best_step > best / 4.0 && curve.best_step < best * 4.0,
                      "best: %g, not %g", curve.best_step, best);
        double error = vee->a * pow(best, vee->p) * (1.0 + vee->p / vee->q);
        ck_assert_msg(curve.best_error > error / 8.0 && curve.best_error < error * 2.0,
                      "error: %g, not %g", curve.best_error, error);
        ck_assert(curve.truncation.low > curve.best_step);
        ck_assert(curve.roundoff.high < curve.best_step);
    }
}
END_TEST

/* An error that is lucky to be small, or 0, is not the best. */
START_TEST(luck_does_not_count) {
    make(1.0, 1.0, 1e-16, 1.0, 7);
    double best = fit().best_step;
    errors[13 * PER_DECADE] = 0.0;
    errors[2 * PER_DECADE] = 1e-14;
    errors[12 * PER_DECADE + 1] = NAN;
    Curve curve = fit();
    ck_assert_double_eq(curve.best_step, best);
    ck_assert(fabs(curve.truncation.slope - 1.0) < 0.1 && fabs(curve.roundoff.slope + 1.0) < 0.1);
}
END_TEST

/* Without truncation, as of polynomials of low degree: the larger the step the better. */
START_TEST(there_may_be_no_truncation) {
    make(0.0, 1.0, 1e-16, 1.0, 3);
    Curve curve = fit();
    ck_assert_int_eq(curve.truncation.kind, BRANCH_NONE);
    ck_assert_int_eq(curve.roundoff.kind, BRANCH_STRAIGHT);
    ck_assert_double_gt(curve.best_step, 1e-2);
}
END_TEST

/* Without round-off, as of the complex step: a floor. */
START_TEST(there_may_be_no_roundoff) {
    make(1.0, 2.0, 0.0, 1.0, 3);
    for (int i = 0; i < COUNT; i++)
        errors[i] = fmax(errors[i], 1e-16 * (1.0 + 0.1 * (i % 3)));
    Curve curve = fit();
    ck_assert_int_eq(curve.truncation.kind, BRANCH_STRAIGHT);
    ck_assert(fabs(curve.truncation.slope - 2.0) < 0.01);
    ck_assert_int_eq(curve.roundoff.kind, BRANCH_NONE);
    ck_assert(curve.best_step > 3e-9 && curve.best_step < 3e-8);
}
END_TEST

START_TEST(there_may_be_nothing) {
    make(0.0, 1.0, 0.0, 1.0, 3); /* exact */
    Curve curve = fit();
    ck_assert_int_eq(curve.truncation.kind, BRANCH_NONE);
    ck_assert_int_eq(curve.roundoff.kind, BRANCH_NONE);
    ck_assert_double_eq(curve.best_error, 0.0);
    for (int i = 0; i < COUNT; i++)
        errors[i] = 1.0; /* a kink */
    curve = fit();
    ck_assert_int_eq(curve.truncation.kind, BRANCH_NONE);
    ck_assert_int_eq(curve.roundoff.kind, BRANCH_NONE);
    ck_assert_double_eq(curve.best_error, 1.0);
    for (int i = 0; i < COUNT; i++)
        errors[i] = NAN;
    curve = fit();
    ck_assert_double_nan(curve.best_step);
    ck_assert_double_nan(curve.best_error);
    curve = curve_fit(steps, errors, 0, PER_DECADE, 0.0);
    ck_assert_double_nan(curve.best_step);
}
END_TEST

/* A jump in the errors, as where steps go across a kink, is no power of the step. */
START_TEST(crooked_branches_have_no_slope) {
    make(0.0, 1.0, 1e-16, 1.0, 3);
    for (int i = 0; i < COUNT && steps[i] > 1e-3; i++)
        errors[i] = 1.0 - 1e-3 / steps[i];
    Curve curve = fit();
    ck_assert_int_eq(curve.truncation.kind, BRANCH_CROOKED);
    ck_assert_int_eq(curve.roundoff.kind, BRANCH_STRAIGHT);
}
END_TEST

/* Beyond the reach of the power law the branch ends, and does not spoil its slope. */
START_TEST(only_the_straight_part_counts) {
    make(1e4, 2.0, 1e-16, 1.0, 5);
    for (int i = 0; i < COUNT; i++)
        errors[i] = fmin(errors[i], 1.0); /* from 1e-2 on */
    Curve curve = fit();
    ck_assert_int_eq(curve.truncation.kind, BRANCH_STRAIGHT);
    ck_assert(fabs(curve.truncation.slope - 2.0) < 0.05);
    ck_assert(curve.truncation.high < 2e-2);
}
END_TEST

/* Few steps give rougher answers, and no wrong ones. */
START_TEST(few_steps_will_do) {
    static const size_t rates[] = {1, 2, 4, 8, 16};
    for (size_t k = 0; k < LENGTH(rates); k++) {
        make(1.0, 2.0, 1e-16, 1.0, 11);
        size_t every = PER_DECADE / rates[k], count = DECADES * rates[k] + 1;
        for (size_t i = 0; i < count; i++) {
            steps[i] = steps[i * every];
            errors[i] = errors[i * every];
        }
        Curve curve = curve_fit(steps, errors, count, rates[k], 2e-16);
        ck_assert_int_eq(curve.truncation.kind, BRANCH_STRAIGHT);
        ck_assert(fabs(curve.truncation.slope - 2.0) < 0.05);
        ck_assert_int_eq(curve.roundoff.kind, BRANCH_STRAIGHT);
        ck_assert(fabs(curve.roundoff.slope + 1.0) < 0.3);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("curve");
    TCase *curves = suite_case(suite, "curves");
    tcase_add_loop_test(curves, branches_are_found, 0, LENGTH(vees));
    tcase_add_test(curves, luck_does_not_count);
    tcase_add_test(curves, there_may_be_no_truncation);
    tcase_add_test(curves, there_may_be_no_roundoff);
    tcase_add_test(curves, there_may_be_nothing);
    tcase_add_test(curves, crooked_branches_have_no_slope);
    tcase_add_test(curves, only_the_straight_part_counts);
    tcase_add_test(curves, few_steps_will_do);
    return suite_run(suite);
}

/* Extrapolation: tableaus of quotients that are written down.
 *
 * At x = 0 a function f(h) = h d + |h| b/2 has the central quotient d, and slopes at both sides
 * that differ by b; d and b may be others at every step. What is extrapolated from the quotients is
 * the value at 0 of the polynomial in h^2, at one side in h, that goes through them: Lagrange's
 * formula gives it once more. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEVELS = TABLEAU_LEVELS, ORDERS = TABLEAU_ORDERS };

/* Of steps 1, 1/4, 1/16, ... */
typedef struct Written {
    double slope[LEVELS + 1], bend[LEVELS + 1];
    int asked;
} Written;

static Written written;

static double answer(void *context, double x) {
    Written *w = context;
    int level = -ilogb(x) / 2;
    ck_assert(x != 0.0 && level >= 0 && level <= LEVELS);
    w->asked++;
    return x * w->slope[level] + fabs(x) * w->bend[level] / 2.0;
}

static const Univariate line = {answer, &written};

static Tableau make(double noise, int side) {
    written.asked = 0;
    Tableau tableau = tableau_make(&line, 0.0, 0.0, 1.0, noise, side);
    ck_assert_int_eq(tableau.side, side);
    ck_assert_int_eq(tableau.evaluations, written.asked);
    ck_assert_int_eq(tableau.evaluations, tableau.levels * (side ? 1 : 2));
    for (int level = 0; level < tableau.levels; level++)
        ck_assert_double_eq(tableau.step[level], ldexp(1.0, -2 * level));
    return tableau;
}

static void write_slopes(const double *slopes, int count) {
    written = (Written){0};
    memcpy(written.slope, slopes, (size_t)count * sizeof *slopes);
}

static double extrapolated(const Tableau *tableau, int level, int order) {
    double value = 0.0;
    for (int i = level - order; i <= level; i++) {
        double weight = 1.0;
        for (int k = level - order; k <= level; k++) {
            double step = tableau->step[i], other = tableau->step[k];
            if (k != i)
                weight *= tableau->side ? other / (other - step)
                                        : other * other / (other * other - step * step);
        }
        value += weight * tableau->entry[i][0];
    }
    return value;
}

/* Levels from `first` on have values, and so much is extrapolated from them; the doubt of an entry
 * is how far it is from what it was made of. */
static void check_entries(const Tableau *tableau, int first) {
    for (int level = first; level < tableau->levels; level++)
        for (int order = 0; order < ORDERS; order++) {
            double entry = tableau->entry[level][order];
            if (order <= level - first)
                ck_assert_double_eq_tol(entry, extrapolated(tableau, level, order), 1e-14);
            else
                ck_assert_double_nan(entry);
        }
}

static double distance(const Tableau *tableau, int level, int order) {
    double entry = tableau->entry[level][order];
    return fmax(fabs(entry - tableau->entry[level][order - 1]),
                fabs(entry - tableau->entry[level - 1][order - 1]));
}

START_TEST(entries) {
    double slopes[LEVELS];
    random_begin(1);
    for (int n = 0; n < 30; n++) {
        for (int i = 0; i < LEVELS; i++)
            slopes[i] = random_between(-1.0, 1.0);
        for (int side = -1; side <= 1; side++) {
            write_slopes(slopes, LEVELS);
            Tableau tableau = make(0.0, side);
            ck_assert_int_eq(tableau.levels, LEVELS);
            for (int i = 0; i < LEVELS; i++)
                ck_assert_double_eq(tableau.entry[i][0], slopes[i]);
            check_entries(&tableau, 0);
            /* The best is least in doubt. */
            double least = INFINITY;
            for (int level = 1; level < LEVELS; level++)
                for (int order = 1; order < ORDERS && order <= level; order++)
                    least = fmin(least, distance(&tableau, level, order));
            ck_assert_double_eq(tableau.doubt, least);
            ck_assert_double_eq(tableau.doubt, distance(&tableau, tableau.best, tableau.order));
            ck_assert_double_eq(tableau.value, tableau.entry[tableau.best][tableau.order]);
        }
    }
}
END_TEST

/* What is not finite breaks the chain; below it another one begins. */
START_TEST(broken_chains) {
    static const double gaps[] = {NAN, INFINITY};
    for (int i = 0; i < LENGTH(gaps); i++) {
        double slopes[LEVELS] = {1.0, 2.0, 4.0, gaps[i], 3.0, 3.5, 3.75};
        write_slopes(slopes, LEVELS);
        Tableau tableau = make(0.0, 0);
        ck_assert_int_eq(tableau.levels, LEVELS);
        check_entries(&tableau, 4);
        for (int order = 1; order < ORDERS; order++)
            ck_assert_double_nan(tableau.entry[3][order]);
        tableau.levels = 3;
        check_entries(&tableau, 0);
    }
}
END_TEST

/* Where all are equal the widest step is the best: noise counts least there. */
START_TEST(equals) {
    double slopes[LEVELS];
    for (int i = 0; i < LEVELS; i++)
        slopes[i] = 3.0;
    write_slopes(slopes, LEVELS);
    Tableau tableau = make(0.0, 0);
    ck_assert_double_eq(tableau.value, 3.0);
    ck_assert_double_eq(tableau.doubt, 0.0);
    ck_assert_int_eq(tableau.best, 1);
    ck_assert_int_eq(tableau.order, 1);
}
END_TEST

/* Nothing can be extrapolated from one quotient. */
START_TEST(nothing) {
    static const double slopes[LEVELS] = {1.0, NAN, 1.0, NAN, 1.0, NAN, 1.0, NAN,
                                          1.0, NAN, 1.0, NAN, 1.0, NAN, 1.0, NAN};
    write_slopes(slopes, LEVELS);
    Tableau tableau = make(0.0, 0);
    ck_assert_double_nan(tableau.value);
    ck_assert_double_infinite(tableau.doubt);
    ck_assert_int_eq(tableau.best, -1);
    ck_assert_int_eq(tableau.order, -1);
}
END_TEST

/* Noise counts with four deviations. What it does to an entry at most, by the absolute values of
 * the weights, is covered; and not more than that, by far. */
START_TEST(noise_counts) {
    const double noise = 1e-3;
    double central = 4.0 * (17.0 / 15.0) * (257.0 / 255.0) * (4097.0 / 4095.0);
    double one_sided = 2.0 * 4.0 * (5.0 / 3.0) * (17.0 / 15.0) * (65.0 / 63.0);
    for (int side = -1; side <= 1; side++) {
        static const double slopes[LEVELS] = {1.0, 1.0, 5.0, 9.0, 13.0};
        write_slopes(slopes, LEVELS);
        Tableau tableau = make(noise, side);
        double shaken = (side ? one_sided : central) * noise / 0.25;
        ck_assert_int_eq(tableau.best, 1);
        ck_assert_double_ge(tableau.doubt, shaken);
        ck_assert_double_le(tableau.doubt, (side ? 1.9 : 1.4) * shaken);
        /* No step is taken that is more uncertain than that. */
        int levels = 2;
        while (4.0 * noise / ldexp(1.0, -2 * levels) <= tableau.doubt)
            levels++;
        ck_assert_int_eq(tableau.levels, levels);
    }
}
END_TEST

static double doubt_with_bends(double first, double second, double noise) {
    double slopes[LEVELS];
    for (int i = 0; i < LEVELS; i++)
        slopes[i] = i < 2 ? 3.0 : 3.0 + 100.0 * i * i;
    write_slopes(slopes, LEVELS);
    written.bend[0] = first;
    written.bend[1] = second;
    Tableau tableau = make(noise, 0);
    ck_assert_int_eq(tableau.best, 1);
    return tableau.doubt;
}

/* Where the slopes left and right of x do not meet there is a kink, and what is between them is in
 * doubt; unless that may be noise. */
START_TEST(kinks) {
    ck_assert_double_eq(doubt_with_bends(1.0, 0.49, 0.0), 0.0);
    ck_assert_double_eq(doubt_with_bends(1.0, 0.5, 0.0), 0.0);
    ck_assert_double_eq(doubt_with_bends(1.0, 0.53125, 0.0), 0.53125);
    ck_assert_double_eq(doubt_with_bends(1.0, 1.0, 0.0), 1.0);
    ck_assert_double_eq(doubt_with_bends(-1.0, 1.0, 0.0), 1.0);
    ck_assert_double_eq(doubt_with_bends(1.0, -1.0, 0.0), 1.0);
    /* 4 deviations of noise 1/256 at the step 1/4 are 1/16, and bends of 8 times as much. */
    double noise = 1.0 / 256.0, shaken = doubt_with_bends(0.0, 0.0, noise);
    ck_assert_double_eq(doubt_with_bends(0.5, 0.5, noise), shaken);
    ck_assert_double_eq(doubt_with_bends(0.53125, 0.53125, noise), shaken + 0.53125);
    /* At one side nothing bends. */
    written.bend[0] = written.bend[1] = 1.0;
    ck_assert_double_le(make(0.0, 1).doubt, 1e-15);
}
END_TEST

/* ---- steps ----------------------------------------------------------------------------------- */

static double identity(void *context, double x) {
    (void)context;
    return x;
}

/* Quotients are divided by the distance of the points; steps that do not move x to both sides are
 * none. */
START_TEST(steps) {
    const Univariate straight = {identity, NULL};
    for (int side = -1; side <= 1; side++) {
        Tableau tableau = tableau_make(&straight, 1.0, 1.0, 0.1, 0.0, side);
        for (int level = 0; level < tableau.levels; level++) {
            ck_assert_double_eq(tableau.entry[level][0], 1.0);
            ck_assert_double_eq_tol(tableau.step[level], ldexp(0.1, -2 * level), 2e-16);
            ck_assert_double_eq(1.0 + tableau.step[level] - 1.0, tableau.step[level]);
        }
    }
    ck_assert_int_eq(tableau_make(&straight, 1.0, 1.0, 0x1p-50, 0.0, 0).levels, 2);
    ck_assert_int_eq(tableau_make(&straight, -1.0, -1.0, 0x1p-51, 0.0, 0).levels, 1);
    ck_assert_int_eq(tableau_make(&straight, 1.0, 1.0, 0.0, 0.0, 0).levels, 0);
}
END_TEST

/* The best begins with 64 spacings at which the function is smooth. */
START_TEST(widest_steps) {
    const Univariate straight = {identity, NULL};
    Neighbourhood near = noise_around(&straight, 1.0, 1.0, 0x1p-20);
    Tableau best = tableau_best(&straight, 1.0, 1.0, 0x1p-20);
    ck_assert_double_eq(near.smooth, 0x1p-12);
    ck_assert_double_eq(best.step[0], 0x1p-6);
    ck_assert_double_eq(best.value, 1.0);
    best = tableau_best(&straight, 1.0, 1.0, 0.0); /* noise is unknown */
    ck_assert_double_nan(best.value);
    ck_assert_double_infinite(best.doubt);
    ck_assert_int_eq(best.levels, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("extrapolation");
    TCase *cases = suite_case(suite, "tableaus");
    tcase_add_test(cases, entries);
    tcase_add_test(cases, broken_chains);
    tcase_add_test(cases, equals);
    tcase_add_test(cases, nothing);
    tcase_add_test(cases, noise_counts);
    tcase_add_test(cases, kinks);
    tcase_add_test(cases, steps);
    tcase_add_test(cases, widest_steps);
    return suite_run(suite);
}

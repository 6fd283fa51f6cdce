/* Numeric derivatives of any order, piece by piece: the formulas, and the directions of mixed derivatives. */
#include "methods/difference.h"
#include "methods/polarization.h"

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* ---- formulas ------------------------------------------------------------------------------------ */

static double factorial(uint32_t k) {
    double value = 1.0;
    for (uint32_t i = 2; i <= k; i++) {
        value *= i;
    }
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

/* Along v the k-th derivative of x^a y^b z^c, a + b + c = k, is k! v1^a v2^b v3^c: of all these monomials
 * only the one meant may be left. */
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

int main(void) {
    Suite *suite = suite_create("stencils");
    TCase *formulas = tcase_create("formulas");
    tcase_add_test(formulas, differences_of_any_order);
    tcase_add_test(formulas, directions_of_mixtures);
    suite_add_tcase(suite, formulas);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Sums, products, maxima and minima of many arguments: the documented order to the bit, the truth
 * in long double, and what happens at zeros, ties and NaN. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/suite.h"

#include <math.h>
#include <stdlib.h>

#define INF ((double)INFINITY)
#define NONE ((double)NAN)
#define ANY 123456789.0

static bool same(double got, double expected) {
    return got == expected || (isnan(got) && isnan(expected)) || expected == ANY;
}

/* The documented order, written as it is documented: one lane after the other, each from its terms.
 * */
static double in_order(const double *terms, size_t count, bool product) {
    double lane[8];
    bool used[8];
    for (size_t j = 0; j < 8; j++) {
        used[j] = j < count;
        lane[j] = used[j] ? terms[j] : 0.0;
        for (size_t i = j + 8; i < count; i += 8)
            lane[j] = product ? lane[j] * terms[i] : lane[j] + terms[i];
    }
    for (size_t width = 1; width < 8; width *= 2)
        for (size_t j = 0; j < 8; j += 2 * width)
            if (used[j + width])
                lane[j] = product ? lane[j] * lane[j + width] : lane[j] + lane[j + width];
    return lane[0];
}

START_TEST(test_nary_order) {
    double terms[100];
    random_begin(7);
    for (size_t count = 1; count <= 100; count++) {
        for (size_t i = 0; i < count; i++)
            terms[i] = random_between(-3.0, 3.0);
        ck_assert(nary_sum(terms, count) == in_order(terms, count, false));
        ck_assert(nary_value(OP_PROD, terms, count) == in_order(terms, count, true));
    }
    ck_assert(nary_sum(terms, 0) == 0.0 && nary_value(OP_PROD, terms, 0) == 1.0);
    ck_assert(signbit(nary_sum((double[]){-0.0, -0.0}, 2)));
    ck_assert(!signbit(nary_sum(terms, 0)));
}
END_TEST

static void check_nary(OpId op, const double *arguments, uint32_t count, double value,
                       const double *expected) {
    double partials[8];
    double got = op_value(op, 0, arguments, count);
    ck_assert_msg(same(got, value), "%s: %g instead of %g", op_table[op].id, got, value);
    op_partials(op, 0, arguments, count, got, partials);
    for (uint32_t i = 0; i < count; i++)
        ck_assert_msg(same(partials[i], expected[i]), "%s: partial %u is %g instead of %g",
                      op_table[op].id, i, partials[i], expected[i]);
}

START_TEST(test_nary_edges) {
    check_nary(OP_PROD, (double[]){2, 0, 5}, 3, 0, (double[]){0, 10, 0});
    check_nary(OP_PROD, (double[]){2, 0, 0, 5}, 4, 0, (double[]){0, 0, 0, 0});
    check_nary(OP_PROD, (double[]){7}, 1, 7, (double[]){1});
    check_nary(OP_MAXIMUM, (double[]){1, 3, 2, 3}, 4, 3, (double[]){0, 0.5, 0, 0.5});
    check_nary(OP_MAXIMUM, (double[]){4, 4, 4, 4}, 4, 4, (double[]){0.25, 0.25, 0.25, 0.25});
    check_nary(OP_MINIMUM, (double[]){1, 3, 2, 3}, 4, 1, (double[]){1, 0, 0, 0});
    check_nary(OP_MAXIMUM, (double[]){1, NONE, 2}, 3, NONE, (double[]){ANY, ANY, ANY});
    check_nary(OP_MAXIMUM, (double[]){NONE, 2}, 2, NONE, (double[]){ANY, ANY});
    check_nary(OP_MINIMUM, (double[]){2, NONE}, 2, NONE, (double[]){ANY, ANY});
    check_nary(OP_SUM, (double[]){1, NONE}, 2, NONE, (double[]){ANY, ANY});
    check_nary(OP_MINIMUM, (double[]){-INF, 2}, 2, -INF, (double[]){1, 0});
    ck_assert(op_smooth(OP_MAXIMUM, 0, (double[]){1, 3, 1}, 3));
    ck_assert(!op_smooth(OP_MAXIMUM, 0, (double[]){1, 3, 3}, 3));
    ck_assert(op_smooth(OP_MINIMUM, 0, (double[]){1, 3, 3}, 3));
    ck_assert(op_smooth(OP_SUM, 0, (double[]){3, 3}, 2));
    ck_assert(!op_smooth(OP_SUM, 0, (double[]){3, NONE}, 2));
}
END_TEST

static double relative_error(double got, long double truth) {
    return (double)fabsl((got - truth) / truth);
}

/* Each result is as many roundings from the truth as its longest path has operations. */
START_TEST(test_nary_truth) {
    enum { COUNT = 40, PATH = 4 + 3 };
    double terms[COUNT], partials[COUNT];
    long double sum = 0.0L, product = 1.0L;
    random_begin(11);
    for (int i = 0; i < COUNT; i++) {
        terms[i] = random_between(0.5, 2.0);
        sum += terms[i];
        product *= terms[i];
    }
    double value = op_value(OP_PROD, 0, terms, COUNT);
    ck_assert_double_le(relative_error(value, product), PATH * 0x1p-53);
    op_partials(OP_PROD, 0, terms, COUNT, value, partials);
    for (int i = 0; i < COUNT; i++)
        ck_assert_double_le(relative_error(partials[i], product / terms[i]), COUNT * 0x1p-53);
    value = op_value(OP_SUM, 0, terms, COUNT);
    ck_assert_double_le(relative_error(value, sum), PATH * 0x1p-53);
    op_partials(OP_SUM, 0, terms, COUNT, value, partials);
    for (int i = 0; i < COUNT; i++)
        ck_assert(partials[i] == 1.0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("nary");
    TCase *nary = suite_case(suite, "many arguments");
    tcase_add_test(nary, test_nary_order);
    tcase_add_test(nary, test_nary_truth);
    tcase_add_test(nary, test_nary_edges);
    return suite_run(suite);
}

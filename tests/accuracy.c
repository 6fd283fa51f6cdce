/* How far doubles are from a truth with more digits: against distances worked out by hand, and
 * against decimals that C prints of numbers whose distance is known exactly. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INF ((double)INFINITY)

static bool near(double a, double b, double tolerance) {
    return a == b || fabs(a - b) <= tolerance * fabs(b);
}

static const struct {
    const char *truth;
    double x, ulps, relative;
} distances[] = {
    {"0.1", 0.1, 0.4, 5.551115123125783e-17},
    {"0.333333333333333333333333333333333333", 0x1.5555555555555p-2, 1.0 / 3.0, 0x1p-54},
    {"0.333333333333333333333333333333333333", 0x1.5555555555556p-2, 2.0 / 3.0, 0x1p-53},
    {"-0.333333333333333333333333333333333333", -0x1.5555555555555p-2, 1.0 / 3.0, 0x1p-54},
    {"3.14159265358979323846264338327950288", 0x1.921fb54442d18p1, 0.2757664771898,
     3.8981718325e-17},
    {"1", 1.0, 0.0, 0.0},
    {"1", 1.0 + 0x1p-52, 1.0, 0x1p-52},
    {"1", 1.0 - 0x1p-53, 0.5, 0x1p-53},
    {"1", 2.0, 0x1p52, 1.0},
    {"1", -1.0, 0x1p53, 2.0},
    /* Below a power of two doubles are twice as dense, and the truth is below or above. */
    {"0.99999999999999999", 1.0, 0.09007199254740992, 1e-17},
    {"1.00000000000000001", 1.0, 0.04503599627370496, 1e-17},
    {"0.99999999999999999", 1.0 - 0x1p-53, 0.90992800745259008, 1.0102230246251565e-16},
    /* Zeros in front, behind and in between, and exponents of all kinds. */
    {"000.100", 0.1, 0.4, 5.551115123125783e-17},
    {"1e-1", 0.1, 0.4, 5.551115123125783e-17},
    {"10000e-5", 0.1, 0.4, 5.551115123125783e-17},
    {"0.00001e+4", 0.1, 0.4, 5.551115123125783e-17},
    {"1E0", NAN, -1.0, 0.0},
    {"1e22", 1e22, 0.0, 0.0},
    {"10000000000000000000000", 1e22, 0.0, 0.0},
    {"1e23", 1e23, 0.5, 8.388608e-17},
    /* Subnormal: the smallest is 4.9406564584124654e-324. */
    {"7.4e-324", 0x1p-1074, 0.49777668, 0.3323437},
    {"7.4e-324", 0x1p-1073, 0.50222332, 0.3353125},
    {"2.2250738585072014e-308", 0x1p-1022, 0.0342258, 7.6e-18},
    /* Zero, and what is smaller or larger than doubles are. */
    {"0", 0.0, 0.0, 0.0},
    {"0.000", -0.0, 0.0, 0.0},
    {"0", 0x1p-1074, 1.0, INF},
    {"0", 1.0, 0x1p1023 * 2.0, INF},
    {"1e-400", 0.0, 0.0, 1.0},
    {"1e-400", 0x1p-1074, 1.0, INF},
    {"-1e-99999999999999999999", 0.0, 0.0, 1.0},
    {"1e400", INF, 0.0, 1.0},
    {"1e400", -INF, INF, INF},
    {"1e400", DBL_MAX, INF, 1.0},
    {"1e99999999999999999999", INF, 0.0, 1.0},
    {"1.7976931348623157e308", DBL_MAX, 0.0408113, 4.531e-18},
    {"1.7976931348623157e308", -DBL_MAX, 0x1p54 - 2, 2.0},
    {"1.7976931348623157e308", INF, INF, INF},
    {"1", NAN, INF, INF},
};

START_TEST(distances_are_those_worked_out) {
    ReferenceValue truth;
    bool read = accuracy_read(&truth, distances[_i].truth, false);
    if (distances[_i].ulps < 0.0) {
        ck_assert(!read);
        return;
    }
    ck_assert_msg(read, "%s", distances[_i].truth);
    Accuracy got = accuracy_of(distances[_i].x, &truth);
    ck_assert_msg(near(got.ulps, distances[_i].ulps, 0.01) &&
                      near(got.relative, distances[_i].relative, 0.01),
                  "%g is %g ulps, relatively %g, from %s", distances[_i].x, got.ulps, got.relative,
                  distances[_i].truth);
    ck_assert(!got.exact || truth.zero);
}
END_TEST

START_TEST(tiny_distances_keep_their_digits) {
    ReferenceValue truth;
    ck_assert(accuracy_read(&truth, "1.0000000000000000000000000000012345678901234567", false));
    Accuracy got = accuracy_of(1.0, &truth);
    ck_assert(near(got.relative, 1.2345678901234567e-30, 1e-15));
    ck_assert(near(got.absolute, 1.2345678901234567e-30, 1e-15));
    ck_assert_double_eq(got.digits, 17.0);
    ck_assert(!got.exact && got.rounded);
}
END_TEST

static const struct {
    const char *truth;
    double x, digits;
} digits[] = {{"1", 1.0001, 4.0},  {"1000", 1001.0, 3.0}, {"1", 1.0, 17.0}, {"1", 3.0, 0.0},
              {"1", 1e300, 0.0},   {"0", 0.0, 17.0},      {"0", 1e-9, 0.0}, {"1e-400", 0.0, 0.0},
              {"1e400", INF, 0.0}, {"1", NAN, 0.0},       {"1", INF, 0.0},  {"1e400", 1.0, 0.0}};

START_TEST(digits_count_what_is_right) {
    ReferenceValue truth;
    ck_assert(accuracy_read(&truth, digits[_i].truth, false));
    ck_assert_double_eq_tol(accuracy_of(digits[_i].x, &truth).digits, digits[_i].digits, 1e-9);
}
END_TEST

/* Also where the number of spacings, or its product with one, is beyond doubles. */
static const struct {
    const char *truth;
    double x, absolute;
} absolutes[] = {
    {"1", 2.0, 1.0},        {"1", 1.0, 0.0},           {"-1", 1.0, 2.0},
    {"-1", -3.0, 2.0},      {"0.1", 0.1, 5.55e-18},    {"1", 1e300, 1e300},
    {"1e300", 1.0, 1e300},  {"-1e300", 1.0, 1e300},    {"0", 0x1p-1074, 0x1p-1074},
    {"0", 1e-9, 1e-9},      {"0", -1e300, 1e300},      {"1e-320", 1e300, 1e300},
    {"1e-400", 0.0, 0.0},   {"1e-400", 1e-9, 1e-9},    {"1e400", DBL_MAX, INF},
    {"1e400", INF, INF},    {"1", INF, INF},           {"1", NAN, INF},
    {"1e308", -1e308, INF}, {"1e16", 1e16 + 4.0, 4.0},
};

START_TEST(distances_are_absolute_too) {
    ReferenceValue truth;
    ck_assert(accuracy_read(&truth, absolutes[_i].truth, false));
    double got = accuracy_of(absolutes[_i].x, &truth).absolute;
    ck_assert_msg(near(got, absolutes[_i].absolute, 0.001), "%g is %g from %s", absolutes[_i].x,
                  got, absolutes[_i].truth);
}
END_TEST

static const struct {
    const char *truth;
    double x;
    bool exact, rounded;
} exacts[] = {
    {"0.5", 0.5, true, true},
    {"0.5", 0x1.0000000000001p-1, false, false},
    {"0", 0.0, true, true},
    {"0", -0.0, true, true},
    {"-8", -8.0, true, true},
    {"-8", 8.0, false, false},
    {"0.1", 0.1, false, true},
    {"1e-400", 0.0, false, true},
    {"1e400", INF, false, true},
    {"-1e400", -INF, false, true},
    {"4.9e-324", 0x1p-1074, false, true},
    {"1", NAN, false, false},
    {"1", INF, false, false},
    {"1e400", 1.0, false, false},
    {"9007199254740993", 9007199254740992.0, false, true},
};

START_TEST(only_the_truth_is_exact) {
    ReferenceValue truth;
    ck_assert(accuracy_read(&truth, exacts[_i].truth, true));
    Accuracy got = accuracy_of(exacts[_i].x, &truth);
    ck_assert_int_eq(got.exact, exacts[_i].exact);
    ck_assert_int_eq(got.rounded, exacts[_i].rounded);
    /* A decimal that was rounded may look like a double without being one. */
    ck_assert(accuracy_read(&truth, exacts[_i].truth, false));
    ck_assert(!accuracy_of(exacts[_i].x, &truth).exact || truth.zero);
}
END_TEST

static const char *const malformed[] = {
    "",   "-",     ".",   "e5",  "1e",    "1e+", "--1",  "+1",  "1.2.3", "1 ",
    " 1", "0x1p3", "inf", "nan", "1e5.0", "1,5", "1e5x", "NaN", "1/3",   "1e--5",
};

START_TEST(what_is_no_decimal_is_refused) {
    ReferenceValue truth;
    ck_assert_msg(!accuracy_read(&truth, malformed[_i], false), "%s", malformed[_i]);
}
END_TEST

START_TEST(very_long_decimals_are_refused) {
    static char text[3000];
    ReferenceValue truth;
    memset(text, '3', 1200);
    ck_assert(accuracy_read(&truth, text, false));
    memset(text, '3', 1201);
    ck_assert(!accuracy_read(&truth, text, false));
    /* Zeros at both ends are no digits, those in between are. */
    memset(text, '0', 2999);
    text[0] = '1';
    ck_assert(accuracy_read(&truth, text, false));
    ck_assert(isinf(truth.nearest));
    text[1199] = '1';
    ck_assert(accuracy_read(&truth, text, false));
    text[1200] = '1';
    ck_assert(!accuracy_read(&truth, text, false));
    memset(text, '0', 2999);
    text[1] = '.';
    text[2998] = '1';
    ck_assert(accuracy_read(&truth, text, false));
    ck_assert(truth.nearest == 0.0 && !truth.zero);
    memcpy(text + 2994, "e2990", 5);
    text[2993] = '1';
    ck_assert(accuracy_read(&truth, text, true));
    ck_assert_double_eq(truth.nearest, 0.01);
}
END_TEST

static double random_double(void) {
    double x;
    do {
        uint64_t bits = random_bits();
        memcpy(&x, &bits, sizeof x);
    } while (!isfinite(x));
    return x;
}

/* C prints a double to its last digit; then the truth is the double, and its neighbour is one
 * spacing off. */
START_TEST(every_double_is_its_own_decimal) {
    static char text[900];
    for (int i = 0; i < 2000; i++) {
        double x = i % 4 ? random_double() : random_double() * 0x1p-1000;
        snprintf(text, sizeof text, "%.*e", 780, x);
        ReferenceValue truth;
        ck_assert(accuracy_read(&truth, text, true));
        Accuracy same = accuracy_of(x, &truth);
        ck_assert(same.exact && same.ulps == 0.0 && same.relative == 0.0);
        double next = nextafter(x, copysign(INFINITY, x));
        if (x != 0.0 && isfinite(next)) {
            Accuracy other = accuracy_of(next, &truth);
            ck_assert_double_eq(other.ulps, 1.0);
            ck_assert(!other.exact && !other.rounded);
        }
    }
}
END_TEST

/* Truths between two doubles, as long doubles that C prints to their last digit. Where those are no
 * longer than doubles, they are doubles, and the test is that of the one before. */
START_TEST(distances_within_a_spacing_are_right) {
    static char text[12000];
    for (int i = 0; i < 2000; i++) {
        double x =
            ldexp(1.0 + (double)(random_bits() >> 12) * 0x1p-52, (int)(random_bits() % 400) - 200);
        if (i % 10 == 0)
            x = ldexp(1.0, (int)(random_bits() % 400) - 200);
        double spacing = accuracy_spacing(x);
        long double between =
            (long double)x + (long double)spacing *
                                 ((long double)(random_bits() % 1024) / 1024.0L - 0.5L) *
                                 (x == ldexp(1.0, ilogb(x)) ? 0.5L : 1.0L);
        snprintf(text, sizeof text, "%.*Le", 1150, between);
        ReferenceValue truth;
        ck_assert(accuracy_read(&truth, text, true));
        double below = between < (long double)ldexp(1.0, ilogb(x)) ? 2.0 : 1.0;
        double expected = (double)(fabsl((long double)x - between) / (long double)spacing) * below;
        Accuracy got = accuracy_of(x, &truth);
        ck_assert_msg(near(got.ulps, expected, 1e-12), "%a: %g ulps, expected %g", x, got.ulps,
                      expected);
        ck_assert_int_eq(got.exact, between == (long double)x);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("accuracy");
    TCase *truths = suite_case(suite, "truths");
    tcase_add_loop_test(truths, distances_are_those_worked_out, 0, LENGTH(distances));
    tcase_add_test(truths, tiny_distances_keep_their_digits);
    tcase_add_loop_test(truths, digits_count_what_is_right, 0, LENGTH(digits));
    tcase_add_loop_test(truths, distances_are_absolute_too, 0, LENGTH(absolutes));
    tcase_add_loop_test(truths, only_the_truth_is_exact, 0, LENGTH(exacts));
    tcase_add_loop_test(truths, what_is_no_decimal_is_refused, 0, LENGTH(malformed));
    tcase_add_test(truths, very_long_decimals_are_refused);
    tcase_add_test(truths, every_double_is_its_own_decimal);
    tcase_add_test(truths, distances_within_a_spacing_are_right);
    return suite_run(suite);
}

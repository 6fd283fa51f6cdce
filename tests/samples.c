/* Samples: where they lie, that they come again, and that edges are among them. */
#include "adcalc.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static Posed traced;
static Samples points;

/* Points for a program of x, or x and y, all in `ranges`. */
static void choose(const char *program, const Range *ranges, uint32_t count, uint64_t seed) {
    ck_assert_msg(posed_begin(&traced, &rules, program, "x=1,y=1"), "%s", program);
    points = (Samples){0};
    ck_assert(samples_choose(&points, traced.problem.tapes, ranges, count, seed));
    for (uint32_t i = 0; i < points.count; i++)
        for (uint32_t v = 0; v < points.variables; v++) {
            double x = samples_at(&points, i)[v];
            ck_assert_msg(x >= ranges[v].low && x <= ranges[v].high, "%s: %g", program, x);
        }
}

static void drop(void) {
    samples_free(&points);
    posed_free(&traced);
}

/* How many points have a coordinate in [low, high]. */
static uint32_t count_between(uint32_t variable, double low, double high) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < points.count; i++) {
        double x = samples_at(&points, i)[variable];
        count += x >= low && x <= high;
    }
    return count;
}

static bool has(double x, double y) {
    for (uint32_t i = 0; i < points.count; i++)
        if (samples_at(&points, i)[0] == x && samples_at(&points, i)[1] == y)
            return true;
    return false;
}

static const Range square[] = {{-2.0, 2.0}, {-1.0, 3.0}};

START_TEST(special_points_are_there) {
    choose("x*y", square, 200, 1);
    ck_assert_uint_eq(points.count, 200);
    ck_assert(has(0, 0) && has(-2, -1) && has(2, -1) && has(-2, 3) && has(2, 3));
    ck_assert_uint_ge(count_between(0, 0, 0), 2);
    ck_assert_uint_ge(count_between(0, 1e-300, 1e-7), 1);
    ck_assert_uint_ge(count_between(0, -1e-7, -1e-300), 1);
    ck_assert_uint_ge(count_between(0, -2, -1), 20);
    ck_assert_uint_ge(count_between(0, 1, 2), 20);
    uint32_t equal = 0;
    for (uint32_t i = 0; i < points.count; i++)
        equal += samples_at(&points, i)[0] == samples_at(&points, i)[1];
    ck_assert_uint_ge(equal, 2);
    drop();
}
END_TEST

START_TEST(seeds_repeat_them) {
    choose("x*y", square, 100, 7);
    Samples first = points;
    points = (Samples){0};
    posed_free(&traced);
    choose("x*y", square, 100, 7);
    ck_assert_uint_eq(points.count, first.count);
    ck_assert(!memcmp(points.coordinates.items, first.coordinates.items,
                      first.coordinates.count * sizeof(double)));
    drop();
    choose("x*y", square, 100, 8);
    ck_assert(memcmp(samples_at(&points, 0), first.coordinates.items, 2 * sizeof(double)));
    drop();
    samples_free(&first);
}
END_TEST

START_TEST(they_lie_where_f_is_defined) {
    choose("log(x)*y", square, 200, 1);
    uint32_t outside = count_between(0, -2, 0);
    ck_assert_uint_ge(points.outside, 50);
    ck_assert_uint_le(outside, 40); /* special ones */
    ck_assert_uint_ge(count_between(0, 0.01, 2), 100);
    drop();
    choose("log(-1 - x^2)*y", square, 40, 1); /* nowhere */
    ck_assert_uint_ge(points.count, 1);
    drop();
}
END_TEST

START_TEST(decades_are_covered) {
    const Range wide[] = {{1e-6, 1e6}, {-1e9, 1e9}};
    choose("x*y", wide, 200, 1);
    ck_assert_uint_ge(count_between(0, 1e-6, 1e-3), 20);
    ck_assert_uint_ge(count_between(0, 1e-3, 1), 20);
    ck_assert_uint_ge(count_between(1, -1e6, 1e6), 10);
    ck_assert_uint_ge(count_between(1, 1e8, 1e9), 10);
    drop();
    const Range ends[] = {{-1.7e308, 1.7e308}, {5.0, 5.0}};
    choose("x*0 + y", ends, 50, 1);
    ck_assert_uint_eq(count_between(1, 5, 5), points.count);
    drop();
}
END_TEST

START_TEST(edges_have_points_beside_them) {
    choose("if x > 0.7853981 then x*y else y", square, 200, 1);
    ck_assert_uint_ge(count_between(0, 0.7853981 - 1e-7, 0.7853981), 1);
    ck_assert_uint_ge(count_between(0, 0.7853981, 0.7853981 + 1e-7), 1);
    ck_assert_uint_ge(count_between(0, 0.7853981 - 1e-3, 0.7853981 - 1e-7), 1);
    drop();
    choose("abs(x - 0.7853981)*y", square, 200, 1);
    ck_assert_uint_ge(count_between(0, 0.7853981 - 1e-7, 0.7853981 + 1e-7), 1);
    drop();
}
END_TEST

START_TEST(few_points) {
    for (uint32_t count = 1; count < 40; count++) {
        choose("abs(x)*y", square, count, 1);
        ck_assert_uint_eq(points.count, count);
        drop();
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("points");
    TCase *cases = suite_case(suite, "points");
    tcase_add_checked_fixture(cases, begin_rules, end_rules);
    tcase_add_test(cases, special_points_are_there);
    tcase_add_test(cases, seeds_repeat_them);
    tcase_add_test(cases, they_lie_where_f_is_defined);
    tcase_add_test(cases, decades_are_covered);
    tcase_add_test(cases, edges_have_points_beside_them);
    tcase_add_test(cases, few_points);
    return suite_run(suite);
}

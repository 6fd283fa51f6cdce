/* Rounding: error bounds against derivatives that are known, and what they must know of edges.
 *
 * The truths are those of published.def. A bound is right if it is not less than the error, and
 * good if it is not much more than a few units in the last place where nothing cancels. */
#include "adcalc.h"
#include "support/published.h"
#include "support/rules.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static Posed traced;
static Rounding rounding;

static void begin(const char *program, const char *values) {
    ck_assert_msg(posed_begin(&traced, &rules, program, values), "%s at %s", program, values);
    rounding = (Rounding){0};
    rounding_begin(&rounding, traced.problem.tapes);
}

static void end(void) {
    rounding_free(&rounding);
    posed_free(&traced);
}

START_TEST(bounds_cover_what_is_published) {
    size_t values = 0, tight = 0;
    double worst = 0.0;
    for (size_t i = 0; i < published_count; i++) {
        const Published *row = &published[i];
        ReferenceValue truths[PUBLISHED_VARIABLES];
        Bounded value, gradient[PUBLISHED_VARIABLES];
        uint32_t count = published_trace(row, &rules, &traced, truths);
        rounding = (Rounding){0};
        rounding_begin(&rounding, traced.problem.tapes);
        ck_assert(rounding_gradient(&rounding, traced.problem.point, &value, gradient));
        for (uint32_t k = 0; k < count; k++, values++) {
            Accuracy accuracy = accuracy_of(gradient[k].value, &truths[k]);
            ck_assert_msg(accuracy.absolute <= gradient[k].error + 4e-16 * fabs(truths[k].nearest),
                          "%s: d/d%s is %.17g +/- %.3g, off by %.3g", row->id,
                          traced.variables[k].name, gradient[k].value, gradient[k].error,
                          accuracy.absolute);
            tight += gradient[k].error <= 1e-12 * fabs(gradient[k].value);
            worst = fmax(worst, accuracy.absolute / fmax(gradient[k].error, DBL_MIN));
        }
        end();
    }
    printf(
        "%zu derivatives, %zu of them known to 12 digits; the worst is off by %.2g of its bound\n",
        values, tight, worst);
    ck_assert_uint_ge(tight, values * 9 / 10);
}
END_TEST

static Bounded value_of(const char *program, const char *values) {
    Bounded value;
    begin(program, values);
    ck_assert(rounding_value(&rounding, traced.problem.point, &value));
    end();
    return value;
}

/* By the first variable. */
static Bounded slope_of(const char *program, const char *values) {
    Bounded value, gradient[POSED_VARIABLES];
    begin(program, values);
    ck_assert(rounding_gradient(&rounding, traced.problem.point, &value, gradient));
    end();
    return gradient[0];
}

START_TEST(what_is_exact_has_no_error) {
    ck_assert_double_eq(value_of("x^2 + 2*x + 1", "x=3").error, 0.0);
    ck_assert_double_eq(value_of("x/4 - y*y", "x=1,y=0.5").error, 0.0);
    ck_assert_double_eq(value_of("sin(x)", "x=0").error, 0.0);
    ck_assert_double_eq(value_of("0*x", "x=0.3").error, 0.0);
    ck_assert_double_eq(value_of("x - x", "x=0.3").error, 0.0);
    ck_assert_double_gt(value_of("x/3", "x=1").error, 0.0);
    ck_assert_double_gt(value_of("0.1*x", "x=1").error, 0.0);
    ck_assert_double_gt(value_of("tanh(x)", "x=20").error, 0.0); /* 1 is what it rounds to */
    /* What takes the same from itself has no error though its operands have. */
    ck_assert_double_eq(value_of("y = x/3; y - y", "x=1").error, 0.0);
    ck_assert_double_eq(value_of("x + y", "x=0.3,y=-0.3").error, 0.0);
    ck_assert_double_eq(value_of("x - y", "x=1e-149,y=1e-149").error, 0.0);
    ck_assert_double_eq(value_of("x - y", "x=-0.3,y=-0.3").error, 0.0);
    ck_assert_double_eq(value_of("atan2(x, y)", "x=0,y=0.3").error, 0.0);
    ck_assert_double_gt(value_of("atan2(x, y)", "x=0,y=-0.3").error, 1e-16);
    ck_assert_double_eq(value_of("floor(x)", "x=2").error, 0.0);
    ck_assert_double_eq(slope_of("max(x, y)", "x=1,y=2").error, 0.0);
}
END_TEST

/* Functions make exact numbers of whole numbers and of multiples of 1/1024 up to 2^20; of what is
 * longer nobody knows. Arithmetic says itself what it loses. */
START_TEST(short_numbers) {
    ck_assert_double_eq(value_of("max(hypot(x, 0), y)", "x=1048576,y=0").error, 0.0);
    ck_assert_double_gt(value_of("max(hypot(x, 0), y)", "x=1048577,y=0").error, 0.0);
    ck_assert_double_eq(value_of("cbrt(x)", "x=0.0009765625").error > 0.0, true);
    ck_assert_double_eq(value_of("hypot(x, 0)", "x=0.0009765625").error, 0.0);
    ck_assert_double_gt(value_of("hypot(x, 0)", "x=0.00048828125").error, 0.0);
    ck_assert_double_eq(value_of("x + 1", "x=1048577").error, 0.0);
    ck_assert_double_eq(value_of("x + y", "x=1,y=0.00048828125").error, 0.0);
    ck_assert_double_eq(value_of("x + y", "x=1,y=1e-17").error, 1e-17);
    ck_assert_double_eq(value_of("x - y", "x=-1,y=1e-17").error, 1e-17);
    ck_assert_double_eq(value_of("x/y", "x=0.1,y=-8").error, 0.0);
    /* Where one operand is next to the largest double, whichever it is. */
    ck_assert_double_eq(
        value_of("x + y", "x=-1.3835809849425382e307,y=1.7976931348623157e308").error,
        0x1.0000000000000p+970);
    ck_assert_double_eq(
        value_of("x - y", "x=1.7976931348623157e308,y=1.3835809849425382e307").error,
        0x1.0000000000000p+970);
    ck_assert_double_eq(value_of("sqrt(x)", "x=2.25").error, 0.0);
    ck_assert_double_eq(value_of("x^2", "x=134217729").error, 1.0);
    ck_assert_double_eq(value_of("x*y", "x=134217729,y=134217729").error, 1.0);
}
END_TEST

/* Constants are off by 8 eps where doubles do not hold what was written. */
START_TEST(constants_are_rounded) {
    static const struct {
        const char *program;
        double error;
    } cases[] = {
        {"max(x, 0.1)", 0.8 * DBL_EPSILON},
        {"min(x, -0.1)", 0.8 * DBL_EPSILON},
        {"max(x, 0.5)", 0.0},
        {"max(x, 1/1024)", 0.0},
        {"max(x, 0.0009765625)", 0.0},
        {"max(x, 0.00048828125)", 8.0 * 0.00048828125 * DBL_EPSILON},
        {"max(x, 1048576)", 0.0},
        {"max(x, 1048577)", 0.0},
        {"max(x, 9007199254740992)", 0.0},
        {"max(x, 9007199254740994)", 16.0},
        {"min(x, -9007199254740994)", 16.0},
    };
    for (int i = 0; i < LENGTH(cases); i++)
        ck_assert_double_eq_tol(value_of(cases[i].program, "x=0").error, cases[i].error,
                                0.05 * cases[i].error + DBL_TRUE_MIN);
}
END_TEST

/* Bounds worked out by hand, in units of eps times the result. A value's own error is the remainder
 * in arithmetic (from Python's fractions: 1/3 is off by a quarter), else the bound of its row,
 * times what a change of the operands in proportion would do where that is 1 or more; that of a
 * slope has the partial's, that of multiplying (1) and that of adding up (1/2). Operands move to
 * another double at least, which is 0.75 for 1/3 and 0.5625 for 1/9, and are rounded: a little more
 * is right. */
START_TEST(bounds_by_hand) {
    static const struct {
        const char *program, *values;
        double value, slope; /* 0 where nobody has worked it out */
    } known[] = {
        {"x + y", "x=0.1,y=0.3", 0.3125, 0.5 + 1.0 + 0.5},
        {"x*y", "x=0.3,y=0.7", 0.285714, 0.5 + 1.0 + 0.5},
        {"x/3", "x=1", 0.25, 2.0 + 1.0 + 0.5},
        {"x/y", "x=0.1,y=-8", 0.0, 2.0 + 2.0 /* y moved by its own */ + 1.0 + 0.5},
        {"x/(y*2)", "x=0.1,y=4", 0.0, 2.0 + 2.0 + 1.0 + 0.5},
        {"log(x)", "x=8", 1.0 + 1.0 / 2.0794, 1.0 + 1.0 + 1.0 + 0.5},
        {"(x/3)/3", "x=1", 0.0 + 0.5625, 3.5 + 3.5},
        {"-(x/3)", "x=1", 0.75, 3.5 + 1.5},
        {"abs(x/3)", "x=-1", 0.75, 3.5 + 1.5},
        {"max(x/3, y)", "x=1,y=0.2", 0.75, 3.5 + 1.5},
        {"max(x/3, y, 0.1)", "x=1,y=0.1", 0.75, 3.5 + 1.5},
        {"where(x > 0, x/3, 1)", "x=1", 0.25, 3.5},
        {"0.1*x", "x=1", 8.0 + 0.0, 8.0 + 2.0},
        {"0.1*x + 1", "x=10", (8.0 + 0.25) / 2.0, 0.0},
        {"y - 0.1*x", "x=2.5,y=9.5", 0.25 * 8.25 / 9.25, 0.5 + 1.0 + 0.5},
        {"y = x/3; y/y", "x=1", 0.0, 0.0},
        {"y = x/3; y*y", "x=1", 0.25 + 3.0 * 0.5625, 0.0},
        /* The first of two terms is added to nothing, and what is added up knows nothing of it. */
        {"x*y + x*z", "x=1.1,y=0.3,z=0.7", 0.0, 0.5 + 0.5 + 1.0 + 0.5 + 1.0 + 0.5 * 1.2207},
        {"x*y - x*z", "x=1.1,y=0.3,z=0.7", 0.0, (3.5 + 0.6104) / 0.4},
        {"-(-(x/3))", "x=1", 0.75, 3.5 + 1.5 + 1.5},
        {"prod(i in 1..32, x)", "x=1.01", (2.0 + 2.0) * 33.0, 0.0},
        {"1 - x/3", "x=1", 0.375 + 0.75, 3.5 + 2.0},
        {"1/(x/3)", "x=1", 0.25 + 1.3333, 0.0},
        {"(x/3)^2", "x=1", 0.25 + 3.0 * 0.5625, 0.0},
        {"x^3", "x=0.3", 4.0 * 4.0, 0.0},
        {"exp(x)", "x=1", 1.5 * 2.0, 0.0},
        /* Where the change is too small to be seen in the value. */
        {"log(0.1*x)", "x=3e20", (8.25 + 1.0 + 44.848) / 44.848, 0.0},
        {"sqrt(x)", "x=2", 0.307857, 0.0},
        {"tanh(x)", "x=20", 5.0, 0.0},
        {"sum(i in 1..32, x)", "x=0.1", (2.0 + 2.0 /* the root of 32/8 */) * 2.0, 0.0},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        Bounded value = value_of(known[i].program, known[i].values);
        Bounded slope = slope_of(known[i].program, known[i].values);
        double units[2] = {value.error / fabs(value.value) / DBL_EPSILON,
                           slope.error / fabs(slope.value) / DBL_EPSILON};
        ck_assert_msg(known[i].value == 0.0 ||
                          fabs(units[0] - known[i].value) <= 0.04 * known[i].value,
                      "%s: %g eps, not %g", known[i].program, units[0], known[i].value);
        ck_assert_msg(known[i].slope == 0.0 ||
                          fabs(units[1] - known[i].slope) <= 0.04 * known[i].slope,
                      "%s: slope %g eps, not %g", known[i].program, units[1], known[i].slope);
    }
}
END_TEST

START_TEST(cancellation_counts) {
    Bounded value = value_of("1 - cos(x)", "x=1e-9"), slope = slope_of("(x+1e8)^2-1e16", "x=0.3");
    ck_assert_double_ge(value.error, 5e-19);
    ck_assert_double_ge(value.error, fabs(value.value - 5e-19));
    ck_assert_double_le(value.error, 1e-14);
    ck_assert_double_le(slope.error, 1e-6);
    ck_assert_double_ge(value_of("sin(1e16*x)", "x=0.1").error, 0.1);
}
END_TEST

START_TEST(underflow_counts) {
    ck_assert_double_ge(value_of("exp(-x)*1e-20", "x=700").error, 4e-324);
    ck_assert_double_ge(slope_of("1e300*exp(-x)", "x=740").error, 1e-24);
    /* One of the smallest doubles, or as many as there are units. */
    ck_assert_double_eq(value_of("x*y", "x=1e-200,y=1e-200").error, DBL_TRUE_MIN);
    ck_assert_double_eq(value_of("x*y", "x=1e-200,y=1e-190").error, DBL_TRUE_MIN);
    ck_assert_double_eq(value_of("x/y", "x=1e-200,y=1e200").error, 2.0 * DBL_TRUE_MIN);
}
END_TEST

/* An operand that may be where there is no number: nothing is known; on whichever side that is, and
 * within four times its error. */
START_TEST(ends_count) {
    ck_assert_double_infinite(value_of("acos(0.1*x)", "x=9.999999999999998").error);
    ck_assert_double_infinite(value_of("acos(0.1*x)", "x=-9.999999999999998").error);
    ck_assert_double_infinite(value_of("asin(0.1*x)", "x=10").error);
    ck_assert_double_infinite(value_of("sqrt(x - 0.1)", "x=0.10000000000000002").error);
    ck_assert_double_infinite(value_of("log(0.1 - x)", "x=0.09999999999999998").error);
    ck_assert(isfinite(value_of("acos(0.1*x)", "x=9.99999999999995").error));
    ck_assert(isfinite(value_of("acos(x)", "x=1").error));
    /* ... and so nothing of what is computed from it. */
    ck_assert_double_infinite(value_of("tanh(1000*log(x - 0.1))", "x=0.10000000000000002").error);
    ck_assert_double_infinite(slope_of("tanh(1000*log(x - 0.1))", "x=0.10000000000000002").error);
    /* What is infinite in exact arithmetic too is a number's limit, or not looked at. */
    ck_assert_double_infinite(value_of("exp(log(x))", "x=0").error);
    ck_assert_double_infinite(value_of("y % (1/x)", "x=0,y=3").error);
    ck_assert_double_eq(value_of("max(log(x), 1)", "x=0").error, 0.0);
}
END_TEST

/* Jumps and kinks count where they are within four times the error of the operand, log's that of
 * one eps near 1; 0.1 may be off by 13 spacings of doubles. */
START_TEST(jumps_count) {
    static const struct {
        const char *program, *values;
        double least, most;
    } cases[] = {
        {"sign(log(x))", "x=1.0000000000000009", 1.0, 2.0},
        {"sign(log(x))", "x=1.0000000000000011", 0.0, 0.0},
        {"sign(log(x))", "x=0.99999999999999922", 1.0, 2.0},
        {"sign(log(x))", "x=0.999999999999999", 0.0, 0.0},
        {"sign(x - 0.1)", "x=0.1000000000000007", 1.0, 2.0},
        {"sign(x - 0.1)", "x=0.10000000000000074", 0.0, 0.0},
        {"0.1*x == 0.1*y", "x=3,y=3.000000000000044", 1.0, 1.0},
        {"0.1*x == 0.1*y", "x=3,y=3.00000000000005", 0.0, 0.0},
        {"0.1*x == 0.1*y", "x=3.000000000000044,y=3", 1.0, 1.0},
        {"0.1*x == 0.1*y", "x=3.00000000000005,y=3", 0.0, 0.0},
        /* Both ways that operands move against each other. */
        {"(0.1*x) % (0.1*y)", "x=9,y=3", 0.29, 0.31},
        {"(0.1*x) % (0.1*y)", "x=9.000000000000002,y=3", 0.29, 0.31},
        {"(0.1*x) % (0.1*y)", "x=9.000000000000008,y=3", 0.29, 0.31},
        {"(0.1*x) % (0.1*y)", "x=9.00000000001,y=3", 0.0, 1e-14},
        {"y = 0.1*x; floor(y/y + 0.5)", "x=3", 0.0, 0.0},
    };
    for (int i = 0; i < LENGTH(cases); i++) {
        double error = value_of(cases[i].program, cases[i].values).error;
        ck_assert_msg(cases[i].least <= error && error <= cases[i].most, "%s at %s: %g",
                      cases[i].program, cases[i].values, error);
    }
}
END_TEST

static void check_no_number(const char *program, const char *values, double error) {
    Bounded value = value_of(program, values);
    ck_assert_msg(!isfinite(value.value), "%s at %s is %g", program, values, value.value);
    ck_assert_msg(value.error == error, "%s at %s: error %g", program, values, value.error);
}

START_TEST(no_numbers_are_told_from_numbers_lost) {
    check_no_number("log(x)", "x=-1", 0.0);
    check_no_number("log(x)", "x=0", 0.0);
    check_no_number("1/(x - 1)", "x=1", 0.0);
    check_no_number("sqrt(-0.1*x)", "x=1", 0.0);
    check_no_number("sin(log(-0.1*x))", "x=1", 0.0);
    check_no_number("2*log(x)", "x=0", 0.0);
    check_no_number("exp(-log(x))", "x=0", 0.0);
    check_no_number("log(0.1*x - 0.1)", "x=1", INFINITY);
    check_no_number("acos(0.1*x)", "x=10.000000000000002", INFINITY);
    check_no_number("acos(0.1*x)", "x=10.00000000000005", 0.0);
    check_no_number("exp(x)", "x=1000", INFINITY);
    check_no_number("exp(x) - exp(x)", "x=1000", INFINITY);
    ck_assert(isinf(value_of("1/(1 + exp(x))", "x=1000").error));
    ck_assert(isinf(slope_of("exp(x)", "x=1000").error));
    ck_assert(isinf(slope_of("sqrt(x)", "x=0").value));
    ck_assert_double_eq(slope_of("sqrt(x)", "x=0").error, 0.0);
    ck_assert_double_eq(slope_of("acos(x)", "x=1").error, 0.0);
    ck_assert(isinf(slope_of("sqrt(sin(x))", "x=0").value));
    ck_assert_double_eq(slope_of("sqrt(sin(x))", "x=0").error, 0.0);
    ck_assert(isinf(slope_of("sqrt(0.1*x - 0.1)", "x=1").value));
    ck_assert(isinf(slope_of("sqrt(0.1*x - 0.1)", "x=1").error));
    /* A product that is too small for a double only looks like 0. */
    ck_assert(isinf(slope_of("sqrt(x*y)", "x=1e-200,y=1e-200").error));
}
END_TEST

START_TEST(edges_are_known) {
    static const struct {
        const char *program, *values;
        bool sure, smooth;
    } cases[] = {
        {"if x > 1 then x^2 else x", "x=2", true, true},
        {"if x > 1 then x^2 else x", "x=1", true, false},
        {"if x/3 > 1/3 then x^2 else x", "x=1", false, false},
        {"if 0.1*x > 0.3 then x^2 else x", "x=3", false, true},
        {"if x - 0.1 then x^2 else x", "x=0.1000000000000007", false, true},
        {"if x - 0.1 then x^2 else x", "x=0.10000000000000074", true, true},
        {"if x - 0.1 then x^2 else x", "x=0.0999999999999993", false, true},
        {"if x - 0.1 then x^2 else x", "x=0.09999999999999927", true, true},
        {"abs(x)", "x=0", true, false},
        {"abs(x)", "x=1e-300", true, true},
        {"max(x, y)", "x=1,y=1", true, false},
        {"sin(x)*exp(x)", "x=1", true, true},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        Bounded value;
        begin(cases[i].program, cases[i].values);
        ck_assert(rounding_value(&rounding, traced.problem.point, &value));
        ck_assert_msg(rounding.sure == cases[i].sure && rounding.smooth == cases[i].smooth,
                      "%s at %s: %d %d", cases[i].program, cases[i].values, rounding.sure,
                      rounding.smooth);
        end();
    }
    ck_assert_double_ge(value_of("floor(10*(0.1*x))", "x=3").error, 1.0);
    ck_assert_double_ge(slope_of("abs(0.1*x - 0.3)", "x=3").error, 0.1);
    ck_assert_double_le(slope_of("abs(0.1*x - 0.3)", "x=3.001").error, 1e-12);
    ck_assert_double_le(slope_of("max(sin(x), sin(x))", "x=1").error, 1e-14);
}
END_TEST

START_TEST(constants_alone) {
    Bounded value, gradient[POSED_VARIABLES];
    begin("0.1*x^2 + y/3", "x=0.7,y=2");
    rounding.constants_only = true;
    ck_assert(rounding_gradient(&rounding, traced.problem.point, &value, gradient));
    ck_assert_double_gt(gradient[0].error, 0.0);
    ck_assert_double_le(gradient[0].error, 1e-14);
    ck_assert_double_eq(gradient[1].error, 0.0);
    end();
    begin("x/3", "x=1");
    rounding.constants_only = true;
    ck_assert(rounding_value(&rounding, traced.problem.point, &value));
    ck_assert_double_eq(value.error, 0.0);
    end();
    /* An error that is smaller than the distance of doubles moves to the next one. */
    static const char *const programs[] = {"floor(1e-20*x + 1)", "ceil(1e-20*x + 1)"};
    for (int i = 0; i < LENGTH(programs); i++) {
        begin(programs[i], "x=1");
        rounding.constants_only = true;
        ck_assert(rounding_value(&rounding, traced.problem.point, &value));
        ck_assert_double_eq(value.value, 1.0);
        ck_assert_double_eq(value.error, 1.0);
        end();
    }
    /* What is as large as its error may be 0. */
    begin("if x - 0.1 then x else 2*x", "x=0.1000000000000007");
    rounding.constants_only = true;
    ck_assert(rounding_value(&rounding, traced.problem.point, &value));
    ck_assert(!rounding.sure);
    end();
}
END_TEST

/* A point after another one is as it was: nothing is left over. */
START_TEST(points_in_turn) {
    Bounded value, gradient[POSED_VARIABLES], again, gradients[POSED_VARIABLES];
    begin("x*sin(x*y) + abs(x)", "x=0.7,y=2");
    static const double edge[] = {0.0, 1e300};
    ck_assert(rounding_gradient(&rounding, traced.problem.point, &value, gradient));
    ck_assert(rounding.smooth);
    ck_assert(rounding_gradient(&rounding, edge, &again, gradients));
    ck_assert(!rounding.smooth);
    ck_assert(rounding_gradient(&rounding, traced.problem.point, &again, gradients));
    ck_assert(rounding.smooth);
    ck_assert_double_eq(again.value, value.value);
    ck_assert_double_eq(again.error, value.error);
    for (int i = 0; i < 2; i++) {
        ck_assert_double_eq(gradients[i].value, gradient[i].value);
        ck_assert_double_eq(gradients[i].error, gradient[i].error);
    }
    ck_assert(rounding_value(&rounding, traced.problem.point, &again));
    ck_assert_double_eq(again.error, value.error);
    end();
}
END_TEST

/* A sum of very many terms is not given up on. */
START_TEST(long_sums) {
    Bounded slope = slope_of("sum(i in 1..100000, sin(i*x)/i)", "x=0.3");
    ck_assert_double_le(slope.error, 1e-7 * fabs(slope.value));
    ck_assert_double_ge(slope.error, 1e-15 * fabs(slope.value));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("rounding");
    TCase *cases = suite_case(suite, "bounds");
    tcase_add_checked_fixture(cases, begin_rules, end_rules);
    tcase_add_test(cases, bounds_cover_what_is_published);
    tcase_add_test(cases, what_is_exact_has_no_error);
    tcase_add_test(cases, short_numbers);
    tcase_add_test(cases, constants_are_rounded);
    tcase_add_test(cases, bounds_by_hand);
    tcase_add_test(cases, cancellation_counts);
    tcase_add_test(cases, underflow_counts);
    tcase_add_test(cases, ends_count);
    tcase_add_test(cases, jumps_count);
    tcase_add_test(cases, no_numbers_are_told_from_numbers_lost);
    tcase_add_test(cases, edges_are_known);
    tcase_add_test(cases, constants_alone);
    tcase_add_test(cases, points_in_turn);
    tcase_add_test(cases, long_sums);
    return suite_run(suite);
}

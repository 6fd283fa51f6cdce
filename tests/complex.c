/* Complex values of operations, and sweeps over tapes with them.
 *
 * Away from the real axis the truth is the C library's complex functions, or a formula in them.
 * What the imaginary parts are worth next to the axis, where they are derivatives, tests/ops.c asks
 * MPFR. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"
#include "support/words.h"

#include <math.h>
#include <stdlib.h>

/* ---- off the axis ---------------------------------------------------------------------------- */

static double complex c_log1p(double complex z) {
    return clog(1.0 + z);
}
static double complex c_expm1(double complex z) {
    return cexp(z) - 1.0;
}
static double complex c_exp2(double complex z) {
    return cpow(2.0, z);
}
static double complex c_log2(double complex z) {
    return clog(z) / log(2.0);
}
static double complex c_log10(double complex z) {
    return clog(z) / log(10.0);
}
static double complex c_cbrt(double complex z) {
    return creal(z) < 0.0 ? -cpow(-z, 1.0 / 3.0) : cpow(z, 1.0 / 3.0);
}
static double complex c_sec(double complex z) {
    return 1.0 / ccos(z);
}
static double complex c_csc(double complex z) {
    return 1.0 / csin(z);
}
static double complex c_cot(double complex z) {
    return ccos(z) / csin(z);
}
static double complex c_gauss(double complex z) {
    return cexp(-z * z);
}
static double complex c_normpdf(double complex z) {
    return cexp(-0.5 * z * z) / sqrt(2.0 * M_PI);
}
static double complex c_sinc(double complex z) {
    return csin(z) / z;
}
static double complex c_sigmoid(double complex z) {
    return 1.0 / (1.0 + cexp(-z));
}
static double complex c_softplus(double complex z) {
    return clog(1.0 + cexp(z));
}
static double complex c_silu(double complex z) {
    return z / (1.0 + cexp(-z));
}
static double complex c_logit(double complex z) {
    return clog(z) - clog(1.0 - z);
}
static double complex c_root(double complex z) {
    return csqrt(z);
}

static const struct Meant {
    OpId op;
    double complex (*meaning)(double complex);
    double low, high; /* of the real part */
} functions[] = {
    {OP_EXP, cexp, -5, 5},
    {OP_EXP2, c_exp2, -5, 5},
    {OP_EXPM1, c_expm1, -5, 5},
    {OP_LOG, clog, 0, 9},
    {OP_LOG2, c_log2, 0, 9},
    {OP_LOG10, c_log10, 0, 9},
    {OP_LOG1P, c_log1p, -1, 9},
    {OP_SQRT, c_root, 0, 9},
    {OP_CBRT, c_cbrt, -9, 9},
    {OP_SIN, csin, -9, 9},
    {OP_COS, ccos, -9, 9},
    {OP_TAN, ctan, -9, 9},
    {OP_SEC, c_sec, -9, 9},
    {OP_CSC, c_csc, -9, 9},
    {OP_COT, c_cot, -9, 9},
    {OP_ASIN, casin, -1, 1},
    {OP_ACOS, cacos, -1, 1},
    {OP_ATAN, catan, -9, 9},
    {OP_SINH, csinh, -9, 9},
    {OP_COSH, ccosh, -9, 9},
    {OP_TANH, ctanh, -30, 30},
    {OP_ASINH, casinh, -9, 9},
    {OP_ACOSH, cacosh, 1, 9},
    {OP_ATANH, catanh, -1, 1},
    {OP_GAUSS, c_gauss, -4, 4},
    {OP_NORMPDF, c_normpdf, -4, 4},
    {OP_SINC, c_sinc, -9, 9},
    {OP_SIGMOID, c_sigmoid, -9, 9},
    {OP_SOFTPLUS, c_softplus, -9, 9},
    {OP_SILU, c_silu, -9, 9},
    {OP_LOGIT, c_logit, 0, 1},
};

/* The imaginary part is up to 1, now and then tiny. */
static double complex random_point(double low, double high) {
    double scale = random_between(0, 1) < 0.2 ? 1e-9 : 1.0;
    return complex_make(random_between(low, high), scale * random_between(-1, 1));
}

static void check_value(OpId op, int32_t n, const double complex *arguments, uint32_t count,
                        double complex truth, double tolerance) {
    double complex got = complex_value(op, n, arguments, count);
    double off = cabs(got - truth) / cabs(truth);
    ck_assert_msg(off <= tolerance, "%s(%g%+gi, ...) is %.17g%+.17gi, not %.17g%+.17gi: off by %g",
                  op_table[op].id, creal(arguments[0]), cimag(arguments[0]), creal(got), cimag(got),
                  creal(truth), cimag(truth), off);
}

START_TEST(functions_are_the_c_librarys) {
    const struct Meant *one = &functions[_i];
    ck_assert(complex_declared(one->op));
    for (int i = 0; i < 2000; i++) {
        double complex z = random_point(one->low, one->high);
        check_value(one->op, 0, &z, 1, one->meaning(z), 3e-12); /* some formulas above cancel */
    }
}
END_TEST

START_TEST(operations_on_two) {
    for (int i = 0; i < 2000; i++) {
        double complex z[] = {random_point(-9, 9), random_point(-9, 9)};
        double complex x = z[0], y = z[1];
        check_value(OP_ADD, 0, z, 2, x + y, 1e-15);
        check_value(OP_SUB, 0, z, 2, x - y, 1e-15);
        check_value(OP_MUL, 0, z, 2, x * y, 1e-15);
        check_value(OP_DIV, 0, z, 2, x / y, 1e-15);
        check_value(OP_MOD, 0, z, 2, x - floor(creal(x) / creal(y)) * y, 1e-11);
        check_value(OP_MAX, 0, z, 2, creal(x) > creal(y) ? x : y, 0.0);
        check_value(OP_MIN, 0, z, 2, creal(x) > creal(y) ? y : x, 0.0);
        check_value(OP_ABS, 0, z, 1, creal(x) > 0 ? x : -x, 0.0);
        check_value(OP_FRAC, 0, z, 1, x - floor(creal(x)), 1e-15);
        for (int32_t n = -20; n <= 20; n++) {
            double complex power = 1.0;
            for (int32_t k = 0; k < abs(n); k++)
                power *= n > 0 ? x : 1.0 / x;
            check_value(OP_POWI, n, z, 1, power, 1e-13);
        }
        z[1] = y = random_point(-2, 2);
        if (creal(y) > 0)
            check_value(OP_XLOGY, 0, z, 2, x * clog(y), 1e-13);
        /* Its tangent is x/y; that it is the right one of these angles is the next test's. */
        double complex angle = complex_value(OP_ATAN2, 0, z, 2);
        double complex off = csin(angle) * y - ccos(angle) * x;
        ck_assert_double_le(cabs(off), 1e-11 * (cabs(x) + cabs(y)) * cosh(cimag(angle)));
        double complex root = csqrt(x * x + y * y);
        check_value(OP_HYPOT, 0, z, 2, creal(root) < 0 ? -root : root, 1e-12);
        check_value(OP_ELU, 0, z, 2, creal(x) > 0 ? x : y * (cexp(x) - 1.0), 1e-10);
        check_value(OP_LEAKY_RELU, 0, z, 2, creal(x) > 0 ? x : y * x, 1e-15);
        z[0] = x = random_point(0.01, 9);
        check_value(OP_POW, 0, z, 2, cpow(x, y), 1e-13);
    }
}
END_TEST

/* The angle of (y, x) in all four quarters, and as it goes on from one to the next. */
START_TEST(angles_go_round) {
    for (int degrees = -179; degrees < 180; degrees += 2) {
        double angle = degrees * M_PI / 180.0;
        double complex z[] = {complex_make(2.0 * sin(angle), 2e-30 * cos(angle)),
                              complex_make(2.0 * cos(angle), -2e-30 * sin(angle))};
        check_value(OP_ATAN2, 0, z, 2, complex_make(angle, 0.0), 1e-14);
        double turned = cimag(complex_value(OP_ATAN2, 0, z, 2));
        ck_assert_msg(fabs(turned - 1e-30) < 1e-44, "at %d degrees: %g", degrees, turned);
    }
}
END_TEST

START_TEST(any_number_of_arguments) {
    double complex z[21], sum = 0.0, product = 1.0;
    for (uint32_t i = 0; i < LENGTH(z); i++) {
        z[i] = random_point(-2, 2);
        sum += z[i];
        product *= z[i];
        check_value(OP_SUM, 0, z, i + 1, sum, 1e-13);
        check_value(OP_PROD, 0, z, i + 1, product, 1e-13);
        double complex most = complex_value(OP_MAXIMUM, 0, z, i + 1);
        double complex least = complex_value(OP_MINIMUM, 0, z, i + 1);
        bool has_most = false, has_least = false;
        for (uint32_t k = 0; k <= i; k++) {
            ck_assert(creal(z[k]) <= creal(most) && creal(z[k]) >= creal(least));
            has_most |= z[k] == most;
            has_least |= z[k] == least;
        }
        ck_assert(has_most && has_least);
    }
}
END_TEST

/* ---- what a sweep does and refuses ----------------------------------------------------------- */

static const struct SweepCase {
    const char *program, *values;
    double slope; /* by the first variable */
    ComplexStop stop;
    const char *reason;
} sweeps[] = {
    {"x*y + 3*x", "x=2,y=5", 8.0, COMPLEX_DONE, ""},
    {"x", "x=2", 1.0, COMPLEX_DONE, ""},
    {"x*0 + y", "x=2,y=5", 0.0, COMPLEX_DONE, ""},
    /* What the variable does not move may be anything. */
    {"x*gamma(y) + abs(z)*floor(y)", "x=2,y=4,z=0", 6.0, COMPLEX_DONE, ""},
    {"x^2*erf(x)", "x=1", NAN, COMPLEX_UNDECLARED, "erf has no complex value"},
    /* Kinks are refused, what lies beside them is not. */
    {"abs(x)", "x=0", NAN, COMPLEX_EDGE, "abs is not analytic here"},
    {"x*abs(x)", "x=-3", 6.0, COMPLEX_DONE, ""},
    {"max(x, 2)", "x=2", NAN, COMPLEX_EDGE, "max is not analytic here"},
    {"max(x, 2*x, 3)", "x=2", 2.0, COMPLEX_DONE, ""},
    {"max(x, 2*x, 4)", "x=2", NAN, COMPLEX_EDGE, "max is not analytic here"},
    {"clamp(x, 0, 3)*x", "x=5", 3.0, COMPLEX_DONE, ""},
    {"sqrt(x)", "x=0", NAN, COMPLEX_EDGE, "sqrt is not analytic here"},
    {"log(x)", "x=-1", NAN, COMPLEX_EDGE, "log is not analytic here"},
    {"asin(x)", "x=1", NAN, COMPLEX_EDGE, "asin is not analytic here"},
    {"x^y", "x=-2,y=3", NAN, COMPLEX_EDGE, "^ is not analytic here"},
    {"x^3", "x=-2", 12.0, COMPLEX_DONE, ""},
    {"x % 3", "x=5.5", 1.0, COMPLEX_DONE, ""},
    {"x % 3", "x=6", NAN, COMPLEX_EDGE, "% is not analytic here"},
    /* Steps are constant, also for what follows. */
    {"x*floor(x)", "x=2.5", 2.0, COMPLEX_DONE, ""},
    {"x*floor(x)", "x=2", NAN, COMPLEX_EDGE, "floor is not analytic here"},
    {"gamma(floor(x) + 2)*x", "x=2.5", 6.0, COMPLEX_DONE, ""},
    {"x*(x > 2)", "x=3", 1.0, COMPLEX_DONE, ""},
    {"x*(x > 2)", "x=2", NAN, COMPLEX_EDGE, "> is not analytic here"},
    /* Conditions. */
    {"if x > 2 then x^2 else x", "x=3", 6.0, COMPLEX_DONE, ""},
    {"if x > 2 then x^2 else x", "x=1", 1.0, COMPLEX_DONE, ""},
    {"if x > 2 then x^2 else x", "x=2", NAN, COMPLEX_EDGE, "> is not analytic here"},
    {"if x then 3*x else 2*x", "x=1", 3.0, COMPLEX_DONE, ""},
    {"if x then 3*x else 2*x", "x=0", NAN, COMPLEX_CONDITION, "a condition changes here"},
    {"x + (if y then 3*x else 2*x)", "x=1,y=0", 3.0, COMPLEX_DONE, ""},
    {"if floor(x) then 3*x else 2*x", "x=0.5", 2.0, COMPLEX_DONE, ""},
    /* Long sums and products are operations of their own. */
    {"sum(i in 1..20, i*x)", "x=3", 210.0, COMPLEX_DONE, ""},
    {"prod(i in 1..20, x/2)", "x=2", 10.0, COMPLEX_DONE, ""},
};

START_TEST(sweeps_refuse_what_is_not_analytic) {
    const struct SweepCase *one = &sweeps[_i];
    Posed traced;
    ck_assert(posed_begin(&traced, &rules, one->program, one->values));
    Slice slice;
    ck_assert(slice_begin(&slice, traced.problem.tapes, traced.problem.point, 0));
    for (double step = 0x1p-20; step > 0x1p-900; step *= 0x1p-100) {
        double slope = complex_quotient(&slice, step);
        char reason[64];
        put_words(complex_reason(&slice), reason, sizeof reason);
        ck_assert_str_eq(reason, one->reason);
        ck_assert_int_eq(slice.stop, one->stop);
        ck_assert_msg(fabs(slope - one->slope) < 1e-9 || (isnan(slope) && isnan(one->slope)),
                      "%s: %.17g, not %g", one->program, slope, one->slope);
    }
    slice_free(&slice);
    posed_free(&traced);
}
END_TEST

/* Steps are chosen so that neither the second order of h counts nor anything is lost below
 * the normal range. */
static const struct FitCase {
    const char *program, *values;
    double slope;
} fits[] = {
    {"log(x)", "x=1e-300", 1e300},
    {"log(x)", "x=1e300", 1e-300},
    {"sin(x)", "x=1e22", 0.52321478539513899}, /* cos(1e22): W. Kahan's example */
    {"exp(-x)", "x=600", -2.6503965530043108e-261},
    {"exp(-x^2)", "x=25", -1.8404279274009003e-270},
    {"log(x^2 + 1e-70)", "x=0", 0.0},
    {"sqrt(x^2 + 1e-100)", "x=1e-50", 0.70710678118654752},
    {"atan(1e30*x)", "x=0", 1e30},
};

START_TEST(steps_fit) {
    const struct FitCase *one = &fits[_i];
    Posed traced;
    ck_assert(posed_begin(&traced, &rules, one->program, one->values));
    Slice slice;
    ck_assert(slice_begin(&slice, traced.problem.tapes, traced.problem.point, 0));
    double step, slope = complex_fit(&slice, &step);
    ck_assert_msg(fabs(slope - one->slope) <= 1e-15 * fabs(one->slope),
                  "%s at %s with h = %g: %.17g, not %.17g", one->program, one->values, step, slope,
                  one->slope);
    slice_free(&slice);
    posed_free(&traced);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("complex");
    TCase *plane = suite_case(suite, "off the axis");
    tcase_add_loop_test(plane, functions_are_the_c_librarys, 0, LENGTH(functions));
    tcase_add_test(plane, operations_on_two);
    tcase_add_test(plane, angles_go_round);
    tcase_add_test(plane, any_number_of_arguments);
    TCase *tapes = suite_case(suite, "sweeps");
    tcase_add_checked_fixture(tapes, begin_rules, end_rules);
    tcase_add_loop_test(tapes, sweeps_refuse_what_is_not_analytic, 0, LENGTH(sweeps));
    tcase_add_loop_test(tapes, steps_fit, 0, LENGTH(fits));
    return suite_run(suite);
}

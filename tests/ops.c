/* The table of operations against the outside world.
 *
 * What a row means is said a second time here, as a function of MPFR, and nothing of ops.def is used
 * to find the truth: values are MPFR's, derivatives are central differences of those values with so
 * many bits (step 2^-130, precision raised until 80 bits survive the cancellation) that they are right
 * to far more than a double holds. Points are log-spaced over all doubles of both signs, subnormals
 * included, and dense near 1, near multiples of pi/2 and where functions over- and underflow.
 * A new row needs one line in `meanings` and its edges in special-values.def. */
#include "graph/op.h"

#include <check.h>
#include <float.h>
#include <math.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what rows mean ------------------------------------------------------------------------------ */

typedef struct Inputs {
    mpfr_t x, y;
    long n;
} Inputs;

typedef void Meaning(mpfr_ptr out, const Inputs *in);

/* MPFR's function of x, or of x and y. */
#define OF_X(name, function)                                                                       \
    static void name(mpfr_ptr out, const Inputs *in) {                                             \
        function(out, in->x, MPFR_RNDN);                                                           \
    }
#define OF_XY(name, function)                                                                      \
    static void name(mpfr_ptr out, const Inputs *in) {                                             \
        function(out, in->x, in->y, MPFR_RNDN);                                                    \
    }
OF_X(mean_neg, mpfr_neg)
OF_XY(mean_add, mpfr_add)
OF_XY(mean_sub, mpfr_sub)
OF_XY(mean_mul, mpfr_mul)
OF_XY(mean_div, mpfr_div)
OF_XY(mean_pow, mpfr_pow)
OF_X(mean_exp, mpfr_exp)
OF_X(mean_exp2, mpfr_exp2)
OF_X(mean_expm1, mpfr_expm1)
OF_X(mean_log, mpfr_log)
OF_X(mean_log2, mpfr_log2)
OF_X(mean_log10, mpfr_log10)
OF_X(mean_log1p, mpfr_log1p)
OF_X(mean_sqrt, mpfr_sqrt)
OF_X(mean_cbrt, mpfr_cbrt)
OF_XY(mean_hypot, mpfr_hypot)
OF_X(mean_sin, mpfr_sin)
OF_X(mean_cos, mpfr_cos)
OF_X(mean_tan, mpfr_tan)
OF_X(mean_sec, mpfr_sec)
OF_X(mean_csc, mpfr_csc)
OF_X(mean_cot, mpfr_cot)
OF_X(mean_asin, mpfr_asin)
OF_X(mean_acos, mpfr_acos)
OF_X(mean_atan, mpfr_atan)
OF_XY(mean_atan2, mpfr_atan2)
OF_X(mean_sinh, mpfr_sinh)
OF_X(mean_cosh, mpfr_cosh)
OF_X(mean_tanh, mpfr_tanh)
OF_X(mean_asinh, mpfr_asinh)
OF_X(mean_acosh, mpfr_acosh)
OF_X(mean_atanh, mpfr_atanh)
OF_X(mean_abs, mpfr_abs)
OF_X(mean_floor, mpfr_rint_floor)
OF_X(mean_ceil, mpfr_rint_ceil)
OF_X(mean_round, mpfr_rint_round)
OF_X(mean_trunc, mpfr_rint_trunc)
OF_XY(mean_max, mpfr_max)
OF_XY(mean_min, mpfr_min)

static void mean_powi(mpfr_ptr out, const Inputs *in) {
    mpfr_pow_si(out, in->x, in->n, MPFR_RNDN);
}

static void mean_mod(mpfr_ptr out, const Inputs *in) {
    mpfr_fmod(out, in->x, in->y, MPFR_RNDN);
    if (!mpfr_zero_p(out) && mpfr_sgn(out) * mpfr_sgn(in->y) < 0)
        mpfr_add(out, out, in->y, MPFR_RNDN);
}

static void mean_sign(mpfr_ptr out, const Inputs *in) {
    mpfr_set_si(out, mpfr_sgn(in->x), MPFR_RNDN);
}

static void mean_step(mpfr_ptr out, const Inputs *in) {
    mpfr_set_si(out, mpfr_sgn(in->x) >= 0, MPFR_RNDN);
}

static void mean_frac(mpfr_ptr out, const Inputs *in) {
    mpfr_t whole;
    mpfr_init2(whole, mpfr_get_prec(in->x));
    mpfr_floor(whole, in->x);
    mpfr_sub(out, in->x, whole, MPFR_RNDN);
    mpfr_clear(whole);
}

static void mean_not(mpfr_ptr out, const Inputs *in) {
    mpfr_set_si(out, mpfr_zero_p(in->x) != 0, MPFR_RNDN);
}

#define COMPARING(name, function)                                                                  \
    static void name(mpfr_ptr out, const Inputs *in) {                                             \
        mpfr_set_si(out, function(in->x, in->y) != 0, MPFR_RNDN);                                  \
    }
COMPARING(mean_lt, mpfr_less_p)
COMPARING(mean_le, mpfr_lessequal_p)
COMPARING(mean_gt, mpfr_greater_p)
COMPARING(mean_ge, mpfr_greaterequal_p)
COMPARING(mean_eq, mpfr_equal_p)
COMPARING(mean_ne, mpfr_lessgreater_p)

/* `decades`: arguments are tried from 10^-decades to 10^decades. ALL is every double; less where a
 * partial's intermediate result leaves the normal range before its final one does, which no short
 * formula in two arguments avoids.
 * `lost`: an absolute error of a partial that underflow explains. */
enum { ALL = 400 };

typedef struct Row {
    OpId op;
    Meaning *meaning;
    int decades;
    double lost;
} Row;

static const Row meanings[] = {
    {OP_NEG, mean_neg, ALL, 0},
    {OP_ADD, mean_add, ALL, 0},
    {OP_SUB, mean_sub, ALL, 0},
    {OP_MUL, mean_mul, ALL, 0},
    {OP_DIV, mean_div, 150, 0}, /* -v/y */
    {OP_MOD, mean_mod, 15, 0},  /* beyond, the quotient has no digit behind the point */
    {OP_POW, mean_pow, 290, 0}, /* x^(y - 1) for a subnormal x */
    {OP_POWI, mean_powi, ALL, 1000 * 0x1p-1074}, /* n times a subnormal */
    {OP_NOT, mean_not, ALL, 0},
    {OP_LT, mean_lt, ALL, 0},
    {OP_LE, mean_le, ALL, 0},
    {OP_GT, mean_gt, ALL, 0},
    {OP_GE, mean_ge, ALL, 0},
    {OP_EQ, mean_eq, ALL, 0},
    {OP_NE, mean_ne, ALL, 0},
    {OP_EXP, mean_exp, ALL, 0},
    {OP_EXP2, mean_exp2, ALL, 0},
    {OP_EXPM1, mean_expm1, ALL, 0},
    {OP_LOG, mean_log, ALL, 0},
    {OP_LOG2, mean_log2, ALL, 0},
    {OP_LOG10, mean_log10, ALL, 0},
    {OP_LOG1P, mean_log1p, ALL, 0},
    {OP_SQRT, mean_sqrt, ALL, 0},
    {OP_CBRT, mean_cbrt, ALL, 0},
    {OP_HYPOT, mean_hypot, 290, 0},
    {OP_SIN, mean_sin, ALL, 0},
    {OP_COS, mean_cos, ALL, 0},
    {OP_TAN, mean_tan, ALL, 0},
    {OP_SEC, mean_sec, ALL, 0},
    {OP_CSC, mean_csc, ALL, 0},
    {OP_COT, mean_cot, ALL, 0},
    {OP_ASIN, mean_asin, ALL, 0},
    {OP_ACOS, mean_acos, ALL, 0},
    {OP_ATAN, mean_atan, ALL, 0x1p-1024}, /* x*x is infinite */
    {OP_ATAN2, mean_atan2, 150, 0},
    {OP_SINH, mean_sinh, ALL, 0},
    {OP_COSH, mean_cosh, ALL, 0},
    {OP_TANH, mean_tanh, ALL, 0},
    {OP_ASINH, mean_asinh, ALL, 0},
    {OP_ACOSH, mean_acosh, ALL, 0},
    {OP_ATANH, mean_atanh, ALL, 0},
    {OP_ABS, mean_abs, ALL, 0},
    {OP_SIGN, mean_sign, ALL, 0},
    {OP_STEP, mean_step, ALL, 0},
    {OP_FLOOR, mean_floor, ALL, 0},
    {OP_CEIL, mean_ceil, ALL, 0},
    {OP_ROUND, mean_round, ALL, 0},
    {OP_TRUNC, mean_trunc, ALL, 0},
    {OP_FRAC, mean_frac, ALL, 0},
    {OP_MAX, mean_max, ALL, 0},
    {OP_MIN, mean_min, ALL, 0},
};
enum { ROWS = sizeof meanings / sizeof meanings[0] };

/* ---- points -------------------------------------------------------------------------------------- */

enum { POINTS = 2000 };

static uint64_t random_state;

/* SplitMix64 (Steele, Lea and Flood 2014). */
static uint64_t random_bits(void) {
    uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double random_unit(void) {
    return (double)(random_bits() >> 11) * 0x1p-53;
}

static double random_between(double low, double high) {
    return low + (high - low) * random_unit();
}

/* Where functions change their character: 1, and the ends of exp, exp2, sinh, tanh and their like. */
static const double landmarks[] = {0.5,   1.0,    1.0,    1.0,    2.0,    19.06, 36.74, 355.6,
                                   372.6, 708.39, 709.78, 710.47, 745.13, 1022., 1024., 1074.};

static double random_argument(int decades) {
    double sign = random_bits() & 1 ? -1.0 : 1.0, x;
    switch (random_bits() % 8) {
    case 0:
        x = landmarks[random_bits() % (sizeof landmarks / sizeof landmarks[0])];
        x *= 1.0 + random_between(-1.0, 1.0) * exp2(random_between(-53.0, -4.0));
        break;
    case 1: /* near a multiple of pi/2 */
        x = (double)(1 + random_bits() % 1000) * M_PI_2;
        x *= 1.0 + (random_bits() & 1 ? 0.0 : random_between(-1.0, 1.0) * exp2(-40.0));
        break;
    case 2:
        x = random_between(0.0, 3.0);
        break;
    case 3:
        x = random_between(0.0, 50.0);
        break;
    case 4:
        x = random_between(0.0, 1100.0);
        break;
    default: {
        double reach = decades / log10(2.0);
        x = exp2(random_between(fmax(-reach, -1074.0), fmin(reach, 1024.0)));
        break;
    }
    }
    /* Derivatives at 0, 1 and infinity are edges: special-values.def has them. */
    return x == 0.0 || x == 1.0 || isinf(x) ? random_argument(decades) : sign * x;
}

static int32_t random_integer(void) {
    switch (random_bits() % 4) {
    case 0:
        return (int32_t)(random_bits() % 2001) - 1000;
    case 1:
        return (int32_t)(random_bits() % 61) - 30;
    default:
        return (int32_t)(random_bits() % 13) - 6;
    }
}

/* A truth to twice a double's precision. */
typedef struct Truth {
    double high, low;
} Truth;

typedef struct Point {
    double argument[2];
    int32_t integer;
    bool partials_known; /* smooth there, and the true value is a finite double */
    Truth value, partial[2];
} Point;

static Truth truth_of(mpfr_t exact) {
    mpfr_t rest;
    mpfr_init2(rest, mpfr_get_prec(exact));
    Truth truth = {mpfr_get_d(exact, MPFR_RNDN), 0.0};
    if (isfinite(truth.high)) {
        mpfr_sub_d(rest, exact, truth.high, MPFR_RNDN);
        truth.low = mpfr_get_d(rest, MPFR_RNDN);
    }
    mpfr_clear(rest);
    return truth;
}

/* How many ulps `got` is off; 0 where both are NaN or the same infinity. */
static double ulps_off(double got, Truth truth) {
    if (isnan(truth.high) || isnan(got))
        return isnan(truth.high) && isnan(got) ? 0.0 : INFINITY;
    if (isinf(truth.high))
        return got == truth.high ? 0.0 : fabs(got) == DBL_MAX ? 1.0 : INFINITY;
    if (isinf(got)) /* an infinity stands where the next double would */
        return got * truth.high > 0.0 ? (DBL_MAX - fabs(truth.high)) / 0x1p971 + 1.0 : INFINITY;
    int exponent;
    frexp(truth.high, &exponent);
    double ulp = ldexp(1.0, exponent - 53 > -1074 ? exponent - 53 : -1074);
    return fabs((got - truth.high) - truth.low) / ulp;
}

/* d meaning / d argument `which` by a central difference, into `slope`; false where that fails. */
static bool exact_slope(const Row *row, const Point *point, int which, mpfr_t slope) {
    double x = point->argument[which];
    double scale = fmin(fmin(1.0, fabs(x)), fmin(fabs(x - 1.0), fabs(x + 1.0)));
    long step_exponent = (long)ilogb(scale) - 130; /* less than any distance to a singularity */
    long argument_bits = (x == 0.0 ? 0 : ilogb(x)) - step_exponent + 64;
    mpfr_t above, below;
    mpfr_inits2(64, above, below, (mpfr_ptr)0);
    bool found = false;
    for (long bits = 400; bits <= 12800 && !found; bits *= 2) {
        for (int side = 0; side < 2; side++) {
            Inputs in = {.n = point->integer};
            mpfr_inits2(argument_bits > 64 ? argument_bits : 64, in.x, in.y, (mpfr_ptr)0);
            mpfr_set_d(in.x, point->argument[0], MPFR_RNDN);
            mpfr_set_d(in.y, point->argument[1], MPFR_RNDN);
            mpfr_t step;
            mpfr_init2(step, 64);
            mpfr_set_si_2exp(step, side == 0 ? 1 : -1, step_exponent, MPFR_RNDN);
            mpfr_add(which == 0 ? in.x : in.y, which == 0 ? in.x : in.y, step, MPFR_RNDN);
            mpfr_set_prec(side == 0 ? above : below, bits);
            row->meaning(side == 0 ? above : below, &in);
            mpfr_clears(in.x, in.y, step, (mpfr_ptr)0);
        }
        if (!mpfr_number_p(above) || !mpfr_number_p(below))
            break;
        mpfr_set_prec(slope, bits);
        mpfr_sub(slope, above, below, MPFR_RNDN);
        if (mpfr_zero_p(slope))
            found = bits >= 6400; /* no doubles are further apart: it is flat here */
        else
            found = mpfr_get_exp(above) - mpfr_get_exp(slope) + 80 < bits;
    }
    mpfr_mul_2si(slope, slope, -step_exponent - 1, MPFR_RNDN);
    mpfr_clears(above, below, (mpfr_ptr)0);
    return found;
}

static void point_truths(const Row *row, Point *point) {
    const OpInfo *info = &op_table[row->op];
    mpfr_t exact;
    mpfr_init2(exact, 256);
    Inputs in = {.n = point->integer};
    mpfr_inits2(64, in.x, in.y, (mpfr_ptr)0);
    mpfr_set_d(in.x, point->argument[0], MPFR_RNDN);
    mpfr_set_d(in.y, point->argument[1], MPFR_RNDN);
    row->meaning(exact, &in);
    point->value = truth_of(exact);
    point->partials_known =
        isfinite(point->value.high) &&
        op_smooth(row->op, point->integer, point->argument, (uint32_t)info->arity);
    for (int which = 0; which < info->arity && point->partials_known; which++) {
        if (exact_slope(row, point, which, exact))
            point->partial[which] = truth_of(exact);
        else
            point->partials_known = false;
    }
    mpfr_clears(in.x, in.y, exact, (mpfr_ptr)0);
}

/* ---- rows against their meaning ------------------------------------------------------------------ */

static Point points[POINTS];

static void make_points(const Row *row) {
    random_state =
        UINT64_C(20) + (uint64_t)row->op; /* each row has its own points, always the same */
    for (int i = 0; i < POINTS; i++) {
        Point *point = &points[i];
        *point = (Point){.argument = {random_argument(row->decades), 0.0}};
        if (op_table[row->op].form == OP_BINARY)
            point->argument[1] = random_argument(row->decades);
        if (op_table[row->op].has_integer)
            point->integer = random_integer();
        point_truths(row, point);
    }
}

/* What could be wrong with a partial: the mutants. */
typedef enum Mutation {
    FAITHFUL,
    SLIGHTLY_OFF, /* times 1 + 1e-9, or 1e-9 more than 0 */
    OTHER_SIGN,   /* the negative; 1 where it should be 0 */
    ANOTHER_ROWS, /* the partial of another row of that form with another text */
    MUTATIONS
} Mutation;

static OpId another_row(OpId op, int which) {
    for (int step = 1; step < OP_COUNT; step++) {
        OpId other = (OpId)(((int)op + step) % OP_COUNT);
        if (op_table[other].form == op_table[op].form && !op_table[other].has_integer &&
            strcmp(op_table[other].partial[which], op_table[op].partial[which]) != 0)
            return other;
    }
    return op;
}

static double mutant_partial(const Row *row, const Point *point, int which, Mutation mutation) {
    uint32_t count = (uint32_t)op_table[row->op].arity;
    OpId op = mutation == ANOTHER_ROWS ? another_row(row->op, which) : row->op;
    double partials[2] = {0.0, 0.0};
    double value = op_value(op, point->integer, point->argument, count);
    op_partials(op, point->integer, point->argument, count, value, partials);
    double partial = partials[which];
    switch (mutation) {
    case SLIGHTLY_OFF:
        return partial == 0.0 ? 1e-9 : partial * (1.0 + 1e-9);
    case OTHER_SIGN:
        return partial == 0.0 ? 1.0 : -partial;
    case FAITHFUL:
    case ANOTHER_ROWS:
    case MUTATIONS:
        break;
    }
    return partial;
}

/* The worst error of a partial (which >= 0) or of the value (-1) in ulps, and where. */
static double worst_error(const Row *row, int which, Mutation mutation, const Point **where) {
    double worst = -1.0;
    for (int i = 0; i < POINTS; i++) {
        const Point *point = &points[i];
        if (which >= 0 && !point->partials_known)
            continue;
        double got = which < 0 ? op_value(row->op, point->integer, point->argument,
                                          (uint32_t)op_table[row->op].arity)
                               : mutant_partial(row, point, which, mutation);
        Truth truth = which < 0 ? point->value : point->partial[which];
        double off = ulps_off(got, truth);
        if (which >= 0 && fabs(got - truth.high) <= row->lost)
            continue;
        if (off > worst) {
            worst = off;
            *where = point;
        }
    }
    return worst;
}

/* Each row keeps its bound, and each wrong partial would break it. */
START_TEST(test_row) {
    const Row *row = &meanings[_i];
    const OpInfo *info = &op_table[row->op];
    make_points(row);
    int known = 0;
    for (int i = 0; i < POINTS; i++)
        known += points[i].partials_known;
    ck_assert_msg(known >= POINTS / 20, "%s: only %d points with derivatives", info->id, known);
    for (int which = -1; which < info->arity; which++) {
        const Point *at = points;
        double worst = worst_error(row, which, FAITHFUL, &at);
        Truth truth = which < 0 ? at->value : at->partial[which];
        if (getenv("ADCALC_SHOW_BOUNDS"))
            printf("%-8s %-5s %9.3g of %3g at x = %.17g y = %.17g n = %d (%d points)\n", info->id,
                   which < 0    ? "value"
                   : which == 0 ? "d/dx"
                                : "d/dy",
                   worst, info->bound, at->argument[0], at->argument[1], at->integer, known);
        ck_assert_msg(worst <= info->bound,
                      "%s: %s is %.4g ulps off (bound %g) at x = %.17g (%a), y = %.17g, n = %d, "
                      "where the truth is %.17g",
                      info->id,
                      which < 0    ? "value"
                      : which == 0 ? "d/dx"
                                   : "d/dy",
                      worst, info->bound, at->argument[0], at->argument[0], at->argument[1],
                      at->integer, truth.high);
        for (Mutation mutation = SLIGHTLY_OFF; which >= 0 && mutation < MUTATIONS; mutation++)
            ck_assert_msg(worst_error(row, which, mutation, &at) > info->bound,
                          "%s: mutation %d of partial %d was not noticed", info->id, (int)mutation,
                          which);
    }
}
END_TEST

/* A row without a meaning here would go untested. */
START_TEST(test_every_row_has_a_meaning) {
    for (OpId op = 0; op < OP_COUNT; op++) {
        if (op_table[op].form != OP_UNARY && op_table[op].form != OP_BINARY)
            continue;
        int found = 0;
        for (int i = 0; i < ROWS; i++)
            found += meanings[i].op == op;
        ck_assert_msg(found == 1, "%s stands %d times in `meanings`", op_table[op].id, found);
    }
}
END_TEST

/* ---- edges --------------------------------------------------------------------------------------- */

#define INF ((double)INFINITY)
#define NONE ((double)NAN)
#define ANY 123456789.0

typedef struct Special {
    OpId op;
    int32_t integer;
    double argument[2], value, partial[2];
} Special;

static const Special specials[] = {
#define AT1(id, x, value, dx) {OP_##id, 0, {x, 0.0}, value, {dx, ANY}},
#define ATN(id, n, x, value, dx) {OP_##id, n, {x, 0.0}, value, {dx, ANY}},
#define AT2(id, x, y, value, dx, dy) {OP_##id, 0, {x, y}, value, {dx, dy}},
#include "special-values.def"
};
enum { SPECIALS = sizeof specials / sizeof specials[0] };

static bool same(double got, double expected) {
    return got == expected || (isnan(got) && isnan(expected)) || expected == ANY;
}

START_TEST(test_special_values) {
    for (int i = 0; i < SPECIALS; i++) {
        const Special *at = &specials[i];
        const OpInfo *info = &op_table[at->op];
        double partials[2] = {ANY, ANY};
        double value = op_value(at->op, at->integer, at->argument, (uint32_t)info->arity);
        op_partials(at->op, at->integer, at->argument, (uint32_t)info->arity, value, partials);
        ck_assert_msg(same(value, at->value) && same(partials[0], at->partial[0]) &&
                          same(partials[1], at->partial[1]),
                      "%s(%g, %g; %d) is %.17g with partials %.17g, %.17g; expected %.17g, %.17g, "
                      "%.17g",
                      info->id, at->argument[0], at->argument[1], at->integer, value, partials[0],
                      partials[1], at->value, at->partial[0], at->partial[1]);
    }
}
END_TEST

/* Every row that is not smooth everywhere has an edge in the table. */
START_TEST(test_every_edge_has_special_values) {
    for (OpId op = 0; op < OP_COUNT; op++) {
        if (strcmp(op_table[op].smooth, "1.0") == 0)
            continue;
        int edges = 0;
        for (int i = 0; i < SPECIALS; i++)
            edges += specials[i].op == op && !isnan(specials[i].value) &&
                     !op_smooth(op, specials[i].integer, specials[i].argument,
                                (uint32_t)op_table[op].arity);
        ck_assert_msg(edges > 0, "no edge of %s in special-values.def", op_table[op].id);
    }
}
END_TEST

START_TEST(test_structural_zeros) {
    ck_assert(op_partial_is_zero(OP_FLOOR, 0, 0));
    ck_assert(op_partial_is_zero(OP_LT, 0, 1));
    ck_assert(op_partial_is_zero(OP_POWI, 0, 0));
    ck_assert(!op_partial_is_zero(OP_POWI, 1, 0));
    ck_assert(!op_partial_is_zero(OP_ABS, 0, 0));
    ck_assert(!op_partial_is_zero(OP_MAX, 0, 1));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ops");
    TCase *rows = tcase_create("rows");
    tcase_set_timeout(rows, 60);
    tcase_add_loop_test(rows, test_row, 0, ROWS);
    tcase_add_test(rows, test_every_row_has_a_meaning);
    suite_add_tcase(suite, rows);
    TCase *edges = tcase_create("edges");
    tcase_add_test(edges, test_special_values);
    tcase_add_test(edges, test_every_edge_has_special_values);
    tcase_add_test(edges, test_structural_zeros);
    suite_add_tcase(suite, edges);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    mpfr_free_cache();
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

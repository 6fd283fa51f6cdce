/* The table of operations against the outside world.
 *
 * What a row means is said a second time in meanings.c, as a function of MPFR, and nothing of
 * ops.def is used to find the truth: values are MPFR's, derivatives are central differences of
 * those values with so many bits (step 2^-130, precision raised until 80 bits survive the
 * cancellation) that they are right to far more than a double holds. Points are log-spaced over all
 * doubles of both signs, subnormals included, and dense near 1, near multiples of pi/2, near whole
 * numbers, near zeros and where functions over- and underflow. A new row needs one line in
 * `meanings` and its edges in special-values.def. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/meanings.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- points ---------------------------------------------------------------------------------- */

enum { POINTS = 1000, MOST_POINTS = 10000 }; /* of a row, usually and at most */

/* Where functions change their character: 1, and the ends of exp, exp2, sinh, tanh and their like.
 * */
static const double landmarks[] = {0.5,   1.0,    1.0,    1.0,    2.0,    19.06, 36.74, 355.6,
                                   372.6, 708.39, 709.78, 710.47, 745.13, 1022., 1024., 1074.};

static double random_argument(const MeaningRow *row) {
    double sign = random_bits() & 1 ? -1.0 : 1.0, x;
    if (row->from < row->to && isfinite(row->to - row->from) && random_bits() % 8 == 0)
        return random_between(row->from, row->to);
    switch (random_bits() % 9) {
    case 0:
        x = landmarks[random_bits() % (LENGTH(landmarks))];
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
    case 5: /* near a whole number, from either side */
        x = (double)(1 + random_bits() % (random_bits() % 2 ? 5 : 200));
        x += random_between(-1.0, 1.0) * exp2(random_between(-50.0, -4.0));
        break;
    default: {
        double reach = (row->decades ? row->decades : 400) / log10(2.0);
        x = exp2(random_between(fmax(-reach, -1074.0), fmin(reach, 1024.0)));
        break;
    }
    }
    /* Derivatives at 0, 1 and infinity are edges: special-values.def has them. */
    bool edge = x == 0.0 || x == 1.0 || isinf(x);
    return edge || sign * x < (row->least < 0.0 ? row->least : -INFINITY) ? random_argument(row)
                                                                          : sign * x;
}

/* Small ones more often; within what the row allows and the test wants. */
static int32_t random_integer(const MeaningRow *row) {
    int32_t least = op_table[row->op].least, n, reach;
    do {
        uint64_t kind = random_bits() % 4;
        reach = kind == 0 ? row->orders : kind == 1 && row->orders > 30 ? 30 : 6;
        n = (int32_t)(random_bits() % (2 * (uint64_t)reach + 1)) - reach;
    } while (n < least || abs(n) > row->orders);
    return n;
}

/* A truth to twice a double's precision. */
typedef struct RowTruth {
    double high, low;
} RowTruth;

typedef struct Point {
    double argument[2];
    int32_t integer;
    bool partials_known; /* smooth there, and the true value is a finite double */
    RowTruth value, partial[2];
    double allowance[3]; /* near zeros: |p| + |x p'| of the value and of each partial; else 0 */
} Point;

static RowTruth truth_of(mpfr_t exact) {
    mpfr_t rest;
    mpfr_init2(rest, mpfr_get_prec(exact));
    RowTruth truth = {mpfr_get_d(exact, MPFR_RNDN), 0.0};
    if (isfinite(truth.high)) {
        mpfr_sub_d(rest, exact, truth.high, MPFR_RNDN);
        truth.low = mpfr_get_d(rest, MPFR_RNDN);
    }
    mpfr_clear(rest);
    return truth;
}

/* How many ulps `got` is off; 0 where both are NaN or the same infinity. The ulp is that of the
 * truth or, where that is larger, of the allowance. */
static double ulps_off(double got, RowTruth truth, double allowance) {
    if (isnan(truth.high) || isnan(got))
        return isnan(truth.high) && isnan(got) ? 0.0 : INFINITY;
    if (isinf(truth.high))
        return got == truth.high ? 0.0 : fabs(got) == DBL_MAX ? 1.0 : INFINITY;
    if (isinf(got)) /* an infinity stands where the next double would */
        return got * truth.high > 0.0 ? (DBL_MAX - fabs(truth.high)) / 0x1p971 + 1.0 : INFINITY;
    int exponent;
    frexp(fmax(fabs(truth.high), isfinite(allowance) ? allowance : 0.0), &exponent);
    double ulp = ldexp(1.0, exponent - 53 > -1074 ? exponent - 53 : -1074);
    return fabs((got - truth.high) - truth.low) / ulp;
}

/* Less than the distance from x to any singularity, to be the scale of a step. */
static double distance_to_singularity(double x) {
    double scale = fmin(fmin(1.0, fabs(x)), fmin(fabs(x - 1.0), fabs(x + 1.0)));
    double whole = fabs(x - round(x)); /* poles of the gamma function */
    double branch = fmax(fabs(x + exp(-1.0)), 0x1p-57);
    return fmin(scale, fmin(branch, whole > 0.0 ? whole : 1.0));
}

/* d meaning / d argument `which` by a central difference, into `slope`, and the second derivative,
 * into `curvature` if wanted; false where that fails. */
static bool exact_slope(const MeaningRow *row, const Point *point, int which, mpfr_ptr slope,
                        mpfr_ptr curvature) {
    double x = point->argument[which];
    long step_exponent = (long)ilogb(distance_to_singularity(x)) - 130;
    long argument_bits = (x == 0.0 ? 0 : ilogb(x)) - step_exponent + 64;
    mpfr_t at[3]; /* below, at and above x */
    mpfr_inits2(64, at[0], at[1], at[2], (mpfr_ptr)0);
    bool found = false;
    for (long bits = 400; bits <= 12800 && !found; bits *= 2) {
        for (int side = -1; side <= 1; side += curvature ? 1 : 2) {
            Inputs in = {.n = point->integer};
            mpfr_inits2(argument_bits > 64 ? argument_bits : 64, in.x, in.y, (mpfr_ptr)0);
            mpfr_set_d(in.x, point->argument[0], MPFR_RNDN);
            mpfr_set_d(in.y, point->argument[1], MPFR_RNDN);
            mpfr_t step;
            mpfr_init2(step, 64);
            mpfr_set_si_2exp(step, side, step_exponent, MPFR_RNDN);
            mpfr_add(which == 0 ? in.x : in.y, which == 0 ? in.x : in.y, step, MPFR_RNDN);
            mpfr_set_prec(at[1 + side], bits);
            row->meaning(at[1 + side], &in);
            mpfr_clears(in.x, in.y, step, (mpfr_ptr)0);
        }
        if (!mpfr_number_p(at[0]) || !mpfr_number_p(at[2]))
            break;
        mpfr_set_prec(slope, bits);
        mpfr_sub(slope, at[2], at[0], MPFR_RNDN);
        mpfr_ptr least = slope;
        if (curvature) {
            mpfr_set_prec(curvature, bits);
            mpfr_sub(curvature, at[2], at[1], MPFR_RNDN);
            mpfr_sub(at[1], at[1], at[0], MPFR_RNDN);
            mpfr_sub(curvature, curvature, at[1], MPFR_RNDN);
            least = curvature;
        }
        if (mpfr_zero_p(least))
            found = bits >= 6400; /* no doubles are further apart: it is flat here */
        else
            found = mpfr_get_exp(at[2]) - mpfr_get_exp(least) + 80 < bits;
    }
    mpfr_mul_2si(slope, slope, -step_exponent - 1, MPFR_RNDN);
    if (curvature)
        mpfr_mul_2si(curvature, curvature, -2 * step_exponent, MPFR_RNDN);
    mpfr_clears(at[0], at[1], at[2], (mpfr_ptr)0);
    return found;
}

static void point_truths(const MeaningRow *row, Point *point) {
    const OpInfo *info = &op_table[row->op];
    mpfr_t exact, curvature;
    mpfr_inits2(256, exact, curvature, (mpfr_ptr)0);
    double x = point->argument[0];
    double y = op_table[row->op].arity == 2 ? point->argument[1] : x;
    bool near_zeros = row->from < row->to &&
                      ((row->from <= x && x <= row->to) || (row->from <= y && y <= row->to));
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
        if (!exact_slope(row, point, which, exact, near_zeros ? curvature : NULL)) {
            point->partials_known = false;
            break;
        }
        point->partial[which] = truth_of(exact);
        if (near_zeros) {
            double size = fabs(point->argument[which]), slope = fabs(point->partial[which].high);
            point->allowance[0] += (which ? 0.0 : fabs(point->value.high)) + size * slope;
            point->allowance[1 + which] = slope + size * fabs(mpfr_get_d(curvature, MPFR_RNDN));
        }
    }
    mpfr_clears(in.x, in.y, exact, curvature, (mpfr_ptr)0);
}

/* ---- rows against their meaning -------------------------------------------------------------- */

static Point points[MOST_POINTS];
static int point_count;

/* Where a row needs more than half of its bound, which random points rarely show. */
static const struct {
    OpId op;
    int32_t integer;
    double argument[2];
} hardest[] = {
    {OP_POW, 0, {1.8340022845705833e248, -4.6891932597634021e-11}},
    {OP_BETA, 0, {222286048.30011541, 43.502464541118051}},
    {OP_BESSELJ, -14, {13.412175382515912, 0.0}},
};

static void make_points(const MeaningRow *row) {
    random_begin(UINT64_C(20) +
                 (uint64_t)row->op); /* each row has its own points, always the same */
    uint64_t count = cases_to_try((uint64_t)(row->points ? row->points : POINTS));
    point_count = count < MOST_POINTS ? (int)count : MOST_POINTS;
    for (int i = 0; i < point_count; i++) {
        Point *point = &points[i];
        *point = (Point){.argument = {random_argument(row), 0.0}};
        if (op_table[row->op].form == OP_BINARY)
            point->argument[1] = random_argument(row);
        if (op_table[row->op].has_integer)
            point->integer = random_integer(row);
        point_truths(row, point);
    }
    for (size_t i = 0; i < LENGTH(hardest); i++)
        if (hardest[i].op == row->op) {
            points[0] = (Point){.integer = hardest[i].integer};
            memcpy(points[0].argument, hardest[i].argument, sizeof hardest[i].argument);
            point_truths(row, &points[0]);
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

static double mutant_partial(const MeaningRow *row, const Point *point, int which,
                             Mutation mutation) {
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
static double worst_error(const MeaningRow *row, int which, Mutation mutation,
                          const Point **where) {
    double worst = -1.0;
    for (int i = 0; i < point_count; i++) {
        const Point *point = &points[i];
        if (which >= 0 && !point->partials_known)
            continue;
        double got = which < 0 ? op_value(row->op, point->integer, point->argument,
                                          (uint32_t)op_table[row->op].arity)
                               : mutant_partial(row, point, which, mutation);
        RowTruth truth = which < 0 ? point->value : point->partial[which];
        double off = ulps_off(got, truth, point->allowance[1 + which]);
        if (row->lost > 0.0 && fabs(got - truth.high) <= row->lost)
            continue;
        if (off > worst) {
            worst = off;
            *where = point;
        }
    }
    return worst;
}

/* ---- the imaginary parts of complex values --------------------------------------------------- */

static const double complex_bounds[OP_COUNT] = {
#define ROW(...)
#define COMPLEX(id, value, bound) [OP_##id] = bound,
#include "graph/ops.def"
};

/* A step as numeric/complex-step.c takes it: the larger one where the imaginary part would get lost
 * below the normal range. 0 for none, and where an argument is so large or small that the step
 * itself would be lost. */
static double imaginary_step(const Point *point, int which) {
    double x = point->argument[which], slope = fabs(point->partial[which].high);
    for (int i = 0; i < 2; i++)
        if (point->argument[i] != 0.0 && abs(ilogb(point->argument[i])) > 500)
            return 0.0;
    int size = x == 0.0 ? 0 : ilogb(x);
    double small = ldexp(1.0, (size < 0 ? size : 0) - 200), large = ldexp(1.0, size - 66);
    return slope * small >= 0x1p-900 ? small : slope * large >= 0x1p-900 ? large : 0.0;
}

/* The worst imaginary part over its step, in ulps of the partial;
 * how many points there were, to *tried. */
static double worst_imaginary(const MeaningRow *row, int which, const Point **where, int *tried) {
    double worst = 0.0;
    *tried = 0;
    for (int i = 0; i < point_count; i++) {
        const Point *point = &points[i];
        double step = point->partials_known ? imaginary_step(point, which) : 0.0;
        if (step == 0.0)
            continue;
        double complex arguments[] = {point->argument[0], point->argument[1]};
        arguments[which] = complex_make(point->argument[which], step);
        double complex value =
            complex_value(row->op, point->integer, arguments, (uint32_t)op_table[row->op].arity);
        double off =
            ulps_off(cimag(value) / step, point->partial[which], point->allowance[1 + which]);
        ++*tried;
        if (row->lost > 0.0 && fabs(cimag(value) / step - point->partial[which].high) <= row->lost)
            continue;
        if (off > worst) {
            worst = off;
            *where = point;
        }
    }
    return worst;
}

static void check_imaginary(const MeaningRow *row) {
    const OpInfo *info = &op_table[row->op];
    for (int which = 0; which < info->arity && complex_declared(row->op); which++) {
        const Point *at = points;
        int tried;
        double worst = worst_imaginary(row, which, &at, &tried);
        if (getenv("ADCALC_SHOW_BOUNDS"))
            printf("%-8s imaginary, by argument %d %9.3g of %3g at x = %.17g y = %.17g n = %d "
                   "(%d points)\n",
                   info->id, which, worst, complex_bounds[row->op], at->argument[0],
                   at->argument[1], at->integer, tried);
        ck_assert_msg(
            worst <= complex_bounds[row->op],
            "%s: the imaginary part by argument %d is %.4g ulps off (bound %g) at x = %.17g, "
            "y = %.17g, n = %d, where the truth is %.17g",
            info->id, which, worst, complex_bounds[row->op], at->argument[0], at->argument[1],
            at->integer, at->partial[which].high);
    }
}

/* Each row keeps its bound, and each wrong partial would break it. */
START_TEST(test_row) {
    const MeaningRow *row = &meanings[_i];
    const OpInfo *info = &op_table[row->op];
    const char *only = getenv("ADCALC_ROW"); /* for who works on one row */
    if (only && strcmp(only, info->id) != 0)
        return;
    make_points(row);
    int known = 0;
    for (int i = 0; i < point_count; i++)
        known += points[i].partials_known;
    ck_assert_msg(known >= point_count / 20, "%s: only %d points with derivatives", info->id,
                  known);
    for (int which = -1; which < info->arity; which++) {
        const Point *at = points;
        double worst = worst_error(row, which, FAITHFUL, &at);
        RowTruth truth = which < 0 ? at->value : at->partial[which];
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
    check_imaginary(row);
}
END_TEST

/* A row without a meaning here would go untested. */
START_TEST(test_every_row_has_a_meaning) {
    for (OpId op = 0; op < OP_COUNT; op++) {
        if (op_table[op].form != OP_UNARY && op_table[op].form != OP_BINARY)
            continue;
        int found = 0;
        for (int i = 0; i < meaning_count; i++)
            found += meanings[i].op == op;
        ck_assert_msg(found == 1, "%s stands %d times in `meanings`", op_table[op].id, found);
    }
}
END_TEST

/* ---- edges ----------------------------------------------------------------------------------- */

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
#define ATN2(id, n, x, y, value, dx, dy) {OP_##id, n, {x, y}, value, {dx, dy}},
#define AT2(id, x, y, value, dx, dy) {OP_##id, 0, {x, y}, value, {dx, dy}},
#include "support/special-values.def"
};
enum { SPECIALS = LENGTH(specials) };

static bool same(double got, double expected) {
    return got == expected || (isnan(got) && isnan(expected)) || expected == ANY;
}

/* A slope may be a few ulps off: the last digits are the business of the rows' own test. */
static bool alike(double got, double expected) {
    return same(got, expected) || fabs(got - expected) <= 0x1p-51 * fabs(expected);
}

START_TEST(test_special_values) {
    for (int i = 0; i < SPECIALS; i++) {
        const Special *at = &specials[i];
        const OpInfo *info = &op_table[at->op];
        double partials[2] = {ANY, ANY};
        double value = op_value(at->op, at->integer, at->argument, (uint32_t)info->arity);
        op_partials(at->op, at->integer, at->argument, (uint32_t)info->arity, value, partials);
        ck_assert_msg(same(value, at->value) && alike(partials[0], at->partial[0]) &&
                          alike(partials[1], at->partial[1]),
                      "%s(%g, %g; %d) is %.17g with partials %.17g, %.17g; expected %.17g, %.17g, "
                      "%.17g",
                      info->id, at->argument[0], at->argument[1], at->integer, value, partials[0],
                      partials[1], at->value, at->partial[0], at->partial[1]);
    }
}
END_TEST

/* Edges are single points and ends: anywhere else a row is smooth where it has a value, and only
 * there. */
START_TEST(test_smooth_where_there_is_a_value) {
    for (OpId op = 0; op < OP_COUNT; op++) {
        const OpInfo *info = &op_table[op];
        if (info->form != OP_UNARY && info->form != OP_BINARY)
            continue;
        for (int i = 0; i < 400; i++) {
            int32_t n = info->has_integer ? 2 : 0;
            double x[2] = {0.02137 * i - 4.3, 3.1 - 0.7071 * (i % 11)};
            double value = op_value(op, n, x, (uint32_t)info->arity);
            ck_assert_msg(op_smooth(op, n, x, (uint32_t)info->arity) == (bool)isfinite(value),
                          "%s at x = %.17g, y = %.17g", info->id, x[0], x[1]);
        }
    }
}
END_TEST

static const struct {
    OpId op;
    bool smooth;
    double places[32]; /* ended by NaN */
} places[] = {
#define SMOOTH(id, ...) {OP_##id, true, {__VA_ARGS__, NONE}},
#define ROUGH(id, ...) {OP_##id, false, {__VA_ARGS__, NONE}},
#include "support/smooth-places.def"
};

START_TEST(test_smooth_at_single_points) {
    for (size_t i = 0; i < LENGTH(places); i++) {
        const OpInfo *info = &op_table[places[i].op];
        for (const double *x = places[i].places; !isnan(*x); x += info->arity)
            ck_assert_msg(op_smooth(places[i].op, info->has_integer ? 2 : 0, x,
                                    (uint32_t)info->arity) == places[i].smooth,
                          "%s at %g, %g", info->id, x[0], info->arity > 1 ? x[1] : 0.0);
    }
    for (int n = -3; n <= 3; n++) { /* powers have a pole at 0 or none */
        static const double bases[] = {0.0, 1.0, -1.0};
        for (int i = 0; i < LENGTH(bases); i++)
            ck_assert(op_smooth(OP_POWI, n, &bases[i], 1) == (n >= 0 || i > 0));
    }
}
END_TEST

/* What calls may leave out is what the libraries for neural networks take for it. */
START_TEST(test_defaults) {
    for (OpId op = 0; op < OP_COUNT; op++) {
        double last = 0.0;
        ck_assert_int_eq(op_default(op, &last), op == OP_LEAKY_RELU || op == OP_ELU);
        ck_assert_double_eq(last, op == OP_LEAKY_RELU ? 0.01 : op == OP_ELU ? 1.0 : 0.0);
    }
}
END_TEST

/* Orders of functions go as far as the manual says. */
START_TEST(test_orders) {
    for (OpId op = 0; op < OP_COUNT; op++) {
        const OpInfo *info = &op_table[op];
        bool bessel = strncmp(info->name, "bessel", 6) == 0;
        ck_assert_int_eq(info->integer_first,
                         bessel || op == OP_POLYGAMMA || op == OP_POLYGAMMA_RISE || op == OP_DSINC);
        if (info->integer_first) {
            ck_assert_int_eq(info->least, bessel ? -1000 : 0);
            ck_assert_int_eq(info->greatest, 1000);
        }
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
    TCase *rows = suite_case(suite, "rows");
    tcase_add_loop_test(rows, test_row, 0, meaning_count);
    tcase_add_test(rows, test_every_row_has_a_meaning);
    TCase *edges = suite_case(suite, "edges");
    tcase_add_test(edges, test_defaults);
    tcase_add_test(edges, test_orders);
    tcase_add_test(edges, test_smooth_where_there_is_a_value);
    tcase_add_test(edges, test_smooth_at_single_points);
    tcase_add_test(edges, test_special_values);
    tcase_add_test(edges, test_every_edge_has_special_values);
    tcase_add_test(edges, test_structural_zeros);
    int failed = suite_run(suite);
    mpfr_free_cache();
    return failed;
}

/* Noise: what is made of the values around a point, by functions whose values are written down.
 *
 * A function here has a list of values for each spacing at which it might be looked at, so that
 * every step of the walk from narrow to wide spacings can be led to its bounds. The size of a
 * difference is found once more, in another way: what is left of n values when the polynomial of
 * degree n - 2 that comes nearest to them is taken away. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum {
    POINTS = 9,  /* of a table, x included */
    AROUND = 8,  /* without it */
    BELOW = 6,   /* levels below the narrow one, each with a spacing 256 times as small */
    LEVELS = 12, /* in all */
    NARROW = BELOW,
    WIDE = BELOW + 3
};

/* What the values are at a level. */
typedef enum Kind {
    NONE,  /* no numbers */
    ROUGH, /* noise: differences of all orders are alike */
    STEEP, /* ... and much of a fourth power: only some are */
    FLAT,  /* most neighbours are equal */
    HALF   /* half of them are */
} Kind;

typedef struct Level {
    Kind kind;
    double size;
} Level;

static const double rough[AROUND] = {0.6, -0.9, 0.3, 0.8, -0.5, 0.9, -0.2, -0.7},
                    flat[AROUND] = {0.0, 0.0, 0.0, 0.0, 0.0, 0.9, -0.2, -0.7},
                    half[AROUND] = {0.6, 0.0, 0.0, 0.0, 0.0, 0.9, -0.2, -0.7};

typedef struct Written {
    double x, scale, least, most; /* the point; where there are values at all */
    const double *values;         /* of every level, AROUND; or NULL, */
    Level levels[LEVELS];         /* then these tell */
    double fourth;                /* powers in what is steep */
    int asked[LEVELS];
    double points[LEVELS][AROUND], found[LEVELS][AROUND]; /* the last ones of each */
} Written;

static Written written;

static double spacing_of(int level) {
    return ldexp(written.scale, 8 * (level - NARROW) - 16);
}

static double written_value(int level, int i, double place) {
    const Level *at = &written.levels[level];
    switch (at->kind) {
    case ROUGH:
        return at->size * (written.values ? written.values[i] : rough[i]);
    case STEEP:
        return at->size * (rough[i] + written.fourth * pow(place, 4));
    case FLAT:
        return at->size * flat[i];
    case HALF:
        return at->size * half[i];
    case NONE:
    default:
        return NAN;
    }
}

/* Points come in order, and those of a level are nowhere near those of the next one. */
static double answer(void *context, double x) {
    (void)context;
    double apart = x - written.x;
    int level = NARROW + 2 + (int)lround(log2(fabs(apart) / (2.4 * written.scale)) / 8.0);
    ck_assert(level >= 0 && level < LEVELS);
    int *asked = &written.asked[level];
    if (x < written.least || x > written.most) {
        *asked = 0;
        return NAN;
    }
    int i = *asked % AROUND;
    written.points[level][i] = x;
    *asked += 1;
    return written.found[level][i] = written_value(level, i, apart / spacing_of(level));
}

static const Univariate line = {answer, NULL};

static void write_values(double x, double scale) {
    written = (Written){.x = x, .scale = scale, .least = -INFINITY, .most = INFINITY};
}

static Neighbourhood look_around(void) {
    for (int i = 0; i < LEVELS; i++)
        written.asked[i] = 0;
    return noise_around(&line, written.x, 0.0, written.scale);
}

/* ---- one table ------------------------------------------------------------------------------- */

static void take_away(long double *vector, const long double *unit, int count) {
    long double product = 0;
    for (int i = 0; i < count; i++)
        product += vector[i] * unit[i];
    for (int i = 0; i < count; i++)
        vector[i] -= product * unit[i];
}

static long double length_of(const long double *vector, int count) {
    long double squares = 0;
    for (int i = 0; i < count; i++)
        squares += vector[i] * vector[i];
    return sqrtl(squares);
}

/* The part of the values at `places` that no polynomial of degree count - 2 has. */
static double unexplained(const double *places, const double *values, int count) {
    long double units[POINTS][POINTS], left[POINTS];
    for (int i = 0; i < count; i++)
        left[i] = values[i];
    for (int power = 0; power < count - 1; power++) {
        long double *unit = units[power];
        for (int i = 0; i < count; i++)
            unit[i] = powl(places[i], power);
        for (int again = 0; again < 2; again++)
            for (int lower = 0; lower < power; lower++)
                take_away(unit, units[lower], count);
        long double length = length_of(unit, count);
        for (int i = 0; i < count; i++)
            unit[i] /= length;
        take_away(left, unit, count);
    }
    return (double)length_of(left, count);
}

/* The size of the differences of an order: their root mean square. */
static double orders_size(const double *places, const double *values, int order) {
    double squares = 0.0;
    int count = POINTS - order;
    for (int first = 0; first < count; first++) {
        double size = unexplained(places + first, values + first, order + 1);
        squares += size * size;
    }
    return sqrt(squares / count);
}

/* The least and the greatest size of orders 4 to 6, of what was last asked at a level. */
static void sizes_of(int level, double *least, double *most) {
    double places[POINTS], values[POINTS], spacing = spacing_of(level);
    int n = 0;
    for (int i = 0; i <= AROUND; i++) {
        bool here = n == i && (i == AROUND || written.points[level][i] > written.x);
        if (here) {
            places[n] = values[n] = 0.0;
            n++;
        }
        if (i < AROUND) {
            places[n] = (written.points[level][i] - written.x) / spacing;
            values[n] = written.found[level][i];
            n++;
        }
    }
    ck_assert_int_eq(n, POINTS);
    *least = INFINITY;
    *most = 0.0;
    for (int order = 4; order <= 6; order++) {
        *least = fmin(*least, orders_size(places, values, order));
        *most = fmax(*most, orders_size(places, values, order));
    }
}

static double least_size(int level) {
    double least, most;
    sizes_of(level, &least, &most);
    return least;
}

/* Random values, at both sides of x, and at one where the function ends. */
START_TEST(sizes_of_differences) {
    static const double ends[][2] = {{-INFINITY, INFINITY}, {1.25, INFINITY}, {-INFINITY, 1.25}};
    double values[AROUND];
    random_begin(1);
    for (int i = 0; i < LENGTH(ends); i++) {
        for (int n = 0; n < 60; n++) {
            static const double sizes[] = {1.0, 1e-150, 1e150};
            double size = sizes[n % 3];
            write_values(1.25, 0x1p-10);
            written.least = ends[i][0];
            written.most = ends[i][1];
            written.levels[NARROW] = (Level){ROUGH, size};
            for (int k = 0; k < AROUND; k++)
                values[k] = random_between(-1.0, 1.0);
            written.values = values;
            Neighbourhood near = look_around();
            ck_assert_int_eq(written.asked[NARROW], AROUND);
            for (int k = 0; k < AROUND; k++)
                written.found[NARROW][k] /= size;
            double expected = size * least_size(NARROW);
            ck_assert_double_eq_tol(near.noise, expected, 1e-9 * expected);
            ck_assert_double_eq(near.smooth, spacing_of(NARROW));
        }
    }
}
END_TEST

/* No value is better than half a unit in its last place. */
static double constant(void *context, double x) {
    (void)x;
    return *(double *)context;
}

START_TEST(values_are_rounded) {
    static const double constants[] = {3.0, -3.0, 1e200, 1e-200, 0.0};
    for (int i = 0; i < LENGTH(constants); i++) {
        double value = constants[i];
        Neighbourhood near = noise_around(&(Univariate){constant, &value}, 1.0, value, 0x1p-10);
        double expected = 0.29 * DBL_EPSILON * fabs(value);
        ck_assert_double_le(fabs(near.noise - expected), 1e-12 * expected);
        ck_assert_double_eq(near.smooth, 0x1p-2);
    }
}
END_TEST

static void make_rough(double at_narrow, double a, double b, double c) {
    const double sizes[] = {at_narrow, a, b, c};
    for (int i = 0; i < 4; i++)
        written.levels[NARROW + i] = (Level){ROUGH, sizes[i]};
}

/* The points of a table are as far from x as they should be, to the last bit: where their own
 * rounding changed them, it would look like noise. They are uneven multiples of 1/64 spacing. */
START_TEST(points_are_exact) {
    const double third = cbrt(DBL_EPSILON), narrow = third / 65536.0;
    const double at[] = {0.0, 1.0,           -1.0,         1.0 / 3.0,     -1e10 / 3.0,
                         9.0, -9.0 * narrow, 9.0 * narrow, 5.0 * narrow,  -5.0 * narrow,
                         1e5, -9.0 * third,  9.0 * third,  1e-7 * narrow, 0x1.8p0};
    for (int i = 0; i < LENGTH(at); i++) {
        double x = (float)at[i]; /* no last bits that points might not have */
        write_values(x, third * fmax(fabs(x), 1.0));
        make_rough(1.0, 1.0, 1.0, 1.0);
        look_around();
        for (int level = NARROW; level <= WIDE; level++) {
            double *points = written.points[level], gaps[AROUND];
            ck_assert_int_eq(written.asked[level], AROUND);
            double spacing = (points[AROUND - 1] - points[0]) * 64.0 / 542.0;
            ck_assert_double_eq_tol(spacing, spacing_of(level), 1e-3 * spacing);
            for (int k = 0; k < AROUND; k++) {
                double place = (points[k] - x) / spacing;
                ck_assert_double_eq(place * 64.0, rint(place * 64.0));
                ck_assert_double_eq(fma(place, spacing, x), points[k]);
                double before = k == 4 ? x : k > 0 ? points[k - 1] : (double)NAN;
                gaps[k] = (points[k] - before) / spacing;
                ck_assert(k == 0 || (gaps[k] >= 0.6 && gaps[k] <= 1.28));
            }
            ck_assert_double_ge(-points[0] + x, 4.0 * spacing);
            ck_assert_double_ge(points[AROUND - 1] - x, 4.0 * spacing);
        }
    }
}
END_TEST

/* ---- from narrow to wide --------------------------------------------------------------------- */

static void check_walk(int smooth, double noise, int lowest, int highest) {
    Neighbourhood near = look_around();
    for (int level = 0; level < LEVELS; level++)
        ck_assert_msg(!written.asked[level] == (level < lowest || level > highest),
                      "level %d: %d values", level - NARROW, written.asked[level]);
    ck_assert_double_eq(near.smooth, spacing_of(smooth));
    ck_assert_double_eq_tol(near.noise, noise, 1e-9 * noise);
}

/* One standard deviation of what is rough, by its size. */
static double unit;

static void begin_walk(void) {
    double least, most;
    write_values(0.0, 0x1p-10);
    make_rough(1.0, 1.0, 1.0, 1.0);
    look_around();
    sizes_of(NARROW, &least, &most);
    unit = least;
    ck_assert_double_le(most, 3.0 * least);
}

START_TEST(noise_may_grow_by_8) {
    check_walk(WIDE, unit, NARROW, WIDE);
    for (int i = NARROW; i <= WIDE; i++)
        ck_assert_int_eq(written.asked[i], AROUND);
    make_rough(1.0, 8.0, 64.0, 512.0);
    check_walk(WIDE, 512.0 * unit, NARROW, WIDE);
    make_rough(1.0, 8.1, 1.0, 1.0);
    check_walk(NARROW, unit, NARROW, NARROW + 1);
    make_rough(1.0, 7.9, 64.0, 1.0);
    check_walk(NARROW + 1, 7.9 * unit, NARROW, NARROW + 2);
    make_rough(1.0, 0.1, 7.9, 0.1);
    check_walk(WIDE, 7.9 * unit, NARROW, WIDE);
}
END_TEST

/* Where there are no numbers at a spacing there may be at the next one. */
START_TEST(gaps_are_passed_over) {
    written.levels[NARROW].kind = NONE;
    check_walk(WIDE, unit, NARROW - 1, WIDE);
    make_rough(1.0, 1.0, 8.1, 1.0);
    written.levels[NARROW + 1].kind = NONE;
    check_walk(NARROW, unit, NARROW, NARROW + 2);
    for (int i = 0; i < LEVELS; i++)
        written.levels[i].kind = NONE;
    ck_assert_double_nan(look_around().noise);
    ck_assert_double_eq(look_around().smooth, 0.0);
}
END_TEST

/* A flat step of a staircase says nothing of noise; half of one is not flat. */
START_TEST(flat_steps_are_passed_over) {
    make_rough(0.0, 100.0, 100.0, 801.0);
    written.levels[NARROW] = (Level){FLAT, 1.0};
    check_walk(NARROW + 2, 100.0 * unit, NARROW, WIDE);
    written.levels[NARROW + 1] = (Level){FLAT, 1000.0};
    check_walk(NARROW + 2, 100.0 * unit, NARROW, WIDE);
    written.levels[NARROW + 2] = (Level){FLAT, 1.0};
    written.levels[NARROW + 1] = (Level){ROUGH, 100.0};
    check_walk(NARROW + 2, 100.0 * unit, NARROW, WIDE);
    written.levels[NARROW] = (Level){HALF, 1.0};
    look_around();
    check_walk(NARROW, least_size(NARROW), NARROW, NARROW + 1);
}
END_TEST

/* Much of a fourth power, so that the sizes of orders differ by this factor. */
static void make_steep(double factor) {
    double low = 0.0, high = 1.0, least, most;
    for (int i = 0; i < 60; i++) {
        written.fourth = 0.5 * (low + high);
        written.levels[NARROW] = (Level){STEEP, 1.0};
        look_around();
        sizes_of(NARROW, &least, &most);
        *(most < factor * least ? &low : &high) = written.fourth;
    }
}

/* Where sizes differ by more than 4 the function is looked at more closely. */
START_TEST(steep_functions_are_looked_at_closely) {
    make_steep(3.98);
    double least = least_size(NARROW);
    check_walk(WIDE, fmax(least, unit), NARROW, WIDE);
    make_steep(4.02);
    check_walk(WIDE, fmax(least_size(NARROW), unit), NARROW - 1, WIDE);
    /* What is found there is where it begins. */
    written.levels[NARROW - 1] = (Level){ROUGH, 0.01};
    check_walk(NARROW - 1, 0.01 * unit, NARROW - 1, NARROW);
    written.levels[NARROW - 1] = (Level){ROUGH, 1.0};
    check_walk(WIDE, fmax(least_size(NARROW), unit), NARROW - 1, WIDE);
    /* Not where it is flat, or no number, though there be more below. */
    written.levels[NARROW - 2] = (Level){ROUGH, 1e-3};
    written.levels[NARROW - 1] = (Level){FLAT, 0.01};
    check_walk(WIDE, fmax(least_size(NARROW), unit), NARROW - 1, WIDE);
    written.levels[NARROW - 1].kind = NONE;
    check_walk(WIDE, fmax(least_size(NARROW), unit), NARROW - 1, WIDE);
    /* Four times at most. */
    for (int i = 1; i <= 5; i++)
        written.levels[NARROW - i] = (Level){STEEP, pow(0.01, i)};
    look_around();
    check_walk(NARROW - 4, least_size(NARROW - 4), NARROW - 4, NARROW);
}
END_TEST

/* ---- where nothing can be seen --------------------------------------------------------------- */

START_TEST(nothing_to_see) {
    double one = 1.0;
    const Univariate line_of_one = {constant, &one};
    ck_assert_double_nan(noise_around(&line_of_one, INFINITY, 1.0, INFINITY).noise);
    ck_assert_double_nan(noise_around(&line_of_one, INFINITY, 1.0, 1.0).noise);
    ck_assert_double_nan(noise_around(&line_of_one, 1.0, 1.0, INFINITY).noise);
    ck_assert_double_nan(noise_around(&line_of_one, 1.0, 1.0, 1e307).noise);
    ck_assert_double_nan(noise_around(&line_of_one, 0.0, 1.0, 0.0).noise);
    /* Spacings that do not move x. */
    ck_assert_double_nan(noise_around(&line_of_one, 1.0, 1.0, 1e-20).noise);
    /* The narrowest that moves it exactly does. */
    Neighbourhood near = noise_around(&line_of_one, 1.5, 1.0, 0x1p-53);
    ck_assert_double_eq(near.smooth, 0x1p-45);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("noise");
    TCase *tables = suite_case(suite, "tables"), *walks = suite_case(suite, "walks");
    tcase_add_test(tables, sizes_of_differences);
    tcase_add_test(tables, values_are_rounded);
    tcase_add_test(tables, points_are_exact);
    tcase_add_test(tables, nothing_to_see);
    tcase_add_checked_fixture(walks, begin_walk, NULL);
    tcase_add_test(walks, noise_may_grow_by_8);
    tcase_add_test(walks, gaps_are_passed_over);
    tcase_add_test(walks, flat_steps_are_passed_over);
    tcase_add_test(walks, steep_functions_are_looked_at_closely);
    return suite_run(suite);
}

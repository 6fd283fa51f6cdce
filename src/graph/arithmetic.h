/* What the names in the texts of ops.def mean in C.
 *
 * A name that C has with the meaning adcalc gives it (sin, floor, exp2, ...) stands for itself; every
 * other one is a macro around an `ad_` function below, so that the same text compiles. They differ
 * from C's where C hides a NaN (pow(NaN, 0), hypot(inf, NaN), fmax) or names things otherwise (abs).
 * Include this last, and only from graph/op.c and tape/kernels.c: the macros take common words. */
#ifndef ADCALC_GRAPH_ARITHMETIC_H
#define ADCALC_GRAPH_ARITHMETIC_H

#include <math.h>

static inline double ad_abs(double x) {
    return fabs(x);
}

static inline double ad_max(double x, double y) {
    return x > y || x != x ? x : y;
}

static inline double ad_min(double x, double y) {
    return x < y || x != x ? x : y;
}

static inline double ad_sign(double x) {
    return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x == 0.0 ? 0.0 : x;
}

static inline double ad_step(double x) {
    return x >= 0.0 ? 1.0 : x < 0.0 ? 0.0 : x;
}

static inline double ad_frac(double x) {
    return x - floor(x);
}

/* The remainder of floored division: zero or with the sign of y. fmod is exact, the quotient is not. */
static inline double ad_mod(double x, double y) {
    double rest = fmod(x, y);
    if (rest == 0.0)
        return copysign(rest, y);
    return (rest < 0.0) != (y < 0.0) ? rest + y : rest;
}

static inline double ad_pow(double x, double y) {
    return x != x || y != y ? x + y : pow(x, y);
}

/* x^n for a whole n. Few factors are multiplied (at most 1.5 ulp, and no product leaves the range of
 * doubles before the result does); more are left to pow, which stays below 1 ulp. */
static inline double ad_powi(double x, double n) {
    if (n == 2.0)
        return x * x;
    if (n == 1.0)
        return x;
    if (n == 3.0)
        return x * x * x;
    if (n == -1.0)
        return 1.0 / x;
    if (n == 4.0)
        return (x * x) * (x * x);
    if (n == -2.0)
        return 1.0 / x / x;
    return x != x ? x : pow(x, n);
}

static inline double ad_hypot(double x, double y) {
    return x != x || y != y ? x + y : hypot(x, y);
}

/* At the origin there is no angle. */
static inline double ad_atan2(double x, double y) {
    return x == 0.0 && y == 0.0 ? (double)NAN : atan2(x, y);
}

static inline double ad_sec(double x) {
    return 1.0 / cos(x);
}

static inline double ad_csc(double x) {
    return 1.0 / sin(x);
}

static inline double ad_cot(double x) {
    return 1.0 / tan(x);
}

#define abs(x) ad_abs(x)
#define max(x, y) ad_max(x, y)
#define min(x, y) ad_min(x, y)
#define sign(x) ad_sign(x)
#define step(x) ad_step(x)
#define frac(x) ad_frac(x)
#define mod(x, y) ad_mod(x, y)
#define pow(x, y) ad_pow(x, y)
#define powi(x, n) ad_powi(x, n)
#define hypot(x, y) ad_hypot(x, y)
#define atan2(x, y) ad_atan2(x, y)
#define sec(x) ad_sec(x)
#define csc(x) ad_csc(x)
#define cot(x) ad_cot(x)
#define where(condition, a, b) ((condition) != 0.0 ? (double)(a) : (double)(b))

#endif

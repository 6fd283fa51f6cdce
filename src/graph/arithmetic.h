/* What the names in the texts of ops.def mean in C.
 *
 * A name that C has with the meaning adcalc gives it (sin, floor, exp2, ...) stands for itself, and
 * one that C lacks is a function of that name: an IN_C of ops.def, or here if it needs statements.
 * A macro stands for what C gives another meaning: where it hides a NaN (pow(NaN, 0),
 * hypot(inf, NaN)) or names things otherwise (abs). Include this last, and only where texts of
 * ops.def are compiled: functions and macros take common words. */
#ifndef ADCALC_GRAPH_ARITHMETIC_H
#define ADCALC_GRAPH_ARITHMETIC_H

#include "graph/special.h"

#include <math.h>

/* The root of -0 is +0, as of all that nears 0: the slope of sqrt(-x) at 0 is -infinity. */
static inline double ad_sqrt(double x) {
    return sqrt(x) + 0.0;
}

/* The remainder of floored division: zero or with the sign of y.
 * fmod is exact, the quotient is not. */
static inline double mod(double x, double y) {
    double rest = fmod(x, y);
    if (rest == 0.0)
        return copysign(rest, y);
    return (rest < 0.0) != (y < 0.0) ? rest + y : rest;
}

static inline double ad_pow(double x, double y) {
    return x != x || y != y ? x + y : pow(x, y);
}

/* x^n for a whole n. Few factors are multiplied (at most 1.5 ulp, and no product leaves the range
 * of doubles before the result does); more are left to pow, which stays below 1 ulp. */
static inline double powi(double x, double n) {
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

/* exp(-x^2) with the rounding error of x^2 made good: it would cost up to 2^9 ulp. */
static inline double gauss(double x) {
    double square = x * x;
    if (square > 750.0)
        return 0.0;
    double v = exp(-square);
    return v - v * fma(x, x, -square);
}

/* exp(-x^2/2)/sqrt(2 pi), in the same way. */
static inline double normpdf(double x) {
    double square = x * x;
    if (square > 1500.0)
        return 0.0;
    double v = exp(-0.5 * square);
    return 0.39894228040143268 * (v - v * (0.5 * fma(x, x, -square)));
}

/* erfc(-x/sqrt(2))/2 with the rounding error of the argument z made good to first order,
 * by the slope of erfc. The argument's error is that of the product and that of the constant. */
static inline double normcdf(double x) {
    if (x > 40.0 || x < -40.0)
        return x > 0.0 ? 1.0 : 0.0;
    const double root = 0.70710678118654757, root_rest = -4.8336466567264567e-17;
    double z = -x * root;
    double rest = fma(-x, root, -z) - x * root_rest;
    return 0.5 * erfc(z) - 0.56418958354775629 * exp(-z * z) * rest;
}

/* The side is chosen so that the exponential does not overflow. */
static inline double sigmoid(double x) {
    double power = exp(x < 0.0 ? x : -x);
    return (x < 0.0 ? power : 1.0) / (1.0 + power);
}

#define ROW(...)
#define IN_C(id, head, value)                                                                      \
    static inline double head {                                                                    \
        return value;                                                                              \
    }
#include "graph/ops.def"

#define pi 3.14159265358979323846
#define abs(x) fabs(x)
#define sqrt(x) ad_sqrt(x)
#define pow(x, y) ad_pow(x, y)
#define hypot(x, y) ad_hypot(x, y)
#define atan2(x, y) ad_atan2(x, y)
#define gamma(x) tgamma(x)
#define lgamma(x) special_lgamma(x)
#define where(condition, a, b) ((condition) != 0.0 ? (double)(a) : (double)(b))

#endif

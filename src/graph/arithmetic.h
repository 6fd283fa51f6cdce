/* What the names in the texts of ops.def mean in C.
 *
 * A name that C has with the meaning adcalc gives it (sin, floor, exp2, ...) stands for itself;
 * every other one is a macro around an `ad_` function below, so that the same text compiles. They
 * differ from C's where C hides a NaN (pow(NaN, 0), hypot(inf, NaN), fmax) or names things
 * otherwise (abs). Include this last, and only from graph/op.c and tape/kernels.c: the macros take
 * common words. */
#ifndef ADCALC_GRAPH_ARITHMETIC_H
#define ADCALC_GRAPH_ARITHMETIC_H

#include "graph/special.h"

#include <math.h>

static inline double ad_abs(double x) {
    return fabs(x);
}

/* The root of -0 is +0, as of all that nears 0: the slope of sqrt(-x) at 0 is -infinity. */
static inline double ad_sqrt(double x) {
    return sqrt(x) + 0.0;
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

/* The remainder of floored division: zero or with the sign of y.
 * fmod is exact, the quotient is not. */
static inline double ad_mod(double x, double y) {
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

static inline double ad_sinc(double x) {
    return x == 0.0 ? 1.0 : sin(x) / x;
}

static inline double ad_logit(double x) {
    /* 2x - 1 is exact around 1/2, where the logarithm would cancel */
    return x > 0.25 && x < 0.75 ? 2.0 * atanh(2.0 * x - 1.0) : log(x / (1.0 - x));
}

/* exp(-x^2) with the rounding error of x^2 made good: it would cost up to 2^9 ulp. */
static inline double ad_gauss(double x) {
    double square = x * x;
    if (square > 750.0)
        return 0.0;
    double v = exp(-square);
    return v - v * fma(x, x, -square);
}

/* exp(-x^2/2)/sqrt(2 pi), in the same way. */
static inline double ad_normpdf(double x) {
    double square = x * x;
    if (square > 1500.0)
        return 0.0;
    double v = exp(-0.5 * square);
    return 0.39894228040143268 * (v - v * (0.5 * fma(x, x, -square)));
}

/* erfc(-x/sqrt(2))/2 with the rounding error of the argument z made good to first order,
 * by the slope of erfc. The argument's error is that of the product and that of the constant. */
static inline double ad_normcdf(double x) {
    if (x > 40.0 || x < -40.0)
        return x > 0.0 ? 1.0 : 0.0;
    const double root = 0.70710678118654757, root_rest = -4.8336466567264567e-17;
    double z = -x * root;
    double rest = fma(-x, root, -z) - x * root_rest;
    return 0.5 * erfc(z) - 0.56418958354775629 * exp(-z * z) * rest;
}

/* The side is chosen so that the exponential does not overflow. */
static inline double ad_sigmoid(double x) {
    double power = exp(x < 0.0 ? x : -x);
    return (x < 0.0 ? power : 1.0) / (1.0 + power);
}

static inline double ad_softplus(double x) {
    return x > 0.0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

static inline double ad_leaky_relu(double x, double y) {
    return x != x || y != y ? x + y : x > 0.0 ? x : y * x;
}

static inline double ad_elu(double x, double y) {
    return x != x || y != y ? x + y : x > 0.0 ? x : y * expm1(x);
}

/* x log y; 0 log 0 = 0, the limit along x = y^a. Below 0 there is no logarithm to take x times. */
static inline double ad_xlogy(double x, double y) {
    return x == 0.0 && y >= 0.0 ? 0.0 : x * log(y);
}

#define pi 3.14159265358979323846
#define abs(x) ad_abs(x)
#define sqrt(x) ad_sqrt(x)
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
#define logit(x) ad_logit(x)
#define gauss(x) ad_gauss(x)
#define normpdf(x) ad_normpdf(x)
#define normcdf(x) ad_normcdf(x)
#define sigmoid(x) ad_sigmoid(x)
#define softplus(x) ad_softplus(x)
#define relu(x) ad_max(x, 0.0)
#define leaky_relu(x, y) ad_leaky_relu(x, y)
#define elu(x, y) ad_elu(x, y)
#define gelu(x) ((x)*ad_normcdf(x))
#define silu(x) ((x)*ad_sigmoid(x))
#define xlogy(x, y) ad_xlogy(x, y)
#define sinc(x) ad_sinc(x)
#define dsinc(n, x) special_dsinc(n, x)
#define gamma(x) tgamma(x)
#define lgamma(x) special_lgamma(x)
#define digamma(x) special_digamma(x)
#define polygamma(n, x) special_polygamma(n, x)
#define polygamma_rise(n, x, y) special_polygamma_rise(n, x, y)
#define beta(x, y) special_beta(x, y)
#define besselj(n, x) special_besselj(n, x)
#define bessely(n, x) special_bessely(n, x)
#define besseli(n, x) special_besseli(n, x)
#define besselk(n, x) special_besselk(n, x)
#define lambertw(x) special_lambertw(x)
#define where(condition, a, b) ((condition) != 0.0 ? (double)(a) : (double)(b))

#endif

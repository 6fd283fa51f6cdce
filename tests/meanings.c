/* The meanings: see meanings.h. Nothing of ops.def is used here.
 *
 * Most rows are functions of MPFR. The others are written from their definitions, with as many bits more
 * as cancellation takes: polygamma as the Euler-Maclaurin sum of its series (DLMF 5.15.1, 2.10.1), the
 * modified Bessel functions as power series (10.25.2, 10.31.1) and as the integral of K (10.32.9), Lambert's
 * function by Newton's method, the derivatives of sinc as their power series or by their recurrence. */
#include "meanings.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

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

OF_X(mean_erf, mpfr_erf)
OF_X(mean_erfc, mpfr_erfc)
OF_X(mean_gamma, mpfr_gamma)
OF_X(mean_digamma, mpfr_digamma)

/* A number with `more` bits than `out`, to be cleared. */
static void begin_wider(mpfr_t wider, mpfr_srcptr out, long more) {
    mpfr_init2(wider, mpfr_get_prec(out) + (more < 64 ? 64 : more));
}

static long exponent_of(mpfr_srcptr x) {
    return mpfr_regular_p(x) ? (long)mpfr_get_exp(x) : 0;
}

/* exp(-x^2/divisor) */
static void exp_of_square(mpfr_ptr out, mpfr_srcptr x, long divisor) {
    mpfr_t t;
    begin_wider(t, out, 2 * exponent_of(x) + 64);
    mpfr_sqr(t, x, MPFR_RNDN);
    mpfr_div_si(t, t, -divisor, MPFR_RNDN);
    mpfr_exp(out, t, MPFR_RNDN);
    mpfr_clear(t);
}

static void mean_gauss(mpfr_ptr out, const Inputs *in) {
    exp_of_square(out, in->x, 1);
}

static void mean_normpdf(mpfr_ptr out, const Inputs *in) {
    mpfr_t density, t;
    begin_wider(density, out, 64);
    begin_wider(t, out, 64);
    exp_of_square(density, in->x, 2);
    mpfr_const_pi(t, MPFR_RNDN);
    mpfr_mul_si(t, t, 2, MPFR_RNDN);
    mpfr_rec_sqrt(t, t, MPFR_RNDN);
    mpfr_mul(out, density, t, MPFR_RNDN);
    mpfr_clears(density, t, (mpfr_ptr)0);
}

static void mean_normcdf(mpfr_ptr out, const Inputs *in) {
    mpfr_t t, half;
    begin_wider(t, out, 2 * exponent_of(in->x) + 64);
    begin_wider(half, out, 2 * exponent_of(in->x) + 64);
    mpfr_set_d(half, 0.5, MPFR_RNDN);
    mpfr_sqrt(half, half, MPFR_RNDN);
    mpfr_mul(t, in->x, half, MPFR_RNDN);
    mpfr_neg(t, t, MPFR_RNDN);
    mpfr_erfc(out, t, MPFR_RNDN);
    mpfr_div_2ui(out, out, 1, MPFR_RNDN);
    mpfr_clears(t, half, (mpfr_ptr)0);
}

static void mean_sigmoid(mpfr_ptr out, const Inputs *in) {
    mpfr_t t;
    begin_wider(t, out, 64);
    mpfr_neg(t, in->x, MPFR_RNDN);
    mpfr_exp(t, t, MPFR_RNDN);
    mpfr_add_ui(t, t, 1, MPFR_RNDN);
    mpfr_ui_div(out, 1, t, MPFR_RNDN);
    mpfr_clear(t);
}

static void mean_softplus(mpfr_ptr out, const Inputs *in) {
    mpfr_t t;
    begin_wider(t, out, 64);
    bool above = mpfr_sgn(in->x) > 0;
    mpfr_abs(t, in->x, MPFR_RNDN);
    mpfr_neg(t, t, MPFR_RNDN);
    mpfr_exp(t, t, MPFR_RNDN);
    mpfr_log1p(t, t, MPFR_RNDN);
    if (above)
        mpfr_add(t, t, in->x, MPFR_RNDN);
    mpfr_set(out, t, MPFR_RNDN);
    mpfr_clear(t);
}

/* x times a meaning of x */
static void times_x(mpfr_ptr out, const Inputs *in, Meaning *meaning) {
    mpfr_t t;
    begin_wider(t, out, 64);
    meaning(t, in);
    mpfr_mul(out, in->x, t, MPFR_RNDN);
    mpfr_clear(t);
}

static void mean_silu(mpfr_ptr out, const Inputs *in) {
    times_x(out, in, mean_sigmoid);
}

static void mean_gelu(mpfr_ptr out, const Inputs *in) {
    times_x(out, in, mean_normcdf);
}

static void mean_relu(mpfr_ptr out, const Inputs *in) {
    mpfr_set(out, in->x, MPFR_RNDN);
    if (mpfr_sgn(in->x) < 0)
        mpfr_set_zero(out, 1);
}

static void mean_leaky_relu(mpfr_ptr out, const Inputs *in) {
    if (mpfr_sgn(in->x) > 0)
        mpfr_set(out, in->x, MPFR_RNDN);
    else
        mpfr_mul(out, in->x, in->y, MPFR_RNDN);
}

static void mean_elu(mpfr_ptr out, const Inputs *in) {
    mpfr_t t;
    begin_wider(t, out, 64);
    mpfr_expm1(t, in->x, MPFR_RNDN);
    if (mpfr_sgn(in->x) > 0)
        mpfr_set(out, in->x, MPFR_RNDN);
    else
        mpfr_mul(out, in->y, t, MPFR_RNDN);
    mpfr_clear(t);
}

static void mean_logit(mpfr_ptr out, const Inputs *in) {
    mpfr_t t;
    begin_wider(t, out, 2000);
    mpfr_ui_sub(t, 1, in->x, MPFR_RNDN);
    mpfr_div(t, in->x, t, MPFR_RNDN);
    mpfr_log(out, t, MPFR_RNDN);
    mpfr_clear(t);
}

static void mean_xlogy(mpfr_ptr out, const Inputs *in) {
    mpfr_t t;
    begin_wider(t, out, 64);
    mpfr_log(t, in->y, MPFR_RNDN);
    mpfr_mul(out, in->x, t, MPFR_RNDN);
    mpfr_clear(t);
}

/* ---- the gamma function and its relatives ---- */

static void mean_lgamma(mpfr_ptr out, const Inputs *in) {
    int sign;
    mpfr_lgamma(out, &sign, in->x, MPFR_RNDN);
}

/* zeta(2 j), kept, in at least `bits` bits; j up to KEPT. */
enum { KEPT = 400 };
static mpfr_srcptr even_zeta(long j, long bits) {
    static mpfr_t kept[KEPT + 1];
    static long kept_bits[KEPT + 1];
    if (kept_bits[j] < bits) {
        if (kept_bits[j])
            mpfr_clear(kept[j]);
        mpfr_init2(kept[j], bits);
        kept_bits[j] = bits;
        mpfr_zeta_ui(kept[j], (unsigned long)(2 * j), MPFR_RNDN);
    }
    return kept[j];
}

/* The sum over k >= 0 of (x + k)^-s, the first terms one by one. */
static void sum_of_powers(mpfr_ptr out, mpfr_srcptr from, long s) {
    long bits = (long)mpfr_get_prec(out) + 128;
    mpfr_t x, sum, term, power, factor;
    mpfr_inits2(bits + labs(exponent_of(from)), x, sum, term, power, factor, (mpfr_ptr)0);
    mpfr_set(x, from, MPFR_RNDN);
    mpfr_set_zero(sum, 1);
    while (mpfr_cmp_si(x, bits / 4 + 2 * s) < 0) {
        mpfr_pow_si(term, x, -s, MPFR_RNDN);
        mpfr_add(sum, sum, term, MPFR_RNDN);
        mpfr_add_ui(x, x, 1, MPFR_RNDN);
    }
    mpfr_pow_si(power, x, -s, MPFR_RNDN);
    mpfr_mul(term, power, x, MPFR_RNDN);
    mpfr_div_si(term, term, s - 1, MPFR_RNDN);
    mpfr_add(sum, sum, term, MPFR_RNDN);
    mpfr_div_2ui(term, power, 1, MPFR_RNDN);
    mpfr_add(sum, sum, term, MPFR_RNDN);
    /* B_2j/(2j)! = (-1)^(j+1) 2 zeta(2j)/(2 pi)^2j, times s (s+1) ... (s+2j-2) x^(-s-2j+1) */
    mpfr_t pi;
    mpfr_init2(pi, bits);
    mpfr_const_pi(pi, MPFR_RNDN);
    mpfr_mul_ui(pi, pi, 2, MPFR_RNDN);
    mpfr_mul(pi, pi, x, MPFR_RNDN);
    mpfr_mul(factor, power, x, MPFR_RNDN);
    mpfr_mul_si(factor, factor, -2, MPFR_RNDN);
    for (long j = 1; j <= KEPT; j++) {
        for (long k = 2 * j - 2; k <= 2 * j - 1; k++) {
            if (k > 0)
                mpfr_mul_si(factor, factor, s + k - 1, MPFR_RNDN);
            mpfr_div(factor, factor, pi, MPFR_RNDN);
        }
        mpfr_neg(factor, factor, MPFR_RNDN);
        mpfr_mul(term, factor, even_zeta(j, bits), MPFR_RNDN);
        mpfr_add(sum, sum, term, MPFR_RNDN);
        if (!mpfr_number_p(sum) || mpfr_get_exp(term) < mpfr_get_exp(power) - bits)
            break;
    }
    mpfr_set(out, sum, MPFR_RNDN);
    mpfr_clears(x, sum, term, power, factor, pi, (mpfr_ptr)0);
}

/* The same for x far below 0. With x = r - m it is the term of r, those on its right, and m on its left,
 * which are two endless sums less one another. */
static void sum_from_far_below(mpfr_ptr out, mpfr_srcptr x, long s) {
    mpfr_t r, start, part, sum;
    long bits = (long)mpfr_get_prec(out) + 128;
    mpfr_inits2(bits + labs(exponent_of(x)), r, start, part, sum, (mpfr_ptr)0);
    mpfr_frac(r, x, MPFR_RNDN);
    mpfr_pow_si(sum, r, -s, MPFR_RNDN);
    mpfr_add_si(start, r, 1, MPFR_RNDN);
    sum_of_powers(part, start, s);
    mpfr_add(sum, sum, part, MPFR_RNDN);
    mpfr_si_sub(start, 1, r, MPFR_RNDN);
    sum_of_powers(part, start, s);
    mpfr_si_sub(start, 1, x, MPFR_RNDN);
    sum_of_powers(r, start, s);
    mpfr_sub(part, part, r, MPFR_RNDN);
    if (s % 2)
        mpfr_neg(part, part, MPFR_RNDN);
    mpfr_add(out, sum, part, MPFR_RNDN);
    mpfr_clears(r, start, part, sum, (mpfr_ptr)0);
}

/* (-1)^(n+1) n! times the sum of the (n+1)th powers. */
static void mean_polygamma(mpfr_ptr out, const Inputs *in) {
    if (in->n == 0) {
        mpfr_digamma(out, in->x, MPFR_RNDN);
        return;
    }
    mpfr_t sum;
    begin_wider(sum, out, 64);
    if (mpfr_cmp_si(in->x, -100) < 0)
        sum_from_far_below(sum, in->x, in->n + 1);
    else
        sum_of_powers(sum, in->x, in->n + 1);
    for (long k = 2; k <= in->n; k++)
        mpfr_mul_si(sum, sum, k, MPFR_RNDN);
    if (in->n % 2 == 0)
        mpfr_neg(sum, sum, MPFR_RNDN);
    if (in->n % 2 == 0 && mpfr_sgn(in->x) < 0 && mpfr_integer_p(in->x))
        mpfr_set_nan(sum); /* the two sides of the pole differ */
    mpfr_set(out, sum, MPFR_RNDN);
    mpfr_clear(sum);
}

static void mean_polygamma_rise(mpfr_ptr out, const Inputs *in) {
    Inputs sum = {.n = in->n};
    mpfr_t below;
    begin_wider(sum.x, out, 512);
    begin_wider(below, out, 512);
    mpfr_init2(sum.y, 2);
    mpfr_add(sum.x, in->x, in->y, MPFR_RNDN);
    mpfr_t above;
    begin_wider(above, out, 512);
    mean_polygamma(above, &sum);
    mean_polygamma(below, in);
    mpfr_sub(out, above, below, MPFR_RNDN);
    mpfr_clears(sum.x, sum.y, above, below, (mpfr_ptr)0);
}

static void mean_beta(mpfr_ptr out, const Inputs *in) {
    long top = exponent_of(in->x) > exponent_of(in->y) ? exponent_of(in->x) : exponent_of(in->y);
    long more = top > 0 ? 2 * top + 128 : 128;
    mpfr_t x, y, sum;
    begin_wider(x, out, more);
    begin_wider(y, out, more);
    begin_wider(sum, out, more);
    int sign_x, sign_y, sign_sum;
    mpfr_add(sum, in->x, in->y, MPFR_RNDN);
    mpfr_lgamma(x, &sign_x, in->x, MPFR_RNDN);
    mpfr_lgamma(y, &sign_y, in->y, MPFR_RNDN);
    mpfr_lgamma(sum, &sign_sum, sum, MPFR_RNDN);
    mpfr_add(x, x, y, MPFR_RNDN);
    mpfr_sub(x, x, sum, MPFR_RNDN);
    mpfr_exp(out, x, MPFR_RNDN);
    if (sign_x * sign_y * sign_sum < 0)
        mpfr_neg(out, out, MPFR_RNDN);
    if ((mpfr_sgn(in->x) <= 0 && mpfr_integer_p(in->x)) ||
        (mpfr_sgn(in->y) <= 0 && mpfr_integer_p(in->y)))
        mpfr_set_nan(out);
    mpfr_clears(x, y, sum, (mpfr_ptr)0);
}

/* ---- Bessel functions ---- */

/* The power series for small x, whose terms cancel by at most e^x; elsewhere mpfr_jn, which
 * asks for terabytes where x is negative, or large for its precision. */
static void mean_besselj(mpfr_ptr out, const Inputs *in) {
    long n = labs(in->n);
    mpfr_t term, square, sum;
    if (mpfr_cmpabs_ui(in->x, 100) >= 0) {
        begin_wider(sum, out, exponent_of(in->x) > 13 ? 2000 : 128);
        mpfr_init2(square, mpfr_get_prec(in->x));
        mpfr_abs(square, in->x, MPFR_RNDN);
        mpfr_jn(sum, n, square, MPFR_RNDN);
        mpfr_set(out, sum, MPFR_RNDN);
        if (n % 2 && (in->n < 0) != (mpfr_sgn(in->x) < 0))
            mpfr_neg(out, out, MPFR_RNDN);
        mpfr_clears(sum, square, (mpfr_ptr)0);
        return;
    }
    begin_wider(term, out, 600);
    begin_wider(square, out, 600);
    begin_wider(sum, out, 600);
    mpfr_div_2ui(square, in->x, 1, MPFR_RNDN);
    mpfr_pow_si(term, square, n, MPFR_RNDN);
    for (long k = 2; k <= n; k++)
        mpfr_div_si(term, term, k, MPFR_RNDN);
    mpfr_sqr(square, square, MPFR_RNDN);
    mpfr_set(sum, term, MPFR_RNDN);
    for (long k = 1; mpfr_regular_p(term) &&
                     (k < 100 || mpfr_get_exp(term) > -(long)mpfr_get_prec(sum) + exponent_of(sum));
         k++) {
        mpfr_mul(term, term, square, MPFR_RNDN);
        mpfr_div_si(term, term, -k, MPFR_RNDN);
        mpfr_div_si(term, term, n + k, MPFR_RNDN);
        mpfr_add(sum, sum, term, MPFR_RNDN);
    }
    mpfr_set(out, sum, MPFR_RNDN);
    if (in->n < 0 && n % 2)
        mpfr_neg(out, out, MPFR_RNDN);
    mpfr_clears(term, square, sum, (mpfr_ptr)0);
}

/* Upwards from Y_0 and Y_1, which is stable and faster than mpfr_yn. */
static void mean_bessely(mpfr_ptr out, const Inputs *in) {
    mpfr_t below, v, next;
    begin_wider(below, out, 128);
    begin_wider(v, out, 128);
    begin_wider(next, out, 128);
    long n = labs(in->n);
    mpfr_y0(v, in->x, MPFR_RNDN);
    if (n > 0) {
        mpfr_set(below, v, MPFR_RNDN);
        mpfr_y1(v, in->x, MPFR_RNDN);
    }
    for (long k = 1; k < n; k++) {
        mpfr_mul_si(next, v, 2 * k, MPFR_RNDN);
        mpfr_div(next, next, in->x, MPFR_RNDN);
        mpfr_sub(next, next, below, MPFR_RNDN);
        mpfr_swap(below, v);
        mpfr_swap(v, next);
    }
    mpfr_set(out, v, MPFR_RNDN);
    if (in->n < 0 && n % 2)
        mpfr_neg(out, out, MPFR_RNDN);
    mpfr_clears(below, v, next, (mpfr_ptr)0);
}

static void mean_besseli(mpfr_ptr out, const Inputs *in) {
    long n = labs(in->n);
    mpfr_t term, square, sum;
    begin_wider(term, out, 128);
    begin_wider(square, out, 128);
    begin_wider(sum, out, 128);
    mpfr_div_2ui(square, in->x, 1, MPFR_RNDN);
    mpfr_pow_si(term, square, n, MPFR_RNDN);
    for (long k = 2; k <= n; k++)
        mpfr_div_si(term, term, k, MPFR_RNDN);
    mpfr_sqr(square, square, MPFR_RNDN);
    mpfr_set(sum, term, MPFR_RNDN);
    if (exponent_of(in->x) > 14) { /* far beyond every double; the sign alone matters */
        mpfr_set_inf(out, n % 2 ? mpfr_sgn(in->x) : 1);
    } else {
        for (long k = 1; mpfr_regular_p(term) &&
                         (mpfr_cmp_si(square, k * k) > 0 ||
                          mpfr_get_exp(term) > mpfr_get_exp(sum) - (long)mpfr_get_prec(sum));
             k++) {
            mpfr_mul(term, term, square, MPFR_RNDN);
            mpfr_div_si(term, term, k, MPFR_RNDN);
            mpfr_div_si(term, term, n + k, MPFR_RNDN);
            mpfr_add(sum, sum, term, MPFR_RNDN);
        }
        mpfr_set(out, sum, MPFR_RNDN);
    }
    mpfr_clears(term, square, sum, (mpfr_ptr)0);
}

/* The power series of K_n for 0 < x < 20: cancellation takes 2x/log 2 bits. */
static void power_series_k(mpfr_ptr out, mpfr_srcptr x, long n) {
    mpfr_t square, term, sum, logarithm, psi, part;
    mpfr_inits2(mpfr_get_prec(out) + 192, square, term, sum, logarithm, psi, part, (mpfr_ptr)0);
    mpfr_div_2ui(square, x, 1, MPFR_RNDN);
    mpfr_log(logarithm, square, MPFR_RNDN);
    mpfr_mul_si(logarithm, logarithm, 2, MPFR_RNDN);
    mpfr_set_zero(sum, 1);
    /* (1/2) (x/2)^-n times the sum over k < n of (n-k-1)!/k! (-x^2/4)^k */
    mpfr_pow_si(term, square, -n, MPFR_RNDN);
    for (long k = 2; k < n; k++)
        mpfr_mul_si(term, term, k, MPFR_RNDN);
    mpfr_t q;
    mpfr_init2(q, mpfr_get_prec(out) + 192);
    mpfr_sqr(q, square, MPFR_RNDN);
    for (long k = 0; k < n; k++) {
        mpfr_add(sum, sum, term, MPFR_RNDN);
        mpfr_mul(term, term, q, MPFR_RNDN);
        if (n - k - 1 > 0)
            mpfr_div_si(term, term, n - k - 1, MPFR_RNDN);
        mpfr_div_si(term, term, -(k + 1), MPFR_RNDN);
    }
    /* (-1)^n (1/2) (x/2)^n times the sum of (psi(k+1) + psi(n+k+1) - 2 log(x/2)) (x^2/4)^k/(k! (n+k)!) */
    mpfr_pow_si(term, square, n, MPFR_RNDN);
    for (long k = 2; k <= n; k++)
        mpfr_div_si(term, term, k, MPFR_RNDN);
    if (n % 2)
        mpfr_neg(term, term, MPFR_RNDN);
    mpfr_const_euler(psi, MPFR_RNDN);
    mpfr_mul_si(psi, psi, -2, MPFR_RNDN);
    mpfr_sub(psi, psi, logarithm, MPFR_RNDN);
    for (long k = 1; k <= n; k++) {
        mpfr_set_si(part, k, MPFR_RNDN);
        mpfr_ui_div(part, 1, part, MPFR_RNDN);
        mpfr_add(psi, psi, part, MPFR_RNDN);
    }
    for (long k = 1;; k++) {
        mpfr_mul(part, term, psi, MPFR_RNDN);
        mpfr_add(sum, sum, part, MPFR_RNDN);
        mpfr_mul(term, term, q, MPFR_RNDN);
        mpfr_div_si(term, term, k, MPFR_RNDN);
        mpfr_div_si(term, term, n + k, MPFR_RNDN);
        if (k > 20 && (!mpfr_regular_p(term) || !mpfr_regular_p(sum) ||
                       mpfr_get_exp(term) + 16 < mpfr_get_exp(sum) - (long)mpfr_get_prec(out)))
            break;
        mpfr_set_si(part, k, MPFR_RNDN);
        mpfr_ui_div(part, 1, part, MPFR_RNDN);
        mpfr_add(psi, psi, part, MPFR_RNDN);
        mpfr_set_si(part, n + k, MPFR_RNDN);
        mpfr_ui_div(part, 1, part, MPFR_RNDN);
        mpfr_add(psi, psi, part, MPFR_RNDN);
    }
    mpfr_div_2ui(out, sum, 1, MPFR_RNDN);
    mpfr_clears(square, term, sum, logarithm, psi, part, q, (mpfr_ptr)0);
}

/* The trapezoidal sum for the integral over t > 0 of exp(-x cosh t) cosh nt; x at least 20. */
static void integral_k(mpfr_ptr out, mpfr_srcptr x, long n) {
    long bits = (long)mpfr_get_prec(out) + 64;
    mpfr_t t, weight, part, sum, size;
    mpfr_inits2(bits, t, weight, part, sum, size, (mpfr_ptr)0);
    double reach = (double)bits * M_LN2;
    double h = fmin(M_PI * M_PI / reach, M_PI * sqrt(2.0 / reach / mpfr_get_d(x, MPFR_RNDN))) / 2.0;
    h = ldexp(1.0, ilogb(h)); /* so that the nodes are exact */
    mpfr_neg(size, x, MPFR_RNDN);
    mpfr_set_zero(sum, 1);
    for (long j = 0;; j++) {
        mpfr_set_d(t, (double)j * h, MPFR_RNDN);
        mpfr_div_2ui(t, t, 1, MPFR_RNDN);
        mpfr_sinh(t, t, MPFR_RNDN);
        mpfr_sqr(t, t, MPFR_RNDN);
        mpfr_mul_2ui(t, t, 1, MPFR_RNDN);
        mpfr_mul(weight, size, t, MPFR_RNDN);
        mpfr_exp(weight, weight, MPFR_RNDN);
        mpfr_set_d(t, (double)j * h, MPFR_RNDN);
        mpfr_mul_si(t, t, n, MPFR_RNDN);
        mpfr_cosh(part, t, MPFR_RNDN);
        mpfr_mul(part, part, weight, MPFR_RNDN);
        if (j == 0)
            mpfr_div_2ui(part, part, 1, MPFR_RNDN);
        mpfr_add(sum, sum, part, MPFR_RNDN);
        if (j > 0 && (mpfr_zero_p(part) || mpfr_get_exp(part) < mpfr_get_exp(sum) - bits))
            break;
    }
    mpfr_mul_d(sum, sum, h, MPFR_RNDN);
    mpfr_exp(weight, size, MPFR_RNDN);
    mpfr_mul(out, sum, weight, MPFR_RNDN);
    mpfr_clears(t, weight, part, sum, size, (mpfr_ptr)0);
}

static void mean_besselk(mpfr_ptr out, const Inputs *in) {
    if (mpfr_sgn(in->x) <= 0)
        mpfr_set_nan(out);
    else if (exponent_of(in->x) > 14)
        mpfr_set_zero(out, 1);
    else if (mpfr_cmp_si(in->x, 20) < 0)
        power_series_k(out, in->x, labs(in->n));
    else
        integral_k(out, in->x, labs(in->n));
}

/* ---- Lambert's function, sinc ---- */

/* Newton's method for w exp(w) = x, from the double and with all bits at every step. */
static void mean_lambertw(mpfr_ptr out, const Inputs *in) {
    mpfr_t w, power, miss, slope;
    long bits = (long)mpfr_get_prec(out) + 256;
    mpfr_inits2(bits, w, power, miss, slope, (mpfr_ptr)0);
    double x = mpfr_get_d(in->x, MPFR_RNDN);
    mpfr_set_d(slope, 1.0, MPFR_RNDN);
    mpfr_exp(slope, slope, MPFR_RNDN);
    mpfr_mul(slope, slope, in->x, MPFR_RNDN);
    mpfr_add_ui(slope, slope, 1, MPFR_RNDN); /* 1 + e x, 0 at the branch point */
    if (mpfr_sgn(slope) < 0) {
        mpfr_set_nan(out);
    } else {
        if (x < -0.3) {
            mpfr_mul_2ui(slope, slope, 1, MPFR_RNDN);
            mpfr_sqrt(w, slope, MPFR_RNDN);
            mpfr_sub_ui(w, w, 1, MPFR_RNDN);
        } else if (fabs(x) < 0.5) {
            mpfr_set(w, in->x, MPFR_RNDN);
        } else {
            mpfr_set_d(w, x < 3.0 ? 0.5 : log(x) - log(log(x)), MPFR_RNDN);
        }
        for (int i = 0; i < 200; i++) {
            mpfr_exp(power, w, MPFR_RNDN);
            mpfr_mul(miss, power, w, MPFR_RNDN);
            mpfr_sub(miss, miss, in->x, MPFR_RNDN);
            mpfr_fma(slope, power, w, power, MPFR_RNDN);
            if (mpfr_zero_p(miss) || mpfr_zero_p(slope))
                break;
            mpfr_div(miss, miss, slope, MPFR_RNDN);
            mpfr_sub(w, w, miss, MPFR_RNDN);
            if (mpfr_get_exp(miss) < mpfr_get_exp(w) - bits / 2 - 80)
                break; /* the next step would be exact, and so is this one */
        }
        mpfr_set(out, w, MPFR_RNDN);
    }
    mpfr_clears(w, power, miss, slope, (mpfr_ptr)0);
}

/* Derivative n of sin(x)/x. */
static void mean_dsinc(mpfr_ptr out, const Inputs *in) {
    mpfr_t s, sine, cosine, term;
    long n = in->n, more = 16 * n + 128;
    begin_wider(s, out, more);
    begin_wider(sine, out, more);
    begin_wider(cosine, out, more);
    begin_wider(term, out, more);
    if (mpfr_cmpabs_ui(in->x, 1) < 0) {
        /* the sum over j of (-1)^j x^(2j-n)/((2j-n)! (2j+1)) */
        mpfr_set_zero(s, 1);
        mpfr_set_ui(term, 1, MPFR_RNDN);
        for (long power = 0; mpfr_regular_p(term); power++) {
            if (power > 0) {
                mpfr_mul(term, term, in->x, MPFR_RNDN);
                mpfr_div_si(term, term, power, MPFR_RNDN);
            }
            if ((power + n) % 2)
                continue;
            mpfr_div_si(sine, term, (power + n) / 2 % 2 ? -(power + n + 1) : power + n + 1,
                        MPFR_RNDN);
            mpfr_add(s, s, sine, MPFR_RNDN);
            if (mpfr_regular_p(s) && mpfr_get_exp(sine) < mpfr_get_exp(s) - (long)mpfr_get_prec(s))
                break;
        }
    } else {
        mpfr_sin_cos(sine, cosine, in->x, MPFR_RNDN);
        mpfr_div(s, sine, in->x, MPFR_RNDN);
        for (long k = 1; k <= n; k++) {
            mpfr_mul_si(s, s, -k, MPFR_RNDN);
            mpfr_set(term, k % 2 ? cosine : sine, MPFR_RNDN);
            if (k % 4 >= 2)
                mpfr_neg(term, term, MPFR_RNDN);
            mpfr_add(s, s, term, MPFR_RNDN);
            mpfr_div(s, s, in->x, MPFR_RNDN);
        }
    }
    mpfr_set(out, s, MPFR_RNDN);
    mpfr_clears(s, sine, cosine, term, (mpfr_ptr)0);
}

static void mean_sinc(mpfr_ptr out, const Inputs *in) {
    mpfr_t t;
    begin_wider(t, out, 64);
    mpfr_sin(t, in->x, MPFR_RNDN);
    mpfr_div(out, t, in->x, MPFR_RNDN);
    mpfr_clear(t);
}

#define ROW(id, function, ...)                                                                     \
    { .op = OP_##id, .meaning = mean_##function, __VA_ARGS__ }
const Row meanings[] = {
    ROW(NEG, neg),
    ROW(ADD, add),
    ROW(SUB, sub),
    ROW(MUL, mul),
    ROW(DIV, div, .decades = 150), /* -v/y */
    ROW(MOD, mod, .decades = 15),  /* beyond, the quotient has no digit behind the point */
    ROW(POW, pow, .decades = 290), /* x^(y - 1) for a subnormal x */
    ROW(POWI, powi, .lost = 1000 * 0x1p-1074, .orders = 1000), /* n times a subnormal */
    ROW(NOT, not ),
    ROW(LT, lt),
    ROW(LE, le),
    ROW(GT, gt),
    ROW(GE, ge),
    ROW(EQ, eq),
    ROW(NE, ne),
    ROW(EXP, exp),
    ROW(EXP2, exp2),
    ROW(EXPM1, expm1),
    ROW(LOG, log),
    ROW(LOG2, log2),
    ROW(LOG10, log10),
    ROW(LOG1P, log1p),
    ROW(SQRT, sqrt),
    ROW(CBRT, cbrt),
    ROW(HYPOT, hypot, .decades = 290),
    ROW(SIN, sin),
    ROW(COS, cos),
    ROW(TAN, tan),
    ROW(SEC, sec),
    ROW(CSC, csc),
    ROW(COT, cot),
    ROW(ASIN, asin),
    ROW(ACOS, acos),
    ROW(ATAN, atan, .lost = 0x1p-1024), /* x*x is infinite */
    ROW(ATAN2, atan2, .decades = 150),
    ROW(SINH, sinh),
    ROW(COSH, cosh),
    ROW(TANH, tanh),
    ROW(ASINH, asinh),
    ROW(ACOSH, acosh),
    ROW(ATANH, atanh),
    ROW(ERF, erf, .points = 400),
    ROW(ERFC, erfc, .points = 400),
    ROW(GAUSS, gauss, .lost = 64 * 0x1p-1074),
    ROW(NORMPDF, normpdf, .lost = 64 * 0x1p-1074),
    ROW(NORMCDF, normcdf, .points = 400),
    ROW(SIGMOID, sigmoid),
    ROW(SOFTPLUS, softplus),
    ROW(SILU, silu, .lost = 746 * 0x1p-1074, .from = -1.8, .to = -0.8),
    ROW(GELU, gelu, .lost = 40 * 0x1p-1074, .from = -1.0, .to = -0.5),
    ROW(RELU, relu),
    ROW(LEAKY_RELU, leaky_relu),
    ROW(ELU, elu, .decades = 15, .lost = 1e16 * 0x1p-1074, .points = 1000),
    ROW(LOGIT, logit),
    ROW(XLOGY, xlogy),
    ROW(GAMMA, gamma, .decades = 15, .lost = 0x1p-1030),
    ROW(LGAMMA, lgamma, .from = -200, .to = 3, .points = 1500),
    ROW(DIGAMMA, digamma, .from = -200, .to = 2, .points = 1000),
    ROW(POLYGAMMA, polygamma, .decades = 15, .from = -1e15, .to = 0, .orders = 40, .points = 300),
    /* Below 0 the neighbourhoods of two poles may cancel: special-values.def has points there. */
    ROW(POLYGAMMA_RISE, polygamma_rise, .decades = 15, .least = -0x1p-1074, .orders = 20,
        .points = 150),
    ROW(BETA, beta, .decades = 15, .least = -0x1p-1074, .points = 500),
    ROW(BESSELJ, besselj, .from = -1e308, .to = 1e308, .orders = 40),
    ROW(BESSELY, bessely, .from = 0, .to = 1e308, .orders = 40, .points = 600),
    ROW(BESSELI, besseli, .orders = 40, .points = 300),
    ROW(BESSELK, besselk, .orders = 40, .points = 200),
    ROW(LAMBERTW, lambertw, .from = -0.3678, .to = -0.3),
    ROW(SINC, sinc, .from = -1e308, .to = 1e308),
    ROW(DSINC, dsinc, .from = -1e308, .to = 1e308, .orders = 40, .points = 300),
    ROW(ABS, abs),
    ROW(SIGN, sign),
    ROW(STEP, step),
    ROW(FLOOR, floor),
    ROW(CEIL, ceil),
    ROW(ROUND, round),
    ROW(TRUNC, trunc),
    ROW(FRAC, frac),
    ROW(MAX, max),
    ROW(MIN, min),
};
const int meaning_count = sizeof meanings / sizeof meanings[0];

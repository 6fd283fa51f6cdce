/* Meanings of the gamma, Bessel and Lambert functions and of sinc: see meanings.h.
 *
 * What MPFR lacks is written from its definition, with as many bits more as cancellation takes:
 * polygamma as the Euler-Maclaurin sum of its series (DLMF 5.15.1, 2.10.1), the modified Bessel
 * functions as power series (10.25.2, 10.31.1) and as the integral of K (10.32.9), Lambert's
 * function by Newton's method, the derivatives of sinc as their power series or by their
 * recurrence. */
#include "support/meanings.h"

#include <math.h>
#include <stdlib.h>

/* ---- the gamma function and its relatives ---- */

void mean_lgamma(mpfr_ptr out, const Inputs *in) {
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

/* The same for x far below 0. With x = r - m it is the term of r, those on its right,
 * and m on its left, which are two endless sums less one another. */
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
void mean_polygamma(mpfr_ptr out, const Inputs *in) {
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

void mean_polygamma_rise(mpfr_ptr out, const Inputs *in) {
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

void mean_beta(mpfr_ptr out, const Inputs *in) {
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
void mean_besselj(mpfr_ptr out, const Inputs *in) {
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
void mean_bessely(mpfr_ptr out, const Inputs *in) {
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

void mean_besseli(mpfr_ptr out, const Inputs *in) {
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
    /* (-1)^n (1/2) (x/2)^n times the sum of (psi(k+1) + psi(n+k+1) - 2 log(x/2))
     * (x^2/4)^k/(k! (n+k)!) */
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

void mean_besselk(mpfr_ptr out, const Inputs *in) {
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
void mean_lambertw(mpfr_ptr out, const Inputs *in) {
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
void mean_dsinc(mpfr_ptr out, const Inputs *in) {
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

void mean_sinc(mpfr_ptr out, const Inputs *in) {
    mpfr_t t;
    begin_wider(t, out, 64);
    mpfr_sin(t, in->x, MPFR_RNDN);
    mpfr_div(out, t, in->x, MPFR_RNDN);
    mpfr_clear(t);
}

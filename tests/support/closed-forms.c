/* See closed-forms.h. */
#include "support/closed-forms.h"

#include <stdbool.h>

enum { ORDERS = CLOSED_ORDERS, BITS = CLOSED_BITS };

void closed_begin(mpfr_t d[ORDERS + 1]) {
    for (int k = 0; k <= ORDERS; k++) {
        mpfr_init2(d[k], BITS);
        mpfr_set_zero(d[k], 1);
    }
}

void closed_clear(mpfr_t d[ORDERS + 1]) {
    for (int k = 0; k <= ORDERS; k++)
        mpfr_clear(d[k]);
}

static void d_sin(mpfr_t d[ORDERS + 1], double x) {
    mpfr_set_d(d[0], x, MPFR_RNDN);
    mpfr_sin_cos(d[0], d[1], d[0], MPFR_RNDN);
    for (int k = 2; k <= ORDERS; k++)
        mpfr_neg(d[k], d[k - 2], MPFR_RNDN);
}

static void d_cos(mpfr_t d[ORDERS + 1], double x) {
    mpfr_set_d(d[0], x, MPFR_RNDN);
    mpfr_sin_cos(d[1], d[0], d[0], MPFR_RNDN);
    mpfr_neg(d[1], d[1], MPFR_RNDN);
    for (int k = 2; k <= ORDERS; k++)
        mpfr_neg(d[k], d[k - 2], MPFR_RNDN);
}

static void d_exp(mpfr_t d[ORDERS + 1], double x) {
    for (int k = 0; k <= ORDERS; k++) {
        mpfr_set_d(d[k], x, MPFR_RNDN);
        mpfr_exp(d[k], d[k], MPFR_RNDN);
    }
}

/* exp(x log 2) */
static void d_exp2(mpfr_t d[ORDERS + 1], double x) {
    mpfr_t log2;
    mpfr_init2(log2, BITS);
    mpfr_const_log2(log2, MPFR_RNDN);
    mpfr_mul_d(d[0], log2, x, MPFR_RNDN);
    mpfr_exp(d[0], d[0], MPFR_RNDN);
    for (int k = 1; k <= ORDERS; k++)
        mpfr_mul(d[k], d[k - 1], log2, MPFR_RNDN);
    mpfr_clear(log2);
}

/* The derivatives of x^(p/q), from x^(p/q) in d[0]. */
static void d_root(mpfr_t d[ORDERS + 1], double x, long p, long q) {
    for (int k = 1; k <= ORDERS; k++) {
        mpfr_mul_si(d[k], d[k - 1], p - q * (k - 1), MPFR_RNDN);
        mpfr_div_si(d[k], d[k], q, MPFR_RNDN);
        mpfr_div_d(d[k], d[k], x, MPFR_RNDN);
    }
}

static void d_sqrt(mpfr_t d[ORDERS + 1], double x) {
    mpfr_set_d(d[0], x, MPFR_RNDN);
    mpfr_sqrt(d[0], d[0], MPFR_RNDN);
    d_root(d, x, 1, 2);
}

static void d_cbrt(mpfr_t d[ORDERS + 1], double x) {
    mpfr_set_d(d[0], x, MPFR_RNDN);
    mpfr_cbrt(d[0], d[0], MPFR_RNDN);
    d_root(d, x, 1, 3);
}

/* x^(5/2) */
static void d_power(mpfr_t d[ORDERS + 1], double x) {
    mpfr_set_d(d[0], x * x, MPFR_RNDN);
    mpfr_mul_d(d[0], d[0], x, MPFR_RNDN);
    mpfr_mul_d(d[0], d[0], x * x, MPFR_RNDN);
    mpfr_sqrt(d[0], d[0], MPFR_RNDN);
    d_root(d, x, 5, 2);
}

/* x^20 */
static void d_power_20(mpfr_t d[ORDERS + 1], double x) {
    mpfr_set_d(d[0], x, MPFR_RNDN);
    mpfr_pow_ui(d[0], d[0], 20, MPFR_RNDN);
    d_root(d, x, 20, 1);
}

/* 1/(1 - x): k!/(1 - x)^(k + 1) */
static void d_geometric(mpfr_t d[ORDERS + 1], double x) {
    mpfr_set_d(d[0], 1.0 / (1.0 - x), MPFR_RNDN); /* exact where it is used */
    for (int k = 1; k <= ORDERS; k++) {
        mpfr_mul(d[k], d[k - 1], d[0], MPFR_RNDN);
        mpfr_mul_si(d[k], d[k], k, MPFR_RNDN);
    }
}

/* -(-x)^-k (k - 1)! */
static void d_log(mpfr_t d[ORDERS + 1], double x) {
    mpfr_set_si(d[1], 1, MPFR_RNDN);
    mpfr_div_d(d[1], d[1], x, MPFR_RNDN);
    for (int k = 2; k <= ORDERS; k++) {
        mpfr_mul_si(d[k], d[k - 1], 1 - k, MPFR_RNDN);
        mpfr_div_d(d[k], d[k], x, MPFR_RNDN);
    }
}

/* (k - 1)! cos(u)^k sin(k (u + pi/2)) with u = atan(x) */
static void d_atan(mpfr_t d[ORDERS + 1], double x) {
    mpfr_t u, angle, cosine, factor;
    mpfr_inits2(BITS, u, angle, cosine, factor, (mpfr_ptr)0);
    mpfr_set_d(u, x, MPFR_RNDN);
    mpfr_atan(u, u, MPFR_RNDN);
    mpfr_cos(cosine, u, MPFR_RNDN);
    mpfr_const_pi(angle, MPFR_RNDN);
    mpfr_div_ui(angle, angle, 2, MPFR_RNDN);
    mpfr_add(u, u, angle, MPFR_RNDN);
    mpfr_set_ui(factor, 1, MPFR_RNDN);
    for (int k = 1; k <= ORDERS; k++) {
        mpfr_mul(factor, factor, cosine, MPFR_RNDN);
        if (k > 1)
            mpfr_mul_si(factor, factor, k - 1, MPFR_RNDN);
        mpfr_mul_si(angle, u, k, MPFR_RNDN);
        mpfr_sin(angle, angle, MPFR_RNDN);
        mpfr_mul(d[k], factor, angle, MPFR_RNDN);
    }
    mpfr_clears(u, angle, cosine, factor, (mpfr_ptr)0);
}

/* exp(-x^2): (-1)^k H_k(x) exp(-x^2), by the recurrence of Hermite's polynomials */
static void d_gauss(mpfr_t d[ORDERS + 1], double x) {
    mpfr_t part;
    mpfr_init2(part, BITS);
    mpfr_set_d(d[0], x, MPFR_RNDN);
    mpfr_sqr(d[0], d[0], MPFR_RNDN);
    mpfr_neg(d[0], d[0], MPFR_RNDN);
    mpfr_exp(d[0], d[0], MPFR_RNDN);
    for (int k = 1; k <= ORDERS; k++) {
        mpfr_mul_d(d[k], d[k - 1], -2.0 * x, MPFR_RNDN);
        if (k > 1) {
            mpfr_mul_si(part, d[k - 2], 2 * (k - 1), MPFR_RNDN);
            mpfr_sub(d[k], d[k], part, MPFR_RNDN);
        }
    }
    mpfr_clear(part);
}

/* erf' = 2/sqrt(pi) exp(-x^2) */
static void d_erf(mpfr_t d[ORDERS + 1], double x) {
    mpfr_t scale;
    mpfr_init2(scale, BITS);
    mpfr_const_pi(scale, MPFR_RNDN);
    mpfr_rec_sqrt(scale, scale, MPFR_RNDN);
    mpfr_mul_ui(scale, scale, 2, MPFR_RNDN);
    d_gauss(d, x);
    for (int k = ORDERS; k >= 1; k--)
        mpfr_mul(d[k], d[k - 1], scale, MPFR_RNDN);
    mpfr_clear(scale);
}

/* The n-th derivative of a product: the sum of binomial(n, k) u_k v_(n-k). */
static void leibniz(mpfr_t out, mpfr_t u[ORDERS + 1], mpfr_t v[ORDERS + 1], int n) {
    mpfr_t part, binomial;
    mpfr_inits2(BITS, part, binomial, (mpfr_ptr)0);
    mpfr_set_zero(out, 1);
    mpfr_set_ui(binomial, 1, MPFR_RNDN);
    for (int k = 0; k <= n; k++) {
        mpfr_mul(part, u[k], v[n - k], MPFR_RNDN);
        mpfr_mul(part, part, binomial, MPFR_RNDN);
        mpfr_add(out, out, part, MPFR_RNDN);
        mpfr_mul_si(binomial, binomial, n - k, MPFR_RNDN);
        mpfr_div_si(binomial, binomial, k + 1, MPFR_RNDN);
    }
    mpfr_clears(part, binomial, (mpfr_ptr)0);
}

/* exp(sin(x)) from f' = f cos */
static void d_exp_sin(mpfr_t d[ORDERS + 1], double x) {
    mpfr_t cosine[ORDERS + 1];
    closed_begin(cosine);
    d_sin(cosine, x);
    mpfr_exp(d[0], cosine[0], MPFR_RNDN);
    d_cos(cosine, x);
    for (int n = 0; n < ORDERS; n++)
        leibniz(d[n + 1], d, cosine, n);
    closed_clear(cosine);
}

/* ---- numbers -------------------------------------------------------------------------------- */

/* Andre's numbers 1 1 1 2 5 16 61 272 ..., whose exponential generating function is sec + tan,
 * by the triangle of Seidel, Entringer and Arnold. */
static void zigzag(mpfr_t number[ORDERS + 1]) {
    mpfr_t row[ORDERS + 2];
    for (int i = 0; i <= ORDERS + 1; i++) {
        mpfr_init2(row[i], BITS);
        mpfr_set_zero(row[i], 1);
    }
    mpfr_set_ui(row[0], 1, MPFR_RNDN);
    mpfr_set_ui(number[0], 1, MPFR_RNDN);
    for (int n = 1; n <= ORDERS; n++) { /* sums from the other end, a zero before them */
        for (int i = 0; i < n - 1 - i; i++)
            mpfr_swap(row[i], row[n - 1 - i]);
        for (int i = n; i >= 1; i--)
            mpfr_swap(row[i], row[i - 1]);
        mpfr_set_zero(row[0], 1);
        for (int i = 1; i <= n; i++)
            mpfr_add(row[i], row[i], row[i - 1], MPFR_RNDN);
        mpfr_set(number[n], row[n], MPFR_RNDN);
    }
    for (int i = 0; i <= ORDERS + 1; i++)
        mpfr_clear(row[i]);
}

/* Those numbers of odd (1) or even (0) place, with signs or all positive. */
static void alternate(mpfr_t d[ORDERS + 1], int parity, bool signs) {
    zigzag(d);
    for (int k = 0; k <= ORDERS; k++)
        if (k % 2 != parity)
            mpfr_set_zero(d[k], 1);
        else if (signs && k / 2 % 2)
            mpfr_neg(d[k], d[k], MPFR_RNDN);
}

static void d_tan(mpfr_t d[ORDERS + 1], double x) {
    (void)x;
    alternate(d, 1, false);
}

static void d_sec(mpfr_t d[ORDERS + 1], double x) {
    (void)x;
    alternate(d, 0, false);
}

static void d_tanh(mpfr_t d[ORDERS + 1], double x) {
    (void)x;
    alternate(d, 1, true);
}

/* 1/cosh: Euler's numbers */
static void d_sech(mpfr_t d[ORDERS + 1], double x) {
    (void)x;
    alternate(d, 0, true);
}

/* sigmoid at 0: (2^(k+1) - 1) B_(k+1)/(k + 1), with Bernoulli's numbers from
 * Riemann's zeta function */
static void d_sigmoid(mpfr_t d[ORDERS + 1], double x) {
    (void)x;
    mpfr_t pi, part;
    mpfr_inits2(BITS, pi, part, (mpfr_ptr)0);
    mpfr_const_pi(pi, MPFR_RNDN);
    mpfr_mul_ui(pi, pi, 2, MPFR_RNDN);
    for (unsigned n = 2; n <= ORDERS + 1; n += 2) {
        mpfr_fac_ui(d[n - 1], n, MPFR_RNDN);
        mpfr_zeta_ui(part, n, MPFR_RNDN);
        mpfr_mul(d[n - 1], d[n - 1], part, MPFR_RNDN);
        mpfr_pow_ui(part, pi, n, MPFR_RNDN);
        mpfr_div(d[n - 1], d[n - 1], part, MPFR_RNDN);
        mpfr_mul_si(d[n - 1], d[n - 1], n % 4 == 2 ? 2 : -2, MPFR_RNDN);
        mpfr_set_ui_2exp(part, 1, n, MPFR_RNDN);
        mpfr_sub_ui(part, part, 1, MPFR_RNDN);
        mpfr_mul(d[n - 1], d[n - 1], part, MPFR_RNDN);
        mpfr_div_ui(d[n - 1], d[n - 1], n, MPFR_RNDN);
    }
    mpfr_clears(pi, part, (mpfr_ptr)0);
}

/* digamma at 1: (-1)^(k+1) k! zeta(k + 1) */
static void d_digamma(mpfr_t d[ORDERS + 1], double x) {
    (void)x;
    mpfr_t zeta;
    mpfr_init2(zeta, BITS);
    mpfr_const_euler(d[0], MPFR_RNDN);
    mpfr_neg(d[0], d[0], MPFR_RNDN);
    for (unsigned k = 1; k <= ORDERS; k++) {
        mpfr_fac_ui(d[k], k, MPFR_RNDN);
        mpfr_zeta_ui(zeta, k + 1, MPFR_RNDN);
        mpfr_mul(d[k], d[k], zeta, MPFR_RNDN);
        if (k % 2 == 0)
            mpfr_neg(d[k], d[k], MPFR_RNDN);
    }
    mpfr_clear(zeta);
}

static void d_lgamma(mpfr_t d[ORDERS + 1], double x) {
    d_digamma(d, x);
    for (int k = ORDERS; k >= 1; k--)
        mpfr_swap(d[k], d[k - 1]);
}

/* gamma at 1 from gamma' = gamma digamma */
static void d_gamma(mpfr_t d[ORDERS + 1], double x) {
    mpfr_t digamma[ORDERS + 1];
    closed_begin(digamma);
    d_digamma(digamma, x);
    mpfr_set_ui(d[0], 1, MPFR_RNDN);
    for (int n = 0; n < ORDERS; n++)
        leibniz(d[n + 1], d, digamma, n);
    closed_clear(digamma);
}

/* lambertw at 0: (-k)^(k-1) */
static void d_lambertw(mpfr_t d[ORDERS + 1], double x) {
    (void)x;
    for (int k = 1; k <= ORDERS; k++) {
        mpfr_set_si(d[k], -k, MPFR_RNDN);
        mpfr_pow_si(d[k], d[k], k - 1, MPFR_RNDN);
    }
}

/* sin(x)/x at 0: (-1)^(k/2)/(k + 1) for even k */
static void d_sinc(mpfr_t d[ORDERS + 1], double x) {
    (void)x;
    for (int k = 0; k <= ORDERS; k += 2) {
        mpfr_set_si(d[k], k % 4 ? -1 : 1, MPFR_RNDN);
        mpfr_div_si(d[k], d[k], k + 1, MPFR_RNDN);
    }
}

/* sinc(x^2) at 0: (-1)^j (4j)!/(2j + 1)! for k = 4j */
static void d_sinc_of_square(mpfr_t d[ORDERS + 1], double x) {
    (void)x;
    mpfr_t part;
    mpfr_init2(part, BITS);
    for (unsigned k = 0; k <= ORDERS; k += 4) {
        mpfr_fac_ui(d[k], k, MPFR_RNDN);
        mpfr_fac_ui(part, k / 2 + 1, MPFR_RNDN);
        mpfr_div(d[k], d[k], part, MPFR_RNDN);
        if (k % 8)
            mpfr_neg(d[k], d[k], MPFR_RNDN);
    }
    mpfr_clear(part);
}

/* asin at 0: (1 3 5 ... (k - 2))^2 for odd k */
static void d_asin(mpfr_t d[ORDERS + 1], double x) {
    (void)x;
    mpfr_set_ui(d[1], 1, MPFR_RNDN);
    for (int k = 3; k <= ORDERS; k += 2)
        mpfr_mul_si(d[k], d[k - 2], (k - 2) * (k - 2), MPFR_RNDN);
}

/* x (x + 1) ... (x + 19) at 0: k! times Stirling's numbers of the first kind */
static void d_product(mpfr_t d[ORDERS + 1], double x) {
    (void)x;
    mpfr_t part;
    mpfr_init2(part, BITS);
    mpfr_set_ui(d[0], 1, MPFR_RNDN);
    for (int i = 0; i < 20; i++)
        for (int k = i + 1; k >= 0; k--) {
            mpfr_mul_si(d[k], d[k], i, MPFR_RNDN);
            if (k > 0)
                mpfr_add(d[k], d[k], d[k - 1], MPFR_RNDN);
        }
    for (unsigned k = 0; k <= ORDERS; k++) {
        mpfr_fac_ui(part, k, MPFR_RNDN);
        mpfr_mul(d[k], d[k], part, MPFR_RNDN);
    }
    mpfr_clear(part);
}

/* sin(x) + sin(2x) + ... + sin(30x) */
static void d_sum(mpfr_t d[ORDERS + 1], double x) {
    mpfr_t sine, cosine, part;
    mpfr_inits2(BITS, sine, cosine, part, (mpfr_ptr)0);
    for (int i = 1; i <= 30; i++) {
        mpfr_set_d(part, x, MPFR_RNDN);
        mpfr_mul_si(part, part, i, MPFR_RNDN);
        mpfr_sin_cos(sine, cosine, part, MPFR_RNDN);
        mpfr_set_ui(part, 1, MPFR_RNDN);
        for (int k = 0; k <= ORDERS; k++) {
            mpfr_fma(d[k], part, k % 2 ? cosine : sine, d[k], MPFR_RNDN);
            mpfr_mul_si(part, part, k % 2 ? -i : i, MPFR_RNDN);
        }
    }
    mpfr_clears(sine, cosine, part, (mpfr_ptr)0);
}

/* ---- Bessel functions ------------------------------------------------------------------------ */

/* From f and f': x^2 f'' + x f' + (x^2 - n^2) f = 0, differentiated k times. */
static void bessel(mpfr_t d[ORDERS + 1], double x, int n) {
    mpfr_t part;
    mpfr_init2(part, BITS);
    for (int k = 0; k + 2 <= ORDERS; k++) {
        const double factors[4] = {(2.0 * k + 1.0) * x, k * k + x * x - n * n, 2.0 * k * x,
                                   k * (k - 1.0)};
        for (int i = 0; i < 4 && k + 1 - i >= 0; i++) {
            mpfr_mul_d(part, d[k + 1 - i], factors[i], MPFR_RNDN);
            mpfr_sub(d[k + 2], d[k + 2], part, MPFR_RNDN);
        }
        mpfr_div_d(d[k + 2], d[k + 2], x * x, MPFR_RNDN);
    }
    mpfr_clear(part);
}

/* f' = f_(n-1) - n/x f */
static void bessel_slope(mpfr_t d[ORDERS + 1], double x, int n) {
    mpfr_t part;
    mpfr_init2(part, BITS);
    mpfr_mul_si(part, d[0], n, MPFR_RNDN);
    mpfr_div_d(part, part, x, MPFR_RNDN);
    mpfr_sub(d[1], d[1], part, MPFR_RNDN);
    mpfr_clear(part);
    bessel(d, x, n);
}

static void d_besselj(mpfr_t d[ORDERS + 1], double x) {
    mpfr_set_d(d[1], x, MPFR_RNDN);
    mpfr_jn(d[0], 3, d[1], MPFR_RNDN);
    mpfr_jn(d[1], 2, d[1], MPFR_RNDN);
    bessel_slope(d, x, 3);
}

static void d_bessely(mpfr_t d[ORDERS + 1], double x) {
    mpfr_set_d(d[1], x, MPFR_RNDN);
    mpfr_yn(d[0], 2, d[1], MPFR_RNDN);
    mpfr_yn(d[1], 1, d[1], MPFR_RNDN);
    bessel_slope(d, x, 2);
}

/* ---- all ------------------------------------------------------------------------------------- */

const ClosedForm closed_forms[] = {
    {"sin(x)", 0.7, d_sin},
    {"sin(x)", -3.0, d_sin},
    {"sin(x)", 1e5, d_sin},
    {"cos(x)", 2.0, d_cos},
    {"exp(x)", -2.5, d_exp},
    {"exp(x)", 20.0, d_exp},
    {"expm1(x)", 0.25, d_exp},
    {"2^x", 1.5, d_exp2},
    {"exp2(x)", -3.0, d_exp2},
    {"sqrt(x)", 2.5, d_sqrt},
    {"sqrt(x)", 0.0009765625, d_sqrt},
    {"x^0.5", 3.0, d_sqrt},
    {"cbrt(x)", 2.0, d_cbrt},
    {"cbrt(x)", -8.0, d_cbrt},
    {"x^2.5", 0.5, d_power},
    {"x^20", 1.5, d_power_20},
    {"x^20", -1.5, d_power_20},
    {"1/(1-x)", 0.0, d_geometric},
    {"1/(1-x)", 0.5, d_geometric},
    {"(1-x)^-1", -1.0, d_geometric},
    {"log(x)", 2.5, d_log},
    {"log(x)", 1e-3, d_log},
    {"log1p(x-1)", 3.0, d_log},
    {"atan(x)", 0.5, d_atan},
    {"atan(x)", -3.0, d_atan},
    {"atan2(x, 1)", 0.25, d_atan},
    {"exp(-x^2)", 0.75, d_gauss},
    {"gauss(x)", -2.0, d_gauss},
    {"erf(x)", 0.5, d_erf},
    {"1-erfc(x)", 3.0, d_erf},
    {"exp(sin(x))", 0.75, d_exp_sin},
    {"tan(x)", 0.0, d_tan},
    {"sec(x)", 0.0, d_sec},
    {"1/cos(x)", 0.0, d_sec},
    {"tanh(x)", 0.0, d_tanh},
    {"1/cosh(x)", 0.0, d_sech},
    {"sigmoid(x)", 0.0, d_sigmoid},
    {"1/(1+exp(-x))", 0.0, d_sigmoid},
    {"digamma(x)", 1.0, d_digamma},
    {"lgamma(x)", 1.0, d_lgamma},
    {"gamma(x)", 1.0, d_gamma},
    {"lambertw(x)", 0.0, d_lambertw},
    {"sinc(x)", 0.0, d_sinc},
    {"sinc(x^2)", 0.0, d_sinc_of_square},
    {"asin(x)", 0.0, d_asin},
    {"prod(i in 0..19, x+i)", 0.0, d_product},
    {"sum(i in 1..30, sin(i*x))", 0.5, d_sum},
    {"besselj(3, x)", 2.5, d_besselj},
    {"besselj(3, x)", 30.0, d_besselj},
    {"bessely(2, x)", 1.25, d_bessely},
    /* The largest of many. */
    {"max(exp(x), x, -x, -1, -2, -3, -4, -5, -6, -7, -8, -9, -x^2, -11, -12, -13, -14, -15)", 1.0,
     d_exp},
    {"min(sin(x), x, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, x^2 + 7)", 2.0, d_sin},
    /* At kinks that are elsewhere. */
    {"abs(sin(x))", 1.0, d_sin},
    {"relu(exp(x)) + floor(x)", 1.5, d_exp},
    {"if x > 0 then exp(x) else -x", 0.5, d_exp},
};
const int closed_form_count = sizeof closed_forms / sizeof closed_forms[0];

/* Special functions and the activation functions of machine learning. See rows.h.
 *
 * What FLINT has no series for is composed: polygamma from the series of digamma; Bessel functions
 * of whole order from C'(z) = (C_{n-1}(z) - C_{n+1}(z))/2 and its like, applied k times (NIST
 * Digital Library of Mathematical Functions, 10.6.7 and 10.29.5); log|gamma| left of 0 from Euler's
 * reflection formula. */
#include "referee/rows.h"

ROW_IS(erf, arb_hypgeom_erf_series(&a->result, X, a->length, a->bits))
ROW_IS(erfc, arb_hypgeom_erfc_series(&a->result, X, a->length, a->bits))

/* ---- gamma and its kin ---- */

static bool refuse_pole(Application *a, const arb_t x) {
    if (arb_is_int(x) && arb_is_nonpositive(x))
        row_undefined(a, SAID_POLE_AT_WHOLE);
    else if (arb_contains_int(x) && !arb_is_positive(x))
        row_undecided(a);
    else
        return false;
    return true;
}

void row_gamma(Application *a) {
    if (!refuse_pole(a, X0))
        arb_poly_gamma_series(&a->result, X, a->length, a->bits);
}

/* log|gamma(u)|; left of 0 it is log(pi/|sin(pi u)|) - log gamma(1 - u). */
void row_lgamma(Application *a) {
    if (refuse_pole(a, X0))
        return;
    if (sign_of(X0) == POSITIVE) {
        arb_poly_lgamma_series(&a->result, X, a->length, a->bits);
        return;
    }
    arb_t pi;
    arb_poly_t sine, mirrored;
    arb_init(pi);
    arb_poly_init(sine);
    arb_poly_init(mirrored);
    arb_const_pi(pi, a->bits);
    arb_poly_sin_pi_series(sine, X, a->length, a->bits);
    if (sign_of(constant_term(sine)) == NEGATIVE)
        arb_poly_neg(sine, sine);
    arb_poly_neg(mirrored, X);
    arb_poly_add_si(mirrored, mirrored, 1, a->bits);
    arb_poly_lgamma_series(&a->result, mirrored, a->length, a->bits);
    arb_poly_set_arb(mirrored, pi);
    arb_poly_div_series(sine, mirrored, sine, a->length, a->bits);
    arb_poly_log_series(sine, sine, a->length, a->bits); /* of nothing known, where sine may be 0 */
    arb_poly_sub(&a->result, sine, &a->result, a->bits);
    arb_clear(pi);
    arb_poly_clear(sine);
    arb_poly_clear(mirrored);
}

void row_digamma(Application *a) {
    if (!refuse_pole(a, X0))
        arb_poly_digamma_series(&a->result, X, a->length, a->bits);
}

/* f(u) from the expansion of f around u0. */
static void compose(arb_poly_t out, const arb_poly_t expansion, const arb_poly_t u, slong length,
                    slong bits) {
    arb_poly_t inner;
    arb_poly_init(inner);
    without_constant_term(inner, u);
    arb_poly_compose_series(out, expansion, inner, length, bits);
    arb_poly_clear(inner);
}

/* The n-th derivative of a function that FLINT expands, at u. */
static void derivative_at(arb_poly_t out,
                          void (*series)(arb_poly_t, const arb_poly_t, slong, slong),
                          const Application *a, const arb_poly_t u) {
    arb_poly_t expansion;
    arb_poly_init(expansion);
    arb_poly_set_arb(expansion, constant_term(u));
    arb_poly_set_coeff_si(expansion, 1, 1);
    series(expansion, expansion, a->n + a->length, a->bits);
    for (slong i = 0; i < a->n; i++)
        arb_poly_derivative(expansion, expansion, a->bits);
    compose(out, expansion, u, a->length, a->bits);
    arb_poly_clear(expansion);
}

static bool refuse_order(Application *a) {
    if (a->n < 0)
        row_undefined(a, SAID_ORDER_NEGATIVE);
    return a->n < 0;
}

void row_polygamma(Application *a) {
    if (!refuse_order(a) && !refuse_pole(a, X0))
        derivative_at(&a->result, arb_poly_digamma_series, a, X);
}

/* polygamma(n, x + y) - polygamma(n, x) */
void row_polygamma_rise(Application *a) {
    arb_poly_t sum, below;
    arb_poly_init(sum);
    arb_poly_init(below);
    arb_poly_add_series(sum, X, Y, a->length, a->bits);
    if (!refuse_order(a) && !refuse_pole(a, X0) && !refuse_pole(a, constant_term(sum))) {
        derivative_at(&a->result, arb_poly_digamma_series, a, sum);
        derivative_at(below, arb_poly_digamma_series, a, X);
        arb_poly_sub(&a->result, &a->result, below, a->bits);
    }
    arb_poly_clear(sum);
    arb_poly_clear(below);
}

/* gamma(u) gamma(v) / gamma(u + v); by logarithms where both are positive, as gammas grow fast. */
void row_beta(Application *a) {
    if (refuse_pole(a, X0) || refuse_pole(a, Y0))
        return;
    arb_poly_t sum, other;
    arb_poly_init(sum);
    arb_poly_init(other);
    arb_poly_add_series(sum, X, Y, a->length, a->bits);
    if (sign_of(X0) == POSITIVE && sign_of(Y0) == POSITIVE) {
        arb_poly_lgamma_series(&a->result, X, a->length, a->bits);
        arb_poly_lgamma_series(other, Y, a->length, a->bits);
        arb_poly_add(&a->result, &a->result, other, a->bits);
        arb_poly_lgamma_series(other, sum, a->length, a->bits);
        arb_poly_sub(&a->result, &a->result, other, a->bits);
        arb_poly_exp_series(&a->result, &a->result, a->length, a->bits);
    } else {
        arb_poly_gamma_series(&a->result, X, a->length, a->bits);
        arb_poly_gamma_series(other, Y, a->length, a->bits);
        arb_poly_mullow(&a->result, &a->result, other, a->length, a->bits);
        arb_poly_rgamma_series(other, sum, a->length, a->bits);
        arb_poly_mullow(&a->result, &a->result, other, a->length, a->bits);
    }
    arb_poly_clear(sum);
    arb_poly_clear(other);
}

/* ---- Bessel functions of whole order ---- */

typedef void BesselFunction(arb_t out, const arb_t order, const arb_t z, slong bits);

/* In  2^k C_n^(k) = sum over i of sign^i binomial(k, i) C_{n-k+2i}  times  outer^k. */
typedef struct Bessel {
    BesselFunction *function;
    int inner, outer;   /* the two signs */
    bool alternating;   /* C_{-n} = (-1)^n C_n; else C_{-n} = C_n */
    bool right_of_zero; /* real for z > 0 only */
} Bessel;

static void bessel_at(arb_t out, const Bessel *kind, slong n, const arb_t z, slong bits) {
    arb_t order;
    arb_init(order);
    arb_set_si(order, n < 0 ? -n : n);
    kind->function(out, order, z, bits);
    if (n < 0 && kind->alternating && n % 2 != 0)
        arb_neg(out, out);
    arb_clear(order);
}

static void bessel(Application *a, const Bessel *kind) {
    if (kind->right_of_zero &&
        row_refuses(a, sign_of(X0), SAID_ARGUMENT_NOT_POSITIVE, SAID_ARGUMENT_NOT_POSITIVE))
        return;
    arb_t sum, choose, scale;
    arb_poly_t expansion;
    arb_init(sum);
    arb_init(choose);
    arb_init(scale);
    arb_poly_init(expansion);
    slong reach = a->length - 1;
    arb_ptr around = _arb_vec_init(2 * reach + 1); /* of the orders n - reach to n + reach */
    for (slong i = 0; i <= 2 * reach; i++)
        bessel_at(around + i, kind, a->n - reach + i, X0, a->bits);
    arb_one(scale); /* (outer/2)^k / k! */
    for (slong k = 0; k <= reach; k++) {
        arb_zero(sum);
        for (slong i = 0; i <= k; i++) {
            arb_bin_uiui(choose, (ulong)k, (ulong)i, a->bits);
            if (i % 2 != 0)
                arb_mul_si(choose, choose, kind->inner, a->bits);
            arb_addmul(sum, around + reach - k + 2 * i, choose, a->bits);
        }
        arb_mul(sum, sum, scale, a->bits);
        arb_poly_set_coeff_arb(expansion, k, sum);
        arb_mul_si(scale, scale, kind->outer, a->bits);
        arb_div_si(scale, scale, 2 * (k + 1), a->bits);
    }
    compose(&a->result, expansion, X, a->length, a->bits);
    _arb_vec_clear(around, 2 * reach + 1);
    arb_clear(sum);
    arb_clear(choose);
    arb_clear(scale);
    arb_poly_clear(expansion);
}

ROW_IS(besselj, bessel(a, &(Bessel){arb_hypgeom_bessel_j, -1, 1, true, false}))
ROW_IS(bessely, bessel(a, &(Bessel){arb_hypgeom_bessel_y, -1, 1, true, true}))
ROW_IS(besseli, bessel(a, &(Bessel){arb_hypgeom_bessel_i, 1, 1, false, false}))
ROW_IS(besselk, bessel(a, &(Bessel){arb_hypgeom_bessel_k, 1, -1, false, true}))

/* ---- others ---- */

void row_lambertw(Application *a) {
    arb_t above;
    arb_init(above);
    arb_const_e(above, a->bits);
    arb_mul(above, above, X0, a->bits);
    arb_add_ui(above, above, 1, a->bits);
    Sign sign = sign_of(above);
    if (sign == NEGATIVE)
        row_undefined(a, SAID_ARGUMENT_BELOW_BRANCH);
    else if (sign != POSITIVE)
        row_undecided(a);
    else
        arb_poly_lambertw_series(&a->result, X, 0, a->length, a->bits);
    arb_clear(above);
}

/* FLINT's own series at u divides by u, which it cannot where u is t^2. */
ROW_IS(sinc, derivative_at(&a->result, arb_poly_sinc_series, a, X))

void row_dsinc(Application *a) {
    if (!refuse_order(a))
        derivative_at(&a->result, arb_poly_sinc_series, a, X);
}

/* exp(-|u|), and whether u is negative. */
static bool exp_of_minus_size(arb_poly_t out, const Application *a) {
    bool negative = sign_of(X0) == NEGATIVE;
    if (negative)
        arb_poly_set(out, X);
    else
        arb_poly_neg(out, X);
    arb_poly_exp_series(out, out, a->length, a->bits);
    return negative;
}

/* 1/(1 + w) with w = exp(-u), or w/(1 + w) with w = exp(u) */
void row_sigmoid(Application *a) {
    arb_poly_t w, below;
    arb_poly_init(w);
    arb_poly_init(below);
    bool negative = exp_of_minus_size(w, a);
    arb_poly_add_si(below, w, 1, a->bits);
    if (!negative)
        arb_poly_one(w);
    arb_poly_div_series(&a->result, w, below, a->length, a->bits);
    arb_poly_clear(w);
    arb_poly_clear(below);
}

/* log(1 + exp(u)) */
void row_softplus(Application *a) {
    arb_poly_t w;
    arb_poly_init(w);
    bool negative = exp_of_minus_size(w, a);
    arb_poly_log1p_series(&a->result, w, a->length, a->bits);
    if (!negative)
        arb_poly_add_series(&a->result, &a->result, X, a->length, a->bits);
    arb_poly_clear(w);
}

void row_silu(Application *a) {
    row_sigmoid(a);
    arb_poly_mullow(&a->result, &a->result, X, a->length, a->bits);
}

/* exp(-u^2) */
void row_gauss(Application *a) {
    arb_poly_mullow(&a->result, X, X, a->length, a->bits);
    arb_poly_neg(&a->result, &a->result);
    arb_poly_exp_series(&a->result, &a->result, a->length, a->bits);
}

/* exp(-u^2/2)/sqrt(2 pi) */
void row_normpdf(Application *a) {
    arb_t root;
    arb_init(root);
    arb_const_pi(root, a->bits);
    arb_mul_2exp_si(root, root, 1);
    arb_sqrt(root, root, a->bits);
    arb_poly_mullow(&a->result, X, X, a->length, a->bits);
    arb_poly_scalar_mul_2exp_si(&a->result, &a->result, -1);
    arb_poly_neg(&a->result, &a->result);
    arb_poly_exp_series(&a->result, &a->result, a->length, a->bits);
    arb_poly_scalar_div(&a->result, &a->result, root, a->bits);
    arb_clear(root);
}

/* erfc(-u/sqrt(2))/2 */
void row_normcdf(Application *a) {
    arb_t root;
    arb_init(root);
    arb_sqrt_ui(root, 2, a->bits);
    arb_poly_scalar_div(&a->result, X, root, a->bits);
    arb_poly_neg(&a->result, &a->result);
    arb_hypgeom_erfc_series(&a->result, &a->result, a->length, a->bits);
    arb_poly_scalar_mul_2exp_si(&a->result, &a->result, -1);
    arb_clear(root);
}

void row_gelu(Application *a) {
    row_normcdf(a);
    arb_poly_mullow(&a->result, &a->result, X, a->length, a->bits);
}

/* log(u) - log(1 - u) */
void row_logit(Application *a) {
    Sign low = sign_of(X0), high = sign_of_difference(X0, 1.0, a->bits);
    if (low == ZERO || high == ZERO) {
        row_undefined(a, SAID_POLE_AT_0_AND_1);
    } else if (low == NEGATIVE || high == POSITIVE) {
        row_undefined(a, SAID_ARGUMENT_NOT_IN_UNIT);
    } else if (low == UNKNOWN || high == UNKNOWN) {
        row_undecided(a);
    } else {
        arb_poly_t other;
        arb_poly_init(other);
        arb_poly_neg(other, X);
        arb_poly_log1p_series(other, other, a->length, a->bits);
        arb_poly_log_series(&a->result, X, a->length, a->bits);
        arb_poly_sub(&a->result, &a->result, other, a->bits);
        if (sign_of_difference(X0, 0.5, a->bits) == ZERO)
            arb_poly_set_coeff_si(&a->result, 0, 0);
        arb_poly_clear(other);
    }
}

/* x log(y), and 0 where x is 0. */
void row_xlogy(Application *a) {
    Sign sign = sign_of(Y0);
    if (sign == POSITIVE) {
        arb_poly_log_series(&a->result, Y, a->length, a->bits);
        arb_poly_mullow(&a->result, &a->result, X, a->length, a->bits);
        a->linear = !a->moving[1];
        a->degree[0] = 1;
    } else if (sign == UNKNOWN || sign_of(X0) == UNKNOWN) {
        row_undecided(a);
    } else if (sign_of(X0) != ZERO || sign == NEGATIVE) {
        row_undefined(a, sign == ZERO ? SAID_LOG_OF_0 : SAID_LOG_OF_NEGATIVE);
    } else if (a->moving[0]) {
        row_no_slope(a, X0, SAID_SLOPE_BY_X_INFINITE);
    } else {
        row_flat_number(a, 0);
        a->note = SAID_SLOPE_BY_Y_0;
    }
}

/* Arithmetic, powers, exponentials, logarithms and roots. See rows.h. */
#include "referee/rows.h"

#include <math.h>

/* ---- arithmetic ---- */

void row_neg(Application *a) {
    arb_poly_neg(&a->result, X);
    a->linear = true;
}

void row_add(Application *a) {
    arb_poly_add_series(&a->result, X, Y, a->length, a->bits);
    a->linear = true;
}

void row_sub(Application *a) {
    arb_poly_sub_series(&a->result, X, Y, a->length, a->bits);
    a->linear = true;
}

void row_mul(Application *a) {
    arb_poly_mullow(&a->result, X, Y, a->length, a->bits);
    a->linear = !a->moving[0] || !a->moving[1];
    a->degree[0] = a->degree[1] = 1;
}

void row_div(Application *a) {
    Sign sign = sign_of(Y0);
    if (sign == ZERO)
        row_undefined(a, SAID_DIVISOR_0);
    else if (sign == UNKNOWN)
        row_undecided(a);
    else
        arb_poly_div_series(&a->result, X, Y, a->length, a->bits);
    a->linear = !a->moving[1];
    a->degree[0] = 1;
}

/* ---- powers ---- */

/* Up to here powers are multiplied, which needs nothing of the base. */
enum { MULTIPLIED_POWER = 1 << 16 };

/* u^p for a whole constant p, an exact ball. */
static void whole_power(Application *a, const arb_poly_t u, const arb_t p) {
    Sign sign = sign_of(constant_term(u));
    bool negative_power = arb_is_negative(p);
    if (arb_is_zero(p)) {
        row_flat_number(a, 1);
    } else if (sign == ZERO && negative_power) {
        row_undefined(a, SAID_ZERO_TO_NEGATIVE);
    } else if (arf_cmpabs_ui(arb_midref(p), MULTIPLIED_POWER) <= 0) {
        slong n = arf_get_si(arb_midref(p), ARF_RND_DOWN);
        if (!negative_power) {
            arb_poly_pow_ui_trunc_binexp(&a->result, u, (ulong)n, a->length, a->bits);
            a->degree[0] = n;
        } else if (sign == UNKNOWN) {
            row_undecided(a);
        } else {
            arb_poly_t base;
            arb_poly_init(base);
            arb_poly_inv_series(base, u, a->length, a->bits);
            arb_poly_pow_ui_trunc_binexp(&a->result, base, (ulong)-n, a->length, a->bits);
            arb_poly_clear(base);
        }
    } else if (sign == ZERO && a->length <= MULTIPLIED_POWER) {
        arb_poly_zero(&a->result); /* and its first derivatives too */
    } else if (sign == POSITIVE) {
        arb_poly_pow_arb_series(&a->result, u, p, a->length, a->bits);
    } else if (sign == NEGATIVE) {
        arb_t half;
        arb_init(half);
        arb_mul_2exp_si(half, p, -1);
        arb_poly_neg(&a->result, u);
        arb_poly_pow_arb_series(&a->result, &a->result, p, a->length, a->bits);
        if (!arb_is_int(half))
            arb_poly_neg(&a->result, &a->result);
        arb_clear(half);
    } else {
        row_undecided(a);
    }
}

void row_powi(Application *a) {
    arb_t power;
    arb_init(power);
    arb_set_si(power, a->n);
    whole_power(a, X, power);
    arb_clear(power);
}

/* 0^y: derivatives are their limits from the right. Those of an order below y are 0;
 * of order y only those by x alone are not; above y some are infinite. */
static void power_of_zero(Application *a) {
    arb_t value;
    arb_init(value);
    Sign power = sign_of(Y0);
    if (power == NEGATIVE) {
        row_undefined(a, SAID_ZERO_TO_NEGATIVE);
    } else if (power == UNKNOWN) {
        row_undecided(a);
    } else if (power == ZERO) {
        arb_one(value);
        row_no_slope(a, value, SAID_ZERO_TO_0);
    } else if (!a->moving[0]) {
        row_flat(a, value);
    } else {
        slong order = 1;
        while (order < a->length && sign_of_difference(Y0, (double)order, a->bits) == POSITIVE)
            order++;
        Sign more = sign_of_difference(Y0, (double)order, a->bits);
        if (more == UNKNOWN) {
            row_undecided_from(a, order);
        } else if (more == ZERO) {
            arb_poly_pow_ui_trunc_binexp(&a->result, X, (ulong)order, a->length, a->bits);
            row_ends(a, order + 1, SAID_HIGHER_INFINITE_AT_0);
        } else {
            row_ends(a, order, order == 1 ? SAID_SLOPE_INFINITE_AT_X_0 : SAID_HIGHER_INFINITE_AT_0);
        }
    }
    arb_clear(value);
}

void row_pow(Application *a) {
    Sign sign = sign_of(X0);
    bool whole = arb_is_int(Y0);
    if (whole && !a->moving[1]) {
        whole_power(a, X, Y0);
    } else if (sign == ZERO) {
        power_of_zero(a);
    } else if (sign == POSITIVE) {
        arb_t value;
        arb_init(value);
        arb_pow(value, X0, Y0, a->bits);
        if (a->moving[1])
            arb_poly_pow_series(&a->result, X, Y, a->length, a->bits);
        else
            arb_poly_pow_arb_series(&a->result, X, Y0, a->length, a->bits);
        set_constant_term(&a->result, value);
        arb_clear(value);
    } else if (sign == NEGATIVE && whole) {
        arb_t value;
        arb_init(value);
        whole_power(a, X, Y0);
        arb_set(value, constant_term(&a->result));
        a->idle[0] = a->idle[1] = false;
        a->degree[0] = 0;
        row_no_slope(a, value, SAID_NEGATIVE_BASE);
        arb_clear(value);
    } else if (sign == NEGATIVE && !arb_contains_int(Y0)) {
        row_undefined(a, SAID_NEGATIVE_TO_FRACTION);
    } else {
        row_undecided(a);
    }
}

/* ---- exponentials and logarithms ---- */

ROW_IS(exp, arb_poly_exp_series(&a->result, X, a->length, a->bits))

/* Whether x is a whole number of some 16 bits, into *n. */
static bool is_small_integer(const arb_t x, slong *n) {
    if (!arb_is_int(x) || arf_cmpabs_ui(arb_midref(x), 1 << 16) > 0)
        return false;
    *n = arf_get_si(arb_midref(x), ARF_RND_DOWN);
    return true;
}

void row_exp2(Application *a) {
    arb_t exact;
    slong n;
    arb_init(exact);
    arb_const_log2(exact, a->bits);
    arb_poly_scalar_mul(&a->result, X, exact, a->bits);
    arb_poly_exp_series(&a->result, &a->result, a->length, a->bits);
    if (is_small_integer(X0, &n)) {
        arb_one(exact);
        arb_mul_2exp_si(exact, exact, n);
        set_constant_term(&a->result, exact);
    }
    arb_clear(exact);
}

void row_expm1(Application *a) {
    arb_t value;
    arb_init(value);
    arb_expm1(value, X0, a->bits);
    arb_poly_exp_series(&a->result, X, a->length, a->bits);
    set_constant_term(&a->result, value);
    arb_clear(value);
}

/* log(u) over log(base), or log(u) for 0. Whole logarithms are exact. */
static void logarithm(Application *a, ulong base) {
    if (row_refuses(a, sign_of(X0), SAID_ARGUMENT_0, SAID_ARGUMENT_NEGATIVE))
        return;
    arb_poly_log_series(&a->result, X, a->length, a->bits);
    if (!base)
        return;
    arb_t scale, value;
    arb_init(scale);
    arb_init(value);
    arb_log_ui(scale, base, a->bits);
    arb_poly_scalar_div(&a->result, &a->result, scale, a->bits);
    double near = arf_get_d(arb_midref(constant_term(&a->result)), ARF_RND_NEAR);
    if (arb_is_exact(X0) && near > -1100.0 && near < 1100.0) {
        slong n = lround(near);
        arb_set_ui(scale, base);
        arb_pow_ui(value, scale, (ulong)(n < 0 ? -n : n), ARF_PREC_EXACT);
        if (n < 0)
            arb_mul(value, value, X0, ARF_PREC_EXACT); /* is 1 if X0 is the inverse */
        if (n < 0 ? arb_is_one(value) : arb_equal(value, X0)) {
            arb_set_si(value, n);
            set_constant_term(&a->result, value);
        }
    }
    arb_clear(scale);
    arb_clear(value);
}

ROW_IS(log, logarithm(a, 0))
ROW_IS(log2, logarithm(a, 2))
ROW_IS(log10, logarithm(a, 10))

void row_log1p(Application *a) {
    Sign above = sign_of_difference(X0, -1.0, a->bits);
    if (!row_refuses(a, above, SAID_ARGUMENT_MINUS_1, SAID_ARGUMENT_BELOW_MINUS_1))
        arb_poly_log1p_series(&a->result, X, a->length, a->bits);
}

/* ---- roots ---- */

void row_sqrt(Application *a) {
    Sign sign = sign_of(X0);
    if (sign == ZERO)
        row_no_slope(a, X0, SAID_SLOPE_INFINITE_AT_0);
    else if (!row_refuses(a, sign, SAID_NOTHING, SAID_ARGUMENT_NEGATIVE))
        arb_poly_sqrt_series(&a->result, X, a->length, a->bits);
}

/* The root of a positive series; exact where the root is. */
static void positive_cube_root(arb_poly_t root, const arb_poly_t u, slong length, slong bits) {
    arb_t third, value, cube;
    arb_init(third);
    arb_init(value);
    arb_init(cube);
    arb_root_ui(value, constant_term(u), 3, bits);
    /* Is there a whole number, or one of few bits, whose cube it is? */
    arf_set_round(arb_midref(third), arb_midref(value), 40, ARF_RND_NEAR);
    arb_pow_ui(cube, third, 3, ARF_PREC_EXACT);
    if (arb_is_exact(constant_term(u)) && arb_equal(cube, constant_term(u)))
        arb_set(value, third);
    arb_one(third);
    arb_div_ui(third, third, 3, bits);
    arb_poly_pow_arb_series(root, u, third, length, bits);
    set_constant_term(root, value);
    arb_clear(third);
    arb_clear(value);
    arb_clear(cube);
}

void row_cbrt(Application *a) {
    Sign sign = sign_of(X0);
    if (sign == ZERO) {
        row_no_slope(a, X0, SAID_SLOPE_INFINITE_AT_0);
    } else if (sign == UNKNOWN) {
        row_undecided(a);
    } else if (sign == POSITIVE) {
        positive_cube_root(&a->result, X, a->length, a->bits);
    } else {
        arb_poly_neg(&a->result, X);
        positive_cube_root(&a->result, &a->result, a->length, a->bits);
        arb_poly_neg(&a->result, &a->result);
    }
}

void row_hypot(Application *a) {
    if (arb_is_zero(X0) && arb_is_zero(Y0)) {
        row_kink(a, SAID_KINK_AT_ORIGIN);
        return;
    }
    arb_t value;
    arb_poly_t square;
    arb_init(value);
    arb_poly_init(square);
    arb_hypot(value, X0, Y0, a->bits);
    arb_poly_mullow(square, X, X, a->length, a->bits);
    arb_poly_mullow(&a->result, Y, Y, a->length, a->bits);
    arb_poly_add(square, square, &a->result, a->bits);
    if (sign_of(constant_term(square)) == POSITIVE) {
        arb_poly_sqrt_series(&a->result, square, a->length, a->bits);
        set_constant_term(&a->result, value);
    } else {
        row_no_slope(a, value, SAID_NOTHING);
    }
    arb_clear(value);
    arb_poly_clear(square);
}

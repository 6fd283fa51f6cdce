/* What has kinks and jumps: decided by the ball where it keeps away from them, by the conventions
 * of the language exactly there, and undecided else. See rows.h. */
#include "referee/rows.h"

/* What is flat but for a jump: by the sign of what decides. */
static void by_sign(Application *a, Sign sign, slong below, slong equal, slong above) {
    arb_t value, high;
    arb_init(value);
    arb_init(high);
    arb_set_si(value, sign == NEGATIVE ? below : sign == ZERO ? equal : above);
    if (sign == ZERO) {
        row_no_slope(a, value, SAID_OPERATION_JUMPS);
    } else if (sign != UNKNOWN) {
        row_flat(a, value);
    } else { /* one of them, more is not known */
        arb_set_si(value, FLINT_MIN(FLINT_MIN(below, equal), above));
        arb_set_si(high, FLINT_MAX(FLINT_MAX(below, equal), above));
        arb_union(value, value, high, a->bits);
        row_no_slope(a, value, SAID_NOTHING);
    }
    arb_clear(value);
    arb_clear(high);
}

/* ---- comparisons, and the sign ---- */

/* The sign of X - Y. */
static Sign order(const Application *a) {
    arb_t difference;
    arb_init(difference);
    arb_sub(difference, X0, Y0, a->bits);
    Sign sign = sign_of(difference);
    arb_clear(difference);
    return sign;
}

ROW_IS(lt, by_sign(a, order(a), 1, 0, 0))
ROW_IS(le, by_sign(a, order(a), 1, 1, 0))
ROW_IS(gt, by_sign(a, order(a), 0, 0, 1))
ROW_IS(ge, by_sign(a, order(a), 0, 1, 1))
ROW_IS(eq, by_sign(a, order(a), 0, 1, 0))
ROW_IS(ne, by_sign(a, order(a), 1, 0, 1))
ROW_IS(not, by_sign(a, sign_of(X0), 0, 1, 0))
ROW_IS(sign, by_sign(a, sign_of(X0), -1, 0, 1))
ROW_IS(step, by_sign(a, sign_of(X0), 0, 1, 1))

/* ---- whole numbers ---- */

/* floor(x): flat between whole numbers, undecided where the ball holds one, a jump just there. */
static void floor_of(Application *a, const arb_t x) {
    arb_t value;
    arb_init(value);
    arb_floor(value, x, a->bits);
    if (!arb_contains_int(x))
        row_flat(a, value);
    else
        row_no_slope(a, value, arb_is_exact(x) ? SAID_OPERATION_JUMPS : SAID_NOTHING);
    arb_clear(value);
}

/* -floor(-x) */
static void ceil_of(Application *a, const arb_t x) {
    arb_t opposite;
    arb_init(opposite);
    arb_neg(opposite, x);
    floor_of(a, opposite);
    arb_poly_neg(&a->result, &a->result);
    arb_clear(opposite);
}

ROW_IS(floor, floor_of(a, X0))
ROW_IS(ceil, ceil_of(a, X0))

/* Towards 0 of x moved by `shift` away from it: trunc with 0, round with 1/2. */
static void towards_zero(Application *a, double shift) {
    arb_t moved, half;
    arb_init(moved);
    arb_init(half);
    arb_set_d(half, shift);
    arb_abs(moved, X0);
    if (sign_of_difference(moved, 1.0 - shift, a->bits) == NEGATIVE) {
        row_flat_number(a, 0);
    } else if (sign_of(X0) == POSITIVE) {
        arb_add(moved, X0, half, a->bits);
        floor_of(a, moved);
    } else if (sign_of(X0) == NEGATIVE) {
        arb_sub(moved, X0, half, a->bits);
        ceil_of(a, moved);
    } else {
        row_undecided(a);
    }
    arb_clear(moved);
    arb_clear(half);
}

ROW_IS(trunc, towards_zero(a, 0.0))
ROW_IS(round, towards_zero(a, 0.5))

/* u - q v for a whole q. */
static void remainder_with(Application *a, const arb_poly_t u, const arb_poly_t v, const arb_t q) {
    arb_poly_t part;
    arb_poly_init(part);
    arb_poly_scalar_mul(part, v, q, a->bits);
    arb_poly_sub_series(&a->result, u, part, a->length, a->bits);
    arb_poly_clear(part);
}

static void remainder_of(Application *a, const arb_poly_t u, const arb_poly_t v) {
    arb_t quotient, floor;
    arb_init(quotient);
    arb_init(floor);
    arb_div(quotient, constant_term(u), constant_term(v), a->bits);
    if (arb_is_finite(quotient))
        arb_floor(floor, quotient, a->bits);
    if (!arb_is_finite(quotient)) {
        row_undecided(a);
    } else if (!arb_contains_int(quotient)) {
        remainder_with(a, u, v, floor);
        a->linear = true;
    } else if (arb_is_exact(quotient)) {
        arb_zero(quotient);
        row_no_slope(a, quotient, SAID_OPERATION_JUMPS);
    } else {
        row_undecided(a);
    }
    arb_clear(quotient);
    arb_clear(floor);
}

/* x - y floor(x/y) */
void row_mod(Application *a) {
    Sign sign = sign_of(Y0);
    if (sign == ZERO)
        row_undefined(a, SAID_DIVISOR_0);
    else if (sign == UNKNOWN)
        row_undecided(a);
    else
        remainder_of(a, X, Y);
}

void row_frac(Application *a) {
    arb_poly_t one;
    arb_poly_init(one);
    arb_poly_one(one);
    remainder_of(a, X, one);
    arb_poly_clear(one);
}

/* ---- pieces ---- */

/* One of two series, it is not known which: the ball around both, term by term.
 * There may be a kink, so that nothing is known of higher derivatives. */
static void either(Application *a, const arb_poly_t u, const arb_poly_t v) {
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    for (slong i = 0; i < a->length; i++) {
        arb_poly_get_coeff_arb(x, u, i);
        arb_poly_get_coeff_arb(y, v, i);
        arb_union(x, x, y, a->bits);
        arb_poly_set_coeff_arb(&a->result, i, x);
    }
    row_undecided_from(a, 2);
    arb_clear(x);
    arb_clear(y);
}

void row_abs(Application *a) {
    arb_t value;
    arb_poly_t opposite;
    switch (sign_of(X0)) {
    case NEGATIVE:
        arb_poly_neg(&a->result, X);
        a->linear = true;
        break;
    case ZERO:
        row_kink(a, SAID_KINK_AT_0);
        break;
    case POSITIVE:
        row_copy(a, 0);
        break;
    case UNKNOWN:
        arb_poly_init(opposite);
        arb_poly_neg(opposite, X);
        either(a, X, opposite);
        arb_poly_clear(opposite);
        arb_init(value);
        arb_abs(value, X0);
        set_constant_term(&a->result, value);
        arb_clear(value);
        break;
    }
}

/* X where it is the larger (sign 1) or the smaller one (-1), else Y. */
static void larger(Application *a, Sign if_x) {
    Sign sign = order(a);
    if (sign == ZERO) {
        arb_poly_add_series(&a->result, X, Y, a->length, a->bits);
        arb_poly_scalar_mul_2exp_si(&a->result, &a->result, -1);
        row_kink(a, SAID_TIE_OF_TWO);
    } else if (sign == UNKNOWN) {
        either(a, X, Y);
    } else {
        row_copy(a, sign == if_x ? 0 : 1);
    }
}

ROW_IS(max, larger(a, POSITIVE))
ROW_IS(min, larger(a, NEGATIVE))

void row_relu(Application *a) {
    arb_poly_t nothing;
    switch (sign_of(X0)) {
    case NEGATIVE:
        row_flat_number(a, 0);
        break;
    case ZERO:
        row_kink(a, SAID_KINK_AT_0_LEFT_0);
        break;
    case POSITIVE:
        row_copy(a, 0);
        break;
    case UNKNOWN:
        arb_poly_init(nothing);
        either(a, X, nothing);
        arb_poly_clear(nothing);
        break;
    }
}

/* `left` times Y below 0, X above. */
static void two_sided(Application *a, const arb_poly_t left) {
    Sign sign = sign_of(X0);
    if (sign == POSITIVE) {
        row_copy(a, 0);
        return;
    }
    arb_poly_mullow(&a->result, left, Y, a->length, a->bits);
    if (sign == UNKNOWN) {
        either(a, X, &a->result);
    } else if (sign == NEGATIVE) {
        a->linear = !a->moving[0];
        a->degree[1] = 1;
    } else if (a->moving[0]) {
        row_kink(a, arb_is_one(Y0) ? SAID_NOTHING : SAID_KINK_AT_0_LEFT);
    }
}

void row_leaky_relu(Application *a) {
    if (arb_is_one(Y0) && !a->moving[1])
        row_copy(a, 0);
    else if (sign_of(X0) == NEGATIVE)
        row_mul(a);
    else
        two_sided(a, X);
}

/* y (exp(x) - 1) below 0, x above. */
void row_elu(Application *a) {
    arb_poly_t left;
    arb_poly_init(left);
    if (sign_of(X0) != POSITIVE) {
        row_expm1(a);
        arb_poly_swap(left, &a->result);
    }
    two_sided(a, left);
    arb_poly_clear(left);
}

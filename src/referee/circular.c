/* Trigonometric and hyperbolic functions and their inverses. See rows.h.
 *
 * What FLINT has no series for is integrated from its derivative: asinh' = 1/sqrt(1 + x^2),
 * acosh' = 1/sqrt((x - 1)(x + 1)), atanh' = 1/((1 - x)(1 + x)), and the angle of (x, y), whose
 * derivative is (x y' - y x')/(x^2 + y^2). */
#include "referee/rows.h"

ROW_IS(sin, arb_poly_sin_series(&a->result, X, a->length, a->bits))
ROW_IS(cos, arb_poly_cos_series(&a->result, X, a->length, a->bits))
ROW_IS(tan, arb_poly_tan_series(&a->result, X, a->length, a->bits))

void row_sec(Application *a) {
    arb_poly_cos_series(&a->result, X, a->length, a->bits);
    if (sign_of(constant_term(&a->result)) == UNKNOWN)
        row_undecided(a);
    else
        arb_poly_inv_series(&a->result, &a->result, a->length, a->bits);
}

/* cosine over sine, or 1 over sine */
static void over_sine(Application *a, bool cosine) {
    if (arb_is_zero(X0)) {
        row_undefined(a, SAID_POLE_AT_0);
        return;
    }
    arb_poly_t sine;
    arb_poly_init(sine);
    arb_poly_sin_cos_series(sine, &a->result, X, a->length, a->bits);
    if (!cosine)
        arb_poly_one(&a->result);
    if (sign_of(constant_term(sine)) == UNKNOWN)
        row_undecided(a);
    else
        arb_poly_div_series(&a->result, &a->result, sine, a->length, a->bits);
    arb_poly_clear(sine);
}

ROW_IS(csc, over_sine(a, false))
ROW_IS(cot, over_sine(a, true))

/* (1 - u)(1 + u) */
static void one_minus_square(arb_poly_t out, const arb_poly_t u, slong length, slong bits) {
    arb_poly_t other;
    arb_poly_init(other);
    arb_poly_add_si(other, u, 1, bits);
    arb_poly_neg(out, u);
    arb_poly_add_si(out, out, 1, bits);
    arb_poly_mullow(out, out, other, length, bits);
    arb_poly_clear(other);
}

/* Where u is in [-1, 1]: POSITIVE inside, ZERO at an end, NEGATIVE outside. */
static Sign inside_one(const arb_t u, slong bits) {
    arb_t size;
    arb_init(size);
    arb_abs(size, u);
    Sign beyond = sign_of_difference(size, 1.0, bits);
    arb_clear(size);
    return beyond == POSITIVE ? NEGATIVE : beyond == NEGATIVE ? POSITIVE : beyond;
}

static void arc(Application *a, void (*series)(arb_poly_t, const arb_poly_t, slong, slong),
                void (*value)(arb_t, const arb_t, slong)) {
    Sign inside = inside_one(X0, a->bits);
    if (inside == ZERO) {
        arb_t end;
        arb_init(end);
        value(end, X0, a->bits);
        row_no_slope(a, end, SAID_SLOPE_INFINITE_AT_END);
        arb_clear(end);
    } else if (!row_refuses(a, inside, SAID_NOTHING, SAID_ARGUMENT_NOT_IN_CLOSED_1)) {
        series(&a->result, X, a->length, a->bits);
    }
}

ROW_IS(asin, arc(a, arb_poly_asin_series, arb_asin))
ROW_IS(acos, arc(a, arb_poly_acos_series, arb_acos))
ROW_IS(atan, arb_poly_atan_series(&a->result, X, a->length, a->bits))

/* The angle of the point (Y, X). */
void row_atan2(Application *a) {
    if (arb_is_zero(X0) && arb_is_zero(Y0)) {
        row_undefined(a, SAID_NO_ANGLE);
        return;
    }
    arb_t value;
    arb_poly_t square, slope, other;
    arb_init(value);
    arb_poly_init(square);
    arb_poly_init(slope);
    arb_poly_init(other);
    arb_atan2(value, X0, Y0, a->bits);
    arb_poly_mullow(square, X, X, a->length, a->bits);
    arb_poly_mullow(other, Y, Y, a->length, a->bits);
    arb_poly_add(square, square, other, a->bits);
    Sign across = sign_of(X0);
    if (across == ZERO && a->moving[0] && sign_of(Y0) == NEGATIVE) {
        row_no_slope(a, value, SAID_ANGLE_JUMPS);
    } else if (sign_of(constant_term(square)) == UNKNOWN ||
               (across == UNKNOWN && sign_of(Y0) != POSITIVE)) {
        row_no_slope(a, value, SAID_NOTHING);
    } else {
        arb_poly_derivative(slope, X, a->bits);
        arb_poly_mullow(slope, slope, Y, a->length, a->bits);
        arb_poly_derivative(other, Y, a->bits);
        arb_poly_mullow(other, other, X, a->length, a->bits);
        arb_poly_sub(slope, slope, other, a->bits);
        arb_poly_div_series(slope, slope, square, a->length, a->bits);
        arb_poly_integral(&a->result, slope, a->bits);
        arb_poly_truncate(&a->result, a->length);
        set_constant_term(&a->result, value);
    }
    arb_clear(value);
    arb_poly_clear(square);
    arb_poly_clear(slope);
    arb_poly_clear(other);
}

ROW_IS(sinh, arb_poly_sinh_series(&a->result, X, a->length, a->bits))
ROW_IS(cosh, arb_poly_cosh_series(&a->result, X, a->length, a->bits))

/* 1 - 2 w/(1 + w) with w = exp(-2 |u|), which is small; tanh is odd. */
void row_tanh(Application *a) {
    arb_t value;
    arb_poly_t w;
    bool negative = sign_of(X0) == NEGATIVE;
    arb_init(value);
    arb_poly_init(w);
    arb_tanh(value, X0, a->bits);
    arb_poly_scalar_mul_2exp_si(w, X, 1);
    if (!negative)
        arb_poly_neg(w, w);
    arb_poly_exp_series(w, w, a->length, a->bits);
    arb_poly_add_si(&a->result, w, 1, a->bits);
    arb_poly_div_series(w, w, &a->result, a->length, a->bits);
    arb_poly_scalar_mul_2exp_si(w, w, 1);
    if (!negative)
        arb_poly_neg(w, w);
    set_constant_term(w, value);
    arb_poly_swap(&a->result, w);
    arb_clear(value);
    arb_poly_clear(w);
}

/* h(X) from h and the series of h'(X): integrates X' h'(X). */
static void integrate(Application *a, const arb_poly_t slope,
                      void (*function)(arb_t, const arb_t, slong)) {
    arb_t value;
    arb_poly_t grown;
    arb_init(value);
    arb_poly_init(grown);
    function(value, X0, a->bits);
    if (a->length > 1) {
        arb_poly_derivative(grown, X, a->bits);
        arb_poly_mullow(grown, grown, slope, a->length - 1, a->bits);
        arb_poly_integral(grown, grown, a->bits);
    }
    set_constant_term(grown, value);
    arb_poly_swap(&a->result, grown);
    arb_clear(value);
    arb_poly_clear(grown);
}

void row_asinh(Application *a) {
    arb_poly_t slope;
    arb_poly_init(slope);
    arb_poly_mullow(slope, X, X, a->length, a->bits);
    arb_poly_add_si(slope, slope, 1, a->bits);
    arb_poly_rsqrt_series(slope, slope, a->length, a->bits);
    integrate(a, slope, arb_asinh);
    arb_poly_clear(slope);
}

void row_acosh(Application *a) {
    Sign above = sign_of_difference(X0, 1.0, a->bits);
    if (above == ZERO) {
        arb_t value;
        arb_init(value);
        row_no_slope(a, value, SAID_SLOPE_INFINITE_AT_1);
        arb_clear(value);
    } else if (!row_refuses(a, above, SAID_NOTHING, SAID_ARGUMENT_BELOW_1)) {
        arb_poly_t slope, other;
        arb_poly_init(slope);
        arb_poly_init(other);
        arb_poly_add_si(slope, X, -1, a->bits);
        arb_poly_add_si(other, X, 1, a->bits);
        arb_poly_mullow(slope, slope, other, a->length, a->bits);
        arb_poly_rsqrt_series(slope, slope, a->length, a->bits);
        integrate(a, slope, arb_acosh);
        arb_poly_clear(slope);
        arb_poly_clear(other);
    }
}

void row_atanh(Application *a) {
    Sign inside = inside_one(X0, a->bits);
    if (row_refuses(a, inside, SAID_POLE_AT_1_AND_MINUS_1, SAID_ARGUMENT_NOT_IN_OPEN_1))
        return;
    arb_poly_t slope;
    arb_poly_init(slope);
    one_minus_square(slope, X, a->length, a->bits);
    arb_poly_inv_series(slope, slope, a->length, a->bits);
    integrate(a, slope, arb_atanh);
    arb_poly_clear(slope);
}

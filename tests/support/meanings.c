/* The meanings: see meanings.h. Nothing of ops.def is used here.
 *
 * Most rows are functions of MPFR, the others are written from their definitions, with as many bits
 * more as cancellation takes. The longer ones are in special-meanings.c. */
#include "support/meanings.h"

#include <stdbool.h>

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
void begin_wider(mpfr_t wider, mpfr_srcptr out, long more) {
    mpfr_init2(wider, mpfr_get_prec(out) + (more < 64 ? 64 : more));
}

long exponent_of(mpfr_srcptr x) {
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

#define ROW(id, function, ...)                                                                     \
    { .op = OP_##id, .meaning = mean_##function, __VA_ARGS__ }
const MeaningRow meanings[] = {
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

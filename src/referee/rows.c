/* The referee's own table of operations, and what all rows share. See rows.h. */
#include "referee/rows.h"

#include <stdlib.h>
#include <string.h>

static const RefereeRow rows[] = {
    /* Arithmetic. */
    {"NEG", 1, false, row_neg},
    {"ADD", 2, false, row_add},
    {"SUB", 2, false, row_sub},
    {"MUL", 2, false, row_mul},
    {"DIV", 2, false, row_div},
    {"MOD", 2, false, row_mod},
    {"POW", 2, false, row_pow},
    {"POWI", 1, true, row_powi},
    {"SUM", -1, false, NULL},
    {"PROD", -1, false, NULL},
    /* Conditions. */
    {"NOT", 1, false, row_not},
    {"LT", 2, false, row_lt},
    {"LE", 2, false, row_le},
    {"GT", 2, false, row_gt},
    {"GE", 2, false, row_ge},
    {"EQ", 2, false, row_eq},
    {"NE", 2, false, row_ne},
    /* Exponentials, logarithms, roots. */
    {"EXP", 1, false, row_exp},
    {"EXP2", 1, false, row_exp2},
    {"EXPM1", 1, false, row_expm1},
    {"LOG", 1, false, row_log},
    {"LOG2", 1, false, row_log2},
    {"LOG10", 1, false, row_log10},
    {"LOG1P", 1, false, row_log1p},
    {"SQRT", 1, false, row_sqrt},
    {"CBRT", 1, false, row_cbrt},
    {"HYPOT", 2, false, row_hypot},
    /* Trigonometric functions and their inverses. */
    {"SIN", 1, false, row_sin},
    {"COS", 1, false, row_cos},
    {"TAN", 1, false, row_tan},
    {"SEC", 1, false, row_sec},
    {"CSC", 1, false, row_csc},
    {"COT", 1, false, row_cot},
    {"ASIN", 1, false, row_asin},
    {"ACOS", 1, false, row_acos},
    {"ATAN", 1, false, row_atan},
    {"ATAN2", 2, false, row_atan2},
    /* Hyperbolic functions and their inverses. */
    {"SINH", 1, false, row_sinh},
    {"COSH", 1, false, row_cosh},
    {"TANH", 1, false, row_tanh},
    {"ASINH", 1, false, row_asinh},
    {"ACOSH", 1, false, row_acosh},
    {"ATANH", 1, false, row_atanh},
    /* Special functions. */
    {"ERF", 1, false, row_erf},
    {"ERFC", 1, false, row_erfc},
    {"GAUSS", 1, false, row_gauss},
    {"NORMPDF", 1, false, row_normpdf},
    {"NORMCDF", 1, false, row_normcdf},
    {"GAMMA", 1, false, row_gamma},
    {"LGAMMA", 1, false, row_lgamma},
    {"DIGAMMA", 1, false, row_digamma},
    {"POLYGAMMA", 1, true, row_polygamma},
    {"POLYGAMMA_RISE", 2, true, row_polygamma_rise},
    {"BETA", 2, false, row_beta},
    {"BESSELJ", 1, true, row_besselj},
    {"BESSELY", 1, true, row_bessely},
    {"BESSELI", 1, true, row_besseli},
    {"BESSELK", 1, true, row_besselk},
    {"LAMBERTW", 1, false, row_lambertw},
    {"SINC", 1, false, row_sinc},
    {"DSINC", 1, true, row_dsinc},
    {"SIGMOID", 1, false, row_sigmoid},
    {"SOFTPLUS", 1, false, row_softplus},
    {"GELU", 1, false, row_gelu},
    {"SILU", 1, false, row_silu},
    {"LOGIT", 1, false, row_logit},
    {"XLOGY", 2, false, row_xlogy},
    /* Kinks and jumps. */
    {"ABS", 1, false, row_abs},
    {"SIGN", 1, false, row_sign},
    {"STEP", 1, false, row_step},
    {"FLOOR", 1, false, row_floor},
    {"CEIL", 1, false, row_ceil},
    {"ROUND", 1, false, row_round},
    {"TRUNC", 1, false, row_trunc},
    {"FRAC", 1, false, row_frac},
    {"MAX", 2, false, row_max},
    {"MIN", 2, false, row_min},
    {"MAXIMUM", -1, false, NULL},
    {"MINIMUM", -1, false, NULL},
    {"RELU", 1, false, row_relu},
    {"LEAKY_RELU", 2, false, row_leaky_relu},
    {"ELU", 2, false, row_elu},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static int compare_rows(const void *a, const void *b) {
    return strcmp((*(const RefereeRow *const *)a)->id, (*(const RefereeRow *const *)b)->id);
}

static int compare_id(const void *id, const void *row) {
    return strcmp(id, (*(const RefereeRow *const *)row)->id);
}

const RefereeRow *row_find(const char *id) {
    static const RefereeRow *sorted[ROWS];
    if (!sorted[0]) {
        for (int i = 0; i < ROWS; i++)
            sorted[i] = &rows[i];
        qsort(sorted, ROWS, sizeof *sorted, compare_rows);
    }
    const RefereeRow *const *found = bsearch(id, sorted, ROWS, sizeof *sorted, compare_id);
    return found ? *found : NULL;
}

void row_begin(Application *a) {
    a->undefined = a->missing = a->note = NULL;
    a->exists = a->length;
    a->kink = a->linear = false;
    for (int i = 0; i < ROW_MAX_ARGUMENTS; i++) {
        a->idle[i] = false;
        a->degree[i] = 0;
    }
    arb_poly_zero(&a->result);
}

/* ---- what rows share ---- */

Sign sign_of(const arb_t x) {
    if (arb_is_zero(x))
        return ZERO;
    if (arb_is_positive(x))
        return POSITIVE;
    return arb_is_negative(x) ? NEGATIVE : UNKNOWN;
}

Sign sign_of_difference(const arb_t x, double y, slong bits) {
    arb_t difference;
    arb_init(difference);
    arb_set_d(difference, y);
    arb_sub(difference, x, difference, bits);
    Sign sign = sign_of(difference);
    arb_clear(difference);
    return sign;
}

arb_srcptr constant_term(const arb_poly_t p) {
    static const arb_struct zero; /* all bits 0 is the ball 0 */
    return arb_poly_length(p) > 0 ? arb_poly_get_coeff_ptr(p, 0) : &zero;
}

void set_constant_term(arb_poly_t p, const arb_t value) {
    arb_poly_set_coeff_arb(p, 0, value);
}

void without_constant_term(arb_poly_t p, const arb_poly_t u) {
    arb_poly_set(p, u);
    arb_poly_set_coeff_si(p, 0, 0);
}

void row_undefined(Application *a, const char *why) {
    a->undefined = why;
}

void row_ends(Application *a, slong terms, const char *why) {
    arb_poly_truncate(&a->result, terms);
    if (terms < a->length) {
        a->exists = terms;
        a->missing = why;
    }
}

void row_undecided_from(Application *a, slong terms) {
    arb_t unknown;
    arb_init(unknown);
    arb_indeterminate(unknown);
    for (slong i = terms; i < a->length; i++)
        arb_poly_set_coeff_arb(&a->result, i, unknown);
    arb_clear(unknown);
}

void row_undecided(Application *a) {
    row_undecided_from(a, 0);
}

void row_no_slope(Application *a, const arb_t value, const char *why) {
    arb_poly_set_arb(&a->result, value);
    if (why)
        row_ends(a, 1, why);
    else
        row_undecided_from(a, 1);
}

void row_kink(Application *a, const char *note) {
    a->note = note;
    row_ends(a, 2, "a kink has no second derivative");
    a->kink = a->missing;
}

void row_copy(Application *a, int argument) {
    arb_poly_set_trunc(&a->result, &a->argument[argument], a->length);
    for (int i = 0; i < ROW_MAX_ARGUMENTS; i++)
        a->idle[i] = i != argument;
    a->linear = true;
}

void row_flat(Application *a, const arb_t value) {
    arb_poly_set_arb(&a->result, value);
    for (int i = 0; i < ROW_MAX_ARGUMENTS; i++)
        a->idle[i] = true;
}

void row_flat_number(Application *a, slong value) {
    arb_t number;
    arb_init(number);
    arb_set_si(number, value);
    row_flat(a, number);
    arb_clear(number);
}

void row_integrate(Application *a, const arb_poly_t u, const arb_poly_t slope, const arb_t value) {
    arb_poly_t grown;
    arb_poly_init(grown);
    if (a->length > 1) {
        arb_poly_derivative(grown, u, a->bits);
        arb_poly_mullow(grown, grown, slope, a->length - 1, a->bits);
        arb_poly_integral(grown, grown, a->bits);
    }
    set_constant_term(grown, value);
    arb_poly_swap(&a->result, grown);
    arb_poly_clear(grown);
}

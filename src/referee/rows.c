/* The referee's own table of operations, and what all rows share. See rows.h. */
#include "referee/rows.h"

#include "referee/walk.h"

#include <stdlib.h>
#include <string.h>

static const RefereeRow rows[] = {
    /* Arithmetic. */
    {"NEG", 1, false, row_neg, along_neg},
    {"ADD", 2, false, row_add, along_add},
    {"SUB", 2, false, row_sub, along_sub},
    {"MUL", 2, false, row_mul, along_mul},
    {"DIV", 2, false, row_div, along_div},
    {"MOD", 2, false, row_mod, along_mod},
    {"POW", 2, false, row_pow, along_pow},
    {"POWI", 1, true, row_powi, along_powi},
    {"SUM", -1, false, NULL, along_sum},
    {"PROD", -1, false, NULL, along_prod},
    /* Conditions, and choices by them: the first argument. */
    {"SELECT", 3, false, NULL, along_select},
    {"WHERE", 3, false, NULL, along_select},
    {"NOT", 1, false, row_not, along_not},
    {"LT", 2, false, row_lt, along_lt},
    {"LE", 2, false, row_le, along_le},
    {"GT", 2, false, row_gt, along_gt},
    {"GE", 2, false, row_ge, along_ge},
    {"EQ", 2, false, row_eq, along_eq},
    {"NE", 2, false, row_ne, along_ne},
    /* Exponentials, logarithms, roots. */
    {"EXP", 1, false, row_exp, along_growing},
    {"EXP2", 1, false, row_exp2, along_growing},
    {"EXPM1", 1, false, row_expm1, along_growing},
    {"LOG", 1, false, row_log, along_log},
    {"LOG2", 1, false, row_log2, along_log},
    {"LOG10", 1, false, row_log10, along_log},
    {"LOG1P", 1, false, row_log1p, along_log1p},
    {"SQRT", 1, false, row_sqrt, along_sqrt},
    {"CBRT", 1, false, row_cbrt, along_cbrt},
    {"HYPOT", 2, false, row_hypot, along_hypot},
    /* Trigonometric functions and their inverses. */
    {"SIN", 1, false, row_sin, along_growing},
    {"COS", 1, false, row_cos, along_growing},
    {"TAN", 1, false, row_tan, NULL},
    {"SEC", 1, false, row_sec, NULL},
    {"CSC", 1, false, row_csc, along_csc},
    {"COT", 1, false, row_cot, along_cot},
    {"ASIN", 1, false, row_asin, along_asin},
    {"ACOS", 1, false, row_acos, along_acos},
    {"ATAN", 1, false, row_atan, along_atan},
    {"ATAN2", 2, false, row_atan2, along_atan2},
    /* Hyperbolic functions and their inverses. */
    {"SINH", 1, false, row_sinh, NULL},
    {"COSH", 1, false, row_cosh, NULL},
    {"TANH", 1, false, row_tanh, along_growing},
    {"ASINH", 1, false, row_asinh, along_asinh},
    {"ACOSH", 1, false, row_acosh, along_acosh},
    {"ATANH", 1, false, row_atanh, along_atanh},
    /* Special functions. */
    {"ERF", 1, false, row_erf, along_growing},
    {"ERFC", 1, false, row_erfc, along_growing},
    {"GAUSS", 1, false, row_gauss, along_growing},
    {"NORMPDF", 1, false, row_normpdf, along_growing},
    {"NORMCDF", 1, false, row_normcdf, along_growing},
    {"GAMMA", 1, false, row_gamma, along_gamma},
    {"LGAMMA", 1, false, row_lgamma, along_lgamma},
    {"DIGAMMA", 1, false, row_digamma, along_polygamma},
    {"POLYGAMMA", 1, true, row_polygamma, along_polygamma},
    {"POLYGAMMA_RISE", 2, true, row_polygamma_rise, along_polygamma_rise},
    {"BETA", 2, false, row_beta, along_beta},
    {"BESSELJ", 1, true, row_besselj, along_growing},
    {"BESSELY", 1, true, row_bessely, along_bessel},
    {"BESSELI", 1, true, row_besseli, NULL},
    {"BESSELK", 1, true, row_besselk, along_bessel},
    {"LAMBERTW", 1, false, row_lambertw, along_lambertw},
    {"SINC", 1, false, row_sinc, along_growing},
    {"DSINC", 1, true, row_dsinc, along_growing},
    {"SIGMOID", 1, false, row_sigmoid, along_growing},
    {"SOFTPLUS", 1, false, row_softplus, along_growing},
    {"GELU", 1, false, row_gelu, along_growing},
    {"SILU", 1, false, row_silu, along_growing},
    {"LOGIT", 1, false, row_logit, along_logit},
    {"XLOGY", 2, false, row_xlogy, along_xlogy},
    /* Kinks and jumps. */
    {"ABS", 1, false, row_abs, along_abs},
    {"SIGN", 1, false, row_sign, along_sign},
    {"STEP", 1, false, row_step, along_step},
    {"FLOOR", 1, false, row_floor, along_floor},
    {"CEIL", 1, false, row_ceil, along_ceil},
    {"ROUND", 1, false, row_round, along_round},
    {"TRUNC", 1, false, row_trunc, along_trunc},
    {"FRAC", 1, false, row_frac, along_frac},
    {"MAX", 2, false, row_max, along_max},
    {"MIN", 2, false, row_min, along_min},
    {"MAXIMUM", -1, false, NULL, along_max},
    {"MINIMUM", -1, false, NULL, along_min},
    {"RELU", 1, false, row_relu, along_relu},
    {"LEAKY_RELU", 2, false, row_leaky_relu, along_leaky_relu},
    {"ELU", 2, false, row_elu, along_elu},
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

bool row_compares(const RefereeRow *row, int *otherwise) {
    static const char *const comparisons[] = {"LT", "LE", "GT", "GE", "EQ", "NE"};
    *otherwise = strcmp(row->id, "NE") == 0;
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
        if (strcmp(row->id, comparisons[i]) == 0)
            return true;
    return false;
}

bool row_is_choice(const RefereeRow *row) {
    return row->along == along_select;
}

void row_begin(Application *a) {
    a->undefined = a->missing = a->note = SAID_NOTHING;
    a->exists = a->length;
    a->kink = a->linear = false;
    for (int i = 0; i < ROW_MAX_ARGUMENTS; i++) {
        a->idle[i] = false;
        a->degree[i] = 0;
    }
    arb_poly_zero(&a->result);
}

slong row_finite_terms(const arb_poly_t series, slong length) {
    for (slong i = 0; i < length && i < arb_poly_length(series); i++)
        if (!arb_is_finite(arb_poly_get_coeff_ptr(series, i)))
            return i;
    return length;
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

void row_undefined(Application *a, MessageCode why) {
    a->undefined = why;
}

void row_ends(Application *a, slong terms, MessageCode why) {
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

bool row_refuses(Application *a, Sign sign, MessageCode zero, MessageCode negative) {
    if (sign == UNKNOWN)
        row_undecided(a);
    else if (sign != POSITIVE)
        row_undefined(a, sign == ZERO ? zero : negative);
    return sign != POSITIVE;
}

void row_no_slope(Application *a, const arb_t value, MessageCode why) {
    arb_poly_set_arb(&a->result, value);
    if (why)
        row_ends(a, 1, why);
    else
        row_undecided_from(a, 1);
}

void row_kink(Application *a, MessageCode note) {
    a->note = note;
    row_ends(a, 2, SAID_KINK_WITHOUT_SECOND);
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

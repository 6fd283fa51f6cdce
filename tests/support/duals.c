/* For tests: dual numbers of MPFR. See duals.h.
 *
 * A value's error is what its operands' errors make of it, and half a unit of its own, or two for
 * functions that are not correctly rounded. A partial of an operation is off by its rounding and by
 * what its operands' errors move it, which the second partials tell; each path is off by as much
 * for every operation on it. */
#include "support/duals.h"

#include <float.h>
#include <math.h>

/* Of an operation with one or two operands, at them. */
typedef struct Partials {
    mpfr_t first[2];
    double second[2][2];
    double units; /* of the value's own rounding, in DBL_EPSILON */
} Partials;

void dual_begin(Dual *dual) {
    mpfr_init2(dual->value, DUAL_BITS);
    for (int i = 0; i < DUAL_PARTIALS; i++)
        mpfr_init2(dual->partials[i], DUAL_BITS);
}

void dual_free(Dual *dual) {
    mpfr_clear(dual->value);
    for (int i = 0; i < DUAL_PARTIALS; i++)
        mpfr_clear(dual->partials[i]);
}

double dual_value(const Dual *dual) {
    return mpfr_get_d(dual->value, MPFR_RNDN);
}

double dual_partial(const Dual *dual, int variable) {
    return mpfr_get_d(dual->partials[variable], MPFR_RNDN);
}

double dual_difference(const Dual *x, const Dual *y, double partials[DUAL_PARTIALS]) {
    mpfr_t difference;
    mpfr_init2(difference, DUAL_BITS);
    for (int i = 0; i < DUAL_PARTIALS; i++) {
        mpfr_sub(difference, x->partials[i], y->partials[i], MPFR_RNDN);
        partials[i] = mpfr_get_d(difference, MPFR_RNDN);
    }
    mpfr_sub(difference, x->value, y->value, MPFR_RNDN);
    double value = mpfr_get_d(difference, MPFR_RNDN);
    mpfr_clear(difference);
    return value;
}

void dual_set(Dual *out, double value) {
    mpfr_set_d(out->value, value, MPFR_RNDN);
    out->error = 0.0;
    out->constant = true;
    out->whole = value == floor(value) && fabs(value) < 0x1p53;
    for (int i = 0; i < DUAL_PARTIALS; i++) {
        mpfr_set_zero(out->partials[i], 1);
        out->paths[i] = out->errors[i] = 0.0;
    }
}

void dual_set_variable(Dual *out, double value, int variable) {
    dual_set(out, value);
    mpfr_set_ui(out->partials[variable], 1, MPFR_RNDN);
    out->paths[variable] = 1.0;
    out->whole = out->constant = false;
}

void dual_copy(Dual *out, const Dual *x) {
    mpfr_set(out->value, x->value, MPFR_RNDN);
    out->error = x->error;
    out->whole = x->whole;
    out->constant = x->constant;
    for (int i = 0; i < DUAL_PARTIALS; i++) {
        mpfr_set(out->partials[i], x->partials[i], MPFR_RNDN);
        out->paths[i] = x->paths[i];
        out->errors[i] = x->errors[i];
    }
}

/* ---- the chain rule -------------------------------------------------------------------------- */

/* All but the value, which `out` has already. */
static void chain(Dual *out, const Partials *by, const Dual *const *operands, int count) {
    enum { UNITS_OF_PARTIAL = 4 };
    double first[2], off[2];
    out->error = by->units * DBL_EPSILON * fabs(dual_value(out));
    for (int k = 0; k < count; k++) {
        first[k] = fabs(mpfr_get_d(by->first[k], MPFR_RNDN));
        out->error += first[k] * operands[k]->error;
        off[k] = UNITS_OF_PARTIAL * DBL_EPSILON * first[k];
        for (int l = 0; l < count; l++)
            off[k] += fabs(by->second[k][l]) * operands[l]->error;
    }
    out->constant = operands[0]->constant && operands[count - 1]->constant;
    mpfr_t term;
    mpfr_init2(term, DUAL_BITS);
    for (int i = 0; i < DUAL_PARTIALS; i++) {
        mpfr_set_zero(out->partials[i], 1);
        out->paths[i] = out->errors[i] = 0.0;
        for (int k = 0; k < count; k++) {
            const Dual *operand = operands[k];
            if (operand->paths[i] == 0.0)
                continue;
            mpfr_mul(term, by->first[k], operand->partials[i], MPFR_RNDN);
            mpfr_add(out->partials[i], out->partials[i], term, MPFR_RNDN);
            out->paths[i] += first[k] * operand->paths[i];
            out->errors[i] += first[k] * operand->errors[i] + off[k] * operand->paths[i];
        }
    }
    mpfr_clear(term);
}

static void partials_begin(Partials *by) {
    *by = (Partials){.units = 0.5};
    mpfr_init2(by->first[0], DUAL_BITS);
    mpfr_init2(by->first[1], DUAL_BITS);
}

static void partials_free(Partials *by) {
    mpfr_clear(by->first[0]);
    mpfr_clear(by->first[1]);
}

/* ---- operations ------------------------------------------------------------------------------ */

/* 1 - t^2 or 1 + t^2 */
static void one_and_square(mpfr_ptr out, mpfr_srcptr t, bool minus) {
    mpfr_sqr(out, t, MPFR_RNDN);
    if (minus)
        mpfr_neg(out, out, MPFR_RNDN);
    mpfr_add_ui(out, out, 1, MPFR_RNDN);
}

static void apply_unary(DualOp op, mpfr_srcptr x, mpfr_ptr value, mpfr_ptr first, double *second) {
    double at = mpfr_get_d(x, MPFR_RNDN), slope;
    switch ((int)op) {
    case DUAL_SIN:
        mpfr_sin_cos(value, first, x, MPFR_RNDN);
        *second = mpfr_get_d(value, MPFR_RNDN);
        break;
    case DUAL_COS:
        mpfr_sin_cos(first, value, x, MPFR_RNDN);
        mpfr_neg(first, first, MPFR_RNDN);
        *second = mpfr_get_d(value, MPFR_RNDN);
        break;
    case DUAL_EXP:
        mpfr_exp(value, x, MPFR_RNDN);
        mpfr_set(first, value, MPFR_RNDN);
        *second = mpfr_get_d(value, MPFR_RNDN);
        break;
    case DUAL_LOG:
        mpfr_log(value, x, MPFR_RNDN);
        mpfr_ui_div(first, 1, x, MPFR_RNDN);
        *second = 1 / (at * at);
        break;
    case DUAL_TANH:
        mpfr_tanh(value, x, MPFR_RNDN);
        one_and_square(first, value, true);
        *second = 2 * mpfr_get_d(value, MPFR_RNDN) * mpfr_get_d(first, MPFR_RNDN);
        break;
    case DUAL_SQRT:
        mpfr_sqrt(value, x, MPFR_RNDN);
        mpfr_ui_div(first, 1, value, MPFR_RNDN);
        mpfr_div_2ui(first, first, 1, MPFR_RNDN);
        *second = mpfr_get_d(first, MPFR_RNDN) / (2 * at);
        break;
    case DUAL_ATAN:
        mpfr_atan(value, x, MPFR_RNDN);
        one_and_square(first, x, false);
        mpfr_ui_div(first, 1, first, MPFR_RNDN);
        slope = mpfr_get_d(first, MPFR_RNDN);
        *second = 2 * at * slope * slope;
        break;
    case DUAL_NEG:
    default:
        mpfr_neg(value, x, MPFR_RNDN);
        mpfr_set_si(first, -1, MPFR_RNDN);
        break;
    }
}

void dual_unary(Dual *out, DualOp op, const Dual *x) {
    Partials by;
    partials_begin(&by);
    apply_unary(op, x->value, out->value, by.first[0], &by.second[0][0]);
    by.units = op == DUAL_NEG ? 0.0 : op == DUAL_SQRT ? 0.5 : 2.0;
    chain(out, &by, (const Dual *const[]){x}, 1);
    out->whole = op == DUAL_NEG && x->whole;
    partials_free(&by);
}

void dual_binary(Dual *out, DualOp op, const Dual *x, const Dual *y) {
    Partials by;
    partials_begin(&by);
    double b = dual_value(y);
    if (op == DUAL_ADD || op == DUAL_SUB) {
        (op == DUAL_ADD ? mpfr_add : mpfr_sub)(out->value, x->value, y->value, MPFR_RNDN);
        mpfr_set_ui(by.first[0], 1, MPFR_RNDN);
        mpfr_set_si(by.first[1], op == DUAL_ADD ? 1 : -1, MPFR_RNDN);
    } else if (op == DUAL_MUL) {
        mpfr_mul(out->value, x->value, y->value, MPFR_RNDN);
        mpfr_set(by.first[0], y->value, MPFR_RNDN);
        mpfr_set(by.first[1], x->value, MPFR_RNDN);
        by.second[0][1] = by.second[1][0] = 1.0;
    } else {
        mpfr_div(out->value, x->value, y->value, MPFR_RNDN);
        mpfr_ui_div(by.first[0], 1, y->value, MPFR_RNDN);
        mpfr_div(by.first[1], out->value, y->value, MPFR_RNDN);
        mpfr_neg(by.first[1], by.first[1], MPFR_RNDN);
        by.second[0][1] = by.second[1][0] = 1 / (b * b);
        by.second[1][1] = 2 * dual_value(out) / (b * b);
    }
    chain(out, &by, (const Dual *const[]){x, y}, 2);
    out->whole = x->whole && y->whole && op != DUAL_DIV;
    if (out->whole)
        out->error = 0.0;
    partials_free(&by);
}

void dual_power(Dual *out, const Dual *x, long n) {
    Partials by;
    partials_begin(&by);
    mpfr_pow_si(out->value, x->value, n, MPFR_RNDN);
    mpfr_pow_si(by.first[0], x->value, n - 1, MPFR_RNDN);
    mpfr_mul_si(by.first[0], by.first[0], n, MPFR_RNDN);
    by.second[0][0] =
        n == 0 || n == 1 ? 0.0 : (double)(n * (n - 1)) * pow(dual_value(x), (double)n - 2);
    by.units = 2.0;
    chain(out, &by, (const Dual *const[]){x}, 1);
    out->whole = x->whole && n >= 0;
    if (out->whole)
        out->error = 0.0;
    partials_free(&by);
}

/* For tests: dual numbers of MPFR, that is values with their first partials, and bounds of what the
 * same operations are off by in doubles.
 *
 * The bounds are running ones, to first order, and hold for any order in which the chain rule is
 * applied: `paths` is the sum over all paths from a variable of the sizes of their products of
 * partials, of which a forward sweep, a reverse sweep and a formula all make their answers. */
#ifndef ADCALC_TESTS_DUALS_H
#define ADCALC_TESTS_DUALS_H

#include <mpfr.h>
#include <stdbool.h>

enum { DUAL_BITS = 200, DUAL_PARTIALS = 3 };

typedef struct Dual {
    mpfr_t value, partials[DUAL_PARTIALS];
    double error;                 /* of the value in doubles */
    double paths[DUAL_PARTIALS];  /* by each variable */
    double errors[DUAL_PARTIALS]; /* of the partials in doubles */
    bool whole;                   /* an integer that no variable moves: doubles have it exactly */
    bool constant;                /* no variable is among what it is made of */
} Dual;

typedef enum DualOp {
    DUAL_NEG,
    DUAL_SIN,
    DUAL_COS,
    DUAL_EXP,
    DUAL_LOG,
    DUAL_TANH,
    DUAL_SQRT,
    DUAL_ATAN,
    DUAL_UNARY, /* how many there are */
    DUAL_ADD = DUAL_UNARY,
    DUAL_SUB,
    DUAL_MUL,
    DUAL_DIV
} DualOp;

void dual_begin(Dual *dual);
void dual_free(Dual *dual);

void dual_set(Dual *out, double value);
void dual_set_variable(Dual *out, double value, int variable);
void dual_copy(Dual *out, const Dual *x);
/* `out` is none of the operands. */
void dual_unary(Dual *out, DualOp op, const Dual *x);
void dual_binary(Dual *out, DualOp op, const Dual *x, const Dual *y);
void dual_power(Dual *out, const Dual *x, long n); /* x^n */

double dual_value(const Dual *dual);
double dual_partial(const Dual *dual, int variable);
/* x - y, and its partials. */
double dual_difference(const Dual *x, const Dual *y, double partials[DUAL_PARTIALS]);

#endif

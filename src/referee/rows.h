/* What an operation means to the referee: a function of power series whose coefficients are balls.
 *
 * A row is given its arguments as truncated series in t and makes the series of the result. Their
 * constant terms are where the operation is applied; the others carry derivatives. A ball holds the
 * truth for certain, so everything a row says must hold for every number in its argument's ball:
 * what does not is "undecided", and more bits may decide it. Nothing here reads the calculator's
 * own rules: that is what makes it a referee. Arithmetic and series are FLINT's (F. Johansson, Arb:
 * efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE Trans. Comput. 66,
 * 2017) */
#ifndef ADCALC_REFEREE_ROWS_H
#define ADCALC_REFEREE_ROWS_H

#include "base/messages.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef HAVE_FLINT_ARB_H /* FLINT 3 */
#include <flint/acb.h>
#include <flint/arb.h>
#include <flint/arb_hypgeom.h>
#include <flint/arb_poly.h>
#else
#include <acb.h>
#include <arb.h>
#include <arb_hypgeom.h>
#include <arb_poly.h>
#endif

enum { ROW_MAX_ARGUMENTS = 2 }; /* but for rows of any number */

typedef struct Application {
    arb_poly_struct argument[ROW_MAX_ARGUMENTS];
    bool moving[ROW_MAX_ARGUMENTS]; /* the argument depends on t, though its derivatives may be 0 */
    slong n;                        /* the static integer */
    slong length;                   /* terms wanted: 1 for the value alone */
    slong bits;
    arb_poly_struct result;
    /* Certain, or SAID_NOTHING. */
    MessageCode undefined; /* why there is no value */
    MessageCode missing;   /* why derivatives of the order `exists` and above do not exist */
    slong exists;          /* so many terms do, the value among them; the others are 0 */
    bool kink;             /* that is because left and right differ; the slope is conventional */
    MessageCode note;      /* a convention that was used */
    /* How the result depends on its arguments, at least nearby. */
    bool idle[ROW_MAX_ARGUMENTS];    /* not at all on this one */
    slong degree[ROW_MAX_ARGUMENTS]; /* it is that power of this one times a function of the others;
                                        0: not known to be */
    bool linear;                     /* it is a linear function of all that move */
} Application;

typedef void RowFunction(Application *a);

/* A row of one statement: ROW_IS(step, by_sign(a, sign_of(X0), 0, 1, 1)) */
#define ROW_IS(name, ...)                                                                          \
    void row_##name(Application *a) {                                                              \
        __VA_ARGS__;                                                                               \
    }

struct Walk;
struct Ray;

typedef struct RefereeRow {
    const char *id;
    int arity; /* -1: any number, done by the sweep itself */
    bool has_integer;
    RowFunction *apply; /* NULL for what has any number of arguments, and for choices */
    /* Along a ray, where it need not be smooth: see walk.h. NULL: by its Taylor series. */
    void (*along)(struct Walk *, const struct Ray *const *, struct Ray *);
} RefereeRow;

/* NULL when there is none of that name. */
const RefereeRow *row_find(const char *id);
/* Whether it is a comparison; *otherwise: what it is where an operand is no number. */
bool row_compares(const RefereeRow *row, int *otherwise);
/* A condition and two arms. */
bool row_is_choice(const RefereeRow *row);
/* How many terms, up to the first of so many that is not finite. */
slong row_finite_terms(const arb_poly_t series, slong length);
/* Resets all from `result` on. */
void row_begin(Application *a);

/* ---- for the rows alone ---- */

typedef enum Sign { NEGATIVE, ZERO, POSITIVE, UNKNOWN } Sign;
/* ZERO only where it is exactly that. */
Sign sign_of(const arb_t x);
Sign sign_of_difference(const arb_t x, double y, slong bits);
/* The constant term; ONE of a poly that has none is 0. */
arb_srcptr constant_term(const arb_poly_t p);
/* The arguments of `a`, and what they begin with. */
#define X (&a->argument[0])
#define Y (&a->argument[1])
#define X0 constant_term(X)
#define Y0 constant_term(Y)
void set_constant_term(arb_poly_t p, const arb_t value);
/* u - its constant term. */
void without_constant_term(arb_poly_t p, const arb_poly_t u);

void row_undefined(Application *a, MessageCode why);
/* Nothing can be said at this precision. */
void row_undecided(Application *a);
/* Of a row that has a value where something is positive: whether it is not. Then there is none,
 * because of `zero` or `negative`, or it is undecided. */
bool row_refuses(Application *a, Sign sign, MessageCode zero, MessageCode negative);
/* The result has `terms` terms, the derivatives from there on do not exist. */
void row_ends(Application *a, slong terms, MessageCode why);
/* The same, but the others may exist. */
void row_undecided_from(Application *a, slong terms);
/* A kink: the first derivatives are conventional (`note`,
 * or nothing: no matter), others do not exist. */
void row_kink(Application *a, MessageCode note);
/* The value is known, the derivatives are not; `why` nothing: undecided. */
void row_no_slope(Application *a, const arb_t value, MessageCode why);
/* A result that is one of the arguments. */
void row_copy(Application *a, int argument);
/* A result that does not move. */
void row_flat(Application *a, const arb_t value);
void row_flat_number(Application *a, slong value);

/* elementary.c */
RowFunction row_neg, row_add, row_sub, row_mul, row_div, row_pow, row_powi;
RowFunction row_exp, row_exp2, row_expm1, row_log, row_log2, row_log10, row_log1p;
RowFunction row_sqrt, row_cbrt, row_hypot;
/* circular.c */
RowFunction row_sin, row_cos, row_tan, row_sec, row_csc, row_cot;
RowFunction row_asin, row_acos, row_atan, row_atan2;
RowFunction row_sinh, row_cosh, row_tanh, row_asinh, row_acosh, row_atanh;
/* special.c */
RowFunction row_erf, row_erfc, row_gamma, row_lgamma, row_digamma, row_polygamma,
    row_polygamma_rise, row_beta;
RowFunction row_besselj, row_bessely, row_besseli, row_besselk, row_lambertw, row_sinc, row_dsinc;
RowFunction row_gauss, row_normpdf, row_normcdf;
RowFunction row_sigmoid, row_softplus, row_gelu, row_silu, row_logit, row_xlogy;
/* kinks.c */
RowFunction row_mod, row_not, row_lt, row_le, row_gt, row_ge, row_eq, row_ne;
RowFunction row_abs, row_sign, row_step, row_floor, row_ceil, row_round, row_trunc, row_frac;
RowFunction row_max, row_min, row_relu, row_leaky_relu, row_elu;

#endif

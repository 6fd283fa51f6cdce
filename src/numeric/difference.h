/* Difference quotients along a line: derivatives from values alone, and how far to trust them.
 *
 * Everything here sees a function only through its values, and one coordinate at a time. Nothing
 * allocates; all state belongs to the caller. */
#ifndef ADCALC_NUMERIC_DIFFERENCE_H
#define ADCALC_NUMERIC_DIFFERENCE_H

#include "numeric/univariate.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum DifferenceForm {
    DIFFERENCE_CENTRAL,    /* (f(x + h) - f(x - h)) / 2h */
    DIFFERENCE_FORWARD,    /* (f(x + h) - f(x)) / h */
    DIFFERENCE_BACKWARD,   /* (f(x) - f(x - h)) / h */
    DIFFERENCE_UPPER,      /* (-3 f(x) + 4 f(x + h) - f(x + 2h)) / 2h */
    DIFFERENCE_LOWER,      /* the same to the left */
    DIFFERENCE_FOURTH,     /* (4 D(h/2) - D(h)) / 3 of central quotients D: Richardson, once */
    DIFFERENCE_RICHARDSON, /* the best of a tableau that begins with h: extrapolation.h */
    DIFFERENCE_ADAPTIVE,   /* GSL's, which begin with h: adaptive.h */
    DIFFERENCE_FORMS
} DifferenceForm;

/* What became of the stencil that was chosen. */
typedef enum StencilFit { STENCIL_AS_CHOSEN, STENCIL_SMALLER, STENCIL_ONE_SIDED } StencilFit;

typedef struct Stencil {
    DifferenceForm form;
    /* h > 0; Richardson and adaptive: the first, and before the fit 0 for a good one */
    double step;
    double scale; /* the distance at which the function is looked at for the estimate */
    bool literal; /* divide by h as written, not by the distance of the points really used */
    StencilFit fit;
    /* What a fit finds out. */
    int side;        /* Richardson and adaptive: 0 for both sides of x, 1 above it, -1 below */
    double noise;    /* Richardson: a standard deviation of the errors of values of f */
    int evaluations; /* of f by a quotient; that of f(x) is not counted */
} Stencil;

/* The stencil of a form at x: h = cbrt(eps) or sqrt(eps) times max(|x|, 1),
 * or 0 where the fit chooses. */
Stencil stencil_at(DifferenceForm form, double x);

/* The quotient; fx = f(x). NaN or infinite where a point of the stencil has no finite value. */
double difference_quotient(const Univariate *f, double x, double fx, const Stencil *stencil);

/* Whether the form adapts: it has a first step, and f(x) and nearby values decide on others. */
static inline bool difference_adapts(DifferenceForm form) {
    return form == DIFFERENCE_RICHARDSON || form == DIFFERENCE_ADAPTIVE;
}

/* Whether its quotients do without f(x). */
static inline bool difference_leaves_out_centre(DifferenceForm form) {
    return form == DIFFERENCE_CENTRAL || form == DIFFERENCE_FOURTH || form == DIFFERENCE_ADAPTIVE;
}

/* The quotient; where the stencil leaves the domain of f though f(x) is finite,
 * a smaller or a one-sided stencil that stays inside takes its place in *stencil. */
double difference_fit(const Univariate *f, double x, double fx, Stencil *stencil);

/* The difference of an order, the sum of weights[i] * f(x + offsets[i] h). `side`: 1 ahead, -1
 * behind, 0 centred (for odd orders the mean of two neighbours, so that no point is halfway
 * between). Returns how many points it has, order + 1; memory for one more is needed. */
uint32_t difference_formula(uint32_t order, int side, double *offsets, double *weights);

/* An estimate of |quotient - f'(x)| that means to cover it: see difference.c. It takes about forty
 * values of f. Infinite where the values show no derivative. */
double difference_estimate(const Univariate *f, double x, double fx, const Stencil *stencil,
                           double quotient);

#endif

/* Difference quotients along a line: derivatives from values alone, and how far to trust them.
 *
 * A function is seen only through its values, one coordinate at a time. Nothing allocates; all
 * state belongs to the caller. */
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
    DIFFERENCE_RICHARDSON, /* the best of a tableau that starts with h: extrapolation.h */
    DIFFERENCE_ADAPTIVE    /* GSL's, which start with h */
} DifferenceForm;

/* How the chosen stencil had to change. */
typedef enum StencilFit { STENCIL_AS_CHOSEN, STENCIL_SMALLER, STENCIL_ONE_SIDED } StencilFit;

typedef struct Stencil {
    DifferenceForm form;
    /* h > 0; Richardson and adaptive: the first step, or before the fit 0 to choose one */
    double step;
    double scale; /* the scale on which the estimate looks at the function */
    bool literal; /* divide by h as written, not by the actual distance of the points */
    StencilFit fit;
    /* Found by a fit. */
    int side;        /* Richardson and adaptive: 0 for both sides of x, 1 above it, -1 below */
    double noise;    /* Richardson: the standard deviation of the errors of values of f */
    int evaluations; /* of f per quotient, not counting f(x) */
} Stencil;

/* The stencil of a form at x: h = cbrt(eps) or sqrt(eps) times max(|x|, 1),
 * or 0 where the fit chooses. */
Stencil stencil_at(DifferenceForm form, double x);

/* The quotient; fx = f(x). NaN or infinite where a point of the stencil has no finite value. */
double difference_quotient(const Univariate *f, double x, double fx, const Stencil *stencil);

/* Whether the form adapts: f(x) and nearby values choose the steps after the first. */
static inline bool difference_adapts(DifferenceForm form) {
    return form == DIFFERENCE_RICHARDSON || form == DIFFERENCE_ADAPTIVE;
}

/* Whether its quotients do not use f(x). */
static inline bool difference_leaves_out_centre(DifferenceForm form) {
    return form == DIFFERENCE_CENTRAL || form == DIFFERENCE_FOURTH || form == DIFFERENCE_ADAPTIVE;
}

/* The quotient. Where the stencil leaves the domain of f though f(x) is finite, a smaller or a
 * one-sided one that stays inside replaces it in *stencil. */
double difference_fit(const Univariate *f, double x, double fx, Stencil *stencil);

/* The difference of an order: the sum of weights[i] * f(x + offsets[i] h). `side`: 1 forward, -1
 * backward, 0 central (for odd orders the mean of two neighbours, to avoid half steps). Returns the
 * number of points, order + 1; the arrays need room for one more. */
uint32_t difference_formula(uint32_t order, int side, double *offsets, double *weights);

/* An estimate of |quotient - f'(x)| that aims to cover it: see difference.c. About forty values of
 * f. Infinite where the values show no derivative. */
double difference_estimate(const Univariate *f, double x, double fx, const Stencil *stencil,
                           double quotient);

#endif

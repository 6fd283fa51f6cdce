/* Richardson's extrapolation of difference quotients: a tableau of successively better derivatives,
 * and the best of them. Nothing here allocates. */
#ifndef ADCALC_NUMERIC_EXTRAPOLATION_H
#define ADCALC_NUMERIC_EXTRAPOLATION_H

#include "numeric/univariate.h"

enum {
    TABLEAU_LEVELS = 16, /* steps at most, each a quarter of the one before */
    TABLEAU_WIDEST = 64, /* a good first step, in spacings at which f is smooth: noise.h */
    TABLEAU_ORDERS = 4   /* entries of a level: its quotient and what is extrapolated from it */
};

/* Level by level: entry[i][0] is the quotient of step[i], and entry[i][k] is made from
 * entry[i][k - 1] and entry[i - 1][k - 1] so that the leading term of their error is gone. */
typedef struct Tableau {
    double step[TABLEAU_LEVELS];
    double entry[TABLEAU_LEVELS][TABLEAU_ORDERS]; /* NaN where there is none */
    int levels;
    int side;     /* 0: central quotients, their error is a series in h^2; 1, -1: one-sided, in h */
    double value; /* the entry with the least doubt; NaN if no level is extrapolated */
    double doubt; /* how far it may be off; infinite for none */
    int best, order; /* it is entry[best][order]; -1 for none */
    int evaluations; /* of f, not counting fx */
} Tableau;

/* From `step` down, until smaller steps can only be less certain. `noise`: the standard deviation
 * of the errors of values of f; fx = f(x). */
Tableau tableau_make(const Univariate *f, double x, double fx, double step, double noise, int side);

/* The best derivative that values of f give: from the widest steps at which f is smooth, central if
 * possible, else one-sided. `scale`: as for noise_around; some forty values of f. */
Tableau tableau_best(const Univariate *f, double x, double fx, double scale);

#endif

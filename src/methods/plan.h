/* A plan: which sweeps of series give the derivatives asked for.
 *
 * Derivatives along the same directions share a sweep: all orders by one variable are one series.
 * With `peel` each sweep is followed by a reverse one, which gives the slopes of its series by all
 * variables, so the first factor of each derivative is left to it: a Hessian takes one pass per
 * column. Ownership: the plan owns its passes and their shapes. */
#ifndef ADCALC_METHODS_PLAN_H
#define ADCALC_METHODS_PLAN_H

#include "methods/problem.h"
#include "tape/series.h"

#include "base/memory.h"

typedef struct PassAnswer {
    uint32_t answer;      /* the index of the problem's derivative */
    uint32_t peeled;      /* the factor left to the reverse sweep, as a Factor's variable */
    uint32_t coefficient; /* of the shape */
    double factorials;    /* derivative / coefficient */
} PassAnswer;

typedef struct Pass {
    uint32_t parameters;
    uint32_t directions[SERIES_MAX_PARAMETERS]; /* a Factor's variable each */
    uint32_t orders[SERIES_MAX_PARAMETERS];
    SeriesShape shape;
    uint32_t first, count; /* answers[first .. first + count) */
} Pass;

typedef struct Plan {
    ARRAY(Pass) passes;
    PassAnswer *answers; /* pass by pass */
    uint32_t order;      /* the greatest total order of any derivative */
    uint32_t size;       /* coefficients of the largest shape */
} Plan;

/* False without memory (recorded). All derivatives must satisfy plan_fits. */
bool plan_make(Plan *plan, const Problem *problem, bool peel);
void plan_free(Plan *plan);
/* Whether one sweep can hold a derivative's series, and its order is allowed. */
bool plan_fits(const Derivative *derivative);

#endif

/* A plan: which sweeps of series give the derivatives that are asked for.
 *
 * Derivatives along the same directions share one sweep: all orders by one variable are one series.
 * With `peel` a sweep is followed by one backwards, which gives the slopes of its series by all
 * variables; so each derivative's first factor is taken off the sweep: a Hessian takes one pass a
 * column. Ownership: the plan owns its passes and their shapes. */
#ifndef ADCALC_METHODS_PLAN_H
#define ADCALC_METHODS_PLAN_H

#include "methods/problem.h"
#include "tape/series.h"

#include "base/memory.h"

typedef struct PassAnswer {
    uint32_t answer;      /* which of the problem's derivatives */
    uint32_t peeled;      /* the direction of the slope, as a Factor's variable */
    uint32_t coefficient; /* of the shape */
    double factorials;    /* the derivative over that coefficient */
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

/* False without memory (recorded). Derivatives must be such that plan_fits. */
bool plan_make(Plan *plan, const Problem *problem, bool peel);
void plan_free(Plan *plan);
/* Whether one sweep can hold a derivative's series, and its order is allowed. */
bool plan_fits(const Derivative *derivative);

#endif

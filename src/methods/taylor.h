/* Taylor series of a function, and of its gradient, from the same partials as everything else.
 *
 * With v = op(x, y) and p, q its partials, dv = p dx + q dy: so coefficients of v follow from those
 * of x and y and from earlier ones of p and q. Partials are themselves made of operations that have
 * partials, so no rule is written twice: what is needed of them joins the tape, to the order that
 * is needed. For sin and cos this closes at once (each is the other's partial), for gamma it grows
 * by a polygamma per order. Only products and quotients have the arithmetic of power series (A.
 * Griewank, A. Walther, Evaluating Derivatives, 2nd ed. 2008, chapter 13; R. E. Moore, Interval
 * Analysis, 1966, for the recurrences).
 *
 * Ownership: a Taylor owns its tape and series and borrows the problem. Structural zeros are
 * skipped, as everywhere: what does not move along a direction has only its value. */
#ifndef ADCALC_METHODS_TAYLOR_H
#define ADCALC_METHODS_TAYLOR_H

#include "methods/problem.h"
#include "tape/series.h"

typedef struct Taylor {
    const Problem *problem;
    Tapes tapes; /* of the roots */
    Evaluator evaluator;
    const Run *run;           /* at the present point */
    ARRAY(NodeId) roots;      /* f first, then partials of its operations and of theirs */
    ARRAY(uint32_t) root_of;  /* of node id's partial by argument k: [2 id + k], 0 for none yet */
    uint32_t order;           /* the total order that may be asked for */
    bool adjoints;            /* ... one order of it by taylor_backward */
    uint32_t capacity;        /* coefficients of the largest shape that may be asked for */
    uint8_t *active;          /* one per element: depends on a variable of some factor */
    uint8_t *moving;          /* ... depends on the parameters of the last sweep */
    uint8_t *relevant;        /* ... active, and f depends on it */
    uint16_t *need;           /* one per element: the order its coefficients are needed to */
    uint32_t *partials;       /* two per instruction: the elements of its partials, or UINT32_MAX */
    double *series, *adjoint; /* capacity per element */
} Taylor;

/* Prepares sweeps of shapes with at most `size` coefficients and total order `order`; with
 * `adjoints` also reverse ones, whose shape is one order less. False without memory (recorded). */
bool taylor_begin(Taylor *taylor, const Problem *problem, uint32_t order, uint32_t size,
                  bool adjoints);
void taylor_free(Taylor *taylor);

/* The series of f where parameter i moves along directions[i] (a Factor's variable). NULL without
 * memory (recorded), which can happen only when the point has moved. */
const double *taylor_forward(Taylor *taylor, const SeriesShape *shape, const uint32_t *directions);
/* After it, in reverse: the series of df/d variable. */
void taylor_backward(Taylor *taylor, const SeriesShape *shape);
const double *taylor_slope(const Taylor *taylor, uint32_t variable);

#endif

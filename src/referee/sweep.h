/* One run of a request in ball arithmetic.
 *
 * Forwards, each step is applied to the power series of its arguments, which gives its own: with
 * the point moving as x + t u, the series of the root holds its derivatives of all orders along u,
 * that of order k divided by k! (truncated Taylor series; L. B. Rall, Automatic Differentiation,
 * 1981). For the gradient a run forwards finds the values and, at each step, the partial
 * derivatives; then one backwards adds them up from the root to the variables, once for all
 * variables (S. Linnainmaa 1976).
 *
 * Everything is a ball that holds the truth, or is known not to exist. Where a step has no
 * derivatives from some order on, its series goes on with 0: structure.h tells which derivatives of
 * the root depend on that.
 * Ownership: the Sweep owns its arrays and borrows the request. */
#ifndef ADCALC_REFEREE_SWEEP_H
#define ADCALC_REFEREE_SWEEP_H

#include "referee/query.h"
#include "referee/rows.h"

typedef struct StepState {
    arb_poly_struct series; /* the value alone in a run for the gradient */
    slong known;            /* so many terms are finite; 0: not even the value */
    slong bits;             /* what the value was found with; 0: not yet */
    MessageCode undefined;  /* why there is no value, certainly; or nothing */
    uint32_t undefined_at;  /* the step to blame */
    MessageCode note;
    bool active;  /* it moves */
    bool reached; /* ... and moves the root */
    /* As in an Application. */
    MessageCode missing;
    slong exists;
    bool kink, linear;
    /* Of a run for the gradient: the root by this step, and why the root has no slope
     * by it, certainly. */
    arb_struct adjoint;
    MessageCode no_slope;
    uint32_t no_slope_at;
} StepState;

/* One argument of one step. */
typedef struct Edge {
    /* As in an Application. */
    bool idle;
    slong degree;
    /* Of a run for the gradient. */
    arb_struct partial;
    MessageCode no_slope;
} Edge;

typedef struct BallSweep {
    const Query *query;
    StepState *states; /* one a step */
    Edge *edges;       /* one an argument, as in request->arguments */
    arb_struct *parts; /* for products of many: as many as the longest has */
    size_t part_count;
    bool *moving;         /* one a variable */
    arb_struct *velocity; /* one a variable: u */
    Application scratch;
    bool partials; /* this is a run for the gradient */
    slong length;  /* of the series */
    slong bits;
    int64_t deadline;
    MessageCode *notes; /* one a step: what runs have noted of those that move the root */
    bool has_missing;   /* some step of the last run has no derivatives from some order on */
} BallSweep;

/* Nanoseconds since some fixed moment. */
int64_t sweep_clock(void);
bool sweep_late(int64_t deadline);
/* Clears balls and frees their block, which may be NULL. */
void sweep_free_balls(arb_struct *balls, size_t count);

bool sweep_begin(BallSweep *sweep, const Query *query, int64_t deadline);
void sweep_free(BallSweep *sweep);
/* Bytes that a run takes, about. */
double sweep_predict(const Query *query, slong length, slong bits);

/* Both are false when time is up; what the states then hold of slopes and series means nothing. */
/* Of a query that is no gradient it finds the value alone. */
bool sweep_gradient(BallSweep *sweep, slong bits);
/* Along the factors, each times as often as it stands there, up to t^(length - 1). */
bool sweep_along(BallSweep *sweep, const QueryFactor *factors, size_t count, slong length,
                 slong bits);

/* ---- for the parts of the sweep alone ---- */

StepState *sweep_argument(const BallSweep *sweep, const QueryStep *step, uint32_t i);
/* Nothing is known of the step, not even its value. */
void sweep_undecided(StepState *state);
/* Scratch made ready to apply the step to its arguments, but for these. */
Application *sweep_application(BallSweep *sweep, const QueryStep *step, slong length);
/* Takes over whether there is a value, and how much is known; false where there is none. */
bool sweep_keep(BallSweep *sweep, StepState *state);
/* adjoint.c: the value of a step and its partial derivatives. */
void sweep_partials(BallSweep *sweep, const QueryStep *step, StepState *state);
/* many.c: SUM, PROD, MAXIMUM and MINIMUM. */
void many_partials(BallSweep *sweep, const QueryStep *step, StepState *state);
/* As a row does, but for idle and degree, which it puts into the edges. */
void many_series(BallSweep *sweep, const QueryStep *step, Application *a);
/* Runs forwards and finds what moves the root; false when time is up. */
bool sweep_forwards(BallSweep *sweep, slong length, slong bits);

#endif

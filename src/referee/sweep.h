/* One run of a request in ball arithmetic: values forwards, adjoints backwards.
 *
 * At each step FLINT's series of the operation at c + t give its value and its partial derivatives;
 * the chain rule then adds them up from the root to the variables, once for all variables
 * (S. Linnainmaa 1976). Everything is a ball that holds the truth, or is known not to exist.
 * Ownership: the Sweep owns its arrays and borrows the request. */
#ifndef ADCALC_REFEREE_SWEEP_H
#define ADCALC_REFEREE_SWEEP_H

#include "referee/request.h"
#include "referee/rows.h"

typedef struct StepState {
    arb_struct value, adjoint;
    const char *undefined; /* why there is no value, certainly; or NULL */
    const char *no_slope;  /* why the root has no slope by this step, certainly; or NULL */
    uint32_t undefined_at, no_slope_at; /* the step to blame */
    const char *note;
    bool active;  /* moves with some wanted variable */
    bool reached; /* ... and moves the root */
} StepState;

/* One argument of one step. */
typedef struct Edge {
    arb_struct partial;
    const char *no_slope;
    bool flat; /* structurally no derivative */
} Edge;

typedef struct Sweep {
    const Request *request;
    StepState *states; /* one a step */
    Edge *edges;       /* one an argument, as in request->arguments */
    arb_struct *parts; /* for products of many: as many as the longest has */
    size_t part_count;
    bool *wanted; /* one a variable */
    Application scratch;
    slong bits;
    int64_t deadline;
} Sweep;

/* Nanoseconds since some fixed moment. */
int64_t sweep_clock(void);

bool sweep_begin(Sweep *sweep, const Request *request, int64_t deadline);
/* False when time is up; what the sweep then holds means nothing. */
bool sweep_run(Sweep *sweep, slong bits);
void sweep_free(Sweep *sweep);
/* Bytes that a run takes, about. */
double sweep_predict(const Request *request, slong bits);

#endif

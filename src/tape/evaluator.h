/* Evaluators: the value of a function, or of some nodes, at a point, on whichever tape fits there.
 *
 * An Evaluator runs shared tapes in workspaces of its own. evaluator_at finds the tape whose guards
 * hold at a point (the last one used is tried first, so steady use allocates nothing), or else has
 * the trace that fits compiled. Ownership: an Evaluator owns its workspaces and borrows the Tapes.
 * A returned Run is good until the next call. */
#ifndef ADCALC_TAPE_EVALUATOR_H
#define ADCALC_TAPE_EVALUATOR_H

#include "tape/tapes.h"

typedef struct Run {
    Tape *tape;                           /* shared */
    double *values, *tangents, *adjoints; /* tape->elements each; the last two only on demand */
    double *scratch;                      /* tape->scratch of them */
    uint8_t *active;   /* for tangents: bit j means "depends on variable 8 * group + j" */
    uint8_t *relevant; /* for adjoints: on a path from some variable to root 0 */
    uint32_t group;    /* what `active` was made for; UINT32_MAX for nothing yet */
} Run;

/* One evaluator that goes many ways does not drive out the tape that another one runs. */
enum { EVALUATOR_MAX_RUNS = TAPES_MAX - 1 };

typedef struct Evaluator {
    Tapes *tapes;
    ARRAY(Run *) runs; /* the most recently used first */
} Evaluator;

void evaluator_begin(Evaluator *evaluator, Tapes *tapes);
void evaluator_free(Evaluator *evaluator);

/* Values of all roots at `point`: the run that holds them, or NULL after an error (recorded). */
Run *evaluator_at(Evaluator *evaluator, const double *point);
static inline double run_output(const Run *run, uint32_t root) {
    return run->values[run->tape->outputs.items[root]];
}

/* The tape for a point, for callers that only read it; NULL after an error (recorded). */
const Tape *evaluator_tape(Tapes *tapes, const double *point);

/* One dual-number sweep along one variable: the run with the value of root 0, and its derivative in
 * *derivative (0 if the root does not depend on it, NaN if the value is NaN). NULL after an
 * error. */
Run *evaluator_tangent(Evaluator *evaluator, const double *point, uint32_t variable,
                       double *derivative);
/* A value sweep and one adjoint sweep of root 0: gradient[i] for every variable i, all NaN where
 * the value is NaN. */
Run *evaluator_adjoint(Evaluator *evaluator, const double *point, double *gradient);

#endif

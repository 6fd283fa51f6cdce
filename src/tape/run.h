/* Running: a graph's roots at a point, by whatever tape fits there.
 *
 * An Evaluator keeps the tapes compiled so far, keyed by their choices. evaluator_at finds the tape
 * whose guards hold at a point (the last one used is tried first, so steady use allocates nothing)
 * or compiles another. Ownership: the Evaluator owns its tapes and workspaces; it borrows the
 * graph, which may grow meanwhile. A Run that was returned is good until the next call. */
#ifndef ADCALC_TAPE_RUN_H
#define ADCALC_TAPE_RUN_H

#include "tape/tape.h"

typedef struct Run {
    Tape tape;
    double *values, *tangents, *adjoints; /* tape.elements each; the last two only if asked for */
    double *scratch;                      /* tape.scratch of them */
    uint8_t *active;   /* for tangents: bit j means "depends on variable 8 * group + j" */
    uint8_t *relevant; /* for adjoints: on the way from some variable to root 0 */
    uint32_t group;    /* what `active` was made for; UINT32_MAX for nothing yet */
} Run;

typedef struct Evaluator {
    const Graph *graph;
    ARRAY(NodeId) roots;
    ARRAY(Run *) runs; /* the most recently used first */
    uint32_t variables;
} Evaluator;

/* The least recently used tapes go when there are more, or when together they have more elements.
 */
enum { EVALUATOR_MAX_RUNS = 64, EVALUATOR_MAX_ELEMENTS = 1 << 25 };

bool evaluator_begin(Evaluator *evaluator, const Graph *graph, const NodeId *roots, uint32_t count,
                     uint32_t variables);
void evaluator_free(Evaluator *evaluator);

/* Values of all roots at `point`; returns the run, with values in place, or NULL without memory. */
Run *evaluator_at(Evaluator *evaluator, const double *point);
static inline double run_output(const Run *run, uint32_t root) {
    return run->values[run->tape.outputs.items[root]];
}

/* One dual-number sweep in the direction of one variable: the run with the value of root 0 in
 * place, its derivative in *derivative (0 where the root does not depend on it, NaN where the value
 * is NaN). NULL without memory. */
Run *evaluator_tangent(Evaluator *evaluator, const double *point, uint32_t variable,
                       double *derivative);
/* A value sweep and one adjoint sweep of root 0: gradient[i] for every variable i; all NaN where
 * the value is NaN. */
Run *evaluator_adjoint(Evaluator *evaluator, const double *point, double *gradient);

#endif

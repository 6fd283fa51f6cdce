/* Running: the value of a function, or of some nodes, at a point, on whichever tape fits there.
 *
 * Tapes hold what has been compiled of one function, each tape once, told apart by their choices;
 * all who evaluate the function share them. An Evaluator runs them in workspaces of its own.
 * evaluator_at finds the tape whose guards hold at a point (the last one used is tried first, so
 * steady use allocates nothing), or else compiles the trace that fits. Ownership: Tapes own the
 * compiled tapes and borrow the function or graph, which may grow meanwhile; an Evaluator borrows
 * the Tapes. A returned Run is good until the next call. */
#ifndef ADCALC_TAPE_RUN_H
#define ADCALC_TAPE_RUN_H

#include "tape/tape.h"

/* The compiled tapes of a function or of some nodes. */
typedef struct Tapes {
    Function *function; /* its traces are compiled; or NULL, and then ... */
    const Graph *graph; /* ... nodes of this graph are */
    ARRAY(NodeId) roots;
    uint32_t variables;
    Diag *diag;
    ARRAY(Tape *) tapes; /* newest first */
} Tapes;

typedef struct Run {
    Tape *tape;                           /* shared */
    double *values, *tangents, *adjoints; /* tape->elements each; the last two only on demand */
    double *scratch;                      /* tape->scratch of them */
    uint8_t *active;   /* for tangents: bit j means "depends on variable 8 * group + j" */
    uint8_t *relevant; /* for adjoints: on a path from some variable to root 0 */
    uint32_t group;    /* what `active` was made for; UINT32_MAX for nothing yet */
} Run;

typedef struct Evaluator {
    Tapes *tapes;
    ARRAY(Run *) runs; /* the most recently used first */
} Evaluator;

/* Beyond either limit an Evaluator drops its least recently used runs, and Tapes their oldest,
 * those that nobody runs first. */
enum { TAPES_MAX = 64, TAPES_MAX_ELEMENTS = 1 << 25 };

/* The tapes of a function; nothing is compiled yet. */
void tapes_of_function(Tapes *tapes, Function *function, uint32_t variables);
/* The tapes of some nodes of a graph. False without memory (recorded). */
bool tapes_of_nodes(Tapes *tapes, const Graph *graph, const NodeId *roots, uint32_t count,
                    uint32_t variables);
void tapes_free(Tapes *tapes);
/* The tape for a point, for callers that only read it; NULL after an error (recorded). */
const Tape *tapes_at(Tapes *tapes, const double *point);

void evaluator_begin(Evaluator *evaluator, Tapes *tapes);
void evaluator_free(Evaluator *evaluator);

/* Values of all roots at `point`: the run that holds them, or NULL after an error (recorded). */
Run *evaluator_at(Evaluator *evaluator, const double *point);
static inline double run_output(const Run *run, uint32_t root) {
    return run->values[run->tape->outputs.items[root]];
}

/* One dual-number sweep along one variable: the run with the value of root 0, and its derivative in
 * *derivative (0 if the root does not depend on it, NaN if the value is NaN). NULL after an
 * error. */
Run *evaluator_tangent(Evaluator *evaluator, const double *point, uint32_t variable,
                       double *derivative);
/* A value sweep and one adjoint sweep of root 0: gradient[i] for every variable i, all NaN where
 * the value is NaN. */
Run *evaluator_adjoint(Evaluator *evaluator, const double *point, double *gradient);

#endif

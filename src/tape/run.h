/* Running: the value of a function, or of some nodes, at a point, by whatever tape fits there.
 *
 * Tapes are compiled once, for all who run the same: they are kept in one place, told apart by
 * their choices. An Evaluator is one who runs them, with numbers of its own. evaluator_at finds the
 * tape whose guards hold at a point (the one it used last is tried first, so steady use allocates
 * nothing), or one that another evaluator has brought about, or asks the function for the trace
 * that fits and compiles it. Ownership: Tapes own what is compiled and borrow function or graph,
 * which may grow meanwhile; an Evaluator borrows the Tapes. A Run that was returned is good until
 * the next call. */
#ifndef ADCALC_TAPE_RUN_H
#define ADCALC_TAPE_RUN_H

#include "tape/tape.h"

/* What has been compiled of a function or of some nodes. */
typedef struct Tapes {
    Function *function; /* whose traces are compiled; or NULL, and then: */
    const Graph *graph; /* ... these nodes of a graph */
    ARRAY(NodeId) roots;
    uint32_t variables;
    Diag *diag;
    ARRAY(Tape *) tapes; /* the last one compiled first */
} Tapes;

typedef struct Run {
    Tape *tape;                           /* shared */
    double *values, *tangents, *adjoints; /* tape->elements each; the last two only if asked for */
    double *scratch;                      /* tape->scratch of them */
    uint8_t *active;   /* for tangents: bit j means "depends on variable 8 * group + j" */
    uint8_t *relevant; /* for adjoints: on the way from some variable to root 0 */
    uint32_t group;    /* what `active` was made for; UINT32_MAX for nothing yet */
} Run;

typedef struct Evaluator {
    Tapes *tapes;
    ARRAY(Run *) runs; /* the most recently used first */
} Evaluator;

/* Of tapes, and of runs of an evaluator: when there are more, or when together they have more
 * elements, those go that nobody has used for longest. */
enum { TAPES_MAX = 64, TAPES_MAX_ELEMENTS = 1 << 25 };

/* The tapes of a function; nothing is compiled yet. */
void tapes_of_function(Tapes *tapes, Function *function, uint32_t variables);
/* The tapes of some nodes, whatever made their graph. False without memory (recorded). */
bool tapes_of_nodes(Tapes *tapes, const Graph *graph, const NodeId *roots, uint32_t count,
                    uint32_t variables);
void tapes_free(Tapes *tapes);
/* The tape for a point, for who does not run it; NULL after an error (recorded). */
const Tape *tapes_at(Tapes *tapes, const double *point);

void evaluator_begin(Evaluator *evaluator, Tapes *tapes);
void evaluator_free(Evaluator *evaluator);

/* Values of all roots at `point`; returns the run, with values in place, or NULL without memory. */
Run *evaluator_at(Evaluator *evaluator, const double *point);
static inline double run_output(const Run *run, uint32_t root) {
    return run->values[run->tape->outputs.items[root]];
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

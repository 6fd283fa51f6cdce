/* Programs as functions: the traces of a program, each recorded by one run.
 *
 * Running a program records the operations it applies as a graph. Where the program branches, the
 * values at a point decide, and the decision becomes a guard: the trace is the function wherever
 * all its guards hold. A Function is a program with its traces; where none fits, it is traced
 * again. Each trace has a graph of its own, which traces at other points never enlarge.
 *
 * A choice inside an expression is a node with both arms, and no guard: the tape takes one of them.
 * Where a point is looked at closely, a decision that changes in every neighbourhood of it becomes
 * such a node, too: the program is run for both arms (forks), so that the trace is the function all
 * around its point. Ownership: a
 * Function owns its traces, together with the tapes made of them; a Traced owns its graph; both
 * borrow the program. */
#ifndef ADCALC_TRACING_PROGRAM_H
#define ADCALC_TRACING_PROGRAM_H

#include "graph/values.h"

/* A decision: whether a condition is not 0. */
typedef struct Guard {
    NodeId condition;
    bool holds;
} Guard;

/* The point, with a value for each variable that the node has; NULL after an error (recorded). */
typedef const double *PointOf(void *context, const Graph *graph, NodeId node);

/* A trace: what one run of a program applied, and what is known while it is made. */
typedef struct Traced {
    Graph graph;
    NodeId root;   /* its value; poison after an error, or where the program has none */
    NodeId around; /* the same all around the point, with NaN on ways that were not followed */
    ARRAY(Guard) guards;
    bool beyond;    /* a run has more decisions at the point than are followed */
    bool stuck;     /* a way that is none by the values at the point could not be followed */
    bool unended;   /* some ways that part at the point are too much work; `around` has NaN there */
    bool open;      /* decisions at the point itself were left undecided: there were too many */
    bool parts;     /* decisions that change at the point become choices */
    bool apart;     /* this run is no first one: nothing is noted and nothing printed, and ... */
    uint64_t most;  /* ... it may take so many steps */
    uint64_t steps; /* of the first run; while it is made, of the last one, ... */
    uint64_t spent; /* ... and of all for other ways */
    uint32_t users; /* the function, and tapes */
    /* While it is made: */
    PointOf *point;
    void *context;
    NodeValues values;    /* at the point */
    ARRAY(uint8_t) marks; /* of nodes: whether they move, or jump, at the point */
    ARRAY(Guard) forks;   /* decisions that change at the point, on this way */
    size_t forked;        /* of them that are behind this run ... */
    size_t forced;        /* ... and were chosen before it */
    uint32_t runs;
} Traced;

/* Which way a program branches; asked by the program while it runs. A constant condition needs
 * neither a decision nor a guard. False after an error (recorded). */
bool traced_decide(Traced *traced, NodeId condition, bool *holds);
/* The value of a node that decides how often something is done; `varies` says whether it depends on
 * variables. The trace is good wherever it rounds to the same. False after an error (recorded). */
bool traced_count(Traced *traced, NodeId node, double *value, bool *varies);
/* Adds a guard on what has been decided otherwise. False after an error (recorded). */
bool traced_guard(Traced *traced, NodeId condition, bool holds);
/* The value of a node at the point; false after an error (recorded). */
bool traced_value(Traced *traced, NodeId node, double *value);
/* Frees a trace that nobody uses any more. */
void traced_release(Traced *traced);

/* Runs a program: fills the trace's graph, root and steps. Errors go to the graph's diag. */
typedef void RunProgram(void *program, Traced *traced);

typedef struct Function {
    RunProgram *run;
    void *program;
    Diag *diag;
    Diag aside;             /* of all runs but the first */
    ARRAY(Traced *) traces; /* the first always exists, and is empty at the beginning */
    uint64_t wasted;        /* steps of runs that did not come to their end */
    bool forked;            /* some trace has forks: others may fit at points where it does */
} Function;

/* Beyond either limit the oldest but the first are dropped. */
enum { FUNCTION_MAX_TRACES = 64, FUNCTION_MAX_NODES = 1 << 22 };

/* False without memory (recorded). */
bool function_begin(Function *function, Diag *diag);
void function_free(Function *function);

/* Becomes the function of a program: forgets all traces and makes the first. `point` may be NULL
 * for programs that never ask. False after an error (recorded). */
bool function_run(Function *function, RunProgram *run, void *program, PointOf *point,
                  void *context);
/* Whether there are points where the first trace does not fit. */
static inline bool function_branches(const Function *function) {
    return function->traces.items[0]->guards.count > 0;
}
/* The trace that fits a point (one value per variable), made now if there is none; good until the
 * next one is made, unless somebody uses it. Those that somebody uses and that have no choices are
 * known not to fit: whoever uses them has looked. Where the program cannot be run to its end, the
 * value is NaN. NULL without memory (recorded). */
Traced *function_at(Function *function, const double *point);
/* A new trace that is the function all around a point. NULL without memory (recorded). */
Traced *function_around(Function *function, const double *point);

#endif

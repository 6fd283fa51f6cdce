/* Programs as functions: the traces of a program, each recorded by one run.
 *
 * Running a program records the operations it applies as a graph. Where the program branches,
 * somebody decides, and the decision becomes a guard: the trace is the function wherever all its
 * guards hold. A Function is a program with its traces; where none fits, it is traced again. Each
 * trace has a graph of its own, which traces at other points never enlarge.
 *
 * A choice inside an expression is a node with both arms, and no guard: the tape takes one of them.
 * Ownership: a Function owns its traces, a Traced its graph; both borrow the program. */
#ifndef ADCALC_TRACING_PROGRAM_H
#define ADCALC_TRACING_PROGRAM_H

#include "graph/values.h"

/* A decision: whether a condition is not 0. */
typedef struct Guard {
    NodeId condition;
    bool holds;
} Guard;

typedef bool Decide(void *context, const Graph *graph, NodeId condition);

/* A trace: what one run of a program applied. */
typedef struct Traced {
    Graph graph;
    NodeId root; /* its value; poison after an error */
    ARRAY(Guard) guards;
    NodeValues constants; /* of conditions without variables */
    Decide *decide;       /* while it is made */
    void *context;
} Traced;

/* Which way a program branches; asked by the program while it runs. A constant condition needs
 * neither a decision nor a guard. */
bool traced_decide(Traced *traced, NodeId condition);

/* Runs a program: fills the trace's graph and root. Errors go to the graph's diag. */
typedef void RunProgram(void *program, Traced *traced);

typedef struct Function {
    RunProgram *run;
    void *program;
    Diag *diag;
    ARRAY(Traced *) traces; /* the first always exists, and is empty at the beginning */
} Function;

/* False without memory (recorded). */
bool function_begin(Function *function, Diag *diag);
void function_free(Function *function);

/* Becomes the function of a program: forgets all traces and makes the first. `decide` may be NULL
 * for programs that never ask. False after an error (recorded). */
bool function_run(Function *function, RunProgram *run, void *program, Decide *decide,
                  void *context);
/* The trace that fits a point (one value per variable), made now if there is none; conditions are
 * decided by their values at the point. NULL after an error (recorded). */
Traced *function_at(Function *function, const double *point);

#endif

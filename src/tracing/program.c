/* Programs as functions: see program.h. */
#include "tracing/program.h"

/* ---- traces ---- */

static void traced_free(Traced *traced) {
    graph_free(&traced->graph);
    array_free(&traced->guards);
    node_values_free(&traced->constants);
    memory_free(traced);
}

bool traced_decide(Traced *traced, NodeId condition) {
    double value;
    if (node_value(&traced->constants, &traced->graph, NULL, condition, &value))
        return value != 0.0;
    if (diag_failed(traced->graph.diag))
        return false;
    bool holds = traced->decide(traced->context, &traced->graph, condition);
    if (!array_push(&traced->guards, (Guard){condition, holds}))
        diag_no_memory(traced->graph.diag);
    return holds;
}

/* Decisions at a point. */
typedef struct Position {
    const double *point;
    NodeValues values; /* of one graph */
} Position;

static bool holds_at(void *context, const Graph *graph, NodeId condition) {
    Position *position = context;
    double value = 0.0;
    return node_value(&position->values, graph, position->point, condition, &value) && value != 0.0;
}

static bool fits(const Traced *traced, const double *point) {
    Position position = {.point = point};
    bool fit = true;
    for (size_t i = 0; i < traced->guards.count && fit; i++) {
        const Guard *guard = &traced->guards.items[i];
        fit = holds_at(&position, &traced->graph, guard->condition) == guard->holds;
    }
    node_values_free(&position.values);
    return fit;
}

/* ---- functions ---- */

/* Adds an empty trace. */
static Traced *add_trace(Function *function) {
    Traced *traced = memory_zeroed(1, sizeof *traced);
    if (!traced) {
        diag_no_memory(function->diag);
        return NULL;
    }
    if (graph_begin(&traced->graph, function->diag)) {
        if (array_push(&function->traces, traced))
            return traced;
        diag_no_memory(function->diag);
    }
    traced_free(traced);
    return NULL;
}

static bool run(Function *function, Traced *traced, Decide *decide, void *context) {
    traced->decide = decide;
    traced->context = context;
    function->run(function->program, traced);
    return !diag_failed(function->diag);
}

bool function_begin(Function *function, Diag *diag) {
    *function = (Function){.diag = diag};
    return add_trace(function);
}

void function_free(Function *function) {
    for (size_t i = 0; i < function->traces.count; i++)
        traced_free(function->traces.items[i]);
    array_free(&function->traces);
}

bool function_run(Function *function, RunProgram *program_run, void *program, Decide *decide,
                  void *context) {
    Traced *first = function->traces.items[0];
    while (function->traces.count > 1)
        traced_free(function->traces.items[--function->traces.count]);
    graph_clear(&first->graph);
    first->root = NODE_POISON;
    first->guards.count = 0;
    function->run = program_run;
    function->program = program;
    return run(function, first, decide, context);
}

Traced *function_at(Function *function, const double *point) {
    Traced *traced = NULL;
    for (size_t i = function->traces.count; i-- > 0 && !traced;)
        if (fits(function->traces.items[i], point))
            traced = function->traces.items[i];
    if (diag_failed(function->diag)) /* out of memory: what fits is unknown */
        return NULL;
    if (traced)
        return traced;
    traced = add_trace(function);
    if (!traced)
        return NULL;
    Position position = {.point = point};
    bool done = run(function, traced, holds_at, &position);
    node_values_free(&position.values);
    if (done)
        return traced;
    traced_free(traced); /* an incomplete trace lacks guards */
    function->traces.count--;
    return NULL;
}

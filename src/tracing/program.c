/* Programs as functions: see program.h. */
#include "tracing/program.h"

#include "graph/op.h"
#include "tracing/forks.h"

#include <math.h>

/* ---- traces ---- */

static void forget_point(Traced *traced) {
    node_values_free(&traced->values);
    array_free(&traced->marks);
    array_free(&traced->forks);
}

void traced_release(Traced *traced) {
    if (--traced->users > 0)
        return;
    forget_point(traced);
    graph_free(&traced->graph);
    array_free(&traced->guards);
    memory_free(traced);
}

bool traced_guard(Traced *traced, NodeId condition, bool holds) {
    if (condition == NODE_POISON)
        return false;
    if (array_push(&traced->guards, (Guard){condition, holds}))
        return true;
    diag_no_memory(traced->graph.diag);
    return false;
}

/* The value of a node, and whether it depends on variables. */
static bool find_value(Traced *traced, NodeId node, double *value, bool *varies) {
    const Graph *graph = &traced->graph;
    const double *point = NULL;
    if (traced->point && !(point = traced->point(traced->context, graph, node)))
        return false;
    if (!node_value(&traced->values, graph, point, node, value))
        return false;
    *varies =
        graph_op(graph, node) != OP_CONSTANT && node_varies(&traced->values, graph, point, node);
    return !diag_failed(graph->diag);
}

bool traced_value(Traced *traced, NodeId node, double *value) {
    bool varies;
    return find_value(traced, node, value, &varies);
}

bool traced_decide(Traced *traced, NodeId condition, bool *holds) {
    double value;
    bool varies;
    if (!find_value(traced, condition, &value, &varies))
        return false;
    *holds = value != 0.0;
    if (!varies)
        return true;
    if (forks_part(traced, condition))
        return forks_choose(traced, condition, holds);
    return !diag_failed(traced->graph.diag) && traced_guard(traced, condition, *holds);
}

/* A condition that holds here, and wherever a node that counts has the same value. */
static NodeId same_count(Graph *graph, NodeId node, double value) {
    if (isnan(value))
        return graph_binary(graph, OP_NE, node, node);
    bool whole = value == round(value);
    NodeId counted = whole ? graph_unary(graph, OP_ROUND, node) : node;
    return graph_binary(graph, OP_EQ, counted, graph_constant(graph, value, (Span){0, 0}));
}

bool traced_count(Traced *traced, NodeId node, double *value, bool *varies) {
    Graph *graph = &traced->graph;
    if (!find_value(traced, node, value, varies))
        return false;
    if (!*varies)
        return true;
    if (forks_jump(traced, node))
        return forks_count(traced, node, value);
    if (traced->apart) /* where the trace that was made at a whole number fits as well */
        *value = round(*value);
    return traced_guard(traced, same_count(graph, node, *value), true);
}

static bool fits(const Traced *traced, const double *point) {
    NodeValues values = {0};
    bool fit = true;
    for (size_t i = 0; i < traced->guards.count && fit; i++) {
        const Guard *guard = &traced->guards.items[i];
        double value = 0.0;
        fit = node_value(&values, &traced->graph, point, guard->condition, &value) &&
              (value != 0.0) == guard->holds;
    }
    node_values_free(&values);
    return fit;
}

/* ---- functions ---- */

/* A new, empty trace, not yet among the function's. */
static Traced *make_trace(Function *function) {
    Traced *traced = memory_zeroed(1, sizeof *traced);
    if (traced && graph_begin(&traced->graph, function->diag)) {
        traced->users = 1;
        return traced;
    }
    if (!traced)
        diag_no_memory(function->diag);
    memory_free(traced);
    return NULL;
}

bool function_begin(Function *function, Diag *diag) {
    *function = (Function){.diag = diag};
    Traced *traced = make_trace(function);
    if (traced && array_push(&function->traces, traced))
        return true;
    diag_no_memory(diag);
    if (traced)
        traced_release(traced);
    return false;
}

void function_free(Function *function) {
    for (size_t i = 0; i < function->traces.count; i++)
        traced_release(function->traces.items[i]);
    array_free(&function->traces);
    diag_free(&function->aside);
}

bool function_run(Function *function, RunProgram *program_run, void *program, PointOf *point,
                  void *context) {
    Traced *first = function->traces.items[0];
    while (function->traces.count > 1)
        traced_release(function->traces.items[--function->traces.count]);
    graph_clear(&first->graph);
    first->guards.count = 0;
    first->apart = false;
    first->parts = true;
    first->point = point;
    first->context = context;
    function->forked = false;
    function->wasted = 0;
    function->run = program_run;
    function->program = program;
    forks_run(function, first);
    forget_point(first);
    return !diag_failed(function->diag);
}

static const double *given_point(void *point, const Graph *graph, NodeId node) {
    (void)graph;
    (void)node;
    return point;
}

/* Drops the oldest traces but the first until there is room for one more of so many nodes. */
static void make_room(Function *function, size_t nodes) {
    Traced **traces = function->traces.items;
    for (size_t i = 1; i < function->traces.count; i++)
        nodes += traces[i]->graph.nodes.count;
    while (function->traces.count >= FUNCTION_MAX_TRACES ||
           (function->traces.count > 1 && nodes > FUNCTION_MAX_NODES)) {
        size_t dropped = 1; /* one that looks around a point only if there is no other */
        while (dropped < function->traces.count && traces[dropped]->parts)
            dropped++;
        dropped = dropped < function->traces.count ? dropped : 1;
        nodes -= traces[dropped]->graph.nodes.count;
        traced_release(traces[dropped]);
        for (size_t i = dropped + 1; i < function->traces.count; i++)
            traces[i - 1] = traces[i];
        function->traces.count--;
    }
}

/* How many steps a run may take beside the first: far points may run away where the point itself
 * does not. What runs away has a limit in all, beyond which less is tried. */
static uint64_t budget(const Function *function) {
    const uint64_t more = 10000, most = 10000000;
    uint64_t steps = function->traces.items[0]->steps;
    uint64_t least = 2 * steps + more, usual = 100 * steps + more;
    uint64_t left = function->wasted < most ? most - function->wasted : 0;
    return usual < left ? usual : left > least ? left : least;
}

/* Makes a trace at a point; NULL without memory (recorded). */
static Traced *trace_at(Function *function, const double *point, bool parts) {
    Traced *traced = make_trace(function);
    if (!traced)
        return NULL;
    traced->apart = true;
    traced->parts = parts;
    traced->most = budget(function);
    traced->point = given_point;
    traced->context = (void *)(uintptr_t)point;
    forks_run(function, traced);
    forget_point(traced);
    make_room(function, traced->graph.nodes.count);
    if (!diag_failed(function->diag) && array_push(&function->traces, traced))
        return traced;
    diag_no_memory(function->diag);
    traced_release(traced);
    return NULL;
}

Traced *function_at(Function *function, const double *point) {
    Traced *found = NULL;
    for (size_t i = function->traces.count; i-- > 0 && !found;) {
        Traced *traced = function->traces.items[i];
        bool used = traced->users > 1 && !traced->graph.has_choices;
        if (!used && fits(traced, point))
            found = traced;
    }
    if (diag_failed(function->diag)) /* out of memory: what fits is unknown */
        return NULL;
    return found ? found : trace_at(function, point, false);
}

Traced *function_around(Function *function, const double *point) {
    return trace_at(function, point, true);
}

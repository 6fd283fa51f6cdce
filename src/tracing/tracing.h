/* What programs are traced with: a tree and bindings, to a graph. */
#ifndef ADCALC_TRACING_TRACING_H
#define ADCALC_TRACING_TRACING_H

#include "syntax/tree.h"
#include "tracing/program.h"
#include "tracing/scope.h"

/* What a print shows: a text, or the value at the point where it is NULL. */
typedef struct PrintItem {
    const char *text;
    size_t length;
    double value;
} PrintItem;

typedef void PrintItems(void *context, const PrintItem *items, uint32_t count);

/* A name that a node was given. */
typedef struct NodeLabel {
    NodeId node;
    Symbol symbol;
} NodeLabel;

typedef ARRAY(NodeLabel) NodeLabels;

typedef struct Tracing {
    const Tree *tree;
    const Symbols *symbols;
    Scope *scope;
    Graph *graph;
    Diag *diag;         /* the graph's */
    Traced *traced;     /* decides what depends on variables; NULL: nobody does */
    PrintItems *print;  /* NULL: nothing is printed */
    void *printer;      /* its context */
    NodeLabels *labels; /* NULL: names of nodes are not kept */
} Tracing;

/* Limits of one program, each with a message of its own. */
enum {
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION /* low enough for fuzzers to reach */
    TRACE_MAX_TERMS = 1000,
    TRACE_MAX_TRIPS = 300,
    TRACE_MAX_DEPTH = 200,
    TRACE_MAX_FORK_STEPS = 20000,
    TRACE_MAX_LOOP_STEPS = 10000,
    TRACE_MAX_STEPS = 20000,
#else
    TRACE_MAX_TERMS = 10000000,     /* of one sum or product */
    TRACE_MAX_TRIPS = 1000000,      /* of one loop */
    TRACE_MAX_DEPTH = 100000,       /* of calls inside calls */
    TRACE_MAX_FORK_STEPS = 3000000, /* of all ways that part at a point, but for the first */
    TRACE_MAX_LOOP_STEPS = 9000000, /* tree nodes visited in loops and functions: a second */
    TRACE_MAX_STEPS = 50000000,     /* tree nodes visited by a program, with functions inlined and
                                        sums unrolled: some seconds */
#endif
};

#endif

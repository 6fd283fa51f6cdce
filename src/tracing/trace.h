/* Tracing: runs a program over an environment and records what it applies, as a graph.
 *
 * Variables are the names read before they are assigned, in source order. */
#ifndef ADCALC_TRACING_TRACE_H
#define ADCALC_TRACING_TRACE_H

#include "tracing/scope.h"

typedef struct Trace {
    NodeId root;               /* the program's value */
    TreeId statement;          /* the statement that gave it */
    ARRAY(Symbol) variables;   /* in order of first appearance */
    ARRAY(double) point;       /* a value a variable */
    ARRAY(uint8_t) has_value;  /* whether `at` gave one */
} Trace;

/* Runs statements [0, program) of the tree as the program and [program, all) as values for variables
 * (they override the program's own `at`). With `need_values` a variable without one is an error. */
void trace_program(Trace *trace, const Tree *tree, uint32_t program, const Symbols *symbols,
                   Scope *scope, Graph *graph, bool need_values);
void trace_free(Trace *trace);

#endif

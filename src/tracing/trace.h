/* Tracing: runs a program over an environment and records what it applies, as a graph.
 *
 * Variables are the names read before they are assigned, in source order. Ownership: the Trace owns
 * its arrays; nodes belong to the graph. */
#ifndef ADCALC_TRACING_TRACE_H
#define ADCALC_TRACING_TRACE_H

#include "tracing/scope.h"

typedef struct Trace {
    NodeId root;              /* the program's value; poison after an error */
    Span span;                /* the statement that gave it */
    ARRAY(NodeId) values;     /* of the statements run so far; poison where one has none */
    ARRAY(Symbol) variables;  /* in order of first appearance */
    ARRAY(double) point;      /* a value for each variable; NaN where there is none */
    ARRAY(uint8_t) has_value; /* whether `at` gave one */
} Trace;

/* Runs statements [0, program) of the tree as the program; the rest are values for its variables,
 * which override the program's own `at`. With `need_values` a variable without a value is an error.
 * Errors go to the graph's diag. `trace` must be zero or used before. */
void trace_program(Trace *trace, const Tree *tree, size_t program, const Symbols *symbols,
                   Scope *scope, Graph *graph, bool need_values);
/* The same for a program that nobody asks the value of: it need have none. */
void trace_kept(Trace *trace, const Tree *tree, size_t program, const Symbols *symbols,
                Scope *scope, Graph *graph);
/* Computes the values that the tree's `at`s give, and nothing else:
 * for a program without a value. */
void trace_points(Trace *trace, const Tree *tree, const Symbols *symbols, Scope *scope,
                  Graph *graph);
/* A formula given beside a program that was traced in this scope, over its variables, names and
 * functions: that of statement number `statement`, of kind TREE_AT. Poison after an error. */
NodeId trace_formula(const Tree *tree, size_t statement, const Symbols *symbols, Scope *scope,
                     Graph *graph);
/* The same for one that must be constant. False after an error. */
bool trace_constant(const Tree *tree, size_t statement, const Symbols *symbols, Scope *scope,
                    Graph *graph, double *value);
void trace_free(Trace *trace);

#endif

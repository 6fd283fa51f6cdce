/* Statements: a program as written. Running it records what it applies, as a graph.
 *
 * Variables are the names read before they are assigned, in source order. Ownership: Statements own
 * what they find and borrow what they are given; nodes belong to the graph. */
#ifndef ADCALC_TRACING_STATEMENTS_H
#define ADCALC_TRACING_STATEMENTS_H

#include "tracing/program.h"
#include "tracing/scope.h"

typedef struct Statements {
    /* Given: */
    const Tree *tree;
    size_t count; /* statements [0, count) of the tree; the rest are values for its variables, which
                     override the program's own `at` */
    const Symbols *symbols;
    Scope *scope;
    bool need_values; /* a variable without a value is an error */
    /* Found: */
    Span span;                /* of the statement that gave the value */
    ARRAY(NodeId) values;     /* of the statements run so far; poison where one has none */
    ARRAY(Symbol) variables;  /* in order of first appearance */
    ARRAY(double) point;      /* a value for each variable; NaN where there is none */
    ARRAY(uint8_t) has_value; /* whether `at` gave one */
} Statements;

/* Runs them (a RunProgram): the trace's root is the value. Errors go to the graph's diag. */
void statements_run(void *statements, Traced *traced);
void statements_free(Statements *statements);

/* Where in a program a statement stands: from outside come values for its variables. */
typedef enum StatementPlace { STATEMENT_OUTSIDE, STATEMENT_WITHIN, STATEMENT_LAST } StatementPlace;

/* Runs one statement, after others in this scope, for what it defines and for its errors. */
void statements_define(const Tree *tree, TreeId statement, StatementPlace place,
                       const Symbols *symbols, Scope *scope, Graph *graph);
/* Computes the values of the tree's `at`s and nothing else, for a program without a value. */
void statements_points(const Tree *tree, const Symbols *symbols, Scope *scope, Graph *graph);
/* A formula given alongside a program that was run in this scope, over its variables, names and
 * functions: that of statement number `statement`, of kind TREE_AT. Poison after an error. */
NodeId statements_formula(const Tree *tree, size_t statement, const Symbols *symbols, Scope *scope,
                          Graph *graph);
/* The same for one that must be constant. False after an error. */
bool statements_constant(const Tree *tree, size_t statement, const Symbols *symbols, Scope *scope,
                         Graph *graph, double *value);

#endif

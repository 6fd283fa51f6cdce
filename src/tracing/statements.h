/* Statements: a program as written. Running it records what it applies, as a graph.
 *
 * Variables are the names read before they are assigned, in source order, whichever way is taken.
 * Ownership: Statements own what they find and borrow what they are given; nodes belong to the
 * graph. */
#ifndef ADCALC_TRACING_STATEMENTS_H
#define ADCALC_TRACING_STATEMENTS_H

#include "tracing/tracing.h"

typedef struct NumberOfName {
    Symbol symbol;
    double value;
} NumberOfName;

typedef struct Statements {
    /* Given: */
    const Tree *tree;
    size_t count; /* statements [0, count) of the tree; the rest are values for its variables, which
                     override the program's own `at` */
    size_t silent; /* ... the first of which print nothing */
    const Symbols *symbols;
    Scope *scope;
    bool need_values;      /* a variable without a value is an error */
    bool lenient;          /* what depends on one ends the run, and is none */
    NumberOfName *guesses; /* values to decide by where there are no others */
    size_t guess_count;
    double guess;      /* that for all others; NaN: none */
    PrintItems *print; /* for what the first run prints; or NULL */
    void *printer;     /* its context */
    /* Found: */
    TreeKind ends_in;         /* the kind of its last statement */
    bool has_result;          /* which is no loop, branch or print */
    Span span;                /* of its last statement */
    ARRAY(NodeId) values;     /* of the statements run so far; poison where one has none */
    ARRAY(Symbol) variables;  /* in order of first appearance */
    ARRAY(double) point;      /* a value for each variable; NaN where there is none */
    ARRAY(uint8_t) has_value; /* whether `at` gave one */
    NodeLabels labels;        /* names that nodes were given, in the order of running */
    uint32_t changes;         /* of values in the scope, when the point was collected */
    bool printing;            /* the statement at hand is a print */
    Scope apart;              /* of runs that are no first ones */
    ARRAY(uint8_t) lacking;   /* of nodes: whether they depend on a variable without a value, ... */
    uint64_t lacking_of;      /* ... of the graph of this generation */
} Statements;

/* Runs them (a RunProgram): the trace's root is the value. Errors go to the graph's diag. */
void statements_run(void *statements, Traced *traced);
/* The values of a node's variables in the first run (a PointOf). */
const double *statements_point(void *statements, const Graph *graph, NodeId node);
void statements_free(Statements *statements);

/* A formula given alongside a program that branches, over its names: a program of its own, which
 * goes the same ways. */
typedef struct ProgramFormula {
    Statements *program;
    TreeId root;
} ProgramFormula;

/* Runs it (a RunProgram). */
void statements_run_formula(void *formula, Traced *traced);

/* Where in a program a statement stands: from outside come values for its variables. */
typedef enum StatementPlace { STATEMENT_OUTSIDE, STATEMENT_WITHIN, STATEMENT_LAST } StatementPlace;

/* Runs one statement, after others in this scope, for what it defines and for its errors. */
void statements_define(const Tree *tree, TreeId statement, StatementPlace place,
                       const Symbols *symbols, Scope *scope, Graph *graph);
/* Whether a statement calls a function that loops, branches or prints, or may. */
bool statements_calls_restless(const Tree *tree, TreeId statement, const Symbols *symbols,
                               Scope *scope, Graph *graph);
/* Computes the values of the tree's `at`s and nothing else, for a program without a value. */
void statements_points(const Tree *tree, const Symbols *symbols, Scope *scope, Graph *graph);
/* Whether a formula given alongside a program has no names but those of that; else an error. */
bool statements_knows_names(const Tree *tree, size_t statement, const Symbols *symbols,
                            Scope *scope, Graph *graph);
/* A formula given alongside a program that was run in this scope, over its variables, names and
 * functions: that of statement number `statement`, of kind TREE_AT. Poison after an error. */
NodeId statements_formula(const Tree *tree, size_t statement, const Symbols *symbols, Scope *scope,
                          Graph *graph);
/* The same for one that must be constant. False after an error. */
bool statements_constant(const Tree *tree, size_t statement, const Symbols *symbols, Scope *scope,
                         Graph *graph, double *value);

#endif

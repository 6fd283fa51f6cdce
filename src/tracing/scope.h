/* Scope: what names mean while a program is traced, and which nodes are constant.
 *
 * A name is free, a variable, or a name for a node, poison as long as no way taken has given it
 * one; it may be a function as well. Ownership: the
 * Scope owns its tables; nodes belong to the graph, definitions to the tree. */
#ifndef ADCALC_TRACING_SCOPE_H
#define ADCALC_TRACING_SCOPE_H

#include "graph/values.h"
#include "syntax/tree.h"

typedef enum NameKind { NAME_FREE, NAME_VARIABLE, NAME_NODE } NameKind;

typedef struct Name {
    NameKind kind;
    uint32_t variable; /* NAME_VARIABLE: its number */
    NodeId node;       /* NAME_NODE */
    uint8_t op;        /* 1 + the operation that is built in under this name; 0: nobody has asked */
    TreeId function;   /* the DEFINITION's tree node; only if is_function */
    bool is_function;
    bool restless;  /* the function may go more ways than one, or prints: reading.h */
    bool has_value; /* `at` gave it one */
    bool given;     /* ... from outside the program, which wins */
    double value;
    Span span;     /* where it was first read, assigned or given a value */
    Symbol reader; /* the function in which a variable was first read; SYMBOL_NONE: outside all */
    uint32_t cleared; /* times the scope had been, when this was written */
    uint32_t trial;   /* the last one that has its state before */
} Name;

/* What a name was before a trial. */
typedef struct NameBefore {
    Symbol symbol;
    Name name;
} NameBefore;

typedef struct Scope {
    ARRAY(Name) names;       /* index = Symbol; grows as symbols appear */
    ARRAY(Symbol) variables; /* in order of first appearance; index = a variable's number */
    NodeValues constants;    /* of nodes without variables */
    uint64_t steps;          /* of tracing since scope_clear, ... */
    uint64_t loop_steps;     /* ... those of them in loops and functions */
    bool restless;           /* some function is */
    bool redefined;          /* some function was: who calls it may be restless, too */
    uint32_t changes;        /* of values by `at` */
    bool decided;            /* values of variables decided something */
    uint32_t cleared;        /* times */
    uint32_t trials;         /* so far */
    bool trying;             /* in one of them, what it changes is ... */
    ARRAY(NameBefore) before;
    size_t variables_before;
    uint64_t steps_before, loop_steps_before;
    bool restless_before, redefined_before;
    Name nothing; /* stands in for an entry there is no memory for */
} Scope;

/* The entry of a symbol; a stand-in, free, when memory ran out, which is recorded. Valid until the
 * next call. */
Name *scope_name(Scope *scope, Symbol symbol, Diag *diag);
/* The operation that is built in under the name of a symbol, or OP_COUNT. */
OpId scope_operation(Name *name, const char *text);
/* Makes the symbol a new variable; lack of memory is recorded. */
void scope_add_variable(Scope *scope, Symbol symbol, Span span, Diag *diag);
/* Makes the symbol a name for what is not known: a variable of this name, which nothing else reads.
 */
void scope_add_unknown(Scope *scope, Symbol symbol, Graph *graph, Span span);
/* Whether `text` names a constant of the language (pi, e, tau), into *value. */
bool scope_builtin(const char *text, double *value);
/* Whether a node is constant (has no variables), and its value; amortised constant time. */
bool scope_constant(Scope *scope, const Graph *graph, NodeId id, double *value);

/* A trial: names, variables and steps will be as they are now when it is over. What is known of
 * constant nodes stays. */
void scope_try(Scope *scope);
void scope_undo(Scope *scope);

/* Forgets all names; what is known of constant nodes stays, as it belongs to the graph. */
void scope_clear(Scope *scope);
void scope_free(Scope *scope);

#endif

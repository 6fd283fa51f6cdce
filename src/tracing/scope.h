/* Scope: what names mean. A name is a variable, a name for a node, or a constant; a function is a
 * definition in the tree. Ownership: the Scope owns its tables. */
#ifndef ADCALC_TRACING_SCOPE_H
#define ADCALC_TRACING_SCOPE_H

#include "graph/graph.h"
#include "syntax/tree.h"

typedef struct Name {
    Symbol symbol;
    enum { NAME_FREE, NAME_VARIABLE, NAME_NODE } kind;
    uint32_t variable; /* NAME_VARIABLE: its number */
    NodeId node;       /* NAME_NODE */
    TreeId function;   /* the DEFINITION's tree node + 1; 0 for none */
    bool active;       /* the function is being traced right now */
    Span span;         /* where it was first read or assigned */
} Name;

typedef struct Scope {
    ARRAY(Name) names; /* index = Symbol; grows as symbols appear */
    ARRAY(Symbol) variables; /* in order of first appearance */
} Scope;

/* The entry of a symbol; NULL when memory ran out. Valid until the next call. */
Name *scope_name(Scope *scope, Symbol symbol);
void scope_clear(Scope *scope);
void scope_free(Scope *scope);

#endif

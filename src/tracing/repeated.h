/* Repeated derivatives as formulas: each is made once, from the simplified one before it.
 *
 * Formulas are numbered as they are made; 0 is the function itself, as it was traced. Where all
 * provisos hold they equal what the textbook's rules give, applied repeatedly. Ownership: a
 * Repeated owns its lists and borrows graph, rules and `vector`. */
#ifndef ADCALC_TRACING_REPEATED_H
#define ADCALC_TRACING_REPEATED_H

#include "algebra/simplify.h"
#include "tracing/rules.h"

typedef struct RepeatedFormula {
    uint32_t parent, direction; /* the derivative of formula `parent` along this direction */
    NodeId formula;             /* simplified; number 0: the function */
    NodeId raw;                 /* never simplified on the way; NODE_POISON: not made yet */
} RepeatedFormula;

typedef struct Repeated {
    Rules *rules;
    Graph *graph;
    uint32_t variables;   /* directions are variable numbers; `variables` itself is `vector` */
    const double *vector; /* variables of them, or NULL */
    ARRAY(RepeatedFormula) formulas;
    NodeList provisos; /* conditions that the formulas need */
} Repeated;

/* False without memory (recorded). */
bool repeated_begin(Repeated *repeated, Rules *rules, Graph *graph, NodeId root, uint32_t variables,
                    const double *vector);
void repeated_free(Repeated *repeated);

/* The number of the derivative of formula `parent` along a direction;
 * UINT32_MAX after an error (recorded). */
uint32_t repeated_derivative(Repeated *repeated, uint32_t parent, uint32_t direction);
/* The same derivative without simplification, made on demand. Its size may grow by a factor with
 * every order: NODE_POISON if an intermediate one has more than `most` operations, or after an
 * error (recorded). */
NodeId repeated_raw(Repeated *repeated, uint32_t number, uint32_t most);
/* Adds the conditions under which none of the formulas that were differentiated jumps. False after
 * an error (recorded). */
bool repeated_exclude_jumps(Repeated *repeated, NodeList *provisos);
/* The number of operations of a formula. */
uint32_t repeated_size(const Repeated *repeated, NodeId formula);

#endif

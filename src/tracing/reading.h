/* Reading: what the text of a program says before it runs, in source order. */
#ifndef ADCALC_TRACING_READING_H
#define ADCALC_TRACING_READING_H

#include "tracing/tracing.h"

/* Reads a statement, blocks and bodies of functions included: a name that is read before it is
 * assigned becomes a variable; one that is assigned is a name from there on, or it is an error;
 * unknown functions are errors. */
void reading_names(const Tracing *tracing, TreeId statement);
/* Whether a function is restless: it may go more ways than one, or be seen to run, because it
 * loops, branches, prints, calls itself, or calls another that does or that is not known yet. */
bool reading_is_restless(const Tracing *tracing, TreeId definition);
/* What is known so far: nothing restless is called in [from, end); `known`: but by from - 1. */
typedef struct CalmNodes {
    TreeId from, end;
    bool known;
} CalmNodes;

/* Whether such a function is called in the nodes [first, end). Those before `end` that have been
 * looked at are not looked at again while ends are side by side, as those of else ifs are, or come
 * back, as in loops. */
bool reading_calls_restless(const Tracing *tracing, TreeId first, TreeId end, CalmNodes *calm);
/* Whether an expression reads no names but pi and the like. */
bool reading_is_constant(const Tracing *tracing, TreeId root);
/* Makes all names that a statement assigns names for what is not known. */
void reading_forget(const Tracing *tracing, TreeId statement);

#endif

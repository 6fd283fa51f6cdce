/* For tests: a program's text and a point, traced into a Problem that methods take. */
#ifndef ADCALC_TESTS_TRACED_H
#define ADCALC_TESTS_TRACED_H

#include "adcalc.h"

enum { TRACED_VARIABLES = 64 };

typedef struct Traced {
    Diag diag;
    Symbols symbols;
    Tree tree;
    Graph graph;
    Scope scope;
    Trace trace;
    Problem problem; /* all variables wanted, in order of appearance */
    const char *names[TRACED_VARIABLES];
    uint32_t wanted[TRACED_VARIABLES];
} Traced;

/* `values` is "x=3,y=2". False after an error, which is in traced->diag. */
bool traced_begin(Traced *traced, Rules *rules, const char *program, const char *values);
void traced_free(Traced *traced);

/* Asks the referee about a problem, within the usual limits; false without an answer. */
bool referee_answers(Reference *reference, const Problem *problem, ReferenceAnswer *answer);

#endif

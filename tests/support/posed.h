/* For tests: a program's text and a point, made a Problem that methods take. */
#ifndef ADCALC_TESTS_POSED_H
#define ADCALC_TESTS_POSED_H

#include "adcalc.h"

enum { POSED_VARIABLES = 64 };

typedef struct Posed {
    Diag diag;
    Symbols symbols;
    Tree tree;
    Scope scope;
    Statements statements;
    Function function;
    Tapes tapes;
    Problem problem; /* the gradient by all variables, in order of appearance */
    Variable variables[POSED_VARIABLES];
} Posed;

/* The first derivatives by variables 0, 1, ... POSED_VARIABLES - 1. */
const Derivative *first_derivatives(void);

/* `values` is "x=3,y=2". False after an error, which is in posed->diag. */
bool posed_begin(Posed *posed, Rules *rules, const char *program, const char *values);
void posed_free(Posed *posed);

/* Asks the referee about a problem, within the usual limits; false without an answer. */
bool referee_answers(Reference *reference, const Problem *problem, ReferenceAnswer *answer);

#endif

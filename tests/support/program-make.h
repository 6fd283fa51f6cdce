/* For tests: what the parts of the generator of random programs share: expressions, the steps that
 * they stand in, and functions. See programs.h. */
#ifndef ADCALC_TESTS_PROGRAM_MAKE_H
#define ADCALC_TESTS_PROGRAM_MAKE_H

#include "support/programs.h"

typedef uint32_t Names; /* a set of names, one bit each */

static const Names all_assigned = (1u << PROGRAM_COUNTERS) - (1u << PROGRAM_ASSIGNED);
static const Names all_counters = (1u << PROGRAM_PARAMETERS) - (1u << PROGRAM_COUNTERS);
enum { NAME_A = PROGRAM_PARAMETERS, NAME_T, NAME_N };

/* Where something is made. */
typedef struct Place {
    Program *program;
    Names readable;   /* certainly assigned here, or variables */
    Names assignable; /* by steps */
    Names counters;   /* no loop around has them */
    int callable;     /* functions defined before */
    int nesting;      /* of blocks */
    bool in_loop;
} Place;

bool chance_of(double share);
/* One of the names, or -1 if there are none. */
int name_of(Names names);
static inline Names named(int name) {
    return (Names)1 << name;
}

/* ---- expressions ---- */

Expr *expr_number(const Place *place, double number);
Expr *expr_name(const Place *place, int name);
/* `kind` with up to three parts; `which` is its operation. */
Expr *expr_of(const Place *place, ExprKind kind, int which, Expr *a, Expr *b, Expr *c);
/* Two parts, joined by one of + - * /. */
Expr *expr_join(const Place *place, Expr *a, char joint, Expr *b);
/* 1 + u^2, or the like: at least 1. */
Expr *expr_positive(const Place *place, Expr *u);

/* Mostly one that no loop around has. */
int random_counter(const Place *place);
/* At most so deep. */
Expr *random_expr(const Place *place, int depth);
/* Between -2 and 2. */
Expr *random_bounded(const Place *place, int depth);
Expr *random_condition(const Place *place, int depth);

/* ---- steps ---- */

Step *step_make(const Place *place, StepKind kind, int name, Expr *value);
/* Both lists, one behind the other; either may be empty. */
Step *step_append(Step *first, Step *next);
/* The name can be read from there on. */
Step *step_assign(Place *place, int name, Expr *value);

/* NULL if there is no name to assign. */
Step *random_assignment(Place *place);
Step *random_steps(Place *place, int count);

/* One more function, or two that call each other, of what can be read at the place. `bound`: what
 * it compares with, or NULL. */
void make_function(Place *place, Expr *bound);

#endif

/* A problem: one traced function at one point, what every method starts from.
 *
 * Ownership: the caller owns everything a Problem points to; methods borrow it for their
 * lifetime. */
#ifndef ADCALC_METHODS_PROBLEM_H
#define ADCALC_METHODS_PROBLEM_H

#include "tape/evaluator.h"
#include "tracing/rules.h"

/* A direction to differentiate along, `times` times: a variable's, or the problem's `direction` if
 * `variable` is the number of variables. */
typedef struct Factor {
    uint32_t variable, times;
} Factor;

/* A derivative of any order, along distinct factors. Their times add up to the order, at least 1:
 * {{x, 2}, {y, 1}} is d3f/dx2dy. */
typedef struct Derivative {
    const Factor *factors;
    uint32_t count;
} Derivative;

/* About how many operations on numbers a second takes. */
#define PROBLEM_OPERATIONS_A_SECOND 4e8

/* The highest order of a derivative. */
enum { DERIVATIVE_MAX_ORDER = 100 };

/* What is asked about a function. */
typedef enum Question {
    QUESTION_GRADIENT, /* the partial derivatives by the targets */
    QUESTION_ORDERS,   /* all orders up to one, along one direction */
    QUESTION_MIXED,    /* one derivative by several variables */
    QUESTION_HESSIAN,  /* the upper triangle, row by row, of the targets */
    QUESTION_PRODUCT   /* the Hessian times a vector: an entry by each target */
} Question;

typedef struct Problem {
    Tapes *tapes; /* of f, shared by all who run it */
    Graph *graph; /* of the trace at the point; symbolic adds nodes to it */
    NodeId root;
    Rules *rules;
    const Variable *variables; /* of the program */
    uint32_t variable_count;
    uint32_t components;     /* of all variables */
    const double *point;     /* components of them */
    const uint32_t *targets; /* numbers of the variables to differentiate with respect to */
    uint32_t target_count;
    Question question;
    /* for all but QUESTION_GRADIENT: the derivatives; else NULL */
    const Derivative *derivatives;
    uint32_t derivative_count;
    /* variables of them, a vector of any norm; NULL if no factor refers to it */
    const double *direction;
} Problem;

/* The name of a component of the point. */
const char *problem_name(const Problem *problem, uint32_t component);
/* Those of all components, in the arena; NULL without memory (recorded). */
const char *const *problem_names(const Problem *problem, Diag *diag, Arena *arena);

/* How many derivatives are asked for. */
static inline uint32_t problem_answers(const Problem *problem) {
    return problem->derivatives ? problem->derivative_count : problem->target_count;
}

#endif

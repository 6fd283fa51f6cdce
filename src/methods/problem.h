/* A problem: one traced function at one point, and which derivatives of it are asked for: a list,
 * whatever their orders. A gradient is a list of first ones. What every method starts from.
 *
 * Ownership: the caller owns everything a Problem points to; methods borrow it for their
 * lifetime. */
#ifndef ADCALC_METHODS_PROBLEM_H
#define ADCALC_METHODS_PROBLEM_H

#include "tape/evaluator.h"
#include "tracing/rules.h"

/* A direction to differentiate along, `times` times: a component of the point, or the problem's
 * `direction` if `variable` is the number of components. */
typedef struct Factor {
    uint32_t variable, times;
} Factor;

/* A derivative of any order, along distinct factors. Their times add up to the order, at least 1:
 * {{x, 2}, {y, 1}} is d3f/dx2dy. */
typedef struct Derivative {
    const Factor *factors;
    uint32_t count;
} Derivative;

/* Whether that many operations on numbers would take over a second, and nobody asked for that. */
static inline bool problem_takes_long(double operations, bool patient) {
    return !patient && operations > 4e8;
}

/* The highest order of a derivative. */
enum { DERIVATIVE_MAX_ORDER = 100 };

/* What the list is to those who show the answers; methods do not read it. */
typedef enum Question {
    QUESTION_GRADIENT, /* first derivatives, each by a variable */
    QUESTION_ORDERS,   /* all orders up to one, along one direction */
    QUESTION_MIXED,    /* one derivative by several variables */
    QUESTION_HESSIAN,  /* the upper triangle, row by row, of some variables */
    QUESTION_PRODUCT   /* the Hessian times a vector: an entry by each variable */
} Question;

typedef struct Problem {
    Tapes *tapes; /* of f, shared by all who run it */
    Graph *graph; /* of the trace at the point; symbolic adds nodes to it */
    NodeId root;
    Rules *rules;
    const Variable *variables; /* of the program */
    uint32_t variable_count;
    uint32_t components; /* of all variables */
    const double *point; /* components of them */
    const Derivative *derivatives;
    uint32_t derivative_count;
    Question question;
    /* components of them, a vector of any norm; NULL if no factor refers to it */
    const double *direction;
} Problem;

/* The first derivative by a variable, its factor kept in *factor. */
static inline Derivative derivative_by(uint32_t variable, Factor *factor) {
    *factor = (Factor){variable, 1};
    return (Derivative){factor, 1};
}

/* Makes it a problem at another point: of the trace that fits there. False without memory
 * (recorded). */
bool problem_move(Problem *problem, const double *point);
/* Whether there are only first derivatives by variables, for which plain sweeps and quotients will
 * do: what is more takes power series and stencils. */
bool problem_is_gradient(const Problem *problem);
/* The variable of a gradient's answer; the first one of any other derivative. */
static inline uint32_t problem_variable(const Problem *problem, uint32_t answer) {
    return problem->derivatives[answer].factors[0].variable;
}
/* The variables that the derivatives are by, each once, in the order of the list; last those that
 * the vector moves. Returns their number. `moved`, one a component and 0, gets their marks;
 * `variables` may be NULL. */
uint32_t problem_moved(const Problem *problem, uint8_t *moved, uint32_t *variables);
/* The first variable of the derivative that is marked; `components` if none is. */
uint32_t problem_marked(const Problem *problem, const Derivative *derivative, const uint8_t *marks);
/* The name of a component of the point. */
const char *problem_name(const Problem *problem, uint32_t component);
/* Those of all components, in the arena; NULL without memory (recorded). */
const char *const *problem_names(const Problem *problem, Diag *diag, Arena *arena);
/* An upper estimate of the operations of one run of the function; a guess without memory (recorded
 * in the graph's diag). */
double problem_operations(const Problem *problem);

#endif

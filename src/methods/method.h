/* The four ways to differentiate, behind one interface.
 *
 * A method is prepared once (timed as set-up) and then evaluated any number of times without
 * allocating; each evaluation gives the value and all derivatives asked for, at the problem's
 * point. */
#ifndef ADCALC_METHODS_METHOD_H
#define ADCALC_METHODS_METHOD_H

#include "algebra/simplify.h"
#include "methods/problem.h"

typedef enum MethodId {
    METHOD_SYMBOLIC,
    METHOD_FORWARD,
    METHOD_REVERSE,
    METHOD_NUMERIC,
    METHOD_COUNT
} MethodId;

/* How the numeric method differentiates. */
typedef enum NumericScheme {
    NUMERIC_CENTRAL,
    NUMERIC_FORWARD,
    NUMERIC_BACKWARD,
    NUMERIC_RICHARDSON, /* the best of a tableau of extrapolated central quotients */
    NUMERIC_COMPLEX,    /* Im f(x + ih) / h */
    NUMERIC_GSL,        /* gsl_deriv_central, or _forward and _backward where f ends */
    NUMERIC_LECTURE,    /* (f(x + h) - f(x)) / h with h = 1e-4 */
    NUMERIC_SCHEMES
} NumericScheme;

typedef struct NumericRow {
    const char *name;  /* "central" */
    MessageCode error; /* the source of its error */
    int side;          /* of the point: 0 both, 1 above, -1 below */
    double step;       /* h, where the scheme prescribes it; else 0 */
} NumericRow;
extern const NumericRow numeric_table[NUMERIC_SCHEMES];

typedef struct MethodOptions {
    NumericScheme scheme;
    double step;  /* h; 0 for the scheme's own */
    bool patient; /* symbolic: no limit on the size of formulas */
    bool jumps; /* symbolic: provisos also exclude where formulas mean nothing, as f jumps there */
} MethodOptions;

typedef struct Method Method;

/* A way to answer: a method may have several, of which prepare chooses by what is asked. */
typedef struct MethodWay {
    /* For method_evaluate. value: one double; answers: the derivatives of the list, but anything
     * where the value is NaN. */
    void (*evaluate)(Method *method, double *value, double *answers);
    /* Error estimates of the last answers (numeric only; else NULL); they aim to cover the error.
     * Infinite where f shows no derivative, NaN where f is NaN. Some forty runs of f per
     * variable. */
    void (*estimate)(Method *method, double *estimates);
    void (*release)(Method *method);
} MethodWay;

typedef struct MethodRow {
    const char *name; /* "symbolic" */
    /* Makes the method's state for a problem; NULL without memory (recorded in its graph). */
    Method *(*prepare)(const Problem *problem, const MethodOptions *options);
    /* Set-up and one evaluation cost about this many operations on numbers. */
    double (*predict)(const Problem *problem);
} MethodRow;

/* In the order they are shown. */
extern const MethodRow method_table[METHOD_COUNT];

/* Whether two answers are of the same kind: both finite, both NaN, or the same infinity. A
 * derivative with answers of different kinds deserves a note. */
bool method_same_kind(double a, double b);

/* The value, and all derivatives of the list: NaN where the value is. */
void method_evaluate(Method *method, double *value, double *answers);

/* The first member of every method's state, filled in by prepare. */
struct Method {
    const MethodWay *way;
    const Problem *problem;
    /* "central, h = 6.1e-6"; nothing if there is only one way. Of the last evaluation: tells
     * whether the stencil had to change, or a proviso failed */
    Said scheme;
    Said refused;   /* why there is no answer: "gamma has no complex value"; else nothing */
    Said passes;    /* "1 forward + 1 reverse" */
    uint32_t nodes; /* instructions on the tape it runs */
    /* the number of answers it has, from the first: all, except for symbolic where formulas grow
     * too large */
    uint32_t answered;
    /* symbolic, any order: of f, then of each answer's formula; else NULL */
    const uint32_t *operations;
    double step;              /* numeric: the h of the first answer; else 0 */
    const NodeId *formulas;   /* symbolic: one simplified derivative per answer; else NULL */
    const NodeList *provisos; /* symbolic: conditions they need, as asked for; else NULL */
};

#endif

/* For tests: random programs, with loops, branches, functions and recursion, of which everything is
 * known from another side.
 *
 * A Program is a small syntax tree of its own. It is written as adcalc's text, in a layout of
 * chance (program-text.c), and run by an interpreter over dual numbers of MPFR (program-run.c),
 * which also writes down what was applied, as a program of assignments alone: the unrolled one. The
 * operations of both are the same, in the same order.
 *
 * What a program computes is smooth but for its branches, and mostly of ordinary size: whoever
 * wants certainty asks the interpreter, which says what it is no use comparing with.
 * Ownership: a Program owns its tree; zero-initialise one. */
#ifndef ADCALC_TESTS_PROGRAMS_H
#define ADCALC_TESTS_PROGRAMS_H

#include "adcalc.h"
#include "support/duals.h"

/* ---- the tree -------------------------------------------------------------------------------- */

/* Names are numbers: variables, names that are assigned, loops' and parameters. A set of them is a
 * mask. */
enum {
    PROGRAM_VARIABLES = DUAL_PARTIALS,
    PROGRAM_ASSIGNED = PROGRAM_VARIABLES,    /* the first of them */
    PROGRAM_COUNTERS = PROGRAM_ASSIGNED + 7, /* of for loops */
    PROGRAM_PARAMETERS = PROGRAM_COUNTERS + 4,
    PROGRAM_NAMES = PROGRAM_PARAMETERS + 3,
    PROGRAM_FUNCTIONS = 5,
    PROGRAM_SIGNS = 6,
    PROGRAM_PARTS = 20 /* at most, of one expression */
};
extern const char *const program_names[PROGRAM_NAMES];
extern const char *const program_functions[PROGRAM_FUNCTIONS];
/* How they are written: operations with one operand, and comparisons. */
extern const char *const program_applied[DUAL_UNARY];
extern const char *const program_signs[PROGRAM_SIGNS];

typedef enum ExprKind {
    EXPR_NUMBER,
    EXPR_NAME,
    EXPR_SUM,     /* count terms, with their joints */
    EXPR_PRODUCT, /* factors */
    EXPR_APPLIED, /* one of adcalc's functions, or a sign */
    EXPR_POWER,   /* base, exponent: a whole number or a counter */
    EXPR_CALL,    /* of the program's function number `which` */
    EXPR_CHOICE,  /* condition, then, else */
    EXPR_FOLD,    /* low, high, term; `which` counts, the joint says sum or product */
    EXPR_COMPARISON,
    EXPR_AND,
    EXPR_OR,
    EXPR_NOT
} ExprKind;

typedef struct Expr Expr;
struct Expr {
    ExprKind kind;
    int which;     /* the name, function, DualOp, or sign of the comparison */
    double number; /* not negative */
    int count;
    Expr **parts;
    char joints[PROGRAM_PARTS]; /* "+-", "*" and "/"; that of the first is + or * */
};

typedef enum StepKind { STEP_ASSIGN, STEP_VALUE, STEP_IF, STEP_FOR, STEP_WHILE } StepKind;

typedef struct Step Step;
struct Step {
    StepKind kind;
    int name;           /* ASSIGN, FOR */
    Expr *value, *high; /* ASSIGN, VALUE; the condition of IF and WHILE; FOR: the bounds */
    Step *body, *otherwise;
    Step *next;
};

typedef struct ProgramFunction {
    int parameters[2], parameter_count;
    Step *body;      /* the last step is the value */
    bool braces;     /* or the body is a lone expression */
    bool counted;    /* the first parameter is a whole number, by which it calls itself */
    bool branches;   /* in blocks, in loops or by calling itself, or what it calls does */
    uint32_t locals; /* parameters, and what it assigns */
} ProgramFunction;

/* The top level: a definition or a step. */
typedef struct ProgramItem {
    int function; /* or -1 */
    Step *step;
} ProgramItem;

typedef struct Program {
    Arena arena;
    int variables; /* how many there are: 1 to PROGRAM_VARIABLES */
    ProgramFunction functions[PROGRAM_FUNCTIONS];
    int function_count;
    ProgramItem items[32];
    int item_count;
    Expr *planted; /* the number that a planted condition compares with, or NULL */
} Program;

/* ---- what is done with it -------------------------------------------------------------------- */

/* Another program. Chance is that of chance.h. `plant`: one of its branches or loops compares
 * something that the variables move with the number `planted`. */
void program_make(Program *program, bool plant);
void program_free(Program *program);
/* A point for it, whose coordinates have few bits. */
void program_point(const Program *program, double point[PROGRAM_VARIABLES]);

/* Whether a call in it branches, loops or calls itself. */
bool expr_branches(const Program *program, const Expr *expr);

/* Its text: one line, or several, with or without comments. */
void program_write(const Program *program, Text *out);

/* What the interpreter found at a point. */
typedef struct ProgramWay {
    double value, partials[PROGRAM_VARIABLES];
    /* To first order what doubles may be off by; see duals.h. */
    double error, errors[PROGRAM_VARIABLES];
    double distance;    /* at least so far, relative to the point, the next condition turns over */
    uint64_t decisions; /* a hash of all of them */
    int decided;
    bool ties; /* some condition has equal sides that are not constant: its ways part everywhere */
    /* Of the planted condition, the first time that it is decided, and the last time. */
    struct {
        double value, partials[PROGRAM_VARIABLES];
    } planted[2];
    int planted_count;    /* how often it was */
    const char *unusable; /* why nothing can be compared with this; else NULL */
    Text unrolled;        /* to be freed */
} ProgramWay;

/* `way` is zero-initialised, or one of before. */
void program_run(const Program *program, const double *point, ProgramWay *way);
/* The interpreter's memory. */
void program_run_end(void);

#endif

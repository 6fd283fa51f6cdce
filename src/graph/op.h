/* The table of operations, made from ops.def.
 *
 * An OpInfo says what an operation is, in one row: value, partials, bound, where it is smooth; the
 * lines below a row say what else is known of it. The referee has a table of its own on purpose.
 * The order of rows is of no meaning. */
#ifndef ADCALC_GRAPH_OP_H
#define ADCALC_GRAPH_OP_H

#include <stdbool.h>
#include <stdint.h>

typedef enum OpId {
#define ROW(id, name) OP_##id,
#include "graph/ops.def"
    OP_COUNT
} OpId;

typedef enum OpForm {
    OP_LEAF,     /* constant, variable, poison */
    OP_UNARY,    /* OP1: x; OPS, OPF: x and a static integer n */
    OP_BINARY,   /* OP2: x, y; OPF2: a static integer n as well */
    OP_NARY,     /* OPN: any number of arguments, at least one */
    OP_SELECTING /* CHOICE: condition, then, else; only the chosen arm is evaluated */
} OpForm;

enum { OP_MAX_ARGUMENTS = 3 }; /* but for OP_NARY */

typedef struct OpInfo {
    const char *id;   /* "TANH" */
    const char *name; /* what people type: "tanh", "+"; "" for leaves */
    OpForm form;
    bool has_integer;        /* a static integer n belongs to the node */
    bool integer_first;      /* people write f(n, x), not f(x, n) */
    int32_t least, greatest; /* what n may be */
    int arity;               /* graph arguments; -1 for any number */
    const char *value;       /* text in x, y, n; "" for leaves, n-ary and choices */
    const char *partial[2]; /* text in x, y, v, n; "0.0" means structurally zero; "" for n-ary ones,
                               whose rules are structural: see graph/nary.h */
    double bound;           /* ulps that value and partials stay within */
    const char *tex;        /* "\\tanh"; "" for infix operators, laid out by their place */
    const char *smooth;     /* condition in x, y under which it is smooth; "1.0" everywhere */
} OpInfo;

extern const OpInfo op_table[OP_COUNT];

/* What ops.def knows of a function whose arguments are total. The first are facts about numbers,
 * which algebra/facts.h gathers for every node. */
enum {
    FACT_TOTAL = 1,       /* exists and is finite for all values of the variables */
    FACT_NONZERO = 2,     /* never 0 where it exists */
    FACT_NONNEGATIVE = 4, /* never < 0 where it exists */
    FACT_FINITE = 8,      /* never infinite; it may not exist (NaN) */
    FACT_POSITIVE = FACT_NONZERO | FACT_NONNEGATIVE,
    FACT_EVEN = 256, /* op(-a) is op(a) */
    FACT_ODD = 512,  /* op(-a) is -op(a) */
    FACT_WHOLE = 1024,
    FACT_APART = 2048,
    FACT_BARE = 4096,
    FACT_JUMPS = 8192
};
extern const uint16_t op_facts[OP_COUNT];

/* Value and partial derivatives at one point, compiled from the texts of ops.def; `count`
 * arguments. For n-ary operations partials[i] is the one with respect to argument i; choices have
 * no value here. NaN in any argument gives NaN, but for comparisons. Partials where the value is
 * NaN mean nothing. */
double op_value(OpId op, int32_t integer, const double *arguments, uint32_t count);
void op_partials(OpId op, int32_t integer, const double *arguments, uint32_t count, double value,
                 double *partials);
/* Whether a partial is structurally zero: its text is "0.0", or the operation is x^0.
 * Such a partial is skipped, so that no 0 * infinity leaks out of it. */
bool op_partial_is_zero(OpId op, int32_t integer, uint32_t which);
/* Whether its row has no condition under which it is smooth; n-ary ones never have. */
bool op_smooth_everywhere(OpId op);
/* Whether the operation is smooth at this point: false at kinks, jumps,
 * ends of the domain and NaN. */
bool op_smooth(OpId op, int32_t integer, const double *arguments, uint32_t count);

/* What it is near its edges, and what it nears for arguments beyond all bounds: texts of ops.def;
 * "" where there are none. */
const char *op_edge(OpId op);
const char *op_far(OpId op);

static inline bool op_is_comparison(OpId op) {
    return op == OP_LT || op == OP_LE || op == OP_GT || op == OP_GE || op == OP_EQ || op == OP_NE;
}

/* Whether the name of an operation is a word, and not a sign ("+"). */
bool op_is_word(const char *name);
/* The operation people call by `name` (aliases too) or OP_COUNT. Operators ("+") are not found;
 * of two rows of one name ("max") it is the binary one. */
OpId op_by_name(const char *name);
/* The n-ary operation with the name of this one, as of the binary max, or OP_COUNT. */
OpId op_nary_twin(OpId op);
/* Whether calls may leave out the last of two arguments, and what it is then. */
bool op_default(OpId op, double *last);
/* Of a name that stands for a pair, outer(inner(x, y), z), the inner operation; else OP_COUNT.
 * The outer one is what op_by_name finds. */
OpId op_pair(const char *name);
/* The i-th such name, and the i-th other name of an operation; NULL beyond the last. */
const char *op_pair_name(unsigned i);
const char *op_other_name(OpId op, unsigned i);
/* What it is, in words; "" where its name says it. */
const char *op_about(OpId op);
/* Whether books write the function of this name, in whatever case, without parentheses. */
bool op_is_bare(const char *name);
/* The best guess for a misspelt function name, as people write it, or NULL. */
const char *op_nearest_name(const char *name);

#endif

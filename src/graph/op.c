/* The table of operations and what can be asked of a row: its value and partials, and its names.
 *
 * Everything here is generated from ops.def; the texts compile with the meanings of
 * arithmetic.h. */
#include "graph/op.h"

#include "base/spelling.h"
#include "graph/nary.h"

#include <string.h>

const OpInfo op_table[OP_COUNT] = {
#define FUNCTION(op_form, count, op_id, op_name, op_value, dx, dy, op_bound, op_tex, op_smooth)    \
    .id = op_id, .name = op_name, .form = op_form, .arity = count, .value = op_value,              \
    .partial = {dx, dy}, .bound = op_bound, .tex = op_tex, .smooth = op_smooth
#define OP1(id, name, value, dx, bound, tex, smooth)                                               \
    {FUNCTION(OP_UNARY, 1, #id, name, #value, #dx, "", bound, tex, #smooth)},
#define OPS(id, name, value, dx, bound, tex, smooth)                                               \
    {FUNCTION(OP_UNARY, 1, #id, name, #value, #dx, "", bound, tex, #smooth), .has_integer = true,  \
     .least = -(1 << 30), .greatest = 1 << 30},
#define OPF(id, name, low, high, value, dx, bound, tex, smooth)                                    \
    {FUNCTION(OP_UNARY, 1, #id, name, #value, #dx, "", bound, tex, #smooth), .has_integer = true,  \
     .integer_first = true, .least = low, .greatest = high},
#define OPF2(id, name, low, high, value, dx, dy, bound, tex, smooth)                               \
    {FUNCTION(OP_BINARY, 2, #id, name, #value, #dx, #dy, bound, tex, #smooth),                     \
     .has_integer = true, .integer_first = true, .least = low, .greatest = high},
#define OP2(id, name, value, dx, dy, bound, tex, smooth)                                           \
    {FUNCTION(OP_BINARY, 2, #id, name, #value, #dx, #dy, bound, tex, #smooth)},
#define OPN(id, name, bound, tex) {FUNCTION(OP_NARY, -1, #id, name, "", "", "", bound, tex, "1.0")},
#define LEAF(id) {FUNCTION(OP_LEAF, 0, #id, "", "", "", "", 0, "", "1.0")},
#define CHOICE(id, name) {FUNCTION(OP_SELECTING, 3, #id, name, "", "", "", 0, "", "1.0")},
#include "graph/ops.def"
};

const uint16_t op_facts[OP_COUNT] = {
#define ROW(...)
#define TOTAL (FACT_TOTAL | FACT_FINITE)
#define FINITE FACT_FINITE
#define NONZERO FACT_NONZERO
#define NONNEGATIVE FACT_NONNEGATIVE
#define POSITIVE FACT_POSITIVE
#define EVEN FACT_EVEN
#define ODD FACT_ODD
#define WHOLE FACT_WHOLE
#define APART FACT_APART
#define BARE FACT_BARE
#define JUMPS FACT_JUMPS
#define FACT(op, facts) [OP_##op] = (facts),
#include "graph/ops.def"
};

#define ROW(...)
static const char *const edges[OP_COUNT] = {
#define EDGE(id, ...) [OP_##id] = #__VA_ARGS__,
#include "graph/ops.def"
};

#define ROW(...)
static const char *const fars[OP_COUNT] = {
#define FAR(id, ...) [OP_##id] = #__VA_ARGS__,
#include "graph/ops.def"
};

const char *op_edge(OpId op) {
    return edges[op] ? edges[op] : "";
}

const char *op_far(OpId op) {
    return fars[op] ? fars[op] : "";
}

typedef struct CallName {
    const char *name;
    OpId op;
} CallName;

/* All names and aliases, operators too. */
static const CallName call_names[] = {
#define ROW(id, name) {name, OP_##id},
#define ALIAS(id, name) {name, OP_##id},
#define PAIR(id, inner, name) {name, OP_##id},
#include "graph/ops.def"
};

enum { CALL_NAMES = sizeof call_names / sizeof call_names[0] };

bool op_is_word(const char *name) {
    return (name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z');
}

OpId op_by_name(const char *name) {
    OpId found = OP_COUNT;
    if (!op_is_word(name))
        return found;
    for (size_t i = 0; i < CALL_NAMES; i++)
        if (call_names[i].name[0] == name[0] && strcmp(call_names[i].name, name) == 0 &&
            (found == OP_COUNT || op_table[found].form == OP_NARY))
            found = call_names[i].op;
    return found;
}

OpId op_nary_twin(OpId op) {
    for (OpId other = 0; other < OP_COUNT; other++)
        if (op_table[other].form == OP_NARY && !strcmp(op_table[other].name, op_table[op].name))
            return other;
    return OP_COUNT;
}

bool op_is_bare(const char *name) {
    for (size_t i = 0; i < CALL_NAMES; i++)
        if (op_facts[call_names[i].op] & FACT_BARE && spelling_same(call_names[i].name, name))
            return true;
    return false;
}

bool op_default(OpId op, double *last) {
    switch ((int)op) {
#define ROW(...)
#define DEFAULT(id, y)                                                                             \
    case OP_##id:                                                                                  \
        *last = y;                                                                                 \
        return true;
#include "graph/ops.def"
    default:
        return false;
    }
}

/* Each with its inner operation. */
static const CallName pair_names[] = {
#define ROW(...)
#define PAIR(id, inner, name) {name, OP_##inner},
#include "graph/ops.def"
};

enum { PAIR_NAMES = sizeof pair_names / sizeof pair_names[0] };

OpId op_pair(const char *name) {
    for (size_t i = 0; i < PAIR_NAMES; i++)
        if (strcmp(pair_names[i].name, name) == 0)
            return pair_names[i].op;
    return OP_COUNT;
}

const char *op_pair_name(unsigned i) {
    return i < PAIR_NAMES ? pair_names[i].name : NULL;
}

const char *op_other_name(OpId op, unsigned i) {
    static const CallName other_names[] = {
#define ROW(...)
#define ALIAS(id, name) {name, OP_##id},
#include "graph/ops.def"
    };
    for (size_t k = 0; k < sizeof other_names / sizeof other_names[0]; k++)
        if (other_names[k].op == op && i-- == 0)
            return other_names[k].name;
    return NULL;
}

const char *op_about(OpId op) {
    switch ((int)op) {
#define ROW(...)
#define ABOUT(id, text)                                                                            \
    case OP_##id:                                                                                  \
        return text;
#include "graph/ops.def"
    default:
        return "";
    }
}

/* What people call who know the function by this name from elsewhere; NULL for none. */
static const char *name_here(const char *name) {
    static const CallName elsewhere[] = {
#define ROW(...)
#define ELSEWHERE(id, name) {name, OP_##id},
#include "graph/ops.def"
    };
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
        if (spelling_same(elsewhere[i].name, name)) {
            const char *here = op_table[elsewhere[i].op].name;
            return op_is_word(here) ? here : op_other_name(elsewhere[i].op, 0);
        }
    return NULL;
}

const char *op_nearest_name(const char *name) {
    const char *here = name_here(name);
    if (here)
        return here;
    Spelling spelling = spelling_begin(name);
    for (size_t i = 0; i < CALL_NAMES; i++) {
        const char *candidate = call_names[i].name;
        OpForm form = op_table[call_names[i].op].form;
        if (op_is_word(candidate) && form != OP_SELECTING && call_names[i].op != OP_NOT)
            spelling_try(&spelling, candidate);
    }
    return spelling.nearest;
}

bool op_partial_is_zero(OpId op, int32_t integer, uint32_t which) {
    return (op == OP_POWI && integer == 0) ||
           (which < 2 && strcmp(op_table[op].partial[which], "0.0") == 0);
}

bool op_smooth_everywhere(OpId op) {
    return !strcmp(op_table[op].smooth, "1.0");
}

/* From here on common words are macros. */
#include "graph/arithmetic.h"

double op_value(OpId op, int32_t integer, const double *arguments, uint32_t count) {
    const double x = count > 0 ? arguments[0] : (double)NAN;
    const double y = count > 1 ? arguments[1] : (double)NAN;
    const double n = integer;
    switch ((int)op) {
#define LEAF(id)
#define OP1(id, name, value, dx, bound, tex, smooth)                                               \
    case OP_##id:                                                                                  \
        return value;
#define OP2(id, name, value, dx, dy, bound, tex, smooth)                                           \
    case OP_##id:                                                                                  \
        return value;
#define OPN(id, name, bound, tex)                                                                  \
    case OP_##id:                                                                                  \
        return nary_value(op, arguments, count);
#define CHOICE(id, name)
#include "graph/ops.def"
    default:
        return (double)NAN;
    }
}

void op_partials(OpId op, int32_t integer, const double *arguments, uint32_t count, double value,
                 double *partials) {
    const double x = count > 0 ? arguments[0] : (double)NAN;
    const double y = count > 1 ? arguments[1] : (double)NAN;
    const double n = integer, v = value;
    switch ((int)op) {
#define LEAF(id)
#define OP1(id, name, value, dx, bound, tex, smooth)                                               \
    case OP_##id:                                                                                  \
        partials[0] = dx;                                                                          \
        break;
#define OPS(id, name, value, dx, bound, tex, smooth)                                               \
    case OP_##id:                                                                                  \
        partials[0] = op_partial_is_zero(op, integer, 0) ? 0.0 : (dx);                             \
        break;
#define OP2(id, name, value, dx, dy, bound, tex, smooth)                                           \
    case OP_##id:                                                                                  \
        partials[0] = dx;                                                                          \
        partials[1] = dy;                                                                          \
        break;
#define OPN(id, name, bound, tex)                                                                  \
    case OP_##id:                                                                                  \
        nary_partials(op, arguments, count, value, partials);                                      \
        break;
#define CHOICE(id, name)
#include "graph/ops.def"
    }
}

bool op_smooth(OpId op, int32_t integer, const double *arguments, uint32_t count) {
    const double x = count > 0 ? arguments[0] : (double)NAN;
    const double y = count > 1 ? arguments[1] : (double)NAN;
    const double n = integer;
    for (uint32_t i = 0; i < count; i++)
        if (isnan(arguments[i]))
            return false;
    switch ((int)op) {
#define LEAF(id)
#define OP1(id, name, value, dx, bound, tex, smooth)                                               \
    case OP_##id:                                                                                  \
        return (smooth) != 0.0;
#define OP2(id, name, value, dx, dy, bound, tex, smooth)                                           \
    case OP_##id:                                                                                  \
        return (smooth) != 0.0;
#define OPN(id, name, bound, tex)
#define CHOICE(id, name)
#include "graph/ops.def"
    }
    return !(op == OP_MAXIMUM || op == OP_MINIMUM) || nary_single_extremum(op, arguments, count);
}

/* The sweeps over a tape: values; dual numbers (Clifford 1873); reverse adjoints (Linnainmaa 1970).
 *
 * The loops are made from the texts of ops.def with the meanings of graph/arithmetic.h, so their
 * results are bit for bit those of op_value and op_partials. This file is compiled with the flags
 * for loops; it must not be compiled with contraction or reassociation, which would change bits. */
#include "tape/kernels.h"

#include "graph/nary.h"

#include <string.h>

/* ---- operations over any number of operands ---- */

/* The operands as an array: in place if they are adjacent, else copied to scratch. */
static const double *gathered(const Tape *tape, const Instruction *at, const double *values,
                              double *scratch) {
    const uint32_t *elements = tape->gather.items + at->in[0];
    if (at->adjacent)
        return values + elements[0];
    for (uint32_t j = 0; j < at->in[1]; j++)
        scratch[j] = values[elements[j]];
    return scratch;
}

/* The partials of an n-ary result, in the second half of scratch; NULL where all are 1. */
static const double *partials_of(const Tape *tape, const Instruction *at, const double *values,
                                 double *scratch) {
    if (at->op == OP_SUM)
        return NULL;
    const double *arguments = gathered(tape, at, values, scratch);
    double *partials = scratch + at->in[1];
    nary_partials((OpId)at->op, arguments, at->in[1], values[at->out], partials);
    return partials;
}

/* The tangent of an n-ary result: the contributions of active operands, 0 for others, added in
 * lanes. They go to the first half of scratch. */
static double nary_tangent(const Tape *tape, const Instruction *at, const double *values,
                           const double *tangents, const uint8_t *active, uint8_t direction,
                           double *scratch) {
    const double *partials = partials_of(tape, at, values, scratch);
    for (uint32_t j = 0; j < at->in[1]; j++) {
        double contribution = 0.0;
        uint32_t element = tape_operand(tape, at, j);
        if (active[element] & direction) {
            contribution = tangents[element];
            if (partials)
                contribution *= partials[j];
        }
        scratch[j] = contribution;
    }
    return nary_sum(scratch, at->in[1]);
}

static void nary_adjoint(const Tape *tape, const Instruction *at, const double *values,
                         double *adjoints, const uint8_t *active, double *scratch) {
    const double adjoint = adjoints[at->out];
    const double *partials = partials_of(tape, at, values, scratch);
    for (uint32_t j = 0; j < at->in[1]; j++)
        if (active[tape_operand(tape, at, j)])
            adjoints[tape_operand(tape, at, j)] += partials ? adjoint * partials[j] : adjoint;
}

/* ---- activity ---- */

void kernels_activity(const Tape *tape, uint8_t *active) {
    memset(active + tape->variables, 0, tape->elements - tape->variables);
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        uint8_t bits = 0;
        if (at->op == OP_SELECT)
            continue;
        for (uint32_t k = 0; k < tape_operand_count(at); k++)
            if (tape_uses(at, k))
                bits |= active[tape_operand(tape, at, k)];
        active[at->out] = bits;
    }
}

/* While the loop runs, 2 means relevant and 1 active but not known to be relevant. */
void kernels_relevance(const Tape *tape, uint32_t output, uint8_t *active) {
    for (uint32_t e = 0; e < tape->elements; e++)
        active[e] = active[e] != 0;
    if (active[output])
        active[output] = 2;
    for (size_t i = tape->code.count; i-- > 0;) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT)
            continue;
        for (uint32_t k = 0; active[at->out] == 2 && k < tape_operand_count(at); k++)
            if (tape_uses(at, k) && active[tape_operand(tape, at, k)])
                active[tape_operand(tape, at, k)] = 2;
        active[at->out] >>= 1;
    }
    for (uint32_t e = 0; e < tape->variables; e++)
        active[e] >>= 1;
}

/* ---- the sweeps; from here on common words are macros ----
 *
 * Each row is a label, and each instruction jumps to the next one's (threaded code, after Bell,
 * CACM 16, 1973). gcc joins these jumps into one again; forcing them apart (by stops at both ends
 * of the tape instead of the test in NEXT) made Rosenbrock's chain in tests/bench a fifth faster
 * but Goldstein and Price's function half as slow again. In a row x, y are the arguments, n the
 * static integer (0 for none) and v the value, as in ops.def; the partials are dx, dy. */

#include "graph/arithmetic.h"

#define IS_ZERO(text) (__builtin_strcmp(text, "0.0") == 0)

/* ---- values ---- */

bool kernels_value(const Tape *tape, double *values, double *scratch) {
    static const void *const rows[OP_COUNT] = {
#define ROW(id, name) &&row_##id,
#include "graph/ops.def"
    };
    if (!tape->code.count)
        return true;
    const Instruction *at = tape->code.items;
    const Instruction *const end = at + tape->code.count;
    goto *rows[at->op];

#define NEXT                                                                                       \
    if (++at == end)                                                                               \
        return true;                                                                               \
    goto *rows[at->op];

#define LEAF(id) row_##id : NEXT
#define OP1(id, name, value, dx, bound, tex, smooth)                                               \
    row_##id : {                                                                                   \
        const double x = values[at->in[0]], n = at->integer;                                       \
        (void)n;                                                                                   \
        values[at->out] = value;                                                                   \
    }                                                                                              \
    NEXT
#define OP2(id, name, value, dx, dy, bound, tex, smooth)                                           \
    row_##id : {                                                                                   \
        const double x = values[at->in[0]], y = values[at->in[1]], n = at->integer;                \
        (void)n;                                                                                   \
        values[at->out] = value;                                                                   \
    }                                                                                              \
    NEXT
#define OPN(id, name, bound, tex)                                                                  \
    row_##id : values[at->out] =                                                                   \
                   nary_value(OP_##id, gathered(tape, at, values, scratch), at->in[1]);            \
    NEXT
#define CHOICE(id, name)                                                                           \
    row_##id : if ((values[at->in[0]] != 0.0) != (at->integer != 0)) return false;                 \
    NEXT
#include "graph/ops.def"
}

/* ---- tangents ---- */

#define ACTIVE(k) (active[at->in[k]] & direction)

bool kernels_tangent(const Tape *tape, double *values, double *tangents, const uint8_t *active,
                     uint8_t direction, double *scratch) {
    static const void *const rows[OP_COUNT] = {
#define ROW(id, name) &&row_##id,
#include "graph/ops.def"
    };
    if (!tape->code.count)
        return true;
    const Instruction *at = tape->code.items;
    const Instruction *const end = at + tape->code.count;
    goto *rows[at->op];

#define LEAF(id) row_##id : NEXT
#define OP1(id, name, value, dx, bound, tex, smooth)                                               \
    row_##id : {                                                                                   \
        const double x = values[at->in[0]], n = at->integer, v = value;                            \
        (void)n;                                                                                   \
        double tangent = 0.0;                                                                      \
        if (!IS_ZERO(#dx) && active[at->out] & direction)                                          \
            tangent = tangents[at->in[0]] * (dx);                                                  \
        values[at->out] = v;                                                                       \
        tangents[at->out] = tangent;                                                               \
    }                                                                                              \
    NEXT
#define OP2(id, name, value, dx, dy, bound, tex, smooth)                                           \
    row_##id : {                                                                                   \
        const double x = values[at->in[0]], y = values[at->in[1]], n = at->integer, v = value;     \
        (void)n;                                                                                   \
        double tangent = 0.0;                                                                      \
        if (!IS_ZERO(#dx) && ACTIVE(0))                                                            \
            tangent = tangents[at->in[0]] * (dx);                                                  \
        if (!IS_ZERO(#dy) && ACTIVE(1))                                                            \
            tangent += tangents[at->in[1]] * (dy);                                                 \
        values[at->out] = v;                                                                       \
        tangents[at->out] = tangent;                                                               \
    }                                                                                              \
    NEXT
#define OPN(id, name, bound, tex)                                                                  \
    row_##id : {                                                                                   \
        const double *arguments = gathered(tape, at, values, scratch);                             \
        values[at->out] = nary_value(OP_##id, arguments, at->in[1]);                               \
        tangents[at->out] = 0.0;                                                                   \
        if (active[at->out] & direction)                                                           \
            tangents[at->out] =                                                                    \
                nary_tangent(tape, at, values, tangents, active, direction, scratch);              \
    }                                                                                              \
    NEXT
#define CHOICE(id, name)                                                                           \
    row_##id : if ((values[at->in[0]] != 0.0) != (at->integer != 0)) return false;                 \
    NEXT
#include "graph/ops.def"
}

#undef ACTIVE
#undef NEXT

/* ---- adjoints ---- */

#define ACTIVE(k) active[at->in[k]]

void kernels_adjoint(const Tape *tape, const double *values, double *adjoints,
                     const uint8_t *active, double *scratch) {
    static const void *const rows[OP_COUNT] = {
#define ROW(id, name) &&row_##id,
#include "graph/ops.def"
    };
    if (!tape->code.count)
        return;
    const Instruction *const begin = tape->code.items;
    const Instruction *at = begin + tape->code.count;

#define NEXT                                                                                       \
    if (at == begin)                                                                               \
        return;                                                                                    \
    at--;                                                                                          \
    goto *rows[at->op];

    NEXT
#define LEAF(id) row_##id : NEXT
#define OP1(id, name, value, dx, bound, tex, smooth)                                               \
    row_##id : if (!IS_ZERO(#dx) && active[at->out]) {                                             \
        const double x = values[at->in[0]], n = at->integer, v = values[at->out];                  \
        (void)x, (void)v, (void)n;                                                                 \
        adjoints[at->in[0]] += adjoints[at->out] * (dx);                                           \
    }                                                                                              \
    NEXT
#define OP2(id, name, value, dx, dy, bound, tex, smooth)                                           \
    row_##id : if (!(IS_ZERO(#dx) && IS_ZERO(#dy)) && active[at->out]) {                           \
        const double x = values[at->in[0]], y = values[at->in[1]], v = values[at->out];            \
        const double n = at->integer, adjoint = adjoints[at->out];                                 \
        (void)x, (void)y, (void)v, (void)n;                                                        \
        if (!IS_ZERO(#dx) && ACTIVE(0))                                                            \
            adjoints[at->in[0]] += adjoint * (dx);                                                 \
        if (!IS_ZERO(#dy) && ACTIVE(1))                                                            \
            adjoints[at->in[1]] += adjoint * (dy);                                                 \
    }                                                                                              \
    NEXT
#define OPN(id, name, bound, tex)                                                                  \
    row_##id : if (active[at->out]) nary_adjoint(tape, at, values, adjoints, active, scratch);     \
    NEXT
#define CHOICE(id, name) row_##id : NEXT
#include "graph/ops.def"
}

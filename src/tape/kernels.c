/* The sweeps over a tape: values; dual numbers (Clifford 1873); reverse adjoints (Linnainmaa 1970).
 *
 * The loops are made from the texts of ops.def with the meanings of graph/arithmetic.h, so their
 * results are bit for bit those of op_value and op_partials. sweeps.def is included twice: for a
 * single point, where every loop over points vanishes, and for a block. This file is compiled with
 * the flags for loops; it must not be compiled with contraction or reassociation, which would
 * change bits. */
#include "tape/kernels.h"

#include "graph/nary.h"

#include <string.h>

/* ---- operations over any number of operands ---- */

/* The element of operand j of an n-ary instruction at point i of the block. */
static inline uint32_t operand(const Tape *tape, const Instruction *at, uint32_t j, uint32_t i) {
    uint32_t first = tape->gather.items[at->in[0] + j];
    bool constant = first >= tape->constants_begin && first < tape->results_begin;
    return constant ? first : first + i;
}

/* The operands as an array: in place if they are adjacent (step 1), else copied to scratch. */
static const double *gathered(const Tape *tape, const Instruction *at, const double *values,
                              uint32_t i, double *scratch) {
    const uint32_t *elements = tape->gather.items + at->in[0];
    if (at->step[0])
        return values + elements[0];
    if (tape->width == 1)
        for (uint32_t j = 0; j < at->in[1]; j++)
            scratch[j] = values[elements[j]];
    else
        for (uint32_t j = 0; j < at->in[1]; j++)
            scratch[j] = values[operand(tape, at, j, i)];
    return scratch;
}

/* The partials of an n-ary result, in the second half of scratch; NULL where all are 1. */
static const double *partials_of(const Tape *tape, const Instruction *at, const double *values,
                                 uint32_t i, double *scratch) {
    if (at->op == OP_SUM)
        return NULL;
    const double *arguments = gathered(tape, at, values, i, scratch);
    double *partials = scratch + at->in[1];
    nary_partials((OpId)at->op, arguments, at->in[1], values[at->out + i], partials);
    return partials;
}

/* The tangent of an n-ary result: the contributions of active operands, 0 for others, added in
 * lanes. They go to the first half of scratch. */
static double nary_tangent(const Tape *tape, const Instruction *at, const double *values,
                           const double *tangents, const uint8_t *active, uint8_t direction,
                           uint32_t i, double *scratch) {
    const double *partials = partials_of(tape, at, values, i, scratch);
    for (uint32_t j = 0; j < at->in[1]; j++) {
        double contribution = 0.0;
        if (active[tape->gather.items[at->in[0] + j]] & direction) {
            contribution = tangents[operand(tape, at, j, i)];
            if (partials)
                contribution *= partials[j];
        }
        scratch[j] = contribution;
    }
    return nary_sum(scratch, at->in[1]);
}

static void nary_adjoint(const Tape *tape, const Instruction *at, const double *values,
                         double *adjoints, const uint8_t *active, uint32_t i, double *scratch) {
    const double adjoint = adjoints[at->out + i];
    const double *partials = partials_of(tape, at, values, i, scratch);
    for (uint32_t j = 0; j < at->in[1]; j++)
        if (active[tape->gather.items[at->in[0] + j]])
            adjoints[operand(tape, at, j, i)] += partials ? adjoint * partials[j] : adjoint;
}

/* ---- activity ---- */

void kernels_activity(const Tape *tape, uint8_t *active) {
    memset(active + tape->constants_begin, 0, tape->elements - tape->constants_begin);
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
    for (uint32_t e = 0; e < tape->constants_begin; e++)
        active[e] >>= 1;
}

/* ---- the sweeps; from here on common words are macros ---- */

#include "graph/arithmetic.h"

#define SWEEP(name) name##_of_point
#define COUNT 1
#define IN(k) at->in[k]
#include "tape/sweeps.def"
#undef SWEEP
#undef COUNT
#undef IN

#define SWEEP(name) name##_of_block
#define COUNT at->count
#define IN(k) (at->in[k] + i * at->step[k])
#include "tape/sweeps.def"
#undef SWEEP
#undef COUNT
#undef IN

bool kernels_value(const Tape *tape, double *values, double *scratch) {
    return tape->width == 1 ? value_of_point(tape, values, scratch)
                            : value_of_block(tape, values, scratch);
}

bool kernels_tangent(const Tape *tape, double *values, double *tangents, const uint8_t *active,
                     uint8_t direction, double *scratch) {
    return tape->width == 1 ? tangent_of_point(tape, values, tangents, active, direction, scratch)
                            : tangent_of_block(tape, values, tangents, active, direction, scratch);
}

void kernels_adjoint(const Tape *tape, const double *values, double *adjoints,
                     const uint8_t *active, double *scratch) {
    if (tape->width == 1)
        adjoint_of_point(tape, values, adjoints, active, scratch);
    else
        adjoint_of_block(tape, values, adjoints, active, scratch);
}

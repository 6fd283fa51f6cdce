/* Walking: a run read operation by operation, to inspect what it did.
 *
 * The walk stands at one instruction, whose operands and value are loaded. It spares its users the
 * layout of tapes. Ownership: a Walk owns its buffers and borrows the run, whose values may change
 * meanwhile: they are read when the walk arrives. */
#ifndef ADCALC_TAPE_WALK_H
#define ADCALC_TAPE_WALK_H

#include "tape/evaluator.h"

/* Zero-initialise one. */
typedef struct Walk {
    const Run *run;
    size_t index; /* of the instruction; SIZE_MAX before the first */
    const Instruction *at;
    NodeId node;        /* that it computes; for a guard its condition */
    uint32_t count;     /* of operands; a guard has one, its condition */
    double value;       /* of the result; for a guard of its condition */
    double *operands;   /* their values */
    ARRAY(double) room; /* for the operands of any instruction and their partials */
} Walk;

/* Starts before the first instruction of a run. False without memory (recorded in `diag`); the walk
 * may be begun again, and is freed once in all cases. */
bool walk_begin(Walk *walk, const Run *run, Diag *diag);
void walk_free(Walk *walk);

/* Moves to an instruction, the next, or the previous one; false where there is none. */
void walk_to(Walk *walk, size_t index);
bool walk_next(Walk *walk);
bool walk_back(Walk *walk);
/* Moves past the last instruction, to walk back from there. */
static inline void walk_to_end(Walk *walk) {
    walk->index = walk->run->tape->code.count;
}

static inline bool walk_is_guard(const Walk *walk) {
    return walk->at->op == OP_SELECT;
}
static inline OpId walk_op(const Walk *walk) {
    return (OpId)walk->at->op;
}
/* The element of an operand. */
static inline uint32_t walk_element(const Walk *walk, uint32_t k) {
    return tape_operand(walk->run->tape, walk->at, k);
}
/* Whether the partial by operand k is not structurally zero. */
static inline bool walk_uses(const Walk *walk, uint32_t k) {
    return tape_uses(walk->at, k);
}

/* For operations: the partials, one per operand, good until the walk moves; and the value and
 * partials at other operands. */
const double *walk_partials(Walk *walk);
double walk_value_at(const Walk *walk, const double *operands);
void walk_partials_at(const Walk *walk, const double *operands, double value, double *partials);
/* Whether the operation is smooth at its operands, and whether these are all finite. */
bool walk_is_smooth(const Walk *walk);
bool walk_is_finite(const Walk *walk);

#endif

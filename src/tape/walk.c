/* Walking: see walk.h. */
#include "tape/walk.h"

#include <math.h>

bool walk_begin(Walk *walk, const Run *run, Diag *diag) {
    const Tape *tape = run->tape;
    uint32_t most = tape->scratch > OP_MAX_ARGUMENTS ? tape->scratch : OP_MAX_ARGUMENTS;
    walk->run = run;
    walk->index = SIZE_MAX;
    if (array_reserve(&walk->room, 2 * (size_t)most))
        return true;
    diag_no_memory(diag);
    return false;
}

void walk_free(Walk *walk) {
    array_free(&walk->room);
}

void walk_to(Walk *walk, size_t index) {
    const Tape *tape = walk->run->tape;
    const double *values = walk->run->values;
    const Instruction *at = &tape->code.items[index];
    walk->index = index;
    walk->at = at;
    walk->node = tape->origins.items[index];
    walk->count = tape_operand_count(at);
    walk->operands = walk->room.items;
    for (uint32_t i = 0; i < walk->count; i++)
        walk->operands[i] = values[tape_operand(tape, at, i)];
    walk->value = walk_is_guard(walk) ? walk->operands[0] : values[at->out];
}

bool walk_next(Walk *walk) {
    if (++walk->index >= walk->run->tape->code.count)
        return false;
    walk_to(walk, walk->index);
    return true;
}

bool walk_back(Walk *walk) {
    if (walk->index-- == 0)
        return false;
    walk_to(walk, walk->index);
    return true;
}

const double *walk_partials(Walk *walk) {
    double *partials = walk->operands + walk->count;
    walk_partials_at(walk, walk->operands, walk->value, partials);
    return partials;
}

double walk_value_at(const Walk *walk, const double *operands) {
    return op_value(walk_op(walk), walk->at->integer, operands, walk->count);
}

void walk_partials_at(const Walk *walk, const double *operands, double value, double *partials) {
    op_partials(walk_op(walk), walk->at->integer, operands, walk->count, value, partials);
}

bool walk_is_smooth(const Walk *walk) {
    return op_smooth(walk_op(walk), walk->at->integer, walk->operands, walk->count);
}

bool walk_is_finite(const Walk *walk) {
    for (uint32_t i = 0; i < walk->count; i++)
        if (!isfinite(walk->operands[i]))
            return false;
    return true;
}

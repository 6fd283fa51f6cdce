/* Complex sweeps: see complex.h.
 *
 * The real sweep comes first. It tells which tape fits, which elements do not move, and whether
 * every operation that does is smooth at the point; so nothing is ever continued across a kink or a
 * branch cut. An operation whose partials are all zero (floor, a comparison) is constant around the
 * point, and so is everything made from it. */
#include "tape/complex.h"

#include "graph/complex.h"

#include <math.h>

void complex_free(ComplexSweep *sweep) {
    array_free(&sweep->values);
    array_free(&sweep->moves);
    array_free(&sweep->operands);
    walk_free(&sweep->walk);
}

/* Room for a tape; false without memory. */
static bool provide(ComplexSweep *sweep, const Tape *tape) {
    uint32_t most = tape->scratch > OP_MAX_ARGUMENTS ? tape->scratch : OP_MAX_ARGUMENTS;
    return array_reserve(&sweep->values, tape->elements) &&
           array_reserve(&sweep->moves, tape->elements) && array_reserve(&sweep->operands, most);
}

static double complex value_of(const ComplexSweep *sweep, const Run *run, uint32_t element) {
    return sweep->moves.items[element] ? sweep->values.items[element]
                                       : complex_make(run->values[element], 0.0);
}

static ComplexStop run_operation(ComplexSweep *sweep) {
    const Walk *walk = &sweep->walk;
    bool moves = false;
    for (uint32_t i = 0; i < walk->count; i++)
        moves |= sweep->moves.items[walk_element(walk, i)];
    sweep->op = walk_op(walk);
    if (walk_is_guard(walk)) /* a condition that moves is 0 here, and not elsewhere */
        return moves && walk->value == 0.0 ? COMPLEX_CONDITION : COMPLEX_DONE;
    sweep->moves.items[walk->at->out] = moves && walk->at->uses;
    if (!moves)
        return COMPLEX_DONE;
    if (!walk_is_smooth(walk))
        return COMPLEX_EDGE;
    if (!walk->at->uses)
        return COMPLEX_DONE;
    if (!complex_declared(walk_op(walk)))
        return COMPLEX_UNDECLARED;
    for (uint32_t i = 0; i < walk->count; i++)
        sweep->operands.items[i] = value_of(sweep, walk->run, walk_element(walk, i));
    sweep->values.items[walk->at->out] =
        complex_value(walk_op(walk), walk->at->integer, sweep->operands.items, walk->count);
    return COMPLEX_DONE;
}

ComplexStop complex_run(ComplexSweep *sweep, Evaluator *evaluator, const double *point,
                        uint32_t variable, double step, double complex *value) {
    const Run *run = evaluator_at(evaluator, point);
    if (!run)
        return COMPLEX_NO_MEMORY;
    const Tape *tape = run->tape;
    if (!provide(sweep, tape)) {
        diag_no_memory(evaluator->tapes->diag);
        return COMPLEX_NO_MEMORY;
    }
    if (!walk_begin(&sweep->walk, run, evaluator->tapes->diag))
        return COMPLEX_NO_MEMORY;
    for (uint32_t i = 0; i < tape->results_begin; i++)
        sweep->moves.items[i] = i == variable;
    sweep->values.items[variable] = complex_make(point[variable], step);
    while (walk_next(&sweep->walk)) {
        ComplexStop stop = run_operation(sweep);
        if (stop != COMPLEX_DONE)
            return stop;
    }
    *value = value_of(sweep, run, tape->outputs.items[0]);
    return COMPLEX_DONE;
}

/* Complex sweeps: see complex.h.
 *
 * The real sweep comes first. It says which tape fits, what does not move, and whether every
 * operation that does is smooth at the point; so nothing is ever continued across a kink or a
 * branch cut. An operation whose partials are all zero (floor, a comparison) is constant around the
 * point, and so is what is made of it. */
#include "tape/complex.h"

#include "graph/complex.h"

#include <math.h>

void complex_free(ComplexSweep *sweep) {
    memory_free(sweep->values);
    memory_free(sweep->moves);
    memory_free(sweep->operands);
    *sweep = (ComplexSweep){0};
}

/* Room for a tape; false without memory. */
static bool provide(ComplexSweep *sweep, const Tape *tape) {
    uint32_t most = tape->scratch > OP_MAX_ARGUMENTS ? tape->scratch : OP_MAX_ARGUMENTS;
    if (tape->elements <= sweep->elements && most <= sweep->room)
        return true;
    complex_free(sweep);
    sweep->values = memory_resize(NULL, tape->elements, sizeof *sweep->values);
    sweep->moves = memory_resize(NULL, tape->elements, sizeof *sweep->moves);
    /* The real parts of an operation's operands stand behind the complex ones. */
    sweep->operands = memory_resize(NULL, most, sizeof *sweep->operands + sizeof(double));
    if (!sweep->values || !sweep->moves || !sweep->operands) {
        complex_free(sweep);
        return false;
    }
    sweep->elements = tape->elements;
    sweep->room = most;
    return true;
}

static double complex value_of(const ComplexSweep *sweep, const Run *run, uint32_t element) {
    return sweep->moves[element] ? sweep->values[element] : complex_make(run->values[element], 0.0);
}

static ComplexStop run_operation(ComplexSweep *sweep, const Run *run, const Instruction *at) {
    uint32_t count = tape_operand_count(at);
    double *real = (double *)(sweep->operands + sweep->room);
    bool moves = false;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t element = tape_operand(&run->tape, at, i);
        moves |= sweep->moves[element];
        real[i] = run->values[element];
        sweep->operands[i] = value_of(sweep, run, element);
    }
    sweep->op = (OpId)at->op;
    if (at->op == OP_SELECT) /* a condition that moves is 0 here, and not elsewhere */
        return moves && real[0] == 0.0 ? COMPLEX_CONDITION : COMPLEX_DONE;
    sweep->moves[at->out] = moves && at->uses;
    if (!moves)
        return COMPLEX_DONE;
    if (!op_smooth((OpId)at->op, at->integer, real, count))
        return COMPLEX_EDGE;
    if (!at->uses)
        return COMPLEX_DONE;
    if (!complex_declared((OpId)at->op))
        return COMPLEX_UNDECLARED;
    sweep->values[at->out] = complex_value((OpId)at->op, at->integer, sweep->operands, count);
    return COMPLEX_DONE;
}

ComplexStop complex_run(ComplexSweep *sweep, Evaluator *evaluator, const double *point,
                        uint32_t variable, double step, double complex *value) {
    const Run *run = evaluator_at(evaluator, point);
    if (!run)
        return COMPLEX_NO_MEMORY;
    const Tape *tape = &run->tape;
    if (!provide(sweep, tape)) {
        diag_no_memory(evaluator->graph->diag);
        return COMPLEX_NO_MEMORY;
    }
    for (uint32_t i = 0; i < tape->results_begin; i++)
        sweep->moves[i] = i == variable;
    sweep->values[variable] = complex_make(point[variable], step);
    for (size_t i = 0; i < tape->code.count; i++) {
        ComplexStop stop = run_operation(sweep, run, &tape->code.items[i]);
        if (stop != COMPLEX_DONE)
            return stop;
    }
    *value = value_of(sweep, run, tape->outputs.items[0]);
    return COMPLEX_DONE;
}

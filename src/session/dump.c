/* Dumps: see dump.h. Tokens, trees and graphs print themselves. */
#include "session/dump.h"

bool dump_wanted(const Session *s, DumpStage stage) {
    return s->settings->dump >> stage & 1;
}

void dump_tape(const Problem *problem, Text *out) {
    const Tape *tape = evaluator_tape(problem->tapes, problem->point);
    if (tape)
        tape_print(tape, problem->variables, out);
}

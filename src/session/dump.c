/* Dumps: see dump.h. Trees and graphs print themselves. */
#include "session/dump.h"

#include "syntax/lexer.h"

bool dump_wanted(const Session *s, DumpStage stage) {
    return s->settings->dump >> stage & 1;
}

void dump_tokens(Session *s, uint32_t source, Text *out) {
    Lexer lexer;
    Token token;
    lexer_begin(&lexer, &s->symbols, &s->diag, source);
    do {
        token = lexer_next(&lexer);
        token_print(&token, &lexer, out);
    } while (token.kind != TOKEN_END);
}

void dump_tape(const Problem *problem, Text *out) {
    const Tape *tape = evaluator_tape(problem->tapes, problem->point);
    if (tape)
        tape_print(tape, problem->variables, out);
}

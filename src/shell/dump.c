/* Dumps: see dump.h. Trees and graphs print themselves. */
#include "shell/dump.h"

#include "syntax/lexer.h"
#include "tape/tape.h"

bool dump_wanted(const Session *s, DumpStage stage) {
    return s->options->dump >> stage & 1;
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

void dump_tape(const Session *s, const char *const *names, Text *out) {
    Tape tape = {0};
    if (tape_compile(&tape, &s->graph, &s->trace.root, 1, (uint32_t)s->trace.variables.count,
                     s->trace.point.items, 1))
        tape_print(&tape, names, out);
    tape_free(&tape);
}

/* The lexer: bytes -> tokens, one at a time, for the list of them (tokens.h).
 *
 * Newlines are tokens by what stands around them, whatever brackets are open. Superscript digits
 * come as POWER and NUMBER; full-width forms as what they stand for. Errors are recorded and the
 * offending character skipped. */
#ifndef ADCALC_SYNTAX_LEXER_H
#define ADCALC_SYNTAX_LEXER_H

#include "syntax/tokens.h"

typedef struct Lexer {
    const char *text; /* the program's bytes */
    uint32_t length, position;
    uint32_t base;            /* global offset of text[0] */
    uint8_t previous;         /* kind of the last token */
    bool superscript_pending; /* a superscript's POWER is out, its NUMBER is next */
    double number;            /* the value of the last NUMBER */
    Symbol words[TOKEN_WORDS];
    Symbols *symbols;
    Diag *diag;
} Lexer;

/* Begins at the start of a text. */
void lexer_begin(Lexer *lexer, Symbols *symbols, Diag *diag, const char *text, size_t length,
                 uint32_t base);
/* The next token; a NUMBER's value is in the lexer. */
Token lexer_next(Lexer *lexer);

#endif

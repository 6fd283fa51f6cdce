/* The lexer: bytes -> tokens, one at a time.
 *
 * A newline is a token only where a statement could end: not inside brackets, not after an operator
 * or a comma, not before a line that begins with then or else. Superscript digits come as POWER and
 * NUMBER; full-width forms as what they stand for. Errors are recorded and the offending character
 * skipped. */
#ifndef ADCALC_SYNTAX_LEXER_H
#define ADCALC_SYNTAX_LEXER_H

#include "base/diag.h"
#include "base/intern.h"

typedef enum TokenKind {
#define TOKEN(id, spelling) TOKEN_##id,
#define SIGN(id, spelling) TOKEN_##id,
#define WORD(id, spelling) TOKEN_##id,
#define ALSO(id, spelling)
#include "syntax/token.def"
#undef TOKEN
#undef SIGN
#undef WORD
#undef ALSO
    TOKEN_KINDS
} TokenKind;

typedef struct Token {
    uint8_t kind;  /* TokenKind */
    Symbol symbol; /* NAME */
    Span span;
    double number; /* NUMBER */
} Token;

enum { TOKEN_WORDS = TOKEN_NOT - TOKEN_IF + 1 };

typedef struct Lexer {
    const char *text; /* the source's bytes */
    uint32_t length, position;
    uint32_t base;            /* global offset of text[0] */
    uint32_t depth;           /* open brackets */
    uint8_t previous;         /* kind of the last token */
    bool superscript_pending; /* a superscript's POWER is out, its NUMBER is next */
    Symbol words[TOKEN_WORDS];
    Symbols *symbols;
    Diag *diag;
} Lexer;

/* Begins at the start of source number `source` of diag. */
void lexer_begin(Lexer *lexer, Symbols *symbols, Diag *diag, uint32_t source);
Token lexer_next(Lexer *lexer);
const char *token_spelling(TokenKind kind);
/* One token a line: `NUMBER 2.5 [0,3)`. */
void token_print(const Token *token, const Lexer *lexer, Text *out);

#endif

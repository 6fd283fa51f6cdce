/* Tokens: a program as the list of its words, numbers and signs, which ends with END.
 *
 * A newline is a token only where a statement could end: not after an operator or a comma, not
 * before a line that begins with then, else or {. Inside brackets it is one that does not count
 * (tokens_skip), unless the brackets turn out to belong to a mistake. What is wrong with the text
 * is no token: the one behind it says so, and who reads that far has it recorded by
 * tokens_complain. Ownership: Tokens own their arrays; texts stay the caller's. */
#ifndef ADCALC_SYNTAX_TOKENS_H
#define ADCALC_SYNTAX_TOKENS_H

#include "base/diag.h"
#include "base/intern.h"

typedef enum TokenKind {
#define TOKEN(id, spelling) TOKEN_##id,
#include "syntax/token.def"
    TOKEN_KINDS
} TokenKind;

typedef struct Token {
    uint8_t kind;   /* TokenKind */
    bool wrong;     /* in it or right before it is an error, ... */
    bool noted;     /* ... or anything else to be told */
    uint32_t value; /* NAME: its Symbol; NUMBER: where it is in `numbers` */
    Span span;
} Token;

enum { TOKEN_WORDS = TOKEN_PRINT - TOKEN_IF + 1 };

/* Zero-initialise one. */
typedef struct Tokens {
    ARRAY(Token) items;
    ARRAY(double) numbers;
    uint32_t base;   /* global offset of the text's first byte */
    uint32_t depth;  /* brackets left open at the end */
    uint32_t blocks; /* ... and blocks */
} Tokens;

/* Reads a text, or only what is new in one whose beginning was read before: a line was appended.
 * Running out of memory is recorded. */
void tokens_read(Tokens *tokens, Symbols *symbols, Diag *diag, const char *text, size_t length);
/* Those of source number `source`. */
Tokens tokens_of(uint32_t source, Symbols *symbols, Diag *diag);
/* Whether a program goes on after what was read: a bracket or a block is open, an operator, a comma
 * or a word needs what follows, or the condition of a block stands alone. */
bool tokens_open(const Tokens *tokens);
/* Makes the text one that begins at this global offset. */
void tokens_move(Tokens *tokens, uint32_t base);
/* Records what is wrong with token number i or right before it. The tokens are those of source
 * number `source`. */
void tokens_complain(const Tokens *tokens, size_t i, Symbols *symbols, Diag *diag, uint32_t source);
/* Whether a name occurs. */
bool tokens_mention(const Tokens *tokens, Symbol name);

/* Whether a statement may end with a token of this kind. */
static inline bool token_ends_statement(uint8_t kind) {
    return kind == TOKEN_NUMBER || kind == TOKEN_NAME || kind == TOKEN_TEXT ||
           kind == TOKEN_CLOSE || kind == TOKEN_BLOCK_CLOSE;
}
/* How many brackets are open behind a token, if so many are before it. */
static inline uint32_t token_depth(const Token *token, uint32_t depth) {
    if (token->kind == TOKEN_OPEN)
        return depth + 1;
    return token->kind == TOKEN_CLOSE && depth ? depth - 1 : depth;
}
/* The first token from number i on that counts, within so many brackets. */
static inline size_t tokens_skip(const Tokens *tokens, size_t i, uint32_t depth) {
    while (depth && i < tokens->items.count && tokens->items.items[i].kind == TOKEN_NEWLINE)
        i++;
    return i;
}
/* The next one that counts after number i, which may open or close a bracket. */
static inline size_t tokens_after(const Tokens *tokens, size_t i, uint32_t *depth) {
    *depth = token_depth(&tokens->items.items[i], *depth);
    return tokens_skip(tokens, i + 1, *depth);
}

const char *token_spelling(TokenKind kind);
/* One token a line from number `first` on, `NUMBER 2.5 [0,3)`, with offsets from where the one
 * before ends. */
void tokens_print(const Tokens *tokens, size_t first, const Symbols *symbols, Text *out);
void tokens_free(Tokens *tokens);

#endif

/* Tokens: see tokens.h. */
#include "syntax/tokens.h"

#include "syntax/lexer.h"

static const struct {
    const char *name, *spelling;
} table[TOKEN_KINDS] = {
#define TOKEN(id, spelling) [TOKEN_##id] = {#id, spelling},
#include "syntax/token.def"
};

const char *token_spelling(TokenKind kind) {
    return table[kind].spelling;
}

/* Forgets the end, and a newline before it, which is a token or not by what follows. Returns where
 * to go on; *wrong: something was, behind the last token that stays. */
static uint32_t reopen(Tokens *tokens, bool *wrong) {
    uint32_t position = 0;
    while (tokens->items.count) {
        const Token *last = &tokens->items.items[tokens->items.count - 1];
        if (last->kind != TOKEN_END && last->kind != TOKEN_NEWLINE)
            break;
        position = last->span.start - tokens->base;
        *wrong |= last->wrong;
        tokens->items.count--;
    }
    return position;
}

static bool push(Tokens *tokens, Token token, double number) {
    if (token.kind == TOKEN_NUMBER) {
        token.value = (uint32_t)tokens->numbers.count;
        if (!array_push(&tokens->numbers, number))
            return false;
    }
    tokens->depth = token_depth(&token, tokens->depth);
    if (token.kind == TOKEN_BLOCK_OPEN)
        tokens->blocks++;
    else if (token.kind == TOKEN_BLOCK_CLOSE && tokens->blocks)
        tokens->blocks--;
    return array_push(&tokens->items, token);
}

/* Errors are for the reader to find, in its order: here it is only seen that there are some. */
void tokens_read(Tokens *tokens, Symbols *symbols, Diag *diag, const char *text, size_t length) {
    Diag aside = {0};
    bool wrong = false, ready = true;
    uint32_t position = reopen(tokens, &wrong);
    Lexer lexer;
    lexer_begin(&lexer, symbols, &aside, text, length, tokens->base);
    if (position)
        lexer.position = position;
    if (tokens->items.count)
        lexer.previous = tokens->items.items[tokens->items.count - 1].kind;
    Token token;
    do {
        token = lexer_next(&lexer);
        token.noted = aside.messages.count > 0 || wrong;
        token.wrong = aside.errors > 0 || wrong;
        ready = push(tokens, token, lexer.number) && !aside.out_of_memory;
        wrong = false;
        if (token.noted)
            diag_free(&aside);
    } while (ready && token.kind != TOKEN_END);
    diag_free(&aside);
    if (ready)
        return;
    tokens_free(tokens); /* none rather than some */
    diag_no_memory(diag);
}

Tokens tokens_of(uint32_t source, Symbols *symbols, Diag *diag) {
    const Source *from = &diag->sources.items[source];
    Tokens tokens = {.base = from->base};
    tokens_read(&tokens, symbols, diag, from->text, from->length);
    return tokens;
}

void tokens_complain(const Tokens *tokens, size_t i, Symbols *symbols, Diag *diag,
                     uint32_t source) {
    const Source *from = &diag->sources.items[source];
    Lexer lexer;
    lexer_begin(&lexer, symbols, diag, from->text, from->length, from->base);
    if (i) {
        const Token *before = &tokens->items.items[i - 1];
        lexer.previous = before->kind;
        lexer.position = before->span.end - from->base;
        lexer.superscript_pending =
            before->kind == TOKEN_POWER && before->span.start == before->span.end;
    }
    lexer_next(&lexer);
}

void tokens_move(Tokens *tokens, uint32_t base) {
    for (size_t i = 0; i < tokens->items.count; i++) {
        Span *span = &tokens->items.items[i].span;
        *span = (Span){span->start - tokens->base + base, span->end - tokens->base + base};
    }
    tokens->base = base;
}

static bool ends_statement(uint8_t kind) {
    return kind == TOKEN_NEWLINE || kind == TOKEN_SEMICOLON;
}

/* Whether the last statement begins like one with a block, which does not come: a line may begin
 * with it. An `if` that has its then is none. */
static bool block_to_come(const Tokens *tokens, size_t end) {
    size_t choices = 0, decided = 0;
    bool wrong = tokens->items.items[end].wrong;
    while (end && tokens->items.items[end - 1].kind == TOKEN_NEWLINE)
        wrong |= tokens->items.items[--end].wrong;
    size_t first = end;
    if (wrong)
        return false;
    while (first && !ends_statement(tokens->items.items[first - 1].kind)) {
        uint8_t kind = tokens->items.items[--first].kind;
        choices += kind == TOKEN_IF;
        decided += kind == TOKEN_THEN;
        if (kind == TOKEN_BLOCK_OPEN || tokens->items.items[first].wrong)
            return false;
    }
    uint8_t kind = tokens->items.items[first].kind;
    return first < end &&
           (kind == TOKEN_FOR || kind == TOKEN_WHILE || (kind == TOKEN_IF && choices > decided));
}

bool tokens_open(const Tokens *tokens) {
    size_t count = tokens->items.count;
    if (tokens->depth || tokens->blocks || count < 2)
        return tokens->depth || tokens->blocks;
    uint8_t last = tokens->items.items[count - 2].kind; /* before the end */
    if (!ends_statement(last) && !token_ends_statement(last))
        return true;
    return block_to_come(tokens, count - 1);
}

bool tokens_mention(const Tokens *tokens, Symbol name) {
    for (size_t i = 0; i < tokens->items.count; i++)
        if (tokens->items.items[i].kind == TOKEN_NAME && tokens->items.items[i].value == name)
            return true;
    return false;
}

void tokens_print(const Tokens *tokens, size_t first, const Symbols *symbols, Text *out) {
    uint32_t depth = 0;
    uint32_t base = first ? tokens->items.items[first - 1].span.end : tokens->base;
    for (size_t i = first; i < tokens->items.count; i = tokens_after(tokens, i, &depth)) {
        const Token *token = &tokens->items.items[i];
        text_format(out, "%s", table[token->kind].name);
        if (token->kind == TOKEN_NUMBER) {
            text_put(out, " ");
            text_number(out, tokens->numbers.items[token->value]);
        } else if (token->kind == TOKEN_NAME) {
            text_format(out, " %s", symbol_text(symbols, token->value));
        }
        text_format(out, " [%u,%u)\n", token->span.start - base, token->span.end - base);
    }
}

void tokens_free(Tokens *tokens) {
    array_free(&tokens->items);
    array_free(&tokens->numbers);
    tokens->base = tokens->depth = tokens->blocks = 0;
}

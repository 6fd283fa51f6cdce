/* The reader: see reader.h. */
#include "syntax/reader.h"

#include "base/stack.h"

#include <string.h>

void reader_begin(Reader *r, Tree *tree, Symbols *symbols, Diag *diag, uint32_t source) {
    *r = (Reader){.tree = tree, .symbols = symbols, .diag = diag, .source = source};
    lexer_begin(&r->lexer, symbols, diag, source);
    r->last_end = r->lexer.base;
    r->errors = diag->errors;
}

void reader_end(Reader *r) {
    array_free(&r->bound);
    array_free(&r->places);
}

/* ---- bound names ---- */

void reader_bind(Reader *r, Symbol symbol) {
    size_t wanted = (size_t)symbol + 1;
    size_t more = wanted > r->places.count ? wanted - r->places.count : 0;
    if (!array_reserve(&r->bound, 1) || !array_reserve(&r->places, more)) {
        diag_no_memory(r->diag);
        r->lost = true;
        return;
    }
    if (more)
        memset(r->places.items + r->places.count, 0, more * sizeof *r->places.items);
    r->places.count += more;
    r->bound.items[r->bound.count++] = (Binding){symbol, r->places.items[symbol]};
    r->places.items[symbol] = (uint32_t)r->bound.count;
}

void reader_unbind(Reader *r, size_t count) {
    while (r->bound.count > count) {
        Binding last = r->bound.items[--r->bound.count];
        r->places.items[last.symbol] = last.outer;
    }
}

uint32_t reader_place(const Reader *r, Symbol symbol) {
    return symbol < r->places.count ? r->places.items[symbol] : 0;
}

/* ---- tokens ---- */

const Token *reader_peek(Reader *r, unsigned k) {
    static const Token nothing = {.kind = TOKEN_END};
    if (r->lost)
        return &nothing;
    while (r->count <= k) {
        r->ahead[(r->first + r->count) % LOOK_AHEAD] = lexer_next(&r->lexer);
        r->count++;
    }
    if (r->diag->errors != r->errors) {
        r->lost = true;
        return &nothing;
    }
    return &r->ahead[(r->first + k) % LOOK_AHEAD];
}

bool reader_at(Reader *r, TokenKind kind) {
    return reader_peek(r, 0)->kind == kind;
}

const Token *reader_take(Reader *r) {
    r->taken = *reader_peek(r, 0);
    if (!r->lost) {
        r->first = (r->first + 1) % LOOK_AHEAD;
        r->count--;
        r->last_end = r->taken.span.end;
    }
    return &r->taken;
}

bool reader_accept(Reader *r, TokenKind kind) {
    if (!reader_at(r, kind))
        return false;
    reader_take(r);
    return true;
}

bool reader_is_word(const Reader *r, const Token *token, const char *word) {
    return token->kind == TOKEN_NAME && !strcmp(symbol_text(r->symbols, token->symbol), word);
}

static const char *source_text(const Reader *r, uint32_t offset) {
    const Source *source = &r->diag->sources.items[r->source];
    return source->text + (offset - source->base);
}

/* ---- errors ---- */

void reader_fail(Reader *r, Span span, const char *hint, const char *message) {
    if (!r->lost)
        diag_error(r->diag, span, hint, "%s", message);
    r->lost = true;
}

/* Appends the source of a span, short enough for a hint. */
static void quote(const Reader *r, Span span, Text *out) {
    size_t length = span.end - span.start;
    if (length > 24)
        text_put(out, "(...)");
    else
        text_bytes(out, source_text(r, span.start), length);
}

static bool begins_operand(TokenKind kind) {
    return kind == TOKEN_NUMBER || kind == TOKEN_NAME || kind == TOKEN_OPEN;
}

/* Appends the operand that comes next, in short. */
static void quote_next(Reader *r, Text *out) {
    Token token = *reader_peek(r, 0);
    if (token.kind != TOKEN_OPEN)
        quote(r, token.span, out);
    if (token.kind == TOKEN_OPEN ||
        (token.kind == TOKEN_NAME && reader_peek(r, 1)->kind == TOKEN_OPEN))
        text_put(out, "(...)");
}

/* Something stands right behind an operand where an operator should: say what it could mean. */
static void fail_beside(Reader *r) {
    Token token = *reader_peek(r, 0);
    bool word = r->form == FORM_NAME && r->operand.end - r->operand.start > 1;
    Text hint = {0};
    text_put(&hint, "for a product write ");
    quote(r, r->operand, &hint);
    text_put(&hint, "*");
    quote_next(r, &hint);
    if (word && token.kind != TOKEN_OPEN) {
        text_put(&hint, ", for a call ");
        quote(r, r->operand, &hint);
        text_put(&hint, "(");
        quote_next(r, &hint);
        text_put(&hint, ")");
    }
    diag_check_text(r->diag, &hint);
    reader_fail(r, token.span, text_string(&hint), "an operator is missing here");
    text_free(&hint);
}

void reader_fail_expecting(Reader *r, const char *expected) {
    if (r->lost)
        return;
    Token token = *reader_peek(r, 0);
    TokenKind kind = (TokenKind)token.kind;
    if (kind == TOKEN_POWER && token.span.start == token.span.end) /* of a superscript */
        token.span = reader_peek(r, 1)->span;
    Text message = {0};
    const char *hint = NULL;
    text_format(&message, "expected %s, found ", expected);
    if (kind == TOKEN_END || kind == TOKEN_NEWLINE) {
        text_put(&message, token_spelling(kind));
    } else {
        text_put(&message, "'");
        quote(r, token.span, &message);
        text_put(&message, "'");
    }
    if (kind == TOKEN_CLOSE && !r->open)
        hint = "there is one ')' more than '('";
    else if (kind == TOKEN_ASSIGN)
        hint = "'=' names a value at the start of a statement; equality is ==";
    diag_check_text(r->diag, &message);
    /* The end of input is blamed where it begins, not on an empty line behind. */
    if (kind == TOKEN_END)
        token.span = (Span){r->last_end, r->last_end};
    reader_fail(r, token.span, hint, text_string(&message));
    text_free(&message);
}

/* After an operand: the wrong token is either a missing operator or plainly unexpected. */
void reader_fail_after_operand(Reader *r, const char *expected) {
    const Token *token = reader_peek(r, 0);
    if (!r->lost && begins_operand((TokenKind)token->kind) && r->tree->nodes.count)
        fail_beside(r);
    else
        reader_fail_expecting(r, expected);
}

bool reader_expect(Reader *r, TokenKind kind, const char *what) {
    if (reader_accept(r, kind))
        return true;
    reader_fail_after_operand(r, what);
    return false;
}

Span reader_open(Reader *r) {
    r->open++;
    return reader_take(r)->span;
}

void reader_close(Reader *r, Span opened, const char *what) {
    if (reader_at(r, TOKEN_END))
        reader_fail(r, opened, NULL, "this '(' is never closed");
    else if (reader_expect(r, TOKEN_CLOSE, what))
        r->open--;
}

bool reader_too_deep(Reader *r) {
    if (!stack_low())
        return false;
    reader_fail(r, reader_peek(r, 0)->span, "use names: y = ...; z = f(y)",
                "this is nested too deeply");
    return true;
}

/* ---- nodes ---- */

TreeId reader_here(const Reader *r) {
    return (TreeId)r->tree->nodes.count;
}

TreeNode *reader_add(Reader *r, TreeKind kind, TreeId first, uint32_t start) {
    TreeNode node = {.kind = (uint8_t)kind, .first = first, .span = {start, r->last_end}};
    TreeId id = tree_add(r->tree, r->diag, node);
    if (!r->diag->out_of_memory)
        return &r->tree->nodes.items[id];
    r->lost = true;
    return &r->spare;
}

TreeNode *reader_add_statement(Reader *r, TreeKind kind, TreeId first, uint32_t start) {
    if (!r->lost && !array_push(&r->tree->statements, reader_here(r)))
        diag_no_memory(r->diag);
    return reader_add(r, kind, first, start);
}

/* Whether the next token stands on the line of the last one: a product is never implied across lines. */
bool reader_same_line(Reader *r) {
    const Token *token = reader_peek(r, 0);
    if (r->lost || token->span.start <= r->last_end)
        return !r->lost;
    return !memchr(source_text(r, r->last_end), '\n', token->span.start - r->last_end);
}

bool reader_at_inverse(Reader *r) {
    if (!reader_at(r, TOKEN_NAME) || reader_peek(r, 1)->kind != TOKEN_POWER ||
        reader_peek(r, 2)->kind != TOKEN_MINUS)
        return false;
    Token one = *reader_peek(r, 3);
    return !r->lost && one.kind == TOKEN_NUMBER && one.number == 1.0 &&
           r->lexer.position < r->lexer.length && *source_text(r, one.span.end) == '(';
}

/* sin^-1(x) could be the inverse function or the reciprocal. */
void reader_fail_inverse(Reader *r) {
    Token name = *reader_peek(r, 0);
    Span span = span_join(name.span, reader_peek(r, 3)->span);
    const char *text = symbol_text(r->symbols, name.symbol);
    Text hint = {0}, message = {0};
    bool has_inverse = !strcmp(text, "sin") || !strcmp(text, "cos") || !strcmp(text, "tan") ||
                       !strcmp(text, "sinh") || !strcmp(text, "cosh") || !strcmp(text, "tanh");
    if (has_inverse)
        text_format(&hint, "write a%s(x) for the inverse function, 1/%s(x) for the reciprocal",
                    text, text);
    else
        text_format(&hint, "for the reciprocal write 1/%s(x)", text);
    text_format(&message, "%s^-1 can be read as the inverse function or as a reciprocal", text);
    diag_check_text(r->diag, &hint);
    diag_check_text(r->diag, &message);
    reader_fail(r, span, text_string(&hint), text_string(&message));
    text_free(&hint);
    text_free(&message);
}

/* 2^3x: what stands right of an exponent could belong to it or to the power. */
void reader_check_exponent(Reader *r, Span base, Span exponent) {
    Token token = *reader_peek(r, 0);
    if (r->lost || !begins_operand((TokenKind)token.kind) || !reader_same_line(r))
        return;
    Text hint = {0}, power = {0};
    const TreeNode *node = &r->tree->nodes.items[r->tree->nodes.count - 1];
    if (node->kind == TREE_NUMBER) /* a superscript is quoted as the number that it is */
        text_number(&power, r->tree->numbers.items[node->as.number]);
    else
        quote(r, exponent, &power);
    text_put(&hint, "write ");
    quote(r, base, &hint);
    text_format(&hint, "^(%s*", text_string(&power));
    quote_next(r, &hint);
    text_put(&hint, ") or ");
    quote(r, base, &hint);
    text_format(&hint, "^%s*", text_string(&power));
    quote_next(r, &hint);
    diag_check_text(r->diag, &hint);
    diag_check_text(r->diag, &power);
    reader_fail(r, token.span, text_string(&hint), "a product is not implied to the right of ^");
    text_free(&hint);
    text_free(&power);
}

/* 1/2x: what stands right of a divisor could belong to it or to the quotient. */
void reader_check_divisor(Reader *r, char joint, Span left, Span right) {
    Token token = *reader_peek(r, 0);
    if (r->lost || !begins_operand((TokenKind)token.kind) || !reader_same_line(r) ||
        (token.kind == TOKEN_NUMBER && r->form == FORM_NUMBER))
        return;
    Text hint = {0}, message = {0};
    text_put(&hint, "write ");
    quote(r, left, &hint);
    text_format(&hint, "%c(", joint);
    quote(r, right, &hint);
    text_put(&hint, "*");
    quote_next(r, &hint);
    text_put(&hint, ") or (");
    quote(r, left, &hint);
    text_format(&hint, "%c", joint);
    quote(r, right, &hint);
    text_put(&hint, ")*");
    quote_next(r, &hint);
    text_format(&message, "a product is not implied to the right of %c", joint);
    diag_check_text(r->diag, &hint);
    diag_check_text(r->diag, &message);
    reader_fail(r, token.span, text_string(&hint), text_string(&message));
    text_free(&hint);
    text_free(&message);
}

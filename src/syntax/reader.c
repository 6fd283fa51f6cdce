/* The reader: see reader.h. */
#include "syntax/reader.h"

#include "base/stack.h"
#include "syntax/hints.h"

#include <string.h>

void reader_begin(Reader *r, Tree *tree, Symbols *symbols, Diag *diag, uint32_t source,
                  const Tokens *tokens, size_t first, IsBare *is_bare) {
    *r = (Reader){.is_bare = is_bare, .tree = tree, .symbols = symbols, .diag = diag};
    r->source = source;
    r->tokens = tokens;
    r->next = r->seen = first;
    r->last_end = first ? tokens->items.items[first - 1].span.end : tokens->base;
    r->errors = diag->errors;
}

void reader_end(Reader *r) {
    array_free(&r->bound);
    array_free(&r->places);
    array_free(&r->choices);
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

/* Looks at token number i for the first time. */
static void meet(Reader *r, size_t i) {
    r->seen = i + 1;
    if (r->tokens->items.items[i].noted && !r->searching)
        tokens_complain(r->tokens, i, r->symbols, r->diag, r->source);
}

const Token *reader_peek(Reader *r, unsigned k) {
    static const Token nothing = {.kind = TOKEN_END};
    uint32_t depth = r->depth;
    size_t at = tokens_skip(r->tokens, r->next, depth), last = r->tokens->items.count;
    while (k-- && at + 1 < last)
        at = tokens_after(r->tokens, at, &depth);
    while (!r->lost && r->seen <= at && at < last)
        meet(r, r->seen);
    r->lost |= r->diag->errors != r->errors || at >= last;
    return r->lost ? &nothing : &r->tokens->items.items[at];
}

bool reader_at(Reader *r, TokenKind kind) {
    return reader_peek(r, 0)->kind == kind;
}

const Token *reader_take(Reader *r) {
    r->taken = *reader_peek(r, 0);
    if (!r->lost) {
        r->next = tokens_skip(r->tokens, r->next, r->depth);
        r->next += r->taken.kind != TOKEN_END;
        r->depth = token_depth(&r->taken, r->depth);
        r->last_end = r->taken.span.end;
    }
    return &r->taken;
}

/* What was looked at before the error stays as it was seen; behind it brackets are none, as they
 * may be what is wrong. */
void reader_find_separator(Reader *r) {
    size_t seen = r->seen;
    r->lost = false;
    r->searching = true;
    for (;;) {
        if (r->next >= seen)
            r->depth = 0;
        TokenKind kind = (TokenKind)reader_peek(r, 0)->kind;
        if (kind == TOKEN_SEMICOLON || kind == TOKEN_NEWLINE || kind == TOKEN_END)
            break;
        reader_take(r);
    }
    r->depth = 0;
    r->searching = false;
}

bool reader_accept(Reader *r, TokenKind kind) {
    if (!reader_at(r, kind))
        return false;
    reader_take(r);
    return true;
}

bool reader_accept_if(Reader *r) {
    if (!reader_accept(r, TOKEN_IF))
        return false;
    if (!array_push(&r->choices, r->taken.span.start)) {
        diag_no_memory(r->diag);
        r->lost = true;
    }
    return true;
}

bool reader_is_word(const Reader *r, const Token *token, const char *word) {
    return token->kind == TOKEN_NAME && !strcmp(symbol_text(r->symbols, token->value), word);
}

double reader_number(const Reader *r, const Token *token) {
    return r->tokens->numbers.items[token->value];
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
    Token token = *reader_peek(r, 0), after = *reader_peek(r, 1);
    if (token.kind == TOKEN_NUMBER && after.kind == TOKEN_NAME &&
        after.span.start == token.span.end)
        token.span.end = after.span.end;
    if (token.kind != TOKEN_OPEN)
        quote(r, token.span, out);
    if (token.kind == TOKEN_OPEN || (token.kind == TOKEN_NAME && after.kind == TOKEN_OPEN))
        text_put(out, "(...)");
}

/* The same as the argument of a call. */
static void quote_argument(Reader *r, Text *out) {
    bool bracketed = reader_at(r, TOKEN_OPEN);
    text_put(out, bracketed ? "" : "(");
    quote_next(r, out);
    text_put(out, bracketed ? "" : ")");
}

/* Whether the program, or one before it, has defined a function of this name. */
static bool is_defined(const Reader *r, const Text *name) {
    const Tree *tree = r->tree;
    Symbol symbol = symbol_find(r->symbols, text_string(name), name->length);
    bool defined = tree->is_function && tree->is_function(tree->programs, symbol);
    for (size_t i = 0; i < tree->statements.count && !defined; i++) {
        const TreeNode *node = tree_statement(tree, i);
        defined = node->kind == TREE_DEFINITION && node->as.symbol == symbol;
    }
    return defined;
}

/* What the operand that just ended is, as far as the parser can know. */
typedef enum Meaning { MEANS_NUMBER, MEANS_FUNCTION, MEANS_EITHER } Meaning;

/* What hints are made of: the operand `left` of the missing sign and the next one,
 * as operands of a product and as function and argument. */
typedef struct Quoted {
    Text name, left, right, argument;
    Meaning meaning;
} Quoted;

static Quoted quote_around(Reader *r, bool is_name, Span operand) {
    Quoted q = {0};
    text_bytes(&q.name, source_text(r, operand.start), operand.end - operand.start);
    const char *name = text_string(&q.name);
    if (is_name && (r->is_bare(name) || is_defined(r, &q.name)))
        q.meaning = MEANS_FUNCTION;
    else if (is_name && q.name.length > 1 && !hints_number(name))
        q.meaning = MEANS_EITHER;
    quote(r, operand, &q.left);
    quote_next(r, &q.right);
    quote_argument(r, &q.argument);
    return q;
}

/* The error at the next token; frees what was quoted and the hint. */
static void fail_with(Reader *r, Quoted *q, Text *hint, const char *message) {
    Text *texts[] = {&q->name, &q->left, &q->right, &q->argument, hint};
    enum { TEXTS = sizeof texts / sizeof *texts };
    for (int i = 0; i < TEXTS; i++)
        diag_check_text(r->diag, texts[i]);
    reader_fail(r, reader_peek(r, 0)->span, text_string(hint), message);
    for (int i = 0; i < TEXTS; i++)
        text_free(texts[i]);
}

/* Something stands right behind an operand where an operator should: say what it could mean. */
static void fail_beside(Reader *r) {
    Quoted q = quote_around(r, r->form == FORM_NAME, r->operand);
    const char *f = text_string(&q.left), *b = text_string(&q.right);
    const char *x = text_string(&q.argument);
    Text hint = {0};
    if (q.meaning == MEANS_FUNCTION)
        text_format(&hint, "write %s%s", f, x);
    else if (q.meaning == MEANS_NUMBER)
        text_format(&hint, "for a product write %s*%s", f, b);
    else
        text_format(&hint, "write %s*%s if %s is a variable, %s%s if it is a function", f, b, f, f,
                    x);
    fail_with(r, &q, &hint, "an operator is missing here");
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* 1,5: a comma between digits, which is the token or stands before it. */
static bool at_decimal_comma(const Reader *r, const Token *token) {
    const Source *source = &r->diag->sources.items[r->source];
    uint32_t start = token->span.start - source->base, back = token->kind == TOKEN_NUMBER;
    if (start < 1 + back || start - back + 1 >= source->length)
        return false;
    const char *at = source->text + (start - back);
    return *at == ',' && is_digit(at[-1]) && is_digit(at[1]);
}

/* Whether the token, or the name before it, gives something a value. */
static bool at_assignment(Reader *r) {
    return reader_at(r, TOKEN_ASSIGN) ||
           (reader_at(r, TOKEN_NAME) && reader_peek(r, 1)->kind == TOKEN_ASSIGN);
}

/* An '=' where there cannot be one; after x = 3 y and before y = 4 another name is meant
 * to get a value. */
static const char *assignment_hint(Reader *r) {
    size_t count = r->tree->nodes.count;
    const TreeNode *nodes = r->tree->nodes.items;
    if (count > 1 && nodes[count - 1].span.end == r->last_end &&
        (reader_at(r, TOKEN_NAME) || nodes[count - 2].kind == TREE_CHAIN)) {
        if (nodes[count - 1].kind == TREE_AT)
            return "separate values with a comma: x=3, y=4";
        if (nodes[count - 1].kind == TREE_ASSIGNMENT)
            return "separate statements with a semicolon: x = 3; y = 4";
    }
    return "'=' names a value at the start of a statement; equality is ==";
}

/* What may have been meant by a token that was not expected; NULL for no idea. */
static const char *unexpected_hint(Reader *r, const Token *token) {
    const Source *source = &r->diag->sources.items[r->source];
    const char *end = source->text + source->length, *hint = NULL;
    Span taken = r->taken.span;
    if (token->kind == TOKEN_CLOSE && !r->open)
        return "there is one ')' more than '('";
    if (at_decimal_comma(r, token))
        return "decimals have a point: 1.5";
    if (taken.end) {
        const char *text = source_text(r, taken.start);
        hint = hints_signs(text, (size_t)(end - text));
    }
    if (!hint) {
        const char *text = source_text(r, token->span.start);
        hint = hints_signs(text, (size_t)(end - text));
    }
    return hint || !at_assignment(r) ? hint : assignment_hint(r);
}

void reader_fail_expecting(Reader *r, const char *expected) {
    if (r->lost)
        return;
    Token token = *reader_peek(r, 0);
    TokenKind kind = (TokenKind)token.kind;
    if (kind == TOKEN_POWER && token.span.start == token.span.end) /* of a superscript */
        token.span = reader_peek(r, 1)->span;
    Text message = {0};
    text_format(&message, "expected %s, found ", expected);
    if (kind == TOKEN_END || kind == TOKEN_NEWLINE) {
        text_put(&message, token_spelling(kind));
    } else {
        text_put(&message, "'");
        quote(r, token.span, &message);
        text_put(&message, "'");
    }
    const char *hint = unexpected_hint(r, &token);
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
    if (!r->lost && begins_operand((TokenKind)token->kind) && r->tree->nodes.count &&
        !at_assignment(r))
        fail_beside(r);
    else
        reader_fail_expecting(r, expected);
}

/* Whether the word still comes in this statement, before another `if` and any error. */
static bool word_comes(const Reader *r, TokenKind word) {
    uint32_t depth = r->depth;
    for (size_t i = tokens_skip(r->tokens, r->next, depth);;
         i = tokens_after(r->tokens, i, &depth)) {
        const Token *token = &r->tokens->items.items[i];
        if (token->kind == word || token->kind == TOKEN_IF || token->kind == TOKEN_SEMICOLON ||
            token->kind == TOKEN_NEWLINE || token->kind == TOKEN_END ||
            (token->wrong && i >= r->seen))
            return token->kind == word;
    }
}

bool reader_expect(Reader *r, TokenKind kind, const char *what) {
    if (reader_accept(r, kind))
        return true;
    Token token = *reader_peek(r, 0);
    bool is_word = kind == TOKEN_THEN || kind == TOKEN_ELSE;
    if (is_word && begins_operand((TokenKind)token.kind) && !word_comes(r, kind))
        reader_fail(r, token.span, "write if c then a else b",
                    kind == TOKEN_THEN ? "'then' is missing here" : "'else' is missing here");
    else
        reader_fail_after_operand(r, what);
    return false;
}

Span reader_open(Reader *r) {
    r->open++;
    return reader_take(r)->span;
}

void reader_close(Reader *r, Span opened, const char *what) {
    bool next = reader_at(r, TOKEN_NAME) && reader_peek(r, 1)->kind == TOKEN_ASSIGN;
    if (reader_at(r, TOKEN_END) || next) /* another statement begins */
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

/* Whether the next token stands on the line of the last one:
 * a product is never implied across lines. */
bool reader_same_line(Reader *r) {
    const Token *token = reader_peek(r, 0);
    if (r->lost || token->span.start <= r->last_end)
        return !r->lost;
    return !memchr(source_text(r, r->last_end), '\n', token->span.start - r->last_end);
}

void reader_take_in(Reader *r, const Token *word, const Token *variable) {
    Token token = *reader_take(r);
    if (token.kind == TOKEN_NAME)
        return;
    Text hint = {0};
    text_format(&hint, "write %s(", symbol_text(r->symbols, word->value));
    quote(r, variable->span, &hint);
    text_put(&hint, " in 1..3, ...)");
    diag_check_text(r->diag, &hint);
    reader_fail(r, token.span, text_string(&hint), "expected 'in', found '='");
    text_free(&hint);
}

bool reader_at_inverse(Reader *r) {
    if (!reader_at(r, TOKEN_NAME) || reader_peek(r, 1)->kind != TOKEN_POWER ||
        reader_peek(r, 2)->kind != TOKEN_MINUS)
        return false;
    Token one = *reader_peek(r, 3);
    const Source *source = &r->diag->sources.items[r->source];
    return !r->lost && one.kind == TOKEN_NUMBER && reader_number(r, &one) == 1.0 &&
           one.span.end < source->base + source->length && *source_text(r, one.span.end) == '(';
}

/* sin^-1(x) could be the inverse function or the reciprocal. */
void reader_fail_inverse(Reader *r) {
    Token name = *reader_peek(r, 0);
    Span span = span_join(name.span, reader_peek(r, 3)->span);
    const char *text = symbol_text(r->symbols, name.value);
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

/* Where a power begins, or the number right before it in a product: that of 2 in 2x^3. */
static uint32_t factor_start(const Reader *r, TreeId first, uint32_t start) {
    const TreeNode *before = first ? &r->tree->nodes.items[first - 1] : NULL;
    if (!before || before->kind != TREE_NUMBER || before->span.end > start)
        return start;
    size_t between = start - before->span.end;
    bool blank = strspn(source_text(r, before->span.end), " \t") >= between;
    return blank ? before->span.start : start;
}

/* 2^3x: what stands right of an exponent could belong to it or to the power. */
void reader_check_exponent(Reader *r, Span base, Span exponent) {
    Token token = *reader_peek(r, 0);
    if (r->lost || !begins_operand((TokenKind)token.kind) || !reader_same_line(r))
        return;
    TreeId last = tree_last_child(reader_here(r)), of = tree_child_before(r->tree, last);
    const TreeNode *node = &r->tree->nodes.items[last], *left = &r->tree->nodes.items[of];
    bool is_name = left->kind == TREE_NAME && left->span.start == base.start;
    Quoted q = quote_around(r, is_name, base);
    Text hint = {0}, power = {0}, product = {0};
    if (node->kind == TREE_NUMBER) /* a superscript is quoted as the number that it is */
        text_number(&power, r->tree->numbers.items[node->as.number]);
    else
        quote(r, exponent, &power);
    quote(r, (Span){factor_start(r, left->first, base.start), base.end}, &product);
    const char *a = text_string(&product), *n = text_string(&power), *b = text_string(&q.right);
    const char *f = text_string(&q.left), *x = text_string(&q.argument);
    if (q.meaning == MEANS_FUNCTION)
        text_format(&hint, "write %s%s^%s", f, x, n);
    else
        text_format(&hint, "write %s^(%s*%s) or %s^%s*%s", a, n, b, a, n, b);
    if (q.meaning == MEANS_EITHER)
        text_format(&hint, "; if %s is a function, %s%s^%s", f, f, x, n);
    diag_check_text(r->diag, &power);
    diag_check_text(r->diag, &product);
    fail_with(r, &q, &hint, "a product is not implied to the right of ^");
    text_free(&power);
    text_free(&product);
}

/* 1/2x: what stands right of a divisor could belong to it or to the quotient. */
void reader_check_divisor(Reader *r, char joint, Span left, Span right) {
    Token token = *reader_peek(r, 0);
    if (r->lost || !begins_operand((TokenKind)token.kind) || !reader_same_line(r) ||
        (token.kind == TOKEN_NUMBER && r->form == FORM_NUMBER))
        return;
    Quoted q = quote_around(r, r->form == FORM_NAME, r->operand);
    Text hint = {0}, message = {0}, dividend = {0}, divisor = {0};
    quote(r, left, &dividend);
    quote(r, right, &divisor);
    const char *a = text_string(&dividend), *b = text_string(&divisor);
    const char *c = text_string(&q.right), *x = text_string(&q.argument);
    const char *known = hints_signs(source_text(r, left.start), right.end - left.start);
    if (known)
        text_put(&hint, known);
    else if (q.meaning == MEANS_FUNCTION)
        text_format(&hint, "write %s%c%s%s", a, joint, b, x);
    else
        text_format(&hint, "write %s%c(%s*%s) or (%s%c%s)*%s", a, joint, b, c, a, joint, b, c);
    if (!known && q.meaning == MEANS_EITHER)
        text_format(&hint, "; if %s is a function, %s%c%s%s", text_string(&q.left), a, joint, b, x);
    text_format(&message, "a product is not implied to the right of %c", joint);
    diag_check_text(r->diag, &dividend);
    diag_check_text(r->diag, &divisor);
    diag_check_text(r->diag, &message);
    fail_with(r, &q, &hint, text_string(&message));
    text_free(&dividend);
    text_free(&divisor);
    text_free(&message);
}

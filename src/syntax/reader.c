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

static void fail(Reader *r, Span span, Said said, Said hint) {
    if (!r->lost)
        diag_say_hint(r->diag, span, said, hint);
    r->lost = true;
}

void reader_fail(Reader *r, Span span, MessageCode error, MessageCode hint) {
    fail(r, span, (Said){.code = error}, (Said){.code = hint});
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
    Text written, or_written; /* what to write instead: room for two */
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

/* The error at the next token; frees what was quoted. */
static void fail_with(Reader *r, Quoted *q, Said said, Said hint) {
    Text *texts[] = {&q->name, &q->left, &q->right, &q->argument, &q->written, &q->or_written};
    enum { TEXTS = sizeof texts / sizeof *texts };
    for (int i = 0; i < TEXTS; i++)
        diag_check_text(r->diag, texts[i]);
    fail(r, reader_peek(r, 0)->span, said, hint);
    for (int i = 0; i < TEXTS; i++)
        text_free(texts[i]);
}

/* Something stands right behind an operand where an operator should: say what it could mean. */
static void fail_beside(Reader *r) {
    Quoted q = quote_around(r, r->form == FORM_NAME, r->operand);
    const char *f = text_string(&q.left), *b = text_string(&q.right);
    const char *x = text_string(&q.argument);
    text_format(&q.written, "%s%s", f, x);
    fail_with(r, &q, SAY(OPERATOR_MISSING),
              q.meaning == MEANS_FUNCTION ? SAY(WRITE, text_string(&q.written))
              : q.meaning == MEANS_NUMBER ? SAY(WRITE_PRODUCT, f, b)
                                          : SAY(WRITE_PRODUCT_OR_CALL, f, b, f, f, x));
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
static MessageCode assignment_hint(Reader *r) {
    size_t count = r->tree->nodes.count;
    const TreeNode *nodes = r->tree->nodes.items;
    if (count > 1 && nodes[count - 1].span.end == r->last_end &&
        (reader_at(r, TOKEN_NAME) || nodes[count - 2].kind == TREE_CHAIN)) {
        if (nodes[count - 1].kind == TREE_AT)
            return SAID_SEPARATE_VALUES;
        if (nodes[count - 1].kind == TREE_ASSIGNMENT)
            return SAID_SEPARATE_STATEMENTS;
    }
    return SAID_ASSIGNS_OR_COMPARES;
}

/* What may have been meant by a token that was not expected. */
static MessageCode unexpected_hint(Reader *r, const Token *token) {
    const Source *source = &r->diag->sources.items[r->source];
    const char *end = source->text + source->length;
    MessageCode hint = SAID_NOTHING;
    Span taken = r->taken.span;
    if (token->kind == TOKEN_CLOSE && !r->open)
        return SAID_CLOSES_TOO_MANY;
    if (at_decimal_comma(r, token))
        return SAID_WRITE_POINT;
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

void reader_fail_expecting(Reader *r, MessageCode expected) {
    if (r->lost)
        return;
    Token token = *reader_peek(r, 0);
    TokenKind kind = (TokenKind)token.kind;
    if (kind == TOKEN_POWER && token.span.start == token.span.end) /* of a superscript */
        token.span = reader_peek(r, 1)->span;
    Text quoted = {0};
    quote(r, token.span, &quoted);
    diag_check_text(r->diag, &quoted);
    const Said found = kind == TOKEN_END       ? SAY(FOUND_END)
                       : kind == TOKEN_NEWLINE ? SAY(FOUND_LINE_END)
                                               : SAY(FOUND, text_string(&quoted));
    const Said hint = {.code = unexpected_hint(r, &token)};
    /* The end of input is blamed where it begins, not on an empty line behind. */
    if (kind == TOKEN_END)
        token.span = (Span){r->last_end, r->last_end};
    fail(r, token.span, said_make(expected, "%p", (const void *)&found), hint);
    text_free(&quoted);
}

/* After an operand: the wrong token is either a missing operator or plainly unexpected. */
void reader_fail_after_operand(Reader *r, MessageCode expected) {
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

bool reader_expect(Reader *r, TokenKind kind, MessageCode expected) {
    if (reader_accept(r, kind))
        return true;
    Token token = *reader_peek(r, 0);
    bool is_word = kind == TOKEN_THEN || kind == TOKEN_ELSE;
    if (is_word && begins_operand((TokenKind)token.kind) && !word_comes(r, kind))
        reader_fail(r, token.span, kind == TOKEN_THEN ? SAID_THEN_MISSING : SAID_ELSE_MISSING,
                    SAID_WRITE_IF);
    else
        reader_fail_after_operand(r, expected);
    return false;
}

Span reader_open(Reader *r) {
    r->open++;
    return reader_take(r)->span;
}

void reader_close(Reader *r, Span opened, MessageCode expected) {
    bool next = reader_at(r, TOKEN_NAME) && reader_peek(r, 1)->kind == TOKEN_ASSIGN;
    if (reader_at(r, TOKEN_END) || next) /* another statement begins */
        reader_fail(r, opened, SAID_NOT_CLOSED, SAID_NOTHING);
    else if (reader_expect(r, TOKEN_CLOSE, expected))
        r->open--;
}

bool reader_too_deep(Reader *r) {
    if (!stack_low())
        return false;
    reader_fail(r, reader_peek(r, 0)->span, SAID_TOO_DEEP, SAID_USE_NAMES);
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
    Text name = {0};
    quote(r, variable->span, &name);
    diag_check_text(r->diag, &name);
    fail(r, token.span, SAY(IN_MISSING),
         SAY(WRITE_IN, symbol_text(r->symbols, word->value), text_string(&name)));
    text_free(&name);
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
    bool has_inverse = !strcmp(text, "sin") || !strcmp(text, "cos") || !strcmp(text, "tan") ||
                       !strcmp(text, "sinh") || !strcmp(text, "cosh") || !strcmp(text, "tanh");
    fail(r, span, SAY(INVERSE_OR_RECIPROCAL, text),
         has_inverse ? SAY(WRITE_INVERSE, text, text) : SAY(WRITE_RECIPROCAL, text));
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

/* The error at the next token. The hint is `call` if the operand is a function, else one of what is
 * written in q. */
static void fail_either(Reader *r, Quoted *q, Said said, const char *call) {
    const char *f = text_string(&q->left), *one = text_string(&q->written);
    const char *other = text_string(&q->or_written);
    fail_with(r, q, said,
              q->meaning == MEANS_FUNCTION ? SAY(WRITE, call)
              : q->meaning == MEANS_EITHER ? SAY(WRITE_ONE_OF_OR_CALL, one, other, f, call)
                                           : SAY(WRITE_ONE_OF, one, other));
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
    Text power = {0}, product = {0};
    if (node->kind == TREE_NUMBER) /* a superscript is quoted as the number that it is */
        text_number(&power, r->tree->numbers.items[node->as.number]);
    else
        quote(r, exponent, &power);
    quote(r, (Span){factor_start(r, left->first, base.start), base.end}, &product);
    const char *a = text_string(&product), *n = text_string(&power), *b = text_string(&q.right);
    const char *f = text_string(&q.left), *x = text_string(&q.argument);
    Text call = {0};
    text_format(&call, "%s%s^%s", f, x, n);
    text_format(&q.written, "%s^(%s*%s)", a, n, b);
    text_format(&q.or_written, "%s^%s*%s", a, n, b);
    diag_check_text(r->diag, &power);
    diag_check_text(r->diag, &product);
    diag_check_text(r->diag, &call);
    fail_either(r, &q, SAY(PRODUCT_NOT_IMPLIED, '^'), text_string(&call));
    text_free(&power);
    text_free(&product);
    text_free(&call);
}

/* 1/2x: what stands right of a divisor could belong to it or to the quotient. */
void reader_check_divisor(Reader *r, char joint, Span left, Span right) {
    Token token = *reader_peek(r, 0);
    if (r->lost || !begins_operand((TokenKind)token.kind) || !reader_same_line(r) ||
        (token.kind == TOKEN_NUMBER && r->form == FORM_NUMBER))
        return;
    Quoted q = quote_around(r, r->form == FORM_NAME, r->operand);
    Text dividend = {0}, divisor = {0}, call = {0};
    quote(r, left, &dividend);
    quote(r, right, &divisor);
    const char *a = text_string(&dividend), *b = text_string(&divisor);
    const char *c = text_string(&q.right), *x = text_string(&q.argument);
    MessageCode known = hints_signs(source_text(r, left.start), right.end - left.start);
    text_format(&call, "%s%c%s%s", a, joint, b, x);
    text_format(&q.written, "%s%c(%s*%s)", a, joint, b, c);
    text_format(&q.or_written, "(%s%c%s)*%s", a, joint, b, c);
    diag_check_text(r->diag, &dividend);
    diag_check_text(r->diag, &divisor);
    diag_check_text(r->diag, &call);
    if (known)
        fail_with(r, &q, SAY(PRODUCT_NOT_IMPLIED, joint), (Said){.code = known});
    else
        fail_either(r, &q, SAY(PRODUCT_NOT_IMPLIED, joint), text_string(&call));
    text_free(&dividend);
    text_free(&divisor);
    text_free(&call);
}

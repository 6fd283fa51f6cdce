/* The reader: see reader.h. */
#include "syntax/reader.h"

#include "base/number.h"
#include "base/stack.h"
#include "syntax/hints.h"

#include <stdio.h>
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
    if (r->lost)
        return;
    size_t wanted = (size_t)symbol + 1;
    size_t more = wanted > r->places.count ? wanted - r->places.count : 0;
    if (!array_reserve(&r->bound, 1) || !array_reserve(&r->places, more) ||
        !array_push(&r->tree->parameters, symbol)) {
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
void reader_find_statement(Reader *r) {
    size_t seen = r->seen;
    reader_unbind(r, 0);
    r->errors = r->diag->errors;
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

/* A part of the source as messages show it, in short, or a number. */
typedef struct Quote {
    char text[NUMBER_TEXT_SIZE];
} Quote;

/* What to write instead: some quotes and a few signs. */
typedef struct Rewritten {
    char text[160];
} Rewritten;

static Quote quote(const Reader *r, Span span) {
    enum { LONGEST = 24 };
    Quote quoted = {"(...)"};
    size_t length = span.end - span.start;
    if (length <= LONGEST)
        snprintf(quoted.text, sizeof quoted.text, "%.*s", (int)length, source_text(r, span.start));
    return quoted;
}

static bool begins_operand(TokenKind kind) {
    return kind == TOKEN_NUMBER || kind == TOKEN_NAME || kind == TOKEN_OPEN;
}

/* The operand that comes next. */
static Quote quote_next(Reader *r) {
    Token token = *reader_peek(r, 0), after = *reader_peek(r, 1);
    if (token.kind == TOKEN_OPEN)
        return (Quote){"(...)"};
    if (token.kind == TOKEN_NUMBER && after.kind == TOKEN_NAME &&
        after.span.start == token.span.end)
        token.span.end = after.span.end;
    Quote quoted = quote(r, token.span);
    if (token.kind == TOKEN_NAME && after.kind == TOKEN_OPEN)
        strcat(quoted.text, "(...)");
    return quoted;
}

/* The same as the argument of a call. */
static Quote quote_argument(Reader *r) {
    Quote next = quote_next(r), quoted;
    snprintf(quoted.text, sizeof quoted.text, reader_at(r, TOKEN_OPEN) ? "%.30s" : "(%.30s)",
             next.text);
    return quoted;
}

/* Whether the program, or one before it, has defined this function. */
static bool is_defined(const Reader *r, Symbol symbol) {
    const Tree *tree = r->tree;
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
    Quote left, right, argument;
    Meaning meaning;
} Quoted;

static Quoted quote_around(Reader *r, bool is_name, Span operand) {
    Quoted q = {quote(r, operand), quote_next(r), quote_argument(r), MEANS_NUMBER};
    size_t length = operand.end - operand.start;
    Symbol symbol = symbol_find(r->symbols, source_text(r, operand.start), length);
    const char *name = symbol == SYMBOL_NONE ? "" : symbol_text(r->symbols, symbol);
    if (is_name && (r->is_bare(name) || is_defined(r, symbol)))
        q.meaning = MEANS_FUNCTION;
    else if (is_name && length > 1 && !hints_number(name))
        q.meaning = MEANS_EITHER;
    return q;
}

/* Something stands right behind an operand where an operator should: say what it could mean. */
static void fail_beside(Reader *r) {
    Quoted q = quote_around(r, r->form == FORM_NAME, r->operand);
    const char *f = q.left.text, *b = q.right.text, *x = q.argument.text;
    Rewritten call;
    snprintf(call.text, sizeof call.text, "%s%s", f, x);
    fail(r, reader_peek(r, 0)->span, SAY(OPERATOR_MISSING),
         q.meaning == MEANS_FUNCTION ? SAY(WRITE, call.text)
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

/* What the text from this offset on may have been meant as, if it begins with tokens in a row. */
static MessageCode signs_hint(const Reader *r, uint32_t offset) {
    const Source *source = &r->diag->sources.items[r->source];
    return hints_signs(source_text(r, offset), source->base + source->length - offset);
}

/* What may have been meant by a token that was not expected. */
static MessageCode unexpected_hint(Reader *r, const Token *token) {
    if (token->kind == TOKEN_CLOSE && !r->open)
        return SAID_CLOSES_TOO_MANY;
    if (at_decimal_comma(r, token))
        return SAID_WRITE_POINT;
    MessageCode hint = r->taken.span.end ? signs_hint(r, r->taken.span.start) : SAID_NOTHING;
    if (!hint)
        hint = signs_hint(r, token->span.start);
    return hint || !at_assignment(r) ? hint : assignment_hint(r);
}

void reader_fail_expecting(Reader *r, MessageCode expected) {
    if (r->lost)
        return;
    Token token = *reader_peek(r, 0);
    TokenKind kind = (TokenKind)token.kind;
    if (kind == TOKEN_POWER && token.span.start == token.span.end) /* of a superscript */
        token.span = reader_peek(r, 1)->span;
    const Quote quoted = quote(r, token.span);
    const Said found = kind == TOKEN_END       ? SAY(FOUND_END)
                       : kind == TOKEN_NEWLINE ? SAY(FOUND_LINE_END)
                                               : SAY(FOUND, quoted.text);
    const Said hint = {.code = unexpected_hint(r, &token)};
    /* The end of input is blamed where it begins, not on an empty line behind. */
    if (kind == TOKEN_END)
        token.span = (Span){r->last_end, r->last_end};
    fail(r, token.span, said_make(expected, "%p", (const void *)&found), hint);
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

NodeStart reader_start(Reader *r) {
    return reader_leaf(r, reader_peek(r, 0));
}

NodeStart reader_leaf(const Reader *r, const Token *token) {
    return (NodeStart){reader_here(r), token->span.start};
}

TreeNode *reader_add(Reader *r, TreeKind kind, NodeStart start) {
    TreeNode node = {
        .kind = (uint8_t)kind, .first = start.first, .span = {start.offset, r->last_end}};
    TreeId id = tree_add(r->tree, r->diag, node);
    if (!r->diag->out_of_memory)
        return &r->tree->nodes.items[id];
    r->lost = true;
    return &r->spare;
}

TreeNode *reader_add_statement(Reader *r, TreeKind kind, NodeStart start) {
    if (!r->lost && !array_push(&r->tree->statements, reader_here(r)))
        diag_no_memory(r->diag);
    return reader_add(r, kind, start);
}

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
    const Quote name = quote(r, variable->span);
    fail(r, token.span, SAY(IN_MISSING),
         SAY(WRITE_IN, symbol_text(r->symbols, word->value), name.text));
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

/* A product is not implied at the next token. The hint is `call` if the operand is a function, else
 * one of the other two. */
static void fail_either(Reader *r, const Quoted *q, char joint, const Rewritten *call,
                        const Rewritten *one, const Rewritten *other) {
    fail(r, reader_peek(r, 0)->span, SAY(PRODUCT_NOT_IMPLIED, joint),
         q->meaning == MEANS_FUNCTION ? SAY(WRITE, call->text)
         : q->meaning == MEANS_EITHER
             ? SAY(WRITE_ONE_OF_OR_CALL, one->text, other->text, q->left.text, call->text)
             : SAY(WRITE_ONE_OF, one->text, other->text));
}

/* 2^3x: what stands right of an exponent could belong to it or to the power. */
void reader_check_exponent(Reader *r, Span base, Span exponent) {
    Token token = *reader_peek(r, 0);
    if (r->lost || !begins_operand((TokenKind)token.kind) || !reader_same_line(r))
        return;
    TreeId last = tree_last_child(reader_here(r)), of = tree_child_before(r->tree, last);
    const TreeNode *node = &r->tree->nodes.items[last], *left = &r->tree->nodes.items[of];
    bool is_name = left->kind == TREE_NAME && left->span.start == base.start;
    const Quoted q = quote_around(r, is_name, base);
    Quote power = quote(r, exponent);
    if (node->kind == TREE_NUMBER) /* a superscript is quoted as the number that it is */
        number_print(r->tree->numbers.items[node->as.number], power.text);
    const Quote product = quote(r, (Span){factor_start(r, left->first, base.start), base.end});
    const char *a = product.text, *n = power.text, *b = q.right.text;
    Rewritten call, in_exponent, behind;
    snprintf(call.text, sizeof call.text, "%s%s^%s", q.left.text, q.argument.text, n);
    snprintf(in_exponent.text, sizeof in_exponent.text, "%s^(%s*%s)", a, n, b);
    snprintf(behind.text, sizeof behind.text, "%s^%s*%s", a, n, b);
    fail_either(r, &q, '^', &call, &in_exponent, &behind);
}

/* 1/2x: what stands right of a divisor could belong to it or to the quotient. */
void reader_check_divisor(Reader *r, char joint, Span left, Span right) {
    Token token = *reader_peek(r, 0);
    if (r->lost || !begins_operand((TokenKind)token.kind) || !reader_same_line(r) ||
        (token.kind == TOKEN_NUMBER && r->form == FORM_NUMBER))
        return;
    const Quoted q = quote_around(r, r->form == FORM_NAME, r->operand);
    MessageCode known = hints_signs(source_text(r, left.start), right.end - left.start);
    if (known) {
        fail(r, token.span, SAY(PRODUCT_NOT_IMPLIED, joint), (Said){.code = known});
        return;
    }
    const Quote dividend = quote(r, left), divisor = quote(r, right);
    const char *a = dividend.text, *b = divisor.text, *c = q.right.text;
    Rewritten call, in_divisor, behind;
    snprintf(call.text, sizeof call.text, "%s%c%s%s", a, joint, b, q.argument.text);
    snprintf(in_divisor.text, sizeof in_divisor.text, "%s%c(%s*%s)", a, joint, b, c);
    snprintf(behind.text, sizeof behind.text, "(%s%c%s)*%s", a, joint, b, c);
    fail_either(r, &q, joint, &call, &in_divisor, &behind);
}

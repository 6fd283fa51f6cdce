/* Mistakes: see mistakes.h. */
#include "syntax/mistakes.h"

#include "base/number.h"
#include "syntax/hints.h"

#include <stdio.h>
#include <string.h>

static void fail(Reader *r, Span span, Said said, Said hint) {
    if (!r->lost)
        diag_say_hint(r->diag, span, said, hint);
    r->lost = true;
}

void mistake_say(Reader *r, Span span, MessageCode error, MessageCode hint) {
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
        snprintf(quoted.text, sizeof quoted.text, "%.*s", (int)length, reader_text(r, span.start));
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
    Symbol symbol = symbol_find(r->symbols, reader_text(r, operand.start), length);
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
    return hints_signs(reader_text(r, offset), source->base + source->length - offset);
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

/* ... by a brace. */
static MessageCode brace_hint(const Reader *r, bool opens) {
    if (!opens)
        return r->blocks ? SAID_NOTHING : SAID_BLOCK_CLOSES_TOO_MANY;
    if (r->taken.kind == TOKEN_IF || r->taken.kind == TOKEN_WHILE)
        return SAID_CONDITION_FIRST;
    return r->taken.kind == TOKEN_THEN || r->taken.kind == TOKEN_ELSE ? SAID_WRITE_IF
                                                                      : SAID_BRACES_HOLD_STEPS;
}

/* ... by a token where a part of an `if`, or a block, should be: assigning instead of comparing is
 * what is wrong only if that part comes. */
static MessageCode part_hint(Reader *r, MessageCode expected, bool assigns) {
    if (expected == SAID_EXPECTED_BLOCK)
        return assigns && word_comes(r, TOKEN_BLOCK_OPEN) ? SAID_NOTHING : SAID_STEPS_IN_BRACES;
    if (expected == SAID_EXPECTED_THEN &&
        (reader_at(r, TOKEN_BLOCK_OPEN) || (assigns && !word_comes(r, TOKEN_THEN))))
        return SAID_WRITE_IF;
    return expected == SAID_EXPECTED_ELSE && assigns ? SAID_WRITE_IF : SAID_NOTHING;
}

/* What may have been meant by a token that was not expected. */
static MessageCode unexpected_hint(Reader *r, const Token *token, MessageCode expected) {
    if (token->kind == TOKEN_CLOSE && !r->open)
        return SAID_CLOSES_TOO_MANY;
    if (token->kind == TOKEN_TEXT)
        return SAID_TEXTS_ARE_PRINTED;
    if (token->kind == TOKEN_ELSE)
        return SAID_ELSE_CONTINUES;
    if (token->kind == TOKEN_IF && expected == SAID_EXPECTED_OPERATOR)
        return SAID_WRITE_IF;
    MessageCode part = part_hint(r, expected, at_assignment(r));
    if (part)
        return part;
    if (token->kind == TOKEN_BLOCK_OPEN || token->kind == TOKEN_BLOCK_CLOSE)
        return brace_hint(r, token->kind == TOKEN_BLOCK_OPEN);
    if (at_decimal_comma(r, token))
        return SAID_WRITE_POINT;
    MessageCode hint = r->taken.span.end ? signs_hint(r, r->taken.span.start) : SAID_NOTHING;
    if (!hint)
        hint = signs_hint(r, token->span.start);
    return hint || !at_assignment(r) ? hint : assignment_hint(r);
}

/* Records that the next token is none of those expected. */
static void fail_expecting(Reader *r, MessageCode expected, Said hint) {
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
    /* The end of input is blamed where it begins, not on an empty line behind. */
    if (kind == TOKEN_END)
        token.span = (Span){r->last_end, r->last_end};
    fail(r, token.span, said_make(expected, "%p", (const void *)&found), hint);
}

/* The name that was read last, if it stands right before this place, blanks aside; else nothing. */
static Quote quote_name_before(const Reader *r, uint32_t place) {
    const Quote nothing = {""};
    if (!r->tree->nodes.count)
        return nothing;
    const TreeNode *last = &r->tree->nodes.items[tree_last_child(reader_here(r))];
    bool name = last->kind == TREE_NAME || last->kind == TREE_LOCAL;
    uint32_t end = last->span.end;
    if (!name || last->span.start < r->tokens->base || end > place)
        return nothing;
    bool beside = strspn(reader_text(r, end), " \t") >= place - end;
    return beside ? quote(r, last->span) : nothing;
}

/* The name before the sign that was taken last, if that is the second in x++; else nothing. */
static Quote quote_counter(const Reader *r) {
    Span sign = r->taken.span;
    uint32_t length = sign.end - sign.start, before = sign.start - length;
    bool additive = r->taken.kind == TOKEN_PLUS || r->taken.kind == TOKEN_MINUS;
    bool doubled = additive && sign.start >= r->tokens->base + length &&
                   !memcmp(reader_text(r, before), reader_text(r, sign.start), length);
    return doubled ? quote_name_before(r, before) : (Quote){""};
}

/* x += 1 and x++: whether the sign that was taken last and the next token are meant so. */
static bool fail_updating(Reader *r, MessageCode expected) {
    Token sign = r->taken, token = *reader_peek(r, 0);
    if (expected != SAID_EXPECTED_OPERAND || sign.kind < TOKEN_PLUS || sign.kind > TOKEN_POWER)
        return false;
    bool updates = token.kind == TOKEN_ASSIGN && sign.span.end == token.span.start;
    bool ends = token.kind == TOKEN_SEMICOLON || token.kind == TOKEN_NEWLINE ||
                token.kind == TOKEN_END || token.kind == TOKEN_BLOCK_CLOSE ||
                token.kind == TOKEN_CLOSE;
    const Quote name = updates ? quote_name_before(r, sign.span.start)
                       : ends  ? quote_counter(r)
                               : (Quote){""};
    const Quote joint = quote(r, sign.span);
    if (!*name.text)
        return false;
    fail_expecting(r, expected,
                   updates ? SAY(WRITE_UPDATE, name.text, name.text, joint.text)
                           : SAY(WRITE_INCREMENT, name.text, name.text, joint.text));
    return true;
}

void mistake_check_counter(Reader *r) {
    if (reader_same_line(r))
        return;
    const Span sign = r->taken.span;
    const Quote name = quote_counter(r), joint = quote(r, sign);
    const Said found = SAY(FOUND_LINE_END);
    if (*name.text)
        fail(r, (Span){sign.end, sign.end},
             said_make(SAID_EXPECTED_OPERAND, "%p", (const void *)&found),
             SAY(WRITE_INCREMENT, name.text, name.text, joint.text));
}

void mistake_expecting(Reader *r, MessageCode expected) {
    if (r->lost || fail_updating(r, expected))
        return;
    Token token = *reader_peek(r, 0);
    const char *word = token_spelling((TokenKind)r->taken.kind);
    bool reserved = token.kind == TOKEN_ASSIGN && r->taken.kind >= TOKEN_IF;
    if (reserved && r->taken.kind < TOKEN_IF + TOKEN_WORDS)
        fail_expecting(r, expected, SAY(WORD_RESERVED, word));
    else if (token.kind == TOKEN_FOR || token.kind == TOKEN_WHILE || token.kind == TOKEN_PRINT)
        fail_expecting(r, expected, SAY(WORD_RESERVED, token_spelling((TokenKind)token.kind)));
    else
        fail_expecting(r, expected, (Said){.code = unexpected_hint(r, &token, expected)});
}

bool mistake_word_before_block(Reader *r) {
    const Token *word = reader_peek(r, 0);
    if (!reader_is_word(r, word, "do") || reader_peek(r, 1)->kind != TOKEN_BLOCK_OPEN)
        return false;
    mistake_say(r, reader_peek(r, 0)->span, SAID_WORD_BEFORE_BLOCK, SAID_LEAVE_WORD_OUT);
    return true;
}

/* After an operand: the wrong token is either a missing operator or plainly unexpected. */
void mistake_after_operand(Reader *r, MessageCode expected) {
    if (mistake_word_before_block(r))
        return;
    const Token *token = reader_peek(r, 0);
    if (!r->lost && begins_operand((TokenKind)token->kind) && r->tree->nodes.count &&
        !at_assignment(r))
        fail_beside(r);
    else
        mistake_expecting(r, expected);
}

bool mistake_unmet(Reader *r, TokenKind kind, MessageCode expected) {
    Token token = *reader_peek(r, 0);
    bool is_word = kind == TOKEN_THEN || kind == TOKEN_ELSE;
    if (is_word && begins_operand((TokenKind)token.kind) && !word_comes(r, kind))
        mistake_say(r, token.span, kind == TOKEN_THEN ? SAID_THEN_MISSING : SAID_ELSE_MISSING,
                    SAID_WRITE_IF);
    else
        mistake_after_operand(r, expected);
    return false;
}

/* ---- steps ---- */

void mistake_after_step(Reader *r) {
    bool closed = r->taken.kind == TOKEN_BLOCK_CLOSE;
    const TreeNode *last = r->lost ? NULL : &r->tree->nodes.items[tree_last_child(reader_here(r))];
    bool call = last && last->kind == TREE_EXPRESSION && last[-1].kind == TREE_CALL &&
                last[-1].first == last->first;
    if (closed && !reader_at(r, TOKEN_BLOCK_CLOSE) && !mistake_foreign_step(r))
        mistake_say(r, reader_peek(r, 0)->span, SAID_STEP_BEHIND_BLOCK, SAID_SEPARATE_STEPS);
    else if (call && reader_at(r, TOKEN_BLOCK_OPEN)) /* f(x) { x^2 } */
        fail_expecting(r, SAID_EXPECTED_OPERATOR, SAY(WRITE_BODY));
    else
        mistake_after_operand(r, SAID_EXPECTED_OPERATOR);
}

void mistake_block_missing(Reader *r) {
    if (r->taken.kind == TOKEN_ELSE)
        mistake_expecting(r, SAID_EXPECTED_BLOCK);
    else
        mistake_after_operand(r, SAID_EXPECTED_BLOCK);
}

/* Whether what stands between the parentheses that open here is a list, or a text. */
static bool at_printed_list(const Reader *r) {
    uint32_t outside = r->depth, depth = outside;
    for (size_t i = r->next;; i = tokens_after(r->tokens, i, &depth)) {
        TokenKind kind = (TokenKind)r->tokens->items.items[i].kind;
        if (depth == outside + 1 && (kind == TOKEN_COMMA || kind == TOKEN_TEXT))
            return true;
        if (kind == TOKEN_END || (i > r->next && depth <= outside))
            return false;
    }
}

bool mistake_print_call(Reader *r) {
    if (!reader_at(r, TOKEN_OPEN) || !at_printed_list(r))
        return false;
    mistake_say(r, reader_peek(r, 0)->span, SAID_PRINT_IS_NO_CALL, SAID_WRITE_PRINT);
    return true;
}

void mistake_between_items(Reader *r, bool text) {
    TokenKind next = (TokenKind)reader_peek(r, 0)->kind;
    bool ends = next == TOKEN_COMMA || next == TOKEN_SEMICOLON || next == TOKEN_NEWLINE ||
                next == TOKEN_BLOCK_CLOSE || next == TOKEN_END;
    bool beside = !text && begins_operand(next) &&
                  quote_around(r, r->form == FORM_NAME, r->operand).meaning != MEANS_FUNCTION;
    if (next == TOKEN_TEXT || (text ? !ends : beside))
        fail_expecting(r, SAID_EXPECTED_COMMA_OR_END, SAY(WRITE_PRINT));
}

bool mistake_foreign_step(Reader *r) {
    Token name = *reader_peek(r, 0), next = *reader_peek(r, 1);
    bool alone = false;
    MessageCode hint = SAID_NOTHING;
    if (name.kind == TOKEN_NAME)
        hint = hints_step(symbol_text(r->symbols, name.value), &alone);
    if (!hint)
        return false;
    bool operand = next.kind == TOKEN_NAME || next.kind == TOKEN_NUMBER || next.kind == TOKEN_IF ||
                   next.kind == TOKEN_BLOCK_OPEN;
    bool ends = next.kind == TOKEN_NEWLINE || next.kind == TOKEN_SEMICOLON ||
                next.kind == TOKEN_END || next.kind == TOKEN_BLOCK_CLOSE;
    if (!operand && !(alone && (ends || next.kind == TOKEN_OPEN)))
        return false;
    const Quote quoted = quote(r, name.span);
    fail(r, name.span, SAY(FOREIGN_STEP, quoted.text), (Said){.code = hint});
    return true;
}

bool mistake_python_range(Reader *r, const Token *variable) {
    const Token range = *reader_peek(r, 0);
    if (!reader_is_word(r, &range, "range") || reader_peek(r, 1)->kind != TOKEN_OPEN)
        return false;
    /* No token is looked at behind the parentheses: what is wrong with it would count. */
    const Token first = *reader_peek(r, 2), behind = *reader_peek(r, 3);
    bool comma = first.kind == TOKEN_NUMBER && behind.kind == TOKEN_COMMA;
    const Token second = comma ? *reader_peek(r, 4) : first;
    bool one = first.kind == TOKEN_NUMBER && behind.kind == TOKEN_CLOSE;
    bool two =
        comma && second.kind == TOKEN_NUMBER && reader_peek(r, 5)->kind == TOKEN_CLOSE && !r->lost;
    double low = two ? reader_number(r, &first) : 0.0;
    double end = one || two ? reader_number(r, &second) : 0.0;
    const Quote name = quote(r, variable->span);
    fail(r, range.span, SAY(RANGE_IS_WRITTEN),
         one || two ? SAY(WRITE_RANGE_LOOP, name.text, low, end - 1.0)
                    : SAY(WRITE_ANY_RANGE_LOOP, name.text));
    return true;
}

/* Past the parentheses that open here: the `;` between them end no step. */
static void skip_group(Reader *r) {
    uint32_t outside = r->depth, depth = outside;
    size_t i = r->next;
    do
        i = tokens_after(r->tokens, i, &depth);
    while (depth > outside && r->tokens->items.items[i].kind != TOKEN_END);
    if (depth <= outside)
        r->next = i;
    r->seen = r->seen > r->next ? r->seen : r->next;
}

void mistake_counter_missing(Reader *r) {
    bool group = reader_at(r, TOKEN_OPEN);
    fail_expecting(r, SAID_EXPECTED_VARIABLE,
                   reader_at(r, TOKEN_ASSIGN) ? SAY(WORD_RESERVED, token_spelling(TOKEN_FOR))
                                              : SAY(WRITE_LOOP, "k"));
    if (group)
        skip_group(r);
}

bool mistake_in_loop(Reader *r, const Token *variable, TokenKind kind, MessageCode expected) {
    const Quote name = quote(r, variable->span);
    if (!reader_at(r, kind))
        fail_expecting(r, expected, SAY(WRITE_LOOP, name.text));
    return r->lost;
}

bool mistake_in_block(Reader *r, bool definition) {
    const Token *word = reader_peek(r, 0);
    bool at = reader_is_word(r, word, "at") && reader_peek(r, 1)->kind == TOKEN_NAME;
    if (at)
        mistake_say(r, word->span, SAID_AT_IN_BLOCK, SAID_NOTHING);
    else if (definition)
        mistake_say(r, word->span, SAID_FUNCTION_IN_BLOCK, SAID_NOTHING);
    return at || definition;
}

/* ---- operands side by side ---- */

void mistake_in_missing(Reader *r, const Token *word, const Token *variable, Span span) {
    const Quote name = quote(r, variable->span);
    const char *text = token_spelling(TOKEN_FOR);
    if (word->kind == TOKEN_NAME)
        text = symbol_text(r->symbols, word->value);
    fail(r, span, SAY(IN_MISSING),
         word->kind == TOKEN_NAME ? SAY(WRITE_IN, text, name.text) : SAY(WRITE_LOOP, name.text));
}

bool mistake_at_inverse(Reader *r) {
    if (!reader_at(r, TOKEN_NAME) || reader_peek(r, 1)->kind != TOKEN_POWER ||
        reader_peek(r, 2)->kind != TOKEN_MINUS)
        return false;
    Token one = *reader_peek(r, 3);
    const Source *source = &r->diag->sources.items[r->source];
    return !r->lost && one.kind == TOKEN_NUMBER && reader_number(r, &one) == 1.0 &&
           one.span.end < source->base + source->length && *reader_text(r, one.span.end) == '(';
}

/* sin^-1(x) could be the inverse function or the reciprocal. */
void mistake_inverse(Reader *r) {
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
    bool blank = strspn(reader_text(r, before->span.end), " \t") >= between;
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
void mistake_check_exponent(Reader *r, Span base, Span exponent) {
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
void mistake_check_divisor(Reader *r, char joint, Span left, Span right) {
    Token token = *reader_peek(r, 0);
    if (r->lost || !begins_operand((TokenKind)token.kind) || !reader_same_line(r) ||
        (token.kind == TOKEN_NUMBER && r->form == FORM_NUMBER))
        return;
    const Quoted q = quote_around(r, r->form == FORM_NAME, r->operand);
    MessageCode known = hints_signs(reader_text(r, left.start), right.end - left.start);
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

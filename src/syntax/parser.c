/* The parser: see parser.h.
 *
 * Recursive descent; the rule of grammar/adcalc.ebnf stands above the function that reads it. Nodes go
 * straight into the postorder array: children first, then their parent. After an error the parser sees
 * nothing but the end of input until the statement is over (`lost`), so no second message can come of
 * the same mistake; an error of the lexer's counts as one. */
#include "syntax/parser.h"

#include "base/stack.h"
#include "syntax/lexer.h"

#include <string.h>

enum { LOOK_AHEAD = 4 };

/* What the last operand looked like, which decides what may stand right beside it. */
typedef enum Form { FORM_OTHER, FORM_NUMBER, FORM_NAME, FORM_BRACKETED } Form;

typedef struct Parser {
    Lexer lexer;
    Token ahead[LOOK_AHEAD]; /* a ring: tokens read but not yet taken */
    unsigned first, count;
    uint32_t source;
    uint32_t last_end; /* where the last token taken ended */
    Span operand;      /* the last operand, with its parentheses and its exponent */
    uint32_t open;     /* parentheses open in this statement */
    uint32_t errors;   /* of diag, when this statement began */
    Form form;
    bool lost;
    ARRAY(Symbol) bound; /* parameters and loop variables in reach, innermost last */
    Tree *tree;
    Symbols *symbols;
    Diag *diag;
} Parser;

/* ---- tokens ---- */

static const Token *peek(Parser *p, unsigned k) {
    static const Token nothing = {.kind = TOKEN_END};
    if (p->lost)
        return &nothing;
    while (p->count <= k) {
        p->ahead[(p->first + p->count) % LOOK_AHEAD] = lexer_next(&p->lexer);
        p->count++;
    }
    if (p->diag->errors != p->errors) {
        p->lost = true;
        return &nothing;
    }
    return &p->ahead[(p->first + k) % LOOK_AHEAD];
}

static bool at(Parser *p, TokenKind kind) {
    return peek(p, 0)->kind == kind;
}

static Token take(Parser *p) {
    Token token = *peek(p, 0);
    if (!p->lost) {
        p->first = (p->first + 1) % LOOK_AHEAD;
        p->count--;
        p->last_end = token.span.end;
    }
    return token;
}

static bool accept(Parser *p, TokenKind kind) {
    if (!at(p, kind))
        return false;
    take(p);
    return true;
}

/* Whether the token is a name spelt so: words that are reserved only in one place. */
static bool is_word(const Parser *p, const Token *token, const char *word) {
    return token->kind == TOKEN_NAME && !strcmp(symbol_text(p->symbols, token->symbol), word);
}

static const char *source_text(const Parser *p, uint32_t offset) {
    const Source *source = &p->diag->sources.items[p->source];
    return source->text + (offset - source->base);
}

/* ---- errors ---- */

static void fail(Parser *p, Span span, const char *hint, const char *message) {
    if (!p->lost)
        diag_error(p->diag, span, hint, "%s", message);
    p->lost = true;
}

/* Appends the source of a span, short enough for a hint. */
static void quote(const Parser *p, Span span, Text *out) {
    size_t length = span.end - span.start;
    if (length > 24)
        text_put(out, "(...)");
    else
        text_bytes(out, source_text(p, span.start), length);
}

static bool begins_operand(TokenKind kind) {
    return kind == TOKEN_NUMBER || kind == TOKEN_NAME || kind == TOKEN_OPEN;
}

/* Appends the operand that comes next, in short. */
static void quote_next(Parser *p, Text *out) {
    Token token = *peek(p, 0);
    if (token.kind != TOKEN_OPEN)
        quote(p, token.span, out);
    if (token.kind == TOKEN_OPEN || (token.kind == TOKEN_NAME && peek(p, 1)->kind == TOKEN_OPEN))
        text_put(out, "(...)");
}

/* Something stands right behind an operand where an operator should: say what it could mean. */
static void fail_beside(Parser *p) {
    Token token = *peek(p, 0);
    bool word = p->form == FORM_NAME && p->operand.end - p->operand.start > 1;
    Text hint = {0};
    text_put(&hint, "for a product write ");
    quote(p, p->operand, &hint);
    text_put(&hint, "*");
    quote_next(p, &hint);
    if (word && token.kind != TOKEN_OPEN) {
        text_put(&hint, ", for a call ");
        quote(p, p->operand, &hint);
        text_put(&hint, "(");
        quote_next(p, &hint);
        text_put(&hint, ")");
    }
    fail(p, token.span, text_string(&hint), "an operator is missing here");
    text_free(&hint);
}

static void fail_expecting(Parser *p, const char *expected) {
    if (p->lost)
        return;
    Token token = *peek(p, 0);
    TokenKind kind = (TokenKind)token.kind;
    Text message = {0};
    const char *hint = NULL;
    text_format(&message, "expected %s, found ", expected);
    if (kind == TOKEN_END || kind == TOKEN_NEWLINE) {
        text_put(&message, token_spelling(kind));
    } else {
        text_put(&message, "'");
        quote(p, token.span, &message);
        text_put(&message, "'");
    }
    if (kind == TOKEN_CLOSE && !p->open)
        hint = "there is one ')' more than '('";
    else if (kind == TOKEN_ASSIGN)
        hint = "'=' names a value at the start of a statement; equality is ==";
    fail(p, token.span, hint, text_string(&message));
    text_free(&message);
}

/* After an operand: the wrong token is either a missing operator or plainly unexpected. */
static void fail_after_operand(Parser *p, const char *expected) {
    const Token *token = peek(p, 0);
    if (!p->lost && begins_operand((TokenKind)token->kind) && p->tree->nodes.count)
        fail_beside(p);
    else
        fail_expecting(p, expected);
}

static bool expect(Parser *p, TokenKind kind, const char *what) {
    if (accept(p, kind))
        return true;
    fail_after_operand(p, what);
    return false;
}

static void open_parenthesis(Parser *p) {
    take(p);
    p->open++;
}

static void close_parenthesis(Parser *p, const char *what) {
    if (expect(p, TOKEN_CLOSE, what))
        p->open--;
}

static bool stack_is_low(Parser *p) {
    if (!stack_low())
        return false;
    fail(p, peek(p, 0)->span, "use names: y = ...; z = f(y)", "this is nested too deeply");
    return true;
}

/* ---- nodes ---- */

static TreeId here(const Parser *p) {
    return (TreeId)p->tree->nodes.count;
}

/* Adds a node that spans from `first`'s first token (or `start`) to the last token taken. */
static TreeId add(Parser *p, TreeKind kind, TreeId first, uint32_t start, TreeNode node) {
    node.kind = (uint8_t)kind;
    node.first = first;
    node.span = (Span){start, p->last_end};
    TreeId id = tree_add(p->tree, p->diag, node);
    if (p->diag->out_of_memory)
        p->lost = true;
    return id;
}

static void add_negatives(Parser *p, TreeId first, uint32_t start, size_t count) {
    while (count-- > 0 && !p->lost)
        add(p, TREE_NEGATIVE, first, start, (TreeNode){0});
}

/* How the operand that just ended hangs in the chain around it. */
static void set_joint(Parser *p, char joint) {
    if (!p->lost && p->tree->nodes.count)
        p->tree->nodes.items[p->tree->nodes.count - 1].joint = (uint8_t)joint;
}

/* { "-" | "+" }: the number of minus signs. */
static size_t take_signs(Parser *p) {
    size_t minus = 0;
    while (at(p, TOKEN_MINUS) || at(p, TOKEN_PLUS))
        minus += take(p).kind == TOKEN_MINUS;
    return minus;
}

/* Whether the next token stands on the line of the last one: a product is never implied across lines. */
static bool same_line(Parser *p) {
    const Token *token = peek(p, 0);
    if (p->lost || token->span.start <= p->last_end)
        return !p->lost;
    return !memchr(source_text(p, p->last_end), '\n', token->span.start - p->last_end);
}

static void parse_expression(Parser *p);
static void parse_sum(Parser *p);
static void parse_power(Parser *p);
static void parse_unary(Parser *p);

/* ---- operands ---- */

/* group       = "(", expression, ")" ; */
static void parse_group(Parser *p) {
    open_parenthesis(p);
    if (at(p, TOKEN_CLOSE))
        fail(p, peek(p, 0)->span, NULL, "there is nothing between these parentheses");
    parse_expression(p);
    close_parenthesis(p, "')'");
    p->form = FORM_BRACKETED;
}

/* call        = name, [ ( "^" | "**" ), whole ], "(", [ expression, { ",", expression } ], ")" ; */
static void parse_call(Parser *p) {
    TreeId first = here(p);
    Token name = take(p), exponent = {0};
    bool powered = at(p, TOKEN_POWER);
    if (powered) {
        take(p);
        exponent = take(p);
        if (!(exponent.number >= 2) || exponent.number > 1e9 ||
            exponent.number != (double)(int64_t)exponent.number)
            fail(p, exponent.span, "write f(x)^p with parentheses around any other exponent",
                 "only a whole number of at least 2 may stand between a function and its argument");
    }
    open_parenthesis(p);
    TreeNode call = {.as.symbol = name.symbol, .powered = powered};
    if (!at(p, TOKEN_CLOSE)) {
        do {
            parse_expression(p);
            call.count++;
        } while (accept(p, TOKEN_COMMA));
    }
    close_parenthesis(p, "',' or ')'");
    add(p, TREE_CALL, first, name.span.start, call);
    if (powered && !p->lost) {
        TreeId number = (TreeId)p->tree->numbers.count;
        if (!array_push(&p->tree->numbers, exponent.number))
            diag_no_memory(p->diag);
        TreeId id = add(p, TREE_NUMBER, here(p), name.span.start, (TreeNode){.as.number = number});
        if (!p->lost)
            p->tree->nodes.items[id].span = exponent.span;
        add(p, TREE_POWER, first, name.span.start, (TreeNode){0});
    }
    p->form = FORM_BRACKETED;
}

/* fold        = ( "sum" | "prod" ), "(", name, "in", sum, "..", sum, ",", expression, ")" ; */
static void parse_fold(Parser *p) {
    TreeId first = here(p);
    Token word = take(p);
    bool is_sum = is_word(p, &word, "sum");
    open_parenthesis(p);
    Token variable = take(p);
    take(p);
    parse_sum(p);
    expect(p, TOKEN_RANGE, "'..'");
    parse_sum(p);
    expect(p, TOKEN_COMMA, "','");
    size_t parameter = p->tree->parameters.count;
    if (!array_push(&p->bound, variable.symbol) ||
        !array_push(&p->tree->parameters, variable.symbol)) {
        diag_no_memory(p->diag);
        p->lost = true;
        return;
    }
    TreeId binder =
        add(p, TREE_BINDER, here(p), variable.span.start, (TreeNode){.count = (uint32_t)parameter});
    parse_expression(p);
    p->bound.count--;
    close_parenthesis(p, "')'");
    TreeId fold = add(p, TREE_FOLD, first, word.span.start,
                      (TreeNode){.op = is_sum ? '+' : '*', .count = (uint32_t)parameter});
    if (!p->lost)
        p->tree->nodes.items[binder].as.end = fold;
    p->form = FORM_BRACKETED;
}

/* Whether a fold begins here: sum ( name in. */
static bool at_fold(Parser *p) {
    const Token *token = peek(p, 0);
    return (is_word(p, token, "sum") || is_word(p, token, "prod")) &&
           peek(p, 1)->kind == TOKEN_OPEN && peek(p, 2)->kind == TOKEN_NAME &&
           is_word(p, peek(p, 3), "in");
}

/* Whether a call begins here: name (, or name ^ number (. */
static bool at_call(Parser *p) {
    if (!at(p, TOKEN_NAME))
        return false;
    if (peek(p, 1)->kind == TOKEN_OPEN)
        return true;
    return peek(p, 1)->kind == TOKEN_POWER && peek(p, 2)->kind == TOKEN_NUMBER &&
           peek(p, 3)->kind == TOKEN_OPEN;
}

/* bracketed   = fold | call | group ; */
static void parse_bracketed(Parser *p) {
    if (stack_is_low(p))
        return;
    if (at_fold(p))
        parse_fold(p);
    else if (at_call(p))
        parse_call(p);
    else
        parse_group(p);
}

static void parse_number(Parser *p) {
    Token token = take(p);
    uint32_t index = (uint32_t)p->tree->numbers.count;
    if (!array_push(&p->tree->numbers, token.number)) {
        diag_no_memory(p->diag);
        p->lost = true;
    }
    add(p, TREE_NUMBER, here(p), token.span.start, (TreeNode){.as.number = index});
    p->form = FORM_NUMBER;
}

static void parse_name(Parser *p) {
    Token token = take(p);
    p->form = FORM_NAME;
    for (size_t i = p->bound.count; i-- > 0;) {
        if (p->bound.items[i] != token.symbol)
            continue;
        uint32_t local = (uint32_t)(p->bound.count - 1 - i);
        add(p, TREE_LOCAL, here(p), token.span.start, (TreeNode){.as.local = local});
        return;
    }
    add(p, TREE_NAME, here(p), token.span.start, (TreeNode){.as.symbol = token.symbol});
}

/* sin^-1(x) could be the inverse function or the reciprocal. */
static void fail_inverse(Parser *p) {
    Token name = *peek(p, 0);
    Span span = span_join(name.span, peek(p, 3)->span);
    const char *text = symbol_text(p->symbols, name.symbol);
    Text hint = {0}, message = {0};
    bool has_inverse = !strcmp(text, "sin") || !strcmp(text, "cos") || !strcmp(text, "tan") ||
                       !strcmp(text, "sinh") || !strcmp(text, "cosh") || !strcmp(text, "tanh");
    if (has_inverse)
        text_format(&hint, "write a%s(x) for the inverse function, 1/%s(x) for the reciprocal",
                    text, text);
    else
        text_format(&hint, "for the reciprocal write 1/%s(x)", text);
    text_format(&message, "%s^-1 can be read as the inverse function or as a reciprocal", text);
    fail(p, span, text_string(&hint), text_string(&message));
    text_free(&hint);
    text_free(&message);
}

/* primary     = number | name | bracketed ; */
static void parse_primary(Parser *p) {
    if (at(p, TOKEN_NUMBER)) {
        parse_number(p);
    } else if (at(p, TOKEN_NAME) && peek(p, 1)->kind == TOKEN_POWER &&
               peek(p, 2)->kind == TOKEN_MINUS && peek(p, 3)->kind == TOKEN_NUMBER &&
               peek(p, 3)->number == 1.0 && p->lexer.position < p->lexer.length &&
               *source_text(p, peek(p, 3)->span.end) == '(') {
        fail_inverse(p);
    } else if (at(p, TOKEN_OPEN) || at_call(p)) {
        parse_bracketed(p);
    } else if (at(p, TOKEN_NAME)) {
        parse_name(p);
    } else if (at(p, TOKEN_IF)) {
        fail(p, peek(p, 0)->span, "write (if ... then ... else ...)",
             "'if' needs parentheses around it here");
    } else if (at(p, TOKEN_NOT)) {
        fail(p, peek(p, 0)->span, "write (not ...)", "'not' needs parentheses around it here");
    } else {
        fail_expecting(p, "a number, a name or '('");
    }
}

/* exponent    = ( "^" | "**" ), unary ; */
static void parse_exponent(Parser *p) {
    if (stack_is_low(p))
        return;
    take(p);
    parse_unary(p);
    p->form = FORM_OTHER;
}

/* 2^3x: what stands right of an exponent could belong to it or to the power. */
static void check_exponent(Parser *p, Span base, Span exponent) {
    Token token = *peek(p, 0);
    if (p->lost || !begins_operand((TokenKind)token.kind) || !same_line(p))
        return;
    Text hint = {0}, power = {0};
    const TreeNode *node = &p->tree->nodes.items[p->tree->nodes.count - 1];
    if (node->kind == TREE_NUMBER) /* a superscript is quoted as the number that it is */
        text_number(&power, p->tree->numbers.items[node->as.number]);
    else
        quote(p, exponent, &power);
    text_put(&hint, "write ");
    quote(p, base, &hint);
    text_format(&hint, "^(%s*", text_string(&power));
    quote_next(p, &hint);
    text_put(&hint, ") or ");
    quote(p, base, &hint);
    text_format(&hint, "^%s*", text_string(&power));
    quote_next(p, &hint);
    fail(p, token.span, text_string(&hint), "a product is not implied to the right of ^");
    text_free(&hint);
    text_free(&power);
}

/* [ exponent ], with the POWER node over the base that began at `first`. */
static void parse_optional_exponent(Parser *p, TreeId first, uint32_t start) {
    if (!at(p, TOKEN_POWER))
        return;
    Span base = {start, p->last_end};
    uint32_t exponent = peek(p, 1)->span.start;
    parse_exponent(p);
    check_exponent(p, base, (Span){exponent, p->last_end});
    add(p, TREE_POWER, first, start, (TreeNode){0});
}

/* power       = primary, [ exponent ] ; */
static void parse_power(Parser *p) {
    TreeId first = here(p);
    uint32_t start = peek(p, 0)->span.start;
    parse_primary(p);
    parse_optional_exponent(p, first, start);
    p->operand = (Span){start, p->last_end};
}

/* unary       = { "-" | "+" }, power ; */
static void parse_unary(Parser *p) {
    TreeId first = here(p);
    uint32_t start = peek(p, 0)->span.start;
    size_t minus = take_signs(p);
    parse_power(p);
    add_negatives(p, first, start, minus);
}

/* ---- products ---- */

/* { group }, [ exponent ] after a bracketed factor; returns the number of further factors. */
static uint32_t parse_groups(Parser *p, TreeId first, uint32_t start) {
    uint32_t factors = 0;
    while (at(p, TOKEN_OPEN) && same_line(p)) {
        set_joint(p, '*');
        first = here(p);
        start = peek(p, 0)->span.start;
        parse_group(p);
        factors++;
    }
    parse_optional_exponent(p, first, start);
    p->operand = (Span){start, p->last_end};
    set_joint(p, '*');
    return factors;
}

/* juxtaposed  = name, [ exponent ] | bracketed, { group }, [ exponent ] ; */
static uint32_t parse_juxtaposed(Parser *p) {
    TreeId first = here(p);
    uint32_t start = peek(p, 0)->span.start;
    if (at(p, TOKEN_NAME) && !at_call(p)) {
        parse_power(p);
        set_joint(p, '*');
        return 1;
    }
    parse_bracketed(p);
    return 1 + parse_groups(p, first, start);
}

/* implicit    = { "-" | "+" }, ( power | number, juxtaposed | bracketed, group, { group }, [ exponent ] ) ; */
static uint32_t parse_implicit(Parser *p) {
    TreeId first = here(p);
    uint32_t start = peek(p, 0)->span.start, factors = 1;
    size_t minus = take_signs(p);
    parse_power(p);
    add_negatives(p, first, start, minus);
    set_joint(p, '*');
    bool beside = at(p, TOKEN_OPEN) || at(p, TOKEN_NAME);
    if (p->form == FORM_NUMBER && beside && same_line(p))
        factors += parse_juxtaposed(p);
    else if (p->form == FORM_BRACKETED && at(p, TOKEN_OPEN) && same_line(p))
        factors += parse_groups(p, first, start);
    return factors;
}

/* 1/2x: what stands right of a divisor could belong to it or to the quotient. */
static void check_divisor(Parser *p, char joint, Span left, Span right) {
    Token token = *peek(p, 0);
    if (p->lost || !begins_operand((TokenKind)token.kind) || !same_line(p) ||
        (token.kind == TOKEN_NUMBER && p->form == FORM_NUMBER))
        return;
    Text hint = {0}, message = {0};
    text_put(&hint, "write ");
    quote(p, left, &hint);
    text_format(&hint, "%c(", joint);
    quote(p, right, &hint);
    text_put(&hint, "*");
    quote_next(p, &hint);
    text_put(&hint, ") or (");
    quote(p, left, &hint);
    text_format(&hint, "%c", joint);
    quote(p, right, &hint);
    text_put(&hint, ")*");
    quote_next(p, &hint);
    text_format(&message, "a product is not implied to the right of %c", joint);
    fail(p, token.span, text_string(&hint), text_string(&message));
    text_free(&hint);
    text_free(&message);
}

/* product     = implicit, { "*", implicit | ( "/" | "%" ), unary } ; */
static void parse_product(Parser *p) {
    TreeId first = here(p);
    uint32_t start = peek(p, 0)->span.start;
    uint32_t factors = parse_implicit(p);
    for (;;) {
        if (accept(p, TOKEN_TIMES)) {
            factors += parse_implicit(p);
        } else if (at(p, TOKEN_SLASH) || at(p, TOKEN_PERCENT)) {
            Span left = {start, p->last_end};
            char joint = take(p).kind == TOKEN_SLASH ? '/' : '%';
            uint32_t divisor = peek(p, 0)->span.start;
            parse_unary(p);
            set_joint(p, joint);
            factors++;
            check_divisor(p, joint, left, (Span){divisor, p->last_end});
        } else {
            break;
        }
    }
    if (factors > 1)
        add(p, TREE_CHAIN, first, start, (TreeNode){.op = '*', .count = factors});
}

/* ---- sums and conditions ---- */

/* sum         = product, { ( "+" | "-" ), product } ; */
static void parse_sum(Parser *p) {
    TreeId first = here(p);
    uint32_t start = peek(p, 0)->span.start, terms = 1;
    parse_product(p);
    set_joint(p, '+');
    while (at(p, TOKEN_PLUS) || at(p, TOKEN_MINUS)) {
        char joint = take(p).kind == TOKEN_PLUS ? '+' : '-';
        parse_product(p);
        set_joint(p, joint);
        terms++;
    }
    if (terms > 1)
        add(p, TREE_CHAIN, first, start, (TreeNode){.op = '+', .count = terms});
}

static bool is_relation(TokenKind kind) {
    return kind == TOKEN_EQUAL || kind == TOKEN_UNEQUAL || kind == TOKEN_LESS ||
           kind == TOKEN_LESS_EQUAL || kind == TOKEN_GREATER || kind == TOKEN_GREATER_EQUAL;
}

/* comparison  = sum, [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ), sum ] ; */
static void parse_comparison(Parser *p) {
    TreeId first = here(p);
    uint32_t start = peek(p, 0)->span.start;
    parse_sum(p);
    if (!is_relation((TokenKind)peek(p, 0)->kind))
        return;
    Token relation = take(p);
    parse_sum(p);
    add(p, TREE_COMPARISON, first, start, (TreeNode){.op = relation.kind});
    if (is_relation((TokenKind)peek(p, 0)->kind))
        fail(p, peek(p, 0)->span, "write a < b and b < c", "comparisons cannot be chained");
}

/* negation    = { "not" }, comparison ; */
static void parse_negation(Parser *p) {
    TreeId first = here(p);
    uint32_t start = peek(p, 0)->span.start;
    size_t count = 0;
    while (accept(p, TOKEN_NOT))
        count++;
    parse_comparison(p);
    while (count-- > 0 && !p->lost)
        add(p, TREE_NOT, first, start, (TreeNode){0});
}

/* conjunction = negation, { "and", negation } ; */
static void parse_conjunction(Parser *p) {
    TreeId first = here(p);
    uint32_t start = peek(p, 0)->span.start;
    parse_negation(p);
    while (accept(p, TOKEN_AND)) {
        parse_negation(p);
        add(p, TREE_AND, first, start, (TreeNode){0});
    }
}

/* disjunction = conjunction, { "or", conjunction } ; */
static void parse_disjunction(Parser *p) {
    TreeId first = here(p);
    uint32_t start = peek(p, 0)->span.start;
    parse_conjunction(p);
    while (accept(p, TOKEN_OR)) {
        parse_conjunction(p);
        add(p, TREE_OR, first, start, (TreeNode){0});
    }
}

/* expression  = { "if", expression, "then", expression, "else" }, disjunction ; */
static void parse_expression(Parser *p) {
    if (stack_is_low(p))
        return;
    size_t choices = 0;
    while (accept(p, TOKEN_IF)) {
        parse_expression(p);
        expect(p, TOKEN_THEN, "'then'");
        parse_expression(p);
        expect(p, TOKEN_ELSE, "'else'");
        choices++;
    }
    parse_disjunction(p);
    /* The arms lie in order: condition, then, condition, then, ..., else. Close from the innermost. */
    for (; choices > 0 && !p->lost; choices--) {
        TreeId otherwise = tree_last_child(here(p));
        TreeId then = tree_child_before(p->tree, otherwise);
        TreeId condition = tree_child_before(p->tree, then);
        const TreeNode *node = &p->tree->nodes.items[condition];
        add(p, TREE_IF, node->first, node->span.start, (TreeNode){0});
    }
}

/* ---- statements ---- */

/* binding     = name, "=", expression ; */
static void parse_binding(Parser *p) {
    TreeId first = here(p);
    if (!at(p, TOKEN_NAME)) {
        fail_expecting(p, "the name of a variable");
        return;
    }
    Token name = take(p);
    if (!accept(p, TOKEN_ASSIGN)) {
        fail_expecting(p, "'='");
        return;
    }
    if (at(p, TOKEN_END) || at(p, TOKEN_COMMA))
        fail(p, peek(p, 0)->span, NULL, "a value is missing after '='");
    parse_expression(p);
    TreeId id = add(p, TREE_AT, first, name.span.start, (TreeNode){.as.symbol = name.symbol});
    if (!p->lost && !array_push(&p->tree->statements, id))
        diag_no_memory(p->diag);
}

/* bindings    = binding, { ",", binding } ; */
static void parse_bindings(Parser *p) {
    do
        parse_binding(p);
    while (accept(p, TOKEN_COMMA));
}

/* at          = "at", bindings ; */
static void parse_at(Parser *p) {
    take(p);
    parse_bindings(p);
}

/* definition  = name, "(", [ name, { ",", name } ], ")", "=", expression ; */
static void parse_definition(Parser *p) {
    TreeId first = here(p);
    Token name = take(p);
    take(p);
    TreeNode definition = {.as.symbol = name.symbol};
    size_t parameters = p->tree->parameters.count;
    if (!at(p, TOKEN_CLOSE)) {
        do {
            Token parameter = take(p);
            for (size_t i = 0; i < p->bound.count; i++)
                if (p->bound.items[i] == parameter.symbol)
                    fail(p, parameter.span, NULL, "two parameters have the same name");
            if (!p->lost && (!array_push(&p->bound, parameter.symbol) ||
                             !array_push(&p->tree->parameters, parameter.symbol))) {
                diag_no_memory(p->diag);
                p->lost = true;
            }
            definition.count++;
        } while (accept(p, TOKEN_COMMA));
    }
    take(p);
    take(p);
    TreeId binder =
        add(p, TREE_BINDER, here(p), name.span.start, (TreeNode){.count = (uint32_t)parameters});
    parse_expression(p);
    p->bound.count = 0;
    TreeId id = add(p, TREE_DEFINITION, first, name.span.start, definition);
    if (p->lost)
        return;
    p->tree->nodes.items[binder].as.end = id;
    if (!array_push(&p->tree->statements, id))
        diag_no_memory(p->diag);
}

/* assignment  = name, "=", expression ; */
static void parse_assignment(Parser *p) {
    TreeId first = here(p);
    Token name = take(p);
    take(p);
    parse_expression(p);
    TreeId id =
        add(p, TREE_ASSIGNMENT, first, name.span.start, (TreeNode){.as.symbol = name.symbol});
    if (!p->lost && !array_push(&p->tree->statements, id))
        diag_no_memory(p->diag);
}

/* Whether name ( name, ... ) = begins here; reads ahead on a copy. */
static bool at_definition(const Parser *parser) {
    Parser copy = *parser, *p = &copy;
    if (!accept(p, TOKEN_NAME) || !accept(p, TOKEN_OPEN))
        return false;
    if (!at(p, TOKEN_CLOSE)) {
        do {
            if (!accept(p, TOKEN_NAME))
                return false;
        } while (accept(p, TOKEN_COMMA));
    }
    return accept(p, TOKEN_CLOSE) && at(p, TOKEN_ASSIGN);
}

/* statement   = at | definition | assignment | expression ; */
static void parse_statement(Parser *p) {
    if (is_word(p, peek(p, 0), "at") && peek(p, 1)->kind == TOKEN_NAME) {
        parse_at(p);
    } else if (at(p, TOKEN_NAME) && peek(p, 1)->kind == TOKEN_ASSIGN) {
        parse_assignment(p);
    } else if (at_definition(p)) {
        parse_definition(p);
    } else {
        TreeId first = here(p);
        uint32_t start = peek(p, 0)->span.start;
        parse_expression(p);
        TreeId id = add(p, TREE_EXPRESSION, first, start, (TreeNode){0});
        if (!p->lost && !array_push(&p->tree->statements, id))
            diag_no_memory(p->diag);
    }
}

static bool at_separator(Parser *p) {
    return at(p, TOKEN_SEMICOLON) || at(p, TOKEN_NEWLINE);
}

/* After an error: on to the next statement, that is to a newline or semicolon. What else is wrong on the
 * way there is part of the same mistake and not reported. */
static void find_next_statement(Parser *p) {
    Diag ignored = {0};
    p->lexer.diag = &ignored;
    p->lost = false;
    p->open = 0;
    p->bound.count = 0;
    p->errors = p->diag->errors;
    do {
        p->lexer.depth = 0;
        if (at_separator(p) || at(p, TOKEN_END))
            break;
        take(p);
    } while (true);
    p->lexer.diag = p->diag;
    diag_free(&ignored);
}

/* program     = { separator }, [ statement, { separator, { separator }, statement } ], { separator } ; */
static void parse_program(Parser *p) {
    for (;;) {
        while (at_separator(p))
            take(p);
        if (at(p, TOKEN_END) || p->diag->out_of_memory)
            return;
        TreeMark mark = tree_mark(p->tree);
        p->errors = p->diag->errors;
        p->open = 0;
        parse_statement(p);
        if (!p->lost && !at_separator(p) && !at(p, TOKEN_END))
            fail_after_operand(p, "an operator or the end of the statement");
        if (p->lost) {
            tree_release(p->tree, mark);
            find_next_statement(p);
        }
    }
}

static Parser begin(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source) {
    Parser parser = {.tree = tree, .symbols = symbols, .diag = diag, .source = source};
    lexer_begin(&parser.lexer, symbols, diag, source);
    parser.last_end = parser.lexer.base;
    parser.errors = diag->errors;
    return parser;
}

void parse_source(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source) {
    Parser parser = begin(tree, symbols, diag, source);
    parse_program(&parser);
    array_free(&parser.bound);
}

void parse_values(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source) {
    Parser parser = begin(tree, symbols, diag, source);
    parse_bindings(&parser);
    if (!parser.lost && !at(&parser, TOKEN_END))
        fail_after_operand(&parser, "',' or the end");
    array_free(&parser.bound);
}

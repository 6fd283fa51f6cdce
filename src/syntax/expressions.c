/* Reading expressions: see expressions.h. What a level of nesting costs of the stack is what these
 * functions keep in their frames, so errors are worded elsewhere (reader.c) and leaves are not
 * inlined (LEAF). */
#include "syntax/expressions.h"

#include "syntax/mistakes.h"

#define LEAF __attribute__((noinline))

static void parse_power(Reader *r);
static void parse_unary(Reader *r);

static void add_prefixes(Reader *r, TreeKind kind, NodeStart start, size_t count) {
    while (count-- > 0 && !r->lost)
        reader_add(r, kind, start);
}

static void add_chain(Reader *r, char op, uint32_t count, NodeStart start) {
    TreeNode *chain = reader_add(r, TREE_CHAIN, start);
    chain->op = (uint8_t)op;
    chain->count = count;
}

/* How the operand that just ended hangs in the chain around it. */
static void set_joint(Reader *r, char joint) {
    if (!r->lost && r->tree->nodes.count)
        r->tree->nodes.items[r->tree->nodes.count - 1].joint = (uint8_t)joint;
}

/* { "-" | "+" }: the number of minus signs. */
static size_t take_signs(Reader *r) {
    size_t minus = 0, plus = 0;
    while (reader_at(r, TOKEN_MINUS) || reader_at(r, TOKEN_PLUS))
        ++*(reader_take(r)->kind == TOKEN_MINUS ? &minus : &plus);
    if (minus + plus)
        mistake_check_counter(r);
    return minus;
}

/* ---- operands ---- */

/* group       = "(", expression, ")" ; */
static void parse_group(Reader *r) {
    Span opened = reader_open(r);
    if (reader_at(r, TOKEN_CLOSE))
        mistake_say(r, reader_peek(r, 0)->span, SAID_PARENTHESES_EMPTY, SAID_NOTHING);
    parse_expression(r);
    reader_close(r, opened, SAID_EXPECTED_CLOSE);
    r->form = FORM_BRACKETED;
}

static void add_number(Reader *r, const Token *token) {
    uint32_t index = (uint32_t)r->tree->numbers.count;
    if (!array_push(&r->tree->numbers, reader_number(r, token)))
        diag_no_memory(r->diag);
    TreeNode *node = reader_add(r, TREE_NUMBER, reader_leaf(r, token));
    node->as.number = index;
    node->span = token->span;
}

/* call        = name, [ ( "^" | "**" ), whole ], "(", [ expression, { ",", expression } ], ")" ; */
LEAF static void parse_call(Reader *r) {
    NodeStart start = reader_start(r);
    Token name = *reader_take(r), exponent = {0};
    bool powered = reader_at(r, TOKEN_POWER);
    if (powered) {
        reader_take(r);
        exponent = *reader_take(r);
        double times = exponent.kind == TOKEN_NUMBER ? reader_number(r, &exponent) : 0;
        if (!(times >= 2) || times > 1e9 || times != (double)(int64_t)times)
            mistake_say(r, exponent.span, SAID_EXPONENT_OF_NAME, SAID_WRITE_EXPONENT_BEHIND);
    }
    Span opened = reader_open(r);
    uint32_t count = 0;
    if (!reader_at(r, TOKEN_CLOSE))
        do {
            parse_expression(r);
            count++;
        } while (reader_accept(r, TOKEN_COMMA));
    reader_close(r, opened, SAID_EXPECTED_COMMA_OR_CLOSE);
    TreeNode *call = reader_add(r, TREE_CALL, start);
    call->as.symbol = name.value;
    call->count = count;
    call->powered = powered;
    if (powered && !r->lost) {
        add_number(r, &exponent);
        reader_add(r, TREE_POWER, start);
    }
    r->form = FORM_BRACKETED;
}

/* fold        = ( "sum" | "prod" ), "(", name, "in", sum, "..", sum, ",", expression, ")" ; */
LEAF static void parse_fold(Reader *r) {
    NodeStart start = reader_start(r);
    Token word = *reader_take(r);
    bool is_sum = reader_is_word(r, &word, "sum");
    Span opened = reader_open(r);
    Token variable = *reader_take(r);
    Token in = *reader_take(r);
    if (in.kind != TOKEN_NAME)
        mistake_in_missing(r, &word, &variable, in.span);
    parse_sum(r);
    reader_expect(r, TOKEN_RANGE, SAID_EXPECTED_RANGE);
    parse_sum(r);
    reader_expect(r, TOKEN_COMMA, SAID_EXPECTED_COMMA);
    size_t outside = r->bound.count;
    TreeId binder = reader_add_binder(r, &variable);
    parse_expression(r);
    reader_unbind(r, outside);
    reader_close(r, opened, SAID_EXPECTED_CLOSE);
    reader_add(r, TREE_FOLD, start)->op = is_sum ? '+' : '*';
    reader_end_leaf(r, binder);
    r->form = FORM_BRACKETED;
}

/* Whether a fold begins here: sum ( name in; or =, which is meant so. */
static bool at_fold(Reader *r) {
    const Token *token = reader_peek(r, 0);
    return (reader_is_word(r, token, "sum") || reader_is_word(r, token, "prod")) &&
           reader_peek(r, 1)->kind == TOKEN_OPEN && reader_peek(r, 2)->kind == TOKEN_NAME &&
           (reader_is_word(r, reader_peek(r, 3), "in") || reader_peek(r, 3)->kind == TOKEN_ASSIGN);
}

/* Whether a call begins here: name (, or name ^ number (. */
static bool at_call(Reader *r) {
    if (!reader_at(r, TOKEN_NAME))
        return false;
    if (reader_peek(r, 1)->kind == TOKEN_OPEN)
        return true;
    return reader_peek(r, 1)->kind == TOKEN_POWER && reader_peek(r, 2)->kind == TOKEN_NUMBER &&
           reader_peek(r, 3)->kind == TOKEN_OPEN;
}

/* bracketed   = fold | call | group ; */
static void parse_bracketed(Reader *r) {
    if (reader_too_deep(r))
        return;
    if (at_fold(r))
        parse_fold(r);
    else if (at_call(r))
        parse_call(r);
    else
        parse_group(r);
}

LEAF static void parse_number(Reader *r) {
    Token token = *reader_take(r);
    add_number(r, &token);
    r->form = FORM_NUMBER;
}

LEAF static void parse_name(Reader *r) {
    NodeStart leaf = reader_start(r);
    Token token = *reader_take(r);
    r->form = FORM_NAME;
    const Binding *binding = reader_binding(r, token.value);
    if (binding) {
        TreeNode *local = reader_add(r, TREE_LOCAL, leaf);
        local->as.local = binding->slot;
        local->count = token.value;
    } else {
        reader_add(r, TREE_NAME, leaf)->as.symbol = token.value;
        reader_note_read(r, token.value);
    }
}

/* primary     = number | name | bracketed ; */
static void parse_primary(Reader *r) {
    if (reader_at(r, TOKEN_NUMBER))
        parse_number(r);
    else if (mistake_at_inverse(r))
        mistake_inverse(r);
    else if (reader_at(r, TOKEN_OPEN) || at_call(r))
        parse_bracketed(r);
    else if (reader_at(r, TOKEN_NAME))
        parse_name(r);
    else if (reader_at(r, TOKEN_IF))
        mistake_say(r, reader_peek(r, 0)->span, SAID_IF_BARE, SAID_WRITE_IF_GROUP);
    else if (reader_at(r, TOKEN_NOT))
        mistake_say(r, reader_peek(r, 0)->span, SAID_NOT_BARE, SAID_WRITE_NOT_GROUP);
    else
        mistake_expecting(r, SAID_EXPECTED_OPERAND);
}

/* exponent    = ( "^" | "**" ), unary ; */
static void parse_exponent(Reader *r) {
    if (reader_too_deep(r))
        return;
    reader_take(r);
    parse_unary(r);
    r->form = FORM_OTHER;
}

/* [ exponent ], with the POWER node over the base that began at `start`. */
static void parse_optional_exponent(Reader *r, NodeStart start) {
    if (!reader_at(r, TOKEN_POWER))
        return;
    Span base = {start.offset, r->last_end};
    uint32_t exponent = reader_peek(r, 1)->span.start;
    parse_exponent(r);
    mistake_check_exponent(r, base, (Span){exponent, r->last_end});
    reader_add(r, TREE_POWER, start);
}

/* power       = primary, [ exponent ] ; */
static void parse_power(Reader *r) {
    NodeStart start = reader_start(r);
    parse_primary(r);
    parse_optional_exponent(r, start);
    r->operand = (Span){start.offset, r->last_end};
}

/* unary       = { "-" | "+" }, power ; */
static void parse_unary(Reader *r) {
    NodeStart start = reader_start(r);
    size_t minus = take_signs(r);
    parse_power(r);
    add_prefixes(r, TREE_NEGATIVE, start, minus);
}

/* ---- products ---- */

/* { group }, [ exponent ] after a bracketed factor; returns the number of further factors. */
static uint32_t parse_groups(Reader *r, NodeStart start) {
    uint32_t factors = 0;
    while (reader_at(r, TOKEN_OPEN) && reader_same_line(r)) {
        set_joint(r, '*');
        start = reader_start(r);
        parse_group(r);
        factors++;
    }
    parse_optional_exponent(r, start);
    r->operand = (Span){start.offset, r->last_end};
    set_joint(r, '*');
    return factors;
}

/* juxtaposed  = name, [ exponent ] | bracketed, { group }, [ exponent ] ; */
static uint32_t parse_juxtaposed(Reader *r) {
    NodeStart start = reader_start(r);
    if (reader_at(r, TOKEN_NAME) && !at_call(r)) {
        parse_power(r);
        set_joint(r, '*');
        return 1;
    }
    parse_bracketed(r);
    return 1 + parse_groups(r, start);
}

/* implicit    = { "-" | "+" }, ( power | number, juxtaposed | bracketed, group, { group },
 *               [ exponent ] ) ; */
static uint32_t parse_implicit(Reader *r) {
    NodeStart start = reader_start(r);
    uint32_t factors = 1;
    size_t minus = take_signs(r);
    parse_power(r);
    add_prefixes(r, TREE_NEGATIVE, start, minus);
    set_joint(r, '*');
    bool beside = reader_at(r, TOKEN_OPEN) || reader_at(r, TOKEN_NAME);
    if (r->form == FORM_NUMBER && beside && reader_same_line(r) && !mistake_word_before_block(r))
        factors += parse_juxtaposed(r);
    else if (r->form == FORM_BRACKETED && reader_at(r, TOKEN_OPEN) && reader_same_line(r))
        factors += parse_groups(r, start);
    return factors;
}

/* product     = implicit, { "*", implicit | ( "/" | "%" ), unary } ; */
static void parse_product(Reader *r) {
    NodeStart start = reader_start(r);
    uint32_t factors = parse_implicit(r);
    for (;;) {
        if (reader_accept(r, TOKEN_TIMES)) {
            factors += parse_implicit(r);
        } else if (reader_at(r, TOKEN_SLASH) || reader_at(r, TOKEN_PERCENT)) {
            Span left = {start.offset, r->last_end};
            char joint = reader_take(r)->kind == TOKEN_SLASH ? '/' : '%';
            uint32_t divisor = reader_peek(r, 0)->span.start;
            parse_unary(r);
            set_joint(r, joint);
            factors++;
            mistake_check_divisor(r, joint, left, (Span){divisor, r->last_end});
        } else {
            break;
        }
    }
    if (factors > 1)
        add_chain(r, '*', factors, start);
}

/* ---- sums and conditions ---- */

/* sum         = product, { ( "+" | "-" ), product } ; */
void parse_sum(Reader *r) {
    NodeStart start = reader_start(r);
    uint32_t terms = 1;
    parse_product(r);
    set_joint(r, '+');
    while (reader_at(r, TOKEN_PLUS) || reader_at(r, TOKEN_MINUS)) {
        char joint = reader_take(r)->kind == TOKEN_PLUS ? '+' : '-';
        parse_product(r);
        set_joint(r, joint);
        terms++;
    }
    if (terms > 1)
        add_chain(r, '+', terms, start);
}

static bool is_relation(TokenKind kind) {
    return kind == TOKEN_EQUAL || kind == TOKEN_UNEQUAL || kind == TOKEN_LESS ||
           kind == TOKEN_LESS_EQUAL || kind == TOKEN_GREATER || kind == TOKEN_GREATER_EQUAL;
}

/* comparison  = sum, [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ), sum ] ; */
static void parse_comparison(Reader *r) {
    NodeStart start = reader_start(r);
    parse_sum(r);
    if (!is_relation((TokenKind)reader_peek(r, 0)->kind))
        return;
    uint8_t relation = reader_take(r)->kind;
    parse_sum(r);
    reader_add(r, TREE_COMPARISON, start)->op = relation;
    if (is_relation((TokenKind)reader_peek(r, 0)->kind))
        mistake_say(r, reader_peek(r, 0)->span, SAID_COMPARISON_CHAIN, SAID_WRITE_COMPARISONS);
}

/* negation    = { "not" }, comparison ; */
static void parse_negation(Reader *r) {
    NodeStart start = reader_start(r);
    size_t count = 0;
    while (reader_accept(r, TOKEN_NOT))
        count++;
    parse_comparison(r);
    add_prefixes(r, TREE_NOT, start, count);
}

/* Operands with signs between them, where one may tell without what follows it. */
static void parse_lazy(Reader *r, void parse_operand(Reader *r), TokenKind sign, TreeKind kind) {
    NodeStart start = reader_start(r);
    parse_operand(r);
    while (reader_accept(r, sign)) {
        TreeId branch = reader_add_leaf(r, TREE_BRANCH);
        parse_operand(r);
        reader_add(r, kind, start);
        reader_end_leaf(r, branch);
    }
}

/* conjunction = negation, { "and", negation } ; */
static void parse_conjunction(Reader *r) {
    parse_lazy(r, parse_negation, TOKEN_AND, TREE_AND);
}

/* disjunction = conjunction, { "or", conjunction } ; */
static void parse_disjunction(Reader *r) {
    parse_lazy(r, parse_conjunction, TOKEN_OR, TREE_OR);
}

/* The innermost choice is over: its arms lie in order. */
static void close_choice(Reader *r) {
    TreeId otherwise = tree_last_child(reader_here(r));
    TreeId mark = tree_child_before(r->tree, otherwise);
    TreeId then = tree_child_before(r->tree, mark);
    TreeId branch = tree_child_before(r->tree, then);
    TreeId condition = tree_child_before(r->tree, branch);
    NodeStart start = {r->tree->nodes.items[condition].first, r->choices.items[--r->choices.count]};
    reader_add(r, TREE_IF, start);
    reader_end_branch(r, branch, mark);
}

/* expression  = { "if", expression, "then", expression, "else" }, disjunction ; */
void parse_expression(Reader *r) {
    if (reader_too_deep(r))
        return;
    size_t outside = r->choices.count;
    while (reader_accept_if(r)) {
        parse_expression(r);
        reader_expect(r, TOKEN_THEN, SAID_EXPECTED_THEN);
        reader_add_leaf(r, TREE_BRANCH);
        parse_expression(r);
        reader_expect(r, TOKEN_ELSE, SAID_EXPECTED_ELSE);
        reader_add_leaf(r, TREE_ELSE);
    }
    parse_disjunction(r);
    while (r->choices.count > outside && !r->lost)
        close_choice(r);
    r->choices.count = outside;
}

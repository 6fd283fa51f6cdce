/* The parser: see parser.h. Recursive descent; the rule of grammar/adcalc.ebnf stands above the
 * function that reads it. Nodes go straight into the postorder array: children first, then their
 * parent. What a level of nesting costs of the stack is what these functions keep in their frames,
 * so errors are worded elsewhere (reader.c) and leaves are not inlined (LEAF). */
#include "syntax/parser.h"

#include "syntax/reader.h"

#define LEAF __attribute__((noinline))

static void parse_expression(Reader *r);
static void parse_sum(Reader *r);
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
    size_t minus = 0;
    while (reader_at(r, TOKEN_MINUS) || reader_at(r, TOKEN_PLUS))
        minus += reader_take(r)->kind == TOKEN_MINUS;
    return minus;
}

/* ---- operands ---- */

/* group       = "(", expression, ")" ; */
static void parse_group(Reader *r) {
    Span opened = reader_open(r);
    if (reader_at(r, TOKEN_CLOSE))
        reader_fail(r, reader_peek(r, 0)->span, SAID_PARENTHESES_EMPTY, SAID_NOTHING);
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
            reader_fail(r, exponent.span, SAID_EXPONENT_OF_NAME, SAID_WRITE_EXPONENT_BEHIND);
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

/* The binder of parameters, which begin at this one in the tree, and the expression in which they
 * are bound. The node that comes next is its end; the first `outside` bindings stay. */
static void parse_body(Reader *r, const Token *name, size_t parameters, size_t outside) {
    TreeId binder = reader_here(r);
    reader_add(r, TREE_BINDER, reader_leaf(r, name))->count = (uint32_t)parameters;
    parse_expression(r);
    reader_unbind(r, outside);
    if (!r->lost)
        r->tree->nodes.items[binder].as.end = reader_here(r);
}

/* fold        = ( "sum" | "prod" ), "(", name, "in", sum, "..", sum, ",", expression, ")" ; */
LEAF static void parse_fold(Reader *r) {
    NodeStart start = reader_start(r);
    Token word = *reader_take(r);
    bool is_sum = reader_is_word(r, &word, "sum");
    Span opened = reader_open(r);
    Token variable = *reader_take(r);
    reader_take_in(r, &word, &variable);
    parse_sum(r);
    reader_expect(r, TOKEN_RANGE, SAID_EXPECTED_RANGE);
    parse_sum(r);
    reader_expect(r, TOKEN_COMMA, SAID_EXPECTED_COMMA);
    size_t parameter = r->tree->parameters.count;
    size_t outside = r->bound.count;
    reader_bind(r, variable.value);
    if (r->lost)
        return;
    parse_body(r, &variable, parameter, outside);
    reader_close(r, opened, SAID_EXPECTED_CLOSE);
    TreeNode *fold = reader_add(r, TREE_FOLD, start);
    fold->op = is_sum ? '+' : '*';
    fold->count = (uint32_t)parameter;
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
    uint32_t place = reader_place(r, token.value);
    if (place)
        reader_add(r, TREE_LOCAL, leaf)->as.local = (uint32_t)r->bound.count - place;
    else
        reader_add(r, TREE_NAME, leaf)->as.symbol = token.value;
}

/* primary     = number | name | bracketed ; */
static void parse_primary(Reader *r) {
    if (reader_at(r, TOKEN_NUMBER))
        parse_number(r);
    else if (reader_at_inverse(r))
        reader_fail_inverse(r);
    else if (reader_at(r, TOKEN_OPEN) || at_call(r))
        parse_bracketed(r);
    else if (reader_at(r, TOKEN_NAME))
        parse_name(r);
    else if (reader_at(r, TOKEN_IF))
        reader_fail(r, reader_peek(r, 0)->span, SAID_IF_BARE, SAID_WRITE_IF_GROUP);
    else if (reader_at(r, TOKEN_NOT))
        reader_fail(r, reader_peek(r, 0)->span, SAID_NOT_BARE, SAID_WRITE_NOT_GROUP);
    else
        reader_fail_expecting(r, SAID_EXPECTED_OPERAND);
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
    reader_check_exponent(r, base, (Span){exponent, r->last_end});
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
    if (r->form == FORM_NUMBER && beside && reader_same_line(r))
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
            reader_check_divisor(r, joint, left, (Span){divisor, r->last_end});
        } else {
            break;
        }
    }
    if (factors > 1)
        add_chain(r, '*', factors, start);
}

/* ---- sums and conditions ---- */

/* sum         = product, { ( "+" | "-" ), product } ; */
static void parse_sum(Reader *r) {
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
        reader_fail(r, reader_peek(r, 0)->span, SAID_COMPARISON_CHAIN, SAID_WRITE_COMPARISONS);
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

/* conjunction = negation, { "and", negation } ; */
static void parse_conjunction(Reader *r) {
    NodeStart start = reader_start(r);
    parse_negation(r);
    while (reader_accept(r, TOKEN_AND)) {
        parse_negation(r);
        reader_add(r, TREE_AND, start);
    }
}

/* disjunction = conjunction, { "or", conjunction } ; */
static void parse_disjunction(Reader *r) {
    NodeStart start = reader_start(r);
    parse_conjunction(r);
    while (reader_accept(r, TOKEN_OR)) {
        parse_conjunction(r);
        reader_add(r, TREE_OR, start);
    }
}

/* expression  = { "if", expression, "then", expression, "else" }, disjunction ; */
static void parse_expression(Reader *r) {
    if (reader_too_deep(r))
        return;
    size_t outside = r->choices.count;
    while (reader_accept_if(r)) {
        parse_expression(r);
        reader_expect(r, TOKEN_THEN, SAID_EXPECTED_THEN);
        parse_expression(r);
        reader_expect(r, TOKEN_ELSE, SAID_EXPECTED_ELSE);
    }
    parse_disjunction(r);
    /* The arms lie in order: condition, then, condition, ..., else. Close from the innermost. */
    while (r->choices.count > outside && !r->lost) {
        TreeId otherwise = tree_last_child(reader_here(r));
        TreeId then = tree_child_before(r->tree, otherwise);
        TreeId condition = tree_child_before(r->tree, then);
        reader_add(r, TREE_IF,
                   (NodeStart){r->tree->nodes.items[condition].first,
                               r->choices.items[--r->choices.count]});
    }
    r->choices.count = outside;
}

/* ---- statements ---- */

/* binding     = name, "=", expression ; */
static void parse_binding(Reader *r) {
    NodeStart start = reader_start(r);
    if (!reader_at(r, TOKEN_NAME)) {
        reader_fail_expecting(r, SAID_EXPECTED_VARIABLE);
        return;
    }
    Token name = *reader_take(r);
    if (!reader_accept(r, TOKEN_ASSIGN)) {
        reader_fail_expecting(r, SAID_EXPECTED_ASSIGN);
        return;
    }
    if (reader_at(r, TOKEN_END) || reader_at(r, TOKEN_COMMA))
        reader_fail(r, reader_peek(r, 0)->span, SAID_VALUE_MISSING, SAID_NOTHING);
    parse_expression(r);
    reader_add_statement(r, TREE_AT, start)->as.symbol = name.value;
}

/* bindings    = binding, { ",", binding } ; */
static void parse_bindings(Reader *r) {
    do
        parse_binding(r);
    while (reader_accept(r, TOKEN_COMMA));
}

/* at          = "at", bindings ; */
static void parse_at(Reader *r) {
    reader_take(r);
    parse_bindings(r);
}

/* definition  = name, "(", [ name, { ",", name } ], ")", "=", expression ; */
static void parse_definition(Reader *r) {
    NodeStart start = reader_start(r);
    Token name = *reader_take(r);
    reader_take(r);
    uint32_t count = 0;
    size_t parameters = r->tree->parameters.count;
    if (!reader_at(r, TOKEN_CLOSE)) {
        do {
            Token parameter = *reader_take(r);
            if (reader_place(r, parameter.value))
                reader_fail(r, parameter.span, SAID_PARAMETER_TWICE, SAID_NOTHING);
            reader_bind(r, parameter.value);
            count++;
        } while (reader_accept(r, TOKEN_COMMA));
    }
    reader_take(r);
    reader_take(r);
    parse_body(r, &name, parameters, 0);
    TreeNode *definition = reader_add_statement(r, TREE_DEFINITION, start);
    definition->as.symbol = name.value;
    definition->count = count;
}

/* assignment  = name, "=", expression ; */
static void parse_assignment(Reader *r) {
    NodeStart start = reader_start(r);
    Token name = *reader_take(r);
    reader_take(r);
    parse_expression(r);
    reader_add_statement(r, TREE_ASSIGNMENT, start)->as.symbol = name.value;
}

/* Whether name ( name, ... ) = begins here; reads ahead on a copy. */
static bool at_definition(const Reader *reader) {
    Reader copy = *reader, *r = &copy;
    if (!reader_accept(r, TOKEN_NAME) || !reader_accept(r, TOKEN_OPEN))
        return false;
    if (!reader_at(r, TOKEN_CLOSE)) {
        do {
            if (!reader_accept(r, TOKEN_NAME))
                return false;
        } while (reader_accept(r, TOKEN_COMMA));
    }
    return reader_accept(r, TOKEN_CLOSE) && reader_at(r, TOKEN_ASSIGN);
}

/* statement   = at | definition | assignment | expression ; */
static void parse_statement(Reader *r) {
    if (reader_is_word(r, reader_peek(r, 0), "at") && reader_peek(r, 1)->kind == TOKEN_NAME) {
        parse_at(r);
    } else if (reader_at(r, TOKEN_NAME) && reader_peek(r, 1)->kind == TOKEN_ASSIGN) {
        parse_assignment(r);
    } else if (at_definition(r)) {
        parse_definition(r);
    } else {
        NodeStart start = reader_start(r);
        parse_expression(r);
        reader_add_statement(r, TREE_EXPRESSION, start);
    }
}

static bool at_separator(Reader *r) {
    return reader_at(r, TOKEN_SEMICOLON) || reader_at(r, TOKEN_NEWLINE);
}

/* program     = { separator }, [ statement, { separator, { separator }, statement } ],
 *               { separator } ; */
static void parse_program(Reader *r) {
    for (;;) {
        while (at_separator(r))
            reader_take(r);
        if (reader_at(r, TOKEN_END) || r->diag->out_of_memory)
            return;
        TreeMark mark = tree_mark(r->tree);
        r->errors = r->diag->errors;
        r->open = 0;
        parse_statement(r);
        if (!r->lost && !at_separator(r) && !reader_at(r, TOKEN_END))
            reader_fail_after_operand(r, SAID_EXPECTED_OPERATOR);
        if (r->lost) {
            tree_release(r->tree, mark);
            reader_find_statement(r);
        }
    }
}

/* name, "=", sum, "..", sum: the ends are a statement each. */
static void parse_range(Reader *r) {
    if (!reader_at(r, TOKEN_NAME)) {
        reader_fail_expecting(r, SAID_EXPECTED_VARIABLE);
        return;
    }
    Token name = *reader_take(r);
    if (!reader_expect(r, TOKEN_ASSIGN, SAID_EXPECTED_ASSIGN))
        return;
    for (int end = 0; end < 2; end++) {
        NodeStart start = reader_leaf(r, &name);
        if (end && !reader_expect(r, TOKEN_RANGE, SAID_EXPECTED_RANGE))
            return;
        parse_sum(r);
        reader_add_statement(r, TREE_AT, start)->as.symbol = name.value;
    }
}

void parse_tokens(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source, const Tokens *tokens,
                  size_t first, IsBare *is_bare) {
    Reader reader;
    reader_begin(&reader, tree, symbols, diag, source, tokens, first, is_bare);
    parse_program(&reader);
    reader_end(&reader);
}

void parse_source(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source, IsBare *is_bare) {
    Tokens tokens = tokens_of(source, symbols, diag);
    parse_tokens(tree, symbols, diag, source, &tokens, 0, is_bare);
    tokens_free(&tokens);
}

/* Items with commas between them, and nothing else. */
static void parse_list(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source, IsBare *is_bare,
                       void (*parse_item)(Reader *)) {
    Reader reader;
    Tokens tokens = tokens_of(source, symbols, diag);
    reader_begin(&reader, tree, symbols, diag, source, &tokens, 0, is_bare);
    do
        parse_item(&reader);
    while (reader_accept(&reader, TOKEN_COMMA));
    if (!reader.lost && !reader_at(&reader, TOKEN_END))
        reader_fail_after_operand(&reader, SAID_EXPECTED_COMMA_OR_END);
    reader_end(&reader);
    tokens_free(&tokens);
}

void parse_values(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source, IsBare *is_bare) {
    parse_list(tree, symbols, diag, source, is_bare, parse_binding);
}

void parse_ranges(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source, IsBare *is_bare) {
    parse_list(tree, symbols, diag, source, is_bare, parse_range);
}

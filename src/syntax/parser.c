/* The parser: see parser.h. Recursive descent; the rule of grammar/adcalc.ebnf stands above the
 * function that reads it. Statements are read here, expressions in expressions.c. */
#include "syntax/parser.h"

#include "syntax/expressions.h"
#include "syntax/mistakes.h"

static void parse_step(Reader *r);

/* ---- blocks ---- */

static bool at_separator(Reader *r) {
    return reader_at(r, TOKEN_SEMICOLON) || reader_at(r, TOKEN_NEWLINE);
}

static void skip_separators(Reader *r) {
    while (at_separator(r))
        reader_take(r);
}

/* The steps of a block up to its end; returns where the last one begins. */
static TreeId parse_steps(Reader *r) {
    TreeId last = reader_here(r);
    Span opened = reader_peek(r, 0)->span;
    if (reader_too_deep(r))
        return last;
    if (!reader_accept(r, TOKEN_BLOCK_OPEN)) {
        mistake_block_missing(r);
        return last;
    }
    skip_separators(r);
    while (!reader_at(r, TOKEN_BLOCK_CLOSE) && !reader_at(r, TOKEN_END)) {
        last = reader_here(r);
        parse_step(r);
        if (!at_separator(r) && !reader_at(r, TOKEN_BLOCK_CLOSE) && !reader_at(r, TOKEN_END))
            mistake_after_step(r);
        skip_separators(r);
    }
    if (reader_at(r, TOKEN_END))
        mistake_say(r, opened, SAID_BLOCK_NOT_CLOSED, SAID_NOTHING);
    return last;
}

/* block       = "{", { separator }, [ step, { separator, { separator }, step } ], { separator },
 *               "}" ; */
static void parse_block(Reader *r) {
    parse_steps(r);
    reader_accept(r, TOKEN_BLOCK_CLOSE);
}

/* Turns the last step of a body into its value: an expression as it stands, an assigned name. */
static void end_body(Reader *r, TreeId last) {
    TreeNode *nodes = r->tree->nodes.items;
    TreeId step = tree_last_child(reader_here(r));
    bool any = !r->lost && step >= last && reader_here(r) > last;
    Span span = reader_peek(r, 0)->span;
    if (any && nodes[step].kind == TREE_EXPRESSION) {
        r->tree->nodes.count--;
    } else if (any && nodes[step].kind == TREE_SET) {
        NodeStart start = {reader_here(r), nodes[step].span.start};
        TreeNode set = nodes[step], *local = reader_add(r, TREE_LOCAL, start);
        local->as.local = set.as.local;
        local->count = set.count;
    } else {
        bool choice = any && nodes[step].kind == TREE_CHOICE;
        mistake_say(r, any ? nodes[step].span : span, SAID_BODY_WITHOUT_VALUE,
                    choice ? SAID_WRITE_CHOICE : SAID_WRITE_BODY_VALUE);
    }
}

/* body        = "{", { separator }, { step, separator, { separator } },
 *               ( assignment | expression ), { separator }, "}" ; */
static void parse_body(Reader *r) {
    TreeId last = parse_steps(r);
    end_body(r, last);
    reader_accept(r, TOKEN_BLOCK_CLOSE);
}

/* ---- steps ---- */

/* assignment  = name, "=", expression ; */
static void parse_assignment(Reader *r) {
    NodeStart start = reader_start(r);
    Token name = *reader_take(r);
    reader_take(r);
    parse_expression(r);
    const Binding *binding = reader_binding(r, name.value);
    if (binding && binding->counts) {
        mistake_say(r, name.span, SAID_COUNTER_ASSIGNED, SAID_CHOOSE_NAME);
    } else if (binding || r->in_function) {
        if (!binding && reader_has_read(r, name.value))
            mistake_say(r, name.span, SAID_LOCAL_READ_BEFORE, SAID_WRITE_LOCAL_FIRST);
        uint32_t slot = binding ? binding->slot : reader_bind(r, name.value, false);
        TreeNode *set = reader_add_statement(r, TREE_SET, start);
        set->as.local = slot;
        set->count = name.value;
    } else {
        reader_add_statement(r, TREE_ASSIGNMENT, start)->as.symbol = name.value;
    }
}

/* choice      = "if", expression, block, [ "else", ( choice | block ) ] ; */
static void parse_choice(Reader *r) {
    if (reader_too_deep(r))
        return;
    NodeStart start = reader_start(r);
    reader_take(r);
    parse_expression(r);
    TreeId branch = reader_add_leaf(r, TREE_BRANCH);
    parse_block(r);
    TreeId other = reader_add_leaf(r, TREE_ELSE);
    if (reader_accept(r, TOKEN_ELSE)) {
        if (reader_at(r, TOKEN_IF)) {
            r->blocks++; /* it is no statement of its own */
            parse_choice(r);
            r->blocks--;
        } else {
            parse_block(r);
        }
    }
    reader_add_statement(r, TREE_CHOICE, start);
    reader_end_branch(r, branch, other);
}

/* loop        = "for", name, "in", sum, "..", sum, block ; */
static void parse_loop(Reader *r) {
    NodeStart start = reader_start(r);
    Token word = *reader_take(r);
    if (!reader_at(r, TOKEN_NAME)) {
        mistake_counter_missing(r);
        return;
    }
    Token variable = *reader_take(r), in = *reader_peek(r, 0);
    if (reader_at(r, TOKEN_ASSIGN))
        mistake_in_missing(r, &word, &variable, in.span);
    else if (!reader_is_word(r, &in, "in") &&
             mistake_in_loop(r, &variable, TOKEN_KINDS, SAID_EXPECTED_IN))
        return;
    reader_take(r);
    if (mistake_python_range(r, &variable))
        return;
    parse_sum(r);
    if (mistake_in_loop(r, &variable, TOKEN_RANGE, SAID_EXPECTED_RANGE))
        return;
    reader_take(r);
    parse_sum(r);
    TreeId binder = reader_add_binder(r, &variable);
    parse_block(r);
    reader_unbind_one(r, variable.value);
    reader_add_statement(r, TREE_FOR, start);
    reader_end_leaf(r, binder);
}

/* repetition  = "while", expression, block ; */
static void parse_repetition(Reader *r) {
    NodeStart start = reader_start(r);
    reader_take(r);
    TreeId binder = reader_add_leaf(r, TREE_BINDER);
    parse_expression(r);
    TreeId branch = reader_add_leaf(r, TREE_BRANCH);
    parse_block(r);
    reader_add_statement(r, TREE_WHILE, start);
    reader_end_leaf(r, binder);
    reader_end_leaf(r, branch);
}

/* item        = text | expression ; */
static void parse_item(Reader *r) {
    NodeStart start = reader_start(r);
    bool text = reader_accept(r, TOKEN_TEXT);
    if (text)
        reader_add(r, TREE_TEXT, start);
    else if (at_separator(r) || reader_at(r, TOKEN_BLOCK_CLOSE) || reader_at(r, TOKEN_END))
        mistake_expecting(r, SAID_EXPECTED_ITEM);
    else
        parse_expression(r);
    mistake_between_items(r, text);
}

/* output      = "print", item, { ",", item } ; */
static void parse_output(Reader *r) {
    NodeStart start = reader_start(r);
    uint32_t count = 0;
    reader_take(r);
    if (mistake_print_call(r))
        return;
    do {
        parse_item(r);
        count++;
    } while (reader_accept(r, TOKEN_COMMA));
    reader_add_statement(r, TREE_PRINT, start)->count = count;
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

/* step        = choice | loop | repetition | output | assignment | expression ; */
static void parse_step(Reader *r) {
    if (mistake_foreign_step(r) || (r->blocks && mistake_in_block(r, at_definition(r))))
        return;
    if (reader_at(r, TOKEN_IF) && reader_block_comes(r)) {
        parse_choice(r);
    } else if (reader_at(r, TOKEN_FOR)) {
        parse_loop(r);
    } else if (reader_at(r, TOKEN_WHILE)) {
        parse_repetition(r);
    } else if (reader_at(r, TOKEN_PRINT)) {
        parse_output(r);
    } else if (reader_at(r, TOKEN_NAME) && reader_peek(r, 1)->kind == TOKEN_ASSIGN) {
        parse_assignment(r);
    } else {
        NodeStart start = reader_start(r);
        parse_expression(r);
        reader_add_statement(r, TREE_EXPRESSION, start);
    }
}

/* ---- statements ---- */

/* binding     = name, "=", expression ; */
static void parse_binding(Reader *r) {
    NodeStart start = reader_start(r);
    if (!reader_at(r, TOKEN_NAME)) {
        mistake_expecting(r, SAID_EXPECTED_VARIABLE);
        return;
    }
    Token name = *reader_take(r);
    if (!reader_accept(r, TOKEN_ASSIGN)) {
        mistake_expecting(r, SAID_EXPECTED_ASSIGN);
        return;
    }
    if (reader_at(r, TOKEN_END) || reader_at(r, TOKEN_COMMA))
        mistake_say(r, reader_peek(r, 0)->span, SAID_VALUE_MISSING, SAID_NOTHING);
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

/* definition  = name, "(", [ name, { ",", name } ], ")", "=", ( expression | body ) ; */
static void parse_definition(Reader *r) {
    NodeStart start = reader_start(r);
    Token name = *reader_take(r);
    reader_take(r);
    uint32_t count = 0;
    size_t parameters = r->tree->parameters.count;
    if (!reader_at(r, TOKEN_CLOSE)) {
        do {
            Token parameter = *reader_take(r);
            if (reader_binding(r, parameter.value))
                mistake_say(r, parameter.span, SAID_PARAMETER_TWICE, SAID_NOTHING);
            reader_bind(r, parameter.value, false);
            count++;
        } while (reader_accept(r, TOKEN_COMMA));
    }
    reader_take(r);
    reader_take(r);
    TreeId binder = r->body = reader_here(r);
    reader_add(r, TREE_BINDER, reader_leaf(r, &name))->count = (uint32_t)parameters;
    r->in_function = true;
    if (reader_at(r, TOKEN_BLOCK_OPEN))
        parse_body(r);
    else
        parse_expression(r);
    r->in_function = false;
    reader_unbind(r, 0);
    TreeNode *definition = reader_add_statement(r, TREE_DEFINITION, start);
    definition->as.symbol = name.value;
    definition->count = count;
    reader_end_leaf(r, binder);
}

/* statement   = at | definition | step ; */
static void parse_statement(Reader *r) {
    if (reader_is_word(r, reader_peek(r, 0), "at") && reader_peek(r, 1)->kind == TOKEN_NAME)
        parse_at(r);
    else if (at_definition(r))
        parse_definition(r);
    else
        parse_step(r);
}

/* program     = { separator }, [ statement, { separator, { separator }, statement } ],
 *               { separator } ; */
static void parse_program(Reader *r) {
    for (;;) {
        skip_separators(r);
        if (reader_at(r, TOKEN_END) || r->diag->out_of_memory)
            return;
        TreeMark mark = tree_mark(r->tree);
        r->errors = r->diag->errors;
        r->open = r->blocks = r->slots = 0;
        parse_statement(r);
        if (!r->lost && !at_separator(r) && !reader_at(r, TOKEN_END))
            mistake_after_step(r);
        if (r->lost) {
            tree_release(r->tree, mark);
            reader_find_statement(r);
        }
    }
}

/* name, "=", sum, "..", sum: the ends are a statement each. */
static void parse_range(Reader *r) {
    if (!reader_at(r, TOKEN_NAME)) {
        mistake_expecting(r, SAID_EXPECTED_VARIABLE);
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
                       void (*parse_one)(Reader *)) {
    Reader reader;
    Tokens tokens = tokens_of(source, symbols, diag);
    reader_begin(&reader, tree, symbols, diag, source, &tokens, 0, is_bare);
    do
        parse_one(&reader);
    while (reader_accept(&reader, TOKEN_COMMA));
    if (!reader.lost && !reader_at(&reader, TOKEN_END))
        mistake_after_operand(&reader, SAID_EXPECTED_COMMA_OR_END);
    reader_end(&reader);
    tokens_free(&tokens);
}

void parse_values(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source, IsBare *is_bare) {
    parse_list(tree, symbols, diag, source, is_bare, parse_binding);
}

void parse_ranges(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source, IsBare *is_bare) {
    parse_list(tree, symbols, diag, source, is_bare, parse_range);
}

/* Claims: see claims.h. Every option is a source of its own,
 * so errors show where in it they are. */
#include "session/claims.h"

#include "base/utf8.h"
#include "syntax/parser.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Reading {
    Session *session;
    Request *request;
    Claim *claims; /* room for all */
    Range *ranges;
} Reading;

/* The number of the variable that a statement is about; false after an error. */
static bool find_variable(Reading *r, const TreeNode *statement, uint32_t *variable) {
    Session *s = r->session;
    const char *text = symbol_text(&s->symbols, statement->as.symbol);
    const Name *name = scope_name(&s->scope, statement->as.symbol, &s->diag);
    *variable = name->variable;
    if (name->kind == NAME_VARIABLE)
        return true;
    Span span = {statement->span.start, statement->span.start + (uint32_t)strlen(text)};
    if (span.end > statement->span.end)
        span.end = statement->span.end;
    diag_say(&s->diag, span, SAY(NO_VARIABLE, text));
    return false;
}

/* ---- claims ---- */

/* What a statement says, as people may see it. */
static const char *formula_text(Reading *r, uint32_t source, const TreeNode *formula) {
    const Source *from = &r->session->diag.sources.items[source];
    Span span = formula->span;
    Text text = {0};
    utf8_escape(&text, from->text + (span.start - from->base), span.end - span.start);
    return diag_keep(&r->session->diag, r->request->arena, &text);
}

/* Half a unit of the last digit of a number as it is written: 0.05 for 4.2, 5 for 1.23e3. */
static double half_unit(const char *text, size_t length) {
    int places = 0;
    bool point = false;
    for (size_t i = 0, bytes; i < length; i += bytes) {
        uint32_t c = utf8_decode(text + i, length - i, &bytes);
        c -= c >= 0xff01 && c <= 0xff5e ? 0xfee0 : 0; /* full-width */
        if (c == 'e' || c == 'E')
            return 0.5 * pow(10.0, (double)strtol(text + i + bytes, NULL, 10) - places);
        places += point;
        point |= c == '.';
    }
    return 0.5 * pow(10.0, -places);
}

/* The slack of a claim that is nothing but a number, perhaps with signs; 0 for an expression. */
static double slack_of(Reading *r, uint32_t source, TreeId formula) {
    const TreeNode *nodes = r->session->tree.nodes.items;
    const Source *from = &r->session->diag.sources.items[source];
    while (nodes[formula].kind == TREE_NEGATIVE)
        formula = tree_last_child(formula);
    Span span = nodes[formula].span;
    if (nodes[formula].kind != TREE_NUMBER)
        return 0.0;
    return half_unit(from->text + (span.start - from->base), span.end - span.start);
}

static bool is_target(const Request *request, uint32_t variable) {
    for (uint32_t i = 0; i < request->problem.derivative_count; i++)
        if (problem_variable(&request->problem, i) == variable)
            return true;
    return false;
}

/* The formula as a function that goes the ways of the program; false after an error. */
static bool make_function(Session *s, size_t statement, Claim *claim) {
    Function *function = diag_allocate(&s->diag, &s->arena, 1, sizeof *function);
    ProgramFormula *formula = diag_allocate(&s->diag, &s->arena, 1, sizeof *formula);
    if (!function || !formula || !function_begin(function, &s->diag))
        return false;
    if (!array_push(&s->formulas, function)) {
        diag_no_memory(&s->diag);
        function_free(function);
        return false;
    }
    *formula =
        (ProgramFormula){&s->statements, tree_last_child(s->tree.statements.items[statement])};
    claim->function = function;
    return function_run(function, statements_run_formula, formula, statements_point,
                        &s->statements);
}

static bool find_formula(Session *s, size_t statement, Claim *claim) {
    Graph *graph = session_graph(s);
    if (s->scope.restless || function_branches(&s->function))
        return statements_knows_names(&s->tree, statement, &s->symbols, &s->scope, graph) &&
               make_function(s, statement, claim);
    claim->formula = statements_formula(&s->tree, statement, &s->symbols, &s->scope, graph);
    return claim->formula != NODE_POISON;
}

void claims_free(Session *s) {
    while (s->formulas.count)
        function_free(s->formulas.items[--s->formulas.count]);
}

static void read_claim(Reading *r, size_t statement, uint32_t source, bool number) {
    Session *s = r->session;
    Claim claim = {.at_point = number};
    const TreeNode *node = tree_statement(&s->tree, statement);
    TreeId formula = tree_last_child(s->tree.statements.items[statement]);
    if (!find_variable(r, node, &claim.variable))
        return;
    if (!is_target(r->request, claim.variable)) {
        diag_say(&s->diag, node->span,
                 SAY(CLAIM_LEFT_OUT, symbol_text(&s->symbols, node->as.symbol)));
        return;
    }
    double value;
    if (number) {
        claim.slack = slack_of(r, source, formula);
        if (!statements_constant(&s->tree, statement, &s->symbols, &s->scope, session_graph(s),
                                 &value))
            return;
    }
    if (!find_formula(s, statement, &claim))
        return;
    claim.text = formula_text(r, source, &s->tree.nodes.items[formula]);
    r->claims[r->request->claim_count++] = claim;
}

/* ---- ranges ---- */

static void read_range(Reading *r, size_t statement) {
    Session *s = r->session;
    const TreeNode *low = tree_statement(&s->tree, statement);
    const TreeNode *high = tree_statement(&s->tree, statement + 1);
    uint32_t variable;
    Range range;
    if (!find_variable(r, low, &variable) ||
        !statements_constant(&s->tree, statement, &s->symbols, &s->scope, session_graph(s),
                             &range.low) ||
        !statements_constant(&s->tree, statement + 1, &s->symbols, &s->scope, session_graph(s),
                             &range.high))
        return;
    if (!isfinite(range.low) || !isfinite(range.high))
        diag_say(&s->diag, high->span, SAY(RANGE_NOT_FINITE));
    else if (range.low > range.high)
        diag_say_hint(&s->diag, high->span, SAY(RANGE_EMPTY), SAY(WRITE_RANGE));
    else
        r->ranges[variable] = range;
}

/* ---- options ---- */

typedef enum ListKind { LIST_FORMULAS, LIST_NUMBERS, LIST_RANGES } ListKind;

static const struct {
    const char *name;
    MessageCode hint;
} lists[] = {
    [LIST_FORMULAS] = {"--claim", SAID_WRITE_CLAIM},
    [LIST_NUMBERS] = {"--claim-value", SAID_WRITE_CLAIM_VALUE},
    [LIST_RANGES] = {"--box", SAID_WRITE_BOX},
};

/* Parses one option; returns the source's number. */
static uint32_t parse_one(Session *s, Tree *tree, ListKind kind, const char *text) {
    uint32_t source = diag_add_option(&s->diag, lists[kind].name, text);
    if (source == UINT32_MAX)
        return source;
    if (kind == LIST_RANGES)
        parse_ranges(tree, &s->symbols, &s->diag, source, op_is_bare);
    else
        parse_values(tree, &s->symbols, &s->diag, source, op_is_bare);
    const Message *error = diag_first_error(&s->diag);
    if (error &&
        (error->said.code == SAID_EXPECTED_VARIABLE || error->said.code == SAID_EXPECTED_ASSIGN))
        diag_advise(&s->diag, (Said){.code = lists[kind].hint});
    return source;
}

static bool check(Session *s, ListKind kind, const char *value) {
    Tree aside = {0};
    parse_one(s, &aside, kind, value);
    tree_free(&aside);
    return !diag_failed(&s->diag);
}

bool claims_check_formulas(Session *s, const char *value) {
    return check(s, LIST_FORMULAS, value);
}

bool claims_check_numbers(Session *s, const char *value) {
    return check(s, LIST_NUMBERS, value);
}

bool claims_check_ranges(Session *s, const char *value) {
    return check(s, LIST_RANGES, value);
}

/* Room for as many claims as a text can hold, beside those there are. */
static bool reserve_claims(Reading *r, size_t more) {
    size_t count = r->request->claim_count;
    Claim *claims =
        diag_allocate(&r->session->diag, r->request->arena, count + more, sizeof *claims);
    if (claims && count)
        memcpy(claims, r->claims, count * sizeof *claims);
    r->request->claims = r->claims = claims;
    return claims;
}

static void read_list(Reading *r, ListKind kind, const char *const *texts, size_t count) {
    Session *s = r->session;
    for (size_t i = 0; i < count && !diag_failed(&s->diag); i++) {
        size_t first = s->tree.statements.count;
        uint32_t source = parse_one(s, &s->tree, kind, texts[i]);
        size_t end = s->tree.statements.count;
        session_share_tree(s);
        if (diag_failed(&s->diag) || (kind != LIST_RANGES && !reserve_claims(r, end - first)))
            return;
        for (size_t k = first; k < end && !diag_failed(&s->diag); k += kind == LIST_RANGES ? 2 : 1)
            if (kind == LIST_RANGES)
                read_range(r, k);
            else
                read_claim(r, k, source, kind == LIST_NUMBERS);
    }
}

/* A place in a range that is no special one, as its middle often is. */
static double within(double low, double high) {
    const double part = 0.61803398874989485;
    return (1.0 - part) * low + part * high;
}

/* A guess in the range whose ends are the statements from `low` on, if they are numbers. */
static void guess_within(Session *s, const Tree *tree, size_t low, Scope *scope, Graph *graph) {
    double ends[2];
    for (size_t i = 0; i < 2; i++)
        if (!statements_constant(tree, low + i, &s->symbols, scope, graph, &ends[i]))
            return;
    NumberOfName *guess = &s->statements.guesses[s->statements.guess_count++];
    *guess = (NumberOfName){tree_statement(tree, low)->as.symbol, within(ends[0], ends[1])};
}

bool claims_guess(Session *s) {
    Tree tree = {0};
    Scope scope = {0};
    Graph *graph = session_graph(s); /* which is cleared when the program is traced */
    for (size_t i = 0; i < s->settings->boxes.count && !diag_failed(&s->diag); i++)
        parse_one(s, &tree, LIST_RANGES, s->settings->boxes.items[i]);
    size_t count = tree.statements.count / 2;
    s->statements.guess = within(-2.0, 2.0); /* as the view does */
    s->statements.guesses =
        diag_allocate(&s->diag, &s->arena, count, sizeof *s->statements.guesses);
    bool done = s->statements.guesses && !diag_failed(&s->diag);
    DiagMark before = diag_mark(&s->diag);
    for (size_t i = 0; i < count && done && !diag_failed(&s->diag); i++)
        guess_within(s, &tree, 2 * i, &scope, graph);
    if (!s->diag.out_of_memory)
        diag_release(&s->diag, before); /* what is wrong is said when they are read again */
    tree_free(&tree);
    scope_free(&scope);
    return done && !s->diag.out_of_memory;
}

bool claims_read(Session *s, const View *view, Request *request) {
    const Settings *settings = s->settings;
    uint32_t variables = request->problem.components;
    if (!view->needs_claims)
        return true;
    Reading reading = {.session = s, .request = request};
    reading.ranges = diag_allocate(&s->diag, request->arena, variables, sizeof *reading.ranges);
    if (!reading.ranges)
        return false;
    for (uint32_t i = 0; i < variables; i++)
        reading.ranges[i] = (Range){1.0, 0.0};
    request->ranges = reading.ranges;
    request->has_value = s->statements.has_value.items;
    read_list(&reading, LIST_FORMULAS, settings->claims.items, settings->claims.count);
    read_list(&reading, LIST_NUMBERS, settings->claim_values.items, settings->claim_values.count);
    read_list(&reading, LIST_RANGES, settings->boxes.items, settings->boxes.count);
    return !diag_failed(&s->diag);
}

/* Targets: see targets.h. */
#include "session/targets.h"

#include "methods/plan.h"
#include "syntax/parser.h"

#include <string.h>

enum { HESSIAN_MAX_VARIABLES = 100 };

/* The number of the variable of that name; UINT32_MAX after an error that names the option. */
static uint32_t find_variable(Session *s, const char *option, const char *text, size_t length) {
    Symbol symbol = symbol_intern(&s->symbols, text, length);
    const Name *name = scope_name(&s->scope, symbol, &s->diag);
    if (!symbol)
        diag_no_memory(&s->diag);
    else if (name->kind == NAME_VARIABLE)
        return name->variable;
    else
        diag_say(&s->diag, (Span){0, 0},
                 SAY(NO_VARIABLE_HERE, option, (int)(length > 60 ? 60 : length), text));
    return UINT32_MAX;
}

/* ---- --wrt ---- */

/* The next word of a list like "x, y" or "x=2,y=1"; false after an error. */
static bool next_word(Session *s, const char *option, const char *like, const char *list,
                      const char **next, const char **word, size_t *length) {
    *word = *next + strspn(*next, " \t");
    *length = strcspn(*word, ", \t");
    const char *after = *word + *length + strspn(*word + *length, " \t");
    if (!*length || (*after && *after != ',')) {
        diag_say(&s->diag, (Span){0, 0}, SAY(NO_LIST_LIKE, option, list, like));
        return false;
    }
    *next = *after ? after + 1 : NULL;
    return true;
}

/* The variables to differentiate by, each once. */
typedef struct Targets {
    uint32_t *items;
    uint32_t count;
    uint8_t *chosen; /* one per variable */
} Targets;

static void add_target(Targets *targets, uint32_t variable) {
    if (!targets->chosen[variable])
        targets->items[targets->count++] = variable;
    targets->chosen[variable] = 1;
}

/* The variables of --wrt, or all. */
static void choose_variables(Session *s, const Problem *problem, Targets *targets) {
    const char *list = s->settings->wrt;
    for (uint32_t i = 0; !list && i < problem->components; i++)
        add_target(targets, i);
    for (const char *next = list; next;) {
        const char *word;
        size_t length;
        if (!next_word(s, "wrt", "x,y", list, &next, &word, &length))
            return;
        uint32_t variable = find_variable(s, "wrt", word, length);
        if (variable == UINT32_MAX)
            return;
        add_target(targets, variable);
    }
}

/* ---- --along ---- */

/* The values in the list of --along, traced apart from the program's own. */
static void read_direction(Session *s, const Problem *problem, const char *list,
                           double *direction) {
    Tree tree = {0};
    Scope scope = {0};
    uint32_t source = diag_add_option(&s->diag, "--along", list);
    if (source != UINT32_MAX)
        parse_values(&tree, &s->symbols, &s->diag, source, op_is_bare);
    if (!diag_failed(&s->diag))
        statements_points(&tree, &s->symbols, &scope, session_graph(s));
    for (size_t i = 0; i < tree.statements.count && !diag_failed(&s->diag); i++) {
        const TreeNode *node = &tree.nodes.items[tree.statements.items[i]];
        const char *text = symbol_text(&s->symbols, node->as.symbol);
        uint32_t variable = find_variable(s, "along", text, strlen(text));
        if (variable < problem->components)
            direction[variable] = scope_name(&scope, node->as.symbol, &s->diag)->value;
    }
    tree_free(&tree);
    scope_free(&scope);
}

static void choose_direction(Session *s, Problem *problem, Targets *targets) {
    double *direction = diag_allocate(&s->diag, &s->arena, problem->components, sizeof *direction);
    if (!direction)
        return;
    read_direction(s, problem, s->settings->along, direction);
    problem->direction = direction;
    for (uint32_t i = 0; i < problem->components && !s->settings->wrt && !s->settings->hessian; i++)
        if (direction[i] != 0.0)
            add_target(targets, i);
}

/* ---- derivatives ---- */

/* Adds a derivative with these factors; false without memory. */
static bool add_derivative(Session *s, Derivative *derivatives, Problem *problem,
                           const Factor *factors, uint32_t count) {
    Factor *copy = diag_allocate(&s->diag, &s->arena, count, sizeof *copy);
    if (!copy)
        return false;
    memcpy(copy, factors, count * sizeof *copy);
    derivatives[problem->derivative_count++] = (Derivative){copy, count};
    return true;
}

static void choose_gradient(Session *s, Problem *problem, const Targets *targets) {
    Derivative *derivatives =
        diag_allocate(&s->diag, &s->arena, targets->count, sizeof *derivatives);
    problem->derivatives = derivatives;
    for (uint32_t i = 0; derivatives && i < targets->count; i++)
        if (!add_derivative(s, derivatives, problem, &(Factor){targets->items[i], 1}, 1))
            return;
}

/* A whole number of one to three digits and nothing else; 0 for anything else. */
static uint32_t read_order(const char *text, size_t length) {
    uint32_t order = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9' || length > 3)
            return 0;
        order = 10 * order + (uint32_t)(text[i] - '0');
    }
    return order <= DERIVATIVE_MAX_ORDER ? order : 0;
}

/* --order 3: all orders along the only direction. */
static void choose_orders(Session *s, Problem *problem, const Targets *targets, uint32_t order) {
    if (!problem->direction && targets->count > 1) {
        diag_say_hint(&s->diag, (Span){0, 0}, SAY(ORDER_OF_SEVERAL, order, targets->count),
                      order == 2 ? SAY(CHOOSE_VARIABLE_OR_HESSIAN) : SAY(CHOOSE_VARIABLE));
        return;
    }
    Derivative *derivatives = diag_allocate(&s->diag, &s->arena, order, sizeof *derivatives);
    problem->derivatives = derivatives;
    problem->question = QUESTION_ORDERS;
    Factor factor = {problem->direction ? problem->components : targets->items[0], 0};
    for (factor.times = 1; derivatives && factor.times <= order; factor.times++)
        if (!add_derivative(s, derivatives, problem, &factor, 1))
            return;
}

static void refuse_order(Session *s, const char *text) {
    diag_say(&s->diag, (Span){0, 0}, SAY(ORDER_MALFORMED, text, DERIVATIVE_MAX_ORDER));
}

/* The next of a list like x=2,y=1: a name's length and how often; false after an error. */
static bool next_factor(Session *s, const char *list, const char **next, const char **word,
                        size_t *name, uint32_t *times) {
    size_t length;
    if (!*list) {
        refuse_order(s, list);
        return false;
    }
    if (!next_word(s, "order", "x=2,y=1", list, next, word, &length))
        return false;
    *name = strcspn(*word, "=");
    *times = *name < length ? read_order(*word + *name + 1, length - *name - 1) : 0;
    if (!*times)
        refuse_order(s, list);
    return *times > 0;
}

/* --order x=2,y=1: one derivative. */
static void choose_mixed(Session *s, Problem *problem, const char *list) {
    Factor *factors = diag_allocate(&s->diag, &s->arena, problem->components, sizeof *factors);
    Derivative *derivative = diag_allocate(&s->diag, &s->arena, 1, sizeof *derivative);
    uint32_t count = 0;
    for (const char *next = list; factors && next;) {
        const char *word;
        size_t name;
        uint32_t times;
        if (!next_factor(s, list, &next, &word, &name, &times))
            return;
        uint32_t variable = find_variable(s, "order", word, name), at = 0;
        if (variable == UINT32_MAX)
            return;
        while (at < count && factors[at].variable != variable)
            at++;
        if (at == count)
            factors[count++] = (Factor){variable, 0};
        factors[at].times += times;
    }
    if (!derivative || !factors || !add_derivative(s, derivative, problem, factors, count))
        return;
    problem->derivatives = derivative;
    problem->question = QUESTION_MIXED;
    if (!plan_fits(derivative))
        diag_say(&s->diag, (Span){0, 0},
                 SAY(ORDER_TOO_HIGH, list, DERIVATIVE_MAX_ORDER, SERIES_MAX_PARAMETERS));
}

/* The upper triangle, row by row; or each row times the vector. */
static void choose_hessian(Session *s, Problem *problem, const Targets *targets) {
    uint32_t count = targets->count;
    if (!problem->direction && count > HESSIAN_MAX_VARIABLES) {
        diag_say_hint(&s->diag, (Span){0, 0}, SAY(HESSIAN_TOO_LARGE, HESSIAN_MAX_VARIABLES, count),
                      SAY(CHOOSE_SOME_OR_PRODUCT));
        return;
    }
    size_t entries = problem->direction ? count : (size_t)count * (count + 1) / 2;
    Derivative *derivatives = diag_allocate(&s->diag, &s->arena, entries, sizeof *derivatives);
    if (!derivatives)
        return;
    problem->derivatives = derivatives;
    problem->question = problem->direction ? QUESTION_PRODUCT : QUESTION_HESSIAN;
    for (uint32_t i = 0; i < count; i++) {
        Factor factors[2] = {{targets->items[i], 1}, {problem->components, 1}};
        if (problem->direction && !add_derivative(s, derivatives, problem, factors, 2))
            return;
        for (uint32_t k = i; !problem->direction && k < count; k++) {
            factors[0].times = k == i ? 2 : 1;
            factors[1].variable = targets->items[k];
            if (!add_derivative(s, derivatives, problem, factors, k == i ? 1 : 2))
                return;
        }
    }
}

/* Reports an error if the view knows gradients only; true else. */
static bool view_suits(Session *s, const View *view) {
    const Settings *settings = s->settings;
    if (view->any_order || !(settings->hessian || settings->order || settings->along))
        return true;
    diag_say(&s->diag, (Span){0, 0},
             settings->hessian ? SAY(NO_HESSIAN, view->name)
             : settings->order ? SAY(NO_ORDER, view->name)
                               : SAY(NO_ALONG, view->name));
    return false;
}

void targets_choose(Session *s, const View *view, Problem *problem) {
    const Settings *settings = s->settings;
    Targets targets = {.chosen = diag_allocate(&s->diag, &s->arena, problem->components, 1)};
    targets.items = diag_allocate(&s->diag, &s->arena, problem->components, sizeof *targets.items);
    if (!targets.items || !targets.chosen || !view_suits(s, view))
        return;
    if (!settings->along || settings->wrt || settings->hessian)
        choose_variables(s, problem, &targets);
    if (settings->along && !diag_failed(&s->diag))
        choose_direction(s, problem, &targets);
    if (diag_failed(&s->diag))
        return;
    uint32_t order = settings->order ? read_order(settings->order, strlen(settings->order)) : 0;
    bool mixed = settings->order && !order, along = problem->direction;
    if (problem->direction && settings->views.kink != KINK_CONVENTION)
        diag_say(&s->diag, (Span){0, 0}, SAY(KINK_ALONG));
    else if (settings->hessian && settings->order)
        diag_say(&s->diag, (Span){0, 0}, SAY(HESSIAN_AND_ORDER));
    else if (mixed && along)
        diag_say(&s->diag, (Span){0, 0}, SAY(ORDER_ALONG, DERIVATIVE_MAX_ORDER));
    else if (mixed)
        choose_mixed(s, problem, settings->order);
    else if (settings->hessian && targets.count)
        choose_hessian(s, problem, &targets);
    else if ((along && !settings->hessian) ||
             (targets.count && (order > 1 || (order && targets.count == 1))))
        choose_orders(s, problem, &targets, order ? order : 1);
    else
        choose_gradient(s, problem, &targets);
}

bool targets_check_wrt(Session *s, const char *value) {
    const char *next = value, *word;
    size_t length;
    while (next && next_word(s, "wrt", "x,y", value, &next, &word, &length))
        ;
    return !diag_failed(&s->diag);
}

bool targets_check_order(Session *s, const char *value) {
    const char *next = read_order(value, strlen(value)) ? NULL : value, *word;
    size_t length;
    uint32_t times;
    while (next && next_factor(s, value, &next, &word, &length, &times))
        ;
    return !diag_failed(&s->diag);
}

bool targets_check_along(Session *s, const char *value) {
    Tree aside = {0};
    uint32_t source = diag_add_option(&s->diag, "--along", value);
    if (source != UINT32_MAX)
        parse_values(&aside, &s->symbols, &s->diag, source, op_is_bare);
    tree_free(&aside);
    return !diag_failed(&s->diag);
}

/* What is kept: see kept.h. */
#include "session/kept.h"

#include "base/utf8.h"
#include "print/infix.h"
#include "session/ans.h"
#include "session/output.h"

#include <string.h>

enum { LONGEST_FORMULA = 2000 }; /* bytes that vars shows of one */

/* The statement's own text; with `shown` as people see it. */
static void put_source(const Session *s, const TreeNode *node, bool shown, Text *out) {
    const Source *source = diag_source(&s->diag, node->span);
    const char *text = source->text + (node->span.start - source->base), *line;
    size_t length = node->span.end - node->span.start;
    while (shown && (line = memchr(text, '\n', length))) {
        utf8_escape(out, text, (size_t)(line - text));
        text_put(out, "\n");
        length -= (size_t)(++line - text);
        text = line;
    }
    if (shown)
        utf8_escape(out, text, length);
    else
        text_bytes(out, text, length);
}

void kept_write(const Session *s, Text *out) {
    for (uint32_t i = 1; i <= s->definitions.kept; i++) {
        const Definition *definition = definition_at(&s->definitions, i);
        if (definition->gone || definition->behind)
            continue;
        text_put(out, definition->kind == TREE_AT ? "at " : "");
        put_source(s, &s->tree.nodes.items[definition->statement], false, out);
        text_put(out, "\n");
    }
}

/* ---- listing ---- */

/* A list being made: values of --at are behind what is kept, as statements of the tree. */
typedef struct Listing {
    Session *session;
    const Variable *variables;
    Text *out;
} Listing;

static bool is_given(const Session *s, Symbol symbol, size_t first) {
    for (size_t i = first; i < s->tree.statements.count; i++)
        if (tree_statement(&s->tree, i)->as.symbol == symbol)
            return true;
    return false;
}

/* Whether a later statement redefines this name or, for a value, makes it no variable. */
static bool is_outdated(const Session *s, const Definition *definition) {
    const Definitions *d = &s->definitions;
    if (definition->kind == TREE_AT)
        return definition->later || is_given(s, definition->symbol, 0);
    for (uint32_t i = definition->later; i; i = definition_at(d, i)->later)
        if (definition_at(d, i)->kind != TREE_AT)
            return true;
    return false;
}

/* Whether something this definition read, itself or through functions, has been redefined since:
 * its text would now mean something else. */
static bool is_stale(Session *s, uint32_t number) {
    Definitions *d = &s->definitions;
    DefinitionNumbers read = {0};
    bool stale = false;
    definitions_pass(d);
    bool fine = definitions_follow(d, number, &read);
    for (size_t i = 0; i < read.count && fine && !stale; i++) {
        uint8_t kind = definition_at(d, read.items[i])->kind;
        stale = kind != TREE_AT && read.items[i] > number;
        if (kind == TREE_DEFINITION)
            fine = definitions_follow(d, read.items[i], &read);
    }
    if (!fine)
        diag_no_memory(&s->diag);
    array_free(&read);
    return stale;
}

/* Whether a loop or a branch is kept: then what names mean depends on the order of all that is. */
static bool keeps_steps(const Session *s) {
    for (uint32_t i = 1; i <= s->definitions.kept; i++)
        if (definition_stays(&s->definitions, i) &&
            tree_is_step((TreeKind)definition_at(&s->definitions, i)->kind))
            return true;
    return false;
}

/* One meaning of a name; `number` is that of the definition, 0 for a value of --at. */
static void put_meaning(const Listing *l, const TreeNode *node, uint32_t number) {
    Session *s = l->session;
    const Graph *graph = &s->trial.graph;
    const char *text = symbol_text(&s->symbols, node->as.symbol);
    const Name *name = scope_name(&s->trial.scope, node->as.symbol, &s->diag);
    double value;
    bool names_node = node->kind == TREE_ASSIGNMENT && name->kind == NAME_NODE;
    if (node->kind == TREE_AT && name->kind == NAME_NODE)
        return; /* it is no variable any more */
    if (node->kind == TREE_AT) {
        text_format(l->out, "at %s = ", text);
        report_number(l->out, name->value, &s->settings->style);
    } else if (names_node && scope_constant(&s->trial.scope, graph, name->node, &value)) {
        text_format(l->out, "%s = ", text);
        report_number(l->out, value, &s->settings->style);
    } else if (names_node && is_stale(s, number)) {
        text_format(l->out, "%s = ", text);
        infix_print(graph, l->variables, name->node, LONGEST_FORMULA, l->out);
    } else {
        put_source(s, node, true, l->out);
    }
    text_put(l->out, "\n");
}

static void put_all(const Listing *l) {
    Session *s = l->session;
    bool program = keeps_steps(s);
    for (uint32_t i = 1; i <= s->definitions.kept; i++) {
        const Definition *definition = definition_at(&s->definitions, i);
        const TreeNode *node = &s->tree.nodes.items[definition->statement];
        bool value = definition->kind == TREE_AT;
        bool below = s->has_ans && definition->symbol == s->ans_name && !value;
        if (definition->gone || below || definition->behind)
            continue;
        if (program && !value) {
            put_source(s, node, true, l->out);
            text_put(l->out, "\n");
        } else if (!is_outdated(s, definition)) {
            put_meaning(l, node, i);
        }
    }
    for (size_t i = 0; i < s->tree.statements.count; i++) {
        const TreeNode *node = tree_statement(&s->tree, i);
        if (!is_given(s, node->as.symbol, i + 1))
            put_meaning(l, node, 0);
    }
    if (s->has_ans && !ans_is_given(s)) {
        text_put(l->out, "ans = ");
        report_number(l->out, s->ans, &s->settings->style);
        text_put(l->out, "\n");
    }
}

static void list(void *context, Text *result) {
    Session *s = context;
    trial_reset(&s->trial); /* formulas are those of a fresh graph */
    bool traced = !diag_failed(&s->diag) && trial_line(&s->trial, 0);
    const Scope *scope = &s->trial.scope;
    Listing listing = {s, session_variables(s, scope->variables.items, scope->variables.count),
                       result};
    if (traced && listing.variables)
        put_all(&listing);
    if (!diag_failed(&s->diag))
        return;
    Text errors = {0};
    text_clear(result); /* no partial lists */
    result->failed = s->diag.out_of_memory;
    diag_print_errors(&s->diag, &errors);
    if (!result->failed)
        output_error(&errors);
    text_free(&errors);
}

ExitStatus kept_list(Session *s, const char *line) {
    DiagMark diag = diag_mark(&s->diag);
    TreeMark tree = tree_mark(&s->tree);
    Text text = {0};
    session_read_values(s);
    ExitStatus status = session_compute(s, list, s, &text);
    if (status == EXIT_FINE)
        status = session_show(s, "vars", line, &text);
    tree_release(&s->tree, tree);
    diag_release(&s->diag, diag);
    arena_free(&s->arena);
    text_free(&text);
    return status;
}

/* ---- forgetting ---- */

typedef ARRAY(Symbol) Names;

/* The names in a list, or what is wrong. */
static void find_names(Session *s, const char *list, Names *names, Said *wrong) {
    for (size_t length; *list && !wrong->code; list += length) {
        list += strspn(list, " \t,");
        length = strcspn(list, " \t,");
        Symbol symbol = symbol_find(&s->symbols, list, length);
        bool kept = definitions_about(&s->definitions, symbol)->last ||
                    (s->has_ans && symbol == s->ans_name);
        if (length && !kept)
            *wrong = SAY(NOTHING_KEPT, (int)(length > 60 ? 60 : length), list);
        else if (length && !array_push(names, symbol))
            diag_no_memory(&s->diag);
    }
}

/* Tries what is left. */
static void try_rest(void *context, Text *result) {
    Session *s = context;
    text_put(result, trial_line(&s->trial, 0) ? "+" : "");
}

/* Drops some names, unless others lose their meaning by it. */
static ExitStatus forget_names(Session *s, const Names *names, Said *wrong) {
    Text fine = {0};
    Definitions *d = &s->definitions;
    definitions_forget(d, names->items, names->count);
    ExitStatus status = session_compute(s, try_rest, s, &fine);
    trial_reset(&s->trial);
    if (fine.failed)
        diag_no_memory(&s->diag);
    Symbol read;
    const Definition *reader =
        fine.length ? NULL : definitions_reader(d, names->items, names->count, &read);
    if (status == EXIT_FINE && reader)
        *wrong = SAY(FORGET_BOTH, symbol_text(&s->symbols, reader->symbol),
                     symbol_text(&s->symbols, read));
    for (size_t i = 0; i < names->count && fine.length; i++)
        s->has_ans &= names->items[i] != s->ans_name;
    if (!fine.length || !definitions_keep(d, SYMBOL_NONE))
        definitions_leave(d);
    text_free(&fine);
    return status != EXIT_FINE ? status : wrong->code ? EXIT_USAGE : EXIT_FINE;
}

ExitStatus kept_forget(Session *s, const char *list, Said *wrong) {
    DiagMark diag = diag_mark(&s->diag);
    ExitStatus status = EXIT_FINE;
    Names names = {0};
    if (*list)
        find_names(s, list, &names, wrong);
    if (wrong->code)
        status = EXIT_USAGE;
    else if (*list && !diag_failed(&s->diag))
        status = forget_names(s, &names, wrong);
    else if (!*list)
        definitions_clear(&s->definitions);
    s->has_ans &= *list != '\0';
    if (s->diag.out_of_memory) {
        *wrong = SAY(OUT_OF_MEMORY);
        status = EXIT_IO;
    }
    array_free(&names);
    diag_release(&s->diag, diag);
    arena_free(&s->arena);
    return status;
}

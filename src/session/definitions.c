/* What a session keeps: see definitions.h. */
#include "session/definitions.h"

#include "base/utf8.h"
#include "print/infix.h"
#include "syntax/parser.h"
#include "syntax/tokens.h"

#include <string.h>

enum { LONGEST_FORMULA = 2000 }; /* bytes that vars shows of one */

const TreeNode *definitions_statement(const Session *s, size_t i) {
    return &s->tree.nodes.items[s->tree.statements.items[i]];
}

bool definitions_know(const Session *s, const char *name) {
    for (size_t i = 0; i < s->defined; i++)
        if (!strcmp(symbol_text(&s->symbols, definitions_statement(s, i)->as.symbol), name))
            return true;
    return false;
}

/* ---- ans ---- */

Symbol definitions_ans(Session *s) {
    return symbol_intern(&s->symbols, "ans", 3);
}

/* Whether the letters occur at all: a quick test. */
static bool has_letters(const char *text, size_t length) {
    const char *end = text + length;
    while (end - text >= 3 && (text = memchr(text, 'a', (size_t)(end - text - 2)))) {
        if (!memcmp(text, "ans", 3))
            return true;
        text++;
    }
    return false;
}

static bool mentions_ans(Session *s, const char *text) {
    if (!has_letters(text, strlen(text)))
        return false;
    Tokens tokens = {0};
    tokens_read(&tokens, &s->symbols, &s->diag, text, strlen(text));
    bool found = tokens_mention(&tokens, definitions_ans(s));
    tokens_free(&tokens);
    return found;
}

/* Whether ans is somebody's variable. */
static bool ans_is_given(Session *s) {
    Symbol ans = definitions_ans(s);
    for (size_t i = 0; i < s->defined; i++)
        if (definitions_statement(s, i)->kind == TREE_AT &&
            definitions_statement(s, i)->as.symbol == ans)
            return true;
    for (size_t i = 0; i < s->settings->values.count; i++)
        if (mentions_ans(s, s->settings->values.items[i]))
            return true;
    return false;
}

void definitions_put_ans(Session *s, const Tokens *line) {
    if (!s->has_ans || (!definitions_know(s, "ans") && !tokens_mention(line, definitions_ans(s))) ||
        ans_is_given(s))
        return;
    Text text = {0};
    text_put(&text, "ans = ");
    if (s->ans - s->ans == 0) {
        text_number(&text, s->ans);
    } else {
        const char *special = s->ans > 0 ? "1/0" : s->ans < 0 ? "-1/0" : "0/0";
        text_put(&text, special);
    }
    diag_check_text(&s->diag, &text);
    uint32_t source = diag_add_source(&s->diag, "ans", text_string(&text), text.length, 1);
    if (source != UINT32_MAX)
        parse_source(&s->tree, &s->symbols, &s->diag, source, op_is_bare);
    text_free(&text);
}

/* Whether a statement was added by definitions_put_ans. */
static bool is_put(const Session *s, size_t i) {
    uint32_t start = definitions_statement(s, i)->span.start;
    for (size_t k = s->diag.sources.count; k-- > 0;) {
        const Source *source = &s->diag.sources.items[k];
        if (source->base <= start)
            return source->name && !strcmp(source->name, "ans");
    }
    return false;
}

void definitions_check_ans(Session *s, size_t program, bool loaded) {
    Symbol ans = definitions_ans(s);
    TreeId *statements = s->tree.statements.items;
    for (size_t i = s->defined; i < program && !loaded; i++) {
        const TreeNode *node = definitions_statement(s, i);
        if (node->kind == TREE_ASSIGNMENT && node->as.symbol == ans && !is_put(s, i))
            diag_error(&s->diag, node->span, "choose another name",
                       "ans is kept by adcalc and cannot be assigned");
    }
    if (program <= s->defined + 1 ||
        definitions_statement(s, s->defined)->kind != TREE_ASSIGNMENT ||
        definitions_statement(s, s->defined)->as.symbol != ans)
        return;
    for (size_t i = s->defined + 1; i < program; i++) {
        if (definitions_statement(s, i)->kind != TREE_AT ||
            definitions_statement(s, i)->as.symbol != ans)
            continue;
        memmove(statements + s->defined, statements + s->defined + 1,
                (s->tree.statements.count - s->defined - 1) * sizeof *statements);
        s->tree.statements.count--;
        return;
    }
}

/* ---- dropping ---- */

DefinitionsMark definitions_mark(Session *s) {
    DefinitionsMark mark = {arena_allocate(&s->arena, (s->defined + 1) * sizeof(TreeId)),
                            s->defined};
    if (!mark.statements)
        diag_no_memory(&s->diag);
    else if (mark.count)
        memcpy(mark.statements, s->tree.statements.items, mark.count * sizeof(TreeId));
    return mark;
}

void definitions_restore(Session *s, DefinitionsMark mark) {
    if (!mark.statements)
        return;
    if (mark.count)
        memcpy(s->tree.statements.items, mark.statements, mark.count * sizeof(TreeId));
    s->defined = s->tree.statements.count = mark.count;
}

/* A mark for each name; NULL without memory (recorded). */
static uint8_t *name_marks(Session *s) {
    size_t names = s->symbols.texts.count + 1;
    uint8_t *marks = arena_allocate(&s->arena, names);
    if (marks)
        return memset(marks, 0, names);
    diag_no_memory(&s->diag);
    return NULL;
}

/* Removes the kept statements marked in `gone`. */
static void drop_statements(Session *s, const uint8_t *gone) {
    TreeId *statements = s->tree.statements.items;
    size_t next = 0, before = s->defined;
    for (size_t i = 0; i < s->tree.statements.count; i++)
        if (i >= before || !gone[i])
            statements[next++] = statements[i];
    s->defined -= s->tree.statements.count - next;
    s->tree.statements.count = next;
}

/* Drops the statements that define the chosen names; functions only if `functions`. */
static void drop_names(Session *s, const uint8_t *chosen, bool functions) {
    uint8_t *gone = arena_allocate(&s->arena, s->defined + 1);
    if (!gone) {
        diag_no_memory(&s->diag);
        return;
    }
    for (size_t i = 0; i < s->defined; i++) {
        const TreeNode *node = definitions_statement(s, i);
        gone[i] = chosen[node->as.symbol] && (functions || node->kind != TREE_DEFINITION);
    }
    drop_statements(s, gone);
}

void definitions_drop(Session *s, const uint8_t *chosen) {
    drop_names(s, chosen, true);
}

void definitions_make_way(Session *s) {
    uint8_t *given = NULL;
    for (size_t i = s->defined; i < s->tree.statements.count; i++) {
        if (definitions_statement(s, i)->kind != TREE_AT)
            continue;
        if (!given && !(given = name_marks(s)))
            return;
        given[definitions_statement(s, i)->as.symbol] = 1;
    }
    if (given)
        drop_names(s, given, false);
}

const TreeNode *definitions_reader(const Session *s, const uint8_t *chosen, Symbol *read) {
    for (size_t i = 0; i < s->defined; i++) {
        TreeId id = s->tree.statements.items[i];
        for (TreeId k = s->tree.nodes.items[id].first; k < id; k++) {
            const TreeNode *node = &s->tree.nodes.items[k];
            if ((node->kind != TREE_NAME && node->kind != TREE_CALL) || !chosen[node->as.symbol])
                continue;
            *read = node->as.symbol;
            return definitions_statement(s, i);
        }
    }
    return NULL;
}

/* ---- keeping ---- */

/* The value of a variable replaces the one before. Assignments stay: others were computed from
 * them. */
static void forget_value(Session *s, Symbol symbol) {
    TreeId *statements = s->tree.statements.items;
    for (size_t i = 0; i < s->defined; i++) {
        const TreeNode *node = definitions_statement(s, i);
        if (node->kind != TREE_AT || node->as.symbol != symbol)
            continue;
        memmove(statements + i, statements + i + 1, (s->defined - i - 1) * sizeof *statements);
        s->defined--;
        return;
    }
}

/* Marks the names that a statement reads. */
static void mark_names(const Session *s, size_t statement, uint8_t *needed) {
    TreeId id = s->tree.statements.items[statement];
    for (TreeId i = s->tree.nodes.items[id].first; i < id; i++) {
        const TreeNode *node = &s->tree.nodes.items[i];
        if (node->kind == TREE_NAME || node->kind == TREE_CALL)
            needed[node->as.symbol] = 1;
    }
}

/* Drops what was redefined before anything read it. Functions read names when called, so what one
 * of them mentions stays. */
static void drop_unread(Session *s) {
    uint8_t *replaced = name_marks(s), *read = name_marks(s), *called = name_marks(s);
    uint8_t *gone = arena_allocate(&s->arena, s->defined + 1);
    if (!replaced || !read || !called || !gone)
        return; /* keeping everything is correct, too */
    for (size_t i = 0; i < s->defined; i++)
        if (definitions_statement(s, i)->kind == TREE_DEFINITION)
            mark_names(s, i, called);
    for (size_t i = s->defined; i-- > 0;) {
        Symbol symbol = definitions_statement(s, i)->as.symbol;
        gone[i] = replaced[symbol] && !read[symbol] && !called[symbol];
        if (gone[i])
            continue;
        replaced[symbol] = definitions_statement(s, i)->kind != TREE_AT;
        read[symbol] = 0;
        mark_names(s, i, read);
    }
    drop_statements(s, gone);
}

bool definitions_add(Session *s, size_t program) {
    Symbol ans = definitions_ans(s);
    size_t before = s->defined, first = s->defined, added = 0;
    for (size_t i = first; i < program; i++) {
        TreeId id = s->tree.statements.items[i];
        TreeNode node = s->tree.nodes.items[id];
        bool own =
            i > first || node.kind != TREE_ASSIGNMENT || node.as.symbol != ans || i + 1 == program;
        if (node.kind == TREE_EXPRESSION)
            continue;
        if (node.kind == TREE_AT)
            forget_value(s, node.as.symbol);
        s->tree.statements.items[s->defined++] = id;
        added += own;
    }
    if (!added)
        s->defined = before;
    s->tree.statements.count = s->defined;
    if (added)
        drop_unread(s);
    return added > 0;
}

/* ---- what a line needs ---- */

bool definitions_slice(Session *s, size_t program, Tree *slice, size_t *sliced) {
    size_t count = s->tree.statements.count;
    uint8_t *needed = name_marks(s);
    uint8_t *chosen = arena_allocate(&s->arena, count + 1);
    TreeId *statements = arena_allocate(&s->arena, (count + 1) * sizeof *statements);
    if (!needed || !chosen || !statements) {
        diag_no_memory(&s->diag);
        return false;
    }
    memset(chosen, 0, count + 1);
    for (size_t i = s->defined; i < program; i++)
        mark_names(s, i, needed);
    for (bool more = true; more;) { /* functions may mention what is defined after them */
        more = false;
        for (size_t i = s->defined; i-- > 0;) {
            if (chosen[i] || !needed[definitions_statement(s, i)->as.symbol])
                continue;
            mark_names(s, i, needed);
            chosen[i] = more = true;
        }
    }
    *slice = s->tree;
    slice->statements.items = statements;
    slice->statements.count = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == program)
            *sliced = slice->statements.count;
        if (i >= s->defined || chosen[i])
            statements[slice->statements.count++] = s->tree.statements.items[i];
    }
    if (program == count)
        *sliced = slice->statements.count;
    return true;
}

/* ---- showing ---- */

/* The statement's own text. */
static void put_source(const Session *s, const TreeNode *node, bool escaped, Text *out) {
    for (size_t i = s->diag.sources.count; i-- > 0;) {
        const Source *source = &s->diag.sources.items[i];
        if (node->span.start < source->base)
            continue;
        const char *text = source->text + (node->span.start - source->base);
        size_t length = node->span.end - node->span.start;
        if (escaped)
            utf8_escape(out, text, length);
        else
            text_bytes(out, text, length);
        return;
    }
}

/* Whether a later statement redefines this name or, for a value, makes it no variable. */
static bool is_outdated(Session *s, size_t i) {
    const TreeNode *node = definitions_statement(s, i);
    const Name *name = scope_name(&s->scope, node->as.symbol);
    bool value = node->kind == TREE_AT;
    if (value && name && name->kind == NAME_NODE)
        return true;
    for (size_t k = i + 1; k < s->tree.statements.count; k++) {
        const TreeNode *later = definitions_statement(s, k);
        if (later->as.symbol == node->as.symbol && (value || later->kind != TREE_AT))
            return true;
    }
    return false;
}

/* Whether something this statement read, itself or through functions, has been redefined since: its
 * text would now mean something else. */
static bool is_stale(Session *s, size_t statement) {
    uint8_t *read = name_marks(s), *followed = arena_allocate(&s->arena, s->defined + 1);
    if (!read || !followed) {
        diag_no_memory(&s->diag);
        return false;
    }
    memset(followed, 0, s->defined + 1);
    mark_names(s, statement, read);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < s->defined; i++) {
            const TreeNode *node = definitions_statement(s, i);
            if (node->kind != TREE_DEFINITION || followed[i] || !read[node->as.symbol])
                continue;
            mark_names(s, i, read);
            followed[i] = more = true;
        }
    }
    for (size_t i = statement + 1; i < s->defined; i++)
        if (definitions_statement(s, i)->kind != TREE_AT &&
            read[definitions_statement(s, i)->as.symbol])
            return true;
    return false;
}

/* The meaning of a name, as a formula of the variables. */
static void put_formula(Session *s, NodeId node, Text *out) {
    const Variable *variables = session_variables(s);
    if (variables)
        infix_print(session_graph(s), variables, node, LONGEST_FORMULA, out);
}

static void put_meaning(Session *s, size_t statement, Text *out) {
    const TreeNode *node = definitions_statement(s, statement);
    const char *text = symbol_text(&s->symbols, node->as.symbol);
    const Name *name = scope_name(&s->scope, node->as.symbol);
    bool names_node = name && node->kind == TREE_ASSIGNMENT && name->kind == NAME_NODE;
    double value;
    if (!name) {
        diag_no_memory(&s->diag);
    } else if (node->kind == TREE_AT) {
        text_format(out, "at %s = ", text);
        report_number(out, name->value, &s->settings->style);
    } else if (names_node && scope_constant(&s->scope, session_graph(s), name->node, &value)) {
        text_format(out, "%s = ", text);
        report_number(out, value, &s->settings->style);
    } else if (names_node && is_stale(s, statement)) {
        text_format(out, "%s = ", text);
        put_formula(s, name->node, out);
    } else {
        put_source(s, node, true, out);
    }
    text_put(out, "\n");
}

void definitions_list(Session *s, Text *out) {
    Symbol ans = definitions_ans(s);
    for (size_t i = 0; i < s->tree.statements.count; i++) {
        const TreeNode *node = definitions_statement(s, i);
        bool shown_below = s->has_ans && node->as.symbol == ans && node->kind != TREE_AT;
        if (!is_outdated(s, i) && !shown_below)
            put_meaning(s, i, out);
    }
    if (s->has_ans && !ans_is_given(s)) {
        text_put(out, "ans = ");
        report_number(out, s->ans, &s->settings->style);
        text_put(out, "\n");
    }
}

void definitions_write(const Session *s, Text *out) {
    for (size_t i = 0; i < s->defined; i++) {
        const TreeNode *node = definitions_statement(s, i);
        text_put(out, node->kind == TREE_AT ? "at " : "");
        put_source(s, node, false, out);
        text_put(out, "\n");
    }
}

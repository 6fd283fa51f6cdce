/* What a session keeps: see kept.h. */
#include "shell/kept.h"

#include "base/utf8.h"
#include "syntax/lexer.h"
#include "syntax/parser.h"

#include <string.h>

const TreeNode *kept_statement(const Session *s, size_t i) {
    return &s->tree.nodes.items[s->tree.statements.items[i]];
}

bool kept_knows(const Session *s, const char *name) {
    for (size_t i = 0; i < s->kept; i++)
        if (!strcmp(symbol_text(&s->symbols, kept_statement(s, i)->as.symbol), name))
            return true;
    return false;
}

/* ---- ans ---- */

static Symbol ans_symbol(Session *s) {
    return symbol_intern(&s->symbols, "ans", 3);
}

/* Whether the letters are there at all, which is soon seen. */
static bool has_letters(const char *text, size_t length) {
    const char *end = text + length;
    while (end - text >= 3 && (text = memchr(text, 'a', (size_t)(end - text - 2)))) {
        if (!memcmp(text, "ans", 3))
            return true;
        text++;
    }
    return false;
}

static bool mentions_ans(Session *s, const char *text, size_t length) {
    if (!has_letters(text, length))
        return false;
    Diag aside = {0};
    Lexer lexer;
    bool found = false;
    uint32_t source = diag_add_source(&aside, NULL, text, length, 1);
    if (source != UINT32_MAX) {
        Symbol ans = ans_symbol(s);
        lexer_begin(&lexer, &s->symbols, &aside, source);
        for (Token token; !found && (token = lexer_next(&lexer)).kind != TOKEN_END;)
            found = token.kind == TOKEN_NAME && token.symbol == ans;
    }
    if (aside.out_of_memory)
        diag_no_memory(&s->diag);
    diag_free(&aside);
    return found;
}

/* Whether ans is somebody's variable. */
static bool ans_is_given(Session *s) {
    Symbol ans = ans_symbol(s);
    for (size_t i = 0; i < s->kept; i++)
        if (kept_statement(s, i)->kind == TREE_AT && kept_statement(s, i)->as.symbol == ans)
            return true;
    for (size_t i = 0; i < s->options->values.count; i++)
        if (mentions_ans(s, s->options->values.items[i], strlen(s->options->values.items[i])))
            return true;
    return false;
}

void kept_put_ans(Session *s, const char *line, size_t length) {
    if (!s->has_ans || (!kept_knows(s, "ans") && !mentions_ans(s, line, length)) || ans_is_given(s))
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
        parse_source(&s->tree, &s->symbols, &s->diag, source);
    text_free(&text);
}

void kept_check_ans(Session *s, size_t program) {
    Symbol ans = ans_symbol(s);
    TreeId *statements = s->tree.statements.items;
    if (program <= s->kept + 1 || kept_statement(s, s->kept)->kind != TREE_ASSIGNMENT ||
        kept_statement(s, s->kept)->as.symbol != ans)
        return;
    for (size_t i = s->kept + 1; i < program; i++) {
        if (kept_statement(s, i)->kind != TREE_AT || kept_statement(s, i)->as.symbol != ans)
            continue;
        memmove(statements + s->kept, statements + s->kept + 1,
                (s->tree.statements.count - s->kept - 1) * sizeof *statements);
        s->tree.statements.count--;
        return;
    }
}

/* ---- keeping ---- */

/* A value of a variable replaces the one before. What was assigned stays: others were computed from it. */
static void forget_value(Session *s, Symbol symbol) {
    TreeId *statements = s->tree.statements.items;
    for (size_t i = 0; i < s->kept; i++) {
        const TreeNode *node = kept_statement(s, i);
        if (node->kind != TREE_AT || node->as.symbol != symbol)
            continue;
        memmove(statements + i, statements + i + 1, (s->kept - i - 1) * sizeof *statements);
        s->kept--;
        return;
    }
}

bool kept_add(Session *s, size_t program) {
    Symbol ans = ans_symbol(s);
    size_t before = s->kept, first = s->kept, added = 0;
    for (size_t i = first; i < program; i++) {
        TreeId id = s->tree.statements.items[i];
        TreeNode node = s->tree.nodes.items[id];
        bool own =
            i > first || node.kind != TREE_ASSIGNMENT || node.as.symbol != ans || i + 1 == program;
        if (node.kind == TREE_EXPRESSION)
            continue;
        if (node.kind == TREE_AT)
            forget_value(s, node.as.symbol);
        s->tree.statements.items[s->kept++] = id;
        added += own;
    }
    if (!added)
        s->kept = before;
    s->tree.statements.count = s->kept;
    return added > 0;
}

/* ---- what a line needs ---- */

/* Marks the names that a statement reads. */
static void mark_names(const Session *s, size_t statement, uint8_t *needed) {
    TreeId id = s->tree.statements.items[statement];
    for (TreeId i = s->tree.nodes.items[id].first; i < id; i++) {
        const TreeNode *node = &s->tree.nodes.items[i];
        if (node->kind == TREE_NAME || node->kind == TREE_CALL)
            needed[node->as.symbol] = 1;
    }
}

bool kept_slice(Session *s, size_t program, Tree *slice, size_t *sliced) {
    size_t count = s->tree.statements.count, names = s->symbols.texts.count + 1;
    uint8_t *needed = arena_allocate(&s->arena, names);
    uint8_t *chosen = arena_allocate(&s->arena, count + 1);
    TreeId *statements = arena_allocate(&s->arena, (count + 1) * sizeof *statements);
    if (!needed || !chosen || !statements) {
        diag_no_memory(&s->diag);
        return false;
    }
    memset(needed, 0, names);
    memset(chosen, 0, count + 1);
    for (size_t i = s->kept; i < program; i++)
        mark_names(s, i, needed);
    for (bool more = true; more;) { /* functions may speak of what is defined after them */
        more = false;
        for (size_t i = s->kept; i-- > 0;) {
            if (chosen[i] || !needed[kept_statement(s, i)->as.symbol])
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
        if (i >= s->kept || chosen[i])
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

/* Whether a later statement says what this one's name means. */
static bool is_outdated(const Session *s, size_t i) {
    for (size_t k = i + 1; k < s->tree.statements.count; k++)
        if (kept_statement(s, k)->as.symbol == kept_statement(s, i)->as.symbol)
            return true;
    return false;
}

static void put_meaning(Session *s, const TreeNode *node, Text *out) {
    const char *text = symbol_text(&s->symbols, node->as.symbol);
    const Name *name = scope_name(&s->scope, node->as.symbol);
    double value;
    if (!name) {
        diag_no_memory(&s->diag);
    } else if (node->kind == TREE_AT) {
        text_format(out, "at %s = ", text);
        report_number(out, name->value, &s->options->style);
    } else if (node->kind == TREE_ASSIGNMENT && name->kind == NAME_NODE &&
               scope_constant(&s->scope, &s->graph, name->node, &value)) {
        text_format(out, "%s = ", text);
        report_number(out, value, &s->options->style);
    } else {
        put_source(s, node, true, out);
    }
    text_put(out, "\n");
}

void kept_list(Session *s, Text *out) {
    Symbol ans = ans_symbol(s);
    for (size_t i = 0; i < s->tree.statements.count; i++) {
        const TreeNode *node = kept_statement(s, i);
        bool shown_below = s->has_ans && node->as.symbol == ans && node->kind != TREE_AT;
        if (!is_outdated(s, i) && !shown_below)
            put_meaning(s, node, out);
    }
    if (s->has_ans && !ans_is_given(s)) {
        text_put(out, "ans = ");
        report_number(out, s->ans, &s->options->style);
        text_put(out, "\n");
    }
}

void kept_write(const Session *s, Text *out) {
    for (size_t i = 0; i < s->kept; i++) {
        const TreeNode *node = kept_statement(s, i);
        text_put(out, node->kind == TREE_AT ? "at " : "");
        put_source(s, node, false, out);
        text_put(out, "\n");
    }
}

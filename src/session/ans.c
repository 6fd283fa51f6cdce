/* `ans`: see ans.h. */
#include "session/ans.h"

#include "syntax/parser.h"

#include <string.h>

static bool mentions_ans(Session *s, const char *text) {
    Tokens tokens = {0};
    if (strstr(text, "ans"))
        tokens_read(&tokens, &s->symbols, &s->diag, text, strlen(text));
    bool found = tokens_mention(&tokens, s->ans_name);
    tokens_free(&tokens);
    return found;
}

bool ans_is_given(Session *s) {
    if (definitions_about(&s->definitions, s->ans_name)->value)
        return true;
    for (size_t i = 0; i < s->settings->values.count; i++)
        if (mentions_ans(s, s->settings->values.items[i]))
            return true;
    return false;
}

bool ans_put(Session *s, const Tokens *line) {
    if (!s->has_ans ||
        (!definitions_about(&s->definitions, s->ans_name)->last &&
         !tokens_mention(line, s->ans_name)) ||
        ans_is_given(s))
        return false;
    Text text = {0};
    text_put(&text, "ans = ");
    if (s->ans - s->ans == 0)
        text_number(&text, s->ans);
    else
        text_put(&text, s->ans > 0 ? "1/0" : s->ans < 0 ? "-1/0" : "0/0");
    diag_check_text(&s->diag, &text);
    uint32_t source = diag_add_source(&s->diag, "ans", text_string(&text), text.length, 1);
    if (source != UINT32_MAX)
        parse_source(&s->tree, &s->symbols, &s->diag, source, op_is_bare);
    text_free(&text);
    return s->tree.statements.count > 0;
}

void ans_check(Session *s, bool put, bool loaded) {
    Tree *tree = &s->tree;
    bool given = false;
    for (size_t i = 0; i < tree->statements.count; i++) {
        const TreeNode *node = tree_statement(tree, i);
        for (TreeId id = node->first; id <= tree->statements.items[i] && !loaded && (i || !put);
             id++) {
            const TreeNode *step = &tree->nodes.items[id];
            if (step->kind == TREE_ASSIGNMENT && step->as.symbol == s->ans_name)
                diag_say_hint(&s->diag, step->span, SAY(ANS_ASSIGNED), SAY(CHOOSE_NAME));
        }
        given |= i && node->kind == TREE_AT && node->as.symbol == s->ans_name;
    }
    if (!given || tree_statement(tree, 0)->kind != TREE_ASSIGNMENT ||
        tree_statement(tree, 0)->as.symbol != s->ans_name)
        return;
    tree->statements.count--;
    memmove(tree->statements.items, tree->statements.items + 1,
            tree->statements.count * sizeof *tree->statements.items);
}

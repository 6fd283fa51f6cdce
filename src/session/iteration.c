/* Iteration: see iteration.h. A statement's subtree is only read when it is traced,
 * so that the list of statements may name it as often as it likes. */
#include "session/iteration.h"

#include "syntax/parser.h"

#include <string.h>

/* Whether the statements from `first` on are one assignment;
 * else an error, at the first that is wrong. */
static bool check_assignment(Session *s, size_t first, const char *option) {
    size_t next = first, end = s->tree.statements.count;
    if (diag_failed(&s->diag))
        return false;
    while (next < end && next == first && tree_statement(&s->tree, next)->kind == TREE_ASSIGNMENT)
        next++;
    if (next == end && end > first)
        return true;
    diag_say_hint(&s->diag, next < end ? tree_statement(&s->tree, next)->span : (Span){0, 0},
                  SAY(NO_ASSIGNMENT, option), SAY(WRITE_ASSIGNMENT));
    return false;
}

/* Whether both are about one name; else an error. */
static bool check_names(Session *s) {
    const TreeNode *step = tree_statement(&s->tree, 0), *begin = tree_statement(&s->tree, 1);
    if (step->as.symbol == begin->as.symbol)
        return true;
    diag_say(&s->diag, begin->span,
             SAY(ITERATION_OF_TWO, symbol_text(&s->symbols, step->as.symbol),
                 symbol_text(&s->symbols, begin->as.symbol)));
    return false;
}

void iteration_compose(Session *s) {
    const char *from = s->settings->from;
    uint32_t rounds = s->settings->rounds;
    if (!check_assignment(s, 0, "iterate"))
        return;
    uint32_t source = diag_add_option(&s->diag, "--from", from);
    if (source == UINT32_MAX)
        return;
    parse_source(&s->tree, &s->symbols, &s->diag, source, op_is_bare);
    if (!check_assignment(s, 1, "from") || !check_names(s))
        return;
    if (!array_reserve(&s->tree.statements, rounds)) {
        diag_no_memory(&s->diag);
        return;
    }
    TreeId *statements = s->tree.statements.items, step = statements[0];
    statements[0] = statements[1];
    for (uint32_t i = 1; i <= rounds; i++)
        statements[i] = step;
    s->tree.statements.count = 1 + (size_t)rounds;
}

/* Iteration: see iteration.h. A statement's subtree is only read when it is traced,
 * so that the list of statements may name it as often as it likes. */
#include "session/iteration.h"

#include "syntax/parser.h"

#include <string.h>

/* Whether the statements from `first` on are assignments, one at least; else an error, at the first
 * that is none. */
static bool check_assignments(Session *s, size_t first, const char *option) {
    size_t next = first, end = s->tree.statements.count;
    if (diag_failed(&s->diag))
        return false;
    while (next < end && tree_statement(&s->tree, next)->kind == TREE_ASSIGNMENT)
        next++;
    if (next == end && end > first)
        return true;
    diag_say_hint(&s->diag, next < end ? tree_statement(&s->tree, next)->span : (Span){0, 0},
                  SAY(NO_ASSIGNMENT, option), SAY(WRITE_ASSIGNMENT));
    return false;
}

/* Whether a round ends with the name that the beginning ends with; else an error. */
static bool check_names(Session *s, size_t round) {
    const TreeNode *step = tree_statement(&s->tree, round - 1);
    const TreeNode *begin = tree_statement(&s->tree, s->tree.statements.count - 1);
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
    size_t round = s->tree.statements.count; /* statements of one */
    if (!check_assignments(s, 0, "iterate"))
        return;
    uint32_t source = diag_add_option(&s->diag, "--from", from);
    if (source == UINT32_MAX)
        return;
    parse_source(&s->tree, &s->symbols, &s->diag, source, op_is_bare);
    if (!check_assignments(s, round, "from") || !check_names(s, round))
        return;
    size_t begin = s->tree.statements.count - round, count = begin + round * rounds;
    TreeId *steps = diag_allocate(&s->diag, &s->arena, round, sizeof *steps);
    if (!steps || !array_reserve(&s->tree.statements, count)) {
        diag_no_memory(&s->diag);
        return;
    }
    TreeId *statements = s->tree.statements.items;
    memcpy(steps, statements, round * sizeof *steps);
    memmove(statements, statements + round, begin * sizeof *statements);
    for (size_t i = 0; i < rounds; i++)
        memcpy(statements + begin + i * round, steps, round * sizeof *steps);
    s->tree.statements.count = count;
    s->round = (uint32_t)round;
}

const NodeId *iteration_steps(Session *s, uint32_t *count) {
    uint32_t rounds = s->settings->rounds;
    size_t begin = s->statements.values.count - (size_t)s->round * rounds;
    NodeId *steps = diag_allocate(&s->diag, &s->arena, rounds + 1, sizeof *steps);
    for (size_t i = 0; steps && i <= rounds; i++)
        steps[i] = s->statements.values.items[begin + i * s->round - 1];
    *count = rounds + 1;
    return steps;
}

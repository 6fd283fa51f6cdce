/* Branches: see branches.h. */
#include "tracing/branches.h"

#include "tracing/operations.h"
#include "tracing/reading.h"

#include <string.h>

/* Which way a condition goes; false without a decision. */
static bool decide(Machine *m, NodeId condition, bool *holds) {
    double value;
    if (condition == NODE_POISON)
        return false;
    if (scope_constant(m->t->scope, m->graph, condition, &value)) {
        *holds = value != 0.0;
        return true;
    }
    if (!m->t->traced) {
        m->undecided = true;
        return false;
    }
    m->t->scope->decided = true;
    bool decided = traced_decide(m->t->traced, condition, holds);
    m->undecided |= !decided;
    return decided;
}

/* A condition inside an expression: decided if it is constant or what follows is restless. It stays
 * on the stack where it becomes a node. */
static void branch_expression(Machine *m, TreeId id) {
    const TreeNode *node = &m->nodes[id], *whole = &m->nodes[node->as.end];
    NodeId condition = m->values.count ? m->values.items[m->values.count - 1] : NODE_POISON;
    double value;
    bool constant = scope_constant(m->t->scope, m->graph, condition, &value), holds = false;
    bool calm = m->ways.count && m->ways.items[m->ways.count - 1] == WAY_BOTH_CALM;
    Way way = constant || (!calm && reading_calls_restless(m->t, id, node->as.end, &m->calm))
                  ? WAY_ONE
              : m->t->scope->restless ? WAY_BOTH_CALM
                                      : WAY_BOTH;
    if (!array_push(&m->ways, (uint8_t)way))
        diag_no_memory(m->diag);
    if (way != WAY_ONE || !decide(m, condition, &holds))
        return;
    if (whole->kind == TREE_IF) {
        pop(m);
        top(m)->next = holds ? id + 1 : node->count + 1;
    } else if (holds == (whole->kind == TREE_OR)) { /* the first operand tells */
        pop(m);
        push(m, operation_truth(m->graph, condition));
        top(m)->next = node->as.end;
    } else {
        pop(m);
    }
}

static void end_loop(Machine *m) {
    m->frames.count--;
    m->loops--;
}

void branches_part(Machine *m, TreeId id) {
    const TreeNode *node = &m->nodes[id];
    uint8_t whole = m->nodes[node->as.end].kind;
    if (whole != TREE_CHOICE && whole != TREE_WHILE) {
        branch_expression(m, id);
        return;
    }
    bool holds;
    if (!decide(m, pop(m), &holds))
        return;
    if (whole == TREE_CHOICE && !holds)
        top(m)->next = node->count + 1;
    else if (whole == TREE_WHILE && !holds)
        end_loop(m);
    else if (whole == TREE_WHILE && ++top(m)->slot > TRACE_MAX_TRIPS)
        diag_say_hint(m->diag, span_start(m->nodes[node->as.end].span, strlen("while")),
                      SAY(LOOP_TOO_LONG, TRACE_MAX_TRIPS), SAY(END_LOOP));
}

/* The first arm has been passed. */
void branches_pass_else(Machine *m, const TreeNode *node) {
    bool choice = m->nodes[node->as.end].kind == TREE_CHOICE;
    if (choice || m->ways.items[m->ways.count - 1] == WAY_ONE)
        top(m)->next = node->as.end;
}

void branches_join(Machine *m, const TreeNode *node) {
    if (m->ways.items[--m->ways.count] != WAY_ONE)
        push_apply(m, OP_SELECT, 3, node->span);
}

void branches_join_logic(Machine *m, const TreeNode *node) {
    bool is_and = node->kind == TREE_AND;
    if (m->ways.items[--m->ways.count] == WAY_ONE) {
        push(m, operation_truth(m->graph, pop(m)));
        return;
    }
    NodeId b = operation_truth(m->graph, pop(m)), a = pop(m);
    NodeId known = graph_constant(m->graph, is_and ? 0.0 : 1.0, node->span);
    NodeId arms[] = {a, is_and ? b : known, is_and ? known : b};
    push(m, graph_apply(m->graph, OP_SELECT, 0, arms, 3, node->span));
}

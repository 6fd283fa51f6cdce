/* Jumps: see jumps.h.
 *
 * A node either varies continuously with the variable, or it is flat: constant but for jumps, which
 * the nodes below it have. floor(x) is flat, and so is floor(x) < 1, whose value changes only where
 * that of floor(x) does. So an operation that jumps needs a condition only if it sees a number that
 * varies: op.h's text of where it is smooth. What follows from the facts about nodes needs none:
 * exp(x) > 0 always holds. Conditions from inside an arm of a choice carry the choice's. */
#include "tracing/jumps.h"

#include "algebra/provisos.h"

/* How a node depends on the variable. */
typedef enum Motion { MOTION_NONE, MOTION_FLAT, MOTION_VARIES } Motion;

typedef struct Search {
    Rules *rules;
    Simplifier s; /* whose provisos are found */
    ContextList contexts;
    uint8_t *motions; /* Motion, of the nodes up to the root */
} Search;

static Motion motion_of(const Search *search, NodeId id, uint32_t variable) {
    const Node *node = graph_node(search->s.graph, id);
    if (node->op == OP_VARIABLE)
        return node->as.variable == variable ? MOTION_VARIES : MOTION_NONE;
    bool choice = op_table[node->op].form == OP_SELECTING;
    Motion motion = MOTION_NONE;
    uint32_t count;
    const NodeId *arguments = graph_arguments(search->s.graph, id, &count);
    for (uint32_t i = 0; i < count; i++) {
        Motion of = (Motion)search->motions[arguments[i]];
        if (of == MOTION_VARIES &&
            ((choice && i == 0) || op_partial_is_zero((OpId)node->op, node->integer, i)))
            of = MOTION_FLAT;
        motion = of > motion ? of : motion;
    }
    return motion;
}

/* Marks the nodes that the root needs, in their contexts. False without memory. */
static bool mark(Search *search, NodeId root) {
    Simplifier *s = &search->s;
    provisos_mark(s, &search->contexts, root, 0);
    for (NodeId id = root; id > 0; id--) {
        if (!s->work[id].live || search->motions[id] == MOTION_NONE)
            continue;
        uint32_t count;
        const NodeId *arguments = graph_arguments(s->graph, id, &count);
        bool choice = op_table[graph_op(s->graph, id)].form == OP_SELECTING;
        if (choice && !provisos_mark_arms(s, &search->contexts, id))
            return false;
        if (choice && arguments[1] == arguments[2])
            continue;
        for (uint32_t i = 0; i < (choice ? 1 : count); i++)
            provisos_mark(s, &search->contexts, arguments[i], s->work[id].context);
    }
    return true;
}

/* Whether the number, which is compared with 0, is known to lie on one side of it or there. */
static bool is_settled(Simplifier *s, OpId op, NodeId x) {
    if (op == OP_GE || op == OP_LT || op == OP_STEP)
        return collect_has(s, x, FACT_NONNEGATIVE);
    return (op == OP_LE || op == OP_GT) && collect_has(s, x, FACT_NONPOSITIVE);
}

static OpId mirrored(OpId op) {
    return op == OP_GE   ? OP_LE
           : op == OP_LE ? OP_GE
           : op == OP_LT ? OP_GT
           : op == OP_GT ? OP_LT
                         : op;
}

/* x != y for an operation that jumps there alone; what was written first stands first. */
static void require_unequal(Simplifier *s, OpId op, NodeId x, NodeId y) {
    bool number = graph_op(s->graph, y) == OP_CONSTANT;
    if (graph_op(s->graph, x) == OP_CONSTANT || (!number && y < x)) {
        NodeId swap = x;
        x = y;
        y = swap;
        op = mirrored(op);
    }
    if (!graph_is_constant(s->graph, y, 0.0) || !is_settled(s, op, x))
        collect_require(s, OP_NE, x, y, false);
}

/* Whether the condition x == extremum asks if x is the largest or smallest of many, as derivatives
 * do: it holds on whole regions, between which there are ties, and there must be none. */
static bool require_no_tie(Simplifier *s, NodeId x, NodeId extremum) {
    OpId op = graph_op(s->graph, extremum);
    uint32_t count = 0;
    bool among = false;
    size_t first = s->list.count;
    graph_arguments(s->graph, extremum, &count);
    for (uint32_t i = 0; i < count && (op == OP_MAXIMUM || op == OP_MINIMUM) && !s->failed; i++) {
        NodeId argument = graph_arguments(s->graph, extremum, &count)[i];
        among = among || argument == x;
        collect_list(s, graph_binary(s->graph, OP_EQ, argument, extremum));
    }
    if (among && !s->failed)
        collect_require(s, OP_EQ,
                        graph_chain(s->graph, OP_ADD, s->list.items + first, count, (Span){0, 0}),
                        s->one, false);
    s->list.count = first;
    return among;
}

/* Whether round sees x%y/y - x/y, which is whole: the slope of x%y. */
static bool is_slope_of_remainder(const Graph *graph, NodeId round) {
    const Node *difference = graph_node(graph, graph_node(graph, round)->as.arg[0]);
    if (difference->op != OP_SUB)
        return false;
    const Node *a = graph_node(graph, difference->as.arg[0]);
    const Node *b = graph_node(graph, difference->as.arg[1]);
    if (a->op != OP_DIV || b->op != OP_DIV || a->as.arg[1] != b->as.arg[1])
        return false;
    const Node *rest = graph_node(graph, a->as.arg[0]);
    return rest->op == OP_MOD && rest->as.arg[0] == b->as.arg[0] && rest->as.arg[1] == b->as.arg[1];
}

/* Requires that an operation does not jump. */
static void require_smooth(Search *search, NodeId id) {
    Simplifier *s = &search->s;
    const Node node = *graph_node(s->graph, id);
    if (node.op == OP_EQ && (require_no_tie(s, node.as.arg[0], node.as.arg[1]) ||
                             require_no_tie(s, node.as.arg[1], node.as.arg[0])))
        return;
    if (node.op == OP_ROUND && is_slope_of_remainder(s->graph, id))
        return;
    NodeId smooth = rules_smooth(search->rules, s->graph, id);
    const Node condition = *graph_node(s->graph, smooth);
    if (condition.op == OP_NE) {
        require_unequal(s, (OpId)node.op, condition.as.arg[0], condition.as.arg[1]);
        return;
    }
    if (condition.op == OP_WHERE) /* is shown as an `if` */
        smooth = graph_apply(s->graph, OP_SELECT, 0, condition.as.arg, 3, (Span){0, 0});
    if (smooth == NODE_POISON || !array_push(&s->provisos, (Proviso){id, smooth, false}))
        collect_fail(s);
}

static bool is_jumping(OpId op) {
    bool flat = op_partial_is_zero(op, 1, 0) &&
                (op_table[op].form == OP_UNARY || op_partial_is_zero(op, 1, 1));
    return op_facts[op] & FACT_JUMPS || (flat && !op_smooth_everywhere(op));
}

/* What a live node that depends on the variable needs. */
static void examine(Search *search, NodeId id) {
    Simplifier *s = &search->s;
    const Node *node = graph_node(s->graph, id);
    uint32_t count;
    const NodeId *arguments = graph_arguments(s->graph, id, &count);
    s->origin = id;
    if (op_table[node->op].form == OP_SELECTING) {
        NodeId test = arguments[0];
        if (search->motions[test] == MOTION_VARIES && arguments[1] != arguments[2])
            require_unequal(s, OP_NE, test, graph_constant(s->graph, 0.0, (Span){0, 0}));
        return;
    }
    bool varies = false;
    for (uint32_t i = 0; i < count; i++)
        varies = varies || search->motions[arguments[i]] == MOTION_VARIES;
    if (varies && is_jumping((OpId)node->op))
        require_smooth(search, id);
}

/* Finds the conditions; false after an error. */
static bool find(Search *search, NodeId root, uint32_t variable) {
    Simplifier *s = &search->s;
    for (NodeId id = 1; id <= root; id++)
        search->motions[id] = (uint8_t)motion_of(search, id, variable);
    if (search->motions[root] == MOTION_NONE)
        return true;
    s->one = graph_constant(s->graph, 1.0, (Span){0, 0});
    if (!array_push(&search->contexts, (Context){0}) || !mark(search, root))
        return false;
    for (NodeId id = 1; id <= root && !s->failed; id++)
        if (s->work[id].live && search->motions[id] != MOTION_NONE)
            examine(search, id);
    return !s->failed;
}

bool jumps_exclude(Rules *rules, Graph *graph, NodeId root, uint32_t variable, NodeList *provisos) {
    Search search = {.rules = rules, .s = {.graph = graph, .facts = {.graph = graph}}};
    size_t size = (size_t)root + 1;
    search.motions = memory_zeroed(size, 1); /* MOTION_NONE */
    search.s.work = memory_zeroed(size, sizeof *search.s.work);
    bool fine = search.motions && search.s.work && find(&search, root, variable) &&
                provisos_hand_out(&search.s, &search.contexts, provisos);
    if (!fine && !diag_failed(graph->diag))
        diag_no_memory(graph->diag);
    memory_free(search.motions);
    memory_free(search.s.work);
    array_free(&search.contexts);
    array_free(&search.s.facts.items);
    array_free(&search.s.list);
    array_free(&search.s.provisos);
    return fine && !diag_failed(graph->diag);
}

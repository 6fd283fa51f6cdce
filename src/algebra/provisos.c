/* Provisos and the choices above them: see provisos.h. */
#include "algebra/provisos.h"

#include <math.h>

enum { FEW_PROVISOS = 256 };     /* more are not compared pairwise */
enum { CONTEXT_MAX_DEPTH = 32 }; /* deeper choices count as their ancestor: sound, less precise */

/* The innermost context around both. */
static uint32_t context_meet(const ContextList *contexts, uint32_t a, uint32_t b) {
    while (a != b)
        if (contexts->items[a].depth >= contexts->items[b].depth)
            a = contexts->items[a].parent;
        else
            b = contexts->items[b].parent;
    return a;
}

void provisos_mark(Simplifier *s, const ContextList *contexts, NodeId id, uint32_t context) {
    Work *work = &s->work[id];
    work->context = work->live ? context_meet(contexts, work->context, context) : context;
    work->live = 1;
}

bool provisos_mark_arms(Simplifier *s, ContextList *contexts, NodeId id) {
    const Node *node = graph_node(s->graph, id);
    uint32_t outer = s->work[id].context, inner = outer;
    uint16_t depth = contexts->items[outer].depth;
    for (uint32_t arm = 0; arm < 2; arm++) {
        if (node->op == OP_SELECT && depth < CONTEXT_MAX_DEPTH) {
            inner = (uint32_t)contexts->count;
            if (!array_push(contexts,
                            (Context){node->as.arg[0], outer, (uint16_t)(depth + 1), arm == 1}))
                return false;
        }
        provisos_mark(s, contexts, node->as.arg[1 + arm], inner);
    }
    return true;
}

/* Whether a proviso u != c is about a point that lies inside the arm, as 3 does where x < 5: then
 * it says the same without the choice. Comparisons are exact. */
static bool is_inside(Simplifier *s, NodeId proviso, const Context *arm) {
    const Node wanted = *graph_node(s->graph, proviso);
    const Node test = *graph_node(s->graph, arm->condition);
    if (wanted.op != OP_NE || op_table[test.op].form != OP_BINARY || op_table[test.op].bound != 0.0)
        return false;
    double at[2], point = collect_fact(s, wanted.as.arg[1]).value;
    for (int i = 0; i < 2; i++)
        at[i] = test.as.arg[i] == wanted.as.arg[0] ? point : collect_fact(s, test.as.arg[i]).value;
    return !isnan(at[0]) && !isnan(at[1]) &&
           (op_value((OpId)test.op, 0, at, 2) != 0.0) != arm->negated;
}

/* Wraps a proviso in the choices of its context that matter to it. */
static NodeId guarded(Simplifier *s, const ContextList *contexts, NodeId node, uint32_t context) {
    for (; context; context = contexts->items[context].parent) {
        const Context *c = &contexts->items[context];
        if (is_inside(s, node, c))
            continue;
        node = graph_apply(
            s->graph, OP_SELECT, 0,
            (NodeId[]){c->condition, c->negated ? s->one : node, c->negated ? node : s->one}, 3,
            (Span){0, 0});
    }
    return node;
}

/* Whether a choice around it already states the proviso. */
static bool is_guarded(const ContextList *contexts, NodeId condition, uint32_t context) {
    for (; context; context = contexts->items[context].parent)
        if (contexts->items[context].condition == condition && !contexts->items[context].negated)
            return true;
    return false;
}

/* Whether one condition implies another: u > c implies u != c and u >= c. */
static bool implies(const Graph *graph, NodeId stronger, NodeId weaker) {
    const Node *strong = graph_node(graph, stronger), *weak = graph_node(graph, weaker);
    if (stronger == weaker)
        return true;
    bool open = strong->op == OP_GT || strong->op == OP_LT;
    OpId closed = strong->op == OP_GT ? OP_GE : OP_LE;
    return open && (weak->op == OP_NE || weak->op == closed) &&
           strong->as.arg[0] == weak->as.arg[0] && strong->as.arg[1] == weak->as.arg[1];
}

/* Whether a proviso is dropped for what it is about. */
static bool is_idle(const Simplifier *s, const Proviso *proviso) {
    const Work *work = &s->work[proviso->origin];
    return proviso->condition == NODE_POISON || !work->live || (proviso->pole && work->exposed);
}

/* Whether another proviso, of the same context or one around it, implies it. */
static bool is_implied(const Simplifier *s, const ContextList *contexts, size_t i) {
    const Proviso *proviso = &s->provisos.items[i];
    uint32_t context = s->work[proviso->origin].context;
    for (size_t k = 0; k < s->provisos.count; k++) {
        const Proviso *other = &s->provisos.items[k];
        uint32_t around = s->work[other->origin].context;
        bool same = other->condition == proviso->condition && around == context;
        if (!same && !is_idle(s, other) && context_meet(contexts, around, context) == around &&
            implies(s->graph, other->condition, proviso->condition))
            return true;
    }
    return false;
}

/* Whether one of those found earlier implies it. */
static bool is_known(const Graph *graph, const NodeList *provisos, NodeId condition) {
    for (size_t i = 0; i < provisos->count; i++)
        if (implies(graph, provisos->items[i], condition))
            return true;
    return false;
}

/* Forgets the provisos that others imply. */
static void drop_implied(Simplifier *s, const ContextList *contexts, const NodeList *provisos) {
    if (s->provisos.count > FEW_PROVISOS)
        return;
    for (size_t i = 0; i < s->provisos.count; i++) {
        Proviso *proviso = &s->provisos.items[i];
        if (!is_idle(s, proviso) &&
            (is_implied(s, contexts, i) ||
             (provisos->count <= FEW_PROVISOS && is_known(s->graph, provisos, proviso->condition))))
            proviso->condition = NODE_POISON;
    }
}

bool provisos_hand_out(Simplifier *s, const ContextList *contexts, NodeList *provisos) {
    size_t kept = 0, count = s->provisos.count;
    drop_implied(s, contexts, provisos);
    for (size_t i = 0; i < count; i++) {
        const Proviso proviso = s->provisos.items[i];
        const Work *work = &s->work[proviso.origin];
        if (is_idle(s, &proviso) || is_guarded(contexts, proviso.condition, work->context))
            continue;
        NodeId node = guarded(s, contexts, proviso.condition, work->context);
        if (node == NODE_POISON)
            return false;
        s->provisos.items[kept++] = (Proviso){proviso.origin, node, false};
    }
    if (!kept)
        return true;
    uint8_t *seen = memory_zeroed(s->graph->nodes.count, 1);
    if (!seen || !array_reserve(provisos, kept)) {
        memory_free(seen);
        return false;
    }
    for (size_t i = 0; i < provisos->count; i++)
        seen[provisos->items[i]] = 1;
    for (size_t i = 0; i < kept; i++) {
        NodeId node = s->provisos.items[i].condition;
        if (!seen[node])
            provisos->items[provisos->count++] = node;
        seen[node] = 1;
    }
    memory_free(seen);
    return true;
}

/* Provisos and the choices above them: see provisos.h. */
#include "algebra/provisos.h"

#include <string.h>

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

/* Wraps a proviso in the choices of its context. */
static NodeId guarded(Simplifier *s, const ContextList *contexts, NodeId node, uint32_t context) {
    for (; context; context = contexts->items[context].parent) {
        const Context *c = &contexts->items[context];
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

/* Whether another live proviso of the same context implies it: u > c implies u != c and u >= c. */
static bool is_implied(const Simplifier *s, size_t i) {
    const Proviso *proviso = &s->provisos.items[i];
    const Node node = *graph_node(s->graph, proviso->condition);
    if (node.op != OP_NE && node.op != OP_GE && node.op != OP_LE)
        return false;
    for (size_t k = 0; k < s->provisos.count; k++) {
        const Proviso *other = &s->provisos.items[k];
        const Node stronger = *graph_node(s->graph, other->condition);
        if (((stronger.op == OP_GT && node.op != OP_LE) ||
             (stronger.op == OP_LT && node.op != OP_GE)) &&
            s->work[other->origin].live &&
            s->work[other->origin].context == s->work[proviso->origin].context &&
            stronger.as.arg[0] == node.as.arg[0] && stronger.as.arg[1] == node.as.arg[1])
            return true;
    }
    return false;
}

bool provisos_hand_out(Simplifier *s, const ContextList *contexts, NodeList *provisos) {
    size_t kept = 0, count = s->provisos.count;
    for (size_t i = 0; i < count && count <= FEW_PROVISOS; i++)
        if (is_implied(s, i))
            s->provisos.items[i].condition = NODE_POISON;
    for (size_t i = 0; i < count; i++) {
        const Proviso proviso = s->provisos.items[i];
        if (proviso.condition == NODE_POISON)
            continue;
        const Work *work = &s->work[proviso.origin];
        if (!work->live || (proviso.pole && work->exposed) ||
            is_guarded(contexts, proviso.condition, work->context))
            continue;
        NodeId node = guarded(s, contexts, proviso.condition, work->context);
        if (node == NODE_POISON)
            return false;
        s->provisos.items[kept++] = (Proviso){proviso.origin, node, false};
    }
    if (!kept)
        return true;
    uint8_t *seen = memory_resize(NULL, s->graph->nodes.count, 1);
    if (!seen || !array_reserve(provisos, kept)) {
        memory_free(seen);
        return false;
    }
    memset(seen, 0, s->graph->nodes.count);
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

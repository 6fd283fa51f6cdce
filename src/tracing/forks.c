/* Forks: see forks.h. */
#include "tracing/forks.h"

#include "graph/op.h"
#include "tracing/tracing.h"

#include <math.h>
#include <string.h>

enum { MOVES = 1, JUMPS = 2, MOST_FORKS = 12 /* on one way: 2^12 ways */ };

/* ---- where ways part ---- */

/* Whether all derivatives of the operation are 0 wherever it has any. */
static bool is_flat(OpId op, int32_t integer, uint32_t count) {
    if (op_table[op].form == OP_NARY || op == OP_POWI)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!op_partial_is_zero(op, integer, i))
            return false;
    return true;
}

/* How an operation whose operands move so behaves at them; `pole`: one that moves is not finite. */
static uint8_t motion_of(OpId op, int32_t integer, const double *operands, uint32_t count,
                         uint8_t motion, bool pole) {
    bool flat = motion && is_flat(op, integer, count), jumps = op_facts[op] & FACT_JUMPS;
    if (!flat && !(motion && jumps))
        return motion;
    for (uint32_t i = 0; i < count; i++)
        if (!isfinite(operands[i]))
            return pole ? JUMPS : motion & JUMPS;
    bool smooth = op_smooth(op, integer, operands, count);
    return flat ? (smooth ? motion & JUMPS : JUMPS) : motion | (smooth ? 0 : JUMPS);
}

/* The mark of a node whose arguments have theirs; `operands` has room for their values. */
static uint8_t mark_of(const Traced *traced, NodeId id, double *operands) {
    const Graph *graph = &traced->graph;
    const NodeValue *values = traced->values.nodes.items;
    const uint8_t *marks = traced->marks.items;
    OpId op = graph_op(graph, id);
    if (op == OP_VARIABLE)
        return MOVES;
    if (op_table[op].form == OP_LEAF)
        return 0;
    uint32_t count;
    const NodeId *list = graph_arguments(graph, id, &count);
    if (op_table[op].form == OP_SELECTING) {
        bool holds = values[list[0]].value != 0.0, changes = marks[list[0]] & MOVES && !holds;
        return (changes ? JUMPS : marks[list[0]] & JUMPS) | marks[list[holds ? 1 : 2]];
    }
    uint8_t motion = 0;
    bool pole = false;
    for (uint32_t i = 0; i < count; i++) {
        motion |= marks[list[i]];
        operands[i] = values[list[i]].value;
        pole |= marks[list[i]] && !isfinite(operands[i]);
    }
    if (op_is_comparison(op) && list[0] == list[1]) /* x > x is the same everywhere */
        return motion & JUMPS;
    return motion_of(op, graph_node(graph, id)->integer, operands, count, motion, pole);
}

/* Marks all nodes up to this one, whose values are known. */
static bool mark_up_to(Traced *traced, NodeId last) {
    ARRAY(double) operands = {0};
    bool done = true;
    for (NodeId id = (NodeId)traced->marks.count; id <= last && done; id++) {
        uint32_t count;
        graph_arguments(&traced->graph, id, &count);
        done = array_reserve(&operands, count) && array_reserve(&traced->marks, 1);
        if (done)
            traced->marks.items[traced->marks.count++] = mark_of(traced, id, operands.items);
    }
    array_free(&operands);
    if (!done)
        diag_no_memory(traced->graph.diag);
    return done;
}

bool forks_jump(Traced *traced, NodeId node) {
    return traced->parts && mark_up_to(traced, node) && traced->marks.items[node] & JUMPS;
}

bool forks_part(Traced *traced, NodeId condition) {
    if (!traced->parts || !mark_up_to(traced, condition))
        return false;
    uint8_t mark = traced->marks.items[condition];
    bool zero = traced->values.nodes.items[condition].value == 0.0;
    return mark & JUMPS || (mark & MOVES && zero);
}

bool forks_choose(Traced *traced, NodeId condition, bool *holds) {
    size_t at = traced->forked;
    for (size_t i = 0; i < at; i++) { /* once decided, a condition stays so */
        if (traced->forks.items[i].condition != condition)
            continue;
        *holds = traced->forks.items[i].holds;
        return true;
    }
    bool kept = true, chosen = at < traced->forced, full = !chosen && at == MOST_FORKS;
    if (full && traced->forced) { /* a way that may lead nowhere */
        traced->beyond = true;
        return false;
    }
    if (chosen) {
        *holds = traced->forks.items[at].holds;
    } else if (full) {
        kept = array_push(&traced->guards, (Guard){condition, *holds});
    } else {
        traced->forks.count = at;
        kept = array_push(&traced->forks, (Guard){condition, *holds});
    }
    traced->open |= full;
    traced->forked += !full;
    if (!kept)
        diag_no_memory(traced->graph.diag);
    return kept;
}

/* Whether a node jumps from one whole number to the next: it is rounded, perhaps with a number
 * added. */
static bool counts_by_one(const Graph *graph, NodeId node) {
    OpId op = graph_op(graph, node);
    while (op == OP_ADD || op == OP_SUB) {
        uint32_t count;
        const NodeId *list = graph_arguments(graph, node, &count);
        bool last = graph_op(graph, list[1]) == OP_CONSTANT;
        bool first = op == OP_ADD && graph_op(graph, list[0]) == OP_CONSTANT;
        if (!first && !last)
            return false;
        node = list[first ? 1 : 0];
        op = graph_op(graph, node);
    }
    return op == OP_FLOOR || op == OP_CEIL || op == OP_ROUND || op == OP_TRUNC;
}

/* Whether the node is this number on the way taken: so, unless that was followed before. */
static bool is_number(Traced *traced, NodeId node, double number, bool *holds) {
    Graph *graph = &traced->graph;
    NodeId same = graph_binary(graph, OP_EQ, node, graph_constant(graph, number, (Span){0, 0}));
    double truth;
    *holds = true;
    return same != NODE_POISON && traced_value(traced, same, &truth) &&
           forks_choose(traced, same, holds);
}

bool forks_count(Traced *traced, NodeId node, double *value) {
    Graph *graph = &traced->graph;
    double here = *value;
    NodeId number = graph_constant(graph, here, (Span){0, 0});
    if (!counts_by_one(graph, node) || here - 1.0 == here) {
        traced->open = true;
        return traced_guard(traced, graph_binary(graph, OP_EQ, node, number), true);
    }
    NodeId distance = graph_unary(graph, OP_ABS, graph_binary(graph, OP_SUB, node, number));
    NodeId one = graph_constant(graph, 1.0, (Span){0, 0});
    bool holds, below = false;
    if (!traced_guard(traced, graph_binary(graph, OP_LE, distance, one), true) ||
        !is_number(traced, node, here, &holds) ||
        (!holds && !is_number(traced, node, here - 1.0, &below)))
        return false;
    *value = holds ? here : below ? here - 1.0 : here + 1.0;
    return true;
}

/* ---- all ways ---- */

/* Runs the program on the way that begins with the decisions that are forced. */
static NodeId run_once(Function *function, Traced *traced) {
    traced->forked = 0;
    traced->root = NODE_POISON;
    traced->runs++;
    function->run(function->program, traced);
    return traced->root;
}

/* What went wrong since the graph's diag was `aside` is forgotten, but for lack of memory. */
static void come_back(Function *function, Graph *graph) {
    graph->diag = function->diag;
    if (function->aside.out_of_memory)
        diag_no_memory(function->diag);
    diag_free(&function->aside);
}

/* The same for a run that is no first one: NaN where it fails, which is made before, as the run may
 * fill the graph. *limit: it was too much work. */
static NodeId run_apart(Function *function, Traced *traced, bool *limit) {
    Graph *graph = &traced->graph;
    traced->apart = true;
    traced->beyond = false;
    graph->diag = &function->aside;
    NodeId nothing = graph_not_a_number(graph), root = run_once(function, traced);
    const Message *error = diag_first_error(&function->aside);
    *limit = traced->beyond || (error && message_is_limit(error->said.code));
    bool failed = error || root == NODE_POISON;
    come_back(function, graph);
    return failed ? nothing : root;
}

/* What some ways give: `root` where the trace is good, and `around` the point, with NaN on ways
 * that were not followed. */
typedef struct Ways {
    NodeId root, around;
} Ways;

static NodeId choose(Graph *graph, Guard taken, NodeId root, NodeId other) {
    NodeId arms[] = {taken.condition, taken.holds ? root : other, taken.holds ? other : root};
    return graph_apply(graph, OP_SELECT, 0, arms, 3, (Span){0, 0});
}

/* Adds choices between the way taken and the other, if there is room for them. */
static bool add_other(Function *function, Traced *traced, Guard taken, Ways other, Ways *ways) {
    Graph *graph = &traced->graph;
    graph->diag = &function->aside;
    NodeId root = ways->root, around = choose(graph, taken, ways->around, other.around);
    if (other.root != NODE_POISON)
        root = choose(graph, taken, ways->root, other.root);
    come_back(function, graph);
    if (root == NODE_POISON || around == NODE_POISON)
        return false;
    *ways = (Ways){root, around};
    return true;
}

/* Whether it was decided so by the values at the point. */
static bool is_so(const Traced *traced, Guard taken) {
    const NodeValues *values = &traced->values;
    bool known = taken.condition < values->nodes.count;
    return known && (values->nodes.items[taken.condition].value != 0.0) == taken.holds;
}

/* Runs the other way at decision number i, and all that part from it; its root is poison if that is
 * too much work. */
static Ways follow_other(Function *function, Traced *traced, size_t i);

/* All ways that begin with the forced decisions, the first of which gave `ways`: choices between
 * them, made from the last decision to the first. Where the other way is too much work, the trace
 * is good for the one taken alone. */
static Ways follow(Function *function, Traced *traced, Ways ways) {
    size_t first = traced->forced, count = traced->forked;
    for (size_t i = count; i-- > first && !diag_failed(function->diag);) {
        const Guard taken = traced->forks.items[i];
        Ways other = follow_other(function, traced, i);
        bool added = add_other(function, traced, taken, other, &ways);
        if (!added || other.root == NODE_POISON) {
            traced->unended = true;
            traced->stuck |= !added || !is_so(traced, taken);
            traced_guard(traced, taken.condition, taken.holds);
        }
        traced->forked = i;
    }
    traced->forced = first;
    return ways;
}

static Ways follow_other(Function *function, Traced *traced, size_t i) {
    bool limit = traced->runs >= FORKS_MAX_RUNS || traced->spent >= TRACE_MAX_FORK_STEPS;
    traced->graph.diag = &function->aside;
    const Ways nothing = {NODE_POISON, graph_not_a_number(&traced->graph)};
    come_back(function, &traced->graph);
    if (limit)
        return nothing;
    Guard *decision = &traced->forks.items[i];
    decision->holds = !decision->holds;
    traced->forced = i + 1;
    traced->most = TRACE_MAX_FORK_STEPS - traced->spent;
    NodeId root = run_apart(function, traced, &limit);
    traced->spent += traced->steps;
    return limit ? nothing : follow(function, traced, (Ways){root, root});
}

/* All ways that part from the first one; where one of them is stuck, nothing but that one. */
static Ways follow_all(Function *function, Traced *traced, NodeId root) {
    const Ways alone = {root, root};
    size_t guards = traced->guards.count, count = traced->forked;
    Guard *taken = memory_resize(NULL, count, sizeof *taken);
    if (!taken) {
        diag_no_memory(function->diag);
        return alone;
    }
    memcpy(taken, traced->forks.items, count * sizeof *taken);
    Ways all = follow(function, traced, alone);
    if (traced->stuck) {
        traced->open = true;
        traced->guards.count = guards;
        for (size_t i = 0; i < count; i++)
            traced_guard(traced, taken[i].condition, taken[i].holds);
        all = alone;
    }
    memory_free(taken);
    return all;
}

void forks_run(Function *function, Traced *traced) {
    traced->runs = 0;
    traced->forced = 0;
    traced->spent = 0;
    traced->open = traced->stuck = traced->unended = false;
    bool limit = false;
    NodeId root = traced->apart ? run_apart(function, traced, &limit) : run_once(function, traced);
    uint64_t steps = traced->steps;
    if (limit)
        function->wasted += steps;
    Ways ways = {root, root};
    if (root != NODE_POISON && traced->forked && !diag_failed(function->diag))
        ways = follow_all(function, traced, root);
    traced->steps = steps;
    traced->root = ways.root;
    traced->around = ways.around;
    function->forked |= traced->runs > 1;
}

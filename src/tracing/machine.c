/* The machine: see machine.h.
 *
 * Invariant: when the top frame has passed its last tree node, it has left exactly one value on the
 * value stack (a fold leaves one per round, which the frame collects at its end; a loop none). */
#include "tracing/machine.h"

#include "graph/op.h"
#include "tracing/branches.h"
#include "tracing/operations.h"

#include <math.h>
#include <string.h>

static void set_local(Machine *m, uint32_t slot, LocalName local) {
    size_t wanted = m->base + slot + 1;
    size_t more = wanted > m->locals.count ? wanted - m->locals.count : 0;
    if (!array_reserve(&m->locals, more)) {
        diag_no_memory(m->diag);
        return;
    }
    if (more)
        memset(m->locals.items + m->locals.count, 0, more * sizeof(LocalName));
    m->locals.count += more;
    m->locals.items[m->base + slot] = local;
}

/* ---- names ---- */

/* A name is read that only another way assigns. */
static void no_value(const Machine *m, Symbol symbol, Span span) {
    diag_say_hint(m->diag, span, SAY(NO_VALUE_ON_WAY, symbol_text(m->t->symbols, symbol)),
                  SAY(VALUE_BEFORE_BLOCK));
}

static void trace_name(Machine *m, const TreeNode *node) {
    const char *text = symbol_text(m->t->symbols, node->as.symbol);
    Name *name = scope_name(m->t->scope, node->as.symbol, m->diag);
    NodeId meaning = NODE_POISON;
    double value;
    if (name->kind == NAME_VARIABLE)
        meaning = graph_variable(m->graph, name->variable, node->span);
    else if (name->kind == NAME_NODE && name->node != NODE_POISON)
        meaning = name->node;
    else if (name->kind == NAME_NODE)
        no_value(m, node->as.symbol, node->span);
    else if (name->is_function || op_by_name(text) != OP_COUNT)
        diag_say_hint(m->diag, node->span, SAY(IS_FUNCTION, text), SAY(WRITE_CALL, text));
    else if (scope_builtin(text, &value))
        meaning = graph_constant(m->graph, value, node->span);
    else
        diag_say(m->diag, node->span, SAY(NO_VALUE_HERE, text));
    push(m, meaning);
}

static void trace_local(Machine *m, const TreeNode *node) {
    size_t at = m->base + node->as.local;
    LocalName *local = at < m->locals.count ? &m->locals.items[at] : NULL;
    bool is_set = local && local->is_set;
    if (!is_set)
        no_value(m, node->count, node->span);
    else if (local->node == NODE_POISON)
        local->node = graph_constant(m->graph, local->index, (Span){0, 0});
    push(m, is_set ? local->node : NODE_POISON);
}

static void label(Machine *m, NodeId node, Symbol symbol) {
    if (m->t->labels && node != NODE_POISON && !array_push(m->t->labels, (NodeLabel){node, symbol}))
        diag_no_memory(m->diag);
}

static void assign(Machine *m, const TreeNode *node) {
    NodeId value = pop(m);
    Name *name = scope_name(m->t->scope, node->as.symbol, m->diag);
    name->kind = NAME_NODE;
    name->node = value;
    name->span = node->span;
    label(m, value, node->as.symbol);
}

static void set(Machine *m, const TreeNode *node) {
    NodeId value = pop(m);
    set_local(m, node->as.local, (LocalName){value, true, 0.0});
    label(m, value, node->count);
}

/* ---- calls ---- */

/* Goes on with the function's body, which has the arguments on the stack as its locals. */
static void enter_function(Machine *m, const TreeNode *call, TreeId function) {
    size_t arguments = m->values.count - call->count, locals = m->locals.count;
    bool ready = array_reserve(&m->locals, call->count);
    for (size_t i = arguments; ready && i < m->values.count; i++)
        m->locals.items[m->locals.count++] = (LocalName){m->values.items[i], true, 0.0};
    m->values.count = arguments;
    if (!ready)
        diag_no_memory(m->diag);
    push_frame(m, (Frame){.kind = FRAME_CALL,
                          .next = m->nodes[function].first,
                          .last = function - 1,
                          .locals = locals,
                          .base = m->base});
    m->base = locals;
    m->depth++;
}

/* Whether a function that the program defines can be called so; else an error. */
static bool may_enter(Machine *m, const TreeNode *call, const Name *name) {
    uint32_t takes = m->nodes[name->function].count;
    if (takes != call->count)
        operation_argument_error(m->t, call, takes);
    else if (call->powered)
        diag_say_hint(m->diag, call->span, SAY(POWERED_FUNCTION), SAY(WRITE_POWER_OF_CALL));
    else if (m->depth >= TRACE_MAX_DEPTH)
        diag_say_hint(
            m->diag, call->span,
            SAY(TOO_DEEP_CALLS, symbol_text(m->t->symbols, call->as.symbol), TRACE_MAX_DEPTH),
            SAY(END_RECURSION));
    else
        return true;
    return false;
}

static void trace_call(Machine *m, const TreeNode *call) {
    Name *name = scope_name(m->t->scope, call->as.symbol, m->diag);
    if (name->is_function && may_enter(m, call, name)) {
        enter_function(m, call, name->function);
        return;
    }
    NodeId result = NODE_POISON;
    m->values.count -= call->count;
    OpId op = scope_operation(name, symbol_text(m->t->symbols, call->as.symbol));
    bool known = op != OP_COUNT && op != OP_SUM && op != OP_PROD && name->kind == NAME_FREE;
    if (!name->is_function && known)
        result = operation_call(m->t, op, call, m->values.items + m->values.count);
    else if (!name->is_function)
        operation_unknown(m->t, call);
    push(m, result);
}

/* ---- loops ---- */

/* A bound: a whole number, constant or at the point. */
static bool whole(Machine *m, NodeId id, Span span, int64_t *n) {
    double value = 0.0;
    bool varies = false;
    if (id == NODE_POISON)
        return false;
    bool constant = scope_constant(m->t->scope, m->graph, id, &value);
    if (!constant && (!m->t->traced || !traced_count(m->t->traced, id, &value, &varies))) {
        m->undecided = true;
        return false;
    }
    m->t->scope->decided |= varies;
    if (value != floor(value) || isinf(value))
        diag_say_hint(m->diag, span, SAY(BOUNDS_NOT_WHOLE), SAY(WRITE_WHOLE));
    else if (fabs(value) > 9e15)
        diag_say(m->diag, span, SAY(BOUND_TOO_LARGE));
    if (value != floor(value) || !(fabs(value) <= 9e15))
        return false;
    if (varies && !m->t->traced->apart)
        diag_say(m->diag, span, SAY(BOUND_VARIES));
    *n = (int64_t)value;
    return true;
}

static void set_counter(Machine *m, uint32_t slot, int64_t index) {
    set_local(m, slot, (LocalName){NODE_POISON, true, (double)index});
}

/* A fold or a loop that counts begins. */
static void begin_rounds(Machine *m, TreeId binder) {
    TreeId id = m->nodes[binder].as.end;
    const TreeNode *loop = &m->nodes[id];
    bool fold = loop->kind == TREE_FOLD;
    Span head = fold ? loop->span : span_start(loop->span, strlen("for"));
    int64_t low = 0, high = -1;
    TreeId high_tree = tree_last_child(binder), low_tree = tree_child_before(m->t->tree, high_tree);
    NodeId high_node = pop(m), low_node = pop(m), nothing = NODE_POISON;
    top(m)->next = id + 1;
    if (whole(m, low_node, m->nodes[low_tree].span, &low) &&
        whole(m, high_node, m->nodes[high_tree].span, &high)) {
        uint64_t rounds = high < low ? 0 : (uint64_t)(high - low) + 1;
        if (fold && rounds == 0) {
            nothing = graph_constant(m->graph, loop->op == '+' ? 0.0 : 1.0, head);
        } else if (fold && rounds > TRACE_MAX_TERMS) {
            diag_say(m->diag, head, SAY(TOO_MANY_TERMS, TRACE_MAX_TERMS));
        } else if (!fold && rounds > TRACE_MAX_TRIPS) {
            diag_say(m->diag, head, SAY(LOOP_TOO_LONG, TRACE_MAX_TRIPS));
        } else if (rounds) {
            push_frame(m, (Frame){.kind = fold ? FRAME_FOLD : FRAME_FOR,
                                  .next = binder + 1,
                                  .last = id - 1,
                                  .body = binder + 1,
                                  .slot = m->nodes[binder].count,
                                  .values = m->values.count,
                                  .index = low,
                                  .high = high});
            set_counter(m, m->nodes[binder].count, low);
            m->loops += !fold;
            return;
        }
    }
    if (fold)
        push(m, nothing);
}

static void begin(Machine *m, TreeId binder) {
    TreeId id = m->nodes[binder].as.end;
    uint8_t kind = m->nodes[id].kind;
    if (kind == TREE_FOLD || kind == TREE_FOR) {
        begin_rounds(m, binder);
    } else if (kind == TREE_WHILE) {
        TreeId body = binder + 1;
        top(m)->next = id + 1;
        m->loops++;
        push_frame(m, (Frame){.kind = FRAME_WHILE, .next = body, .last = id - 1, .body = body});
    }
}

/* Ends the frame on top. */
static void end_frame(Machine *m) {
    Frame *frame = top(m);
    bool counts = frame->kind == FRAME_FOLD || frame->kind == FRAME_FOR;
    if (frame->kind == FRAME_WHILE || (counts && frame->index < frame->high)) {
        frame->next = frame->body;
        if (counts)
            set_counter(m, frame->slot, ++frame->index);
        return;
    }
    if (frame->kind == FRAME_FOLD) {
        const TreeNode *fold = &m->nodes[frame->last + 1];
        size_t count = m->values.count - frame->values;
        m->values.count = frame->values;
        push(m, graph_chain(m->graph, fold->op == '+' ? OP_ADD : OP_MUL,
                            m->values.items + frame->values, (uint32_t)count, fold->span));
    } else if (frame->kind == FRAME_CALL) {
        m->locals.count = frame->locals;
        m->base = frame->base;
        m->depth--;
    } else if (frame->kind == FRAME_FOR) {
        m->loops--;
    }
    m->frames.count--;
}

/* ---- printing ---- */

/* The item that a child of a PRINT shows; false after an error. */
static bool make_item(Machine *m, const TreeNode *child, NodeId value, PrintItem *item) {
    *item = (PrintItem){0};
    if (child->kind == TREE_TEXT) {
        const Source *source = diag_source(m->diag, child->span);
        item->text = source->text + (child->span.start - source->base) + 1;
        item->length = child->span.end - child->span.start - 2;
        return true;
    }
    return value != NODE_POISON && traced_value(m->t->traced, value, &item->value);
}

static void print(Machine *m, TreeId id) {
    uint32_t count = m->nodes[id].count;
    m->values.count -= count;
    if (!m->t->print || !m->t->traced || m->t->traced->apart)
        return;
    if (!array_reserve(&m->items, count)) {
        diag_no_memory(m->diag);
        return;
    }
    TreeId child = tree_last_child(id);
    for (uint32_t i = count; i-- > 0; child = tree_child_before(m->t->tree, child))
        if (!make_item(m, &m->nodes[child], m->values.items[m->values.count + i],
                       &m->items.items[i]))
            return;
    m->t->print(m->t->printer, m->items.items, count);
}

/* ---- the machine ---- */

static void trace_power(Machine *m, TreeId id) {
    NodeId exponent = pop(m), base = pop(m);
    push(m, operation_power(m->t, id, base, exponent));
}

static void trace_chain(Machine *m, TreeId id) {
    m->values.count -= m->nodes[id].count;
    push(m, operation_chain(m->t, id, m->values.items + m->values.count));
}

static void step(Machine *m, TreeId id) {
    const TreeNode *node = &m->nodes[id];
    switch ((TreeKind)node->kind) {
    case TREE_NUMBER:
        push(m, graph_constant(m->graph, m->t->tree->numbers.items[node->as.number], node->span));
        break;
    case TREE_NAME:
        trace_name(m, node);
        break;
    case TREE_LOCAL:
        trace_local(m, node);
        break;
    case TREE_NEGATIVE:
        push_apply(m, OP_NEG, 1, node->span);
        break;
    case TREE_NOT:
        push_apply(m, OP_NOT, 1, node->span);
        break;
    case TREE_COMPARISON:
        push_apply(m, operation_comparison(node->op), 2, node->span);
        break;
    case TREE_IF:
        branches_join(m, node);
        break;
    case TREE_AND:
    case TREE_OR:
        branches_join_logic(m, node);
        break;
    case TREE_CHAIN:
        trace_chain(m, id);
        break;
    case TREE_POWER:
        trace_power(m, id);
        break;
    case TREE_CALL:
        trace_call(m, node);
        break;
    case TREE_BINDER:
        begin(m, id);
        break;
    case TREE_BRANCH:
        branches_part(m, id);
        break;
    case TREE_ELSE:
        branches_pass_else(m, node);
        break;
    case TREE_EXPRESSION: /* inside a block: nobody wants its value */
        pop(m);
        break;
    case TREE_ASSIGNMENT:
        assign(m, node);
        break;
    case TREE_SET:
        set(m, node);
        break;
    case TREE_PRINT:
        print(m, id);
        break;
    case TREE_TEXT:
        push(m, NODE_POISON); /* in the place of a value */
        break;
    case TREE_CHOICE: /* its arm has been run */
    case TREE_FOLD:   /* frames end before these */
    case TREE_FOR:
    case TREE_WHILE:
    case TREE_DEFINITION: /* statements of their own */
    case TREE_AT:
    case TREE_KINDS:
        break;
    }
}

/* The innermost loop that goes on, or NULL. */
static const TreeNode *innermost_loop(const Machine *m) {
    for (size_t i = m->frames.count; i-- > 0;) {
        const Frame *frame = &m->frames.items[i];
        if (frame->kind == FRAME_FOR || frame->kind == FRAME_WHILE)
            return &m->nodes[frame->last + 1];
    }
    return NULL;
}

/* Whether one more step is too much; an error says so. */
static bool too_many_steps(Machine *m, TreeId at) {
    const Traced *traced = m->t->traced;
    Scope *scope = m->t->scope;
    bool apart = traced && traced->apart, looping = m->depth || m->loops;
    uint64_t most = TRACE_MAX_STEPS;
    if (apart && traced->most < most)
        most = traced->most;
    scope->loop_steps += looping;
    if (looping && scope->loop_steps > TRACE_MAX_LOOP_STEPS)
        most = TRACE_MAX_LOOP_STEPS;
    else if (scope->steps++ < most)
        return false;
    const TreeNode *loop = innermost_loop(m);
    bool conditional = loop && loop->kind == TREE_WHILE;
    Span span =
        !loop ? m->nodes[at].span : span_start(loop->span, strlen(conditional ? "while" : "for"));
    diag_say_hint(m->diag, span, SAY(TOO_MANY_STEPS, (unsigned)most),
                  conditional ? SAY(END_LOOP) : SAY_NOTHING);
    return true;
}

static void run(Machine *m) {
    uint32_t errors = m->diag->errors;
    while (m->frames.count && m->diag->errors == errors && !m->diag->out_of_memory &&
           !m->undecided) {
        Frame *frame = top(m);
        if (frame->next > frame->last) {
            end_frame(m);
        } else if (!too_many_steps(m, frame->next)) {
            TreeId id = frame->next++;
            step(m, id);
        }
    }
}

RunOutcome machine_run(const Tracing *tracing, TreeId first, TreeId end, const NodeId *locals,
                       uint32_t count, NodeId *result) {
    Machine m = {.t = tracing,
                 .nodes = tracing->tree->nodes.items,
                 .graph = tracing->graph,
                 .diag = tracing->diag};
    uint32_t errors = m.diag->errors;
    Frame frame = {.kind = FRAME_ROOT, .next = first, .last = end - 1};
    *result = NODE_POISON;
    /* Room for at least one value, so that calls without arguments have something to point at. */
    bool ready = array_reserve(&m.values, 1) && array_reserve(&m.locals, count) &&
                 array_push(&m.frames, frame);
    for (uint32_t i = 0; ready && i < count; i++)
        m.locals.items[m.locals.count++] = (LocalName){locals[i], true, 0.0};
    if (!ready)
        diag_no_memory(m.diag);
    else if (first < end)
        run(&m);
    bool failed = m.diag->errors != errors || m.diag->out_of_memory;
    if (!failed && !m.undecided)
        *result = pop(&m);
    array_free(&m.values);
    array_free(&m.locals);
    array_free(&m.frames);
    array_free(&m.ways);
    array_free(&m.items);
    return failed ? RUN_FAILED : m.undecided ? RUN_UNDECIDED : RUN_DONE;
}

NodeId machine_expression(const Tree *tree, TreeId root, const Symbols *symbols, Scope *scope,
                          Graph *graph) {
    const Tracing tracing = {
        .tree = tree, .symbols = symbols, .scope = scope, .graph = graph, .diag = graph->diag};
    NodeId result;
    RunOutcome outcome =
        machine_run(&tracing, tree->nodes.items[root].first, root + 1, NULL, 0, &result);
    if (outcome == RUN_UNDECIDED)
        diag_say(graph->diag, tree->nodes.items[root].span, SAY(UNDECIDED_HERE));
    return result;
}

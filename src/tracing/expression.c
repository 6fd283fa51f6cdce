/* Expressions: see expression.h.
 *
 * Invariant of the machine: when the top frame has passed its last tree node, it has left exactly
 * one value on the value stack (a fold leaves one per round, which the frame collects at its
 * end). */
#include "tracing/expression.h"

#include "syntax/hints.h"
#include "syntax/tokens.h"

#include <math.h>
#include <string.h>

typedef enum FrameKind { FRAME_ROOT, FRAME_CALL, FRAME_FOLD } FrameKind;

typedef struct Frame {
    FrameKind kind;
    TreeId next, last;   /* tree nodes still to visit; FOLD: its own is the one behind */
    size_t locals;       /* height of the locals to return to */
    size_t values;       /* FOLD: height of the value stack below its terms */
    TreeId body;         /* FOLD: where its body begins */
    int64_t index, high; /* FOLD */
    Symbol function;     /* CALL */
} Frame;

/* A parameter's node, or a fold's index, which becomes a node when first read in a round. */
typedef struct Local {
    NodeId node; /* poison: not yet */
    double index;
} Local;

typedef struct Machine {
    const Tree *tree;
    const Symbols *symbols;
    Scope *scope;
    Graph *graph;
    Diag *diag;
    ARRAY(NodeId) values;
    ARRAY(Local) locals;
    ARRAY(Frame) frames;
    ARRAY(uint8_t) joints;
} Machine;

/* ---- stacks ---- */

static void push(Machine *m, NodeId value) {
    if (!array_push(&m->values, value))
        diag_no_memory(m->diag);
}

static NodeId pop(Machine *m) {
    return m->values.count ? m->values.items[--m->values.count] : NODE_POISON;
}

static void push_apply(Machine *m, OpId op, uint32_t count, Span span) {
    m->values.count -= count;
    push(m, graph_apply(m->graph, op, 0, m->values.items + m->values.count, count, span));
}

/* ---- powers ---- */

/* base ^ exponent: a whole constant exponent is a static integer, and e^u is exp(u). */
static NodeId power(Machine *m, NodeId base, NodeId exponent, bool base_is_e, Span span) {
    if (base == NODE_POISON || exponent == NODE_POISON)
        return NODE_POISON;
    if (base_is_e)
        return graph_apply(m->graph, OP_EXP, 0, &exponent, 1, span);
    double n;
    if (scope_constant(m->scope, m->graph, exponent, &n) && fabs(n) <= 1 << 30 && n == floor(n))
        return graph_apply(m->graph, OP_POWI, (int32_t)n, &base, 1, span);
    return graph_apply(m->graph, OP_POW, 0, (NodeId[]){base, exponent}, 2, span);
}

/* Whether a tree node is the name e, meaning Euler's number. */
static bool is_euler(Machine *m, const TreeNode *node) {
    if (node->kind != TREE_NAME || strcmp(symbol_text(m->symbols, node->as.symbol), "e"))
        return false;
    return scope_name(m->scope, node->as.symbol, m->diag)->kind == NAME_FREE;
}

static void trace_power(Machine *m, TreeId id) {
    TreeId exponent_tree = tree_last_child(id);
    TreeId base_tree = tree_child_before(m->tree, exponent_tree);
    NodeId exponent = pop(m), base = pop(m);
    push(m, power(m, base, exponent, is_euler(m, &m->tree->nodes.items[base_tree]),
                  m->tree->nodes.items[id].span));
}

/* ---- chains ---- */

/* Products run left to right; a run of more than 16 factors joined by * becomes one node. */
static NodeId product(Machine *m, NodeId *factors, uint32_t count, Span span) {
    const uint8_t *joints = m->joints.items;
    for (uint32_t i = 1; i < count;) {
        uint32_t end = i;
        while (end < count && joints[end] == '*')
            end++;
        if (end > i) {
            factors[end - 1] = graph_chain(m->graph, OP_MUL, factors + i - 1, end - i + 1, span);
            i = end;
        } else {
            OpId op = joints[i] == '/' ? OP_DIV : OP_MOD;
            factors[i] = graph_apply(m->graph, op, 0, factors + i - 1, 2, span);
            i++;
        }
    }
    return factors[count - 1];
}

static NodeId sum(Machine *m, NodeId *terms, uint32_t count, Span span) {
    const uint8_t *joints = m->joints.items;
    if (count > CHAIN_BINARY_TERMS) {
        for (uint32_t i = 1; i < count; i++)
            if (joints[i] == '-')
                terms[i] = graph_unary(m->graph, OP_NEG, terms[i]);
        return graph_chain(m->graph, OP_ADD, terms, count, span);
    }
    for (uint32_t i = 1; i < count; i++)
        terms[i] =
            graph_apply(m->graph, joints[i] == '-' ? OP_SUB : OP_ADD, 0, terms + i - 1, 2, span);
    return terms[count - 1];
}

static void trace_chain(Machine *m, TreeId id) {
    const TreeNode *node = &m->tree->nodes.items[id];
    uint32_t count = node->count;
    m->joints.count = 0;
    if (!array_reserve(&m->joints, count)) {
        diag_no_memory(m->diag);
        return;
    }
    TreeId child = tree_last_child(id);
    for (uint32_t i = count; i-- > 0; child = tree_child_before(m->tree, child))
        m->joints.items[i] = m->tree->nodes.items[child].joint;
    m->values.count -= count;
    NodeId *terms = m->values.items + m->values.count;
    push(m,
         node->op == '+' ? sum(m, terms, count, node->span) : product(m, terms, count, node->span));
}

/* ---- names ---- */

static void trace_name(Machine *m, const TreeNode *node) {
    const char *text = symbol_text(m->symbols, node->as.symbol);
    Name *name = scope_name(m->scope, node->as.symbol, m->diag);
    NodeId meaning = NODE_POISON;
    double value;
    if (name->kind == NAME_VARIABLE)
        meaning = graph_variable(m->graph, name->variable, node->span);
    else if (name->kind == NAME_NODE)
        meaning = name->node;
    else if (name->is_function || op_by_name(text) != OP_COUNT)
        diag_say_hint(m->diag, node->span, SAY(IS_FUNCTION, text), SAY(WRITE_CALL, text));
    else if (scope_builtin(text, &value))
        meaning = graph_constant(m->graph, value, node->span);
    else
        diag_say(m->diag, node->span, SAY(NO_VALUE_HERE, text));
    push(m, meaning);
}

static void trace_local(Machine *m, const TreeNode *node) {
    Local *local = &m->locals.items[m->locals.count - 1 - node->as.local];
    if (local->node == NODE_POISON)
        local->node = graph_constant(m->graph, local->index, (Span){0, 0});
    push(m, local->node);
}

/* ---- calls ---- */

static void argument_error(Machine *m, const TreeNode *call, uint32_t takes) {
    const char *text = symbol_text(m->symbols, call->as.symbol);
    diag_say(m->diag, call->span,
             takes == 1 ? SAY(TAKES_ONE, text, call->count) : SAY(TAKES, text, takes, call->count));
}

static void unknown_function(Machine *m, const TreeNode *call) {
    const char *text = symbol_text(m->symbols, call->as.symbol);
    Span span = {call->span.start, call->span.start + (uint32_t)strlen(text)};
    if (span.end > call->span.end)
        span.end = call->span.end;
    Name *name = scope_name(m->scope, call->as.symbol, m->diag);
    const char *nearest = op_nearest_name(text);
    double value;
    if (!strcmp(text, "sum") || !strcmp(text, "prod")) {
        diag_say(m->diag, call->span, SAY(INDEX_MISSING, text, text));
    } else if (name->kind != NAME_FREE || scope_builtin(text, &value) ||
               (!nearest && strlen(text) == 1)) {
        /* The exponent lies right after the call. */
        const double *exponent =
            call->powered ? &m->tree->numbers.items[(call + 1)->as.number] : NULL;
        diag_say_hint(m->diag, span, SAY(NO_FUNCTION, text),
                      exponent ? SAY(WRITE_PRODUCT_OF_POWER, text, *exponent)
                               : SAY(WRITE_PRODUCT_OF, text));
    } else {
        MessageCode known = hints_word(text);
        diag_say_hint(m->diag, span, SAY(UNKNOWN_FUNCTION, text),
                      known     ? (Said){.code = known}
                      : nearest ? SAY(NEAREST_FUNCTION, nearest)
                                : SAY(SEE_FUNCTIONS));
    }
}

/* A built-in function with a whole constant n, first or last as its row says. */
static NodeId apply_with_integer(Machine *m, OpId op, const TreeNode *call,
                                 const NodeId *arguments) {
    const OpInfo *info = &op_table[op];
    uint32_t arity = (uint32_t)info->arity;
    if (call->count != arity + 1) {
        argument_error(m, call, arity + 1);
        return NODE_POISON;
    }
    for (uint32_t i = 0; i <= arity; i++)
        if (arguments[i] == NODE_POISON)
            return NODE_POISON;
    NodeId order = arguments[info->integer_first ? 0 : arity];
    double n;
    if (!scope_constant(m->scope, m->graph, order, &n) || n != floor(n)) {
        diag_say(m->diag, call->span,
                 info->integer_first ? SAY(FIRST_NOT_WHOLE) : SAY(SECOND_NOT_WHOLE));
        return NODE_POISON;
    }
    if (n < info->least || n > info->greatest) {
        diag_say(m->diag, call->span,
                 info->integer_first ? SAY(FIRST_OUTSIDE, info->least, info->greatest)
                                     : SAY(SECOND_OUTSIDE, info->least, info->greatest));
        return NODE_POISON;
    }
    return graph_apply(m->graph, op, (int32_t)n, arguments + info->integer_first, arity,
                       call->span);
}

/* A built-in function of the arguments on the stack. */
static NodeId apply_builtin(Machine *m, OpId op, const TreeNode *call, const NodeId *arguments) {
    const OpInfo *info = &op_table[op];
    uint32_t count = call->count;
    Span span = call->span;
    if (op == OP_POW && count == 2)
        return power(m, arguments[0], arguments[1], false, span);
    if (op == OP_LOG && count == 2) { /* log(x, b) */
        NodeId base = graph_apply(m->graph, OP_LOG, 0, arguments + 1, 1, span);
        NodeId log = graph_apply(m->graph, OP_LOG, 0, arguments, 1, span);
        return graph_apply(m->graph, OP_DIV, 0, (NodeId[]){log, base}, 2, span);
    }
    if (info->has_integer)
        return apply_with_integer(m, op, call, arguments);
    OpId inner = op_pair(symbol_text(m->symbols, call->as.symbol));
    if (inner != OP_COUNT && count == 3) {
        NodeId first = graph_apply(m->graph, inner, 0, arguments, 2, span);
        return graph_apply(m->graph, op, 0, (NodeId[]){first, arguments[2]}, 2, span);
    }
    if (inner != OP_COUNT) {
        argument_error(m, call, 3);
        return NODE_POISON;
    }
    double last;
    bool may_be_one = op_default(op, &last);
    if (may_be_one && count == 1) {
        NodeId y = graph_constant(m->graph, last, (Span){0, 0});
        return graph_apply(m->graph, op, 0, (NodeId[]){arguments[0], y}, 2, span);
    }
    OpId many = op_nary_twin(op);
    if (many != OP_COUNT && count > 2)
        return graph_apply(m->graph, many, 0, arguments, count, span);
    if (count != (uint32_t)info->arity) {
        const char *name = symbol_text(m->symbols, call->as.symbol);
        uint32_t most = op == OP_LOG ? 2 : (uint32_t)info->arity;
        if (many != OP_COUNT)
            diag_say(m->diag, span, SAY(TAKES_AT_LEAST, name, most, count));
        else if (may_be_one || op == OP_LOG)
            diag_say(m->diag, span, SAY(TAKES_ONE_OR, name, most, count));
        else
            argument_error(m, call, most);
        return NODE_POISON;
    }
    return graph_apply(m->graph, op, 0, arguments, count, span);
}

/* Goes on with the function's body, which has the arguments on the stack as its locals. */
static void enter_function(Machine *m, const TreeNode *call, Name *name) {
    const TreeNode *definition = &m->tree->nodes.items[name->function];
    name->active = true;
    size_t base = m->values.count - call->count, locals = m->locals.count;
    bool ready = array_reserve(&m->locals, call->count);
    for (size_t i = base; ready && i < m->values.count; i++)
        m->locals.items[m->locals.count++] = (Local){m->values.items[i], 0.0};
    m->values.count = base;
    Frame frame = {.kind = FRAME_CALL,
                   .next = definition->first,
                   .last = name->function - 1,
                   .locals = locals,
                   .function = call->as.symbol};
    if (!ready || !array_push(&m->frames, frame))
        diag_no_memory(m->diag);
}

/* Whether a function that the program defines can be called so; else an error. */
static bool may_enter(Machine *m, const TreeNode *call, const Name *name) {
    uint32_t takes = m->tree->nodes.items[name->function].count;
    if (takes != call->count)
        argument_error(m, call, takes);
    else if (call->powered)
        diag_say_hint(m->diag, call->span, SAY(POWERED_FUNCTION), SAY(WRITE_POWER_OF_CALL));
    else if (name->active)
        diag_say(m->diag, call->span, SAY(RECURSION, symbol_text(m->symbols, call->as.symbol)));
    else
        return true;
    return false;
}

static void trace_call(Machine *m, const TreeNode *call) {
    Name *name = scope_name(m->scope, call->as.symbol, m->diag);
    if (name->is_function && may_enter(m, call, name)) {
        enter_function(m, call, name);
        return;
    }
    NodeId result = NODE_POISON;
    m->values.count -= call->count;
    OpId op = op_by_name(symbol_text(m->symbols, call->as.symbol));
    bool known = op != OP_COUNT && op != OP_SUM && op != OP_PROD && name->kind == NAME_FREE;
    if (!name->is_function && known)
        result = apply_builtin(m, op, call, m->values.items + m->values.count);
    else if (!name->is_function)
        unknown_function(m, call);
    push(m, result);
}

/* ---- folds ---- */

static bool whole(Machine *m, NodeId id, Span span, int64_t *n) {
    double value;
    if (id == NODE_POISON)
        return false;
    if (!scope_constant(m->scope, m->graph, id, &value)) {
        diag_say(m->diag, span, SAY(BOUNDS_NOT_CONSTANT));
        return false;
    }
    if (value != floor(value) || fabs(value) > 9e15) {
        diag_say(m->diag, span, SAY(BOUNDS_NOT_WHOLE));
        return false;
    }
    *n = (int64_t)value;
    return true;
}

static void begin_fold(Machine *m, TreeId binder) {
    TreeId fold_id = m->tree->nodes.items[binder].as.end;
    const TreeNode *fold = &m->tree->nodes.items[fold_id];
    Frame *frame = &m->frames.items[m->frames.count - 1];
    frame->next = fold_id + 1;
    int64_t low = 0, high = -1;
    NodeId high_node = pop(m), low_node = pop(m);
    if (!whole(m, low_node, fold->span, &low) || !whole(m, high_node, fold->span, &high)) {
        push(m, NODE_POISON);
    } else if (high < low) {
        push(m, graph_constant(m->graph, fold->op == '+' ? 0.0 : 1.0, fold->span));
    } else if (high - low >= TRACE_MAX_TERMS) {
        diag_say(m->diag, fold->span, SAY(TOO_MANY_TERMS, TRACE_MAX_TERMS));
        push(m, NODE_POISON);
    } else {
        Frame round = {.kind = FRAME_FOLD,
                       .next = binder + 1,
                       .last = fold_id - 1,
                       .locals = m->locals.count,
                       .values = m->values.count,
                       .body = binder + 1,
                       .index = low,
                       .high = high};
        if (!array_push(&m->locals, (Local){NODE_POISON, (double)low}) ||
            !array_push(&m->frames, round))
            diag_no_memory(m->diag);
    }
}

/* Ends the frame on top. */
static void end_frame(Machine *m) {
    Frame *frame = &m->frames.items[m->frames.count - 1];
    if (frame->kind == FRAME_FOLD && frame->index < frame->high) {
        frame->index++;
        frame->next = frame->body;
        m->locals.items[frame->locals] = (Local){NODE_POISON, (double)frame->index};
        return;
    }
    if (frame->kind == FRAME_FOLD) {
        const TreeNode *fold = &m->tree->nodes.items[frame->last + 1];
        size_t count = m->values.count - frame->values;
        m->values.count = frame->values;
        push(m, graph_chain(m->graph, fold->op == '+' ? OP_ADD : OP_MUL,
                            m->values.items + frame->values, (uint32_t)count, fold->span));
    } else if (frame->kind == FRAME_CALL) {
        scope_name(m->scope, frame->function, m->diag)->active = false;
    }
    m->locals.count = frame->locals;
    m->frames.count--;
}

/* ---- the machine ---- */

/* The operation spelt like a comparison's token. */
static OpId comparison(uint8_t token) {
    const char *spelling = token_spelling((TokenKind)token);
    for (OpId op = 0; op < OP_COUNT; op++)
        if (!strcmp(op_table[op].name, spelling))
            return op;
    return OP_COUNT;
}

/* A truth value as the number 0 or 1. */
static NodeId truth(Machine *m, NodeId id) {
    if (id == NODE_POISON)
        return id;
    const char *name = op_table[graph_op(m->graph, id)].name;
    if (strchr("<>=!", *name) && *name)
        return id;
    if (graph_op(m->graph, id) == OP_NOT)
        return id;
    return graph_binary(m->graph, OP_NE, id, graph_constant(m->graph, 0.0, (Span){0, 0}));
}

static void trace_logic(Machine *m, const TreeNode *node) {
    NodeId b = truth(m, pop(m)), a = pop(m);
    bool is_and = node->kind == TREE_AND;
    NodeId known = graph_constant(m->graph, is_and ? 0.0 : 1.0, node->span);
    NodeId arms[] = {a, is_and ? b : known, is_and ? known : b};
    push(m, graph_apply(m->graph, OP_SELECT, 0, arms, 3, node->span));
}

static void step(Machine *m, TreeId id) {
    const TreeNode *node = &m->tree->nodes.items[id];
    switch ((TreeKind)node->kind) {
    case TREE_NUMBER:
        push(m, graph_constant(m->graph, m->tree->numbers.items[node->as.number], node->span));
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
        push_apply(m, comparison(node->op), 2, node->span);
        break;
    case TREE_IF:
        push_apply(m, OP_SELECT, 3, node->span);
        break;
    case TREE_AND:
    case TREE_OR:
        trace_logic(m, node);
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
        if (m->tree->nodes.items[node->as.end].kind == TREE_FOLD)
            begin_fold(m, id);
        break;
    case TREE_FOLD:
    case TREE_EXPRESSION:
    case TREE_ASSIGNMENT:
    case TREE_DEFINITION:
    case TREE_AT:
    case TREE_KINDS:
        break; /* statements are no part of an expression; a fold's frame ends before its node */
    }
}

NodeId expression_trace(const Tree *tree, TreeId root, const Symbols *symbols, Scope *scope,
                        const NodeId *locals, uint32_t local_count, Graph *graph) {
    Machine m = {
        .tree = tree, .symbols = symbols, .scope = scope, .graph = graph, .diag = graph->diag};
    Frame first = {.kind = FRAME_ROOT, .next = tree->nodes.items[root].first, .last = root};
    /* Room for at least one value, so that calls without arguments have something to point at. */
    bool ready = array_reserve(&m.values, 1) && array_reserve(&m.locals, local_count) &&
                 array_push(&m.frames, first);
    for (uint32_t i = 0; ready && i < local_count; i++)
        m.locals.items[m.locals.count++] = (Local){locals[i], 0.0};
    if (!ready)
        diag_no_memory(m.diag);
    uint32_t errors = m.diag->errors;
    while (m.frames.count && m.diag->errors == errors && !m.diag->out_of_memory) {
        Frame *frame = &m.frames.items[m.frames.count - 1];
        if (frame->next > frame->last) {
            end_frame(&m);
        } else if (scope->steps++ >= TRACE_MAX_STEPS) {
            diag_say(m.diag, tree->nodes.items[frame->next].span, SAY(TOO_MANY_STEPS));
        } else {
            TreeId id = frame->next++;
            step(&m, id);
        }
    }
    NodeId result = m.diag->errors == errors && !m.diag->out_of_memory ? pop(&m) : NODE_POISON;
    array_free(&m.values);
    array_free(&m.locals);
    array_free(&m.frames);
    array_free(&m.joints);
    return result;
}

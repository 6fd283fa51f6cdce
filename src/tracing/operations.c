/* Operations: see operations.h. */
#include "tracing/operations.h"

#include "syntax/hints.h"
#include "syntax/tokens.h"

#include <math.h>
#include <string.h>

/* ---- powers ---- */

/* base ^ exponent: a whole constant exponent is a static integer, and e^u is exp(u). */
static NodeId power(const Tracing *t, NodeId base, NodeId exponent, bool base_is_e, Span span) {
    if (base == NODE_POISON || exponent == NODE_POISON)
        return NODE_POISON;
    if (base_is_e)
        return graph_apply(t->graph, OP_EXP, 0, &exponent, 1, span);
    double n;
    if (scope_constant(t->scope, t->graph, exponent, &n) && fabs(n) <= 1 << 30 && n == floor(n))
        return graph_apply(t->graph, OP_POWI, (int32_t)n, &base, 1, span);
    return graph_apply(t->graph, OP_POW, 0, (NodeId[]){base, exponent}, 2, span);
}

/* Whether a tree node is the name e, meaning Euler's number. */
static bool is_euler(const Tracing *t, const TreeNode *node) {
    if (node->kind != TREE_NAME || strcmp(symbol_text(t->symbols, node->as.symbol), "e"))
        return false;
    return scope_name(t->scope, node->as.symbol, t->diag)->kind == NAME_FREE;
}

NodeId operation_power(const Tracing *t, TreeId id, NodeId base, NodeId exponent) {
    TreeId base_tree = tree_child_before(t->tree, tree_last_child(id));
    return power(t, base, exponent, is_euler(t, &t->tree->nodes.items[base_tree]),
                 t->tree->nodes.items[id].span);
}

/* ---- chains ---- */

/* Products run left to right; a run of more than 16 factors joined by * becomes one node. */
static NodeId product(const Tracing *t, const uint8_t *joints, NodeId *factors, uint32_t count,
                      Span span) {
    for (uint32_t i = 1; i < count;) {
        uint32_t end = i;
        while (end < count && joints[end] == '*')
            end++;
        if (end > i) {
            factors[end - 1] = graph_chain(t->graph, OP_MUL, factors + i - 1, end - i + 1, span);
            i = end;
        } else {
            OpId op = joints[i] == '/' ? OP_DIV : OP_MOD;
            factors[i] = graph_apply(t->graph, op, 0, factors + i - 1, 2, span);
            i++;
        }
    }
    return factors[count - 1];
}

static NodeId sum(const Tracing *t, const uint8_t *joints, NodeId *terms, uint32_t count,
                  Span span) {
    if (count > CHAIN_BINARY_TERMS) {
        for (uint32_t i = 1; i < count; i++)
            if (joints[i] == '-')
                terms[i] = graph_unary(t->graph, OP_NEG, terms[i]);
        return graph_chain(t->graph, OP_ADD, terms, count, span);
    }
    for (uint32_t i = 1; i < count; i++)
        terms[i] =
            graph_apply(t->graph, joints[i] == '-' ? OP_SUB : OP_ADD, 0, terms + i - 1, 2, span);
    return terms[count - 1];
}

NodeId operation_chain(const Tracing *t, TreeId id, NodeId *terms) {
    enum { FEW = 64 };
    const TreeNode *chain = &t->tree->nodes.items[id];
    uint8_t few[FEW], *joints = few;
    if (chain->count > FEW && !(joints = memory_resize(NULL, chain->count, 1))) {
        diag_no_memory(t->diag);
        return NODE_POISON;
    }
    TreeId child = tree_last_child(id);
    for (uint32_t i = chain->count; i-- > 0; child = tree_child_before(t->tree, child))
        joints[i] = t->tree->nodes.items[child].joint;
    NodeId result = chain->op == '+' ? sum(t, joints, terms, chain->count, chain->span)
                                     : product(t, joints, terms, chain->count, chain->span);
    if (joints != few)
        memory_free(joints);
    return result;
}

/* ---- calls ---- */

void operation_argument_error(const Tracing *t, const TreeNode *call, uint32_t takes) {
    const char *text = symbol_text(t->symbols, call->as.symbol);
    diag_say(t->diag, call->span,
             takes == 1 ? SAY(TAKES_ONE, text, call->count) : SAY(TAKES, text, takes, call->count));
}

/* Whether one of the program's statements defines this function. */
static bool is_defined(const Tree *tree, Symbol symbol) {
    for (size_t i = 0; i < tree->statements.count; i++) {
        const TreeNode *node = tree_statement(tree, i);
        if (node->kind == TREE_DEFINITION && node->as.symbol == symbol)
            return true;
    }
    return false;
}

void operation_unknown(const Tracing *t, const TreeNode *call) {
    const char *text = symbol_text(t->symbols, call->as.symbol);
    Span span = {call->span.start, call->span.start + (uint32_t)strlen(text)};
    if (span.end > call->span.end)
        span.end = call->span.end;
    Name *name = scope_name(t->scope, call->as.symbol, t->diag);
    const char *nearest = op_nearest_name(text);
    double value;
    if (!strcmp(text, "sum") || !strcmp(text, "prod")) {
        diag_say(t->diag, call->span, SAY(INDEX_MISSING, text, text));
    } else if (is_defined(t->tree, call->as.symbol)) {
        diag_say_hint(t->diag, span, SAY(FUNCTION_COMES_LATER, text), SAY(DEFINE_FIRST));
    } else if (name->kind != NAME_FREE || scope_builtin(text, &value) ||
               (!nearest && strlen(text) == 1)) {
        /* The exponent lies right after the call. */
        const double *exponent =
            call->powered ? &t->tree->numbers.items[(call + 1)->as.number] : NULL;
        diag_say_hint(t->diag, span, SAY(NO_FUNCTION, text),
                      exponent ? SAY(WRITE_PRODUCT_OF_POWER, text, *exponent)
                               : SAY(WRITE_PRODUCT_OF, text));
    } else {
        MessageCode known = hints_word(text);
        diag_say_hint(t->diag, span, SAY(UNKNOWN_FUNCTION, text),
                      known     ? (Said){.code = known}
                      : nearest ? SAY(NEAREST_FUNCTION, nearest)
                                : SAY(SEE_FUNCTIONS));
    }
}

/* A built-in function with a whole constant n, first or last as its row says. */
static NodeId apply_with_integer(const Tracing *t, OpId op, const TreeNode *call,
                                 const NodeId *arguments) {
    const OpInfo *info = &op_table[op];
    uint32_t arity = (uint32_t)info->arity;
    if (call->count != arity + 1) {
        operation_argument_error(t, call, arity + 1);
        return NODE_POISON;
    }
    for (uint32_t i = 0; i <= arity; i++)
        if (arguments[i] == NODE_POISON)
            return NODE_POISON;
    NodeId order = arguments[info->integer_first ? 0 : arity];
    double n;
    if (!scope_constant(t->scope, t->graph, order, &n) || n != floor(n)) {
        diag_say(t->diag, call->span,
                 info->integer_first ? SAY(FIRST_NOT_WHOLE) : SAY(SECOND_NOT_WHOLE));
        return NODE_POISON;
    }
    if (n < info->least || n > info->greatest) {
        diag_say(t->diag, call->span,
                 info->integer_first ? SAY(FIRST_OUTSIDE, info->least, info->greatest)
                                     : SAY(SECOND_OUTSIDE, info->least, info->greatest));
        return NODE_POISON;
    }
    return graph_apply(t->graph, op, (int32_t)n, arguments + info->integer_first, arity,
                       call->span);
}

/* A built-in function of the arguments on the stack. */
NodeId operation_call(const Tracing *t, OpId op, const TreeNode *call, const NodeId *arguments) {
    const OpInfo *info = &op_table[op];
    uint32_t count = call->count;
    Span span = call->span;
    if (info->form == OP_UNARY && count == 1 && !info->has_integer)
        return graph_apply(t->graph, op, 0, arguments, 1, span);
    if (op == OP_POW && count == 2)
        return power(t, arguments[0], arguments[1], false, span);
    if (op == OP_LOG && count == 2) { /* log(x, b) */
        NodeId base = graph_apply(t->graph, OP_LOG, 0, arguments + 1, 1, span);
        NodeId log = graph_apply(t->graph, OP_LOG, 0, arguments, 1, span);
        return graph_apply(t->graph, OP_DIV, 0, (NodeId[]){log, base}, 2, span);
    }
    if (info->has_integer)
        return apply_with_integer(t, op, call, arguments);
    OpId inner = op_pair(symbol_text(t->symbols, call->as.symbol));
    if (inner != OP_COUNT && count == 3) {
        NodeId first = graph_apply(t->graph, inner, 0, arguments, 2, span);
        return graph_apply(t->graph, op, 0, (NodeId[]){first, arguments[2]}, 2, span);
    }
    if (inner != OP_COUNT) {
        operation_argument_error(t, call, 3);
        return NODE_POISON;
    }
    double last;
    bool may_be_one = op_default(op, &last);
    if (may_be_one && count == 1) {
        NodeId y = graph_constant(t->graph, last, (Span){0, 0});
        return graph_apply(t->graph, op, 0, (NodeId[]){arguments[0], y}, 2, span);
    }
    OpId many = op_nary_twin(op);
    if (many != OP_COUNT && count > 2)
        return graph_apply(t->graph, many, 0, arguments, count, span);
    if (count != (uint32_t)info->arity) {
        const char *name = symbol_text(t->symbols, call->as.symbol);
        uint32_t most = op == OP_LOG ? 2 : (uint32_t)info->arity;
        if (many != OP_COUNT)
            diag_say(t->diag, span, SAY(TAKES_AT_LEAST, name, most, count));
        else if (may_be_one || op == OP_LOG)
            diag_say(t->diag, span, SAY(TAKES_ONE_OR, name, most, count));
        else
            operation_argument_error(t, call, most);
        return NODE_POISON;
    }
    return graph_apply(t->graph, op, 0, arguments, count, span);
}

/* ---- conditions ---- */

OpId operation_comparison(uint8_t token) {
    switch (token) {
    case TOKEN_EQUAL:
        return OP_EQ;
    case TOKEN_UNEQUAL:
        return OP_NE;
    case TOKEN_LESS:
        return OP_LT;
    case TOKEN_LESS_EQUAL:
        return OP_LE;
    case TOKEN_GREATER:
        return OP_GT;
    default:
        return OP_GE;
    }
}

/* A truth value as the number 0 or 1. */
NodeId operation_truth(Graph *graph, NodeId id) {
    if (id == NODE_POISON)
        return id;
    const char *name = op_table[graph_op(graph, id)].name;
    if (strchr("<>=!", *name) && *name)
        return id;
    if (graph_op(graph, id) == OP_NOT)
        return id;
    return graph_binary(graph, OP_NE, id, graph_constant(graph, 0.0, (Span){0, 0}));
}

/* Compiling a graph into a tape, and printing one.
 *
 * Without choices the tape is the nodes that the roots reach, in id order. With choices the graph
 * is first traversed depth first at the point, lazily: a choice visits its condition, then only the
 * arm it takes, so the tape holds what is applied there and nothing else is evaluated. The
 * traversal has a stack of its own and enters every node once, so time and memory are linear in the
 * edges. Emission is the same for both: count, reserve exactly, one pass over the ids. */
#include "tape/tape.h"

#include <math.h>
#include <string.h>

enum {
    ON_TAPE = 1, /* the roots need it; graph_reach marks with 1 as well */
    ENTERED = 2, /* its arguments are on the stack or done */
    GUARDED = 4, /* a condition that decided a choice */
    HOLDS = 8    /* ... in favour of the first arm */
};

/* State while one tape is compiled. */
typedef struct Compiler {
    Tape *tape;
    const Graph *graph;
    uint32_t nodes;     /* one more than the largest root */
    uint8_t *marks;     /* of graph->nodes.count */
    uint32_t *elements; /* of nodes: the first element of each node on the tape */
    double *values;     /* of nodes, only with choices */
    ARRAY(NodeId) stack;
    ARRAY(double) arguments;
} Compiler;

static bool is_choice(const Graph *graph, NodeId id) {
    return op_table[graph_op(graph, id)].form == OP_SELECTING;
}

/* The arm that a choice takes, once its condition has been decided. */
static NodeId arm_taken(const Compiler *compiler, NodeId choice) {
    const NodeId *arg = graph_node(compiler->graph, choice)->as.arg;
    return compiler->marks[arg[0]] & HOLDS ? arg[1] : arg[2];
}

/* ---- choices: which arms are taken ---- */

/* Records which way a condition goes. A constant always goes the same way and needs no guard. */
static bool decide(Compiler *compiler, NodeId condition) {
    bool holds = compiler->values[condition] != 0.0;
    compiler->marks[condition] |= (uint8_t)(GUARDED | (holds ? HOLDS : 0));
    if (graph_op(compiler->graph, condition) == OP_CONSTANT)
        return true;
    return array_push(&compiler->tape->choices, holds);
}

/* Pushes the arguments that are not done, the first on top; false without memory. */
static bool enter(Compiler *compiler, const NodeId *arguments, uint32_t count) {
    if (!array_reserve(&compiler->stack, count))
        return false;
    for (uint32_t i = count; i-- > 0;)
        if (!(compiler->marks[arguments[i]] & ON_TAPE))
            compiler->stack.items[compiler->stack.count++] = arguments[i];
    return true;
}

static bool apply(Compiler *compiler, const Node *node, const NodeId *arguments, uint32_t count,
                  double *value) {
    compiler->arguments.count = 0;
    if (!array_reserve(&compiler->arguments, count))
        return false;
    for (uint32_t i = 0; i < count; i++)
        compiler->arguments.items[i] = compiler->values[arguments[i]];
    *value = op_value((OpId)node->op, node->integer, compiler->arguments.items, count);
    return true;
}

/* Advances the node on top of the stack: pushes what it still needs, or finishes it. */
static bool visit(Compiler *compiler, NodeId id, const double *point) {
    const Node *node = graph_node(compiler->graph, id);
    uint8_t *mark = &compiler->marks[id];
    double *value = &compiler->values[id];
    if (is_choice(compiler->graph, id)) {
        NodeId condition = node->as.arg[0];
        if (!(compiler->marks[condition] & ON_TAPE))
            return enter(compiler, &condition, 1);
        if (!(compiler->marks[condition] & GUARDED) && !decide(compiler, condition))
            return false;
        NodeId arm = arm_taken(compiler, id);
        if (!(compiler->marks[arm] & ON_TAPE))
            return enter(compiler, &arm, 1);
        *value = compiler->values[arm];
    } else if (node->op == OP_VARIABLE) {
        *value = point[node->as.variable];
    } else if (node->op == OP_CONSTANT) {
        *value = graph_constant_value(compiler->graph, id);
    } else if (node->op == OP_POISON) {
        *value = NAN;
    } else {
        uint32_t count;
        const NodeId *arguments = graph_arguments(compiler->graph, id, &count);
        if (!(*mark & ENTERED)) {
            *mark |= ENTERED;
            return enter(compiler, arguments, count);
        }
        if (!apply(compiler, node, arguments, count, value))
            return false;
    }
    *mark |= ON_TAPE;
    return true;
}

/* Runs until everything on the stack is on the tape. */
static bool finish(Compiler *compiler, const double *point) {
    while (compiler->stack.count) {
        NodeId id = compiler->stack.items[compiler->stack.count - 1];
        if (compiler->marks[id] & ON_TAPE)
            compiler->stack.count--;
        else if (!visit(compiler, id, point))
            return false;
    }
    return true;
}

/* Marks what the roots and their guards need at `point`, and which way the conditions go there. */
static bool choose_arms(Compiler *compiler, const TapeRoots *roots, const double *point) {
    memset(compiler->marks, 0, compiler->graph->nodes.count);
    compiler->values = memory_resize(NULL, compiler->nodes, sizeof *compiler->values);
    if (!compiler->values || !enter(compiler, roots->nodes, roots->count) ||
        !finish(compiler, point))
        return false;
    for (size_t i = 0; i < roots->guard_count; i++) {
        NodeId condition = roots->guards[i].condition;
        if (!enter(compiler, &condition, 1) || !finish(compiler, point))
            return false;
        if (!(compiler->marks[condition] & GUARDED) && !decide(compiler, condition))
            return false;
    }
    memory_free(compiler->values);
    compiler->values = NULL;
    array_free(&compiler->stack);
    array_free(&compiler->arguments);
    return true;
}

/* ---- emission ---- */

static bool needs_guard(const Compiler *compiler, NodeId id) {
    return compiler->marks[id] & GUARDED && graph_op(compiler->graph, id) != OP_CONSTANT;
}

/* Counts what the tape will hold and reserves exactly that; numbers the elements. */
static bool reserve(Compiler *compiler, uint32_t outputs) {
    Tape *tape = compiler->tape;
    uint64_t code = 0, results = 0, gather = 0, constants = 0, scratch = 0;
    for (NodeId id = 0; id < compiler->nodes; id++) {
        if (!(compiler->marks[id] & ON_TAPE))
            continue;
        const Node *node = graph_node(compiler->graph, id);
        OpForm form = op_table[node->op].form;
        if (node->op == OP_CONSTANT || node->op == OP_POISON)
            constants++;
        else if (form == OP_UNARY || form == OP_BINARY || form == OP_NARY)
            results++;
        if (form == OP_NARY) {
            gather += node->as.list.count;
            uint64_t needed = (uint64_t)node->as.list.count * (node->op == OP_SUM ? 1 : 2);
            if (needed > scratch)
                scratch = needed;
        }
        code += needs_guard(compiler, id);
    }
    code += results;
    uint64_t elements = tape->variables + constants + results;
    if (elements > UINT32_MAX || gather > UINT32_MAX || scratch > UINT32_MAX)
        return false;
    tape->results_begin = (uint32_t)(tape->variables + constants);
    tape->elements = (uint32_t)elements;
    tape->scratch = (uint32_t)scratch;
    return array_reserve(&tape->code, code) && array_reserve(&tape->origins, code) &&
           array_reserve(&tape->gather, gather) && array_reserve(&tape->constants, constants) &&
           array_reserve(&tape->outputs, outputs);
}

static void emit_operation(Compiler *compiler, NodeId id, uint32_t out) {
    Tape *tape = compiler->tape;
    const Node *node = graph_node(compiler->graph, id);
    Instruction made = {.op = node->op, .integer = node->integer, .out = out};
    uint32_t arity;
    const NodeId *arguments = graph_arguments(compiler->graph, id, &arity);
    if (op_table[node->op].form == OP_NARY) {
        made.uses = 1;
        made.in[0] = (uint32_t)tape->gather.count;
        made.in[1] = arity;
        uint32_t first = compiler->elements[arguments[0]];
        made.adjacent = true;
        for (uint32_t i = 0; i < arity; i++) {
            uint32_t element = compiler->elements[arguments[i]];
            made.adjacent &= element == first + i;
            tape->gather.items[tape->gather.count++] = element;
        }
    } else {
        for (uint32_t i = 0; i < arity; i++) {
            made.in[i] = compiler->elements[arguments[i]];
            made.uses |= (uint8_t)(!op_partial_is_zero((OpId)node->op, node->integer, i) << i);
        }
    }
    tape->code.items[tape->code.count++] = made;
    tape->origins.items[tape->origins.count++] = id;
}

static void emit_guard(Compiler *compiler, NodeId condition) {
    Tape *tape = compiler->tape;
    tape->code.items[tape->code.count++] = (Instruction){
        .op = OP_SELECT,
        .integer = (compiler->marks[condition] & HOLDS) != 0,
        .in = {compiler->elements[condition], 0},
    };
    tape->origins.items[tape->origins.count++] = condition;
}

/* A choice has no instruction: it is an alias of the arm it takes. */
static void emit(Compiler *compiler, const TapeRoots *roots) {
    Tape *tape = compiler->tape;
    uint32_t next = tape->results_begin;
    for (NodeId id = 0; id < compiler->nodes; id++) {
        if (!(compiler->marks[id] & ON_TAPE))
            continue;
        const Node *node = graph_node(compiler->graph, id);
        uint32_t *element = &compiler->elements[id];
        if (node->op == OP_VARIABLE) {
            *element = node->as.variable;
        } else if (node->op == OP_CONSTANT || node->op == OP_POISON) {
            *element = tape->variables + (uint32_t)tape->constants.count;
            tape->constants.items[tape->constants.count++] =
                node->op == OP_CONSTANT ? graph_constant_value(compiler->graph, id) : (double)NAN;
        } else if (is_choice(compiler->graph, id)) {
            *element = compiler->elements[arm_taken(compiler, id)];
        } else {
            *element = next++;
            emit_operation(compiler, id, *element);
        }
        if (needs_guard(compiler, id))
            emit_guard(compiler, id);
    }
    for (uint32_t i = 0; i < roots->count; i++)
        tape->outputs.items[tape->outputs.count++] = compiler->elements[roots->nodes[i]];
}

static bool compile(Compiler *compiler, const TapeRoots *roots, const double *point) {
    const Graph *graph = compiler->graph;
    for (uint32_t i = 0; i < roots->count; i++)
        if (roots->nodes[i] >= compiler->nodes)
            compiler->nodes = roots->nodes[i] + 1;
    for (size_t i = 0; i < roots->guard_count; i++)
        if (roots->guards[i].condition >= compiler->nodes)
            compiler->nodes = roots->guards[i].condition + 1;
    compiler->marks = memory_resize(NULL, graph->nodes.count, sizeof *compiler->marks);
    if (!compiler->marks)
        return false;
    if (!graph->has_choices && !roots->guard_count)
        graph_reach(graph, roots->nodes, roots->count, compiler->marks);
    else if (!choose_arms(compiler, roots, point))
        return false;
    compiler->elements = memory_resize(NULL, compiler->nodes, sizeof *compiler->elements);
    if (!compiler->elements || !reserve(compiler, roots->count))
        return false;
    emit(compiler, roots);
    return true;
}

bool tape_compile(Tape *tape, const TapeRoots *roots, const double *point) {
    *tape = (Tape){.graph = roots->graph, .variables = roots->variables};
    Compiler compiler = {.tape = tape, .graph = roots->graph};
    bool done = compile(&compiler, roots, point);
    memory_free(compiler.marks);
    memory_free(compiler.elements);
    memory_free(compiler.values);
    array_free(&compiler.stack);
    array_free(&compiler.arguments);
    if (!done) {
        tape_free(tape);
        diag_no_memory(roots->graph->diag);
    }
    return done;
}

void tape_free(Tape *tape) {
    array_free(&tape->code);
    array_free(&tape->origins);
    array_free(&tape->gather);
    array_free(&tape->constants);
    array_free(&tape->outputs);
    array_free(&tape->choices);
    *tape = (Tape){0};
}

/* ---- printing ---- */

static void print_element(const Tape *tape, const Variable *variables, uint32_t element,
                          Text *out) {
    if (element < tape->variables)
        text_put(out, variables[element].name);
    else if (tape_is_constant(tape, element))
        text_number(out, tape->constants.items[element - tape->variables]);
    else
        text_format(out, "%%%u", element);
}

static void print_operands(const Tape *tape, const Variable *variables, const uint32_t *operands,
                           size_t count, Text *out) {
    for (size_t i = 0; i < count && i < TAPE_PRINT_OPERANDS; i++) {
        text_put(out, " ");
        print_element(tape, variables, operands[i], out);
    }
    if (count > TAPE_PRINT_OPERANDS)
        text_format(out, " ... and %zu more", count - TAPE_PRINT_OPERANDS);
}

static void print_instruction(const Tape *tape, const Variable *variables, const Instruction *at,
                              Text *out) {
    const OpInfo *info = &op_table[at->op];
    if (at->op == OP_SELECT) {
        text_put(out, "guard ");
        print_element(tape, variables, at->in[0], out);
        text_put(out, at->integer ? " != 0\n" : " == 0\n");
        return;
    }
    text_format(out, "%%%u = %s", at->out, info->id);
    if (info->has_integer)
        text_format(out, "[%d]", at->integer);
    if (info->form == OP_NARY)
        print_operands(tape, variables, tape->gather.items + at->in[0], at->in[1], out);
    else
        print_operands(tape, variables, at->in, (size_t)info->arity, out);
    text_put(out, "\n");
}

void tape_print(const Tape *tape, const Variable *variables, Text *out) {
    size_t count = tape->code.count;
    for (size_t i = 0; i < count && i < TAPE_PRINT_LINES; i++)
        print_instruction(tape, variables, &tape->code.items[i], out);
    if (count > TAPE_PRINT_LINES)
        text_format(out, "... and %zu more\n", count - TAPE_PRINT_LINES);
    text_put(out, "output");
    print_operands(tape, variables, tape->outputs.items, tape->outputs.count, out);
    text_put(out, "\n");
}

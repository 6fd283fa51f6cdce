/* Infix: a graph as text of the calculator's own language.
 *
 * Invariant: parsing the text gives the same node. Besides precedence this asks for care with
 * chains: the parser makes up to CHAIN_BINARY_TERMS terms of `a + b - c` or of `a*b*c` left-nested
 * binary nodes and one n-ary node of more, so a left spine of binary nodes that is longer is broken
 * by parentheses, and a group that would melt into the chain it begins keeps its own. `*` is
 * counted from the last `/` or `%` on. The stack of half-printed nodes is explicit; its depth is
 * the graph's.
 *
 * Nodes the parser never makes have no text of their own: POW with a whole constant exponent is
 * read as POWI, NaN and Infinity are printed in words. */
#include "print/infix.h"

#include "base/number.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* How tightly a text binds, loosest first: the levels of the grammar. */
typedef enum Level {
    LEVEL_IF,
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_NOT,
    LEVEL_COMPARISON,
    LEVEL_SUM,
    LEVEL_PRODUCT,
    LEVEL_SIGN,
    LEVEL_POWER,
    LEVEL_ATOM
} Level;

/* A node that is being printed. */
typedef struct PrintFrame {
    NodeId id;
    uint32_t next; /* the argument to print next */
    uint32_t run;  /* terms that follow this node's own in its unparenthesised chain */
    Level level;
    bool parenthesised;
} PrintFrame;

typedef struct Printer {
    const Graph *graph;
    const Variable *variables;
    Text *out;
    size_t end; /* the text's length must not pass this */
    bool cut;
    ARRAY(PrintFrame) frames;
} Printer;

static void put(Printer *printer, const char *string) {
    size_t length = strlen(string);
    if (printer->cut)
        return;
    if (printer->out->length > printer->end || length > printer->end - printer->out->length) {
        text_put(printer->out, "...");
        printer->cut = true;
        return;
    }
    text_bytes(printer->out, string, length);
}

static void put_number(Printer *printer, double value) {
    char text[NUMBER_TEXT_SIZE];
    number_print(value, text);
    put(printer, text);
}

static void put_integer(Printer *printer, int32_t value) {
    char text[16];
    snprintf(text, sizeof text, "%d", value);
    put(printer, text);
}

/* The sign of an operation written between its arguments, as "+" or "<="; NULL for all others. */
static const char *infix_sign(OpId op) {
    const OpInfo *info = &op_table[op];
    return info->form == OP_BINARY && !op_is_word(info->name) ? info->name : NULL;
}

/* Whether the node is a sum (sign '+') or product (sign '*') of more terms than
 * binary nodes take. */
static bool is_long_chain(const Graph *graph, NodeId id, char sign) {
    const Node *node = graph_node(graph, id);
    return node->op == (sign == '+' ? OP_SUM : OP_PROD) && node->as.list.count > CHAIN_BINARY_TERMS;
}

/* Whether the node continues a chain of '+' (SUB as well) or of '*' when it stands
 * at its left end. */
static bool is_binary_link(const Graph *graph, NodeId id, char sign) {
    OpId op = graph_op(graph, id);
    return sign == '+' ? op == OP_ADD || op == OP_SUB : op == OP_MUL;
}

/* x^y with y a whole constant: `x^2` would be read as POWI. */
static bool is_whole_power(const Graph *graph, NodeId id) {
    int32_t n;
    return graph_op(graph, id) == OP_POW &&
           graph_is_integer(graph, graph_node(graph, id)->as.arg[1], &n);
}

static Level infix_level(const char *sign) {
    if (strchr("+-", sign[0]))
        return LEVEL_SUM;
    if (strchr("*/%", sign[0]))
        return LEVEL_PRODUCT;
    return sign[0] == '^' ? LEVEL_POWER : LEVEL_COMPARISON;
}

/* Whether the node can be nothing but 0 or 1: a comparison or a negation. */
static bool is_truth(const Graph *graph, NodeId id) {
    return graph_op(graph, id) == OP_NOT || op_is_comparison(graph_op(graph, id));
}

/* `a and b` and `a or b` are choices between a truth value and a constant. */
static Level choice_level(const Graph *graph, NodeId id) {
    const NodeId *arms = graph_node(graph, id)->as.arg;
    if (is_truth(graph, arms[1]) && graph_is_constant(graph, arms[2], 0.0) &&
        !signbit(graph_constant_value(graph, arms[2])))
        return LEVEL_AND;
    if (graph_is_constant(graph, arms[1], 1.0) && is_truth(graph, arms[2]))
        return LEVEL_OR;
    return LEVEL_IF;
}

static Level level_of(const Graph *graph, NodeId id) {
    OpId op = graph_op(graph, id);
    const char *sign = infix_sign(op);
    if (op == OP_CONSTANT) {
        double value = graph_constant_value(graph, id);
        return signbit(value) && !isnan(value) ? LEVEL_SIGN : LEVEL_ATOM;
    }
    if (op == OP_SELECT)
        return choice_level(graph, id);
    if (op == OP_NOT)
        return LEVEL_NOT;
    if (op == OP_NEG)
        return LEVEL_SIGN;
    if (op == OP_POWI)
        return LEVEL_POWER;
    if (is_long_chain(graph, id, '+'))
        return LEVEL_SUM;
    if (is_long_chain(graph, id, '*'))
        return LEVEL_PRODUCT;
    if (sign && !is_whole_power(graph, id))
        return infix_level(sign);
    return LEVEL_ATOM;
}

/* Begins to print a node where nothing looser than `least` may stand. */
static void begin(Printer *printer, NodeId id, Level least, uint32_t run) {
    const Graph *graph = printer->graph;
    Level level = level_of(graph, id);
    bool parenthesised = level < least;
    OpId op = graph_op(graph, id);
    if (parenthesised)
        put(printer, "(");
    if (op_table[op].form == OP_LEAF) {
        if (op == OP_CONSTANT)
            put_number(printer, graph_constant_value(graph, id));
        else if (op == OP_VARIABLE)
            put(printer, printer->variables[graph_node(graph, id)->as.variable].name);
        else
            put(printer, "?"); /* poison: an error has been reported */
        if (parenthesised)
            put(printer, ")");
        return;
    }
    if (!array_push(&printer->frames,
                    (PrintFrame){id, 0, parenthesised ? 0 : run, level, parenthesised}))
        printer->out->failed = true;
}

/* Begins the leftmost term of a chain of '+' or '*'. `run` terms follow it;
 * `flat` says that the chain is an n-ary node, into which any link would melt. */
static void begin_first(Printer *printer, NodeId term, char sign, uint32_t run, bool flat) {
    const Graph *graph = printer->graph;
    Level own = sign == '+' ? LEVEL_SUM : LEVEL_PRODUCT;
    bool link = is_binary_link(graph, term, sign);
    bool melts =
        is_long_chain(graph, term, sign) || (link && (flat || run + 2 > CHAIN_BINARY_TERMS));
    begin(printer, term, melts ? own + 1 : own, link ? run : 0);
}

/* A later term of a sum of many: a negative one was subtracted. */
static void begin_summand(Printer *printer, NodeId term) {
    const Graph *graph = printer->graph;
    OpId op = graph_op(graph, term);
    if (op == OP_NEG) {
        put(printer, " - ");
        begin(printer, graph_node(graph, term)->as.arg[0], LEVEL_PRODUCT, 0);
    } else if (op == OP_CONSTANT && level_of(graph, term) == LEVEL_SIGN) {
        put(printer, " - ");
        put_number(printer, -graph_constant_value(graph, term));
    } else {
        put(printer, " + ");
        begin(printer, term, LEVEL_PRODUCT, 0);
    }
}

/* Argument `i` of a node written with a sign between its arguments. */
static void begin_operand(Printer *printer, const PrintFrame *frame, const char *sign,
                          NodeId argument, uint32_t i) {
    if (i > 0) {
        bool spaced = frame->level == LEVEL_SUM || frame->level == LEVEL_COMPARISON;
        put(printer, spaced ? " " : "");
        put(printer, sign);
        put(printer, spaced ? " " : "");
    }
    if (i == 0 && (frame->level == LEVEL_SUM || sign[0] == '*'))
        begin_first(printer, argument, sign[0] == '*' ? '*' : '+', frame->run + 1, false);
    else if (i == 0 && frame->level == LEVEL_PRODUCT)
        begin(printer, argument, LEVEL_PRODUCT, 0);
    else if (i > 0 && frame->level == LEVEL_POWER) /* takes a sign there, groups to the right */
        begin(printer, argument, LEVEL_SIGN, 0);
    else /* comparisons do not chain */
        begin(printer, argument, frame->level + 1, 0);
}

static void begin_choice(Printer *printer, const PrintFrame *frame, NodeId argument, uint32_t i) {
    static const char *const words[] = {"if ", " then ", " else "};
    uint32_t known = frame->level == LEVEL_AND ? 2 : 1; /* the arm that `and`, `or` leave unsaid */
    if (frame->level == LEVEL_IF) {
        put(printer, words[i]);
        begin(printer, argument, i == 2 ? LEVEL_IF : LEVEL_OR, 0);
    } else if (i == 0) {
        begin(printer, argument, frame->level, 0);
    } else if (i != known) {
        put(printer, frame->level == LEVEL_AND ? " and " : " or ");
        begin(printer, argument, frame->level + 1, 0);
    }
}

/* Argument `i` of a function; a whole one, n, comes where its row says. */
static void begin_argument(Printer *printer, const PrintFrame *frame, NodeId argument, uint32_t i) {
    const Node *node = graph_node(printer->graph, frame->id);
    if (i == 0) {
        put(printer, node->op == OP_POW ? "pow" : op_table[node->op].name);
        put(printer, "(");
        if (op_table[node->op].integer_first) {
            put_integer(printer, node->integer);
            put(printer, ", ");
        }
    } else {
        put(printer, ", ");
    }
    begin(printer, argument, LEVEL_IF, 0);
}

static void begin_child(Printer *printer, const PrintFrame *frame, NodeId argument, uint32_t i) {
    OpId op = graph_op(printer->graph, frame->id);
    if (frame->level == LEVEL_ATOM) {
        begin_argument(printer, frame, argument, i);
    } else if (op == OP_SELECT) {
        begin_choice(printer, frame, argument, i);
    } else if (op == OP_NOT) {
        put(printer, "not ");
        begin(printer, argument, LEVEL_NOT, 0);
    } else if (op == OP_NEG) {
        put(printer, "-");
        begin(printer, argument, LEVEL_POWER, 0); /* -(-x): "--x" would look like an option */
    } else if (op == OP_POWI) {
        begin(printer, argument, LEVEL_ATOM, 0);
    } else if (op == OP_SUM || op == OP_PROD) {
        if (i == 0) {
            begin_first(printer, argument, op == OP_SUM ? '+' : '*', 0, true);
        } else if (op == OP_SUM) {
            begin_summand(printer, argument);
        } else {
            put(printer, "*");
            begin(printer, argument, LEVEL_SIGN, 0);
        }
    } else {
        begin_operand(printer, frame, infix_sign(op), argument, i);
    }
}

static void end(Printer *printer, const PrintFrame *frame) {
    const Node *node = graph_node(printer->graph, frame->id);
    if (frame->level == LEVEL_ATOM) {
        if (op_table[node->op].has_integer && !op_table[node->op].integer_first) {
            put(printer, ", ");
            put_integer(printer, node->integer);
        }
        put(printer, ")");
    } else if (node->op == OP_POWI) {
        put(printer, "^");
        put_integer(printer, node->integer);
    }
    if (frame->parenthesised)
        put(printer, ")");
}

bool infix_print(const Graph *graph, const Variable *variables, NodeId root, size_t limit,
                 Text *out) {
    Printer printer = {.graph = graph, .variables = variables, .out = out};
    printer.end = limit < SIZE_MAX - out->length ? out->length + limit : SIZE_MAX;
    begin(&printer, root, LEVEL_IF, 0);
    while (printer.frames.count > 0 && !printer.cut && !out->failed) {
        PrintFrame *top = &printer.frames.items[printer.frames.count - 1];
        PrintFrame frame = *top;
        uint32_t count;
        const NodeId *arguments = graph_arguments(graph, frame.id, &count);
        if (frame.next < count) {
            top->next++;
            begin_child(&printer, &frame, arguments[frame.next], frame.next);
        } else {
            end(&printer, &frame);
            printer.frames.count--;
        }
    }
    array_free(&printer.frames);
    return !printer.cut && !out->failed;
}

/* The notes of edges: see edge-notes.h. */
#include "analysis/edge-notes.h"

#include <math.h>

static bool is_condition(const Inspection *in, NodeId place) {
    OpId op = graph_op(in->problem->graph, place);
    return inspection_is_comparison(op) || op == OP_NOT;
}

/* Whether the place has slope 0 wherever it has one, so that it can only jump. */
static bool is_step(const Inspection *in, NodeId place) {
    OpId op = graph_op(in->problem->graph, place);
    return op_table[op].form == OP_UNARY && op_partial_is_zero(op, 1, 0);
}

/* "abs(x) has a kink here" where it is that operation which does, "f has a kink at x > 0" where a
 * condition turns, else "f has a kink here". */
static void put_place(const Inspection *in, NodeId place, TruthKind kind, const char *what,
                      Text *text) {
    bool condition = place != NODE_POISON && is_condition(in, place);
    if (place != NODE_POISON && !condition && is_step(in, place) == (kind == TRUTH_JUMP)) {
        inspection_put_node(in, place, text);
        text_format(text, " %s here", what);
        return;
    }
    text_format(text, "f %s %s", what, condition ? "at " : "here");
    if (condition)
        inspection_put_node(in, place, text);
}

void edge_put_slopes(double below, double above, const char *label, Text *text) {
    text_format(text, ": %s is ", label);
    for (int i = 0; i < 2; i++) {
        double slope = i ? above : below;
        if (isnan(slope))
            text_put(text, "undefined");
        else
            text_number(text, slope);
        text_put(text, i ? " from above" : " from below and ");
    }
}

/* Where f goes on both sides, of which NaN means that it is no number there. */
static void put_jump(const Inspection *in, NodeId place, const char *label, const Truth *truth,
                     Text *text) {
    double below = truth->below, above = truth->above;
    if (isnan(below) && isnan(above)) {
        text_put(text, "f is undefined on both sides of this point");
    } else if (below == above || isnan(below) || isnan(above)) {
        text_put(text, "f goes to ");
        text_number(text, isnan(below) ? above : below);
        text_format(text, " from %s, but is ",
                    isnan(below)   ? "above"
                    : isnan(above) ? "below"
                                   : "both sides");
        text_number(text, run_output(in->run, 0));
        text_put(text, " here");
    } else {
        put_place(in, place, TRUTH_JUMP, "jumps", text);
        text_put(text, ", from ");
        text_number(text, below);
        text_put(text, " to ");
        text_number(text, above);
    }
    text_format(text, ": %s is undefined", label);
}

void edge_note_truth(Inspection *in, NodeId place, const char *label, bool first,
                     const Truth *truth) {
    Text text = {0};
    const char *topic = "kink";
    TruthKind kind = truth->kind;
    switch (kind) {
    case TRUTH_ENDS:
        put_place(in, place, kind, "ends", &text);
        text_format(&text, ": %s is one-sided, from %s", label,
                    isnan(truth->below) ? "above" : "below");
        topic = "one-sided";
        break;
    case TRUTH_KINK:
        if (first)
            put_place(in, place, kind, "has a kink", &text);
        else
            text_put(&text, "the two sides differ");
        edge_put_slopes(truth->below, truth->above, label, &text);
        break;
    case TRUTH_UNDECIDED:
        put_place(in, place, kind, "may not be smooth", &text);
        text_format(&text, ": series do not tell whether %s exists", label);
        topic = "undecided";
        break;
    case TRUTH_NONE:
        text_format(&text, "%s does not exist: f is not smooth here", label);
        topic = "undefined";
        break;
    case TRUTH_JUMP:
        put_jump(in, place, label, truth, &text);
        topic = isnan(truth->below) && isnan(truth->above) ? "undefined" : "jump";
        break;
    case TRUTH_INFINITE:
        put_place(in, place, kind, "has an infinite slope", &text);
        edge_put_slopes(truth->below, truth->above, label, &text);
        topic = "slope";
        break;
    case TRUTH_ORDINARY:
    case TRUTH_EXISTS:
        return;
    }
    inspection_note(in, place, topic, &text);
}

void edge_note_ties(Inspection *in) {
    for (size_t i = 0; i < in->edges->hints.tie_count; i++) {
        Text text = {0};
        inspection_put_node(in, in->edges->hints.ties[i], &text);
        text_put(&text,
                 " counts as being at its edge, which is as near as the point's last digits");
        inspection_note(in, in->edges->hints.ties[i], "tie", &text);
    }
}

bool edge_note_limits(Inspection *in, const Subject *subject) {
    const Problem *problem = in->problem;
    enum { MOST_LIMITS = 4 };
    bool gradient = problem_is_gradient(problem);
    for (uint32_t i = 0; i < problem->derivative_count && i < MOST_LIMITS && gradient; i++) {
        Truth limit, slope;
        const char *name = problem_name(problem, problem_variable(problem, i));
        if (!truth_limits(subject, problem_variable(problem, i), &limit, &slope))
            return false;
        if (limit.kind != TRUTH_EXISTS)
            continue;
        Text text = {0};
        text_format(&text, "as %s nears this point, f goes to ", name);
        text_number(&text, limit.value);
        if (slope.kind == TRUTH_EXISTS) {
            text_format(&text, " and df/d%s to ", name);
            text_number(&text, slope.value);
        } else if (slope.kind == TRUTH_KINK || slope.kind == TRUTH_INFINITE) {
            Text label = {0};
            text_format(&label, "df/d%s", name);
            edge_put_slopes(slope.below, slope.above, text_string(&label), &text);
            text.failed |= label.failed;
            text_free(&label);
        }
        inspection_note(in, problem->root, "limit", &text);
    }
    return true;
}

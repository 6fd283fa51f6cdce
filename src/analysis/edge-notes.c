/* The notes of edges: see edge-notes.h. */
#include "analysis/edge-notes.h"

#include <math.h>

static bool is_condition(const Inspection *in, NodeId place) {
    OpId op = graph_op(in->problem->graph, place);
    return op_is_comparison(op) || op == OP_NOT;
}

/* Whether the place has slope 0 wherever it has one, so that it can only jump. */
static bool is_step(const Inspection *in, NodeId place) {
    OpId op = graph_op(in->problem->graph, place);
    return op_table[op].form == OP_UNARY && op_partial_is_zero(op, 1, 0);
}

/* What is not smooth: a condition, where f has a kink "at x > 0"; or the operation that itself does
 * what is said, as in "abs(x) has a kink here"; else "f has a kink here". */
typedef struct Place {
    const char *name;
    bool condition;
} Place;

static Place place_of(const Inspection *in, NodeId node, TruthKind kind) {
    bool condition = node != NODE_POISON && is_condition(in, node);
    bool itself = node != NODE_POISON && is_step(in, node) == (kind == TRUTH_JUMP);
    return (Place){condition || itself ? subject_node(in->subject, node) : "f", condition};
}

/* Where f goes on both sides, of which NaN means that it is no number there. */
static Said say_jump(const Inspection *in, NodeId node, const char *label, const Truth *truth) {
    double below = truth->below, above = truth->above, here = run_output(in->run, 0);
    if (isnan(below) && isnan(above))
        return SAY(ALONE, label);
    if (isnan(below))
        return SAY(GAP_FROM_ABOVE, above, here, label);
    if (isnan(above))
        return SAY(GAP_FROM_BELOW, below, here, label);
    if (below == above)
        return SAY(GAP, below, here, label);
    Place at = place_of(in, node, TRUTH_JUMP);
    return at.condition ? SAY(JUMPS_AT, at.name, below, above, label)
                        : SAY(JUMPS, at.name, below, above, label);
}

static Said say_truth(const Inspection *in, NodeId node, const char *label, bool first,
                      const Truth *truth) {
    double below = truth->below, above = truth->above;
    Place at = truth->kind == TRUTH_JUMP ? (Place){0} : place_of(in, node, truth->kind);
    switch (truth->kind) {
    case TRUTH_ENDS:
        if (isnan(below))
            return at.condition ? SAY(ENDS_AT_FROM_ABOVE, at.name, label)
                                : SAY(ENDS_FROM_ABOVE, at.name, label);
        return at.condition ? SAY(ENDS_AT_FROM_BELOW, at.name, label)
                            : SAY(ENDS_FROM_BELOW, at.name, label);
    case TRUTH_KINK:
        return !first         ? SAY(SIDES_DIFFER, label, below, above)
               : at.condition ? SAY(KINK_AT, at.name, label, below, above)
                              : SAY(KINK, at.name, label, below, above);
    case TRUTH_UNDECIDED:
        return at.condition ? SAY(MAYBE_ROUGH_AT, at.name, label)
                            : SAY(MAYBE_ROUGH, at.name, label);
    case TRUTH_NONE:
        return SAY(DERIVATIVE_NONE, label);
    case TRUTH_JUMP:
        return say_jump(in, node, label, truth);
    case TRUTH_INFINITE:
        return at.condition ? SAY(SLOPE_INFINITE_AT, at.name, label, below, above)
                            : SAY(SLOPE_INFINITE, at.name, label, below, above);
    case TRUTH_ORDINARY:
    case TRUTH_EXISTS:
        break;
    }
    return SAY_NOTHING;
}

void edge_note_truth(Inspection *in, NodeId place, const char *label, bool first,
                     const Truth *truth) {
    Said said = say_truth(in, place, label, first, truth);
    if (said.code != SAID_NOTHING)
        inspection_note(in, place, said);
}

void edge_note_ties(Inspection *in) {
    for (size_t i = 0; i < in->edges->hints.tie_count; i++) {
        NodeId node = in->edges->hints.ties[i];
        inspection_note(in, node, SAY(TIE, subject_node(in->subject, node)));
    }
}

bool edge_note_limits(Inspection *in) {
    const Problem *problem = in->problem;
    enum { MOST_LIMITS = 4 };
    bool gradient = problem_is_gradient(problem);
    for (uint32_t i = 0; i < problem->derivative_count && i < MOST_LIMITS && gradient; i++) {
        Truth limit, slope;
        const char *name = problem_name(problem, problem_variable(problem, i));
        if (!truth_limits(in->subject, problem_variable(problem, i), &limit, &slope))
            return false;
        if (limit.kind != TRUTH_EXISTS)
            continue;
        bool sides = slope.kind == TRUTH_KINK || slope.kind == TRUTH_INFINITE;
        Said said = SAY(LIMIT, name, limit.value);
        if (slope.kind == TRUTH_EXISTS)
            said = SAY(LIMIT_AND_SLOPE, name, limit.value, name, slope.value);
        else if (sides)
            said = SAY(LIMIT_AND_SLOPES, name, limit.value, name, slope.below, slope.above);
        inspection_note(in, problem->root, said);
    }
    return true;
}

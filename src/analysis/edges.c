/* Edges: see edges.h.
 *
 * One walk over the tape finds the operation that first made a NaN or an infinity, and the
 * operations that are not smooth at their operands. Whether such an operation has a kink or a jump
 * shows in its nearest neighbours; whether f has one, along each variable, is found in
 * one-sided.c. */
#include "analysis/edges.h"

#include "analysis/one-sided.h"

#include <math.h>
#include <string.h>

const char *const edge_status_names[] = {"regular", "convention", "overflow", "undefined"};

/* Tape elements that take about a second to run. */
static const double EDGE_MAX_WORK = 2e8;

/* ---- notes ---- */

static void put_arguments(const Walk *walk, Text *text) {
    text_put(text, walk->count == 1 ? ", its argument is " : ", its arguments are ");
    for (uint32_t i = 0; i < walk->count && i < 4; i++) {
        text_put(text, i ? ", " : "");
        text_number(text, walk->operands[i]);
    }
    text_put(text, walk->count > 4 ? ", ..." : "");
}

/* Exponents k/3 have a real power of x < 0, which x^(k/3) does not mean: suggests cbrt. */
static void put_root(const Inspection *in, Text *text) {
    double thirds = 3.0 * in->walk.operands[1], whole = round(thirds);
    if (fabs(thirds - whole) > 4e-16 * fabs(thirds) || fabs(whole) > 1e9)
        return;
    text_put(text, "; for a real root write cbrt(");
    inspection_put_node(in, graph_node(in->problem->graph, in->walk.node)->as.arg[0], text);
    text_put(text, ")");
    if (whole != 1.0)
        text_format(text, "^%.0f", whole);
}

static void note_value(Inspection *in, const char *topic, const char *what) {
    const Walk *walk = &in->walk;
    Text text = {0};
    inspection_put_node(in, walk->node, &text);
    text_format(&text, " %s", what);
    put_arguments(walk, &text);
    if (walk_op(walk) == OP_POW && isnan(walk->value))
        put_root(in, &text);
    inspection_note(in, walk->node, topic, &text);
}

/* ---- how operations behave ---- */

static bool has_finite_slopes(Walk *walk) {
    const double *partials = walk_partials(walk);
    for (uint32_t i = 0; i < walk->count; i++)
        if (!isfinite(partials[i]))
            return false;
    return true;
}

/* x^y at (0, 0): 1, but 0 for x = 0 and y > 0. Its slopes are not finite there. */
static bool is_empty_power(const Walk *walk) {
    return walk_op(walk) == OP_POW && walk->operands[0] == 0.0 && walk->operands[1] == 0.0;
}

/* Whether the operation's value may jump at its operands; one-sided.c then looks more closely. Seen
 * from the next double on either side of each, where a continuous function changes by about its
 * slope times the step. A neighbour outside the domain means an end, not a jump. */
static bool may_jump(Walk *walk) {
    if (op_table[walk_op(walk)].form == OP_NARY)
        return false; /* continuous, all of them, and maybe of very many operands */
    const double *partials = walk_partials(walk);
    for (uint32_t i = 0; i < walk->count; i++) {
        double here = walk->operands[i];
        for (int side = -1; side <= 1; side += 2) {
            walk->operands[i] = nextafter(here, side < 0 ? -HUGE_VAL : HUGE_VAL);
            double step = fabs(walk->operands[i] - here);
            double there = walk_value_at(walk, walk->operands);
            walk->operands[i] = here;
            if (fabs(there - walk->value) > 3.0 * (1.0 + fabs(partials[i])) * step)
                return true;
        }
    }
    return false;
}

/* ---- conditions ---- */

static bool is_comparison(OpId op) {
    return op == OP_LT || op == OP_LE || op == OP_GT || op == OP_GE || op == OP_EQ || op == OP_NE;
}

/* The element that decides a guard, looking through `not`. */
static uint32_t deciding(const Inspection *in, size_t guard) {
    const Instruction *code = in->run->tape->code.items;
    uint32_t element = code[guard].in[0];
    while (in->makers[element] != NOT_MADE && code[in->makers[element]].op == OP_NOT)
        element = code[in->makers[element]].in[0];
    return element;
}

static void note_boundary(Inspection *in, size_t guard, NodeId condition, bool single, bool holds) {
    Text text = {0};
    inspection_put_node(in, condition, &text);
    if (single)
        text_format(&text, " %s at this single point only", holds ? "holds" : "fails");
    else
        text_format(&text, " is at its boundary here and counts as %s", holds ? "true" : "false");
    inspection_note(in, condition, single ? "single-point" : "boundary", &text);
    in->suspicious[guard] = single ? SUSPICIOUS_ALONE : SUSPICIOUS;
}

/* Flags a condition that holds or fails at this single point, or whose two sides are equal here.
 * Where something in it jumps, points nearby tell whether that matters. Moves the walk. */
static void examine_guard(Inspection *in, size_t guard) {
    const Tape *tape = in->run->tape;
    Walk *walk = &in->walk;
    uint32_t element = deciding(in, guard), maker = in->makers[element];
    bool holds = walk->value != 0.0;
    uint8_t motion = in->moves[element];
    if (maker != NOT_MADE && is_comparison((OpId)tape->code.items[maker].op)) {
        walk_to(walk, maker);
        motion = in->moves[walk_element(walk, 0)] | in->moves[walk_element(walk, 1)];
        bool equality = walk_op(walk) == OP_EQ || walk_op(walk) == OP_NE;
        if (motion && walk->operands[0] == walk->operands[1])
            note_boundary(in, guard, walk->node, equality && motion & MOTION_SLOPE,
                          walk->value != 0.0);
    } else if (motion & MOTION_SLOPE && in->run->values[element] == 0.0) {
        /* A plain number as a condition: false only where it is 0. */
        note_boundary(in, guard, tape->origins.items[guard], true, holds);
    }
    if (motion & MOTION_JUMP && !in->suspicious[guard])
        in->suspicious[guard] = SUSPICIOUS_IF_IT_TURNS;
}

/* ---- one operation ---- */

/* Flat operations have slope 0 wherever they have one. */
static bool is_flat(const Instruction *at) {
    return op_table[at->op].form != OP_NARY && at->op != OP_POWI && !at->uses;
}

static void mark_moving(Inspection *in) {
    const Walk *walk = &in->walk;
    uint8_t motion = MOTION_NONE;
    for (uint32_t i = 0; i < walk->count; i++)
        motion |= in->moves[walk_element(walk, i)];
    if (motion && is_flat(walk->at))
        motion = walk_is_smooth(walk) ? MOTION_NONE : MOTION_JUMP;
    in->moves[walk->at->out] = motion;
}

static void examine_operation(Inspection *in) {
    Walk *walk = &in->walk;
    EdgeStatus *status = &in->edges->status;
    bool reported = *status == EDGE_UNDEFINED || *status == EDGE_OVERFLOW;
    bool finite = walk_is_finite(walk);
    if (isnan(walk->value)) {
        if (!reported) { /* else the cause of the NaN has been */
            *status = EDGE_UNDEFINED;
            note_value(in, "undefined", "is not a number");
        }
    } else if (isinf(walk->value) && finite) {
        bool overflow = walk_is_smooth(walk);
        if (!reported) {
            *status = overflow ? EDGE_OVERFLOW : EDGE_UNDEFINED;
            note_value(in, overflow ? "overflow" : "undefined",
                       overflow ? "is beyond the largest double" : "is infinite");
        }
    } else if (finite && !walk_is_smooth(walk)) {
        if (is_empty_power(walk))
            in->jumping[walk->index] = 1;
        else if (has_finite_slopes(walk)) /* else: edges_blame_slope */
            *(may_jump(walk) ? &in->jumping[walk->index] : &in->suspicious[walk->index]) =
                SUSPICIOUS;
    }
}

static void examine_operations(Inspection *in) {
    Walk *walk = &in->walk;
    for (size_t i = 0; i < in->run->tape->code.count; i++) {
        walk_to(walk, i);
        if (walk_is_guard(walk)) {
            examine_guard(in, i);
            continue;
        }
        in->makers[walk->at->out] = (uint32_t)i;
        mark_moving(in);
        if (in->reaches[walk->at->out])
            examine_operation(in);
    }
}

/* ---- along one variable ---- */

/* Marks elements that depend on one variable, even with slope 0. */
static void mark_dependent(const Tape *tape, uint32_t variable, uint8_t *depends) {
    memset(depends, 0, tape->elements);
    depends[variable] = 1;
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT)
            continue;
        uint32_t count = tape_operand_count(at);
        for (uint32_t k = 0; k < count && !depends[at->out]; k++)
            depends[at->out] = depends[tape_operand(tape, at, k)];
    }
}

static void note_kink(Inspection *in, size_t i, uint32_t target) {
    const Problem *problem = in->problem;
    const char *name = problem->names[problem->targets[target]];
    Text text = {0};
    inspection_put_node(in, in->run->tape->origins.items[i], &text);
    bool smooth = in->edges->left[target] == in->edges->right[target];
    const char *about = in->suspicious[i] == SUSPICIOUS_ALONE ? " decides for this point alone"
                        : smooth                              ? " has a kink here, but f has none"
                                                              : " has a kink here";
    text_format(&text, "%s: df/d%s is ", about, name);
    text_number(&text, in->edges->left[target]);
    text_put(&text, " from below and ");
    text_number(&text, in->edges->right[target]);
    text_put(&text, " from above");
    inspection_note(in, in->run->tape->origins.items[i], "kink", &text);
}

static void note_end(Inspection *in, size_t i) {
    Text text = {0};
    inspection_put_node(in, in->run->tape->origins.items[i], &text);
    text_put(&text, " ends here: the derivative is one-sided");
    inspection_note(in, in->run->tape->origins.items[i], "one-sided", &text);
}

static void note_jump(Inspection *in, size_t i, uint32_t target) {
    const Problem *problem = in->problem;
    Text text = {0};
    inspection_put_node(in, in->run->tape->origins.items[i], &text);
    text_format(&text, " jumps here: df/d%s is undefined",
                problem->names[problem->targets[target]]);
    inspection_note(in, in->run->tape->origins.items[i], "jump", &text);
}

/* Operations that are flat where they are smooth: the derivative through them is 0. Noted once. */
static void note_flat(Inspection *in, const uint8_t *depends) {
    const Tape *tape = in->run->tape;
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT || !is_flat(at) || !in->reaches[at->out] || !depends[at->out])
            continue;
        Text text = {0};
        text_put(&text, "the derivative through ");
        inspection_put_node(in, tape->origins.items[i], &text);
        text_format(&text, " is zero because of %s", op_table[at->op].name);
        inspection_note(in, tape->origins.items[i], "flat", &text);
        return;
    }
}

static void take_jump(Inspection *in, size_t i, uint32_t target) {
    in->edges->jumps[target] = 1;
    in->edges->status = EDGE_UNDEFINED;
    note_jump(in, i, target);
}

/* Whether two slopes are equal, as far as can be told. */
static bool same_slope(double a, double b, double moved) {
    double distance = fabs(a - b);
    return a == b ||
           (isfinite(distance) && (distance <= moved || distance <= 1e-9 * (fabs(a) + fabs(b))));
}

/* A kink of an operation is a kink of f only if f's own slopes differ, or if the conventions of
 * several kinks do not add up to the slope of f: relu(x) - relu(-x). */
static bool examine_kink(Inspection *in, size_t i, uint32_t target) {
    Edges *edges = in->edges;
    Slope left, right;
    double here;
    if (!slopes_here(in, target, &here) || !slopes_one_sided(in, target, -1, &left) ||
        !slopes_one_sided(in, target, 1, &right))
        return false;
    if (!isfinite(here)) /* edges_blame_slope speaks of it */
        return true;
    edges->left[target] = left.limit;
    edges->right[target] = right.limit;
    if (left.ends || right.ends) {
        note_end(in, i);
        return true;
    }
    double moved = left.moved + right.moved;
    if (same_slope(left.limit, right.limit, moved)) {
        double limit = 0.5 * (left.limit + right.limit);
        if (same_slope(here, limit, moved))
            return true;
        edges->left[target] = edges->right[target] = limit;
    }
    edges->kinked[target] = 1;
    if (edges->status == EDGE_REGULAR)
        edges->status = EDGE_CONVENTION;
    bool seen = !isnan(left.limit) || !isnan(right.limit);
    if (seen || in->suspicious[i] != SUSPICIOUS_ALONE)
        note_kink(in, i, target);
    return true;
}

/* At a place where some operation is not smooth: does f jump along this variable? */
static bool examine_place(Inspection *in, size_t i, uint32_t target, bool *jumps) {
    bool guard = in->run->tape->code.items[i].op == OP_SELECT;
    *jumps = false;
    /* A single point is answered by the arm taken, whatever is around it. */
    if (in->suspicious[i] == SUSPICIOUS_ALONE)
        return true;
    if (guard && !slopes_find_jump(in, target, jumps))
        return false;
    if (in->jumping[i] && !slopes_find_jump_of(in, target, i, jumps))
        return false;
    if (*jumps)
        take_jump(in, i, target);
    return true;
}

/* Whether the limit of work has been exceeded, unless patient. */
static bool is_over_limit(const Inspection *in) {
    return in->work > EDGE_MAX_WORK && !in->patient;
}

static bool examine_variable(Inspection *in, uint32_t target, uint8_t *depends) {
    const Tape *tape = in->run->tape;
    size_t kink = SIZE_MAX;
    bool jumps = false;
    mark_dependent(tape, in->problem->targets[target], depends);
    in->work += tape->elements;
    for (size_t i = 0; i < tape->code.count && !jumps && !is_over_limit(in); i++) {
        const Instruction *at = &tape->code.items[i];
        bool flagged = in->suspicious[i] || in->jumping[i];
        if (!flagged || !depends[at->op == OP_SELECT ? at->in[0] : at->out])
            continue;
        if (in->suspicious[i] == SUSPICIOUS_IF_IT_TURNS &&
            !slopes_find_turn(in, target, i, &flagged))
            return false;
        if (!flagged)
            continue;
        if (!examine_place(in, i, target, &jumps))
            return false;
        kink = kink == SIZE_MAX ? i : kink;
        in->edges->rough = true;
    }
    if (kink != SIZE_MAX && !jumps && !examine_kink(in, kink, target))
        return false;
    if (!jumps)
        note_flat(in, depends);
    return true;
}

/* ---- all of it ---- */

/* Marks the elements that the root's value depends on; conditions do not count. */
static void mark_reaching(const Tape *tape, uint8_t *reaches) {
    reaches[tape->outputs.items[0]] = 1;
    for (size_t i = tape->code.count; i-- > 0;) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT || !reaches[at->out])
            continue;
        uint32_t count = tape_operand_count(at);
        for (uint32_t k = 0; k < count; k++)
            reaches[tape_operand(tape, at, k)] = 1;
    }
}

static bool anything_flagged(const Inspection *in) {
    const Tape *tape = in->run->tape;
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        if (in->suspicious[i] || in->jumping[i] || (at->op != OP_SELECT && is_flat(at)))
            return true;
    }
    return false;
}

/* The variables, before any operation: they move, and a non-finite one makes f undefined. */
static bool examine_variables(Inspection *in) {
    const Tape *tape = in->run->tape;
    Graph *graph = in->problem->graph;
    for (uint32_t i = 0; i < tape->elements; i++)
        in->makers[i] = NOT_MADE;
    for (uint32_t v = 0; v < tape->variables; v++) {
        in->moves[v] = MOTION_SLOPE;
        double value = in->run->values[v];
        if (!in->reaches[v] || isfinite(value) || in->edges->status == EDGE_UNDEFINED)
            continue;
        NodeId node = graph_variable(graph, v, (Span){0, 0});
        if (node == NODE_POISON)
            return false;
        Text text = {0};
        inspection_put_node(in, node, &text);
        text_put(&text, isnan(value) ? " is not a number" : " is infinite");
        inspection_note(in, node, "undefined", &text);
        in->edges->status = EDGE_UNDEFINED;
    }
    return true;
}

/* Room for what is found; false without memory. */
static bool make_room(Inspection *in) {
    const Tape *tape = in->run->tape;
    uint32_t target = in->problem->target_count;
    Edges *edges = in->edges;
    edges->kinked = diag_allocate(in->diag, in->arena, target, 1);
    edges->jumps = diag_allocate(in->diag, in->arena, target, 1);
    edges->left = diag_allocate(in->diag, in->arena, target, sizeof *edges->left);
    edges->right = diag_allocate(in->diag, in->arena, target, sizeof *edges->right);
    in->reaches = diag_allocate(in->diag, in->arena, tape->elements, 1);
    in->suspicious = diag_allocate(in->diag, in->arena, tape->code.count, 1);
    in->jumping = diag_allocate(in->diag, in->arena, tape->code.count, 1);
    in->moves = diag_allocate(in->diag, in->arena, tape->elements, 1);
    in->makers = diag_allocate(in->diag, in->arena, tape->elements, sizeof *in->makers);
    return !diag_failed(in->diag);
}

static bool examine(Inspection *in) {
    const Tape *tape = in->run->tape;
    uint32_t target = in->problem->target_count;
    uint8_t *depends = diag_allocate(in->diag, in->arena, tape->elements, 1);
    if (!depends || !make_room(in))
        return false;
    mark_reaching(tape, in->reaches);
    if (!examine_variables(in))
        return false;
    examine_operations(in);
    uint32_t looked_at = anything_flagged(in) ? 0 : target;
    while (looked_at < target && !is_over_limit(in))
        if (!examine_variable(in, looked_at++, depends))
            return false;
    if (is_over_limit(in)) /* the last variable perhaps only in part */
        diag_note(in->diag, (Span){0, 0}, "not-examined",
                  "kinks and jumps were looked for along %u of %u variables only (--all-methods)",
                  looked_at - 1, target);
    return true;
}

bool edges_examine(const Subject *subject, bool patient, Edges *edges) {
    *edges = (Edges){.status = EDGE_REGULAR};
    Inspection in = {.edges = edges, .patient = patient};
    bool done = inspection_begin(&in, subject) && examine(&in);
    inspection_end(&in);
    return done && !diag_failed(subject->diag);
}

/* ---- slopes that are not finite ---- */

/* Where an adjoint became infinite or NaN. */
typedef struct Culprit {
    size_t instruction; /* SIZE_MAX for nowhere */
    bool overflow;      /* an overflow, not an infinite slope */
    bool no_number;
} Culprit;

/* Where a finite adjoint first becomes infinite or NaN on its way back to what is marked. */
static Culprit find_culprit(Inspection *in, const uint8_t *depends) {
    const Run *run = in->run;
    Walk *walk = &in->walk;
    for (walk_to_end(walk); walk_back(walk);) {
        uint32_t out = walk->at->out;
        if (walk_is_guard(walk) || !run->relevant[out] || !isfinite(run->adjoints[out]))
            continue;
        const double *partials = walk_partials(walk);
        for (uint32_t k = 0; k < walk->count; k++)
            if (depends[walk_element(walk, k)] && !isfinite(run->adjoints[out] * partials[k]))
                return (Culprit){walk->index, isfinite(partials[k]) || walk_is_smooth(walk),
                                 isnan(partials[k])};
    }
    return (Culprit){.instruction = SIZE_MAX};
}

static void put_side(Text *text, Slope slope, const char *side) {
    if (isnan(slope.limit))
        text_put(text, "undefined");
    else
        text_number(text, slope.limit);
    text_put(text, side);
}

/* Describes the operation: a unary one at the value of its argument, any other at the point. */
static void put_steepness(const Inspection *in, const Culprit *culprit, NodeId node, Text *text) {
    const Tape *tape = in->run->tape;
    const Instruction *at = &tape->code.items[culprit->instruction];
    bool infinite = !culprit->no_number && !culprit->overflow;
    uint32_t count;
    const NodeId *arguments = graph_arguments(in->problem->graph, node, &count);
    if (infinite && count == 1 && !op_table[at->op].has_integer) {
        text_format(text, "%s has an infinite slope at ", op_table[at->op].name);
        inspection_put_node(in, arguments[0], text);
        text_put(text, " = ");
        text_number(text, in->run->values[tape_operand(tape, at, 0)]);
        return;
    }
    text_put(text, "the slope of ");
    inspection_put_node(in, node, text);
    text_put(text, infinite             ? " is infinite here"
                   : culprit->no_number ? " is not a number here"
                                        : " is beyond the largest double");
}

static void note_slope(Inspection *in, uint32_t target, const Culprit *culprit, Slope below,
                       Slope above) {
    const Problem *problem = in->problem;
    const Tape *tape = in->run->tape;
    const char *name = problem->names[problem->targets[target]];
    NodeId node = tape->origins.items[culprit->instruction];
    bool sides = !culprit->overflow && !(isnan(below.limit) && isnan(above.limit));
    Text text = {0};
    if (!sides)
        text_format(&text, "df/d%s: ", name);
    put_steepness(in, culprit, node, &text);
    if (in->run->adjoints[tape->code.items[culprit->instruction].out] == 0)
        text_put(&text, ", times 0");
    if (sides) {
        text_format(&text, "; df/d%s is ", name);
        put_side(&text, below, " from below and ");
        put_side(&text, above, " from above");
    }
    inspection_note(in, node, culprit->overflow ? "overflow" : "slope", &text);
}

static bool blame(Inspection *in, uint32_t target, EdgeStatus *status) {
    const Problem *problem = in->problem;
    uint32_t variable = in->problem->targets[target];
    double *gradient = diag_allocate(in->diag, in->arena, problem->variables, sizeof *gradient);
    uint8_t *depends = diag_allocate(in->diag, in->arena, in->run->tape->elements, 1);
    Slope below, above;
    if (!gradient || !depends || !evaluator_adjoint(&in->here, problem->point, gradient) ||
        !slopes_one_sided(in, target, -1, &below) || !slopes_one_sided(in, target, 1, &above))
        return false;
    mark_dependent(in->run->tape, variable, depends);
    Culprit culprit = find_culprit(in, depends);
    bool overflow = culprit.overflow && !isnan(gradient[variable]);
    *status = overflow ? EDGE_OVERFLOW : EDGE_UNDEFINED;
    if (culprit.instruction != SIZE_MAX)
        note_slope(in, target, &culprit, below, above);
    return true;
}

bool edges_blame_slope(const Subject *subject, uint32_t target, EdgeStatus *status) {
    Inspection in = {0};
    bool done = inspection_begin(&in, subject) && blame(&in, target, status);
    inspection_end(&in);
    return done && !diag_failed(subject->diag);
}

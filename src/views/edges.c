/* Edges: see edges.h.
 *
 * One walk over the tape finds the operation that first made a NaN or an infinity, and the
 * operations that are not smooth where they are. Whether such a place is a kink or a jump of the
 * operation is seen from its nearest neighbours; whether it is one of f, along each variable, in
 * slopes.c. */
#include "views/edges.h"

#include "print/infix.h"
#include "views/examiner.h"

#include <math.h>

const char *const edge_status_names[] = {"regular", "convention", "overflow", "undefined"};

enum { EDGE_TEXT_BYTES = 60, EDGE_MAX_NOTES = 8 };

/* Elements of tapes that take about a second. */
static const double EDGE_MAX_WORK = 2e8;

/* ---- reading the tape ---- */

bool examiner_load(Examiner *e, const Instruction *at) {
    uint32_t count = tape_operand_count(at);
    if (!array_reserve(&e->arguments, 2 * (size_t)count)) {
        diag_no_memory(e->request->diag);
        return false;
    }
    for (uint32_t i = 0; i < count; i++)
        e->arguments.items[i] = e->run->values[tape_operand(&e->run->tape, at, i)];
    return true;
}

const double *examiner_partials(Examiner *e, const Instruction *at) {
    uint32_t count = tape_operand_count(at);
    double *partials = e->arguments.items + count;
    op_partials((OpId)at->op, at->integer, e->arguments.items, count, e->run->values[at->out],
                partials);
    return partials;
}

/* ---- notes ---- */

void examiner_put_node(const Examiner *e, NodeId node, Text *text) {
    Text whole = {0};
    infix_print(e->request->problem.graph, e->request->problem.names, node, EDGE_TEXT_BYTES,
                &whole);
    text->failed |= whole.failed;
    text_put(text, text_string(&whole));
    text_free(&whole);
}

void examiner_note(Examiner *e, NodeId node, const char *topic, Text *text) {
    diag_check_text(e->request->diag, text);
    if (e->notes++ < EDGE_MAX_NOTES)
        diag_note(e->request->diag, e->request->problem.graph->spans.items[node], topic, "%s",
                  text_string(text));
    text_free(text);
}

static void put_arguments(const Examiner *e, const Instruction *at, Text *text) {
    uint32_t count = tape_operand_count(at);
    text_put(text, count == 1 ? ", its argument is " : ", its arguments are ");
    for (uint32_t i = 0; i < count && i < 4; i++) {
        text_put(text, i ? ", " : "");
        text_number(text, e->arguments.items[i]);
    }
    text_put(text, count > 4 ? ", ..." : "");
}

/* Thirds have a real power below 0, which x^(1/3) does not mean. Other bases have powers. */
static void put_root(const Examiner *e, NodeId power, Text *text) {
    double thirds = 3.0 * e->arguments.items[1], whole = round(thirds);
    if (fabs(thirds - whole) > 4e-16 * fabs(thirds) || fabs(whole) > 1e9)
        return;
    text_put(text, "; for a real root write cbrt(");
    examiner_put_node(e, graph_node(e->request->problem.graph, power)->as.arg[0], text);
    text_put(text, ")");
    if (whole != 1.0)
        text_format(text, "^%.0f", whole);
}

static void note_value(Examiner *e, size_t i, const char *topic, const char *what) {
    const Instruction *at = &e->run->tape.code.items[i];
    Text text = {0};
    examiner_put_node(e, e->run->tape.origins.items[i], &text);
    text_format(&text, " %s", what);
    put_arguments(e, at, &text);
    if (at->op == OP_POW && isnan(e->run->values[at->out]))
        put_root(e, e->run->tape.origins.items[i], &text);
    examiner_note(e, e->run->tape.origins.items[i], topic, &text);
}

/* ---- how operations behave ---- */

static bool all_finite(const double *numbers, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (!isfinite(numbers[i]))
            return false;
    return true;
}

static bool has_finite_slopes(Examiner *e, const Instruction *at) {
    return all_finite(examiner_partials(e, at), tape_operand_count(at));
}

/* x^y at (0, 0): 1, but 0 for x = 0 and y > 0. Its slopes are not finite there. */
static bool is_empty_power(const Instruction *at, const double *arguments) {
    return at->op == OP_POW && arguments[0] == 0.0 && arguments[1] == 0.0;
}

/* Whether the operation's value may jump at its arguments, which slopes.c looks at more closely:
 * seen from the next doubles in each of them, where a continuous function changes by about its
 * slope times the step. Where a neighbour is outside the domain there is an end, not a jump. */
static bool may_jump(Examiner *e, const Instruction *at, double value) {
    if (op_table[at->op].form == OP_NARY)
        return false; /* sums, products and extrema are continuous, and may be of very many */
    uint32_t count = tape_operand_count(at);
    double *arguments = e->arguments.items;
    const double *partials = examiner_partials(e, at);
    for (uint32_t i = 0; i < count; i++) {
        double here = arguments[i];
        for (int side = -1; side <= 1; side += 2) {
            arguments[i] = nextafter(here, side < 0 ? -HUGE_VAL : HUGE_VAL);
            double step = fabs(arguments[i] - here);
            double there = op_value((OpId)at->op, at->integer, arguments, count);
            arguments[i] = here;
            if (fabs(there - value) > 3.0 * (1.0 + fabs(partials[i])) * step)
                return true;
        }
    }
    return false;
}

/* ---- conditions ---- */

static bool is_comparison(OpId op) {
    return op == OP_LT || op == OP_LE || op == OP_GT || op == OP_GE || op == OP_EQ || op == OP_NE;
}

/* The element that decides a guard: what `not` turns round is the same decision. */
static uint32_t deciding(const Examiner *e, size_t guard) {
    const Instruction *code = e->run->tape.code.items;
    uint32_t element = code[guard].in[0];
    while (e->makers[element] != NOT_MADE && code[e->makers[element]].op == OP_NOT)
        element = code[e->makers[element]].in[0];
    return element;
}

static void note_boundary(Examiner *e, size_t guard, NodeId condition, bool single, bool holds) {
    Text text = {0};
    examiner_put_node(e, condition, &text);
    if (single)
        text_format(&text, " %s at this single point only", holds ? "holds" : "fails");
    else
        text_format(&text, " is at its boundary here and counts as %s", holds ? "true" : "false");
    examiner_note(e, condition, single ? "single-point" : "boundary", &text);
    e->suspicious[guard] = single ? SUSPICIOUS_ALONE : SUSPICIOUS;
}

/* A condition that holds or fails in one point only, or whose two sides are equal here. Where
 * something in it jumps, points nearby tell whether that matters. */
static bool examine_guard(Examiner *e, size_t guard) {
    const Tape *tape = &e->run->tape;
    uint32_t element = deciding(e, guard), maker = e->makers[element];
    bool holds = e->run->values[tape->code.items[guard].in[0]] != 0.0;
    uint8_t motion = e->moves[element];
    if (maker != NOT_MADE && is_comparison((OpId)tape->code.items[maker].op)) {
        const Instruction *at = &tape->code.items[maker];
        if (!examiner_load(e, at))
            return false;
        motion = e->moves[at->in[0]] | e->moves[at->in[1]];
        bool single = (at->op == OP_EQ || at->op == OP_NE) && motion & MOTION_SLOPE;
        if (motion && e->arguments.items[0] == e->arguments.items[1])
            note_boundary(e, guard, tape->origins.items[maker], single,
                          e->run->values[at->out] != 0.0);
    } else if (motion & MOTION_SLOPE && e->run->values[element] == 0.0) {
        /* A number: false where it is 0, and there alone. */
        note_boundary(e, guard, tape->origins.items[guard], true, holds);
    }
    if (motion & MOTION_JUMP && !e->suspicious[guard])
        e->suspicious[guard] = SUSPICIOUS_IF_IT_TURNS;
    return true;
}

/* ---- one operation ---- */

/* Flat operations are those whose slope is 0 wherever there is one. */
static bool is_flat(const Instruction *at) {
    return op_table[at->op].form != OP_NARY && at->op != OP_POWI && !at->uses;
}

static void mark_moving(Examiner *e, const Instruction *at) {
    uint32_t count = tape_operand_count(at);
    uint8_t motion = MOTION_NONE;
    for (uint32_t i = 0; i < count; i++)
        motion |= e->moves[tape_operand(&e->run->tape, at, i)];
    if (motion && is_flat(at)) {
        bool smooth = op_smooth((OpId)at->op, at->integer, e->arguments.items, count);
        motion = smooth ? MOTION_NONE : MOTION_JUMP;
    }
    e->moves[at->out] = motion;
}

static void examine_instruction(Examiner *e, size_t i) {
    const Instruction *at = &e->run->tape.code.items[i];
    uint32_t count = tape_operand_count(at);
    double value = e->run->values[at->out];
    const double *arguments = e->arguments.items;
    bool reported = e->edges->status == EDGE_UNDEFINED || e->edges->status == EDGE_OVERFLOW;
    if (isnan(value)) {
        if (!reported) { /* what a NaN came from has been */
            e->edges->status = EDGE_UNDEFINED;
            note_value(e, i, "undefined", "is not a number");
        }
    } else if (isinf(value) && all_finite(arguments, count)) {
        bool overflow = op_smooth((OpId)at->op, at->integer, arguments, count);
        if (!reported) {
            e->edges->status = overflow ? EDGE_OVERFLOW : EDGE_UNDEFINED;
            note_value(e, i, overflow ? "overflow" : "undefined",
                       overflow ? "is beyond the largest double" : "is infinite");
        }
    } else if (all_finite(arguments, count) &&
               !op_smooth((OpId)at->op, at->integer, arguments, count)) {
        if (is_empty_power(at, arguments))
            e->jumping[i] = 1;
        else if (has_finite_slopes(e, at)) /* of an infinite slope edges_blame_slope speaks */
            *(may_jump(e, at, value) ? &e->jumping[i] : &e->suspicious[i]) = SUSPICIOUS;
    }
}

static bool examine_operations(Examiner *e) {
    const Tape *tape = &e->run->tape;
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT) {
            if (!examine_guard(e, i))
                return false;
            continue;
        }
        if (!examiner_load(e, at))
            return false;
        e->makers[at->out] = (uint32_t)i;
        mark_moving(e, at);
        if (e->reaches[at->out])
            examine_instruction(e, i);
    }
    return true;
}

/* ---- along one variable ---- */

static void note_kink(Examiner *e, size_t i, uint32_t wanted) {
    const Problem *problem = &e->request->problem;
    const char *name = problem->names[problem->wanted[wanted]];
    Text text = {0};
    examiner_put_node(e, e->run->tape.origins.items[i], &text);
    bool smooth = e->edges->left[wanted] == e->edges->right[wanted];
    const char *about = e->suspicious[i] == SUSPICIOUS_ALONE ? " decides for this point alone"
                        : smooth                             ? " has a kink here, but f has none"
                                                             : " has a kink here";
    text_format(&text, "%s: df/d%s is ", about, name);
    text_number(&text, e->edges->left[wanted]);
    text_put(&text, " from below and ");
    text_number(&text, e->edges->right[wanted]);
    text_put(&text, " from above");
    examiner_note(e, e->run->tape.origins.items[i], "kink", &text);
}

static void note_end(Examiner *e, size_t i) {
    Text text = {0};
    examiner_put_node(e, e->run->tape.origins.items[i], &text);
    text_put(&text, " ends here: the derivative is one-sided");
    examiner_note(e, e->run->tape.origins.items[i], "one-sided", &text);
}

static void note_jump(Examiner *e, size_t i, uint32_t wanted) {
    const Problem *problem = &e->request->problem;
    Text text = {0};
    examiner_put_node(e, e->run->tape.origins.items[i], &text);
    text_format(&text, " jumps here: df/d%s is undefined", problem->names[problem->wanted[wanted]]);
    examiner_note(e, e->run->tape.origins.items[i], "jump", &text);
}

/* Operations that are flat where they are smooth: the derivative through them is 0,
 * which is said once. */
static void note_flat(Examiner *e, const uint8_t *depends) {
    const Tape *tape = &e->run->tape;
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT || !is_flat(at) || !e->reaches[at->out] || !depends[at->out])
            continue;
        Text text = {0};
        text_put(&text, "the derivative through ");
        examiner_put_node(e, tape->origins.items[i], &text);
        text_format(&text, " is zero because of %s", op_table[at->op].name);
        examiner_note(e, tape->origins.items[i], "flat", &text);
        return;
    }
}

static void take_jump(Examiner *e, size_t i, uint32_t wanted) {
    e->edges->jumps[wanted] = 1;
    e->edges->status = EDGE_UNDEFINED;
    note_jump(e, i, wanted);
}

/* Whether two slopes are one, as far as can be seen. */
static bool same_slope(double a, double b, double moved) {
    double apart = fabs(a - b);
    return a == b || (isfinite(apart) && (apart <= moved || apart <= 1e-9 * (fabs(a) + fabs(b))));
}

/* A kink of one operation is one of f only if f's own slopes differ, or if the conventions of
 * several kinks do not add up to the slope that f has: relu(x) - relu(-x). */
static bool examine_kink(Examiner *e, size_t i, uint32_t wanted) {
    Edges *edges = e->edges;
    Slope left, right;
    double here;
    if (!slopes_here(e, wanted, &here) || !slopes_one_sided(e, wanted, -1, &left) ||
        !slopes_one_sided(e, wanted, 1, &right))
        return false;
    if (!isfinite(here)) /* edges_blame_slope speaks of it */
        return true;
    edges->left[wanted] = left.limit;
    edges->right[wanted] = right.limit;
    if (left.ends || right.ends) {
        note_end(e, i);
        return true;
    }
    double moved = left.moved + right.moved;
    if (same_slope(left.limit, right.limit, moved)) {
        double limit = 0.5 * (left.limit + right.limit);
        if (same_slope(here, limit, moved))
            return true;
        edges->left[wanted] = edges->right[wanted] = limit;
    }
    edges->kinked[wanted] = 1;
    if (edges->status == EDGE_REGULAR)
        edges->status = EDGE_CONVENTION;
    bool seen = !isnan(left.limit) || !isnan(right.limit);
    if (seen || e->suspicious[i] != SUSPICIOUS_ALONE)
        note_kink(e, i, wanted);
    return true;
}

/* A place where some operation is not smooth: a jump or a kink of f along this variable? */
static bool examine_place(Examiner *e, size_t i, uint32_t wanted, bool *jumps) {
    bool guard = e->run->tape.code.items[i].op == OP_SELECT;
    *jumps = false;
    /* At a single point the arm taken answers, whatever is around it. */
    if (e->suspicious[i] == SUSPICIOUS_ALONE)
        return true;
    if (guard && !slopes_find_jump(e, wanted, jumps))
        return false;
    if (e->jumping[i] && !slopes_find_jump_of(e, wanted, i, jumps))
        return false;
    if (*jumps)
        take_jump(e, i, wanted);
    return true;
}

/* Whether there has been so much work that the answer must not wait for more. */
static bool is_tired(const Examiner *e) {
    return e->work > EDGE_MAX_WORK && !e->request->options->all_methods;
}

static bool examine_variable(Examiner *e, uint32_t wanted, uint8_t *depends) {
    const Tape *tape = &e->run->tape;
    size_t kink = SIZE_MAX;
    bool jumps = false;
    slopes_mark(tape, e->request->problem.wanted[wanted], depends);
    e->work += tape->elements;
    for (size_t i = 0; i < tape->code.count && !jumps && !is_tired(e); i++) {
        const Instruction *at = &tape->code.items[i];
        bool flagged = e->suspicious[i] || e->jumping[i];
        if (!flagged || !depends[at->op == OP_SELECT ? at->in[0] : at->out])
            continue;
        if (e->suspicious[i] == SUSPICIOUS_IF_IT_TURNS && !slopes_find_turn(e, wanted, i, &flagged))
            return false;
        if (!flagged)
            continue;
        if (!examine_place(e, i, wanted, &jumps))
            return false;
        kink = kink == SIZE_MAX ? i : kink;
        e->edges->rough = true;
    }
    if (kink != SIZE_MAX && !jumps && !examine_kink(e, kink, wanted))
        return false;
    if (!jumps)
        note_flat(e, depends);
    return true;
}

/* ---- all of it ---- */

/* Elements that the root's value depends on: conditions do not count. */
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

static bool anything_flagged(const Examiner *e) {
    const Tape *tape = &e->run->tape;
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        if (e->suspicious[i] || e->jumping[i] || (at->op != OP_SELECT && is_flat(at)))
            return true;
    }
    return false;
}

bool examiner_begin(Examiner *e) {
    const Problem *problem = &e->request->problem;
    e->point = view_allocate(e->request, problem->variables, sizeof *e->point);
    if (!e->point ||
        !evaluator_begin(&e->nearby, problem->graph, &problem->root, 1, problem->variables))
        return false;
    for (uint32_t i = 0; i < problem->variables; i++)
        e->point[i] = problem->point[i];
    e->run = evaluator_at(e->function, problem->point);
    return e->run;
}

void examiner_end(Examiner *e) {
    evaluator_free(&e->nearby);
    array_free(&e->arguments);
}

/* What is known of elements before any operation: variables move,
 * and one that is no number spoils all. */
static bool examine_variables(Examiner *e) {
    const Tape *tape = &e->run->tape;
    Graph *graph = e->request->problem.graph;
    for (uint32_t i = 0; i < tape->elements; i++)
        e->makers[i] = NOT_MADE;
    for (uint32_t v = 0; v < tape->variables; v++) {
        e->moves[v] = MOTION_SLOPE;
        double value = e->run->values[v];
        if (!e->reaches[v] || isfinite(value) || e->edges->status == EDGE_UNDEFINED)
            continue;
        NodeId node = graph_variable(graph, v, (Span){0, 0});
        if (node == NODE_POISON)
            return false;
        Text text = {0};
        examiner_put_node(e, node, &text);
        text_put(&text, isnan(value) ? " is not a number" : " is infinite");
        examiner_note(e, node, "undefined", &text);
        e->edges->status = EDGE_UNDEFINED;
    }
    return true;
}

static bool examine(Examiner *e) {
    Request *request = e->request;
    const Problem *problem = &request->problem;
    Edges *edges = e->edges;
    uint32_t wanted = problem->wanted_count;
    edges->kinked = view_allocate(request, wanted, 1);
    edges->jumps = view_allocate(request, wanted, 1);
    edges->left = view_allocate(request, wanted, sizeof *edges->left);
    edges->right = view_allocate(request, wanted, sizeof *edges->right);
    if (diag_failed(request->diag) || !examiner_begin(e))
        return false;
    const Tape *tape = &e->run->tape;
    e->reaches = view_allocate(request, tape->elements, 1);
    e->suspicious = view_allocate(request, tape->code.count, 1);
    e->jumping = view_allocate(request, tape->code.count, 1);
    e->moves = view_allocate(request, tape->elements, 1);
    e->makers = view_allocate(request, tape->elements, sizeof *e->makers);
    uint8_t *depends = view_allocate(request, tape->elements, 1);
    if (diag_failed(request->diag))
        return false;
    mark_reaching(tape, e->reaches);
    if (!examine_variables(e) || !examine_operations(e))
        return false;
    uint32_t looked_at = anything_flagged(e) ? 0 : wanted;
    while (looked_at < wanted && !is_tired(e))
        if (!examine_variable(e, looked_at++, depends))
            return false;
    if (is_tired(e)) /* the last one perhaps not to its end */
        diag_note(request->diag, (Span){0, 0}, "not-examined",
                  "kinks and jumps were looked for along %u of %u variables only (--all-methods)",
                  looked_at - 1, wanted);
    return true;
}

bool edges_examine(Request *request, Evaluator *function, Edges *edges) {
    *edges = (Edges){.status = EDGE_REGULAR};
    Examiner e = {.request = request, .function = function, .edges = edges};
    bool done = examine(&e);
    examiner_end(&e);
    return done && !diag_failed(request->diag);
}

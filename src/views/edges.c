/* Edges: see edges.h.
 *
 * One walk over the tape finds the operation that first made a NaN or an infinity, and the operations that are
 * not smooth where they are. Whether such a place is a kink or a jump is seen from its nearest neighbours;
 * the one-sided slopes of f are limits of its derivative at points close by on either side. */
#include "views/edges.h"

#include "print/infix.h"

#include <math.h>
#include <string.h>

const char *const edge_status_names[] = {"regular", "convention", "overflow", "undefined"};

enum { EDGE_TEXT_BYTES = 60, EDGE_MAX_NOTES = 8 };

typedef struct Examiner {
    Request *request;
    Edges *edges;
    Evaluator *function; /* f at the point: `run` and its values stay what they are */
    Evaluator nearby;    /* f at other points */
    const Run *run;
    uint8_t *reaches;    /* elements that the value depends on, however flatly */
    uint8_t *suspicious; /* instructions at a kink or on a condition's boundary */
    uint8_t *jumping;    /* instructions at a jump */
    ARRAY(double) arguments;
    uint32_t notes;
} Examiner;

/* ---- reading the tape ---- */

static uint32_t operand_count(const Instruction *at) {
    const OpInfo *info = &op_table[at->op];
    if (at->op == OP_SELECT)
        return 1;
    return info->form == OP_NARY ? at->in[1] : (uint32_t)info->arity;
}

static uint32_t operand(const Tape *tape, const Instruction *at, uint32_t i) {
    return op_table[at->op].form == OP_NARY ? tape->gather.items[at->in[0] + i] : at->in[i];
}

static bool load_arguments(Examiner *e, const Instruction *at) {
    uint32_t count = operand_count(at);
    e->arguments.count = 0;
    if (!array_reserve(&e->arguments, 2 * (size_t)count)) {
        diag_no_memory(e->request->diag);
        return false;
    }
    for (uint32_t i = 0; i < count; i++)
        e->arguments.items[i] = e->run->values[operand(&e->run->tape, at, i)];
    return true;
}

/* ---- notes ---- */

static void put_node(const Examiner *e, NodeId node, Text *text) {
    Text whole = {0};
    infix_print(e->request->problem.graph, e->request->problem.names, node, EDGE_TEXT_BYTES,
                &whole);
    text->failed |= whole.failed;
    text_put(text, text_string(&whole));
    text_free(&whole);
}

static void note(Examiner *e, NodeId node, const char *topic, Text *text) {
    diag_check_text(e->request->diag, text);
    if (e->notes++ < EDGE_MAX_NOTES)
        diag_note(e->request->diag, e->request->problem.graph->spans.items[node], topic, "%s",
                  text_string(text));
    text_free(text);
}

static void put_arguments(const Examiner *e, const Instruction *at, Text *text) {
    uint32_t count = operand_count(at);
    text_put(text, count == 1 ? ", its argument is " : ", its arguments are ");
    for (uint32_t i = 0; i < count && i < 4; i++) {
        text_put(text, i ? ", " : "");
        text_number(text, e->arguments.items[i]);
    }
    text_put(text, count > 4 ? ", ..." : "");
}

static void note_value(Examiner *e, size_t i, const char *topic, const char *what) {
    const Instruction *at = &e->run->tape.code.items[i];
    Text text = {0};
    put_node(e, e->run->tape.origins.items[i], &text);
    text_format(&text, " %s", what);
    put_arguments(e, at, &text);
    note(e, e->run->tape.origins.items[i], topic, &text);
}

/* ---- one operation ---- */

/* The difference between neighbours is that of a jump, not of a continuous function. */
static bool far_apart(double a, double b) {
    return fabs(a - b) > 1e-6 * (1.0 + fabs(a) + fabs(b));
}

/* Whether the operation's value jumps at its arguments: seen from the next doubles in each of them. Where a
 * neighbour is outside the domain there is an end, not a jump. */
static bool value_jumps(Examiner *e, const Instruction *at, double value) {
    uint32_t count = operand_count(at);
    double *arguments = e->arguments.items;
    for (uint32_t i = 0; i < count; i++) {
        double here = arguments[i];
        for (int side = -1; side <= 1; side += 2) {
            arguments[i] = nextafter(here, side < 0 ? -INFINITY : INFINITY);
            double there = op_value((OpId)at->op, at->integer, arguments, count);
            arguments[i] = here;
            if (!isnan(there) && far_apart(value, there))
                return true;
        }
    }
    return false;
}

static bool all_finite(const double *numbers, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (!isfinite(numbers[i]))
            return false;
    return true;
}

static bool any_nan(const double *numbers, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (isnan(numbers[i]))
            return true;
    return false;
}

static bool has_finite_slopes(Examiner *e, const Instruction *at, double value) {
    uint32_t count = operand_count(at);
    double *partials = e->arguments.items + count;
    op_partials((OpId)at->op, at->integer, e->arguments.items, count, value, partials);
    return all_finite(partials, count);
}

/* A condition that holds in one point only, or whose two sides are equal here. */
static void examine_guard(Examiner *e, size_t i) {
    const Graph *graph = e->request->problem.graph;
    NodeId condition = e->run->tape.origins.items[i];
    OpId op = graph_op(graph, condition);
    uint32_t count;
    graph_arguments(graph, condition, &count);
    if (op_table[op].form != OP_BINARY || count != 2)
        return;
    /* The comparison's own instruction has just been seen: its arguments are still loaded. */
    if (e->arguments.items[0] != e->arguments.items[1])
        return;
    bool holds = e->run->tape.code.items[i].integer != 0;
    Text text = {0};
    put_node(e, condition, &text);
    if (op == OP_EQ && holds)
        text_put(&text, " holds at this single point only");
    else
        text_format(&text, " is at its boundary here and counts as %s", holds ? "true" : "false");
    note(e, condition, op == OP_EQ ? "single-point" : "boundary", &text);
    e->suspicious[i] = 1;
}

static void examine_instruction(Examiner *e, size_t i) {
    const Instruction *at = &e->run->tape.code.items[i];
    uint32_t count = operand_count(at);
    double value = e->run->values[at->out];
    const double *arguments = e->arguments.items;
    bool reported = e->edges->status == EDGE_UNDEFINED || e->edges->status == EDGE_OVERFLOW;
    if (isnan(value)) {
        if (!reported && !any_nan(arguments, count)) {
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
    } else if (isfinite(value) && all_finite(arguments, count) &&
               !op_smooth((OpId)at->op, at->integer, arguments, count)) {
        if (value_jumps(e, at, value))
            e->jumping[i] = 1;
        else /* an infinite slope is no kink: edges_blame_slope speaks of it */
            e->suspicious[i] = has_finite_slopes(e, at, value);
    }
}

static bool examine_operations(Examiner *e) {
    const Tape *tape = &e->run->tape;
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT) {
            if (i > 0 && tape->code.items[i - 1].out == at->in[0])
                examine_guard(e, i);
            continue;
        }
        if (!load_arguments(e, at))
            return false;
        if (e->reaches[at->out])
            examine_instruction(e, i);
    }
    return true;
}

/* ---- slopes ---- */

/* The derivative of f in variable `wanted` at distance `step` from the point. */
static bool slope_at(Examiner *e, double *point, uint32_t wanted, double step, double *slope) {
    uint32_t variable = e->request->problem.wanted[wanted];
    double here = point[variable];
    point[variable] = here + step;
    const Run *run = evaluator_tangent(&e->nearby, point, variable, slope);
    point[variable] = here;
    return run != NULL;
}

/* The derivative's limit from one side, and how much it still moved on the way there. */
typedef struct Slope {
    double limit; /* NaN where it does not settle or f ends; infinite where it grows without end */
    double moved;
} Slope;

/* Exact where the derivative is constant on that side, else extrapolated from two distances. */
static bool one_sided(Examiner *e, double *point, uint32_t wanted, int side, Slope *slope) {
    double here = point[e->request->problem.wanted[wanted]];
    double scale = fabs(here) > 1e-3 ? fabs(here) : 1e-3;
    double far_step = side * ldexp(scale, -20), near_step = far_step / 16, far, near;
    if (!slope_at(e, point, wanted, far_step, &far) ||
        !slope_at(e, point, wanted, near_step, &near))
        return false;
    slope->moved = fabs(far - near);
    slope->limit = far == near ? near : near - (far - near) / 15;
    if (isfinite(near) && slope->moved > 1e-3 * (fabs(near) + 1e-3))
        slope->limit = fabs(near) > fabs(far) ? copysign(INFINITY, near) : NAN;
    return true;
}

/* Marks elements that depend on one variable, however flatly. */
static void mark_dependence(const Tape *tape, uint32_t variable, uint8_t *depends) {
    memset(depends, 0, tape->elements);
    depends[variable] = 1;
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT)
            continue;
        uint32_t count = operand_count(at);
        for (uint32_t k = 0; k < count && !depends[at->out]; k++)
            depends[at->out] = depends[operand(tape, at, k)];
    }
}

/* The first instruction of `flags` that depends on the variable marked; SIZE_MAX for none. */
static size_t first_affected(const Tape *tape, const uint8_t *flags, const uint8_t *depends) {
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        if (flags[i] && depends[at->op == OP_SELECT ? at->in[0] : at->out])
            return i;
    }
    return SIZE_MAX;
}

static void note_kink(Examiner *e, size_t i, uint32_t wanted) {
    const Problem *problem = &e->request->problem;
    const char *name = problem->names[problem->wanted[wanted]];
    Text text = {0};
    put_node(e, e->run->tape.origins.items[i], &text);
    text_format(&text, " has a kink here: df/d%s is ", name);
    text_number(&text, e->edges->left[wanted]);
    text_put(&text, " from below and ");
    text_number(&text, e->edges->right[wanted]);
    text_put(&text, " from above");
    note(e, e->run->tape.origins.items[i], "kink", &text);
}

static void note_end(Examiner *e, size_t i) {
    Text text = {0};
    put_node(e, e->run->tape.origins.items[i], &text);
    text_put(&text, " ends here: the derivative is one-sided");
    note(e, e->run->tape.origins.items[i], "one-sided", &text);
}

static void note_jump(Examiner *e, size_t i, uint32_t wanted) {
    const Problem *problem = &e->request->problem;
    Text text = {0};
    put_node(e, e->run->tape.origins.items[i], &text);
    text_format(&text, " jumps here: df/d%s is undefined", problem->names[problem->wanted[wanted]]);
    note(e, e->run->tape.origins.items[i], "jump", &text);
}

/* Operations that are flat where they are smooth: the derivative through them is 0, which is said once. */
static void note_flat(Examiner *e, const uint8_t *depends) {
    const Tape *tape = &e->run->tape;
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT || op_table[at->op].form == OP_NARY || at->uses ||
            at->op == OP_POWI || !e->reaches[at->out] || !depends[at->out] || e->jumping[i])
            continue;
        Text text = {0};
        text_put(&text, "the derivative through ");
        put_node(e, tape->origins.items[i], &text);
        text_format(&text, " is zero because of %s", op_table[at->op].name);
        note(e, tape->origins.items[i], "flat", &text);
        return;
    }
}

/* A kink of one operation is one of f only if f's own slopes differ. */
static bool examine_kink(Examiner *e, size_t i, uint32_t wanted, double *point) {
    Edges *edges = e->edges;
    Slope left, right;
    if (!one_sided(e, point, wanted, -1, &left) || !one_sided(e, point, wanted, 1, &right))
        return false;
    edges->left[wanted] = left.limit;
    edges->right[wanted] = right.limit;
    if (isnan(left.limit) || isnan(right.limit)) {
        note_end(e, i);
        return true;
    }
    double apart = fabs(left.limit - right.limit);
    if (left.limit == right.limit || apart <= left.moved + right.moved ||
        apart <= 1e-9 * (fabs(left.limit) + fabs(right.limit)))
        return true;
    edges->kinked[wanted] = 1;
    if (edges->status == EDGE_REGULAR)
        edges->status = EDGE_CONVENTION;
    note_kink(e, i, wanted);
    return true;
}

static bool examine_variable(Examiner *e, uint32_t wanted, double *point, uint8_t *depends) {
    const Tape *tape = &e->run->tape;
    Edges *edges = e->edges;
    mark_dependence(tape, e->request->problem.wanted[wanted], depends);
    size_t jump = first_affected(tape, e->jumping, depends);
    size_t kink = first_affected(tape, e->suspicious, depends);
    if (jump != SIZE_MAX) {
        edges->jumps[wanted] = 1;
        edges->status = EDGE_UNDEFINED;
        note_jump(e, jump, wanted);
    } else if (kink != SIZE_MAX && !examine_kink(e, kink, wanted, point)) {
        return false;
    }
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
        uint32_t count = operand_count(at);
        for (uint32_t k = 0; k < count; k++)
            reaches[operand(tape, at, k)] = 1;
    }
}

static bool anything_flagged(const Examiner *e) {
    const Tape *tape = &e->run->tape;
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        bool flat = at->op != OP_SELECT && op_table[at->op].form != OP_NARY && !at->uses;
        if (e->suspicious[i] || e->jumping[i] || flat)
            return true;
    }
    return false;
}

static bool begin(Examiner *e) {
    const Problem *problem = &e->request->problem;
    if (!evaluator_begin(&e->nearby, problem->graph, &problem->root, 1, problem->variables))
        return false;
    e->run = evaluator_at(e->function, problem->point);
    return e->run != NULL;
}

static void end(Examiner *e) {
    evaluator_free(&e->nearby);
    array_free(&e->arguments);
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
    if (diag_failed(request->diag) || !begin(e))
        return false;
    const Tape *tape = &e->run->tape;
    e->reaches = view_allocate(request, tape->elements, 1);
    e->suspicious = view_allocate(request, tape->code.count, 1);
    e->jumping = view_allocate(request, tape->code.count, 1);
    uint8_t *depends = view_allocate(request, tape->elements, 1);
    double *point = view_allocate(request, problem->variables, sizeof *point);
    if (diag_failed(request->diag))
        return false;
    for (uint32_t i = 0; i < problem->variables; i++)
        point[i] = problem->point[i];
    mark_reaching(tape, e->reaches);
    if (!examine_operations(e))
        return false;
    for (uint32_t k = 0; k < wanted && anything_flagged(e); k++)
        if (!examine_variable(e, k, point, depends))
            return false;
    return true;
}

bool edges_examine(Request *request, Evaluator *function, Edges *edges) {
    *edges = (Edges){.status = EDGE_REGULAR};
    Examiner e = {.request = request, .function = function, .edges = edges};
    bool done = examine(&e);
    end(&e);
    return done && !diag_failed(request->diag);
}

void edges_apply(const Edges *edges, KinkRule rule, uint32_t wanted_count, double *gradient) {
    for (uint32_t k = 0; k < wanted_count; k++) {
        if (edges->jumps[k] || (edges->kinked[k] && rule == KINK_NAN))
            gradient[k] = NAN;
        else if (edges->kinked[k] && rule == KINK_LEFT)
            gradient[k] = edges->left[k];
        else if (edges->kinked[k] && rule == KINK_RIGHT)
            gradient[k] = edges->right[k];
    }
}

/* ---- slopes that are no numbers ---- */

/* Where a finite adjoint first becomes something else on its way back to what is marked, and whether
 * it was a finite slope that made it too large; SIZE_MAX for nowhere. */
static size_t find_culprit(Examiner *e, const Run *run, const uint8_t *depends, bool *overflow) {
    const Tape *tape = &run->tape;
    for (size_t i = tape->code.count; i-- > 0;) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT || !run->relevant[at->out] || !isfinite(run->adjoints[at->out]))
            continue;
        if (!load_arguments(e, at))
            return SIZE_MAX;
        uint32_t count = operand_count(at);
        double *partials = e->arguments.items + count;
        op_partials((OpId)at->op, at->integer, e->arguments.items, count, run->values[at->out],
                    partials);
        for (uint32_t k = 0; k < count; k++) {
            if (!depends[operand(tape, at, k)] || isfinite(run->adjoints[at->out] * partials[k]))
                continue;
            *overflow = isfinite(partials[k]) ||
                        op_smooth((OpId)at->op, at->integer, e->arguments.items, count);
            return i;
        }
    }
    return SIZE_MAX;
}

static void put_side(Text *text, const char *side, Slope slope) {
    text_put(text, side);
    if (isnan(slope.limit))
        text_put(text, "undefined");
    else
        text_number(text, slope.limit);
}

static bool blame(Examiner *e, uint32_t wanted, EdgeStatus *status) {
    Request *request = e->request;
    const Problem *problem = &request->problem;
    double *gradient = view_allocate(request, problem->variables, sizeof *gradient);
    double *point = view_allocate(request, problem->variables, sizeof *point);
    if (!gradient || !point || !begin(e))
        return false;
    memcpy(point, problem->point, problem->variables * sizeof *point);
    const Run *run = evaluator_adjoint(e->function, problem->point, gradient);
    uint8_t *depends = view_allocate(request, run ? run->tape.elements : 0, 1);
    Slope left, right;
    if (!run || !depends || !one_sided(e, point, wanted, -1, &left) ||
        !one_sided(e, point, wanted, 1, &right))
        return false;
    mark_dependence(&run->tape, problem->wanted[wanted], depends);
    bool overflow = false;
    size_t culprit = find_culprit(e, run, depends, &overflow);
    *status = overflow ? EDGE_OVERFLOW : EDGE_UNDEFINED;
    if (culprit == SIZE_MAX)
        return true;
    Text text = {0};
    text_format(&text, "df/d%s: the slope of ", problem->names[problem->wanted[wanted]]);
    put_node(e, run->tape.origins.items[culprit], &text);
    text_put(&text, overflow ? " is beyond the largest double" : " is infinite here");
    if (run->adjoints[run->tape.code.items[culprit].out] == 0)
        text_put(&text, ", times 0");
    if (!overflow && !(isnan(left.limit) && isnan(right.limit))) {
        put_side(&text, "; from below ", left);
        put_side(&text, ", from above ", right);
    }
    note(e, run->tape.origins.items[culprit], overflow ? "overflow" : "slope", &text);
    return true;
}

bool edges_blame_slope(Request *request, Evaluator *function, uint32_t wanted, EdgeStatus *status) {
    Edges edges = {.status = EDGE_UNDEFINED};
    Examiner e = {.request = request, .function = function, .edges = &edges};
    bool done = blame(&e, wanted, status);
    end(&e);
    return done && !diag_failed(request->diag);
}

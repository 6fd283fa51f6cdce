/* Slopes: what f does when one variable moves a little, for edges.c (examiner.h).
 *
 * One-sided slopes are limits of the derivative at points close by, extrapolated (Richardson); a
 * jump is a change that does not shrink with the step, or is far larger than slopes account for. A
 * condition turns where it is decided otherwise close by.
 * All steps are relative to the point; nothing here knows any function by name. */
#include "views/examiner.h"

#include "analysis/accuracy.h"

#include <math.h>
#include <string.h>

/* Distances from the point, as powers of 2 of its size: each a sixteenth of the one before. Where
 * no limit is seen there, the same is tried further away, where there is less noise, and nearer. */
enum { STEP_FAR = -16, STEP_MIDDLE = -20, STEP_NEAR = -24, STEP_ELSEWHERE = 10 };

/* Where a step flips a choice another tape is compiled: on average as much work as
 * this many runs. */
static const double choice_cost = 2.0;

/* A derivative that moves by less than this part of itself from step to step has a limit. */
static const double settled = 1e-3;

static uint32_t variable_of(const Examiner *e, uint32_t wanted) {
    return e->request->problem.wanted[wanted];
}

static double step_at(const Examiner *e, uint32_t wanted, int power) {
    double here = fabs(e->request->problem.point[variable_of(e, wanted)]);
    return ldexp(here > 1e-290 ? here : 0x1p-10, power);
}

/* f at distance `step`, and its derivative there; NULL without memory. */
static const Run *run_at(Examiner *e, uint32_t wanted, double step, double *slope) {
    uint32_t variable = variable_of(e, wanted);
    double here = e->request->problem.point[variable];
    e->point[variable] = here + step;
    e->work += e->run->tape.elements * (e->run->tape.choices.count ? choice_cost : 1.0);
    const Run *run = evaluator_tangent(&e->nearby, e->point, variable, slope);
    e->point[variable] = here;
    return run;
}

bool slopes_here(Examiner *e, uint32_t wanted, double *slope) {
    return run_at(e, wanted, 0.0, slope);
}

/* The limit of a derivative that was `far`, then `near` at a sixteenth of the distance. */
static Slope extrapolated(double far, double near) {
    return (Slope){.limit = far == near ? near : near - (far - near) / 15,
                   .moved = fabs(far - near)};
}

/* To the three digits that noise has left of a limit. */
static Slope rough(double far, double middle) {
    double unit = pow(10.0, floor(log10(fabs(far))) - 2.0);
    return (Slope){.limit = isfinite(unit) && unit > 0.0 ? round(far / unit) * unit : far,
                   .moved = fabs(middle - far)};
}

/* The limit as far as it is seen from distances shifted by a power of 2;
 * *seen says whether it is. */
static bool limit_from(Examiner *e, uint32_t wanted, int side, int shift, Slope *slope,
                       bool *seen) {
    double far, middle, near;
    if (!run_at(e, wanted, side * step_at(e, wanted, STEP_FAR + shift), &far) ||
        !run_at(e, wanted, side * step_at(e, wanted, STEP_MIDDLE + shift), &middle) ||
        !run_at(e, wanted, side * step_at(e, wanted, STEP_NEAR + shift), &near))
        return false;
    double before = fabs(middle - far), after = fabs(near - middle);
    bool rises = 0.0 < far && far < middle && middle < near;
    bool falls = 0.0 > far && far > middle && middle > near;
    *slope = extrapolated(middle, near);
    slope->ends = isnan(near);
    *seen = isfinite(near) && after <= settled * (fabs(near) + settled);
    if (*seen || !isfinite(near))
        return true;
    *seen = before <= settled * (fabs(middle) + settled);
    if (*seen) /* only noise kept it from settling */
        *slope = rough(far, middle);
    else /* without end, as 1/sqrt(x) or log(x) do? */
        slope->limit = (rises || falls) && after > 0.9 * before ? copysign(INFINITY, near) : NAN;
    return true;
}

bool slopes_one_sided(Examiner *e, uint32_t wanted, int side, Slope *slope) {
    static const int shifts[] = {0, STEP_ELSEWHERE, -STEP_ELSEWHERE};
    bool seen = false;
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts && !seen; i++) {
        Slope found;
        if (!limit_from(e, wanted, side, shifts[i], &found, &seen))
            return false;
        if (seen || i == 0)
            *slope = found;
        seen |= slope->ends;
    }
    return true;
}

/* ---- jumps ---- */

/* Whether f changes by more than its slopes here and there account for,
 * at two distances on one side. */
static bool side_jumps(Examiner *e, uint32_t wanted, int side, double slope, bool *jumps) {
    double here = run_output(e->run, 0);
    *jumps = true;
    for (int power = STEP_MIDDLE; power >= STEP_NEAR; power += STEP_NEAR - STEP_MIDDLE) {
        double step = step_at(e, wanted, power), there;
        const Run *run = run_at(e, wanted, side * step, &there);
        if (!run)
            return false;
        double value = run_output(run, 0);
        double expected = 3.0 * fmax(fabs(slope), fabs(there)) * step;
        double noise = 1e-12 * fmax(fabs(value), fabs(here));
        *jumps &= isfinite(value) && fabs(value - here) > expected + noise;
    }
    return true;
}

bool slopes_find_jump(Examiner *e, uint32_t wanted, bool *jumps) {
    double slope;
    bool below, above;
    if (!slopes_here(e, wanted, &slope) || !side_jumps(e, wanted, -1, slope, &below) ||
        !side_jumps(e, wanted, 1, slope, &above))
        return false;
    *jumps = isfinite(slope) && (below || above);
    return true;
}

/* The value of a node in a run where it is computed; NaN elsewhere. */
static double value_of(const Run *run, NodeId node) {
    for (size_t i = run->tape.code.count; i-- > 0;)
        if (run->tape.origins.items[i] == node && run->tape.code.items[i].op != OP_SELECT)
            return run->values[run->tape.code.items[i].out];
    return NAN;
}

/* The smallest step that the operands of an operation feel, and how much its value may change there
 * if it is continuous. Operands that do not move to first order set no step. */
static bool least_step(Examiner *e, uint32_t wanted, const Instruction *at, double *step,
                       double *change) {
    uint32_t variable = variable_of(e, wanted), count = tape_operand_count(at);
    double here = e->point[variable], slope;
    const Run *run = evaluator_tangent(e->function, e->point, variable, &slope);
    if (!run || !examiner_load(e, at))
        return false;
    const double *partials = examiner_partials(e, at);
    *step = accuracy_spacing(here);
    double tangents = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t element = tape_operand(&run->tape, at, i);
        bool active = run->active[element] >> variable % 8 & 1;
        double tangent = active ? fabs(run->tangents[element]) : 0.0;
        double spacing = accuracy_spacing(run->values[element]);
        if (tangent > 0.0 && isfinite(tangent) && isfinite(spacing))
            *step = fmax(*step, 2.0 * spacing / tangent);
        tangents += (1.0 + fabs(partials[i])) * tangent;
    }
    *change = 3.0 * tangents * *step + 4.0 * accuracy_spacing(run->values[at->out]);
    return true;
}

bool slopes_find_jump_of(Examiner *e, uint32_t wanted, size_t instruction, bool *jumps) {
    const Instruction *at = &e->run->tape.code.items[instruction];
    NodeId node = e->run->tape.origins.items[instruction];
    double value = e->run->values[at->out], step, change, slope;
    if (!least_step(e, wanted, at, &step, &change))
        return false;
    bool jumped = false;
    for (int side = -1; side <= 1; side += 2) {
        double steps[] = {step, step_at(e, wanted, STEP_MIDDLE), step_at(e, wanted, STEP_NEAR)};
        double moved[3];
        for (int i = 0; i < 3; i++) {
            const Run *run = run_at(e, wanted, side * steps[i], &slope);
            if (!run)
                return false;
            moved[i] = fabs(value_of(run, node) - value);
        }
        bool shrinks = !(moved[2] > 0.5 * moved[1]);
        jumped |= moved[0] > change || (!shrinks && moved[2] > 1e-6 * (1.0 + fabs(value)));
    }
    *jumps = jumped;
    return true;
}

/* ---- slopes that are no numbers ---- */

void slopes_mark(const Tape *tape, uint32_t variable, uint8_t *depends) {
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

/* What happened to a slope on its way back. */
typedef struct Culprit {
    size_t instruction; /* SIZE_MAX for nowhere */
    bool overflow;      /* a finite slope made it too large */
    bool no_number;
} Culprit;

/* Where a finite adjoint first becomes something else on its way back to what is marked. */
static bool find_culprit(Examiner *e, const Run *run, const uint8_t *depends, Culprit *culprit) {
    const Tape *tape = &run->tape;
    *culprit = (Culprit){.instruction = SIZE_MAX};
    for (size_t i = tape->code.count; i-- > 0;) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT || !run->relevant[at->out] || !isfinite(run->adjoints[at->out]))
            continue;
        if (!examiner_load(e, at))
            return false;
        uint32_t count = tape_operand_count(at);
        const double *partials = examiner_partials(e, at);
        for (uint32_t k = 0; k < count; k++) {
            if (!depends[tape_operand(tape, at, k)] ||
                isfinite(run->adjoints[at->out] * partials[k]))
                continue;
            bool smooth = op_smooth((OpId)at->op, at->integer, e->arguments.items, count);
            *culprit = (Culprit){i, isfinite(partials[k]) || smooth, isnan(partials[k])};
            return true;
        }
    }
    return true;
}

static void put_side(Text *text, Slope slope, const char *side) {
    if (isnan(slope.limit))
        text_put(text, "undefined");
    else
        text_number(text, slope.limit);
    text_put(text, side);
}

/* What the operation does: a function of one argument at the value of that,
 * any other at the point. */
static void put_steepness(const Examiner *e, const Culprit *culprit, NodeId node, Text *text) {
    const Tape *tape = &e->run->tape;
    const Instruction *at = &tape->code.items[culprit->instruction];
    bool infinite = !culprit->no_number && !culprit->overflow;
    uint32_t count;
    const NodeId *arguments = graph_arguments(e->request->problem.graph, node, &count);
    if (infinite && count == 1 && !op_table[at->op].has_integer) {
        text_format(text, "%s has an infinite slope at ", op_table[at->op].name);
        examiner_put_node(e, arguments[0], text);
        text_put(text, " = ");
        text_number(text, e->run->values[tape_operand(tape, at, 0)]);
        return;
    }
    text_put(text, "the slope of ");
    examiner_put_node(e, node, text);
    text_put(text, infinite             ? " is infinite here"
                   : culprit->no_number ? " is not a number here"
                                        : " is beyond the largest double");
}

static void note_slope(Examiner *e, uint32_t wanted, const Culprit *culprit, Slope below,
                       Slope above) {
    const Problem *problem = &e->request->problem;
    const Tape *tape = &e->run->tape;
    const char *name = problem->names[problem->wanted[wanted]];
    NodeId node = tape->origins.items[culprit->instruction];
    bool sides = !culprit->overflow && !(isnan(below.limit) && isnan(above.limit));
    Text text = {0};
    if (!sides)
        text_format(&text, "df/d%s: ", name);
    put_steepness(e, culprit, node, &text);
    if (e->run->adjoints[tape->code.items[culprit->instruction].out] == 0)
        text_put(&text, ", times 0");
    if (sides) {
        text_format(&text, "; df/d%s is ", name);
        put_side(&text, below, " from below and ");
        put_side(&text, above, " from above");
    }
    examiner_note(e, node, culprit->overflow ? "overflow" : "slope", &text);
}

static bool blame(Examiner *e, uint32_t wanted, EdgeStatus *status) {
    Request *request = e->request;
    const Problem *problem = &request->problem;
    uint32_t variable = problem->wanted[wanted];
    double *gradient = view_allocate(request, problem->variables, sizeof *gradient);
    if (!gradient || !examiner_begin(e))
        return false;
    const Run *run = evaluator_adjoint(e->function, problem->point, gradient);
    uint8_t *depends = view_allocate(request, run ? run->tape.elements : 0, 1);
    Slope below, above;
    Culprit culprit;
    if (!run || !depends || !slopes_one_sided(e, wanted, -1, &below) ||
        !slopes_one_sided(e, wanted, 1, &above))
        return false;
    e->run = run;
    slopes_mark(&run->tape, variable, depends);
    if (!find_culprit(e, run, depends, &culprit))
        return false;
    bool overflow = culprit.overflow && !isnan(gradient[variable]);
    *status = overflow ? EDGE_OVERFLOW : EDGE_UNDEFINED;
    if (culprit.instruction != SIZE_MAX)
        note_slope(e, wanted, &culprit, below, above);
    return true;
}

bool edges_blame_slope(Request *request, Evaluator *function, uint32_t wanted, EdgeStatus *status) {
    Edges edges = {.status = EDGE_UNDEFINED};
    Examiner e = {.request = request, .function = function, .edges = &edges};
    bool done = blame(&e, wanted, status);
    examiner_end(&e);
    return done && !diag_failed(request->diag);
}

bool slopes_find_turn(Examiner *e, uint32_t wanted, size_t guard, bool *turns) {
    const Tape *tape = &e->run->tape;
    bool holds = e->run->values[tape->code.items[guard].in[0]] != 0.0;
    *turns = false;
    for (int side = -1; side <= 1; side += 2) {
        double slope;
        const Run *run = run_at(e, wanted, side * step_at(e, wanted, STEP_NEAR), &slope);
        if (!run)
            return false;
        /* NaN where an earlier condition has turned, so that this one is not met. */
        double there = value_of(run, tape->origins.items[guard]);
        *turns |= !isnan(there) && (there != 0.0) != holds;
    }
    return true;
}

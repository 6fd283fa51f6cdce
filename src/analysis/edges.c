/* Edges: see edges.h.
 *
 * One walk over the tape finds the operation that first made a NaN or an infinity, and the
 * operations that are not smooth at their operands. What that means for f's derivatives is found in
 * truth.c, and put into words in edge-notes.c. */
#include "analysis/edges.h"

#include "analysis/answers.h"
#include "analysis/edge-notes.h"
#include "analysis/inspection.h"
#include "analysis/proof.h"

#include <math.h>
#include <string.h>

const char *const edge_status_names[] = {"regular",   "one-sided", "convention",
                                         "undecided", "overflow",  "undefined"};

/* ---- notes ---- */

/* "1, 2": the numbers that an operation is applied to. */
static const char *arguments_text(const Inspection *in) {
    enum { MOST_SHOWN = 4 };
    const Walk *walk = &in->walk;
    Text text = {0};
    for (uint32_t i = 0; i < walk->count && i < MOST_SHOWN; i++) {
        text_put(&text, i ? ", " : "");
        text_number(&text, walk->operands[i]);
    }
    text_put(&text, walk->count > MOST_SHOWN ? ", ..." : "");
    return subject_keep(in->subject, &text);
}

/* Exponents k/3 have a real power of x < 0, which x^(k/3) does not mean: that power by cbrt, or
 * NULL. */
static const char *root_text(const Inspection *in) {
    const Walk *walk = &in->walk;
    bool power = walk_op(walk) == OP_POW && isnan(walk->value);
    double thirds = power ? 3.0 * walk->operands[1] : (double)NAN, whole = round(thirds);
    if (!(fabs(thirds - whole) <= 4e-16 * fabs(thirds)) || fabs(whole) > 1e9)
        return NULL;
    NodeId base = graph_node(in->problem->graph, walk->node)->as.arg[0];
    const char *x = subject_node(in->subject, base);
    Text text = {0};
    text_format(&text, "cbrt(%s)", x ? x : "");
    if (whole != 1.0)
        text_format(&text, "^%.0f", whole);
    return subject_keep(in->subject, &text);
}

typedef enum Oddity { ODD_NAN, ODD_INFINITE, ODD_OVERFLOW } Oddity;

/* Says of the walk's operation what its value is. */
static void note_value(Inspection *in, Oddity oddity) {
    const Walk *walk = &in->walk;
    const char *node = subject_node(in->subject, walk->node), *root = root_text(in);
    const char *arguments = arguments_text(in);
    bool one = walk->count == 1;
    double argument = one ? walk->operands[0] : (double)NAN;
    Said said = SAY_NOTHING;
    switch (oddity) {
    case ODD_NAN:
        said = root  ? SAY(NAN_OF_POWER, node, arguments, root)
               : one ? SAY(NAN_OF_ONE, node, argument)
                     : SAY(NAN_OF_MORE, node, arguments);
        break;
    case ODD_INFINITE:
        said = one ? SAY(INFINITE_OF_ONE, node, argument) : SAY(INFINITE_OF_MORE, node, arguments);
        break;
    case ODD_OVERFLOW:
        said = one ? SAY(OVERFLOW_OF_ONE, node, argument) : SAY(OVERFLOW_OF_MORE, node, arguments);
        break;
    }
    inspection_note(in, walk->node, said);
}

/* ---- conditions ---- */

/* The element that decides a guard, looking through `not`. */
static uint32_t deciding(const Inspection *in, size_t guard) {
    const Instruction *code = in->run->tape->code.items;
    uint32_t element = code[guard].in[0];
    while (in->makers[element] != NOT_MADE && code[in->makers[element]].op == OP_NOT)
        element = code[in->makers[element]].in[0];
    return element;
}

static void note_boundary(Inspection *in, size_t guard, NodeId condition, bool single, bool holds) {
    in->rough[guard] = 1;
    Span span = in->problem->graph->spans.items[condition];
    if (span.end && span.start == in->boundary.start && span.end == in->boundary.end)
        return; /* a loop has been here before */
    in->boundary = span;
    const char *text = subject_node(in->subject, condition);
    if (single)
        inspection_note(in, condition,
                        holds ? SAY(HOLDS_AT_POINT, text) : SAY(FAILS_AT_POINT, text));
    else
        inspection_note(in, condition,
                        holds ? SAY(BOUNDARY_TRUE, text) : SAY(BOUNDARY_FALSE, text));
}

/* Flags a condition that holds or fails at this single point, or whose two sides are equal here, or
 * in which something jumps. Moves the walk. */
static void examine_guard(Inspection *in, size_t guard) {
    const Tape *tape = in->run->tape;
    Walk *walk = &in->walk;
    uint32_t element = deciding(in, guard), maker = in->makers[element];
    bool holds = walk->value != 0.0;
    uint8_t motion = in->moves[element];
    if (maker != NOT_MADE && op_is_comparison((OpId)tape->code.items[maker].op)) {
        walk_to(walk, maker);
        motion = in->moves[walk_element(walk, 0)] | in->moves[walk_element(walk, 1)];
        bool equality = walk_op(walk) == OP_EQ || walk_op(walk) == OP_NE;
        bool same = walk_element(walk, 0) == walk_element(walk, 1);
        if (motion && !same && walk->operands[0] == walk->operands[1])
            note_boundary(in, guard, walk->node, equality && motion & MOTION_SLOPE,
                          walk->value != 0.0);
    } else if (motion & MOTION_SLOPE && in->run->values[element] == 0.0) {
        /* A plain number as a condition: false only where it is 0. */
        note_boundary(in, guard, tape->origins.items[guard], true, holds);
    }
    if (motion & MOTION_JUMP)
        in->rough[guard] = 1;
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
        motion = walk_is_smooth(walk) ? motion & MOTION_JUMP : MOTION_JUMP;
    in->moves[walk->at->out] = motion;
}

/* Says which operation first made something that is no finite number. */
static void examine_value(Inspection *in) {
    Walk *walk = &in->walk;
    EdgeStatus *status = &in->edges->status;
    bool reported = *status == EDGE_UNDEFINED || *status == EDGE_OVERFLOW;
    bool finite = walk_is_finite(walk);
    if (isnan(walk->value)) {
        if (!reported) { /* else the cause of the NaN has been */
            *status = EDGE_UNDEFINED;
            note_value(in, ODD_NAN);
        }
    } else if (isinf(walk->value) && finite) {
        bool overflow = walk_is_smooth(walk);
        if (!reported) {
            *status = overflow ? EDGE_OVERFLOW : EDGE_UNDEFINED;
            note_value(in, overflow ? ODD_OVERFLOW : ODD_INFINITE);
        }
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
        in->rough[i] = walk_is_finite(walk) && !(walk_is_smooth(walk) && isfinite(walk->value));
        if (in->reaches[walk->at->out])
            examine_value(in);
    }
}

/* ---- what is rough, and what depends on it ---- */

/* Marks what depends on marked elements, even with slope 0. */
static void spread_dependence(const Tape *tape, uint8_t *depends) {
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT)
            continue;
        uint32_t count = tape_operand_count(at);
        for (uint32_t k = 0; k < count && !depends[at->out]; k++)
            depends[at->out] = depends[tape_operand(tape, at, k)];
    }
}

static void mark_dependent(const Tape *tape, uint32_t variable, uint8_t *depends) {
    memset(depends, 0, tape->elements);
    depends[variable] = 1;
    spread_dependence(tape, depends);
}

/* Marks what the marked elements depend on. */
static void mark_needed(const Tape *tape, uint8_t *needed) {
    for (size_t i = tape->code.count; i-- > 0;) {
        const Instruction *at = &tape->code.items[i];
        if (at->op == OP_SELECT || !needed[at->out])
            continue;
        uint32_t count = tape_operand_count(at);
        for (uint32_t k = 0; k < count; k++)
            needed[tape_operand(tape, at, k)] = 1;
    }
}

/* The node of the rough instruction that depends on a variable; poison if there are several. */
static NodeId only_place(const Inspection *in, uint32_t variable, uint8_t *depends) {
    const Tape *tape = in->run->tape;
    NodeId place = NODE_POISON;
    mark_dependent(tape, variable, depends);
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        NodeId node = tape->origins.items[i];
        if (!in->rough[i] || !depends[at->op == OP_SELECT ? at->in[0] : at->out])
            continue;
        if (place != NODE_POISON && place != node)
            return NODE_POISON;
        place = node;
    }
    return place;
}

/* Whether all derivatives exist here, and are 0. */
static bool is_flat_all_around(const Inspection *in) {
    for (uint32_t i = 0; i < in->problem->derivative_count; i++)
        if (in->edges->truths[i].kind != TRUTH_EXISTS || in->edges->truths[i].value != 0.0)
            return false;
    return in->edges->status == EDGE_REGULAR;
}

/* Operations that are flat where they are smooth: the derivative through them is 0. Noted once. */
static void note_flat(Inspection *in, const uint8_t *depends) {
    const Tape *tape = in->run->tape;
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        bool jumps = in->rough[i] && !is_flat_all_around(in);
        if (at->op == OP_SELECT || jumps || !is_flat(at) || !in->reaches[at->out] ||
            !depends[at->out])
            continue;
        NodeId node = tape->origins.items[i];
        inspection_note(in, node,
                        SAY(FLAT, subject_node(in->subject, node), op_table[at->op].name));
        return;
    }
}

/* ---- the truths ---- */

/* The status that a truth gives an answer. */
static EdgeStatus status_of(const Truth *truth) {
    static const EdgeStatus statuses[] = {
        [TRUTH_ORDINARY] = EDGE_REGULAR,    [TRUTH_EXISTS] = EDGE_REGULAR,
        [TRUTH_ENDS] = EDGE_ONE_SIDED,      [TRUTH_KINK] = EDGE_CONVENTION,
        [TRUTH_UNDECIDED] = EDGE_UNDECIDED, [TRUTH_INFINITE] = EDGE_UNDEFINED,
        [TRUTH_NONE] = EDGE_UNDEFINED,      [TRUTH_JUMP] = EDGE_UNDEFINED,
    };
    bool overflow = truth_is_known(truth) && isinf(truth->value);
    return overflow ? EDGE_OVERFLOW : statuses[truth->kind];
}

/* Where f has no value beside the point, a way that was not followed may be why. */
static void doubt_truths(Inspection *in, Truth *truths) {
    bool doubtful = false;
    for (uint32_t i = 0; i < in->problem->derivative_count; i++) {
        TruthKind kind = truths[i].kind;
        bool ends = kind == TRUTH_ENDS || kind == TRUTH_JUMP || kind == TRUTH_INFINITE;
        if (!ends || (!isnan(truths[i].below) && !isnan(truths[i].above)))
            continue;
        truths[i].kind = TRUTH_UNDECIDED;
        doubtful = true;
    }
    if (doubtful)
        diag_say(in->subject->diag, (Span){0, 0}, SAY(WAYS_NOT_EXAMINED));
}

/* Finds the truths and says what they mean. */
static bool examine_truths(Inspection *in, const EdgeOptions *options, uint8_t *depends,
                           Truth *truths) {
    const Problem *problem = in->problem;
    uint32_t count = problem->derivative_count;
    const char *const *labels = answers_labels(in->subject);
    const Traced *traced = in->run->tape->traced;
    Problem around = *problem;
    if (traced)
        around.root = traced->around;
    const Subject subject = {&around, in->subject->diag, in->subject->arena};
    TruthNotes found;
    if (!labels ||
        !truth_find(&subject, run_output(in->run, 0), in->feeds, options->patient, truths, &found))
        return false;
    Edges *edges = in->edges;
    edges->hints = found.hints;
    if (!proof_find(&subject, options, &found, truths, &edges->proof))
        return false;
    if (traced && traced->unended)
        doubt_truths(in, truths);
    enum { MOST_PLACES = 32 };
    uint32_t placed = 0;
    for (uint32_t i = 0; i < count; i++) {
        EdgeStatus status = status_of(&truths[i]);
        edges->rough |= truths[i].kind != TRUTH_ORDINARY;
        if (status > edges->status)
            edges->status = status;
        bool late = i >= found.looked_at && truths[i].kind == TRUTH_UNDECIDED;
        if (truths[i].kind == TRUTH_ORDINARY || late || placed++ >= MOST_PLACES)
            continue; /* beyond that many, the rest are alike */
        uint32_t variable = problem_marked(problem, &problem->derivatives[i], in->feeds);
        NodeId place = only_place(in, variable, depends);
        edge_note_truth(in, place, labels[i], answers_is_first(problem, i), &truths[i]);
    }
    edge_note_ties(in);
    if (found.looked_at < count)
        diag_say(in->subject->diag, (Span){0, 0}, SAY(NOT_EXAMINED, found.looked_at, count));
    return true;
}

/* ---- all of it ---- */

static bool anything_rough(const Inspection *in) {
    for (size_t i = 0; i < in->run->tape->code.count; i++)
        if (in->rough[i])
            return true;
    return false;
}

/* Marks the variables that some rough operation depends on, if only through arms not taken. */
static bool mark_rough_variables(Inspection *in) {
    const Tape *tape = in->run->tape;
    Graph *graph = in->problem->graph;
    NodeId *places = subject_allocate(in->subject, tape->code.count, sizeof *places);
    uint8_t *marks = subject_allocate(in->subject, graph->nodes.count, 1);
    uint32_t count = 0;
    for (size_t i = 0; places && i < tape->code.count; i++)
        if (in->rough[i])
            places[count++] = tape->origins.items[i];
    if (!places || !marks)
        return false;
    if (count == 0)
        return true;
    graph_reach(graph, places, count, marks);
    for (NodeId id = 0; id < graph->nodes.count; id++)
        if (marks[id] && graph_op(graph, id) == OP_VARIABLE)
            in->feeds[graph_node(graph, id)->as.variable] = 1;
    return true;
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
        const char *text = subject_node(in->subject, node);
        inspection_note(in, node,
                        isnan(value) ? SAY(VARIABLE_NAN, text) : SAY(VARIABLE_INFINITE, text));
        in->edges->status = EDGE_UNDEFINED;
    }
    return true;
}

/* Truths of nothing but ordinary answers; NULL without memory. */
static Truth *ordinary(const Subject *subject) {
    uint32_t count = subject->problem->derivative_count;
    Truth *truths = subject_allocate(subject, count, sizeof *truths);
    for (uint32_t i = 0; truths && i < count; i++)
        truths[i] = (Truth){.value = NAN, .below = NAN, .above = NAN};
    return truths;
}

/* Room for what is found; false without memory. */
static bool make_room(Inspection *in) {
    const Tape *tape = in->run->tape;
    in->reaches = subject_allocate(in->subject, tape->elements, 1);
    in->rough = subject_allocate(in->subject, tape->code.count, 1);
    in->moves = subject_allocate(in->subject, tape->elements, 1);
    in->feeds = subject_allocate(in->subject, tape->variables, 1);
    in->makers = subject_allocate(in->subject, tape->elements, sizeof *in->makers);
    return !diag_failed(in->subject->diag);
}

/* Some ways that part at this very point could not be followed. */
static void leave_undecided(Inspection *in, Truth *truths) {
    for (uint32_t i = 0; i < in->problem->derivative_count; i++)
        if (problem_marked(in->problem, &in->problem->derivatives[i], in->feeds) <
            in->problem->components)
            truths[i].kind = TRUTH_UNDECIDED;
    in->edges->rough = true;
    in->edges->status = EDGE_UNDECIDED;
    diag_say(in->subject->diag, (Span){0, 0}, SAY(WAYS_NOT_EXAMINED));
}

static bool examine(Inspection *in, const EdgeOptions *options) {
    const Tape *tape = in->run->tape;
    uint8_t *depends = subject_allocate(in->subject, tape->elements, 1);
    Truth *truths = ordinary(in->subject);
    in->edges->truths = truths;
    if (!depends || !truths || !make_room(in))
        return false;
    in->reaches[tape->outputs.items[0]] = 1;
    mark_needed(tape, in->reaches);
    if (!examine_variables(in))
        return false;
    examine_operations(in);
    if (!mark_rough_variables(in))
        return false;
    bool decidable = in->edges->status == EDGE_REGULAR && isfinite(run_output(in->run, 0));
    if (decidable && tape->traced && tape->traced->open)
        leave_undecided(in, truths);
    else if (decidable && anything_rough(in) && !examine_truths(in, options, depends, truths))
        return false;
    if (in->edges->status == EDGE_UNDEFINED && !in->edges->rough && !edge_note_limits(in))
        return false;
    memset(depends, 0, tape->elements);
    problem_moved(in->problem, depends, NULL);
    spread_dependence(tape, depends);
    if (in->edges->status < EDGE_OVERFLOW)
        note_flat(in, depends);
    return true;
}

bool edges_examine(const Subject *subject, const EdgeOptions *options, Edges *edges) {
    *edges = (Edges){.status = EDGE_REGULAR};
    Inspection in = {.edges = edges};
    bool done = inspection_begin(&in, subject) && examine(&in, options);
    inspection_end(&in);
    return done && !diag_failed(subject->diag);
}

void edges_free(Edges *edges) {
    if (edges->proof)
        reference_answer_free(edges->proof);
    edges->proof = NULL;
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

/* Names the operation: a unary one at the value of its argument, any other at the point. */
static void note_slope(Inspection *in, uint32_t answer, const Culprit *culprit) {
    const Tape *tape = in->run->tape;
    const Instruction *at = &tape->code.items[culprit->instruction];
    NodeId node = tape->origins.items[culprit->instruction];
    const char *x = problem_name(in->problem, problem_variable(in->problem, answer));
    const char *text = subject_node(in->subject, node), *name = op_table[at->op].name;
    bool times_zero = in->run->adjoints[at->out] == 0.0;
    uint32_t count;
    const NodeId *arguments = graph_arguments(in->problem->graph, node, &count);
    Said said;
    if (culprit->no_number) {
        said = times_zero ? SAY(STEEP_NAN_TIMES_ZERO, x, text) : SAY(STEEP_NAN, x, text);
    } else if (culprit->overflow) {
        said = times_zero ? SAY(STEEP_OVERFLOW_TIMES_ZERO, x, text) : SAY(STEEP_OVERFLOW, x, text);
    } else if (count == 1 && !op_table[at->op].has_integer) {
        const char *of = subject_node(in->subject, arguments[0]);
        double value = in->run->values[tape_operand(tape, at, 0)];
        said = times_zero ? SAY(STEEP_AT_TIMES_ZERO, x, name, of, value)
                          : SAY(STEEP_AT, x, name, of, value);
    } else {
        said = times_zero ? SAY(STEEP_TIMES_ZERO, x, text) : SAY(STEEP, x, text);
    }
    inspection_note(in, node, said);
}

static bool blame(Inspection *in, uint32_t answer, EdgeStatus *status) {
    const Problem *problem = in->problem;
    uint32_t variable = problem_variable(problem, answer);
    double *gradient = subject_allocate(in->subject, problem->components, sizeof *gradient);
    uint8_t *depends = subject_allocate(in->subject, in->run->tape->elements, 1);
    if (!gradient || !depends || !evaluator_adjoint(&in->here, problem->point, gradient))
        return false;
    mark_dependent(in->run->tape, variable, depends);
    Culprit culprit = find_culprit(in, depends);
    bool overflow = culprit.overflow && !isnan(gradient[variable]);
    *status = overflow ? EDGE_OVERFLOW : EDGE_UNDEFINED;
    if (culprit.instruction != SIZE_MAX)
        note_slope(in, answer, &culprit);
    return true;
}

bool edges_blame_slope(const Subject *subject, uint32_t answer, EdgeStatus *status) {
    Inspection in = {0};
    bool done = inspection_begin(&in, subject) && blame(&in, answer, status);
    inspection_end(&in);
    return done && !diag_failed(subject->diag);
}

/* Conditioning: see conditioning.h.
 *
 * influence_find (rounding.c) weighs the rounding of every operation. Here the path of the heaviest
 * one is followed to the result. The operation on it that most magnifies the relative error of its
 * operand is where the digits are lost: usually a difference of nearby numbers. */
#include "analysis/conditioning.h"

#include "analysis/accuracy.h"
#include "analysis/answers.h"
#include "analysis/rounding.h"
#include "methods/method.h"
#include "tracing/derivative.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Smaller losses get no note: three digits. */
static const double SPOKEN_OF_ULPS = 1000;
/* An operation is blamed from the first factor on; where another one loses more, from the
 * second. */
static const double BLAMED_FACTOR = 10, BLAMED_TOO_FACTOR = 100;
/* Making the formulas and their tapes must not take more than a tenth of a second. */
static const double MOST_OPERATIONS = 4e7;

enum { MOST_DIGITS = 16, ARGUMENT_DIGITS = 12 };

/* An operation on the path of an error. */
typedef struct Loss {
    double factor; /* by which it magnifies its operand's relative error; 0: there is none */
    const Instruction *at;
    NodeId node;
    double operand; /* the one that carries the error */
} Loss;

/* Where an operation comes from: f as it is written, or the rules that differentiate it. */
enum { WRITTEN, DERIVED, ORIGINS };

typedef struct Study {
    const Subject *subject;
    const Problem *problem;
    uint8_t *written; /* marks the nodes that f needs, up to its root */
    const Run *run;
    Walk walk;
    Influence influence;
    Loss losses[ORIGINS];
    bool of_value; /* of f, not of a derivative */
} Study;

/* ---- the path of the worst error ---- */

static void blame(Study *s, uint32_t k, double factor, double operand) {
    const Tape *tape = s->run->tape;
    NodeId node = tape->origins.items[k];
    bool written = node <= s->problem->root && s->written[node];
    Loss *loss = &s->losses[written ? WRITTEN : DERIVED];
    if (factor > loss->factor)
        *loss = (Loss){factor, &tape->code.items[k], node, operand};
}

static void follow(Study *s) {
    const Tape *tape = s->run->tape;
    const double *values = s->run->values;
    const Influence *influence = &s->influence;
    Walk *walk = &s->walk;
    s->losses[WRITTEN] = s->losses[DERIVED] = (Loss){0};
    walk_to(walk, influence->source);
    if (walk_op(walk) == OP_SUM) { /* it cancels within itself */
        double largest = 0, size = 0;
        for (uint32_t i = 0; i < walk->count; i++) {
            size += fabs(walk->operands[i]);
            largest = fmax(largest, fabs(walk->operands[i]));
        }
        blame(s, influence->source, size / fabs(walk->value), largest);
    }
    for (uint32_t element = walk->at->out; element != tape->outputs.items[0];) {
        uint32_t user = influence->users.items[element];
        uint32_t out = tape->code.items[user].out;
        double partial = influence->shares.items[element] / influence->adjoints.items[out];
        blame(s, user, fabs(partial * values[element] / values[out]), values[element]);
        element = out;
    }
}

/* ---- notes ---- */

static int digits_of(double factor) {
    return factor < 1e16 ? (int)log10(factor) : MOST_DIGITS;
}

/* The operation of f that a derived node comes from: it has the same span. */
static NodeId written_at(const Study *s, NodeId node) {
    const Graph *graph = s->problem->graph;
    Span span = graph->spans.items[node];
    for (NodeId id = s->problem->root; id > 0 && span.end; id--)
        if (s->written[id] && graph->spans.items[id].start == span.start &&
            graph->spans.items[id].end == span.end)
            return id;
    return NODE_POISON;
}

/* Two digits of a finite number; with an exponent from a million up. */
static const char *large_text(const Subject *subject, double x) {
    Text text = {0};
    char printed[32];
    snprintf(printed, sizeof printed, "%.1e", x);
    if (x < 1e6)
        text_figure(&text, x, 2, false);
    else
        text_format(&text, "%.3se%ld", printed, strtol(strchr(printed, 'e') + 1, NULL, 10));
    return subject_keep(subject, &text);
}

/* What the operation does to its numbers. */
static Said say_loss(Study *s, const Loss *loss) {
    OpId op = (OpId)loss->at->op;
    int shown = digits_of(loss->factor) + 2; /* enough to show the difference */
    double left = s->run->values[loss->at->out];
    if (op == OP_ADD || op == OP_SUB) {
        double x = s->run->values[loss->at->in[0]], y = s->run->values[loss->at->in[1]];
        bool minus = (op == OP_SUB) != (y < 0);
        return minus ? SAY(DIFFERENCE_LEAVES, shown, x, shown, fabs(y), left)
                     : SAY(SUM_LEAVES, shown, x, shown, fabs(y), left);
    }
    if (op == OP_SUM)
        return SAY(TERMS_LEAVE, loss->operand, left);
    return isinf(loss->factor) ? SAY(ARGUMENT_COUNTS_ENDLESS, ARGUMENT_DIGITS, loss->operand)
                               : SAY(ARGUMENT_COUNTS, ARGUMENT_DIGITS, loss->operand,
                                     large_text(s->subject, loss->factor));
}

static void note_loss(Study *s, const char *result, const Loss *loss, bool derived) {
    NodeId node = derived ? written_at(s, loss->node) : loss->node;
    const char *place = node == NODE_POISON ? NULL : subject_node(s->subject, node);
    int digits = digits_of(loss->factor);
    Said numbers = say_loss(s, loss), said;
    bool all = digits >= MOST_DIGITS;
    if (node == NODE_POISON)
        said = all ? SAY(LOSES_ALL_FORMULA, result, &numbers)
                   : SAY(LOSES_DIGITS_FORMULA, result, digits, MOST_DIGITS, &numbers);
    else if (derived)
        said = all ? SAY(LOSES_ALL_DERIVED, result, place, &numbers)
                   : SAY(LOSES_DIGITS_DERIVED, result, digits, MOST_DIGITS, place, &numbers);
    else
        said = all ? SAY(LOSES_ALL, result, place, &numbers)
                   : SAY(LOSES_DIGITS, result, digits, MOST_DIGITS, place, &numbers);
    diag_say(s->subject->diag, s->problem->graph->spans.items[loss->node], said);
}

static void note_losses(Study *s, const char *result) {
    double most = fmax(s->losses[WRITTEN].factor, s->losses[DERIVED].factor);
    for (int origin = 0; origin < ORIGINS; origin++) {
        double factor = s->losses[origin].factor;
        if (factor >= (factor < most ? BLAMED_TOO_FACTOR : BLAMED_FACTOR))
            note_loss(s, result, &s->losses[origin], origin == DERIVED);
    }
}

/* ---- one result ---- */

/* The most that changing an input's last bit does. */
static void find_input(Study *s, double unit, Conditioning *found) {
    const Problem *problem = s->problem;
    for (uint32_t i = 0; i < problem->components; i++) {
        double moved =
            fabs(s->influence.adjoints.items[i]) * accuracy_spacing(problem->point[i]) / unit;
        if (isfinite(moved) && moved > found->input) {
            found->input = moved;
            found->variable = problem_name(problem, i);
        }
    }
}

/* The operation of f with the greatest loss, for machine-readable output. */
static const char *operation_text(Study *s) {
    bool derived = s->losses[DERIVED].factor > s->losses[WRITTEN].factor;
    const Loss *loss = &s->losses[derived ? DERIVED : WRITTEN];
    NodeId node = loss->factor < BLAMED_FACTOR ? NODE_POISON
                  : derived                    ? written_at(s, loss->node)
                                               : loss->node;
    return node == NODE_POISON ? NULL : subject_node(s->subject, node);
}

static bool look(Study *s, const char *name, Conditioning *found) {
    double result = run_output(s->run, 0);
    if (!isfinite(result) || (result == 0 && !s->of_value))
        return true; /* derivatives are often 0, and usually rightly */
    if (!walk_begin(&s->walk, s->run, s->subject->diag) ||
        !influence_find(&s->influence, &s->walk, s->subject->diag))
        return false;
    double error = s->influence.error;
    if (result == 0 && error == 0)
        return true;
    double unit = accuracy_spacing(result);
    found->known = true;
    found->rounding = result == 0 ? INFINITY : error / unit;
    found->digits_lost = fmin(fmax(log10(found->rounding), 0), MOST_DIGITS);
    if (result != 0)
        find_input(s, unit, found);
    if (found->rounding < SPOKEN_OF_ULPS)
        return true;
    follow(s);
    found->operation = operation_text(s);
    if (name)
        note_losses(s, name);
    return !diag_failed(s->subject->diag);
}

/* Examines one result; *found is zero or holds what was found so far. With a name, notes say where
 * its digits are lost. */
static bool study(Study *s, Tapes *tapes, const char *name, Conditioning *found) {
    Evaluator evaluator;
    evaluator_begin(&evaluator, tapes);
    s->of_value = tapes == s->problem->tapes;
    s->run = evaluator_at(&evaluator, s->problem->point);
    bool looked = s->run && look(s, name, found);
    evaluator_free(&evaluator);
    return looked;
}

static bool study_formula(Study *s, NodeId formula, const char *name, Conditioning *found) {
    const Problem *problem = s->problem;
    Tapes tapes;
    bool studied = tapes_of_nodes(&tapes, problem->graph, &formula, 1, problem->components) &&
                   study(s, &tapes, name, found);
    tapes_free(&tapes);
    return studied;
}

/* ---- all results ---- */

static void note_input(const Subject *subject, const char *result, const Conditioning *found) {
    diag_say(subject->diag, (Span){0, 0},
             isinf(found->input)
                 ? SAY(LAST_BIT_ENDLESS, found->variable, result)
                 : SAY(LAST_BIT, found->variable, result, large_text(subject, found->input)));
}

/* All derivatives; notes on the worst one, if it is bad. */
static bool study_derivatives(Study *s, Conditioning *found, bool *noted) {
    const Subject *subject = s->subject;
    const Problem *problem = s->problem;
    uint32_t rounded = 0, moved = 0, count = problem->derivative_count;
    NodeId *formulas = subject_allocate(subject, count, sizeof *formulas);
    const char *const *labels = answers_labels(subject);
    if (!formulas || !labels)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        formulas[i] =
            derivative(problem->rules, problem->graph, problem->root, problem_variable(problem, i));
        if (formulas[i] == NODE_POISON || !study_formula(s, formulas[i], NULL, &found[i]))
            return false;
        rounded = found[i].rounding > found[rounded].rounding ? i : rounded;
        moved = found[i].input > found[moved].input ? i : moved;
    }
    *noted = found[rounded].rounding >= SPOKEN_OF_ULPS;
    if (*noted && !study_formula(s, formulas[rounded], labels[rounded], &found[rounded]))
        return false;
    if (found[moved].input >= SPOKEN_OF_ULPS)
        note_input(subject, labels[moved], &found[moved]);
    *noted |= found[moved].input >= SPOKEN_OF_ULPS;
    return !diag_failed(subject->diag);
}

static bool study_all(Study *s, Conditioning *found, Conditioning *value) {
    const Problem *problem = s->problem;
    bool noted;
    graph_reach(problem->graph, &problem->root, 1, s->written);
    if (!study_derivatives(s, found, &noted) ||
        !study(s, problem->tapes, noted ? NULL : "f", value))
        return false;
    if (!noted && value->input >= SPOKEN_OF_ULPS)
        note_input(s->subject, "f", value);
    return !diag_failed(s->subject->diag);
}

bool conditioning_examine(const Subject *subject, const Conditioning **derivatives,
                          const Conditioning **value) {
    const Problem *problem = subject->problem;
    if (method_table[METHOD_SYMBOLIC].predict(problem) > MOST_OPERATIONS)
        return !diag_failed(subject->diag);
    Study s = {.subject = subject, .problem = problem};
    Conditioning *found = subject_allocate(subject, problem->derivative_count, sizeof *found);
    Conditioning *of_value = subject_allocate(subject, 1, sizeof *of_value);
    s.written = subject_allocate(subject, problem->graph->nodes.count, 1);
    bool studied = found && of_value && s.written && study_all(&s, found, of_value);
    walk_free(&s.walk);
    influence_free(&s.influence);
    *derivatives = found;
    *value = of_value;
    return studied;
}

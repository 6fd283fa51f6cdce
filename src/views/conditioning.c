/* Conditioning: see conditioning.h.
 *
 * With a the adjoint of an operation, that is the derivative of the result by it, an error e of the
 * operation is an error a*e of the result (S. Linnainmaa, Taylor expansion of the accumulated
 * rounding error, BIT 16, 1976). One sweep back over the tape so tells what the rounding of every
 * operation counts. Errors know nothing of each other, so that together they make the root of the
 * sum of their squares. Those of sums, products, quotients and roots are found exactly, from what
 * is left over (T. J. Dekker, A floating-point technique for extending the available precision,
 * Numer. Math. 18, 1971); those of other functions are taken to be half a unit in the last place.
 *
 * Then the road of the rounding that counts most is followed to the result. The operation that
 * magnifies the relative error of its operand most is where the digits are lost: mostly a
 * difference of near numbers. */
#include "views/conditioning.h"

#include "analysis/accuracy.h"
#include "print/infix.h"
#include "tape/run.h"
#include "tracing/derivative.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is less is not spoken of: three digits. */
static const double SPOKEN_OF_ULPS = 1000;
/* An operation that loses less is not blamed; where another one loses more,
 * it must lose the second. */
static const double BLAMED_FACTOR = 10, BLAMED_TOO_FACTOR = 100;
/* Finding the formulas and their tapes must not take longer than a tenth of a second. */
static const double MOST_OPERATIONS = 4e7;

enum { MOST_DIGITS = 16, ARGUMENT_DIGITS = 12, TEXT_BYTES = 60 };

/* An operation on the road of an error. */
typedef struct Loss {
    double factor; /* it magnifies the relative error of its operand by; 0: there is none */
    const Instruction *at;
    NodeId node;
    double operand; /* the one the error comes with */
} Loss;

/* Where an operation comes from: f as it is written, or the rules that differentiate it. */
enum { WRITTEN, DERIVED, ORIGINS };

typedef struct Study {
    Request *request;
    uint8_t *written; /* nodes that f needs, and those up to its root that it does not */
    Evaluator evaluator;
    const Run *run;
    double *adjoints;        /* of elements */
    double *shares;          /* ... the part of it that comes from the user below */
    uint32_t *users;         /* ... the instruction through which an error of it counts most */
    double worst;            /* what the rounding counts that counts most, ... */
    uint32_t source;         /* ... and the instruction that makes it, if any does */
    ARRAY(double) arguments; /* and as many partials */
    Loss losses[ORIGINS];
    bool of_value; /* of f, not of a derivative */
} Study;

/* ---- what an operation rounds ---- */

static bool is_whole(double x) {
    return x == floor(x) && fabs(x) <= INT32_MAX;
}

/* What is lost when x and y are added up to `sum`. */
static double lost_by_adding(double x, double y, double sum) {
    double added = sum - x;
    return (x - (sum - added)) + (y - added);
}

/* The same of many: added again, with all that is lost. */
static double lost_by_sum(const double *x, uint32_t count, double value) {
    double sum = 0, lost = 0;
    for (uint32_t i = 0; i < count; i++) {
        double next = sum + x[i];
        lost += lost_by_adding(sum, x[i], next);
        sum = next;
    }
    return (sum - value) + lost;
}

/* The error of a value, computed from `x`; its sign means nothing. Whole numbers made of whole
 * numbers are right. */
static double rounding(OpId op, const double *x, uint32_t count, double value) {
    bool whole = is_whole(value);
    for (uint32_t i = 0; i < count; i++)
        whole &= is_whole(x[i]);
    if (whole || op_table[op].bound == 0)
        return 0;
    if (op == OP_ADD || op == OP_SUB)
        return lost_by_adding(x[0], op == OP_ADD ? x[1] : -x[1], value);
    if (op == OP_SUM)
        return lost_by_sum(x, count, value);
    if (op == OP_MUL)
        return fma(x[0], x[1], -value);
    if (op == OP_DIV)
        return fma(-value, x[1], x[0]) / x[1];
    if (op == OP_SQRT)
        return fma(-value, value, x[0]) / (2 * value);
    if (op == OP_POWI && value == x[0] * x[0])
        return fma(x[0], x[0], -value);
    return DBL_EPSILON / 2 * value;
}

/* ---- the sweep back ---- */

static bool load(Study *s, const Instruction *at) {
    uint32_t count = tape_operand_count(at);
    if (!array_reserve(&s->arguments, 2 * (size_t)count)) {
        diag_no_memory(s->request->diag);
        return false;
    }
    for (uint32_t i = 0; i < count; i++)
        s->arguments.items[i] = s->run->values[tape_operand(&s->run->tape, at, i)];
    return true;
}

/* Adds what instruction k hands on to its operands, and returns what its own rounding counts. */
static double step_back(Study *s, uint32_t k) {
    const Instruction *at = &s->run->tape.code.items[k];
    OpId op = (OpId)at->op;
    uint32_t count = tape_operand_count(at);
    double adjoint = s->adjoints[at->out], value = s->run->values[at->out];
    double *x = s->arguments.items, *partials = x + count;
    op_partials(op, at->integer, x, count, value, partials);
    bool nary = op_table[op].form == OP_NARY;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t element = tape_operand(&s->run->tape, at, i);
        double share = adjoint * partials[i];
        if (!(at->uses >> (nary ? 0 : i) & 1) || !isfinite(share))
            continue;
        s->adjoints[element] += share;
        if (fabs(share) > fabs(s->shares[element])) {
            s->shares[element] = share;
            s->users[element] = k;
        }
    }
    double counts = fabs(adjoint * rounding(op, x, count, value));
    return isfinite(counts) ? counts : 0;
}

/* Adjoints of the result, and an estimate of its rounding error into *error. */
static bool sweep_back(Study *s, double *error) {
    const Tape *tape = &s->run->tape;
    memset(s->adjoints, 0, tape->elements * sizeof *s->adjoints);
    memset(s->shares, 0, tape->elements * sizeof *s->shares);
    s->adjoints[tape->outputs.items[0]] = 1;
    s->worst = *error = 0;
    for (uint32_t k = (uint32_t)tape->code.count; k-- > 0;) {
        const Instruction *at = &tape->code.items[k];
        if (at->op == OP_SELECT || s->adjoints[at->out] == 0)
            continue;
        if (!load(s, at))
            return false;
        double counts = step_back(s, k);
        *error = hypot(*error, counts);
        if (counts > s->worst) {
            s->worst = counts;
            s->source = k;
        }
    }
    return true;
}

/* ---- the road of the worst error ---- */

static void blame(Study *s, uint32_t k, double factor, double operand) {
    const Tape *tape = &s->run->tape;
    NodeId node = tape->origins.items[k];
    bool written = node <= s->request->problem.root && s->written[node];
    Loss *loss = &s->losses[written ? WRITTEN : DERIVED];
    if (factor > loss->factor)
        *loss = (Loss){factor, &tape->code.items[k], node, operand};
}

static void follow(Study *s) {
    const Tape *tape = &s->run->tape;
    const double *values = s->run->values;
    const Instruction *source = &tape->code.items[s->source];
    s->losses[WRITTEN] = s->losses[DERIVED] = (Loss){0};
    if (source->op == OP_SUM && load(s, source)) { /* it cancels within itself */
        double largest = 0, size = 0;
        for (uint32_t i = 0; i < source->in[1]; i++) {
            size += fabs(s->arguments.items[i]);
            largest = fmax(largest, fabs(s->arguments.items[i]));
        }
        blame(s, s->source, size / fabs(values[source->out]), largest);
    }
    for (uint32_t element = source->out; element != tape->outputs.items[0];) {
        const Instruction *at = &tape->code.items[s->users[element]];
        double partial = s->shares[element] / s->adjoints[at->out];
        blame(s, s->users[element], fabs(partial * values[element] / values[at->out]),
              values[element]);
        element = at->out;
    }
}

/* ---- what people are told ---- */

static int digits_of(double factor) {
    return factor < 1e16 ? (int)log10(factor) : MOST_DIGITS;
}

static void put_node(const Study *s, NodeId node, Text *text) {
    const Problem *problem = &s->request->problem;
    infix_print(problem->graph, problem->names, node, TEXT_BYTES, text);
}

/* The operation of f that a derived node comes from: it has its place. */
static NodeId written_at(const Study *s, NodeId node) {
    const Graph *graph = s->request->problem.graph;
    Span span = graph->spans.items[node];
    for (NodeId id = s->request->problem.root; id > 0 && span.end; id--)
        if (s->written[id] && graph->spans.items[id].start == span.start &&
            graph->spans.items[id].end == span.end)
            return id;
    return NODE_POISON;
}

/* Two digits, and an exponent from a million on. */
static void put_large(Text *text, double x) {
    char printed[32];
    snprintf(printed, sizeof printed, "%.1e", x);
    if (isinf(x))
        text_put(text, "infinitely many");
    else if (x < 1e6)
        report_figure(text, x, 2, false);
    else
        text_format(text, "%.3se%ld", printed, strtol(strchr(printed, 'e') + 1, NULL, 10));
}

/* ": 1 - 0.99995 leaves 0.00005" */
static void put_numbers(Study *s, const Loss *loss, Text *text) {
    OpId op = (OpId)loss->at->op;
    int shown = digits_of(loss->factor) + 2; /* that one sees the difference */
    if (op == OP_ADD || op == OP_SUB) {
        double x = s->run->values[loss->at->in[0]], y = s->run->values[loss->at->in[1]];
        bool minus = (op == OP_SUB) != (y < 0);
        text_put(text, ": ");
        report_figure(text, x, shown, false);
        text_put(text, minus ? " - " : " + ");
        report_figure(text, fabs(y), shown, false);
        text_put(text, " leaves ");
        report_figure(text, s->run->values[loss->at->out], 2, false);
    } else if (op == OP_SUM) {
        text_put(text, ": terms of up to ");
        report_figure(text, loss->operand, 2, false);
        text_put(text, " leave ");
        report_figure(text, s->run->values[loss->at->out], 2, false);
    } else {
        text_put(text, ": an error of the argument, ");
        report_figure(text, loss->operand, ARGUMENT_DIGITS, false);
        text_put(text, ", counts ");
        put_large(text, loss->factor);
        text_put(text, " times");
    }
}

static void note_loss(Study *s, const char *result, const Loss *loss, bool derived) {
    Text text = {0};
    NodeId node = derived ? written_at(s, loss->node) : loss->node;
    if (digits_of(loss->factor) < MOST_DIGITS)
        text_format(&text, "%s loses %d of %d digits in ", result, digits_of(loss->factor),
                    MOST_DIGITS);
    else
        text_format(&text, "%s loses all digits in ", result);
    text_put(&text, node == NODE_POISON ? "its formula" : derived ? "the derivative of " : "");
    if (node != NODE_POISON)
        put_node(s, node, &text);
    put_numbers(s, loss, &text);
    diag_check_text(s->request->diag, &text);
    diag_note(s->request->diag, s->request->problem.graph->spans.items[loss->node], "cancellation",
              "%s", text_string(&text));
    text_free(&text);
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

/* What the change of an input's last bit does at most. */
static void find_input(Study *s, double unit, ReportConditioning *found) {
    const Problem *problem = &s->request->problem;
    for (uint32_t i = 0; i < problem->variables; i++) {
        double moved = fabs(s->adjoints[i]) * accuracy_spacing(problem->point[i]) / unit;
        if (isfinite(moved) && moved > found->input) {
            found->input = moved;
            found->variable = problem->names[i];
        }
    }
}

/* The written operation of the greatest loss, for programs. */
static const char *operation_text(Study *s) {
    bool derived = s->losses[DERIVED].factor > s->losses[WRITTEN].factor;
    const Loss *loss = &s->losses[derived ? DERIVED : WRITTEN];
    NodeId node = loss->factor < BLAMED_FACTOR ? NODE_POISON
                  : derived                    ? written_at(s, loss->node)
                                               : loss->node;
    Text text = {0};
    if (node == NODE_POISON)
        return NULL;
    put_node(s, node, &text);
    return view_keep(s->request, &text);
}

/* Room for what the sweep finds; false without memory. */
static bool make_room(Study *s) {
    uint32_t elements = s->run->tape.elements;
    s->adjoints = memory_resize(NULL, elements, sizeof *s->adjoints);
    s->shares = memory_resize(NULL, elements, sizeof *s->shares);
    s->users = memory_resize(NULL, elements, sizeof *s->users);
    if (s->adjoints && s->shares && s->users)
        return true;
    diag_no_memory(s->request->diag);
    return false;
}

static bool look(Study *s, const char *name, ReportConditioning *found) {
    double error, result = run_output(s->run, 0);
    if (!isfinite(result) || (result == 0 && !s->of_value))
        return true; /* derivatives are often 0, and that mostly is right */
    if (!make_room(s) || !sweep_back(s, &error))
        return false;
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
    return !diag_failed(s->request->diag);
}

/* Looks at one result; *found is zero, or what was found of it before. With a name for it, notes
 * say where its digits are lost. */
static bool study(Study *s, NodeId root, const char *name, ReportConditioning *found) {
    const Problem *problem = &s->request->problem;
    s->of_value = root == problem->root;
    if (!evaluator_begin(&s->evaluator, problem->graph, &root, 1, problem->variables))
        return false;
    s->run = evaluator_at(&s->evaluator, problem->point);
    bool looked = s->run && look(s, name, found);
    evaluator_free(&s->evaluator);
    memory_free(s->adjoints);
    memory_free(s->shares);
    memory_free(s->users);
    s->adjoints = s->shares = NULL;
    s->users = NULL;
    return looked;
}

/* ---- all results ---- */

static const char *derivative_name(Request *request, uint32_t wanted) {
    Text text = {0};
    text_format(&text, "df/d%s", request->problem.names[request->problem.wanted[wanted]]);
    return view_keep(request, &text);
}

static void note_input(Request *request, const char *result, const ReportConditioning *found) {
    Text text = {0};
    put_large(&text, found->input);
    diag_check_text(request->diag, &text);
    diag_note(request->diag, (Span){0, 0}, "conditioning",
              "a change of the last bit of %s changes %s by %s ulp", found->variable, result,
              text_string(&text));
    text_free(&text);
}

/* The derivatives, and of the one that is worst, as far as they are bad, notes. */
static bool study_derivatives(Study *s, ReportConditioning *found, bool *noted) {
    Request *request = s->request;
    const Problem *problem = &request->problem;
    uint32_t rounded = 0, moved = 0, count = problem->wanted_count;
    NodeId *formulas = view_allocate(request, count, sizeof *formulas);
    if (!formulas)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        formulas[i] = derivative(problem->rules, problem->graph, problem->root, problem->wanted[i]);
        if (formulas[i] == NODE_POISON || !study(s, formulas[i], NULL, &found[i]))
            return false;
        rounded = found[i].rounding > found[rounded].rounding ? i : rounded;
        moved = found[i].input > found[moved].input ? i : moved;
    }
    *noted = found[rounded].rounding >= SPOKEN_OF_ULPS;
    if (*noted && !study(s, formulas[rounded], derivative_name(request, rounded), &found[rounded]))
        return false;
    if (found[moved].input >= SPOKEN_OF_ULPS)
        note_input(request, derivative_name(request, moved), &found[moved]);
    *noted |= found[moved].input >= SPOKEN_OF_ULPS;
    return !diag_failed(request->diag);
}

static bool study_all(Study *s, ReportCompare *compare) {
    Request *request = s->request;
    const Problem *problem = &request->problem;
    ReportConditioning *found = view_allocate(request, problem->wanted_count, sizeof *found);
    ReportConditioning *value = view_allocate(request, 1, sizeof *value);
    s->written = memory_resize(NULL, problem->graph->nodes.count, 1);
    if (!s->written)
        diag_no_memory(request->diag);
    if (!found || !value || !s->written)
        return false;
    graph_reach(problem->graph, &problem->root, 1, s->written);
    bool noted;
    if (!study_derivatives(s, found, &noted) || !study(s, problem->root, noted ? NULL : "f", value))
        return false;
    if (!noted && value->input >= SPOKEN_OF_ULPS)
        note_input(request, "f", value);
    compare->conditioning = found;
    compare->value_conditioning = value;
    return !diag_failed(request->diag);
}

bool conditioning_examine(Request *request, ReportCompare *compare) {
    if (method_table[METHOD_SYMBOLIC].predict(&request->problem) > MOST_OPERATIONS)
        return !diag_failed(request->diag);
    Study s = {.request = request};
    bool studied = study_all(&s, compare);
    memory_free(s.written);
    array_free(&s.arguments);
    return studied;
}

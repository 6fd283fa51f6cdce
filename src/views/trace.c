/* trace: what is computed, node by node, forward with tangents and in reverse with adjoints.
 *
 * It walks the very tape that the forward and reverse methods run, and shows the numbers they leave
 * on it: inputs first, then one line per instruction. Results have the names that the program gave
 * them, or else v1, v2, ... in tape order, v_1, v_2, ... if a variable has such a name. */
#include "analysis/answers.h"
#include "tape/walk.h"
#include "views/view.h"

#include <math.h>
#include <string.h>

enum {
    TRACE_MAX_STEPS_SHOWN = 10000,
    TRACE_MAX_TANGENTS = 20, /* more directions than this are not shown */
    TRACE_MAX_OPERANDS = 6,  /* of one n-ary operation */
};

/* What a step of the reverse walk adds to the adjoint of another: its own times a partial. */
typedef struct Addend {
    const char *result; /* of the other step */
    double partial;
} Addend;

/* A node of the walk. */
typedef struct Step {
    const char *result;    /* "v3" */
    const char *operation; /* "sin(v2)" */
    double value;
    double adjoint;         /* df/dv */
    const double *tangents; /* one a target; NULL without a forward walk */
    const Addend *addends;
    uint32_t addend_count;
    bool has_more; /* addends that are not shown */
} Step;

typedef struct Walkthrough {
    Request *request;
    Evaluator evaluator;
    const Run *run;
    Walk walk;                 /* over it */
    const char *const *labels; /* one an answer: "df/dx" */
    Step *steps;
    const char **element_names;        /* of the tape's elements */
    uint32_t step_count, first_result; /* steps before it are not instructions */
} Walkthrough;

/* ---- names and texts ---- */

static const char *number_name(Walkthrough *w, double value) {
    Text text = {0};
    text_number(&text, value);
    return view_keep(w->request, &text);
}

static bool is_numbered(const char *name, const char *prefix, size_t length) {
    return !strncmp(name, prefix, length) && name[length] &&
           !name[length + strspn(name + length, "0123456789")];
}

/* Whether something has this name with digits after it. */
static bool is_taken(const Request *request, const char *prefix, size_t length) {
    const Problem *problem = &request->problem;
    const NodeLabels *labels = &request->labels;
    for (uint32_t i = 0; i < problem->components; i++) {
        const char *name = problem_name(problem, i);
        if (is_numbered(name, prefix, length))
            return true;
    }
    for (size_t i = 0; i < labels->count; i++)
        if (is_numbered(symbol_text(request->symbols, labels->items[i].symbol), prefix, length))
            return true;
    return false;
}

/* The prefix of results: v, or v_, v__, ... until no variable has it. */
static const char *result_prefix(Walkthrough *w) {
    Text prefix = {0};
    text_put(&prefix, "v");
    while (!prefix.failed && is_taken(w->request, text_string(&prefix), prefix.length))
        text_put(&prefix, "_");
    return view_keep(w->request, &prefix);
}

/* The name of an element: a variable's, a constant's digits, or v1, v2, ... A constant's is made on
 * demand, as there may be millions that are never shown. */
static const char *element_name(Walkthrough *w, uint32_t element) {
    const Tape *tape = w->run->tape;
    const char **name = &w->element_names[element];
    if (!*name && tape_is_constant(tape, element))
        *name = number_name(w, tape->constants.items[element - tape->variables]);
    return *name ? *name : "";
}

/* Names all but the constants. */
static bool name_elements(Walkthrough *w) {
    const Tape *tape = w->run->tape;
    const Problem *problem = &w->request->problem;
    w->element_names = view_allocate(w->request, tape->elements, sizeof *w->element_names);
    if (!w->element_names)
        return false;
    for (uint32_t i = 0; i < problem->components; i++)
        w->element_names[i] = problem_name(problem, i);
    uint32_t result = 0;
    const char *prefix = result_prefix(w);
    uint8_t *marks = view_allocate(w->request, problem->graph->nodes.count, 1);
    for (size_t i = 0; marks && i < tape->code.count; i++)
        marks[tape->origins.items[i]] = 1;
    const char *const *names = marks ? view_node_names(w->request, marks) : NULL;
    if (!names)
        return false;
    for (size_t i = 0; i < tape->code.count; i++) {
        if (tape->code.items[i].op == OP_SELECT)
            continue;
        const char **name = &w->element_names[tape->code.items[i].out];
        *name = names[tape->origins.items[i]];
        if (*name)
            continue;
        Text text = {0};
        text_format(&text, "%s%u", prefix, ++result);
        *name = view_keep(w->request, &text);
    }
    return !diag_failed(w->request->diag);
}

/* The operation that the walk is at. */
static const char *operation_text(Walkthrough *w) {
    const Walk *walk = &w->walk;
    const OpInfo *info = &op_table[walk_op(walk)];
    Text text = {0};
    const char *first = element_name(w, walk_element(walk, 0));
    if (walk_op(walk) == OP_POWI) {
        text_format(&text, "%s^%d", first, walk->at->integer);
    } else if (info->form == OP_BINARY && !op_is_word(info->name)) {
        text_format(&text, "%s %s %s", first, info->name, element_name(w, walk_element(walk, 1)));
    } else if (info->form == OP_UNARY && !op_is_word(info->name)) {
        text_format(&text, "%s%s", info->name, first);
    } else {
        text_format(&text, "%s(", info->name);
        for (uint32_t i = 0; i < walk->count && i < TRACE_MAX_OPERANDS; i++)
            text_format(&text, "%s%s", i ? ", " : "", element_name(w, walk_element(walk, i)));
        text_put(&text, walk->count > TRACE_MAX_OPERANDS ? ", ...)" : ")");
    }
    return view_keep(w->request, &text);
}

/* What the adjoint of its result adds to its operands': `x += 10 * 2`. */
static void add_addends(Walkthrough *w, Step *step) {
    Walk *walk = &w->walk;
    const uint8_t *relevant = w->run->relevant;
    const double *partials = walk_partials(walk);
    uint32_t most = walk->count < TRACE_MAX_OPERANDS ? walk->count : TRACE_MAX_OPERANDS;
    Addend *addends = view_allocate(w->request, most, sizeof *addends);
    step->addends = addends;
    for (uint32_t i = 0; addends && i < walk->count && !step->has_more; i++) {
        uint32_t element = walk_element(walk, i);
        if (!relevant[walk->at->out] || !relevant[element] || !walk_uses(walk, i))
            continue;
        step->has_more = step->addend_count == most;
        if (!step->has_more)
            addends[step->addend_count++] =
                (Addend){.result = element_name(w, element), .partial = partials[i]};
    }
}

/* ---- the walk ---- */

/* Which element a step is about: inputs first, then results. */
static bool make_steps(Walkthrough *w, uint32_t *elements) {
    const Tape *tape = w->run->tape;
    uint32_t count = 0;
    for (uint32_t i = 0; i < w->request->problem.components; i++) {
        w->steps[count] = (Step){.result = element_name(w, i), .operation = "input"};
        elements[count++] = i;
    }
    uint32_t output = tape->outputs.items[0];
    if (tape_is_constant(tape, output)) {
        w->steps[count] = (Step){.result = element_name(w, output), .operation = "constant"};
        elements[count++] = output;
    }
    w->first_result = count;
    while (walk_next(&w->walk)) {
        if (walk_is_guard(&w->walk))
            continue;
        uint32_t out = w->walk.at->out;
        w->steps[count] = (Step){.result = element_name(w, out), .operation = operation_text(w)};
        elements[count++] = out;
    }
    w->step_count = count;
    return !diag_failed(w->request->diag);
}

static bool add_reverse(Walkthrough *w, const uint32_t *elements, double *gradient) {
    const Problem *problem = &w->request->problem;
    double *all = view_allocate(w->request, problem->components, sizeof *all);
    if (!all)
        return false;
    const Run *run = evaluator_adjoint(&w->evaluator, problem->point, all);
    if (!run)
        return false;
    w->run = run;
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        gradient[i] = all[problem_variable(problem, i)];
    uint32_t step = w->first_result, output = run->tape->outputs.items[0];
    for (uint32_t i = 0; i < w->step_count; i++) {
        bool counts = run->relevant[elements[i]] || elements[i] == output;
        w->steps[i].value = run->values[elements[i]];
        w->steps[i].adjoint = counts ? run->adjoints[elements[i]] : 0.0;
        if (counts && isnan(run->values[output])) /* NaN has no derivatives */
            w->steps[i].adjoint = (double)NAN;
    }
    if (!walk_begin(&w->walk, run, w->request->diag))
        return false;
    while (walk_next(&w->walk))
        if (!walk_is_guard(&w->walk)) {
            add_addends(w, &w->steps[step]);
            step++;
        }
    return !diag_failed(w->request->diag);
}

static bool add_forward(Walkthrough *w, const uint32_t *elements) {
    const Problem *problem = &w->request->problem;
    size_t width = problem->derivative_count;
    double *tangents = view_allocate(w->request, w->step_count * width, sizeof *tangents);
    if (!tangents)
        return false;
    for (uint32_t i = 0; i < w->step_count; i++)
        w->steps[i].tangents = tangents + i * width;
    for (uint32_t k = 0; k < width; k++) {
        double derivative;
        const Run *run = evaluator_tangent(&w->evaluator, problem->point,
                                           problem_variable(problem, k), &derivative);
        if (!run)
            return false;
        for (uint32_t i = 0; i < w->step_count; i++)
            tangents[i * width + k] =
                isnan(run->values[elements[i]]) ? (double)NAN : run->tangents[elements[i]];
        /* The tape no longer holds the seed. */
        tangents[problem_variable(problem, k) * width + k] = 1;
    }
    return true;
}

/* Notes derivatives that backpropagation finds by conventions, and that are something else. */
static void note_conventions(const Subject *subject, const char *const *labels, const Edges *edges,
                             const double *gradient) {
    enum { MOST_NOTES = 8 };
    uint32_t noted = 0;
    for (uint32_t i = 0; i < subject->problem->derivative_count && noted < MOST_NOTES; i++) {
        if (!answers_differ(&edges->truths[i], gradient[i]))
            continue;
        noted++;
        answers_note_convention(subject, labels[i], &edges->truths[i],
                                method_table[METHOD_REVERSE].name, gradient[i]);
    }
}

/* ---- the report ---- */

/* What a step adds on the way back: "x += 10 * 2, y += 10 * 3"; "" for nothing. */
static const char *addends_text(Walkthrough *w, const Step *step, const ReportStyle *style) {
    Text text = {0};
    for (uint32_t i = 0; i < step->addend_count; i++) {
        text_format(&text, "%s%s += ", i ? ", " : "", step->addends[i].result);
        report_number(&text, step->adjoint, style);
        text_put(&text, " * ");
        report_number(&text, step->addends[i].partial, style);
    }
    text_put(&text, step->has_more ? ", ..." : "");
    return view_keep(w->request, &text);
}

/* "d/dx" */
static const char *label(Walkthrough *w, uint32_t target) {
    const Problem *problem = &w->request->problem;
    Text text = {0};
    text_format(&text, "d/d%s", problem_name(problem, problem_variable(problem, target)));
    return view_keep(w->request, &text);
}

/* A column that all formats show. */
static void add_column(Report *report, const char *key, const char *title) {
    report_column(report, (ReportColumn){.key = key, .header = title, .title = title});
}

/* A row a node. People see the walk forward: values and tangents, each from those above it; for
 * programs all that is known of a node stands beside. JSON has exact numbers everywhere. */
static void add_rows(Walkthrough *w, bool forward, bool reverse, Report *report) {
    const Problem *problem = &w->request->problem;
    const ReportStyle exact = {0};
    uint32_t tangents = forward ? problem->derivative_count : 0;
    report_table(report, "steps");
    report_line(report, message_sentence(forward ? SAID_WALK_FORWARD : SAID_WALK_VALUES));
    add_column(report, "node", "node");
    add_column(report, "operation", "operation");
    add_column(report, "value", "value");
    if (forward)
        report_column(report, (ReportColumn){.key = "tangents"});
    for (uint32_t k = 0; k < tangents; k++) {
        const char *name = problem_name(problem, problem_variable(problem, k));
        add_column(report, report_joined(report, "tangents", name), label(w, k));
    }
    if (reverse) {
        report_column(report, (ReportColumn){.key = "adjoint", .header = "adjoint"});
        report_column(report, (ReportColumn){.key = "backward"});
        report_column(report, (ReportColumn){.header = "adds"});
    }
    for (uint32_t i = 0; i < w->step_count; i++) {
        const Step *step = &w->steps[i];
        report_cell(report, report_text_cell(step->result));
        report_cell(report, report_text_cell(step->operation));
        report_cell(report, report_number_cell(step->value));
        if (forward)
            report_cell(report, (ReportCell){.kind = CELL_OBJECT});
        for (uint32_t k = 0; k < tangents; k++)
            report_cell(report, report_number_cell(step->tangents[k]));
        if (reverse) {
            report_cell(report, report_number_cell(step->adjoint));
            report_cell(report, report_text_cell(addends_text(w, step, &exact)));
            report_cell(report, report_text_cell(addends_text(w, step, w->request->style)));
        }
    }
}

/* Reverse: adjoints, from the result, whose own is 1, back to the variables. */
static void add_reverse_walk(Walkthrough *w, Report *report) {
    report_table(report, NULL);
    report_line(report, message_sentence(SAID_WALK_REVERSE));
    report_column(report, (ReportColumn){.title = "node"});
    report_column(report, (ReportColumn){.title = "adjoint"});
    report_column(report, (ReportColumn){.title = "adds"});
    for (uint32_t i = w->step_count; i-- > 0;) {
        const Step *step = &w->steps[i];
        report_cell(report, report_text_cell(step->result));
        report_cell(report, report_number_cell(step->adjoint));
        report_cell(report, report_text_cell(addends_text(w, step, w->request->style)));
    }
}

/* The derivatives, a line each. */
static void add_gradient(Walkthrough *w, const double *gradient, Report *report) {
    const Problem *problem = &w->request->problem;
    report_table(report, NULL);
    report_fact(report, "gradient", (ReportCell){.kind = CELL_OBJECT});
    for (uint32_t k = 0; k < problem->derivative_count; k++) {
        const char *name = problem_name(problem, problem_variable(problem, k));
        Text number = {0};
        report_number(&number, gradient[k], w->request->style);
        const Said line = SAY(FORMULA, w->labels[k], view_keep(w->request, &number));
        report_line(report, view_words(w->request, line));
        report_fact_below(report, "gradient", name, report_number_cell(gradient[k]));
    }
}

static void fill(Walkthrough *w, const double *gradient, bool forward, bool reverse,
                 Report *report) {
    const Problem *problem = &w->request->problem;
    const char *const *names = problem_names(problem, w->request->diag, w->request->arena);
    if (!names)
        return;
    Text at = {0};
    report_table(report, NULL);
    report_point(&at, names, problem->point, problem->components, w->request->style);
    if (problem->components)
        report_line(report, view_words(w->request, SAY(AT_POINT, view_keep(w->request, &at))));
    text_free(&at);
    add_rows(w, forward, reverse, report);
    if (reverse)
        add_reverse_walk(w, report);
    add_gradient(w, gradient, report);
}

static bool walk(Walkthrough *w, Report *report, bool *undefined) {
    Request *request = w->request;
    const Problem *problem = &request->problem;
    evaluator_begin(&w->evaluator, problem->tapes);
    w->run = evaluator_at(&w->evaluator, problem->point);
    if (!w->run || !walk_begin(&w->walk, w->run, request->diag))
        return false;
    size_t lines = w->run->tape->code.count + problem->components + 1;
    if (lines > TRACE_MAX_STEPS_SHOWN) {
        diag_say(request->diag, (Span){0, 0}, SAY(TRACE_TOO_LONG, TRACE_MAX_STEPS_SHOWN, lines));
        return false;
    }
    double value = run_output(w->run, 0);
    const Subject subject = view_subject(request);
    const EdgeOptions options = {.patient = request->options->all_methods};
    Edges edges;
    if (!edges_examine(&subject, &options, &edges)) /* for its notes */
        return false;
    double *gradient =
        view_allocate(request, (size_t)problem->derivative_count + 1, sizeof *gradient);
    uint32_t *elements = view_allocate(request, lines, sizeof *elements);
    w->steps = view_allocate(request, lines, sizeof *w->steps);
    unsigned methods = request->options->methods ? request->options->methods : ~0u;
    bool reverse = methods >> METHOD_REVERSE & 1, chosen = methods >> METHOD_FORWARD & 1;
    bool forward = chosen && problem->derivative_count <= TRACE_MAX_TANGENTS;
    if (!gradient || !elements || !w->steps || !name_elements(w) || !make_steps(w, elements) ||
        !add_reverse(w, elements, gradient) || (forward && !add_forward(w, elements)))
        return false;
    if (chosen && !forward)
        diag_say(request->diag, (Span){0, 0}, SAY(TANGENTS_LEFT_OUT, TRACE_MAX_TANGENTS));
    *undefined = edges.status >= EDGE_OVERFLOW || !isfinite(value);
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        *undefined |= !isfinite(gradient[i]);
    if (!(w->labels = answers_labels(&subject)))
        return false;
    note_conventions(&subject, w->labels, &edges, gradient);
    if (!problem->derivative_count)
        diag_say(request->diag, (Span){0, 0}, SAY(NO_VARIABLES));
    fill(w, gradient, forward, reverse, report);
    return !diag_failed(request->diag);
}

bool trace_run(Request *request, Report *report, bool *undefined) {
    const unsigned walks = 1u << METHOD_FORWARD | 1u << METHOD_REVERSE;
    Walkthrough w = {.request = request};
    if (request->options->methods && !(request->options->methods & walks)) {
        diag_say_hint(request->diag, (Span){0, 0}, SAY(TRACE_BY_NONE), SAY(CHOOSE_WALK));
        return false;
    }
    if (request->options->quiet)
        return compare_run(request, report, undefined);
    bool done = walk(&w, report, undefined);
    evaluator_free(&w.evaluator);
    walk_free(&w.walk);
    return done && !diag_failed(request->diag);
}

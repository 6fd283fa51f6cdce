/* compare: the methods side by side, at one point.
 *
 * Every chosen method is prepared and evaluated once; after that only the timing remains. A method
 * predicted to take too long is not started but shown as skipped. */
#include "analysis/answers.h"
#include "analysis/conditioning.h"
#include "analysis/method-errors.h"
#include "views/view.h"

#include <math.h>
#include <stdio.h>

/* An estimate runs f some forty times per variable, an evaluation twice. */
static const double estimate_cost = 20.0;

typedef struct Entrant {
    MethodId id;
    Method *method; /* NULL when skipped */
    double value;
    double *gradient, *estimate;
    double *timed; /* where timed calls write, to leave the answer alone */
} Entrant;

typedef struct Comparison {
    Request *request;
    Subject subject;
    Evaluator function; /* f alone */
    double tape_ns;     /* compiling f, which is done once for all that run it */
    Entrant entrants[METHOD_COUNT];
    uint32_t count;
    ReportMethod *shown;
    double value;
    Edges edges;
    uint32_t answers;
    const char *const *labels;
} Comparison;

static unsigned chosen_methods(const Request *request) {
    unsigned methods = request->options->methods;
    if (methods)
        return methods;
    return request->options->quiet ? 1u << METHOD_REVERSE : (1u << METHOD_COUNT) - 1;
}

/* ---- running ---- */

static const char *skip_reason(Comparison *c, const MethodRow *row) {
    const Request *request = c->request;
    bool chosen = request->options->methods != 0 ||
                  request->options->quiet; /* there is no table to say it in */
    double operations = row->predict(&request->problem);
    if (chosen || !view_takes_long(request, operations))
        return NULL;
    Text text = {0};
    text_format(&text, "about 10^%d operations (--all-methods)", (int)(log10(operations) + 0.5));
    return view_keep(c->request, &text);
}

/* Whether there is an estimate that is not too expensive either. */
static bool wants_estimate(const Request *request, const MethodRow *row) {
    if (!row->estimate || request->options->quiet)
        return false;
    return !view_takes_long(request, estimate_cost * row->predict(&request->problem));
}

/* A copy for the report of counts owned by a method; NULL stays NULL. */
static const uint32_t *keep_counts(Comparison *c, const uint32_t *counts) {
    size_t count = (size_t)c->answers + 1;
    uint32_t *kept = counts ? view_allocate(c->request, count, sizeof *kept) : NULL;
    for (size_t i = 0; kept && i < count; i++)
        kept[i] = counts[i];
    return kept;
}

/* Shows a method without an answer here, with the reason; with --quiet that is an error. */
static bool refuse(Comparison *c, Entrant *entrant, ReportMethod *shown) {
    Request *request = c->request;
    const MethodRow *row = method_row(entrant->id, &request->problem);
    Text text = {0};
    text_format(&text, "%s: %s", numeric_table[request->options->numeric].name,
                entrant->method->refused);
    row->release(entrant->method);
    entrant->method = NULL;
    shown->refused = true;
    shown->skipped = view_keep(request, &text);
    if (shown->skipped && request->options->quiet)
        diag_error(request->diag, (Span){0, 0}, "choose another scheme with --numeric",
                   "%s has no answer: %s", row->name, shown->skipped);
    return !diag_failed(request->diag);
}

/* Whether a method runs the tape of f itself, not one of formulas or of series. */
static bool runs_function(const Entrant *entrant) {
    return !entrant->method->formulas && !entrant->method->problem->derivatives;
}

static bool enter(Comparison *c, MethodId id) {
    Request *request = c->request;
    const MethodRow *row = method_row(id, &request->problem);
    Entrant *entrant = &c->entrants[c->count];
    ReportMethod *shown = &c->shown[c->count++];
    size_t count = c->answers;
    *entrant = (Entrant){.id = id};
    shown->name = row->name;
    shown->scheme = shown->passes = "";
    shown->skipped = skip_reason(c, row);
    if (shown->skipped || diag_failed(request->diag))
        return !diag_failed(request->diag);
    entrant->gradient = view_allocate(request, count, sizeof *entrant->gradient);
    entrant->timed = view_allocate(request, count, sizeof *entrant->timed);
    MethodOptions options = view_method_options(request);
    options.patient = request->options->all_methods;
    int64_t begin = clock_now();
    entrant->method = row->prepare(&request->problem, &options);
    int64_t end = clock_now();
    if (!entrant->method || !entrant->gradient || !entrant->timed)
        return false;
    row->evaluate(entrant->method, &entrant->value, entrant->gradient);
    if (*entrant->method->refused)
        return refuse(c, entrant, shown);
    answers_apply(&request->problem, &c->edges, request->options->kink, entrant->gradient);
    if (wants_estimate(request, row)) {
        entrant->estimate = view_allocate(request, count, sizeof *entrant->estimate);
        if (!entrant->estimate)
            return false;
        row->estimate(entrant->method, entrant->estimate);
    } else if (!row->estimate) {
        shown->setup_ns = (double)(end - begin) + (runs_function(entrant) ? c->tape_ns : 0.0);
    }
    shown->scheme = entrant->method->scheme;
    shown->passes = entrant->method->passes;
    shown->nodes = entrant->method->nodes;
    shown->answered = entrant->method->answered;
    shown->operations = keep_counts(c, entrant->method->operations);
    shown->step = entrant->method->step;
    shown->has_formula_nodes = entrant->method->formulas;
    shown->gradient = entrant->gradient;
    shown->estimate = entrant->estimate;
    return !diag_failed(request->diag);
}

static void release(Comparison *c) {
    for (uint32_t i = 0; i < c->count; i++)
        if (c->entrants[i].method)
            method_row(c->entrants[i].id, &c->request->problem)->release(c->entrants[i].method);
    evaluator_free(&c->function);
    edges_free(&c->edges);
}

/* ---- timing ---- */

static void call_function(void *context) {
    Comparison *c = context;
    evaluator_at(&c->function, c->request->problem.point);
}

static void call_method(void *context) {
    Entrant *entrant = context;
    method_row(entrant->id, entrant->method->problem)
        ->evaluate(entrant->method, &entrant->value, entrant->timed);
}

static Timing time_all(Comparison *c) {
    Contestant contestants[METHOD_COUNT + 1] = {{.call = call_function, .context = c}};
    uint32_t count = 1;
    for (uint32_t i = 0; i < c->count; i++)
        if (c->entrants[i].method)
            contestants[count++] = (Contestant){.call = call_method, .context = &c->entrants[i]};
    const ViewOptions *options = c->request->options;
    if (options->time_ms > 0)
        clock_race(contestants, count, options->time_ms, options->stop);
    count = 1;
    for (uint32_t i = 0; i < c->count; i++)
        if (c->entrants[i].method)
            c->shown[i].timing = contestants[count++].timing;
    return contestants[0].timing;
}

/* ---- what the answers say ---- */

/* Notes where the methods' answers for one derivative differ in kind. */
static void note_difference(const Comparison *c, uint32_t v) {
    const Entrant *first = NULL;
    for (uint32_t i = 0; i < c->count; i++) {
        const Entrant *entrant = &c->entrants[i];
        if (!entrant->method || v >= entrant->method->answered)
            continue;
        if (!first)
            first = entrant;
        if (method_same_kind(first->gradient[v], entrant->gradient[v]))
            continue;
        diag_note(c->request->diag, (Span){0, 0}, "methods-differ",
                  "methods differ in kind for %s: %s and %s", c->labels[v],
                  method_table[first->id].name, method_table[entrant->id].name);
        return;
    }
}

/* Whether an entrant is trusted and has this answer. */
static bool has_answer(const Comparison *c, uint32_t i, uint32_t v) {
    const Entrant *entrant = &c->entrants[i];
    return entrant->method && v < entrant->method->answered &&
           (entrant->id != METHOD_NUMERIC || c->count == 1);
}

/* Whether the derivative is known from both sides, or the one side that there is. */
static bool is_known(const Comparison *c, uint32_t v) {
    TruthKind kind = c->edges.truths[v].kind;
    return kind == TRUTH_EXISTS || kind == TRUTH_ENDS;
}

/* What the methods say, or, where they differ in kind, the one to trust: numeric's last. */
static double convention(const Comparison *c, uint32_t v) {
    for (uint32_t i = 0; i < c->count; i++)
        if (has_answer(c, i, v))
            return c->entrants[i].gradient[v];
    return 0;
}

/* The derivative, where there is one; else what the methods say. */
static double answer(const Comparison *c, uint32_t v) {
    return is_known(c, v) ? c->edges.truths[v].value : convention(c, v);
}

/* Whether an exact method found NaN. */
static bool has_no_number(const Comparison *c, uint32_t v) {
    bool found = false;
    for (uint32_t i = 0; i < c->count; i++)
        if (has_answer(c, i, v))
            found |= isnan(c->entrants[i].gradient[v]);
    return found;
}

/* The first exact method that says something else than the truth, if that is known; else NULL. */
static const Entrant *differing(const Comparison *c, uint32_t v) {
    const Truth *truth = &c->edges.truths[v];
    for (uint32_t i = 0; i < c->count && is_known(c, v); i++) {
        const Entrant *entrant = &c->entrants[i];
        double allowed = truth->error + 1e-12 * fabs(truth->value);
        if (has_answer(c, i, v) && entrant->id != METHOD_NUMERIC &&
            !(fabs(entrant->gradient[v] - truth->value) <= allowed))
            return entrant;
    }
    return NULL;
}

/* Notes why an answer is not finite. */
static bool blame(Comparison *c, uint32_t v, EdgeStatus *why) {
    Request *request = c->request;
    if (!request->problem.derivatives)
        return edges_blame_slope(&c->subject, v, why);
    *why = EDGE_UNDEFINED;
    diag_note(request->diag, (Span){0, 0}, "undefined", "%s %s", c->labels[v],
              isnan(answer(c, v)) ? "is not a number here"
                                  : "is infinite, or beyond the largest double");
    return true;
}

/* The status of all answers together; notes say why it is not regular. */
static bool examine(Comparison *c, EdgeStatus *status) {
    bool value_is_finite = isfinite(c->value);
    *status = isnan(c->value) ? EDGE_UNDEFINED : c->edges.status;
    enum { MAX_BLAMED = 32 };
    uint32_t blamed = 0, noted = 0;
    EdgeStatus why = EDGE_UNDEFINED;
    for (uint32_t v = 0; v < c->answers; v++) {
        bool ordinary = c->edges.truths[v].kind == TRUTH_ORDINARY;
        const Entrant *other = differing(c, v);
        if (other && noted++ < MAX_BLAMED)
            answers_note_convention(&c->subject, c->labels[v], &c->edges.truths[v],
                                    method_table[other->id].name, other->gradient[v]);
        if (!ordinary)
            continue;
        if (has_no_number(c, v) && *status == EDGE_OVERFLOW)
            *status = EDGE_UNDEFINED;
        if (isfinite(answer(c, v)) || !value_is_finite)
            continue;
        if (blamed++ < MAX_BLAMED && !blame(c, v, &why))
            return false; /* beyond that many, the rest are assumed alike */
        if (why > *status)
            *status = why;
    }
    if (noted > MAX_BLAMED)
        diag_note(c->request->diag, (Span){0, 0}, "convention", "so it is with %u more derivatives",
                  (unsigned)(noted - MAX_BLAMED));
    /* If a note already explains the point, differences follow from it. */
    for (uint32_t v = 0; v < c->answers && *status < EDGE_OVERFLOW; v++)
        if (c->edges.truths[v].kind == TRUTH_ORDINARY)
            note_difference(c, v);
    return true;
}

/* The numbers of --quiet: what the method says that was chosen, else the answers. */
static double quiet_number(const Comparison *c, uint32_t v) {
    bool chosen = c->request->options->methods && c->shown[0].gradient;
    return chosen ? c->shown[0].gradient[v] : answer(c, v);
}

/* Whether there is something to answer with. */
static bool is_undefined(const Comparison *c, EdgeStatus status) {
    bool undefined = status >= EDGE_OVERFLOW, quiet = c->request->options->quiet;
    for (uint32_t v = 0; v < c->answers; v++)
        undefined |= !isfinite(quiet ? quiet_number(c, v) : answer(c, v));
    return undefined;
}

/* Notes variables that the value does not depend on: their derivative is 0. */
static void note_unused(Request *request) {
    const Problem *problem = &request->problem;
    size_t count = problem->graph->nodes.count;
    uint8_t *marks = memory_resize(NULL, count, 1);
    if (!marks) {
        diag_no_memory(request->diag);
        return;
    }
    graph_reach(problem->graph, &problem->root, 1, marks);
    for (uint32_t v = 0; v < problem->target_count; v++) {
        NodeId node = graph_variable(problem->graph, problem->targets[v], (Span){0, 0});
        if (node != NODE_POISON && (node >= count || !marks[node]))
            diag_note(request->diag, (Span){0, 0}, "unused-variable",
                      "the value does not depend on %s: its derivative is 0",
                      problem->names[problem->targets[v]]);
    }
    memory_free(marks);
}

/* The derivatives, or what the method says that was chosen, or the value where there is nothing to
 * differentiate. */
static bool fill_quiet(Comparison *c, Report *report) {
    uint32_t count = c->answers;
    double *numbers = view_allocate(c->request, (size_t)count + 1, sizeof *numbers);
    if (!numbers)
        return false;
    numbers[0] = c->value;
    for (uint32_t v = 0; v < count; v++)
        numbers[v] = quiet_number(c, v);
    report->kind = REPORT_NUMBERS;
    report->as.numbers = (ReportNumbers){numbers, count ? count : 1};
    return true;
}

/* The answers at a rough point, for the report; false without memory. */
static bool keep_truths(Comparison *c, ReportCompare *compare) {
    double *truths = view_allocate(c->request, c->answers, sizeof *truths);
    if (!truths)
        return false;
    bool any = false;
    for (uint32_t v = 0; v < c->answers; v++) {
        bool ordinary = c->edges.truths[v].kind == TRUTH_ORDINARY;
        truths[v] = is_known(c, v) || (ordinary && c->count) ? answer(c, v) : (double)NAN;
        any |= !isnan(truths[v]);
        if (differing(c, v))
            compare->differs = true;
    }
    compare->answers = c->edges.rough && any ? truths : NULL;
    return true;
}

/* Where an answer stands in JSON: by its variables, by its label, or in a list. */
static void find_keys(const Problem *problem, const char *label, uint32_t answer,
                      ReportKeys *keys) {
    if (problem->question == QUESTION_GRADIENT) {
        keys->first = problem->names[problem->targets[answer]];
        return;
    }
    const Derivative *derivative = &problem->derivatives[answer];
    if (problem->question == QUESTION_MIXED)
        keys->first = label;
    if (problem->question == QUESTION_ORDERS || problem->question == QUESTION_MIXED)
        return;
    keys->first = problem->names[derivative->factors[0].variable];
    if (problem->question == QUESTION_HESSIAN)
        keys->second = problem->names[derivative->factors[derivative->count - 1].variable];
}

/* The report's names, keys and count; false without memory. */
static bool fill_answers(Comparison *c, ReportCompare *compare) {
    static const char *const lists[] = {[QUESTION_GRADIENT] = "gradient",
                                        [QUESTION_ORDERS] = "derivatives",
                                        [QUESTION_MIXED] = "derivatives",
                                        [QUESTION_HESSIAN] = "hessian",
                                        [QUESTION_PRODUCT] = "product"};
    const Problem *problem = &c->request->problem;
    ReportKeys *keys = view_allocate(c->request, c->answers, sizeof *keys);
    if (!keys || !keep_truths(c, compare))
        return false;
    for (uint32_t i = 0; i < c->answers; i++)
        find_keys(problem, c->labels[i], i, &keys[i]);
    compare->list = lists[problem->question];
    compare->ordered = problem->question == QUESTION_ORDERS;
    compare->labels = c->labels;
    compare->keys = keys;
    compare->answer_count = c->answers;
    compare->direction = problem->direction;
    compare->direction_name = answers_vector(problem);
    return true;
}

/* Compares the methods' answers with the truth, if the referee was asked. */
static bool find_errors(Comparison *c, ReportCompare *compare) {
    Request *request = c->request;
    MethodErrors errors[METHOD_COUNT] = {{0}};
    Remarks remarks = {0};
    if (!request->reference || !request->refereed)
        return true;
    for (uint32_t i = 0; i < c->count; i++)
        if (!c->shown[i].skipped)
            errors[i] = (MethodErrors){.found = c->shown[i].gradient,
                                       .answered = c->shown[i].answered,
                                       .approximates = c->shown[i].estimate};
    const ErrorQuestion question = {.reference = request->reference,
                                    .stop = request->options->stop,
                                    .edges = &c->edges,
                                    .kink = request->options->kink,
                                    .scheme = request->options->numeric};
    bool done =
        errors_find(&c->subject, &question, errors, c->count, &compare->reference, &remarks);
    for (uint32_t i = 0; i < c->count; i++) {
        c->shown[i].errors = errors[i].errors;
        c->shown[i].worst = errors[i].worst;
    }
    compare->remarks = remarks.lines;
    compare->remark_count = remarks.count;
    return done;
}

/* Whether methods were asked, and none of them has an answer. */
static bool nobody_answers(const Comparison *c) {
    uint32_t silent = 0;
    while (silent < c->count && !c->entrants[silent].method)
        silent++;
    return c->count > 0 && silent == c->count;
}

static bool compare_all(Comparison *c, Report *report, bool *undefined) {
    Request *request = c->request;
    const Problem *problem = &request->problem;
    int64_t begin = clock_now();
    evaluator_begin(&c->function, problem->tapes);
    const Run *run = evaluator_at(&c->function, problem->point);
    c->tape_ns = (double)(clock_now() - begin);
    if (!run)
        return false;
    c->value = run_output(run, 0);
    const EdgeOptions edges = {.reference = request->reference,
                               .stop = request->options->stop,
                               .shown = request->refereed && !request->options->quiet,
                               .patient = request->options->all_methods};
    c->answers = problem_answers(problem);
    c->labels = answers_labels(&c->subject);
    if (!c->labels || !edges_examine(&c->subject, &edges, &c->edges))
        return false;
    unsigned methods = problem->target_count ? chosen_methods(request) : 0;
    for (MethodId id = 0; id < METHOD_COUNT; id++)
        if (methods >> id & 1 && !enter(c, id))
            return false;
    EdgeStatus status;
    if (!examine(c, &status))
        return false;
    *undefined = is_undefined(c, status) || nobody_answers(c);
    note_unused(request);
    if (request->options->quiet)
        return fill_quiet(c, report);
    if (!problem->target_count)
        diag_note(request->diag, (Span){0, 0}, "no-variables",
                  "there are no variables, so there is nothing to differentiate");
    report->kind = REPORT_COMPARE;
    report->as.compare = (ReportCompare){.value = c->value,
                                         .status = edge_status_names[status],
                                         .methods = c->shown,
                                         .method_count = c->count,
                                         .all_rows = request->options->all_rows};
    ReportCompare *compare = &report->as.compare;
    if (!fill_answers(c, compare))
        return false;
    if (problem->target_count) {
        bool asked = request->reference && request->refereed && !c->edges.proof;
        if (asked) /* works while methods are timed, and is finished in all cases */
            reference_begin(request->reference, problem, NULL);
        compare->value_timing = time_all(c);
        bool examined =
            status != EDGE_REGULAR || compare->differs || problem->derivatives ||
            conditioning_examine(&c->subject, &compare->conditioning, &compare->value_conditioning);
        if (!find_errors(c, compare) || !examined)
            return false;
    }
    /* Methods are released before the report is written: keep their texts. */
    for (uint32_t i = 0; i < c->count; i++) {
        Text scheme = {0}, passes = {0};
        text_put(&scheme, c->shown[i].scheme);
        text_put(&passes, c->shown[i].passes);
        c->shown[i].scheme = view_keep(request, &scheme);
        c->shown[i].passes = view_keep(request, &passes);
    }
    return !diag_failed(request->diag);
}

bool compare_run(Request *request, Report *report, bool *undefined) {
    Comparison comparison = {.request = request, .subject = view_subject(request)};
    comparison.shown = view_allocate(request, METHOD_COUNT, sizeof *comparison.shown);
    bool done = comparison.shown && compare_all(&comparison, report, undefined);
    release(&comparison);
    return done && !diag_failed(request->diag);
}

/* Comparison: see comparison.h.
 *
 * Every chosen method is prepared and evaluated once; after that only the timing remains. A method
 * predicted to take too long is not started but shown as skipped. */
#include "analysis/comparison.h"

#include "analysis/answers.h"
#include "analysis/method-errors.h"
#include "analysis/ways.h"

#include <math.h>
#include <stdio.h>

/* An estimate runs f some forty times per variable, an evaluation twice. */
static const double estimate_cost = 20.0;

typedef struct Entrant {
    MethodId id;
    Method *method;       /* NULL when skipped */
    double value, *timed; /* where calls write, to leave the answer alone */
} Entrant;

typedef struct Contest {
    const Subject *subject;
    const Problem *problem; /* the subject's */
    const ComparisonOptions *options;
    Evaluator function; /* f alone */
    double tape_ns;     /* compiling f, which is done once for all that run it */
    Entrant entrants[METHOD_COUNT];
    ComparedMethod *shown; /* one an entrant */
    Edges edges;
    Comparison *found;
} Contest;

static unsigned chosen_methods(const ComparisonOptions *options) {
    if (options->methods)
        return options->methods;
    return options->quiet ? 1u << METHOD_REVERSE : (1u << METHOD_COUNT) - 1;
}

/* ---- running ---- */

static Said skip_reason(const Contest *c, const MethodRow *row) {
    /* when quiet there is no table to say it in */
    bool chosen = c->options->methods != 0 || c->options->quiet;
    double operations = row->predict(c->problem);
    if (chosen || !problem_takes_long(operations, c->options->patient))
        return SAY_NOTHING;
    return SAY(TAKES_OPERATIONS, (int)(log10(operations) + 0.5));
}

/* Whether there is an estimate that is not too expensive either. */
static bool wants_estimate(const Contest *c, const Entrant *entrant) {
    if (!entrant->method->way->estimate || c->options->quiet)
        return false;
    double operations = estimate_cost * method_table[entrant->id].predict(c->problem);
    return !problem_takes_long(operations, c->options->patient);
}

/* A copy for the report of counts owned by a method; NULL stays NULL. */
static const uint32_t *keep_counts(Contest *c, const uint32_t *counts) {
    size_t count = (size_t)c->found->answer_count + 1;
    uint32_t *kept = counts ? subject_allocate(c->subject, count, sizeof *kept) : NULL;
    for (size_t i = 0; kept && i < count; i++)
        kept[i] = counts[i];
    return kept;
}

/* Shows a method without an answer here, with the reason; with --quiet that is an error. */
static bool refuse(Contest *c, Entrant *entrant, ComparedMethod *shown) {
    const MethodRow *row = &method_table[entrant->id];
    const char *scheme = numeric_table[c->options->method.scheme].name;
    const Said why = entrant->method->refused;
    subject_say(c->subject, SAY(METHOD_REFUSED, scheme, &why), &shown->skipped);
    if (c->options->quiet)
        diag_say_hint(c->subject->diag, (Span){0, 0}, SAY(METHOD_HAS_NONE, row->name, scheme, &why),
                      SAY(CHOOSE_SCHEME));
    entrant->method->way->release(entrant->method);
    entrant->method = NULL;
    return !diag_failed(c->subject->diag);
}

/* Whether a method runs the tape of f itself, not one of formulas or of series. */
static bool runs_function(const Entrant *entrant) {
    return !entrant->method->formulas && problem_is_gradient(entrant->method->problem);
}

static bool enter(Contest *c, MethodId id) {
    const MethodRow *row = &method_table[id];
    Entrant *entrant = &c->entrants[c->found->method_count];
    ComparedMethod *shown = &c->shown[c->found->method_count++];
    size_t count = c->found->answer_count;
    *entrant = (Entrant){.id = id};
    shown->name = row->name;
    shown->skipped = skip_reason(c, row);
    if (shown->skipped.code)
        return true;
    double *gradient = subject_allocate(c->subject, count, sizeof *gradient);
    entrant->timed = subject_allocate(c->subject, count, sizeof *entrant->timed);
    MethodOptions options = c->options->method;
    options.patient = c->options->patient;
    int64_t begin = clock_now();
    entrant->method = row->prepare(c->problem, &options);
    int64_t end = clock_now();
    if (!entrant->method || !gradient || !entrant->timed)
        return false;
    const MethodWay *way = entrant->method->way;
    method_evaluate(entrant->method, &entrant->value, gradient);
    if (entrant->method->refused.code)
        return refuse(c, entrant, shown);
    answers_apply(c->problem, &c->edges, c->options->kink, gradient);
    if (wants_estimate(c, entrant)) {
        double *estimate = subject_allocate(c->subject, count, sizeof *estimate);
        if (!estimate)
            return false;
        way->estimate(entrant->method, estimate);
        shown->estimate = estimate;
    } else if (!way->estimate) {
        shown->setup_ns = (double)(end - begin) + (runs_function(entrant) ? c->tape_ns : 0.0);
    }
    subject_say(c->subject, entrant->method->scheme, &shown->scheme);
    subject_say(c->subject, entrant->method->passes, &shown->passes);
    shown->nodes = entrant->method->nodes;
    shown->answered = entrant->method->answered;
    shown->operations = keep_counts(c, entrant->method->operations);
    shown->step = entrant->method->step;
    shown->has_formula_nodes = entrant->method->formulas;
    shown->gradient = gradient;
    return !diag_failed(c->subject->diag);
}

static void release(Contest *c) {
    for (uint32_t i = 0; i < c->found->method_count; i++)
        if (c->entrants[i].method)
            c->entrants[i].method->way->release(c->entrants[i].method);
    evaluator_free(&c->function);
    edges_free(&c->edges);
}

/* ---- timing ---- */

static void call_function(void *context) {
    Contest *c = context;
    evaluator_at(&c->function, c->problem->point);
}

static void call_method(void *context) {
    Entrant *entrant = context;
    method_evaluate(entrant->method, &entrant->value, entrant->timed);
}

static Timing time_all(Contest *c) {
    Contestant contestants[METHOD_COUNT + 1] = {{.call = call_function, .context = c}};
    uint32_t count = 1;
    for (uint32_t i = 0; i < c->found->method_count; i++)
        if (c->entrants[i].method)
            contestants[count++] = (Contestant){.call = call_method, .context = &c->entrants[i]};
    if (c->options->time_ms > 0)
        clock_race(contestants, count, c->options->time_ms, c->options->stop);
    count = 1;
    for (uint32_t i = 0; i < c->found->method_count; i++)
        if (c->entrants[i].method)
            c->shown[i].timing = contestants[count++].timing;
    return contestants[0].timing;
}

/* ---- what the answers say ---- */

/* Notes where the methods' answers for one derivative differ in kind. */
static void note_difference(const Contest *c, uint32_t v) {
    const ComparedMethod *first = NULL;
    for (uint32_t i = 0; i < c->found->method_count; i++) {
        const ComparedMethod *method = &c->shown[i];
        if (v >= method->answered)
            continue;
        if (!first)
            first = method;
        if (method_same_kind(first->gradient[v], method->gradient[v]))
            continue;
        diag_say(c->subject->diag, (Span){0, 0},
                 SAY(METHODS_DIFFER, c->found->labels[v], first->name, method->name));
        return;
    }
}

/* Whether an entrant is trusted and has this answer. */
static bool has_answer(const Contest *c, uint32_t i, uint32_t v) {
    return v < c->shown[i].answered &&
           (c->entrants[i].id != METHOD_NUMERIC || c->found->method_count == 1);
}

/* What the methods say, or, where they differ in kind, the one to trust: numeric's last. */
static double convention(const Contest *c, uint32_t v) {
    for (uint32_t i = 0; i < c->found->method_count; i++)
        if (has_answer(c, i, v))
            return c->shown[i].gradient[v];
    return 0;
}

/* The derivative, where there is one; else what the methods say. */
static double answer(const Contest *c, uint32_t v) {
    return truth_is_known(&c->edges.truths[v]) ? c->edges.truths[v].value : convention(c, v);
}

/* Whether an exact method found NaN. */
static bool has_no_number(const Contest *c, uint32_t v) {
    bool found = false;
    for (uint32_t i = 0; i < c->found->method_count; i++)
        if (has_answer(c, i, v))
            found |= isnan(c->shown[i].gradient[v]);
    return found;
}

/* The first exact method that says something else than the truth, if that is known; else NULL. */
static const ComparedMethod *differing(const Contest *c, uint32_t v) {
    for (uint32_t i = 0; i < c->found->method_count; i++)
        if (has_answer(c, i, v) && c->entrants[i].id != METHOD_NUMERIC &&
            answers_differ(&c->edges.truths[v], c->shown[i].gradient[v]))
            return &c->shown[i];
    return NULL;
}

/* Notes why an answer is not finite. */
static bool blame(Contest *c, uint32_t v, EdgeStatus *why) {
    if (problem_is_gradient(c->problem))
        return edges_blame_slope(c->subject, v, why);
    *why = EDGE_UNDEFINED;
    diag_say(c->subject->diag, (Span){0, 0},
             isnan(answer(c, v)) ? SAY(ANSWER_NAN, c->found->labels[v])
                                 : SAY(ANSWER_INFINITE, c->found->labels[v]));
    return true;
}

/* The status of all answers together; notes say why it is not regular. */
static bool examine(Contest *c, EdgeStatus *status) {
    bool value_is_finite = isfinite(c->found->value);
    *status = isnan(c->found->value) ? EDGE_UNDEFINED : c->edges.status;
    enum { MAX_BLAMED = 32 };
    uint32_t blamed = 0, noted = 0;
    EdgeStatus why = EDGE_UNDEFINED;
    for (uint32_t v = 0; v < c->found->answer_count; v++) {
        bool ordinary = c->edges.truths[v].kind == TRUTH_ORDINARY;
        const ComparedMethod *other = differing(c, v);
        if (other && noted++ < MAX_BLAMED)
            answers_note_convention(c->subject, c->found->labels[v], &c->edges.truths[v],
                                    other->name, other->gradient[v]);
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
        diag_say(c->subject->diag, (Span){0, 0}, SAY(CONVENTIONS, noted - MAX_BLAMED));
    /* If a note already explains the point, differences follow from it. */
    for (uint32_t v = 0; v < c->found->answer_count && *status < EDGE_OVERFLOW; v++)
        if (c->edges.truths[v].kind == TRUTH_ORDINARY)
            note_difference(c, v);
    return true;
}

/* The numbers of --quiet: what the method says that was chosen, else the answers. */
static double quiet_number(const Contest *c, uint32_t v) {
    bool chosen = c->options->methods && c->shown[0].gradient;
    return chosen ? c->shown[0].gradient[v] : answer(c, v);
}

/* Whether there is something to answer with. */
static bool is_undefined(const Contest *c, EdgeStatus status) {
    bool undefined = status >= EDGE_OVERFLOW, quiet = c->options->quiet;
    for (uint32_t v = 0; v < c->found->answer_count; v++)
        undefined |= !isfinite(quiet ? quiet_number(c, v) : answer(c, v));
    return undefined;
}

/* Notes variables that the value does not depend on: their derivative is 0. */
static void note_unused(const Contest *c) {
    const Problem *problem = c->problem;
    size_t count = problem->graph->nodes.count;
    uint8_t *marks = subject_allocate(c->subject, count, 1);
    uint8_t *moved = subject_allocate(c->subject, problem->components, 1);
    uint32_t *variables = subject_allocate(c->subject, problem->components, sizeof *variables);
    if (!marks || !moved || !variables)
        return;
    graph_reach(problem->graph, &problem->root, 1, marks);
    uint32_t by = problem_moved(problem, moved, variables);
    for (uint32_t i = 0; i < by; i++) {
        NodeId node = graph_variable(problem->graph, variables[i], (Span){0, 0});
        if (node != NODE_POISON && (node >= count || !marks[node]))
            diag_say(c->subject->diag, (Span){0, 0},
                     SAY(UNUSED_VARIABLE, problem_name(problem, variables[i])));
    }
}

/* What is said if only numbers are. */
static bool find_numbers(Contest *c) {
    double *numbers = subject_allocate(c->subject, c->found->answer_count, sizeof *numbers);
    for (uint32_t v = 0; numbers && v < c->found->answer_count; v++)
        numbers[v] = quiet_number(c, v);
    c->found->numbers = numbers;
    return numbers;
}

/* The answers at a rough point; false without memory. */
static bool find_truths(Contest *c) {
    double *truths = subject_allocate(c->subject, c->found->answer_count, sizeof *truths);
    if (!truths)
        return false;
    bool any = false;
    for (uint32_t v = 0; v < c->found->answer_count; v++) {
        bool ordinary = c->edges.truths[v].kind == TRUTH_ORDINARY;
        truths[v] = truth_is_known(&c->edges.truths[v]) || (ordinary && c->found->method_count)
                        ? answer(c, v)
                        : (double)NAN;
        any |= !isnan(truths[v]);
        if (differing(c, v))
            c->found->differs = true;
    }
    c->found->answers = c->edges.rough && any ? truths : NULL;
    return true;
}

/* Whether methods were asked, and none of them has an answer. */
static bool nobody_answers(const Contest *c) {
    uint32_t silent = 0;
    while (silent < c->found->method_count && !c->entrants[silent].method)
        silent++;
    return c->found->method_count > 0 && silent == c->found->method_count;
}

/* What the referee said at a rough point, or room for its answer; NULL without memory. */
static ReferenceAnswer *take_reference(Contest *c) {
    ReferenceAnswer *proof = c->edges.proof;
    c->edges.proof = NULL;
    return proof ? proof : subject_allocate(c->subject, 1, sizeof *proof);
}

/* Times the methods while the referee works, which is finished in all cases, and grades them. */
static bool measure(Contest *c, EdgeStatus status) {
    Comparison *found = c->found;
    Reference *reference = c->options->refereed ? c->options->reference : NULL;
    bool ask = reference && !c->edges.proof;
    if (reference && !(found->reference = take_reference(c)))
        return false;
    if (ask)
        reference_begin(reference, c->problem, NULL);
    found->value_timing = time_all(c);
    bool examined =
        status != EDGE_REGULAR || found->differs || !problem_is_gradient(c->problem) ||
        conditioning_examine(c->subject, &found->conditioning, &found->value_conditioning);
    if (ask)
        reference_finish(reference, c->options->stop, found->reference);
    if (reference && found->reference->missing.code == SAID_OUT_OF_MEMORY)
        diag_no_memory(c->subject->diag);
    return examined &&
           ways_examine(c->subject, c->shown, found->method_count, &found->other_ways) &&
           (!reference || errors_find(c->subject, c->options, &c->edges, c->shown, found));
}

static bool compare(Contest *c) {
    const Problem *problem = c->problem;
    Comparison *found = c->found;
    int64_t begin = clock_now();
    evaluator_begin(&c->function, problem->tapes);
    const Run *run = evaluator_at(&c->function, problem->point);
    c->tape_ns = (double)(clock_now() - begin);
    if (!run)
        return false;
    const EdgeOptions edges = {.reference = c->options->reference,
                               .stop = c->options->stop,
                               .shown = c->options->refereed && !c->options->quiet,
                               .patient = c->options->patient};
    found->value = run_output(run, 0);
    found->answer_count = problem->derivative_count;
    found->labels = answers_labels(c->subject);
    found->methods = c->shown;
    if (!found->labels || !edges_examine(c->subject, &edges, &c->edges))
        return false;
    unsigned methods = problem->derivative_count ? chosen_methods(c->options) : 0;
    for (MethodId id = 0; id < METHOD_COUNT; id++)
        if (methods >> id & 1 && !enter(c, id))
            return false;
    EdgeStatus status;
    if (!examine(c, &status))
        return false;
    found->status = edge_status_names[status];
    found->undefined = is_undefined(c, status) || nobody_answers(c);
    note_unused(c);
    if (c->options->quiet)
        return find_numbers(c);
    if (!problem->derivative_count)
        diag_say(c->subject->diag, (Span){0, 0}, SAY(NO_VARIABLES));
    return find_truths(c) && (!problem->derivative_count || measure(c, status));
}

bool comparison_find(const Subject *subject, const ComparisonOptions *options, Comparison *found) {
    Contest contest = {
        .subject = subject, .problem = subject->problem, .options = options, .found = found};
    contest.shown = subject_allocate(subject, METHOD_COUNT, sizeof *contest.shown);
    bool done = contest.shown && compare(&contest);
    release(&contest);
    return done && !diag_failed(subject->diag);
}

void comparison_free(Comparison *found) {
    if (found->reference)
        reference_answer_free(found->reference);
}

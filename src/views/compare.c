/* compare: the methods side by side, at one point (analysis/comparison.h finds out).
 *
 * For people a table: of one variable a row a method; of several a row a variable with a column a
 * method, and the methods' cost in a table of its own below. For programs rows of numbers, and an
 * object in which everything stands in the place of the answer it belongs to. */
#include "analysis/answers.h"
#include "analysis/comparison-words.h"
#include "analysis/ways.h"
#include "report/shape.h"
#include "views/view.h"

#include <math.h>
#include <string.h>

enum {
    MAX_ROWS = 20, /* variables shown unless all are asked for */
    NAME_WIDTH = 9 /* room for the longest name of a method, so that tables look alike */
};

typedef struct Display {
    Request *request;
    const Comparison *found;
    Report *report;
    const Timing *best; /* NULL: nothing was timed */
    bool graded;        /* there is a reference to hold the numbers against */
    const char *list;   /* what the answers are in JSON: "gradient", "derivatives", "hessian" */
    bool ordered;       /* a list of them, by their order */
    ReportShape shape;  /* of them in JSON, and of what belongs to them */
} Display;

static void add_text(Display *d, const char *text) {
    report_cell(d->report, report_text_cell(text));
}

static void add_made(Display *d, Text *text) {
    report_cell(d->report, report_text_cell(view_keep(d->request, text)));
}

static ReportCell said(Display *d, Said what) {
    return report_text_cell(view_words(d->request, what));
}

/* The rest of a row. */
static void add_span(Display *d, Said what) {
    report_cell(d->report, (ReportCell){CELL_SPAN, .text = view_words(d->request, what)});
    report_end_row(d->report);
}

/* A method's derivative, its wrong tail marked. */
static void add_derivative(Display *d, const ComparedMethod *method, uint32_t answer) {
    const MethodError *error = d->graded ? &method->errors[answer] : NULL;
    ReportCell cell = report_number_cell(method->gradient[answer]);
    if (error && error->known && !error->accuracy.exact) {
        cell.kind = CELL_GRADED;
        cell.right = error->right_digits;
    }
    report_cell(d->report, cell);
}

static bool is_refused(const ComparedMethod *method) {
    return method->skipped.code == SAID_METHOD_REFUSED;
}

/* ---- people's tables ---- */

static void add_column(Display *d, const char *title, bool right) {
    report_column(d->report, (ReportColumn){.title = title, .right = right});
}

/* How right a method is, what it takes, and what it says of itself. */
static void add_grade_columns(Display *d) {
    if (d->graded) {
        add_column(d, "digits", true);
        add_column(d, "error", true);
    }
    if (d->best) {
        add_column(d, "ns/eval", true);
        add_column(d, message_sentence(SAID_COLUMN_VALUE), true);
        add_column(d, message_sentence(SAID_COLUMN_BEST), true);
    }
    add_column(d, "", false);
}

static void add_digits(Display *d, const MethodError *error) {
    Text digits = {0};
    comparison_put_digits(&digits, error);
    add_made(d, &digits);
}

static void add_grade(Display *d, const ComparedMethod *method) {
    Text error = {0}, time = {0}, ratio = {0}, best = {0}, remark = {0};
    if (d->graded) {
        add_digits(d, &method->worst);
        comparison_put_error(&error, &method->worst);
        add_made(d, &error);
    }
    if (d->best) {
        comparison_put_time(&time, &method->timing);
        add_made(d, &time);
        comparison_put_ratio(&ratio, &method->timing, &d->found->value_timing);
        add_made(d, &ratio);
        comparison_put_ratio(&best, &method->timing, d->best);
        add_made(d, &best);
    }
    comparison_put_remark(&remark, d->found, method);
    add_made(d, &remark);
}

/* Whether what is true stands beside what methods say by a convention. */
static bool truth_is_shown(const Display *d) {
    return d->found->answers && d->found->differs;
}

static ReportCell true_answer(const Display *d, uint32_t answer) {
    double number = d->found->answers[answer];
    return isnan(number) ? (ReportCell){0} : report_number_cell(number);
}

/* Where a program branches, the reference is about the way taken. */
static void add_way(Display *d, Text *proof) {
    const Problem *problem = &d->request->problem;
    const char *said = view_keep(d->request, proof);
    *proof = (Text){0};
    if (problem->components != 1) {
        said_put(SAY(PROOF_OF_WAY_HERE, said), proof);
        return;
    }
    Text at = {0};
    const char *name = problem_name(problem, 0);
    report_point(&at, &name, problem->point, 1, d->request->style);
    said_put(SAY(PROOF_OF_WAY, said, view_keep(d->request, &at)), proof);
}

/* The last row: how the truth was found, and where there is one variable the truth. */
static void add_reference_row(Display *d) {
    const ReferenceAnswer *reference = d->found->reference;
    Text figure = {0}, proof = {0};
    if (!reference)
        return;
    add_text(d, "reference");
    if (reference->missing.code) {
        add_span(d, SAY(NONE_BECAUSE, &reference->missing));
        return;
    }
    reference_put_proof(&proof, reference);
    ReferenceStatus first = reference->gradient->status;
    if (ways_part(&d->request->problem) && first != REFERENCE_SIDES)
        add_way(d, &proof);
    bool shown = first != REFERENCE_UNDECIDED && first != REFERENCE_UNDEFINED;
    reference_put_figure(&figure, reference->gradient);
    const char *truth = view_keep(d->request, &figure), *trust = view_keep(d->request, &proof);
    add_span(d, shown && reference->count == 1 ? SAY(FIGURE_AND_PROOF, truth, trust)
                                               : SAY(PLAIN, trust));
}

/* What is true, in a row of its own. */
static void add_answer_row(Display *d) {
    const ReportCell answer = true_answer(d, 0);
    Text text = {0};
    report_put_cell(&text, &answer, d->request->style);
    add_text(d, "answer");
    add_span(d, SAY(PLAIN, view_keep(d->request, &text)));
}

/* A row a method, with its answer if that is one; else what its answers take. */
static void show_methods(Display *d) {
    const Comparison *found = d->found;
    bool one = found->answer_count == 1;
    report_table(d->report, NULL);
    report_column(d->report, (ReportColumn){.title = "method", .width = one ? NAME_WIDTH : 0});
    add_column(d, one ? found->labels[0] : "passes", false);
    add_grade_columns(d);
    for (uint32_t i = 0; i < found->method_count; i++) {
        const ComparedMethod *method = &found->methods[i];
        add_text(d, method->name);
        if (method->skipped.code) {
            add_span(d, is_refused(method) ? SAY(REFUSED, &method->skipped)
                                           : SAY(SKIPPED, &method->skipped));
            continue;
        }
        if (one)
            add_derivative(d, method, 0);
        else
            report_cell(d->report, said(d, method->passes));
        add_grade(d, method);
    }
    if (one && truth_is_shown(d))
        add_answer_row(d);
    add_reference_row(d);
}

/* Whether numeric's digits stand beside its answers. */
static bool shows_digits(const Display *d, const ComparedMethod *method) {
    return d->ordered && d->graded && method->estimate;
}

/* Beside a method's answers: how large symbolic's formulas are, and how good numeric's numbers. */
static void add_answer_columns(Display *d, const ComparedMethod *method) {
    add_column(d, method->name, false);
    if (method->operations)
        add_column(d, "nodes", true);
    if (shows_digits(d, method))
        add_column(d, "digits", true);
}

static void add_answer(Display *d, const ComparedMethod *method, uint32_t answer) {
    bool answered = answer < method->answered;
    if (answered)
        add_derivative(d, method, answer);
    else
        report_cell(d->report, (ReportCell){0});
    if (method->operations && answered)
        report_cell(d->report, report_whole_cell(method->operations[answer + 1]));
    else if (method->operations)
        add_text(d, "");
    if (shows_digits(d, method))
        add_digits(d, &method->errors[answer]);
}

/* The derivatives: methods that were skipped have no column. */
static void show_answers(Display *d) {
    const Comparison *found = d->found;
    const Problem *problem = &d->request->problem;
    uint32_t rows = found->answer_count, columns = 0;
    bool partial = problem->question == QUESTION_GRADIENT;
    for (uint32_t i = 0; i < found->method_count; i++)
        columns += !found->methods[i].skipped.code;
    if (!columns)
        return;
    if (rows > MAX_ROWS && !d->request->options->all_rows && !d->ordered)
        rows = MAX_ROWS;
    report_table(d->report, NULL);
    add_column(d, partial ? "variable" : "derivative", false);
    for (uint32_t i = 0; i < found->method_count; i++)
        if (!found->methods[i].skipped.code)
            add_answer_columns(d, &found->methods[i]);
    if (truth_is_shown(d))
        add_column(d, "answer", false);
    if (d->graded)
        add_column(d, "reference", false);
    for (uint32_t row = 0; row < rows; row++) {
        add_text(d, partial ? d->shape.places[row].key : found->labels[row]);
        for (uint32_t i = 0; i < found->method_count; i++)
            if (!found->methods[i].skipped.code)
                add_answer(d, &found->methods[i], row);
        if (truth_is_shown(d))
            report_cell(d->report, true_answer(d, row));
        if (d->graded) {
            Text text = {0};
            reference_put_figure(&text, &found->reference->gradient[row]);
            add_made(d, &text);
        }
    }
    if (rows < found->answer_count)
        report_more(d->report, view_words(d->request, SAY(MORE_ROWS, found->answer_count - rows)));
}

static void show_to_people(Display *d) {
    const Comparison *found = d->found;
    const Problem *problem = &d->request->problem;
    const ReportStyle *style = d->request->style;
    const char *const *names = problem_names(problem, d->request->diag, d->request->arena);
    if (!names)
        return;
    Text value = {0}, at = {0}, along = {0}, setup = {0};
    report_number(&value, found->value, style);
    report_point(&at, names, problem->point, problem->components, style);
    const char *number = view_keep(d->request, &value), *point = view_keep(d->request, &at);
    const char *line = view_words(d->request, problem->components ? SAY(VALUE_AT, number, point)
                                                                  : SAY(VALUE, number));
    bool compared = found->answer_count && found->method_count;
    if (compared)
        report_table(d->report, NULL);
    (compared ? report_line : report_remark)(d->report, line);
    if (problem->direction) {
        report_point(&along, names, problem->direction, problem->components, style);
        line = view_words(d->request,
                          SAY(ALONG, answers_vector(problem), view_keep(d->request, &along)));
        (compared ? report_line : report_remark)(d->report, line);
    }
    if (!compared)
        return;
    if (found->answer_count > 1)
        show_answers(d);
    show_methods(d);
    comparison_put_setup(&setup, found);
    line = view_keep(d->request, &setup);
    if (line && *line)
        report_remark(d->report, line);
    for (uint32_t i = 0; i < found->remarks.count; i++)
        report_remark(d->report, view_words(d->request, found->remarks.lines[i]));
}

/* ---- rows for csv ---- */

static void show_as_rows(Display *d) {
    const Comparison *found = d->found;
    report_table(d->report, NULL);
    report_column(d->report, (ReportColumn){.header = "method"});
    report_column(d->report, (ReportColumn){.header = "value"});
    for (uint32_t i = 0; i < found->answer_count; i++)
        report_column(d->report, (ReportColumn){.header = found->labels[i]});
    report_column(d->report, (ReportColumn){.header = "scheme"});
    if (!found->answer_count || !found->method_count) {
        add_text(d, "");
        report_cell(d->report, report_number_cell(found->value));
        report_end_row(d->report);
    }
    for (uint32_t i = 0; found->answer_count && i < found->method_count; i++) {
        const ComparedMethod *method = &found->methods[i];
        const ReportCell value = report_number_cell(found->value), none = {0};
        add_text(d, method->name);
        report_cell(d->report, method->skipped.code ? none : value);
        for (uint32_t k = 0; k < found->answer_count; k++)
            report_cell(d->report,
                        k < method->answered ? report_number_cell(method->gradient[k]) : none);
        report_cell(d->report, said(d, !method->skipped.code ? method->scheme
                                       : is_refused(method)  ? method->skipped
                                                             : SAY(SKIPPED, &method->skipped)));
    }
    if (!truth_is_shown(d))
        return;
    add_text(d, "answer");
    report_cell(d->report, report_number_cell(found->value));
    for (uint32_t k = 0; k < found->answer_count; k++)
        report_cell(d->report, true_answer(d, k));
    report_end_row(d->report);
}

/* ---- JSON ---- */

static const ReportCell an_object = {.kind = CELL_OBJECT};

static void put(Display *d, const char *among, const char *key, ReportCell cell) {
    report_fact_below(d->report, among, key, cell);
}

static void put_timing(Display *d, const char *at, const Timing *timing) {
    bool positive = timing->minimum_ns > 0.0;
    double spread = positive ? timing->spread_ns / timing->minimum_ns : 0.0;
    put(d, at, "eval_ns", report_number_cell(timing->minimum_ns));
    put(d, at, "median_ns", report_number_cell(timing->median_ns));
    put(d, at, "spread", report_number_cell(spread));
    put(d, at, "samples", report_whole_cell(timing->samples));
}

/* Of what is not known there is no key, and in a list an empty object. */
static void put_errors(Display *d, const char *at, const ComparedMethod *method) {
    shape_begin(&d->shape, at, an_object);
    for (uint32_t i = 0; i < method->answered; i++) {
        const MethodError *error = &method->errors[i];
        const ReportFact members[] = {{"ulp", report_number_cell(error->accuracy.ulps)},
                                      {"relative", report_number_cell(error->accuracy.relative)},
                                      {"absolute", report_number_cell(error->accuracy.absolute)},
                                      {"digits", report_number_cell(error->accuracy.digits)},
                                      {"exact", report_truth_cell(error->accuracy.exact)}};
        if (error->known)
            shape_members(&d->shape, at, i, members, sizeof members / sizeof *members);
        else if (d->ordered)
            shape_put(&d->shape, at, i, an_object);
    }
}

static void put_operations(Display *d, const char *at, const ComparedMethod *method) {
    shape_begin(&d->shape, at, report_whole_cell(method->operations[0]));
    for (uint32_t i = 0; i < method->answered; i++)
        shape_put(&d->shape, at, i, report_whole_cell(method->operations[i + 1]));
}

static void put_method(Display *d, const char *at, const ComparedMethod *method) {
    put(d, at, "name", report_text_cell(method->name));
    if (method->skipped.code) {
        put(d, at, "skipped", said(d, method->skipped));
        return;
    }
    put(d, at, "scheme", said(d, method->scheme));
    put(d, at, "passes", said(d, method->passes));
    shape_numbers(&d->shape, report_joined(d->report, at, d->list), d->found->value,
                  method->gradient, method->answered);
    if (method->errors)
        put_errors(d, report_joined(d->report, at, "error"), method);
    if (method->estimate)
        shape_numbers(&d->shape, report_joined(d->report, at, "estimate"), 0.0, method->estimate,
                      method->answered);
    if (method->step != 0.0)
        put(d, at, "step", report_number_cell(method->step));
    if (method->operations)
        put_operations(d, report_joined(d->report, at, "nodes"), method);
    else
        put(d, at, "nodes", report_whole_cell(method->nodes));
    if (!method->timing.samples)
        return;
    const char *timing = report_joined(d->report, at, "timing");
    put(d, timing, "setup_ns", report_number_cell(method->setup_ns));
    put_timing(d, timing, &method->timing);
}

/* The true derivatives at a rough point. Where there is none there is no key; in a list, null. */
static void put_truths(Display *d) {
    const Comparison *found = d->found;
    shape_begin(&d->shape, "answer", report_number_cell(found->value));
    for (uint32_t i = 0; i < found->answer_count; i++)
        if (!isnan(found->answers[i]))
            shape_put(&d->shape, "answer", i, report_number_cell(found->answers[i]));
        else if (d->ordered)
            shape_put(&d->shape, "answer", i, (ReportCell){.kind = CELL_NULL});
}

enum { CONDITIONING = 5 };

static void find_conditioning(const Conditioning *found, ReportFact members[static CONDITIONING]) {
    members[0] = (ReportFact){"input", report_number_cell(found->input)};
    members[1] = (ReportFact){"variable", report_text_cell(found->variable)};
    members[2] = (ReportFact){"rounding", report_number_cell(found->rounding)};
    members[3] = (ReportFact){"digits_lost", report_number_cell(found->digits_lost)};
    members[4] = (ReportFact){"operation", report_text_cell(found->operation)};
}

static void put_conditioning(Display *d) {
    const Conditioning *value = d->found->value_conditioning, *all = d->found->conditioning;
    ReportFact members[CONDITIONING];
    if (value && value->known) {
        find_conditioning(value, members);
        report_members(d->report, "value_conditioning", members, CONDITIONING);
    }
    if (all)
        report_fact(d->report, "conditioning", an_object);
    for (uint32_t i = 0; all && i < d->found->answer_count; i++) {
        find_conditioning(&all[i], members);
        if (all[i].known)
            shape_members(&d->shape, "conditioning", i, members, CONDITIONING);
    }
}

/* Truths are decimal strings, as no number of JSON's readers would keep their digits. The report
 * has copies of them, as it outlives the comparison. */
static ReportCell decimal(Display *d, const char *digits) {
    Text text = {0};
    text_put(&text, digits);
    return report_text_cell(view_keep(d->request, &text));
}

static ReportCell why(Display *d, const ReferenceNumber *number) {
    return said(d, number->why ? *number->why : SAY_NOTHING);
}

/* The slopes at kinks. */
static void put_slopes(Display *d, const ReferenceAnswer *from) {
    uint32_t first = 0;
    while (first < from->count && from->gradient[first].status != REFERENCE_SIDES)
        first++;
    if (first == from->count)
        return;
    shape_begin(&d->shape, "reference.one_sided", an_object);
    for (uint32_t i = 0; i < from->count; i++) {
        const ReferenceNumber *number = &from->gradient[i];
        if (number->status == REFERENCE_SIDES) {
            const ReportFact sides[] = {{"left", decimal(d, reference_side(&number->below))},
                                        {"right", decimal(d, reference_side(&number->above))}};
            shape_members(&d->shape, "reference.one_sided", i, sides, 2);
        } else if (d->ordered) {
            shape_put(&d->shape, "reference.one_sided", i, an_object);
        }
    }
}

static void put_reference(Display *d, const ReferenceAnswer *from) {
    const ReferenceNumber *value = &from->value, *all = from->gradient;
    const char *list = report_joined(d->report, "reference", d->list);
    if (from->missing.code) {
        put(d, "reference", "missing", said(d, from->missing));
        return;
    }
    put(d, "reference", "value", decimal(d, value->decimal));
    put(d, "reference", "value_status", report_text_cell(reference_status_names[value->status]));
    shape_begin(&d->shape, list, decimal(d, value->decimal));
    for (uint32_t i = 0; i < from->count; i++)
        if (*all[i].decimal || all[i].status != REFERENCE_SIDES || d->ordered)
            shape_put(&d->shape, list, i, decimal(d, all[i].decimal));
    put_slopes(d, from);
    shape_begin(&d->shape, "reference.status",
                report_text_cell(reference_status_names[value->status]));
    for (uint32_t i = 0; i < from->count; i++)
        shape_put(&d->shape, "reference.status", i,
                  report_text_cell(reference_status_names[all[i].status]));
    shape_begin(&d->shape, "reference.exact", report_truth_cell(value->exact));
    for (uint32_t i = 0; i < from->count; i++)
        shape_put(&d->shape, "reference.exact", i, report_truth_cell(all[i].exact));
    shape_begin(&d->shape, "reference.why", why(d, value));
    for (uint32_t i = 0; i < from->count; i++)
        if (all[i].why || d->ordered)
            shape_put(&d->shape, "reference.why", i, why(d, &all[i]));
    put(d, "reference", "bits", report_whole_cell(from->bits));
    put(d, "reference", "proven", report_truth_cell(from->proven));
}

static void show_as_object(Display *d) {
    static const ReportCell a_list = {.kind = CELL_LIST};
    const Comparison *found = d->found;
    const Problem *problem = &d->request->problem;
    for (uint32_t i = 0; problem->direction && i < problem->components; i++)
        put(d, "along", problem_name(problem, i), report_number_cell(problem->direction[i]));
    report_fact(d->report, "value", report_number_cell(found->value));
    report_fact(d->report, "status", report_text_cell(found->status));
    if (found->value_timing.samples)
        put_timing(d, "value_timing", &found->value_timing);
    report_fact(d->report, "methods", a_list);
    for (uint32_t i = 0; i < found->method_count; i++)
        put_method(d, report_item(d->report, "methods", i), &found->methods[i]);
    if (found->answers)
        put_truths(d);
    put_conditioning(d);
    if (!found->reference)
        return;
    put_reference(d, found->reference);
    report_fact(d->report, "remarks", a_list);
    for (uint32_t i = 0; i < found->remarks.count; i++)
        report_fact(d->report, report_item(d->report, "remarks", i),
                    said(d, found->remarks.lines[i]));
}

/* ---- all of it ---- */

static ReportPlace place_of(const Display *d, uint32_t answer) {
    const Problem *problem = &d->request->problem;
    if (problem->question == QUESTION_MIXED)
        return (ReportPlace){.key = d->found->labels[answer]};
    if (problem->question == QUESTION_ORDERS)
        return (ReportPlace){.key = report_item(d->report, "", answer + 1)};
    const Derivative *derivative = &problem->derivatives[answer];
    const char *first = problem_name(problem, derivative->factors[0].variable);
    if (problem->question == QUESTION_GRADIENT || problem->question == QUESTION_PRODUCT)
        return (ReportPlace){.key = first};
    const char *second = problem_name(problem, derivative->factors[derivative->count - 1].variable);
    return (ReportPlace){.key = report_joined(d->report, first, second),
                         .mirrored = strcmp(first, second) ? report_joined(d->report, second, first)
                                                           : NULL};
}

bool compare_fill(Request *request, const Comparison *found, Report *report) {
    static const char *const lists[] = {[QUESTION_GRADIENT] = "gradient",
                                        [QUESTION_ORDERS] = "derivatives",
                                        [QUESTION_MIXED] = "derivatives",
                                        [QUESTION_HESSIAN] = "hessian",
                                        [QUESTION_PRODUCT] = "product"};
    Question question = request->problem.question;
    Display display = {.request = request,
                       .found = found,
                       .report = report,
                       .best = comparison_best(found),
                       .graded = found->reference && !found->reference->missing.code,
                       .list = lists[question],
                       .ordered = question == QUESTION_ORDERS};
    ReportPlace *places = view_allocate(request, found->answer_count, sizeof *places);
    for (uint32_t i = 0; places && i < found->answer_count; i++)
        places[i] = place_of(&display, i);
    display.shape = (ReportShape){report, display.ordered, places};
    if (diag_failed(request->diag))
        return false;
    show_as_object(&display);
    show_as_rows(&display);
    show_to_people(&display);
    return !diag_failed(request->diag);
}

/* The numbers alone, or the value where there is nothing to differentiate. */
static bool fill_quiet(Request *request, const Comparison *found, Report *report) {
    bool any = found->answer_count;
    return view_fill_numbers(request, any ? found->numbers : &found->value,
                             any ? found->answer_count : 1, report);
}

bool compare_run(Request *request, Report *report, bool *undefined) {
    const ViewOptions *options = request->options;
    const ComparisonOptions asked = {.methods = options->methods,
                                     .method = view_method_options(request),
                                     .time_ms = options->time_ms,
                                     .patient = options->all_methods,
                                     .quiet = options->quiet,
                                     .kink = options->kink,
                                     .reference = request->reference,
                                     .refereed = request->refereed,
                                     .stop = options->stop};
    const Subject subject = view_subject(request);
    Comparison found = {0};
    bool done = comparison_find(&subject, &asked, &found) &&
                (options->quiet ? fill_quiet : compare_fill)(request, &found, report);
    *undefined = found.undefined;
    comparison_free(&found);
    return done;
}

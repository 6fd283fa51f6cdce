/* sweep: how the error of a numeric derivative depends on its step; or, with --numeric richardson,
 * the tableau of Richardson's extrapolation as usually drawn: one row per step, each a quarter of
 * the one before, with its quotient, its error, and what is extrapolated from it and the row
 * above. It fills a Report, which report/ prints. */
#include "analysis/step-errors.h"
#include "numeric/difference.h"
#include "numeric/extrapolation.h"
#include "views/view.h"

#include <math.h>
#include <string.h>

typedef struct Sweep {
    Request *request; /* about one variable */
    StepErrors found;
} Sweep;

enum {
    PLOT_WIDTH = 31, /* two places per decade of errors, from 1e-15 to 1 */
    CELLS = 1 + STEP_SCHEMES + 1
};

static const ReportColumn columns[CELLS] = {
    {.key = "step", .header = "step", .title = "h"},
    {.key = "forward", .header = "forward", .title = "forward"},
    {.key = "central", .header = "central", .title = "central"},
    {.key = "richardson", .header = "richardson", .title = "richardson"},
    {.key = "complex", .header = "complex", .title = "complex"},
    {.title = "1e-15    f c r, i: complex    1"},
};

static const char *const names[STEP_SCHEMES] = {"forward", "central", "richardson", "complex"};

/* ---- shared by both ---- */

static BaselineOptions baseline_options(const Request *request) {
    return (BaselineOptions){.reference = request->reference,
                             .stop = request->options->stop,
                             .kink = request->options->kink,
                             .patient = request->options->all_methods};
}

static void add_columns(const ReportColumn *all, uint32_t count, Report *report) {
    for (uint32_t i = 0; i < count; i++)
        report_column(report, all[i]);
}

/* A single number as the whole answer. */
static bool fill_number(Request *request, double number, Report *report, bool *undefined) {
    *undefined = isnan(number);
    return view_fill_numbers(request, &number, 1, report);
}

/* Begins the table: what the derivative is, then what errors are shown. */
static void begin_table(Request *request, const Baseline *truth, MessageCode relative,
                        MessageCode absolute, Report *report) {
    const Subject subject = view_subject(request);
    report_table(report, "rows");
    report_line(report, baseline_line(&subject, truth));
    report_line(report, message_sentence(truth->relative ? relative : absolute));
}

/* Which derivative it is, and how errors of it are given. */
static void add_facts(const Request *request, const Baseline *truth, Report *report) {
    const char *x = problem_name(&request->problem, problem_variable(&request->problem, 0));
    report_fact(report, "variable", report_text_cell(x));
    report_fact(report, "derivative", report_finite_cell(CELL_NUMBER, truth->truth.nearest));
    report_fact(report, "truth", report_text_cell(truth->source));
    report_fact(report, "errors", report_text_cell(truth->relative ? "relative" : "absolute"));
}

/* The report without a derivative, and so without errors: a note says why. */
static bool report_nothing(Request *request, const Baseline *truth, const ReportColumn *row,
                           uint32_t column_count, Report *report) {
    static const double nothing = (double)NAN;
    if (request->options->quiet)
        return view_fill_numbers(request, &nothing, 1, report);
    const Subject subject = view_subject(request);
    const char *words = subject_words(&subject, truth->said);
    if (!words)
        return false;
    if (!truth->jumps) /* already noted */
        baseline_note_none(&subject, truth);
    const char *x = problem_name(&request->problem, problem_variable(&request->problem, 0));
    report_table(report, "rows");
    add_columns(row, column_count, report);
    report_fact(report, "variable", report_text_cell(x));
    report_fact(report, "undefined", report_text_cell(words));
    return true;
}

/* ---- the errors by the step ---- */

/* A line of the plot: steps run down, the logarithms of errors across. */
static ReportCell plot_cell(Sweep *s, size_t i) {
    static const char marks[STEP_SCHEMES] = {'f', 'c', 'r', 'i'};
    char plot[PLOT_WIDTH];
    int length = 0;
    memset(plot, ' ', sizeof plot);
    for (StepScheme scheme = 0; scheme < STEP_SCHEMES; scheme++) {
        double error = s->found.errors[scheme][i], place = PLOT_WIDTH - 1 + 2 * log10(error);
        if (isnan(error))
            continue;
        int at = place > 0 ? (int)fmin(round(place), PLOT_WIDTH - 1) : 0;
        plot[at] = plot[at] == ' ' ? marks[scheme] : '*';
        length = at >= length ? at + 1 : length;
    }
    Text line = {0};
    text_bytes(&line, plot, (size_t)length);
    return report_text_cell(view_keep(s->request, &line));
}

static void add_rows(Sweep *s, Report *report) {
    size_t every = s->request->options->all_rows ? 1 : s->found.per_decade;
    add_columns(columns, CELLS, report);
    for (size_t i = 0; i < s->found.count; i += every) {
        report_cell(report, report_finite_cell(CELL_MAGNITUDE, s->found.steps[i]));
        for (StepScheme scheme = 0; scheme < STEP_SCHEMES; scheme++)
            report_cell(report, report_finite_cell(CELL_MAGNITUDE, s->found.errors[scheme][i]));
        report_cell(report, plot_cell(s, i));
    }
}

static void put_slope(Text *line, const Branch *branch) {
    Text cell = {0};
    if (branch->kind == BRANCH_STRAIGHT)
        text_format(&cell, "h^%.2f", branch->slope);
    else
        text_put(&cell, branch->kind == BRANCH_NONE ? "none" : "crooked");
    text_pad(line, text_string(&cell), 12);
    line->failed |= cell.failed;
    text_free(&cell);
}

/* `below`: smaller steps are as good. */
static void put_size(Text *line, double size, bool below, int width) {
    Text cell = {0};
    if (isfinite(size)) {
        text_put(&cell, below ? "<= " : "");
        text_magnitude(&cell, size);
    } else {
        text_put(&cell, "-");
    }
    text_pad(line, text_string(&cell), width);
    line->failed |= cell.failed;
    text_free(&cell);
}

/* "central     h^2.00      h^-1.00     3.9e-7      1.4e-11     4.2e-7" */
static const char *scheme_line(Sweep *s, StepScheme scheme) {
    const Curve *curve = &s->found.curves[scheme];
    Text line = {0};
    text_pad(&line, names[scheme], 12);
    if (scheme == STEP_COMPLEX && s->found.refused.code) {
        said_put(SAY(NO_COMPLEX_STEP, &s->found.refused), &line);
        return view_keep(s->request, &line);
    }
    bool below = curve->roundoff.kind == BRANCH_NONE && isfinite(curve->best_step);
    put_slope(&line, &curve->truncation);
    put_slope(&line, &curve->roundoff);
    put_size(&line, curve->best_step, below, 12);
    put_size(&line, curve->best_error, false, 12);
    put_size(&line, s->found.predictions[scheme].step, scheme == STEP_COMPLEX, 0);
    return view_keep(s->request, &line);
}

static void add_remarks(Sweep *s, Report *report) {
    bool predicted = false;
    report_remark(report, message_sentence(SAID_STEP_COLUMNS));
    for (StepScheme scheme = 0; scheme < STEP_SCHEMES; scheme++) {
        report_remark(report, scheme_line(s, scheme));
        predicted |= isfinite(s->found.predictions[scheme].step);
    }
    report_remark(report, "");
    report_remark(report, message_sentence(SAID_STEP_BRANCHES));
    report_remark(report, message_sentence(SAID_STEP_BEST));
    if (predicted)
        report_remark(report, view_words(s->request, SAY(STEP_PREDICTED, s->found.noise)));
}

static void add_fact(Report *report, const char *group, StepScheme scheme, const char *key,
                     double number) {
    report_fact_below(report, report_joined(report, group, names[scheme]), key,
                      report_finite_cell(CELL_NUMBER, number));
}

static double slope_of(const Branch *branch) {
    return branch->kind == BRANCH_STRAIGHT ? branch->slope : (double)NAN;
}

static void add_all_facts(Sweep *s, Report *report) {
    const Subject subject = view_subject(s->request);
    const char *refused = s->found.refused.code ? subject_words(&subject, s->found.refused) : NULL;
    add_facts(s->request, &s->found.truth, report);
    report_fact(report, "noise", report_finite_cell(CELL_NUMBER, s->found.noise));
    report_fact(report, "refused.complex", report_text_cell(refused));
    double unit = s->found.truth.relative ? fabs(s->found.truth.truth.nearest) : 1;
    for (StepScheme i = 0; i < STEP_SCHEMES; i++) {
        const Curve *curve = &s->found.curves[i];
        add_fact(report, "slopes", i, "truncation", slope_of(&curve->truncation));
        add_fact(report, "slopes", i, "roundoff", slope_of(&curve->roundoff));
        add_fact(report, "best", i, "step", curve->best_step);
        add_fact(report, "best", i, "error", curve->best_error);
        add_fact(report, "predicted", i, "step", s->found.predictions[i].step);
        add_fact(report, "predicted", i, "error", s->found.predictions[i].error / unit);
    }
}

static void fill(Sweep *s, Report *report) {
    begin_table(s->request, &s->found.truth, SAID_RELATIVE_BY_STEP, SAID_ABSOLUTE_BY_STEP, report);
    add_rows(s, report);
    add_remarks(s, report);
    add_all_facts(s, report);
}

/* The best step of the scheme given by --numeric; schemes that are not swept use the steps of one
 * that is. */
static bool fill_quiet(Sweep *s, Report *report, bool *undefined) {
    static const StepScheme swept[NUMERIC_SCHEMES] = {
        [NUMERIC_CENTRAL] = STEP_CENTRAL,  [NUMERIC_FORWARD] = STEP_FORWARD,
        [NUMERIC_BACKWARD] = STEP_FORWARD, [NUMERIC_RICHARDSON] = STEP_RICHARDSON,
        [NUMERIC_COMPLEX] = STEP_COMPLEX,  [NUMERIC_GSL] = STEP_RICHARDSON,
        [NUMERIC_LECTURE] = STEP_FORWARD,
    };
    double best = s->found.curves[swept[s->request->options->numeric]].best_step;
    return fill_number(s->request, best, report, undefined);
}

static bool sweep(Sweep *s, Report *report, bool *undefined) {
    if (!step_errors_find(&s->found))
        return false;
    if (!s->found.truth.known) {
        *undefined = true;
        return report_nothing(s->request, &s->found.truth, columns, CELLS, report);
    }
    if (s->request->options->quiet)
        return fill_quiet(s, report, undefined);
    fill(s, report);
    return true;
}

/* ---- the tableau ---- */

enum { TABLEAU_CELLS = 1 + 2 * TABLEAU_ORDERS };

static const ReportColumn central_columns[TABLEAU_CELLS] = {
    {.key = "step", .header = "step", .title = "h"},
    {.key = "value.first", .header = "value.first", .title = "D(h)"},
    {.key = "error.first", .header = "error.first", .title = "h^2"},
    {.key = "value.second", .header = "value.second"},
    {.key = "error.second", .header = "error.second", .title = "h^4"},
    {.key = "value.third", .header = "value.third"},
    {.key = "error.third", .header = "error.third", .title = "h^6"},
    {.key = "value.fourth", .header = "value.fourth"},
    {.key = "error.fourth", .header = "error.fourth", .title = "h^8"},
};
static const ReportColumn one_sided_columns[TABLEAU_CELLS] = {
    {.key = "step", .header = "step", .title = "h"},
    {.key = "value.first", .header = "value.first", .title = "D(h)"},
    {.key = "error.first", .header = "error.first", .title = "h"},
    {.key = "value.second", .header = "value.second"},
    {.key = "error.second", .header = "error.second", .title = "h^2"},
    {.key = "value.third", .header = "value.third"},
    {.key = "error.third", .header = "error.third", .title = "h^3"},
    {.key = "value.fourth", .header = "value.fourth"},
    {.key = "error.fourth", .header = "error.fourth", .title = "h^4"},
};

typedef struct Extrapolated {
    Request *request;
    Tableau tableau;
    Baseline truth;
    double error, doubt; /* of the best entry, in the unit of errors; NaN without one */
} Extrapolated;

static const ReportColumn *tableau_columns(const Extrapolated *e) {
    return e->tableau.side == 0 ? central_columns : one_sided_columns;
}

static void add_tableau_rows(const Extrapolated *e, Report *report) {
    const Tableau *tableau = &e->tableau;
    add_columns(tableau_columns(e), TABLEAU_CELLS, report);
    for (int i = 0; i < tableau->levels; i++) {
        report_cell(report, report_finite_cell(CELL_MAGNITUDE, tableau->step[i]));
        for (int k = 0; k < TABLEAU_ORDERS; k++) {
            double value = tableau->entry[i][k];
            report_cell(report, report_finite_cell(CELL_NUMBER, value));
            report_cell(report,
                        report_finite_cell(CELL_MAGNITUDE, baseline_error(&e->truth, value)));
        }
    }
}

static void add_best(const Extrapolated *e, Report *report) {
    const Tableau *tableau = &e->tableau;
    Said said = SAY(TABLEAU_NONE);
    if (tableau->best >= 0)
        said = SAY(TABLEAU_BEST, tableau->value, tableau->step[tableau->best],
                   tableau_columns(e)[2 + 2 * tableau->order].title, e->error, e->doubt);
    report_remark(report, view_words(e->request, said));
}

static void add_tableau_facts(const Extrapolated *e, Report *report) {
    const Tableau *tableau = &e->tableau;
    double row = tableau->best < 0 ? (double)NAN : tableau->best;
    double column = tableau->order < 0 ? (double)NAN : tableau->order;
    add_facts(e->request, &e->truth, report);
    report_fact(report, "best.value", report_finite_cell(CELL_NUMBER, tableau->value));
    report_fact(report, "best.error", report_finite_cell(CELL_NUMBER, e->error));
    report_fact(report, "best.doubt", report_finite_cell(CELL_NUMBER, e->doubt));
    report_fact(report, "best.row", report_finite_cell(CELL_WHOLE, row));
    report_fact(report, "best.column", report_finite_cell(CELL_WHOLE, column));
}

/* The result of --numeric richardson, with all it looked at. */
static bool extrapolate(Extrapolated *e) {
    const Request *request = e->request;
    const Problem *problem = &request->problem;
    const Subject subject = view_subject(request);
    BaselineOptions options = baseline_options(request);
    Slice slice;
    bool done = slice_begin(&slice, problem->tapes, problem->point, problem_variable(problem, 0));
    if (done) {
        double x = problem->point[problem_variable(problem, 0)], fx = slice_here(&slice);
        Univariate f = slice_univariate(&slice);
        Stencil stencil = stencil_at(DIFFERENCE_RICHARDSON, x);
        stencil.step = request->options->step;
        difference_fit(&f, x, fx, &stencil);
        e->tableau = tableau_make(&f, x, fx, stencil.step, stencil.noise, stencil.side);
        done = baseline_find(&subject, &options, &e->truth);
    }
    slice_free(&slice);
    return done;
}

static bool fill_tableau(Extrapolated *e, Report *report, bool *undefined) {
    const Tableau *tableau = &e->tableau;
    *undefined = !e->truth.known;
    if (!e->truth.known)
        return report_nothing(e->request, &e->truth, central_columns, TABLEAU_CELLS, report);
    double unit = e->truth.relative ? fabs(e->truth.truth.nearest) : 1;
    e->error = baseline_error(&e->truth, tableau->value);
    e->doubt = tableau->doubt / unit;
    if (e->request->options->quiet)
        return fill_number(e->request, tableau->value, report, undefined);
    begin_table(e->request, &e->truth, SAID_RELATIVE_TABLEAU, SAID_ABSOLUTE_TABLEAU, report);
    add_tableau_rows(e, report);
    add_best(e, report);
    add_tableau_facts(e, report);
    return true;
}

bool sweep_run(Request *request, Report *report, bool *undefined) {
    if (!view_one_variable(request, "sweep"))
        return false;
    const Subject subject = view_subject(request);
    bool done;
    if (request->options->numeric == NUMERIC_RICHARDSON) {
        Extrapolated e = {.request = request};
        done = extrapolate(&e) && fill_tableau(&e, report, undefined);
    } else {
        Sweep s = {.request = request,
                   .found = {.subject = &subject,
                             .options = baseline_options(request),
                             .first = request->options->step}};
        done = sweep(&s, report, undefined);
    }
    return done && !diag_failed(request->diag);
}

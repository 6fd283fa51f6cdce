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
    PLOT_WIDTH = 31 /* two places per decade of errors, from 1e-15 to 1 */
};

static const char *const names[STEP_SCHEMES] = {"forward", "central", "richardson", "complex"};

/* ---- shared by both ---- */

static EdgeOptions edge_options(const Request *request) {
    return (EdgeOptions){.reference = request->reference,
                         .stop = request->options->stop,
                         .shown = true,
                         .patient = request->options->all_methods};
}

static const char *variable_name(const Request *request) {
    return problem_name(&request->problem, problem_variable(&request->problem, 0));
}

/* "x = 1, y = 2" */
static const char *point_text(Request *request) {
    static const ReportStyle exact = {0};
    const Problem *problem = &request->problem;
    const char *const *variables = problem_names(problem, request->diag, request->arena);
    Text text = {0};
    report_point(&text, variables, problem->point, variables ? problem->components : 0, &exact);
    return view_keep(request, &text);
}

/* A single number as the whole answer. */
static bool fill_number(Request *request, double number, Report *report, bool *undefined) {
    *undefined = isnan(number);
    return view_fill_numbers(request, &number, 1, report);
}

/* Begins the table: what the derivative is, then what errors are shown. */
static void begin_table(Request *request, const Baseline *truth, MessageCode relative,
                        MessageCode absolute, Report *report) {
    const Said said = SAY(BASELINE, variable_name(request), truth->truth.nearest,
                          point_text(request), &truth->said);
    report_table(report, "rows");
    report_line(report, view_words(request, said));
    report_line(report, message_sentence(truth->relative ? relative : absolute));
}

/* Which derivative it is, and how errors of it are given. */
static void add_facts(const Request *request, const Baseline *truth, Report *report) {
    report_fact(report, "variable", report_text_cell(variable_name(request)));
    report_fact(report, "derivative", report_finite_cell(CELL_NUMBER, truth->truth.nearest));
    report_fact(report, "truth", report_text_cell(truth->source));
    report_fact(report, "errors", report_text_cell(truth->relative ? "relative" : "absolute"));
}

/* Begins a table that stays empty, as there is no derivative, and so no errors: a note says why. */
static void begin_nothing(Request *request, const Baseline *truth, Report *report) {
    const char *x = variable_name(request);
    if (!truth->jumps) /* already noted */
        diag_say(request->diag, (Span){0, 0},
                 SAY(BASELINE_UNDEFINED, x, point_text(request), &truth->said));
    report_table(report, "rows");
    report_fact(report, "variable", report_text_cell(x));
    report_fact(report, "undefined", report_text_cell(view_words(request, truth->said)));
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

static void add_columns(Report *report) {
    report_column(report, (ReportColumn){.key = "step", .header = "step", .title = "h"});
    for (StepScheme scheme = 0; scheme < STEP_SCHEMES; scheme++)
        report_column(
            report,
            (ReportColumn){.key = names[scheme], .header = names[scheme], .title = names[scheme]});
    report_column(report, (ReportColumn){.title = message_sentence(SAID_STEP_PLOT)});
}

static void add_rows(Sweep *s, Report *report) {
    size_t every = s->request->options->all_rows ? 1 : s->found.per_decade;
    add_columns(report);
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
        said_put(branch->kind == BRANCH_NONE ? SAY(NO_BRANCH) : SAY(CROOKED_BRANCH), &cell);
    text_pad(line, text_string(&cell), 12);
    text_spend(&cell, line);
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
    text_spend(&cell, line);
}

/* "central     h^2.00      h^-1.00     3.9e-7      1.4e-11     4.2e-7" */
static const char *scheme_line(Sweep *s, StepScheme scheme) {
    const Curve *curve = &s->found.curves[scheme];
    Text line = {0};
    text_pad(&line, names[scheme], 12);
    if (scheme == STEP_COMPLEX && s->found.refused.code) {
        said_put(SAY(NONE_BECAUSE, &s->found.refused), &line);
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
    const Said *refused = &s->found.refused;
    add_facts(s->request, &s->found.truth, report);
    report_fact(report, "noise", report_finite_cell(CELL_NUMBER, s->found.noise));
    report_fact(report, "refused.complex",
                report_text_cell(refused->code ? view_words(s->request, *refused) : NULL));
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
    return fill_number(s->request, s->found.truth.known ? best : (double)NAN, report, undefined);
}

static bool sweep(Sweep *s, Report *report, bool *undefined) {
    if (!step_errors_find(&s->found))
        return false;
    if (s->request->options->quiet)
        return fill_quiet(s, report, undefined);
    *undefined = !s->found.truth.known;
    if (*undefined) {
        begin_nothing(s->request, &s->found.truth, report);
        add_columns(report);
    } else {
        fill(s, report);
    }
    return true;
}

/* ---- the tableau ---- */

/* The power of the step that the errors of a column go with: of central quotients, and of
 * one-sided ones. */
static const char *const powers[2][TABLEAU_ORDERS] = {{"h^2", "h^4", "h^6", "h^8"},
                                                      {"h", "h^2", "h^3", "h^4"}};

typedef struct Extrapolated {
    Request *request;
    Tableau tableau;
    Baseline truth;
    double error, doubt; /* of the best entry, in the unit of errors; NaN without one */
} Extrapolated;

static const char *power(const Extrapolated *e, int order) {
    return powers[e->tableau.side != 0][order];
}

static void add_tableau_columns(const Extrapolated *e, Report *report) {
    static const char *const orders[TABLEAU_ORDERS] = {"first", "second", "third", "fourth"};
    report_column(report, (ReportColumn){.key = "step", .header = "step", .title = "h"});
    for (int k = 0; k < TABLEAU_ORDERS; k++) {
        const char *value = report_joined(report, "value", orders[k]);
        const char *error = report_joined(report, "error", orders[k]);
        report_column(report,
                      (ReportColumn){.key = value, .header = value, .title = k ? NULL : "D(h)"});
        report_column(report, (ReportColumn){.key = error, .header = error, .title = power(e, k)});
    }
}

static void add_tableau_rows(const Extrapolated *e, Report *report) {
    const Tableau *tableau = &e->tableau;
    add_tableau_columns(e, report);
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
                   power(e, tableau->order), e->error, e->doubt);
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
    const EdgeOptions options = edge_options(request);
    Slice slice;
    bool done = slice_begin(&slice, problem->tapes, problem->point, problem_variable(problem, 0));
    if (done) {
        double x = problem->point[problem_variable(problem, 0)], fx = slice_here(&slice);
        Univariate f = slice_univariate(&slice);
        Stencil stencil = stencil_at(DIFFERENCE_RICHARDSON, x);
        stencil.step = request->options->step;
        difference_fit(&f, x, fx, &stencil);
        e->tableau = tableau_make(&f, x, fx, stencil.step, stencil.noise, stencil.side);
        done = baseline_find(&subject, &options, request->options->kink, &e->truth);
    }
    slice_free(&slice);
    return done;
}

static bool fill_tableau(Extrapolated *e, Report *report, bool *undefined) {
    const Tableau *tableau = &e->tableau;
    bool known = e->truth.known;
    if (e->request->options->quiet)
        return fill_number(e->request, known ? tableau->value : (double)NAN, report, undefined);
    *undefined = !known;
    if (!known) {
        begin_nothing(e->request, &e->truth, report);
        add_tableau_columns(e, report);
        return true;
    }
    double unit = e->truth.relative ? fabs(e->truth.truth.nearest) : 1;
    e->error = baseline_error(&e->truth, tableau->value);
    e->doubt = tableau->doubt / unit;
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
                             .options = edge_options(request),
                             .kink = request->options->kink,
                             .first = request->options->step}};
        done = sweep(&s, report, undefined);
    }
    return done && !diag_failed(request->diag);
}

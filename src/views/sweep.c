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
    {"step", "h", false},          {"forward", "forward", false},
    {"central", "central", false}, {"richardson", "richardson", false},
    {"complex", "complex", false}, {NULL, "1e-15    f c r, i: complex    1", false},
};

static const char *const names[STEP_SCHEMES] = {"forward", "central", "richardson", "complex"};

/* ---- shared by both ---- */

static BaselineOptions baseline_options(const Request *request) {
    return (BaselineOptions){.reference = request->reference,
                             .stop = request->options->stop,
                             .kink = request->options->kink,
                             .patient = request->options->all_methods};
}

static ReportCell cell(ReportCellKind kind, double number) {
    return (ReportCell){.kind = isfinite(number) ? kind : CELL_EMPTY, .number = number};
}

static ReportCell text_cell(const char *text) {
    return (ReportCell){.kind = text ? CELL_TEXT : CELL_EMPTY, .text = text};
}

/* A single number as the whole answer. */
static bool fill_number(Request *request, double number, Report *report, bool *undefined) {
    double *kept = view_allocate(request, 1, sizeof *kept);
    if (!kept)
        return false;
    *kept = number;
    *undefined = isnan(number);
    report->kind = REPORT_NUMBERS;
    report->as.numbers = (ReportNumbers){kept, 1};
    return true;
}

/* The lines above a table: what the derivative is, then "relative" or "absolute" before `what`. */
static bool put_headlines(Request *request, const Baseline *truth, const char *what,
                          ReportRows *rows) {
    const char **lines = view_allocate(request, 2, sizeof *lines);
    if (!lines)
        return false;
    const Subject subject = view_subject(request);
    Text line = {0};
    text_format(&line, "%s %s", truth->relative ? "relative" : "absolute", what);
    lines[0] = baseline_line(&subject, truth);
    lines[1] = view_keep(request, &line);
    rows->headlines = lines;
    rows->headline_count = 2;
    return !diag_failed(request->diag);
}

/* The report without a derivative, and so without errors: a note says why. */
static bool report_nothing(Request *request, const Baseline *truth, const ReportColumn *row,
                           uint32_t column_count, Report *report) {
    static double nothing = (double)NAN;
    if (request->options->quiet) {
        report->kind = REPORT_NUMBERS;
        report->as.numbers = (ReportNumbers){&nothing, 1};
        return true;
    }
    ReportFact *facts = view_allocate(request, 2, sizeof *facts);
    const Subject subject = view_subject(request);
    const char *line = baseline_line(&subject, truth);
    if (!facts || !line)
        return false;
    if (!truth->jumps) /* already noted */
        diag_note(request->diag, (Span){0, 0}, "undefined", "%s", line);
    const char *x = request->problem.names[request->problem.targets[0]];
    facts[0] = (ReportFact){"variable", {.kind = CELL_TEXT, .text = x}};
    facts[1] = (ReportFact){"undefined", {.kind = CELL_TEXT, .text = truth->said}};
    report->kind = REPORT_ROWS;
    report->as.rows = (ReportRows){.list = "rows",
                                   .columns = row,
                                   .column_count = column_count,
                                   .facts = facts,
                                   .fact_count = 2};
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
    return text_cell(view_keep(s->request, &line));
}

static bool fill_rows(Sweep *s, ReportRows *rows) {
    size_t every = s->request->options->all_rows ? 1 : s->found.per_decade;
    size_t count = (s->found.count - 1) / every + 1;
    ReportCell *cells = view_allocate(s->request, count * CELLS, sizeof *cells);
    if (!cells)
        return false;
    rows->columns = columns;
    rows->column_count = CELLS;
    rows->cells = cells;
    rows->row_count = (uint32_t)count;
    for (size_t i = 0; i < s->found.count; i += every) {
        *cells++ = cell(CELL_MAGNITUDE, s->found.steps[i]);
        for (StepScheme scheme = 0; scheme < STEP_SCHEMES; scheme++)
            *cells++ = cell(CELL_MAGNITUDE, s->found.errors[scheme][i]);
        *cells++ = plot_cell(s, i);
    }
    return !diag_failed(s->request->diag);
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
    if (scheme == STEP_COMPLEX && *s->found.refused) {
        text_format(&line, "none: %s", s->found.refused);
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

static const char *noise_line(Sweep *s) {
    Text line = {0};
    text_put(&line, "predicted h: from f's derivatives and the noise of its values, ");
    text_magnitude(&line, s->found.noise);
    return view_keep(s->request, &line);
}

static bool fill_remarks(Sweep *s, ReportRows *rows) {
    const char **lines = view_allocate(s->request, STEP_SCHEMES + 5, sizeof *lines);
    if (!lines)
        return false;
    rows->remarks = lines;
    *lines++ = "scheme      truncation  round-off   best h      error       predicted h";
    for (StepScheme scheme = 0; scheme < STEP_SCHEMES; scheme++)
        *lines++ = scheme_line(s, scheme);
    *lines++ = "";
    *lines++ = "truncation, round-off: how errors go with h, by least squares of logarithms";
    *lines++ = "best h: where the largest error of half a decade of steps is least";
    bool predicted = false;
    for (StepScheme scheme = 0; scheme < STEP_SCHEMES; scheme++)
        predicted |= isfinite(s->found.predictions[scheme].step);
    if (predicted)
        *lines++ = noise_line(s);
    rows->remark_count = (uint32_t)(lines - rows->remarks);
    return !diag_failed(s->request->diag);
}

static void add_fact(Sweep *s, ReportRows *rows, ReportFact **next, const char *group,
                     StepScheme scheme, const char *key, double number) {
    if (!isfinite(number))
        return;
    Text path = {0};
    text_format(&path, "%s.%s.%s", group, names[scheme], key);
    **next = (ReportFact){view_keep(s->request, &path), cell(CELL_NUMBER, number)};
    ++*next;
    rows->fact_count++;
}

static double slope_of(const Branch *branch) {
    return branch->kind == BRANCH_STRAIGHT ? branch->slope : (double)NAN;
}

static bool fill_facts(Sweep *s, ReportRows *rows) {
    enum { GENERAL = 6, EACH = 6 };
    ReportFact *facts = view_allocate(s->request, GENERAL + EACH * STEP_SCHEMES, sizeof *facts);
    if (!facts)
        return false;
    const char *x = s->request->problem.names[s->request->problem.targets[0]];
    Text reason = {0};
    text_put(&reason, s->found.refused);
    const char *refused = view_keep(s->request, &reason);
    rows->facts = facts;
    *facts++ = (ReportFact){"variable", text_cell(x)};
    *facts++ = (ReportFact){"derivative", cell(CELL_NUMBER, s->found.truth.truth.nearest)};
    *facts++ = (ReportFact){"truth", text_cell(s->found.truth.source)};
    *facts++ = (ReportFact){"errors", text_cell(s->found.truth.relative ? "relative" : "absolute")};
    *facts++ = (ReportFact){"noise", cell(CELL_NUMBER, s->found.noise)};
    *facts++ = (ReportFact){"refused.complex", text_cell(*s->found.refused ? refused : NULL)};
    rows->fact_count = GENERAL;
    double unit = s->found.truth.relative ? fabs(s->found.truth.truth.nearest) : 1;
    for (StepScheme i = 0; i < STEP_SCHEMES; i++) {
        const Curve *curve = &s->found.curves[i];
        add_fact(s, rows, &facts, "slopes", i, "truncation", slope_of(&curve->truncation));
        add_fact(s, rows, &facts, "slopes", i, "roundoff", slope_of(&curve->roundoff));
        add_fact(s, rows, &facts, "best", i, "step", curve->best_step);
        add_fact(s, rows, &facts, "best", i, "error", curve->best_error);
        add_fact(s, rows, &facts, "predicted", i, "step", s->found.predictions[i].step);
        add_fact(s, rows, &facts, "predicted", i, "error", s->found.predictions[i].error / unit);
    }
    return !diag_failed(s->request->diag);
}

static bool fill(Sweep *s, Report *report) {
    ReportRows *rows = &report->as.rows;
    report->kind = REPORT_ROWS;
    *rows = (ReportRows){.list = "rows"};
    return put_headlines(s->request, &s->found.truth, "errors by the step h", rows) &&
           fill_rows(s, rows) && fill_remarks(s, rows) && fill_facts(s, rows);
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
    return s->request->options->quiet ? fill_quiet(s, report, undefined) : fill(s, report);
}

/* ---- the tableau ---- */

enum { TABLEAU_CELLS = 1 + 2 * TABLEAU_ORDERS };

static const ReportColumn central_columns[TABLEAU_CELLS] = {
    {"step", "h", false},          {"value.first", "D(h)", false}, {"error.first", "h^2", false},
    {"value.second", NULL, false}, {"error.second", "h^4", false}, {"value.third", NULL, false},
    {"error.third", "h^6", false}, {"value.fourth", NULL, false},  {"error.fourth", "h^8", false},
};
static const ReportColumn one_sided_columns[TABLEAU_CELLS] = {
    {"step", "h", false},          {"value.first", "D(h)", false}, {"error.first", "h", false},
    {"value.second", NULL, false}, {"error.second", "h^2", false}, {"value.third", NULL, false},
    {"error.third", "h^3", false}, {"value.fourth", NULL, false},  {"error.fourth", "h^4", false},
};

typedef struct Extrapolated {
    Request *request;
    Tableau tableau;
    Baseline truth;
    ReportRows *rows;
    double error, doubt; /* of the best entry, in the unit of errors; NaN without one */
} Extrapolated;

static bool fill_tableau_rows(Extrapolated *e) {
    const Tableau *tableau = &e->tableau;
    size_t count = (size_t)tableau->levels * TABLEAU_CELLS;
    ReportCell *cells = view_allocate(e->request, count, sizeof *cells);
    e->rows->columns = tableau->side == 0 ? central_columns : one_sided_columns;
    e->rows->column_count = TABLEAU_CELLS;
    e->rows->cells = cells;
    e->rows->row_count = (uint32_t)tableau->levels;
    for (int i = 0; cells && i < tableau->levels; i++) {
        *cells++ = cell(CELL_MAGNITUDE, tableau->step[i]);
        for (int k = 0; k < TABLEAU_ORDERS; k++) {
            double value = tableau->entry[i][k];
            *cells++ = cell(CELL_NUMBER, value);
            *cells++ = cell(CELL_MAGNITUDE, baseline_error(&e->truth, value));
        }
    }
    return !diag_failed(e->request->diag);
}

static bool fill_best(Extrapolated *e) {
    static const char *const none = "best: none, for want of values of f";
    const char **lines = view_allocate(e->request, 1, sizeof *lines);
    if (!lines)
        return false;
    e->rows->remarks = lines;
    e->rows->remark_count = 1;
    lines[0] = none;
    const Tableau *tableau = &e->tableau;
    if (tableau->best < 0)
        return true;
    Text line = {0};
    text_put(&line, "best: ");
    text_number(&line, tableau->value);
    text_put(&line, ", at h = ");
    text_magnitude(&line, tableau->step[tableau->best]);
    text_format(&line, " in column %s; error ", e->rows->columns[2 + 2 * tableau->order].title);
    text_magnitude(&line, e->error);
    text_put(&line, ", doubt ");
    text_magnitude(&line, e->doubt);
    lines[0] = view_keep(e->request, &line);
    return lines[0];
}

static bool fill_tableau_facts(Extrapolated *e) {
    const Problem *problem = &e->request->problem;
    const Tableau *tableau = &e->tableau;
    const char *x = problem->names[problem->targets[0]];
    const ReportFact all[] = {
        {"variable", text_cell(x)},
        {"derivative", cell(CELL_NUMBER, e->truth.truth.nearest)},
        {"truth", text_cell(e->truth.source)},
        {"errors", text_cell(e->truth.relative ? "relative" : "absolute")},
        {"best.value", cell(CELL_NUMBER, tableau->value)},
        {"best.error", cell(CELL_NUMBER, e->error)},
        {"best.doubt", cell(CELL_NUMBER, e->doubt)},
        {"best.row", cell(CELL_WHOLE, tableau->best < 0 ? (double)NAN : tableau->best)},
        {"best.column", cell(CELL_WHOLE, tableau->order < 0 ? (double)NAN : tableau->order)},
    };
    enum { FACTS = sizeof all / sizeof *all };
    ReportFact *facts = view_allocate(e->request, FACTS, sizeof *facts);
    if (!facts)
        return false;
    memcpy(facts, all, sizeof all);
    e->rows->facts = facts;
    e->rows->fact_count = FACTS;
    return true;
}

/* The result of --numeric richardson, with all it looked at. */
static bool extrapolate(Extrapolated *e) {
    const Request *request = e->request;
    const Problem *problem = &request->problem;
    const Subject subject = view_subject(request);
    BaselineOptions options = baseline_options(request);
    Slice slice;
    bool done = slice_begin(&slice, problem->tapes, problem->point, problem->targets[0]);
    if (done) {
        double x = problem->point[problem->targets[0]], fx = slice_here(&slice);
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
    e->rows = &report->as.rows;
    report->kind = REPORT_ROWS;
    *e->rows = (ReportRows){.list = "rows"};
    return put_headlines(e->request, &e->truth,
                         "errors of quotients D(h), and of what is extrapolated from them",
                         e->rows) &&
           fill_tableau_rows(e) && fill_best(e) && fill_tableau_facts(e);
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

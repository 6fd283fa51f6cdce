/* The tableau of Richardson's extrapolation, as people draw it: a row a step, each a quarter of the
 * one before, and beside its quotient how far off it is, and what is extrapolated from it and the
 * row above. */
#include "numeric/difference.h"
#include "numeric/extrapolation.h"
#include "numeric/slice.h"
#include "views/sweep.h"
#include "views/truth.h"

#include <math.h>
#include <string.h>

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
    Along along;
    Tableau tableau;
    SlopeTruth truth;
    ReportRows *rows;
    double error, doubt; /* of the best entry, as errors are; NaN without one */
} Extrapolated;

static ReportCell cell(ReportCellKind kind, double number) {
    return (ReportCell){.kind = isfinite(number) ? kind : CELL_EMPTY, .number = number};
}

static bool fill_rows(Extrapolated *e) {
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
            *cells++ = cell(CELL_MAGNITUDE, truth_error(&e->truth, value));
        }
    }
    return !diag_failed(e->request->diag);
}

static bool fill_remarks(Extrapolated *e) {
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

static bool fill_facts(Extrapolated *e) {
    const Problem *problem = &e->request->problem;
    const Tableau *tableau = &e->tableau;
    const char *x = problem->names[problem->wanted[0]];
    const ReportFact all[] = {
        {"variable", {.kind = CELL_TEXT, .text = x}},
        {"derivative", cell(CELL_NUMBER, e->truth.truth.nearest)},
        {"truth", {.kind = CELL_TEXT, .text = e->truth.source}},
        {"errors", {.kind = CELL_TEXT, .text = e->truth.relative ? "relative" : "absolute"}},
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

/* What --numeric richardson finds, with all that it looked at. */
static bool extrapolate(Extrapolated *e) {
    double x = e->along.point[e->along.variable], fx = along_here(&e->along);
    Line line = along_line(&e->along);
    Stencil stencil = stencil_at(DIFFERENCE_RICHARDSON, x);
    stencil.step = e->request->options->method.step;
    truth_begin(e->request);
    difference_fit(&line, x, fx, &stencil);
    e->tableau = tableau_make(&line, x, fx, stencil.step, stencil.noise, stencil.side);
    return truth_find(e->request, &e->along.evaluator, &e->truth);
}

static bool fill(Extrapolated *e, Report *report, bool *undefined) {
    const Tableau *tableau = &e->tableau;
    *undefined = !e->truth.known;
    if (!e->truth.known)
        return truth_nothing(e->request, &e->truth, central_columns, TABLEAU_CELLS, report);
    double unit = e->truth.relative ? fabs(e->truth.truth.nearest) : 1;
    e->error = truth_error(&e->truth, tableau->value);
    e->doubt = tableau->doubt / unit;
    if (e->request->options->quiet) {
        double *value = view_allocate(e->request, 1, sizeof *value);
        if (!value)
            return false;
        *value = tableau->value;
        *undefined = isnan(*value);
        report->kind = REPORT_NUMBERS;
        report->as.numbers = (ReportNumbers){value, 1};
        return true;
    }
    e->rows = &report->as.rows;
    report->kind = REPORT_ROWS;
    *e->rows = (ReportRows){.list = "rows"};
    return truth_headlines(e->request, &e->truth,
                           "errors of quotients D(h), and of what is extrapolated from them",
                           e->rows) &&
           fill_rows(e) && fill_remarks(e) && fill_facts(e);
}

bool tableau_run(Request *request, Report *report, bool *undefined) {
    Extrapolated e = {.request = request};
    bool done = along_begin(&e.along, &request->problem);
    e.along.variable = request->problem.wanted[0];
    done = done && extrapolate(&e) && fill(&e, report, undefined);
    along_free(&e.along);
    return done && !diag_failed(request->diag);
}

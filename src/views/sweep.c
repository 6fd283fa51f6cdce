/* sweep: how the error of a numeric derivative goes with its step.
 *
 * Each scheme takes its step from a tenth of the size of x down by fifteen decades, and its errors
 * are held against the truth. Many more steps are looked at than are shown: on them the two
 * branches of each error curve are fitted (analysis/curve.c). Beside the best step that is seen
 * stands the one that theory predicts from the noise of f and its higher derivatives: where
 * truncation and round-off together are least (W. H. Press et al., Numerical Recipes, sec. 5.7; the
 * constants follow from Taylor's series). */
#include "views/sweep.h"

#include "analysis/curve.h"
#include "numeric/complex-step.h"
#include "numeric/difference.h"
#include "numeric/noise.h"
#include "views/truth.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum SweepScheme {
    SWEEP_FORWARD,
    SWEEP_CENTRAL,
    SWEEP_RICHARDSON, /* once: (4 D(h/2) - D(h)) / 3 */
    SWEEP_COMPLEX,
    SWEEP_SCHEMES
} SweepScheme;

enum {
    DECADES = 15,
    MAX_DECADES = 30,
    PER_DECADE = 32, /* steps looked at, where there is time */
    ORDERS = 5       /* derivatives of f that predictions need */
};

/* Runs of f that one step takes, a complex one counted as eight. */
static const double runs_a_step = 15;

typedef struct Prediction {
    double step, error; /* NaN for none; the error is absolute */
} Prediction;

typedef struct Sweep {
    Request *request; /* about one variable */
    Along along;
    SlopeTruth truth;
    double x, fx, noise;
    size_t per_decade, count;
    double *steps;
    double *slopes[SWEEP_SCHEMES]; /* what each scheme finds; NaN for nothing */
    double *errors[SWEEP_SCHEMES];
    Curve curves[SWEEP_SCHEMES];
    Prediction predictions[SWEEP_SCHEMES];
    char refused[COMPLEX_REASON_SIZE]; /* why there is no complex step; else "" */
} Sweep;

enum {
    PLOT_WIDTH = 31, /* two places a decade of errors, from 1e-15 to 1 */
    CELLS = 1 + SWEEP_SCHEMES + 1
};

static const ReportColumn columns[CELLS] = {
    {"step", "h", false},          {"forward", "forward", false},
    {"central", "central", false}, {"richardson", "richardson", false},
    {"complex", "complex", false}, {NULL, "1e-15    f c r, i: complex    1", false},
};

static const char *const names[SWEEP_SCHEMES] = {"forward", "central", "richardson", "complex"};

/* ---- steps ---- */

/* The power of ten just below x, at most. */
static int decade_of(double x) {
    return x > 0 && isfinite(x) ? (int)floor(log10(x) + 1e-9) : 0;
}

/* 10^exponent times factor, such that 0.1 is that double. */
static double step_of(double factor, int exponent) {
    char text[16];
    snprintf(text, sizeof text, "1e%d", exponent);
    return factor * strtod(text, NULL);
}

/* How many decades, and how many steps a decade; false where even the fewest
 * would take too long. */
static bool plan(Sweep *s, double size, unsigned *decades) {
    *decades = DECADES;
    int down = s->x != 0 && fabs(s->x) < size ? decade_of(size) - (int)ceil(log10(fabs(s->x))) : 0;
    if (s->request->options->method.step == 0 && down > 0)
        *decades += (unsigned)down < MAX_DECADES - DECADES ? (unsigned)down : MAX_DECADES - DECADES;
    double run = method_table[METHOD_NUMERIC].predict(&s->request->problem) / 3;
    for (s->per_decade = PER_DECADE; s->per_decade; s->per_decade /= 2)
        if (!view_takes_long(s->request, run * runs_a_step * *decades * (double)s->per_decade))
            return true;
    diag_error(s->request->diag, (Span){0, 0}, "wait for it with --all-methods",
               "the errors at so many steps would take too long");
    return false;
}

static bool make_steps(Sweep *s) {
    Line line = along_line(&s->along);
    Stencil plain = stencil_at(DIFFERENCE_CENTRAL, s->x);
    difference_fit(&line, s->x, s->fx, &plain); /* smaller where f ends nearby */
    double size = plain.step / cbrt(DBL_EPSILON), first = s->request->options->method.step;
    unsigned decades;
    if (!plan(s, size, &decades))
        return false;
    s->count = decades * s->per_decade + 1;
    s->steps = view_allocate(s->request, s->count, sizeof *s->steps);
    if (!s->steps)
        return false;
    double ratio = 0.1, part = 1; /* roots, not pow: the same steps on all machines */
    for (size_t k = 1; k < s->per_decade; k *= 2)
        ratio = sqrt(ratio);
    for (size_t i = 0; i < s->count; i++) {
        int decade = (int)(i / s->per_decade);
        part = i % s->per_decade ? part * ratio : 1;
        s->steps[i] = first > 0 ? step_of(first * part, -decade)
                                : step_of(part, decade_of(size) - 1 - decade);
    }
    return true;
}

/* ---- slopes and errors ---- */

/* What a scheme finds with one step. A quotient of equal values says nothing about f. */
static double slope_at(Sweep *s, SweepScheme scheme, double step) {
    static const DifferenceForm forms[] = {[SWEEP_FORWARD] = DIFFERENCE_FORWARD,
                                           [SWEEP_CENTRAL] = DIFFERENCE_CENTRAL,
                                           [SWEEP_RICHARDSON] = DIFFERENCE_FOURTH};
    if (scheme == SWEEP_COMPLEX)
        return complex_quotient(&s->along, step);
    Line line = along_line(&s->along);
    Stencil stencil = {.form = forms[scheme], .step = step};
    return difference_quotient(&line, s->x, s->fx, &stencil);
}

static bool find_slopes(Sweep *s) {
    for (SweepScheme scheme = 0; scheme < SWEEP_SCHEMES; scheme++) {
        s->slopes[scheme] = view_allocate(s->request, s->count, sizeof *s->slopes[scheme]);
        s->errors[scheme] = view_allocate(s->request, s->count, sizeof *s->errors[scheme]);
        if (!s->slopes[scheme] || !s->errors[scheme])
            return false;
        for (size_t i = 0; i < s->count; i++)
            s->slopes[scheme][i] = slope_at(s, scheme, s->steps[i]);
    }
    complex_reason(&s->along, s->refused);
    return !diag_failed(s->request->diag);
}

/* Curves are fitted to errors of quotients that say something:
 * one of equal values is 0 whatever f is. */
static bool fit_curves(Sweep *s) {
    double *counted = view_allocate(s->request, s->count, sizeof *counted);
    double tiny = s->truth.relative ? DBL_EPSILON : s->noise * DBL_EPSILON;
    for (SweepScheme scheme = 0; counted && scheme < SWEEP_SCHEMES; scheme++) {
        for (size_t i = 0; i < s->count; i++) {
            double slope = s->slopes[scheme][i];
            s->errors[scheme][i] = truth_error(&s->truth, slope);
            counted[i] = slope == 0 && s->truth.relative ? (double)NAN : s->errors[scheme][i];
        }
        s->curves[scheme] = curve_fit(s->steps, counted, s->count, s->per_decade, tiny);
    }
    return counted;
}

/* ---- theory ---- */

/* The derivatives of f of order 1 to ORDERS, by forward's series. */
static bool find_orders(const Sweep *s, double *orders) {
    Factor factors[ORDERS];
    Derivative derivatives[ORDERS];
    Problem problem = s->request->problem;
    for (uint32_t k = 0; k < ORDERS; k++) {
        factors[k] = (Factor){problem.wanted[0], k + 1};
        derivatives[k] = (Derivative){&factors[k], 1};
    }
    problem.question = WANTED_ORDERS;
    problem.derivatives = derivatives;
    problem.derivative_count = ORDERS;
    const MethodRow *row = method_row(METHOD_FORWARD, &problem);
    Method *method = row->prepare(&problem, &(MethodOptions){0});
    if (!method)
        return false;
    double value;
    row->evaluate(method, &value, orders);
    row->release(method);
    return true;
}

/* The step where a h^p + b/h is least, and that sum there. */
static Prediction least(double a, double p, double b) {
    double step = pow(b / (p * a), 1 / (p + 1));
    if (!(a > 0 && b > 0 && isfinite(step)))
        return (Prediction){NAN, NAN};
    return (Prediction){step, (1 + 1 / p) * b / step};
}

/* A value of f is off by `noise`: so is a quotient by at most twice that over h (forward), once
 * (central) and three times (Richardson). The complex step has no round-off that grows, so that any
 * step will do whose truncation, h^2 f'''/6, is less than half a unit in the last place. */
static bool predict(Sweep *s) {
    double d[ORDERS + 1];
    if (!find_orders(s, d + 1))
        return false;
    s->predictions[SWEEP_FORWARD] = least(fabs(d[2]) / 2, 1, 2 * s->noise);
    s->predictions[SWEEP_CENTRAL] = least(fabs(d[3]) / 6, 2, s->noise);
    s->predictions[SWEEP_RICHARDSON] = least(fabs(d[5]) / 480, 4, 3 * s->noise);
    double half = 0.5 * DBL_EPSILON * fabs(d[1]), step = sqrt(6 * half / fabs(d[3]));
    bool any = isfinite(step) && step > 0;
    s->predictions[SWEEP_COMPLEX] = any ? (Prediction){step, half} : (Prediction){NAN, NAN};
    return true;
}

/* ---- the report ---- */

static ReportCell magnitude_cell(double number) {
    return (ReportCell){.kind = isfinite(number) ? CELL_MAGNITUDE : CELL_EMPTY, .number = number};
}

static ReportCell number_cell(double number) {
    return (ReportCell){.kind = isfinite(number) ? CELL_NUMBER : CELL_EMPTY, .number = number};
}

/* A line of the plot that has steps downwards and the logarithms of errors across. */
static ReportCell plot_cell(Sweep *s, size_t i) {
    static const char marks[SWEEP_SCHEMES] = {'f', 'c', 'r', 'i'};
    char plot[PLOT_WIDTH];
    int length = 0;
    memset(plot, ' ', sizeof plot);
    for (SweepScheme scheme = 0; scheme < SWEEP_SCHEMES; scheme++) {
        double error = s->errors[scheme][i], place = PLOT_WIDTH - 1 + 2 * log10(error);
        if (isnan(error))
            continue;
        int at = place > 0 ? (int)fmin(round(place), PLOT_WIDTH - 1) : 0;
        plot[at] = plot[at] == ' ' ? marks[scheme] : '*';
        length = at >= length ? at + 1 : length;
    }
    Text line = {0};
    text_bytes(&line, plot, (size_t)length);
    return (ReportCell){.kind = CELL_TEXT, .text = view_keep(s->request, &line)};
}

static bool fill_rows(Sweep *s, ReportRows *rows) {
    size_t every = s->request->options->all_rows ? 1 : s->per_decade;
    size_t count = (s->count - 1) / every + 1;
    ReportCell *cells = view_allocate(s->request, count * CELLS, sizeof *cells);
    if (!cells)
        return false;
    rows->columns = columns;
    rows->column_count = CELLS;
    rows->cells = cells;
    rows->row_count = (uint32_t)count;
    for (size_t i = 0; i < s->count; i += every) {
        *cells++ = magnitude_cell(s->steps[i]);
        for (SweepScheme scheme = 0; scheme < SWEEP_SCHEMES; scheme++)
            *cells++ = magnitude_cell(s->errors[scheme][i]);
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

/* `below`: every smaller step is as good. */
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
static const char *scheme_line(Sweep *s, SweepScheme scheme) {
    const Curve *curve = &s->curves[scheme];
    Text line = {0};
    text_pad(&line, names[scheme], 12);
    if (scheme == SWEEP_COMPLEX && *s->refused) {
        text_format(&line, "none: %s", s->refused);
        return view_keep(s->request, &line);
    }
    bool below = curve->roundoff.kind == BRANCH_NONE && isfinite(curve->best_step);
    put_slope(&line, &curve->truncation);
    put_slope(&line, &curve->roundoff);
    put_size(&line, curve->best_step, below, 12);
    put_size(&line, curve->best_error, false, 12);
    put_size(&line, s->predictions[scheme].step, scheme == SWEEP_COMPLEX, 0);
    return view_keep(s->request, &line);
}

static const char *noise_line(Sweep *s) {
    Text line = {0};
    text_put(&line, "predicted h: from f's derivatives and the noise of its values, ");
    text_magnitude(&line, s->noise);
    return view_keep(s->request, &line);
}

static bool fill_remarks(Sweep *s, ReportRows *rows) {
    const char **lines = view_allocate(s->request, SWEEP_SCHEMES + 5, sizeof *lines);
    if (!lines)
        return false;
    rows->remarks = lines;
    *lines++ = "scheme      truncation  round-off   best h      error       predicted h";
    for (SweepScheme scheme = 0; scheme < SWEEP_SCHEMES; scheme++)
        *lines++ = scheme_line(s, scheme);
    *lines++ = "";
    *lines++ = "truncation, round-off: how errors go with h, by least squares of logarithms";
    *lines++ = "best h: where the largest error of half a decade of steps is least";
    bool predicted = false;
    for (SweepScheme scheme = 0; scheme < SWEEP_SCHEMES; scheme++)
        predicted |= isfinite(s->predictions[scheme].step);
    if (predicted)
        *lines++ = noise_line(s);
    rows->remark_count = (uint32_t)(lines - rows->remarks);
    return !diag_failed(s->request->diag);
}

static void add_fact(Sweep *s, ReportRows *rows, ReportFact **next, const char *group,
                     SweepScheme scheme, const char *key, double number) {
    if (!isfinite(number))
        return;
    Text path = {0};
    text_format(&path, "%s.%s.%s", group, names[scheme], key);
    **next = (ReportFact){view_keep(s->request, &path), number_cell(number)};
    ++*next;
    rows->fact_count++;
}

static double slope_of(const Branch *branch) {
    return branch->kind == BRANCH_STRAIGHT ? branch->slope : (double)NAN;
}

static bool fill_facts(Sweep *s, ReportRows *rows) {
    enum { GENERAL = 6, EACH = 6 };
    ReportFact *facts = view_allocate(s->request, GENERAL + EACH * SWEEP_SCHEMES, sizeof *facts);
    if (!facts)
        return false;
    const char *x = s->request->problem.names[s->request->problem.wanted[0]];
    Text reason = {0};
    text_put(&reason, s->refused);
    const char *refused = view_keep(s->request, &reason);
    rows->facts = facts;
    *facts++ = (ReportFact){"variable", {.kind = CELL_TEXT, .text = x}};
    *facts++ = (ReportFact){"derivative", number_cell(s->truth.truth.nearest)};
    *facts++ = (ReportFact){"truth", {.kind = CELL_TEXT, .text = s->truth.source}};
    *facts++ = (ReportFact){
        "errors", {.kind = CELL_TEXT, .text = s->truth.relative ? "relative" : "absolute"}};
    *facts++ = (ReportFact){"noise", number_cell(s->noise)};
    *facts++ = (ReportFact){"refused.complex",
                            {.kind = *s->refused ? CELL_TEXT : CELL_EMPTY, .text = refused}};
    rows->fact_count = GENERAL;
    double unit = s->truth.relative ? fabs(s->truth.truth.nearest) : 1;
    for (SweepScheme i = 0; i < SWEEP_SCHEMES; i++) {
        const Curve *curve = &s->curves[i];
        add_fact(s, rows, &facts, "slopes", i, "truncation", slope_of(&curve->truncation));
        add_fact(s, rows, &facts, "slopes", i, "roundoff", slope_of(&curve->roundoff));
        add_fact(s, rows, &facts, "best", i, "step", curve->best_step);
        add_fact(s, rows, &facts, "best", i, "error", curve->best_error);
        add_fact(s, rows, &facts, "predicted", i, "step", s->predictions[i].step);
        add_fact(s, rows, &facts, "predicted", i, "error", s->predictions[i].error / unit);
    }
    return !diag_failed(s->request->diag);
}

static bool fill(Sweep *s, Report *report) {
    ReportRows *rows = &report->as.rows;
    report->kind = REPORT_ROWS;
    *rows = (ReportRows){.list = "rows"};
    return truth_headlines(s->request, &s->truth, "errors by the step h", rows) &&
           fill_rows(s, rows) && fill_remarks(s, rows) && fill_facts(s, rows);
}

/* The best step of the scheme that --numeric names: those that are not swept have the steps
 * of one that is. */
static bool fill_quiet(Sweep *s, Report *report, bool *undefined) {
    static const SweepScheme swept[NUMERIC_SCHEMES] = {
        [NUMERIC_CENTRAL] = SWEEP_CENTRAL,  [NUMERIC_FORWARD] = SWEEP_FORWARD,
        [NUMERIC_BACKWARD] = SWEEP_FORWARD, [NUMERIC_RICHARDSON] = SWEEP_RICHARDSON,
        [NUMERIC_COMPLEX] = SWEEP_COMPLEX,  [NUMERIC_GSL] = SWEEP_RICHARDSON,
        [NUMERIC_LECTURE] = SWEEP_FORWARD,
    };
    double *best = view_allocate(s->request, 1, sizeof *best);
    if (!best)
        return false;
    *best = s->curves[swept[s->request->options->method.scheme]].best_step;
    *undefined = isnan(*best);
    report->kind = REPORT_NUMBERS;
    report->as.numbers = (ReportNumbers){best, 1};
    return true;
}

/* ---- all of it ---- */

/* Every truth_begin is followed by truth_find, whatever happens between. */
static bool look(Sweep *s) {
    Line line = along_line(&s->along);
    s->x = s->along.point[s->along.variable];
    s->fx = along_here(&s->along);
    s->noise = noise_around(&line, s->x, s->fx, cbrt(DBL_EPSILON) * fmax(fabs(s->x), 1)).noise;
    truth_begin(s->request);
    bool done = make_steps(s) && find_slopes(s);
    return truth_find(s->request, &s->along.evaluator, &s->truth) && done;
}

static bool sweep(Sweep *s, Report *report, bool *undefined) {
    s->along.variable = s->request->problem.wanted[0];
    if (!look(s))
        return false;
    if (!s->truth.known) {
        *undefined = true;
        return truth_nothing(s->request, &s->truth, columns, CELLS, report);
    }
    if (!fit_curves(s) || !predict(s))
        return false;
    return s->request->options->quiet ? fill_quiet(s, report, undefined) : fill(s, report);
}

bool sweep_run(Request *request, Report *report, bool *undefined) {
    if (!view_one_variable(request, "sweep"))
        return false;
    if (request->options->method.scheme == NUMERIC_RICHARDSON)
        return tableau_run(request, report, undefined);
    Sweep s = {.request = request};
    bool done = along_begin(&s.along, &request->problem) && sweep(&s, report, undefined);
    along_free(&s.along);
    return done && !diag_failed(request->diag);
}

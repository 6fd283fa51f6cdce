/* swell: how large formulas for derivatives become, and what forward and reverse sweeps cost.
 *
 * One row per order of derivative, or per round of an iteration (as for the logistic map in table 1
 * of A. G. Baydin, B. A. Pearlmutter, A. A. Radul, J. M. Siskind, Automatic differentiation in
 * machine learning: a survey, JMLR 18, 2018). Formulas are found twice: plainly, as the textbook's
 * rules give them at every order, and simplified after every differentiation, as a person would.
 *
 * Sweeps cost what the methods predict. Beyond the first order they carry truncated Taylor series:
 * an operation takes j times as much for coefficient j as for a derivative, and reverse goes back
 * over series that are one shorter (A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed.,
 * ch. 13). */
#include "graph/size.h"
#include "tracing/derivative.h"
#include "views/view.h"

#include <math.h>

enum { DEFAULT_ORDERS = 5 };

enum {
    CELL_ROW,
    CELL_F, /* for each of the three formulas: tree, then nodes */
    CELL_PLAIN = CELL_F + 2,
    CELL_SIMPLE = CELL_PLAIN + 2,
    CELL_FORWARD = CELL_SIMPLE + 2,
    CELL_REVERSE,
    CELLS
};

/* A formula, found in two ways. */
typedef struct Formula {
    NodeId plain, simple;
} Formula;

typedef struct Swell {
    Request *request;
    Report *report;
    unsigned order;      /* the highest; for iterations the only one */
    bool by_order;       /* a row per order; else a row per round */
    double operations;   /* predicted so far */
    Text sizes;          /* the quiet answer: a line a row */
    const char *stopped; /* why rows are missing, or NULL */
} Swell;

/* ---- one row ---- */

/* What a method predicts for `root` and the one variable. */
static double predict(const Swell *s, MethodId method, NodeId root) {
    Problem problem = s->request->problem;
    problem.root = root;
    return method_table[method].predict(&problem);
}

static bool simplified(const Swell *s, NodeId *formula) {
    NodeList provisos = {0};
    bool done = simplify(s->request->problem.graph, formula, 1, &provisos);
    array_free(&provisos);
    return done;
}

/* The formula of the next order. False after an error, or if it would take too long: then
 * s->stopped is set. */
static bool differentiate(Swell *s, unsigned number, Formula *formula) {
    const Problem *problem = &s->request->problem;
    s->operations +=
        predict(s, METHOD_SYMBOLIC, formula->plain) + predict(s, METHOD_SYMBOLIC, formula->simple);
    if (problem_takes_long(s->operations, s->request->options->all_methods)) {
        int power = (int)(log10(s->operations) + 0.5);
        s->stopped = view_words(s->request, s->by_order ? SAY(ORDER_TAKES_LONG, number, power)
                                                        : SAY(ROUND_TAKES_LONG, number, power));
        return false;
    }
    uint32_t variable = problem_variable(problem, 0);
    formula->plain = derivative(problem->rules, problem->graph, formula->plain, variable);
    if (formula->plain == NODE_POISON)
        return false;
    formula->simple = derivative(problem->rules, problem->graph, formula->simple, variable);
    return formula->simple != NODE_POISON && simplified(s, &formula->simple);
}

/* A number of operations, possibly beyond what doubles count or hold. */
static ReportCell count_cell(double count) {
    if (isinf(count))
        return (ReportCell){.kind = CELL_TEXT, .text = message_sentence(SAID_OVER_DOUBLES)};
    return (ReportCell){.kind = count < 0x1p53 ? CELL_WHOLE : CELL_FIGURE, .number = count};
}

static bool put_size(Swell *s, NodeId formula, ReportCell *cells) {
    Size size;
    if (!size_of(s->request->problem.graph, &formula, 1, &size))
        return false;
    cells[0] = count_cell(size.tree);
    cells[1] = count_cell(size.nodes);
    return true;
}

/* The simplified formula written out: what a person would have to write. */
static void put_size_alone(Swell *s, const ReportCell *tree) {
    double size = tree->kind == CELL_TEXT ? INFINITY : tree->number;
    text_number(&s->sizes, size);
    text_put(&s->sizes, "\n");
}

static bool add_row(Swell *s, unsigned number, NodeId f, unsigned order, const Formula *formula) {
    ReportCell cells[CELLS];
    cells[CELL_ROW] = count_cell(number);
    if (!put_size(s, f, cells + CELL_F) || !put_size(s, formula->plain, cells + CELL_PLAIN) ||
        !put_size(s, formula->simple, cells + CELL_SIMPLE))
        return false;
    double value = predict(s, METHOD_FORWARD, f) / 2; /* which covers a value and a derivative */
    double series = 1 + 0.5 * order * (order + 1.0), shorter = 1 + 0.5 * order * (order - 1.0);
    cells[CELL_FORWARD] = count_cell(value * series);
    cells[CELL_REVERSE] = count_cell(order ? predict(s, METHOD_REVERSE, f) * shorter : value);
    if (s->request->options->quiet) {
        put_size_alone(s, &cells[CELL_SIMPLE]);
        return true;
    }
    for (int i = 0; i < CELLS; i++)
        report_cell(s->report, cells[i]);
    return true;
}

/* ---- all rows ---- */

static void find_orders(Swell *s) {
    NodeId f = s->request->problem.root;
    Formula formula = {f, f}, itself = formula;
    if (!simplified(s, &itself.simple) || !add_row(s, 0, f, 0, &itself))
        return;
    for (unsigned k = 1; k <= s->order; k++)
        if (!differentiate(s, k, &formula) || !add_row(s, k, f, k, &formula))
            return;
}

static void find_rounds(Swell *s) {
    for (uint32_t i = 0; i < s->request->step_count; i++) {
        NodeId f = s->request->steps[i];
        Formula formula = {f, f};
        for (unsigned k = 1; k <= s->order; k++)
            if (!differentiate(s, i, &formula))
                return;
        if (!add_row(s, i, f, s->order, &formula))
            return;
    }
}

/* ---- the report ---- */

/* The orders that are asked for, or the first ones. */
static bool find_order(Swell *s) {
    Problem *problem = &s->request->problem;
    s->order = s->by_order ? DEFAULT_ORDERS : 1;
    if (problem->question == QUESTION_ORDERS && !problem->direction) {
        s->order = problem->derivative_count;
        problem->derivative_count = 1; /* the first, once for every row */
    } else if (problem->question != QUESTION_GRADIENT) {
        diag_say_hint(s->request->diag, (Span){0, 0}, SAY(SWELL_OF_ORDERS), SAY(WRITE_ORDER));
    }
    return !diag_failed(s->request->diag);
}

static const char *headline(Swell *s, const char *x) {
    const char *round = s->request->expression;
    return view_words(s->request, s->by_order ? SAY(SWELL_BY_ORDER, x)
                                  : s->order == 1
                                      ? SAY(SWELL_BY_ROUND, x, round)
                                      : SAY(SWELL_OF_ORDER_BY_ROUND, s->order, x, s->order, round));
}

/* Of orders f need not be shown: it stands in row 0. */
static void add_columns(const Swell *s) {
    const char *row = s->by_order ? "order" : "round";
    const char *tree = s->by_order ? NULL : message_sentence(SAID_TREE_OF_F),
               *nodes = s->by_order ? NULL : "nodes";
    const char *const all[CELLS][2] = {
        {row, row},
        {"f.tree", tree},
        {"f.nodes", nodes},
        {"plain.tree", message_sentence(SAID_PLAIN_TREE)},
        {"plain.nodes", "nodes"},
        {"simplified.tree", message_sentence(SAID_SIMPLE_TREE)},
        {"simplified.nodes", "nodes"},
        {"forward", "forward"},
        {"reverse", "reverse"},
    };
    for (int i = 0; i < CELLS; i++)
        report_column(s->report, (ReportColumn){all[i][0], all[i][0], all[i][1], .right = true});
}

static void begin_rows(Swell *s, const char *x) {
    report_table(s->report, "rows");
    report_line(s->report, headline(s, x));
    add_columns(s);
}

static void end_rows(Swell *s, const char *x) {
    Report *report = s->report;
    report_remark(report, message_sentence(SAID_SWELL_TREE));
    report_remark(report, message_sentence(SAID_SWELL_PLAIN));
    report_remark(report, message_sentence(SAID_SWELL_SWEEPS));
    report_fact(report, "variable", report_text_cell(x));
    if (!s->by_order)
        report_fact(report, "order", report_whole_cell(s->order));
    if (s->stopped) {
        report_remark(report, s->stopped);
        report_fact(report, "stopped", report_text_cell(s->stopped));
    }
}

bool swell_run(Request *request, Report *report, bool *undefined) {
    Swell s = {.request = request, .report = report, .by_order = !request->steps};
    (void)undefined;
    if (!find_order(&s) || !view_one_variable(request, "swell"))
        return false;
    const char *x = problem_name(&request->problem, problem_variable(&request->problem, 0));
    bool quiet = request->options->quiet;
    if (!quiet)
        begin_rows(&s, x);
    if (s.by_order)
        find_orders(&s);
    else
        find_rounds(&s);
    if (quiet)
        report->text = view_keep(request, &s.sizes);
    else
        end_rows(&s, x);
    return !diag_failed(request->diag);
}

/* derive: the derivatives as formulas that parse again, with the provisos they need. */
#include "analysis/answers.h"
#include "analysis/ways.h"
#include "graph/size.h"
#include "print/infix.h"
#include "views/view.h"

#include <math.h>
#include <string.h>

/* The longest formula shown, and the limit for all together; a longer one ends in "...", and a note
 * says so. Shared nodes are printed each time they are used: small graphs may have very long
 * texts. */
enum {
    DERIVE_MAX_BYTES = 1 << 20,
    DERIVE_MAX_ALL = 1 << 24,
    DERIVE_LEAST_SHARE = 1 << 10,
};

/* Predictions above this, some seconds, are not started. */
static const double DERIVE_MAX_OPERATIONS = 2.5e9;

/* The text of a node, at most `limit` bytes; *cut is incremented if that is not all. */
static const char *node_text(Request *request, NodeId node, size_t limit, uint32_t *cut) {
    Text text = {0};
    *cut += !infix_print(request->problem.graph, request->problem.variables, node, limit, &text);
    return view_keep(request, &text);
}

/* Every formula may use its share of the remaining room. */
static const char **formula_texts(Request *request, const NodeId *formulas, uint32_t count) {
    uint32_t cut = 0;
    const char **texts = view_allocate(request, count, sizeof *texts);
    size_t left = DERIVE_MAX_ALL, least = DERIVE_MAX_BYTES;
    for (uint32_t i = 0; texts && i < count && !diag_failed(request->diag); i++) {
        size_t share = left / (count - i);
        share = share > DERIVE_MAX_BYTES     ? DERIVE_MAX_BYTES
                : share < DERIVE_LEAST_SHARE ? DERIVE_LEAST_SHARE
                                             : share;
        uint32_t before = cut;
        texts[i] = node_text(request, formulas[i], share, &cut);
        size_t length = texts[i] ? strlen(texts[i]) : 0;
        left -= length < left ? length : left;
        least = cut > before && share < least ? share : least;
    }
    if (cut && request->options->quiet) /* a program reading it would not know */
        diag_say_hint(request->diag, (Span){0, 0}, SAY(FORMULA_LONG, least),
                      SAY(DERIVE_WITHOUT_QUIET));
    else if (cut)
        diag_say(request->diag, (Span){0, 0},
                 cut == 1 ? SAY(FORMULA_CUT, cut, least) : SAY(FORMULAS_CUT, cut, least));
    return texts;
}

/* The text of a proviso: one of several is read with "and" between them. */
static const char *proviso_text(Request *request, NodeId proviso, bool several, size_t limit,
                                uint32_t *cut) {
    const char *text = node_text(request, proviso, limit, cut);
    if (!text || !several || graph_op(request->problem.graph, proviso) != OP_SELECT)
        return text;
    Text bracketed = {0};
    text_format(&bracketed, "(%s)", text);
    return view_keep(request, &bracketed);
}

/* As many provisos as there is room for beside the formulas; *shown is their number. */
static const char **proviso_texts(Request *request, const NodeList *provisos, uint32_t *shown) {
    uint32_t count = (uint32_t)provisos->count, cut = 0;
    const char **texts = view_allocate(request, count, sizeof *texts);
    uint32_t formulas = request->problem.derivative_count;
    size_t left = DERIVE_MAX_ALL / (formulas > 16 ? formulas : 16) / 2;
    *shown = 0;
    for (uint32_t i = 0; texts && i < count && left && !diag_failed(request->diag); i++) {
        const char *text = proviso_text(request, provisos->items[i], count > 1, left, &cut);
        size_t length = text ? strlen(text) : 0;
        left -= length < left ? length : left;
        if (!cut)
            texts[(*shown)++] = text;
    }
    if (*shown < count)
        diag_say(request->diag, (Span){0, 0}, SAY(PROVISOS_LEFT_OUT, count - *shown));
    return texts;
}

/* "x != 0 and y > 0", kept. */
static const char *joined_provisos(Request *request, const char **provisos, uint32_t count) {
    Text text = {0};
    for (uint32_t i = 0; i < count; i++)
        text_format(&text, "%s%s", i ? " and " : "", provisos[i]);
    return view_keep(request, &text);
}

/* A line a formula for people, a row for csv, and a key in JSON: its variable, or its label. */
static void add_formulas(Request *request, const char **formulas, uint32_t count,
                         const char *provisos, Report *report) {
    const Subject subject = view_subject(request);
    const char *const *labels = answers_labels(&subject);
    const Problem *problem = &request->problem;
    bool gradient = problem->question == QUESTION_GRADIENT;
    if (!labels || !provisos)
        return;
    report_table(report, NULL);
    report_column(report, (ReportColumn){.header = "variable"});
    report_column(report, (ReportColumn){.header = "derivative"});
    report_column(report, (ReportColumn){.header = "provisos"});
    report_fact(report, "derivatives", (ReportCell){.kind = CELL_OBJECT});
    for (uint32_t i = 0; i < count; i++) {
        const ReportCell formula = report_text_cell(formulas[i]);
        const char *key =
            gradient ? problem_name(problem, problem_variable(problem, i)) : labels[i];
        report_line(report, view_words(request, *provisos ? SAY(FORMULA_FOR, labels[i], formulas[i],
                                                                provisos)
                                                          : SAY(FORMULA, labels[i], formulas[i])));
        report_cell(report, report_text_cell(key));
        report_cell(report, formula);
        report_cell(report, report_text_cell(provisos));
        report_fact_below(report, "derivatives", key, formula);
    }
}

static bool fill(Request *request, const Method *method, Report *report) {
    const Problem *problem = &request->problem;
    uint32_t count = method->answered, provisos;
    const char **formulas = formula_texts(request, method->formulas, count);
    const char **conditions = proviso_texts(request, method->provisos, &provisos);
    Size size;
    if (diag_failed(request->diag) || !size_of(problem->graph, method->formulas, count, &size))
        return false;
    if (request->options->quiet) {
        Text text = {0};
        for (uint32_t i = 0; i < count; i++)
            text_format(&text, "%s\n", formulas[i]);
        report->text = view_keep(request, &text);
        return report->text;
    }
    report->brief = true;
    add_formulas(request, formulas, count, joined_provisos(request, conditions, provisos), report);
    report_fact(report, "provisos", (ReportCell){.kind = CELL_LIST});
    for (uint32_t i = 0; i < provisos; i++)
        report_fact(report, report_item(report, "provisos", i), report_text_cell(conditions[i]));
    report_fact(report, "nodes", report_whole_cell((uint32_t)size.nodes));
    return !diag_failed(request->diag);
}

/* Whether to start; an error says that it would take too long. */
static bool may_begin(Request *request, const MethodRow *row) {
    double operations = row->predict(&request->problem);
    if (request->options->all_methods || operations <= DERIVE_MAX_OPERATIONS)
        return true;
    diag_say_hint(request->diag, (Span){0, 0},
                  SAY(FORMULAS_TAKE_LONG, (int)(log10(operations) + 0.5)), SAY(CHOOSE_OR_WAIT));
    return false;
}

/* The formulas are for one way through the program. */
static void note_way(Request *request) {
    const Problem *problem = &request->problem;
    const char *const *all = problem_names(problem, request->diag, request->arena);
    const char **names = view_allocate(request, problem->components, sizeof *names);
    double *values = view_allocate(request, problem->components, sizeof *values);
    uint32_t count = 0;
    Text at = {0};
    for (uint32_t i = 0; all && names && values && i < problem->components; i++) {
        if (isnan(problem->point[i])) /* it has no value, and decides nothing */
            continue;
        names[count] = all[i];
        values[count++] = problem->point[i];
    }
    report_point(&at, names, values, count, request->style);
    diag_say(request->diag, (Span){0, 0}, SAY(WAY_TAKEN, view_keep(request, &at)));
}

bool derive_run(Request *request, Report *report, bool *undefined) {
    (void)undefined;
    if (!request->problem.derivative_count)
        diag_say(request->diag, (Span){0, 0}, SAY(NO_VARIABLES));
    const MethodRow *row = &method_table[METHOD_SYMBOLIC];
    if (!may_begin(request, row))
        return false;
    MethodOptions options = view_method_options(request);
    options.patient = request->options->all_methods;
    options.jumps = true;
    Method *method = row->prepare(&request->problem, &options);
    if (!method)
        return false;
    bool all = method->answered == request->problem.derivative_count;
    if (!all && !method->answered)
        diag_say_hint(request->diag, (Span){0, 0}, SAY(NO_FORMULAS), SAY(FIND_ALL));
    else if (!all && request->options->quiet)
        diag_say_hint(request->diag, (Span){0, 0}, SAY(ONLY_FIRST_FORMULAS, method->answered),
                      SAY(FIND_ALL));
    else if (!all)
        diag_say(request->diag, (Span){0, 0}, SAY(FORMULAS_GROW, method->answered));
    bool filled = fill(request, method, report);
    if (ways_part(&request->problem))
        note_way(request);
    method->way->release(method);
    return filled;
}

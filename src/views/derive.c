/* derive: the derivatives as formulas that parse again, with the provisos they need. */
#include "print/infix.h"
#include "views/view.h"

/* The longest formula shown; a longer one ends in "...", and a note says so. */
enum { DERIVE_MAX_BYTES = 1 << 20 };

static const char *formula_text(Request *request, NodeId formula) {
    Text text = {0};
    if (!infix_print(request->problem.graph, request->problem.names, formula, DERIVE_MAX_BYTES,
                     &text) &&
        !text.failed)
        diag_note(request->diag, (Span){0, 0}, "formula-cut",
                  "the formula is longer than %d bytes and was cut", DERIVE_MAX_BYTES);
    return view_keep(request, &text);
}

/* Operations that the formulas need together. */
static uint32_t count_operations(Request *request, const NodeId *formulas) {
    const Graph *graph = request->problem.graph;
    uint8_t *marks = memory_resize(NULL, graph->nodes.count, 1);
    uint32_t count = 0;
    if (!marks) {
        diag_no_memory(request->diag);
        return 0;
    }
    graph_reach(graph, formulas, request->problem.wanted_count, marks);
    for (NodeId id = 1; id < graph->nodes.count; id++)
        count += marks[id] && op_table[graph_op(graph, id)].form != OP_LEAF;
    memory_free(marks);
    return count;
}

static bool fill(Request *request, const Method *method, Report *report) {
    const Problem *problem = &request->problem;
    uint32_t count = problem->wanted_count, provisos = (uint32_t)method->provisos->count;
    const char **formulas = view_allocate(request, count, sizeof *formulas);
    const char **conditions = view_allocate(request, provisos, sizeof *conditions);
    for (uint32_t i = 0; formulas && i < count; i++)
        formulas[i] = formula_text(request, method->formulas[i]);
    for (uint32_t i = 0; conditions && i < provisos; i++)
        conditions[i] = formula_text(request, method->provisos->items[i]);
    if (diag_failed(request->diag))
        return false;
    if (request->options->quiet) {
        Text text = {0};
        for (uint32_t i = 0; i < count; i++)
            text_format(&text, "%s\n", formulas[i]);
        report->kind = REPORT_TEXT;
        report->as.text = view_keep(request, &text);
        return report->as.text != NULL;
    }
    report->kind = REPORT_DERIVE;
    report->as.derive = (ReportDerive){.wanted = view_wanted_names(request),
                                       .formulas = formulas,
                                       .wanted_count = count,
                                       .provisos = conditions,
                                       .proviso_count = provisos,
                                       .nodes = count_operations(request, method->formulas)};
    return !diag_failed(request->diag);
}

bool derive_run(Request *request, Report *report, bool *undefined) {
    *undefined = false;
    if (!request->problem.wanted_count)
        diag_note(request->diag, (Span){0, 0}, "no-variables",
                  "there are no variables, so there is nothing to differentiate");
    const MethodRow *row = &method_table[METHOD_SYMBOLIC];
    Method *method = row->prepare(&request->problem, &request->options->method);
    if (!method)
        return false;
    bool filled = fill(request, method, report);
    row->release(method);
    return filled;
}

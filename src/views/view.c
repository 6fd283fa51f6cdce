/* The table of views, and what they share. */
#include "views/view.h"

#include "graph/op.h"

#include <stdlib.h>
#include <string.h>

const View view_table[] = {
#define VIEW(name, ...) {#name, __VA_ARGS__, .run = name##_run},
#include "views/views.def"
    {.name = NULL},
};

const View *view_named(const char *name, size_t length) {
    for (const View *view = view_table; view->name; view++)
        if (strlen(view->name) == length && !strncmp(view->name, name, length))
            return view;
    return NULL;
}

bool view_one_variable(Request *request, const char *view) {
    Problem *problem = &request->problem;
    if (!problem->derivative_count) {
        diag_say(request->diag, (Span){0, 0}, SAY(NOTHING_TO_DIFFERENTIATE));
        return false;
    }
    if (problem->derivative_count > 1)
        diag_say(request->diag, (Span){0, 0},
                 SAY(ONE_VARIABLE, view, problem_name(problem, problem_variable(problem, 0))));
    problem->derivative_count = 1;
    return true;
}

bool view_fill_numbers(Request *request, const double *numbers, uint32_t count, Report *report) {
    Text text = {0};
    for (uint32_t i = 0; i < count; i++) {
        report_number(&text, numbers[i], request->style);
        text_put(&text, "\n");
    }
    report->text = view_keep(request, &text);
    return report->text;
}

/* A name for the next node that a symbol means: the symbol's own, or with a number behind it that
 * makes it none of the program's. */
static const char *next_name(Request *request, const char *text, uint32_t *used) {
    Text name = {0};
    do {
        text_clear(&name);
        text_put(&name, text);
        if (++*used > 1)
            text_format(&name, "_%u", *used);
    } while (*used > 1 && symbol_find(request->symbols, text_string(&name), name.length));
    return view_keep(request, &name);
}

static bool is_operation(const Graph *graph, NodeId id) {
    return op_table[graph_op(graph, id)].form != OP_LEAF;
}

const char *const *view_node_names(Request *request, const uint8_t *marks) {
    const Graph *graph = request->problem.graph;
    const NodeLabels *labels = &request->labels;
    Symbol last = SYMBOL_NONE;
    const char **names = view_allocate(request, graph->nodes.count, sizeof *names);
    for (size_t i = 0; i < labels->count; i++)
        last = labels->items[i].symbol > last ? labels->items[i].symbol : last;
    uint32_t *used = view_allocate(request, (size_t)last + 1, sizeof *used);
    for (size_t i = 0; names && used && i < labels->count; i++) {
        NodeLabel label = labels->items[i];
        if (marks[label.node] && !names[label.node] && is_operation(graph, label.node))
            names[label.node] = next_name(request, symbol_text(request->symbols, label.symbol),
                                          &used[label.symbol]);
    }
    return diag_failed(request->diag) ? NULL : names;
}

/* graph: the computation graph as DOT. */
#include "print/dot.h"
#include "views/view.h"

enum { GRAPH_MAX_NODES_SHOWN = 1 << 20 }; /* more cannot be drawn */

/* Whether it is small enough to show; else an error says so. */
static bool may_show(Request *request) {
    const Graph *graph = request->problem.graph;
    uint8_t *marks = memory_resize(NULL, graph->nodes.count, 1);
    uint32_t nodes = 0;
    if (!marks) {
        diag_no_memory(request->diag);
        return false;
    }
    graph_reach(graph, &request->problem.root, 1, marks);
    for (size_t id = 1; id < graph->nodes.count; id++)
        nodes += marks[id];
    memory_free(marks);
    if (nodes > GRAPH_MAX_NODES_SHOWN)
        diag_say(request->diag, (Span){0, 0}, SAY(GRAPH_TOO_LARGE, GRAPH_MAX_NODES_SHOWN, nodes));
    return nodes <= GRAPH_MAX_NODES_SHOWN;
}

bool graph_run(Request *request, Report *report, bool *undefined) {
    Text text = {0};
    (void)undefined;
    if (!may_show(request))
        return false;
    dot_print(request->problem.graph, request->problem.variables, request->problem.root, &text);
    report->text = view_keep(request, &text);
    return report->text;
}

/* graph: the computation graph as DOT. */
#include "print/dot.h"
#include "views/view.h"

enum { GRAPH_MAX_NODES_SHOWN = 1 << 20 }; /* more cannot be drawn */

/* Whether it is small enough to show; else an error says so. Marks its nodes. */
static bool may_show(Request *request, uint8_t *marks) {
    const Graph *graph = request->problem.graph;
    uint32_t nodes = 0;
    graph_reach(graph, &request->problem.root, 1, marks);
    for (size_t id = 1; id < graph->nodes.count; id++)
        nodes += marks[id];
    if (nodes > GRAPH_MAX_NODES_SHOWN)
        diag_say(request->diag, (Span){0, 0}, SAY(GRAPH_TOO_LARGE, GRAPH_MAX_NODES_SHOWN, nodes));
    return nodes <= GRAPH_MAX_NODES_SHOWN;
}

bool graph_run(Request *request, Report *report, bool *undefined) {
    Text text = {0};
    (void)undefined;
    uint8_t *marks = view_allocate(request, request->problem.graph->nodes.count, 1);
    if (!marks || !may_show(request, marks))
        return false;
    const char *const *names = view_node_names(request, marks);
    if (!names)
        return false;
    dot_print(request->problem.graph, request->problem.variables, names, request->problem.root,
              &text);
    report->text = view_keep(request, &text);
    return report->text;
}

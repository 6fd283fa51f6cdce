/* graph: the computation graph as DOT. */
#include "print/dot.h"
#include "views/view.h"

bool graph_run(Request *request, Report *report, bool *undefined) {
    Text text = {0};
    dot_print(request->problem.graph, request->problem.names, request->problem.root, &text);
    *undefined = false;
    report->kind = REPORT_TEXT;
    report->as.text = view_keep(request, &text);
    return report->as.text != NULL;
}

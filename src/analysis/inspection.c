/* Inspections: see inspection.h. */
#include "analysis/inspection.h"

#include "print/infix.h"

enum { TEXT_BYTES = 60, MAX_NOTES = 8 };

bool inspection_begin(Inspection *in, const Subject *subject) {
    const Problem *problem = in->problem = subject->problem;
    in->diag = subject->diag;
    in->arena = subject->arena;
    evaluator_begin(&in->here, problem->tapes);
    in->run = evaluator_at(&in->here, problem->point);
    return in->run && walk_begin(&in->walk, in->run, in->diag);
}

void inspection_end(Inspection *in) {
    evaluator_free(&in->here);
    walk_free(&in->walk);
}

void inspection_put_node(const Inspection *in, NodeId node, Text *text) {
    Text whole = {0};
    infix_print(in->problem->graph, in->problem->variables, node, TEXT_BYTES, &whole);
    text->failed |= whole.failed;
    text_put(text, text_string(&whole));
    text_free(&whole);
}

void inspection_note(Inspection *in, NodeId node, const char *topic, Text *text) {
    diag_check_text(in->diag, text);
    if (in->notes++ < MAX_NOTES)
        diag_note(in->diag, in->problem->graph->spans.items[node], topic, "%s", text_string(text));
    text_free(text);
}

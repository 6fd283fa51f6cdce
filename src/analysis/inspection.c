/* Inspections: see inspection.h. */
#include "analysis/inspection.h"

#include "print/infix.h"

enum { TEXT_BYTES = 60, MAX_NOTES = 8 };

bool inspection_begin(Inspection *in, const Subject *subject) {
    const Problem *problem = in->problem = subject->problem;
    in->subject = subject;
    evaluator_begin(&in->here, problem->tapes);
    in->run = evaluator_at(&in->here, problem->point);
    return in->run && walk_begin(&in->walk, in->run, in->subject->diag);
}

void inspection_end(Inspection *in) {
    evaluator_free(&in->here);
    walk_free(&in->walk);
}

const char *inspection_text(const Inspection *in, NodeId node) {
    Text text = {0};
    infix_print(in->problem->graph, in->problem->variables, node, TEXT_BYTES, &text);
    return subject_keep(in->subject, &text);
}

void inspection_note(Inspection *in, NodeId node, Said said) {
    if (in->notes++ < MAX_NOTES)
        diag_say(in->subject->diag, in->problem->graph->spans.items[node], said);
}

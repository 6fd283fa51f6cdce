/* Inspections: see inspection.h. */
#include "analysis/inspection.h"

enum { MAX_NOTES = 8 };

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

void inspection_note(Inspection *in, NodeId node, Said said) {
    if (in->notes++ < MAX_NOTES)
        diag_say(in->subject->diag, in->problem->graph->spans.items[node], said);
}

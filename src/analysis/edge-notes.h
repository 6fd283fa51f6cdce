/* What people read about rough points: the truths in words. */
#ifndef ADCALC_ANALYSIS_EDGE_NOTES_H
#define ADCALC_ANALYSIS_EDGE_NOTES_H

#include "analysis/inspection.h"

/* The truth of an answer, which is a first derivative or not; `place` is the only operation that is
 * not smooth, or poison. */
void edge_note_truth(Inspection *in, NodeId place, const char *label, bool first,
                     const Truth *truth);
/* The nodes that decided by a tie. */
void edge_note_ties(Inspection *in);
/* Where f has no value, but goes somewhere from both sides: where, and where its derivative goes.
 * False without memory (recorded). */
bool edge_note_limits(Inspection *in);

#endif

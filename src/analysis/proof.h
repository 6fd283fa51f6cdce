/* Proof: the referee's word on the truths at a rough point. */
#ifndef ADCALC_ANALYSIS_PROOF_H
#define ADCALC_ANALYSIS_PROOF_H

#include "analysis/edges.h"

/* Asks the referee if its answer is shown or doubles do not suffice, and makes what it proves the
 * truth. *proof is its answer, to be freed, or NULL if it was not asked. False without memory
 * (recorded). */
bool proof_find(const Subject *subject, const EdgeOptions *options, const TruthNotes *notes,
                Truth *truths, ReferenceAnswer **proof);

#endif

/* Ways: where the methods speak of different functions, because a program goes other ways right
 * beside the point: numeric differentiates what it computes there, the others the way taken at
 * it. */
#ifndef ADCALC_ANALYSIS_WAYS_H
#define ADCALC_ANALYSIS_WAYS_H

#include "analysis/comparison.h"

/* Whether what was traced at the point is the way taken there, one of several. */
bool ways_part(const Problem *problem);
/* Sets *other if the program goes other ways within numeric's step, and numeric's answers differ
 * from those of other methods by more than they say they may, or there are no others; and notes it.
 * False without memory (recorded). */
bool ways_examine(const Subject *subject, const ComparedMethod *methods, uint32_t count,
                  bool *other);

#endif

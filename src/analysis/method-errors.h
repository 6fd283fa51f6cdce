/* Errors: the methods' answers compared with the referee's proven decimals. */
#ifndef ADCALC_ANALYSIS_METHOD_ERRORS_H
#define ADCALC_ANALYSIS_METHOD_ERRORS_H

#include "analysis/comparison.h"

/* Grades the methods that were compared, which `methods` are, by the comparison's reference, and
 * remarks on what their errors come from. From the reference it takes the slopes that --kink
 * chooses: there is no truth to compare them with. False without memory (recorded). */
bool errors_find(const Subject *subject, const ComparisonOptions *options, const Edges *edges,
                 ComparedMethod *methods, Comparison *found);

#endif

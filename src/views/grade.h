/* Grading: every method's derivatives held against the referee's. */
#ifndef ADCALC_VIEWS_GRADE_H
#define ADCALC_VIEWS_GRADE_H

#include "views/answers.h"

/* Hands the question over, so that the referee works while the methods are timed. Nothing where the
 * request has no referee. Every grade_begin is followed by grade_finish. */
void grade_begin(Request *request);

/* Waits for the truth and fills in `compare`: reference, remarks, and the errors of `methods`,
 * which are the report's own. `edges` are those of the point: where --kink chose a slope there is
 * no truth to hold it against. False without memory. */
bool grade_finish(Request *request, const Edges *edges, const Answers *answers,
                  ReportCompare *compare, ReportMethod *methods);

/* Of "sqrt: the argument is negative (%2)" without the end: tapes are not for people. */
size_t grade_reason_length(const char *reason);

#endif

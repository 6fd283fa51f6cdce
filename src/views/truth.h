/* What a first derivative truly is, as well as it can be known:
 * for views that hold numbers against it. */
#ifndef ADCALC_VIEWS_TRUTH_H
#define ADCALC_VIEWS_TRUTH_H

#include "analysis/accuracy.h"
#include "tape/run.h"
#include "views/view.h"

typedef struct SlopeTruth {
    bool known;    /* it is a finite number; else only `said` is there, and says why not */
    bool relative; /* errors are relative to it; else it is 0 and they are absolute */
    bool jumps;    /* f does, and a note says so */
    Truth truth;
    const char *said;   /* "2.718281828459045, proven (FLINT, 128 bits)" */
    const char *source; /* a stable word: "reference", "forward", "kink" */
} SlopeTruth;

/* Hands the question to the referee, so that it works while other things are done.
 * Every truth_begin is followed by truth_find. The request is about one variable. */
void truth_begin(Request *request);
/* Waits for the referee; where it knows nothing, it is what forward finds, and `said` says so.
 * Looks for kinks and jumps, with notes. `function` evaluates f. False without memory. */
bool truth_find(Request *request, Evaluator *function, SlopeTruth *found);

/* How far x is off; NaN where x is no finite number. */
double truth_error(const SlopeTruth *found, double x);

/* ---- for reports of errors ---- */

/* The lines above a table: what the derivative is, then "relative" or "absolute" before `what`.
 * False without memory. */
bool truth_headlines(Request *request, const SlopeTruth *truth, const char *what, ReportRows *rows);
/* The report where there is no derivative, and so no error: a note says why. */
bool truth_nothing(Request *request, const SlopeTruth *truth, const ReportColumn *columns,
                   uint32_t column_count, Report *report);

#endif

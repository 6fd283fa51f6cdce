/* Comparison: the side-by-side table of the methods, which has most to lay out of all tables. */
#ifndef ADCALC_REPORT_COMPARISON_H
#define ADCALC_REPORT_COMPARISON_H

#include "report/report.h"

/* Everything below the line of the value, with the blank line before it and without the notes;
 * nothing where there is no variable to differentiate with respect to. True when it ended with a
 * line of remarks, below which notes fit without a blank line. */
bool comparison_write(const ReportCompare *compare, const ReportStyle *style, Text *out);

#endif

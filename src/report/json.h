/* JSON: answers as programs read them, one object each, ended by a newline.
 *
 * The keys are stable; `schema` names the form, "adcalc.compare/1". What was not measured,
 * estimated or computed is absent, never null. Numbers are the shortest text that reads back to the
 * same double, whatever digits the style asks of tables; NaN and the infinities are the strings
 * "NaN", "Infinity" and "-Infinity". `timing.spread` is a fraction of `timing.eval_ns`. */
#ifndef ADCALC_REPORT_JSON_H
#define ADCALC_REPORT_JSON_H

#include "report/report.h"

void json_write(const Report *report, const ReportStyle *style, Text *out); /* or style->one_line */
void json_write_line(const Report *report, const ReportStyle *style,
                     Text *out); /* always one line */

#endif

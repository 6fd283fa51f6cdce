/* JSON: answers as programs read them, one object each, ended by a newline.
 *
 * The keys are stable; `schema` names the form, "adcalc.compare/1". What was not measured,
 * estimated or computed is absent, and null in a list alone. Numbers are the shortest text that
 * reads back to the same double, whatever digits the style asks of tables; NaN and the infinities
 * are the strings "NaN", "Infinity" and "-Infinity". */
#ifndef ADCALC_REPORT_JSON_H
#define ADCALC_REPORT_JSON_H

#include "report/report.h"

void json_begin(Writing *writing);
bool json_columns(Writing *writing, const ReportTable *table);
void json_row(Writing *writing, const ReportCell *cells);
void json_end(Writing *writing); /* over several lines, or as style->one_line says */
void json_end_line(Writing *writing);

#endif

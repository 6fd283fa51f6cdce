/* Delimited: answers as rows of fields, for spreadsheets, awk and their like. A row is written as
 * soon as it is there.
 *
 * A line of headers comes first, unless it is that of the answer before. There are no lines,
 * facts, remarks and notes. Lines end with a newline alone. In csv, fields with a comma, a
 * quotation mark or the end of a line are quoted (RFC 4180); in tsv a tab, a newline, a carriage
 * return and a backslash are written \t, \n, \r and \\. */
#ifndef ADCALC_REPORT_DELIMITED_H
#define ADCALC_REPORT_DELIMITED_H

#include "report/report.h"

void csv_begin(Writing *writing);
void tsv_begin(Writing *writing);
bool delimited_columns(Writing *writing, const ReportTable *table);
void delimited_row(Writing *writing, const ReportCell *cells);
void delimited_end(Writing *writing);

#endif

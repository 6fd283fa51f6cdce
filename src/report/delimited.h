/* Delimited: answers as rows of fields, for spreadsheets, awk and their like.
 *
 *   compare  [expression,] method, value, df/dx, df/dy, ..., scheme   a row a method
 *   derive   [expression,] variable, derivative, provisos             a row a variable
 *   trace    [expression,] node, operation, value, [d/dx, ...,] [adjoint, adds]   a row a node
 *   text     the bytes as they are
 *
 * A skipped method has empty fields and "skipped: ..." as its scheme; an expression without
 * variables has one row with its value and no method. There are no times. Lines end with a newline
 * alone. In csv, fields with a comma, a quotation mark or the end of a line are quoted (RFC 4180);
 * in tsv a tab, a newline, a carriage return and a backslash are written \t, \n, \r and \\. */
#ifndef ADCALC_REPORT_DELIMITED_H
#define ADCALC_REPORT_DELIMITED_H

#include "report/report.h"

void delimited_write_csv(const Report *report, const ReportStyle *style, Text *out);
void delimited_write_tsv(const Report *report, const ReportStyle *style, Text *out);

#endif

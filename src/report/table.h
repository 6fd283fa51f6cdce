/* Table: answers as people read them. Plain ASCII apart from names, so columns stay straight in
 * every terminal. */
#ifndef ADCALC_REPORT_TABLE_H
#define ADCALC_REPORT_TABLE_H

#include "report/report.h"

void table_begin(Writing *writing);
bool table_columns(Writing *writing, const ReportTable *table);
void table_row(Writing *writing, const ReportCell *cells);
void table_end(Writing *writing);

#endif

/* Table: answers as people read them. Plain ASCII apart from names, so columns stay straight in
 * every terminal. */
#ifndef ADCALC_REPORT_TABLE_H
#define ADCALC_REPORT_TABLE_H

#include "report/report.h"

void table_write(const Report *report, const ReportStyle *style, Text *out);

#endif

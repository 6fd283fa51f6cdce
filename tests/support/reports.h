/* For the tests of src/report: reports filled in by hand, and the bytes that a
 * format makes of them. */
#ifndef ADCALC_TESTS_REPORTS_H
#define ADCALC_TESTS_REPORTS_H

#include "adcalc.h"

/* A fixture: what was written last. */
extern Text out;
void reports_begin(void);
void reports_end(void);

/* The bytes of the format, which stay until the next call. */
const char *written(const char *format, const Report *report, const ReportStyle *style);

extern const ReportStyle plain;

/* The lecture's third problem by four methods, with times and without a reference. */
enum { LECTURE_METHODS = 4 };
extern const ReportMethod four_methods[LECTURE_METHODS];
Report lecture_report(void);

/* Its reference: methods with errors, the truth, and remarks. */
extern const ReferenceFigure proven_slope;
extern const char *const two_remarks[2];
void grade_lecture(ReportMethod methods[static LECTURE_METHODS]);

/* Two variables, one of them with a wide name; the method in the middle was skipped. */
enum { WIDE_METHODS = 3 };
extern const char *const wide_names[2], *const wide_labels[2];
extern const ReportKeys wide_keys[2];
extern const ReportMethod three_methods[WIDE_METHODS];
Report wide_report(void);

/* Truths of all kinds. */
extern const ReferenceFigure mixed_truths[6];

#endif

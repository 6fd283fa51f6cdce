/* For the tests of src/report and of compare's table: reports and comparisons filled in by hand,
 * and the bytes that a format makes of them. */
#ifndef ADCALC_TESTS_REPORTS_H
#define ADCALC_TESTS_REPORTS_H

#include "adcalc.h"

/* A fixture: what was written last. */
extern Text out;
void reports_begin(void);
void reports_end(void);

/* A report about nothing yet; it lives until reports_end. */
Report new_report(const char *view, const char *expression);

/* The bytes of the format for the first answer of a session; they stay until the next call. */
const char *written(const char *format, const Report *report, const ReportStyle *style);

extern const ReportStyle plain;

/* Something said, for members filled in by hand: these words, which must be a literal. */
#define WORDS(words)                                                                               \
    {                                                                                              \
        .code = SAID_PLAIN, .count = 1, .arguments = {                                             \
            {.as.text = (words), .size = sizeof(words) - 1, .type = 's'}                           \
        }                                                                                          \
    }

/* A comparison, and what compare shows it with. */
typedef struct Compared {
    Comparison compare;
    Problem problem;
    const char *expression;
    bool all_rows;
    const ReportNote *notes;
    uint32_t note_count;
} Compared;

/* The report that compare makes of it. */
Report compared_report(const Compared *compared, const ReportStyle *style);
const char *shown(const char *format, const Compared *compared, const ReportStyle *style);

/* The lecture's third problem by four methods, with times and without a reference. */
enum { LECTURE_METHODS = 4 };
extern const ComparedMethod four_methods[LECTURE_METHODS];
Compared lecture(void);

/* Its reference: methods with errors, the truth, and remarks. */
extern ReferenceNumber proven_slope;
extern const Remarks two_remarks;
void grade_lecture(ComparedMethod methods[static LECTURE_METHODS]);

/* Two variables, one of them with a wide name; the method in the middle was skipped. */
enum { WIDE_METHODS = 3 };
extern const Variable wide_variables[2];
extern const char *const wide_labels[2];
extern const ComparedMethod three_methods[WIDE_METHODS];
Compared wide(void);

/* Truths of all kinds. */
extern ReferenceNumber mixed_truths[6];

#endif

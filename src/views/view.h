/* Views: what a person can ask to see.
 *
 * A view is one file and one row of view_table. It gets a Request (the traced program and the options)
 * and returns a Report, which it keeps alive until view_release. */
#ifndef ADCALC_VIEWS_VIEW_H
#define ADCALC_VIEWS_VIEW_H

#include "methods/method.h"
#include "report/report.h"
#include "tracing/trace.h"

typedef struct ViewOptions {
    unsigned methods;   /* bit 1 << MethodId; 0 for the view's default */
    MethodOptions method;
    double time_ms;     /* timing budget; 0 none */
    bool all_methods;   /* run what would be skipped as too slow */
    bool all_rows;
    bool timing_shown;  /* whether the output format shows times at all */
    const volatile bool *stop; /* becomes true on an interrupt */
} ViewOptions;

typedef struct Request {
    Problem problem;
    Diag *diag; /* notes made so far are in it; views add theirs */
    const char *expression;
    const ViewOptions *options;
    Arena *arena; /* what a report points to lives here */
} Request;

typedef struct View {
    const char *name;
    const char *summary; /* one line for --help */
    bool needs_point;    /* variables must have values */
    /* Fills the report; false after an error (recorded). *undefined: the answer is NaN or undefined. */
    bool (*run)(Request *request, Report *report, bool *undefined);
} View;

/* In the order of --help; ended by a row without a name. The first is the default. */
extern const View view_table[];

/* Memory for a report: out of memory is recorded and NULL returned. */
void *view_allocate(Request *request, size_t bytes);

#endif

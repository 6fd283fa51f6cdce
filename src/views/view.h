/* Views: what a user can ask to see.
 *
 * A view is one file and one row of views.def. It gets a Request (a traced program at a point, and
 * the options) and fills a Report. Ownership: what a report points to lives in the request's
 * arena. */
#ifndef ADCALC_VIEWS_VIEW_H
#define ADCALC_VIEWS_VIEW_H

#include "analysis/claim-at-point.h"
#include "analysis/comparison.h"
#include "analysis/edges.h"
#include "analysis/samples.h"
#include "methods/method.h"
#include "reference/reference.h"
#include "report/report.h"
#include "tracing/tracing.h"

/* The types that options.def gives the members it declares. */
typedef ARRAY(const char *) OptionTexts;
#define OPTION_MEMBER_FLAG bool
#define OPTION_MEMBER_TEXT const char *
#define OPTION_MEMBER_TEXTS OptionTexts
#define OPTION_MEMBER_PATH const char *
#define OPTION_MEMBER_TOPIC const char *
#define OPTION_MEMBER_NUMBER double
#define OPTION_MEMBER_WHOLE uint32_t
#define OPTION_MEMBER_WORD unsigned
#define OPTION_MEMBER_WORDS unsigned

/* How to answer. What is 0 is for the view to choose, or for the method. */
typedef struct ViewOptions {
    const volatile bool *stop; /* becomes true on an interrupt; NULL for never */
#define VIEW_OPTION(type, member, ...) OPTION_MEMBER_##type member;
#include "views/options.def"
} ViewOptions;

typedef struct Request {
    Problem problem;
    const char *expression; /* as it should be shown */
    Diag *diag;             /* its notes are shown; views add theirs */
    const ViewOptions *options;
    const ReportStyle *style; /* of numbers in lines and texts */
    const NodeId *steps;      /* of an iteration: its value after 0, 1, 2, ... rounds; else NULL */
    uint32_t step_count;
    NodeLabels labels;      /* names that the program gave to nodes; borrowed */
    const Symbols *symbols; /* of the program */
    Reference *reference;   /* the referee, or NULL */
    bool refereed;          /* the output shows what it says */
    Arena *arena;
    /* Claims and ranges from the command line; only `check` reads them. */
    const Claim *claims;
    uint32_t claim_count;
    const uint8_t *has_value; /* one per variable: the problem's point has a number for it */
    const Range *ranges;      /* one per variable; low > high: none was given */
} Request;

typedef struct View {
    const char *name;
    const char *summary;  /* one line for --help */
    bool needs_point;     /* all variables must have values */
    bool any_order;       /* it also answers --order, --hessian and --along */
    bool needs_claims;    /* it is about claims */
    bool is_text;         /* its report is one text, without rows for csv and tsv */
    bool needs_reference; /* it asks the referee whatever the format */
    /* Fills `report` and sets *undefined, which was false, when the answer is NaN or undefined.
     * False after an error (recorded in the diag). */
    bool (*run)(Request *request, Report *report, bool *undefined);
} View;

/* In the order of --help, the default first; ended by a row without a name. */
extern const View view_table[];
/* The view of that name, or NULL. */
const View *view_named(const char *name, size_t length);

/* ---- for views alone ---- */

/* The program's names for the problem's operations that are marked, one a node and NULL for none: a
 * name that several have is numbered, y, y_2, y_3, ... NULL without memory (recorded). */
const char *const *view_node_names(Request *request, const uint8_t *marks);

#define VIEW(name, ...) bool name##_run(Request *request, Report *report, bool *undefined);
#include "views/views.def"

/* The request as analyses see it. */
static inline Subject view_subject(const Request *request) {
    return (Subject){&request->problem, request->diag, request->arena};
}
/* How the options say to differentiate. */
static inline MethodOptions view_method_options(const Request *request) {
    return (MethodOptions){.scheme = request->options->numeric, .step = request->options->step};
}
/* Restricts the request to its first derivative, with a note if there are more. False (an error is
 * recorded) if there is none. */
bool view_one_variable(Request *request, const char *view);
/* Zeroed memory for a report; NULL (recorded) when there is none. */
static inline void *view_allocate(Request *request, size_t count, size_t size) {
    return diag_allocate(request->diag, request->arena, count, size);
}
/* A copy of `text` for a report, or NULL (recorded); frees the text. */
static inline const char *view_keep(Request *request, Text *text) {
    return diag_keep(request->diag, request->arena, text);
}
/* The words of something said, in the same way. */
static inline const char *view_words(Request *request, Said said) {
    return diag_words(request->diag, request->arena, said);
}
/* The quiet answer: numbers, one a line; false without memory. */
bool view_fill_numbers(Request *request, const double *numbers, uint32_t count, Report *report);
/* What compare shows of what it found; false without memory. */
bool compare_fill(Request *request, const Comparison *found, Report *report);

#endif

/* Comparison: the methods side by side, at one point: what they find, what that takes, how right it
 * is, and what is true there. */
#ifndef ADCALC_ANALYSIS_COMPARISON_H
#define ADCALC_ANALYSIS_COMPARISON_H

#include "analysis/accuracy.h"
#include "analysis/clock.h"
#include "analysis/conditioning.h"
#include "analysis/edges.h"
#include "methods/method.h"

/* How far a number is from a proven truth. */
typedef struct MethodError {
    bool known; /* there is a proven truth; else nothing below is filled in */
    /* the truth is too large or too small for doubles, and no double is nearer to it */
    bool nearest;
    /* the truth is 0 or indistinguishable from it: only the absolute error is meaningful */
    bool zero;
    Accuracy accuracy;
    int right_digits; /* of the significant digits of the number as printed, from the left */
} MethodError;

/* A method and what it found. */
typedef struct ComparedMethod {
    const char *name; /* "symbolic" */
    Said scheme;      /* "central, h = 6.1e-6", or nothing */
    Said passes;      /* "1 forward + 1 reverse" */
    /* Why it was not started, "about 10^9 operations (--all-methods)", or refused to answer,
     * METHOD_REFUSED; or nothing. When there is a reason, nothing below is filled in. */
    Said skipped;
    const double *gradient;     /* one an answer */
    uint32_t answered;          /* of them these first ones are there */
    const uint32_t *operations; /* symbolic, of any order: of f, then of each answer's formula; else
                                   NULL */
    const double *estimate;     /* numeric: error estimates; else NULL */
    const MethodError *errors;  /* one an answer; NULL without a reference */
    MethodError worst;          /* the worst of those that are known */
    double step;                /* numeric: h; else 0 */
    uint32_t nodes;             /* operations in one evaluation */
    double setup_ns;
    Timing timing;          /* of value and all partials asked for */
    bool has_formula_nodes; /* symbolic: set-up line shows the nodes */
} ComparedMethod;

/* The causes of the errors, a line each. */
typedef struct Remarks {
    const Said *lines;
    uint32_t count;
} Remarks;

typedef struct Comparison {
    double value;
    const char *status;        /* "regular", "convention", "undefined" */
    const char *const *labels; /* one an answer: "df/dx", "d2f/dxdy" */
    uint32_t answer_count;
    const ComparedMethod *methods;
    uint32_t method_count;
    Remarks remarks;                        /* what the errors come from */
    const Conditioning *conditioning;       /* one an answer, or NULL */
    const Conditioning *value_conditioning; /* the same, or NULL */
    Timing value_timing;
    /* Owned, and NULL where none was asked for. A slope chosen by --kink has no truth in it. */
    ReferenceAnswer *reference;
    /* At a rough point the true derivatives, one an answer, NaN where there is none; else NULL. */
    const double *answers;
    bool other_ways; /* numeric differentiates another function than the other methods: ways.h */
    bool differs;    /* some method says otherwise, by a convention */
    /* Quiet: one an answer, what the method says that was chosen, else the truth; nothing but
     * these and the value is filled in then. */
    const double *numbers;
    bool undefined; /* there is no finite answer */
} Comparison;

typedef struct ComparisonOptions {
    unsigned methods; /* bit 1 << MethodId; 0: all, or one if quiet */
    MethodOptions method;
    double time_ms; /* timing budget; 0 for none */
    bool patient;   /* also run methods predicted to take over a second */
    bool quiet;     /* numbers alone */
    KinkRule kink;
    Reference *reference; /* or NULL */
    bool refereed;        /* what it says is shown */
    const volatile bool *stop;
} ComparisonOptions;

/* Compares, with notes on what is special about the point and the answers. False after an error
 * (recorded). `found` must be zero; free it in both cases. */
bool comparison_find(const Subject *subject, const ComparisonOptions *options, Comparison *found);
void comparison_free(Comparison *found);

#endif

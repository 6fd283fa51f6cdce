/* Errors: the methods' answers compared with the referee's proven decimals. */
#ifndef ADCALC_ANALYSIS_METHOD_ERRORS_H
#define ADCALC_ANALYSIS_METHOD_ERRORS_H

#include "analysis/answers.h"
#include "analysis/reference-figures.h"
#include "methods/method.h"

/* How far a number is from a proven truth. */
typedef struct MethodError {
    bool known; /* there is a proven truth; else nothing below is filled in */
    bool exact; /* the number is the truth */
    /* the truth is too large or too small for doubles, and no double is nearer to it */
    bool nearest;
    /* the truth is 0 or indistinguishable from it: only the absolute error is meaningful */
    bool zero;
    double ulp, relative, absolute;
    double digits;    /* correct digits, at most 17 */
    int right_digits; /* of the significant digits of the number as printed, from the left */
} MethodError;

/* What one method found, and how accurate that is. */
typedef struct MethodErrors {
    const double *found;       /* one per answer */
    uint32_t answered;         /* the number of answers it has, from the first */
    bool approximates;         /* numeric */
    const MethodError *errors; /* one per answer; NULL before they are known */
    MethodError worst;         /* the worst of the known ones */
} MethodErrors;

/* The causes of the errors, a line each. */
typedef struct Remarks {
    const char *const *lines;
    uint32_t count;
} Remarks;

typedef struct ErrorQuestion {
    Reference *reference;
    const volatile bool *stop;
    const Edges *edges; /* with the referee's answer at a rough point */
    KinkRule kink;
    NumericScheme scheme; /* numeric's */
} ErrorQuestion;

/* Waits for the answer to the question begun by reference_begin about the subject's problem, unless
 * the edges have it, and grades `count` methods by it. A slope chosen by --kink has no truth to be
 * compared with. False without memory (recorded). */
bool errors_find(const Subject *subject, const ErrorQuestion *question, MethodErrors *methods,
                 uint32_t count, const ReferenceFigures **truth, Remarks *remarks);

#endif

/* Errors: what methods find, held against the referee's proven decimals. */
#ifndef ADCALC_ANALYSIS_ERRORS_H
#define ADCALC_ANALYSIS_ERRORS_H

#include "analysis/answers.h"
#include "methods/method.h"
#include "reference/reference.h"

/* How far a number is from a truth that is proven. */
typedef struct MethodError {
    bool known; /* there is a proven truth; else nothing below is filled in */
    bool exact; /* the number is the truth */
    /* the truth is too large or too small for doubles, none of which is nearer to it */
    bool nearest;
    /* the truth is 0, or not to be told from it: only the absolute error means something */
    bool zero;
    double ulp, relative, absolute;
    double digits;    /* that are right, at most 17 */
    int right_digits; /* of the significant digits of the number as printed, from the left */
} MethodError;

/* A truth as the referee gave it, in decimal. */
typedef struct ReferenceFigure {
    const char *status;  /* "proven", "below", "unproven", "undefined" */
    const char *decimal; /* below: a bound of its magnitude; unproven: "mid +/- radius" or "" */
    const char *why;     /* undefined: the reason */
    bool exact;          /* the decimal is the truth to its last digit */
    uint32_t digits;     /* proven: how many are */
} ReferenceFigure;

/* All that the referee said about a problem. */
typedef struct ReferenceFigures {
    const char *missing; /* why there is nothing, or NULL; then nothing below is filled in */
    ReferenceFigure value;
    const ReferenceFigure *derivatives; /* one an answer */
    bool proven;                        /* all of it */
    uint32_t bits;
} ReferenceFigures;

/* What one method found, and how right that is. */
typedef struct MethodErrors {
    const double *found;       /* one an answer */
    uint32_t answered;         /* of them these first ones are there */
    bool approximates;         /* numeric */
    const MethodError *errors; /* one an answer; NULL before they are known */
    MethodError worst;         /* the worst of those that are known */
} MethodErrors;

/* What the errors come from, a line each. */
typedef struct Remarks {
    const char *const *lines;
    uint32_t count;
} Remarks;

/* Waits for the answer to the question that was begun (reference_begin) about the subject's
 * problem, and grades `count` methods by it. Where --kink chose a slope there is no truth to hold
 * it against. `scheme` is numeric's. False without memory (recorded). */
bool errors_find(const Subject *subject, Reference *reference, const volatile bool *stop,
                 const Edges *edges, const Answers *answers, NumericScheme scheme,
                 MethodErrors *methods, uint32_t count, const ReferenceFigures **truth,
                 Remarks *remarks);

/* Of "sqrt: the argument is negative (%2)" without the end: tapes are not for people. */
size_t errors_reason_length(const char *reason);

#endif

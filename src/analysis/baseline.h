/* The baseline: the best available value of a first derivative, from which errors are measured. */
#ifndef ADCALC_ANALYSIS_BASELINE_H
#define ADCALC_ANALYSIS_BASELINE_H

#include "analysis/accuracy.h"
#include "analysis/edges.h"
#include "reference/reference.h"

typedef struct Baseline {
    bool known;    /* it is a finite number; else only `said` is set, and says why not */
    bool relative; /* errors are relative to it; else it is 0 and they are absolute */
    bool jumps;    /* f does, and a note says so */
    ReferenceValue truth;
    Said said;          /* "proven (FLINT, 128 bits)", in the subject's arena */
    const char *source; /* a stable word: "reference", "series", "forward", "kink" */
} Baseline;

/* How to find the derivative that the subject asks for, a first one. */
typedef struct BaselineOptions {
    Reference *reference; /* or NULL */
    const volatile bool *stop;
    KinkRule kink;
    bool patient;
} BaselineOptions;

/* Asks the referee. Where it knows nothing, forward mode supplies the value, and `said` says so.
 * Looks for kinks and jumps, with notes. False without memory (recorded). */
bool baseline_find(const Subject *subject, const BaselineOptions *options, Baseline *found);

/* "df/dx = 2.718281828459045 at x = 1, proven (FLINT, 128 bits)"; NULL without memory. */
const char *baseline_line(const Subject *subject, const Baseline *found);
/* The same as a note, where it is not known. */
void baseline_note_none(const Subject *subject, const Baseline *found);

/* How far x is off; NaN where x is no finite number. */
double baseline_error(const Baseline *found, double x);

#endif

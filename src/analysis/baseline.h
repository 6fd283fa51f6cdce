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

/* Finds the derivative that the subject asks for, a first one, at a kink by its rule. Asks the
 * referee; where it knows nothing, forward mode supplies the value, and `said` says so. Looks for
 * kinks and jumps, with notes. False without memory (recorded). */
bool baseline_find(const Subject *subject, const EdgeOptions *options, KinkRule kink,
                   Baseline *found);

/* How far x is off; NaN where x is no finite number. */
double baseline_error(const Baseline *found, double x);

#endif

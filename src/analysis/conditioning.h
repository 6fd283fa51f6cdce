/* Conditioning: how much of a result's error comes from the last bits of its inputs, and how much
 * from rounding on the way.
 *
 * The value and the derivatives by the textbook's rules are examined, each on a tape of its own. No
 * referee is needed: these are first-order estimates. */
#ifndef ADCALC_ANALYSIS_CONDITIONING_H
#define ADCALC_ANALYSIS_CONDITIONING_H

#include "analysis/subject.h"

/* First-order estimates of a result's errors, in ulps of the result. */
typedef struct Conditioning {
    bool known;            /* else nothing below is filled in */
    double input;          /* the most that changing one variable's last bit does, ... */
    const char *variable;  /* ... and the variable; NULL where it depends on none */
    double rounding;       /* what the rounding of all operations does together */
    double digits_lost;    /* to it, from 0 to 16 */
    const char *operation; /* where most of them are lost; NULL where none stands out */
} Conditioning;

/* Notes where many digits are lost. *derivatives has one entry per answer, *value is that of f;
 * both are left alone where finding out would take long. False after an error (recorded). */
bool conditioning_examine(const Subject *subject, const Conditioning **derivatives,
                          const Conditioning **value);

#endif

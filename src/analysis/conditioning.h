/* Conditioning: what a result owes to the last bits of its inputs,
 * and to rounding on the way to it.
 *
 * The value and the derivatives as the textbook's rules give them are looked at, each on a tape of
 * its own. No referee is needed: what is found are estimates to first order. */
#ifndef ADCALC_ANALYSIS_CONDITIONING_H
#define ADCALC_ANALYSIS_CONDITIONING_H

#include "analysis/subject.h"

/* What a result owes to its inputs' last bits and to rounding: estimates, in ulps of the result. */
typedef struct Conditioning {
    bool known;            /* else nothing below is filled in */
    double input;          /* what a change of one variable's last bit does at most, ... */
    const char *variable;  /* ... and the variable; NULL where it depends on none */
    double rounding;       /* what the rounding of all operations does together */
    double digits_lost;    /* to it, from 0 to 16 */
    const char *operation; /* where most of them are lost; NULL where none stands out */
} Conditioning;

/* Notes where many digits are lost. *derivatives is one a target, *value that of f; both
 * stay as they are where it would take long to find out. False after an error (recorded). */
bool conditioning_examine(const Subject *subject, const Conditioning **derivatives,
                          const Conditioning **value);

#endif

/* Conditioning: what a result owes to the last bits of its inputs,
 * and to rounding on the way to it.
 *
 * The value and the derivatives as the textbook's rules give them are looked at, each on a tape of
 * its own. No referee is needed: what is found are estimates to first order. */
#ifndef ADCALC_VIEWS_CONDITIONING_H
#define ADCALC_VIEWS_CONDITIONING_H

#include "views/view.h"

/* Fills in the conditioning of `compare`, and notes where many digits are lost.
 * Nothing where that would take long. False after an error (recorded). */
bool conditioning_examine(Request *request, ReportCompare *compare);

#endif

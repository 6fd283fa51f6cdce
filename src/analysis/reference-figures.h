/* How people read what the referee said about a problem. */
#ifndef ADCALC_ANALYSIS_REFERENCE_FIGURES_H
#define ADCALC_ANALYSIS_REFERENCE_FIGURES_H

#include "reference/reference.h"

/* "proven", "below", ...: stable words. */
extern const char *const reference_status_names[];

/* "0.193848281467435840806...", "|d| < 1e-2000", "-1 from below, 1 from above". */
void reference_put_figure(Text *out, const ReferenceNumber *truth);
/* The decimal of a one-sided derivative; "NaN" where there is none. */
const char *reference_side(const ReferenceSlope *side);
/* How far the derivatives can be trusted: in one word where it is the same of all, else with their
 * numbers: "1 of 2 exact, 1 only bounded (FLINT, 128 bits)". */
void reference_put_proof(Text *out, const ReferenceAnswer *answer);

#endif

/* How people read what a comparison found, and what the referee said.
 *
 * Times have two significant digits, as more of them would be noise. "~" stands before a time whose
 * spread is over 5 % of it, and before a ratio that may as well be 1: the two times differ by no
 * more than their spreads. */
#ifndef ADCALC_ANALYSIS_COMPARISON_WORDS_H
#define ADCALC_ANALYSIS_COMPARISON_WORDS_H

#include "analysis/comparison.h"

/* The shortest of the methods' times; NULL: nothing was timed. */
const Timing *comparison_best(const Comparison *found);

/* "~41", nanoseconds. */
void comparison_put_time(Text *out, const Timing *timing);
/* "~1.0x" */
void comparison_put_ratio(Text *out, const Timing *timing, const Timing *base);
/* "15.6" correct digits, rounded down, as digits that are not right should not be claimed. */
void comparison_put_digits(Text *out, const MethodError *error);
/* "1.6 ulp": units in the last place while they are few, else relative; absolute where the truth is
 * 0. */
void comparison_put_error(Text *out, const MethodError *error);
/* What the method says of itself: its scheme and the largest of its error estimates. */
void comparison_put_remark(Text *out, const Comparison *found, const ComparedMethod *method);
/* "setup: symbolic 38 us (61 nodes)": what each method did once before its first evaluation; "" if
 * there is nothing to say. */
void comparison_put_setup(Text *out, const Comparison *found);

/* "proven", "below", ...: stable words. */
extern const char *const reference_status_names[];

/* The first digits of a proven decimal, laid out as all numbers are: "0.193848281467435840806...",
 * or, where it is exact and that short, all of them. */
void reference_put_decimal(Text *out, const char *decimal, bool exact);
/* The same, "|d| < 1e-2000", "-1 from below, 1 from above". */
void reference_put_figure(Text *out, const ReferenceNumber *truth);
/* The decimal of a one-sided derivative; "NaN" where there is none. */
const char *reference_side(const ReferenceSlope *side);
/* How far the derivatives can be trusted: in one word where it is the same of all, else with their
 * numbers: "1 of 2 exact, 1 only bounded (FLINT, 128 bits)". */
void reference_put_proof(Text *out, const ReferenceAnswer *answer);

#endif

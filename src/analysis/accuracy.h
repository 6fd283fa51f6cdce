/* Accuracy: the spacing of doubles, and how far they are from a truth known to more digits. */
#ifndef ADCALC_ANALYSIS_ACCURACY_H
#define ADCALC_ANALYSIS_ACCURACY_H

#include <stdbool.h>

/* The gap between x and the next double away from zero (for the largest one, towards zero); the
 * smallest subnormal at 0. */
double accuracy_spacing(double x);

/* A number known to more digits than a double has: nearest + rest * spacing, to about 32 digits. */
typedef struct ReferenceValue {
    double nearest; /* the double next to it; infinite where it is too large for doubles */
    double spacing; /* of the doubles around it */
    double rest;    /* in spacings: (truth - nearest) / spacing, from -1/2 to 1/2 or, at a power of
                       two, to 1 */
    bool exact;     /* the truth is known to be `nearest` */
    bool zero;      /* it is 0; else it is not, though `nearest` may be */
} ReferenceValue;

/* Reads a decimal as the referee writes them ("-1.25e-400", up to 1200 digits); false when it is
 * none. `exact`: the decimal is the truth itself, not rounded. */
bool accuracy_read(ReferenceValue *truth, const char *decimal, bool exact);

typedef struct Accuracy {
    double ulps;     /* |x - truth| over the spacing of doubles at the truth */
    double relative; /* |x - truth| / |truth|; 0 where x is the truth, infinite where that is 0 */
    double absolute; /* |x - truth|; infinite where it is too large for doubles */
    double digits;   /* -log10(relative), in [0, 17] */
    bool exact;      /* the truth is x */
    bool rounded;    /* no double is nearer to the truth: 0 for 1e-400, Infinity for 1e400 */
} Accuracy;

/* How far x is from the truth. NaN is infinitely far off, and so is an infinity if the truth is
 * finite in doubles; an infinity for a truth beyond them is 0 ulps off. */
Accuracy accuracy_of(double x, const ReferenceValue *truth);

#endif

/* What the referee said about a problem, in decimal, and how people read it. */
#ifndef ADCALC_ANALYSIS_REFERENCE_FIGURES_H
#define ADCALC_ANALYSIS_REFERENCE_FIGURES_H

#include "reference/reference.h"

/* A one-sided derivative. */
typedef struct SideFigure {
    const char *decimal; /* or "Infinity", "-Infinity"; "NaN" for none */
    bool exact;
} SideFigure;

/* A truth. */
typedef struct ReferenceFigure {
    ReferenceStatus status;
    const char *decimal; /* below: a bound of its magnitude; unproven: "mid +/- radius" or "" */
    const char *why;     /* undefined: the reason */
    bool exact;          /* the decimal is the truth to its last digit */
    uint32_t digits;     /* proven: how many are */
    /* at a kink: the slopes from below and above, two of them; else NULL */
    const SideFigure *sides;
} ReferenceFigure;

/* All that the referee said. */
typedef struct ReferenceFigures {
    const char *missing; /* why there is nothing, or NULL; then nothing below is filled in */
    ReferenceFigure value;
    const ReferenceFigure *derivatives; /* one per answer */
    bool proven;                        /* all of it */
    uint32_t bits;
} ReferenceFigures;

/* "proven", "below", ...: stable words. */
extern const char *const reference_status_names[];

/* "0.193848281467435840806...", "|d| < 1e-2000", "-1 from below, 1 from above". */
void reference_put_figure(Text *out, const ReferenceFigure *truth);
/* How far the truths can be trusted: in one word where it is the same of all, else with their
 * numbers: "1 of 2 exact, 1 only bounded (FLINT, 128 bits)". */
void reference_put_proof(Text *out, const ReferenceFigures *figures, uint32_t count);

#endif

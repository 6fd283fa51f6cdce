/* Reading the referee's answers: for methods/reference alone. What they look like is described in
 * referee/balls.h; whatever does not look like that is refused. */
#ifndef ADCALC_REFERENCE_REPLY_H
#define ADCALC_REFERENCE_REPLY_H

#include "reference/reference.h"

typedef enum VerdictsStatus {
    VERDICTS_READ,
    VERDICTS_MALFORMED,
    VERDICTS_NO_MEMORY
} VerdictsStatus;

typedef struct Verdicts {
    const char *text;          /* NUL-terminated, ends with the line "end" */
    const uint8_t *operations; /* the OpId of each step */
    size_t steps;
    uint32_t wanted;
} Verdicts;

/* Fills the answer, which must be zero, from its arena; also where the referee says only why it has
 * failed: that is then what is missing. */
VerdictsStatus verdicts_read(const Verdicts *verdicts, ReferenceAnswer *answer);

#endif

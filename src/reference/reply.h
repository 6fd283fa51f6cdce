/* Parsing the referee's replies, for reference.c alone. referee/balls.h describes their format;
 * anything else is refused. */
#ifndef ADCALC_REFERENCE_REPLY_H
#define ADCALC_REFERENCE_REPLY_H

#include "reference/reference.h"

typedef enum ReplyStatus { REPLY_READ, REPLY_MALFORMED, REPLY_NO_MEMORY } ReplyStatus;

typedef struct Reply {
    const char *text;          /* NUL-terminated, ends with the line "end" */
    const uint8_t *operations; /* the OpId of each step */
    size_t steps;
    uint32_t answers;
    bool sides; /* from both sides: steps are no elements of a tape */
} Reply;

/* Fills the answer, which must be zero, from its arena. A referee that only says why it failed
 * counts as read: that goes to `missing`. */
ReplyStatus reply_read(const Reply *reply, ReferenceAnswer *answer);

#endif

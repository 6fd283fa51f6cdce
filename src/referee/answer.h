/* The text of answers: numbers with as many digits as are proven. balls.h says which lines there
 * are. */
#ifndef ADCALC_REFEREE_ANSWER_H
#define ADCALC_REFEREE_ANSWER_H

#include "base/memory.h"
#include "referee/rows.h"

enum {
    ANSWER_WANTED_DIGITS = 27, /* with fewer another round is worth it */
    ANSWER_NOTES = 20          /* at most */
};

typedef struct Bytes {
    ARRAY(char) text;
    bool failed; /* memory ran out */
} Bytes;

/* Called with each better answer; the last one is what the request gets. */
typedef void BallsPublish(const Bytes *answer);

void bytes_put(Bytes *bytes, const char *text);
/* Words and numbers: short ones. */
void bytes_format(Bytes *bytes, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* How many digits hold, to a unit of the last. */
slong answer_digits(const arb_t ball);
/* Whether it may be 0, and is tiny. */
bool answer_is_below(const arb_t ball);
/* " PROVEN 128 0.5 exact" and its like, with the end of the line. */
void answer_status(Bytes *bytes, const arb_t ball, slong bits);
/* So many digits of a number, which hold. */
void answer_number(Bytes *bytes, const arb_t ball, slong digits);
/* " STEP CODE" with the end of the line. */
void answer_remark(Bytes *bytes, uint32_t step, MessageCode code);
void answer_note(Bytes *bytes, uint32_t step, MessageCode code);

#endif

/* Spelling: which of the words there are was meant by one that there is not. */
#ifndef ADCALC_BASE_SPELLING_H
#define ADCALC_BASE_SPELLING_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Spelling {
    const char *word; /* as it was written */
    size_t length;
    size_t least;        /* edits; a candidate must be nearer than that */
    const char *nearest; /* of the candidates so far; NULL for none that is near enough */
} Spelling;

/* Words are borrowed, and their case means nothing. One edit is allowed in a word of up to four
 * letters, two in a longer one; words of one letter, and very long ones, are near to nothing. */
Spelling spelling_begin(const char *word);
void spelling_try(Spelling *spelling, const char *candidate);

/* Whether two words differ in the case of ASCII letters at most. */
bool spelling_same(const char *a, const char *b);

#endif

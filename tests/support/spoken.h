/* For tests: what may come out, whatever went in. */
#ifndef ADCALC_TESTS_SPOKEN_H
#define ADCALC_TESTS_SPOKEN_H

#include <stddef.h>

/* NULL, or what is wrong: text for people is UTF-8 without anything that moves the cursor or turns
 * the direction of reading, but ends of lines and tabs. */
const char *spoken_clean(const char *text, size_t length);
/* NULL, or what is wrong: all that goes to stderr are messages, each of which begins with the
 * program's name at the start of a line, is ended, and is less than 1 KB. */
const char *spoken_messages(const char *text);

#endif

/* Output: bytes to stdout and stderr, with every failure noticed.
 *
 * A reader that went away (EPIPE) ends the program quietly; any other failure is said once.
 *
 * A program brings the ends of its road, output.c or, in a test, one that collects; what is said
 * there is made in complain.c for all of them. */
#ifndef ADCALC_SESSION_OUTPUT_H
#define ADCALC_SESSION_OUTPUT_H

#include "base/messages.h"

/* Writes and flushes to stdout; false after a failure, which has been said. */
bool output_write(const Text *text);
/* Whether that has failed: nothing more can be written. */
bool output_failed(void);
/* Writes to stderr; says "out of memory" when the text could not be made. */
void output_error(const Text *text);
/* "adcalc: error: PLACE SENTENCE" to stderr, with control characters shown escaped, and a hint or
 * nothing. `place` is "" or "FILE:LINE: ". False when there was no memory for it, which is said. */
bool output_complain(const char *place, Said said, Said hint, Voice voice);
/* Closes stdout; false when what was written could not be kept (a full disk). */
bool output_close(void);

#endif

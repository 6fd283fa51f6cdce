/* Output: bytes to stdout and stderr, with every failure noticed.
 *
 * A reader that went away (EPIPE) ends the program quietly; any other failure is said once.
 * A test has an output.c of its own, which collects. */
#ifndef ADCALC_SESSION_OUTPUT_H
#define ADCALC_SESSION_OUTPUT_H

#include "base/text.h"

#include <stdbool.h>

/* Writes and flushes to stdout; false after a failure, which has been said. */
bool output_write(const Text *text);
/* Whether that has failed: nothing more can be written. */
bool output_failed(void);
/* Writes to stderr; says "out of memory" when the text could not be made. */
void output_error(const Text *text);
/* Closes stdout; false when what was written could not be kept (a full disk). */
bool output_close(void);

#endif

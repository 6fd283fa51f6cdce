/* Input: whole files as text. */
#ifndef ADCALC_CLI_INPUT_H
#define ADCALC_CLI_INPUT_H

#include "base/text.h"

/* No program is longer; /dev/zero and its like are. */
#define INPUT_MAX_BYTES ((size_t)1 << 28)

/* Appends all of a file, "-" for standard input. False after a failure, which has been said. */
bool input_read(const char *name, Text *text);
/* The next line of standard input, with its newline, instead of what `line` held.
 * False at the end, or after a failure, which has been said. */
bool input_line(Text *line, bool *failed);

#endif

/* Input: whole files as text. */
#ifndef ADCALC_SHELL_INPUT_H
#define ADCALC_SHELL_INPUT_H

#include "base/text.h"

/* Appends all of a file, "-" for standard input. False after a failure, which has been said. */
bool input_read(const char *name, Text *text);
/* Says that standard input or a file ("-" or its name) cannot be read. */
void input_complain(const char *name, const char *reason);

#endif

/* Choices: what may stand behind an option, for the completions of shells. */
#ifndef ADCALC_MANUAL_CHOICES_H
#define ADCALC_MANUAL_CHOICES_H

#include "cli/options.h"

/* The words, with blanks between them. For --help all that there is help about. */
void choices_put(const OptionRow *row, Text *out);

#endif

/* Choices: what may stand behind an option, for the completions of shells. */
#ifndef ADCALC_MANUAL_CHOICES_H
#define ADCALC_MANUAL_CHOICES_H

#include "cli/options.h"

typedef enum ValueKind {
    VALUE_NONE, /* it takes no value */
    VALUE_FREE, /* anything */
    VALUE_WORD, /* one of some words */
    VALUE_LIST, /* some of some words, with commas between */
    VALUE_FILE
} ValueKind;

ValueKind choices_kind(const OptionRow *row);

/* The words, with `between` between them. For --help all that there is help about. */
void choices_put(const OptionRow *row, const char *between, Text *out);

void choices_put_views(const char *between, Text *out);

#endif

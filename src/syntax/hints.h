/* Hints: what to write here instead of what people write elsewhere. The rows are in hints.def; what
 * they say has no arguments. SAID_NOTHING says that there is none. */
#ifndef ADCALC_SYNTAX_HINTS_H
#define ADCALC_SYNTAX_HINTS_H

#include "base/messages.h"

#include <stdbool.h>
#include <stddef.h>

/* About what the text begins with, where no token begins; how many bytes it is about into *taken.
 * `behind` says that an operand stands right before. */
MessageCode hints_character(const char *text, size_t length, bool behind, size_t *taken);
/* About tokens that stand in a row where they cannot. */
MessageCode hints_signs(const char *text, size_t length);
/* About the name of a function that there is not. */
MessageCode hints_word(const char *name);
/* About a word that begins a step elsewhere, or, then *alone, is one. */
MessageCode hints_step(const char *name, bool *alone);
/* The name of a number that this is meant as, or NULL. */
const char *hints_number(const char *name);

#endif

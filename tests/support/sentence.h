/* Sentences: random programs of the grammar, for tests.
 *
 * They are made from the rules of grammar/adcalc.ebnf themselves. What the grammar leaves open is
 * decided so that every sentence must be accepted: a call names a function with as many parameters
 * as it got arguments, a fold runs between small whole numbers, an `at` has a constant value,
 * assigned names and parameters are new. Blanks, newlines, comments, other spellings of signs and
 * full-width forms are strewn in where they mean nothing. The same seed gives the same sentence. */
#ifndef ADCALC_TESTS_SENTENCE_H
#define ADCALC_TESTS_SENTENCE_H

#include "adcalc.h"
#include "support/ebnf.h"

#include <stdint.h>

/* Definitions that sentences may use: a program to put before the first. */
extern const char *const sentence_definitions;

/* Appends the sentence of `seed` to out. */
void sentence_write(const Grammar *grammar, uint64_t seed, Text *out);

#endif

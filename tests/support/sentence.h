/* Sentences: random programs of the grammar, for tests.
 *
 * They are made from the rules of grammar/adcalc.ebnf themselves. What the grammar leaves open is
 * decided so that every sentence must be accepted and comes to its end: a call names a function
 * with as many parameters as it got arguments, folds and loops run between small whole numbers, a
 * `while` counts down besides its condition, a recursion as well, an `at` has a constant value,
 * parameters are new, and names are read where every way has assigned them. Blanks, newlines,
 * comments, other spellings of signs and full-width forms are strewn in where they mean nothing.
 * The same seed gives the same sentence. */
#ifndef ADCALC_TESTS_SENTENCE_H
#define ADCALC_TESTS_SENTENCE_H

#include "adcalc.h"
#include "support/ebnf.h"

#include <stdint.h>

/* Definitions that sentences may use: a program to put before the first. */
extern const char *const sentence_definitions;

/* Appends the sentence of `seed` to out, and `x=0.7,y=...` for all its variables to values. */
void sentence_write(const Grammar *grammar, uint64_t seed, Text *out, Text *values);

#endif

/* For tests: the words of what is said. */
#ifndef ADCALC_TESTS_WORDS_H
#define ADCALC_TESTS_WORDS_H

#include "adcalc.h"

#include <stddef.h>

void put_words(Said said, char *out, size_t size);
/* They stay until the eighth call from then; "" for NULL. */
const char *words(const Said *said);
const char *words_of_code(MessageCode code);

#endif

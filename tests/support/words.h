/* The words of what is said. */
#ifndef ADCALC_TESTS_WORDS_H
#define ADCALC_TESTS_WORDS_H

#include "adcalc.h"

#include <stdio.h>

static inline void put_words(Said said, char *out, size_t size) {
    Text text = {0};
    said_put(said, &text);
    snprintf(out, size, "%s", text_string(&text));
    text_free(&text);
}

#endif

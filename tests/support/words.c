/* See words.h. */
#include "support/words.h"

#include <stdio.h>

void put_words(Said said, char *out, size_t size) {
    Text text = {0};
    said_put(said, &text);
    snprintf(out, size, "%s", text_string(&text));
    text_free(&text);
}

const char *words(const Said *said) {
    static char kept[8][1024];
    static unsigned calls;
    char *text = kept[calls++ % 8];
    put_words(said ? *said : SAY_NOTHING, text, sizeof kept[0]);
    return text;
}

const char *words_of_code(MessageCode code) {
    return words(&(Said){.code = code});
}

/* For tests: what the command line prints, collected. See cli.h. */
#include "adcalc.h"
#include "support/cli.h"

#include <stdlib.h>
#include <string.h>

Text printed, said;

static void collect(Text *where, const char *bytes, size_t length) {
    where->bytes = realloc(where->bytes, where->length + length + 1);
    if (!where->bytes)
        abort();
    memcpy(where->bytes + where->length, bytes, length);
    where->length += length;
    where->bytes[where->length] = '\0';
}

bool output_write(const Text *text) {
    if (text->failed) /* half an answer */
        abort();
    collect(&printed, text_string(text), text->length);
    return true;
}

void output_error(const Text *text) {
    static const char fallback[] = "adcalc: error: out of memory\n";
    if (text->failed)
        collect(&said, fallback, sizeof fallback - 1);
    else
        collect(&said, text_string(text), text->length);
}

void forget_output(void) {
    text_clear(&printed);
    text_clear(&said);
}

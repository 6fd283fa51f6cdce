/* Input: see input.h. */
#include "shell/input.h"

#include "shell/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void input_complain(const char *name, const char *reason) {
    Text message = {0};
    text_format(&message, "cannot read %s: %s", strcmp(name, "-") ? name : "standard input",
                reason);
    output_complain(message.failed ? "out of memory" : text_string(&message), NULL);
    text_free(&message);
}

bool input_read(const char *name, Text *text) {
    bool standard = !strcmp(name, "-");
    errno = 0;
    FILE *stream = standard ? stdin : fopen(name, "rb");
    if (!stream) {
        input_complain(name, strerror(errno));
        return false;
    }
    char block[1 << 16];
    size_t count;
    while (!text->failed && (count = fread(block, 1, sizeof block, stream)) > 0)
        text_bytes(text, block, count);
    bool whole = !text->failed && !ferror(stream);
    if (!whole)
        input_complain(name, text->failed ? "out of memory" : strerror(errno));
    if (!standard)
        fclose(stream);
    return whole;
}

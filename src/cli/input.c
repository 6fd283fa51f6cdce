/* Input: see input.h. */
#include "cli/input.h"

#include "session/complain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Says that standard input or a file ("-" or its name) cannot be read. */
static void complain(const char *name, Said reason) {
    complain_print(
        "", strcmp(name, "-") ? SAY(CANNOT_READ, name, &reason) : SAY(CANNOT_READ_INPUT, &reason),
        SAY_NOTHING, VOICE_COMMAND_LINE);
}

/* Why not all was read into the text. */
static Said reason_of(const Text *text) {
    return text->failed                      ? SAY(OUT_OF_MEMORY)
           : text->length <= INPUT_MAX_BYTES ? SAY(PLAIN, strerror(errno))
                                             : SAY(INPUT_LONG);
}

bool input_read(const char *name, Text *text) {
    bool standard = !strcmp(name, "-");
    errno = 0;
    FILE *stream = standard ? stdin : fopen(name, "rb");
    if (!stream) {
        complain(name, SAY(PLAIN, strerror(errno)));
        return false;
    }
    char block[1 << 16];
    size_t count;
    while (!text->failed && text->length <= INPUT_MAX_BYTES &&
           (count = fread(block, 1, sizeof block, stream)) > 0)
        text_bytes(text, block, count);
    bool fits = text->length <= INPUT_MAX_BYTES;
    bool whole = !text->failed && fits && !ferror(stream);
    if (!whole)
        complain(name, reason_of(text));
    if (!standard)
        fclose(stream);
    return whole;
}

bool input_line(Text *line, bool *failed) {
    char block[1 << 12];
    size_t count = 0;
    int byte = EOF;
    text_clear(line);
    errno = 0;
    while (!line->failed && line->length <= INPUT_MAX_BYTES) {
        while (count < sizeof block && (byte = getc_unlocked(stdin)) != EOF) {
            block[count++] = (char)byte;
            if (byte == '\n')
                break;
        }
        text_bytes(line, block, count);
        if (byte == '\n' || byte == EOF)
            break;
        count = 0;
    }
    bool fits = line->length <= INPUT_MAX_BYTES;
    *failed = line->failed || !fits || ferror(stdin);
    if (*failed)
        complain("-", reason_of(line));
    return !*failed && line->length > 0;
}

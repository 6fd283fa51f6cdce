/* For tests: what may come out. See spoken.h. */
#include "support/spoken.h"
#include "adcalc.h"

#include <string.h>

enum { LONGEST_MESSAGE = 1024 };

static const char begin[] = "adcalc: ";

static bool turns_direction(uint32_t point) {
    return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
           point == 0x200E || point == 0x200F || point == 0x61C;
}

const char *spoken_clean(const char *text, size_t length) {
    while (length) {
        size_t taken;
        uint32_t point = utf8_decode(text, length, &taken);
        if (point == UTF8_INVALID)
            return "a byte that is not UTF-8 came out";
        if ((point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7F && point < 0xA0))
            return "a control character came out";
        if (turns_direction(point))
            return "a character that turns the direction of reading came out";
        text += taken;
        length -= taken;
    }
    return NULL;
}

const char *spoken_messages(const char *text) {
    while (*text) {
        if (strncmp(text, begin, sizeof begin - 1))
            return "a message does not begin with the program's name";
        const char *next = strstr(text + 1, "\nadcalc: ");
        size_t length = next ? (size_t)(next - text) + 1 : strlen(text);
        if (length >= LONGEST_MESSAGE)
            return "a message is too long";
        if (text[length - 1] != '\n')
            return "a message has no end";
        text += length;
    }
    return NULL;
}

/* Text: see text.h. Invariant: length < capacity and bytes[length] == 0 once bytes is not NULL.
 * An append either happens whole or not at all. */
#include "base/text.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/utf8.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for `more` bytes and a NUL. */
static bool text_reserve(Text *text, size_t more) {
    if (text->failed)
        return false;
    if (more == SIZE_MAX ||
        !array_grow((void *)&text->bytes, &text->capacity, text->length, more + 1, 1))
        text->failed = true;
    return !text->failed;
}

void text_bytes(Text *text, const char *bytes, size_t length) {
    if (!text_reserve(text, length))
        return;
    if (length)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_put(Text *text, const char *string) {
    text_bytes(text, string, strlen(string));
}

void text_format(Text *text, const char *format, ...) {
    char brief[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(brief, sizeof brief, format, arguments);
    va_end(arguments);
    if (length < 0) { /* longer than an int can say, or memory ran out in there */
        text->failed = true;
        return;
    }
    if ((size_t)length < sizeof brief) {
        text_bytes(text, brief, (size_t)length);
        return;
    }
    if (!text_reserve(text, (size_t)length))
        return;
    va_start(arguments, format);
    int written = vsnprintf(text->bytes + text->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    if (written == length)
        text->length += (size_t)length;
    else
        text->failed = true;
    text->bytes[text->length] = '\0';
}

static void text_blanks(Text *text, long long count) {
    if (count <= 0 || !text_reserve(text, (size_t)count))
        return;
    memset(text->bytes + text->length, ' ', (size_t)count);
    text->length += (size_t)count;
    text->bytes[text->length] = '\0';
}

void text_pad(Text *text, const char *string, int width) {
    size_t length = strlen(string);
    long long taken = utf8_width(string, length);
    text_blanks(text, -(long long)width - taken);
    text_bytes(text, string, length);
    text_blanks(text, (long long)width - taken);
}

void text_number(Text *text, double value) {
    char digits[NUMBER_TEXT_SIZE];
    text_bytes(text, digits, number_print(value, digits));
}

void text_magnitude(Text *text, double value) {
    char digits[NUMBER_TEXT_SIZE];
    text_bytes(text, digits, number_print_magnitude(value, digits));
}

enum { MAX_DIGITS = 40 };

void text_figure(Text *text, double value, int digits, bool zeros) {
    if (!isfinite(value)) {
        text_number(text, value);
        return;
    }
    if (digits < 1)
        digits = 1;
    if (digits > MAX_DIGITS)
        digits = MAX_DIGITS;
    /* printf rounds: "-d.ddde-NN", of which the digits and the exponent are taken. */
    char printed[MAX_DIGITS + 16], figures[MAX_DIGITS + 1];
    snprintf(printed, sizeof printed, "%.*e", digits - 1, fabs(value));
    int count = 0, exponent = 0;
    for (const char *c = printed; *c; c++) {
        if (*c >= '0' && *c <= '9')
            figures[count++] = *c;
        if (*c == 'e') {
            exponent = (int)strtol(c + 1, NULL, 10);
            break;
        }
    }
    while (!zeros && count > 1 && figures[count - 1] == '0')
        count--;
    text_decimal(text, signbit(value), figures, count, exponent, "");
}

void text_decimal(Text *text, bool negative, const char *figures, int count, int exponent,
                  const char *more) {
    if (negative)
        text_put(text, "-");
    if (exponent < -5 || exponent > 15) {
        text_bytes(text, figures, 1);
        if (count > 1)
            text_put(text, ".");
        text_bytes(text, figures + 1, (size_t)count - 1);
        text_format(text, "%se%d", more, exponent);
        return;
    }
    /* Positional: zeros before the first figure or after the last as the exponent says. */
    for (int place = exponent > 0 ? exponent : 0; place >= 0 || exponent - place < count; place--) {
        int i = exponent - place;
        if (place == -1)
            text_put(text, ".");
        if (i >= 0 && i < count)
            text_bytes(text, figures + i, 1);
        else
            text_put(text, "0");
    }
    text_put(text, more);
}

const char *text_string(const Text *text) {
    return text->bytes ? text->bytes : "";
}

void text_clear(Text *text) {
    text->length = 0;
    text->failed = false;
    if (text->bytes)
        text->bytes[0] = '\0';
}

void text_free(Text *text) {
    memory_free(text->bytes);
    *text = (Text){0};
}

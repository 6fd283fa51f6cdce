/* Text: see text.h. Invariant: length < capacity and bytes[length] == 0 once bytes is not NULL.
 * An append either happens whole or not at all. */
#include "base/text.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/utf8.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
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

void text_escape(Text *text, const char *bytes, size_t length, const TextEscape *escapes) {
    const char *end = bytes + length, *plain = bytes; /* what can be put as it is begins there */
    for (; bytes < end; bytes++) {
        const TextEscape *escape = escapes;
        while (escape->sign && escape->sign != *bytes)
            escape++;
        if (!escape->sign)
            continue;
        text_bytes(text, plain, (size_t)(bytes - plain));
        text_put(text, escape->written);
        plain = bytes + 1;
    }
    text_bytes(text, plain, (size_t)(end - plain));
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
    char printed[MAX_DIGITS + 16], figures[MAX_DIGITS + 1];
    int exponent;
    snprintf(printed, sizeof printed, "%.*e", digits - 1, fabs(value)); /* which rounds */
    int count = number_figures(printed, zeros, figures, &exponent);
    text_decimal(text, signbit(value), figures, count, exponent, "");
}

void text_decimal(Text *text, bool negative, const char *figures, int count, int exponent,
                  const char *more) {
    if (text_reserve(text, (size_t)count + strlen(more) + NUMBER_LAYOUT_ROOM))
        text->length +=
            number_lay_out(negative, figures, count, exponent, more, text->bytes + text->length);
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

void text_spend(Text *part, Text *whole) {
    whole->failed |= part->failed;
    text_free(part);
}

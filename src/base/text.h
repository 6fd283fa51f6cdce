/* Text: a growable byte string that printers append to.
 *
 * Sticky failure: once memory ran out every further append is a no-op and `failed` stays true, so
 * printers need no checks of their own. Ownership: the text owns its bytes; text_free gives
 * back. */
#ifndef ADCALC_BASE_TEXT_H
#define ADCALC_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Text {
    char *bytes; /* always NUL-terminated once anything was appended; see text_string */
    size_t length, capacity;
    bool failed;
} Text;

void text_bytes(Text *text, const char *bytes, size_t length);
void text_put(Text *text, const char *string);
void text_format(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* How a character is written that would mean something where a text goes. */
typedef struct TextEscape {
    char sign;
    const char *written;
} TextEscape;
/* Appends bytes, with `escapes`, ended by one of the sign 0, for those that have one. */
void text_escape(Text *text, const char *bytes, size_t length, const TextEscape *escapes);
/* Appends `string` so that it fills at least `width` columns of a terminal (UTF-8 aware),
 * left-aligned for width > 0, right-aligned for width < 0. */
void text_pad(Text *text, const char *string, int width);
void text_number(Text *text, double value);    /* shortest text that reads back; see number.h */
void text_magnitude(Text *text, double value); /* "6.1e-6"; see number.h */
/* A number of `digits` significant digits, positional or with an exponent as the shortest texts
 * are; `zeros` keeps zeros at the end ("1.0"). */
void text_figure(Text *text, double value, int digits, bool zeros);

/* figures[0].figures[1]... * 10^exponent, `count` of them, laid out in the same way;
 * `more` ("...") comes after them. */
void text_decimal(Text *text, bool negative, const char *figures, int count, int exponent,
                  const char *more);
/* The bytes as a C string; "" when empty. Valid until the next append. */
const char *text_string(const Text *text);
void text_clear(Text *text); /* empty again, and no longer failed; keeps its memory */
void text_free(Text *text);
void text_spend(Text *part, Text *whole); /* frees a part; the whole has failed if it had */

#endif

/* UTF-8: decoding, identifier classes and display width, on libunistring. */
#ifndef ADCALC_BASE_UTF8_H
#define ADCALC_BASE_UTF8_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The code point at text[0] and its length in bytes; *length = 1 and UTF8_INVALID
 * for a stray byte. */
#define UTF8_INVALID UINT32_MAX
uint32_t utf8_decode(const char *text, size_t available, size_t *length);

bool utf8_is_letter(uint32_t point);     /* may begin an identifier */
bool utf8_is_continuing(uint32_t point); /* may go on in one */

/* Neither seen nor harmless: controls, format and bidi characters, separators of lines, fillers. */
bool utf8_is_hidden(uint32_t point);
bool utf8_is_blank(uint32_t point); /* of any width */

/* Columns that text takes on a terminal. */
int utf8_width(const char *text, size_t length);
/* Appends text with control characters, bidi controls and invalid bytes shown as \xNN or U+NNNN. */
void utf8_escape(Text *out, const char *text, size_t length);

#endif

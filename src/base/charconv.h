/* <charconv> for C: the C++ library's shortest printing and correctly rounded reading of doubles,
 * both independent of the locale. There is an implementation only where configure found it
 * (HAVE_CHARCONV); number.c is its only user and knows how to do without. */
#ifndef ADCALC_BASE_CHARCONV_H
#define ADCALC_BASE_CHARCONV_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Writes the shortest d.ddde+XX of a finite `value` into `out`, no NUL;
 * its length, 0 if no room. */
size_t charconv_print(double value, char *out, size_t size);

/* Reads decimal text; false when it is malformed, or too large or too small for a double. */
bool charconv_read(const char *text, size_t length, double *value);

#ifdef __cplusplus
}
#endif

#endif

/* Numbers: double <-> shortest decimal text.
 *
 * Independent of the locale. Printing: the shortest text that reads back to the same double,
 * positional for 1e-5 <= |x| < 1e16 (8, 100000, 0.00001), else d.ddde-N or d.ddde+N without the
 * plus and without leading zeros (2.5e-6, 1e16), so the calculator's own grammar reads it; -0 keeps
 * its sign; NaN, Infinity, -Infinity in words. */
#ifndef ADCALC_BASE_NUMBER_H
#define ADCALC_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

enum { NUMBER_TEXT_SIZE = 40 }; /* room for any double printed by number_print, with its NUL */

/* Prints `value` into `out`; returns the length. */
size_t number_print(double value, char out[static NUMBER_TEXT_SIZE]);

/* Prints what matters where the magnitude is all: two significant digits at most, and an exponent
 * unless it is 0 ("6.1e-6", "1e0"). Returns the length. */
size_t number_print_magnitude(double value, char out[static NUMBER_TEXT_SIZE]);

/* Takes apart what "%e" printed of a number that is not negative, whatever the locale has for a
 * point: its figures, without zeros at the end unless `zeros`, and its exponent. Returns the count
 * of figures. */
int number_figures(const char *printed, bool zeros, char *figures, int *exponent);

enum { NUMBER_LAYOUT_ROOM = 24 }; /* for sign, point, zeros, exponent and NUL */

/* Lays out figures[0].figures[1]... * 10^exponent, `count` of them, as number_print does; `more`
 * ("...") comes after them. Returns the length; `out` has that room beside the figures and
 * `more`. */
size_t number_lay_out(bool negative, const char *figures, int count, int exponent, const char *more,
                      char *out);

/* Prints a size to two digits, without an exponent where that is easily read. */
void number_print_roughly(double value, char out[static NUMBER_TEXT_SIZE]);

typedef enum { NUMBER_OK, NUMBER_OVERFLOW, NUMBER_UNDERFLOW, NUMBER_MALFORMED } NumberStatus;

/* The double nearest to the decimal of exactly `length` bytes (digits, point, exponent; no sign, no
 * blanks, no hex, no words). Overflow gives +Infinity, underflow 0 or the nearest subnormal with
 * NUMBER_UNDERFLOW only if the result is 0 though a digit is not. */
NumberStatus number_read(const char *text, size_t length, double *value);

#endif

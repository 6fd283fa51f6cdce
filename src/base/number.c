/* Numbers: see number.h. All text that goes to or comes from the system's conversions is of the
 * form digits 'e' exponent, without a point, so no locale can change its meaning.
 *
 * Reading keeps 770 significant digits: a double, and the midpoint of two doubles, has at most 767
 * of them, so what follows matters only as "there is more", which one further digit 1 says. */
#include "base/number.h"

#include "base/charconv.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHORTEST_DIGITS = 17, KEPT_DIGITS = 770 };

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The scientific form of a finite value with as few digits as read back to it. */
static void print_scientific(double value, char *out, size_t size) {
#ifdef HAVE_CHARCONV
    out[charconv_print(value, out, size - 1)] = '\0';
#else
    /* A decimal of up to DBL_DIG digits survives the way to a normal double and back,
     * so where fewer digits would do these show them, followed by zeros. */
    for (int precision = value < DBL_MIN ? 0 : DBL_DIG - 1; precision < SHORTEST_DIGITS;
         precision++) {
        snprintf(out, size, "%.*e", precision, value);
        if (strtod(out, NULL) == value)
            break;
    }
#endif
}

int number_figures(const char *printed, bool zeros, char *figures, int *exponent) {
    int count = 0;
    for (; *printed && *printed != 'e'; printed++)
        if (is_digit(*printed))
            figures[count++] = *printed;
    *exponent = *printed ? atoi(printed + 1) : 0;
    while (!zeros && count > 1 && figures[count - 1] == '0')
        count--;
    return count;
}

size_t number_lay_out(bool negative, const char *figures, int count, int exponent, const char *more,
                      char *out) {
    char *to = out;
    if (negative)
        *to++ = '-';
    bool positional = exponent >= -5 && exponent <= 15;
    int point = positional ? exponent + 1 : 1; /* so many figures stand before the point */
    if (point <= 0) {
        *to++ = '0';
        *to++ = '.';
        for (int i = point; i < 0; i++)
            *to++ = '0';
    }
    for (int i = 0; i < count || i < point; i++) {
        if (i > 0 && i == point)
            *to++ = '.';
        *to++ = i < count ? figures[i] : '0';
    }
    to += sprintf(to, "%s", more);
    if (!positional)
        to += sprintf(to, "e%d", exponent);
    return (size_t)(to - out);
}

size_t number_print(double value, char out[static NUMBER_TEXT_SIZE]) {
    if (!isfinite(value))
        return (size_t)sprintf(out, "%s",
                               isnan(value) ? "NaN"
                               : value < 0  ? "-Infinity"
                                            : "Infinity");
    char scientific[NUMBER_TEXT_SIZE], digits[SHORTEST_DIGITS];
    int exponent;
    print_scientific(fabs(value), scientific, sizeof scientific);
    int count = number_figures(scientific, false, digits, &exponent);
    return number_lay_out(signbit(value), digits, count, exponent, "", out);
}

size_t number_print_magnitude(double value, char out[static NUMBER_TEXT_SIZE]) {
    if (!isfinite(value) || value == 0)
        return number_print(value, out);
    char printed[NUMBER_TEXT_SIZE], figures[2];
    int exponent;
    snprintf(printed, sizeof printed, "%.1e", fabs(value));
    int count = number_figures(printed, false, figures, &exponent);
    return (size_t)snprintf(out, NUMBER_TEXT_SIZE, "%s%c%s%.*se%d", signbit(value) ? "-" : "",
                            figures[0], count > 1 ? "." : "", count - 1, figures + 1, exponent);
}

void number_print_roughly(double value, char out[static NUMBER_TEXT_SIZE]) {
    size_t length = number_print_magnitude(value, out);
    if (fabs(value) >= 1e-3 && fabs(value) < 1e5 && number_read(out, length, &value) == NUMBER_OK)
        number_print(value, out);
}

/* The significant digits of a decimal: d1 d2 d3 ... times 10^exponent. */
typedef struct DecimalText {
    char text[KEPT_DIGITS + 32];
    size_t count;
    int64_t exponent;
    bool more; /* a digit that is not 0 was left out */
} DecimalText;

static void decimal_digit(DecimalText *decimal, char digit, bool fraction) {
    if (decimal->count == 0 && digit == '0') {
        decimal->exponent -= fraction;
    } else if (decimal->count < KEPT_DIGITS) {
        decimal->text[decimal->count++] = digit;
        decimal->exponent -= fraction;
    } else {
        decimal->more |= digit != '0';
        decimal->exponent += !fraction;
    }
}

/* Reads `text` whole; false when it is no number. */
static bool decimal_read(DecimalText *decimal, const char *text, size_t length) {
    const char *end = text + length;
    const char *start = text;
    for (; text < end && is_digit(*text); text++)
        decimal_digit(decimal, *text, false);
    if (text < end && *text == '.') {
        text++;
        if (text == end || !is_digit(*text))
            return false;
        for (; text < end && is_digit(*text); text++)
            decimal_digit(decimal, *text, true);
    }
    if (text == start)
        return false;
    if (text < end && (*text == 'e' || *text == 'E')) {
        text++;
        bool negative = text < end && *text == '-';
        if (text < end && (*text == '+' || *text == '-'))
            text++;
        if (text == end)
            return false;
        const int64_t huge = INT64_MAX / 16; /* beyond any count of digits */
        int64_t exponent = 0;
        for (; text < end && is_digit(*text); text++)
            exponent = exponent < huge ? exponent * 10 + (*text - '0') : exponent;
        decimal->exponent += negative ? -exponent : exponent;
    }
    return text == end;
}

NumberStatus number_read(const char *text, size_t length, double *value) {
    DecimalText decimal;
    decimal.count = 0;
    decimal.exponent = 0;
    decimal.more = false;
    *value = 0;
    if (!decimal_read(&decimal, text, length))
        return NUMBER_MALFORMED;
    if (decimal.count == 0)
        return NUMBER_OK;
    if (decimal.more) {
        decimal.text[decimal.count++] = '1';
        decimal.exponent--;
    }
    /* Far outside of the range any exponent does; the bound keeps it short enough to print. */
    int64_t exponent = decimal.exponent;
    exponent = exponent > 100000 ? 100000 : exponent < -100000 ? -100000 : exponent;
    int printed = snprintf(decimal.text + decimal.count, sizeof decimal.text - decimal.count, "e%d",
                           (int)exponent);
    bool known = false;
#ifdef HAVE_CHARCONV
    known = charconv_read(decimal.text, decimal.count + (size_t)printed, value);
#else
    (void)printed;
#endif
    if (!known) /* without <charconv>; or out of range, where it does not say on which side */
        *value = strtod(decimal.text, NULL);
    return isinf(*value) ? NUMBER_OVERFLOW : *value == 0 ? NUMBER_UNDERFLOW : NUMBER_OK;
}

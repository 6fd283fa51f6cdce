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
static size_t print_scientific(double value, char *out, size_t size) {
#ifdef HAVE_CHARCONV
    size_t length = charconv_print(value, out, size - 1);
    out[length] = '\0';
    return length;
#else
    int length = 0;
    /* A decimal of up to DBL_DIG digits survives the way to a normal double and back,
     * so where fewer digits would do these show them, followed by zeros. */
    for (int precision = value < DBL_MIN ? 0 : DBL_DIG - 1; precision < SHORTEST_DIGITS;
         precision++) {
        length = snprintf(out, size, "%.*e", precision, value);
        if (strtod(out, NULL) == value)
            break;
    }
    return (size_t)length;
#endif
}

static size_t put_word(char *out, const char *word) {
    strcpy(out, word);
    return strlen(word);
}

size_t number_print(double value, char out[static NUMBER_TEXT_SIZE]) {
    if (isnan(value))
        return put_word(out, "NaN");
    if (isinf(value))
        return put_word(out, value < 0 ? "-Infinity" : "Infinity");

    char scientific[NUMBER_TEXT_SIZE], digits[SHORTEST_DIGITS];
    print_scientific(fabs(value), scientific, sizeof scientific);
    int count = 0, exponent = 0;
    const char *in = scientific;
    for (; *in && *in != 'e'; in++)
        if (is_digit(*in) && count < SHORTEST_DIGITS)
            digits[count++] = *in;
    if (*in == 'e')
        exponent = atoi(in + 1);
    while (count > 1 && digits[count - 1] == '0')
        count--;

    char *to = out;
    if (signbit(value))
        *to++ = '-';
    bool positional = value == 0 || (fabs(value) >= 1e-5 && fabs(value) < 1e16);
    int point = positional ? exponent + 1 : 1; /* so many digits stand before the point */
    if (point <= 0) {
        *to++ = '0';
        *to++ = '.';
        for (int i = point; i < 0; i++)
            *to++ = '0';
    }
    for (int i = 0; i < count || i < point; i++) {
        if (i > 0 && i == point)
            *to++ = '.';
        *to++ = '0';
        if (i < count)
            to[-1] = digits[i];
    }
    if (!positional)
        to += snprintf(to, 8, "e%d", exponent);
    *to = '\0';
    return (size_t)(to - out);
}

size_t number_print_magnitude(double value, char out[static NUMBER_TEXT_SIZE]) {
    if (!isfinite(value) || value == 0)
        return number_print(value, out);
    char digits[NUMBER_TEXT_SIZE]; /* "d", a point or what the locale has for it, "de-NN" */
    snprintf(digits, sizeof digits, "%.1e", fabs(value));
    const char *end = strchr(digits, 'e');
    int first = digits[0] - '0', second = end[-1] - '0', exponent = atoi(end + 1);
    const char *sign = signbit(value) ? "-" : "";
    return (size_t)(second ? snprintf(out, NUMBER_TEXT_SIZE, "%s%d.%de%d", sign, first, second,
                                      exponent)
                           : snprintf(out, NUMBER_TEXT_SIZE, "%s%de%d", sign, first, exponent));
}

/* Two digits, without an exponent where that is easily read. */
static void print_roughly(double value, char out[static NUMBER_TEXT_SIZE]) {
    size_t length = number_print_magnitude(value, out);
    if (fabs(value) >= 1e-3 && fabs(value) < 1e5 && number_read(out, length, &value) == NUMBER_OK)
        number_print(value, out);
}

void number_print_range(double least, double most, char out[static NUMBER_RANGE_SIZE]) {
    char low[NUMBER_TEXT_SIZE], high[NUMBER_TEXT_SIZE];
    print_roughly(least, low);
    print_roughly(most, high);
    bool same = !strcmp(low, high);
    snprintf(out, NUMBER_RANGE_SIZE, "%.12s%s%.12s", low, same ? "" : " to ", same ? "" : high);
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

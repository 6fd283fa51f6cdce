/* Accuracy: see accuracy.h. The unit is the spacing of doubles at the truth, IEEE 754's "unit in
 * the last place" in the sense of Goldberg (1991): constant within a binade, also in its last
 * double.
 *
 * A truth is a decimal. Its difference from the nearest double is found exactly: that double's own
 * decimal expansion ends (after 767 digits at most), so the two are subtracted digit by digit as on
 * paper, and only the difference is rounded. */
#include "analysis/accuracy.h"

#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

double accuracy_spacing(double x) {
    double size = fabs(x), next = nextafter(size, INFINITY);
    /* There is no double beyond the largest; the gap below it lies in the same binade and is equal.
     * The gap below infinity is infinite, and NaN gives NaN. */
    return isinf(next) ? size - nextafter(size, 0.0) : next - size;
}

/* ---- decimals ---- */

enum {
    MAX_DIGITS = 1200,      /* of a truth; a double has 767 at most */
    MAX_EXPONENT = 1000000, /* beyond, everything is 0 or infinite alike */
    COLUMNS = 2 * MAX_DIGITS
};

/* digit[0].digit[1]digit[2]... * 10^exponent, without a sign; no digits: 0. */
typedef struct Decimal {
    int count;
    int exponent;
    char digit[MAX_DIGITS]; /* 0 to 9, the first one not 0 */
} Decimal;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* [+-]digits after the e; stops counting beyond MAX_EXPONENT. */
static bool read_exponent(const char *text, int *exponent) {
    bool negative = *text == '-';
    text += *text == '-' || *text == '+';
    if (!is_digit(*text))
        return false;
    int size = 0;
    for (; is_digit(*text); text++)
        if (size <= MAX_EXPONENT)
            size = 10 * size + (*text - '0');
    *exponent = negative ? -size : size;
    return *text == '\0';
}

/* digits[.digits][e[+-]digits] without a sign. */
static bool read_decimal(Decimal *decimal, const char *text) {
    decimal->count = 0;
    int before = 0, zeros = 0; /* zeros: after the first other digit, not yet stored */
    bool point = false, any = false;
    for (; is_digit(*text) || (*text == '.' && !point); text++) {
        if (*text == '.') {
            point = true;
            continue;
        }
        any = true;
        if (*text == '0') {
            zeros += decimal->count > 0;
        } else {
            if (decimal->count + zeros >= MAX_DIGITS)
                return false;
            for (; zeros; zeros--)
                decimal->digit[decimal->count++] = 0;
            decimal->digit[decimal->count++] = (char)(*text - '0');
        }
        before += !point && (decimal->count > 0);
        if (point && !decimal->count)
            before--;
    }
    int exponent = 0;
    if (!any || (*text && *text != 'e') || (*text && !read_exponent(text + 1, &exponent)))
        return false;
    decimal->exponent = exponent + before - 1;
    return true;
}

/* The double next to 0.digits * 10^exponent, given as digits. */
static double nearest_double(const char *digit, int count, int exponent) {
    char text[COLUMNS + 16];
    for (int i = 0; i < count; i++)
        text[i] = (char)('0' + digit[i]);
    int length = count + snprintf(text + count, 16, "e%d", exponent - count);
    double value = 0.0;
    number_read(text, (size_t)length, &value);
    return value;
}

static int digit_at(const Decimal *decimal, int exponent) {
    int i = decimal->exponent - exponent;
    return i >= 0 && i < decimal->count ? decimal->digit[i] : 0;
}

/* a - b as a double, times 10^-shift. Both are of about the same size, so COLUMNS digits
 * suffice. */
static double subtract(const Decimal *a, const Decimal *b, int shift) {
    int top = a->exponent > b->exponent ? a->exponent : b->exponent;
    int a_end = a->exponent - a->count, b_end = b->exponent - b->count;
    int bottom = (a_end < b_end ? a_end : b_end) + 1, count = top - bottom + 1;
    int first = 0;
    while (first < count && digit_at(a, top - first) == digit_at(b, top - first))
        first++;
    if (first == count)
        return 0.0;
    bool negative = digit_at(a, top - first) < digit_at(b, top - first);
    const Decimal *large = negative ? b : a, *small = negative ? a : b;
    char difference[COLUMNS];
    int borrow = 0;
    for (int i = count - 1; i >= first; i--) {
        int digit = digit_at(large, top - i) - digit_at(small, top - i) - borrow;
        borrow = digit < 0;
        difference[i] = (char)(digit + 10 * borrow);
    }
    double size = nearest_double(difference + first, count - first, top - first + 1 - shift);
    return negative ? -size : size;
}

/* ---- truths ---- */

/* The decimal's distance from its nearest double, in spacings. */
static void find_rest(ReferenceValue *truth, const Decimal *decimal) {
    char text[MAX_DIGITS];
    Decimal nearest;
    snprintf(text, sizeof text, "%.*e", 766, truth->nearest);
    read_decimal(&nearest, text);
    /* Shifted by powers of ten, so that neither the difference nor the spacing is subnormal. */
    int shift = truth->nearest < 1e-200 ? -150 : 0;
    double rest = subtract(decimal, &nearest, shift);
    /* Below a power of two doubles are twice as dense. */
    if (rest < 0.0)
        truth->spacing = truth->nearest - nextafter(truth->nearest, 0.0);
    truth->rest = rest / (shift ? truth->spacing * 1e150 : truth->spacing);
}

bool accuracy_read(ReferenceValue *truth, const char *decimal, bool exact) {
    *truth = (ReferenceValue){0};
    bool negative = *decimal == '-';
    Decimal size;
    if (!read_decimal(&size, decimal + negative))
        return false;
    truth->zero = size.count == 0;
    if (!truth->zero)
        truth->nearest = nearest_double(size.digit, size.count, size.exponent + 1);
    truth->spacing = accuracy_spacing(truth->nearest);
    if (truth->nearest > 0.0 && truth->nearest <= DBL_MAX)
        find_rest(truth, &size);
    truth->exact = exact && truth->rest == 0.0 && (truth->zero || truth->nearest > 0.0) &&
                   truth->nearest <= DBL_MAX;
    if (negative) {
        truth->nearest = -truth->nearest;
        truth->rest = -truth->rest;
    }
    return true;
}

static Accuracy infinitely_far(void) {
    return (Accuracy){INFINITY, INFINITY, INFINITY, 0.0, false, false};
}

Accuracy accuracy_of(double x, const ReferenceValue *truth) {
    if (isnan(x) || (isinf(x) && x != truth->nearest))
        return infinitely_far();
    Accuracy accuracy = {.exact = truth->exact && x == truth->nearest,
                         .rounded = x == truth->nearest};
    if (isinf(truth->nearest)) {
        bool same = x == truth->nearest;
        return (Accuracy){same ? 0.0 : INFINITY, 1.0, INFINITY, 0.0, false, same};
    }
    /* Measured in spacings everything is exact, except the difference of doubles far apart. */
    double place = truth->nearest / truth->spacing;
    accuracy.ulps = fabs((x / truth->spacing - place) - truth->rest);
    accuracy.absolute =
        isfinite(accuracy.ulps) ? accuracy.ulps * truth->spacing : fabs(x - truth->nearest);
    if (truth->zero)
        accuracy.relative = x == 0.0 ? 0.0 : INFINITY;
    else if (truth->nearest == 0.0)
        accuracy.relative = x == 0.0 ? 1.0 : INFINITY;
    else
        accuracy.relative = accuracy.ulps / fabs(place + truth->rest);
    double digits = fmin(-log10(accuracy.relative), 17.0);
    accuracy.digits = digits > 0.0 ? digits : 0.0;
    return accuracy;
}

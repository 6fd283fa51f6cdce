/* Writing answers: see answer.h. */
#include "referee/answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    PROVEN_DIGITS = 21,
    MOST_DIGITS = 40, /* shown of a number that does not end */
    EXACT_DIGITS = 1100,
    EXACT_EXPONENT = 1200, /* no doubles' products of one factor are beyond */
    LARGE_EXPONENT = 2000000000,
    FORMATTED_BYTES = 256 /* at most */
};

void bytes_put(Bytes *bytes, const char *text) {
    size_t length = strlen(text);
    if (length == 0)
        return;
    if (!array_reserve(&bytes->text, length)) {
        bytes->failed = true;
        return;
    }
    memcpy(bytes->text.items + bytes->text.count, text, length);
    bytes->text.count += length;
}

void bytes_format(Bytes *bytes, const char *format, ...) {
    char text[FORMATTED_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    bytes_put(bytes, text);
}

static void put_character(Bytes *bytes, char character) {
    char text[2] = {character, '\0'};
    bytes_put(bytes, text);
}

/* The digits of a whole number times 10^exponent: 12500, 0.0125 or 1.25e-7. */
static void put_digits(Bytes *bytes, char *digits, slong exponent) {
    if (*digits == '-')
        put_character(bytes, *digits++);
    slong length = (slong)strlen(digits), point = length + exponent; /* so many stand before it */
    while (length > 1 && digits[length - 1] == '0')
        digits[--length] = '\0';
    bool positional = point > -5 && point <= 21;
    if (!positional)
        exponent = point - 1;
    point = positional ? point : 1;
    if (point <= 0)
        bytes_put(bytes, "0.");
    for (slong i = point; i < 0; i++)
        put_character(bytes, '0');
    for (slong i = 0; i < length || i < point; i++) {
        if (i > 0 && i == point)
            put_character(bytes, '.');
        put_character(bytes, i < length ? digits[i] : '0');
    }
    if (!positional)
        bytes_format(bytes, "e%ld", (long)exponent);
}

/* The whole decimal of an exact number; false when it is too long. */
static bool put_exact(Bytes *bytes, const arb_t number) {
    if (arb_is_zero(number)) {
        bytes_put(bytes, "0");
        return true;
    }
    fmpz_t mantissa, exponent, power;
    fmpz_init(mantissa);
    fmpz_init(exponent);
    fmpz_init(power);
    arf_get_fmpz_2exp(mantissa, exponent, arb_midref(number));
    bool fits = fmpz_cmpabs(exponent, (fmpz_set_ui(power, EXACT_EXPONENT), power)) <= 0;
    char *digits = NULL;
    if (fits) {
        slong shift = fmpz_get_si(exponent);
        if (shift >= 0) {
            fmpz_mul_2exp(mantissa, mantissa, (ulong)shift);
        } else {
            fmpz_ui_pow_ui(power, 5, (ulong)-shift); /* m 2^-k = m 5^k 10^-k */
            fmpz_mul(mantissa, mantissa, power);
        }
        fits = fmpz_sizeinbase(mantissa, 10) <= EXACT_DIGITS;
        if (fits) {
            digits = fmpz_get_str(NULL, 10, mantissa);
            put_digits(bytes, digits, shift < 0 ? shift : 0);
            flint_free(digits);
        }
    }
    fmpz_clear(mantissa);
    fmpz_clear(exponent);
    fmpz_clear(power);
    return fits;
}

/* FLINT's text of a ball, without its brackets. */
static void put_ball(Bytes *bytes, const arb_t ball, slong digits, ulong flags) {
    char *text = arb_get_str(ball, digits, flags), *start = text + (*text == '[');
    text[strcspn(text, "]")] = '\0';
    bytes_put(bytes, start);
    flint_free(text);
}

/* How many digits hold, to a unit of the last. The radius is at most 2^-bits of the midpoint; half
 * a unit of digit number n may be as little as 2^-1 10^-n of it, and the other half is for rounding
 * to n digits. */
slong answer_digits(const arb_t ball) {
    slong bits = arb_is_finite(ball) ? arb_rel_accuracy_bits(ball) : 0;
    return bits > 0 ? (slong)((double)(bits - 1) * 0.30102) : 0;
}

static void put_proven(Bytes *bytes, const arb_t ball) {
    if (arb_is_exact(ball) && put_exact(bytes, ball)) {
        bytes_put(bytes, " exact");
        return;
    }
    slong digits = answer_digits(ball);
    put_ball(bytes, ball, FLINT_MIN(digits, MOST_DIGITS), ARB_STR_NO_RADIUS);
}

/* A little more than the largest size of anything in the ball. */
static void put_bound(Bytes *bytes, const arb_t ball) {
    mag_t size;
    arb_t bound;
    mag_init(size);
    arb_init(bound);
    arb_get_mag(size, ball);
    arf_set_mag(arb_midref(bound), size);
    arb_mul_ui(bound, bound, 102, 64);
    arb_div_ui(bound, bound, 100, 64);
    put_ball(bytes, bound, 3, ARB_STR_NO_RADIUS);
    mag_clear(size);
    arb_clear(bound);
}

bool answer_is_below(const arb_t ball) {
    if (!arb_contains_zero(ball))
        return false;
    mag_t size, small;
    mag_init(size);
    mag_init(small);
    arb_get_mag(size, ball);
    mag_set_ui_2exp_si(small, 1, -66); /* about 1e-20 */
    bool is_small = mag_cmp(size, small) <= 0;
    mag_clear(size);
    mag_clear(small);
    return is_small;
}

/* Whether the exponent has so few digits that the text has room for it twice. */
static bool is_short(const arb_t ball) {
    return arf_cmpabs_2exp_si(arb_midref(ball), LARGE_EXPONENT) < 0 &&
           mag_cmp_2exp_si(arb_radref(ball), LARGE_EXPONENT) < 0 &&
           (arf_is_zero(arb_midref(ball)) ||
            arf_cmpabs_2exp_si(arb_midref(ball), -LARGE_EXPONENT) > 0);
}

void answer_status(Bytes *bytes, const arb_t ball, slong bits) {
    bool proven = answer_digits(ball) >= PROVEN_DIGITS, is_below = !proven && answer_is_below(ball);
    bytes_format(bytes, " %s %ld ",
                 proven     ? "PROVEN"
                 : is_below ? "BELOW"
                            : "UNPROVEN",
                 (long)bits);
    if (proven)
        put_proven(bytes, ball);
    else if (is_below)
        put_bound(bytes, ball);
    else if (arb_is_finite(ball) && is_short(ball))
        put_ball(bytes, ball, 20, ARB_STR_MORE);
    bytes_put(bytes, "\n");
}

void answer_number(Bytes *bytes, const arb_t ball, slong digits) {
    if (!arb_is_exact(ball) || !put_exact(bytes, ball))
        put_ball(bytes, ball, digits, ARB_STR_NO_RADIUS);
}

void answer_remark(Bytes *bytes, uint32_t step, MessageCode code) {
    bytes_format(bytes, " %lu %s\n", (unsigned long)step, message_name(code));
}

void answer_note(Bytes *bytes, uint32_t step, MessageCode code) {
    bytes_put(bytes, "note");
    answer_remark(bytes, step, code);
}

/* Numbers: double <-> text.
 *
 * The referees are the C library's strtod and printf, and exact decimals made by long addition and
 * division here; how numbers look is compared with texts written by hand. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/suite.h"

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t bits_of(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

START_TEST(numbers_as_people_write_them) {
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0.0, "0"},
        {-0.0, "-0"},
        {8, "8"},
        {10, "10"},
        {-120, "-120"},
        {100000, "100000"},
        {0.00001, "0.00001"},
        {0.000012345, "0.000012345"},
        {9.999999999999999e-6, "9.999999999999999e-6"},
        {1e-6, "1e-6"},
        {2.5e-6, "2.5e-6"},
        {9.6e-11, "9.6e-11"},
        {0.1, "0.1"},
        {1.0 / 3, "0.3333333333333333"},
        {5.950212931632136, "5.950212931632136"},
        {123.456, "123.456"},
        {9007199254740993.0, "9007199254740992"},
        {9999999999999998.0, "9999999999999998"},
        {1234567890123456.8, "1234567890123456.8"},
        {1e15, "1000000000000000"},
        {1e16, "1e16"},
        {-1.5e300, "-1.5e300"},
        {1.7976931348623157e308, "1.7976931348623157e308"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {5e-324, "5e-324"},
        {1e23, "1e23"},
        {9e15, "9000000000000000"},
        {INFINITY, "Infinity"},
        {-INFINITY, "-Infinity"},
        {NAN, "NaN"},
        {-NAN, "NaN"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        char text[NUMBER_TEXT_SIZE];
        size_t length = number_print(cases[i].value, text);
        ck_assert_str_eq(text, cases[i].text);
        ck_assert_uint_eq(length, strlen(text));
    }
}
END_TEST

static int significant_digits(const char *text) {
    int digits = 0, zeros = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text == '0' && digits) {
            zeros++;
        } else if (*text >= '1' && *text <= '9') {
            digits += zeros + 1;
            zeros = 0;
        }
    }
    return digits;
}

/* Fails only when something is wrong: each assertion that is counted costs a system call. */
#define EXPECT(condition, ...)                                                                     \
    do {                                                                                           \
        if (!(condition))                                                                          \
            ck_abort_msg(__VA_ARGS__);                                                             \
    } while (0)

/* Prints |value|, reads it back, and now and then asks the C library as well. */
static void check_round_trip(double value, bool thoroughly) {
    value = fabs(value);
    char text[NUMBER_TEXT_SIZE];
    size_t length = number_print(value, text);
    double read;
    NumberStatus status = number_read(text, length, &read);
    EXPECT(status == NUMBER_OK && bits_of(read) == bits_of(value), "%s reads as %a, not %a", text,
           read, value);
    if (!thoroughly)
        return;
    EXPECT(bits_of(strtod(text, NULL)) == bits_of(value), "%s is not %a", text, value);
    int digits = significant_digits(text);
    char other[64];
    if (digits > 1) { /* not one digit less will do */
        snprintf(other, sizeof other, "%.*e", digits - 2, value);
        EXPECT(strtod(other, NULL) != value, "%s is shorter than %s", other, text);
    }
    snprintf(other, sizeof other, "%.17g", value);
    status = number_read(other, strlen(other), &read);
    EXPECT(status == NUMBER_OK && bits_of(read) == bits_of(value), "%s reads as %a", other, read);
    bool positional = !strchr(text, 'e');
    EXPECT(positional == (value == 0 || (value >= 1e-5 && value < 1e16)), "form of %s", text);
}

static const struct Magnitude {
    double value;
    const char *text;
} magnitudes[] = {
    {6.1e-6, "6.1e-6"},
    {1e-300, "1e-300"},
    {1.0, "1e0"},
    {12345.0, "1.2e4"},
    {-0.5, "-5e-1"},
    {9.96e9, "1e10"},
    {0x1p-1074, "4.9e-324"},
    {DBL_MAX, "1.8e308"},
    {0.0, "0"},
    {-0.0, "-0"},
    {NAN, "NaN"},
    {-INFINITY, "-Infinity"},
};

START_TEST(magnitudes_have_two_digits) {
    char text[NUMBER_TEXT_SIZE];
    size_t length = number_print_magnitude(magnitudes[_i].value, text);
    ck_assert_str_eq(text, magnitudes[_i].text);
    ck_assert_uint_eq(length, strlen(text));
}
END_TEST

START_TEST(numbers_random_bits) {
    for (int i = 0; i < 1000000; i++) {
        double value = double_of(random_bits());
        if (isfinite(value))
            check_round_trip(value, i % 16 == 0);
    }
    for (int i = 0; i < 100000; i++) { /* such as people meet */
        double value = (double)(random_bits() % 2000000) / 1000 * pow(10, (double)(i % 30) - 15);
        check_round_trip(value, i % 4 == 0);
    }
}
END_TEST

START_TEST(numbers_at_boundaries) {
    for (int exponent = -1074; exponent <= 1023; exponent++) {
        double power = ldexp(1, exponent);
        check_round_trip(power, true);
        check_round_trip(nextafter(power, 0), true);
        check_round_trip(nextafter(power, INFINITY), true);
    }
    for (int exponent = -323; exponent <= 308; exponent++) {
        char text[16];
        int length = snprintf(text, sizeof text, "1e%d", exponent);
        double value;
        ck_assert(number_read(text, (size_t)length, &value) == NUMBER_OK);
        ck_assert(value == strtod(text, NULL));
        check_round_trip(value, true);
        check_round_trip(nextafter(value, 0), true);
        check_round_trip(nextafter(value, INFINITY), true);
    }
}
END_TEST

START_TEST(numbers_in_all_spellings) {
    static const struct {
        const char *text;
        NumberStatus status;
        double value;
    } cases[] = {
        {"3", NUMBER_OK, 3},
        {".5", NUMBER_OK, 0.5},
        {"0.5", NUMBER_OK, 0.5},
        {"000", NUMBER_OK, 0},
        {"00012", NUMBER_OK, 12},
        {"1e-3", NUMBER_OK, 1e-3},
        {"1E+3", NUMBER_OK, 1e3},
        {"1.25e2", NUMBER_OK, 125},
        {"0e999999999999999999999999", NUMBER_OK, 0},
        {"0.000e-999999999999999999999999", NUMBER_OK, 0},
        {"1e308", NUMBER_OK, 1e308},
        {"1.7976931348623157e308", NUMBER_OK, 1.7976931348623157e308},
        {"1.7976931348623158e308", NUMBER_OK, 1.7976931348623157e308},
        {"1.7976931348623159e308", NUMBER_OVERFLOW, INFINITY},
        {"1e309", NUMBER_OVERFLOW, INFINITY},
        {"1e99999999999999999999999999", NUMBER_OVERFLOW, INFINITY},
        {"1e-99999999999999999999999999", NUMBER_UNDERFLOW, 0},
        {"5e-324", NUMBER_OK, 5e-324},
        {"3e-324", NUMBER_OK, 5e-324},
        {"2e-324", NUMBER_UNDERFLOW, 0},
        {"1e-400", NUMBER_UNDERFLOW, 0},
        {"4.9e-320", NUMBER_OK, 4.9e-320},
        {"9007199254740993", NUMBER_OK, 9007199254740992}, /* a tie goes to even */
        {"9007199254740993.0000000000000000000000000000000001", NUMBER_OK, 9007199254740994},
        {"9007199254740995", NUMBER_OK, 9007199254740996},
        {"", NUMBER_MALFORMED, 0},
        {".", NUMBER_MALFORMED, 0},
        {"5.", NUMBER_MALFORMED, 0},
        {"1.e3", NUMBER_MALFORMED, 0},
        {"1e", NUMBER_MALFORMED, 0},
        {"1e+", NUMBER_MALFORMED, 0},
        {"e5", NUMBER_MALFORMED, 0},
        {"+1", NUMBER_MALFORMED, 0},
        {"-1", NUMBER_MALFORMED, 0},
        {" 1", NUMBER_MALFORMED, 0},
        {"1 ", NUMBER_MALFORMED, 0},
        {"0x10", NUMBER_MALFORMED, 0},
        {"1_000", NUMBER_MALFORMED, 0},
        {"1.2.3", NUMBER_MALFORMED, 0},
        {"1e1.5", NUMBER_MALFORMED, 0},
        {"inf", NUMBER_MALFORMED, 0},
        {"nan", NUMBER_MALFORMED, 0},
        {"NaN", NUMBER_MALFORMED, 0},
        {"1,5", NUMBER_MALFORMED, 0},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        double value = 77;
        NumberStatus status = number_read(cases[i].text, strlen(cases[i].text), &value);
        ck_assert_msg(status == cases[i].status, "%s: status %d", cases[i].text, (int)status);
        ck_assert_msg(bits_of(value) == bits_of(cases[i].value), "%s: %a", cases[i].text, value);
    }
    double value;
    ck_assert(number_read("1234", 2, &value) == NUMBER_OK); /* the length decides, not a NUL */
    ck_assert(value == 12);
    ck_assert(number_read("1\0"
                          "2",
                          3, &value) == NUMBER_MALFORMED);
}
END_TEST

START_TEST(numbers_random_decimals) {
    char text[1200];
    for (int i = 0; i < 20000; i++) {
        int length = 0, digits = 1 + (int)(random_bits() % (i % 50 ? 40 : 1000));
        int point = (int)(random_bits() % (uint64_t)(digits + 1));
        for (int j = 0; j < digits; j++) {
            if (j == point)
                text[length++] = '.';
            text[length++] = (char)('0' + random_bits() % 10);
        }
        int exponent = (int)(random_bits() % 700) - 350 - (i % 50 ? 0 : point);
        length += snprintf(text + length, 16, "e%d", exponent);
        double value, wanted = strtod(text, NULL);
        NumberStatus status = number_read(text, (size_t)length, &value);
        bool is_zero = text[strspn(text, "0.")] == 'e';
        NumberStatus right = isinf(wanted)             ? NUMBER_OVERFLOW
                             : wanted == 0 && !is_zero ? NUMBER_UNDERFLOW
                                                       : NUMBER_OK;
        EXPECT(bits_of(value) == bits_of(wanted), "%s: %a, not %a", text, value, wanted);
        EXPECT(status == right, "%s: status %d", text, (int)status);
    }
}
END_TEST

/* A million digits, and a digit that decides a tie at their far end. */
START_TEST(numbers_of_a_million_digits) {
    enum { ZEROS = 1000000 };
    char *text = malloc(ZEROS + 2000);
    ck_assert_ptr_nonnull(text);
    double value;

    text[0] = '1';
    memset(text + 1, '0', ZEROS);
    strcpy(text + 1 + ZEROS, "e-1000000");
    ck_assert(number_read(text, strlen(text), &value) == NUMBER_OK);
    ck_assert(value == 1);
    ck_assert(number_read(text, ZEROS + 1, &value) == NUMBER_OVERFLOW);

    memcpy(text, "0.", 2);
    memset(text + 2, '0', ZEROS);
    strcpy(text + 2 + ZEROS, "25e1000001");
    ck_assert(number_read(text, strlen(text), &value) == NUMBER_OK);
    ck_assert(value == 2.5);
    ck_assert(number_read(text, ZEROS + 4, &value) == NUMBER_UNDERFLOW);

    int length = sprintf(text, "9007199254740993.");
    memset(text + length, '0', ZEROS);
    text[length + ZEROS] = '1';
    ck_assert(number_read(text, (size_t)(length + ZEROS), &value) == NUMBER_OK);
    ck_assert(value == 9007199254740992);
    ck_assert(number_read(text, (size_t)(length + ZEROS + 1), &value) == NUMBER_OK);
    ck_assert(value == 9007199254740994);

    memset(text, '7', ZEROS);
    strcpy(text + ZEROS, "e-1000000");
    ck_assert(number_read(text, strlen(text), &value) == NUMBER_OK);
    ck_assert(value == 7.0 / 9);

    /* Half of the least double, exactly (1075 places), is 0; anything above it is not. The decimal
     * of the least double is the C library's, halved here by hand. */
    length = sprintf(text, "%.1075f", 5e-324);
    for (int i = 2, rest = 0; i < length; i++) {
        int digit = rest * 10 + (text[i] - '0');
        text[i] = (char)('0' + digit / 2);
        rest = digit % 2;
    }
    ck_assert(number_read(text, (size_t)length, &value) == NUMBER_UNDERFLOW);
    ck_assert(value == 0);
    memset(text + length, '0', ZEROS);
    text[length + ZEROS] = '1';
    ck_assert(number_read(text, (size_t)(length + ZEROS + 1), &value) == NUMBER_OK);
    ck_assert(value == 5e-324);
    free(text);
}
END_TEST

/* The midpoints of neighbouring doubles have the most digits of all: 767. */
START_TEST(numbers_between_doubles) {
    static const uint64_t patterns[] = {0x000FFFFFFFFFFFFE, 0x0010000000000001, 0x001FFFFFFFFFFFFF,
                                        0x3FF0000000000000, 0x7FEFFFFFFFFFFFFE, 1};
    for (size_t i = 0; i < LENGTH(patterns); i++) {
        double low = double_of(patterns[i]), high = double_of(patterns[i] + 1);
        double even = patterns[i] & 1 ? high : low;
        /* low + high, twice the midpoint, added digit by digit; then halved. */
        char sum[1500], other[1500];
        int length = sprintf(sum, "%0*.*f", 1400, 1080, low);
        sprintf(other, "%0*.*f", 1400, 1080, high);
        int point = length - 1081;
        for (int j = length - 1, carry = 0; j >= 0; j--) {
            if (j == point)
                continue;
            int digit = sum[j] - '0' + other[j] - '0' + carry;
            sum[j] = (char)('0' + digit % 10);
            carry = digit / 10;
        }
        for (int j = 0, rest = 0; j < length; j++) {
            if (j == point)
                continue;
            int digit = rest * 10 + (sum[j] - '0');
            sum[j] = (char)('0' + digit / 2);
            rest = digit % 2;
        }
        double value;
        ck_assert(number_read(sum, (size_t)length, &value) == NUMBER_OK);
        ck_assert_msg(value == even, "midpoint above %a: %a", low, value);
        sum[length] = '1'; /* a little above */
        ck_assert(number_read(sum, (size_t)length + 1, &value) == NUMBER_OK);
        ck_assert_msg(value == high, "above the midpoint above %a: %a", low, value);
    }
}
END_TEST

START_TEST(numbers_ignore_the_locale) {
    static const char *const locales[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE",
                                          "fr_FR.utf8"};
    for (size_t i = 0; i < LENGTH(locales); i++)
        if (setlocale(LC_NUMERIC, locales[i]))
            break; /* where none is installed this tests the plain locale once more */
    char text[NUMBER_TEXT_SIZE];
    number_print(1234.5, text);
    ck_assert_str_eq(text, "1234.5");
    double value;
    ck_assert(number_read("1234.5", 6, &value) == NUMBER_OK);
    ck_assert(value == 1234.5);
    ck_assert(number_read("4.9e-324", 8, &value) == NUMBER_OK);
    ck_assert(value == 5e-324);
    setlocale(LC_NUMERIC, "C");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("number");
    TCase *numbers = suite_case(suite, "numbers");
    tcase_add_test(numbers, numbers_as_people_write_them);
    tcase_add_test(numbers, numbers_random_bits);
    tcase_add_loop_test(numbers, magnitudes_have_two_digits, 0, LENGTH(magnitudes));
    tcase_add_test(numbers, numbers_at_boundaries);
    tcase_add_test(numbers, numbers_in_all_spellings);
    tcase_add_test(numbers, numbers_random_decimals);
    tcase_add_test(numbers, numbers_of_a_million_digits);
    tcase_add_test(numbers, numbers_between_doubles);
    tcase_add_test(numbers, numbers_ignore_the_locale);
    return suite_run(suite);
}

/* Rationals: see rational.h. Sums and products are formed in 128 bits, where they cannot overflow
 * (magnitudes are at most 2^53), then reduced and checked. */
#include "graph/rational.h"

#include <math.h>

__extension__ typedef __int128 Wide;

/* The greatest common divisor by Euclid; a, b >= 0, not both 0. */
static Wide common_divisor(Wide a, Wide b) {
    if (a <= UINT32_MAX && b <= UINT32_MAX) { /* nearly always, and much faster */
        uint32_t x = (uint32_t)a, y = (uint32_t)b;
        while (y) {
            uint32_t rest = x % y;
            x = y;
            y = rest;
        }
        return x;
    }
    while (b) {
        Wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* num/den, den > 0. */
static bool reduce(Wide num, Wide den, Rational *out) {
    if (den != 1) {
        Wide divisor = common_divisor(num < 0 ? -num : num, den);
        num /= divisor;
        den /= divisor;
    }
    if (num > RATIONAL_MAX || num < -RATIONAL_MAX || den > RATIONAL_MAX)
        return false;
    *out = (Rational){(int64_t)num, (int64_t)den};
    return true;
}

bool rational_add(Rational a, Rational b, Rational *out) {
    return reduce((Wide)a.num * b.den + (Wide)b.num * a.den, (Wide)a.den * b.den, out);
}

bool rational_multiply(Rational a, Rational b, Rational *out) {
    return reduce((Wide)a.num * b.num, (Wide)a.den * b.den, out);
}

bool rational_power(Rational a, int32_t n, Rational *out) {
    if (n < 0) {
        if (a.num == 0)
            return false;
        a = a.num < 0 ? (Rational){-a.den, -a.num} : (Rational){a.den, a.num};
    }
    uint32_t rest = n < 0 ? (uint32_t) - (int64_t)n : (uint32_t)n;
    Rational power = {1, 1};
    while (rest) {
        if (rest & 1 && !rational_multiply(power, a, &power))
            return false;
        rest >>= 1;
        if (rest && !rational_multiply(a, a, &a))
            return false;
    }
    *out = power;
    return true;
}

static bool whole_root(int64_t a, int64_t *root) {
    *root = (int64_t)sqrt((double)a); /* exact where a is a square: at most 2^53 */
    return *root * *root == a;
}

bool rational_root(Rational a, Rational *out) {
    int64_t num, den;
    if (a.num < 0 || !whole_root(a.num, &num) || !whole_root(a.den, &den))
        return false;
    *out = (Rational){num, den};
    return true;
}

bool rational_remainder(Rational a, Rational b, Rational *out) {
    Rational quotient, inverse;
    if (!rational_power(b, -1, &inverse) || !rational_multiply(a, inverse, &quotient))
        return false;
    int64_t below = quotient.num / quotient.den - (quotient.num % quotient.den < 0);
    Rational whole;
    return rational_multiply(b, (Rational){-below, 1}, &whole) && rational_add(a, whole, out);
}

bool rational_from_double(double value, Rational *out) {
    const double scale = (double)(INT64_C(1) << RATIONAL_BINARY_PLACES);
    if (!(fabs(value) <= (double)RATIONAL_MAX))
        return false;
    if (value == trunc(value)) {
        *out = (Rational){(int64_t)value, 1};
        return true;
    }
    double scaled = value * scale;
    if (fabs(scaled) > (double)RATIONAL_MAX || scaled != trunc(scaled))
        return false;
    return reduce((Wide)scaled, (Wide)scale, out);
}

/* For tests: exact fractions. See fraction.h. */
#include "support/fraction.h"

#include <math.h>

__extension__ typedef __int128 Wide;

static const int64_t limit = INT64_C(1) << 53;
static const Fraction unknown = {0, 0};

static Wide common_divisor(Wide a, Wide b) {
    while (b) {
        Wide rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

static Fraction reduced(Wide above, Wide below) {
    if (below == 0)
        return unknown;
    Wide divisor = common_divisor(above, below);
    above /= below < 0 ? -divisor : divisor;
    below /= below < 0 ? -divisor : divisor;
    if (above <= -limit || above >= limit || below >= limit)
        return unknown;
    return (Fraction){(int64_t)above, (int64_t)below};
}

Fraction fraction(int64_t above, int64_t below) {
    return reduced(above, below);
}

Fraction fraction_read(const char *decimal) {
    bool negative = *decimal == '-', point = false;
    Wide above = 0, below = 1;
    for (decimal += negative; *decimal; decimal++)
        if (*decimal == '.' && !point)
            point = true;
        else if (*decimal < '0' || *decimal > '9' || above >= limit || below >= limit)
            return unknown;
        else {
            above = 10 * above + (*decimal - '0');
            below *= point ? 10 : 1;
        }
    return reduced(negative ? -above : above, below);
}

Fraction fraction_add(Fraction a, Fraction b) {
    return reduced((Wide)a.above * b.below + (Wide)b.above * a.below, (Wide)a.below * b.below);
}

Fraction fraction_subtract(Fraction a, Fraction b) {
    return fraction_add(a, fraction_negate(b));
}

Fraction fraction_multiply(Fraction a, Fraction b) {
    return reduced((Wide)a.above * b.above, (Wide)a.below * b.below);
}

Fraction fraction_divide(Fraction a, Fraction b) {
    if (!fraction_known(b))
        return unknown;
    return reduced((Wide)a.above * b.below, (Wide)a.below * b.above);
}

Fraction fraction_negate(Fraction a) {
    return (Fraction){-a.above, a.below};
}

bool fraction_known(Fraction a) {
    return a.below != 0;
}

int fraction_sign(Fraction a) {
    return (a.above > 0) - (a.above < 0);
}

int fraction_compare(Fraction a, Fraction b) {
    Wide left = (Wide)a.above * b.below, right = (Wide)b.above * a.below;
    return (left > right) - (left < right);
}

bool fraction_dyadic(Fraction a) {
    return fraction_known(a) && (a.below & (a.below - 1)) == 0;
}

double fraction_double(Fraction a) {
    return fraction_known(a) ? (double)a.above / (double)a.below : NAN;
}

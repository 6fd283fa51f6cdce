/* Special functions: see special.h.
 *
 * Equation numbers are those of the Digital Library of Mathematical Functions (dlmf.nist.gov). Work
 * is done in long double: where that has 64 bits or more, the roundings of these short algorithms
 * do not reach a double's last bit; where it is double itself they cost a few ulps. Power series
 * are used only where their terms have one sign, recurrences only in the direction in which they
 * are stable. */
#include "graph/special.h"

#include <math.h>
#include <stdbool.h>

typedef long double Wide;

static const Wide PI = 3.14159265358979323846264338327950288L;
static const Wide EULER = 0.577215664901532860606512090082402431L;

/* sin(pi x) and the like begin with this: what is left of x beside the nearest whole number. */
static Wide beside_whole(Wide x) {
    return x - roundl(x);
}

/* x^-s for s >= 0, by squaring. */
static Wide reciprocal_power(Wide x, int s) {
    Wide power = 1;
    for (; s > 0; s /= 2, x *= x)
        if (s % 2)
            power *= x;
    return 1 / power;
}

/* ---- sinc ---- */

/* The k-th derivative of sin. */
static Wide sine_derivative(int k, Wide sine, Wide cosine) {
    Wide v = k % 2 ? cosine : sine;
    return k % 4 < 2 ? v : -v;
}

/* From (x sinc x)^(k) = sin^(k) x: x s_k + k s_{k-1} = sin^(k) x. Upwards that is divided by x,
 * which is stable for k <= |x|; downwards by k, which is stable for k >= |x| and forgets what it
 * began with. */
double special_dsinc(double order, double argument) {
    int n = (int)order;
    Wide x = argument, size = fabsl(x), sine = sinl(x), cosine = cosl(x);
    if (n < 0)
        return (double)NAN;
    if (size > (Wide)n) {
        Wide s = sine / x;
        for (int k = 1; k <= n; k++)
            s = (sine_derivative(k, sine, cosine) - (Wide)k * s) / x;
        return (double)s;
    }
    Wide s = 0;
    for (int k = 2 * n + 40; k > n; k--)
        s = (sine_derivative(k, sine, cosine) - x * s) / (Wide)k;
    return (double)s;
}

/* ---- the gamma function and its relatives ---- */

double special_lgamma(double x) {
    int sign;
    return lgamma_r(x, &sign);
}

/* B_2j/(2j) */
static const Wide digamma_terms[] = {1 / 12.0L,  -1 / 120.0L,     1 / 252.0L, -1 / 240.0L,
                                     1 / 132.0L, -691 / 32760.0L, 1 / 12.0L,  -3617 / 8160.0L};

/* 5.11.2 above 16, reached by 5.5.2. */
static Wide digamma_above_zero(Wide x) {
    Wide below = 0;
    for (; x < 16; x += 1)
        below += 1 / x;
    Wide square = 1 / (x * x), series = 0;
    for (int k = 7; k >= 0; k--)
        series = (series + digamma_terms[k]) * square;
    return logl(x) - 0.5L / x - series - below;
}

/* 5.5.4 below zero. */
double special_digamma(double x) {
    if (x > 0.0)
        return (double)digamma_above_zero(x);
    if (x == 0.0)
        return -1.0 / x;
    Wide rest = beside_whole(x);
    if (rest == 0 || !isfinite(x))
        return (double)NAN;
    return (double)(digamma_above_zero(1 - (Wide)x) - PI / tanl(PI * rest));
}

/* B_2j/(2j)! */
static const Wide bernoulli[] = {1 / 12.0L,
                                 -1 / 720.0L,
                                 1 / 30240.0L,
                                 -1 / 1209600.0L,
                                 1 / 47900160.0L,
                                 -691 / 1307674368000.0L,
                                 1 / 74724249600.0L,
                                 -3617 / 10670622842880000.0L,
                                 43867 / 5109094217170944000.0L,
                                 -174611 / 802857662698291200000.0L};

/* The sum over k >= 0 of (x + k)^-s for x > 0 and whole s > 1: terms one by one, then the tail by
 * the Euler-Maclaurin formula (25.11.28) where its terms fall by a factor of more than 50. */
static Wide hurwitz_zeta(int s, Wide x) {
    Wide sum = 0;
    for (; x < 2 * (Wide)s + 16; x += 1) {
        Wide term = reciprocal_power(x, s);
        sum += term;
        if (term * x < 1e-22L * sum) /* the tail is less than that */
            return sum;
    }
    Wide power = reciprocal_power(x, s), factor = (Wide)s / x, tail = 0;
    for (int j = 0; j < 10; j++) {
        tail += bernoulli[j] * factor;
        factor *= ((Wide)s + 2 * (Wide)j + 1) / x * (((Wide)s + 2 * (Wide)j + 2) / x);
    }
    return sum + power * (x / ((Wide)s - 1) + 0.5L + tail);
}

/* The sum over k >= 0 of (x + k)^-s for x <= 0. With x = r - m, |r| <= 1/2, it is the term of r,
 * the terms to its right, and m terms to its left, which are two infinite sums less one another. */
static Wide lattice_sum(int s, Wide x) {
    Wide r = beside_whole(x), m = r - x;
    Wide left = m > 0 ? hurwitz_zeta(s, 1 - r) - hurwitz_zeta(s, m + 1 - r) : 0;
    return reciprocal_power(r, s) + hurwitz_zeta(s, 1 + r) + (s % 2 ? -left : left);
}

static Wide factorial(int n) {
    Wide product = 1;
    for (int k = 2; k <= n; k++)
        product *= (Wide)k;
    return product;
}

/* 5.15.1: (-1)^(n+1) n! times the sum over k >= 0 of (x + k)^-(n+1). */
double special_polygamma(double order, double x) {
    int n = (int)order;
    if (n < 0 || isnan(x))
        return (double)NAN;
    if (n == 0)
        return special_digamma(x);
    if (isinf(x))
        return x > 0 ? 0.0 : (double)NAN;
    /* At a pole the two sides agree if the power is even. */
    if (x < 0.0 && floor(x) == x && n % 2 == 0)
        return (double)NAN;
    Wide sum = x > 0.0 ? hurwitz_zeta(n + 1, x) : lattice_sum(n + 1, x);
    return (double)(factorial(n) * (n % 2 ? sum : -sum));
}

/* x^-p - (x + y)^-p */
static Wide power_drop(Wide x, Wide y, int p) {
    if (fabsl(y) < fabsl(x) / 2)
        return -reciprocal_power(x, p) * expm1l(-(Wide)p * log1pl(y / x));
    return reciprocal_power(x, p) - reciprocal_power(x + y, p);
}

/* The sums of digamma_above_zero and hurwitz_zeta for x less those for x + y, term by term: the two
 * values themselves would cancel where y is small. Terms of negative x + k are added one by one
 * like others. */
double special_polygamma_rise(double order, double argument, double step) {
    int n = (int)order, s = n + 1;
    Wide x = argument, y = step, sum = 0, enough = n == 0 ? 16 : 2 * (Wide)s + 16;
    if (n < 0 || isnan(argument) || isnan(step))
        return (double)NAN;
    if (x < -200 || x + y < -200 || isinf(argument) || isinf(step))
        return special_polygamma(order, (double)(x + y)) - special_polygamma(order, argument);
    if ((x <= 0 && x == roundl(x)) || (x + y <= 0 && x + y == roundl(x + y)))
        return special_polygamma(order, (double)(x + y)) - special_polygamma(order, argument);
    for (; x < enough || x + y < enough; x += 1) {
        Wide term = n == 0 ? y / (x * (x + y)) : power_drop(x, y, s);
        sum += term;
        if (n > 0 && x > 0 && x + y > 0 && fabsl(term) * fmaxl(x, x + y) < 1e-22L * fabsl(sum))
            return (double)(factorial(n) * (n % 2 ? -sum : sum));
    }
    if (n == 0) {
        sum += log1pl(y / x) + 0.5L * y / (x * (x + y));
        for (int k = 7; k >= 0; k--)
            sum += digamma_terms[k] * power_drop(x, y, 2 * k + 2);
        return (double)sum;
    }
    sum += power_drop(x, y, s - 1) / (Wide)n + 0.5L * power_drop(x, y, s);
    Wide factor = (Wide)s;
    for (int j = 0; j < 10; j++) {
        sum += bernoulli[j] * factor * power_drop(x, y, s + 2 * j + 1);
        factor *= ((Wide)s + 2 * (Wide)j + 1) * ((Wide)s + 2 * (Wide)j + 2);
    }
    return (double)(factorial(n) * (n % 2 ? -sum : sum));
}

/* What Stirling's formula leaves of log gamma(x), 5.11.1, for x >= 50. */
static Wide stirling_rest(Wide x) {
    Wide square = 1 / (x * x);
    return (1 / 12.0L - square * (1 / 360.0L - square * (1 / 1260.0L -
                                                         square * (1 / 1680.0L - square / 1188)))) /
           x;
}

/* For positive arguments. Few factors come from tgamma; where a gamma function of a large argument
 * divides another, Stirling's formula gives the quotient with the large terms already cancelled. */
static Wide beta_above_zero(Wide x, Wide y) {
    Wide a = fminl(x, y), b = fmaxl(x, y), sum = a + b;
    if (sum < 200)
        return tgammal(a) * (tgammal(b) / tgammal(sum));
    if (a < 100) {
        Wide rest = a - (b - 0.5L) * log1pl(a / b) + stirling_rest(b) - stirling_rest(sum);
        return tgammal(a) * powl(sum, -a) * expl(rest);
    }
    Wide rest = stirling_rest(a) + stirling_rest(b) - stirling_rest(sum) - b * log1pl(a / b);
    return sqrtl(2 * PI / a * (sum / b)) * powl(a / sum, a) * expl(rest);
}

/* 1 - x - y with one rounding more than none: the two larger ones may cancel. */
static Wide one_less(Wide x, Wide y) {
    Wide nearer = fabsl(1 - x) < fabsl(1 - y) ? x : y, other = nearer == x ? y : x;
    return fabsl(x + y) < 0.5L ? 1 - (x + y) : (1 - nearer) - other;
}

/* Below zero by reflection, 5.5.3. */
double special_beta(double x, double y) {
    if (isnan(x) || isnan(y))
        return x + y;
    if (x > 0.0 && y > 0.0)
        return (double)beta_above_zero(x, y);
    if (x > 0.0)
        return special_beta(y, x);
    if (x == 0.0 && y > 0.0)
        return 1.0 / x;
    Wide rest_x = beside_whole(x), rest_y = beside_whole(y);
    if (rest_x == 0 || (rest_y == 0 && y <= 0.0) || isinf(x) || isinf(y))
        return (double)NAN;
    bool odd_x = fmodl((Wide)x - rest_x, 2) != 0, odd_y = fmodl((Wide)y - rest_y, 2) != 0;
    Wide rest = rest_x + rest_y;
    if (rest == roundl(rest) && (Wide)x + y <= 0)
        return 0.0;
    bool odd = (odd_x != odd_y) != (roundl(rest) != 0);
    Wide sine_x = odd_x ? -sinl(PI * rest_x) : sinl(PI * rest_x);
    Wide sine = odd ? -sinl(PI * beside_whole(rest)) : sinl(PI * beside_whole(rest));
    Wide other = one_less(x, y);
    if (y > 0.0 && other > 0)
        return (double)(beta_above_zero(y, other) * (sine / sine_x));
    if (y > 0.0)
        return (double)(PI / (sine_x * y * beta_above_zero(1 - (Wide)x, (Wide)x + y)));
    Wide sine_y = odd_y ? -sinl(PI * rest_y) : sinl(PI * rest_y);
    Wide product = other * beta_above_zero(1 - (Wide)x, 1 - (Wide)y);
    return (double)(PI * (sine / sine_x) / sine_y / product);
}

/* ---- Bessel functions ---- */

double special_besselj(double n, double x) {
    return jn((int)n, x);
}

double special_bessely(double n, double x) {
    return x < 0.0 ? (double)NAN : yn((int)n, x);
}

/* The power series 10.25.2 of I_n(x) for x >= 0; all its terms are positive. */
static Wide power_series_i(int n, Wide x) {
    Wide half = x / 2, square = half * half, term = 1;
    for (int k = 1; k <= n; k++)
        term *= half / (Wide)k;
    Wide sum = term;
    for (int k = 1; term > 1e-22L * sum || (Wide)k < half; k++) {
        term *= square / ((Wide)k * (Wide)(n + k));
        sum += term;
    }
    return sum;
}

double special_besseli(double order, double x) {
    int n = (int)fabs(order);
    double size = fabs(x);
    if (isnan(x))
        return x;
    double v = size > 4.0 * (1000 + n) ? (double)INFINITY : (double)power_series_i(n, size);
    return x < 0.0 && n % 2 ? -v : v;
}

/* K_0 and K_1 for x < 2: 10.31.2 and 10.31.1. */
static void power_series_k(Wide x, Wide k[2]) {
    Wide square = x * x / 4, logarithm = logl(x / 2) + EULER;
    Wide term = 1, harmonic = 0;
    k[0] = -logarithm;
    k[1] = 0.5L * logarithm - 0.25L;
    for (int j = 1; term > 1e-22L; j++) {
        term *= square / ((Wide)j * (Wide)j);
        harmonic += 1 / (Wide)j;
        Wide next = term / (Wide)(j + 1);
        k[0] += term * (harmonic - logarithm);
        k[1] += next * (0.5L * logarithm - 0.5L * harmonic - 0.25L / (Wide)(j + 1));
    }
    k[1] = 1 / x + x * k[1];
}

/* K_0 and K_1 from 10.32.9, the integral of exp(-x cosh t) cosh nt. The trapezoidal rule is as
 * exact as it is short for an integrand that falls so fast (Trefethen and Weideman, SIAM Review 56,
 * 2014): its error is about exp(-pi^2/h). */
static void integral_k(Wide x, Wide k[2]) {
    Wide h = fminl(0.2L, 0.55L / sqrtl(x));
    k[0] = k[1] = 0.5L;
    for (int j = 1;; j++) {
        Wide s = sinhl(0.5L * h * (Wide)j), rise = 2 * s * s;
        Wide weight = expl(-x * rise);
        if (weight * rise < 1e-22L && weight < 1e-22L)
            break;
        k[0] += weight;
        k[1] += weight * (1 + rise);
    }
    k[0] *= h * expl(-x);
    k[1] *= h * expl(-x);
}

/* Upwards by 10.29.1, in which all terms are positive. */
double special_besselk(double order, double x) {
    int n = (int)fabs(order);
    if (!(x > 0.0))
        return x == 0.0 ? (double)INFINITY : (double)NAN;
    Wide k[2];
    if (isinf(x))
        return 0.0;
    if (x < 1.5)
        power_series_k(x, k);
    else
        integral_k(x, k);
    for (int j = 1; j < n; j++) {
        Wide next = k[0] + 2 * (Wide)j / x * k[1];
        k[0] = k[1];
        k[1] = next;
    }
    return (double)k[n > 0];
}

/* ---- Lambert's function ---- */

/* 1 + W(x) near the branch point. With u = 1 + w, w e^w = x says that the sum over k >= 2 of
 * u^k/(k (k-2)!) is 1 + e x, which is found without cancellation: e is the sum of two doubles. */
static Wide lambertw_near_branch(double x) {
    const double e = 2.718281828459045091, e_rest = 1.4456468917292501579e-16;
    double product = x * e;
    Wide q = (Wide)(1.0 + product) + (Wide)fma(x, e, -product) + (Wide)x * (Wide)e_rest;
    Wide p = sqrtl(2 * q), u = p - p * p / 3;
    for (int i = 0; i < 6; i++) {
        Wide power = u * u, sum = power / 2;
        for (int k = 3; k < 30; k++) {
            power *= u / (Wide)(k - 2);
            sum += power / (Wide)k;
        }
        u -= (sum - q) / (u * expl(u));
    }
    return u;
}

/* Elsewhere by Halley's method, from a formula of Winitzki (2003) that is right
 * to a few percent. */
double special_lambertw(double x) {
    const double branch = -0x1.78b56362cef38p-2;
    if (!(x > branch))
        return x == branch ? -1.0 : (double)NAN;
    if (x < -0.25)
        return (double)(lambertw_near_branch(x) - 1);
    if (x == 0.0 || isinf(x))
        return x;
    Wide start = log1pl(x), w = start * (1 - log1pl(start) / (2 + start));
    for (int i = 0; i < 4; i++) {
        Wide power = expl(w), miss = w * power - x;
        w -= miss / (power * (w + 1) - (w + 2) * miss / (2 * w + 2));
    }
    return (double)w;
}

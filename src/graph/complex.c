/* Elementary functions of a complex argument, accurate in their imaginary part
 * next to the real axis.
 *
 * There the imaginary part is a derivative, and must keep its relative accuracy however small it
 * is. So no formula here adds numbers of different signs to find it, unless the derivative itself
 * is such a sum; and none is made from the derivative. Branches are the principal ones, and the
 * formulas for inverse functions those of W. Kahan, Branch cuts for complex elementary functions,
 * in: The State of the Art in Numerical Analysis, 1987. */
#include "graph/complex.h"

#include "graph/nary.h"

#include <math.h>

double complex complex_make(double real, double imaginary) {
    union {
        double parts[2];
        double complex whole; /* laid out like the array (C11, 6.2.5) */
    } number = {{real, imaginary}};
    return number.whole;
}

static double complex polar(double modulus, double angle) {
    return complex_make(modulus * cos(angle), modulus * sin(angle));
}

static double modulus_of(double complex z) {
    return hypot(creal(z), cimag(z));
}

static double angle_of(double complex z) {
    return atan2(cimag(z), creal(z));
}

/* ---- powers, exponentials, logarithms ---- */

static double complex complex_exp(double complex z) {
    return polar(exp(creal(z)), cimag(z));
}

static double complex complex_expm1(double complex z) {
    double a = creal(z), b = cimag(z), half = sin(0.5 * b);
    return complex_make(expm1(a) * cos(b) - 2.0 * half * half, exp(a) * sin(b));
}

static double complex complex_log(double complex z) {
    return complex_make(log(modulus_of(z)), angle_of(z));
}

/* log(1 + a + ib) = log(1 + a) + log(1 + ib/(1 + a)) */
static double complex complex_log1p(double complex z) {
    double a = creal(z), b = cimag(z), tangent = b / (1.0 + a);
    return complex_make(log1p(a) + 0.5 * log1p(tangent * tangent), atan2(b, 1.0 + a));
}

static double complex complex_sqrt(double complex z) {
    double a = creal(z), b = cimag(z);
    double root = sqrt(0.5 * modulus_of(z) + 0.5 * fabs(a));
    if (root == 0.0)
        return complex_make(0.0, b);
    double other = b / (2.0 * root);
    return a >= 0.0 ? complex_make(root, other) : complex_make(fabs(other), copysign(root, b));
}

/* The root that is real for real numbers, also below 0. */
static double complex complex_cbrt(double complex z) {
    double sign = creal(z) < 0.0 ? -1.0 : 1.0;
    return sign * polar(cbrt(modulus_of(z)), angle_of(sign * z) / 3.0);
}

/* The modulus by the real power, since exp(y log x) would lose as many ulps as y log x is large. */
static double complex complex_pow(double complex x, double complex y) {
    double modulus = modulus_of(x), angle = angle_of(x);
    return polar(pow(modulus, creal(y)) * exp(-cimag(y) * angle),
                 creal(y) * angle + cimag(y) * log(modulus));
}

/* Few factors are multiplied. Else z is turned by quarters until its angle is the smallest,
 * and its power is turned back. */
static double complex complex_powi(double complex z, int32_t n) {
    if (n == 1)
        return z;
    if (n == 2)
        return z * z;
    if (n == 3)
        return z * z * z;
    double a = creal(z), b = cimag(z);
    unsigned quarters = fabs(a) >= fabs(b) ? (a >= 0.0 ? 0 : 2) : b >= 0.0 ? 1 : 3;
    for (unsigned i = quarters; i > 0; i--)
        z = complex_make(cimag(z), -creal(z));
    double complex power = polar(pow(modulus_of(z), n), n * angle_of(z));
    for (unsigned i = quarters * (uint32_t)n % 4; i > 0; i--)
        power = complex_make(-cimag(power), creal(power));
    return power;
}

/* The quotient of the real parts, rounded down, is a constant but at a jump. */
static double complex complex_mod(double complex x, double complex y) {
    const double parts[] = {creal(x), creal(y)};
    double rest = op_value(OP_MOD, 0, parts, 2);
    double quotient = round((parts[0] - rest) / parts[1]);
    /* Beyond 2^53 the quotient is rounded; what is still missing is x - quotient y - rest. */
    if (isfinite(quotient))
        quotient += round((fma(-quotient, parts[1], parts[0]) - rest) / parts[1]);
    return complex_make(rest, cimag(x) - quotient * cimag(y));
}

/* w = sqrt(x^2 + y^2), scaled by a power of two so that no square leaves the range of doubles.
 * Its imaginary part is that of w^2 over 2 Re w, without the squares. */
static double complex complex_hypot(double complex x, double complex y) {
    int exponent;
    frexp(fmax(modulus_of(x), modulus_of(y)), &exponent);
    double scale = ldexp(1.0, exponent > 1000 ? -1000 : exponent < -1000 ? 1000 : -exponent);
    double complex u = scale * x, v = scale * y, root = complex_sqrt(u * u + v * v) / scale;
    double real = creal(root);
    return real > 0.0 ? complex_make(real, creal(x) / real * cimag(x) + creal(y) / real * cimag(y))
                      : root;
}

/* ---- trigonometric and hyperbolic functions ---- */

static double complex complex_sin(double complex z) {
    double a = creal(z), b = cimag(z);
    return complex_make(sin(a) * cosh(b), cos(a) * sinh(b));
}

static double complex complex_cos(double complex z) {
    double a = creal(z), b = cimag(z);
    return complex_make(cos(a) * cosh(b), -sin(a) * sinh(b));
}

/* Kahan's, but for large real parts, where it is +-1 and what is left of that is
 * 4 exp(-2|a|) sin b cos b. */
static double complex complex_tanh(double complex z) {
    double a = creal(z), b = cimag(z);
    if (fabs(a) > 20.0) {
        double rest = 2.0 * exp(-fabs(a));
        return complex_make(copysign(1.0, a), rest * sin(b) * (rest * cos(b)));
    }
    double t = tan(b), beta = 1.0 + t * t, s = sinh(a), rho = sqrt(1.0 + s * s);
    double below = 1.0 + beta * s * s;
    return complex_make(beta * rho * s / below, t / below);
}

/* -i tanh(iz), turned so that tan takes the real part. */
static double complex complex_tan(double complex z) {
    double complex turned = complex_tanh(complex_make(-cimag(z), creal(z)));
    return complex_make(cimag(turned), -creal(turned));
}

static double complex complex_asin(double complex z) {
    double complex below = complex_sqrt(1.0 - z), above = complex_sqrt(1.0 + z);
    return complex_make(atan2(creal(z), creal(below * above)), asinh(cimag(conj(below) * above)));
}

static double complex complex_acos(double complex z) {
    double complex below = complex_sqrt(1.0 - z), above = complex_sqrt(1.0 + z);
    return complex_make(2.0 * atan2(creal(below), creal(above)), asinh(cimag(conj(above) * below)));
}

/* -i asin(iz) */
static double complex complex_asinh(double complex z) {
    double complex turned = complex_asin(complex_make(-cimag(z), creal(z)));
    return complex_make(cimag(turned), -creal(turned));
}

static double complex complex_acosh(double complex z) {
    double complex below = complex_sqrt(z - 1.0), above = complex_sqrt(z + 1.0);
    return complex_make(asinh(creal(conj(below) * above)), 2.0 * atan2(cimag(below), creal(above)));
}

static double complex complex_atanh(double complex z) {
    double a = fabs(creal(z)), b = cimag(z);
    double real = 0.25 * log1p(4.0 * a / ((1.0 - a) * (1.0 - a) + b * b));
    return complex_make(copysign(real, creal(z)),
                        0.5 * atan2(2.0 * b, (1.0 - a) * (1.0 + a) - b * b));
}

/* -i atanh(iz), with more care for a large real part. */
static double complex complex_atan(double complex z) {
    double a = creal(z), b = cimag(z);
    return complex_make(0.5 * atan2(2.0 * a, (1.0 - a) * (1.0 + a) - b * b),
                        0.25 * log1p(4.0 * b / (a * a + (1.0 - b) * (1.0 - b))));
}

/* The angle of (y, x), from the axis that is nearest. */
static double complex complex_atan2(double complex x, double complex y) {
    double across = creal(x), along = creal(y);
    if (fabs(across) > fabs(along))
        return copysign(M_PI_2, across) - complex_atan(y / x);
    return (along > 0.0 ? 0.0 : copysign(M_PI, across)) + complex_atan(x / y);
}

/* ---- others ---- */

/* sin(z)/z. Near 0, where the parts of the derivative cancel, its power series. */
static double complex complex_sinc(double complex z) {
    enum { TERMS = 13 };
    if (modulus_of(z) > 1.5)
        return complex_sin(z) / z;
    double complex square = z * z, sum = 1.0;
    for (int k = TERMS; k > 0; k--)
        sum = 1.0 - square * sum / (2.0 * k * (2.0 * k + 1.0));
    return sum;
}

static double complex complex_sigmoid(double complex z) {
    if (creal(z) >= 0.0)
        return 1.0 / (1.0 + complex_exp(-z));
    double complex power = complex_exp(z);
    return power / (1.0 + power);
}

/* ---- any number of arguments ---- */

static double complex join(OpId op, double complex a, double complex b) {
    if (op == OP_SUM)
        return a + b;
    if (op == OP_PROD)
        return a * b;
    return (op == OP_MAXIMUM ? creal(b) > creal(a) : creal(b) < creal(a)) ? b : a;
}

/* In the order of nary.h, so that the real part is rounded as it is there. */
static double complex fold(OpId op, const double complex *arguments, uint32_t count) {
    double complex lane[NARY_LANES];
    uint32_t lanes = count < NARY_LANES ? count : NARY_LANES;
    for (uint32_t i = 0; i < count; i++)
        lane[i % NARY_LANES] =
            i < lanes ? arguments[i] : join(op, lane[i % NARY_LANES], arguments[i]);
    for (uint32_t width = 1; width < lanes; width *= 2)
        for (uint32_t i = 0; i + width < lanes; i += 2 * width)
            lane[i] = join(op, lane[i], lane[i + width]);
    return lanes ? lane[0] : complex_make(NAN, NAN);
}

/* ---- the table; from here on common words are macros ---- */

#include "graph/arithmetic.h"

bool complex_declared(OpId op) {
    switch ((int)op) {
#define ROW(...)
#define COMPLEX(id, ...) case OP_##id:
#include "graph/ops.def"
        return true;
    default:
        return op_table[op].form == OP_NARY;
    }
}

double complex complex_value(OpId op, int32_t integer, const double complex *arguments,
                             uint32_t count) {
    if (op_table[op].form == OP_NARY)
        return fold(op, arguments, count);
    const double complex x = count > 0 ? arguments[0] : complex_make(NAN, NAN);
    const double complex y = count > 1 ? arguments[1] : complex_make(NAN, NAN);
    const double a = creal(x), b = cimag(x);
    const int32_t n = integer;
    switch ((int)op) {
#define ROW(...)
#define COMPLEX(id, value, bound)                                                                  \
    case OP_##id:                                                                                  \
        return value;
#include "graph/ops.def"
    default:
        return complex_make(NAN, NAN);
    }
}

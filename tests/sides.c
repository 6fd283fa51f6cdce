/* The referee at points where a function is rough: what is true of its derivatives there, on one
 * side or both. */
#include "support/asked.h"
#include "support/chance.h"
#include "support/suite.h"
#include "support/words.h"

#include <stdio.h>
#include <string.h>

/* ---- known truths ---------------------------------------------------------------------------- */

/* Of each derivative: a decimal; "L | R" for two sides; "below: D" or "above: D" for one;
 * "undefined: TEXT" and "undecided"; "~0" for a bound. Decimals of 15 characters and more may go
 * on. */
typedef struct Known {
    const char *program, *at, *derivatives, *tie, *truth;
} Known;

static const Known kinks[] = {
    {"relu(x)-relu(-x)", "x=0", "", NULL, "1"},
    {"relu(x)-relu(-x)", "x=0", "x2", NULL, "0"},
    {"abs(x)", "x=0", "", NULL, "-1 | 1"},
    {"abs(x)", "x=0", "x2", NULL, "undefined: f has a kink here"},
    {"abs(x)*x", "x=0", "", NULL, "0"},
    {"abs(x)*x", "x=0", "x2", NULL, "-2 | 2"},
    {"abs(x)^1.5", "x=0", "", NULL, "0"},
    {"abs(-x^2)", "x=0", "x2", NULL, "2"},
    {"max(x, x)", "x=0", "x2", NULL, "0"},
    {"max(x, x)", "x=0", "", NULL, "1"},
    {"max(x, 2*x)", "x=0", "", NULL, "1 | 2"},
    {"min(x, 2*x, 3*x)", "x=0", "", NULL, "3 | 1"},
    {"max(x, -x, 2*x, 3)", "x=0", "", NULL, "0"},
    {"sqrt(x^2)", "x=0", "", NULL, "-1 | 1"},
    {"sqrt(x^4)", "x=0", "x2", NULL, "2"},
    {"sqrt(x^4)", "x=0", "", NULL, "0"},
    {"hypot(x, 0)", "x=0", "", NULL, "-1 | 1"},
    {"clamp(x, 1, 1)", "x=1", "", NULL, "0"},
    {"clamp(x, 0, 1)", "x=1", "", NULL, "1 | 0"},
    {"leaky_relu(x, 0.25)", "x=0", "", NULL, "0.25 | 1"},
    {"elu(x, 1)", "x=0", "", NULL, "1"},
    {"elu(x, 1)", "x=0", "x2", NULL, "1 | 0"},
    {"sqrt(max(x, 0))", "x=-10", "", NULL, "0"},
    {"sqrt(max(x, 0))", "x=0", "", NULL, "0 | Infinity"},
    {"x^2*sign(x)", "x=0", "", NULL, "0"},
    {"(x-1)^2*floor(x)", "x=1", "", NULL, "0"},
    {"acos(1-x^2)", "x=0", "", NULL, "-1.414213562373095048801 | 1.414213562373095048801"},
    {"acosh(1+x^2)", "x=0", "", NULL, "-1.414213562373095048801 | 1.414213562373095048801"},
    {"asin(1-x^4)", "x=0", "", NULL, "0"},
    {"x % x", "x=3", "", NULL, "0"},
    {"sinc(abs(x))", "x=0", "x2", NULL, "-0.333333333333333333333"},
    {"abs(sin(x))^3", "x=0", "x2", NULL, "0"},
    {"cbrt(x^3)", "x=0", "", NULL, "1"},
    {"cbrt(x)^3", "x=0", "x2", NULL, "0"},
    {"exp(-1/x^2) + x", "x=0", "", NULL, "undefined: /: the divisor is 0"},
    {"if x == 0 then 0 else exp(-1/x^2) + x", "x=0", "", NULL, "1"},
    {"abs(x)^3", "x=0", "x3", NULL, "-6 | 6"},
    {"abs(cos(x) - 1)", "x=0", "x2", NULL, "1"},
    {"atan(abs(x))", "x=0", "", NULL, "-1 | 1"},
    {"(x-1)^2*ceil(x)", "x=1", "", NULL, "0"},
    {"x*round(x)", "x=0.25", "", NULL, "0"},
    {"relu(x)^2", "x=0", "x2", NULL, "0 | 2"},
    {"abs(x)+abs(2*x)-3*abs(x)", "x=0", "x2", NULL, "0"},
    {"if x >= 0 then x else sqrt(-x)", "x=0", "", NULL, "-Infinity | 1"},
    {"step(x)*x", "x=0", "", NULL, "0 | 1"},
    {"x*(not x)", "x=0", "", NULL, "0"},
    {"x + (x == 0) - 1", "x=1", "", NULL, "1"},
    {"if abs(x) > 2*x then 1 + x else x + 1", "x=0", "x2", NULL, "0"},
};

static const Known holes[] = {
    {"if x == 0 then 0 else x", "x=0", "", NULL, "1"},
    {"if x != 0 then sin(x)/x else 1", "x=0", "", NULL, "0"},
    {"if x != 0 then sin(x)/x else 1", "x=0", "x2", NULL, "-0.33333333333333333333"},
    {"if x == 0 then 0 else (pi*x*cos(pi*x)-sin(pi*x))/(pi*x^2)", "x=0", "", NULL,
     "-3.28986813369645261"},
    {"sin(x)/x", "x=0", "", NULL, "undefined: /: the divisor is 0"},
    {"if x == 0 then 1 else sin(x)/x", "x=0", "x, x2, x3, x4", NULL,
     "0; -0.33333333333333333333; 0; 0.200000000000000"},
    {"if x < 0 then sin(x) else 1/2", "x=0", "", NULL, "undefined: f jumps here"},
    {"if x == 0 then 1 else x", "x=0", "", NULL, "undefined: f jumps here"},
    {"floor(x)", "x=2", "", NULL, "undefined: f jumps here"},
    {"sign(x)", "x=0", "", NULL, "undefined: f jumps here"},
    {"floor(x)*0", "x=2", "", NULL, "0"},
    {"if x == 0 then 0 else 1/x", "x=0", "", NULL, "undefined: f is infinite here"},
    {"if x == 0 then 0 else log(abs(x))", "x=0", "", NULL, "undefined: f is infinite here"},
    {"if x == 0 then 0 else x^2*log(abs(x))", "x=0", "", NULL, "0"},
    {"if x == 0 then 0 else x*log(abs(x))", "x=0", "", NULL, "-Infinity | -Infinity"},
    {"if x == 0 then 0 else x*log(abs(x))", "x=0", "x2", NULL,
     "undefined: a derivative of lower order is infinite here"},
    {"if x == 0 then 0 else x^2*log(abs(x)) + 3*x", "x=0", "x, x2", NULL,
     "3; -Infinity | -Infinity"},
    {"if x == 0 then 0 else x*log(abs(x))^2", "x=0", "", NULL, "Infinity | Infinity"},
    {"if x == 0 then 0 else x^2*sin(x*log(abs(x)))", "x=0", "x2", NULL, "0"},
    {"if x == 0 then 1 else cos(x*log(abs(x)))", "x=0", "", NULL, "0"},
    {"if x == 0 then 0 else x/log(abs(x))", "x=0", "", NULL, "undecided"},
    {"if x == 0 then 0 else x*log(abs(x)) - x*log(2*abs(x))", "x=0", "", NULL, "undecided"},
    {"if x == 0 then 1 else abs(x)*besselk(1, abs(x))", "x=0", "x, x2", NULL, "0; undecided"},
    {"if x == 0 then 2 else x^2*besselk(2, abs(x))", "x=0", "", NULL, "0"},
    {"if x == 0 then -1/pi else x^2*bessely(2, abs(x))/4", "x=0", "", NULL, "0"},
    {"if x == 0 then 0 else besselk(0, abs(x))*x", "x=0", "", NULL, "Infinity | Infinity"},
    {"if x == 0 then 0 else x^1.5*log(x)", "x=0", "x, x2", NULL,
     "above: 0; none: f ends here | -Infinity"},
    {"if x == 0 then 0 else x^2*sin(1/x)", "x=0", "", NULL, "0"},
    {"if x == 0 then 0 else x^2*sin(1/x)", "x=0", "x2", NULL, "undecided"},
    {"if x == 0 then 0 else x^4*sin(1/x)", "x=0", "x2", NULL, "undecided"},
    {"if x == 0 then 1/4 else (sqrt(x+4)-sqrt(4))/x", "x=0", "", NULL, "-0.015625"},
    {"if x == 0 then sqrt(2)/4 else (sqrt(x+2)-sqrt(2))/x", "x=0", "", NULL,
     "-0.0441941738241592202750"},
    {"if x == 0 then 1 else gamma(x)*x", "x=0", "", NULL, "-0.5772156649015328606065"},
    {"if x == -2 then 1/2 else gamma(x)*(x+2)", "x=-2", "", NULL, "0.46139216754923356969"},
    {"if x == 0 then 0 else 1/digamma(x)", "x=0", "", NULL, "-1"},
    {"if x == 0 then 0 else 1/polygamma(1, x)", "x=0", "x2", NULL, "2"},
    {"if x == 0 then 1 else x*beta(x, 1)", "x=0", "", NULL, "~0"},
    {"if x == 0 then pi/2 else abs(atan(1/x))", "x=0", "", NULL, "1 | -1"},
    {"if x == 0 then 0 else x*csc(x) - 1", "x=0", "x2", NULL, "0.33333333333333333333"},
    {"if x == 0 then 1 else x*cot(x)", "x=0", "x2", NULL, "-0.66666666666666666666"},
    {"if x == 0 then 0 else x*tanh(1/x)", "x=0", "", NULL, "-1 | 1"},
    {"if x == 0 then 0 else 1/softplus(1/x^2)", "x=0", "x2", NULL, "2"},
    {"if x == 0 then 1 else abs(x)^x", "x=0", "", NULL, "-Infinity | -Infinity"},
    {"if x == 0 then 0 else abs(x)^(1+x)", "x=0", "", NULL, "-1 | 1"},
};

/* What grows, is not known well enough, or has many terms. */
#define SIXTEEN(op)                                                                                \
    "1" op "2" op "3" op "4" op "5" op "6" op "7" op "8" op "9" op "10" op "11" op "12" op "13" op \
    "14" op "15" op "16"
#define SMALL "(exp(1e-30) - 1 - 1e-30)"
static const Known others[] = {
    {"abs(x) + 3*x + " SIXTEEN(" + "), "x=0", "", NULL, "2 | 4"},
    {"abs(x)*" SIXTEEN("*"), "x=0", "", NULL, "-20922789888000 | 20922789888000"},
    {"max(abs(x), " SIXTEEN(", ") ")", "x=16", "", NULL, "0 | 1"},
    {"if x == 0 then 0 else atanh(1 - abs(x))*x", "x=0", "", NULL, "Infinity | Infinity"},
    {"if x == 0 then 0 else atanh(abs(x) - 1)*x", "x=0", "", NULL, "-Infinity | -Infinity"},
    {"if x == 0 then 0 else logit(x)*x", "x=0", "", NULL, "none: f ends here | -Infinity"},
    {"if x == 0 then 0 else logit(1 - x)*x", "x=0", "", NULL, "none: f ends here | Infinity"},
    {"if x == 0 then 0 else acosh(1/abs(x))*x", "x=0", "", NULL, "Infinity | Infinity"},
    {"if x == 0 then 0 else asinh(1/x)*x", "x=0", "", NULL, "-Infinity | Infinity"},
    {"if x == 0 then 0 else lambertw(1/abs(x))*x", "x=0", "", NULL, "Infinity | Infinity"},
    {"if x == 0 then 0 else lgamma(x)*x", "x=0", "", NULL, "Infinity | Infinity"},
    {"if x == -1 then 0 else lgamma(x)*(x + 1)", "x=-1", "", NULL, "Infinity | Infinity"},
    {"if x == 0 then 0 else x^2*bessely(0, 1/abs(x))", "x=0", "", NULL, "0"},
    {"if x == 0 then 0 else x^2*floor(1/x)", "x=0", "", NULL, "undecided"},
    {"if x == 0 then 0 else exp(1/x)", "x=0", "", NULL, "undecided"},
    {"if x == 0 then 0 else exp(log(abs(x)))", "x=0", "", NULL, "undecided"},
    {"if x == 0 then 0 else x^2*sin(log(abs(x)))", "x=0", "", NULL, "0"},
    {"if x == 0 then 0 else x^2*log(log(1/abs(x)))", "x=0", "", NULL, "0"},
    {"if x == 0 then 0 else sinh(1/x)", "x=0", "", NULL, "undecided"},
    {"atanh(x)", "x=1", "", NULL, "undefined: atanh: pole at 1 and -1"},
    {"logit(x)", "x=1", "", NULL, "undefined: logit: pole at 0 and 1"},
    {"beta(x + 0.5, -1.5 - x)", "x=0.25", "", NULL, "0"},
    {"abs(sin(x)^2 + cos(x)^2 - 1)", "x=0.5", "", NULL, "undecided"},
    {"max(sin(x)^2 + cos(x)^2, 1)", "x=0.5", "", NULL, "undecided"},
    {"floor(sin(x)^2 + cos(x)^2)", "x=0.5", "", NULL, "undecided"},
    {"if sin(x)^2 + cos(x)^2 < 1 then x else 2*x", "x=0.5", "", NULL, "undecided"},
    {"(sin(x)^2 + cos(x)^2 - 1)^1.5", "x=0.5", "", NULL, "undecided"},
    {SMALL "*abs(x)", "x=0", "", NULL, "-5.0000000000000008333 | 5.0000000000000008333"},
    {SMALL "*x + x^2.5", "x=0", "", NULL, "above: 5.0000000000000008333"},
    {SMALL "*x + (-x)^2.5", "x=0", "", NULL, "below: 5.0000000000000008333"},
    {SMALL "*x*abs(x)", "x=0", "", NULL, "0"},
    {SMALL "*abs(x) + relu(x)", "x=0", "", NULL, "-5.0000000000000008333 | 1.00000000000000000"},
    {SMALL "*abs(x) + relu(-x)", "x=0", "", NULL, "-1.00000000000000000 | 5.0000000000000008333"},
    {"max(0.1*3*x, 0.3*x)", "x=0", "", NULL, "0.30000000000000000277"},
    {"0^(abs(x) - 1) + x", "x=2", "", NULL, "1"},
    {"x^-1.5", "x=0", "", NULL, "undefined: ^: 0 to a negative power"},
    {"(x - 1/3 + (1/3 - x))^x", "x=2", "", NULL, "undecided"},
    {"abs(x)^sqrt(2)", "x=0", "x, x2", NULL, "0; Infinity | Infinity"},
    {"abs(x)^(2*sqrt(2))/abs(x)^sqrt(2) + x", "x=0", "", NULL, "undefined: /: the divisor is 0"},
    {"xlogy(x, x - 1)", "x=0", "", NULL, "undefined: xlogy: log of a negative number"},
};

static const Known ends[] = {
    {"sqrt(x)", "x=0", "", NULL, "none: f ends here | Infinity"},
    {"x^2.5", "x=0", "", NULL, "above: 0"},
    {"x^2.5", "x=0", "x2", NULL, "above: 0"},
    {"x^2.5", "x=0", "x3", NULL, "none: f ends here | Infinity"},
    {"x^2.5", "x=0", "x4", NULL, "undefined: a derivative of lower order is infinite here"},
    {"((x-2)^2)^0.75", "x=2", "", NULL, "0"},
    {"((x-2)^2)^0.75", "x=2", "x2", NULL, "Infinity | Infinity"},
    {"if b <= 0 then b^2 else sqrt(b)", "b=0", "", NULL, "0 | Infinity"},
    {"cbrt(x)", "x=0", "", NULL, "Infinity | Infinity"},
    {"-cbrt(x)", "x=0", "", NULL, "-Infinity | -Infinity"},
    {"asin(x)", "x=1", "", NULL, "Infinity | none: f ends here"},
    {"asin(x)", "x=-1", "", NULL, "none: f ends here | Infinity"},
    {"acos(x)", "x=-1", "", NULL, "none: f ends here | -Infinity"},
    {"acosh(x)", "x=1", "", NULL, "none: f ends here | Infinity"},
    {"acosh(x)^2", "x=1", "", NULL, "above: 2.00000000000000"},
    {"asin(x) + acos(x)", "x=1", "", NULL, "undecided"},
    {"lambertw(x)", "x=-0.36787944117144233", "", NULL, "none: f ends here | Infinity"},
    {"(lambertw(x)+1)^2", "x=-0.36787944117144233", "", NULL, "above: 5.436563656918090470720"},
    {"lambertw(x^2 - 0.36787944117144233) + 0*sqrt(x)", "x=0", "x, x2, x3, x4, x5", NULL,
     "above: 2.33164398159712420336; above: -3.6243757712787269804; above: 11.6197866869541585321; "
     "above: -56.485228845158748403; above: 368.023068126075829547"},
    {"xlogy(x, x)", "x=0", "", NULL, "none: f ends here | -Infinity"},
    {"xlogy(x^2, x)", "x=0", "", NULL, "above: 0"},
    {"log(x)", "x=0", "", NULL, "undefined: log: the argument is 0"},
    {"sqrt(-x^2)", "x=0", "", NULL, "undefined: f is defined here alone"},
    {"x^1.5 + abs(x)", "x=0", "", NULL, "above: 1"},
    {"0^x", "x=0", "", NULL, "undefined: f jumps here"},
    {"x^0", "x=0", "", NULL, "0"},
    {"atan2(x, -1)", "x=0", "", NULL, "undefined: f jumps here"},
    {"atan2(abs(x), -1)", "x=0", "", NULL, "1 | -1"},
    {"atan2(x, abs(x))*x", "x=0", "", NULL, "undefined: atan2: there is no angle at 0, 0"},
};

static const Known ties[] = {
    {"abs(x-1/3)", "x=0.3333333333333333", "", "abs", "-1 | 1"},
    {"max(x, 1/3)", "x=0.3333333333333333", "", "max", "0 | 1"},
    {"relu(x-1/3)^2", "x=0.3333333333333333", "x2", "relu", "0 | 2"},
    {"if x < 1/3 then 0 else x - 1/3", "x=0.3333333333333333", "", "<", "0 | 1"},
    {"abs(sin(x)-0.8414709848078965)", "x=1", "", "abs",
     "-0.54030230586813971 | 0.54030230586813971"},
    {"abs(cos(x)-1)", "x=1e-9", "", "abs", "1.000000000000000062"},
    {"(3*x-1)*floor(3*x)", "x=0.3333333333333333", "", "floor", "0 | 3"},
    {"abs(x-1/3)", "x=0.3333333333333333", "", NULL, "-1"},
    {"abs(x)", "x=0", "", "abs", "-1 | 1"},
    {"max(5, x, 1/3) - 5*(x > 1)", "x=0.3333333333333333", "", "max", "0"},
    {"max(x, 1/3, x - 1, 0)", "x=0.3333333333333333", "", "max", "0 | 1"},
    {"min(5, x, 1/3, 2*x, 7)", "x=0.3333333333333333", "", "min", "1 | 0"},
    {"max(0, 5 - x, 1/3, x)", "x=0.3333333333333333", "", "max", "-1"},
    {"(x % 0.1)*0", "x=0.3", "", "%", "0"},
    {"(x-0.3)*frac(x*10)", "x=0.3", "", "frac", "1 | 0"},
    {"asin(3*(x-1/3) + 1)", "x=0.3333333333333333", "", "asin", "Infinity | none: f ends here"},
    {"acos(3*(x-1/3) + 1)^2", "x=0.3333333333333333", "", "acos", "below: -6.00000000000000"},
    {"x^2*round(x*3 - 0.5)", "x=0.3333333333333333", "", "round", "undefined: f jumps here"},
    {"abs(x-y)", "x=0.1,y=0.1", "x, y", "abs", "-1 | 1; -1 | 1"},
    {"sqrt((3*x-1)^2)", "x=0.3333333333333333", "", "sqrt", "-3 | 3"},
};

static const Known many[] = {
    {"abs(x)*y", "x=0,y=2", "x y", NULL, "undefined: it depends on the direction"},
    {"abs(x)*y", "x=0,y=2", "x, y", NULL, "-2 | 2; 0"},
    {"abs(x)+x*y", "x=0,y=2", "x y, x2, y2", NULL, "1; undefined: f has a kink here; 0"},
    {"if x == 0 and y == 0 then 0 else x*y*(x^2-y^2)/(x^2+y^2)", "x=0,y=0", "x, y, x y, x2", NULL,
     "0; 0; undefined: it depends on the direction; 0"},
    {"0.5*hypot(x,y)^2", "x=0,y=0", "x2, x y, y2", NULL, "1; 0; 1"},
    {"hypot(x,y)*hypot(x,y) + sqrt(x^2+y^2)^4 + hypot(x,y)^2.0", "x=0,y=0", "x y, x2, y4", NULL,
     "0; 4; 24"},
    {"((x-y)^2)^0.75", "x=1,y=1", "x, y", NULL, "0; 0"},
    {"max(x,y)^2", "x=1,y=1", "x, y", NULL, "0 | 2; 0 | 2"},
    {"max(x,y)^2", "x=0,y=0", "x y", NULL, "undefined: it depends on the direction"},
    {"max(x,y)", "x=0,y=0", "v", NULL, "1 | 2"},
    {"max(x,y)", "x=1,y=1", "x, v", NULL, "0 | 1; 1 | 2"},
    {"abs(x-y)*abs(x-y)", "x=0,y=0", "x2, x y, y2, v2, x v", NULL, "2; -2; 2; 2; -2"},
    {"sqrt(x^2+y^2)", "x=0,y=0", "v", NULL, "-2.236067977499789696409 | 2.236067977499789696409"},
    {"x^2*y^2*abs(x)", "x=0,y=0", "x2 y2", NULL, "0"},
    {"relu(x+y)", "x=0,y=0", "x y", NULL, "undefined: it depends on the direction"},
    {"if y > -0.75*x then y else 0", "x=0,y=0", "x y", NULL,
     "undefined: it depends on the direction"},
    {"relu(x+4*y)", "x=0,y=0", "x y", NULL, "undefined: it depends on the direction"},
    {"relu(x)*relu(y)", "x=0,y=0", "x y", NULL, "undefined: it depends on the direction"},
    {"atan2(y, x)", "x=-1,y=0", "x, y", NULL, "0; undefined: f jumps here"},
    {"sqrt(x)*y", "x=0,y=1", "y, x y", NULL, "0; undefined: f is not smooth here"},
    {"max(max(x,y)*x*y, x^2*y^2)", "x=0,y=0", "x2", NULL, "0"},
};

static const double vector[] = {1, 2};

static bool is_decimal(const char *decimal, const char *expected, size_t length) {
    return strncmp(decimal, expected, length) == 0 && (length >= 15 || !decimal[length]);
}

/* Takes what is expected up to the separator. */
static bool takes(const char **expected, const char *text, const char *why, size_t length) {
    bool fits = strncmp(*expected, "none: ", 6) == 0
                    ? strlen(why) == length - 6 && strncmp(*expected + 6, why, length - 6) == 0
                    : is_decimal(text, *expected, length);
    *expected += length;
    return fits;
}

static bool is_two_sided(const ReferenceNumber *number, const char *expected, size_t length) {
    if (number->status != REFERENCE_SIDES)
        return false;
    size_t first = (size_t)(strstr(expected, " | ") - expected);
    bool below = takes(&expected, number->below.decimal, words_of_code(number->below.why), first);
    expected += 3;
    return below && takes(&expected, number->above.decimal, words_of_code(number->above.why),
                          length - first - 3);
}

static bool begins(const char *text, size_t length, const char *word) {
    return strlen(word) <= length && strncmp(text, word, strlen(word)) == 0;
}

static bool is_as_expected(const ReferenceNumber *number, const char *expected, size_t length) {
    static const char undefined[] = "undefined: ", below[] = "below: ", above[] = "above: ";
    const char *bar = strstr(expected, " | ");
    if (begins(expected, length, undefined))
        return number->status == REFERENCE_UNDEFINED &&
               strlen(words(number->why)) == length - strlen(undefined) &&
               begins(expected + strlen(undefined), length, words(number->why));
    if (begins(expected, length, "undecided"))
        return number->status == REFERENCE_UNDECIDED;
    if (bar && bar < expected + length)
        return is_two_sided(number, expected, length);
    int side = begins(expected, length, below) ? -1 : begins(expected, length, above) ? 1 : 0;
    size_t word = side ? strlen(below) : 0;
    if (number->status == REFERENCE_BELOW)
        return length == 2 && strncmp(expected, "~0", 2) == 0;
    return number->status == REFERENCE_PROVEN && number->side == side &&
           is_decimal(number->decimal, expected + word, length - word);
}

static void show(const ReferenceNumber *number, char text[static 400]) {
    static const char *const statuses[] = {"proven",    "below bound", "unproven",
                                           "undefined", "sides",       "undecided"};
    snprintf(text, 400, "%s %d %s (%s), %s %s | %s %s", statuses[number->status], number->side,
             number->decimal, words(number->why),
             number->below.decimal ? number->below.decimal : "-", words_of_code(number->below.why),
             number->above.decimal ? number->above.decimal : "-", words_of_code(number->above.why));
}

static void check_truth(const Known *truth) {
    ReferenceAnswer answer;
    const char *expected = truth->truth;
    bool there =
        asked_of_sides(truth->program, truth->at, truth->derivatives, vector, truth->tie, &answer);
    ck_assert_msg(there, "%s at %s: %s", truth->program, truth->at, words(&answer.missing));
    for (uint32_t i = 0; i < answer.count; i++) {
        size_t length = strcspn(expected, ";");
        char shown[400];
        show(&answer.gradient[i], shown);
        ck_assert_msg(is_as_expected(&answer.gradient[i], expected, length),
                      "%s at %s, %s, number %u: %s, not %.*s", truth->program, truth->at,
                      truth->derivatives, i, shown, (int)length, expected);
        expected += length + strspn(expected + length, "; ");
    }
    reference_answer_free(&answer);
}

START_TEST(test_kinks) {
    check_truth(&kinks[_i]);
}
END_TEST
START_TEST(test_holes) {
    check_truth(&holes[_i]);
}
END_TEST
START_TEST(test_others) {
    check_truth(&others[_i]);
}
END_TEST
START_TEST(test_ends) {
    check_truth(&ends[_i]);
}
END_TEST
START_TEST(test_ties) {
    check_truth(&ties[_i]);
}
END_TEST
START_TEST(test_many) {
    check_truth(&many[_i]);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sides");
    TCase *known = suite_case(suite, "known truths");
    tcase_add_checked_fixture(known, asked_set_up, asked_tear_down);
    tcase_add_loop_test(known, test_kinks, 0, LENGTH(kinks));
    tcase_add_loop_test(known, test_holes, 0, LENGTH(holes));
    tcase_add_loop_test(known, test_others, 0, LENGTH(others));
    tcase_add_loop_test(known, test_ends, 0, LENGTH(ends));
    tcase_add_loop_test(known, test_ties, 0, LENGTH(ties));
    tcase_add_loop_test(known, test_many, 0, LENGTH(many));
    return suite_run(suite);
}

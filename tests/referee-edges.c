/* The referee where derivatives are matters of convention or do not exist, of first and higher
 * orders. */
#include "support/asked.h"
#include "support/suite.h"
#include "support/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- first derivatives ----------------------------------------------------------------------- */

/* By the gradient, which is found by going backwards.
 * `slope`: what the decimal begins with, or for undefined ones what the reason holds. */
static const struct {
    const char *program, *at;
    ReferenceStatus status;
    const char *slope, *note;
} edges[] = {
    {"abs(x)", "x=0", REFERENCE_PROVEN, "0", "kink"},
    {"abs(x)", "x=-2", REFERENCE_PROVEN, "-1", NULL},
    {"max(x, 2*x)", "x=0", REFERENCE_PROVEN, "1.5", "tie"},
    {"max(x, 2*x, 3*x, 1)", "x=0", REFERENCE_PROVEN, "0", NULL},
    {"min(x, 2)", "x=2", REFERENCE_PROVEN, "0.5", "tie"},
    {"sqrt(x)", "x=0", REFERENCE_UNDEFINED, "sqrt: the slope is infinite at 0", NULL},
    {"sqrt(x^2)", "x=0", REFERENCE_UNDEFINED, "sqrt", NULL},
    {"sqrt(floor(x))", "x=0.5", REFERENCE_PROVEN, "0", NULL},
    {"floor(x)", "x=2", REFERENCE_UNDEFINED, "floor: it jumps here", NULL},
    {"floor(x)+x", "x=2.5", REFERENCE_PROVEN, "1", NULL},
    {"round(x)", "x=0.5", REFERENCE_UNDEFINED, "jumps", NULL},
    {"trunc(x)", "x=0", REFERENCE_PROVEN, "0", NULL},
    {"sign(x)", "x=0", REFERENCE_UNDEFINED, "jumps", NULL},
    {"step(x)", "x=0", REFERENCE_UNDEFINED, "jumps", NULL},
    {"frac(x)", "x=3", REFERENCE_UNDEFINED, "jumps", NULL},
    {"x % 3", "x=6", REFERENCE_UNDEFINED, "jumps", NULL},
    {"x % 3", "x=-7", REFERENCE_PROVEN, "1", NULL},
    {"3 % x", "x=0", REFERENCE_UNDEFINED, "divisor", NULL},
    {"(x < 3) + x", "x=3", REFERENCE_UNDEFINED, "<: it jumps here", NULL},
    {"(x < 3) + x", "x=2", REFERENCE_PROVEN, "1", NULL},
    {"x^0.5", "x=0", REFERENCE_UNDEFINED, "infinite", NULL},
    {"x^1.5", "x=0", REFERENCE_PROVEN, "0", NULL},
    {"x^0", "x=0", REFERENCE_PROVEN, "0", NULL},
    {"x^-1", "x=0", REFERENCE_UNDEFINED, "0 to a negative power", NULL},
    {"0^x", "x=2", REFERENCE_PROVEN, "0", NULL},
    {"0^x", "x=0", REFERENCE_UNDEFINED, "no derivative", NULL},
    {"(-2)^x", "x=2", REFERENCE_UNDEFINED, "negative base", NULL},
    {"(-2)^x", "x=2.5", REFERENCE_UNDEFINED, "not whole", NULL},
    {"log(x)", "x=-1", REFERENCE_UNDEFINED, "log: the argument is negative", NULL},
    {"log(x)", "x=0", REFERENCE_UNDEFINED, "log: the argument is 0", NULL},
    {"1/x", "x=0", REFERENCE_UNDEFINED, "divisor", NULL},
    {"atan(1/x)", "x=0", REFERENCE_UNDEFINED, "divisor", NULL},
    {"log(x) + 1/x", "x=0", REFERENCE_UNDEFINED, "log: the argument is 0",
     NULL}, /* the first of them */
    {"1/x + log(x)", "x=0", REFERENCE_UNDEFINED, "divisor", NULL},
    {"exp(x)", "x=1e60", REFERENCE_PROVEN, "2.7015030140365012676316434298052778", NULL},
    {"x*1e308*10", "x=1", REFERENCE_PROVEN, "1.000000000000000010979063629", NULL},
    {"exp(-x)", "x=1000", REFERENCE_PROVEN, "-5.0759588975494567652918", NULL},
    {"hypot(x, 0)", "x=0", REFERENCE_PROVEN, "0", "kink"},
    {"atan2(x, -1)", "x=0", REFERENCE_UNDEFINED, "jumps", NULL},
    {"atan2(x, 0)", "x=0", REFERENCE_UNDEFINED, "no angle", NULL},
    {"relu(x)", "x=0", REFERENCE_PROVEN, "0", "left"},
    {"leaky_relu(x, 0.25)", "x=0", REFERENCE_PROVEN, "0.25", "left"},
    {"elu(x, 2)", "x=0", REFERENCE_PROVEN, "2", "left"},
    {"elu(x)", "x=0", REFERENCE_PROVEN, "1", NULL},
    {"log2(x)", "x=0", REFERENCE_UNDEFINED, "log2: the argument is 0", NULL},
    {"log10(x)", "x=-1", REFERENCE_UNDEFINED, "log10: the argument is negative", NULL},
    {"log1p(x)", "x=-1", REFERENCE_UNDEFINED, "log1p: the argument is -1", NULL},
    {"log1p(x)", "x=-1.5", REFERENCE_UNDEFINED, "log1p: the argument is less than -1", NULL},
    {"sqrt(x)", "x=-1", REFERENCE_UNDEFINED, "sqrt: the argument is negative", NULL},
    {"asin(x)", "x=1.5", REFERENCE_UNDEFINED, "asin: the argument is not in [-1, 1]", NULL},
    {"acos(x)", "x=-2", REFERENCE_UNDEFINED, "acos: the argument is not in [-1, 1]", NULL},
    {"acosh(x)", "x=0.5", REFERENCE_UNDEFINED, "acosh: the argument is less than 1", NULL},
    {"acosh(x)", "x=-2", REFERENCE_UNDEFINED, "acosh: the argument is less than 1", NULL},
    {"atanh(x)", "x=1", REFERENCE_UNDEFINED, "atanh: pole at 1 and -1", NULL},
    {"atanh(x)", "x=-1", REFERENCE_UNDEFINED, "atanh: pole at 1 and -1", NULL},
    {"atanh(x)", "x=-1.5", REFERENCE_UNDEFINED, "atanh: the argument is not in (-1, 1)", NULL},
    {"csc(x)", "x=0", REFERENCE_UNDEFINED, "csc: pole at 0", NULL},
    {"cot(x)", "x=0", REFERENCE_UNDEFINED, "cot: pole at 0", NULL},
    {"gamma(x)", "x=0", REFERENCE_UNDEFINED, "gamma: pole at 0, -1, -2, ...", NULL},
    {"lgamma(x)", "x=-3", REFERENCE_UNDEFINED, "lgamma: pole at 0", NULL},
    {"digamma(x)", "x=-1", REFERENCE_UNDEFINED, "digamma: pole at 0", NULL},
    {"polygamma(2, x)", "x=-1", REFERENCE_UNDEFINED, "pole at 0", NULL},
    {"beta(x, 1)", "x=0", REFERENCE_UNDEFINED, "beta: pole at 0", NULL},
    {"beta(1.5, x)", "x=-2", REFERENCE_UNDEFINED, "beta: pole at 0", NULL},
    {"bessely(0, x)", "x=0", REFERENCE_UNDEFINED, "bessely: the argument is not positive", NULL},
    {"besselk(1, x)", "x=-1", REFERENCE_UNDEFINED, "besselk: the argument is not positive", NULL},
    {"lambertw(x)", "x=-0.5", REFERENCE_UNDEFINED, "lambertw: the argument is less than -1/e",
     NULL},
    {"logit(x)", "x=0", REFERENCE_UNDEFINED, "logit: pole at 0 and 1", NULL},
    {"logit(x)", "x=1", REFERENCE_UNDEFINED, "logit: pole at 0 and 1", NULL},
    {"logit(x)", "x=-1", REFERENCE_UNDEFINED, "logit: the argument is not in (0, 1)", NULL},
    {"logit(x)", "x=2", REFERENCE_UNDEFINED, "logit: the argument is not in (0, 1)", NULL},
    {"xlogy(1, x)", "x=0", REFERENCE_UNDEFINED, "xlogy: log of 0", NULL},
    {"xlogy(0, x)", "x=-1", REFERENCE_UNDEFINED, "xlogy: log of a negative number", NULL},
    {"xlogy(2, x)", "x=-1", REFERENCE_UNDEFINED, "xlogy: log of a negative number", NULL},
    {"xlogy(x, 0)", "x=0", REFERENCE_UNDEFINED, "the slope by x is infinite at y = 0", NULL},
    {"x % 0", "x=1", REFERENCE_UNDEFINED, "the divisor is 0", NULL},
    {"x / 0", "x=1", REFERENCE_UNDEFINED, "the divisor is 0", NULL},
    {"asin(x)", "x=1", REFERENCE_UNDEFINED, "asin: the slope is infinite at the end of the domain",
     NULL},
    {"acos(x)", "x=-1", REFERENCE_UNDEFINED, "acos: the slope is infinite at the end", NULL},
    {"acosh(x)", "x=1", REFERENCE_UNDEFINED, "acosh: the slope is infinite at 1", NULL},
    {"cbrt(x)", "x=0", REFERENCE_UNDEFINED, "cbrt: the slope is infinite at 0", NULL},
    {"x^(-2)", "x=0", REFERENCE_UNDEFINED, "0 to a negative power", NULL},
    {"x^-0.5", "x=0", REFERENCE_UNDEFINED, "0 to a negative power", NULL},
    {"x^0.5", "x=-1", REFERENCE_UNDEFINED, "not whole", NULL},
    {"xlogy(0, x)", "x=0", REFERENCE_PROVEN, "0", NULL},
    {"xlogy(0, x)", "x=2", REFERENCE_PROVEN, "0", NULL},
    {"xlogy(x, 1)", "x=3", REFERENCE_PROVEN, "0", NULL},
    {"max(x, 2*x, 3)", "x=3", REFERENCE_PROVEN, "2", NULL},
    {"min(x, 2, 3, 4)", "x=2", REFERENCE_PROVEN, "0.5", "tie"},
    {"max(1, x, 2*x - 2, x)", "x=2", REFERENCE_PROVEN, "1.333333333333333333333333", "tie"},
    {"min(x, 3*x, 1)", "x=0", REFERENCE_PROVEN, "2", "tie"},
    {"min(-x, 3*x)", "x=1", REFERENCE_PROVEN, "-1", NULL},
    {"ceil(x)", "x=2.5", REFERENCE_PROVEN, "0", NULL},
    {"round(x)", "x=0.25", REFERENCE_PROVEN, "0", NULL},
    {"round(x)", "x=-1.75", REFERENCE_PROVEN, "0", NULL},
    {"trunc(x)", "x=-1.5", REFERENCE_PROVEN, "0", NULL},
    {"trunc(x)", "x=1.5", REFERENCE_PROVEN, "0", NULL},
    {"abs(x)", "x=3", REFERENCE_PROVEN, "1", NULL},
    {"relu(x)", "x=3", REFERENCE_PROVEN, "1", NULL},
    {"relu(x)", "x=-3", REFERENCE_PROVEN, "0", NULL},
    {"leaky_relu(x, 0.25)", "x=-3", REFERENCE_PROVEN, "0.25", NULL},
    {"leaky_relu(x, 0.25)", "x=3", REFERENCE_PROVEN, "1", NULL},
    {"leaky_relu(-2, x)", "x=3", REFERENCE_PROVEN, "-2", NULL},
    {"leaky_relu(2, x)", "x=3", REFERENCE_PROVEN, "0", NULL},
    {"leaky_relu(0, x)", "x=3", REFERENCE_PROVEN, "0", NULL},
    {"leaky_relu(x, 1)", "x=0", REFERENCE_PROVEN, "1", NULL},
    {"elu(2, x)", "x=3", REFERENCE_PROVEN, "0", NULL},
    {"elu(x, 3)", "x=2", REFERENCE_PROVEN, "1", NULL},
    {"elu(0, x)", "x=2", REFERENCE_PROVEN, "0", NULL},
    {"7 % x", "x=2.5", REFERENCE_PROVEN, "-2", NULL},
    {"x % -3", "x=7", REFERENCE_PROVEN, "1", NULL},
    {"-7 % x", "x=2.5", REFERENCE_PROVEN, "3", NULL},
    {"x^65537", "x=0", REFERENCE_PROVEN, "0", NULL},
    {"x^2", "x=0", REFERENCE_PROVEN, "0", NULL},
    {"x^65536", "x=1", REFERENCE_PROVEN, "65536", NULL},
    {"x^65537", "x=-1", REFERENCE_PROVEN, "65537", NULL},
    {"x^65538", "x=-1", REFERENCE_PROVEN, "-65538", NULL},
    {"x^(-65538)", "x=-1", REFERENCE_PROVEN, "65538", NULL},
    {"x^(-65537)", "x=1", REFERENCE_PROVEN, "-65537", NULL},
    {"0^x", "x=0.5", REFERENCE_PROVEN, "0", NULL},
    {"x^1", "x=0", REFERENCE_PROVEN, "1", NULL},
    /* Kinks that only doubles see, or that doubles do not. */
    {"abs(sin(x))", "x=3.141592653589793", REFERENCE_PROVEN, "-0.99999999999999999999", NULL},
    {"abs((x + 1e20) - 1e20)", "x=1", REFERENCE_PROVEN, "1", NULL},
    {"floor(log2(x))", "x=8", REFERENCE_UNDEFINED, "jumps", NULL},
    {"floor(sin(x)^2 + cos(x)^2 + x)", "x=0.25", REFERENCE_PROVEN, "0", NULL},
    /* A whole number hidden by rounding is never decided, and nothing is made up. */
    {"floor(sin(x)^2 + cos(x)^2)", "x=0.25", REFERENCE_UNPROVEN, "", NULL},
    {"abs(sin(x)^2 + cos(x)^2 - 1)", "x=0.25", REFERENCE_UNPROVEN, "", NULL},
    {"sin(x)^2 + cos(x)^2", "x=0.25", REFERENCE_BELOW, "", NULL},
    {"if x < 1 then x^2 else x^3", "x=1", REFERENCE_PROVEN, "3", NULL},
    {"if sin(x) > 0 then x^2 else x^3", "x=3.141592653589793", REFERENCE_PROVEN,
     "6.28318530717958623199", NULL},
    {"if x + 1e20 > 1e20 then x^2 else x^3", "x=1", REFERENCE_PROVEN, "3", "otherwise"},
    {"if sin(x)^2 + cos(x)^2 == 1 then x else -x", "x=0.25", REFERENCE_PROVEN, NULL, "not sure"},
};

START_TEST(edges_follow_the_conventions) {
    ReferenceAnswer answer;
    ask(edges[_i].program, edges[_i].at, "", NULL, &answer);
    const ReferenceNumber *slope = &answer.gradient[0];
    const char *got = slope->status == REFERENCE_UNDEFINED ? words(slope->why) : slope->decimal;
    ck_assert_msg(slope->status == edges[_i].status, "%s: status %d, %s", edges[_i].program,
                  slope->status, got);
    const char *expected = edges[_i].slope;
    if (expected && slope->status == REFERENCE_UNDEFINED)
        ck_assert_msg(strstr(got, expected), "%s: %s", edges[_i].program, got);
    else if (expected && slope->exact)
        ck_assert_msg(strcmp(got, expected) == 0 ||
                          (strlen(expected) > 20 && strncmp(got, expected, strlen(expected)) == 0),
                      "%s: %s", edges[_i].program, got);
    else if (expected)
        ck_assert_msg(strncmp(got, expected, strlen(expected)) == 0, "%s: %s", edges[_i].program,
                      got);
    bool noted = false;
    for (uint32_t i = 0; i < answer.note_count; i++)
        noted |= edges[_i].note && strstr(words(answer.notes[i]), edges[_i].note);
    ck_assert_msg(edges[_i].note ? noted : answer.note_count == 0, "%s: %u notes, %s",
                  edges[_i].program, answer.note_count,
                  answer.note_count ? words(answer.notes[0]) : "none");
    reference_answer_free(&answer);
}
END_TEST

/* Exactly these. */
static const struct {
    const char *program, *at, *value;
} values[] = {{"floor(x)", "x=2", "2"},
              {"sqrt(x)", "x=0", "0"},
              {"step(x)", "x=0", "1"},
              {"round(x)", "x=-0.5", "-1"},
              {"x % 3", "x=6", "0"},
              {"0^x", "x=0", "1"},
              {"sqrt(x)", "x=9", "3"},
              {"cbrt(x)", "x=-8", "-2"},
              {"log2(x)", "x=0.125", "-3"},
              {"log10(x)", "x=1000", "3"},
              {"2^x", "x=-2", "0.25"},
              {"x^0.5", "x=16", "4"},
              {"exp2(x)", "x=10", "1024"},
              {"acosh(x)", "x=1", "0"},
              {"hypot(x, 4)", "x=3", "5"},
              {"logit(x)", "x=0.5", "0"},
              {"log(x)", "x=1", "0"},
              {"log2(x)", "x=1", "0"},
              {"log2(x)", "x=2^1000", "1000"},
              {"log2(x)", "x=2^-1074", "-1074"},
              {"log10(x)", "x=1e22", "22"},
              {"log10(x)", "x=10", "1"},
              {"log10(x)", "x=1", "0"},
              {"log1p(x)", "x=0", "0"},
              {"exp(x)", "x=0", "1"},
              {"exp2(x)", "x=20", "1048576"},
              {"exp2(x)", "x=-2", "0.25"},
              {"exp2(x)", "x=0", "1"},
              {"expm1(x)", "x=0", "0"},
              {"cbrt(x)", "x=27", "3"},
              {"cbrt(x)", "x=0.125", "0.5"},
              {"cbrt(x)", "x=-3.375", "-1.5"},
              {"cbrt(x)", "x=0", "0"},
              {"sqrt(x)", "x=2.25", "1.5"},
              {"sqrt(x)", "x=2^-20", "0.0009765625"},
              {"sin(x)", "x=0", "0"},
              {"cos(x)", "x=0", "1"},
              {"tan(x)", "x=0", "0"},
              {"sec(x)", "x=0", "1"},
              {"asin(x)", "x=0", "0"},
              {"acos(x)", "x=1", "0"},
              {"atan(x)", "x=0", "0"},
              {"atan2(x, 1)", "x=0", "0"},
              {"sinh(x)", "x=0", "0"},
              {"cosh(x)", "x=0", "1"},
              {"tanh(x)", "x=0", "0"},
              {"asinh(x)", "x=0", "0"},
              {"atanh(x)", "x=0", "0"},
              {"erf(x)", "x=0", "0"},
              {"erfc(x)", "x=0", "1"},
              {"gamma(x)", "x=5", "24"},
              {"besselj(0, x)", "x=0", "1"},
              {"besselj(1, x)", "x=0", "0"},
              {"besseli(0, x)", "x=0", "1"},
              {"besseli(2, x)", "x=0", "0"},
              {"lambertw(x)", "x=0", "0"},
              {"sinc(x)", "x=0", "1"},
              {"gauss(x)", "x=0", "1"},
              {"sigmoid(x)", "x=0", "0.5"},
              {"hypot(x, 12)", "x=5", "13"},
              {"hypot(x, 1)", "x=0", "1"},
              {"x^1.5", "x=4", "8"},
              {"x^-0.5", "x=0.25", "2"},
              {"x^0", "x=0", "1"},
              {"0^x", "x=3", "0"},
              {"x^0.5", "x=2.25", "1.5"},
              {"x^3", "x=-2", "-8"},
              {"x^-3", "x=-2", "-0.125"},
              {"(-2)^x", "x=3", "-8"},
              {"(-2)^x", "x=4", "16"},
              {"(-2)^x", "x=-3", "-0.125"},
              {"1^x", "x=0.3", "1"},
              {"ceil(x)", "x=-0.5", "0"},
              {"ceil(x)", "x=1.5", "2"},
              {"ceil(x)", "x=2", "2"},
              {"ceil(x)", "x=-2", "-2"},
              {"floor(x)", "x=-0.5", "-1"},
              {"floor(x)", "x=-2", "-2"},
              {"round(x)", "x=2.5", "3"},
              {"round(x)", "x=-2.5", "-3"},
              {"round(x)", "x=0.25", "0"},
              {"round(x)", "x=0.5", "1"},
              {"round(x)", "x=-1.25", "-1"},
              {"round(x)", "x=-1.75", "-2"},
              {"trunc(x)", "x=-1.75", "-1"},
              {"trunc(x)", "x=1.75", "1"},
              {"trunc(x)", "x=-2", "-2"},
              {"trunc(x)", "x=2", "2"},
              {"trunc(x)", "x=0.75", "0"},
              {"frac(x)", "x=-0.25", "0.75"},
              {"frac(x)", "x=-2", "0"},
              {"x % 3", "x=-7", "2"},
              {"x % -3", "x=7", "-2"},
              {"x % 3", "x=-6", "0"},
              {"x % 3", "x=7", "1"},
              {"sign(x)", "x=-2", "-1"},
              {"sign(x)", "x=0", "0"},
              {"sign(x)", "x=3", "1"},
              {"step(x)", "x=-1", "0"},
              {"step(x)", "x=1", "1"},
              {"silu(x)", "x=0", "0"},
              {"gelu(x)", "x=0", "0"},
              {"relu(x)", "x=-1", "0"},
              {"relu(x)", "x=0", "0"},
              {"relu(x)", "x=2", "2"},
              {"elu(x, 2)", "x=0", "0"},
              {"elu(x, 2)", "x=3", "3"},
              {"leaky_relu(x, 0.25)", "x=-2", "-0.5"},
              {"leaky_relu(x, 0.25)", "x=3", "3"},
              {"leaky_relu(x, 0.25)", "x=0", "0"},
              {"xlogy(x, 1)", "x=3", "0"},
              {"xlogy(x, 0)", "x=0", "0"},
              {"acosh(x)", "x=1", "0"},
              {"abs(x)", "x=-3", "3"},
              {"abs(x)", "x=0", "0"},
              {"max(x, 2)", "x=2", "2"},
              {"max(x, 2)", "x=3", "3"},
              {"min(x, 2)", "x=3", "2"},
              {"max(x, 1, 2)", "x=2", "2"},
              {"min(x, 1, 2)", "x=1", "1"},
              {"not x", "x=0", "1"},
              {"not x", "x=2", "0"},
              {"not x", "x=-1", "0"},
              {"-7 % 2.5", "x=1", "0.5"},
              {"x < 1", "x=0", "1"},
              {"x < 1", "x=1", "0"},
              {"x < 1", "x=2", "0"},
              {"x <= 1", "x=0", "1"},
              {"x <= 1", "x=1", "1"},
              {"x <= 1", "x=2", "0"},
              {"x > 1", "x=0", "0"},
              {"x > 1", "x=1", "0"},
              {"x > 1", "x=2", "1"},
              {"x >= 1", "x=0", "0"},
              {"x >= 1", "x=1", "1"},
              {"x >= 1", "x=2", "1"},
              {"x == 1", "x=0", "0"},
              {"x == 1", "x=1", "1"},
              {"x == 1", "x=2", "0"},
              {"x != 1", "x=0", "1"},
              {"x != 1", "x=1", "0"},
              {"x != 1", "x=2", "1"}};

START_TEST(values_at_edges_are_there) {
    ReferenceAnswer answer;
    ask(values[_i].program, values[_i].at, "", NULL, &answer);
    ck_assert_msg(answer.value.exact && strcmp(answer.value.decimal, values[_i].value) == 0,
                  "%s at %s: %s %s", values[_i].program, values[_i].at, answer.value.decimal,
                  words(answer.value.why));
    reference_answer_free(&answer);
}
END_TEST

/* Exact are all doubles, and are written with all their digits; longer numbers are cut. */
START_TEST(doubles_are_written_out) {
    static const struct {
        const char *at;
        uint32_t digits;
    } doubles[] = {{"x=5e-324", 751}, {"x=2.225073858507201e-308", 767}, {"x=2^1023*1.75", 309}};
    ReferenceAnswer answer;
    for (int i = 0; i < LENGTH(doubles); i++) {
        ask("x", doubles[i].at, "", NULL, &answer);
        ck_assert_msg(answer.value.exact && answer.value.digits <= doubles[i].digits &&
                          answer.value.digits > doubles[i].digits - 12,
                      "%s: %s", doubles[i].at, answer.value.decimal);
        reference_answer_free(&answer);
    }
    ask("x^40", "x=5e-324", "", NULL, &answer);
    ck_assert(answer.value.status == REFERENCE_PROVEN && !answer.value.exact);
    ck_assert_uint_eq(answer.value.digits, 40);
    reference_answer_free(&answer);
}
END_TEST

/* Of many kinks a page is told. */
START_TEST(notes_come_to_an_end) {
    ReferenceAnswer answer;
    ask("sum(i in 1..8, abs(i*x))", "x=0", "", NULL, &answer);
    ck_assert_uint_eq(answer.note_count, 8);
    reference_answer_free(&answer);
    ask("sum(i in 1..100, abs(i*x))", "x=0", "", NULL, &answer);
    ck_assert_uint_eq(answer.note_count, 20);
    reference_answer_free(&answer);
}
END_TEST

/* A derivative that is missing by one variable does not touch the others. */
START_TEST(each_variable_has_its_own_fate) {
    ReferenceAnswer answer;
    ask("sqrt(x) + y^2 + 0*z", "x=0,y=3,z=1", "", NULL, &answer);
    ck_assert_int_eq(answer.gradient[0].status, REFERENCE_UNDEFINED);
    ck_assert_str_eq(answer.gradient[1].decimal, "6");
    ck_assert_str_eq(answer.gradient[2].decimal, "0");
    ck_assert(answer.gradient[1].exact && answer.gradient[2].exact && !answer.proven);
    reference_answer_free(&answer);
}
END_TEST

START_TEST(each_variable_has_its_own_note) {
    ReferenceAnswer answer;
    ask("xlogy(x, y)", "x=0,y=0", "", NULL, &answer);
    ck_assert_int_eq(answer.gradient[0].status, REFERENCE_UNDEFINED);
    ck_assert(answer.gradient[1].exact && strcmp(answer.gradient[1].decimal, "0") == 0);
    ck_assert_uint_eq(answer.note_count, 1);
    ck_assert_ptr_nonnull(strstr(words(answer.notes[0]), "at 0, 0 the slope by y is 0"));
    reference_answer_free(&answer);
}
END_TEST

/* What only a condition needs may be undefined. */
START_TEST(conditions_may_be_undefined) {
    ReferenceAnswer answer;
    ask("if log(x) > 0 then x^2 else x^3", "x=-2", "", NULL, &answer);
    ck_assert_str_eq(answer.gradient[0].decimal, "12");
    reference_answer_free(&answer);
}
END_TEST

/* Series say the same of first derivatives as partial derivatives do. */
START_TEST(series_follow_the_same_conventions) {
    ReferenceAnswer gradient, series;
    ask(edges[_i].program, edges[_i].at, "", NULL, &gradient);
    ask(edges[_i].program, edges[_i].at, "x", NULL, &series);
    const ReferenceNumber *one = &gradient.gradient[0], *other = &series.gradient[0];
    if (one->status == REFERENCE_UNPROVEN) /* the series may know more */
        ck_assert(other->status == REFERENCE_UNPROVEN || other->status == REFERENCE_BELOW);
    else
        ck_assert_msg(one->status == other->status && one->exact == other->exact &&
                          (one->status != REFERENCE_PROVEN ||
                           strncmp(one->decimal, other->decimal, 24) == 0) &&
                          strcmp(words(one->why), words(other->why)) == 0,
                      "%s: %s %s, but %s %s", edges[_i].program, one->decimal, words(one->why),
                      other->decimal, words(other->why));
    ck_assert_uint_eq(gradient.note_count, series.note_count);
    for (uint32_t i = 0; i < gradient.note_count; i++)
        ck_assert_str_eq(words(gradient.notes[i]), words(series.notes[i]));
    reference_answer_free(&gradient);
    reference_answer_free(&series);
}
END_TEST

/* ---- higher derivatives ---------------------------------------------------------------------- */

/* `why`: what the reason holds; NULL: the derivative exists (and is "0", as all of them here). */
static const struct {
    const char *program, *at, *derivative, *why;
} higher[] = {
    {"abs(x)", "x=0", "x", NULL},
    {"abs(x)", "x=0", "x2", "abs: a kink has no second derivative"},
    {"abs(x)", "x=0", "x7", "kink"},
    {"abs(x)*y", "x=0,y=2", "x2 y", "kink"},
    {"abs(x) + sin(y)", "x=0,y=0", "x2 y", NULL},
    {"exp(abs(x) + y)", "x=0,y=0", "x2 y", "kink"},
    {"abs(x)*y^4", "x=0,y=2", "x y4", NULL},
    /* Something small before or behind the kink. */
    {"x*abs(x)", "x=0", "x2", "kink"},
    {"x^2*abs(x)", "x=0", "x2", NULL},
    {"x^2*abs(x)", "x=0", "x3", "kink"},
    {"relu(x)^3", "x=0", "x2", NULL},
    {"relu(x)^3", "x=0", "x3", "kink"},
    {"abs(x^3)", "x=0", "x2", NULL},
    {"abs(x^3)", "x=0", "x3", "kink"},
    {"max(x^3, x^4)", "x=0", "x2", NULL},
    {"max(x^3, x^4)", "x=0", "x3", "kink"},
    {"max(x^3 + 1, 1)", "x=0", "x2", "kink"}, /* it has one; the referee does not look so closely */
    {"relu(x + y - 1)^3", "x=0.25,y=0.75", "x y", NULL},
    {"relu(x + y - 1)^3", "x=0.25,y=0.75", "x2 y", "kink"},
    {"relu(x + y - 1)^2", "x=0.25,y=0.75", "x y", "kink"},
    {"relu(x - y)^3*sin(x)", "x=0.25,y=0.25", "y2", NULL},
    {"x*y*hypot(x, y)", "x=0,y=0", "x y", NULL},
    {"x*y*hypot(x, y)", "x=0,y=0", "x2 y", "kink"},
    {"x*(y*(abs(x) + relu(y)))/exp(y)", "x=0,y=0", "x2", NULL},
    {"x^2*abs(x) + abs(x)", "x=0", "x2", "kink"},
    {"x^3*sqrt(x)", "x=0", "x2", "infinite"}, /* as it is with first derivatives */
    {"abs(x)*y^4", "x=0,y=2", "x2 y4", "kink"},
    {"relu(x)", "x=0", "x2", "relu: a kink"},
    {"leaky_relu(x, 0.5)", "x=0", "x2", "kink"},
    {"leaky_relu(0*x, y)", "x=1,y=1", "y2", NULL},
    {"elu(x)", "x=0", "x2", "kink"},
    {"max(x, x^2)", "x=1", "x2", "max: a kink"},
    {"min(x, y)", "x=1,y=1", "x y", "kink"},
    {"max(x, -x, x^2, x^3, -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12, -13)", "x=0", "x2",
     "kink"},
    {"hypot(x, y)", "x=0,y=0", "x2", "hypot: a kink"},
    {"hypot(x, y)", "x=0,y=0", "x y", "kink"},
    {"sqrt(x)", "x=0", "x3", "sqrt: the slope is infinite at 0"},
    {"sqrt(x)*y", "x=0,y=1", "x y", "infinite"},
    {"sqrt(x)*y", "x=0,y=1", "y2", NULL},
    {"cbrt(x)", "x=0", "x2", "infinite"},
    {"asin(x)", "x=1", "x2", "infinite"},
    {"acosh(x)", "x=1", "x2", "infinite"},
    {"x^0.5", "x=0", "x2", "^: the slope is infinite at x = 0"},
    {"x^2.5", "x=0", "x2", NULL},
    {"x^2.5", "x=0", "x3", "^: a derivative is infinite at x = 0"},
    {"x^y", "x=0,y=2", "x y", NULL},
    {"x^y", "x=0,y=2", "y5", NULL},
    {"x^y", "x=0,y=2", "x2 y", "infinite"},
    {"x^y", "x=0,y=0", "x y", "no derivative by y"},
    {"(-2)^x", "x=2", "x2", "negative base"},
    {"y^x", "x=3,y=-2", "x y", "negative base"},
    {"y^x", "x=3,y=-2", "x y4", "negative base"},
    {"y^x", "x=3,y=-2", "y4", NULL},
    {"floor(x)", "x=2", "x2", "floor: it jumps here"},
    {"floor(x)", "x=2.5", "x2", NULL},
    {"floor(x) + sin(y)", "x=2,y=0", "y2", NULL},
    {"x % 3", "x=6", "x2", "jumps"},
    {"x % 3", "x=7", "x2", NULL},
    {"sign(x)*x^2", "x=0", "x2", "jumps"},
    {"(x < 3)*x", "x=3", "x2", "jumps"},
    {"log(x)", "x=0", "x2", "log: the argument is 0"},
    {"1/x", "x=0", "x5", "the divisor is 0"},
    {"xlogy(x, y)", "x=0,y=0", "x y", "infinite"},
    {"xlogy(0*x, y)", "x=0,y=0", "y2", NULL},
    {"atan2(x, -1)", "x=0", "x2", "jumps"},
};

START_TEST(higher_edges_have_reasons) {
    ReferenceAnswer answer;
    ask(higher[_i].program, higher[_i].at, higher[_i].derivative, NULL, &answer);
    const ReferenceNumber *number = &answer.gradient[0];
    if (higher[_i].why)
        ck_assert_msg(number->status == REFERENCE_UNDEFINED &&
                          strstr(words(number->why), higher[_i].why),
                      "%s at %s, %s: %s %s", higher[_i].program, higher[_i].at,
                      higher[_i].derivative, number->decimal, words(number->why));
    else
        ck_assert_msg(number->exact && strcmp(number->decimal, "0") == 0, "%s at %s, %s: %s %s",
                      higher[_i].program, higher[_i].at, higher[_i].derivative, number->decimal,
                      words(number->why));
    reference_answer_free(&answer);
}
END_TEST

/* Where a kink is hidden by rounding, nothing is claimed of what a kink has not. */
START_TEST(hidden_kinks_prove_nothing) {
    static const char *const programs[] = {
        "abs(sin(x)^2 + cos(x)^2 - 1 + x - 0.25)",
        "relu(sin(x)^2 + cos(x)^2 - 1 + x - 0.25)",
        "max(sin(x)^2 + cos(x)^2 + x, 1.25)",
        "min(sin(x)^2+cos(x)^2+x, 1.25, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)",
        "floor(sin(x)^2 + cos(x)^2)",
        "abs(sin(x)^2 + cos(x)^2 - 1)*(x - 0.25)"};
    for (int i = 0; i < LENGTH(programs); i++) {
        ReferenceAnswer answer;
        ask(programs[i], "x=0.25", "x2, x3", NULL, &answer);
        for (int k = 0; k < 2; k++)
            ck_assert_msg(answer.gradient[k].status == REFERENCE_UNPROVEN &&
                              !*answer.gradient[k].decimal,
                          "%s: %s %s", programs[i], answer.gradient[k].decimal,
                          words(answer.gradient[k].why));
        reference_answer_free(&answer);
    }
}
END_TEST

/* What the conventions decide is noted, as with the gradient. */
START_TEST(conventions_are_noted) {
    ReferenceAnswer answer;
    ask("abs(x) + relu(y) + max(x, 1)", "x=0,y=1", "x, x y", NULL, &answer);
    ck_assert_uint_eq(answer.note_count, 1);
    ck_assert_ptr_nonnull(strstr(words(answer.notes[0]), "abs: kink at 0"));
    reference_answer_free(&answer);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("referee-edges");
    TCase *first = suite_case(suite, "first");
    tcase_add_checked_fixture(first, asked_set_up, asked_tear_down);
    tcase_add_loop_test(first, edges_follow_the_conventions, 0, LENGTH(edges));
    tcase_add_loop_test(first, values_at_edges_are_there, 0, LENGTH(values));
    tcase_add_test(first, doubles_are_written_out);
    tcase_add_test(first, notes_come_to_an_end);
    tcase_add_test(first, each_variable_has_its_own_fate);
    tcase_add_test(first, each_variable_has_its_own_note);
    tcase_add_test(first, conditions_may_be_undefined);
    tcase_add_loop_test(first, series_follow_the_same_conventions, 0, LENGTH(edges));
    TCase *more = suite_case(suite, "higher");
    tcase_add_checked_fixture(more, asked_set_up, asked_tear_down);
    tcase_add_loop_test(more, higher_edges_have_reasons, 0, LENGTH(higher));
    tcase_add_test(more, hidden_kinks_prove_nothing);
    tcase_add_test(more, conventions_are_noted);
    return suite_run(suite);
}

/* The referee's derivatives of higher orders against the outside world: closed forms, mixed
 * derivatives and those along a vector; what is exactly 0. */
#include "support/asked.h"
#include "support/closed-forms.h"
#include "support/suite.h"
#include "support/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Appends to a list of derivatives. */
static void list(char *text, size_t size, const char *more) {
    size_t length = strlen(text);
    snprintf(text + length, size - length, "%s,", more);
}

/* ---- one variable ---------------------------------------------------------------------------- */

static const int orders[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13,
                             14, 15, 16, 17, 18, 19, 20, 25, 26, 29, 30, 59, 60};

START_TEST(closed_forms_are_met) {
    const ClosedForm *form = &closed_forms[_i];
    char at[64], derivatives[256] = "";
    snprintf(at, sizeof at, "x=%.17g", form->x);
    for (int i = 0; i < LENGTH(orders); i++)
        snprintf(derivatives + strlen(derivatives), sizeof derivatives - strlen(derivatives),
                 "x%d,", orders[i]);
    mpfr_t truth[CLOSED_ORDERS + 1];
    closed_begin(truth);
    form->derivatives(truth, form->x);
    ReferenceAnswer answer;
    ask(form->program, at, derivatives, NULL, &answer);
    ck_assert_uint_eq(answer.count, LENGTH(orders));
    for (int i = 0; i < LENGTH(orders); i++) {
        const ReferenceNumber *number = &answer.gradient[i];
        bool zero = mpfr_zero_p(truth[orders[i]]) != 0;
        ck_assert_msg(
            agrees(number, truth[orders[i]]) &&
                (number->status == REFERENCE_PROVEN || (zero && number->status == REFERENCE_BELOW)),
            "%s at %s, order %d: %s %s, not %.17g", form->program, at, orders[i], number->decimal,
            words(number->why), mpfr_get_d(truth[orders[i]], MPFR_RNDN));
    }
    reference_answer_free(&answer);
    closed_clear(truth);
}
END_TEST

/* ---- several variables ----------------------------------------------------------------------- */

/* D^(a, b) of a function at x, y. */
typedef void Mixed(mpfr_t out, double x, double y, int a, int b);

/* exp(xy) times the sum over k of binomial(a, k) binomial(b, k) k! x^(b-k) y^(a-k) */
static void d_exp_of_product(mpfr_t out, double x, double y, int a, int b) {
    mpfr_t term, sum;
    mpfr_inits2(CLOSED_BITS, term, sum, (mpfr_ptr)0);
    mpfr_set_zero(sum, 1);
    for (int k = 0; k <= a && k <= b; k++) {
        mpfr_set_d(term, pow(x, b - k) * pow(y, a - k), MPFR_RNDN); /* exact where it is used */
        for (int i = 1; i <= k; i++) {
            mpfr_mul_si(term, term, (long)(a + 1 - i) * (b + 1 - i), MPFR_RNDN);
            mpfr_div_si(term, term, i, MPFR_RNDN);
        }
        mpfr_add(sum, sum, term, MPFR_RNDN);
    }
    mpfr_set_d(term, x * y, MPFR_RNDN);
    mpfr_exp(term, term, MPFR_RNDN);
    mpfr_mul(out, sum, term, MPFR_RNDN);
    mpfr_clears(term, sum, (mpfr_ptr)0);
}

/* 1/(x + 2y): (-1)^n n! 2^b/(x + 2y)^(n+1), n = a + b */
static void d_inverse(mpfr_t out, double x, double y, int a, int b) {
    mpfr_t below;
    mpfr_init2(below, CLOSED_BITS);
    mpfr_set_d(below, x + 2.0 * y, MPFR_RNDN);
    mpfr_pow_si(below, below, -(a + b + 1), MPFR_RNDN);
    mpfr_fac_ui(out, (unsigned)(a + b), MPFR_RNDN);
    mpfr_mul(out, out, below, MPFR_RNDN);
    mpfr_mul_2si(out, out, b, MPFR_RNDN);
    if ((a + b) % 2)
        mpfr_neg(out, out, MPFR_RNDN);
    mpfr_clear(below);
}

/* (x + 2y)^7 */
static void d_seventh(mpfr_t out, double x, double y, int a, int b) {
    mpfr_set_d(out, x + 2.0 * y, MPFR_RNDN);
    mpfr_pow_si(out, out, a + b > 7 ? 0 : 7 - a - b, MPFR_RNDN);
    for (int k = 0; k < a + b; k++)
        mpfr_mul_si(out, out, 7 - k > 0 ? 7 - k : 0, MPFR_RNDN);
    mpfr_mul_2si(out, out, b, MPFR_RNDN);
}

/* x^a' y^b' with a' = 5, b' = 3 */
static void d_monomial(mpfr_t out, double x, double y, int a, int b) {
    mpfr_set_d(out, pow(x, a > 5 ? 0 : 5 - a) * pow(y, b > 3 ? 0 : 3 - b), MPFR_RNDN);
    for (int k = 0; k < a; k++)
        mpfr_mul_si(out, out, 5 - k > 0 ? 5 - k : 0, MPFR_RNDN);
    for (int k = 0; k < b; k++)
        mpfr_mul_si(out, out, 3 - k > 0 ? 3 - k : 0, MPFR_RNDN);
}

/* x^y: by y it is x^y l^b with l = log(x); by x then, x^(y-k) times a polynomial in l. */
static void d_power(mpfr_t out, double x, double y, int a, int b) {
    enum { MOST = 16 };
    mpfr_t c[MOST + 2], l, part;
    ck_assert_int_le(b, MOST);
    mpfr_inits2(CLOSED_BITS, l, part, (mpfr_ptr)0);
    for (int i = 0; i <= MOST + 1; i++) {
        mpfr_init2(c[i], CLOSED_BITS);
        mpfr_set_zero(c[i], 1);
    }
    mpfr_set_ui(c[b], 1, MPFR_RNDN);
    for (int k = 0; k < a; k++) /* c becomes (y - k) c + c' */
        for (int i = 0; i <= b; i++) {
            mpfr_mul_d(c[i], c[i], y - k, MPFR_RNDN);
            mpfr_mul_si(part, c[i + 1], i + 1, MPFR_RNDN);
            mpfr_add(c[i], c[i], part, MPFR_RNDN);
        }
    mpfr_set_d(l, x, MPFR_RNDN);
    mpfr_log(l, l, MPFR_RNDN);
    mpfr_set_zero(out, 1);
    for (int i = b; i >= 0; i--)
        mpfr_fma(out, out, l, c[i], MPFR_RNDN);
    mpfr_mul_d(l, l, y - a, MPFR_RNDN);
    mpfr_exp(l, l, MPFR_RNDN);
    mpfr_mul(out, out, l, MPFR_RNDN);
    for (int i = 0; i <= MOST + 1; i++)
        mpfr_clear(c[i]);
    mpfr_clears(l, part, (mpfr_ptr)0);
}

/* sin(x) exp(2y) */
static void d_separate(mpfr_t out, double x, double y, int a, int b) {
    mpfr_t sine, cosine;
    mpfr_inits2(CLOSED_BITS, sine, cosine, (mpfr_ptr)0);
    mpfr_set_d(out, x, MPFR_RNDN);
    mpfr_sin_cos(sine, cosine, out, MPFR_RNDN);
    mpfr_set_d(out, 2.0 * y, MPFR_RNDN);
    mpfr_exp(out, out, MPFR_RNDN);
    mpfr_mul(out, out, a % 2 ? cosine : sine, MPFR_RNDN);
    mpfr_mul_2si(out, out, b, MPFR_RNDN);
    if (a % 4 >= 2)
        mpfr_neg(out, out, MPFR_RNDN);
    mpfr_clears(sine, cosine, (mpfr_ptr)0);
}

/* sin(x) + y^2 */
static void d_apart(mpfr_t out, double x, double y, int a, int b) {
    if (a && b)
        mpfr_set_zero(out, 1);
    else if (a)
        d_separate(out, x, 0.0, a, 0);
    else
        mpfr_set_d(out, b == 1 ? 2.0 * y : b == 2 ? 2.0 : 0.0, MPFR_RNDN);
}

static const struct {
    const char *program;
    double x, y;
    Mixed *derivative;
} mixed[] = {
    {"exp(x*y)", 0.5, 1.5, d_exp_of_product},
    {"exp(x*y)", -2.0, 0.25, d_exp_of_product},
    {"1/(x+2*y)", 0.5, 0.75, d_inverse},
    {"1/(x+2*y)", -3.0, 1.0, d_inverse},
    {"(x+2*y)^7", 1.5, -0.5, d_seventh},
    {"x^5*y^3", 2.0, -3.0, d_monomial},
    {"x^5*y^3", 0.0, 0.0, d_monomial},
    {"x^y", 2.0, 3.0, d_power},
    {"x^y", 0.5, -1.25, d_power},
    {"sin(x)*exp(2*y)", 0.7, -0.4, d_separate},
    {"sin(x) + y^2", 1.0, 3.0, d_apart},
};

static const struct {
    const char *derivative;
    int a, b;
} pairs[] = {{"x", 1, 0},       {"y", 0, 1},       {"x2", 2, 0},   {"x y", 1, 1},   {"y2", 0, 2},
             {"x3", 3, 0},      {"y x2", 2, 1},    {"x y2", 1, 2}, {"y3", 0, 3},    {"x2 y2", 2, 2},
             {"y2 x3", 3, 2},   {"x1 y4", 1, 4},   {"x4y4", 4, 4}, {"x5 y3", 5, 3}, {"y2x6", 6, 2},
             {"x10 y2", 10, 2}, {"y12 x3", 3, 12}, {"x9 y9", 9, 9}};

START_TEST(mixed_derivatives_are_met) {
    char at[64], derivatives[512] = "";
    double x = mixed[_i].x, y = mixed[_i].y;
    snprintf(at, sizeof at, "x=%.17g,y=%.17g", x, y);
    for (int i = 0; i < LENGTH(pairs); i++)
        list(derivatives, sizeof derivatives, pairs[i].derivative);
    ReferenceAnswer answer;
    ask(mixed[_i].program, at, derivatives, NULL, &answer);
    mpfr_t truth;
    mpfr_init2(truth, CLOSED_BITS);
    for (int i = 0; i < LENGTH(pairs); i++) {
        mixed[_i].derivative(truth, x, y, pairs[i].a, pairs[i].b);
        const ReferenceNumber *number = &answer.gradient[i];
        ck_assert_msg(agrees(number, truth) && number->status == REFERENCE_PROVEN,
                      "%s at %s, %s: %s %s, not %.17g", mixed[_i].program, at, pairs[i].derivative,
                      number->decimal, words(number->why), mpfr_get_d(truth, MPFR_RNDN));
    }
    mpfr_clear(truth);
    reference_answer_free(&answer);
}
END_TEST

/* Along v = (0.5, -2), exp(2x + 3y) is differentiated by multiplying it with 2 0.5 - 3 2 = -5. */
START_TEST(vectors_are_directions) {
    static const struct {
        const char *derivative;
        double factor;
    } rows[] = {{"v", -5.0},        {"v2", 25.0},
                {"v3", -125.0},     {"x v", -10.0},
                {"v y", -15.0},     {"x2 y v3", 4.0 * 3.0 * -125.0},
                {"v10", 9765625.0}, {"y2 v4 x", 11250.0},
                {"x4", 16.0},       {"v20", 95367431640625.0}};
    static const double along[] = {0.5, -2.0};
    char derivatives[256] = "";
    for (int i = 0; i < LENGTH(rows); i++)
        list(derivatives, sizeof derivatives, rows[i].derivative);
    ReferenceAnswer answer;
    ask("exp(2*x + 3*y)", "x=0.25,y=0.5", derivatives, along, &answer);
    mpfr_t truth;
    mpfr_init2(truth, CLOSED_BITS);
    for (int i = 0; i < LENGTH(rows); i++) {
        mpfr_set_ui(truth, 2, MPFR_RNDN);
        mpfr_exp(truth, truth, MPFR_RNDN);
        mpfr_mul_d(truth, truth, rows[i].factor, MPFR_RNDN);
        ck_assert_msg(agrees(&answer.gradient[i], truth) &&
                          answer.gradient[i].status == REFERENCE_PROVEN,
                      "%s: %s", rows[i].derivative, answer.gradient[i].decimal);
    }
    mpfr_clear(truth);
    reference_answer_free(&answer);
}
END_TEST

/* ---- numbers that are known exactly ---------------------------------------------------------- */

#define GOLDSTEIN_PRICE                                                                            \
    "(1+(x+y+1)^2*(19-14*x+3*x^2-14*y+6*x*y+3*y^2))*(30+(2*x-3*y)^2*(18-32*x+12*x^2+48*y-36*x*y"   \
    "+27*y^2))"
#define SEPARABLE "sin(x)/3 + exp(y)*0.1 - (x + 1)*log(z)*2"
static const double ones[] = {1.0, 1.0, 1.0}, opposite[] = {-1.0, 1.0, 0.0};

/* Exactly these; `derivative` of each. */
static const struct {
    const char *program, *at;
    const double *along;
    struct {
        const char *derivative, *decimal;
    } rows[8];
} exact[] = {
    {GOLDSTEIN_PRICE,
     "x=0,y=-1",
     NULL,
     {{"x", "0"}, {"y", "0"}, {"x2", "504"}, {"x y", "-216"}, {"y2", "864"}}},
    {"100*(y-x^2)^2+(1-x)^2",
     "x=1,y=1",
     NULL,
     {{"x2", "802"}, {"x y", "-400"}, {"y2", "200"}, {"x4", "2400"}, {"x2 y", "-400"}}},
    {"x^3", "x=2", NULL, {{"x", "12"}, {"x2", "12"}, {"x3", "6"}, {"x4", "0"}, {"x100", "0"}}},
    {"x*y*z", "x=2,y=3,z=5", NULL, {{"x y z", "1"}, {"x y", "5"}, {"x2", "0"}, {"x2 y", "0"}}},
    {"x^2 + 3*x*y",
     "x=1,y=1",
     ones,
     {{"v", "8"}, {"v2", "8"}, {"x v", "5"}, {"v3", "0"}, {"x y v", "0"}}},
    /* Nothing moves along v; x and y do. */
    {"exp(x + y)*z", "x=0,y=0,z=1", opposite, {{"v", "0"}, {"v2", "0"}, {"x", "1"}, {"x v", "0"}}},
    /* The structure says so, though nothing is exact. */
    {SEPARABLE,
     "x=1,y=2,z=3",
     NULL,
     {{"x y", "0"}, {"y z", "0"}, {"x2 z", "0"}, {"x y z", "0"}, {"x2 y3", "0"}}},
    {"sin(y)*x^2 + cos(y)*x", "x=1.1,y=0.3", NULL, {{"x3 y", "0"}, {"x4 y2", "0"}, {"x3", "0"}}},
    {"x/y + x*log(y) + xlogy(x, y) - sqrt(y)*x",
     "x=1.1,y=0.3",
     NULL,
     {{"x2 y", "0"}, {"x2", "0"}, {"x3 y2", "0"}}},
    {"sin(x) % cos(y) + (sin(x) + cos(y)) % 1 - frac(exp(x) - log(y))/3",
     "x=1.1,y=0.3",
     NULL,
     {{"x y", "0"}, {"x2 y", "0"}, {"x3 y2", "0"}}},
    {"abs(sin(x) + cos(y)) + abs(log(y) - x^3) + max(sin(x) - cos(y), -5)",
     "x=1.1,y=0.3",
     NULL,
     {{"x y", "0"}, {"x2 y", "0"}, {"x3 y2", "0"}}},
    {"relu(sin(x) + cos(y)) + min(sin(x) - cos(y), 5) + leaky_relu(log(y) - x^3, 0.3)",
     "x=1.1,y=0.3",
     NULL,
     {{"x y", "0"}, {"x2 y", "0"}, {"x3 y2", "0"}}},
    {"elu(sin(x), cos(y)) + (sin(x) + log(y))/3 + 3*(sin(x) - log(y)) - leaky_relu(sin(x), exp(y))",
     "x=1.1,y=0.3",
     NULL,
     {{"x y", "0"}, {"x2 y", "0"}, {"x3 y2", "0"}}},
    {"elu(-sin(y), x^2) + leaky_relu(-sin(y), x) + (x/sin(y))^3 + x^3*sin(y)/(y + 1)",
     "x=1.1,y=0.3",
     NULL,
     {{"x4 y", "0"}, {"x4", "0"}, {"x5 y2", "0"}}},
    {"xlogy(sin(x), 3) + xlogy(log(y), 3)", "x=1.1,y=0.3", NULL, {{"x y", "0"}, {"x2 y", "0"}}},
    {"(sin(x) + log(y))*pi - (sin(x) + log(y))/pi", "x=1.1,y=0.3", NULL, {{"x y", "0"}}},
    {"max(x, y)*sin(x) + floor(y)", "x=1,y=0.5", NULL, {{"x y", "0"}, {"y", "0"}, {"y2", "0"}}},
    /* By convention and structure. */
    {"abs(x)*y + x^2", "x=0,y=3", NULL, {{"x", "0"}, {"x y", "0"}, {"y2", "0"}, {"y", "0"}}},
    {"abs(x) + y^2*x", "x=0,y=3", NULL, {{"x y", "6"}, {"y2", "0"}, {"x y2", "2"}, {"x2 y", "0"}}},
    {"(sqrt(x) + y^2)/2 - 3*y", "x=0,y=1", NULL, {{"y", "-2"}, {"y2", "1"}, {"x y", "0"}}},
    {"relu(x - y) + (x - y)*relu(y - 1)", "x=1,y=1", NULL, {{"x", "0"}, {"y", "0"}}},
    {"x^2.5 + x^y",
     "x=0,y=3",
     NULL,
     {{"x", "0"}, {"x2", "0"}, {"x y", "0"}, {"x2 y", "0"}, {"y3", "0"}}},
    {"leaky_relu(x, 1)*x", "x=0", NULL, {{"x2", "2"}, {"x3", "0"}}},
    {"relu(x)^3", "x=-1", NULL, {{"x", "0"}, {"x5", "0"}}},
};

START_TEST(exact_numbers_are_exact) {
    char derivatives[256] = "";
    for (int i = 0; exact[_i].rows[i].derivative; i++)
        list(derivatives, sizeof derivatives, exact[_i].rows[i].derivative);
    ReferenceAnswer answer;
    ask(exact[_i].program, exact[_i].at, derivatives, exact[_i].along, &answer);
    for (int i = 0; exact[_i].rows[i].derivative; i++) {
        const ReferenceNumber *number = &answer.gradient[i];
        ck_assert_msg(number->exact && strcmp(number->decimal, exact[_i].rows[i].decimal) == 0,
                      "%s at %s, %s: %s %s, not %s", exact[_i].program, exact[_i].at,
                      exact[_i].rows[i].derivative, number->decimal, words(number->why),
                      exact[_i].rows[i].decimal);
    }
    reference_answer_free(&answer);
}
END_TEST

/* ---- limits ---------------------------------------------------------------------------------- */

#define SUM_OF_24 "a+b+c+d+f+g+h+j+k+l+m+n+o+p+q+r+s+t+u+v+w+x+y+z"
#define AT_24                                                                                      \
    "a=0,b=0,c=0,d=0,f=0,g=0,h=0,j=0,k=0,l=0,m=0,n=0,o=0,p=0,q=0,r=0,s=0,t=0,u=0,v=0,w=0,x=0,y=0," \
    "z=0"

/* What takes millions of directions is left open, and the others are answered. */
START_TEST(too_many_directions_are_not_taken) {
    ReferenceAnswer answer;
    ask("exp(" SUM_OF_24 ")", AT_24, "a, abcdfghjklmnopqrstuvwxyz, b2, abcd, z30", NULL, &answer);
    for (int i = 0; i < 5; i++) {
        const ReferenceNumber *number = &answer.gradient[i];
        if (i == 1)
            ck_assert(number->status == REFERENCE_UNPROVEN && !*number->decimal);
        else
            check_decimal(number, "1", "exp");
    }
    reference_answer_free(&answer);
}
END_TEST

/* More than there is time for: the value is there, and what was found. */
START_TEST(time_is_kept) {
    const ReferenceLimits limits = {1 << 20, 400, 1e5};
    ReferenceAnswer answer;
    ck_assert(asked("gamma(x)^gamma(y)/beta(x, y) + 0*z", "x=0.7,y=0.9,z=1",
                    "x z, x50 y50, x40 y60, x60 y40", NULL, &limits, &answer));
    ck_assert_int_eq(answer.value.status, REFERENCE_PROVEN);
    ck_assert_str_eq(answer.gradient[0].decimal, "0");
    ck_assert_int_eq(answer.gradient[3].status, REFERENCE_UNPROVEN);
    reference_answer_free(&answer);
    ask("x", "x=1", "x", NULL, &answer); /* and the next question is answered */
    reference_answer_free(&answer);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("orders");
    TCase *closed = suite_case(suite, "closed forms");
    tcase_add_checked_fixture(closed, asked_set_up, asked_tear_down);
    tcase_add_loop_test(closed, closed_forms_are_met, 0, closed_form_count);
    tcase_add_loop_test(closed, mixed_derivatives_are_met, 0, LENGTH(mixed));
    tcase_add_test(closed, vectors_are_directions);
    TCase *edge = suite_case(suite, "edges");
    tcase_add_checked_fixture(edge, asked_set_up, asked_tear_down);
    tcase_add_loop_test(edge, exact_numbers_are_exact, 0, LENGTH(exact));
    TCase *limits = suite_case(suite, "limits");
    tcase_add_checked_fixture(limits, asked_set_up, asked_tear_down);
    tcase_set_timeout(limits, 60);
    tcase_add_test(limits, too_many_directions_are_not_taken);
    tcase_add_test(limits, time_is_kept);
    return suite_run(suite);
}

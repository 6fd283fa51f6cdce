/* Arithmetic of one-sided series: coefficients found by hand or by arithmetic of whole numbers, and
 * identities, which hold within the errors that the coefficients carry. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- series as texts ------------------------------------------------------------------------- */

/* "2t0 -1t1/3 O2 L3 W": 2 - t^(1/3), and what is left out is 3 t^2 log(t), and wild. */
static double read_exponent(const char **text) {
    char *end;
    double exponent = strtod(*text, &end);
    if (*end == '/')
        exponent /= strtod(end + 1, &end);
    *text = end;
    return exponent;
}

static void read_series(const char *text, Expansion *x) {
    expansion_nothing(x, INFINITY);
    if (strcmp(text, "undefined") == 0)
        expansion_undefined(x);
    else if (strcmp(text, "undecided") == 0)
        expansion_undecided(x);
    while (*text && x->state == EXPANSION_SERIES) {
        char *end;
        SeriesTerm term = {.value = strtod(text, &end)};
        bool plain = end > text;
        char what = *end;
        text = end + 1;
        if (plain) {
            ck_assert_int_eq(what, 't');
            term.exponent = read_exponent(&text);
            expansion_term(x, term);
        } else if (what == 'O') {
            x->rest = read_exponent(&text);
        } else if (what == 'L') {
            x->log = read_exponent(&text);
        } else {
            ck_assert_int_eq(what, 'W');
            x->wild = true;
        }
        text += strspn(text, " ");
    }
}

static const char *show(const Expansion *x) {
    static char text[8000];
    static const char *const states[] = {"", "undefined ", "undecided "};
    int length = snprintf(text, sizeof text, "%s", states[x->state]);
    for (uint32_t i = 0; i < x->count && length < 7000; i++)
        length += snprintf(text + length, sizeof text - (size_t)length, "%.17gt%.17g+-%g ",
                           x->terms[i].value, x->terms[i].exponent, x->terms[i].error);
    snprintf(text + length, sizeof text - (size_t)length, "O%.17g L%.17g%s", x->rest, x->log,
             x->wild ? " W" : "");
    return text;
}

static bool are_near(double a, double b) {
    return a == b || fabs(a - b) <= 1e-12;
}

/* The same states, exponents, rests and logarithms; values within the errors, or to the bit. */
static bool is_like(const Expansion *x, const Expansion *expected, bool exact) {
    if (x->state != expected->state || x->state != EXPANSION_SERIES)
        return x->state == expected->state && x->count == 0;
    bool same = x->count == expected->count && are_near(x->rest, expected->rest) &&
                x->log == expected->log && x->wild == expected->wild;
    for (uint32_t i = 0; i < x->count && same; i++) {
        const SeriesTerm *a = &x->terms[i], *b = &expected->terms[i];
        double off = fabs(a->value - b->value);
        same = are_near(a->exponent, b->exponent) &&
               (exact ? off == 0.0 && a->error == 0.0
                      : off <= a->error + b->error && a->error <= 1e-12 * fabs(a->value));
    }
    return same;
}

/* ---- sums, products, quotients, powers ------------------------------------------------------- */

typedef struct Sum {
    const char *a, *operation, *b; /* "^" and "#": b is a number; "v": an odd root */
    double cap;
    const char *result;
} Sum;

static const Sum exact[] = {
    {"1t0 2t1", "+", "3t0 -2t1 1t2", 9, "4t0 1t2"},
    {"1t0", "-", "1t0", 9, ""},
    {"0.1t0 0.3t1", "-", "0.1t0 0.3t1", 9, ""},
    {"1t-1 2t0.5", "+", "1t-1 1t-1/3", 9, "2t-1 1t-1/3 2t0.5"},
    {"1t2/3", "+", "1t2/3", 9, "2t2/3"},
    {"1t0 O2", "+", "1t0 5t3", 9, "2t0 O2"},
    {"1t0 O2", "-", "5t2 O3", 9, "1t0 O2"},
    {"1t0 5t3", "+", "1t1", 3, "1t0 1t1 O3"},
    {"1t0 5t4", "+", "1t1", 3, "1t0 1t1 O4"},
    {"1t0 O2 L3", "+", "1t0", 9, "2t0 O2 L3"},
    {"1t0", "-", "1t0 O2 L3", 9, "O2 L-3"},
    {"O2 L3", "-", "O2 L3", 9, "O2"},
    {"O2 L3", "+", "O2 L4", 9, "O2 L7"},
    {"O2 L3", "+", "O2", 9, "O2"},
    {"O2 L3", "-", "O1 L4", 9, "O1 L-4"},
    {"1t0 O1 W", "+", "1t0", 9, "2t0 O1 W"},
    {"undefined", "+", "undecided", 9, "undefined"},
    {"1t0", "-", "undecided", 9, "undecided"},
    {"1e308t0", "+", "1e308t0", 9, "undecided"},

    {"1t0 1t1", "*", "1t0 -1t1", 9, "1t0 -1t2"},
    {"2t-1 1t0.5", "*", "3t1", 9, "6t0 3t1.5"},
    {"1t1/3", "*", "1t2/3", 9, "1t1"},
    {"1t1 O3", "*", "1t-2 1t0 O1", 9, "1t-1 O1"},
    {"O2", "*", "1t1 1t2", 9, "O3"},
    {"O2", "*", "O3", 9, "O5"},
    {"", "*", "1t-1 O0", 9, ""},
    {"O-1", "*", "", 9, ""},
    {"", "*", "undefined", 9, "undefined"},
    {"1t0 1t2", "*", "1t0 1t2", 3, "1t0 2t2 O4"},
    {"1t0 1t1", "*", "1t0 1t2", 3, "1t0 1t1 1t2 O3"},
    {"2t1", "*", "O0 L1", 9, "O1 L2"},
    {"O0 L-1", "*", "-2t-1 1t0", 9, "O-1 L2"},
    {"O1 L1", "*", "O1 L1", 9, "O2"},
    {"1t0 O1 L3", "*", "2t0 O1 L5", 9, "2t0 O1 L11"},
    {"1t0 O1 L3", "*", "2t0 O1", 9, "2t0 O1"},
    {"1t0 O1 L3", "*", "2t0 O2", 9, "2t0 O1 L6"},
    {"1t0 O1", "*", "2t0 O2 L1", 9, "2t0 O1"},
    {"1t0 1t1", "*", "1t1 O2 L3", 9, "1t1 O2 L3"},
    {"1t0 1t1", "*", "1t1 O2 L3", 2, "1t1 O2 L3"},
    {"1t1", "*", "1t0 O2 W", 9, "1t1 O3 W"},
    {"1e200t0", "*", "1e200t1", 9, "undecided"},

    {"6t2 4t3", "/", "2t1", 9, "3t1 2t2"},
    {"1t0", "/", "1t0 -1t1", 4, "1t0 1t1 1t2 1t3 O4"},
    {"1t0", "/", "1t0 1t0.5", 2, "1t0 -1t0.5 1t1 -1t1.5 O2"},
    {"1t0 2t1 1t2", "/", "1t0 1t1", 9, "1t0 1t1"},
    {"-1t0 1t3", "/", "-1t0 1t1", 9, "1t0 1t1 1t2"},
    {"1t0", "/", "2t0.5", 9, "0.5t-0.5"},
    {"1t0", "/", "1t1 O3", 9, "1t-1 O1"},
    {"3t0 O5", "/", "1t1 O3", 9, "3t-1 O1"},
    {"3t0 O1", "/", "1t1 O3", 9, "3t-1 O0"},
    {"O2", "/", "1t1 1t2 O5", 9, "O1"},
    {"O0 L3", "/", "2t1", 9, "O-1 L1.5"},
    {"3t0", "/", "2t0 O1 L4", 9, "1.5t0 O1 L-3"},
    {"4t0 O1 L2", "/", "2t0 O1 L3", 9, "2t0 O1 L-2"},
    {"4t0 O1", "/", "2t0 O1 L3", 9, "2t0 O1"},
    {"4t0 1t1 O2 L3", "/", "1t0", 1, "4t0 O1"},
    {"", "/", "1t1 O3", 9, ""},
    {"1t0", "/", "undecided", 9, "undecided"},
    {"1e200t0", "/", "1e-200t0", 9, "undecided"},

    {"4t2", "^", "0.5", 9, "2t1"},
    {"4t2 4t3 1t4", "^", "0.5", 6, "2t1 1t2 O6"},
    {"1t0 1t1", "^", "0.5", 5, "1t0 0.5t1 -0.125t2 0.0625t3 -0.0390625t4 O5"},
    {"1t2 1t3", "^", "0.5", 4, "1t1 0.5t2 -0.125t3 O4"},
    {"1t0 1t1", "^", "1.5", 4, "1t0 1.5t1 0.375t2 -0.0625t3 O4"},
    {"1t0 1t1", "^", "-2", 4, "1t0 -2t1 3t2 -4t3 O4"},
    {"1t1 1t2", "^", "-1", 3, "1t-1 -1t0 1t1 -1t2 O3"},
    {"1t0 1t1", "^", "3", 9, "1t0 3t1 3t2 1t3 O4"},
    {"1t0", "^", "-1.5", 9, "1t0"},
    {"-1t1", "^", "-3", 9, "-1t-3"},
    {"-1t1", "^", "-2", 9, "1t-2"},
    {"16t1", "^", "0.25", 9, "2t0.25"},
    {"1t0 1t1 O2", "^", "0.5", 9, "1t0 0.5t1 O2"},
    {"1t2 O3", "^", "0.5", 9, "1t1 O2"},
    {"-8t3", "v", "3", 9, "-2t1"},
    {"-1t1", "v", "3", 9, "-1t1/3"},

    {"1t0 1t1", "#", "3", 9, "1t0 3t1 3t2 1t3"},
    {"1t0 1t1", "#", "3", 2, "1t0 3t1 O2"},
    {"-2t-1 1t0", "#", "2", 9, "4t-2 -4t-1 1t0"},
    {"-2t-1 1t0", "#", "0", 9, "1t0"},
    {"-2t-1 1t0", "#", "1", 9, "-2t-1 1t0"},
    {"O2", "#", "2", 9, "O4"},
    {"", "#", "5", 9, ""},
    {"", "#", "0", 9, "1t0"},
    {"1t1 O2", "#", "3", 9, "1t3 O4"},
    {"1t1 O2 L1", "#", "3", 9, "1t3 O4 L3"},
    {"1t0.5", "#", "5", 9, "1t2.5"},
};

static void calculate(const Expansion *a, char operation, const char *text, double cap,
                      Expansion *x) {
    Reach reach = {.cap = cap};
    Expansion b;
    double number = strtod(text, NULL);
    switch (operation) {
    case '^':
        expansion_power(a, number, false, &reach, x);
        return;
    case 'v':
        expansion_power(a, 1 / number, true, &reach, x);
        return;
    case '#':
        expansion_whole_power(a, (uint32_t)number, &reach, x);
        return;
    }
    read_series(text, &b);
    if (operation == '*')
        expansion_multiply(a, &b, &reach, x);
    else if (operation == '/')
        expansion_divide(a, &b, &reach, x);
    else
        expansion_add(a, &b, operation == '-' ? -1.0 : 1.0, &reach, x);
}

START_TEST(dyadic_arithmetic_is_exact) {
    const Sum *sum = &exact[_i];
    Expansion a, expected, x;
    read_series(sum->a, &a);
    read_series(sum->result, &expected);
    calculate(&a, sum->operation[0], sum->b, sum->cap, &x);
    ck_assert_msg(is_like(&x, &expected, true), "(%s) %s (%s) to %g: %s, not %s", sum->a,
                  sum->operation, sum->b, sum->cap, show(&x), sum->result);
}
END_TEST

/* Rounded results: the decimals are nearer to the truth than the errors that are claimed. */
static const Sum rounded[] = {
    {"1t0", "/", "3t1", 9, "0.33333333333333333333t-1"},
    {"1t0", "/", "3t0 1t1", 3,
     "0.33333333333333333333t0 -0.11111111111111111111t1 0.037037037037037037t2 O3"},
    {"2t0 1t1", "^", "0.5", 3,
     "1.4142135623730950488t0 0.35355339059327376220t1 -0.044194173824159220275t2 O3"},
    {"8t0 1t1", "^", "-0.5", 2, "0.35355339059327376220t0 -0.022097086912079610138t1 O2"},
    {"1t0 1t1", "v", "3", 4,
     "1t0 0.33333333333333333333t1 -0.11111111111111111111t2 0.061728395061728395062t3 O4"},
    {"-2t1", "v", "3", 9, "-1.2599210498948731648t1/3"},
    {"2t-1", "^", "-1.5", 9, "0.35355339059327376220t1.5"},
    {"3t0 1t1", "^", "-2", 2, "0.11111111111111111111t0 -0.074074074074074074074t1 O2"},
    {"0.1t0", "*", "0.1t1", 9, "0.010000000000000000208t1"},
};

START_TEST(errors_hold_the_truth) {
    const Sum *sum = &rounded[_i];
    Expansion a, expected, x;
    read_series(sum->a, &a);
    read_series(sum->result, &expected);
    for (uint32_t i = 0; i < expected.count; i++) /* the decimals are doubles now */
        expected.terms[i].error = 0.5 * DBL_EPSILON * fabs(expected.terms[i].value);
    calculate(&a, sum->operation[0], sum->b, sum->cap, &x);
    ck_assert_msg(is_like(&x, &expected, false), "(%s) %s (%s): %s, not %s", sum->a, sum->operation,
                  sum->b, show(&x), sum->result);
}
END_TEST

/* 0.1 + 0.2 - 0.3, of the doubles, is 2^-55 and 2^-54 if rounded. */
START_TEST(sums_know_what_they_lose) {
    Expansion x;
    expansion_nothing(&x, INFINITY);
    expansion_term(&x, (SeriesTerm){.value = 0.1});
    expansion_term(&x, (SeriesTerm){.value = 0.2});
    expansion_term(&x, (SeriesTerm){.value = -0.3});
    ck_assert_uint_eq(x.count, 1);
    ck_assert_double_le(fabs(x.terms[0].value - 0x1p-55), x.terms[0].error);
    ck_assert_int_eq(expansion_lead(&x), LEAD_POSITIVE);
    /* What is lost is that of both sums: 2^-55 of the first. */
    ck_assert_double_eq(x.terms[0].error, 0x1p-55);
}
END_TEST

/* Blur is what a change of the arguments makes; of roots and quotients, to first order. */
START_TEST(blur_spreads) {
    Reach reach = {.cap = INFINITY};
    Expansion a, b, x;
    read_series("6t1", &a);
    read_series("2t0", &b);
    a.terms[0].blur = 0.5;
    b.terms[0].blur = 0.25;
    expansion_multiply(&a, &b, &reach, &x); /* 6*0.25 + 2*0.5 + 0.5*0.25 */
    ck_assert_double_eq(x.terms[0].blur, 2.625);
    expansion_divide(&a, &b, &reach, &x); /* (0.5 + 3*0.25)/2 */
    ck_assert_double_eq(x.terms[0].blur, 0.625);
    expansion_add(&a, &a, 1.0, &reach, &x);
    ck_assert_double_eq(x.terms[0].blur, 1.0);
    expansion_add(&a, &a, -1.0, &reach, &x); /* nothing is left that could be blurred */
    ck_assert_uint_eq(x.count, 0);
    b.terms[0].value = 4.0;
    expansion_power(&b, 0.5, false, &reach, &x); /* 0.25 / (2*2) */
    ck_assert_double_eq(x.terms[0].blur, 0.0625);
    ck_assert_double_eq(x.terms[0].error, 0.0);
}
END_TEST

/* ---- what an expansion says ------------------------------------------------------------------ */

START_TEST(leads) {
    static const struct {
        SeriesTerm first;
        double rest;
        Lead lead;
    } rows[] = {
        {{.value = 0}, INFINITY, LEAD_ZERO},
        {{.value = 0}, 3, LEAD_NOTHING},
        {{.value = -1}, 3, LEAD_NEGATIVE},
        {{.value = 1, .exponent = -2}, 0, LEAD_POSITIVE},
        {{.value = 1, .error = 0.5}, 3, LEAD_POSITIVE},
        {{.value = 1, .error = 1}, 3, LEAD_UNSURE},
        {{.error = 1}, 3, LEAD_UNSURE},
        /* a constant is what it is at the point; a slope may vanish nearby */
        {{.value = 1, .blur = 2}, 3, LEAD_POSITIVE},
        {{.value = 1, .blur = 2, .exponent = 1}, 3, LEAD_UNSURE},
        {{.value = -1, .error = 0.5, .blur = 0.25, .exponent = 1}, 3, LEAD_NEGATIVE},
        {{.value = -1, .error = 0.5, .blur = 0.5, .exponent = 1}, 3, LEAD_UNSURE},
    };
    for (int i = 0; i < LENGTH(rows); i++) {
        Expansion x;
        expansion_nothing(&x, rows[i].rest);
        expansion_term(&x, rows[i].first);
        ck_assert_msg(expansion_lead(&x) == rows[i].lead, "row %d: %d", i, expansion_lead(&x));
    }
    Expansion none;
    expansion_undecided(&none);
    ck_assert_int_eq(expansion_lead(&none), LEAD_UNSURE);
}
END_TEST

START_TEST(parts) {
    Expansion x, expected;
    read_series("1t-1 3t0 1t1 O2 L5 W", &x);
    ck_assert_double_eq(expansion_take_constant(&x).value, 3.0);
    read_series("1t-1 1t1 O2 L5 W", &expected);
    ck_assert_msg(is_like(&x, &expected, true), "%s", show(&x));
    ck_assert_double_eq(expansion_first(&x), -1.0);
    read_series("O2", &x);
    ck_assert_double_eq(expansion_take_constant(&x).value, 0.0);
    ck_assert_double_eq(expansion_first(&x), 2.0);
    ck_assert(!expansion_is_constant(&x));
    read_series("5t0", &x);
    ck_assert(expansion_is_constant(&x));
    read_series("5t0 O2", &x);
    ck_assert(!expansion_is_constant(&x));
    read_series("5t1", &x);
    ck_assert(!expansion_is_constant(&x));
    read_series("", &x);
    ck_assert(expansion_is_constant(&x));
}
END_TEST

/* A logarithm is the largest part of what is left out, until more is left out. */
START_TEST(cuts) {
    Expansion x;
    read_series("1t0 O2 L3", &x);
    expansion_cut(&x, 3.0);
    ck_assert(x.rest == 2.0 && x.log == 3.0);
    expansion_cut(&x, 2.0); /* t^2 beside t^2*log(t) */
    ck_assert(x.rest == 2.0 && x.log == 3.0);
    expansion_cut(&x, 1.0);
    ck_assert(x.rest == 1.0 && x.log == 0.0 && x.count == 1);
}
END_TEST

START_TEST(either_is_known_so_far_as_both_agree) {
    Expansion a, difference, x;
    read_series("1t0 2t1 3t2 O4", &a);
    read_series("0.5t1 1t3", &difference);
    difference.terms[0].error = 1.0;
    expansion_either(&a, &difference, &x);
    ck_assert(x.count == 2 && x.rest == 2.0 && x.terms[1].value == 2.0);
    ck_assert_double_eq(x.terms[0].error, 0.0);
    ck_assert_double_eq(x.terms[1].error, 1.5);
    difference.terms[0].exponent = 1.5; /* between two terms */
    expansion_either(&a, &difference, &x);
    ck_assert(x.count == 3 && x.rest == 2.0 && x.terms[2].value == 0.0 && x.terms[2].error == 1.5);
    expansion_undecided(&difference);
    expansion_either(&a, &difference, &x);
    ck_assert_int_eq(x.state, EXPANSION_UNDECIDED);
}
END_TEST

/* ---- composition ----------------------------------------------------------------------------- */

static const struct {
    const char *coefficients, *h;
    double cap;
    const char *result;
} compositions[] = {
    /* 1/(1 - h): Fibonacci's numbers */
    {"1 1 1 1 1 1 1 1", "1t1 1t2", 8, "1t0 1t1 2t2 3t3 5t4 8t5 13t6 21t7 O8"},
    {"1 1 1", "1t0.5", 9, "1t0 1t0.5 1t1 O1.5"},
    {"1 2 3", "1t1/3", 9, "1t0 2t1/3 3t2/3 O1"},
    {"1 1 1 1 1", "1t1 O2", 9, "1t0 1t1 O2"},
    {"1 1 1", "O2", 9, "1t0 O2"},
    {"7 1 1", "", 9, "7t0"},
    {"1 5 7", "1t1 O2 L3", 9, "1t0 5t1 O2 L15"},
    {"1 1 1", "1t1 O2 W", 9, "1t0 1t1 O2 W"},
    {"0 0 1", "1t1 1t2", 9, "1t2 O3"},
    {"1 1", "1t1 1t2", 9, "1t0 1t1 O2"},
    {"1 1 1 1", "1t1", 2, "1t0 1t1 O2"},
    {"1 1", "undefined", 9, "undefined"},
    {"1 1", "undecided", 9, "undecided"},
};

START_TEST(compositions_are_exact) {
    SeriesTerm coefficients[8] = {{0}};
    uint32_t count = 0;
    Expansion h, expected, x;
    char *end;
    for (const char *text = compositions[_i].coefficients; *text; text = end)
        coefficients[count++] = (SeriesTerm){.exponent = 5, .value = strtod(text, &end)};
    read_series(compositions[_i].h, &h);
    read_series(compositions[_i].result, &expected);
    expansion_compose(coefficients, count, &h, &(Reach){.cap = compositions[_i].cap}, &x);
    ck_assert_msg(is_like(&x, &expected, true), "%s of %s: %s, not %s",
                  compositions[_i].coefficients, compositions[_i].h, show(&x),
                  compositions[_i].result);
}
END_TEST

/* ---- many terms ------------------------------------------------------------------------------ */

/* In any order, the lowest are kept, and the rest says from where on something is missing. */
START_TEST(the_lowest_terms_have_room) {
    enum { TERMS = 2 * EXPANSION_MAX_TERMS };
    for (int order = 0; order < 3; order++) {
        Expansion x;
        expansion_nothing(&x, INFINITY);
        for (uint32_t i = 0; i < TERMS; i++) {
            uint32_t exponent = order == 0 ? i : order == 1 ? TERMS - 1 - i : i * 51 % TERMS;
            expansion_term(&x, (SeriesTerm){.exponent = exponent, .value = exponent + 1.0});
        }
        ck_assert_uint_eq(x.count, EXPANSION_MAX_TERMS);
        ck_assert_double_eq(x.rest, EXPANSION_MAX_TERMS);
        for (uint32_t i = 0; i < x.count; i++)
            ck_assert(x.terms[i].exponent == i && x.terms[i].value == i + 1.0);
    }
}
END_TEST

/* (1 + t + ... + t^99)^2 has the coefficients 1, 2, ..., 100, 99, ... */
START_TEST(products_of_many_terms) {
    Expansion ones, x;
    Reach reach = {.cap = INFINITY};
    expansion_nothing(&ones, INFINITY);
    for (uint32_t i = 0; i < 100; i++)
        expansion_term(&ones, (SeriesTerm){.exponent = i, .value = 1.0});
    expansion_multiply(&ones, &ones, &reach, &x);
    ck_assert_uint_eq(x.count, EXPANSION_MAX_TERMS);
    ck_assert_double_eq(x.rest, EXPANSION_MAX_TERMS);
    for (uint32_t i = 0; i < x.count; i++)
        ck_assert(x.terms[i].value == (i < 100 ? i + 1.0 : 199.0 - i) && x.terms[i].error == 0.0);
    ck_assert_double_ge(reach.work, 10000);
    expansion_divide(&ones, &ones, &reach, &x);
    ck_assert(x.count == 1 && x.terms[0].value == 1.0 && isinf(x.rest));
}
END_TEST

/* ---- identities ------------------------------------------------------------------------------ */

/* Some terms with whole coefficients and exponents in halves, the first of them not 0. */
static void random_series(double first, Expansion *x) {
    expansion_nothing(x, random_below(3) ? INFINITY : first + 1 + random_below(5));
    expansion_term(x, (SeriesTerm){.exponent = first, .value = 1.0 + random_below(9)});
    for (uint32_t i = random_below(5); i > 0; i--)
        expansion_term(x, (SeriesTerm){.exponent = first + 0.5 * (1 + random_below(8)),
                                       .value = (double)random_below(19) - 9});
    while (x->count && x->terms[x->count - 1].exponent >= x->rest)
        x->count--;
}

/* Whether two series are one, as far as both are known and within their errors. */
static bool agree(const Expansion *a, const Expansion *b) {
    Reach reach = {.cap = INFINITY};
    Expansion difference;
    expansion_add(a, b, -1.0, &reach, &difference);
    for (uint32_t i = 0; i < difference.count; i++)
        if (fabs(difference.terms[i].value) > difference.terms[i].error)
            return false;
    return difference.state == EXPANSION_SERIES && difference.rest > expansion_first(a);
}

START_TEST(quotients_are_inverse_products) {
    for (uint64_t i = cases_to_try(20000); i > 0; i--) {
        Expansion a, b, product, quotient, back;
        Reach reach = {.cap = 12};
        random_series((double)random_below(5) - 2, &a);
        random_series((double)random_below(5) - 2, &b);
        expansion_multiply(&a, &b, &reach, &product);
        expansion_divide(&product, &b, &reach, &quotient);
        ck_assert_msg(agree(&quotient, &a), "%s", show(&quotient));
        expansion_divide(&a, &b, &reach, &quotient);
        expansion_multiply(&quotient, &b, &reach, &back);
        ck_assert_msg(agree(&back, &a), "%s", show(&back));
    }
}
END_TEST

/* What a division has no room for on its way is missing in the quotient. */
START_TEST(quotients_of_many_terms) {
    Expansion a, b, quotient, back;
    Reach reach = {.cap = INFINITY};
    expansion_nothing(&a, INFINITY);
    expansion_nothing(&b, INFINITY);
    for (uint32_t i = 0; i < 100; i++) {
        expansion_term(&a, (SeriesTerm){.exponent = 0.125 * i, .value = 1.0});
        expansion_term(&b, (SeriesTerm){.exponent = i < 50 ? 0.1875 * i : 2.0 * i, .value = 1.0});
    }
    expansion_divide(&a, &b, &reach, &quotient);
    expansion_multiply(&quotient, &b, &reach, &back);
    ck_assert_msg(agree(&back, &a), "%s", show(&back));
    ck_assert(isfinite(quotient.rest));
}
END_TEST

START_TEST(powers_are_powers) {
    static const double exponents[] = {0.5, -0.5, 1.5, 1.0 / 3, -2.0 / 3, 2.25, -1, -3, 0.3};
    for (uint64_t i = cases_to_try(5000); i > 0; i--) {
        double p = RANDOM_OF(exponents), q = RANDOM_OF(exponents);
        if (p + q - p != q || p + q - q != p) /* the sum is rounded */
            continue;
        Expansion a, first, second, product, sum;
        Reach reach = {.cap = 7};
        random_series((double)random_below(3) - 1, &a);
        expansion_power(&a, p, false, &reach, &first);
        expansion_power(&a, q, false, &reach, &second);
        expansion_multiply(&first, &second, &reach, &product);
        expansion_power(&a, p + q == 0.0 ? 1.0 : p + q, false, &reach, &sum);
        if (p + q == 0.0)
            read_series("1t0", &sum);
        ck_assert_msg(agree(&product, &sum), "%g, %g: %s", p, q, show(&product));
    }
}
END_TEST

/* By multiplication, and by the binomial series. */
START_TEST(whole_powers_are_powers) {
    for (uint64_t i = cases_to_try(5000); i > 0; i--) {
        uint32_t n = 1 + random_below(6);
        Expansion a, multiplied, raised;
        Reach reach = {.cap = 7};
        random_series((double)random_below(3) - 1, &a);
        expansion_whole_power(&a, n, &reach, &multiplied);
        expansion_power(&a, n, false, &reach, &raised);
        ck_assert_msg(agree(&multiplied, &raised), "%u: %s", n, show(&raised));
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("expansion");
    random_begin(setting("ADCALC_SEED", 1));
    TCase *known = suite_case(suite, "known"), *random = suite_case(suite, "identities");
    tcase_add_loop_test(known, dyadic_arithmetic_is_exact, 0, LENGTH(exact));
    tcase_add_loop_test(known, errors_hold_the_truth, 0, LENGTH(rounded));
    tcase_add_test(known, sums_know_what_they_lose);
    tcase_add_test(known, blur_spreads);
    tcase_add_test(known, leads);
    tcase_add_test(known, parts);
    tcase_add_test(known, cuts);
    tcase_add_test(known, either_is_known_so_far_as_both_agree);
    tcase_add_loop_test(known, compositions_are_exact, 0, LENGTH(compositions));
    tcase_add_test(known, the_lowest_terms_have_room);
    tcase_add_test(known, products_of_many_terms);
    tcase_add_test(random, quotients_are_inverse_products);
    tcase_add_test(random, quotients_of_many_terms);
    tcase_add_test(random, powers_are_powers);
    tcase_add_test(random, whole_powers_are_powers);
    return suite_run(suite);
}

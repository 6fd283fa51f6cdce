/* Where digits are lost: classical cancellations, whose notes were written down beforehand,
 * and random functions, whose errors MPFR measures.
 *
 * On random functions two things are required. Where a bound of the rounding error, that of
 * support/conditioning.c, says that a result keeps its digits and hardly depends on the last bits
 * of its inputs, nothing may be said. And what the truth says is lost, by formulas evaluated with
 * 320 bits, must be covered by the estimate. ADCALC_COUNT functions of the first kind are looked
 * at, 10,000 unless told; ADCALC_SEED begins elsewhere. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/conditioning.h"
#include "support/posed.h"
#include "support/random-functions.h"
#include "support/rules.h"
#include "support/suite.h"
#include "support/truth.h"
#include "support/words.h"

#include <float.h>
#include <math.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- asking ---------------------------------------------------------------------------------- */

typedef struct Answer {
    ViewOptions options;
    Arena arena;
    Request request;
    Comparison compare;
} Answer;

static void ask(Answer *answer, const Problem *problem) {
    *answer = (Answer){0};
    answer->request = (Request){.problem = *problem,
                                .expression = "",
                                .diag = problem->graph->diag,
                                .options = &answer->options,
                                .arena = &answer->arena};
    const Subject subject = view_subject(&answer->request);
    if (!conditioning_examine(&subject, &answer->compare.conditioning,
                              &answer->compare.value_conditioning))
        ck_abort_msg("no answer");
}

static size_t count_notes(const Diag *diag, const char *topic) {
    size_t count = 0;
    for (size_t i = 0; i < diag->messages.count; i++)
        count += !strcmp(message_topic(diag->messages.items[i].said.code), topic);
    return count;
}

static bool has_note(const Diag *diag, const char *topic, const char *text) {
    for (size_t i = 0; i < diag->messages.count; i++)
        if (!strcmp(message_topic(diag->messages.items[i].said.code), topic) &&
            !strncmp(words(&diag->messages.items[i].said), text, strlen(text)))
            return true;
    return false;
}

/* The estimate covers the error that there is: a function may be off by some units where half a one
 * is reckoned with. It may also be larger than the error, which can be small by luck. */
static void expect_covered(const Problem *problem, NodeId root, const Conditioning *found,
                           const char *about) {
    double actual = true_ulps(problem, root, value_of(problem, root));
    if (!(actual <= 16 * found->rounding + 16))
        ck_abort_msg("%s: off by %g ulp, not %g", about, actual, found->rounding);
}

/* What is said of the value's inputs is so, as far as derivatives that have not lost their digits
 * can tell, and variables whose last bits are not large. */
static bool inputs_are_true(const Problem *problem, const Comparison *compare) {
    const Conditioning *found = compare->value_conditioning;
    double most = 0, of_named = 0;
    for (uint32_t i = 0; i < problem->components; i++) {
        double moved = truly_moved(problem, problem->root, (int)i);
        most = fmax(most, moved);
        if (found->variable && !strcmp(found->variable, problem_name(problem, i)))
            of_named = moved;
        if (compare->conditioning[i].rounding > 1e6 || fabs(problem->point[i]) > 1e20)
            return true;
    }
    double seen = 1e-6 * (most + 1); /* adjoints are rounded, too */
    return fabs(found->input - most) <= seen && of_named >= most - seen;
}

/* ---- classical cancellations ----------------------------------------------------------------- */

#define QUADRATIC "(-b + sqrt(b^2 - 4*a*c))/(2*a)"
#define MANY                                                                                       \
    "x + y + 0.1 + 0.2 + 0.3 + 0.4 + 0.7 + 0.8 + 0.9 + 1.1 + 1.2 + 1.3 + 1.4 + 1.6 + 1.7 + 1.8 + " \
    "1.9 + 2.1 + 2.2"
#define NEEDLE "a=100000,b=99999.99979,c=0.00029"

/* `note` begins it; NULL: there must be none of its kind. */
static const struct {
    const char *program, *at, *topic, *note;
} classics[] = {
    {"(1 - cos(x))/x^2", "x=0.01", "cancellation",
     "df/dx loses 4 of 16 digits in 1 - cos(x): 1 - 0.99995 leaves 0.00005"},
    {"(1 - cos(x))/x^2", "x=0.01", "cancellation",
     "df/dx loses 5 of 16 digits in the derivative of (1 - cos(x))/x^2: 99.99833 - 99.99917 leaves "
     "-0.00083"},
    {"(1 - cos(x))/x^2", "x=1e-9", "cancellation",
     "df/dx loses all digits in 1 - cos(x): 1 - 1 "
     "leaves 0"},
    {"sqrt(x + 1) - sqrt(x)", "x=1e10", "cancellation",
     "df/dx loses 10 of 16 digits in the derivative of sqrt(x + 1) - sqrt(x): "},
    {"1/(sqrt(x + 1) + sqrt(x))", "x=1e10", "cancellation", NULL},
    {"exp(x) - 1", "x=1e-10", "cancellation",
     "f loses 9 of 16 digits in exp(x) - 1: 1.0000000001 - 1 leaves 1e-10"},
    /* An error is followed the way that it counts most, whichever comes first. */
    {"1e-20*exp(x) + (exp(x) - 1)", "x=1e-10", "cancellation",
     "f loses 9 of 16 digits in exp(x) - 1: "},
    /* The rounding that counts most is followed, not the first or the last. */
    {"1e-20*exp(y) + (exp(x) - 1) + 1e-20*exp(2*y)", "x=1e-10,y=1", "cancellation",
     "f loses 9 of 16 digits in exp(x) - 1: "},
    {"1e-20*exp(y) + ((exp(x) - 1) + 1e-20*exp(2*y))", "x=1e-10,y=1", "cancellation",
     "f loses 9 of 16 digits in exp(x) - 1: "},
    {"expm1(x)", "x=1e-10", "cancellation", NULL},
    {"log(1 + x)", "x=1e-10", "cancellation",
     "f loses 9 of 16 digits in log(1 + x): an error of the argument, 1.0000000001, counts 1.0e10 "
     "times"},
    {"log(1 + x)", "x=2e-6", "cancellation",
     "f loses 5 of 16 digits in log(1 + x): an error of the argument, 1.000002, counts 500000 "
     "times"},
    {"log(1 + x)", "x=4e-7", "cancellation",
     "f loses 6 of 16 digits in log(1 + x): an error of the argument, 1.0000004, counts 2.5e6 "
     "times"},
    {"log1p(x)", "x=1e-10", "cancellation", NULL},
    /* Of an argument twelve digits are shown, of an operation sixty bytes. */
    {"log(x + 0.1)", "x=0.90000000012345678", "cancellation",
     "f loses 9 of 16 digits in log(x + 0.1): an error of the argument, 1.00000000012, counts "
     "8.1e9 times"},
    {"log(exp(x)*exp(y)*exp(x*y)*exp(x+y)*exp(x-y)*exp(2*x)*exp(3*x)*exp(1e-9*x))",
     "x=1e-10,y=1e-10", "cancellation",
     "f loses 9 of 16 digits in log(exp(x)*exp(y)*exp(x*y)*exp(x + y)*exp(x - y)*exp(2*x)*...: an "
     "error of the argument, 1.0000000009, counts 1.1e9 times"},
    {"sin(1e300*x)", "x=1.1", "cancellation",
     "f loses all digits in sin(1e300*x): an error of the argument, 1.1e300, counts 4.8e301 times"},
    {"log(exp(x))", "x=1e-20", "cancellation",
     "f loses all digits in log(exp(x)): an error of the argument, 1, counts infinitely many "
     "times"},
    /* Signs of sums and differences are those of what is taken away. */
    {"-exp(x) - y", "x=1e-10,y=-1", "cancellation",
     "f loses 9 of 16 digits in -exp(x) - y: -1.0000000001 + 1 leaves -1e-10"},
    {"exp(x) + y", "x=1e-10,y=-1", "cancellation",
     "f loses 9 of 16 digits in exp(x) + y: 1.0000000001 - 1 leaves 1e-10"},
    {"-exp(x) + y", "x=1e-10,y=1", "cancellation",
     "f loses 9 of 16 digits in -exp(x) + y: -1.0000000001 + 1 leaves -1e-10"},
    {"erf(x) + 0.8427", "x=-1", "cancellation",
     "f loses 6 of 16 digits in erf(x) + 0.8427: -0.84270079 + 0.8427 leaves -7.9e-7"},
    {"sum(i in 1..20, (-1)^i*exp(i*x))", "x=1e-5", "cancellation",
     "f loses 5 of 16 digits in (-1)^1*exp(1*x) + (-1)^2*exp(2*x) + (-1)^3*exp(3*x) + (-1)^4...: "
     "terms of up to 1 leave 0.0001"},
    {MANY " - 30", "x=10.3,y=4e-9", "cancellation",
     "f loses 10 of 16 digits in x + y + 0.1 + 0.2 + 0.3 + 0.4 + 0.7 + 0.8 + 0.9 + 1.1 + 1.2...: "
     "terms of up to 30 leave 4e-9"},
    {"exp(x) - 1", "x=1.2e-16", "cancellation",
     "f loses 15 of 16 digits in exp(x) - 1: 1.0000000000000002 - 1 leaves 2.2e-16"},
    {"x^2 - y^2", "x=1.1,y=1.1000000001", "cancellation",
     "f loses 9 of 16 digits in x^2 - y^2: 1.21 - 1.2100000002 leaves -2.2e-10"},
    {"(x - y)*(x + y)", "x=1.1,y=1.1000000001", "cancellation", NULL},
    {"(x - y)*(x + y)", "x=1.1,y=1.1000000001", "conditioning",
     "a change of the last bit of y changes f by 1.9e10 ulp"},
    {"tan(x) - sin(x)", "x=1e-4", "cancellation",
     "df/dx loses 7 of 16 digits in the derivative of tan(x) - sin(x): 1.00000001 - 0.999999995 "
     "leaves 1.5e-8"},
    {"sin(x)/x", "x=1e-4", "cancellation",
     "df/dx loses 8 of 16 digits in the derivative of sin(x)/x: "},
    {"sinc(x)", "x=1e-4", "cancellation", NULL},
    {QUADRATIC, "a=1,b=1e8,c=1", "cancellation",
     "df/da loses 15 of 16 digits in -b + sqrt(b^2 - 4*a*c): "},
    {"2*c/(-b - sqrt(b^2 - 4*a*c))", "a=1,b=1e8,c=1", "cancellation", NULL},
    {"s = (a + b + c)/2; sqrt(s*(s - a)*(s - b)*(s - c))", NEEDLE, "cancellation",
     "df/da loses 9 of 16 digits in (a + b + c)/2 - a: 100000.00004 - 100000 leaves 0.00004"},
    {"sqrt((a + (b + c))*(c - (a - b))*(c + (a - b))*(a + (b - c)))/4", NEEDLE, "cancellation",
     NULL},
    {"sin(x)", "x=pi", "conditioning", "a change of the last bit of x changes f by 1.8e16 ulp"},
    {"sin(x)", "x=pi", "cancellation", NULL},
    {"sin(1e8*x)", "x=0.3", "cancellation",
     "df/dx loses 8 of 16 digits in the derivative of sin(100000000*x): an error of the argument, "
     "30000000, counts "},
    {"(1 + x)^10000", "x=1e-9", "cancellation",
     "df/dx loses 3 of 16 digits in the derivative of (1 + x)^10000: an error of the argument, "
     "1.000000001, counts 10000 times"},
    {"tan(x)", "x=1.5707963", "conditioning", "a change of the last bit of x changes df/dx by "},
    {"tan(x)", "x=1.5707963", "cancellation", NULL},
    {"exp(x*y*(1 + x)*(2 + y)*(3 + x*y)) - 1", "x=1e-5,y=1e-5", "cancellation",
     "f loses 9 of 16 digits in exp(x*y*(1 + x)*(2 + y)*(3 + x*y)) - 1: 1.0000000006 - 1 "
     "leaves 6e-10"},
    {"x^3 - 3*x", "x=1.0000001", "conditioning",
     "a change of the last bit of x changes df/dx by 1.3e7 ulp"},
    {"x^2 + (y - 1)^2", "x=2,y=1.0000001", "conditioning",
     "a change of the last bit of y changes df/dy by "},
    /* Of several results that are bad one is spoken of, a derivative before the value. */
    {"(x - 1)^2 + sqrt(y) - 1.4142135", "x=1.0000001,y=2", "conditioning",
     "a change of the last bit of x changes df/dx by "},
    {"(x - 1)^2 + sqrt(y) - 1.4142135", "x=1.0000001,y=2", "cancellation", NULL},
    /* Rutishauser's and Rump's polynomial, which no double precision does right. */
    {"333.75*y^6 + x^2*(11*x^2*y^2 - y^6 - 121*y^4 - 2) + 5.5*y^8 + x/(2*y)", "x=77617,y=33096",
     "cancellation", "f loses 15 of 16 digits in "},
    /* All at once: a sum of many terms cancels within one operation. */
    {"sum(i in 1..20, (-1)^i*x^i)", "x=1.5", "cancellation", NULL},
    {"sum(i in 0..80, (-x)^i/prod(k in 1..i, k))", "x=20.5", "cancellation", "df/dx loses "},
    /* Thousands of roundings that know nothing of each other do not add up. */
    {"sum(i in 1..4000, cos(i)*sqrt(x))", "x=2", "cancellation", NULL},
    /* What is exact loses nothing, however near the numbers are. */
    {"(x - 1)^2", "x=1.0000001", "cancellation", NULL},
    {"x^2 - 9 + y", "x=3,y=1e-9", "cancellation", NULL},
    {"exp(x) - 1 + y", "x=0,y=1e-9", "cancellation", NULL},
    {"x*0.5 - y", "x=3,y=1.4999999", "cancellation", NULL},
    {"x/4 + y*8 - 1", "x=3.25,y=0.02343750001", "cancellation", NULL},
    {"sqrt(x) - y", "x=2.25,y=1.4999999", "cancellation", NULL},
    /* What is taken away again counts for nothing, whatever its rounding. */
    {"sin(x) - sin(x) + y", "x=1,y=1e-9", "conditioning", NULL},
    {"4*exp(x) - 2*exp(x) - 2*exp(x) + x/1e9", "x=1", "cancellation", NULL},
    /* The lecture's functions */
    {"-log(1/(1+exp(-x))+1)/(x^2+1)", "x=0.5", "cancellation", NULL},
    {"-log(1/(1+exp(-x))+1)/(x^2+1)", "x=0.5", "conditioning", NULL},
    {"sin((x+2)+(1+exp(x^2)))", "x=2", "cancellation", NULL},
    {"x^2 + 2*x + 1", "x=3", "cancellation", NULL},
};

START_TEST(classics_are_told) {
    Posed t;
    Answer answer;
    const char *program = classics[_i].program, *topic = classics[_i].topic;
    ck_assert_msg(posed_begin(&t, &rules, program, classics[_i].at), "%s", program);
    ask(&answer, &t.problem);
    ck_assert_ptr_nonnull(answer.compare.conditioning);
    if (classics[_i].note)
        ck_assert_msg(has_note(&t.diag, topic, classics[_i].note), "%s at %s: %s", program,
                      classics[_i].at,
                      t.diag.messages.count ? words(&t.diag.messages.items[0].said) : "nothing");
    if (classics[_i].note && !strcmp(topic, "conditioning"))
        ck_assert_uint_eq(count_notes(&t.diag, topic), 1);
    if (!classics[_i].note)
        ck_assert_msg(!count_notes(&t.diag, topic), "%s at %s: %s", program, classics[_i].at,
                      words(&t.diag.messages.items[0].said));
    arena_free(&answer.arena);
    posed_free(&t);
}
END_TEST

/* ---- what is lost, exactly ------------------------------------------------------------------- */

static void finish(Posed *t, Answer *answer) {
    arena_free(&answer->arena);
    posed_free(t);
}

/* The error of + - * / sqrt, squares and sums is found, not guessed: of an operation less its own
 * first 20 bits, which is exact, the rounding is by MPFR what is said. */
START_TEST(roundings_are_exact) {
    static const char *const programs[] = {"x + y",   "x - y", "y - x", "x*y",       "x/y",
                                           "sqrt(y)", "x^2",   "y^2",   MANY " - 30"};
    for (size_t i = 0; i < LENGTH(programs); i++) {
        int wrong = 0;
        for (int n = 1; n <= 40; n++) {
            Posed t;
            Answer answer;
            char at[80], less[300];
            snprintf(at, sizeof at, "x=%.17g,y=%.17g", -0.37 * n, 0.0123 + 1.7 / n);
            ck_assert(posed_begin(&t, &rules, programs[i], at));
            double whole = value_of(&t.problem, t.problem.root),
                   unit = ldexp(1.0, ilogb(whole) - 20), kept = floor(whole / unit) * unit;
            posed_free(&t);
            if (whole == kept)
                continue;
            snprintf(less, sizeof less, "%s - (%.17g)", programs[i], kept);
            ck_assert(posed_begin(&t, &rules, less, at));
            ask(&answer, &t.problem);
            double value = value_of(&t.problem, t.problem.root),
                   said = answer.compare.value_conditioning->rounding,
                   actual = true_ulps(&t.problem, t.problem.root, value);
            ck_assert_msg(fabs(said - actual) <= 1e-6 * actual, "%s at %s: %g, not %g", less, at,
                          actual, said);
            wrong += actual > 0;
            finish(&t, &answer);
        }
        ck_assert_int_gt(wrong, 20);
    }
}
END_TEST

/* Other functions are reckoned to be off by 2^-53 of themselves, which is half a unit or up to a
 * whole one; eight of them, that know nothing of each other, by the root of 8 times as much, and
 * the products' own errors. */
START_TEST(roundings_of_functions_add_up_in_squares) {
    static const struct {
        const char *program;
        double least, most;
    } cases[] = {
        {"exp(x)", 0.999, 1.001},
        {"exp(x)*exp(2*x)*exp(3*x)*exp(4*x)*exp(5*x)*exp(6*x)*exp(7*x)*exp(8*x)", 2.82, 3.9}};
    for (size_t i = 0; i < LENGTH(cases); i++) {
        Posed t;
        Answer answer;
        ck_assert(posed_begin(&t, &rules, cases[i].program, "x=0.125"));
        ask(&answer, &t.problem);
        double value = fabs(value_of(&t.problem, t.problem.root)),
               off = answer.compare.value_conditioning->rounding * accuracy_spacing(value);
        ck_assert_msg(cases[i].least <= off / value * 0x1p53 &&
                          off / value * 0x1p53 <= cases[i].most,
                      "%s: %g", cases[i].program, off / value * 0x1p53);
        finish(&t, &answer);
    }
}
END_TEST

/* What the last bit of an input does at most: |df/dx| spacing(x)/spacing(f), by hand; and the
 * rounding of f in spacings of f, where eps/2 of an operation's value counts for what is not found
 * exactly. */
static const struct {
    const char *program, *at;
    double input;
    const char *variable;
    double rounding;
} shares[] = {
    {"3 - x", "x=2.5", 4, "x", 0},
    {"x*y", "x=3,y=0.7", 0.75, "y", 0.5},
    {"y*x", "x=3,y=0.7", 0.75, "y", 0.5},
    {"x*y", "x=3,y=3", 0.75, "x", 0},
    {"x^2 + y", "x=2,y=8", 1, "x", 0},
    {"y + x^2", "x=4,y=0.5", 2, "x", 0},
    {"x + y - 2*x", "x=1,y=1.5", 2, "x", 0},
    {"x - x + y", "x=3,y=1", 1, "y", 0},
    /* An infinite slope says nothing, and takes nothing from the others. */
    {"y + sqrt(y - x)", "x=2,y=2", 1, "y", 0},
    {"1 + sqrt(x*y)", "x=0,y=0.3", 0, NULL, 0},
    /* 2^-53 of the value, in spacings of 2^-52 below 2. */
    {"1.5 + 0*cos(x)", "x=1", 0, NULL, 0},
    {"exp(x) + 1", "x=0", DBL_TRUE_MIN / 0x1p-51, "x", 0},
    {"cos(x) + 0.5", "x=1e-9", 1e-9 * 0x1p-82 / 0x1p-52, "x", 0.5},
    {"2*cos(x) + 1", "x=1e-9", 1e-9 * 0x1p-82 / 0x1p-52, "x", 0.5},
    {"3*cos(x) + 4*cos(y) + 0.5", "x=1e-9,y=1e-9", 4e-9 * 0x1p-82 / 0x1p-50, "y", 5.0 / 8.0},
    {"if x > 0 then 2*cos(x) + 1 else x", "x=1e-9", 1e-9 * 0x1p-82 / 0x1p-52, "x", 0.5},
    {"max(3*cos(x), 2, y) + 0.5", "x=1e-9,y=1", 3e-9 * 0x1p-82 / 0x1p-51, "x", 0.75},
    /* Whole numbers made of whole numbers are right as far as these are int32_t. */
    {"2.0^x", "x=30", 0x1p30 * 0.693147 * 0x1p-48 / 0x1p-22, "x", 0},
    {"exp2(x) + 0.5", "x=30", 11.09035, "x", 0},
    {"exp2(x) + 0.5", "x=31", 11.09035, "x", 0.5},
    {"exp2(x) + 0.5", "x=-1", 0.3465736, "x", 0.25},
    {"x^3 + 0.5", "x=-1000", 3e6 * 0x1p-43 / 0x1p-23, "x", 0},
    {"x^3 + 0.5", "x=-2000", 12e6 * 0x1p-42 / 0x1p-20, "x", 8e9 * 0x1p-53 / 0x1p-20},
};

START_TEST(inputs_and_roundings_by_hand) {
    for (int i = 0; i < LENGTH(shares); i++) {
        Posed t;
        Answer answer;
        const char *program = shares[i].program, *variable = shares[i].variable;
        ck_assert_msg(posed_begin(&t, &rules, program, shares[i].at), "%s", program);
        ask(&answer, &t.problem);
        const Conditioning *found = answer.compare.value_conditioning;
        ck_assert_msg(fabs(found->input - shares[i].input) <= 1e-4 * shares[i].input,
                      "%s: input %g, not %g", program, found->input, shares[i].input);
        ck_assert_msg(fabs(found->rounding - shares[i].rounding) <= 1e-4 * shares[i].rounding,
                      "%s: rounding %g, not %g", program, found->rounding, shares[i].rounding);
        ck_assert_pstr_eq(found->variable, variable);
        ck_assert(found->known);
        finish(&t, &answer);
    }
}
END_TEST

/* Differences that each leave 1/factor of sqrt(2), whose rounding alone counts. */
static void begin_chain(Posed *t, Answer *answer, double factor, int differences) {
    Text program = {0};
    double left = sqrt(2.0);
    text_put(&program, "sqrt(x)");
    for (int i = 0; i < differences; i++) {
        double taken = left * (1.0 - 1.0 / factor);
        text_format(&program, " - %.17g", taken);
        left -= taken;
    }
    ck_assert(posed_begin(t, &rules, text_string(&program), "x=2"));
    text_free(&program);
    ask(answer, &t->problem);
}

/* Three digits are spoken of, and not less. */
START_TEST(three_digits_are_spoken_of) {
    int spoken = 0, silent = 0;
    for (double factor = 20; factor < 200; factor *= 1.02) {
        Posed t;
        Answer answer;
        begin_chain(&t, &answer, factor, 2);
        const Conditioning *found = answer.compare.value_conditioning;
        bool three = found->digits_lost >= 3;
        expect_covered(&t.problem, t.problem.root, found, "a chain");
        ck_assert_msg(has_note(&t.diag, "cancellation", "f loses ") == three, "%g: %g digits",
                      factor, found->digits_lost);
        ck_assert(!found->operation == !three);
        *(three ? &spoken : &silent) += 1;
        finish(&t, &answer);
    }
    ck_assert_int_gt(spoken, 10);
    ck_assert_int_gt(silent, 10);
}
END_TEST

/* Who loses no whole digit is not to blame, however many are lost by all together; one is enough.
 * */
START_TEST(a_digit_is_blamed) {
    Posed t;
    Answer answer;
    begin_chain(&t, &answer, 9.5, 4);
    ck_assert_double_ge(answer.compare.value_conditioning->rounding, 1000);
    ck_assert_ptr_null(answer.compare.value_conditioning->operation);
    ck_assert_uint_eq(count_notes(&t.diag, "cancellation"), 0);
    finish(&t, &answer);
    begin_chain(&t, &answer, 10.5, 4);
    ck_assert_ptr_nonnull(answer.compare.value_conditioning->operation);
    ck_assert(has_note(&t.diag, "cancellation", "f loses 1 of 16 digits in sqrt(x) - "));
    finish(&t, &answer);
}
END_TEST

/* Where the derivative's formula loses more, 1 - cos(x) must lose two digits to be named: 2/x^2 of
 * its rounding. */
START_TEST(two_digits_are_blamed_beside_more) {
    static const struct {
        const char *at;
        size_t notes;
    } cases[] = {{"x=0.145", 1}, {"x=0.138", 2}};
    for (size_t i = 0; i < LENGTH(cases); i++) {
        Posed t;
        Answer answer;
        ck_assert(posed_begin(&t, &rules, "(1 - cos(x))/x^2", cases[i].at));
        ask(&answer, &t.problem);
        ck_assert_uint_eq(count_notes(&t.diag, "cancellation"), cases[i].notes);
        ck_assert(has_note(&t.diag, "cancellation",
                           "df/dx loses 2 of 16 digits in the derivative of (1 - cos(x))/x^2: "));
        finish(&t, &answer);
    }
}
END_TEST

/* ---- random functions ------------------------------------------------------------------------ */

static Graph graph;
static Diag diag;
static ConditionNumbers conditioning;
static const Variable variables[RANDOM_VARIABLES] = {{"x", 0}, {"y", 1}};

/* In units of the last place, which binades make up to twice as many:
 * below the thousand that is spoken of. */
static const double little = 400;

static struct { long functions, well, measured, lossy; } counts;

/* Whether no input's last bit and no rounding changes the result by more than a little,
 * in units of its last place; to be trusted only in range and to first order. */
static bool is_well(NodeId root, const double *point) {
    double value = conditioning.values.items[root];
    if (!isfinite(value) || value == 0)
        return false;
    bool well = conditioning_adjoints(&conditioning, &graph, root, true) <= little * fabs(value);
    for (uint32_t i = 0; i < RANDOM_VARIABLES; i++) {
        NodeId x = graph_variable(&graph, i, (Span){0, 0});
        double adjoint = x < conditioning.values.count ? conditioning.adjoints.items[x] : 0;
        well &= fabs(adjoint * point[i]) <= little * fabs(value);
    }
    return well && conditioning.in_range;
}

static void one_function(void) {
    graph_clear(&graph);
    diag.messages.count = 0;
    conditioning_clear(&conditioning);
    double point[RANDOM_VARIABLES] = {random_coordinate(), random_coordinate()};
    NodeId roots[1 + RANDOM_VARIABLES] = {random_function(&graph)};
    Tapes tapes;
    ck_assert(tapes_of_nodes(&tapes, &graph, roots, 1, RANDOM_VARIABLES));
    Problem problem = {.tapes = &tapes,
                       .graph = &graph,
                       .rules = &rules,
                       .root = roots[0],
                       .variables = variables,
                       .variable_count = RANDOM_VARIABLES,
                       .components = RANDOM_VARIABLES,
                       .point = point,
                       .derivatives = first_derivatives(),
                       .derivative_count = RANDOM_VARIABLES};
    bool well = true, first_order = true;
    for (uint32_t i = 0; i < RANDOM_VARIABLES; i++)
        roots[1 + i] = derivative(&rules, &graph, roots[0], i);
    conditioning_values(&conditioning, &graph, point);
    conditioning.in_range = true;
    for (size_t i = 0; i < LENGTH(roots); i++) {
        bool exact = graph_op(&graph, roots[i]) == OP_CONSTANT;
        well &= exact || is_well(roots[i], point);
        first_order &= exact || conditioning_first_order(&conditioning, &graph, roots[i]);
    }
    well &= first_order;
    Answer answer;
    ask(&answer, &problem);
    char about[600];
    Text text = {0};
    infix_print(&graph, variables, roots[0], 400, &text);
    snprintf(about, sizeof about, "%s at %.17g, %.17g", text_string(&text), point[0], point[1]);
    text_free(&text);
    if (well && diag.messages.count)
        ck_abort_msg("%s is well conditioned, but %s", about, words(&diag.messages.items[0].said));
    counts.functions++;
    counts.well += well;
    if (first_order && conditioning.in_range && counts.functions % 8 == 0) {
        const Conditioning *found = answer.compare.value_conditioning;
        if (found->known && !inputs_are_true(&problem, &answer.compare))
            ck_abort_msg("%s: the last bit of %s changes it by %g ulp?", about, found->variable,
                         found->input);
        for (size_t i = 0; i < LENGTH(roots); i++, found = &answer.compare.conditioning[i - 1]) {
            if (!found->known)
                continue;
            expect_covered(&problem, roots[i], found, about);
            counts.measured++;
            counts.lossy += found->rounding >= 1000;
        }
    }
    tapes_free(&tapes);
    arena_free(&answer.arena);
}

START_TEST(random_functions_are_told_from_one_another) {
    long enough = (long)cases_to_try(10000);
    random_begin(setting("ADCALC_SEED", 1));
    ck_assert(graph_begin(&graph, &diag));
    while (counts.well < enough && counts.functions < 20 * enough)
        one_function();
    printf(
        "%ld functions, %ld of them well conditioned; %ld results measured, of which %ld had lost "
        "three digits or more\n",
        counts.functions, counts.well, counts.measured, counts.lossy);
    ck_assert_msg(counts.well >= enough, "too few are well conditioned");
    ck_assert_msg(counts.lossy > counts.measured / 100, "too few are not");
    conditioning_free(&conditioning);
    graph_free(&graph);
    diag_free(&diag);
    mpfr_free_cache();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("cancellation");
    TCase *cases = suite_case(suite, "classics"), *others = suite_case(suite, "random functions");
    tcase_add_unchecked_fixture(cases, begin_rules, end_rules);
    tcase_add_unchecked_fixture(others, begin_rules, end_rules);
    tcase_add_loop_test(cases, classics_are_told, 0, LENGTH(classics));
    tcase_add_test(cases, roundings_are_exact);
    tcase_add_test(cases, roundings_of_functions_add_up_in_squares);
    tcase_add_test(cases, inputs_and_roundings_by_hand);
    tcase_add_test(cases, three_digits_are_spoken_of);
    tcase_add_test(cases, a_digit_is_blamed);
    tcase_add_test(cases, two_digits_are_blamed_beside_more);
    tcase_add_test(others, random_functions_are_told_from_one_another);
    tcase_set_timeout(others, 0);
    return suite_run(suite);
}

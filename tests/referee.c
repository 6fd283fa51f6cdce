/* The referee against the outside world: every operation against MPFR, whose derivatives are
 * central differences with so many bits that they are right to more digits than are compared; the
 * lecture's values; and adcalc's own doubles against the referee. Then its limits. */
#include "adcalc.h"
#include "support/asked.h"
#include "support/chance.h"
#include "support/meanings.h"
#include "support/places.h"
#include "support/posed.h"
#include "support/sanitized.h"
#include "support/suite.h"
#include "support/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Asks for an operation applied to x, or to x and y, and for its derivatives. */
static bool ask_operation(OpId op, int32_t n, const double *arguments,
                          const ReferenceLimits *limits, ReferenceAnswer *answer) {
    graph_clear(&graph);
    uint32_t count = op_table[op].form == OP_UNARY ? 1 : 2;
    NodeId nodes[2];
    for (uint32_t i = 0; i < count; i++)
        nodes[i] = graph_variable(&graph, i, (Span){0, 0});
    NodeId root = graph_apply(&graph, op, n, nodes, count, (Span){0, 0});
    Problem problem = {.tapes = graph_tapes(root, count),
                       .graph = &graph,
                       .root = root,
                       .components = count,
                       .point = arguments,
                       .derivatives = first_derivatives(),
                       .derivative_count = count};
    reference_begin(&reference, &problem, limits);
    return reference_finish(&reference, NULL, answer);
}

/* ---- every operation ------------------------------------------------------------------------- */

/* The meaning at the place, argument `which` moved by `side` * 2^exponent. */
static void meaning_at(mpfr_t out, const MeaningRow *row, const Place *place, int which, int side,
                       long exponent, long argument_bits) {
    Inputs in = {.n = place->n};
    mpfr_t step;
    mpfr_inits2(argument_bits, in.x, in.y, step, (mpfr_ptr)0);
    mpfr_set_d(in.x, place->argument[0], MPFR_RNDN);
    mpfr_set_d(in.y, place->argument[1], MPFR_RNDN);
    mpfr_set_si_2exp(step, side, exponent, MPFR_RNDN);
    mpfr_ptr moved = which == 0 ? in.x : in.y;
    mpfr_add(moved, moved, step, MPFR_RNDN);
    row->meaning(out, &in);
    mpfr_clears(in.x, in.y, step, (mpfr_ptr)0);
}

enum { MOST_BITS = 8192 };

/* The derivative by one argument, 0 where it is flat; false where no difference shows it. */
static bool slope_at(mpfr_t slope, const MeaningRow *row, const Place *place, int which) {
    double x = place->argument[which];
    if (x == 0.0 || room_around(x) == 0.0)
        return false;
    long exponent = (long)ilogb(room_around(x)) - 130;
    long argument_bits = ilogb(x) - exponent + 64;
    bool found = false;
    mpfr_t after;
    mpfr_init2(after, 64);
    for (long bits = 512; bits <= MOST_BITS && !found; bits *= 2) {
        mpfr_set_prec(after, bits);
        mpfr_set_prec(slope, bits);
        meaning_at(after, row, place, which, 1, exponent, argument_bits > 64 ? argument_bits : 64);
        meaning_at(slope, row, place, which, -1, exponent, argument_bits > 64 ? argument_bits : 64);
        if (!mpfr_number_p(after) || !mpfr_number_p(slope))
            break;
        mpfr_sub(slope, after, slope, MPFR_RNDN);
        found = !mpfr_zero_p(slope) && mpfr_get_exp(after) - mpfr_get_exp(slope) + 100 < bits;
        if (mpfr_zero_p(slope) && bits == MOST_BITS)
            found = true;
    }
    mpfr_mul_2si(slope, slope, -exponent - 1, MPFR_RNDN);
    mpfr_clear(after);
    return found;
}

/* Whether there is no difference, and the referee says that there can be none. */
static bool is_nothing(const ReferenceNumber *slope, mpfr_srcptr difference, mpfr_srcptr nothing) {
    mpfr_t said;
    mpfr_init2(said, 64);
    mpfr_strtofr(said, slope->decimal, NULL, 10, MPFR_RNDN);
    bool agreed = mpfr_zero_p(difference) && slope->status == REFERENCE_PROVEN &&
                  !mpfr_zero_p(said) && mpfr_cmpabs(said, nothing) < 0;
    mpfr_clear(said);
    return agreed;
}

/* Asks about one place; adds to the numbers asked for and proven. */
static void check_place(const MeaningRow *row, const Place *place, int *asked, int *proven) {
    const OpInfo *info = &op_table[row->op];
    ReferenceAnswer answer;
    ck_assert_msg(ask_operation(row->op, place->n, place->argument, NULL, &answer), "%s: %s",
                  info->id, words(&answer.missing));
    mpfr_t truth;
    mpfr_init2(truth, 512);
    meaning_at(truth, row, place, 0, 0, 0, 64);
    const ReferenceNumber *value = &answer.value;
    ck_assert_msg(agrees(value, truth), "%s(%.17g, %.17g; %d): value %s %s", info->id,
                  place->argument[0], place->argument[1], place->n, value->decimal,
                  words(value->why));
    mpfr_t nothing; /* what is smaller than this no difference shows */
    mpfr_init2(nothing, 64);
    mpfr_mul_2si(nothing, truth, -4000, MPFR_RNDN);
    bool smooth = mpfr_number_p(truth) &&
                  op_smooth(row->op, place->n, place->argument, (uint32_t)info->arity);
    *asked += mpfr_number_p(truth) != 0;
    *proven += value->status == REFERENCE_PROVEN;
    for (int which = 0; which < info->arity && smooth; which++) {
        const ReferenceNumber *slope = &answer.gradient[which];
        if (!slope_at(truth, row, place, which) || is_nothing(slope, truth, nothing))
            continue;
        ck_assert_msg(agrees(slope, truth), "%s(%.17g, %.17g; %d): slope %d is %s %s, not %.17g",
                      info->id, place->argument[0], place->argument[1], place->n, which,
                      slope->decimal, words(slope->why), mpfr_get_d(truth, MPFR_RNDN));
        ++*asked;
        *proven += slope->status == REFERENCE_PROVEN;
    }
    mpfr_clears(truth, nothing, (mpfr_ptr)0);
    reference_answer_free(&answer);
}

/* Where MPFR has no function, the truth takes long to find. */
static int places(const MeaningRow *row) {
    return row->points ? 12 : 60;
}

START_TEST(operations_are_what_mpfr_says) {
    const MeaningRow *row = &meanings[_i];
    random_begin(UINT64_C(7) * (uint64_t)row->op);
    int asked = 0, proven = 0;
    for (int i = 0; i < places(row); i++) {
        Place place = random_place(row, false);
        check_place(row, &place, &asked, &proven);
    }
    ck_assert_msg(asked >= 12 && proven >= asked * 9 / 10, "%s: of %d numbers %d are proven",
                  op_table[row->op].id, asked, proven);
}
END_TEST

/* What a double may be off: by the row's bound, where the result is no near zero of a sum. */
static bool within_bound(const MeaningRow *row, double x, double got,
                         const ReferenceNumber *number) {
    ReferenceValue truth;
    if (number->status != REFERENCE_PROVEN)
        return true;
    ck_assert(accuracy_read(&truth, number->decimal, number->exact));
    Accuracy off = accuracy_of(got, &truth);
    double bound = fmax(op_table[row->op].bound, 0.5);
    bool zeros = row->from < row->to && row->from <= x && x <= row->to;
    double room = zeros ? bound * accuracy_spacing(fmax(fabs(got), 1.0) * 64.0) : row->lost;
    return off.ulps <= bound || off.absolute <= room || off.rounded;
}

START_TEST(doubles_keep_to_their_bounds) {
    const MeaningRow *row = &meanings[_i];
    const OpInfo *info = &op_table[row->op];
    random_begin(UINT64_C(11) * (uint64_t)row->op);
    int seen = 0;
    for (int i = 0; i < places(row); i++) {
        Place place = random_place(row, true);
        uint32_t count = (uint32_t)info->arity;
        double value = op_value(row->op, place.n, place.argument, count), partials[2];
        if (!isfinite(value) || !op_smooth(row->op, place.n, place.argument, count))
            continue;
        op_partials(row->op, place.n, place.argument, count, value, partials);
        ReferenceAnswer answer;
        ck_assert(ask_operation(row->op, place.n, place.argument, NULL, &answer));
        ck_assert_msg(within_bound(row, place.argument[0], value, &answer.value),
                      "%s(%.17g, %.17g; %d) is %.17g, not %s", info->id, place.argument[0],
                      place.argument[1], place.n, value, answer.value.decimal);
        for (uint32_t k = 0; k < count; k++)
            ck_assert_msg(within_bound(row, place.argument[0], partials[k], &answer.gradient[k]),
                          "%s(%.17g, %.17g; %d): slope %u is %.17g, not %s %s", info->id,
                          place.argument[0], place.argument[1], place.n, k, partials[k],
                          answer.gradient[k].decimal, words(answer.gradient[k].why));
        reference_answer_free(&answer);
        seen++;
    }
    ck_assert_msg(seen >= 5, "%s: only %d places", info->id, seen);
}
END_TEST

/* A new row of ops.def must have its row in the referee, too. */
START_TEST(every_operation_is_known) {
    static const double point[] = {0.5, 0.75};
    for (OpId op = 0; op < OP_COUNT; op++) {
        OpForm form = op_table[op].form;
        if (form == OP_LEAF || form == OP_SELECTING)
            continue;
        ReferenceAnswer answer;
        int32_t n = op_table[op].has_integer ? 1 : 0;
        ck_assert_msg(ask_operation(op, n, point, NULL, &answer), "%s: %s", op_table[op].id,
                      words(&answer.missing));
        reference_answer_free(&answer);
    }
}
END_TEST

/* ---- whole programs -------------------------------------------------------------------------- */

static const struct Lecture {
    const char *program, *at, *value;
    double value_ulps;
    const char *by_x, *by_y, *second;
} facts[] = {
#define FACT(...) {__VA_ARGS__},
#include "support/lecture-values.def"
};

START_TEST(the_lecture_is_proven) {
    const struct Lecture *fact = &facts[_i];
    ReferenceAnswer answer;
    ask(fact->program, fact->at, "", NULL, &answer);
    ck_assert(answer.proven && answer.bits == 128);
    check_decimal(&answer.value, fact->value, fact->program);
    check_decimal(&answer.gradient[0], fact->by_x, fact->program);
    if (*fact->by_y)
        check_decimal(&answer.gradient[1], fact->by_y, fact->program);
    reference_answer_free(&answer);
    if (*fact->second) {
        ask(fact->program, fact->at, "x2", NULL, &answer);
        check_decimal(&answer.gradient[0], fact->second, fact->program);
        reference_answer_free(&answer);
    }
}
END_TEST

/* Published values (DLMF, Abramowitz and Stegun, and identities), by programs. */
static const struct {
    const char *program, *at, *value, *slope;
} published[] = {
    {"erf(x)", "x=0.5", "0.520499877813046537682746653892", "0.878782578935444794093723757967"},
    {"gamma(x)", "x=0.5", "1.77245385090551602729816748334", "-3.48023090691326202693785480917"},
    {"besselj(0, x)", "x=1", "0.765197686557966551449717526103",
     "-0.440050585744933515959682203719"},
    {"lambertw(x)", "x=1", "0.567143290409783872999968662210", "0.361896256634889221477592614480"},
    {"digamma(x)", "x=1", "-0.577215664901532860606512090082", "1.64493406684822643647241516665"},
    {"sinc(x)", "x=0", "1", "0"},
    {"x^x", "x=2", "4", "6.77258872223978123766892848583"},
    {"sum(i in 1..20, x^i/i)", "x=0.5", "0.693147137051028936272638502708",
     "1.9999980926513671875"},
    {"log(1+exp(x))-softplus(x)+x", "x=3", "3", "1"},
    /* Left of 0, and orders below it; by mpmath. */
    {"beta(x, 0.25)", "x=-0.5", "2.6220575542921198104648395898911",
     "-7.5453616824876230639026893341"},
    {"beta(0.25, x)", "x=-1.5", "2.1850479619100998420540329915759",
     "-6.57914113032769919885944551062"},
    {"beta(x, x)", "x=-0.25", "-6.7777046783518326928519929878575",
     "-39.0077121621835732556645273361"},
    {"lgamma(x)", "x=-2.5", "-0.056243716497674050672594530097654",
     "1.10315664064524318722569033367"},
    {"lgamma(x)", "x=-3.25", "-0.62315345132099864662544730510872",
     "4.46627587235027996712524998932"},
    {"gamma(x)", "x=-2.5", "-0.94530872048294188122568932444861",
     "-1.04282359246061535472486315597"},
    {"digamma(x)", "x=-0.5", "0.036489973978576520559023667001244",
     "8.93480220054467930941724549994"},
    {"polygamma(2, x)", "x=-1.5", "-0.23620405164172740300374166856771",
     "194.594276219187622421625517874"},
    {"besselj(-3, x)", "x=2.5", "-0.21660039103911352476668900351596",
     "-0.186138589192680997015913995644"},
    {"besselj(3, x)", "x=-2.5", "-0.21660039103911352476668900351596",
     "0.186138589192680997015913995644"},
    {"besselj(-2, x)", "x=-2.5", "0.44605905843961722673594079986274",
     "-0.140246855712580256622063636374"},
    {"bessely(-3, x)", "x=2.5", "0.7560554967536709968379029772293",
     "-0.525930746862601947481019174742"},
    {"besseli(-3, x)", "x=-2.5", "-0.47437040877803558955482401786933",
     "0.707221657285521575017566009965"},
    {"besselk(-3, x)", "x=2.5", "0.2682271463934492027663765197096",
     "-0.443332781950702880268016185601"},
    {"lambertw(x)", "x=-0.25", "-0.3574029561813889030688111040559",
     "2.22474074301701720131721138678"},
    {"sec(x)", "x=2.5", "-1.2482156514688178309064332740749", "0.932444923409487215993552986536"},
};

/* Whether the program's functions are there yet. */
static bool is_known(const char *program) {
    char name[32];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(program, "("), program);
    return !strchr(program, '(') || strchr(name, '^') || strcmp(name, "sum") == 0 ||
           op_by_name(name) != OP_COUNT;
}

START_TEST(published_values_are_met) {
    ReferenceAnswer answer;
    if (!is_known(published[_i].program))
        return;
    ask(published[_i].program, published[_i].at, "", NULL, &answer);
    const char *decimal = published[_i].value, *wanted_digits = published[_i].slope;
    const ReferenceNumber *numbers[] = {&answer.value, &answer.gradient[0]};
    for (int k = 0; k < 2; k++, decimal = wanted_digits) {
        if (numbers[k]->status == REFERENCE_PROVEN) {
            mpfr_t truth, said;
            mpfr_inits2(200, truth, said, (mpfr_ptr)0);
            mpfr_set_str(truth, decimal, 10, MPFR_RNDN);
            mpfr_set_str(said, numbers[k]->decimal, 10, MPFR_RNDN);
            mpfr_sub(said, said, truth, MPFR_RNDN);
            ck_assert_msg(fabs(mpfr_get_d(said, MPFR_RNDN)) <= 1e-20, "%s: %s, not %s",
                          published[_i].program, numbers[k]->decimal, decimal);
            mpfr_clears(truth, said, (mpfr_ptr)0);
        } else {
            ck_assert_msg(numbers[k]->status == REFERENCE_BELOW && strcmp(decimal, "0") == 0,
                          "%s: %s", published[_i].program, numbers[k]->decimal);
        }
    }
    reference_answer_free(&answer);
}
END_TEST

START_TEST(more_bits_are_taken_where_needed) {
    ReferenceAnswer answer;
    ask("(x + 1e300) - 1e300 + x*y", "x=1e-10,y=0.3", "", NULL, &answer);
    check_decimal(&answer.gradient[0], "1.29999999999999998889776975374843", "x");
    ck_assert_uint_gt(answer.value.bits, 1024);
    ck_assert_uint_eq(answer.gradient[0].bits, 128);
    reference_answer_free(&answer);
}
END_TEST

/* ---- how much is proven ---------------------------------------------------------------------- */

/* Adding 2^k and taking it away again, with 128 bits, leaves a ball whose radius is a unit of their
 * last place, 2^(k - 127), and little more: of every width one wants. */
static void ask_blurred(const char *program, const char *at, int k, uint32_t bits,
                        ReferenceAnswer *answer) {
    char blurred[64], point[64];
    snprintf(blurred, sizeof blurred, "%s + a - a", program);
    snprintf(point, sizeof point, "%s,a=2^%d", at, k);
    ck_assert(asked(blurred, point, "", NULL, &(ReferenceLimits){bits, 2000, 1e5}, answer));
}

/* Whether the number holds the truth; digits that are called proven, to a unit of the last. */
static bool all_digits_hold(const ReferenceNumber *number, mpfr_srcptr truth) {
    if (number->status != REFERENCE_PROVEN)
        return agrees(number, truth);
    mpfr_t off;
    mpfr_init2(off, 512);
    mpfr_set_str(off, number->decimal, 10, MPFR_RNDN);
    mpfr_sub(off, off, truth, MPFR_RNDN);
    double before = floor(log10(fabs(mpfr_get_d(truth, MPFR_RNDN)))) + 1.0;
    bool hold = fabs(mpfr_get_d(off, MPFR_RNDN)) <= pow(10.0, before - number->digits);
    mpfr_clear(off);
    return hold;
}

static const struct {
    const char *at;
    double number;
} roots[] = {{"x=2", 2.0}, {"x=1.0625", 1.0625}, {"x=7.9375", 7.9375}, {"x=99.5", 99.5}};

/* What is called proven has 21 digits; what has them with a bit to spare is called proven. The
 * rest is shown with a radius that is not made larger than the digits shown ask for. */
START_TEST(twenty_one_digits_are_proven) {
    mpfr_t truth;
    mpfr_init2(truth, 512);
    for (int i = 0; i < LENGTH(roots); i++) {
        mpfr_set_d(truth, roots[i].number, MPFR_RNDN);
        mpfr_sqrt(truth, truth, MPFR_RNDN);
        for (int k = 90; k < 150; k++) {
            ReferenceAnswer answer;
            bool more = k % 2;
            ask_blurred(more ? "sqrt(x) + a/2 - a/2 + a/4 - a/4" : "sqrt(x)", roots[i].at, k / 2,
                        128, &answer);
            const ReferenceNumber *value = &answer.value;
            double size = sqrt(roots[i].number), radius = ldexp(more ? 1.75 : 1.0, k / 2 - 127);
            bool proven = value->status == REFERENCE_PROVEN;
            ck_assert_msg(all_digits_hold(value, truth) && (!proven || value->digits >= 21),
                          "%s, 2^%d: %s", roots[i].at, k / 2, value->decimal);
            ck_assert_msg(proven || radius > 0x1p-72 * size, "%s, 2^%d: %s", roots[i].at, k / 2,
                          value->decimal);
            const char *shown = strstr(value->decimal, "+/- ");
            ck_assert(proven || (value->status == REFERENCE_UNPROVEN && shown));
            ck_assert(proven || strtod(shown + 4, NULL) <= 2.5 * radius + 1e-19 * size);
            reference_answer_free(&answer);
        }
    }
    mpfr_clear(truth);
}
END_TEST

/* Of a number that has 27 digits nothing more is asked, and of others, within the limits, it is;
 * all the more digits are shown, up to 40. */
START_TEST(more_digits_are_looked_for) {
    mpfr_t truth;
    mpfr_init2(truth, 512);
    for (int i = 0; i < LENGTH(roots); i++) {
        mpfr_set_d(truth, roots[i].number, MPFR_RNDN);
        mpfr_sqrt(truth, truth, MPFR_RNDN);
        for (int k = 20; k < 75; k++) {
            ReferenceAnswer answer;
            ask_blurred("sqrt(x)", roots[i].at, k, 256, &answer);
            const ReferenceNumber *value = &answer.value;
            bool clear = ldexp(1.0, k - 127) <= 0x1p-92 * sqrt(roots[i].number);
            ck_assert_msg(all_digits_hold(value, truth), "%s, 2^%d: %s", roots[i].at, k,
                          value->decimal);
            ck_assert_msg(value->status == REFERENCE_PROVEN && value->digits >= 27 &&
                              (!clear || value->bits == 128) && value->digits <= 40 &&
                              (value->bits == 128 || value->digits == 40),
                          "%s, 2^%d: %s (%u bits)", roots[i].at, k, value->decimal, value->bits);
            reference_answer_free(&answer);
        }
    }
    mpfr_clear(truth);
}
END_TEST

/* A number in the ball next to its end: the bound holds, and is hardly larger. Bounds are for what
 * is 0 to the twentieth digit; 2^-66 is 1.36e-20. */
START_TEST(what_may_be_zero_is_bounded) {
    mpfr_t truth;
    mpfr_init2(truth, 64);
    for (int k = 45; k < 75; k++) {
        ReferenceAnswer answer;
        char at[64];
        double radius = ldexp(1.0, k - 127), end = radius * (1.0 - 0x1p-20);
        snprintf(at, sizeof at, "x=%.17g", end);
        ask_blurred("x", at, k, 128, &answer);
        mpfr_set_d(truth, end, MPFR_RNDN);
        ck_assert_msg(agrees(&answer.value, truth), "2^%d: %s", k, answer.value.decimal);
        bool bounded = answer.value.status == REFERENCE_BELOW;
        ck_assert_msg(bounded == (radius <= 0x1p-66), "2^%d: %s", k, answer.value.decimal);
        if (bounded) {
            double bound = strtod(answer.value.decimal, NULL);
            ck_assert_double_le(bound, 1.05 * radius);
            ck_assert_double_le(bound, 1.4e-20);
        }
        reference_answer_free(&answer);
    }
    mpfr_clear(truth);
}
END_TEST

/* However small it is. */
START_TEST(what_has_a_sign_is_not_zero) {
    ReferenceAnswer answer;
    ask_blurred("2^-75*sqrt(x)", "x=2", 45, 128, &answer);
    ck_assert_int_eq(answer.value.status, REFERENCE_UNPROVEN);
    ck_assert_double_eq_tol(strtod(answer.value.decimal, NULL), ldexp(sqrt(2.0), -75), 1e-24);
    reference_answer_free(&answer);
}
END_TEST

/* ---- limits ---------------------------------------------------------------------------------- */

/* One step that takes seconds: only the alarm ends it; what came before it is kept. */
START_TEST(time_is_kept) {
    static const double at[] = {0x1.c5bf9p-1};
    const ReferenceLimits limits = {1 << 20, 50, 1e5};
    ReferenceAnswer answer;
    double start = seconds();
    if (op_by_name("polygamma") != OP_COUNT) {
        ck_assert(!ask_operation(op_by_name("polygamma"), 20000, at, &limits, &answer));
        ck_assert_str_eq(words(&answer.missing), "too slow");
        reference_answer_free(&answer);
    }
    ck_assert(ask_operation(OP_EXP, 0, at, &limits, &answer));
    ck_assert_int_eq(answer.value.status, REFERENCE_PROVEN);
    reference_answer_free(&answer);
    ck_assert_double_lt(seconds() - start, 3.0);

    /* sin^2 + cos^2 - 1 is 0, so every precision is tried */
    graph_clear(&graph);
    NodeId x = graph_variable(&graph, 0, (Span){0, 0});
    NodeId node =
        graph_binary(&graph, OP_ADD, graph_power(&graph, graph_unary(&graph, OP_SIN, x), 2),
                     graph_power(&graph, graph_unary(&graph, OP_COS, x), 2));
    Problem problem = {.tapes = graph_tapes(node, 1),
                       .graph = &graph,
                       .root = node,
                       .components = 1,
                       .point = at,
                       .derivatives = first_derivatives(),
                       .derivative_count = 1};
    start = seconds();
    reference_begin(&reference, &problem, &(ReferenceLimits){1 << 23, 100, 1e5});
    ck_assert_msg(reference_finish(&reference, NULL, &answer), "%s", words(&answer.missing));
    ck_assert_double_lt(seconds() - start, 3.0);
    ck_assert_int_eq(answer.value.status, REFERENCE_PROVEN);
    ck_assert_int_eq(answer.gradient[0].status, REFERENCE_BELOW);
    ck_assert_uint_gt(answer.gradient[0].bits, 1024);
    reference_answer_free(&answer);
    ck_assert(ask_operation(OP_EXP, 0, at, NULL, &answer)); /* and the next question is answered */
    reference_answer_free(&answer);
}
END_TEST

/* More memory than it allows itself: it gives up, adcalc goes on. */
START_TEST(memory_is_kept) {
    static const double at[] = {0.7};
    if (op_by_name("polygamma") == OP_COUNT)
        return;
    ReferenceAnswer answer;
    double start = seconds();
    ck_assert(!ask_operation(op_by_name("polygamma"), 100000000, at,
                             &(ReferenceLimits){8192, 500, 1e5}, &answer));
    ck_assert_double_lt(seconds() - start, 4.0);
    if (!SANITIZED) /* which have memory without end */
        ck_assert_str_eq(words(&answer.missing), "FLINT gave up, for lack of memory perhaps");
    reference_answer_free(&answer);
    ck_assert(ask_operation(OP_EXP, 0, at, NULL, &answer));
    reference_answer_free(&answer);
}
END_TEST

START_TEST(long_programs_are_answered) {
    graph_clear(&graph);
    static const double at[] = {0.5};
    NodeId node = graph_variable(&graph, 0, (Span){0, 0});
    for (int i = 0; i < 20000; i++)
        node = graph_unary(&graph, OP_SIN, node);
    Problem problem = {.tapes = graph_tapes(node, 1),
                       .graph = &graph,
                       .root = node,
                       .components = 1,
                       .point = at,
                       .derivatives = first_derivatives(),
                       .derivative_count = 1};
    ReferenceAnswer answer;
    reference_begin(&reference, &problem, &(ReferenceLimits){256, 2000, 1e5});
    ck_assert_msg(reference_finish(&reference, NULL, &answer), "%s", words(&answer.missing));
    ck_assert_int_eq(answer.value.status, REFERENCE_PROVEN);
    /* iterated sines: x_n is about sqrt(3/n) */
    ck_assert_double_eq_tol(strtod(answer.value.decimal, NULL), sqrt(3.0 / 20000), 1e-5);
    reference_answer_free(&answer);
}
END_TEST

/* Sums, products and extrema of many, and a variable that stands in many places. */
START_TEST(many_arguments_are_added_up) {
    graph_clear(&graph);
    enum { TERMS = 50 };
    static const double at[] = {1.5, 2.0};
    static const struct {
        OpId op;
        const char *value, *by_x, *by_y;
    } many[] = {{OP_SUM, "87.5", "25", "25"},
                {OP_PROD, "847288609443", NULL, NULL}, /* 3^25 */
                {OP_MAXIMUM, "2", "0", "1"},
                {OP_MINIMUM, "1.5", "1", "0"}};
    for (int k = 0; k < LENGTH(many); k++) {
        NodeId nodes[TERMS];
        for (uint32_t i = 0; i < TERMS; i++)
            nodes[i] = graph_variable(&graph, i % 2, (Span){0, 0});
        NodeId root = graph_apply(&graph, many[k].op, 0, nodes, TERMS, (Span){0, 0});
        Problem problem = {.tapes = graph_tapes(root, 2),
                           .graph = &graph,
                           .root = root,
                           .components = 2,
                           .point = at,
                           .derivatives = first_derivatives(),
                           .derivative_count = 2};
        ReferenceAnswer answer;
        ck_assert(referee_answers(&reference, &problem, &answer));
        ck_assert_msg(strcmp(answer.value.decimal, many[k].value) == 0, "%s", answer.value.decimal);
        if (many[k].by_x) {
            check_decimal(&answer.gradient[0], many[k].by_x, op_table[many[k].op].id);
            check_decimal(&answer.gradient[1], many[k].by_y, op_table[many[k].op].id);
        } else { /* d/dx = 25 * product / x */
            check_decimal(&answer.gradient[0], "14121476824050", "product");
            check_decimal(&answer.gradient[1], "10591107618037.5", "product");
        }
        reference_answer_free(&answer);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("referee");
    TCase *rows = suite_case(suite, "rows");
    tcase_add_checked_fixture(rows, asked_set_up, asked_tear_down);
    tcase_add_loop_test(rows, operations_are_what_mpfr_says, 0, meaning_count);
    tcase_add_loop_test(rows, doubles_keep_to_their_bounds, 0, meaning_count);
    tcase_add_test(rows, every_operation_is_known);
    TCase *programs = suite_case(suite, "programs");
    tcase_add_checked_fixture(programs, asked_set_up, asked_tear_down);
    tcase_add_loop_test(programs, the_lecture_is_proven, 0, LENGTH(facts));
    tcase_add_loop_test(programs, published_values_are_met, 0, LENGTH(published));
    tcase_add_test(programs, more_bits_are_taken_where_needed);
    TCase *proofs = suite_case(suite, "proofs");
    tcase_add_checked_fixture(proofs, asked_set_up, asked_tear_down);
    tcase_add_test(proofs, twenty_one_digits_are_proven);
    tcase_add_test(proofs, more_digits_are_looked_for);
    tcase_add_test(proofs, what_may_be_zero_is_bounded);
    tcase_add_test(proofs, what_has_a_sign_is_not_zero);
    suite_add_tcase(suite, proofs);
    TCase *limits = suite_case(suite, "limits");
    tcase_add_checked_fixture(limits, asked_set_up, asked_tear_down);
    tcase_set_timeout(limits, 60);
    tcase_add_test(limits, time_is_kept);
    tcase_add_test(limits, memory_is_kept);
    tcase_add_test(limits, long_programs_are_answered);
    tcase_add_test(limits, many_arguments_are_added_up);
    return suite_run(suite);
}

/* The referee where arguments are not numbers but balls. What it says of an operation must hold for
 * all numbers in them: it is asked about some of these, one by one, and what it says of the ball
 * must hold what it says of each (R. E. Moore, Interval Analysis, 1966). Nor may it know much less:
 * the ball of a result is hardly wider than these lie apart. */
#include "support/asked.h"
#include "support/chance.h"
#include "support/meanings.h"
#include "support/places.h"
#include "support/posed.h"
#include "support/suite.h"
#include "support/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BITS = 600 };
/* Exponents of balls whose radius is some 1e-14, and some 0.2. */
enum { NARROW = 80, WIDE = 123 };
static const ReferenceLimits first_bits = {128, 2000, 1e5};

/* ---- what is known of a number --------------------------------------------------------------- */

typedef struct Known {
    ReferenceStatus status;
    uint32_t digits;  /* proven, but not exact: so many */
    bool anything;    /* or these mean nothing: */
    mpfr_t low, high; /* it lies between them */
} Known;

static void read_number(Known *known, const ReferenceNumber *said) {
    mpfr_t radius;
    char *rest;
    mpfr_inits2(TEXT_BITS, known->low, known->high, radius, (mpfr_ptr)0);
    known->status = said->status;
    known->anything = *said->decimal;
    known->digits = said->exact ? UINT32_MAX : said->digits;
    mpfr_strtofr(known->low, said->decimal, &rest, 10, MPFR_RNDN);
    mpfr_set_zero(radius, 1);
    if (said->status == REFERENCE_BELOW) {
        mpfr_swap(radius, known->low);
        mpfr_set_zero(known->low, 1);
    } else if (said->status == REFERENCE_UNPROVEN && strstr(rest, "+/- ")) {
        mpfr_set_str(radius, strstr(rest, "+/- ") + 4, 10, MPFR_RNDU);
    } else if (said->status == REFERENCE_PROVEN && !said->exact) {
        mpfr_set_ui(radius, 10, MPFR_RNDU);
        mpfr_pow_si(radius, radius, 1 - (long)said->digits, MPFR_RNDU);
        mpfr_mul(radius, radius, known->low, MPFR_RNDN);
        mpfr_abs(radius, radius, MPFR_RNDN);
    }
    mpfr_add(known->high, known->low, radius, MPFR_RNDU);
    mpfr_sub(known->low, known->low, radius, MPFR_RNDD);
    mpfr_clear(radius);
}

static void read_answer(Known *known, const ReferenceAnswer *answer) {
    read_number(known++, &answer->value);
    for (uint32_t i = 0; i < answer->count; i++)
        read_number(known++, &answer->gradient[i]);
}

static void known_clear(Known *known, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        mpfr_clears(known[i].low, known[i].high, (mpfr_ptr)0);
}

/* ---- an operation ---------------------------------------------------------------------------- */

enum { MOST_ARGUMENTS = 3 };

/* One applied to variables of its own. */
typedef struct Applied {
    OpId op;
    int32_t n;
    uint32_t count;
    double argument[MOST_ARGUMENTS];
} Applied;

/* Derivatives by x; then those for which there must be y. */
static const Derivative orders[] = {
    {(const Factor[]){{0, 1}}, 1},         {(const Factor[]){{0, 2}}, 1},
    {(const Factor[]){{0, 3}}, 1},         {(const Factor[]){{0, 4}}, 1},
    {(const Factor[]){{1, 1}}, 1},         {(const Factor[]){{1, 2}}, 1},
    {(const Factor[]){{1, 3}}, 1},         {(const Factor[]){{0, 1}, {1, 1}}, 2},
    {(const Factor[]){{0, 2}, {1, 1}}, 2},
};
enum { BY_X = 4, MOST_NUMBERS = 1 + MOST_ARGUMENTS + 1 + LENGTH(orders) };

/* sqrt(2)^2 - 2 times 2^exponent, which is 0, but with the first bits a ball around it. */
static NodeId blur(int exponent) {
    NodeId square = graph_power(&graph, graph_unary(&graph, OP_SQRT, number(2.0)), 2);
    return graph_binary(&graph, OP_MUL, graph_binary(&graph, OP_SUB, square, number(2.0)),
                        number(ldexp(1.0, exponent)));
}

/* The lower end of blur(exponent), 0, and its upper end. */
static void blur_ends(int exponent, double ends[3]) {
    NodeId root = graph_binary(&graph, OP_ADD, number(1.0), blur(NARROW));
    Problem problem = {.tapes = graph_tapes(root, 0), .graph = &graph, .root = root};
    ReferenceAnswer answer;
    Known known;
    reference_begin(&reference, &problem, &first_bits);
    ck_assert(reference_finish(&reference, NULL, &answer));
    read_answer(&known, &answer);
    mpfr_sub_ui(known.low, known.low, 1, MPFR_RNDN);
    mpfr_sub_ui(known.high, known.high, 1, MPFR_RNDN);
    ends[0] = ldexp(mpfr_get_d(known.low, MPFR_RNDN), exponent - NARROW);
    ends[1] = 0.0;
    ends[2] = ldexp(mpfr_get_d(known.high, MPFR_RNDN), exponent - NARROW);
    ck_assert(ends[0] < 0.0 && ends[2] > 0.0);
    known_clear(&known, 1);
    reference_answer_free(&answer);
}

/* The operation where each argument is moved: value and gradient; value and derivatives of higher
 * orders. How many numbers. */
static uint32_t ask_moved(Known *known, const Applied *place, const NodeId *moved) {
    NodeId nodes[MOST_ARGUMENTS];
    for (uint32_t i = 0; i < place->count; i++)
        nodes[i] = graph_binary(&graph, OP_ADD, var(i), moved[i]);
    Problem problem = {.graph = &graph,
                       .components = place->count,
                       .point = place->argument,
                       .derivatives = first_derivatives(),
                       .derivative_count = place->count};
    problem.root = graph_apply(&graph, place->op, place->n, nodes, place->count, (Span){0, 0});
    problem.tapes = graph_tapes(problem.root, place->count);
    uint32_t found = 0;
    for (int higher = 0; higher < 2; higher++) {
        ReferenceAnswer answer;
        if (higher) {
            problem.derivatives = orders;
            problem.derivative_count = place->count == 1 ? BY_X : LENGTH(orders);
        }
        reference_begin(&reference, &problem, &first_bits);
        ck_assert_msg(reference_finish(&reference, NULL, &answer), "%s: %s", op_table[place->op].id,
                      words(&answer.missing));
        read_answer(known + found, &answer);
        found += 1 + answer.count;
        reference_answer_free(&answer);
    }
    return found;
}

/* ---- what is said of a ball, and of numbers in it -------------------------------------------- */

/* The middle, and corners: so many of them for one, two and three arguments. */
static const int sides[][MOST_ARGUMENTS] = {{0, 0, 0},   {1, 1, 1},   {-1, -1, -1},
                                            {1, -1, 1},  {-1, 1, 1},  {1, 1, -1},
                                            {-1, -1, 1}, {1, -1, -1}, {-1, 1, -1}};
static const int sides_of[] = {0, 3, 5, 9};

typedef struct Case {
    Applied place;
    int exponent;     /* of the balls ... */
    unsigned blurred; /* ... that are these arguments, a bit for each */
    int points;
    uint32_t numbers;
    Known ball[MOST_NUMBERS], at[LENGTH(sides)][MOST_NUMBERS];
} Case;

static void ask_case(Case *c) {
    double ends[3];
    NodeId moved[MOST_ARGUMENTS];
    graph_clear(&graph);
    blur_ends(c->exponent, ends);
    for (int i = 0; i < MOST_ARGUMENTS; i++)
        moved[i] = c->blurred >> i & 1 ? blur(c->exponent) : number(0.0);
    c->numbers = ask_moved(c->ball, &c->place, moved);
    c->points = sides_of[c->place.count];
    for (int s = 0; s < c->points; s++) {
        for (int i = 0; i < MOST_ARGUMENTS; i++)
            moved[i] = number(c->blurred >> i & 1 ? 0.99 * ends[1 + sides[s][i]] : 0.0);
        ask_moved(c->at[s], &c->place, moved);
    }
}

static void case_clear(Case *c) {
    known_clear(c->ball, c->numbers);
    for (int s = 0; s < c->points; s++)
        known_clear(c->at[s], c->numbers);
}

static void complain(const Case *c, uint32_t k, const char *what) {
    ck_abort_msg("%s(%.17g, %.17g, %.17g; %d), balls %u of 2^%d, number %u: %s",
                 op_table[c->place.op].id, c->place.argument[0], c->place.argument[1],
                 c->place.argument[2], c->place.n, c->blurred, c->exponent, k, what);
}

static bool holds(const Known *all, const Known *one) {
    if (one->status == REFERENCE_UNDEFINED)
        return all->status == REFERENCE_UNDEFINED || !all->anything;
    if (all->status == REFERENCE_UNDEFINED)
        return false;
    return !all->anything || !one->anything ||
           (mpfr_cmp(all->low, one->high) <= 0 && mpfr_cmp(one->low, all->high) <= 0);
}

/* What is said of all holds what is said of one. */
static void check_holds(const Case *c) {
    for (uint32_t k = 0; k < c->numbers; k++)
        for (int s = 0; s < c->points; s++)
            if (!holds(&c->ball[k], &c->at[s][k]))
                complain(c, k, "it does not hold what is there");
}

/* So many times as wide as it need be a ball may be: series that are found by recurrences grow. */
static double spare(OpId op) {
    switch ((int)op) {
    case OP_POLYGAMMA:
    case OP_POLYGAMMA_RISE:
    case OP_SINC:
    case OP_DSINC:
        return 1e16;
    case OP_GAMMA:
    case OP_LGAMMA:
    case OP_DIGAMMA:
    case OP_BETA:
    case OP_BESSELJ:
    case OP_BESSELY:
    case OP_BESSELI:
    case OP_BESSELK:
        return 1e9;
    default:
        return 5000.0;
    }
}

/* How wide a ball is, against how far the numbers lie apart and how large they are. */
static void check_width(const Case *c, uint32_t k, double largest) {
    bool numbers = true;
    mpfr_t low, high;
    mpfr_inits2(TEXT_BITS, low, high, (mpfr_ptr)0);
    mpfr_set_inf(low, 1);
    mpfr_set_inf(high, -1);
    for (int s = 0; s < c->points; s++) {
        numbers &= c->at[s][k].anything;
        mpfr_min(low, low, c->at[s][k].low, MPFR_RNDD);
        mpfr_max(high, high, c->at[s][k].high, MPFR_RNDU);
    }
    mpfr_sub(high, high, low, MPFR_RNDU);
    mpfr_sub(low, c->ball[k].high, c->ball[k].low, MPFR_RNDU);
    double apart = mpfr_get_d(high, MPFR_RNDU), width = mpfr_get_d(low, MPFR_RNDU);
    if (numbers && (!c->ball[k].anything || width > spare(c->place.op) * (apart + 1e-13 * largest)))
        complain(c, k, "it is too wide");
    mpfr_clears(low, high, (mpfr_ptr)0);
}

static void check_widths(const Case *c) {
    double largest = 0.0;
    for (uint32_t k = 0; k < c->numbers; k++)
        for (int s = 0; s < c->points; s++)
            if (c->at[s][k].anything)
                largest = fmax(largest, fabs(mpfr_get_d(c->at[s][k].high, MPFR_RNDN)));
    for (uint32_t k = 0; k < c->numbers; k++)
        check_width(c, k, largest);
}

/* Nor are so many bits lost, where the arguments are numbers, that more are needed. */
static void check_digits(const Case *c) {
    for (uint32_t k = 0; k < c->numbers && spare(c->place.op) < 1e9; k++) {
        const Known *known = &c->at[0][k];
        if (known->status == REFERENCE_UNPROVEN ||
            (known->status == REFERENCE_PROVEN && known->digits < 27))
            complain(c, k, "it loses digits");
    }
}

static void check_place(const Applied *place, bool smooth) {
    static const int exponents[] = {NARROW, 100, WIDE};
    for (unsigned blurred = 1; blurred < 1U << place->count; blurred++)
        for (int i = 0; i < LENGTH(exponents); i++) {
            Case c = {.place = *place, .exponent = exponents[i], .blurred = blurred};
            ask_case(&c);
            check_holds(&c);
            if (smooth && c.exponent == NARROW) {
                check_widths(&c);
                check_digits(&c);
            }
            case_clear(&c);
        }
}

/* ---- all operations -------------------------------------------------------------------------- */

static void check_arguments(const MeaningRow *row, int32_t n, double x, double y) {
    const OpInfo *info = &op_table[row->op];
    Applied place = {row->op, n, (uint32_t)info->arity, {x, y}};
    bool smooth = op_smooth(row->op, n, place.argument, place.count);
    for (uint32_t k = 0; k < place.count; k++)
        smooth &= room_around(place.argument[k]) > 0x1p-10;
    check_place(&place, smooth);
}

START_TEST(results_hold_all_results) {
    static const double special[] = {0.0, 1.0, -1.0, 0.5, 2.0, -3.0};
    const MeaningRow *row = &meanings[_i];
    random_begin(UINT64_C(19) * (uint64_t)row->op);
    for (int i = 0; i < LENGTH(special); i++) {
        Place place = random_place(row, true);
        check_arguments(row, place.n, special[i], special[(i + 4) % LENGTH(special)]);
        if (i % 2)
            check_arguments(row, place.n, place.argument[0], place.argument[1]);
        else
            check_arguments(row, place.n, random_between(-600.0, 600.0),
                            random_between(-600.0, 600.0));
    }
}
END_TEST

START_TEST(results_of_many_hold_all_results) {
    static const OpId many[] = {OP_SUM, OP_PROD, OP_MAXIMUM, OP_MINIMUM};
    static const struct {
        double argument[3];
        bool smooth;
    } places[] = {{{0.0, 0.0, 0.0}, false},      {{0.0, 1e-14, -1e-14}, false},
                  {{-1e-14, 0.0, 1e-14}, false}, {{1.0, 1.0, 0.0}, false},
                  {{-1.0, 2.0, 2.0}, false},     {{3.0, 2.0, 3.0}, false},
                  {{0.5, 3.0, -1.25}, true},     {{-2.0, 0.0, 1.0}, true}};
    for (int i = 0; i < LENGTH(places); i++) {
        Applied place = {.op = many[_i], .count = 3};
        memcpy(place.argument, places[i].argument, sizeof place.argument);
        check_place(&place, places[i].smooth || many[_i] == OP_SUM || many[_i] == OP_PROD);
    }
}
END_TEST

static bool is_about(const Known *known, double low, double high) {
    return known->anything && mpfr_cmp_d(known->low, low) <= 0 &&
           mpfr_cmp_d(known->high, high) >= 0 && mpfr_cmp_d(known->low, low - 0.02) > 0 &&
           mpfr_cmp_d(known->high, high + 0.02) < 0;
}

/* Which of 2x, 3x and 5x is the largest near 0 is not known: its slope is one of theirs. Backwards
 * each has a share, from none to all of it. Of what is certainly smaller nothing is said. */
START_TEST(any_may_be_the_largest) {
    static const OpId extrema[] = {OP_MAXIMUM, OP_MINIMUM};
    static const double slopes[] = {2.0, 5.0, 3.0, 100.0}, at[] = {0.0};
    NodeId nodes[LENGTH(slopes)];
    for (int i = 0; i < LENGTH(slopes); i++)
        nodes[i] =
            graph_binary(&graph, OP_ADD, graph_binary(&graph, OP_MUL, var(0), number(slopes[i])),
                         i < 3 ? blur(NARROW) : number(_i ? 1.0 : -1.0));
    Problem problem = {.graph = &graph,
                       .components = 1,
                       .point = at,
                       .derivatives = first_derivatives(),
                       .derivative_count = 1};
    problem.root = graph_apply(&graph, extrema[_i], 0, nodes, LENGTH(slopes), (Span){0, 0});
    problem.tapes = graph_tapes(problem.root, 1);
    Known known[6];
    ReferenceAnswer answer;
    reference_begin(&reference, &problem, &first_bits);
    ck_assert(reference_finish(&reference, NULL, &answer));
    read_answer(known, &answer);
    reference_answer_free(&answer);
    problem.derivatives = orders;
    problem.derivative_count = 3;
    reference_begin(&reference, &problem, &first_bits);
    ck_assert(reference_finish(&reference, NULL, &answer));
    read_answer(known + 2, &answer);
    reference_answer_free(&answer);
    ck_assert(is_about(&known[0], 0.0, 0.0) && is_about(&known[2], 0.0, 0.0));
    ck_assert(is_about(&known[1], 0.0, 10.0));
    ck_assert(is_about(&known[3], 2.0, 5.0));
    ck_assert(!known[4].anything && !known[5].anything);
    known_clear(known, LENGTH(known));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("referee-balls");
    TCase *rows = suite_case(suite, "rows");
    tcase_add_checked_fixture(rows, asked_set_up, asked_tear_down);
    tcase_add_loop_test(rows, results_hold_all_results, 0, meaning_count);
    tcase_add_loop_test(rows, results_of_many_hold_all_results, 0, 4);
    tcase_add_loop_test(rows, any_may_be_the_largest, 0, 2);
    return suite_run(suite);
}

/* The referee's higher derivatives of every operation, against MPFR: central differences of what
 * tests/support/meanings.c says the operation means, with so many bits that they are right to more
 * digits than are compared. The arguments are polynomials, so that every row is given series of a
 * general kind. */
#include "support/asked.h"
#include "support/chance.h"
#include "support/meanings.h"
#include "support/places.h"
#include "support/posed.h"
#include "support/suite.h"
#include "support/words.h"

#include <math.h>
#include <stdlib.h>

enum {
    ORDERS = 8,
    REACH = ORDERS + 2, /* differences up to this order, for the error of the others */
    STEP = -101,        /* half a step is 2^STEP */
    BITS = 1800
};

/* ---- the truth ------------------------------------------------------------------------------- */

/* An argument moves as c + s a1 + s^2 a2 + s^3 a3. */
typedef struct Path {
    double c, a1, a2, a3;
} Path;

static void curve_at(mpfr_t out, const Path *curve, mpfr_srcptr s) {
    mpfr_mul_d(out, s, curve->a3, MPFR_RNDN);
    mpfr_add_d(out, out, curve->a2, MPFR_RNDN);
    mpfr_mul(out, out, s, MPFR_RNDN);
    mpfr_add_d(out, out, curve->a1, MPFR_RNDN);
    mpfr_mul(out, out, s, MPFR_RNDN);
    mpfr_add_d(out, out, curve->c, MPFR_RNDN);
}

/* The meaning where x has moved by i half steps, and y by j. */
static void meaning_at(mpfr_t out, const MeaningRow *row, const Path curves[2], int32_t n, int i,
                       int j) {
    Inputs in = {.n = n};
    mpfr_t s;
    mpfr_inits2(BITS, in.x, in.y, s, (mpfr_ptr)0); /* all of them are exact */
    mpfr_set_si_2exp(s, i, STEP, MPFR_RNDN);
    curve_at(in.x, &curves[0], s);
    mpfr_set_si_2exp(s, j, STEP, MPFR_RNDN);
    curve_at(in.y, &curves[1], s);
    row->meaning(out, &in);
    mpfr_clears(in.x, in.y, s, (mpfr_ptr)0);
}

/* The sum over i of (-1)^i binomial(order, i) value[order - 2i], over the step^order. */
static void central_difference(mpfr_t out, mpfr_t value[2 * REACH + 1], int order) {
    mpfr_t part;
    mpfr_init2(part, BITS);
    mpfr_set_zero(out, 1);
    double binomial = 1.0;
    for (int i = 0; i <= order; i++) {
        mpfr_mul_d(part, value[REACH + order - 2 * i], i % 2 ? -binomial : binomial, MPFR_RNDN);
        mpfr_add(out, out, part, MPFR_RNDN);
        binomial = binomial * (order - i) / (i + 1);
    }
    mpfr_mul_2si(out, out, -order * (STEP + 1), MPFR_RNDN);
    mpfr_clear(part);
}

/* What a difference may be off: by what it leaves out, which is the one two orders higher,
 * and by the last bits of the largest value. */
static void uncertainty(mpfr_t out, mpfr_srcptr higher, mpfr_srcptr largest, int order) {
    mpfr_t part;
    mpfr_init2(part, 64);
    mpfr_abs(out, higher, MPFR_RNDU);
    mpfr_mul_2si(out, out, 2 * STEP + 4, MPFR_RNDU);
    mpfr_abs(part, largest, MPFR_RNDU);
    mpfr_mul_2si(part, part, -BITS + 40 - order * (STEP + 1), MPFR_RNDU);
    mpfr_add(out, out, part, MPFR_RNDU);
    mpfr_clear(part);
}

/* ---- places ---------------------------------------------------------------------------------- */

/* Places of their own: many rows have special cases there. */
static const double special[] = {0.0, 1.0, -1.0, 0.5, 2.0, -3.0};
enum { SPECIAL = LENGTH(special) };

/* The i-th place: a special one, or one that is not close to where the row is not smooth. */
static bool find_place(const MeaningRow *row, int i, Place *place) {
    const OpInfo *info = &op_table[row->op];
    uint32_t count = (uint32_t)info->arity;
    for (int attempt = 0; attempt < 200; attempt++) {
        *place = random_place(row, true);
        if (i < SPECIAL && attempt == 0) {
            place->argument[0] = special[i];
            place->argument[1] = special[(i + 4) % SPECIAL];
        }
        bool roomy = true;
        for (uint32_t k = 0; k < count; k++)
            roomy &= room_around(place->argument[k]) > 0x1p-10;
        if ((roomy || (i < SPECIAL && attempt == 0)) &&
            isfinite(op_value(row->op, place->n, place->argument, count)) &&
            op_smooth(row->op, place->n, place->argument, count))
            return true;
    }
    return false;
}

/* Where MPFR has no function, the truth takes long to find. */
static int places(const MeaningRow *row) {
    return SPECIAL + (int)cases_to_try(row->points ? 3 : 8);
}

static NodeId curve_node(const Path *curve, NodeId s) {
    const Span none = {0, 0};
    NodeId node = graph_constant(&graph, curve->a3, none);
    node = graph_binary(&graph, OP_MUL, s, node);
    node = graph_binary(&graph, OP_ADD, graph_constant(&graph, curve->a2, none), node);
    node = graph_binary(&graph, OP_MUL, s, node);
    node = graph_binary(&graph, OP_ADD, graph_constant(&graph, curve->a1, none), node);
    node = graph_binary(&graph, OP_MUL, s, node);
    return graph_binary(&graph, OP_ADD, graph_constant(&graph, curve->c, none), node);
}

static void ask_row(Problem *problem, const MeaningRow *row, const Place *place,
                    const NodeId *arguments, ReferenceAnswer *answer) {
    const OpInfo *info = &op_table[row->op];
    problem->graph = &graph;
    problem->root =
        graph_apply(&graph, row->op, place->n, arguments, (uint32_t)info->arity, (Span){0, 0});
    problem->tapes = graph_tapes(problem->root, problem->components);
    ck_assert_msg(referee_answers(&reference, problem, answer), "%s: %s", info->id,
                  words(&answer->missing));
}

static void check(const ReferenceNumber *number, mpfr_srcptr truth, mpfr_srcptr room,
                  const MeaningRow *row, const Place *place, const char *what, int order) {
    ck_assert_msg(agrees_within(number, truth, room),
                  "%s(%.17g, %.17g; %d), %s %d: %s %s, not %.17g", op_table[row->op].id,
                  place->argument[0], place->argument[1], place->n, what, order, number->decimal,
                  words(number->why), mpfr_get_d(truth, MPFR_RNDN));
}

/* ---- along curves ---------------------------------------------------------------------------- */

static void begin_values(mpfr_t values[2 * REACH + 1]) {
    for (int i = 0; i <= 2 * REACH; i++)
        mpfr_init2(values[i], BITS);
}

/* Asks for derivatives 1 to ORDERS by s; the number of those that are proven. */
static int check_orders(const MeaningRow *row, const Place *place, const Path curves[2],
                        mpfr_t values[2 * REACH + 1]) {
    static const double point[] = {0.0};
    Factor factors[ORDERS];
    Derivative derivatives[ORDERS];
    for (uint32_t k = 0; k < ORDERS; k++) {
        factors[k] = (Factor){0, k + 1};
        derivatives[k] = (Derivative){&factors[k], 1};
    }
    Problem problem = {
        .components = 1, .point = point, .derivatives = derivatives, .derivative_count = ORDERS};
    graph_clear(&graph);
    NodeId s = graph_variable(&graph, 0, (Span){0, 0});
    NodeId arguments[2] = {curve_node(&curves[0], s), curve_node(&curves[1], s)};
    ReferenceAnswer answer;
    ask_row(&problem, row, place, arguments, &answer);
    mpfr_t truth, higher, room, largest;
    mpfr_inits2(BITS, truth, higher, room, largest, (mpfr_ptr)0);
    mpfr_set_zero(largest, 1);
    for (int i = 0; i <= 2 * REACH; i++)
        if (mpfr_cmpabs(values[i], largest) > 0)
            mpfr_abs(largest, values[i], MPFR_RNDU);
    int proven = 0;
    for (int k = 1; k <= ORDERS; k++) {
        central_difference(truth, values, k);
        central_difference(higher, values, k + 2);
        uncertainty(room, higher, largest, k);
        check(&answer.gradient[k - 1], truth, room, row, place, "derivative", k);
        proven += answer.gradient[k - 1].status == REFERENCE_PROVEN;
    }
    mpfr_clears(truth, higher, room, largest, (mpfr_ptr)0);
    reference_answer_free(&answer);
    return proven;
}

START_TEST(rows_take_series) {
    const MeaningRow *row = &meanings[_i];
    random_begin(UINT64_C(13) * (uint64_t)row->op);
    mpfr_t values[2 * REACH + 1];
    begin_values(values);
    int asked_for = 0, proven = 0;
    for (int p = 0; p < places(row); p++) {
        Place place;
        if (!find_place(row, p, &place))
            break;
        /* Every other one turns: it begins with s^2. */
        const Path curves[2] = {{place.argument[0], p % 2 ? 0.0 : 1.0, 0.5, -1.0},
                                {place.argument[1], p % 2 ? 0.0 : -0.5, 1.0, 0.25}};
        bool numbers = true;
        for (int i = -REACH; i <= REACH && numbers; i++) {
            meaning_at(values[i + REACH], row, curves, place.n, i, i);
            numbers = mpfr_number_p(values[i + REACH]) != 0;
        }
        if (!numbers)
            continue;
        asked_for += ORDERS;
        proven += check_orders(row, &place, curves, values);
    }
    for (int i = 0; i <= 2 * REACH; i++)
        mpfr_clear(values[i]);
    ck_assert_msg(asked_for >= 2 * ORDERS && proven >= asked_for * 9 / 10,
                  "%s: of %d numbers %d are proven", op_table[row->op].id, asked_for, proven);
}
END_TEST

/* ---- mixed ----------------------------------------------------------------------------------- */

static const uint32_t mixed[][2] = {{1, 1}, {2, 1}, {1, 2}, {2, 2}, {3, 1}, {1, 4}};
enum { MIXED = LENGTH(mixed) };

/* The difference of a difference. False where some value is no number. */
static bool mixed_difference(mpfr_t out, mpfr_t largest, const MeaningRow *row, const Place *place,
                             const uint32_t orders[2]) {
    const Path lines[2] = {{.c = place->argument[0], .a1 = 1.0},
                           {.c = place->argument[1], .a1 = 1.0}};
    mpfr_t value;
    mpfr_init2(value, BITS);
    mpfr_set_zero(out, 1);
    mpfr_set_zero(largest, 1);
    double weight_x = 1.0;
    for (uint32_t i = 0; i <= orders[0]; i++) {
        double weight_y = 1.0;
        for (uint32_t j = 0; j <= orders[1]; j++) {
            meaning_at(value, row, lines, place->n, (int)orders[0] - 2 * (int)i,
                       (int)orders[1] - 2 * (int)j);
            if (mpfr_cmpabs(value, largest) > 0)
                mpfr_abs(largest, value, MPFR_RNDU);
            mpfr_mul_d(value, value, (i + j) % 2 ? -weight_x * weight_y : weight_x * weight_y,
                       MPFR_RNDN);
            mpfr_add(out, out, value, MPFR_RNDN);
            weight_y = weight_y * (orders[1] - j) / (j + 1);
        }
        weight_x = weight_x * (orders[0] - i) / (i + 1);
    }
    mpfr_mul_2si(out, out, -(long)(orders[0] + orders[1]) * (STEP + 1), MPFR_RNDN);
    mpfr_clear(value);
    return mpfr_number_p(out) != 0;
}

START_TEST(rows_have_mixed_derivatives) {
    const MeaningRow *row = &meanings[_i];
    if (op_table[row->op].arity != 2)
        return;
    Factor factors[MIXED][2];
    Derivative derivatives[MIXED];
    for (int k = 0; k < MIXED; k++) {
        factors[k][0] = (Factor){0, mixed[k][0]};
        factors[k][1] = (Factor){1, mixed[k][1]};
        derivatives[k] = (Derivative){factors[k], 2};
    }
    random_begin(UINT64_C(17) * (uint64_t)row->op);
    mpfr_t truth, room;
    mpfr_inits2(BITS, truth, room, (mpfr_ptr)0);
    int asked_for = 0, proven = 0;
    for (int p = 0; p < places(row); p++) {
        Place place;
        if (!find_place(row, p, &place))
            break;
        Problem problem = {.components = 2,
                           .point = place.argument,
                           .derivatives = derivatives,
                           .derivative_count = MIXED};
        graph_clear(&graph);
        NodeId arguments[2] = {graph_variable(&graph, 0, (Span){0, 0}),
                               graph_variable(&graph, 1, (Span){0, 0})};
        ReferenceAnswer answer;
        ask_row(&problem, row, &place, arguments, &answer);
        for (int k = 0; k < MIXED; k++) {
            if (!mixed_difference(truth, room, row, &place, mixed[k]))
                continue;
            mpfr_mul_2si(room, room, -130, MPFR_RNDU);
            check(&answer.gradient[k], truth, room, row, &place, "mixed derivative", k);
            asked_for++;
            proven += answer.gradient[k].status == REFERENCE_PROVEN;
        }
        reference_answer_free(&answer);
    }
    mpfr_clears(truth, room, (mpfr_ptr)0);
    ck_assert_msg(asked_for >= 2 * MIXED && proven >= asked_for * 9 / 10,
                  "%s: of %d numbers %d are proven", op_table[row->op].id, asked_for, proven);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("orders-rows");
    TCase *rows = suite_case(suite, "rows");
    tcase_add_checked_fixture(rows, asked_set_up, asked_tear_down);
    tcase_add_loop_test(rows, rows_take_series, 0, meaning_count);
    tcase_add_loop_test(rows, rows_have_mixed_derivatives, 0, meaning_count);
    return suite_run(suite);
}

/* The referee about both sides of a point: of random functions made of kinks, whose slopes are
 * known exactly; of functions that are rough in every way, whose slopes are limits of quotients;
 * and of smooth ones, where the two kinds of question must have the same answer. */
#include "support/asked.h"
#include "support/chance.h"
#include "support/posed.h"
#include "support/random-functions.h"
#include "support/suite.h"
#include "support/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- kinks ----------------------------------------------------------------------------------- */

/* A function of t = x - 3/4 with f(s t) = s f(t) for s > 0, so that its slopes are f(1) and -f(-1).
 * All numbers are whole multiples of small powers of 2. */
typedef struct Piece {
    char text[900];
    double below, above; /* f(-1), f(1) */
} Piece;

enum { PIECES = 14 };

static double larger(double x, double y) {
    return x > y ? x : y;
}

static double between(double x, double low, double high) {
    return -larger(-larger(x, low), -high);
}

static void combine(Piece *out, const Piece *u, const Piece *v, const Piece *w) {
    static const double factors[] = {-2.0, -1.0, -0.5, 0.25, 0.5, 2.0, 3.0};
    double factor = RANDOM_OF(factors);
#define MADE(below_text, above_text, ...)                                                          \
    snprintf(out->text, sizeof out->text, __VA_ARGS__), out->below = (below_text),                 \
                                                        out->above = (above_text)
    switch (random_below(9)) {
    case 0:
        MADE(fabs(u->below), fabs(u->above), "abs(%.200s)", u->text);
        break;
    case 1:
        MADE(larger(u->below, v->below), larger(u->above, v->above), "max(%.200s, %.200s)", u->text,
             v->text);
        break;
    case 2:
        MADE(-larger(-u->below, -v->below), -larger(-u->above, -v->above), "min(%.200s, %.200s)",
             u->text, v->text);
        break;
    case 3:
        MADE(larger(u->below, 0.0), larger(u->above, 0.0), "relu(%.200s)", u->text);
        break;
    case 4:
        MADE(u->below < v->below ? w->below : u->below, u->above < v->above ? w->above : u->above,
             "(if %.200s < %.200s then %.200s else %.200s)", u->text, v->text, w->text, u->text);
        break;
    case 5:
        MADE(between(u->below, v->below, w->below), between(u->above, v->above, w->above),
             "clamp(%.200s, %.200s, %.200s)", u->text, v->text, w->text);
        break;
    case 6:
        MADE(u->below + v->below, u->above + v->above, "(%.200s + %.200s)", u->text, v->text);
        break;
    case 7:
        MADE(u->below - v->below, u->above - v->above, "(%.200s - %.200s)", u->text, v->text);
        break;
    default:
        MADE(factor * u->below, factor * u->above, "%.17g*(%.200s)", factor, u->text);
        break;
    }
#undef MADE
}

static bool fits(const Piece *piece, size_t most) {
    return strlen(piece->text) <= most;
}

static void random_piece(Piece *out) {
    static Piece made[PIECES];
    made[0] = (Piece){"(x-0.75)", -1.0, 1.0};
    made[1] = (Piece){"2*(0.75-x)", 2.0, -2.0};
    size_t count = 2;
    while (count < PIECES) {
        const Piece *u = &made[random_below(count)], *v = &made[random_below(count)],
                    *w = &made[random_below(count)];
        if (!fits(u, 180) || !fits(v, 180) || !fits(w, 180))
            u = v = w = &made[random_below(2)];
        combine(&made[count++], u, v, w);
    }
    *out = made[PIECES - 1];
}

static bool is_number(const char *decimal, double expected) {
    return strtod(decimal, NULL) == expected;
}

START_TEST(slopes_of_kinks_are_exact) {
    for (uint64_t i = cases_to_try(300); i > 0; i--) {
        Piece piece;
        ReferenceAnswer answer;
        random_piece(&piece);
        bool there = asked_of_sides(piece.text, "x=0.75", "", NULL, NULL, &answer);
        ck_assert_msg(there, "%s: %s", piece.text, words(&answer.missing));
        const ReferenceNumber *number = &answer.gradient[0];
        double below = -piece.below, above = piece.above;
        if (below == above)
            ck_assert_msg(number->status == REFERENCE_PROVEN && !number->side &&
                              is_number(number->decimal, above),
                          "%s: %s %s, not %g", piece.text, number->decimal, words(number->why),
                          above);
        else
            ck_assert_msg(number->status == REFERENCE_SIDES &&
                              is_number(number->below.decimal, below) &&
                              is_number(number->above.decimal, above),
                          "%s: %s %s, not %g and %g", piece.text, number->decimal,
                          words(number->why), below, above);
        reference_answer_free(&answer);
    }
}
END_TEST

/* ---- quotients ------------------------------------------------------------------------------- */

static bool is_known(const ReferenceNumber *number) {
    return number->status == REFERENCE_PROVEN || number->status == REFERENCE_BELOW;
}

static long slopes;

/* A function of @, rough at 0 in many ways. */
static void random_rough(char out[static 400]) {
    static const char *const unary[] = {
        "abs(%s)",      "sqrt(%s)",     "cbrt(%s)",   "relu(%s)",    "(%s)^1.5",  "(%s)^2",
        "(%s)^-1",      "acos(1-%s)",   "asin(1-%s)", "acosh(1+%s)", "sin(%s)",   "cos(%s)",
        "exp(%s)",      "atan(%s)",     "tanh(%s)",   "log1p(%s)",   "(-%s)",     "sqrt(abs(%s))",
        "sinc(%s)",     "expm1(%s)",    "(1+%s)",     "gamma(%s)",   "erf(%s)",   "elu(%s)",
        "softplus(%s)", "(%s)*sign(@)", "(%s)^2.5",   "log(%s)",     "floor(%s)", "lambertw(%s)",
        "(%s)^(1+@)",   "asinh(%s)"};
    static const char *const binary[] = {"(%s + %s)",     "(%s - %s)",      "(%s)*(%s)",
                                         "(%s)/(%s)",     "max(%s, %s)",    "min(%s, %s)",
                                         "hypot(%s, %s)", "atan2(%s, %s)",  "(%s)*(%s)",
                                         "(%s + %s)",     "abs(%s - (%s))", "xlogy(%s, %s)"};
    char made[8][400] = {"@", "2*@"};
    size_t count = 2, most = 4 + random_below(4);
    for (; count < most; count++) {
        const char *u = made[random_below(count)], *v = made[random_below(count)];
        bool one = random_unit() < 0.6 || strlen(u) + strlen(v) > 300;
        if (strlen(u) > 350)
            u = "@";
        if (one)
            snprintf(made[count], sizeof *made, RANDOM_OF(unary), u);
        else
            snprintf(made[count], sizeof *made, RANDOM_OF(binary), u, v);
    }
    memcpy(out, made[count - 1], sizeof *made);
}

static void put_with(char *out, size_t size, const char *function, const char *argument) {
    size_t length = strlen(out);
    for (; *function && length + 8 < size; function++)
        length +=
            (size_t)(*function == '@' ? snprintf(out + length, size - length, "%s", argument)
                                      : snprintf(out + length, size - length, "%c", *function));
}

/* (f(h) - f(0))/h with h = +-5e-91, or NaN where there is none. */
static double quotient(const char *function, const char *h) {
    char program[2000] = "((";
    static const ReferenceLimits limits = {4096, 5000, 1e5};
    ReferenceAnswer answer;
    put_with(program, sizeof program, function, "x");
    strcat(program, ")-(");
    put_with(program, sizeof program, function, "z");
    strcat(program, "))/x");
    char at[60];
    snprintf(at, sizeof at, "x=%s,z=0", h);
    double found = NAN;
    if (asked(program, at, "", NULL, &limits, &answer) && is_known(&answer.value))
        found = strtod(answer.value.decimal, NULL);
    reference_answer_free(&answer);
    return found;
}

static bool is_close(double quotient, const char *decimal) {
    double slope = *decimal ? strtod(decimal, NULL) : NAN;
    if (isinf(slope))
        return fabs(quotient) > 50 && (quotient > 0) == (slope > 0);
    return isnan(quotient) || fabs(quotient - slope) <= 1e-6 * (1 + fabs(slope));
}

static void check_slope(const char *function, const ReferenceNumber *number) {
    static const char *const steps[] = {"-5e-91", "5e-91"};
    for (int i = 0; i < 2; i++) {
        const ReferenceSlope *side = i ? &number->above : &number->below;
        bool both = number->status == REFERENCE_SIDES;
        const char *decimal = both ? side->decimal : number->decimal;
        if ((!both && !is_known(number)) || !*decimal || number->side == (i ? -1 : 1))
            continue;
        double found = quotient(function, steps[i]);
        slopes += !isnan(found);
        ck_assert_msg(is_close(found, decimal), "%s at %s: %s, but %.17g", function, steps[i],
                      decimal, found);
    }
}

START_TEST(slopes_are_limits_of_quotients) {
    for (uint64_t i = cases_to_try(300); i > 0; i--) {
        char function[400], program[1000] = "";
        ReferenceAnswer answer;
        random_rough(function);
        put_with(program, sizeof program, function, "x");
        bool there = asked_of_sides(program, "x=0", "", NULL, NULL, &answer);
        ck_assert_msg(there, "%s: %s", program, words(&answer.missing));
        if (answer.count)
            check_slope(function, &answer.gradient[0]);
        reference_answer_free(&answer);
    }
    ck_assert_int_gt(slopes, 0);
}
END_TEST

/* ---- where nothing is rough ------------------------------------------------------------------ */

static long compared, undecided;

/* Whether two proven numbers are the same. */
static bool are_the_same(const ReferenceNumber *a, const ReferenceNumber *b) {
    if (a->status == REFERENCE_BELOW || b->status == REFERENCE_BELOW)
        return fabs(strtod(a->decimal, NULL) - strtod(b->decimal, NULL)) < 1e-19;
    mpfr_t truth, room;
    mpfr_inits2(2000, truth, room, (mpfr_ptr)0);
    mpfr_set_str(truth, a->decimal, 10, MPFR_RNDN);
    mpfr_abs(room, truth, MPFR_RNDN);
    mpfr_mul_2si(room, room, -66, MPFR_RNDN);
    bool same = agrees_within(b, truth, room);
    mpfr_clears(truth, room, (mpfr_ptr)0);
    return same;
}

static const char *print(NodeId root) {
    static Text text;
    static const Variable variables[] = {{"x", 0}, {"y", 1}};
    text_clear(&text);
    infix_print(&graph, variables, root, 2000, &text);
    return text_string(&text);
}

static void compare(const Problem *problem, const ReferenceAnswer *usual,
                    const ReferenceAnswer *sides) {
    for (uint32_t i = 0; i < usual->count; i++) {
        const ReferenceNumber *a = &usual->gradient[i], *b = &sides->gradient[i];
        if (!is_known(a) || usual->note_count || strstr(words(b->why), "ends") ||
            strstr(words(b->why), "alone"))
            continue; /* a convention, or it is one-sided */
        compared++;
        undecided += b->status == REFERENCE_UNDECIDED || b->status == REFERENCE_UNPROVEN;
        if (b->status == REFERENCE_UNDECIDED || b->status == REFERENCE_UNPROVEN)
            continue;
        ck_assert_msg(is_known(b) && are_the_same(a, b),
                      "%s at %a, %a, number %u: %s, from both sides %d %s %s", print(problem->root),
                      problem->point[0], problem->point[1], i, a->decimal, (int)b->status,
                      b->decimal, words(b->why));
    }
}

static void ask_both(const Problem *problem) {
    ReferenceAnswer usual, sides;
    static const ReferenceLimits limits = {1024, 5000, 1e5};
    reference_begin(&reference, problem, &limits);
    if (reference_finish(&reference, NULL, &usual)) {
        reference_begin_sides(&reference, problem, NULL, &limits);
        bool there = reference_finish(&reference, NULL, &sides);
        ck_assert_msg(there, "%s: %s", print(problem->root), words(&sides.missing));
        compare(problem, &usual, &sides);
        reference_answer_free(&sides);
    }
    reference_answer_free(&usual);
}

START_TEST(smooth_functions_have_the_same_derivatives) {
    static const Factor factors[] = {{0, 1}, {1, 1}, {0, 2}, {1, 3}};
    static const Derivative derivatives[] = {
        {factors, 1}, {factors + 1, 1}, {factors + 2, 1}, {factors, 2}, {factors + 3, 1}};
    for (uint64_t i = cases_to_try(150); i > 0; i--) {
        graph_clear(&graph);
        double point[RANDOM_VARIABLES] = {random_coordinate(), random_coordinate()};
        NodeId root = random_function(&graph);
        ask_both(&(Problem){.tapes = graph_tapes(root, RANDOM_VARIABLES),
                            .graph = &graph,
                            .root = root,
                            .components = RANDOM_VARIABLES,
                            .point = point,
                            .derivatives = derivatives,
                            .derivative_count = LENGTH(derivatives)});
    }
    ck_assert_msg(compared > 0 && undecided * 20 < compared, "%ld of %ld undecided", undecided,
                  compared);
}
END_TEST

/* Every row, at places that are mostly smooth. */
static void compare_row(OpId op, int32_t n, double x, double y) {
    static const Factor factors[] = {{0, 1}, {1, 1}, {0, 2}, {1, 3}, {1, 2}};
    static const Derivative derivatives[] = {{factors, 1}, {factors + 1, 1}, {factors + 2, 1},
                                             {factors, 2}, {factors + 3, 1}, {factors + 4, 1}};
    graph_clear(&graph);
    NodeId u = graph_binary(&graph, OP_ADD, var(0), graph_binary(&graph, OP_MUL, var(0), var(1))),
           v = graph_binary(&graph, OP_SUB, var(1), graph_binary(&graph, OP_MUL, var(0), var(0)));
    NodeId root =
        graph_apply(&graph, op, n, (NodeId[]){u, v}, (uint32_t)op_table[op].arity, (Span){0, 0});
    double point[] = {x, y};
    ask_both(&(Problem){.tapes = graph_tapes(root, 2),
                        .graph = &graph,
                        .root = root,
                        .components = 2,
                        .point = point,
                        .derivatives = derivatives,
                        .derivative_count = LENGTH(derivatives)});
}

START_TEST(rows_have_the_same_derivatives) {
    static const double places[] = {-2.375, -0.625, -0.125, 0.3125, 0.875, 2.625};
    OpId op = (OpId)_i;
    if (op_table[op].form != OP_UNARY && op_table[op].form != OP_BINARY)
        return;
    int32_t most = op_table[op].has_integer ? 2 : 0;
    for (int i = 0; i < LENGTH(places); i++)
        for (int k = 0; k < LENGTH(places); k += 2)
            for (int32_t n = 0; n <= most; n++)
                compare_row(op, n, places[i], places[k]);
    ck_assert_msg(undecided == 0, "%s: %ld of %ld undecided", op_table[op].name, undecided,
                  compared);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sides-random");
    random_begin(setting("ADCALC_SEED", 1));
    TCase *random = suite_case(suite, "random");
    tcase_add_checked_fixture(random, asked_set_up, asked_tear_down);
    tcase_add_test(random, slopes_of_kinks_are_exact);
    tcase_add_test(random, slopes_are_limits_of_quotients);
    tcase_add_test(random, smooth_functions_have_the_same_derivatives);
    tcase_add_loop_test(random, rows_have_the_same_derivatives, 0, OP_COUNT);
    return suite_run(suite);
}

/* Rough points of random functions: what one-sided series in doubles find, against what the referee
 * finds with balls, by code of its own. Where both decide they must agree. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/files.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"
#include "support/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static Reference reference;

static void set_up(void) {
    unsetenv("ADCALC_REFERENCE");
    begin_rules();
    reference = (Reference){.beside = build_directory()};
}

static void tear_down(void) {
    reference_close(&reference);
    end_rules();
}

/* ---- functions ------------------------------------------------------------------------------- */

enum { LONGEST = 400, MADE = 9, QUESTIONS = 8 };

typedef struct Random {
    char program[LONGEST], at[60];
    uint32_t variables;
} Random;

static const double places[] = {0, 0, 0, 1, -1, 0.5, 2, -0.75};

static void random_text(char made[][LONGEST], size_t count, char *out) {
    static const char *const unary[] = {
        "abs(%s)",      "sqrt(%s)",      "cbrt(%s)",   "relu(%s)",      "(%s)^1.5",
        "(%s)^2",       "(%s)^3",        "acos(1-%s)", "asin(1-%s)",    "acosh(1+%s)",
        "sin(%s)",      "cos(%s)",       "exp(%s)",    "atan(%s)",      "tanh(%s)",
        "(-%s)",        "sqrt(abs(%s))", "abs(%s)^3",  "sinc(%s)",      "expm1(%s)",
        "(1+%s)",       "(%s-1)",        "2*(%s)",     "0.25*(%s)",     "elu(%s)",
        "softplus(%s)", "(%s)*sign(%s)", "(%s)^2.5",   "floor(%s)",     "round(%s)",
        "sqrt((%s)^2)", "step(%s)",      "(%s)^-1",    "(%s)*abs(%s)",  "lambertw(%s)",
        "erf(%s)",      "gamma(1+%s)",   "log1p(%s)",  "leaky_relu(%s)"};
    static const char *const binary[] = {
        "(%s + %s)",   "(%s - %s)",           "(%s)*(%s)",       "(%s)/(%s)",
        "max(%s, %s)", "min(%s, %s)",         "hypot(%s, %s)",   "atan2(%s, %s)",
        "(%s)*(%s)",   "(%s + %s)",           "abs(%s - (%s))",  "xlogy(%s, %s)",
        "(%s + %s)",   "abs(%s)^(1+%s)",      "(%s)^2/(%s)",     "max(%s, -(%s))",
        "(%s - %s)^2", "sqrt((%s)^2+(%s)^2)", "exp(%s)*abs(%s)", "sin(%s)/(%s)"};
    static const char *const ternary[] = {
        "(if %s < %s then %s else 0)", "(if %s >= %s then %s else 1)",
        "(if %s > 0 then %s else %s)", "max(%s, %s, %s)", "clamp(%s, %s, %s)"};
    const char *u = made[random_below(count)], *v = made[random_below(count)],
               *w = made[random_below(count)];
    if (strlen(u) + strlen(v) + strlen(w) > LONGEST - 60)
        u = v = w = made[0];
    double kind = random_unit();
    if (kind < 0.45)
        snprintf(out, LONGEST, RANDOM_OF(unary), u, u);
    else if (kind < 0.9)
        snprintf(out, LONGEST, RANDOM_OF(binary), u, v);
    else
        snprintf(out, LONGEST, RANDOM_OF(ternary), u, v, w);
}

/* x minus the place, so that functions are rough there. */
static void put_offset(char *out, char name, double place) {
    if (place == 0.0)
        snprintf(out, LONGEST, "%c", name);
    else
        snprintf(out, LONGEST, "(%c%+g)", name, -place);
}

/* Zeros that doubles hold only nearly, at x = 1/3, 0.1, 0.3, 1. */
static const struct {
    const char *at, *zero;
} ties[] = {{"x=0.3333333333333333", "(x-1/3)"},
            {"x=0.3333333333333333", "(3*x-1)"},
            {"x=0.1", "(x-0.1)"},
            {"x=0.1", "(10*x-1)"},
            {"x=0.3", "(10*x-3)"},
            {"x=0.3", "(x-0.3)"},
            {"x=1", "(0.1*3*x-0.3)"},
            {"x=1", "(sin(x)-0.8414709848078965)"}};

static void random_tie(Random *one) {
    char made[MADE + 2][LONGEST];
    size_t count = 0, most = 2, tie = random_below(LENGTH(ties));
    one->variables = 1;
    strcpy(made[count++], ties[tie].zero);
    for (; count < most; count++)
        random_text(made, count, made[count]);
    while (strlen(made[count - 1]) > 300)
        count--;
    snprintf(one->program, LONGEST, "%.300s", made[count - 1]);
    snprintf(one->at, sizeof one->at, "%s", ties[tie].at);
}

static void random_case(Random *one) {
    char made[MADE + 2][LONGEST];
    double x = RANDOM_OF(places), y = RANDOM_OF(places);
    one->variables = 1 + random_below(2);
    size_t count = 0, most = 3 + random_below(MADE - 3);
    put_offset(made[count++], 'x', x);
    if (one->variables > 1)
        put_offset(made[count++], 'y', y);
    if (x != 0.0)
        strcpy(made[count++], "x");
    for (; count < most; count++)
        random_text(made, count, made[count]);
    while (strlen(made[count - 1]) > 300)
        count--;
    snprintf(one->program, LONGEST, "%.300s", made[count - 1]);
    if (one->variables > 1) /* both are there, in that order */
        snprintf(one->program, LONGEST, "0*x + 0*y + %.300s", made[count - 1]);
    snprintf(one->at, sizeof one->at, one->variables > 1 ? "x=%g,y=%g" : "x=%g", x, y);
}

/* ---- what is asked --------------------------------------------------------------------------- */

static const Factor by_x = {0, 1}, by_xx = {0, 2}, by_xxx = {0, 3}, by_y = {1, 1}, by_v = {2, 1},
                    by_vv = {2, 2}, by_both[] = {{0, 1}, {1, 1}}, by_three[] = {{0, 2}, {1, 1}};
static const Derivative of_one[] = {{&by_x, 1}, {&by_xx, 1}, {&by_xxx, 1}};
static const Derivative of_two[] = {{&by_x, 1},  {&by_y, 1},   {&by_v, 1},   {&by_xx, 1},
                                    {&by_vv, 1}, {by_both, 2}, {by_three, 2}};
static const char *const names_of_one[] = {"x", "x2", "x3"};
static const char *const names_of_two[] = {"x", "y", "v", "x2", "v2", "x y", "x2 y"};
static const double direction[] = {1, 2};

/* ---- complaints ------------------------------------------------------------------------------ */

enum { SHOWN = 12 };
static struct {
    size_t length;
    char text[1200];
} shown[SHOWN];
static uint64_t wrong, asked_count, undecided, beyond, skipped;

static void complain(const Random *one, const char *what, const Truth *truth,
                     const ReferenceNumber *number) {
    static const char *const kinds[] = {"ordinary",  "exists",   "ends", "kink",
                                        "undecided", "infinite", "none", "jump"};
    static const char *const statuses[] = {"proven",    "below", "unproven",
                                           "undefined", "sides", "undecided"};
    wrong++;
    size_t length = strlen(one->program);
    int worst = 0;
    for (int i = 0; i < SHOWN; i++)
        if (!shown[i].length || shown[i].length > shown[worst].length)
            worst = i;
    for (int i = 0; i < SHOWN; i++)
        if (!shown[i].length)
            worst = i;
    if (shown[worst].length && shown[worst].length <= length)
        return;
    shown[worst].length = length;
    snprintf(shown[worst].text, sizeof shown[worst].text,
             "%s at %s, %s: %s %.17g +- %g, %.17g | %.17g; referee: %s %d %.30s %s, %.30s%s | "
             "%.30s%s",
             one->program, one->at, what, kinds[truth->kind], truth->value, truth->error,
             truth->below, truth->above, statuses[number->status], number->side, number->decimal,
             words(number->why), number->below.decimal ? number->below.decimal : "",
             words_of_code(number->below.why), number->above.decimal ? number->above.decimal : "",
             words_of_code(number->above.why));
}

/* ---- comparing ------------------------------------------------------------------------------- */

/* A side's number; NaN where f ends. */
static bool is_side(double number, const ReferenceSlope *slope) {
    if (slope->status == REFERENCE_UNDEFINED && !strstr(slope->decimal, "Infinity"))
        return isnan(number);
    double truth = strtod(slope->decimal, NULL);
    if (slope->status == REFERENCE_BELOW)
        return fabs(number) <= 1e-9;
    return isinf(truth) ? number == truth : fabs(number - truth) <= 1e-9 * (fabs(truth) + 1e-3);
}

static bool is_number(const Truth *truth, const ReferenceNumber *number) {
    double right = number->status == REFERENCE_BELOW ? 0.0 : strtod(number->decimal, NULL);
    return fabs(truth->value - right) <= 1e-9 * fabs(right) + truth->error + 1e-14;
}

static bool are_alike(const Truth *truth, const ReferenceNumber *number) {
    bool known = number->status == REFERENCE_PROVEN || number->status == REFERENCE_BELOW;
    switch (truth->kind) {
    case TRUTH_ORDINARY:
        return known && number->side == 0;
    case TRUTH_EXISTS:
        return known && number->side == 0 && is_number(truth, number);
    case TRUTH_ENDS:
        return known && number->side == (isnan(truth->above) ? -1 : 1) && is_number(truth, number);
    case TRUTH_KINK:
        return number->status == REFERENCE_SIDES && isfinite(truth->below) &&
               isfinite(truth->above) && is_side(truth->below, &number->below) &&
               is_side(truth->above, &number->above);
    case TRUTH_INFINITE:
        return number->status == REFERENCE_SIDES && is_side(truth->below, &number->below) &&
               is_side(truth->above, &number->above);
    case TRUTH_NONE:
    case TRUTH_JUMP:
        return number->status == REFERENCE_UNDEFINED;
    case TRUTH_UNDECIDED:
        break;
    }
    return false;
}

/* One side is infinite, and the other undecided. */
static bool is_half_known(const Truth *truth, const ReferenceNumber *number) {
    if (number->status != REFERENCE_SIDES)
        return false;
    return (isnan(truth->below) && *number->below.decimal &&
            is_side(truth->above, &number->above)) ||
           (isnan(truth->above) && *number->above.decimal && is_side(truth->below, &number->below));
}

static void compare(const Random *one, const char *const *names, const Truth *truths,
                    const ReferenceAnswer *answer) {
    for (uint32_t i = 0; i < answer->count; i++) {
        const ReferenceNumber *number = &answer->gradient[i];
        bool open = number->status == REFERENCE_UNDECIDED || number->status == REFERENCE_UNPROVEN;
        asked_count++;
        bool half = truths[i].kind == TRUTH_INFINITE && is_half_known(&truths[i], number);
        undecided += (truths[i].kind == TRUTH_UNDECIDED || half) && !open;
        beyond += open;
        if (!open && !half && truths[i].kind != TRUTH_UNDECIDED && !are_alike(&truths[i], number))
            complain(one, names[i], &truths[i], number);
    }
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* Whether a condition hangs on what is no finite number: exact arithmetic has no infinities. */
static bool compares_infinities(const Problem *problem) {
    static uint8_t reached[10000];
    const Graph *graph = problem->graph;
    NodeValues values = {0};
    bool found = false;
    memset(reached, 0, sizeof reached);
    for (NodeId id = 1; id <= problem->root; id++) {
        OpId op = graph_op(graph, id);
        if (op >= OP_LT && op <= OP_NE)
            graph_reach(graph, &id, 1, reached);
    }
    for (NodeId id = 1; id <= problem->root && !found; id++) {
        double value = 0.0;
        found = reached[id] && node_value(&values, graph, problem->point, id, &value) &&
                !isfinite(value);
    }
    node_values_free(&values);
    return found;
}

static void ask_referee(const Random *one, const Problem *problem, const Edges *edges) {
    static const ReferenceLimits limits = {1024, 300, 1e5};
    ReferenceAnswer answer;
    reference_begin_sides(&reference, problem, &edges->hints, &limits);
    if (reference_finish(&reference, NULL, &answer))
        compare(one, one->variables > 1 ? names_of_two : names_of_one, edges->truths, &answer);
    else
        skipped++;
    reference_answer_free(&answer);
}

/* Where f has a limit but no value: fills that in. Whether it did. */
static bool fill(Random *one, const Subject *subject) {
    Truth limit, slope;
    char filled[LONGEST];
    ck_assert(truth_limits(subject, 0, &limit, &slope));
    if (one->variables > 1 || limit.kind != TRUTH_EXISTS || limit.error != 0.0 ||
        strlen(one->program) > 300)
        return false;
    snprintf(filled, LONGEST, "if x == %s then %.17g else %.300s", one->at + 2, limit.value,
             one->program);
    strcpy(one->program, filled);
    return true;
}

/* At its point; true if there was no value, which is filled in now. */
static bool try(Random *one) {
    static const EdgeOptions options = {0};
    Posed posed;
    Edges edges;
    Arena arena = {0};
    bool two = one->variables > 1, again = false;
    ck_assert_msg(posed_begin(&posed, &rules, one->program, one->at), "%s", one->program);
    Problem *problem = &posed.problem;
    problem->derivatives = two ? of_two : of_one;
    problem->derivative_count = (uint32_t)(two ? LENGTH(of_two) : LENGTH(of_one));
    problem->direction = direction;
    const Subject subject = {problem, &posed.diag, &arena};
    if (problem->components != one->variables || compares_infinities(problem)) {
        skipped++;
    } else {
        ck_assert(edges_examine(&subject, &options, &edges));
        if (edges.rough || edges.status < EDGE_OVERFLOW)
            ask_referee(one, problem, &edges);
        else
            again = fill(one, &subject);
        edges_free(&edges);
    }
    arena_free(&arena);
    posed_free(&posed);
    return again;
}

/* `most`: of a hundred answers, how many may be undecided. */
static void try_all(uint64_t cases, uint64_t most, void choose(Random *one)) {
    while (cases-- > 0) {
        Random one;
        choose(&one);
        if (try(&one))
            try(&one);
    }
    for (int i = 0; i < SHOWN; i++)
        if (shown[i].length)
            printf("FAIL: %s\n", shown[i].text);
    printf("%llu answers: %llu wrong; %llu undecided by doubles alone, %llu by the referee; %llu "
           "functions skipped\n",
           (unsigned long long)asked_count, (unsigned long long)wrong,
           (unsigned long long)undecided, (unsigned long long)beyond, (unsigned long long)skipped);
    fflush(stdout);
    ck_assert_uint_eq(wrong, 0);
    ck_assert_uint_gt(asked_count, 0);
    ck_assert_uint_le(undecided * 100, most * (asked_count + 20));
}

START_TEST(both_agree) {
    try_all(cases_to_try(1500), 5, random_case);
}
END_TEST

START_TEST(both_agree_at_ties) {
    try_all(cases_to_try(300), 10, random_tie);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("truth-random");
    random_begin(setting("ADCALC_SEED", 1));
    TCase *random = suite_case(suite, "random");
    tcase_add_checked_fixture(random, set_up, tear_down);
    tcase_add_test(random, both_agree);
    tcase_add_test(random, both_agree_at_ties);
    return suite_run(suite);
}

/* What ops.def and identities.def do not know of functions: doubles tell parity, whole values,
 * facts, domains and inverses of every one, and a row that they call for is there, or named here
 * as absent.
 *
 * That the rows there are hold is tested in identities.c, which cannot miss one. What grids of
 * numbers suggest is no proof, so that what they suggest in error is named here too. */
#include "adcalc.h"
#include "support/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines of the table, as "SIN 0 0" or "LOG EXP". */
static const char *const value_rows[] = {
#define ROW(...)
#define VALUE(op, at, value) #op " " #at " " #value,
#include "graph/ops.def"
};
static const char *const inverse_rows[] = {
#define INVERSE(op, inner, ...) #op " " #inner,
#include "algebra/identities.def"
};

#define CHECK_ROW(kind, name, there, called_for)                                                   \
    check_row(#kind, name, there, called_for, kind##_absent, LENGTH(kind##_absent))

static bool among(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Where it is called for, there is a row or an excuse; else there is none of both. */
static void check_row(const char *kind, const char *name, bool there, bool called_for,
                      const char *const *absent, size_t absent_count) {
    bool excused = among(name, absent, absent_count);
    ck_assert_msg(!there || !excused, "%s %s: is there, and named as absent", kind, name);
    ck_assert_msg(called_for == (there || excused), "%s %s: %s", kind, name,
                  called_for ? "is missing" : "nothing calls for it");
}

/* A grid with the places where functions are special, and with others. */
enum { GRID = 801 };
static double grid(int i) {
    int k = i - GRID / 2;
    return k % 2 ? k / 16.0 + 1e-3 : k / 16.0;
}

static bool unary(int op) {
    return op_table[op].form == OP_UNARY && !op_table[op].has_integer && op != OP_NEG;
}

static double at(int op, double x) {
    return op_value((OpId)op, 0, &x, 1);
}

/* Whether f(-x) = sign f(x) on the grid, and f is no constant. */
static bool has_parity(int op, double sign) {
    for (int i = 0; i < GRID; i++) {
        double x = grid(i), there = at(op, -x), here = sign * at(op, x);
        if (there != here && !(isnan(there) && isnan(here)) && x != 0.0)
            return false;
    }
    return true;
}

START_TEST(parities) {
    static const char *const even_absent[] = {"NOT", "SINC"};
    static const char *const odd_absent[] = {"NOT", "ROUND", "TRUNC"};
    const char *id = op_table[_i].id;
    CHECK_ROW(even, id, op_facts[_i] & FACT_EVEN, unary(_i) && has_parity(_i, 1.0));
    CHECK_ROW(odd, id, op_facts[_i] & FACT_ODD, unary(_i) && has_parity(_i, -1.0));
}
END_TEST

static bool is_whole(double x) {
    return isfinite(x) && x == floor(x);
}

START_TEST(values) {
    /* The first three hold but for rounding, the others nobody has missed. */
    static const char *const value_absent[] = {
        "ERF 10 1",     "NORMCDF 10 1", "GELU 10 10", "EXP2 1 2",   "EXP2 2 4",
        "GAMMA 1 1",    "GAMMA 2 1",    "LGAMMA 1 0", "LGAMMA 2 0", "SINC 0 1",
        "LAMBERTW 0 0", "RELU 1 1",     "RELU 2 2",   "RELU 10 10"};
    static const char *const whole_absent[] = {"NOT"};
    /* Of these there is a rule for every argument, or none at all. */
    if (!unary(_i) || _i == OP_SQRT || _i == OP_ABS || _i == OP_FRAC)
        return;
    bool whole = true;
    for (int i = 0; i < GRID; i++)
        whole = whole && is_whole(at(_i, grid(i)));
    CHECK_ROW(whole, op_table[_i].id, op_facts[_i] & FACT_WHOLE, whole);
    static const int places[] = {0, 1, 2, 10};
    for (size_t i = 0; i < LENGTH(places); i++)
        for (int value = -10; value <= 10; value++) {
            char name[64];
            snprintf(name, sizeof name, "%s %d %d", op_table[_i].id, places[i], value);
            CHECK_ROW(value, name, among(name, value_rows, LENGTH(value_rows)),
                      !whole && at(_i, places[i]) == value);
        }
}
END_TEST

START_TEST(inverses) {
    static const char *const inverse_absent[] = {"SIN ASIN", "TANH ATANH", "ATANH TANH",
                                                 "SIGMOID LOGIT"};
    for (int inner = 0; inner < OP_COUNT; inner++) {
        bool inverse = unary(_i) && unary(inner);
        int tried = 0;
        for (int i = 0; i < GRID && inverse; i++) {
            double x = grid(i) / 2.5, y = at(_i, at(inner, x));
            tried += !isnan(y);
            inverse = isnan(y) || fabs(y - x) <= 1e-6 * fabs(x);
        }
        char name[64];
        snprintf(name, sizeof name, "%s %s", op_table[_i].id, op_table[inner].id);
        CHECK_ROW(inverse, name, among(name, inverse_rows, LENGTH(inverse_rows)),
                  inverse && tried > 10);
    }
}
END_TEST

/* 1/f is still a number where 1/f^2 is none. */
START_TEST(growth) {
    static const char *const apart_absent[] = {"EXPM1"};
    bool grows = false;
    if (!unary(_i))
        return;
    for (int i = 0; i < GRID; i++) {
        double y = at(_i, 32.0 * grid(i));
        grows = grows || (isfinite(y) && isinf(y * y));
    }
    CHECK_ROW(apart, op_table[_i].id, op_facts[_i] & FACT_APART, grows);
}
END_TEST

/* The flags that a value contradicts. */
static uint8_t contradicted(double value) {
    uint8_t flags = 0;
    if (!isfinite(value))
        flags |= FACT_TOTAL;
    if (isinf(value))
        flags |= FACT_FINITE;
    if (value == 0.0)
        flags |= FACT_NONZERO;
    if (value < 0.0)
        flags |= FACT_NONNEGATIVE;
    return flags;
}

/* Where the grid says more than a row: it misses zeros and poles, and some are not known. Of
 * arithmetic and comparisons the rules of signs are code. */
static const struct {
    OpId op;
    uint8_t more;
} more_facts[] = {
    {OP_COS, FACT_NONZERO},
    {OP_COT, FACT_NONZERO},
    {OP_DIGAMMA, FACT_NONZERO},
    {OP_SEC, FACT_TOTAL},
    {OP_TAN, FACT_TOTAL},
    {OP_GAMMA, FACT_NONZERO},
    {OP_ATAN2, FACT_FINITE},
    {OP_MOD, FACT_FINITE},
    {OP_SINC, FACT_TOTAL | FACT_FINITE | FACT_NONZERO},
    {OP_LAMBERTW, FACT_FINITE},
};

static bool is_arithmetic(int op) {
    return op == OP_NEG || op == OP_ADD || op == OP_SUB || op == OP_MUL || op == OP_DIV ||
           op == OP_POW || op == OP_SUM || op == OP_PROD;
}

START_TEST(facts_and_domains) {
    /* They exist but for single points, or at the ends of their intervals their partials do not. */
    static const OpId no_domain[] = {OP_CSC,    OP_COT,     OP_ASIN, OP_ACOS,  OP_ATAN2,
                                     OP_LGAMMA, OP_DIGAMMA, OP_BETA, OP_GAMMA, OP_LAMBERTW};
    const OpInfo *row = &op_table[_i];
    if (row->has_integer || row->form == OP_LEAF || row->form == OP_SELECTING || is_arithmetic(_i))
        return;
    uint32_t count = row->arity < 0 ? 2 : (uint32_t)row->arity, ends;
    uint16_t wanted = FACT_TOTAL | FACT_FINITE | FACT_NONZERO | FACT_NONNEGATIVE;
    uint16_t known = op_facts[_i] & wanted;
    bool everywhere = true, excused = false;
    for (int i = 0; i < GRID; i++)
        for (int k = 0; k < (count > 1 ? GRID : 1); k += 4) {
            double x[2] = {grid(i), grid(k)}, value = op_value((OpId)_i, 0, x, count);
            wanted &= (uint16_t)~contradicted(value);
            everywhere = everywhere && isfinite(value);
        }
    for (size_t i = 0; i < LENGTH(more_facts); i++)
        if ((int)more_facts[i].op == _i) {
            ck_assert_msg(!(known & more_facts[i].more), "%s: facts %#x are known", row->id, known);
            known |= more_facts[i].more;
        }
    for (size_t i = 0; i < LENGTH(no_domain); i++)
        excused = excused || (int)no_domain[i] == _i;
    ck_assert_msg(known == wanted, "%s: facts %#x, not %#x", row->id, known, wanted);
    ck_assert_msg(everywhere == !(excused || collect_domain((OpId)_i, &ends)), "%s: domain",
                  row->id);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("completeness");
    TCase *cases = suite_case(suite, "rows");
    tcase_add_loop_test(cases, parities, 0, OP_COUNT);
    tcase_add_loop_test(cases, values, 0, OP_COUNT);
    tcase_add_loop_test(cases, inverses, 0, OP_COUNT);
    tcase_add_loop_test(cases, growth, 0, OP_COUNT);
    tcase_add_loop_test(cases, facts_and_domains, 0, OP_COUNT);
    return suite_run(suite);
}

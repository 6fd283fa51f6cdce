/* How the referee's word is put: each status, alone and among others. */
#include "adcalc.h"
#include "support/suite.h"

#include <string.h>

static const Said why = {.code = SAID_F_JUMPS};

#define KNOWN(status_, decimal_)                                                                   \
    { .status = REFERENCE_##status_, .decimal = decimal_, .why = &why }

static void expect_text(Text *text, const char *expected) {
    ck_assert_str_eq(text_string(text), expected);
    text_free(text);
}

static void expect_figure(ReferenceNumber truth, const char *expected) {
    Text text = {0};
    reference_put_figure(&text, &truth);
    expect_text(&text, expected);
}

START_TEST(figures) {
    expect_figure((ReferenceNumber)KNOWN(PROVEN, "0.125000000000000000001"),
                  "0.125000000000000000001...");
    expect_figure((ReferenceNumber){REFERENCE_PROVEN, .exact = true, .decimal = "0.125"}, "0.125");
    expect_figure((ReferenceNumber)KNOWN(BELOW, "1e-2000"), "|d| < 1e-2000");
    expect_figure((ReferenceNumber)KNOWN(UNPROVEN, "2 +/- 0.5"), "2 +/- 0.5");
    expect_figure((ReferenceNumber)KNOWN(UNPROVEN, ""), "unknown");
    expect_figure((ReferenceNumber)KNOWN(UNDEFINED, ""), "undefined");
    expect_figure((ReferenceNumber)KNOWN(UNDECIDED, ""), "undecided");
}
END_TEST

START_TEST(two_sides) {
    static const ReferenceSlope sides[] = {{REFERENCE_PROVEN, .exact = true, .decimal = "-1"},
                                           {REFERENCE_BELOW, .decimal = "1e-2000"},
                                           {REFERENCE_UNPROVEN, .decimal = "2 +/- 0.5"},
                                           {REFERENCE_UNDEFINED, .decimal = "-Infinity"},
                                           {REFERENCE_UNDEFINED, .decimal = ""}};
    ReferenceNumber truth = KNOWN(SIDES, "");
    truth.below = sides[0];
    truth.above = sides[1];
    expect_figure(truth, "-1 from below, |d| < 1e-2000 from above");
    truth.below = sides[2];
    truth.above = sides[3];
    expect_figure(truth, "2 +/- 0.5 from below, -Infinity from above");
    truth.above = sides[4];
    expect_figure(truth, "2 +/- 0.5 from below, undefined from above");
}
END_TEST

static void expect_proof(ReferenceNumber *truths, uint32_t count, const char *expected) {
    const ReferenceAnswer answer = {.gradient = truths, .count = count, .bits = 128};
    Text text = {0};
    reference_put_proof(&text, &answer);
    expect_text(&text, expected);
}

/* One, one of two, and one behind another. */
static void expect_proofs(ReferenceNumber truth, const char *alone, const char *some,
                          const char *more) {
    ReferenceNumber exact = {REFERENCE_PROVEN, .exact = true, .decimal = "1"}, last = truth;
    ReferenceNumber nothing = KNOWN(UNDEFINED, "");
    static const Said other = {.code = SAID_F_ENDS};
    last.why = &other;
    expect_proof(&truth, 1, alone);
    expect_proof((ReferenceNumber[]){truth, last}, 2, alone);
    expect_proof((ReferenceNumber[]){truth, last, nothing}, 3, some);
    expect_proof((ReferenceNumber[]){truth, exact}, 2, more);
}

START_TEST(proofs) {
    expect_proofs((ReferenceNumber)KNOWN(BELOW, "1e-99"), "only bounded (FLINT, 128 bits)",
                  "2 of 3 only bounded, 1 undefined (f jumps here) (FLINT, 128 bits)",
                  "1 of 2 exact, 1 only bounded (FLINT, 128 bits)");
    expect_proofs((ReferenceNumber)KNOWN(SIDES, ""), "two slopes (FLINT, 128 bits)",
                  "2 of 3 with two slopes, 1 undefined (f jumps here) (FLINT, 128 bits)",
                  "1 of 2 exact, 1 with two slopes (FLINT, 128 bits)");
    expect_proofs((ReferenceNumber)KNOWN(UNPROVEN, ""), "unproven (FLINT, 128 bits)",
                  "2 of 3 unproven, 1 undefined (f jumps here) (FLINT, 128 bits)",
                  "1 of 2 exact, 1 unproven (FLINT, 128 bits)");
    expect_proofs((ReferenceNumber)KNOWN(UNDECIDED, ""), "undecided",
                  "2 of 3 undecided, 1 undefined (f jumps here)",
                  "1 of 2 exact, 1 undecided (FLINT, 128 bits)");
    ReferenceNumber undefined = KNOWN(UNDEFINED, ""), exact = {REFERENCE_PROVEN, .exact = true};
    ReferenceNumber proven = KNOWN(PROVEN, "0.3");
    expect_proof(&undefined, 1, "undefined (f jumps here)");
    expect_proof((ReferenceNumber[]){undefined, exact}, 2,
                 "1 of 2 exact, 1 undefined (f jumps here) (FLINT, 128 bits)");
    expect_proof(&exact, 1, "exact (FLINT, 128 bits)");
    expect_proof((ReferenceNumber[]){exact, proven}, 2, "proven to 21 digits (FLINT, 128 bits)");
    expect_proof((ReferenceNumber[]){proven, undefined}, 2,
                 "1 of 2 proven to 21 digits, 1 undefined (f jumps here) (FLINT, 128 bits)");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("comparison words");
    TCase *words = suite_case(suite, "reference");
    tcase_add_test(words, figures);
    tcase_add_test(words, two_sides);
    tcase_add_test(words, proofs);
    return suite_run(suite);
}

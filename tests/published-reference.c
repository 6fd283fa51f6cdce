/* The reference against derivatives from handbooks and papers (published.def): it must prove every
 * one of them, to 20 digits. Skipped where it is not built. */
#include "adcalc.h"
#include "support/files.h"
#include "support/posed.h"
#include "support/published.h"
#include "support/rules.h"
#include "support/suite.h"
#include "support/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SKIPPED = 77 };

static Reference reference;

/* Whether two numbers agree to 20 digits; of zeros, whether the other is proven to be one or
 * smaller than 1e-300. */
static bool agree(const ReferenceValue *truth, const ReferenceNumber *found) {
    ReferenceValue other;
    if (!accuracy_read(&other, found->decimal, found->exact))
        return false;
    if (truth->zero || other.zero || found->status == REFERENCE_BELOW) {
        return truth->zero &&
               (other.zero || (found->status == REFERENCE_BELOW && fabs(other.nearest) < 1e-300));
    }
    /* The nearest doubles are the same or neighbours, so their difference is exact. */
    double difference = truth->nearest - other.nearest +
                        (truth->rest * truth->spacing - other.rest * other.spacing);
    return found->status == REFERENCE_PROVEN && (found->exact || found->digits >= 20) &&
           fabs(difference) <= 1e-20 * fabs(truth->nearest);
}

START_TEST(the_reference_proves_what_is_published) {
    size_t values = 0, wrong = 0;
    uint32_t bits = 0;
    begin_rules();
    for (size_t i = 0; i < published_count; i++) {
        static Posed traced;
        const Published *row = &published[i];
        ReferenceValue truths[PUBLISHED_VARIABLES];
        ReferenceAnswer answer;
        uint32_t count = published_trace(row, &rules, &traced, truths);
        ck_assert_msg(referee_answers(&reference, &traced.problem, &answer), "%s: no reference: %s",
                      row->id, words(&answer.missing));
        ck_assert_uint_eq(answer.count, count);
        for (uint32_t k = 0; k < count; k++, values++) {
            const ReferenceNumber *found = &answer.gradient[k];
            if (!agree(&truths[k], found)) {
                printf("%s (%s): the reference says d/d%s of %s at %s is %s (status %d) %s\n",
                       row->id, row->source, traced.variables[k].name, row->program, row->at,
                       found->decimal, (int)found->status, words(found->why));
                wrong++;
            }
        }
        bits = answer.bits > bits ? answer.bits : bits;
        reference_answer_free(&answer);
        posed_free(&traced);
    }
    end_rules();
    printf("%zu functions, %zu derivatives, %u bits at most\n", published_count, values,
           (unsigned)bits);
    ck_assert_msg(wrong == 0, "%zu answers are wrong", wrong);
    ck_assert_uint_ge(values, 300);
}
END_TEST

START_TEST(what_differs_is_noticed) {
    ReferenceValue truth;
    ck_assert(accuracy_read(&truth, "0.33333333333333333333333333333333", false));
    ReferenceNumber found = {.status = REFERENCE_PROVEN, .bits = 128, .digits = 25};
    found.decimal = "0.3333333333333333333333333";
    ck_assert(agree(&truth, &found));
    found.decimal = "0.3333333333333333333433333";
    ck_assert(!agree(&truth, &found));
    found.decimal = "-0.3333333333333333333333333";
    ck_assert(!agree(&truth, &found));
    found.decimal = "0";
    ck_assert(!agree(&truth, &found));
    found.decimal = "0.3333333333333333333333333";
    found.status = REFERENCE_UNPROVEN;
    ck_assert(!agree(&truth, &found));
    found.decimal = "";
    ck_assert(!agree(&truth, &found));
    ck_assert(accuracy_read(&truth, "0", false));
    found = (ReferenceNumber){.status = REFERENCE_PROVEN, .digits = 25, .decimal = "1e-40"};
    ck_assert(!agree(&truth, &found));
    found.decimal = "0";
    ck_assert(agree(&truth, &found));
    found = (ReferenceNumber){.status = REFERENCE_BELOW, .decimal = "1e-2000"};
    ck_assert(agree(&truth, &found));
}
END_TEST

/* Whether there is a reference to ask. One that was built and is not found is no reason to skip. */
static bool there_is_one(void) {
#ifdef HAVE_REFEREE
    return true;
#else
    return false;
#endif
}

int main(void) {
    if (!there_is_one()) {
        puts("skipped: the reference is not built, there was no FLINT");
        return SKIPPED;
    }
    reference = (Reference){.beside = build_directory()};
    Suite *suite = suite_create("published-reference");
    TCase *cases = suite_case(suite, "derivatives");
    tcase_add_test(cases, what_differs_is_noticed);
    tcase_add_test(cases, the_reference_proves_what_is_published);
    int failed = suite_run(suite);
    reference_close(&reference);
    return failed;
}

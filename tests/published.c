/* Symbolic, forward and reverse against derivatives from handbooks and papers (published.def).
 *
 * A right answer is off by rounding alone. How much that may be is told by the textbook's formula
 * of the derivative, the one the symbolic method starts from before it simplifies: 16 times its
 * running error bound, or 1e-13 of the truth where that is more. The bound has nothing to do with
 * the truth, and a test of the test tells wrong truths from right ones. */
#include "support/published.h"
#include "adcalc.h"
#include "support/conditioning.h"
#include "support/rules.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the textbook's formula for the derivative by variable i may be off by. */
static double rounding_error(ConditionNumbers *conditioning, Posed *traced, uint32_t i) {
    const Problem *problem = &traced->problem;
    NodeId formula = derivative(&rules, traced->problem.graph, problem->root, i);
    conditioning_values(conditioning, traced->problem.graph, problem->point);
    return DBL_EPSILON * conditioning_adjoints(conditioning, traced->problem.graph, formula, false);
}

static double allowed_error(const ReferenceValue *truth, double rounding) {
    return fmax(1e-13 * fabs(truth->nearest), 16.0 * rounding);
}

typedef struct Counts {
    bool quiet; /* wrong answers are what is wanted */
    size_t values, ill_conditioned;
    double worst; /* of relative errors where well conditioned */
    const char *worst_id;
} Counts;

/* Counts the answers of one row that are not right, and says which. */
static size_t wrong_answers(const Published *row, Counts *counts) {
    static Posed traced;
    ReferenceValue truths[PUBLISHED_VARIABLES];
    ConditionNumbers conditioning = {0};
    uint32_t count = published_trace(row, &rules, &traced, truths);
    double allowed[PUBLISHED_VARIABLES];
    size_t wrong = 0;
    for (uint32_t i = 0; i < count; i++) {
        double rounding = rounding_error(&conditioning, &traced, i);
        ck_assert_msg(isfinite(rounding), "%s: nothing can be said of it", row->id);
        allowed[i] = allowed_error(&truths[i], rounding);
        counts->values++;
        counts->ill_conditioned += allowed[i] > 1e-13 * fabs(truths[i].nearest);
    }
    for (MethodId id = METHOD_SYMBOLIC; id <= METHOD_REVERSE; id++) {
        const MethodRow *way = &method_table[id];
        Method *method = way->prepare(&traced.problem, &(MethodOptions){0});
        ck_assert_msg(method, "%s cannot do %s", way->name, row->id);
        double value, gradient[PUBLISHED_VARIABLES];
        method_evaluate(method, &value, gradient);
        for (uint32_t i = 0; i < count; i++) {
            Accuracy accuracy = accuracy_of(gradient[i], &truths[i]);
            if (!(accuracy.absolute <= allowed[i])) {
                wrong++;
                if (!counts->quiet) {
                    printf(
                        "%s (%s): %s says d/d%s of %s at %s is %.17g, off by %.3g (%.3g allowed)\n",
                        row->id, row->source, way->name, traced.variables[i].name, row->program,
                        row->at, gradient[i], accuracy.absolute, allowed[i]);
                }
            } else if (isfinite(accuracy.relative) && accuracy.relative > counts->worst &&
                       allowed[i] <= 1e-13 * fabs(truths[i].nearest)) {
                counts->worst = accuracy.relative;
                counts->worst_id = row->id;
            }
        }
        method->way->release(method);
    }
    conditioning_free(&conditioning);
    posed_free(&traced);
    return wrong;
}

START_TEST(all_methods_find_what_is_published) {
    Counts counts = {.worst_id = "none"};
    size_t wrong = 0;
    begin_rules();
    for (size_t i = 0; i < published_count; i++)
        wrong += wrong_answers(&published[i], &counts);
    end_rules();
    printf(
        "%zu functions, %zu derivatives; more than 1e-13 is allowed for %zu of them, of the others "
        "the worst answer is off by %.2g (%s)\n",
        published_count, counts.values, counts.ill_conditioned, counts.worst, counts.worst_id);
    ck_assert_msg(wrong == 0, "%zu answers are wrong", wrong);
    ck_assert_uint_ge(counts.values, 300);
    ck_assert_uint_le(counts.ill_conditioned, counts.values / 4);
}
END_TEST

START_TEST(rows_have_names_of_their_own) {
    for (size_t i = 0; i < published_count; i++) {
        ck_assert_str_ne(published[i].source, "");
        for (size_t k = 0; k < i; k++)
            ck_assert_str_ne(published[i].id, published[k].id);
    }
}
END_TEST

static const Published altered[] = {
    {"right", "A&S 4.3.105", "sin(x)", "x=0.5", {"0.87758256189037271611628158260383"}},
    {"13th digit", "", "sin(x)", "x=0.5", {"0.87758256189047271611628158260383"}},
    {"sign", "", "sin(x)", "x=0.5", {"-0.87758256189037271611628158260383"}},
    {"not zero", "", "x^2", "x=0", {"1e-300"}},
    {"zero", "", "x^2", "x=1e-300", {"0"}},
    {"variables exchanged", "", "x^2*y", "x=3,y=2", {"9", "12"}},
    {"ill-conditioned", "", "(x+1e8)^2-1e16", "x=0.5", {"200000001.1"}},
};

START_TEST(what_is_wrong_is_noticed) {
    Counts counts = {.quiet = true};
    begin_rules();
    ck_assert_uint_eq(wrong_answers(&altered[0], &counts), 0);
    for (size_t i = 1; i < LENGTH(altered); i++)
        ck_assert_msg(wrong_answers(&altered[i], &counts) >= 3, "not noticed: %s", altered[i].id);
    end_rules();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("published");
    TCase *cases = suite_case(suite, "derivatives");
    tcase_add_test(cases, what_is_wrong_is_noticed);
    tcase_add_test(cases, rows_have_names_of_their_own);
    tcase_add_test(cases, all_methods_find_what_is_published);
    return suite_run(suite);
}

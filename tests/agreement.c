/* The methods against each other, on many random smooth functions of x and y.
 *
 * Nothing here knows the truth. What is known is how far apart right answers may be: forward and
 * reverse multiply and add the same partial derivatives in different orders, so they agree to a few
 * units in the last place of the sum of all contributions without their signs. The formulas of the
 * symbolic method are other functions of the point, so each is as uncertain as the sum, over its
 * nodes, of how much the result depends on the node times the node's own rounding error (a
 * first-order running error bound: J. H. Wilkinson, Rounding Errors in Algebraic Processes, 1963).
 *
 * ADCALC_COUNT functions are tried, 10,000 unless told; ADCALC_SEED begins elsewhere. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/conditioning.h"
#include "support/graph.h"
#include "support/posed.h"
#include "support/random-functions.h"
#include "support/rules.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VARIABLES = RANDOM_VARIABLES };

static const Variable variables[VARIABLES] = {{"x", 0}, {"y", 1}};

/* Check notes every assertion in a file, which would take most of the time: these only when they
 * fail. */
#define REQUIRE_MSG(condition, ...)                                                                \
    do {                                                                                           \
        if (!(condition))                                                                          \
            ck_abort_msg(__VA_ARGS__);                                                             \
    } while (0)
#define REQUIRE(condition) REQUIRE_MSG(condition, "%s", #condition)

/* ---- the comparison -------------------------------------------------------------------------- */

typedef struct Counts {
    long functions, in_range, first_order, kinds_in_range, kinds_elsewhere, not_simplified;
} Counts;

static Counts counts;
static ConditionNumbers conditioning;

static const char *text_of(NodeId root) {
    static Text text;
    text_clear(&text);
    infix_print(&graph, variables, root, 2000, &text);
    return text_string(&text);
}

static void one_function(void) {
    graph_clear(&graph);
    conditioning_clear(&conditioning);
    double point[VARIABLES] = {random_coordinate(), random_coordinate()};
    NodeId root = random_function(&graph);
    Problem problem = {.tapes = graph_tapes(root, VARIABLES),
                       .graph = &graph,
                       .rules = &rules,
                       .root = root,
                       .variables = variables,
                       .variable_count = VARIABLES,
                       .components = VARIABLES,
                       .point = point,
                       .derivatives = first_derivatives(),
                       .derivative_count = VARIABLES};
    double value[METHOD_COUNT], gradient[METHOD_COUNT][VARIABLES];
    NodeId formulas[VARIABLES], raw[VARIABLES];
    bool plain = false;
    for (MethodId id = 0; id < METHOD_NUMERIC; id++) {
        Method *method = method_table[id].prepare(&problem, &(MethodOptions){0});
        REQUIRE_MSG(method, "%s cannot do %s", method_table[id].name, text_of(root));
        method_evaluate(method, &value[id], gradient[id]);
        if (method->formulas) {
            memcpy(formulas, method->formulas, sizeof formulas);
            plain = method->scheme.code != SAID_NOTHING;
        }
        method->way->release(method);
    }
    counts.functions++;
    counts.not_simplified += plain;
    REQUIRE_MSG(memcmp(&value[METHOD_FORWARD], &value[METHOD_REVERSE], sizeof *value) == 0 &&
                    memcmp(&value[METHOD_FORWARD], &value[METHOD_SYMBOLIC], sizeof *value) == 0,
                "%s at %.17g, %.17g: the methods do not even agree on its value", text_of(root),
                point[0], point[1]);
    for (uint32_t i = 0; i < VARIABLES; i++) {
        raw[i] = derivative(&rules, &graph, root, i);
        formulas[i] = plain ? raw[i] : formulas[i];
    }
    conditioning_values(&conditioning, &graph, point);
    conditioning.in_range = isfinite(value[METHOD_FORWARD]);
    conditioning_adjoints(&conditioning, &graph, root, true);
    double contributions[VARIABLES] = {0.0};
    for (uint32_t i = 0; i < VARIABLES; i++)
        contributions[i] = conditioning.adjoints.items[graph_variable(&graph, i, (Span){0, 0})];
    for (uint32_t i = 0; i < VARIABLES; i++) {
        double uncertain = conditioning_adjoints(&conditioning, &graph, raw[i], false) +
                           conditioning_adjoints(&conditioning, &graph, formulas[i], false);
        double forward = gradient[METHOD_FORWARD][i], reverse = gradient[METHOD_REVERSE][i];
        double symbolic = gradient[METHOD_SYMBOLIC][i];
        bool same = method_same_kind(forward, reverse) && method_same_kind(reverse, symbolic);
        if (!conditioning.in_range) {
            counts.kinds_elsewhere += !same;
            continue;
        }
        counts.in_range++;
        counts.kinds_in_range += !same;
        if (!same || !isfinite(forward))
            continue;
        double allowed = 16.0 * DBL_EPSILON * contributions[i];
        REQUIRE_MSG(fabs(forward - reverse) <= allowed,
                    "d/d%s of %s at %.17g, %.17g: forward %.17g, reverse %.17g, allowed %g",
                    variables[i].name, text_of(root), point[0], point[1], forward, reverse,
                    allowed);
        if (!conditioning_first_order(&conditioning, &graph, raw[i]) ||
            !conditioning_first_order(&conditioning, &graph, formulas[i]))
            continue;
        counts.first_order++;
        allowed += DBL_EPSILON * uncertain;
        REQUIRE_MSG(fabs(symbolic - reverse) <= allowed,
                    "d/d%s of %s at %.17g, %.17g: symbolic %.17g, reverse %.17g, allowed %g",
                    variables[i].name, text_of(root), point[0], point[1], symbolic, reverse,
                    allowed);
    }
}

START_TEST(methods_agree) {
    uint64_t count = cases_to_try(10000);
    random_begin(setting("ADCALC_SEED", 1));
    begin_rules();
    begin_graph();
    for (uint64_t i = 0; i < count; i++)
        one_function();
    printf("%ld functions, %ld derivatives in range (%ld compared with symbolic), %ld of them of "
           "different kinds; elsewhere %ld; symbolic not simplified %ld times\n",
           counts.functions, counts.in_range, counts.first_order, counts.kinds_in_range,
           counts.kinds_elsewhere, counts.not_simplified);
    ck_assert_msg(counts.in_range > counts.functions / 2, "too few functions are in range");
    ck_assert_msg(counts.first_order > counts.in_range / 2, "too few formulas can be compared");
    ck_assert_msg(counts.kinds_in_range <= counts.in_range / 100, "too many differ in kind");
    conditioning_free(&conditioning);
    end_graph();
    end_rules();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("agreement");
    TCase *cases = suite_case(suite, "random functions");
    tcase_set_timeout(cases, 0);
    tcase_add_test(cases, methods_agree);
    return suite_run(suite);
}

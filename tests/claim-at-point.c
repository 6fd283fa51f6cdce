/* Verification: how much rounding may hide before a claim that looks right is one of which nothing
 * is known. */
#include "adcalc.h"

#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"

#include <math.h>
#include <string.h>

static NodeId number(Graph *graph, double value) {
    return graph_constant(graph, value, (Span){0, 0});
}

static double cell(const ReportTable *table, const char *key) {
    for (uint32_t i = 0; i < table->columns.count; i++)
        if (table->columns.items[i].key && !strcmp(table->columns.items[i].key, key))
            return table->cells.items[i].number;
    ck_abort_msg("no %s", key);
    return NAN;
}

/* What rounding may do to the derivative of f and to a claim, of one variable. */
static double both_bounds(const Request *request) {
    const Problem *problem = &request->problem;
    Rounding function = {0}, formula = {0};
    Bounded value, slope, said;
    Tapes tapes;
    ck_assert(tapes_of_nodes(&tapes, problem->graph, &request->claims->formula, 1, 1));
    rounding_begin(&function, problem->tapes);
    rounding_begin(&formula, &tapes);
    ck_assert(rounding_gradient(&function, problem->point, &value, &slope));
    ck_assert(rounding_value(&formula, problem->point, &said));
    rounding_free(&function);
    rounding_free(&formula);
    tapes_free(&tapes);
    return slope.error + said.error;
}

/* How far the two may be apart, what rounding may do to them, and how many points (of one) agree,
 * are zero or unclear. */
typedef struct Blurred {
    double bound, rounding, agree, zero, unclear;
} Blurred;

/* (x - middle)^2 + above, against its derivative + large - large, at x. */
static Blurred check_blurred(double x, double middle, double above, double large) {
    static const Variable variables[] = {{"x", 0}};
    static const uint8_t has_value[] = {1};
    Range range = {x, x};
    Diag diag = {0};
    Graph graph;
    Arena arena = {0};
    ck_assert(graph_begin(&graph, &diag));
    NodeId from = graph_binary(&graph, OP_SUB, graph_variable(&graph, 0, (Span){0, 0}),
                               number(&graph, middle));
    NodeId slope = graph_binary(&graph, OP_MUL, number(&graph, 2.0), from),
           much = number(&graph, large);
    Claim claim = {
        .variable = 0,
        .formula = graph_binary(&graph, OP_SUB, graph_binary(&graph, OP_ADD, slope, much), much),
        .text = ""};
    ViewOptions options = {.seed = 1};
    const ReportStyle style = {0};
    NodeId root = graph_binary(&graph, OP_ADD, graph_power(&graph, from, 2), number(&graph, above));
    Tapes tapes;
    ck_assert(tapes_of_nodes(&tapes, &graph, &root, 1, 1));
    Request request = {.problem = {.tapes = &tapes,
                                   .graph = &graph,
                                   .root = root,
                                   .rules = &rules,
                                   .variables = variables,
                                   .variable_count = 1,
                                   .components = 1,
                                   .point = &x,
                                   .derivatives = first_derivatives(),
                                   .derivative_count = 1},
                       .expression = "",
                       .diag = &diag,
                       .options = &options,
                       .style = &style,
                       .arena = &arena,
                       .claims = &claim,
                       .claim_count = 1,
                       .has_value = has_value,
                       .ranges = &range};
    Report report = {.view = "check", .arena = &arena};
    bool undefined = false;
    ck_assert(check_run(&request, &report, &undefined));
    const ReportTable *table = report.tables.items;
    Blurred blurred = {cell(table, "worst.allowed"), both_bounds(&request),
                       cell(table, "points.agree"), cell(table, "points.zero"),
                       cell(table, "points.unclear")};
    ck_assert_double_eq(blurred.agree + blurred.zero + blurred.unclear, 1.0);
    arena_free(&arena);
    tapes_free(&tapes);
    graph_free(&graph);
    diag_free(&diag);
    return blurred;
}

/* The manual says: four times both bounds may lie between them, and where these are more than a
 * millionth of the derivative the point says nothing. One that is 0 is measured by f over x, as far
 * as x is more than 1. */
START_TEST(a_millionth_is_all_that_may_be_hidden) {
    int clear = 0, unclear = 0;
    for (double large = 1e7; large < 1e13; large *= 1.02) {
        Blurred slope = check_blurred(3.0, 2.0, 0.0, large);
        Blurred zeros[] = {check_blurred(4.0, 4.0, 3.0, large),
                           check_blurred(0.25, 0.25, 3.0, large)};
        ck_assert_double_eq(slope.zero, 0.0);
        ck_assert_double_eq_tol(slope.bound, 4.0 * slope.rounding, 1e-12 * slope.bound);
        ck_assert_msg((slope.agree == 1.0) == (slope.bound <= 1e-6 * 2.0), "%g: %g", large,
                      slope.bound);
        for (int i = 0; i < 2; i++) {
            double millionth = 1e-6 * (i ? 3.0 : 3.0 / 4.0);
            ck_assert_double_eq(zeros[i].agree, 0.0);
            ck_assert_msg((zeros[i].zero == 1.0) == (zeros[i].bound <= millionth), "%g: %g", large,
                          zeros[i].bound);
        }
        clear += slope.agree == 1.0;
        unclear += zeros[0].unclear == 1.0;
    }
    ck_assert_int_gt(clear, 50);
    ck_assert_int_gt(unclear, 50);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("judge");
    TCase *cases = suite_case(suite, "verdicts");
    tcase_add_checked_fixture(cases, begin_rules, end_rules);
    tcase_add_test(cases, a_millionth_is_all_that_may_be_hidden);
    return suite_run(suite);
}

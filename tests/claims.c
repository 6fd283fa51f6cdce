/* Claims: what `check` says of derivatives that are right but written differently,
 * and of wrong ones.
 *
 * Right ones are derivatives by the rules, simplified or not, rewritten at random by identities
 * that change how they round and not what they are. Wrong ones are then changed once: a constant by
 * 3e-6 of itself, a sign, an exponent, a function, a term or factor dropped. Whether a change
 * matters is decided here, by values at random points; those that do must be called wrong, and no
 * right one may be.
 *
 * The functions are those of published.def, around their points, and random ones between -2 and 2.
 * ADCALC_COUNT random functions are tried, 150 unless told and at least; ADCALC_SEED begins
 * elsewhere. Without the referee doubles decide alone, so most is done without it. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/files.h"
#include "support/nodes.h"
#include "support/published.h"
#include "support/rules.h"
#include "support/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- chance ---- */

/* ---- rewriting ---- */

static NodeId number(Graph *graph, double value) {
    return graph_constant(graph, value, (Span){0, 0});
}
static NodeId add(Graph *graph, NodeId a, NodeId b) {
    return graph_binary(graph, OP_ADD, a, b);
}
static NodeId multiply(Graph *graph, NodeId a, NodeId b) {
    return graph_binary(graph, OP_MUL, a, b);
}
static NodeId apply(Graph *graph, const Node *node, const NodeId *arguments, uint32_t count) {
    return graph_apply(graph, (OpId)node->op, node->integer, arguments, count, (Span){0, 0});
}

/* sin^2 + cos^2 of a variable. */
static NodeId one(Graph *graph) {
    NodeId x = graph_variable(graph, 0, (Span){0, 0});
    return add(graph, graph_power(graph, graph_unary(graph, OP_SIN, x), 2),
               graph_power(graph, graph_unary(graph, OP_COS, x), 2));
}

static NodeId other_power(Graph *graph, NodeId base, int32_t n) {
    NodeId one_more = number(graph, 1.0);
    if (n < 0)
        return graph_binary(graph, OP_DIV, one_more, graph_power(graph, base, -n));
    if (n == 2 && graph_op(graph, base) == OP_ADD) {
        NodeId a = graph_node(graph, base)->as.arg[0], b = graph_node(graph, base)->as.arg[1];
        NodeId mixed = multiply(graph, number(graph, 2.0), multiply(graph, a, b));
        return add(graph, add(graph, graph_power(graph, a, 2), mixed), graph_power(graph, b, 2));
    }
    return n >= 2 && n < 20 ? multiply(graph, base, graph_power(graph, base, n - 1))
                            : graph_power(graph, base, n);
}

static NodeId other_product(Graph *graph, NodeId a, NodeId b) {
    OpId op = graph_op(graph, a);
    if (op == OP_ADD || op == OP_SUB) { /* expanded */
        NodeId c = graph_node(graph, a)->as.arg[0], d = graph_node(graph, a)->as.arg[1];
        return graph_binary(graph, op, multiply(graph, c, b), multiply(graph, d, b));
    }
    if (random_below(4) == 0) { /* a quarter of the difference of two squares */
        NodeId sum = add(graph, a, b), difference = graph_binary(graph, OP_SUB, a, b);
        return multiply(graph, number(graph, 0.25),
                        graph_binary(graph, OP_SUB, graph_power(graph, sum, 2),
                                     graph_power(graph, difference, 2)));
    }
    return multiply(graph, b, a);
}

/* Trigonometric and other identities; the function itself where there is none. */
static NodeId other_function(Graph *graph, OpId op, NodeId a, NodeId same) {
    NodeId two = number(graph, 2.0), half = graph_binary(graph, OP_DIV, a, two);
    switch ((int)op) {
    case OP_NEG:
        return multiply(graph, number(graph, -1.0), a);
    case OP_SIN:
        return multiply(
            graph, two,
            multiply(graph, graph_unary(graph, OP_SIN, half), graph_unary(graph, OP_COS, half)));
    case OP_COS:
        return graph_binary(graph, OP_SUB, graph_power(graph, graph_unary(graph, OP_COS, half), 2),
                            graph_power(graph, graph_unary(graph, OP_SIN, half), 2));
    case OP_TAN:
        return graph_binary(graph, OP_DIV, graph_unary(graph, OP_SIN, a),
                            graph_unary(graph, OP_COS, a));
    case OP_COSH:
    case OP_SINH:
        return graph_binary(graph, OP_DIV,
                            graph_binary(graph, op == OP_COSH ? OP_ADD : OP_SUB,
                                         graph_unary(graph, OP_EXP, a),
                                         graph_unary(graph, OP_EXP, graph_unary(graph, OP_NEG, a))),
                            two);
    case OP_EXP:
        return graph_power(graph, graph_unary(graph, OP_EXP, half), 2);
    case OP_LOG:
        return multiply(graph, two, graph_unary(graph, OP_LOG, graph_unary(graph, OP_SQRT, a)));
    case OP_SQRT:
        return graph_binary(graph, OP_POW, a, number(graph, 0.5));
    case OP_SIGMOID:
        return graph_binary(graph, OP_DIV, number(graph, 1.0),
                            add(graph, number(graph, 1.0),
                                graph_unary(graph, OP_EXP, graph_unary(graph, OP_NEG, a))));
    default:
        return same;
    }
}

static NodeId rewrite(Graph *graph, NodeId id) {
    Node node = *graph_node(graph, id);
    NodeId a = node.as.arg[0], b = node.as.arg[1];
    switch (node.op) {
    case OP_CONSTANT:
    case OP_VARIABLE:
    case OP_SELECT:
    case OP_WHERE:
        return id;
    case OP_ADD:
        return add(graph, b, a);
    case OP_SUB:
        return graph_unary(graph, OP_NEG, graph_binary(graph, OP_SUB, b, a));
    case OP_MUL:
        return other_product(graph, a, b);
    case OP_DIV:
        return multiply(graph, a, graph_power(graph, b, -1));
    case OP_POWI:
        return other_power(graph, a, node.integer);
    default:
        break;
    }
    if (op_table[node.op].form == OP_UNARY && !op_table[node.op].has_integer)
        return other_function(graph, (OpId)node.op, a, id);
    return random_below(8) == 0 ? multiply(graph, id, one(graph)) : id;
}

/* ---- changing ---- */

/* Something else than the node, in one of the ways people are wrong. */
static NodeId change(Graph *graph, NodeId id) {
    Node node = *graph_node(graph, id);
    NodeId a = node.as.arg[0], b = node.as.arg[1];
    switch (node.op) {
    case OP_CONSTANT: {
        double value = graph_constant_value(graph, id);
        return number(graph, random_below(2) ? -value : value * (1.0 + 3.5e-6));
    }
    case OP_ADD:
    case OP_SUB:
        return random_below(2) ? random_below(2) ? a : b
                               : graph_binary(graph, node.op == OP_ADD ? OP_SUB : OP_ADD, a, b);
    case OP_MUL:
    case OP_DIV:
        return random_below(2) ? a : graph_binary(graph, node.op == OP_MUL ? OP_DIV : OP_MUL, a, b);
    case OP_POWI:
        return random_below(2) ? graph_power(graph, a, node.integer + (random_below(2) ? 1 : -1))
                               : multiply(graph, number(graph, 1.0 - 3.5e-6), id);
    case OP_NEG:
        return a;
    case OP_SIN:
        return graph_unary(graph, OP_COS, a);
    case OP_COS:
        return graph_unary(graph, OP_SIN, a);
    default:
        return multiply(graph, number(graph, 1.0 + 3.5e-6), id);
    }
}

/* ---- formulas ---- */

/* The formula made anew from the leaves, a part of its nodes rewritten,
 * and node number `changed` among those that it needs changed. */
static NodeId remake(Graph *graph, NodeId root, uint32_t one_in, uint32_t changed) {
    uint8_t *marks = malloc(graph->nodes.count);
    NodeId *made = calloc((size_t)root + 1, sizeof *made);
    ck_assert(marks && made);
    graph_reach(graph, &root, 1, marks);
    uint32_t place = 0;
    for (NodeId id = 1; id <= root; id++) {
        if (!marks[id])
            continue;
        Node node = *graph_node(graph, id);
        uint32_t count;
        const NodeId *list = graph_arguments(graph, id, &count);
        NodeId *arguments = malloc((count + 1) * sizeof *arguments);
        ck_assert_ptr_nonnull(arguments);
        for (uint32_t i = 0; i < count; i++)
            arguments[i] = made[list[i]];
        made[id] = count ? apply(graph, &node, arguments, count) : id;
        if (one_in && random_below(one_in) == 0)
            made[id] = rewrite(graph, made[id]);
        if (place++ == changed)
            made[id] = change(graph, made[id]);
        free(arguments);
    }
    NodeId result = made[root];
    free(made);
    free(marks);
    return result;
}

static uint32_t node_count(const Graph *graph, NodeId root) {
    uint8_t *marks = malloc(graph->nodes.count);
    uint32_t count = 0;
    ck_assert_ptr_nonnull(marks);
    graph_reach(graph, &root, 1, marks);
    for (NodeId id = 1; id <= root; id++)
        count += marks[id];
    free(marks);
    return count;
}

/* ---- one case ---- */

typedef struct Case {
    Problem problem;
    uint32_t variable;
    Range *ranges;
    const char *what;
} Case;

static double value_at(const Case *test, NodeId root, const double *point) {
    Evaluator evaluator;
    ck_assert(
        evaluator_of_nodes(&evaluator, test->problem.graph, &root, 1, test->problem.components));
    const Run *run = evaluator_at(&evaluator, point);
    ck_assert_ptr_nonnull(run);
    double value = run_output(run, 0);
    evaluator_end(&evaluator);
    return value;
}

/* Whether two formulas differ by more than 3e-6 of themselves, and more than rounding does,
 * at most of the points where they are numbers. */
static bool differ(const Case *test, NodeId a, NodeId b) {
    enum { TRIED = 40 };
    double point[POSED_VARIABLES];
    uint32_t met = 0, apart = 0;
    for (uint32_t i = 0; i < TRIED; i++) {
        for (uint32_t v = 0; v < test->problem.components; v++)
            point[v] = random_between(test->ranges[v].low, test->ranges[v].high);
        double x = value_at(test, a, point), y = value_at(test, b, point);
        double value = value_at(test, test->problem.root, point);
        if (!isfinite(x) || !isfinite(y) || !isfinite(value))
            continue;
        met++;
        apart += fabs(x - y) > fmax(3e-6 * fmax(fabs(x), fabs(y)), 1e-10 * fabs(value));
    }
    return met >= 5 && 2 * apart > met;
}

/* What is said of one claim, as a table or, quietly, its verdict alone. */
static void check(const Case *test, NodeId formula, Reference *reference, bool quiet, Text *out) {
    static const uint8_t has_value[POSED_VARIABLES] = {0};
    Arena arena = {0};
    Claim claim = {.variable = test->variable, .formula = formula, .text = ""};
    ViewOptions options = {.quiet = quiet, .seed = 1, .points = 80};
    Request request = {.problem = test->problem,
                       .expression = "",
                       .diag = test->problem.graph->diag,
                       .options = &options,
                       .reference = reference,
                       .arena = &arena,
                       .claims = &claim,
                       .claim_count = 1,
                       .has_value = has_value,
                       .ranges = test->ranges};
    Report report = {.view = "check", .arena = &arena, .bare = quiet};
    Text left = {0};
    bool undefined = false;
    ck_assert_msg(check_run(&request, &report, &undefined), "%s cannot be checked", test->what);
    report_write(&report, writer_table, &(ReportStyle){0}, &left, out);
    text_free(&left);
    if (quiet)
        ck_assert_int_eq(undefined, strcmp(text_string(out), "ok\n") != 0);
    arena_free(&arena);
}

static bool is_verdict(const Text *text, const char *verdict) {
    size_t length = strlen(verdict);
    return text->length == length + 1 && !strncmp(text_string(text), verdict, length);
}

typedef struct Counts {
    uint32_t right, held;  /* right claims, and those called ok */
    uint32_t wrong, found; /* wrong claims, and those called wrong */
    uint32_t unlike;       /* changes that did not matter */
    uint32_t mistaken;     /* right ones called wrong, wrong ones called ok */
} Counts;

static void say(const Case *test, NodeId formula, const char *claim, Reference *reference) {
    Text text = {0};
    text_format(&text, "%s: d/d%s, %s, is not: ", test->what,
                problem_name(&test->problem, test->variable), claim);
    printf("%s", text_string(&text));
    text_clear(&text);
    infix_print(test->problem.graph, test->problem.variables, formula, 600, &text);
    text_put(&text, "\n");
    check(test, formula, reference, false, &text);
    printf("%s\n", text_string(&text));
    text_free(&text);
}

static void check_right(const Case *test, NodeId formula, Reference *reference, Counts *counts) {
    Text verdict = {0};
    check(test, formula, reference, true, &verdict);
    counts->right++;
    counts->held += is_verdict(&verdict, "ok");
    if (is_verdict(&verdict, "wrong")) {
        counts->mistaken++;
        say(test, formula, "right", reference);
    }
    text_free(&verdict);
}

static void check_wrong(const Case *test, NodeId right, NodeId wrong, Reference *reference,
                        Counts *counts) {
    Text verdict = {0};
    if (!differ(test, right, wrong)) {
        counts->unlike++;
        return;
    }
    check(test, wrong, reference, true, &verdict);
    counts->wrong++;
    counts->found += is_verdict(&verdict, "wrong");
    if (is_verdict(&verdict, "ok")) {
        counts->mistaken++;
        say(test, wrong, "wrong", reference);
    }
    text_free(&verdict);
}

/* A function's derivative by one variable: as it is, rewritten, and changed. */
static void check_function(Case *test, Reference *reference, Counts *counts) {
    Graph *graph = test->problem.graph;
    NodeId raw = derivative(test->problem.rules, graph, test->problem.root, test->variable);
    NodeId simple = raw;
    NodeList provisos = {0};
    ck_assert(simplify(graph, &simple, 1, &provisos));
    array_free(&provisos);
    NodeId right = remake(graph, random_below(2) ? raw : simple, 2, UINT32_MAX);
    check_right(test, random_below(2) ? raw : simple, reference, counts);
    check_right(test, right, reference, counts);
    NodeId from = random_below(2) ? right : simple;
    check_wrong(test, from, remake(graph, from, 0, random_below(node_count(graph, from))),
                reference, counts);
}

/* Some functions are defined nowhere, and some formulas lose all digits
 * everywhere; these are few. */
static void report(const char *what, const Counts *counts) {
    printf(
        "%s: %u of %u right claims are ok, %u of %u wrong ones wrong; %u changes did not matter\n",
        what, counts->held, counts->right, counts->found, counts->wrong, counts->unlike);
    fflush(stdout);
    ck_assert_msg(counts->mistaken == 0, "%u verdicts are mistaken", counts->mistaken);
    ck_assert_uint_ge(counts->held, counts->right * 9 / 10);
    ck_assert_uint_ge(counts->found, counts->wrong * 49 / 50);
}

/* ---- functions ---- */

static void check_published(Reference *reference, size_t step, Counts *counts) {
    static Posed traced;
    ReferenceValue truths[PUBLISHED_VARIABLES];
    Range ranges[POSED_VARIABLES];
    for (size_t i = 0; i < published_count; i += step) {
        uint32_t variables = published_trace(&published[i], &rules, &traced, truths);
        for (uint32_t v = 0; v < variables; v++) {
            double x = traced.problem.point[v], far = x == 0.0 ? 0.5 : fabs(x) / 2.0;
            ranges[v] = (Range){x - far, x + far};
        }
        Case test = {traced.problem, random_below(variables), ranges, published[i].program};
        check_function(&test, reference, counts);
        posed_free(&traced);
    }
}

START_TEST(published_functions) {
    Counts counts = {0};
    random_begin(setting("ADCALC_SEED", 1));
    check_published(NULL, 1, &counts);
    report("published", &counts);
    ck_assert_uint_ge(counts.right, 700);
    ck_assert_uint_ge(counts.wrong, 300);
}
END_TEST

static NodeId random_node(Graph *graph, const NodeId *made, uint32_t count) {
    static const OpId unary[] = {OP_NEG,  OP_EXP,  OP_LOG,   OP_SQRT,  OP_SIN,  OP_COS, OP_TAN,
                                 OP_TANH, OP_ATAN, OP_ASINH, OP_EXPM1, OP_CBRT, OP_ABS, OP_SIGMOID};
    static const OpId binary[] = {OP_ADD, OP_SUB, OP_MUL, OP_DIV,  OP_MUL,
                                  OP_ADD, OP_MAX, OP_POW, OP_HYPOT};
    NodeId a = made[count - 1 - random_below(count < 3 ? count : 3)], b = made[random_below(count)];
    uint32_t kind = random_below(10);
    static const int32_t powers[] = {2, 3, 4, -1, -2, 1};
    if (kind == 0)
        return graph_power(graph, a, powers[random_below(LENGTH(powers))]);
    if (kind < 5)
        return graph_unary(graph, unary[random_below(LENGTH(unary))], a);
    return graph_binary(graph, binary[random_below(LENGTH(binary))], a, b);
}

static NodeId random_function(Graph *graph) {
    enum { MOST = 14 };
    NodeId made[MOST];
    uint32_t total = 5 + random_below(MOST - 5), count = 0;
    made[count++] = graph_variable(graph, 0, (Span){0, 0});
    made[count++] = graph_variable(graph, 1, (Span){0, 0});
    made[count++] = number(graph, round(random_between(-5.0, 5.0) * 100.0) / 100.0);
    while (count < total) {
        made[count] = random_node(graph, made, count);
        count++;
    }
    return made[count - 1];
}

static void check_random(Reference *reference, uint64_t count, Counts *counts) {
    static const Variable variables[] = {{"x", 0}, {"y", 1}};
    static const double point[] = {NAN, NAN};
    Range ranges[] = {{-2.0, 2.0}, {-2.0, 2.0}};
    Diag diag = {0};
    Graph graph;
    ck_assert(graph_begin(&graph, &diag));
    for (uint64_t i = 0; i < count; i++) {
        graph_clear(&graph);
        Text text = {0};
        uint32_t variable = random_below(2);
        NodeId root;
        do
            root = random_function(&graph);
        while (graph_op(&graph, derivative(&rules, &graph, root, variable)) == OP_CONSTANT);
        infix_print(&graph, variables, root, 400, &text);
        Tapes tapes;
        ck_assert(tapes_of_nodes(&tapes, &graph, &root, 1, 2));
        Case test = {.problem = {.tapes = &tapes,
                                 .graph = &graph,
                                 .rules = &rules,
                                 .root = root,
                                 .variables = variables,
                                 .variable_count = 2,
                                 .components = 2,
                                 .point = point,
                                 .derivatives = first_derivatives(),
                                 .derivative_count = 2},
                     .variable = variable,
                     .ranges = ranges,
                     .what = text_string(&text)};
        check_function(&test, reference, counts);
        text_free(&text);
        tapes_free(&tapes);
    }
    graph_free(&graph);
    diag_free(&diag);
}

/* Of fewer no share can be asked for. */
static uint64_t enough_cases(void) {
    uint64_t count = cases_to_try(150);
    return count > 150 ? count : 150;
}

START_TEST(random_functions) {
    Counts counts = {0};
    uint64_t count = enough_cases();
    random_begin(setting("ADCALC_SEED", 1) + 1000);
    check_random(NULL, count, &counts);
    report("random", &counts);
    ck_assert_uint_ge(counts.wrong, count / 3);
}
END_TEST

START_TEST(with_the_referee) {
#ifdef HAVE_REFEREE
    Reference reference = {.beside = build_directory()};
    Counts counts = {0};
    random_begin(setting("ADCALC_SEED", 1) + 2000);
    check_published(&reference, 8, &counts);
    check_random(&reference, enough_cases() / 5, &counts);
    report("with the referee", &counts);
    reference_close(&reference);
#endif
}
END_TEST

int main(void) {
    Suite *suite = suite_create("claims");
    TCase *cases = suite_case(suite, "verdicts");
    tcase_set_timeout(cases, 0);
    tcase_add_checked_fixture(cases, begin_rules, end_rules);
    tcase_add_test(cases, published_functions);
    tcase_add_test(cases, random_functions);
    tcase_add_test(cases, with_the_referee);
    return suite_run(suite);
}

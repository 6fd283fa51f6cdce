/* The methods against each other, on many random smooth functions of x and y.
 *
 * Nothing here knows the truth. What is known is how far apart right answers may be: forward and reverse
 * multiply and add the same partial derivatives in different orders, so they agree to a few units in the last
 * place of the sum of all contributions without their signs. The formulas of the symbolic method are other
 * functions of the point, so each is as uncertain as the sum, over its nodes, of how much the result depends on
 * the node times the node's own rounding error (a first-order running error bound: J. H. Wilkinson, Rounding
 * Errors in Algebraic Processes, 1963).
 *
 * ADCALC_COUNT functions are tried, 10,000 unless told; ADCALC_SEED begins elsewhere. */
#include "graph/nary.h"
#include "methods/method.h"
#include "print/infix.h"
#include "tracing/derivative.h"

#include <check.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VARIABLES = 2, MOST_NODES = 24, FEWEST_NODES = 4 };

static const char *const names[VARIABLES] = {"x", "y"};
static const uint32_t wanted[VARIABLES] = {0, 1};

/* Check notes every assertion in a file, which would take most of the time: these only when they fail. */
#define REQUIRE_MSG(condition, ...)                                                                \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            ck_abort_msg(__VA_ARGS__);                                                             \
        }                                                                                          \
    } while (0)
#define REQUIRE(condition) REQUIRE_MSG(condition, "%s", #condition)

/* ---- random functions ---------------------------------------------------------------------------- */

/* G. Marsaglia, Xorshift RNGs, J. Stat. Software 8, 2003. */
static uint64_t random_state;

static double random_uniform(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (double)(random_state >> 11) * 0x1p-53;
}

static uint32_t random_below(size_t limit) {
    return (uint32_t)(random_uniform() * (double)limit);
}

static const OpId unary[] = {OP_NEG,  OP_EXP,  OP_LOG,  OP_SQRT,  OP_SIN,   OP_COS,   OP_TAN,
                             OP_TANH, OP_ATAN, OP_SINH, OP_ASINH, OP_LOG1P, OP_EXPM1, OP_CBRT};
static const OpId binary[] = {OP_ADD, OP_SUB, OP_MUL, OP_DIV,   OP_ADD,
                              OP_MUL, OP_SUB, OP_DIV, OP_HYPOT, OP_POW};

static NodeId random_leaf(Graph *graph) {
    static const double constants[] = {1.0, 2.0, 3.0, 0.5, 10.0, 0.1, -1.0, 1.7};
    double kind = random_uniform();
    if (kind < 0.75) {
        return graph_variable(graph, kind < 0.4 ? 0 : 1, (Span){0, 0});
    }
    return graph_constant(graph, constants[random_below(sizeof constants / sizeof *constants)],
                          (Span){0, 0});
}

/* One more operation on nodes made before, the newest most often, so that much is shared. */
static NodeId random_node(Graph *graph, const NodeId *made, size_t count) {
    size_t recent = count > 4 && random_uniform() < 0.7 ? count - 3 : 0;
    NodeId x = made[recent + random_below(count - recent)], y = made[random_below(count)];
    double kind = random_uniform();
    if (kind < 0.12) {
        static const int powers[] = {2, 3, 4, 5, 8, -1, -2, 1, 0};
        return graph_power(graph, x, powers[random_below(sizeof powers / sizeof *powers)]);
    }
    if (kind < 0.45) {
        return graph_unary(graph, unary[random_below(sizeof unary / sizeof *unary)], x);
    }
    if (random_uniform() < 0.5) {
        NodeId swap = x;
        x = y;
        y = swap;
    }
    return graph_binary(graph, binary[random_below(sizeof binary / sizeof *binary)], x, y);
}

static NodeId random_function(Graph *graph) {
    NodeId made[MOST_NODES];
    size_t total = FEWEST_NODES + random_below(MOST_NODES - FEWEST_NODES), count = 0;
    for (uint32_t i = 0; i < VARIABLES; i++) {
        made[count++] = graph_variable(graph, i, (Span){0, 0});
    }
    while (count < total) {
        made[count] = count < VARIABLES + 2 ? random_leaf(graph) : random_node(graph, made, count);
        count++;
    }
    return made[count - 1];
}

static double random_coordinate(void) {
    static const double special[] = {0.0, 1.0, -1.0, 2.0, 0.5, 3.0};
    double kind = random_uniform(), sign = random_uniform() < 0.4 ? -1.0 : 1.0;
    if (kind < 0.1) {
        return special[random_below(sizeof special / sizeof *special)];
    }
    double decades = kind < 0.8 ? 1.5 : kind < 0.95 ? 8.0 : 150.0;
    return sign * pow(10.0, decades * (2.0 * random_uniform() - 1.0));
}

/* ---- what is allowed ----------------------------------------------------------------------------- */

/* Values of nodes and their adjoints for one result, over the whole graph; grown as it grows. */
typedef struct Sweep {
    ARRAY(double) values;
    ARRAY(double) errors; /* bounds of their rounding errors, carried forward to first order */
    ARRAY(double) adjoints;
    ARRAY(uint8_t) marks;
    bool in_range; /* all numbers that count are 0 or far from the ends of the doubles */
} Sweep;

static bool comfortable(double x) {
    return x == 0.0 || (fabs(x) > 1e-140 && fabs(x) < 1e140);
}

static bool is_choice(OpId op) {
    return op_table[op].form == OP_SELECTING;
}

static void sweep_values(Sweep *sweep, const Graph *graph, const double *point) {
    size_t known = sweep->values.count;
    REQUIRE(array_reserve(&sweep->values, graph->nodes.count - known));
    REQUIRE(array_reserve(&sweep->errors, graph->nodes.count - known));
    for (NodeId id = (NodeId)known; id < graph->nodes.count; id++) {
        double arguments[64], partials[64], value = 0.0, error = 0.0;
        uint32_t count;
        const NodeId *list = graph_arguments(graph, id, &count);
        REQUIRE(count <= 64);
        for (uint32_t i = 0; i < count; i++) {
            arguments[i] = sweep->values.items[list[i]];
        }
        OpId op = graph_op(graph, id);
        if (op == OP_CONSTANT) {
            value = graph_constant_value(graph, id);
        } else if (op == OP_VARIABLE) {
            value = point[graph_node(graph, id)->as.variable];
        } else if (is_choice(op)) {
            value = arguments[arguments[0] != 0.0 ? 1 : 2];
        } else if (op != OP_POISON) {
            int32_t integer = graph_node(graph, id)->integer;
            value = op_value(op, integer, arguments, count);
            error = DBL_EPSILON * fabs(value) * fmin(op_table[op].bound, 8.0);
            op_partials(op, integer, arguments, count, value, partials);
            for (uint32_t i = 0; i < count; i++) {
                double carried = sweep->errors.items[list[i]];
                error += carried > 0.0 ? fabs(partials[i]) * carried : 0.0;
            }
        }
        sweep->values.items[sweep->values.count++] = value;
        sweep->errors.items[sweep->errors.count++] = error;
    }
}

/* Adjoints of `root`, of absolute values if `absolute`. Returns the running error bound of root's value
 * in units of DBL_EPSILON. */
static double sweep_adjoints(Sweep *sweep, const Graph *graph, NodeId root, bool absolute) {
    REQUIRE(array_reserve(&sweep->adjoints, graph->nodes.count));
    memset(sweep->adjoints.items, 0, graph->nodes.count * sizeof *sweep->adjoints.items);
    double *adjoints = sweep->adjoints.items, *values = sweep->values.items, bound = 0.0;
    adjoints[root] = 1.0;
    for (NodeId id = root; id > 0; id--) {
        double adjoint = adjoints[id], arguments[64], partials[64];
        if (adjoint == 0.0) {
            continue;
        }
        uint32_t count;
        const NodeId *list = graph_arguments(graph, id, &count);
        OpId op = graph_op(graph, id);
        sweep->in_range = sweep->in_range && comfortable(adjoint) && comfortable(values[id]);
        if (is_choice(op)) {
            adjoints[list[values[list[0]] != 0.0 ? 1 : 2]] += adjoint;
            continue;
        }
        if (count == 0) {
            continue;
        }
        bound += fabs(adjoint * values[id]) * fmin(op_table[op].bound, 8.0);
        for (uint32_t i = 0; i < count; i++) {
            arguments[i] = values[list[i]];
        }
        op_partials(op, graph_node(graph, id)->integer, arguments, count, values[id], partials);
        for (uint32_t i = 0; i < count; i++) {
            OpId argument = graph_op(graph, list[i]);
            if (argument != OP_CONSTANT) {
                sweep->in_range = sweep->in_range && comfortable(partials[i]) &&
                                  comfortable(adjoint * partials[i]);
                adjoints[list[i]] += absolute ? fabs(adjoint * partials[i]) : adjoint * partials[i];
            }
        }
    }
    return bound;
}

/* Whether errors are so small that a bound to first order means something: no number that the root needs is
 * mostly error, and none that a function bends within 1 is off by nearly that. */
static bool first_order(Sweep *sweep, const Graph *graph, NodeId root) {
    sweep->marks.count = 0;
    REQUIRE(array_reserve(&sweep->marks, graph->nodes.count));
    graph_reach(graph, &root, 1, sweep->marks.items);
    const double *values = sweep->values.items, *errors = sweep->errors.items;
    for (NodeId id = 1; id <= root; id++) {
        uint32_t count;
        const NodeId *list = graph_arguments(graph, id, &count);
        if (sweep->marks.items[id] &&
            (!(errors[id] <= 1e-3 * fabs(values[id])) ||
             (count == 1 && graph_op(graph, id) != OP_NEG && graph_op(graph, id) != OP_POWI &&
              errors[list[0]] > 1e-3))) {
            return false;
        }
    }
    return true;
}

/* ---- the comparison ------------------------------------------------------------------------------ */

typedef struct Counts {
    long functions, in_range, first_order, kinds_in_range, kinds_elsewhere, not_simplified;
} Counts;

static Graph graph;
static Diag diag;
static Rules rules;
static Counts counts;
static Sweep sweep;

static const char *text_of(NodeId root) {
    static Text text;
    text_clear(&text);
    infix_print(&graph, names, root, 2000, &text);
    return text_string(&text);
}

static void one_function(void) {
    graph_clear(&graph);
    sweep.values.count = sweep.errors.count = 0;
    double point[VARIABLES] = {random_coordinate(), random_coordinate()};
    NodeId root = random_function(&graph);
    Problem problem = {&graph, &rules, root, VARIABLES, names, point, wanted, VARIABLES};
    double value[METHOD_COUNT], gradient[METHOD_COUNT][VARIABLES];
    NodeId formulas[VARIABLES], raw[VARIABLES];
    bool plain = false;
    for (MethodId id = 0; id < METHOD_NUMERIC; id++) {
        Method *method = method_table[id].prepare(&problem, &(MethodOptions){0});
        REQUIRE_MSG(method != NULL, "%s cannot do %s", method_table[id].name, text_of(root));
        method_table[id].evaluate(method, &value[id], gradient[id]);
        if (method->formulas != NULL) {
            memcpy(formulas, method->formulas, sizeof formulas);
            plain = method->scheme[0] != '\0';
        }
        method_table[id].release(method);
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
    sweep_values(&sweep, &graph, point);
    sweep.in_range = isfinite(value[METHOD_FORWARD]);
    sweep_adjoints(&sweep, &graph, root, true);
    double contributions[VARIABLES] = {0.0};
    for (uint32_t i = 0; i < VARIABLES; i++) {
        contributions[i] = sweep.adjoints.items[graph_variable(&graph, i, (Span){0, 0})];
    }
    for (uint32_t i = 0; i < VARIABLES; i++) {
        double uncertain = sweep_adjoints(&sweep, &graph, raw[i], false) +
                           sweep_adjoints(&sweep, &graph, formulas[i], false);
        double forward = gradient[METHOD_FORWARD][i], reverse = gradient[METHOD_REVERSE][i];
        double symbolic = gradient[METHOD_SYMBOLIC][i];
        bool same = method_same_kind(forward, reverse) && method_same_kind(reverse, symbolic);
        if (!sweep.in_range) {
            counts.kinds_elsewhere += !same;
            continue;
        }
        counts.in_range++;
        counts.kinds_in_range += !same;
        if (!same || !isfinite(forward)) {
            continue;
        }
        double allowed = 16.0 * DBL_EPSILON * contributions[i];
        REQUIRE_MSG(fabs(forward - reverse) <= allowed,
                    "d/d%s of %s at %.17g, %.17g: forward %.17g, reverse %.17g, allowed %g",
                    names[i], text_of(root), point[0], point[1], forward, reverse, allowed);
        if (!first_order(&sweep, &graph, raw[i]) || !first_order(&sweep, &graph, formulas[i])) {
            continue;
        }
        counts.first_order++;
        allowed += DBL_EPSILON * uncertain;
        REQUIRE_MSG(fabs(symbolic - reverse) <= allowed,
                    "d/d%s of %s at %.17g, %.17g: symbolic %.17g, reverse %.17g, allowed %g",
                    names[i], text_of(root), point[0], point[1], symbolic, reverse, allowed);
    }
}

static uint64_t setting(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

START_TEST(methods_agree) {
    uint64_t count = setting("ADCALC_COUNT", 10000);
    random_state = setting("ADCALC_SEED", 1) * 0x9e3779b97f4a7c15u + 1;
    ck_assert(rules_begin(&rules) && graph_begin(&graph, &diag));
    for (uint64_t i = 0; i < count; i++) {
        one_function();
    }
    printf("%ld functions, %ld derivatives in range (%ld compared with symbolic), %ld of them of "
           "different kinds; elsewhere %ld; symbolic not simplified %ld times\n",
           counts.functions, counts.in_range, counts.first_order, counts.kinds_in_range,
           counts.kinds_elsewhere, counts.not_simplified);
    ck_assert_msg(counts.in_range > counts.functions / 2, "too few functions are in range");
    ck_assert_msg(counts.first_order > counts.in_range / 2, "too few formulas can be compared");
    ck_assert_msg(counts.kinds_in_range <= counts.in_range / 100, "too many differ in kind");
    array_free(&sweep.values);
    array_free(&sweep.errors);
    array_free(&sweep.adjoints);
    array_free(&sweep.marks);
    rules_free(&rules);
    graph_free(&graph);
    diag_free(&diag);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("agreement");
    TCase *cases = tcase_create("random functions");
    tcase_set_timeout(cases, 0);
    tcase_add_test(cases, methods_agree);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

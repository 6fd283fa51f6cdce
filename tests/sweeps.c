/* The sweeps against the graph that the tape was made from.
 *
 * Values and derivatives of random graphs over all rows of ops.def are compared with a plain
 * interpreter (op_value, op_partials, node by node), forward with reverse, and both with central
 * differences, which know no rule at all. A tape that fits elsewhere is compared with the one
 * that is compiled there, element by element. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/graph.h"
#include "support/nodes.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool same(double a, double b) {
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}
/* Equal, but for the sign of a zero. */
static bool equal(double a, double b) {
    return (isnan(a) && isnan(b)) || a == b;
}

/* ---- random graphs ---- */

enum { VARIABLES = 3, NODES = 160, LONGEST = 40 };

/* Grows the graph by one random operation; choices only if wanted. */
static NodeId random_node(const NodeId *pool, uint32_t count, bool with_choices) {
    OpId op;
    do
        op = random_below(24) ? (OpId)random_below(OP_COUNT) : OP_SELECT;
    while (op_table[op].form == OP_LEAF || (op_table[op].form == OP_SELECTING && !with_choices));
    uint32_t arity =
        op_table[op].form == OP_NARY ? 1 + random_below(LONGEST) : (uint32_t)op_table[op].arity;
    NodeId arguments[LONGEST];
    uint32_t recent = count < 8 ? count : 8;
    for (uint32_t i = 0; i < arity; i++)
        arguments[i] =
            random_below(2) ? pool[count - 1 - random_below(recent)] : pool[random_below(count)];
    int32_t integer = op_table[op].has_integer ? (int32_t)random_below(9) - 3 : 0;
    return graph_apply(&graph, op, integer, arguments, arity, (Span){0, 0});
}

/* Fills `pool` with variables, constants and random applications; returns how many. */
static uint32_t random_graph(NodeId *pool, uint32_t applications, bool with_choices) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < VARIABLES; i++)
        pool[count++] = var(i);
    static const double constants[] = {0.0, 1.0, -0.5, 3.0, 0.0625};
    for (size_t i = 0; i < LENGTH(constants); i++)
        pool[count++] = number(constants[i]);
    for (uint32_t i = 0; i < applications; i++, count++)
        pool[count] = random_node(pool, count, with_choices);
    return count;
}

static void random_point(double *point) {
    for (uint32_t i = 0; i < VARIABLES; i++)
        point[i] = random_between(-2.0, 2.0);
}

/* ---- the interpreter: every node, in id order, nothing clever ---- */

typedef struct Interpreted {
    double value[NODES], tangent[NODES], weight[NODES]; /* weight: sum of |contributions| */
    bool active[NODES];
} Interpreted;

static void interpret(Interpreted *all, const double *point, uint32_t direction) {
    ck_assert_uint_le(graph.nodes.count, NODES);
    for (NodeId id = 1; id < graph.nodes.count; id++) {
        const Node *node = graph_node(&graph, id);
        double arguments[LONGEST], partials[LONGEST];
        uint32_t count;
        const NodeId *list = graph_arguments(&graph, id, &count);
        for (uint32_t i = 0; i < count; i++)
            arguments[i] = all->value[list[i]];
        all->tangent[id] = all->weight[id] = 0.0;
        all->active[id] = false;
        if (node->op == OP_CONSTANT) {
            all->value[id] = graph_constant_value(&graph, id);
        } else if (node->op == OP_VARIABLE) {
            all->value[id] = point[node->as.variable];
            all->active[id] = node->as.variable == direction;
            all->tangent[id] = all->weight[id] = all->active[id];
        } else if (op_table[node->op].form == OP_SELECTING) {
            NodeId arm = arguments[0] != 0.0 ? list[1] : list[2];
            all->value[id] = all->value[arm];
            all->active[id] = all->active[arm];
            all->tangent[id] = all->tangent[arm];
            all->weight[id] = all->weight[arm];
        } else {
            OpId op = (OpId)node->op;
            all->value[id] = op_value(op, node->integer, arguments, count);
            op_partials(op, node->integer, arguments, count, all->value[id], partials);
            for (uint32_t i = 0; i < count; i++) {
                if (!all->active[list[i]] || op_partial_is_zero(op, node->integer, i))
                    continue;
                all->active[id] = true;
                all->tangent[id] += partials[i] * all->tangent[list[i]];
                all->weight[id] += fabs(partials[i]) * all->weight[list[i]];
            }
        }
    }
}

/* The youngest node with a finite value at the point and a derivative that is neither 0 nor
 * undefined: most random graphs end in NaN or in something constant. */
static NodeId lively_node(Interpreted *all, const double *point, NodeId youngest) {
    for (NodeId id = youngest; id > 0; id--)
        for (uint32_t i = 0; i < VARIABLES; i++) {
            interpret(all, point, i);
            if (isfinite(all->value[id]) && isfinite(all->weight[id]) && all->weight[id] != 0.0)
                return id;
        }
    return youngest;
}

/* |a - b| within `ulps` roundings of a sum whose terms' magnitudes add up to `weight`. */
static bool close_to(double a, double b, double ulps, double weight) {
    return equal(a, b) || isinf(weight) || fabs(a - b) <= ulps * DBL_EPSILON * weight + DBL_MIN;
}

START_TEST(values_of_random_graphs) {
    static Interpreted all;
    uint32_t finite = 0;
    for (uint32_t seed = 1; seed <= 400; seed++) {
        begin_graph();
        random_begin(0x9e3779b97f4a7c15u * seed);
        NodeId pool[NODES], roots[5];
        uint32_t count = random_graph(pool, 60, seed % 2);
        for (uint32_t i = 0; i < 5; i++)
            roots[i] = pool[count - 1 - random_below(i < 3 ? 5 : count)];
        Evaluator evaluator;
        ck_assert(evaluator_of_nodes(&evaluator, &graph, roots, 5, VARIABLES));
        for (uint32_t trial = 0; trial < 8; trial++) {
            double point[VARIABLES];
            random_point(point);
            interpret(&all, point, 0);
            Run *run = evaluator_at(&evaluator, point);
            ck_assert_ptr_nonnull(run);
            for (uint32_t i = 0; i < 5; i++) {
                double expected = all.value[roots[i]];
                ck_assert_msg(same(run_output(run, i), expected), "seed %u root %u: %a, not %a",
                              seed, roots[i], run_output(run, i), expected);
                finite += isfinite(expected) ? 1 : 0;
            }
        }
        evaluator_end(&evaluator);
        end_graph();
    }
    ck_assert_uint_gt(finite, 4000);
}
END_TEST

START_TEST(derivatives_of_random_graphs) {
    static Interpreted all;
    uint32_t compared = 0;
    for (uint32_t seed = 1; seed <= 600; seed++) {
        begin_graph();
        random_begin(0xd1342543de82ef95u * seed);
        double point[VARIABLES], gradient[VARIABLES];
        NodeId pool[NODES];
        uint32_t count = random_graph(pool, 24, seed % 3 == 0);
        random_point(point);
        NodeId root = lively_node(&all, point, pool[count - 1]);
        Evaluator evaluator;
        ck_assert(evaluator_of_nodes(&evaluator, &graph, &root, 1, VARIABLES));
        for (uint32_t trial = 0; trial < 4; trial++, random_point(point)) {
            ck_assert_ptr_nonnull(evaluator_adjoint(&evaluator, point, gradient));
            for (uint32_t i = 0; i < VARIABLES; i++) {
                double tangent;
                Run *run = evaluator_tangent(&evaluator, point, i, &tangent);
                ck_assert_ptr_nonnull(run);
                interpret(&all, point, i);
                double weight = all.weight[root];
                ck_assert(same(run_output(run, 0), all.value[root]));
                if (isnan(all.value[root])) {
                    ck_assert(isnan(tangent) && isnan(gradient[i]));
                    continue;
                }
                ck_assert_msg(close_to(tangent, all.tangent[root], 16, weight),
                              "seed %u by %u: tangent %g, not %g", seed, i, tangent,
                              all.tangent[root]);
                /* Where an infinity meets a zero on the way, the two orders may differ. */
                if (!isfinite(weight))
                    continue;
                ck_assert_msg(close_to(tangent, gradient[i], 16, weight),
                              "seed %u by %u: tangent %.17g, adjoint %.17g, weight %g", seed, i,
                              tangent, gradient[i], weight);
                compared += tangent != 0.0;
            }
        }
        evaluator_end(&evaluator);
        end_graph();
    }
    ck_assert_uint_gt(compared, 2000);
}
END_TEST

static double value_at(Evaluator *evaluator, const double *point, uint32_t variable, double shift) {
    double moved[VARIABLES];
    memcpy(moved, point, sizeof moved);
    moved[variable] += shift;
    return run_output(evaluator_at(evaluator, moved), 0);
}

/* Central differences with h and h/2: where they agree the function is smooth there, and the
 * derivative is what they say. */
START_TEST(derivatives_against_differences) {
    static Interpreted all;
    const double h = 1.0 / 4096.0;
    uint32_t compared = 0;
    for (uint32_t seed = 1; seed <= 600; seed++) {
        begin_graph();
        random_begin(0xa0761d6478bd642fu * seed);
        double point[VARIABLES], gradient[VARIABLES];
        NodeId pool[NODES];
        uint32_t count = random_graph(pool, 10, seed % 2);
        random_point(point);
        NodeId root = lively_node(&all, point, pool[count - 1]);
        Evaluator evaluator;
        ck_assert(evaluator_of_nodes(&evaluator, &graph, &root, 1, VARIABLES));
        for (uint32_t trial = 0; trial < 4; trial++, random_point(point)) {
            evaluator_adjoint(&evaluator, point, gradient);
            for (uint32_t i = 0; i < VARIABLES; i++) {
                double wide =
                    (value_at(&evaluator, point, i, h) - value_at(&evaluator, point, i, -h)) /
                    (2.0 * h);
                double narrow = (value_at(&evaluator, point, i, h / 2.0) -
                                 value_at(&evaluator, point, i, -h / 2.0)) /
                                h;
                double scale = fabs(narrow) + fabs(value_at(&evaluator, point, i, 0.0));
                if (!(fabs(wide - narrow) <= 1e-4 * scale) || scale > 1e6 || narrow == 0.0)
                    continue;
                interpret(&all, point, i);
                if (!isfinite(all.weight[root]))
                    continue; /* a zero met an infinity: undefined, though the slope exists */
                compared++;
                ck_assert_msg(fabs(gradient[i] - narrow) <= 1e-3 * scale,
                              "seed %u by %u: %.10g, differences %.10g", seed, i, gradient[i],
                              narrow);
            }
        }
        evaluator_end(&evaluator);
        end_graph();
    }
    ck_assert_uint_gt(compared, 2000);
}
END_TEST

/* Each row alone, at ordinary points and edges: the doubles of op_value and op_partials. */
START_TEST(rows_alone) {
    static const double samples[] = {0.0,    -0.0,  0.5,   -0.75, 1.0,      2.5,       -3.0,
                                     1e-310, 1e300, -40.0, NAN,   INFINITY, -INFINITY, 7.0 / 3.0};
    enum { SAMPLES = LENGTH(samples) };
    for (int op = 0; op < OP_COUNT; op++) {
        const OpInfo *info = &op_table[op];
        if (info->form == OP_LEAF || info->form == OP_SELECTING)
            continue;
        for (int32_t integer = info->has_integer ? -3 : 0; integer <= (info->has_integer ? 5 : 0);
             integer++) {
            begin_graph();
            uint32_t arity = info->form == OP_NARY ? 3 : (uint32_t)info->arity;
            NodeId arguments[3] = {var(0), var(1), var(2)};
            NodeId root = graph_apply(&graph, (OpId)op, integer, arguments, arity, (Span){0, 0});
            Evaluator evaluator;
            ck_assert(evaluator_of_nodes(&evaluator, &graph, &root, 1, 3));
            for (uint32_t s = 0; s < SAMPLES * SAMPLES; s++) {
                double point[3] = {samples[s % SAMPLES], samples[s / SAMPLES],
                                   samples[s * 5 % SAMPLES]};
                double partials[3], gradient[3], tangent;
                double value = op_value((OpId)op, integer, point, arity);
                op_partials((OpId)op, integer, point, arity, value, partials);
                Run *run = evaluator_adjoint(&evaluator, point, gradient);
                ck_assert_ptr_nonnull(run);
                ck_assert_msg(same(run_output(run, 0), value), "%s: %a, not %a", info->id,
                              run_output(run, 0), value);
                for (uint32_t i = 0; i < 3; i++) {
                    double expected = isnan(value) ? (double)NAN : i < arity ? partials[i] : 0.0;
                    evaluator_tangent(&evaluator, point, i, &tangent);
                    ck_assert_msg(equal(gradient[i], expected) && equal(tangent, expected),
                                  "%s[%d] at %g, %g by %u: reverse %a, forward %a, not %a",
                                  info->id, integer, point[0], point[1], i, gradient[i], tangent,
                                  expected);
                }
            }
            evaluator_end(&evaluator);
            end_graph();
        }
    }
}
END_TEST

/* ---- a tape where it was not compiled ---- */

typedef struct Sweeps {
    Tape tape;
    double *values, *tangents, *adjoints, *scratch;
    uint8_t *active;
} Sweeps;

static void sweeps_begin(Sweeps *sweeps, NodeId root, const double *point) {
    Tape *tape = &sweeps->tape;
    ck_assert(tape_compile(tape, &(TapeRoots){&graph, &root, 1, VARIABLES, NULL, 0}, point));
    size_t elements = tape->elements + 1;
    sweeps->values = calloc(elements, sizeof(double));
    sweeps->tangents = calloc(elements, sizeof(double));
    sweeps->adjoints = calloc(elements, sizeof(double));
    sweeps->scratch = calloc(tape->scratch + 1, sizeof(double));
    sweeps->active = calloc(elements, 1);
    for (size_t i = 0; i < tape->constants.count; i++)
        sweeps->values[tape->variables + i] = tape->constants.items[i];
}

/* Values, tangents in direction 1 and adjoints; false where a guard goes the other way. */
static bool sweeps_run(Sweeps *sweeps, const double *point) {
    const Tape *tape = &sweeps->tape;
    for (uint32_t i = 0; i < VARIABLES; i++) {
        sweeps->values[i] = point[i];
        sweeps->tangents[i] = i == 1;
        sweeps->active[i] = (uint8_t)(1u << i);
    }
    kernels_activity(tape, sweeps->active);
    bool fits =
        kernels_tangent(tape, sweeps->values, sweeps->tangents, sweeps->active, 2, sweeps->scratch);
    ck_assert(kernels_value(tape, sweeps->values, sweeps->scratch) == fits);
    if (!fits)
        return false;
    uint32_t output = tape->outputs.items[0];
    memset(sweeps->adjoints, 0, tape->elements * sizeof *sweeps->adjoints);
    sweeps->adjoints[output] = 1.0;
    kernels_relevance(tape, output, sweeps->active);
    kernels_adjoint(tape, sweeps->values, sweeps->adjoints, sweeps->active, sweeps->scratch);
    return true;
}

static void sweeps_end(Sweeps *sweeps) {
    tape_free(&sweeps->tape);
    free(sweeps->values);
    free(sweeps->tangents);
    free(sweeps->adjoints);
    free(sweeps->scratch);
    free(sweeps->active);
}

static bool same_choices(const Tape *a, const Tape *b) {
    return a->choices.count == b->choices.count &&
           (!a->choices.count || !memcmp(a->choices.items, b->choices.items, a->choices.count));
}

/* All variables and results of both. */
static void compare_sweeps(const Sweeps *a, const Sweeps *b) {
    ck_assert_uint_eq(a->tape.code.count, b->tape.code.count);
    ck_assert_uint_eq(a->tape.elements, b->tape.elements);
    for (uint32_t i = 0; i < a->tape.elements; i++) {
        ck_assert(same(a->values[i], b->values[i]));
        if (tape_is_constant(&a->tape, i))
            continue;
        ck_assert(same(a->tangents[i], b->tangents[i]));
        ck_assert(same(a->adjoints[i], b->adjoints[i]));
    }
}

/* It fits where the choices are the same, and then it is the tape of that point. */
START_TEST(tapes_elsewhere) {
    uint32_t fitting = 0, others = 0;
    for (uint32_t seed = 1; seed <= 400; seed++) {
        begin_graph();
        random_begin(0xe7037ed1a0b428dbu * seed);
        NodeId pool[NODES];
        uint32_t count = random_graph(pool, 60, seed % 4 != 0);
        NodeId root = graph_apply(&graph, OP_SUM, 0, pool + count - 6, 6, (Span){0, 0});
        double point[VARIABLES];
        Sweeps first, there;
        random_point(point);
        sweeps_begin(&first, root, point);
        for (uint32_t p = 0; p < 4; p++) {
            sweeps_begin(&there, root, point);
            ck_assert(sweeps_run(&there, point));
            bool fits = same_choices(&first.tape, &there.tape);
            ck_assert_msg(sweeps_run(&first, point) == fits, "seed %u", seed);
            if (fits)
                compare_sweeps(&first, &there);
            fitting += p > 0 && fits && first.tape.choices.count;
            others += !fits;
            sweeps_end(&there);
            random_point(point);
        }
        sweeps_end(&first);
        end_graph();
    }
    ck_assert_uint_gt(fitting, 20);
    ck_assert_uint_gt(others, 20);
}
END_TEST

int main(void) {
    const TTest *const tests[] = {
        values_of_random_graphs,
        derivatives_of_random_graphs,
        derivatives_against_differences,
        rows_alone,
        tapes_elsewhere,
    };
    Suite *suite = suite_create("sweeps");
    TCase *tcase = suite_case(suite, "sweeps");
    for (size_t i = 0; i < LENGTH(tests); i++)
        tcase_add_test(tcase, tests[i]);
    return suite_run(suite);
}

/* What a program truly is at a point. See truth.h. */
#include "support/truth.h"

#include "support/meanings.h"
#include "support/nodes.h"

#include <check.h>
#include <math.h>
#include <mpfr.h>
#include <stdlib.h>

enum { BITS = 320 };

static const MeaningRow *row_of(OpId op) {
    for (int i = 0; i < meaning_count; i++)
        if (meanings[i].op == op)
            return &meanings[i];
    ck_abort_msg("%s means nothing", op_table[op].id);
    return NULL;
}

static bool holds(OpId op, mpfr_srcptr x, mpfr_srcptr y) {
    int order = mpfr_cmp(x, y);
    return op == OP_EQ   ? order == 0
           : op == OP_NE ? order != 0
           : op == OP_LT ? order < 0
           : op == OP_LE ? order <= 0
           : op == OP_GT ? order > 0
                         : order >= 0;
}

static void apply(const Graph *graph, NodeId id, mpfr_t *values) {
    const Node *node = graph_node(graph, id);
    OpId op = graph_op(graph, id);
    uint32_t count;
    const NodeId *list = graph_arguments(graph, id, &count);
    if (op_table[op].form == OP_SELECTING) {
        NodeId arm = mpfr_zero_p(values[list[0]]) ? list[2] : list[1];
        mpfr_set(values[id], values[arm], MPFR_RNDN);
    } else if (op >= OP_LT && op <= OP_NE) {
        mpfr_set_ui(values[id], holds(op, values[list[0]], values[list[1]]), MPFR_RNDN);
    } else if (op == OP_SUM) {
        mpfr_set_zero(values[id], 1);
        for (uint32_t i = 0; i < count; i++)
            mpfr_add(values[id], values[id], values[list[i]], MPFR_RNDN);
    } else {
        Inputs in = {.n = node->integer};
        ck_assert_uint_le(count, 2);
        mpfr_init2(in.x, BITS);
        mpfr_init2(in.y, BITS);
        mpfr_set(in.x, values[list[0]], MPFR_RNDN);
        if (count > 1)
            mpfr_set(in.y, values[list[1]], MPFR_RNDN);
        row_of(op)->meaning(values[id], &in);
        mpfr_clear(in.x);
        mpfr_clear(in.y);
    }
}

enum { NOTHING = -1, FINE = 100 };

/* What `root` truly is; with a variable moved by 2^-FINE of a unit in its last place, or
 * NOTHING. */
static void find_truth(const Problem *problem, NodeId root, int moved, mpfr_t truth) {
    const Graph *graph = problem->graph;
    uint8_t *marks = malloc(graph->nodes.count);
    mpfr_t *values = malloc((root + 1) * sizeof *values);
    ck_assert(marks && values);
    graph_reach(graph, &root, 1, marks);
    for (NodeId id = 1; id <= root; id++) {
        if (!marks[id])
            continue;
        mpfr_init2(values[id], BITS);
        if (graph_op(graph, id) == OP_CONSTANT)
            mpfr_set_d(values[id], graph_constant_value(graph, id), MPFR_RNDN);
        else if (graph_op(graph, id) == OP_VARIABLE) {
            uint32_t variable = graph_node(graph, id)->as.variable;
            mpfr_set_d(values[id], problem->point[variable], MPFR_RNDN);
            if (moved >= 0 && (uint32_t)moved == variable)
                mpfr_add_d(values[id], values[id],
                           ldexp(accuracy_spacing(problem->point[variable]), -FINE), MPFR_RNDN);
        } else
            apply(graph, id, values);
    }
    mpfr_set(truth, values[root], MPFR_RNDN);
    for (NodeId id = 1; id <= root; id++)
        if (marks[id])
            mpfr_clear(values[id]);
    free(marks);
    free(values);
}

double true_ulps(const Problem *problem, NodeId root, double computed) {
    mpfr_t truth;
    mpfr_init2(truth, BITS);
    find_truth(problem, root, NOTHING, truth);
    double spacing = accuracy_spacing(mpfr_get_d(truth, MPFR_RNDN));
    mpfr_sub_d(truth, truth, computed, MPFR_RNDN);
    double ulps = fabs(mpfr_get_d(truth, MPFR_RNDN)) / spacing;
    mpfr_clear(truth);
    return ulps;
}

double value_of(const Problem *problem, NodeId root) {
    Evaluator evaluator;
    if (!evaluator_of_nodes(&evaluator, problem->graph, &root, 1, problem->components))
        ck_abort_msg("out of memory");
    const Run *run = evaluator_at(&evaluator, problem->point);
    double value = run ? run_output(run, 0) : (double)NAN;
    evaluator_end(&evaluator);
    return value;
}

double truly_moved(const Problem *problem, NodeId root, int variable) {
    mpfr_t here, there;
    mpfr_inits2(BITS, here, there, (mpfr_ptr)0);
    find_truth(problem, root, NOTHING, here);
    find_truth(problem, root, variable, there);
    mpfr_sub(there, there, here, MPFR_RNDN);
    mpfr_mul_2si(there, there, FINE, MPFR_RNDN);
    double moved = fabs(mpfr_get_d(there, MPFR_RNDN)) / accuracy_spacing(value_of(problem, root));
    mpfr_clears(here, there, (mpfr_ptr)0);
    return moved;
}

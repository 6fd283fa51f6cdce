/* Local series: see local.h. Errors are first-order estimates, from the bounds of the rows. */
#include "sides/local.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* The series of one operation in one argument, to some order. */
typedef struct Local {
    LocalOp op;
    uint32_t moving, order;
    Graph graph;
    double point[2];
    Factor factor;
    Derivative derivative;
    Problem problem;
    Taylor taylor;
    SeriesShape shape;
} Local;

/* Each derivative loses a little more than the one before. */
static const double ulps_per_order = 8.0;
/* Beside coefficients this much larger a coefficient may be lost. */
static const double shadow = 0x1p-10;
/* A value that a change of the argument hardly moves looks exact, as tanh(20) = 1. */
static const double saturated = 0x1p-20;
enum { EXACT_ARGUMENT = 30 };

static void local_release(Local *local) {
    taylor_free(&local->taylor);
    series_shape_free(&local->shape);
    graph_free(&local->graph);
    memory_free(local);
}

void local_begin(LocalTable *table, Rules *rules, Diag *diag) {
    *table = (LocalTable){.rules = rules, .diag = diag};
}

void local_free(LocalTable *table) {
    for (size_t i = 0; i < table->rows.count; i++)
        local_release(table->rows.items[i]);
    array_free(&table->rows);
}

static bool prepare(LocalTable *table, Local *local) {
    NodeId arguments[2] = {NODE_POISON};
    if (!graph_begin(&local->graph, table->diag))
        return false;
    for (uint32_t i = 0; i < local->op.arity; i++)
        arguments[i] = graph_variable(&local->graph, i, (Span){0, 0});
    NodeId root = graph_apply(&local->graph, local->op.op, local->op.integer, arguments,
                              local->op.arity, (Span){0, 0});
    local->factor = (Factor){local->moving, local->order ? local->order : 1};
    local->derivative = (Derivative){&local->factor, 1};
    local->problem = (Problem){.graph = &local->graph,
                               .root = root,
                               .rules = table->rules,
                               .components = local->op.arity,
                               .point = local->point,
                               .derivatives = &local->derivative,
                               .derivative_count = 1};
    if (root == NODE_POISON || !series_shape_make(&local->shape, 1, &local->order)) {
        diag_no_memory(table->diag);
        return false;
    }
    return taylor_begin(&local->taylor, &local->problem, local->order, local->shape.size, false);
}

static bool serves(const Local *local, const LocalOp *op, uint32_t moving) {
    return local->op.op == op->op && local->op.integer == op->integer && local->moving == moving;
}

/* The series of an operation, prepared for at least that order. */
static Local *find(LocalTable *table, const LocalOp *op, uint32_t moving, uint32_t order,
                   const double *point) {
    size_t at = 0;
    while (at < table->rows.count && !serves(table->rows.items[at], op, moving))
        at++;
    if (at < table->rows.count && table->rows.items[at]->order >= order) {
        memcpy(table->rows.items[at]->point, point, sizeof table->rows.items[at]->point);
        return table->rows.items[at];
    }
    Local *local = memory_zeroed(1, sizeof *local);
    if (!local || !array_reserve(&table->rows, 1)) {
        memory_free(local);
        diag_no_memory(table->diag);
        return NULL;
    }
    local->op = *op;
    local->moving = moving;
    local->order = order;
    memcpy(local->point, point, sizeof local->point);
    if (!prepare(table, local)) {
        local_release(local);
        return NULL;
    }
    if (at < table->rows.count)
        local_release(table->rows.items[at]);
    else
        table->rows.count++;
    table->rows.items[at] = local;
    return local;
}

/* ---- errors ---- */

static bool is_small_whole(double x) {
    return x == floor(x) && fabs(x) <= EXACT_ARGUMENT;
}

/* A coefficient such as 1 or -1/2, which at a small whole argument is no accident. */
static bool is_plain(double x) {
    return x != 0.0 && fabs(x) < 0x1p20 && ldexp(x, 10) == floor(ldexp(x, 10));
}

static bool arguments_are_exact(const LocalOp *op, const SeriesTerm *arguments) {
    for (uint32_t i = 0; i < op->arity; i++)
        if (arguments[i].error != 0.0 || !is_small_whole(arguments[i].value))
            return false;
    return true;
}

SeriesTerm local_value(const LocalOp *op, const SeriesTerm *arguments) {
    double values[2] = {arguments[0].value, op->arity > 1 ? arguments[1].value : 0.0};
    double partials[2] = {0.0, 0.0}, bound = op_table[op->op].bound;
    SeriesTerm v = {.value = op_value(op->op, op->integer, values, op->arity)};
    op_partials(op->op, op->integer, values, op->arity, v.value, partials);
    double change = 0.0, zero = 0.0;
    for (uint32_t i = 0; i < op->arity; i++) {
        change += fabs(partials[i]);
        zero += fabs(partials[i] * values[i]);
        v.error += fabs(partials[i]) * arguments[i].error;
        v.blur += fabs(partials[i]) * arguments[i].blur;
        v.point += fabs(partials[i]) * arguments[i].point;
    }
    bool plain = fabs(v.value) < 0x1p50 && v.value == floor(2.0 * v.value) / 2.0 &&
                 (change == 0.0 ? values[0] == 0.0 : change > saturated * fabs(v.value));
    if (!plain || !arguments_are_exact(op, arguments))
        v.error +=
            bound * DBL_EPSILON * (fabs(v.value) + (op_table[op->op].has_integer ? zero : 0)) +
            (bound > 0.0 ? DBL_MIN * DBL_EPSILON : 0.0);
    return v;
}

/* Errors of coefficients that were computed from arguments known up to their errors. */
static void find_errors(const LocalOp *op, const SeriesTerm *arguments, uint32_t moving,
                        uint32_t order, SeriesTerm *c) {
    bool exact = arguments_are_exact(op, arguments);
    double largest = 0.0;
    for (uint32_t k = 0; k <= order; k++)
        largest = fmax(largest, fabs(c[k].value));
    for (uint32_t k = 0; k <= order; k++) {
        double around = k > 0 ? fabs(c[k - 1].value) : 0.0;
        double next = k < order ? fabs(c[k + 1].value) : 0.0;
        double size = fabs(c[k].value) + shadow * (around + next);
        double units = op_table[op->op].bound + ulps_per_order * k;
        /* Beyond the last one, which is not known: about as large as its neighbour. */
        double slope = (k + 1.0) * (k < order ? next : size);
        c[k].error = slope * arguments[moving].error;
        c[k].blur = slope * arguments[moving].blur;
        c[k].point = slope * arguments[moving].point;
        bool plain = exact && is_plain(c[k].value);
        if (!plain && (c[k].value != 0.0 || largest < DBL_MIN))
            c[k].error += units * DBL_EPSILON * size + DBL_MIN * DBL_EPSILON;
    }
}

bool local_series(LocalTable *table, const LocalOp *op, const SeriesTerm *arguments,
                  uint32_t moving, uint32_t order, SeriesTerm *coefficients) {
    double point[2] = {arguments[0].value, op->arity > 1 ? arguments[1].value : 0.0};
    Local *local = find(table, op, moving, order, point);
    if (!local)
        return false;
    const double *series = taylor_forward(&local->taylor, &local->shape, &moving);
    if (!series)
        return false;
    for (uint32_t k = 0; k <= order; k++)
        coefficients[k] = (SeriesTerm){.value = series[k]};
    find_errors(op, arguments, moving, order, coefficients);
    coefficients[0] = local_value(op, arguments);
    return true;
}

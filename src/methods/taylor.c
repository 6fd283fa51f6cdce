/* Taylor series over a tape: see taylor.h.
 *
 * A sweep runs the whole tape once per coefficient: an operation's partials may come after it on
 * the tape, and are needed one coefficient less far. */
#include "methods/taylor.h"

#include "graph/nary.h"
#include "methods/rows.h"
#include "tape/kernels.h"

#include <math.h>
#include <string.h>

static const uint32_t no_partial = UINT32_MAX;

void taylor_free(Taylor *taylor) {
    evaluator_free(&taylor->evaluator);
    tapes_free(&taylor->tapes);
    array_free(&taylor->roots);
    array_free(&taylor->root_of);
    memory_free(taylor->active);
    memory_free(taylor->moving);
    memory_free(taylor->relevant);
    memory_free(taylor->need);
    memory_free(taylor->partials);
    memory_free(taylor->series);
    memory_free(taylor->adjoint);
    *taylor = (Taylor){0};
}

/* ---- products of many factors ---- */

/* A chain of binary products, whose partials are products again. */
static NodeId chain_product(Graph *graph, const NodeId *factors, uint32_t count) {
    NodeId product = factors[0];
    for (uint32_t i = 1; i < count; i++)
        product = graph_binary(graph, OP_MUL, product, factors[i]);
    return product;
}

/* The root with every n-ary product as a chain; `lowered` and `factors` are scratch. */
static NodeId lower_nodes(Graph *graph, NodeId root, const uint8_t *marks, NodeId *lowered,
                          NodeId *factors) {
    for (NodeId id = 0; id <= root; id++) {
        lowered[id] = id;
        if (!marks[id])
            continue;
        uint32_t count;
        const NodeId *arguments = graph_arguments(graph, id, &count);
        bool changed = graph_op(graph, id) == OP_PROD;
        for (uint32_t i = 0; i < count; i++) {
            factors[i] = lowered[arguments[i]];
            changed |= factors[i] != arguments[i];
        }
        if (!changed)
            continue;
        int32_t integer = graph_node(graph, id)->integer;
        Span span = graph->spans.items[id];
        lowered[id] = graph_op(graph, id) == OP_PROD
                          ? chain_product(graph, factors, count)
                          : graph_apply(graph, graph_op(graph, id), integer, factors, count, span);
    }
    return lowered[root];
}

static NodeId lower_products(const Problem *problem) {
    Graph *graph = problem->graph;
    size_t count = graph->nodes.count;
    uint8_t *marks = method_allocate(problem, count, 1);
    NodeId *lowered = method_allocate(problem, count, sizeof *lowered);
    NodeId *factors =
        method_allocate(problem, graph->arguments.count + OP_MAX_ARGUMENTS, sizeof *factors);
    NodeId root = NODE_POISON;
    if (marks && lowered && factors) {
        graph_reach(graph, &problem->root, 1, marks);
        root = lower_nodes(graph, problem->root, marks, lowered, factors);
    }
    memory_free(marks);
    memory_free(lowered);
    memory_free(factors);
    return root;
}

/* ---- which partials are needed, and to what order ---- */

static bool is_nary(const Instruction *at) {
    return op_table[at->op].form == OP_NARY;
}

/* Products and quotients need no partials forward, only in reverse. */
static bool uses_partials(const Taylor *taylor, const Instruction *at) {
    bool arithmetic = at->op == OP_MUL || at->op == OP_DIV;
    return at->op != OP_SELECT && !is_nary(at) && (taylor->adjoints || !arithmetic);
}

/* Whether operand k's partial matters: it is active and not structurally zero. */
static bool is_used(const Taylor *taylor, const Instruction *at, uint32_t k) {
    return tape_uses(at, k) && k < tape_operand_count(at) && taylor->active[at->in[k]];
}

static uint32_t *root_of(const Taylor *taylor, NodeId node, uint32_t k) {
    return &taylor->root_of.items[2 * (size_t)node + k];
}

static bool raise(uint16_t *need, uint32_t order) {
    if (*need >= order)
        return false;
    *need = (uint16_t)order;
    return true;
}

/* Propagates needs back over the tape once; true if any was raised. */
static bool propagate_needs(const Taylor *taylor) {
    const Tape *tape = taylor->run->tape;
    bool raised = false;
    for (size_t i = tape->code.count; i-- > 0;) {
        const Instruction *at = &tape->code.items[i];
        uint32_t order = at->op == OP_SELECT ? 0 : taylor->need[at->out];
        if (!order || !taylor->active[at->out])
            continue;
        for (uint32_t k = 0; k < tape_operand_count(at); k++)
            raised |= raise(&taylor->need[tape_operand(tape, at, k)], order);
        if (!uses_partials(taylor, at))
            continue;
        for (uint32_t k = 0; k < 2; k++) {
            uint32_t root =
                is_used(taylor, at, k) ? *root_of(taylor, tape->origins.items[i], k) : 0;
            if (root)
                raised |= raise(&taylor->need[tape->outputs.items[root]], order - 1);
        }
    }
    return raised;
}

/* Marks the variables of the factors, and all that depends on them. */
static void mark_active(const Taylor *taylor) {
    memset(taylor->active, 0, taylor->run->tape->variables);
    problem_moved(taylor->problem, taylor->active, NULL);
    kernels_activity(taylor->run->tape, taylor->active);
}

/* Makes the missing partials that are needed; true if there were any, false also without memory. */
static bool add_partials(Taylor *taylor) {
    const Problem *problem = taylor->problem;
    const Tape *tape = taylor->run->tape;
    size_t before = taylor->roots.count;
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        if (!uses_partials(taylor, at) || !taylor->active[at->out] || !taylor->need[at->out])
            continue;
        NodeId node = tape->origins.items[i];
        for (uint32_t k = 0; k < 2; k++) {
            if (!is_used(taylor, at, k) || *root_of(taylor, node, k))
                continue;
            NodeId partial = rules_partial(problem->rules, problem->graph, node, k);
            if (partial == NODE_POISON)
                return false;
            if (!array_push(&taylor->roots, partial)) {
                diag_no_memory(problem->graph->diag);
                return false;
            }
            *root_of(taylor, node, k) = (uint32_t)taylor->roots.count - 1;
        }
    }
    return taylor->roots.count > before;
}

static bool grow(void **block, size_t count, size_t size) {
    void *larger = memory_resize(*block, count, size);
    if (larger)
        *block = larger;
    return larger;
}

/* Room for a tape that has just been compiled, and for the partials of all nodes. */
static bool provide(Taylor *taylor) {
    size_t elements = taylor->run->tape->elements, known = taylor->root_of.count;
    size_t links = 2 * taylor->problem->graph->nodes.count;
    if (!grow((void **)&taylor->active, elements, 1) ||
        !grow((void **)&taylor->moving, elements, 1) ||
        !grow((void **)&taylor->need, elements, sizeof *taylor->need) ||
        !array_reserve(&taylor->root_of, links - known)) {
        diag_no_memory(taylor->problem->graph->diag);
        return false;
    }
    memset(taylor->root_of.items + known, 0, (links - known) * sizeof *taylor->root_of.items);
    taylor->root_of.count = links;
    return true;
}

/* Compiles tapes at the point with more and more partials, until none is missing. */
static bool close_tape(Taylor *taylor) {
    const Problem *problem = taylor->problem;
    do {
        evaluator_free(&taylor->evaluator);
        tapes_free(&taylor->tapes);
        evaluator_begin(&taylor->evaluator, &taylor->tapes);
        if (!tapes_of_nodes(&taylor->tapes, problem->graph, taylor->roots.items,
                            (uint32_t)taylor->roots.count, problem->components))
            return false;
        taylor->run = evaluator_at(&taylor->evaluator, problem->point);
        if (!taylor->run || !provide(taylor))
            return false;
        mark_active(taylor);
        memset(taylor->need, 0, taylor->run->tape->elements * sizeof *taylor->need);
        taylor->need[taylor->run->tape->outputs.items[0]] = (uint16_t)taylor->order;
        while (propagate_needs(taylor))
            continue;
    } while (add_partials(taylor));
    return !diag_failed(problem->graph->diag);
}

static void link_partials(const Taylor *taylor) {
    const Tape *tape = taylor->run->tape;
    for (size_t i = 0; i < tape->code.count; i++)
        for (uint32_t k = 0; k < 2; k++) {
            const Instruction *at = &tape->code.items[i];
            bool used = uses_partials(taylor, at) && is_used(taylor, at, k);
            uint32_t root = used ? *root_of(taylor, tape->origins.items[i], k) : 0;
            taylor->partials[2 * i + k] = root ? tape->outputs.items[root] : no_partial;
        }
}

/* The tape for the current point and all that sweeps need. */
static bool prepare(Taylor *taylor) {
    if (!close_tape(taylor))
        return false;
    const Tape *tape = taylor->run->tape;
    size_t elements = tape->elements, room = elements * taylor->capacity;
    bool fits =
        room / taylor->capacity == elements && grow((void **)&taylor->relevant, elements, 1) &&
        grow((void **)&taylor->partials, 2 * tape->code.count, sizeof *taylor->partials) &&
        grow((void **)&taylor->series, room, sizeof *taylor->series) &&
        (!taylor->adjoints || grow((void **)&taylor->adjoint, room, sizeof *taylor->adjoint));
    if (!fits) {
        diag_no_memory(taylor->problem->graph->diag);
        return false;
    }
    link_partials(taylor);
    memcpy(taylor->relevant, taylor->active, elements);
    kernels_relevance(tape, tape->outputs.items[0], taylor->relevant);
    return true;
}

bool taylor_begin(Taylor *taylor, const Problem *problem, uint32_t order, uint32_t size,
                  bool adjoints) {
    *taylor = (Taylor){.problem = problem, .order = order, .capacity = size, .adjoints = adjoints};
    NodeId root = lower_products(problem);
    if (root != NODE_POISON && !array_push(&taylor->roots, root))
        diag_no_memory(problem->graph->diag);
    if (taylor->roots.count && prepare(taylor))
        return true;
    taylor_free(taylor);
    return false;
}

/* ---- forward ---- */

static double *series_of(const Taylor *taylor, uint32_t element) {
    return taylor->series + (size_t)element * taylor->capacity;
}

/* Of what does not move, the value is all there is. */
static const double *moving_series(const Taylor *taylor, uint32_t element) {
    return taylor->moving[element] ? series_of(taylor, element) : NULL;
}

static double product_at(const Taylor *taylor, const SeriesShape *shape, uint32_t a,
                         const Instruction *at) {
    const double *x = moving_series(taylor, at->in[0]), *y = moving_series(taylor, at->in[1]);
    if (x && y)
        return series_product_at(shape, a, x, y);
    return x ? x[a] * taylor->run->values[at->in[1]] : taylor->run->values[at->in[0]] * y[a];
}

static double quotient_at(const Taylor *taylor, const SeriesShape *shape, uint32_t a,
                          const Instruction *at) {
    const double *x = moving_series(taylor, at->in[0]), *y = moving_series(taylor, at->in[1]);
    if (y)
        return series_quotient_at(shape, a, x, y, series_of(taylor, at->out));
    return x[a] / taylor->run->values[at->in[1]];
}

/* dv = p dx + q dy. */
static double chain_at(const Taylor *taylor, const SeriesShape *shape, uint32_t a,
                       const Instruction *at) {
    const uint32_t *partials = &taylor->partials[2 * (size_t)(at - taylor->run->tape->code.items)];
    double sum = 0.0;
    for (uint32_t k = 0; k < 2; k++) {
        if (partials[k] == no_partial || !taylor->moving[at->in[k]])
            continue;
        const double *x = series_of(taylor, at->in[k]), *p = moving_series(taylor, partials[k]);
        sum += p ? series_integral_at(shape, a, x, p) : taylor->run->values[partials[k]] * x[a];
    }
    return sum;
}

/* The slopes of an n-ary sum, maximum or minimum by all arguments are constants. */
static const double *many_slopes(const Taylor *taylor, const Instruction *at) {
    double *arguments = taylor->run->scratch, *slopes = arguments + at->in[1];
    if (at->op == OP_SUM)
        return NULL;
    for (uint32_t i = 0; i < at->in[1]; i++)
        arguments[i] = taylor->run->values[tape_operand(taylor->run->tape, at, i)];
    nary_partials((OpId)at->op, arguments, at->in[1], taylor->run->values[at->out], slopes);
    return slopes;
}

static double many_at(const Taylor *taylor, uint32_t a, const Instruction *at) {
    const double *slopes = many_slopes(taylor, at);
    double *terms = taylor->run->scratch;
    for (uint32_t i = 0; i < at->in[1]; i++) {
        const double *x = moving_series(taylor, tape_operand(taylor->run->tape, at, i));
        terms[i] = !x || (slopes && slopes[i] == 0.0) ? 0.0 : slopes ? slopes[i] * x[a] : x[a];
    }
    return nary_sum(terms, at->in[1]);
}

static double coefficient_at(const Taylor *taylor, const SeriesShape *shape, uint32_t a,
                             const Instruction *at) {
    if (at->op == OP_MUL)
        return product_at(taylor, shape, a, at);
    if (at->op == OP_DIV)
        return quotient_at(taylor, shape, a, at);
    return is_nary(at) ? many_at(taylor, a, at) : chain_at(taylor, shape, a, at);
}

/* The variable's speed along a direction; 0 if it does not move. */
static double speed_along(const Problem *problem, uint32_t direction, uint32_t variable) {
    if (direction == problem->components)
        return problem->direction[variable];
    return direction == variable;
}

/* The variables' series are straight lines. */
static void set_variables(const Taylor *taylor, const SeriesShape *shape,
                          const uint32_t *directions) {
    const Problem *problem = taylor->problem;
    for (uint32_t v = 0; v < problem->components; v++) {
        double *x = series_of(taylor, v);
        memset(x, 0, shape->size * sizeof *x);
        x[0] = problem->point[v];
        taylor->moving[v] = 0;
        uint32_t number = 1; /* of t_i alone */
        for (uint32_t i = 0; i < shape->parameters; i++) {
            double speed = speed_along(problem, directions[i], v);
            if (shape->orders[i])
                x[number] = speed;
            taylor->moving[v] |= speed != 0.0 && shape->orders[i];
            number *= shape->orders[i] + 1;
        }
    }
    kernels_activity(taylor->run->tape, taylor->moving);
}

const double *taylor_forward(Taylor *taylor, const SeriesShape *shape, const uint32_t *directions) {
    const Run *run = evaluator_at(&taylor->evaluator, taylor->problem->point);
    /* A condition that comes out differently means another tape. */
    if (!run || (run != taylor->run && !prepare(taylor)))
        return NULL;
    set_variables(taylor, shape, directions);
    const size_t instructions = taylor->run->tape->code.count;
    for (uint32_t a = 0; a < shape->size; a++)
        for (size_t i = 0; i < instructions; i++) {
            const Instruction *at = &taylor->run->tape->code.items[i];
            if (at->op == OP_SELECT || !taylor->moving[at->out] ||
                taylor->need[at->out] < shape->degree[a])
                continue;
            series_of(taylor, at->out)[a] =
                a ? coefficient_at(taylor, shape, a, at) : taylor->run->values[at->out];
        }
    uint32_t output = taylor->run->tape->outputs.items[0];
    double *root = series_of(taylor, output);
    if (!taylor->moving[output]) {
        memset(root, 0, shape->size * sizeof *root);
        root[0] = taylor->run->values[output];
    }
    return root;
}

/* ---- reverse ---- */

static double *adjoint_of(const Taylor *taylor, uint32_t element) {
    return taylor->adjoint + (size_t)element * taylor->capacity;
}

/* adjoint += by * (adjoint of v), with `by` a moving series (element by) or a number. */
static void pull(const Taylor *taylor, const SeriesShape *shape, const double *from, uint32_t by,
                 double *to) {
    if (taylor->moving[by]) {
        series_add_product(shape, from, series_of(taylor, by), to);
        return;
    }
    for (uint32_t a = 0; a < shape->size; a++)
        to[a] += from[a] * taylor->run->values[by];
}

static void pull_back(const Taylor *taylor, const SeriesShape *shape, size_t index) {
    const Instruction *at = &taylor->run->tape->code.items[index];
    const double *from = adjoint_of(taylor, at->out);
    if (!is_nary(at)) {
        for (uint32_t k = 0; k < 2; k++)
            if (taylor->partials[2 * index + k] != no_partial)
                pull(taylor, shape, from, taylor->partials[2 * index + k],
                     adjoint_of(taylor, at->in[k]));
        return;
    }
    const double *slopes = many_slopes(taylor, at);
    for (uint32_t i = 0; i < at->in[1]; i++) {
        uint32_t operand = tape_operand(taylor->run->tape, at, i);
        double *to = adjoint_of(taylor, operand);
        for (uint32_t a = 0; a < shape->size && taylor->active[operand]; a++)
            to[a] += slopes ? slopes[i] * from[a] : from[a];
    }
}

void taylor_backward(Taylor *taylor, const SeriesShape *shape) {
    const Tape *tape = taylor->run->tape;
    uint32_t output = tape->outputs.items[0];
    for (uint32_t e = 0; e < tape->elements; e++)
        memset(adjoint_of(taylor, e), 0, shape->size * sizeof *taylor->adjoint);
    adjoint_of(taylor, output)[0] = 1.0;
    for (size_t i = tape->code.count; i-- > 0;) {
        const Instruction *at = &tape->code.items[i];
        if (at->op != OP_SELECT && taylor->relevant[at->out])
            pull_back(taylor, shape, i);
    }
}

const double *taylor_slope(const Taylor *taylor, uint32_t variable) {
    return adjoint_of(taylor, variable);
}

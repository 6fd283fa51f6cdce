/* Rays: see ray.h. The walk over the graph, and functions where they are smooth. */
#include "sides/ray.h"

#include <math.h>

/* Coefficient operations for all rays of one question: a fraction of a second. */
static const double most_work = 1e8;
/* A node takes as long as so many operations on coefficients. */
static const double node_work = 8.0;
/* An exponent beyond all that are looked at. */
static const double flat = 1e9;
/* How deep one EDGE may lead into others. */
enum { DEEPEST_EDGE = 12 };
/* The point is as uncertain as this many units of its last place. */
static const double point_ulps = 2.0;

bool rays_begin(Rays *rays, const Problem *problem, Diag *diag) {
    *rays = (Rays){.problem = problem, .diag = diag, .limit = most_work};
    local_begin(&rays->locals, problem->rules, diag);
    size_t count = problem->graph->nodes.count;
    rays->reach = memory_zeroed(count, 1);
    if (!rays->reach)
        diag_no_memory(diag);
    if (!graph_begin(&rays->numbers, diag) || !rays->reach)
        return false;
    graph_reach(problem->graph, &problem->root, 1, rays->reach);
    return true;
}

void rays_free(Rays *rays) {
    local_free(&rays->locals);
    node_values_free(&rays->values);
    graph_free(&rays->numbers);
    memory_free(rays->reach);
    array_free(&rays->ties);
    array_free(&rays->moving);
    array_free(&rays->resting.nodes);
    arena_free(&rays->resting.expansions);
    array_free(&rays->found.nodes);
    arena_free(&rays->found.expansions);
}

/* ---- nodes ---- */

/* Whether a node moves along the ray; its arguments are told already. */
static bool does_move(const Rays *rays, NodeId id) {
    const Graph *graph = rays->problem->graph;
    uint32_t count;
    const NodeId *arguments = graph_arguments(graph, id, &count);
    if (graph_op(graph, id) == OP_VARIABLE)
        return rays->velocity[graph_node(graph, id)->as.variable] != 0.0;
    for (uint32_t i = 0; i < count; i++)
        if (rays->moving.items[arguments[i]])
            return true;
    return false;
}

/* Tells of all nodes up to `id` whether they move. False without memory (recorded). */
static bool find_moving(Rays *rays, NodeId id) {
    size_t known = rays->moving.count;
    if (known > id)
        return true;
    if (!array_reserve(&rays->moving, id + 1 - known)) {
        diag_no_memory(rays->diag);
        return false;
    }
    for (NodeId next = (NodeId)known; next <= id; next++) {
        rays->moving.items[next] = does_move(rays, next);
        rays->moving.count++;
    }
    rays->reach_now.work += (double)(id + 1 - known);
    return true;
}

/* What is known of a node; NULL for nothing. */
static const RayNode *node_of(const Rays *rays, NodeId id) {
    if (id >= rays->moving.count)
        return NULL;
    const RayNodes *of = rays->moving.items[id] ? &rays->found : &rays->resting;
    return id < of->nodes.count && of->nodes.items[id].x ? &of->nodes.items[id] : NULL;
}

static void keep(Rays *rays, NodeId id, const Expansion *x, NodeId identity) {
    RayNodes *of = rays->moving.items[id] ? &rays->found : &rays->resting;
    Expansion *kept = arena_allocate(&of->expansions, expansion_size(x));
    bool room = kept;
    while (room && of->nodes.count <= id)
        room = array_push(&of->nodes, ((RayNode){0}));
    if (!room) {
        diag_no_memory(rays->diag);
        return;
    }
    expansion_copy(kept, x);
    of->nodes.items[id] = (RayNode){kept, identity};
}

/* The value at the point of a node that is known. */
static double value_of(const Rays *rays, NodeId id) {
    const Expansion *x = node_of(rays, id)->x;
    return x->count && x->terms[0].exponent == 0.0 ? x->terms[0].value : 0.0;
}

/* The identity of a result that is none of its arguments. Where the operation jumps, as atan2 does
 * at (0, 0), its arguments' numbers do not tell. */
static NodeId identify(Rays *rays, NodeId id, const Expansion *x) {
    const Graph *graph = rays->problem->graph;
    bool at_point = x->state == EXPANSION_SERIES && expansion_first(x) >= 0.0 && x->rest > 0.0;
    if (!at_point)
        return NODE_POISON;
    bool none = x->count == 0 || x->terms[0].exponent != 0.0;
    if (none || x->terms[0].error == 0.0)
        return graph_constant(&rays->numbers, none ? 0.0 : x->terms[0].value, (Span){0, 0});
    uint32_t count;
    const NodeId *arguments = graph_arguments(graph, id, &count);
    NodeId numbers[OP_MAX_ARGUMENTS];
    double values[OP_MAX_ARGUMENTS];
    if (count == 0 || count > OP_MAX_ARGUMENTS)
        return NODE_POISON;
    for (uint32_t i = 0; i < count; i++) {
        if ((numbers[i] = ray_identity(rays, arguments[i])) == NODE_POISON)
            return NODE_POISON;
        values[i] = value_of(rays, arguments[i]);
    }
    OpId op = graph_op(graph, id);
    int32_t integer = graph_node(graph, id)->integer;
    if (!op_smooth(op, integer, values, count))
        return NODE_POISON;
    return graph_apply(&rays->numbers, op, integer, numbers, count, (Span){0, 0});
}

static double spacing(double x) {
    double next = nextafter(fabs(x), INFINITY);
    return isfinite(next) ? next - fabs(x) : 0.0;
}

/* Whether a number is what somebody gave: no decimals that doubles do not hold. */
static bool is_short(double x) {
    return ldexp(x, 20) == floor(ldexp(x, 20));
}

static void expand_leaf(Rays *rays, NodeId id, Expansion *x) {
    const Problem *problem = rays->problem;
    const Graph *graph = problem->graph;
    bool variable = graph_op(graph, id) == OP_VARIABLE;
    uint32_t number = variable ? graph_node(graph, id)->as.variable : 0;
    double value = variable ? problem->point[number] : graph_constant_value(graph, id);
    expansion_nothing(x, INFINITY);
    if (!isfinite(value)) {
        (isnan(value) ? expansion_undefined : expansion_undecided)(x);
        return;
    }
    double blur = variable || is_short(value) ? 0.0 : spacing(value);
    double near = variable ? point_ulps * spacing(value) : 0.0;
    expansion_term(x, (SeriesTerm){.value = value, .blur = blur, .point = near});
    if (variable)
        expansion_term(x, (SeriesTerm){.exponent = 1.0, .value = rays->velocity[number]});
}

static void expand(Rays *rays, NodeId id) {
    OpId op = graph_op(rays->problem->graph, id);
    Expansion x;
    expansion_undecided(&x);
    rays->chosen = NODE_POISON;
    if (rays->depth == 0)
        rays->asked = id;
    if (diag_failed(rays->diag))
        return;
    if (op == OP_CONSTANT || op == OP_VARIABLE)
        expand_leaf(rays, id, &x);
    else if (op != OP_POISON && rays->reach_now.work < rays->limit)
        (ray_handler(op) ? ray_handler(op) : ray_function)(rays, id, &x);
    rays->reach_now.work += node_work;
    NodeId identity = rays->chosen != NODE_POISON ? rays->chosen : identify(rays, id, &x);
    rays->chosen = NODE_POISON;
    keep(rays, id, &x, identity);
}

/* Arguments are known in id order, but for what an EDGE makes: that is as deep as its text. */
static void require(Rays *rays, NodeId id) {
    if (!find_moving(rays, id) || node_of(rays, id))
        return;
    uint32_t count;
    graph_arguments(rays->problem->graph, id, &count);
    for (uint32_t i = 0; i < count && !diag_failed(rays->diag); i++)
        require(rays, graph_arguments(rays->problem->graph, id, &count)[i]);
    expand(rays, id);
}

void ray_load(Rays *rays, NodeId id, Expansion *x) {
    const RayNode *node = node_of(rays, id);
    if (node)
        expansion_copy(x, node->x);
    else /* without memory */
        expansion_undecided(x);
}

NodeId ray_identity(const Rays *rays, NodeId id) {
    const RayNode *node = node_of(rays, id);
    return node ? node->identity : NODE_POISON;
}

void ray_become(Rays *rays, NodeId id, Expansion *x) {
    ray_load(rays, id, x);
    rays->chosen = ray_identity(rays, id);
}

/* ---- functions ---- */

static bool is_tie(const Rays *rays, NodeId id) {
    for (size_t i = 0; i < rays->ties.count; i++)
        if (rays->ties.items[i] == id)
            return true;
    return false;
}

static void add_tie(Rays *rays, NodeId id) {
    if (!is_tie(rays, id) && !array_push(&rays->ties, id))
        diag_no_memory(rays->diag);
}

static void become_rule(Rays *rays, NodeId rule, Expansion *x) {
    if (rule == NODE_POISON || rays->depth >= DEEPEST_EDGE) {
        expansion_undecided(x);
        return;
    }
    rays->depth++;
    require(rays, rule);
    rays->depth--;
    if (is_tie(rays, rule)) /* it stands in the problem as well */
        add_tie(rays, rays->asked);
    ray_become(rays, rule, x);
}

/* The node in the words of its EDGE; undecided where there is none. */
static void by_edge(Rays *rays, NodeId id, Expansion *x) {
    const Problem *problem = rays->problem;
    if (*op_edge(graph_op(problem->graph, id)))
        become_rule(rays, rules_edge(problem->rules, problem->graph, id), x);
    else
        expansion_undecided(x);
}

/* The node in the words of its FAR; undecided where there is none. */
static void by_far(Rays *rays, NodeId id, Expansion *x) {
    const Problem *problem = rays->problem;
    OpId op = graph_op(problem->graph, id);
    if (*op_far(op)) {
        become_rule(rays, rules_far(problem->rules, problem->graph, id), x);
        if (x->state == EXPANSION_SERIES) /* what is flat is smaller than any power, and not 0 */
            expansion_cut(x, flat);
        return;
    }
    expansion_undecided(x);
    if (op == OP_SIN || op == OP_COS) { /* bounded, and nothing else is known */
        expansion_nothing(x, 0.0);
        x->wild = true;
    }
}

/* How many coefficients are needed before the powers of h are beyond the cap. */
static uint32_t coefficients_for(const Rays *rays, const Expansion *h) {
    double first = expansion_first(h);
    double count = isinf(first) ? 1.0 : ceil(fmin(rays->reach_now.cap, 1e6) / first);
    return (uint32_t)fmin(fmax(count, 1.0), EXPANSION_MAX_TERMS);
}

/* With all other arguments at rest. */
static void compose(Rays *rays, const LocalOp *op, const SeriesTerm *arguments, uint32_t moving,
                    const Expansion *h, Expansion *x) {
    SeriesTerm coefficients[EXPANSION_MAX_TERMS];
    uint32_t count = coefficients_for(rays, h);
    expansion_undecided(x);
    if (isinf(expansion_first(h)) || op_partial_is_zero(op->op, op->integer, moving)) {
        expansion_nothing(x, INFINITY);
        expansion_term(x, local_value(op, arguments));
        return;
    }
    if (!local_series(&rays->locals, op, arguments, moving, count - 1, coefficients))
        return;
    expansion_compose(coefficients, count, h, &rays->reach_now, x);
}

void ray_compose(Rays *rays, const LocalOp *op, const Expansion *argument, Expansion *x) {
    Expansion h;
    expansion_copy(&h, argument);
    SeriesTerm constant = expansion_take_constant(&h);
    compose(rays, op, &constant, 0, &h, x);
}

/* Whether the operation is smooth wherever its arguments may be. */
static bool is_smooth(const LocalOp *op, const SeriesTerm *arguments) {
    double at[2] = {arguments[0].value, op->arity > 1 ? arguments[1].value : 0.0};
    bool smooth = op_smooth(op->op, op->integer, at, op->arity);
    for (uint32_t i = 0; i < op->arity && smooth; i++)
        for (int side = -1; side <= 1 && arguments[i].error > 0.0; side += 2) {
            double here = at[i];
            at[i] = here + side * arguments[i].error;
            smooth &= op_smooth(op->op, op->integer, at, op->arity);
            at[i] = here;
        }
    return smooth;
}

/* What an argument says before its value matters: true if that settles the result. */
static bool without_value(Rays *rays, NodeId id, const Expansion *argument, bool alone,
                          Expansion *x) {
    if (argument->state != EXPANSION_SERIES) {
        expansion_copy(x, argument);
        return true;
    }
    bool far = (argument->rest <= 0.0 && argument->log != 0.0) ||
               (argument->count && argument->terms[0].exponent < 0.0);
    if (!far && argument->rest > 0.0)
        return false;
    expansion_undecided(x);
    OpId op = graph_op(rays->problem->graph, id);
    if (far && alone && !*op_edge(op))
        by_far(rays, id, x);
    else if (far) /* its words hold there as well */
        by_edge(rays, id, x);
    return true;
}

void ray_function(Rays *rays, NodeId id, Expansion *x) {
    const Graph *graph = rays->problem->graph;
    LocalOp op = {.op = graph_op(graph, id), .integer = graph_node(graph, id)->integer};
    const NodeId *arguments = graph_arguments(graph, id, &op.arity);
    NodeId ids[2] = {arguments[0], op.arity > 1 ? arguments[1] : NODE_POISON};
    SeriesTerm constants[2] = {{0}};
    Expansion h[2];
    uint32_t moving = 0, movers = 0;
    for (uint32_t i = 0; i < op.arity; i++) {
        ray_load(rays, ids[i], &h[i]);
        if (without_value(rays, id, &h[i], op.arity == 1, x))
            return;
        constants[i] = expansion_take_constant(&h[i]);
        if (!isinf(expansion_first(&h[i]))) {
            moving = i;
            movers++;
        }
    }
    double values[2] = {constants[0].value, constants[1].value};
    bool rests_exactly = op.arity < 2 || constants[1 - moving].error == 0.0 || !*op_edge(op.op);
    if (is_smooth(&op, constants) && (movers == 0 || (movers == 1 && rests_exactly)))
        compose(rays, &op, constants, moving, &h[moving], x);
    else if (*op_edge(op.op))
        by_edge(rays, id, x);
    else if (isnan(op_value(op.op, op.integer, values, op.arity)))
        expansion_undefined(x);
    else
        expansion_undecided(x);
}

/* ---- decisions ---- */

void ray_settle(Rays *rays, Expansion *argument) {
    const SeriesTerm *first = &argument->terms[0];
    if (argument->state != EXPANSION_SERIES || !argument->count || first->exponent != 0.0 ||
        first->value != 0.0 || !(first->error <= first->blur + first->point))
        return;
    expansion_drop(argument, 0);
    add_tie(rays, rays->asked);
}

/* ---- all of it ---- */

bool rays_follow(Rays *rays, const double *velocity, double cap, Expansion *root) {
    const NodeId last = rays->problem->root;
    rays->velocity = velocity;
    rays->reach_now.cap = cap;
    rays->moving.count = 0;
    rays->found.nodes.count = 0;
    arena_free(&rays->found.expansions);
    expansion_undecided(root);
    bool done = find_moving(rays, last);
    for (NodeId id = 1; id <= last && done; id++) {
        if (rays->reach[id] && !node_of(rays, id))
            expand(rays, id);
        done = !diag_failed(rays->diag);
    }
    if (done)
        ray_load(rays, last, root);
    return done;
}

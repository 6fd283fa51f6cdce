/* The operations of a ray that are more than smooth functions: arithmetic, powers and roots, and
 * all that decide. See ray.h. Everything else is written in these by its EDGE in ops.def. */
#include "sides/ray.h"

#include "graph/nary.h"

#include <math.h>

/* Up to here whole powers are multiplied. */
enum { MULTIPLIED_POWER = 1 << 16 };

NodeId ray_argument(const Rays *rays, NodeId id, uint32_t i) {
    uint32_t count;
    return graph_arguments(rays->problem->graph, id, &count)[i];
}

void ray_load_argument(Rays *rays, NodeId id, uint32_t i, Expansion *x) {
    ray_load(rays, ray_argument(rays, id, i), x);
}

/* ---- arithmetic ---- */

/* An expansion and the node it is of; poison: of none, but near several. */
typedef struct Operand {
    NodeId node;
    Expansion x;
} Operand;

static void load_operand(Rays *rays, NodeId node, Operand *operand) {
    operand->node = node;
    ray_load(rays, node, &operand->x);
}

static void copy_operand(Operand *to, const Operand *from) {
    to->node = from->node;
    expansion_copy(&to->x, &from->x);
}

static bool are_equal_numbers(const Rays *rays, NodeId a, NodeId b) {
    return ray_identity(rays, a) != NODE_POISON && ray_identity(rays, a) == ray_identity(rays, b);
}

static void difference(Rays *rays, const Operand *a, const Operand *b, Expansion *x) {
    if (a->node != NODE_POISON && a->node == b->node && a->x.state == EXPANSION_SERIES) {
        expansion_nothing(x, INFINITY);
        return;
    }
    expansion_add(&a->x, &b->x, -1.0, &rays->reach_now, x);
    if (x->state == EXPANSION_SERIES && are_equal_numbers(rays, a->node, b->node))
        expansion_take_constant(x); /* it is known to be 0 */
}

static void ray_sub(Rays *rays, NodeId id, Expansion *x) {
    Operand a, b;
    load_operand(rays, ray_argument(rays, id, 0), &a);
    load_operand(rays, ray_argument(rays, id, 1), &b);
    difference(rays, &a, &b, x);
}

static void ray_neg(Rays *rays, NodeId id, Expansion *x) {
    Expansion right, zero;
    ray_load_argument(rays, id, 0, &right);
    expansion_nothing(&zero, INFINITY);
    expansion_add(&zero, &right, -1.0, &rays->reach_now, x);
}

/* Whether the numbers a and b at the point are opposite by their structure. */
static bool are_opposite(Rays *rays, NodeId a, NodeId b) {
    NodeId numbers[2] = {ray_identity(rays, a), ray_identity(rays, b)};
    if (numbers[0] == NODE_POISON || numbers[1] == NODE_POISON)
        return false;
    for (int i = 0; i < 2; i++)
        if (graph_op(&rays->numbers, numbers[i]) == OP_NEG &&
            graph_node(&rays->numbers, numbers[i])->as.arg[0] == numbers[1 - i])
            return true;
    return false;
}

static void ray_add(Rays *rays, NodeId id, Expansion *x) {
    NodeId a = ray_argument(rays, id, 0), b = ray_argument(rays, id, 1);
    Expansion left, right;
    ray_load(rays, a, &left);
    ray_load(rays, b, &right);
    expansion_add(&left, &right, 1.0, &rays->reach_now, x);
    if (x->state == EXPANSION_SERIES && are_opposite(rays, a, b))
        expansion_take_constant(x); /* it is known to be 0 */
}

static void ray_mul(Rays *rays, NodeId id, Expansion *x) {
    Expansion left, right;
    ray_load_argument(rays, id, 0, &left);
    ray_load_argument(rays, id, 1, &right);
    expansion_multiply(&left, &right, &rays->reach_now, x);
}

/* The lane becomes its sum, or product, with another one. */
static void join_lane(Rays *rays, bool sum, const Expansion *other, Expansion *lane) {
    Expansion one;
    expansion_copy(&one, lane);
    if (sum)
        expansion_add(&one, other, 1.0, &rays->reach_now, lane);
    else
        expansion_multiply(&one, other, &rays->reach_now, lane);
}

/* In the order of the lanes, so that what is 0 in doubles is 0 here. */
static void ray_many(Rays *rays, NodeId id, Expansion *x) {
    bool sum = graph_op(rays->problem->graph, id) == OP_SUM;
    uint32_t count;
    graph_arguments(rays->problem->graph, id, &count);
    Expansion lanes[NARY_LANES], one;
    rays->reach_now.work += count;
    for (uint32_t i = 0; i < count; i++) {
        ray_load_argument(rays, id, i, i < NARY_LANES ? &lanes[i] : &one);
        if (i >= NARY_LANES)
            join_lane(rays, sum, &one, &lanes[i % NARY_LANES]);
    }
    for (uint32_t step = 1; step < NARY_LANES; step *= 2)
        for (uint32_t i = 0; i + step < NARY_LANES && i + step < count; i += 2 * step)
            join_lane(rays, sum, &lanes[i + step], &lanes[i]);
    expansion_copy(x, &lanes[0]);
}

/* a/b, unless b is 0 or may be. */
void ray_divide(Rays *rays, Expansion *a, Expansion *b, Expansion *x) {
    ray_settle(rays, b);
    Lead lead = expansion_lead(b);
    if (a->state != EXPANSION_SERIES || b->state != EXPANSION_SERIES) {
        expansion_add(a, b, 1.0, &rays->reach_now, x); /* whose state is that of both */
    } else if (lead == LEAD_ZERO && expansion_lead(a) == LEAD_ZERO) {
        expansion_undefined(x);
    } else if (lead != LEAD_POSITIVE && lead != LEAD_NEGATIVE) { /* 1/0 is infinite */
        expansion_undecided(x);
    } else {
        if (expansion_first(b) > 0.0)
            ray_settle(rays, a);
        expansion_divide(a, b, &rays->reach_now, x);
    }
}

static void ray_div(Rays *rays, NodeId id, Expansion *x) {
    NodeId a = ray_argument(rays, id, 0), b = ray_argument(rays, id, 1);
    Expansion left, right;
    ray_load(rays, a, &left);
    ray_load(rays, b, &right);
    bool numbers = expansion_first(&left) == 0.0 && expansion_first(&right) == 0.0;
    ray_divide(rays, &left, &right, x);
    bool ratio = x->state == EXPANSION_SERIES && x->count && x->terms[0].exponent == 0.0;
    if (ratio && a == b)
        expansion_number(x, 1.0);
    else if (ratio && numbers && are_equal_numbers(rays, a, b))
        x->terms[0] = (SeriesTerm){.value = 1.0};
}

/* ---- powers and roots ---- */

/* base^exponent for a constant exponent; `odd`: an odd root. */
void ray_raise(Rays *rays, Expansion *base, double exponent, bool odd, Expansion *x) {
    bool whole = exponent == floor(exponent) && fabs(exponent) <= MULTIPLIED_POWER;
    if (!whole || exponent < 0.0) /* else nothing is decided */
        ray_settle(rays, base);
    Lead lead = expansion_lead(base);
    if (base->state != EXPANSION_SERIES)
        expansion_copy(x, base);
    else if (exponent == 0.0)
        expansion_number(x, 1.0);
    else if (whole && exponent > 0.0)
        expansion_whole_power(base, (uint32_t)exponent, &rays->reach_now, x);
    else if (lead == LEAD_ZERO && exponent < 0.0)
        expansion_undecided(x);
    else if (lead == LEAD_ZERO)
        expansion_nothing(x, INFINITY);
    else if (lead == LEAD_NOTHING && odd && base->log == 0.0)
        expansion_nothing(x, base->rest * exponent);
    else if (lead == LEAD_UNSURE || lead == LEAD_NOTHING)
        expansion_undecided(x);
    else if (lead == LEAD_NEGATIVE && !odd && exponent != floor(exponent))
        expansion_undefined(x);
    else
        expansion_power(base, exponent, odd, &rays->reach_now, x);
    if (lead == LEAD_NOTHING && x->state == EXPANSION_SERIES)
        x->wild = base->wild;
}

/* SQRT and CBRT. */
static void ray_root(Rays *rays, NodeId id, Expansion *x) {
    bool odd = graph_op(rays->problem->graph, id) == OP_CBRT;
    Expansion base;
    ray_load_argument(rays, id, 0, &base);
    ray_raise(rays, &base, odd ? 1.0 / 3 : 0.5, odd, x);
}

/* As large as it may be, where its sign is not known; false where that is known. */
static bool size_of_nothing(const Expansion *a, Expansion *size) {
    Lead lead = expansion_lead(a);
    if (lead == LEAD_UNSURE && a->state == EXPANSION_SERIES)
        expansion_either(a, a, size);
    else
        expansion_nothing(size, a->rest);
    size->wild = a->wild;
    return a->state == EXPANSION_SERIES && lead != LEAD_POSITIVE && lead != LEAD_NEGATIVE;
}

/* Of what may be 0 as far as is known, the size is no larger than that of both together. */
static void ray_hypot(Rays *rays, NodeId id, Expansion *x) {
    Expansion a, b, left, right;
    ray_load_argument(rays, id, 0, &a);
    ray_load_argument(rays, id, 1, &b);
    bool unsure = size_of_nothing(&a, &left) && size_of_nothing(&b, &right);
    bool zero = expansion_lead(&a) == LEAD_ZERO && expansion_lead(&b) == LEAD_ZERO;
    if (unsure && !zero)
        expansion_add(&left, &right, 1.0, &rays->reach_now, x);
    else
        ray_function(rays, id, x);
}

static void ray_powi(Rays *rays, NodeId id, Expansion *x) {
    int32_t n = graph_node(rays->problem->graph, id)->integer;
    Expansion base, one, power;
    ray_load_argument(rays, id, 0, &base);
    if (n >= 0 || -(int64_t)n > MULTIPLIED_POWER) {
        ray_raise(rays, &base, n, false, x);
        return;
    }
    expansion_number(&one, 1.0);
    expansion_whole_power(&base, (uint32_t)-n, &rays->reach_now, &power);
    ray_divide(rays, &one, &power, x);
}

/* x^y where both move, at a positive x: exp(y log x). The value is that of the power itself. */
static void power_of_both(Rays *rays, Expansion *base, Expansion *exponent, Expansion *x) {
    const LocalOp log_op = {OP_LOG, 0, 1}, exp_op = {OP_EXP, 0, 1}, pow_op = {OP_POW, 0, 2};
    Expansion logarithm, product;
    ray_compose(rays, &log_op, base, &logarithm);
    expansion_multiply(&logarithm, exponent, &rays->reach_now, &product);
    if (product.state == EXPANSION_SERIES)
        ray_compose(rays, &exp_op, &product, x);
    else
        expansion_undecided(x);
    SeriesTerm values[2] = {expansion_take_constant(base), expansion_take_constant(exponent)};
    if (x->state == EXPANSION_SERIES && x->count && x->terms[0].exponent == 0.0)
        x->terms[0] = local_value(&pow_op, values);
}

/* x^y where x is t^e, or 0, and y moves: the power by y's constant, and a logarithm in the rest. */
static void power_of_none(Rays *rays, Expansion *base, Expansion *exponent, Expansion *x) {
    SeriesTerm constant = expansion_take_constant(exponent);
    Lead lead = expansion_lead(base);
    bool zero = lead == LEAD_ZERO;
    if (lead == LEAD_NEGATIVE) {
        expansion_undefined(x);
    } else if (constant.error != 0.0 || (!zero && lead != LEAD_POSITIVE)) {
        expansion_undecided(x);
    } else if (zero) {
        Lead sign = constant.value != 0.0 ? constant.value > 0.0 ? LEAD_POSITIVE : LEAD_NEGATIVE
                                          : expansion_lead(exponent);
        expansion_nothing(x, INFINITY);
        if (sign == LEAD_NEGATIVE)
            expansion_undefined(x);
        else if (sign != LEAD_POSITIVE)
            expansion_undecided(x);
    } else {
        double first = expansion_first(exponent), power = constant.value * expansion_first(base);
        ray_raise(rays, base, constant.value, false, x);
        if (x->state != EXPANSION_SERIES || !x->count)
            return;
        double turn = exponent->count ? exponent->terms[0].value * x->terms[0].value : 0.0;
        bool beyond = x->rest > power + first;
        expansion_cut(x, power + first);
        while (x->count && x->terms[x->count - 1].exponent >= x->rest)
            x->count--;
        x->wild |= exponent->wild;
        if (x->rest == power + first && (beyond || x->log != 0.0)) /* exp(y1 t^first e log t) */
            x->log += turn * expansion_first(base);
    }
}

static void ray_pow(Rays *rays, NodeId id, Expansion *x) {
    Expansion base, exponent;
    ray_load_argument(rays, id, 0, &base);
    ray_load_argument(rays, id, 1, &exponent);
    if (base.state != EXPANSION_SERIES || exponent.state != EXPANSION_SERIES) {
        expansion_add(&base, &exponent, 1.0, &rays->reach_now, x);
        return;
    }
    bool positive = expansion_first(&base) == 0.0 && expansion_lead(&base) == LEAD_POSITIVE;
    bool exact = exponent.count == 0 ||
                 exponent.terms[0].error <= exponent.terms[0].blur + exponent.terms[0].point;
    if (expansion_is_constant(&exponent) && (exact || !positive)) {
        double power = exponent.count ? exponent.terms[0].value : 0.0;
        ray_raise(rays, &base, power, false, x);
    } else if (expansion_first(&exponent) < 0.0 || exponent.rest <= 0.0) {
        expansion_undecided(x);
    } else if (positive) {
        power_of_both(rays, &base, &exponent, x);
    } else {
        ray_settle(rays, &base);
        power_of_none(rays, &base, &exponent, x);
    }
}

static void ray_log(Rays *rays, NodeId id, Expansion *x) {
    const LocalOp op = {OP_LOG, 0, 1};
    Expansion base;
    ray_load_argument(rays, id, 0, &base);
    ray_settle(rays, &base);
    Lead lead = expansion_lead(&base);
    if (base.state != EXPANSION_SERIES) {
        expansion_copy(x, &base);
    } else if (lead == LEAD_NEGATIVE) {
        expansion_undefined(x);
    } else if (lead != LEAD_POSITIVE) { /* log(0) is infinite */
        expansion_undecided(x);
    } else if (expansion_first(&base) == 0.0) {
        ray_compose(rays, &op, &base, x);
    } else {
        expansion_nothing(x, 0.0);
        x->log = expansion_first(&base);
    }
}

/* ---- decisions ---- */

static double number_of(const Expansion *x) {
    return x->count ? x->terms[0].value : 0.0;
}

/* What decides between a and b; of two that do not move doubles have decided. */
static void deciding(Rays *rays, const Operand *a, const Operand *b, Expansion *x) {
    if (!expansion_is_constant(&a->x) || !expansion_is_constant(&b->x)) {
        difference(rays, a, b, x);
        ray_settle(rays, x);
        return;
    }
    double p = number_of(&a->x), q = number_of(&b->x);
    expansion_number(x, (p > q) - (p < q));
}

static void ray_compare(Rays *rays, NodeId id, Expansion *x) {
    OpId op = graph_op(rays->problem->graph, id);
    Operand a, b;
    Expansion between;
    load_operand(rays, ray_argument(rays, id, 0), &a);
    load_operand(rays, ray_argument(rays, id, 1), &b);
    deciding(rays, &a, &b, &between);
    Lead lead = expansion_sign(&between);
    if (between.state == EXPANSION_UNDEFINED) /* as with NaN */
        expansion_number(x, op == OP_NE);
    else if (lead == LEAD_UNSURE || lead == LEAD_NOTHING)
        expansion_undecided(x);
    else
        expansion_number(x, op_value(op, 0, (double[]){(double)lead, 0.0}, 2));
}

/* best becomes the larger (side 1) or smaller (-1) of itself and another. */
static void improve(Rays *rays, int side, const Operand *other, Operand *best) {
    Expansion between;
    deciding(rays, best, other, &between);
    Lead lead = expansion_sign(&between);
    if (between.state != EXPANSION_SERIES) {
        expansion_copy(&best->x, &between);
        best->node = NODE_POISON;
    } else if (lead == LEAD_POSITIVE || lead == LEAD_NEGATIVE) {
        if ((int)lead != side)
            copy_operand(best, other);
    } else if (lead != LEAD_ZERO) { /* they are alike, as far as is known */
        Expansion alike;
        expansion_copy(&alike, &best->x);
        alike.rest = fmin(alike.rest, between.rest);
        alike.log = 0.0; /* which of the two it is nobody knows */
        while (alike.count && alike.terms[alike.count - 1].exponent >= alike.rest)
            alike.count--;
        if (lead == LEAD_UNSURE)
            expansion_either(&best->x, &between, &alike);
        alike.wild = best->x.wild || other->x.wild;
        expansion_copy(&best->x, &alike);
        best->node = NODE_POISON;
    }
}

/* MAX, MIN, MAXIMUM and MINIMUM. */
static void ray_extremum(Rays *rays, NodeId id, Expansion *x) {
    OpId op = graph_op(rays->problem->graph, id);
    int side = op == OP_MAX || op == OP_MAXIMUM ? 1 : -1;
    uint32_t count;
    Operand best, other;
    graph_arguments(rays->problem->graph, id, &count);
    rays->reach_now.work += count;
    load_operand(rays, ray_argument(rays, id, 0), &best);
    for (uint32_t i = 1; i < count; i++) {
        load_operand(rays, ray_argument(rays, id, i), &other);
        improve(rays, side, &other, &best);
    }
    expansion_copy(x, &best.x);
    rays->chosen = ray_identity(rays, best.node);
}

static void ray_floor(Rays *rays, NodeId id, Expansion *x) {
    Expansion beside;
    ray_load_argument(rays, id, 0, &beside);
    SeriesTerm rest = expansion_take_constant(&beside);
    double below = floor(rest.value);
    rest.value -= below;
    if (beside.state != EXPANSION_SERIES) {
        expansion_copy(x, &beside);
        return;
    }
    if (expansion_first(&beside) < 0.0 || beside.rest <= 0.0) {
        expansion_undecided(x);
        return;
    }
    expansion_number(x, below);
    if (expansion_lead(&beside) == LEAD_ZERO) /* doubles have decided */
        return;
    if (rest.value != 0.0) {
        if (rest.value <= rest.error || 1.0 - rest.value <= rest.error)
            expansion_undecided(x);
        return;
    }
    expansion_term(&beside, rest);
    ray_settle(rays, &beside);
    Lead lead = expansion_sign(&beside);
    if (lead == LEAD_UNSURE || lead == LEAD_NOTHING)
        expansion_undecided(x);
    else if (lead == LEAD_NEGATIVE)
        expansion_number(x, below - 1.0);
}

static void ray_select(Rays *rays, NodeId id, Expansion *x) {
    Expansion condition;
    ray_load_argument(rays, id, 0, &condition);
    Lead lead = expansion_sign(&condition);
    if (condition.state == EXPANSION_UNDECIDED)
        expansion_undecided(x);
    else if (condition.state == EXPANSION_UNDEFINED) /* a NaN holds */
        ray_become(rays, ray_argument(rays, id, 1), x);
    else if (lead == LEAD_UNSURE || lead == LEAD_NOTHING)
        expansion_undecided(x);
    else
        ray_become(rays, ray_argument(rays, id, lead == LEAD_ZERO ? 2 : 1), x);
}

RayHandler *ray_handler(OpId op) {
    static RayHandler *const handlers[OP_COUNT] = {
        [OP_NEG] = ray_neg,           [OP_ADD] = ray_add,          [OP_SUB] = ray_sub,
        [OP_MUL] = ray_mul,           [OP_DIV] = ray_div,          [OP_SUM] = ray_many,
        [OP_PROD] = ray_many,         [OP_POW] = ray_pow,          [OP_POWI] = ray_powi,
        [OP_SQRT] = ray_root,         [OP_CBRT] = ray_root,        [OP_HYPOT] = ray_hypot,
        [OP_LOG] = ray_log,           [OP_LT] = ray_compare,       [OP_LE] = ray_compare,
        [OP_GT] = ray_compare,        [OP_GE] = ray_compare,       [OP_EQ] = ray_compare,
        [OP_NE] = ray_compare,        [OP_MAX] = ray_extremum,     [OP_MIN] = ray_extremum,
        [OP_MAXIMUM] = ray_extremum,  [OP_MINIMUM] = ray_extremum, [OP_FLOOR] = ray_floor,
        [OP_SELECT] = ray_select,     [OP_WHERE] = ray_select,     [OP_ATAN2] = ray_atan2,
        [OP_LAMBERTW] = ray_lambertw,
    };
    return handlers[op];
}

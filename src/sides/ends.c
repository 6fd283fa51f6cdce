/* Operations that have one-sided series of their own at some points, beyond what an EDGE can say:
 * angles, and Lambert's function at its end. See ray.h. */
#include "sides/ray.h"

#include <math.h>

/* ---- angles ---- */

/* The coefficient at the exponent, as a number; *sure: whether it is known, and 0 only if it is. */
static SeriesTerm coefficient_at(const Expansion *x, double exponent, bool *sure) {
    SeriesTerm c = {0};
    if (x->count && x->terms[0].exponent == exponent)
        c = x->terms[0];
    c.exponent = 0.0;
    Lead lead = expansion_lead(x);
    *sure &= lead == LEAD_ZERO || (lead == LEAD_NOTHING && x->rest > exponent) ||
             (lead != LEAD_NOTHING && expansion_first(x) > exponent) || lead == LEAD_POSITIVE ||
             lead == LEAD_NEGATIVE;
    return c;
}

/* Whether a node is -0, which exact arithmetic does not tell from 0, but angles do. */
static bool is_negative_zero(Rays *rays, NodeId id) {
    const Problem *problem = rays->problem;
    double value = 0.0;
    return node_value(&rays->values, problem->graph, problem->point, id, &value) && value == 0.0 &&
           signbit(value);
}

/* The angle of (a, o): that of the leading coefficients, and of what turns from there. */
void ray_atan2(Rays *rays, NodeId id, Expansion *x) {
    const LocalOp atan_op = {OP_ATAN, 0, 1}, angle_op = {OP_ATAN2, 0, 2};
    Expansion o, a, along, across, p, q, turn;
    ray_load_argument(rays, id, 0, &o);
    ray_load_argument(rays, id, 1, &a);
    if (o.state != EXPANSION_SERIES || a.state != EXPANSION_SERIES) {
        expansion_add(&o, &a, 1.0, &rays->reach_now, x);
        return;
    }
    ray_settle(rays, &o);
    ray_settle(rays, &a);
    double least = fmin(expansion_first(&o), expansion_first(&a));
    bool sure = true;
    SeriesTerm c[2] = {coefficient_at(&o, least, &sure), coefficient_at(&a, least, &sure)};
    Lead above = expansion_lead(&o);
    bool cut = c[0].value == 0.0 && c[1].value < 0.0;
    sure &= !cut || (above != LEAD_UNSURE && above != LEAD_NOTHING);
    if (isinf(least) || !sure || (c[0].value == 0.0 && c[1].value == 0.0)) {
        (isinf(least) ? expansion_undefined : expansion_undecided)(x);
        return;
    }
    SeriesTerm angle = local_value(&angle_op, c);
    if (cut && (above == LEAD_NEGATIVE ||
                (above == LEAD_ZERO && is_negative_zero(rays, ray_argument(rays, id, 0)))))
        angle.value = -angle.value;
    Expansion co, ca;
    expansion_number(&co, c[0].value);
    expansion_number(&ca, c[1].value);
    expansion_multiply(&a, &ca, &rays->reach_now, &p);
    expansion_multiply(&o, &co, &rays->reach_now, &q);
    expansion_add(&p, &q, 1.0, &rays->reach_now, &along);
    expansion_multiply(&o, &ca, &rays->reach_now, &p);
    expansion_multiply(&a, &co, &rays->reach_now, &q);
    expansion_add(&p, &q, -1.0, &rays->reach_now, &across);
    if (across.count && across.terms[0].exponent == least) /* it is 0, but for rounding */
        expansion_drop(&across, 0);
    ray_divide(rays, &across, &along, &turn);
    if (turn.state != EXPANSION_SERIES) {
        expansion_copy(x, &turn);
        return;
    }
    ray_compose(rays, &atan_op, &turn, x);
    angle.exponent = 0.0;
    if (x->state == EXPANSION_SERIES)
        expansion_term(x, angle);
}

/* ---- Lambert's function at its end ---- */

/* W(-1/e + z) in powers of p = sqrt(2 e z) (R. M. Corless, G. H. Gonnet, D. E. G. Hare, D. J.
 * Jeffrey, D. E. Knuth, On the Lambert W Function, 1996, 4.22 to 4.25). */
static void lambertw_coefficients(uint32_t count, SeriesTerm *mu) {
    double alpha[EXPANSION_MAX_TERMS] = {2.0, -1.0};
    mu[0] = (SeriesTerm){.value = -1.0};
    if (count > 1)
        mu[1] = (SeriesTerm){.value = 1.0};
    for (uint32_t k = 2; k < count; k++) {
        for (uint32_t j = 2; j < k; j++)
            alpha[k] += mu[j].value * mu[k + 1 - j].value;
        double value = (k - 1.0) / (k + 1.0) * (mu[k - 2].value / 2 + alpha[k - 2] / 4) -
                       alpha[k] / 2 - mu[k - 1].value / (k + 1.0);
        mu[k] = (SeriesTerm){.value = value, .error = 0x1p-48 * fabs(value)};
    }
}

void ray_lambertw(Rays *rays, NodeId id, Expansion *x) {
    static const double end = -0.36787944117144233, e = 2.71828182845904524;
    Expansion z, scale, root, scaled;
    SeriesTerm coefficients[EXPANSION_MAX_TERMS];
    ray_load_argument(rays, id, 0, &z);
    if (expansion_take_constant(&z).value != end || z.state != EXPANSION_SERIES) {
        ray_function(rays, id, x);
        return;
    }
    expansion_nothing(&scale, INFINITY);
    expansion_term(&scale, (SeriesTerm){.value = 2.0 * e, .error = 0x1p-50});
    expansion_multiply(&z, &scale, &rays->reach_now, &scaled);
    ray_raise(rays, &scaled, 0.5, false, &root);
    lambertw_coefficients(EXPANSION_MAX_TERMS, coefficients);
    expansion_compose(coefficients, EXPANSION_MAX_TERMS, &root, &rays->reach_now, x);
}

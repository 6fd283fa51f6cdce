/* Functions whose domain ends, along a ray: what they are beside the end follows from the distance.
 * See walk.h. The series of Lambert's function at its end: R. M. Corless, G. H. Gonnet,
 * D. E. G. Hare, D. J. Jeffrey, D. E. Knuth, On the Lambert W function, Adv. Comput. Math. 5,
 * 1996. */
#include "referee/walk.h"

static const double lambert_end = -0.36787944117144233; /* counts as -1/e */

/* end - u, or with `below` u - end: how far it is inside. */
static void inside(Walk *w, const Ray *u, slong end, bool below, Ray *distance) {
    Ray edge;
    ray_init(&edge);
    ray_number(&edge, end);
    if (below)
        ray_subtract(distance, u, &edge, &w->work);
    else
        ray_subtract(distance, &edge, u, &w->work);
    walk_distance(w, distance);
    ray_clear(&edge);
}

/* Whether the distance from an end tends to 0. */
static bool closes(const Ray *distance) {
    return !ray_is_zero(distance) && fmpq_sgn(ray_order(distance)) > 0;
}

/* ---- logarithms ---- */

typedef struct LogReasons {
    MessageCode zero, negative;
} LogReasons;

/* The logarithm of v, which is the row of u where that has a limit inside. */
static void logarithm(Walk *w, RowFunction *apply, const Ray *u, const Ray *v,
                      const LogReasons *reasons, Ray *out) {
    Sign sign;
    if (!walk_sign(w, v, &sign, out))
        return;
    if (sign == ZERO)
        ray_pole(out, reasons->zero, w->number);
    else if (sign == NEGATIVE)
        ray_ends(out, reasons->negative, w->number);
    else if (v->terms.count && fmpq_is_zero(ray_order(v)))
        walk_apply(w, apply, 0, u, out);
    else
        ray_diverges(out, !closes(v));
}

static const LogReasons log_reasons = {SAID_ARGUMENT_0, SAID_ARGUMENT_NEGATIVE};

void along_log(Walk *w, const Ray *const *argument, Ray *out) {
    Ray own;
    ray_init(&own);
    walk_own(w, argument[0], &own);
    logarithm(w, w->step->row->apply, &own, &own, &log_reasons, out);
    ray_clear(&own);
}

void along_log1p(Walk *w, const Ray *const *argument, Ray *out) {
    static const LogReasons reasons = {SAID_ARGUMENT_MINUS_1, SAID_ARGUMENT_BELOW_MINUS_1};
    Ray distance;
    ray_init(&distance);
    inside(w, argument[0], -1, true, &distance);
    logarithm(w, w->step->row->apply, argument[0], &distance, &reasons, out);
    ray_clear(&distance);
}

void along_xlogy(Walk *w, const Ray *const *argument, Ray *out) {
    static const LogReasons reasons = {SAID_LOG_OF_0, SAID_LOG_OF_NEGATIVE};
    const Ray *x = argument[0], *y = argument[1];
    Sign sign;
    Ray own, power;
    ray_init(&own);
    ray_init(&power);
    walk_own(w, y, &own);
    if (ray_is_zero(x)) {
        if (!walk_sign(w, &own, &sign, out)) {
        } else if (sign == NEGATIVE)
            ray_ends(out, reasons.negative, w->number);
        else
            ray_zero(out);
    } else {
        logarithm(w, row_log, &own, &own, &reasons, &power);
        ray_multiply(out, x, &power, &w->work);
        w->continuous = ray_has_limit(x) && own.terms.count && fmpq_is_zero(ray_order(&own));
    }
    ray_clear(&own);
    ray_clear(&power);
}

/* ---- inverse functions that end at 1 and -1 ---- */

/* Whether the limit is negative, so that the end beside it is -1. */
static bool is_left(const Ray *u) {
    return ray_lead(u) == NEGATIVE;
}

/* 2 f(sqrt(h/2)) for asin or asinh */
static void twice_of_root(Walk *w, const Ray *h, RowFunction *apply, Ray *out) {
    Ray half, root;
    arb_t factor;
    ray_init(&half);
    ray_init(&root);
    arb_init(factor);
    arb_set_d(factor, 0.5);
    ray_scale(&half, h, factor, &w->work);
    walk_root_of(w, &half, 2, row_sqrt, &root);
    walk_apply(w, apply, 0, &root, &half);
    arb_set_ui(factor, 2);
    ray_scale(out, &half, factor, &w->work);
    w->continuous = true;
    ray_clear(&half);
    ray_clear(&root);
    arb_clear(factor);
}

/* The distance to the end beside it, if it closes or shows that there is no value; else the row is
 * smooth there. False if all is done. */
static bool at_end(Walk *w, const Ray *u, bool left, MessageCode outside, Ray *distance, Ray *out) {
    Sign sign;
    inside(w, u, left ? -1 : 1, left, distance);
    if (!walk_sign(w, distance, &sign, out))
        return false;
    if (sign == NEGATIVE)
        ray_ends(out, outside, w->number);
    else if (sign != ZERO && !closes(distance))
        walk_apply(w, w->step->row->apply, 0, u, out);
    return sign == ZERO || (sign == POSITIVE && closes(distance));
}

/* `turns` quarters of pi - or, with `minus`, less - what lies between. */
static void from_quarters(Walk *w, slong halves, bool minus, const Ray *angle, Ray *out) {
    Ray constant;
    arb_t pi;
    ray_init(&constant);
    arb_init(pi);
    arb_const_pi(pi, w->work.bits);
    arb_mul_si(pi, pi, halves, w->work.bits);
    arb_mul_2exp_si(pi, pi, -1);
    ray_constant(&constant, pi);
    if (minus)
        ray_subtract(out, &constant, angle, &w->work);
    else
        ray_add(out, &constant, angle, &w->work);
    w->continuous = true;
    ray_clear(&constant);
    arb_clear(pi);
}

/* Beside an end both follow from the angle that is left to it. */
static void arc(Walk *w, const Ray *u, bool cosine, Ray *out) {
    Ray distance, angle;
    bool left = is_left(u);
    ray_init(&distance);
    ray_init(&angle);
    if (at_end(w, u, left, SAID_ARGUMENT_NOT_IN_CLOSED_1, &distance, out)) {
        twice_of_root(w, &distance, row_asin, &angle);
        if (!cosine)
            from_quarters(w, left ? -1 : 1, !left, &angle, out);
        else if (left)
            from_quarters(w, 2, true, &angle, out);
        else
            ray_copy(out, &angle);
    }
    ray_clear(&distance);
    ray_clear(&angle);
}

ALONG_IS(asin, arc(w, argument[0], false, out))
ALONG_IS(acos, arc(w, argument[0], true, out))

void along_atanh(Walk *w, const Ray *const *argument, Ray *out) {
    Ray distance;
    bool left = is_left(argument[0]);
    ray_init(&distance);
    if (at_end(w, argument[0], left, SAID_ARGUMENT_NOT_IN_OPEN_1, &distance, out)) {
        if (ray_is_zero(&distance))
            ray_pole(out, SAID_POLE_AT_1_AND_MINUS_1, w->number);
        else
            ray_diverges(out, !left);
    }
    ray_clear(&distance);
}

void along_acosh(Walk *w, const Ray *const *argument, Ray *out) {
    Sign sign;
    Ray distance;
    ray_init(&distance);
    inside(w, argument[0], 1, true, &distance);
    if (!walk_sign(w, &distance, &sign, out)) {
    } else if (sign == NEGATIVE)
        ray_ends(out, SAID_ARGUMENT_BELOW_1, w->number);
    else if (sign == ZERO || closes(&distance))
        twice_of_root(w, &distance, row_asinh, out);
    else if (ray_has_limit(argument[0]))
        walk_apply(w, w->step->row->apply, 0, argument[0], out);
    else
        ray_diverges(out, true);
    ray_clear(&distance);
}

/* ---- others ---- */

/* Whether the limit is above 1/2. */
static bool is_upper(const Walk *w, const Ray *u) {
    arb_t limit;
    arb_init(limit);
    bool upper = ray_limit(u, limit) && sign_of_difference(limit, 0.5, w->work.bits) == POSITIVE;
    arb_clear(limit);
    return upper;
}

void along_logit(Walk *w, const Ray *const *argument, Ray *out) {
    Sign sign;
    Ray distance;
    bool upper = is_upper(w, argument[0]);
    ray_init(&distance);
    inside(w, argument[0], upper, !upper, &distance);
    if (!walk_sign(w, &distance, &sign, out)) {
    } else if (sign == NEGATIVE || !ray_has_limit(&distance))
        ray_ends(out, SAID_ARGUMENT_NOT_IN_UNIT, w->number);
    else if (sign == ZERO)
        ray_pole(out, SAID_POLE_AT_0_AND_1, w->number);
    else if (closes(&distance))
        ray_diverges(out, upper);
    else
        walk_apply(w, w->step->row->apply, 0, argument[0], out);
    ray_clear(&distance);
}

/* W(x) = sum of m_k p^k with p = sqrt(2 (e x + 1)). */
static void lambert_coefficients(arb_ptr m, slong count, slong bits) {
    arb_ptr a = _arb_vec_init(count + 2);
    arb_t part;
    arb_init(part);
    arb_set_si(m, -1);
    arb_set_si(a, 2);
    arb_set_si(a + 1, -1);
    if (count > 1)
        arb_one(m + 1);
    for (slong k = 2; k < count; k++) {
        for (slong j = 2; j < k; j++)
            arb_addmul(a + k, m + j, m + k + 1 - j, bits);
        arb_mul_2exp_si(part, a + k - 2, -1);
        arb_add(part, part, m + k - 2, bits);
        arb_mul_2exp_si(part, part, -1);
        arb_mul_si(part, part, k - 1, bits);
        arb_sub(part, part, m + k - 1, bits);
        arb_div_si(part, part, k + 1, bits);
        arb_mul_2exp_si(m + k, a + k, -1);
        arb_sub(m + k, part, m + k, bits);
    }
    arb_clear(part);
    _arb_vec_clear(a, count + 2);
}

/* h beside its end. */
static void lambert_near_end(Walk *w, const Ray *h, Ray *out) {
    Ray scaled, root;
    arb_t factor;
    ray_init(&scaled);
    ray_init(&root);
    arb_init(factor);
    arb_const_e(factor, w->work.bits);
    arb_mul_2exp_si(factor, factor, 1);
    ray_scale(&scaled, h, factor, &w->work);
    walk_root_of(w, &scaled, 2, row_sqrt, &root);
    if (!ray_fails(out, &root)) {
        slong count = ray_useful(&root, &w->work);
        arb_ptr terms = _arb_vec_init(count);
        lambert_coefficients(terms, count, w->work.bits);
        ray_compose(out, terms, count, &root, &w->work);
        _arb_vec_clear(terms, count);
    }
    ray_clear(&scaled);
    ray_clear(&root);
    arb_clear(factor);
}

void along_lambertw(Walk *w, const Ray *const *argument, Ray *out) {
    Sign sign;
    Ray rest;
    arb_t limit;
    ray_init(&rest);
    arb_init(limit);
    bool end = ray_limit(argument[0], limit) && arb_is_exact(limit) &&
               arf_cmp_d(arb_midref(limit), lambert_end) == 0;
    if (end) {
        ray_copy(&rest, argument[0]);
        ray_drop_limit(&rest);
        if (!walk_sign(w, &rest, &sign, out)) {
        } else if (sign == NEGATIVE)
            ray_ends(out, SAID_ARGUMENT_BELOW_BRANCH, w->number);
        else
            lambert_near_end(w, &rest, out);
    } else if (!walk_smooth(w, w->step->row->apply, 0, argument[0], out)) {
        if (w->application.undefined || ray_lead(argument[0]) == NEGATIVE)
            ray_ends(out, SAID_ARGUMENT_BELOW_BRANCH, w->number);
        else if (ray_lead(argument[0]) == POSITIVE)
            ray_diverges(out, true);
        else
            ray_lacks(out, &w->work, ray_lead(argument[0]));
    }
    ray_clear(&rest);
    arb_clear(limit);
}

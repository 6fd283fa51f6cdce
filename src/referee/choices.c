/* Decisions along a ray: comparisons, choices, abs, max, floor and their kin, each decided by the
 * first term that is not 0. See walk.h. */
#include "referee/walk.h"

/* ---- comparisons ---- */

/* x - y as the step compares it: exactly 0 at the point in a tie. */
static void difference(Walk *w, const Ray *x, const Ray *y, Ray *out) {
    ray_subtract(out, x, y, &w->work);
    walk_distance(w, out);
}

static void by_sign(Walk *w, const Ray *distance, Ray *out, int below, int equal, int above) {
    Sign sign;
    if (walk_sign(w, distance, &sign, out))
        ray_number(out, sign == NEGATIVE ? below : sign == ZERO ? equal : above);
}

static void comparison(Walk *w, const Ray *const *argument, Ray *out, int below, int equal,
                       int above) {
    Ray distance;
    ray_init(&distance);
    difference(w, argument[0], argument[1], &distance);
    by_sign(w, &distance, out, below, equal, above);
    ray_clear(&distance);
}

#define COMPARISON(name, below, equal, above)                                                      \
    void along_##name(Walk *w, const Ray *const *argument, Ray *out) {                             \
        comparison(w, argument, out, below, equal, above);                                         \
    }
COMPARISON(lt, 1, 0, 0)
COMPARISON(le, 1, 1, 0)
COMPARISON(gt, 0, 0, 1)
COMPARISON(ge, 0, 1, 1)
COMPARISON(eq, 0, 1, 0)
COMPARISON(ne, 1, 0, 1)

static void by_own_sign(Walk *w, const Ray *u, Ray *out, int below, int equal, int above) {
    Ray own;
    ray_init(&own);
    walk_own(w, u, &own);
    by_sign(w, &own, out, below, equal, above);
    ray_clear(&own);
}

ALONG_IS(not, by_own_sign(w, argument[0], out, 0, 1, 0))
ALONG_IS(sign, by_own_sign(w, argument[0], out, -1, 0, 1))
ALONG_IS(step, by_own_sign(w, argument[0], out, 0, 1, 1))

/* The arm that the condition takes; nothing is asked of the other one. */
void along_select(Walk *w, const Ray *const *argument, Ray *out) {
    Sign sign;
    if (walk_sign(w, argument[0], &sign, out))
        ray_copy(out, argument[sign == ZERO ? 2 : 1]);
}

/* ---- sizes ---- */

/* |u|, and what is left of it stays O(t^r) where all terms are 0. Where the sign of the first term
 * is not known it is as small as its ball, and all after it is given up. */
void walk_size_of(Walk *w, const Ray *u, Ray *out) {
    Sign sign = ray_lead(u);
    if (sign == NEGATIVE) {
        ray_negate(out, u);
        return;
    }
    ray_copy(out, u);
    if (sign == UNKNOWN) {
        w->work.few_bits = true;
        if (out->terms.count > 1)
            ray_cut(out, &out->terms.items[1].exponent);
        ray_settle(out, &w->work);
        arb_abs(&out->terms.items[0].coefficient, &out->terms.items[0].coefficient);
        out->limit = 0;
    } else if (sign == ZERO && !u->exact) {
        w->work.few_terms = true;
    }
}

void along_abs(Walk *w, const Ray *const *argument, Ray *out) {
    Ray own;
    ray_init(&own);
    walk_own(w, argument[0], &own);
    walk_size_of(w, &own, out);
    ray_clear(&own);
}

/* The larger of x and y, or with sign NEGATIVE the smaller one: y and what x is beyond it. */
static void extreme(Walk *w, const Ray *x, const Ray *y, Sign wanted, Ray *out) {
    Ray beyond, size, sum;
    arb_t half;
    ray_init(&beyond);
    ray_init(&size);
    ray_init(&sum);
    arb_init(half);
    difference(w, x, y, &beyond);
    Sign sign = ray_lead(&beyond);
    if (ray_fails(out, &beyond)) {
    } else if (ray_is_zero(&beyond) || (sign != UNKNOWN && sign != ZERO && sign != wanted)) {
        ray_copy(out, y);
    } else if (sign == wanted && !w->counts[w->number]) {
        ray_copy(out, x);
    } else if (sign == wanted) {
        ray_add(out, y, &beyond, &w->work);
    } else {
        walk_size_of(w, &beyond, &size);
        if (wanted == POSITIVE)
            ray_add(&sum, &beyond, &size, &w->work);
        else
            ray_subtract(&sum, &beyond, &size, &w->work);
        arb_set_d(half, 0.5);
        ray_scale(&size, &sum, half, &w->work);
        ray_add(out, y, &size, &w->work);
    }
    ray_clear(&beyond);
    ray_clear(&size);
    ray_clear(&sum);
    arb_clear(half);
}

/* Of any number of them. */
static void extreme_of(Walk *w, const Ray *const *argument, Sign wanted, Ray *out) {
    Ray best;
    ray_init(&best);
    ray_copy(out, argument[0]);
    for (uint32_t i = 1; i < w->step->count; i++) {
        ray_swap(&best, out);
        if (argument[i] != argument[0] || w->step->count > 2)
            extreme(w, argument[i], &best, wanted, out);
        else
            ray_swap(&best, out); /* of the same step twice */
    }
    ray_clear(&best);
}

ALONG_IS(max, extreme_of(w, argument, POSITIVE, out))
ALONG_IS(min, extreme_of(w, argument, NEGATIVE, out))

void along_relu(Walk *w, const Ray *const *argument, Ray *out) {
    Ray nothing;
    ray_init(&nothing);
    extreme(w, argument[0], &nothing, POSITIVE, out);
    ray_clear(&nothing);
}

/* u above 0, and below 0 y times it or what `left` makes of it: max(u, 0) + y left(min(u, 0)). */
static void two_sided(Walk *w, const Ray *const *argument, RowFunction *left, Ray *out) {
    Ray nothing, above, below, part;
    ray_init(&nothing);
    ray_init(&above);
    ray_init(&below);
    ray_init(&part);
    extreme(w, argument[0], &nothing, POSITIVE, &above);
    extreme(w, argument[0], &nothing, NEGATIVE, &part);
    if (left && !ray_fails(&below, &part))
        walk_apply(w, left, 0, &part, &below);
    else if (!left)
        ray_copy(&below, &part);
    if (!ray_fails(out, &above) && !ray_fails(out, &below)) {
        ray_multiply(&part, &below, argument[1], &w->work);
        ray_add(out, &above, &part, &w->work);
    }
    w->continuous = false;
    ray_clear(&nothing);
    ray_clear(&above);
    ray_clear(&below);
    ray_clear(&part);
}

ALONG_IS(leaky_relu, two_sided(w, argument, NULL, out))
ALONG_IS(elu, two_sided(w, argument, row_expm1, out))

/* ---- whole numbers ---- */

/* The largest whole number that is not above u; it is `low` or `low` - 1 where u tends to the whole
 * number `low`. */
static void floor_near(Walk *w, const Ray *u, const arb_t low, Ray *out) {
    Sign sign;
    Ray whole, rest;
    ray_init(&whole);
    ray_init(&rest);
    ray_constant(&whole, low);
    ray_subtract(&rest, u, &whole, &w->work);
    walk_distance(w, &rest);
    if (walk_sign(w, &rest, &sign, out)) {
        arb_t value;
        arb_init(value);
        arb_sub_ui(value, low, sign == NEGATIVE, ARF_PREC_EXACT);
        ray_constant(out, value);
        arb_clear(value);
    }
    ray_clear(&whole);
    ray_clear(&rest);
}

static void floor_of(Walk *w, const Ray *u, Ray *out) {
    arb_t limit, low, near;
    if (ray_fails(out, u))
        return;
    arb_init(limit);
    arb_init(low);
    arb_init(near);
    if (!ray_limit(u, limit)) {
        if (u->terms.count == 0 && !u->infinite)
            w->work.few_terms = true;
        ray_undecided(out, SAID_NEXT_WHOLE_UNKNOWN);
    } else {
        arb_set_d(near, 0.5);
        arb_add(near, limit, near, w->work.bits);
        arf_floor(arb_midref(low), arb_midref(near));
        bool whole = arb_contains(limit, low) || w->named[w->number];
        if (whole && (arb_is_exact(limit) || w->named[w->number])) {
            floor_near(w, u, low, out);
        } else if (whole || arb_contains_int(limit)) {
            ray_lacks(out, &w->work, UNKNOWN);
        } else {
            arb_floor(low, limit, w->work.bits);
            ray_constant(out, low);
        }
    }
    arb_clear(limit);
    arb_clear(low);
    arb_clear(near);
}

static void ceil_of(Walk *w, const Ray *u, Ray *out) {
    Ray opposite, floor;
    ray_init(&opposite);
    ray_init(&floor);
    ray_negate(&opposite, u);
    floor_of(w, &opposite, &floor);
    if (!ray_fails(out, &floor))
        ray_negate(out, &floor);
    ray_clear(&opposite);
    ray_clear(&floor);
}

ALONG_IS(floor, floor_of(w, argument[0], out))
ALONG_IS(ceil, ceil_of(w, argument[0], out))

/* Whether it stays between -bound and bound. */
static bool is_within(const Walk *w, const Ray *u, double bound) {
    arb_t limit;
    arb_init(limit);
    bool within = ray_limit(u, limit);
    arb_abs(limit, limit);
    within = within && sign_of_difference(limit, bound, w->work.bits) == NEGATIVE;
    arb_clear(limit);
    return within;
}

/* Towards 0 of u moved by `shift` away from it: trunc with 0, round with 1/2. */
static void towards_zero(Walk *w, const Ray *u, double shift, Ray *out) {
    Sign sign;
    Ray half, moved;
    arb_t number;
    ray_init(&half);
    ray_init(&moved);
    arb_init(number);
    arb_set_d(number, shift);
    ray_constant(&half, number);
    if (is_within(w, u, shift > 0.0 ? shift : 1.0) && !w->named[w->number]) {
        ray_zero(out);
    } else if (!walk_sign(w, u, &sign, out)) {
    } else if (sign == NEGATIVE) {
        ray_subtract(&moved, u, &half, &w->work);
        ceil_of(w, &moved, out);
    } else {
        ray_add(&moved, u, &half, &w->work);
        floor_of(w, &moved, out);
    }
    ray_clear(&half);
    ray_clear(&moved);
    arb_clear(number);
}

ALONG_IS(trunc, towards_zero(w, argument[0], 0.0, out))
ALONG_IS(round, towards_zero(w, argument[0], 0.5, out))

/* Makes a limit that is 0 but for the distance of a tie exactly 0; false if it is not. */
static bool drop_small_limit(Ray *ray, slong bits) {
    arb_t limit;
    arb_init(limit);
    bool small = ray_limit(ray, limit);
    arb_abs(limit, limit);
    small = small && sign_of_difference(limit, 0x1p-30, bits) == NEGATIVE;
    if (small)
        ray_drop_limit(ray);
    arb_clear(limit);
    return small;
}

/* A remainder that counts as a tie is 0 or y but for what moves. */
static void remainder_of_tie(Walk *w, const Ray *y, Ray *out) {
    Ray gap;
    ray_init(&gap);
    if (out->state == RAY_SERIES && !drop_small_limit(out, w->work.bits)) {
        ray_subtract(&gap, out, y, &w->work);
        if (drop_small_limit(&gap, w->work.bits))
            ray_add(out, &gap, y, &w->work);
    }
    ray_clear(&gap);
}

/* x - y floor(q) for the quotient q. */
static void remainder_of(Walk *w, const Ray *x, const Ray *y, const Ray *quotient, Ray *out) {
    Ray floor, part;
    ray_init(&floor);
    ray_init(&part);
    floor_of(w, quotient, &floor);
    ray_multiply(&part, y, &floor, &w->work);
    ray_subtract(out, x, &part, &w->work);
    if (w->counts[w->number])
        remainder_of_tie(w, y, out);
    ray_clear(&floor);
    ray_clear(&part);
}

void along_frac(Walk *w, const Ray *const *argument, Ray *out) {
    Ray one;
    ray_init(&one);
    ray_number(&one, 1);
    remainder_of(w, argument[0], &one, argument[0], out);
    ray_clear(&one);
}

void along_mod(Walk *w, const Ray *const *argument, Ray *out) {
    Ray quotient;
    ray_init(&quotient);
    along_div(w, argument, &quotient);
    w->continuous = false;
    if (argument[0] == argument[1] && quotient.state == RAY_SERIES)
        ray_zero(out);
    else if (!ray_fails(out, &quotient))
        remainder_of(w, argument[0], argument[1], &quotient, out);
    ray_clear(&quotient);
}

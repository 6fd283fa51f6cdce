/* Arithmetic, powers, roots and angles along a ray. What tends to where a row is smooth has its
 * Taylor series there (walk_smooth); at an edge the first term decides what there is. See
 * walk.h. */
#include "referee/walk.h"

#include <math.h>

/* ---- arithmetic ---- */

static bool both_have_limits(const Ray *const *argument) {
    return ray_has_limit(argument[0]) && ray_has_limit(argument[1]);
}

void along_neg(Walk *w, const Ray *const *argument, Ray *out) {
    (void)w;
    ray_negate(out, argument[0]);
}

void along_add(Walk *w, const Ray *const *argument, Ray *out) {
    ray_add(out, argument[0], argument[1], &w->work);
    w->continuous = both_have_limits(argument);
}

void along_sub(Walk *w, const Ray *const *argument, Ray *out) {
    ray_subtract(out, argument[0], argument[1], &w->work);
    w->continuous = both_have_limits(argument);
}

/* Replaces the limit by a number. */
static void set_limit(Ray *ray, slong number, RayWork *work) {
    Ray sum, constant;
    ray_init(&sum);
    ray_init(&constant);
    ray_number(&constant, number);
    ray_drop_limit(ray);
    ray_add(&sum, ray, &constant, work);
    ray_swap(ray, &sum);
    ray_clear(&sum);
    ray_clear(&constant);
}

void along_div(Walk *w, const Ray *const *argument, Ray *out) {
    const Ray *x = argument[0], *y = argument[1];
    if (ray_is_zero(y)) {
        (ray_is_zero(x) ? ray_ends : ray_pole)(out, SAID_DIVISOR_0, w->number);
        return;
    }
    ray_divide(out, x, y, &w->work);
    if (out->state != RAY_SERIES || !y->terms.count)
        return;
    bool has = ray_has_limit(x) && fmpq_is_zero(ray_order(y));
    w->continuous = has;
    if (x == y)
        ray_number(out, 1);
    else if (has && x->limit && (x->limit == y->limit || x->limit == -y->limit))
        set_limit(out, x->limit == y->limit ? 1 : -1, &w->work);
}

static void fold(Walk *w, const Ray *const *argument, Ray *out,
                 void (*operation)(Ray *, const Ray *, const Ray *, RayWork *)) {
    Ray part;
    ray_init(&part);
    ray_copy(out, argument[0]);
    for (uint32_t i = 1; i < w->step->count; i++) {
        ray_swap(&part, out);
        operation(out, &part, argument[i], &w->work);
    }
    ray_clear(&part);
}

ALONG_IS(sum, fold(w, argument, out, ray_add))
ALONG_IS(prod, fold(w, argument, out, ray_multiply))

/* ---- powers and roots ---- */

static void sum_of_squares(Walk *w, const Ray *x, const Ray *y, Ray *out) {
    Ray left, right;
    ray_init(&left);
    ray_init(&right);
    ray_multiply(&left, x, x, &w->work);
    ray_multiply(&right, y, y, &w->work);
    ray_add(out, &left, &right, &w->work);
    ray_clear(&left);
    ray_clear(&right);
}

/* A fraction with a small denominator, if that is the double nearest to it: nobody who writes
 * x^(1/3) means an exponent a little less, which would make the slope of its cube infinite. */
static bool as_small_fraction(fmpq_t out, const arb_t number) {
    enum { LARGEST_DENOMINATOR = 64 };
    double value = arf_get_d(arb_midref(number), ARF_RND_NEAR);
    for (int d = 1; d <= LARGEST_DENOMINATOR && fabs(value) < 1e6; d++) {
        double n = round(value * d);
        if (n / d == value) {
            fmpq_set_si(out, (slong)n, (ulong)d);
            return true;
        }
    }
    return false;
}

/* An exact number, or a double near it. */
static void as_fraction(fmpq_t out, const arb_t number) {
    if (as_small_fraction(out, number))
        return;
    arf_t rounded;
    fmpz_t mantissa, exponent;
    arf_init(rounded);
    fmpz_init(mantissa);
    fmpz_init(exponent);
    arf_set(rounded, arb_midref(number));
    if (!arb_is_exact(number))
        arf_set_round(rounded, rounded, 53, ARF_RND_NEAR);
    arf_get_fmpz_2exp(mantissa, exponent, rounded);
    fmpq_set_fmpz(out, mantissa);
    slong shift = fmpz_fits_si(exponent) ? fmpz_get_si(exponent) : 0;
    if (shift >= 0)
        fmpq_mul_2exp(out, out, (ulong)shift);
    else
        fmpq_div_2exp(out, out, (ulong)-shift);
    arf_clear(rounded);
    fmpz_clear(mantissa);
    fmpz_clear(exponent);
}

static bool is_fraction(const arb_t number) {
    return arb_is_zero(number) || (arf_cmpabs_2exp_si(arb_midref(number), 40) < 0 &&
                                   arf_cmpabs_2exp_si(arb_midref(number), -1100) > 0);
}

/* The power p of the first term, and so of all. */
static void power_of_lead(Walk *w, const Ray *u, const arb_t p, Ray *out) {
    fmpq_t exponent;
    arb_t value;
    fmpq_init(exponent);
    arb_init(value);
    arb_pow(value, &u->terms.items[0].coefficient, p, w->work.bits);
    bool moves = !fmpq_is_zero(ray_order(u));
    if (!moves || is_fraction(p)) {
        if (moves)
            as_fraction(exponent, p);
        fmpq_mul(exponent, exponent, ray_order(u));
        ray_power(out, u, p, exponent, value, &w->work);
        w->continuous = !moves;
    } else {
        ray_undecided(out, SAID_FUNCTION_OF_INFINITE);
    }
    fmpq_clear(exponent);
    arb_clear(value);
}

/* The sign of the base; false if there is no series, and *out says why. */
static bool base_sign(Walk *w, const Ray *u, Sign *sign, Ray *out) {
    if (!walk_sign(w, u, sign, out))
        return false;
    if (!ray_is_zero(u) && !u->terms.count) {
        ray_undecided(out, SAID_FUNCTION_OF_INFINITE);
        return false;
    }
    return true;
}

enum { MULTIPLIED_POWER = 64 };

static void whole_power(Walk *w, const Ray *u, const arb_t p, Ray *out) {
    Sign sign;
    if (arb_is_zero(p)) {
        ray_number(out, 1);
    } else if (ray_is_zero(u) && arb_is_negative(p)) {
        ray_pole(out, SAID_ZERO_TO_NEGATIVE, w->number);
    } else if (ray_is_zero(u)) {
        ray_zero(out);
    } else if (arb_is_positive(p) && arf_cmpabs_ui(arb_midref(p), MULTIPLIED_POWER) <= 0) {
        ray_whole_power(out, u, (ulong)arf_get_si(arb_midref(p), ARF_RND_DOWN), &w->work);
        w->continuous = ray_has_limit(u);
    } else if (base_sign(w, u, &sign, out)) {
        power_of_lead(w, u, p, out);
    }
}

/* u^p for a constant p. */
static void constant_power(Walk *w, const Ray *u, const arb_t p, Ray *out) {
    Sign sign;
    if (arb_is_int(p)) {
        whole_power(w, u, p, out);
    } else if (!base_sign(w, u, &sign, out)) {
    } else if (sign == ZERO) {
        if (sign_of(p) == POSITIVE)
            ray_zero(out);
        else if (sign_of(p) == NEGATIVE)
            ray_pole(out, SAID_ZERO_TO_NEGATIVE, w->number);
        else
            ray_lacks(out, &w->work, UNKNOWN);
    } else if (sign == POSITIVE) {
        power_of_lead(w, u, p, out);
    } else if (arb_contains_int(p)) {
        ray_lacks(out, &w->work, UNKNOWN);
    } else {
        ray_ends(out, SAID_NEGATIVE_TO_FRACTION, w->number);
    }
}

/* 0^y, where the base does not move. */
static void power_of_zero(Walk *w, const Ray *y, Ray *out) {
    Sign sign;
    if (!walk_sign(w, y, &sign, out))
        return;
    if (sign == NEGATIVE)
        ray_pole(out, SAID_ZERO_TO_NEGATIVE, w->number);
    else
        ray_number(out, sign == ZERO);
}

/* exp(y log(u)) for a positive limit of u; or for u = c t^e ..., e != 0, and y that tends to 0:
 * then of the logarithm only its sign is known. */
static void power_by_logarithm(Walk *w, const Ray *u, const Ray *y, Ray *out) {
    Ray logarithm, product;
    ray_init(&logarithm);
    ray_init(&product);
    if (fmpq_is_zero(ray_order(u)))
        walk_apply(w, row_log, 0, u, &logarithm);
    else
        ray_diverges(&logarithm, fmpq_sgn(ray_order(u)) < 0);
    ray_multiply(&product, &logarithm, y, &w->work);
    walk_apply(w, row_exp, 0, &product, out);
    ray_clear(&logarithm);
    ray_clear(&product);
}

/* u^y for u = c t^e ..., e != 0: c^y0 t^(e y0), and u^(y - y0). */
static void power_near_zero(Walk *w, const Ray *u, const Ray *y, Ray *out) {
    arb_t limit;
    Ray power, rest, factor;
    arb_init(limit);
    ray_init(&power);
    ray_init(&rest);
    ray_init(&factor);
    if (!ray_limit(y, limit)) {
        ray_undecided(out, SAID_EXPONENT_WITHOUT_LIMIT);
    } else {
        ray_copy(&rest, y);
        ray_drop_limit(&rest);
        constant_power(w, u, limit, &power);
        power_by_logarithm(w, u, &rest, &factor);
        ray_multiply(out, &power, &factor, &w->work);
    }
    w->continuous = false;
    arb_clear(limit);
    ray_clear(&power);
    ray_clear(&rest);
    ray_clear(&factor);
}

static void moving_power(Walk *w, const Ray *u, const Ray *y, Ray *out) {
    Sign sign;
    if (ray_is_zero(u))
        power_of_zero(w, y, out);
    else if (!base_sign(w, u, &sign, out))
        return;
    else if (sign == NEGATIVE)
        ray_ends(out, SAID_NEGATIVE_TO_FRACTION, w->number);
    else if (fmpq_is_zero(ray_order(u)))
        power_by_logarithm(w, u, y, out);
    else
        power_near_zero(w, u, y, out);
}

/* The square of an argument that is a root, without the root: so it is exact where what is below
 * the root is. */
static bool square_of_root(Walk *w, Ray *out) {
    const Query *query = w->query;
    uint32_t number = query->arguments.items[w->step->first];
    const QueryStep *root = &query->steps.items[number];
    if (root->kind != STEP_APPLICATION || w->named[number])
        return false;
    const uint32_t *below = &query->arguments.items[root->first];
    if (root->row->apply == row_sqrt)
        ray_copy(out, walk_ray(w, below[0]));
    else if (root->row->apply == row_hypot)
        sum_of_squares(w, walk_ray(w, below[0]), walk_ray(w, below[1]), out);
    else
        return false;
    return true;
}

/* An even power of a root, or any power of the base. */
static void power_of_argument(Walk *w, const Ray *base, const arb_t p, Ray *out) {
    arb_t half;
    Ray square;
    arb_init(half);
    ray_init(&square);
    arb_mul_2exp_si(half, p, -1);
    if (arb_is_int(half) && arb_is_positive(half) && !w->named[w->number] &&
        square_of_root(w, &square))
        whole_power(w, &square, half, out);
    else
        constant_power(w, base, p, out);
    arb_clear(half);
    ray_clear(&square);
}

void along_mul(Walk *w, const Ray *const *argument, Ray *out) {
    if (argument[0] != argument[1] || !square_of_root(w, out))
        ray_multiply(out, argument[0], argument[1], &w->work);
    w->continuous = both_have_limits(argument);
}

/* The exponent of powi is the step's own. */
static void power_along(Walk *w, const Ray *u, const Ray *exponent, Ray *out) {
    arb_t power;
    Ray base;
    arb_init(power);
    ray_init(&base);
    walk_own(w, u, &base);
    arb_set_si(power, w->step->n);
    if (!exponent || (ray_is_constant(exponent) && ray_limit(exponent, power)))
        power_of_argument(w, &base, power, out);
    else
        moving_power(w, &base, exponent, out);
    arb_clear(power);
    ray_clear(&base);
}

ALONG_IS(pow, power_along(w, argument[0], argument[1], out))
ALONG_IS(powi, power_along(w, argument[0], NULL, out))

void walk_root_of(Walk *w, const Ray *u, ulong degree, RowFunction *apply, Ray *out) {
    Sign sign;
    if (!base_sign(w, u, &sign, out))
        return;
    if (sign == ZERO) {
        ray_zero(out);
    } else if (sign == NEGATIVE && degree == 2) {
        ray_ends(out, SAID_ARGUMENT_NEGATIVE, w->number);
    } else {
        Ray lead, root;
        arb_t power, value;
        fmpq_t exponent;
        ray_init(&lead);
        ray_init(&root);
        arb_init(power);
        arb_init(value);
        fmpq_init(exponent);
        ray_constant(&lead, &u->terms.items[0].coefficient);
        walk_apply(w, apply, 0, &lead, &root);
        arb_set_ui(power, 1);
        arb_div_ui(power, power, degree, w->work.bits);
        fmpq_set_si(exponent, 1, degree);
        fmpq_mul(exponent, exponent, ray_order(u));
        if (!ray_fails(out, &root) && ray_limit(&root, value))
            ray_power(out, u, power, exponent, value, &w->work);
        w->continuous = fmpq_is_zero(ray_order(u));
        ray_clear(&lead);
        ray_clear(&root);
        arb_clear(power);
        arb_clear(value);
        fmpq_clear(exponent);
    }
}

static void root_of_own(Walk *w, const Ray *u, ulong degree, Ray *out) {
    Ray own;
    ray_init(&own);
    walk_own(w, u, &own);
    walk_root_of(w, &own, degree, w->step->row->apply, out);
    ray_clear(&own);
}

ALONG_IS(sqrt, root_of_own(w, argument[0], 2, out))
ALONG_IS(cbrt, root_of_own(w, argument[0], 3, out))

static bool may_be_zero(const Ray *ray) {
    Sign sign = ray_lead(ray);
    return sign == ZERO || sign == UNKNOWN;
}

/* Of what may be 0 as far as is known, the size is no larger than that of both together. */
static bool size_of_nothing(Walk *w, const Ray *x, const Ray *y, Ray *out) {
    if (!may_be_zero(x) || !may_be_zero(y) || (ray_is_zero(x) && ray_is_zero(y)))
        return false;
    Ray left, right;
    ray_init(&left);
    ray_init(&right);
    walk_size_of(w, x, &left);
    walk_size_of(w, y, &right);
    ray_add(out, &left, &right, &w->work);
    for (size_t i = 0; i < out->terms.count; i++) { /* any part of it */
        arb_t zero;
        arb_init(zero);
        arb_struct *size = &out->terms.items[i].coefficient;
        arb_union(size, size, zero, w->work.bits);
        arb_clear(zero);
    }
    out->infinite = 0;
    w->work.few_terms = true;
    ray_clear(&left);
    ray_clear(&right);
    return true;
}

void along_hypot(Walk *w, const Ray *const *argument, Ray *out) {
    if (size_of_nothing(w, argument[0], argument[1], out))
        return;
    Ray sum;
    ray_init(&sum);
    sum_of_squares(w, argument[0], argument[1], &sum);
    walk_root_of(w, &sum, 2, row_sqrt, out);
    w->continuous = both_have_limits(argument);
    ray_clear(&sum);
}

/* ---- angles ---- */

/* The coefficient of a term, if it is the first. */
static void lead_at(const Ray *ray, const fmpq_t exponent, arb_t out) {
    arb_zero(out);
    if (ray->terms.count && fmpq_equal(ray_order(ray), exponent))
        arb_set(out, &ray->terms.items[0].coefficient);
}

/* The angle of the first terms; false if it is not known on which side of the cut it is. */
static bool first_angle(Walk *w, const Ray *y, const arb_t cy, const arb_t cx, arb_t angle,
                        Ray *out) {
    if (!arb_is_zero(cy) || arb_is_positive(cx)) {
        if (arb_is_zero(cy))
            arb_zero(angle);
        else
            arb_atan2(angle, cy, cx, w->work.bits);
        return true;
    }
    Sign sign;
    if (!walk_sign(w, y, &sign, out))
        return false;
    arb_const_pi(angle, w->work.bits);
    if (sign == NEGATIVE)
        arb_neg(angle, angle);
    return true;
}

/* x or y, whichever goes to 0 more slowly. */
static const Ray *larger_one(const Ray *x, const Ray *y) {
    if (ray_is_zero(x) || ray_is_zero(y))
        return ray_is_zero(x) ? y : x;
    return fmpq_cmp(ray_order(x), ray_order(y)) < 0 ? x : y;
}

/* What lies above the exponent: what does not has cancelled. */
static void above(Ray *out, const Ray *ray, const fmpq_t exponent, const RayWork *work) {
    ray_zero(out);
    for (size_t i = 0; i < ray->terms.count; i++)
        if (fmpq_cmp(&ray->terms.items[i].exponent, exponent) > 0)
            ray_push(out, &ray->terms.items[i].exponent, &ray->terms.items[i].coefficient,
                     work->bits);
    if (!ray->exact)
        ray_cut(out, &ray->remainder);
}

/* x a + y b */
static void combine(Ray *out, const Ray *x, const arb_t a, const Ray *y, const arb_t b,
                    RayWork *work) {
    Ray left, right;
    ray_init(&left);
    ray_init(&right);
    ray_scale(&left, x, a, work);
    ray_scale(&right, y, b, work);
    ray_add(out, &left, &right, work);
    ray_clear(&left);
    ray_clear(&right);
}

/* angle + atan((y cx - x cy)/(x cx + y cy)) */
static void turn(Walk *w, const Ray *y, const Ray *x, const arb_t cy, const arb_t cx,
                 const arb_t angle, Ray *out) {
    Ray part[3];
    arb_t opposite;
    arb_init(opposite);
    for (int i = 0; i < 3; i++)
        ray_init(&part[i]);
    arb_neg(opposite, cy);
    combine(&part[0], y, cx, x, opposite, &w->work);
    above(&part[1], &part[0], ray_order(larger_one(x, y)), &w->work);
    combine(&part[0], x, cx, y, cy, &w->work);
    ray_divide(&part[2], &part[1], &part[0], &w->work);
    walk_apply(w, row_atan, 0, &part[2], &part[0]);
    ray_constant(&part[1], angle);
    ray_add(out, &part[0], &part[1], &w->work);
    for (int i = 0; i < 3; i++)
        ray_clear(&part[i]);
    arb_clear(opposite);
}

void along_atan2(Walk *w, const Ray *const *argument, Ray *out) {
    const Ray *y = argument[0], *x = argument[1];
    Sign sign;
    if (ray_is_zero(y) && ray_is_zero(x)) {
        ray_ends(out, SAID_NO_ANGLE, w->number);
        return;
    }
    const Ray *first = larger_one(x, y);
    if (!base_sign(w, first, &sign, out))
        return;
    arb_t cx, cy, angle;
    arb_init(cx);
    arb_init(cy);
    arb_init(angle);
    lead_at(x, ray_order(first), cx);
    lead_at(y, ray_order(first), cy);
    if (first_angle(w, y, cy, cx, angle, out))
        turn(w, y, x, cy, cx, angle, out);
    w->continuous = false;
    arb_clear(cx);
    arb_clear(cy);
    arb_clear(angle);
}

/* ---- poles of circular functions ---- */

/* What stands over a sine: 1, or a cosine. */
static void over_sine(Walk *w, const Ray *argument, bool cosine, Ray *out) {
    if (walk_smooth(w, w->step->row->apply, 0, argument, out))
        return;
    Ray over, sine;
    ray_init(&over);
    ray_init(&sine);
    ray_number(&over, 1);
    if (cosine)
        walk_apply(w, row_cos, 0, argument, &over);
    walk_apply(w, row_sin, 0, argument, &sine);
    if (!ray_fails(out, &sine))
        along_div(w, (const Ray *[]){&over, &sine}, out);
    ray_clear(&over);
    ray_clear(&sine);
}

ALONG_IS(csc, over_sine(w, argument[0], false, out))
ALONG_IS(cot, over_sine(w, argument[0], true, out))

/* Functions with poles, and functions of what grows beyond all bounds, along a ray. Poles of the
 * gamma function and its kin follow from their recurrences (NIST Digital Library of Mathematical
 * Functions, 5.5.1, 5.5.2, 5.15.5). See walk.h. */
#include "referee/walk.h"

enum { MOST_POLE = 1000, BEYOND_ALL_POWERS = 1000000 };

/* ---- gamma and its kin ---- */

/* Whether it tends to 0, -1, -2, ..., into *m as 0, 1, 2, ... */
static bool tends_to_pole(const Ray *u, slong *m) {
    arb_t limit;
    arb_init(limit);
    bool is = ray_limit(u, limit) && arb_is_int(limit) && arb_is_nonpositive(limit) &&
              arf_cmpabs_ui(arb_midref(limit), MOST_POLE) <= 0;
    if (is)
        *m = -arf_get_si(arb_midref(limit), ARF_RND_DOWN);
    arb_clear(limit);
    return is;
}

static void shift(Walk *w, const Ray *u, slong by, Ray *out) {
    Ray constant;
    ray_init(&constant);
    ray_number(&constant, by);
    ray_add(out, u, &constant, &w->work);
    ray_clear(&constant);
}

/* gamma(u + m + 1) / (u (u + 1) ... (u + m)) */
static void gamma_near_pole(Walk *w, const Ray *u, slong m, Ray *out) {
    Ray moved, product;
    ray_init(&moved);
    ray_init(&product);
    shift(w, u, m + 1, &moved);
    walk_apply(w, row_gamma, 0, &moved, &product);
    for (slong i = 0; i <= m; i++) {
        shift(w, u, i, &moved);
        ray_divide(out, &product, &moved, &w->work);
        ray_swap(out, &product);
    }
    ray_swap(out, &product);
    w->continuous = false;
    ray_clear(&moved);
    ray_clear(&product);
}

static void gamma_of(Walk *w, const Ray *u, Ray *out) {
    slong m;
    if (walk_smooth(w, row_gamma, 0, u, out))
        return;
    if (!ray_is_constant(u) && tends_to_pole(u, &m))
        gamma_near_pole(w, u, m, out);
    else
        walk_apply(w, row_gamma, 0, u, out);
}

ALONG_IS(gamma, gamma_of(w, argument[0], out))

void along_lgamma(Walk *w, const Ray *const *argument, Ray *out) {
    slong m;
    if (walk_smooth(w, w->step->row->apply, 0, argument[0], out))
        return;
    if (ray_is_constant(argument[0]) || !tends_to_pole(argument[0], &m))
        walk_apply(w, w->step->row->apply, 0, argument[0], out);
    else
        ray_diverges(out, true);
}

/* polygamma(n, u + m + 1) - (-1)^n n! (u^-(n + 1) + ... + (u + m)^-(n + 1)) */
static void polygamma_near_pole(Walk *w, RowFunction *apply, slong n, const Ray *u, slong m,
                                Ray *out) {
    Ray moved, power, part;
    arb_t factor;
    ray_init(&moved);
    ray_init(&power);
    ray_init(&part);
    arb_init(factor);
    shift(w, u, m + 1, &moved);
    walk_apply(w, apply, n, &moved, out);
    arb_fac_ui(factor, (ulong)n, w->work.bits);
    if (n % 2 == 0)
        arb_neg(factor, factor);
    for (slong i = 0; i <= m; i++) {
        shift(w, u, i, &moved);
        ray_whole_power(&power, &moved, (ulong)n + 1, &w->work);
        ray_constant(&moved, factor);
        ray_divide(&part, &moved, &power, &w->work);
        ray_add(&moved, out, &part, &w->work);
        ray_swap(&moved, out);
    }
    w->continuous = false;
    ray_clear(&moved);
    ray_clear(&power);
    ray_clear(&part);
    arb_clear(factor);
}

static void polygamma_of(Walk *w, RowFunction *apply, slong n, const Ray *u, Ray *out) {
    slong m;
    if (walk_smooth(w, apply, n, u, out))
        return;
    if (n >= 0 && n <= MOST_POLE && !ray_is_constant(u) && tends_to_pole(u, &m))
        polygamma_near_pole(w, apply, n, u, m, out);
    else
        walk_apply(w, apply, n, u, out);
}

ALONG_IS(polygamma, polygamma_of(w, w->step->row->apply, w->step->n, argument[0], out))

void along_polygamma_rise(Walk *w, const Ray *const *argument, Ray *out) {
    Ray sum, above, below;
    ray_init(&sum);
    ray_init(&above);
    ray_init(&below);
    ray_add(&sum, argument[0], argument[1], &w->work);
    polygamma_of(w, row_polygamma, w->step->n, &sum, &above);
    polygamma_of(w, row_polygamma, w->step->n, argument[0], &below);
    ray_subtract(out, &above, &below, &w->work);
    ray_clear(&sum);
    ray_clear(&above);
    ray_clear(&below);
}

/* gamma(x) gamma(y)/gamma(x + y), and 0 where the last one has a pole that does not move. */
void along_beta(Walk *w, const Ray *const *argument, Ray *out) {
    Ray x, y, part;
    ray_init(&x);
    ray_init(&y);
    ray_init(&part);
    gamma_of(w, argument[0], &x);
    gamma_of(w, argument[1], &y);
    ray_multiply(&part, &x, &y, &w->work);
    ray_add(&x, argument[0], argument[1], &w->work);
    gamma_of(w, &x, &y);
    if (y.state == RAY_ENDS && part.state == RAY_SERIES)
        ray_zero(out);
    else
        ray_divide(out, &part, &y, &w->work);
    w->continuous = ray_has_limit(&part) && ray_has_limit(&y);
    ray_clear(&x);
    ray_clear(&y);
    ray_clear(&part);
}

static void oscillates(Ray *out) {
    ray_vanishes(out, 0);
    out->wild = true;
}

/* ---- Bessel functions that are infinite at 0 ---- */

/* Near 0, K is (n - 1)!/2 (2/u)^n, and -log(u) for n = 0, Y is that times -2/pi; what is left is
 * smaller by u^2. Y of negative order is (-1)^n times that of the positive one. */
static void bessel_near_zero(Walk *w, const Ray *u, Ray *out) {
    bool is_k = w->step->row->apply == row_besselk;
    slong n = w->step->n < 0 ? -w->step->n : w->step->n;
    if (n == 0 || !u->terms.count) {
        ray_diverges(out, is_k || (w->step->n < 0 && n % 2 != 0));
        fmpq_mul_si(&out->remainder, ray_order(u), -n);
        return;
    }
    Ray power, lead;
    arb_t factor, pi;
    fmpq_t end;
    ray_init(&power);
    ray_init(&lead);
    arb_init(factor);
    arb_init(pi);
    fmpq_init(end);
    arb_fac_ui(factor, (ulong)n - 1, w->work.bits);
    arb_mul_2exp_si(factor, factor, n - 1);
    if (!is_k) {
        arb_const_pi(pi, w->work.bits);
        arb_div(factor, factor, pi, w->work.bits);
        arb_mul_si(factor, factor, w->step->n < 0 && n % 2 != 0 ? 2 : -2, w->work.bits);
    }
    ray_whole_power(&power, u, (ulong)n, &w->work);
    ray_constant(&lead, factor);
    ray_divide(out, &lead, &power, &w->work);
    fmpq_mul_si(end, ray_order(u), 2 - n);
    ray_cut(out, end);
    ray_settle(out, &w->work);
    ray_clear(&power);
    ray_clear(&lead);
    arb_clear(factor);
    arb_clear(pi);
    fmpq_clear(end);
}

void along_bessel(Walk *w, const Ray *const *argument, Ray *out) {
    Sign sign;
    if (walk_smooth(w, w->step->row->apply, w->step->n, argument[0], out) ||
        !walk_sign(w, argument[0], &sign, out))
        return;
    if (sign != POSITIVE)
        ray_ends(out, SAID_ARGUMENT_NOT_POSITIVE, w->number);
    else if (fmpq_sgn(ray_order(argument[0])) > 0)
        bessel_near_zero(w, argument[0], out);
    else
        oscillates(out);
}

/* ---- what grows ---- */

/* What a function tends to faster than any power, on the left and on the right: a number, or ... */
enum { ITSELF = 100, UNFOLLOWED, OSCILLATES };
typedef struct Growth {
    RowFunction *row;
    int left, right;
    bool bounded;
} Growth;

static const Growth growths[] = {
    {row_exp, 0, UNFOLLOWED, false},
    {row_exp2, 0, UNFOLLOWED, false},
    {row_expm1, -1, UNFOLLOWED, false},
    {row_sin, OSCILLATES, OSCILLATES, true},
    {row_cos, OSCILLATES, OSCILLATES, true},
    {row_sinc, OSCILLATES, OSCILLATES, true},
    {row_dsinc, OSCILLATES, OSCILLATES, true},
    {row_besselj, OSCILLATES, OSCILLATES, true},
    {row_tanh, -1, 1, true},
    {row_erf, -1, 1, true},
    {row_erfc, 2, 0, true},
    {row_gauss, 0, 0, true},
    {row_normpdf, 0, 0, true},
    {row_normcdf, 0, 1, true},
    {row_sigmoid, 0, 1, true},
    {row_softplus, 0, ITSELF, false},
    {row_silu, 0, ITSELF, false},
    {row_gelu, 0, ITSELF, false},
};

static const Growth *growth_of(const Walk *w) {
    size_t i = 0;
    while (growths[i].row != w->step->row->apply)
        i++;
    return &growths[i];
}

static void tends_to(Walk *w, const Ray *u, int limit, Ray *out) {
    if (limit == ITSELF)
        ray_copy(out, u);
    else
        ray_number(out, limit);
    ray_cut_at(out, BEYOND_ALL_POWERS, &w->work);
}

void along_growing(Walk *w, const Ray *const *argument, Ray *out) {
    const Growth *growth = growth_of(w);
    const Ray *u = argument[0];
    if (walk_smooth(w, growth->row, w->step->n, u, out))
        return;
    Sign sign = ray_lead(u);
    bool grows = u->terms.count && fmpq_sgn(ray_order(u)) < 0;
    int limit = sign == NEGATIVE ? growth->left : growth->right;
    if (grows && sign == UNKNOWN)
        ray_lacks(out, &w->work, sign);
    else if (grows && limit != OSCILLATES && limit != UNFOLLOWED)
        tends_to(w, u, limit, out);
    else if (growth->bounded)
        oscillates(out);
    else
        ray_undecided(out, SAID_FUNCTION_OF_INFINITE);
    if (growth->bounded && !grows && !u->infinite)
        w->work.few_terms = true;
}

/* +-pi/2 - atan(1/u) where u grows. */
void along_atan(Walk *w, const Ray *const *argument, Ray *out) {
    const Ray *u = argument[0];
    if (walk_smooth(w, row_atan, 0, u, out))
        return;
    if (!u->terms.count || fmpq_sgn(ray_order(u)) >= 0) {
        oscillates(out);
        return;
    }
    Ray one, inverse, angle;
    arb_t half;
    ray_init(&one);
    ray_init(&inverse);
    ray_init(&angle);
    arb_init(half);
    ray_number(&one, 1);
    ray_divide(&inverse, &one, u, &w->work);
    walk_apply(w, row_atan, 0, &inverse, &angle);
    arb_const_pi(half, w->work.bits);
    arb_mul_2exp_si(half, half, -1);
    if (ray_lead(u) == NEGATIVE)
        arb_neg(half, half);
    ray_constant(&one, half);
    ray_subtract(out, &one, &angle, &w->work);
    w->continuous = false;
    ray_clear(&one);
    ray_clear(&inverse);
    ray_clear(&angle);
    arb_clear(half);
}

void along_asinh(Walk *w, const Ray *const *argument, Ray *out) {
    const Ray *u = argument[0];
    if (walk_smooth(w, w->step->row->apply, 0, u, out))
        return;
    Sign sign = ray_lead(u);
    if (u->terms.count && fmpq_sgn(ray_order(u)) < 0 && sign != UNKNOWN)
        ray_diverges(out, sign == POSITIVE);
    else
        ray_lacks(out, &w->work, sign);
}

/* Arithmetic of generalised series: see ray.h. */
#include "referee/ray.h"

#include <string.h>

enum { MOST_TERMS = 160, MOST_POWERS = 100 };

/* ---- making and moving ---- */

void ray_init(Ray *ray) {
    *ray = (Ray){.exact = true};
    fmpq_init(&ray->remainder);
}

void ray_clear(Ray *ray) {
    for (size_t i = 0; i < ray->made; i++) {
        fmpq_clear(&ray->terms.items[i].exponent);
        arb_clear(&ray->terms.items[i].coefficient);
    }
    fmpq_clear(&ray->remainder);
    array_free(&ray->terms);
    ray->made = 0;
}

void ray_swap(Ray *a, Ray *b) {
    Ray other = *a;
    *a = *b;
    *b = other;
}

void ray_zero(Ray *out) {
    out->state = RAY_SERIES;
    out->why = SAID_NOTHING;
    out->at = 0;
    out->terms.count = 0;
    out->exact = true;
    fmpq_set_si(&out->remainder, 0, 1); /* not fmpq_zero: gcc would see its numerator alone */
    out->wild = out->pole = false;
    out->infinite = 0;
    out->limit = 0;
}

void ray_ends(Ray *out, MessageCode why, uint32_t at) {
    ray_zero(out);
    out->state = RAY_ENDS;
    out->why = why;
    out->at = at;
}

void ray_pole(Ray *out, MessageCode why, uint32_t at) {
    ray_ends(out, why, at);
    out->pole = true;
}

void ray_undecided(Ray *out, MessageCode why) {
    ray_zero(out);
    out->state = RAY_UNDECIDED;
    out->why = why;
}

void ray_lacks(Ray *out, RayWork *work, Sign lead) {
    if (lead == UNKNOWN) {
        work->few_bits = true;
        ray_undecided(out, SAID_ZERO_OR_NOT);
    } else {
        work->few_terms = true;
        ray_undecided(out, SAID_SERIES_ALL_0);
    }
}

void ray_vanishes(Ray *out, slong exponent) {
    ray_zero(out);
    out->exact = false;
    fmpq_set_si(&out->remainder, exponent, 1);
}

void ray_diverges(Ray *out, bool positive) {
    ray_vanishes(out, 0);
    out->infinite = positive ? 1 : -1;
}

bool ray_fails(Ray *out, const Ray *argument) {
    bool pole = argument->pole;
    if (argument->state == RAY_ENDS)
        (pole ? ray_pole : ray_ends)(out, argument->why, argument->at);
    else if (argument->state == RAY_UNDECIDED)
        ray_undecided(out, argument->why);
    return argument->state != RAY_SERIES;
}

/* Both of them: a certain end goes before what is undecided. */
static bool either_fails(Ray *out, const Ray *a, const Ray *b) {
    return ray_fails(out, b->state == RAY_ENDS ? b : a) || ray_fails(out, b);
}

/* Room for another term, which is initialised. */
static RayTerm *next_term(Ray *out) {
    if (out->terms.count == out->made) {
        if (!array_reserve(&out->terms, 1)) {
            ray_undecided(out, SAID_SERIES_MEMORY);
            return NULL;
        }
        RayTerm *term = &out->terms.items[out->made++];
        fmpq_init(&term->exponent);
        arb_init(&term->coefficient);
    }
    return &out->terms.items[out->terms.count];
}

void ray_push(Ray *out, const fmpq_t exponent, const arb_t coefficient, slong bits) {
    if (out->state != RAY_SERIES)
        return;
    RayTerm *free = next_term(out);
    if (!free)
        return;
    size_t low = 0, high = out->terms.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = fmpq_cmp(&out->terms.items[middle].exponent, exponent);
        if (order == 0) {
            arb_struct *there = &out->terms.items[middle].coefficient;
            arb_add(there, there, coefficient, bits);
            return;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    fmpq_set(&free->exponent, exponent);
    arb_set(&free->coefficient, coefficient);
    RayTerm term = *free;
    RayTerm *items = out->terms.items;
    memmove(items + low + 1, items + low, (out->terms.count - low) * sizeof *items);
    items[low] = term;
    out->terms.count++;
}

void ray_copy(Ray *out, const Ray *ray) {
    ray_zero(out);
    for (size_t i = 0; i < ray->terms.count; i++)
        ray_push(out, &ray->terms.items[i].exponent, &ray->terms.items[i].coefficient,
                 ARF_PREC_EXACT);
    if (out->state != RAY_SERIES)
        return;
    out->state = ray->state;
    out->why = ray->why;
    out->at = ray->at;
    out->exact = ray->exact;
    fmpq_set(&out->remainder, &ray->remainder);
    out->wild = ray->wild;
    out->infinite = ray->infinite;
    out->limit = ray->limit;
}

void ray_constant(Ray *out, const arb_t value) {
    fmpq_t none;
    fmpq_init(none);
    ray_zero(out);
    if (!arb_is_zero(value))
        ray_push(out, none, value, ARF_PREC_EXACT);
    fmpq_clear(none);
}

void ray_number(Ray *out, slong number) {
    arb_t value;
    arb_init(value);
    arb_set_si(value, number);
    ray_constant(out, value);
    arb_clear(value);
}

/* ---- looking ---- */

bool ray_is_zero(const Ray *ray) {
    return ray->exact && ray->terms.count == 0;
}

bool ray_is_constant(const Ray *ray) {
    return ray->exact && (ray->terms.count == 0 ||
                          (ray->terms.count == 1 && fmpq_is_zero(&ray->terms.items[0].exponent)));
}

Sign ray_lead(const Ray *ray) {
    if (ray->terms.count)
        return sign_of(&ray->terms.items[0].coefficient);
    return ray->infinite > 0 ? POSITIVE : ray->infinite < 0 ? NEGATIVE : ZERO;
}

const fmpq *ray_order(const Ray *ray) {
    return ray->terms.count ? &ray->terms.items[0].exponent : &ray->remainder;
}

bool ray_grows(const Ray *ray) {
    return ray->infinite && !ray->terms.count && !ray_reaches(ray, 0);
}

bool ray_reaches(const Ray *ray, slong exponent) {
    return ray->exact || fmpq_cmp_si(&ray->remainder, exponent) > 0;
}

bool ray_coefficient(const Ray *ray, slong exponent, arb_t coefficient) {
    arb_zero(coefficient);
    for (size_t i = 0; i < ray->terms.count; i++)
        if (fmpq_cmp_si(&ray->terms.items[i].exponent, exponent) == 0)
            arb_set(coefficient, &ray->terms.items[i].coefficient);
    return ray_reaches(ray, exponent);
}

bool ray_limit(const Ray *ray, arb_t limit) {
    return ray_coefficient(ray, 0, limit) &&
           (ray->terms.count == 0 || fmpq_sgn(&ray->terms.items[0].exponent) >= 0);
}

bool ray_has_limit(const Ray *ray) {
    arb_t limit;
    arb_init(limit);
    bool has = ray_limit(ray, limit);
    arb_clear(limit);
    return has;
}

/* ---- keeping it short ---- */

void ray_cut(Ray *out, const fmpq_t remainder) {
    if (!out->exact && fmpq_cmp(&out->remainder, remainder) <= 0)
        return;
    out->exact = false;
    out->infinite = 0;
    fmpq_set(&out->remainder, remainder);
}

void ray_drop_term(Ray *ray, slong exponent) {
    size_t kept = 0;
    RayTerm *items = ray->terms.items;
    for (size_t i = 0; i < ray->terms.count; i++)
        if (fmpq_cmp_si(&items[i].exponent, exponent) != 0) {
            RayTerm term = items[kept];
            items[kept++] = items[i];
            items[i] = term;
        }
    ray->terms.count = kept;
    if (exponent == 0)
        ray->limit = 0;
}

void ray_drop_limit(Ray *ray) {
    ray_drop_term(ray, 0);
}

static void round_terms(Ray *ray, slong bits) {
    size_t kept = 0;
    RayTerm *items = ray->terms.items;
    for (size_t i = 0; i < ray->terms.count; i++) {
        if (arb_is_zero(&items[i].coefficient))
            continue;
        arb_set_round(&items[i].coefficient, &items[i].coefficient, bits);
        RayTerm term = items[kept];
        items[kept++] = items[i];
        items[i] = term;
    }
    ray->terms.count = kept;
}

void ray_settle(Ray *out, const RayWork *work) {
    if (out->state != RAY_SERIES)
        return;
    round_terms(out, work->bits);
    if (out->terms.count) {
        fmpq_t end;
        fmpq_init(end);
        fmpq_add_si(end, &out->terms.items[0].exponent, work->window);
        RayTerm *last = &out->terms.items[out->terms.count - 1];
        if (fmpq_cmp(&last->exponent, end) >= 0)
            ray_cut(out, end);
        if (out->terms.count > MOST_TERMS)
            ray_cut(out, &out->terms.items[MOST_TERMS].exponent);
        fmpq_clear(end);
    }
    while (out->terms.count && !out->exact &&
           fmpq_cmp(&out->terms.items[out->terms.count - 1].exponent, &out->remainder) >= 0)
        out->terms.count--;
}

void ray_cut_at(Ray *ray, slong exponent, const RayWork *work) {
    fmpq_t end;
    fmpq_init(end);
    fmpq_set_si(end, exponent, 1);
    ray_cut(ray, end);
    ray_settle(ray, work);
    fmpq_clear(end);
}

/* ---- sums and products ---- */

void ray_negate(Ray *out, const Ray *a) {
    ray_copy(out, a);
    for (size_t i = 0; i < out->terms.count; i++)
        arb_neg(&out->terms.items[i].coefficient, &out->terms.items[i].coefficient);
    out->infinite = -out->infinite;
    out->limit = -out->limit;
}

/* Which remainder is the lower one, and so that of the result: negative for a's; 0: both. */
static int compare_remainders(const Ray *a, const fmpq_t ra, const Ray *b, const fmpq_t rb) {
    if (a->exact || b->exact)
        return (int)a->exact - (int)b->exact;
    return fmpq_cmp(ra, rb);
}

static int infinity_of(int order, int of_a, int of_b) {
    if (order)
        return order < 0 ? of_a : of_b;
    return of_a == of_b ? of_a : 0;
}

void ray_add(Ray *out, const Ray *a, const Ray *b, RayWork *work) {
    if (either_fails(out, a, b))
        return;
    int infinite = infinity_of(compare_remainders(a, &a->remainder, b, &b->remainder), a->infinite,
                               b->infinite);
    ray_copy(out, a);
    for (size_t i = 0; i < b->terms.count; i++)
        ray_push(out, &b->terms.items[i].exponent, &b->terms.items[i].coefficient, work->bits);
    if (out->state != RAY_SERIES)
        return;
    if (!b->exact)
        ray_cut(out, &b->remainder);
    out->wild |= b->wild;
    out->infinite = infinite;
    out->limit = 0;
    if (a->limit && a->limit == -b->limit)
        ray_drop_limit(out);
    ray_settle(out, work);
}

void ray_subtract(Ray *out, const Ray *a, const Ray *b, RayWork *work) {
    if (a == b && !ray_fails(out, a)) {
        ray_zero(out);
        return;
    }
    Ray opposite;
    ray_init(&opposite);
    ray_negate(&opposite, b);
    ray_add(out, a, &opposite, work);
    ray_clear(&opposite);
}

/* The infinity of what is left of a, times the first term of b. */
static int infinity_times(const Ray *a, const Ray *b) {
    Sign sign = ray_lead(b);
    return sign == POSITIVE ? a->infinite : sign == NEGATIVE ? -a->infinite : 0;
}

/* What is left of either, times the other. */
static void remainder_of_product(Ray *out, const Ray *a, const Ray *b) {
    fmpq_t ra, rb;
    fmpq_init(ra);
    fmpq_init(rb);
    fmpq_add(ra, &a->remainder, ray_order(b));
    fmpq_add(rb, &b->remainder, ray_order(a));
    if (!a->exact)
        ray_cut(out, ra);
    if (!b->exact)
        ray_cut(out, rb);
    out->infinite =
        infinity_of(compare_remainders(a, ra, b, rb), infinity_times(a, b), infinity_times(b, a));
    fmpq_clear(ra);
    fmpq_clear(rb);
}

void ray_multiply(Ray *out, const Ray *a, const Ray *b, RayWork *work) {
    if (either_fails(out, a, b))
        return;
    ray_zero(out);
    if (ray_is_zero(a) || ray_is_zero(b))
        return;
    fmpq_t exponent;
    arb_t product;
    fmpq_init(exponent);
    arb_init(product);
    remainder_of_product(out, a, b);
    for (size_t i = 0; i < a->terms.count; i++)
        for (size_t j = 0; j < b->terms.count; j++) {
            const RayTerm *x = &a->terms.items[i], *y = &b->terms.items[j];
            fmpq_add(exponent, &x->exponent, &y->exponent);
            if (!out->exact && fmpq_cmp(exponent, &out->remainder) >= 0)
                break;
            arb_mul(product, &x->coefficient, &y->coefficient, work->bits);
            ray_push(out, exponent, product, work->bits);
        }
    work->operations += (double)(a->terms.count + 1) * (double)(b->terms.count + 1);
    fmpq_clear(exponent);
    arb_clear(product);
    out->wild = a->wild || b->wild;
    ray_settle(out, work);
}

void ray_scale(Ray *out, const Ray *a, const arb_t by, RayWork *work) {
    Ray factor;
    ray_init(&factor);
    ray_constant(&factor, by);
    ray_multiply(out, a, &factor, work);
    ray_clear(&factor);
}

/* What does not move divides each coefficient, which keeps whole quotients exact. */
static void divide_by_constant(Ray *out, const Ray *a, const Ray *b, const RayWork *work) {
    const arb_struct *by = &b->terms.items[0].coefficient;
    ray_copy(out, a);
    for (size_t i = 0; i < out->terms.count; i++) {
        arb_struct *coefficient = &out->terms.items[i].coefficient;
        arb_div(coefficient, coefficient, by, work->bits);
    }
    if (arb_is_negative(by))
        out->infinite = -out->infinite;
    out->limit = 0;
}

void ray_divide(Ray *out, const Ray *a, const Ray *b, RayWork *work) {
    if (either_fails(out, a, b))
        return;
    Sign lead = ray_lead(b);
    if (!b->terms.count || lead == UNKNOWN) {
        ray_lacks(out, work, lead);
        return;
    }
    if (ray_is_constant(b)) {
        divide_by_constant(out, a, b, work);
        return;
    }
    Ray inverse;
    arb_t power, value;
    fmpq_t exponent;
    ray_init(&inverse);
    arb_init(power);
    arb_init(value);
    fmpq_init(exponent);
    arb_set_si(power, -1);
    arb_inv(value, &b->terms.items[0].coefficient, work->bits);
    fmpq_neg(exponent, &b->terms.items[0].exponent);
    ray_power(&inverse, b, power, exponent, value, work);
    ray_multiply(out, a, &inverse, work);
    ray_clear(&inverse);
    arb_clear(power);
    arb_clear(value);
    fmpq_clear(exponent);
}

void ray_whole_power(Ray *out, const Ray *a, ulong n, RayWork *work) {
    Ray square, part;
    ray_init(&square);
    ray_init(&part);
    ray_copy(&square, a);
    ray_number(out, 1);
    for (; n; n >>= 1) {
        if (n & 1) {
            ray_multiply(&part, out, &square, work);
            ray_swap(out, &part);
        }
        if (n > 1) {
            ray_multiply(&part, &square, &square, work);
            ray_swap(&square, &part);
        }
    }
    ray_clear(&square);
    ray_clear(&part);
}

/* ---- composition ---- */

slong ray_useful(const Ray *h, const RayWork *work) {
    if (ray_is_zero(h))
        return 1;
    const fmpq *order = ray_order(h);
    fmpq_t ratio;
    fmpz_t terms;
    fmpq_init(ratio);
    fmpz_init(terms);
    fmpq_set_si(ratio, work->window, 1);
    fmpq_div(ratio, ratio, order);
    fmpz_cdiv_q(terms, fmpq_numref(ratio), fmpq_denref(ratio));
    slong count = fmpz_cmp_si(terms, MOST_POWERS) < 0 ? fmpz_get_si(terms) : MOST_POWERS;
    fmpq_clear(ratio);
    fmpz_clear(terms);
    return FLINT_MAX(count, 2);
}

void ray_compose(Ray *out, arb_srcptr coefficients, slong count, const Ray *h, RayWork *work) {
    if (ray_fails(out, h))
        return;
    Ray part, constant;
    ray_init(&part);
    ray_init(&constant);
    ray_constant(out, coefficients + count - 1);
    for (slong i = count - 1; i-- > 0;) {
        ray_multiply(&part, out, h, work);
        ray_constant(&constant, coefficients + i);
        ray_add(out, &part, &constant, work);
    }
    if (!ray_is_zero(h)) {
        fmpq_t end;
        fmpq_init(end);
        fmpq_mul_si(end, ray_order(h), count);
        ray_cut(out, end);
        fmpq_clear(end);
        ray_settle(out, work);
    }
    ray_clear(&part);
    ray_clear(&constant);
}

/* a / (c t^e) - 1 */
static void relative_rest(Ray *out, const Ray *a, RayWork *work) {
    const RayTerm *first = &a->terms.items[0];
    fmpq_t exponent;
    arb_t coefficient;
    fmpq_init(exponent);
    arb_init(coefficient);
    ray_zero(out);
    for (size_t i = 1; i < a->terms.count; i++) {
        fmpq_sub(exponent, &a->terms.items[i].exponent, &first->exponent);
        arb_div(coefficient, &a->terms.items[i].coefficient, &first->coefficient, work->bits);
        ray_push(out, exponent, coefficient, work->bits);
    }
    if (!a->exact) {
        fmpq_sub(exponent, &a->remainder, &first->exponent);
        ray_cut(out, exponent);
    }
    out->wild = a->wild;
    out->infinite = arb_is_negative(&first->coefficient) ? -a->infinite : a->infinite;
    ray_settle(out, work);
    fmpq_clear(exponent);
    arb_clear(coefficient);
}

void ray_power(Ray *out, const Ray *a, const arb_t p, const fmpq_t exponent, const arb_t value,
               RayWork *work) {
    Ray rest, scale, sum;
    arb_t factor;
    ray_init(&rest);
    ray_init(&scale);
    ray_init(&sum);
    arb_init(factor);
    relative_rest(&rest, a, work);
    slong count = ray_useful(&rest, work);
    arb_ptr binomials = _arb_vec_init(count);
    arb_one(binomials);
    for (slong i = 1; i < count; i++) {
        arb_sub_si(factor, p, i - 1, work->bits);
        arb_mul(binomials + i, binomials + i - 1, factor, work->bits);
        arb_div_si(binomials + i, binomials + i, i, work->bits);
    }
    ray_compose(&sum, binomials, count, &rest, work);
    ray_push(&scale, exponent, value, work->bits);
    ray_multiply(out, &sum, &scale, work);
    _arb_vec_clear(binomials, count);
    ray_clear(&rest);
    ray_clear(&scale);
    ray_clear(&sum);
    arb_clear(factor);
}

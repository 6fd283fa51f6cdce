/* Verdicts: see verdict.h. */
#include "referee/verdict.h"

#include <math.h>

void verdict_init(Verdict *verdict) {
    *verdict = (Verdict){.at = UINT32_MAX}; /* all bits 0 is the ball 0 */
}

void verdict_free(Verdict *verdict) {
    arb_clear(&verdict->below.number);
    arb_clear(&verdict->above.number);
}

void verdict_undecided(Verdict *verdict, MessageCode why) {
    verdict->kind = VERDICT_UNDECIDED;
    verdict->why = why ? why : SAID_NOT_WELL_KNOWN;
}

void verdict_undefined(Verdict *verdict, MessageCode why, uint32_t at) {
    verdict->kind = VERDICT_UNDEFINED;
    verdict->why = why;
    verdict->at = at;
}

/* ---- sameness ---- */

typedef enum Sameness { SAME, DIFFERENT, EITHER } Sameness;

/* Whether a size is within the tolerance. */
static Sameness compare_size(const arb_t size, const arb_t tolerance) {
    return arb_le(size, tolerance) ? SAME : arb_gt(size, tolerance) ? DIFFERENT : EITHER;
}

/* 2 ulp of a double of the larger size, plus the slack; and what no ball can tell from 0. */
static Sameness compare_within(const arb_t a, const arb_t b, const arb_t slack, slong bits) {
    arb_t difference, tolerance, size;
    if (arb_equal(a, b) && arb_is_exact(a))
        return SAME;
    arb_init(difference);
    arb_init(tolerance);
    arb_init(size);
    arb_sub(difference, a, b, bits);
    arb_abs(difference, difference);
    arb_abs(tolerance, a);
    arb_abs(size, b);
    arb_max(tolerance, tolerance, size, bits);
    arb_mul_2exp_si(tolerance, tolerance, -51);
    arb_add(tolerance, tolerance, slack, bits);
    Sameness sameness = compare_size(difference, tolerance);
    if (sameness == EITHER && arb_contains_zero(difference)) {
        arb_one(size);
        arb_mul_2exp_si(size, size, -80);
        if (arb_le(difference, size))
            sameness = SAME;
    }
    arb_clear(difference);
    arb_clear(tolerance);
    arb_clear(size);
    return sameness;
}

/* ---- one side ---- */

typedef struct Look {
    const Ray *ray;
    SideVerdict *side;
    slong order;
    slong smooth; /* derivatives up to this order are numbers */
    bool ends, jumps, grows;
} Look;

/* The first term that is no whole power, below the order. */
static const RayTerm *first_broken(const Ray *ray, slong order) {
    for (size_t i = 0; i < ray->terms.count; i++) {
        const RayTerm *term = &ray->terms.items[i];
        if (fmpq_cmp_si(&term->exponent, order) >= 0)
            break;
        if (!fmpz_is_one(fmpq_denref(&term->exponent)))
            return term;
    }
    return NULL;
}

/* All derivatives of orders below look->smooth + 1 are numbers, and that one is infinite. */
static void judge_infinite(Look *look, int sign, bool back) {
    look->side->kind = SIDE_NONE;
    look->side->why = SAID_LOWER_INFINITE;
    if (look->smooth + 1 == look->order) {
        look->side->kind = SIDE_INFINITE;
        look->side->sign = back && look->order % 2 != 0 ? -sign : sign;
    }
}

/* Of c t^e: derivatives up to the order floor(e) are numbers, the next one is infinite, with the
 * sign of c as e (e - 1) ... (e - floor(e)) > 0. */
static void judge_broken(Look *look, const RayTerm *term, bool back, RayWork *work) {
    fmpz_t whole;
    fmpz_init(whole);
    fmpz_fdiv_q(whole, fmpq_numref(&term->exponent), fmpq_denref(&term->exponent));
    Sign sign = sign_of(&term->coefficient);
    look->smooth = fmpz_get_si(whole);
    if (sign == UNKNOWN)
        work->few_bits = true;
    else
        judge_infinite(look, sign == NEGATIVE ? -1 : 1, back);
    fmpz_clear(whole);
}

/* The same of t^e log(t), for whole e from the order e on. */
static void judge_logarithm(Look *look, bool back) {
    const Ray *ray = look->ray;
    fmpz_t end;
    fmpz_init(end);
    fmpz_cdiv_q(end, fmpq_numref(&ray->remainder), fmpq_denref(&ray->remainder));
    look->smooth = fmpz_get_si(end) - 1;
    judge_infinite(look, ray->infinite, back);
    fmpz_clear(end);
}

/* The derivative in the direction itself: back, t is minus what it is there. */
static void coefficient_of(const Ray *ray, slong order, bool back, arb_t out) {
    ray_coefficient(ray, order, out);
    if (back && order % 2 != 0)
        arb_neg(out, out);
}

static void judge_series(Look *look, bool back, RayWork *work) {
    const Ray *ray = look->ray;
    SideVerdict *side = look->side;
    const RayTerm *broken = first_broken(ray, look->order);
    side->kind = SIDE_UNKNOWN;
    side->why = SAID_NOT_WELL_KNOWN;
    look->smooth = 0;
    if (ray->wild && look->order > 1) {
        side->why = SAID_REST_OSCILLATES;
    } else if (broken) {
        judge_broken(look, broken, back, work);
    } else if (ray->infinite && !ray_reaches(ray, look->order)) {
        judge_logarithm(look, back);
    } else if (!ray_reaches(ray, look->order)) {
        work->few_terms = true;
    } else {
        arb_t factor;
        arb_init(factor);
        coefficient_of(ray, look->order, back, &side->number);
        arb_fac_ui(factor, (ulong)look->order, work->bits);
        arb_mul(&side->number, &side->number, factor, work->bits);
        side->kind = SIDE_NUMBER;
        look->smooth = look->order;
        arb_clear(factor);
    }
}

/* The slack that a tie gives: for so much in t, by the slopes of both sides. */
static void find_slack(arb_t out, const Ray *below, const Ray *above, double slack, slong bits) {
    arb_t slope, other;
    arb_init(slope);
    arb_init(other);
    arb_set_d(out, slack);
    ray_coefficient(below, 1, slope);
    arb_abs(slope, slope);
    ray_coefficient(above, 1, other);
    arb_abs(other, other);
    arb_max(slope, slope, other, bits);
    arb_mul(out, out, slope, bits);
    arb_clear(slope);
    arb_clear(other);
}

/* Whether it tends to the value. */
static Sameness tends_to_value(const Ray *ray, const Ray *value, const arb_t slack, slong bits) {
    if (ray->limit && ray->limit == value->limit)
        return SAME;
    arb_t limit, number;
    arb_init(limit);
    arb_init(number);
    ray_limit(ray, limit);
    ray_limit(value, number);
    Sameness same = compare_within(limit, number, slack, bits);
    arb_clear(limit);
    arb_clear(number);
    return same;
}

bool verdict_same_limit(const Ray *below, const Ray *above, const RayWork *work) {
    arb_t none;
    arb_init(none);
    bool same = below->state == RAY_SERIES && above->state == RAY_SERIES && ray_has_limit(below) &&
                ray_has_limit(above) && tends_to_value(below, above, none, work->bits) == SAME;
    arb_clear(none);
    return same;
}

static void look_at_side(Look *look, bool back, const Ray *value, const arb_t slack,
                         RayWork *work) {
    const Ray *ray = look->ray;
    look->side->kind = SIDE_UNKNOWN;
    look->side->why = ray->why ? ray->why : SAID_NOT_WELL_KNOWN;
    if (ray->state == RAY_ENDS) {
        look->ends = true;
        look->side->kind = SIDE_NONE;
        look->side->why = SAID_F_ENDS;
    } else if (ray->state == RAY_UNDECIDED) {
        return;
    } else if (ray->terms.count && fmpq_sgn(ray_order(ray)) < 0) {
        look->grows = ray_lead(ray) != UNKNOWN;
        work->few_bits |= !look->grows;
    } else if (ray_grows(ray)) {
        look->grows = true;
    } else if (!ray_reaches(ray, 0)) {
        work->few_terms = true;
    } else {
        Sameness same = tends_to_value(ray, value, slack, work->bits);
        look->jumps = same == DIFFERENT;
        if (same == EITHER)
            work->few_bits = true;
        else if (same == SAME)
            judge_series(look, back, work);
    }
}

/* ---- both sides ---- */

/* Whether the coefficients of the orders that both have agree; `upto` becomes the first that does
 * not. */
static Sameness compare_orders(const Look *below, const Look *above, const double *rooms,
                               slong *upto, RayWork *work) {
    arb_t left, right, slack;
    arb_init(left);
    arb_init(right);
    arb_init(slack);
    Sameness same = SAME;
    slong last = FLINT_MIN(below->smooth, above->smooth);
    for (*upto = 1; *upto <= last; ++*upto) {
        coefficient_of(below->ray, *upto, true, left);
        coefficient_of(above->ray, *upto, false, right);
        arb_set_d(slack, rooms[*upto]);
        same = compare_within(left, right, slack, work->bits);
        if (same != SAME)
            break;
    }
    work->few_bits |= same == EITHER;
    arb_clear(left);
    arb_clear(right);
    arb_clear(slack);
    return same;
}

/* Where both are the same it is their mean, if their balls do not overlap: no exact number. */
static void agree(Verdict *verdict, slong bits) {
    arb_struct *below = &verdict->below.number, *above = &verdict->above.number;
    verdict->kind = VERDICT_NUMBER;
    if (!arb_overlaps(below, above)) {
        arb_t room;
        arb_init(room);
        arb_sub(room, above, below, bits);
        arb_mul_2exp_si(room, room, -80);
        arb_add(above, above, below, bits);
        arb_mul_2exp_si(above, above, -1);
        arb_add_error(above, room);
        arb_clear(room);
        verdict->mean = true;
    } else if (arb_rel_accuracy_bits(below) > arb_rel_accuracy_bits(above)) {
        arb_set(above, below);
    }
}

static void combine(Verdict *verdict, slong order, Look *below, Look *above, const double *rooms,
                    RayWork *work) {
    slong upto = order;
    const SideVerdict *left = below->side, *right = above->side;
    Sameness same =
        below->ends || above->ends ? DIFFERENT : compare_orders(below, above, rooms, &upto, work);
    if (left->kind == SIDE_UNKNOWN || right->kind == SIDE_UNKNOWN)
        verdict_undecided(verdict, left->kind == SIDE_UNKNOWN ? left->why : right->why);
    else if (below->ends && right->kind == SIDE_NUMBER)
        verdict->kind = VERDICT_ABOVE;
    else if (above->ends && left->kind == SIDE_NUMBER)
        verdict->kind = VERDICT_BELOW;
    else if (same == EITHER)
        verdict_undecided(verdict, SAID_NOTHING);
    else if (same == DIFFERENT && !below->ends && !above->ends && upto < order)
        verdict_undefined(verdict, SAID_F_HAS_KINK, UINT32_MAX);
    else if ((left->kind == SIDE_NONE && !below->ends) ||
             (right->kind == SIDE_NONE && !above->ends))
        verdict_undefined(verdict, SAID_LOWER_INFINITE, UINT32_MAX);
    else if (same == SAME && left->kind == SIDE_NUMBER && right->kind == SIDE_NUMBER)
        agree(verdict, work->bits);
    else
        verdict->kind = VERDICT_SIDES;
}

void verdict_of_sides(Verdict *verdict, slong order, const Ray *below, const Ray *above,
                      const Ray *value, double slack, const double *rooms, RayWork *work) {
    Look left = {.ray = below, .side = &verdict->below, .order = order},
         right = {.ray = above, .side = &verdict->above, .order = order};
    arb_t room, extra;
    arb_init(room);
    arb_init(extra);
    find_slack(room, below, above, slack, work->bits);
    arb_set_d(extra, rooms[0]);
    arb_add(room, room, extra, work->bits);
    look_at_side(&left, true, value, room, work);
    look_at_side(&right, false, value, room, work);
    arb_clear(room);
    arb_clear(extra);
    if (left.grows || right.grows)
        verdict_undefined(verdict, SAID_F_INFINITE, UINT32_MAX);
    else if (left.jumps || right.jumps)
        verdict_undefined(verdict, SAID_F_JUMPS, UINT32_MAX);
    else if (left.ends && right.ends)
        verdict_undefined(verdict, SAID_F_ALONE, UINT32_MAX);
    else
        combine(verdict, order, &left, &right, rooms, work);
}

/* ---- mixed derivatives ---- */

/* Whether a coefficient is 0 but for rounding of what cancels in it. */
static Sameness vanishes(const arb_t coefficient, const arb_t scale) {
    arb_t size, tolerance;
    arb_init(size);
    arb_init(tolerance);
    arb_abs(size, coefficient);
    arb_mul_2exp_si(tolerance, scale, -50);
    Sameness same = arb_is_zero(size) ? SAME : compare_size(size, tolerance);
    arb_clear(size);
    arb_clear(tolerance);
    return same;
}

/* Whether all terms below the order vanish. */
static Sameness lower_terms(const Ray *sum, slong order, const arb_t scale) {
    Sameness all = SAME;
    for (size_t i = 0; i < sum->terms.count && all != DIFFERENT; i++) {
        const RayTerm *term = &sum->terms.items[i];
        if (fmpq_cmp_si(&term->exponent, order) >= 0)
            break;
        Sameness same = vanishes(&term->coefficient, scale);
        all = same == SAME ? all : same;
    }
    return all;
}

/* The next value of the derivative: the same as that so far? */
static bool confirm(Verdict *verdict, arb_t number, const arb_t scale, bool first, RayWork *work) {
    arb_t difference;
    arb_init(difference);
    Sameness same = SAME;
    if (first) {
        arb_set(&verdict->above.number, number);
    } else {
        arb_sub(difference, number, &verdict->above.number, work->bits);
        same = vanishes(difference, scale);
        if (same == SAME &&
            arb_rel_accuracy_bits(number) > arb_rel_accuracy_bits(&verdict->above.number))
            arb_set(&verdict->above.number, number);
    }
    arb_clear(difference);
    verdict->kind = VERDICT_NUMBER;
    if (same == DIFFERENT)
        verdict_undefined(verdict, SAID_DIRECTION_MATTERS, UINT32_MAX);
    else if (same == EITHER)
        verdict_undecided(verdict, SAID_NOTHING);
    work->few_bits |= same == EITHER;
    return same == SAME;
}

bool verdict_of_sum(Verdict *verdict, slong order, const Ray *sum, const arb_t scale, bool back,
                    bool first, RayWork *work) {
    if (sum->state != RAY_SERIES) {
        if (sum->state == RAY_ENDS)
            verdict_undefined(verdict, SAID_F_ENDS, UINT32_MAX);
        else
            verdict_undecided(verdict, sum->why);
        return false;
    }
    Sameness below = lower_terms(sum, order, scale);
    if (sum->infinite && !ray_reaches(sum, order)) {
        verdict_undefined(verdict, SAID_F_NOT_SMOOTH, UINT32_MAX);
    } else if (below == DIFFERENT) {
        verdict_undefined(verdict, first ? SAID_F_NOT_SMOOTH : SAID_DIRECTION_MATTERS, UINT32_MAX);
    } else if (below == EITHER || sum->wild || !ray_reaches(sum, order)) {
        work->few_bits |= below == EITHER;
        work->few_terms |= !ray_reaches(sum, order);
        verdict_undecided(verdict, SAID_NOTHING);
    } else {
        arb_t number;
        arb_init(number);
        coefficient_of(sum, order, back, number);
        bool goes_on = confirm(verdict, number, scale, first, work);
        arb_clear(number);
        return goes_on;
    }
    return false;
}

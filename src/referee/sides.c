/* Answers from both sides: see sides.h. */
#include "referee/sides.h"

#include "referee/sweep.h"
#include "referee/verdict.h"
#include "referee/walk.h"

#include <string.h>

enum {
    FIRST_BITS = 128,
    FIRST_WINDOW = 2,
    ENOUGH_BITS = 1024,
    SHOWN_DIGITS = 17,
    MOST_WINDOW = 32,
    MOST_FACTORS = 16,
    BASE_SHIFT = 4 /* bases of mixed differences are in sixteenths */
};

/* A derivative that is wanted: along its factors, each so many times. */
typedef struct Wanted {
    const QueryFactor *factors;
    uint32_t count, order;
    Verdict verdict;
    slong bits; /* that the verdict was found with; 0: not yet */
    bool settled;
} Wanted;

typedef struct Sides {
    const Query *query;
    Walk walk;
    Wanted *wanted;
    size_t count;
    arb_struct value;
    const Ray *at_point; /* the root there */
    bool value_known;
    Ray hole;       /* one side of f where it has no value, but ... */
    bool has_limit; /* ... the same limit on both */
    slong bits;
    Bytes answer;
} Sides;

/* ---- directions ---- */

/* Moves along the sum of the factors, each so many times, over 2^shift. */
static void set_velocity(Sides *s, const Wanted *wanted, const slong *times, slong shift) {
    Walk *w = &s->walk;
    arb_t part;
    arb_init(part);
    for (uint32_t i = 0; i < s->query->point.count; i++) {
        arb_zero(&w->velocity[i]);
        for (uint32_t k = 0; k < wanted->count; k++) {
            arb_set_d(part, query_speed(s->query, wanted->factors[k].factor, i));
            arb_mul_si(part, part, times[k], ARF_PREC_EXACT);
            arb_mul_2exp_si(part, part, -shift);
            arb_add(&w->velocity[i], &w->velocity[i], part, ARF_PREC_EXACT);
        }
        w->moving[i] = !arb_is_zero(&w->velocity[i]);
    }
    arb_clear(part);
}

/* How far the edges of ties may be, in t; 0 where none counts. */
static double slack_of_ties(const Sides *s) {
    bool counts = false;
    for (size_t i = 0; i < s->query->ties.count; i++)
        counts |= s->walk.counts[s->query->ties.items[i]];
    return counts ? 2.0 * s->walk.slack : 0.0;
}

/* ---- verdicts ---- */

/* Whether f depends on all factors. */
static bool depends_on_all(Sides *s, const Wanted *wanted) {
    bool all = true;
    for (uint32_t k = 0; k < wanted->count && all; k++) {
        slong times[MOST_FACTORS] = {0};
        times[k] = 1;
        set_velocity(s, wanted, times, 0);
        all = walk_moves(&s->walk);
    }
    return all;
}

static void find_rooms(const Sides *s, const Wanted *wanted, double *rooms) {
    memset(rooms, 0, (QUERY_MAX_ORDER + 1) * sizeof *rooms);
    for (size_t i = 0; i < s->query->rooms.count; i++) {
        const QueryRoom *room = &s->query->rooms.items[i];
        if (room->answer == (size_t)(wanted - s->wanted))
            rooms[room->order] = room->size;
    }
}

/* Along one factor, back and then on: the root is left as it is above. */
static bool walk_both_sides(Sides *s, const Wanted *wanted, Ray *below) {
    set_velocity(s, wanted, &(slong){-1}, 0);
    if (!walk_along(&s->walk))
        return false;
    ray_copy(below, walk_root(&s->walk));
    set_velocity(s, wanted, &(slong){1}, 0);
    return walk_along(&s->walk);
}

static bool judge_sides(Sides *s, Wanted *wanted) {
    Ray below;
    double rooms[QUERY_MAX_ORDER + 1];
    find_rooms(s, wanted, rooms);
    ray_init(&below);
    bool in_time = walk_both_sides(s, wanted, &below);
    if (in_time)
        verdict_of_sides(&wanted->verdict, wanted->order, &below, walk_root(&s->walk), s->at_point,
                         slack_of_ties(s), rooms, &s->walk.work);
    ray_clear(&below);
    return in_time;
}

/* The next n with 0 <= n <= a; false after the last. */
static bool next_corner(const Wanted *wanted, uint32_t *n) {
    for (uint32_t k = 0; k < wanted->count; k++) {
        if (n[k]++ < wanted->factors[k].times)
            return true;
        n[k] = 0;
    }
    return false;
}

/* The weight of a corner, and whether its direction is none at all. */
static bool corner(const Wanted *wanted, const uint32_t *n, const slong *base, slong sense,
                   slong *times, arb_t weight) {
    bool moves = false;
    arb_t binomial;
    arb_init(binomial);
    arb_one(weight);
    for (uint32_t k = 0; k < wanted->count; k++) {
        times[k] = sense * (base[k] + ((slong)n[k] << BASE_SHIFT));
        moves |= times[k] != 0;
        arb_bin_uiui(binomial, wanted->factors[k].times, n[k], 256);
        arb_mul(weight, weight, binomial, 256);
        if ((wanted->factors[k].times - n[k]) % 2 != 0)
            arb_neg(weight, weight);
    }
    arb_clear(binomial);
    return moves;
}

/* The largest coefficient up to the order. */
static void widen_scale(arb_t scale, const Ray *ray, slong order, slong bits) {
    arb_t size;
    arb_init(size);
    for (size_t i = 0; i < ray->terms.count; i++) {
        if (fmpq_cmp_si(&ray->terms.items[i].exponent, order) > 0)
            break;
        arb_abs(size, &ray->terms.items[i].coefficient);
        arb_max(scale, scale, size, bits);
    }
    arb_clear(size);
}

/* Whether f goes elsewhere than to its value. */
static bool leaves(const Ray *root, const Ray *at_point, const RayWork *work) {
    bool pole = root->terms.count && fmpq_sgn(ray_order(root)) < 0;
    return ray_has_limit(root) ? !verdict_same_limit(root, at_point, work)
                               : ray_grows(root) || (pole && ray_lead(root) != UNKNOWN);
}

/* One alternating sum; false when time is up. */
static bool alternating_sum(Sides *s, const Wanted *wanted, const slong *base, slong sense,
                            Ray *sum, arb_t scale, bool *jumps) {
    Walk *w = &s->walk;
    uint32_t n[MOST_FACTORS] = {0};
    slong times[MOST_FACTORS];
    Ray part, before;
    arb_t weight;
    ray_init(&part);
    ray_init(&before);
    arb_init(weight);
    ray_zero(sum);
    bool in_time = true;
    do {
        bool moves = corner(wanted, n, base, sense, times, weight);
        set_velocity(s, wanted, times, BASE_SHIFT);
        in_time = !moves || walk_along(w);
        const Ray *root = moves ? walk_root(w) : s->at_point;
        *jumps |= in_time && root->state == RAY_SERIES && leaves(root, s->at_point, &w->work);
        if (in_time && !ray_fails(&part, root)) {
            ray_scale(&part, root, weight, &w->work);
            widen_scale(scale, &part, wanted->order, w->work.bits);
        }
        ray_swap(sum, &before);
        ray_add(sum, &before, &part, &w->work);
    } while (in_time && next_corner(wanted, n));
    ray_clear(&part);
    ray_clear(&before);
    arb_clear(weight);
    return in_time;
}

/* From several bases, in sixteenths of the first two factors. Some have the point inside, so that a
 * kink along any line through it shows; and none is a simple fraction, so that nothing cancels by
 * chance. */
static bool judge_mixed(Sides *s, Wanted *wanted) {
    static const slong bases[][2] = {{0, 0}, {-11, -7}, {-5, -13}, {23, -14}, {-42, 5}, {9, 19}};
    const int count = sizeof bases / sizeof *bases;
    bool goes_on = true, in_time = true;
    Ray sum;
    arb_t scale;
    ray_init(&sum);
    arb_init(scale);
    for (int i = 0; i < 2 * count && goes_on && in_time; i++) {
        slong base[MOST_FACTORS] = {bases[i / 2][0], bases[i / 2][1]}, sense = i % 2 == 0 ? 1 : -1;
        arb_zero(scale);
        bool jumps = false;
        in_time = alternating_sum(s, wanted, base, sense, &sum, scale, &jumps);
        goes_on = !jumps;
        if (in_time && jumps)
            verdict_undefined(&wanted->verdict, SAID_F_JUMPS, UINT32_MAX);
        else if (in_time)
            goes_on = verdict_of_sum(&wanted->verdict, wanted->order, &sum, scale, sense < 0,
                                     i == 0, &s->walk.work);
    }
    ray_clear(&sum);
    arb_clear(scale);
    return in_time;
}

/* ---- proofs ---- */

/* Whether more digits of a number are worth another round. */
static bool lacks_digits(const arb_t number) {
    return answer_digits(number) < ANSWER_WANTED_DIGITS;
}

static bool verdict_lacks_digits(const Verdict *verdict) {
    bool left = verdict->kind == VERDICT_BELOW || verdict->kind == VERDICT_SIDES,
         right = verdict->kind == VERDICT_NUMBER || verdict->kind == VERDICT_ABOVE ||
                 verdict->kind == VERDICT_SIDES;
    return (left && verdict->below.kind == SIDE_NUMBER && lacks_digits(&verdict->below.number)) ||
           (right && verdict->above.kind == SIDE_NUMBER && lacks_digits(&verdict->above.number));
}

/* A verdict with as many terms as this; false when time is up. */
static bool judge_with(Sides *s, Wanted *wanted, slong window) {
    RayWork *work = &s->walk.work;
    work->window = window;
    work->few_bits = work->few_terms = false;
    if (wanted->count > MOST_FACTORS) {
        verdict_undecided(&wanted->verdict, SAID_TOO_MANY_FACTORS);
        return true;
    }
    if (!depends_on_all(s, wanted)) {
        wanted->verdict.kind = VERDICT_NUMBER; /* 0 */
        return true;
    }
    return wanted->count == 1 ? judge_sides(s, wanted) : judge_mixed(s, wanted);
}

/* Whether another round is worth it. Sums that cancel to 0 never end. */
static bool is_settled(const Sides *s, const Wanted *wanted) {
    if (wanted->verdict.kind == VERDICT_UNDECIDED)
        return !s->walk.work.few_bits;
    bool cancels = wanted->count > 1 && s->bits >= ENOUGH_BITS &&
                   answer_is_below(&wanted->verdict.above.number);
    return cancels || !verdict_lacks_digits(&wanted->verdict);
}

/* With as many terms as it takes; false when time is up. */
static bool judge(Sides *s, Wanted *wanted) {
    slong window = (slong)wanted->order + 1, most = FLINT_MAX(MOST_WINDOW, 2 * window);
    Verdict last = wanted->verdict;
    for (;; window = FLINT_MIN(2 * window, most)) {
        verdict_init(&wanted->verdict);
        if (!judge_with(s, wanted, window)) {
            verdict_free(&wanted->verdict);
            wanted->verdict = last;
            return false;
        }
        if (wanted->verdict.kind != VERDICT_UNDECIDED || !s->walk.work.few_terms || window >= most)
            break;
        verdict_free(&wanted->verdict);
    }
    if (wanted->verdict.kind == VERDICT_NUMBER)
        wanted->verdict.above.kind = SIDE_NUMBER;
    verdict_free(&last);
    wanted->bits = s->bits;
    wanted->settled = is_settled(s, wanted);
    return true;
}

/* The value, without which there are no derivatives. */
static void judge_value(Sides *s) {
    const Ray *root = &s->walk.values[s->query->root];
    s->at_point = root;
    s->value_known = root->state == RAY_SERIES && ray_limit(root, &s->value);
    for (size_t i = 0; i < s->count && !s->value_known; i++) {
        Wanted *wanted = &s->wanted[i];
        wanted->bits = s->bits;
        wanted->settled = root->state == RAY_ENDS || !s->walk.work.few_bits;
        if (root->state == RAY_ENDS)
            verdict_undefined(&wanted->verdict, root->why, root->at);
        else
            verdict_undecided(&wanted->verdict, root->why);
    }
}

/* Whether f tends to the same from both sides where it has no value; false when time is up. */
static bool look_for_limit(Sides *s) {
    const Wanted *wanted = &s->wanted[0];
    if (s->at_point->state != RAY_ENDS || !s->count || wanted->count > 1)
        return true;
    s->walk.work.window = FIRST_WINDOW;
    if (!walk_both_sides(s, wanted, &s->hole))
        return false;
    s->has_limit = verdict_same_limit(&s->hole, walk_root(&s->walk), &s->walk.work);
    return true;
}

static bool all_settled(const Sides *s) {
    for (size_t i = 0; i < s->count; i++)
        if (!s->wanted[i].settled)
            return false;
    bool ends = s->at_point && s->at_point->state == RAY_ENDS;
    return ends || (s->value_known && !lacks_digits(&s->value));
}

/* One round; false when time is up. */
static bool prove_with(Sides *s, slong bits) {
    RayWork *work = &s->walk.work;
    s->bits = bits;
    *work = (RayWork){.bits = bits, .window = FIRST_WINDOW, .operations = work->operations};
    if (!walk_at_point(&s->walk))
        return false;
    judge_value(s);
    if (!s->value_known)
        return look_for_limit(s);
    for (size_t i = 0; i < s->count; i++)
        if (!s->wanted[i].settled && !judge(s, &s->wanted[i]))
            return false;
    return true;
}

/* ---- text ---- */

static void put_side(Bytes *bytes, const char *which, size_t number, const SideVerdict *side,
                     slong bits) {
    bytes_format(bytes, "%s %zu", which, number);
    if (side->kind == SIDE_NUMBER)
        answer_status(bytes, &side->number, bits);
    else if (side->kind == SIDE_INFINITE)
        bytes_put(bytes, side->sign < 0 ? " INFINITE -\n" : " INFINITE +\n");
    else
        bytes_format(bytes, " NONE %s\n", message_name(side->why));
}

static void put_wanted(Bytes *bytes, const Wanted *wanted, size_t number) {
    const Verdict *verdict = &wanted->verdict;
    switch (verdict->kind) {
    case VERDICT_NUMBER:
        bytes_format(bytes, "d %zu", number);
        answer_status(bytes, &verdict->above.number, wanted->bits);
        break;
    case VERDICT_BELOW:
        bytes_format(bytes, "onesided %zu below", number);
        answer_status(bytes, &verdict->below.number, wanted->bits);
        break;
    case VERDICT_ABOVE:
        bytes_format(bytes, "onesided %zu above", number);
        answer_status(bytes, &verdict->above.number, wanted->bits);
        break;
    case VERDICT_SIDES:
        put_side(bytes, "below", number, &verdict->below, wanted->bits);
        put_side(bytes, "above", number, &verdict->above, wanted->bits);
        break;
    case VERDICT_UNDEFINED:
        bytes_format(bytes, "undefined %zu", number);
        if (verdict->at != UINT32_MAX)
            answer_remark(bytes, verdict->at, verdict->why);
        else
            bytes_format(bytes, " - %s\n", message_name(verdict->why));
        break;
    case VERDICT_UNDECIDED:
        bytes_format(bytes, "undecided %zu %s\n", number,
                     message_name(verdict->why ? verdict->why : SAID_NO_TIME));
        break;
    }
}

static void put_value(Bytes *bytes, const Sides *s) {
    const Ray *root = s->at_point;
    if (root && root->state == RAY_ENDS) {
        bytes_put(bytes, "undefined value");
        answer_remark(bytes, root->at, root->why);
        return;
    }
    arb_t unknown;
    arb_init(unknown);
    arb_indeterminate(unknown);
    bytes_put(bytes, "value");
    answer_status(bytes, s->value_known ? &s->value : unknown, s->bits);
    arb_clear(unknown);
}

static void put_limit(Bytes *bytes, const Sides *s) {
    arb_t limit;
    arb_init(limit);
    if (s->has_limit && ray_limit(&s->hole, limit) && answer_digits(limit) >= SHOWN_DIGITS) {
        bytes_format(bytes, "note - %s ", message_name(SAID_F_TENDS_TO));
        answer_number(bytes, limit, SHOWN_DIGITS);
        bytes_put(bytes, "\n");
    }
    arb_clear(limit);
}

static void put_notes(Bytes *bytes, const Sides *s) {
    put_limit(bytes, s);
    int notes = 0;
    for (size_t i = 0; i < s->count && !notes; i++)
        if (s->wanted[i].verdict.mean) {
            bytes_format(bytes, "note - %s\n", message_name(SAID_MEAN_OF_SIDES));
            notes++;
        }
    for (uint32_t i = 0; i < s->query->steps.count && notes < ANSWER_NOTES; i++)
        if (s->walk.counts[i]) {
            answer_note(bytes, i, SAID_COUNTS_AS_TIE);
            notes++;
        }
}

static void publish_verdicts(Sides *s, BallsPublish *publish) {
    s->answer.text.count = 0;
    put_value(&s->answer, s);
    for (size_t i = 0; i < s->count; i++)
        put_wanted(&s->answer, &s->wanted[i], i);
    put_notes(&s->answer, s);
    bytes_put(&s->answer, "end\n");
    if (!s->answer.failed)
        publish(&s->answer);
}

/* ---- all of it ---- */

static bool begin(Sides *s, int64_t deadline) {
    const Query *query = s->query;
    s->count = query->derivatives.count;
    s->wanted = memory_resize(NULL, s->count + 1, sizeof *s->wanted);
    for (size_t i = 0; i < s->count && s->wanted; i++) {
        const QueryDerivative *derivative = &query->derivatives.items[i];
        s->wanted[i] = (Wanted){.factors = query->factors.items + derivative->first,
                                .count = derivative->count,
                                .order = derivative->order};
        verdict_init(&s->wanted[i].verdict);
    }
    return walk_begin(&s->walk, query, deadline) && s->wanted;
}

static void prove(Sides *s, BallsPublish *publish) {
    slong limit = s->query->bits;
    publish_verdicts(s, publish);
    for (slong bits = FLINT_MIN(FIRST_BITS, limit); bits <= limit; bits *= 2) {
        bool in_time = prove_with(s, bits);
        publish_verdicts(s, publish);
        if (!in_time || all_settled(s))
            return;
    }
}

void sides_answer(const Query *query, int64_t deadline, BallsPublish *publish) {
    Sides s = {.query = query};
    ray_init(&s.hole);
    if (begin(&s, deadline))
        prove(&s, publish);
    for (size_t i = 0; i < s.count && s.wanted; i++)
        verdict_free(&s.wanted[i].verdict);
    memory_free(s.wanted);
    walk_free(&s.walk);
    arb_clear(&s.value);
    ray_clear(&s.hole);
    array_free(&s.answer.text);
}

/* Truth: see truth.h. */
#include "analysis/truth.h"

#include "analysis/accuracy.h"

#include <math.h>
#include <string.h>

/* Numbers that differ by less than that many units of their last places do not differ. */
static const double same_ulps = 2.0;
/* Series are made longer, up to this exponent, until they tell. */
static const double longest = 32.0;
/* A whole exponent, up to rounding. */
static const double whole_exponent = 1e-14;
/* A derivative that is uncertain by more of it is not known. */
static const double known = 1e-6, small = 1e-13;
/* Where mixed differences begin, in multiples of the directions, by turns: at the point, and around
 * it. Some have the point inside, so that a kink along any line through it shows; and none is on
 * a line that formulas are likely to have, so that nothing cancels by chance. */
enum { BASES = 6, MOST_FACTORS = 8 };
static const double bases[BASES][2] = {{0, 0},           {-0.6875, -0.4375}, {-0.3125, -0.8125},
                                       {1.4375, -0.875}, {-2.625, 0.3125},   {0.5625, 1.1875}};

typedef struct Search {
    const Subject *subject;
    Rays rays;
    double value; /* of f at the point; NaN: whatever it goes to */
    double *velocity;
    uint32_t order;  /* the highest that is asked for along any one direction */
    uint32_t answer; /* the one that is looked at */
    /* The last pair of sides, from below and above: along a direction, up to the cap; 0: none. */
    Expansion sides[2];
    uint32_t along;
    double cap;
    ARRAY(ReferenceRoom) rooms;
} Search;

/* What one side says of the derivative of some order. */
typedef enum SideKind {
    SIDE_NUMBER,
    SIDE_UNDECIDED,
    SIDE_ENDS,
    SIDE_INFINITE,
    SIDE_JUMPS
} SideKind;

typedef struct Side {
    SideKind kind;
    SeriesTerm number; /* the derivative, or f's limit where it jumps */
    uint32_t bad;      /* the first order that is not finite, from SIDE_INFINITE */
} Side;

static bool same(const SeriesTerm *a, const SeriesTerm *b) {
    double size = fmax(fabs(a->value), fabs(b->value));
    return fabs(a->value - b->value) <=
           a->error + b->error + a->blur + b->blur + same_ulps * accuracy_spacing(size);
}

/* The coefficient of an exponent below the rest; 0 where there is no term. */
static SeriesTerm coefficient(const Expansion *x, uint32_t exponent) {
    for (uint32_t i = 0; i < x->count; i++)
        if (fabs(x->terms[i].exponent - exponent) <= whole_exponent)
            return x->terms[i];
    return (SeriesTerm){.exponent = exponent};
}

static SeriesTerm scaled(SeriesTerm term, double factor) {
    term.value *= factor;
    term.error *= fabs(factor);
    term.blur *= fabs(factor);
    term.point *= fabs(factor);
    return term;
}

/* ---- one side ---- */

/* The sign of the k-th derivative of c t^e, seen from the other side of 0 if `below`. */
static double sign_of_derivative(const SeriesTerm *term, uint32_t k, bool below) {
    double sign = term->value;
    for (uint32_t i = 0; i < k; i++)
        sign *= term->exponent < i ? -1.0 : 1.0;
    return below && k % 2 ? -sign : sign;
}

static Side infinite(double sign, uint32_t order) {
    return (Side){SIDE_INFINITE, {.value = copysign(INFINITY, sign)}, order};
}

/* What f's limit says: SIDE_NUMBER where it is f's value. */
static Side look_at_value(const Search *search, const Expansion *x) {
    if (x->state == EXPANSION_UNDEFINED)
        return (Side){.kind = SIDE_ENDS, .number = {.value = NAN}};
    bool logarithm = x->rest <= 0.0 && x->log != 0.0;
    if (x->state == EXPANSION_UNDECIDED || (x->rest <= 0.0 && !logarithm))
        return (Side){.kind = SIDE_UNDECIDED};
    Lead lead = expansion_lead(x);
    if (x->count && x->terms[0].exponent < 0.0 && lead == LEAD_UNSURE)
        return (Side){.kind = SIDE_UNDECIDED};
    if (logarithm || expansion_first(x) < 0.0) {
        bool falls = x->count ? lead == LEAD_NEGATIVE : x->log > 0.0; /* log(t) is negative */
        return (Side){.kind = SIDE_JUMPS, .number = {.value = falls ? -INFINITY : INFINITY}};
    }
    SeriesTerm limit = coefficient(x, 0), here = {.value = search->value, .error = limit.error};
    bool there = isnan(search->value) || same(&limit, &here);
    return (Side){.kind = there ? SIDE_NUMBER : SIDE_JUMPS, .number = limit};
}

/* The k-th derivative on one side. */
static Side look(const Search *search, const Expansion *x, uint32_t k, bool below) {
    Side side = look_at_value(search, x);
    if (side.kind != SIDE_NUMBER)
        return side;
    for (uint32_t i = 0; i < x->count && x->terms[i].exponent <= k; i++) {
        const SeriesTerm *term = &x->terms[i];
        if (fabs(term->exponent - round(term->exponent)) <= whole_exponent)
            continue;
        if (!(fabs(term->value) > term->error + term->blur))
            return (Side){.kind = SIDE_UNDECIDED};
        return infinite(sign_of_derivative(term, k, below), (uint32_t)ceil(term->exponent));
    }
    if (x->rest <= k && x->log != 0.0) { /* t^r log(t), and log(t) falls without bound */
        const SeriesTerm falls = {.exponent = x->rest, .value = -x->log};
        return infinite(sign_of_derivative(&falls, k, below), (uint32_t)ceil(x->rest));
    }
    if (x->rest <= k || (x->wild && k > 1))
        return (Side){.kind = SIDE_UNDECIDED};
    double sign = below && k % 2 ? -1.0 : 1.0;
    return (Side){.kind = SIDE_NUMBER, .number = scaled(coefficient(x, k), sign * tgamma(k + 1.0))};
}

/* ---- both sides ---- */

static double limit_of(const Side *side) {
    return side->kind == SIDE_ENDS || side->kind == SIDE_UNDECIDED ? NAN : side->number.value + 0.0;
}

/* Whether f goes to its value on that side. */
static bool has_value(const Side *side) {
    return side->kind == SIDE_NUMBER || side->kind == SIDE_INFINITE;
}

static Truth found(TruthKind kind, const SeriesTerm *number) {
    return (Truth){.kind = kind,
                   .value = number->value + 0.0, /* no -0 */
                   .error = number->error,
                   .below = NAN,
                   .above = NAN};
}

/* Whether all derivatives below order k are the same on both sides, as far as they are known. */
static bool lower_agree(const Expansion *below, const Expansion *above, uint32_t k) {
    double rest = fmin(below->rest, above->rest);
    rest = below->wild || above->wild ? fmin(rest, 2.0) : rest;
    if (below->state != EXPANSION_SERIES || above->state != EXPANSION_SERIES ||
        expansion_first(below) < 0.0 || expansion_first(above) < 0.0)
        return true;
    for (uint32_t j = 1; j < k && j < rest; j++) {
        SeriesTerm left = scaled(coefficient(below, j), j % 2 ? -1.0 : 1.0),
                   right = coefficient(above, j);
        if (!same(&left, &right))
            return false;
    }
    return true;
}

/* What is so of the two sides if they are no numbers. */
static Truth put_sides(const Search *search, const Side *left, const Side *right, uint32_t k) {
    Truth sides = {.below = limit_of(left), .above = limit_of(right), .value = NAN};
    bool jumps = left->kind == SIDE_JUMPS || right->kind == SIDE_JUMPS;
    bool steep = left->kind == SIDE_INFINITE || right->kind == SIDE_INFINITE;
    sides.kind = jumps ? TRUTH_JUMP : steep ? TRUTH_INFINITE : TRUTH_UNDECIDED;
    if (jumps && has_value(left))
        sides.below = search->value;
    if (jumps && has_value(right))
        sides.above = search->value;
    if (!jumps && ((left->kind == SIDE_INFINITE && left->bad < k) ||
                   (right->kind == SIDE_INFINITE && right->bad < k)))
        sides.kind = TRUTH_NONE;
    return sides;
}

static Truth at_an_end(const Side *left, const Side *right, Truth sides) {
    bool nowhere = left->kind == SIDE_ENDS && right->kind == SIDE_ENDS;
    Truth truth = found(TRUTH_ENDS, &(left->kind == SIDE_ENDS ? right : left)->number);
    truth.below = sides.below;
    truth.above = sides.above;
    sides.kind = TRUTH_JUMP;
    return nowhere ? sides : truth;
}

/* *open: one side is undecided, so that longer series may tell more. */
static Truth judge(const Search *search, const Expansion *below, const Expansion *above, uint32_t k,
                   bool *open) {
    Side left = look(search, below, k, true), right = look(search, above, k, false);
    Truth sides = put_sides(search, &left, &right, k);
    bool ends = left.kind == SIDE_ENDS || right.kind == SIDE_ENDS;
    *open = left.kind == SIDE_UNDECIDED || right.kind == SIDE_UNDECIDED;
    if (sides.kind != TRUTH_JUMP && !ends && !lower_agree(below, above, k)) {
        sides.kind = TRUTH_NONE;
        *open = false;
    }
    if (sides.kind != TRUTH_UNDECIDED || *open)
        return sides;
    if (ends)
        return at_an_end(&left, &right, sides);
    bool better = left.number.error < right.number.error;
    const SeriesTerm *number = better ? &left.number : &right.number;
    sides.kind = TRUTH_KINK;
    return same(&left.number, &right.number) ? found(TRUTH_EXISTS, number) : sides;
}

/* ---- along one direction ---- */

static void set_velocity(const Search *search, uint32_t direction, double speed) {
    const Problem *problem = search->subject->problem;
    for (uint32_t v = 0; v < problem->components; v++)
        if (direction == problem->components)
            search->velocity[v] += speed * problem->direction[v];
        else if (direction == v)
            search->velocity[v] += speed;
}

static void stand_still(const Search *search) {
    memset(search->velocity, 0, search->subject->problem->components * sizeof *search->velocity);
}

static double last_cap(uint32_t order) {
    return fmax(longest, order + 1.0);
}

/* Notes by how much the coefficients of both sides may differ. */
static bool keep_rooms(Search *search, const Expansion *sides, uint32_t order) {
    for (uint32_t k = 0; k <= order; k++) {
        double room = coefficient(&sides[0], k).blur + coefficient(&sides[1], k).blur;
        if (room > 0.0 && isfinite(room) &&
            !array_push(&search->rooms, ((ReferenceRoom){search->answer, k, room}))) {
            diag_no_memory(search->subject->diag);
            return false;
        }
    }
    return true;
}

/* The highest order that is asked for along a direction. */
static uint32_t highest_order(const Search *search, const Factor *factor) {
    const Problem *problem = search->subject->problem;
    uint32_t most = factor->times;
    for (uint32_t i = 0; i < problem->derivative_count && most < search->order; i++) {
        const Derivative *other = &problem->derivatives[i];
        if (other->count == 1 && other->factors[0].variable == factor->variable &&
            other->factors[0].times > most)
            most = other->factors[0].times;
    }
    return most;
}

/* f on both sides, unless that is known already. */
static bool find_sides(Search *search, uint32_t direction, double cap) {
    if (search->cap == cap && search->along == direction)
        return true;
    search->cap = 0.0;
    for (int i = 0; i < 2; i++) {
        stand_still(search);
        set_velocity(search, direction, i ? 1.0 : -1.0);
        if (!rays_follow(&search->rays, search->velocity, cap, &search->sides[i]))
            return false;
    }
    search->cap = cap;
    search->along = direction;
    return true;
}

/* The derivative along one direction, by series of growing length: they serve all orders. */
static bool find_straight(Search *search, const Factor *factor, Truth *truth) {
    const Expansion *sides = search->sides;
    uint32_t most = highest_order(search, factor);
    bool found_before = search->cap > most && search->along == factor->variable;
    double last = last_cap(most), cap = found_before ? search->cap : most + 1.0;
    for (;; cap = fmin(2.0 * cap, last)) {
        bool open;
        if (!find_sides(search, factor->variable, cap))
            return false;
        *truth = judge(search, &sides[0], &sides[1], factor->times, &open);
        if (!open || cap >= last || search->rays.reach_now.work >= search->rays.limit)
            return keep_rooms(search, sides, factor->times);
    }
}

/* ---- mixed derivatives ---- */

/* Adds f's expansion along a corner of a mixed difference, times a factor; *jumps: f does. */
static bool add_corner(Search *search, double factor, double cap, Expansion *sum, bool *jumps) {
    Expansion corner, times, product, before = *sum;
    if (!rays_follow(&search->rays, search->velocity, cap, &corner))
        return false;
    *jumps |= look_at_value(search, &corner).kind == SIDE_JUMPS;
    expansion_nothing(&times, INFINITY);
    expansion_term(&times, (SeriesTerm){.value = factor});
    Reach reach = {.cap = cap};
    expansion_multiply(&corner, &times, &reach, &product);
    expansion_add(&before, &product, 1.0, &reach, sum);
    return true;
}

static double binomial(uint32_t n, uint32_t k) {
    double value = 1.0;
    for (uint32_t i = 0; i < k; i++)
        value = value * (n - i) / (i + 1.0);
    return round(value);
}

/* The mixed difference of f, sum over nu <= alpha of (-1)^(k - |nu|) prod binom(alpha_i, nu_i) f(a
 * + t (base + nu)): of a polynomial of degree k, its mixed derivative. */
static bool find_difference(Search *search, const Derivative *derivative, const double *base,
                            double side, double cap, Expansion *difference, bool *jumps) {
    uint32_t nu[MOST_FACTORS] = {0};
    expansion_nothing(difference, INFINITY);
    for (bool more = true; more;) {
        double weight = 1.0;
        stand_still(search);
        for (uint32_t i = 0; i < derivative->count; i++) {
            const Factor *factor = &derivative->factors[i];
            weight *= binomial(factor->times, nu[i]) * ((factor->times - nu[i]) % 2 ? -1.0 : 1.0);
            set_velocity(search, factor->variable, side * (base[i % 2] + nu[i]));
        }
        if (!add_corner(search, weight, cap, difference, jumps))
            return false;
        uint32_t i = 0;
        while (i < derivative->count && ++nu[i] > derivative->factors[i].times)
            nu[i++] = 0;
        more = i < derivative->count;
    }
    return true;
}

/* The mixed derivative that one difference shows. */
static Side look_at_difference(const Expansion *x, uint32_t order, bool below) {
    if (x->state != EXPANSION_SERIES || x->rest <= order || x->wild)
        return (Side){.kind = x->state == EXPANSION_UNDEFINED ? SIDE_ENDS : SIDE_UNDECIDED};
    for (uint32_t i = 0; i < x->count && x->terms[i].exponent < order - whole_exponent; i++)
        if (fabs(x->terms[i].value) > x->terms[i].error + x->terms[i].blur)
            return (Side){.kind = SIDE_JUMPS};
    return (Side){.kind = SIDE_NUMBER,
                  .number = scaled(coefficient(x, order), below && order % 2 ? -1.0 : 1.0)};
}

/* *enough: longer series would tell no more. */
static bool look_at_mixed(Search *search, const Derivative *derivative, uint32_t order, double cap,
                          Truth *truth, bool *enough) {
    SeriesTerm number = {0};
    bool first = true;
    *enough = false;
    *truth = (Truth){.kind = TRUTH_UNDECIDED, .value = NAN, .below = NAN, .above = NAN};
    for (int b = 0; b < BASES; b++)
        for (int i = 0; i < 2; i++) {
            Expansion difference;
            bool jumps = false;
            if (!find_difference(search, derivative, bases[b], i ? 1.0 : -1.0, cap, &difference,
                                 &jumps))
                return false;
            Side side = look_at_difference(&difference, order, i == 0);
            if (jumps)
                side.kind = SIDE_JUMPS;
            if (side.kind == SIDE_UNDECIDED)
                return true;
            if (side.kind != SIDE_NUMBER || (!first && !same(&number, &side.number))) {
                truth->kind = TRUTH_NONE;
                *enough = true;
                return true;
            }
            if (first || side.number.error < number.error)
                number = side.number;
            first = false;
        }
    *truth = found(TRUTH_EXISTS, &number);
    *enough = true;
    return true;
}

static bool find_mixed(Search *search, const Derivative *derivative, Truth *truth) {
    uint32_t order = 0;
    for (uint32_t i = 0; i < derivative->count; i++)
        order += derivative->factors[i].times;
    double last = last_cap(order);
    bool enough = derivative->count > MOST_FACTORS;
    *truth = (Truth){.kind = TRUTH_UNDECIDED, .value = NAN, .below = NAN, .above = NAN};
    for (double cap = order + 1.0; !enough; cap = fmin(2.0 * cap, last)) {
        if (!look_at_mixed(search, derivative, order, cap, truth, &enough))
            return false;
        enough |= cap >= last || search->rays.reach_now.work >= search->rays.limit;
    }
    return true;
}

/* ---- all of it ---- */

/* A number that is mostly error is none. */
static void doubt(Truth *truth) {
    if (truth_is_known(truth) && truth->error > known * fabs(truth->value) + small)
        truth->kind = TRUTH_UNDECIDED;
}

static bool is_late(const Search *search) {
    return search->rays.reach_now.work >= search->rays.limit;
}

/* *looked_at: how many answers were looked at before the limit. */
static bool find_all(Search *search, const uint8_t *rough, Truth *truths, uint32_t *looked_at) {
    const Problem *problem = search->subject->problem;
    uint32_t count = problem->derivative_count;
    *looked_at = count;
    for (uint32_t i = 0; i < count; i++) {
        const Derivative *derivative = &problem->derivatives[i];
        if (derivative->count == 1 && derivative->factors[0].times > search->order)
            search->order = derivative->factors[0].times;
    }
    for (uint32_t i = 0; i < count; i++) {
        const Derivative *derivative = &problem->derivatives[i];
        truths[i] = (Truth){.kind = TRUTH_ORDINARY, .value = NAN, .below = NAN, .above = NAN};
        if (problem_marked(problem, derivative, rough) == problem->components)
            continue;
        search->answer = i;
        if (is_late(search)) {
            truths[i].kind = TRUTH_UNDECIDED;
            continue;
        }
        bool done = derivative->count == 1 ? find_straight(search, derivative->factors, &truths[i])
                                           : find_mixed(search, derivative, &truths[i]);
        if (!done)
            return false;
        doubt(&truths[i]);
        if (is_late(search))
            *looked_at = i;
    }
    return true;
}

static bool keep_hints(const Search *search, TruthNotes *notes) {
    size_t ties = search->rays.ties.count, rooms = search->rooms.count;
    NodeId *kept_ties = subject_allocate(search->subject, ties, sizeof *kept_ties);
    ReferenceRoom *kept_rooms = subject_allocate(search->subject, rooms, sizeof *kept_rooms);
    if (!kept_ties || !kept_rooms)
        return false;
    if (ties)
        memcpy(kept_ties, search->rays.ties.items, ties * sizeof *kept_ties);
    if (rooms)
        memcpy(kept_rooms, search->rooms.items, rooms * sizeof *kept_rooms);
    notes->hints = (ReferenceHints){kept_ties, ties, kept_rooms, rooms};
    return true;
}

bool truth_find(const Subject *subject, double value, const uint8_t *rough, bool patient,
                Truth *truths, TruthNotes *notes) {
    Search search = {.subject = subject, .value = value};
    size_t variables = subject->problem->components;
    search.velocity = subject_allocate(subject, variables, sizeof *search.velocity);
    bool done = search.velocity && rays_begin(&search.rays, subject->problem, subject->diag);
    if (patient)
        search.rays.limit = INFINITY;
    done =
        done && find_all(&search, rough, truths, &notes->looked_at) && keep_hints(&search, notes);
    rays_free(&search.rays);
    array_free(&search.rooms);
    return done && !diag_failed(subject->diag);
}

bool truth_limits(const Subject *subject, uint32_t variable, Truth *limit, Truth *slope) {
    Search search = {.subject = subject, .value = NAN};
    const Factor factor = {variable, 1};
    search.velocity =
        subject_allocate(subject, subject->problem->components, sizeof *search.velocity);
    bool done = search.velocity && rays_begin(&search.rays, subject->problem, subject->diag) &&
                find_straight(&search, &factor, slope);
    *limit = (Truth){.kind = TRUTH_UNDECIDED};
    if (done && slope->kind != TRUTH_UNDECIDED) {
        SeriesTerm below = coefficient(&search.sides[0], 0),
                   above = coefficient(&search.sides[1], 0);
        bool one = slope->kind < TRUTH_UNDECIDED || slope->kind == TRUTH_INFINITE;
        if (one && slope->kind != TRUTH_ENDS && same(&below, &above))
            *limit = found(TRUTH_EXISTS, &above);
    }
    rays_free(&search.rays);
    array_free(&search.rooms);
    return done && !diag_failed(subject->diag);
}

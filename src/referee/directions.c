/* See directions.h. */
#include "referee/directions.h"

#include "referee/sweep.h"

enum { MOST_DIRECTIONS = 1 << 16, MOST_TERMS = 1 << 20 };

/* One of the b <= a, as the sum goes over them. */
typedef struct Multiple {
    QueryFactor factors[QUERY_MAX_ORDER]; /* all of the derivative's; times may be 0 */
    uint32_t count;
} Multiple;

/* Counts on to the next b; false after the last, which is a. Begin with 0. */
static bool next_multiple(Multiple *multiple, const QueryFactor *limits) {
    for (uint32_t i = 0; i < multiple->count; i++) {
        if (multiple->factors[i].times < limits[i].times) {
            multiple->factors[i].times++;
            return true;
        }
        multiple->factors[i].times = 0;
    }
    return false;
}

/* How many there are, or so. */
static double multiples(const QueryFactor *limits, uint32_t count) {
    double product = 1.0;
    for (uint32_t i = 0; i < count; i++)
        product *= 1.0 + limits[i].times;
    return product;
}

static uint32_t common_divisor(const Multiple *multiple) {
    uint32_t divisor = 0;
    for (uint32_t i = 0; i < multiple->count; i++)
        for (uint32_t other = multiple->factors[i].times; other;) {
            uint32_t rest = divisor % other;
            divisor = other;
            other = rest;
        }
    return divisor;
}

/* The direction of the multiple without its common divisor, new or known; its index in *index. */
static bool find_direction(Directions *directions, const Multiple *multiple, uint32_t divisor,
                           uint32_t *index) {
    QueryFactor factors[QUERY_MAX_ORDER];
    uint32_t count = 0;
    for (uint32_t i = 0; i < multiple->count; i++)
        if (multiple->factors[i].times)
            factors[count++] =
                (QueryFactor){multiple->factors[i].factor, multiple->factors[i].times / divisor};
    Symbol symbol =
        symbol_intern(&directions->names, (const char *)factors, count * sizeof *factors);
    if (symbol == SYMBOL_NONE)
        return false;
    *index = symbol - 1;
    if (*index < directions->directions.count)
        return true;
    RefereeDirection direction = {.count = count, .whole_of = NO_DERIVATIVE};
    direction.factors = (const QueryFactor *)(const void *)symbol_text(&directions->names, symbol);
    return array_push(&directions->directions, direction);
}

/* (-1)^(|a| - |b|) prod binomial(a_i, b_i) divisor^|a| */
static void weigh(fmpz_t weight, const Multiple *multiple, const QueryFactor *limits,
                  uint32_t order, uint32_t divisor) {
    fmpz_t part;
    fmpz_init(part);
    fmpz_set_ui(weight, divisor);
    fmpz_pow_ui(weight, weight, order);
    uint32_t missing = order;
    for (uint32_t i = 0; i < multiple->count; i++) {
        fmpz_bin_uiui(part, limits[i].times, multiple->factors[i].times);
        fmpz_mul(weight, weight, part);
        missing -= multiple->factors[i].times;
    }
    if (missing % 2)
        fmpz_neg(weight, weight);
    fmpz_clear(part);
}

/* The derivative's term of that direction: where b is a multiple of another,
 * there is one already. */
static DirectionTerm *find_term(Directions *directions, PlannedDerivative *planned,
                                uint32_t direction) {
    RefereeDirection *at = &directions->directions.items[direction];
    if (at->terms <= planned->first) {
        if (!array_push(&directions->terms, (DirectionTerm){.direction = direction}))
            return NULL;
        at->terms = directions->terms.count;
        planned->count++;
    }
    return &directions->terms.items[at->terms - 1];
}

static bool plan(Directions *directions, uint32_t number) {
    const Query *query = directions->query;
    const QueryDerivative *derivative = &query->derivatives.items[number];
    const QueryFactor *limits = &query->factors.items[derivative->first];
    PlannedDerivative *planned = &directions->derivatives[number];
    Multiple multiple = {.count = derivative->count};
    uint32_t index;
    for (uint32_t i = 0; i < derivative->count; i++)
        multiple.factors[i] = limits[i];
    planned->first = directions->terms.count;
    if (!find_direction(directions, &multiple, common_divisor(&multiple), &index) ||
        !find_term(directions, planned, index))
        return false;
    RefereeDirection *whole = &directions->directions.items[index];
    planned->next_whole = whole->whole_of;
    whole->whole_of = number;
    for (uint32_t i = 0; i < derivative->count; i++)
        multiple.factors[i].times = 0;
    bool fine = true;
    fmpz_t weight;
    fmpz_init(weight);
    while (fine && next_multiple(&multiple, limits)) {
        uint32_t divisor = common_divisor(&multiple);
        fine = find_direction(directions, &multiple, divisor, &index);
        DirectionTerm *term = fine ? find_term(directions, planned, index) : NULL;
        fine = term;
        if (fine) {
            weigh(weight, &multiple, limits, derivative->order, divisor);
            fmpz_add(&term->weight, &term->weight, weight);
            RefereeDirection *direction = &directions->directions.items[index];
            direction->order = FLINT_MAX(direction->order, derivative->order);
        }
    }
    fmpz_clear(weight);
    return fine;
}

bool directions_begin(Directions *directions, const Query *query, int64_t deadline) {
    size_t count = query->derivatives.count;
    *directions = (Directions){.query = query};
    directions->derivatives = memory_zeroed(count, sizeof *directions->derivatives);
    if (!directions->derivatives)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const QueryDerivative *derivative = &query->derivatives.items[i];
        double most = multiples(query->factors.items + derivative->first, derivative->count);
        if (most + (double)directions->directions.count > MOST_DIRECTIONS ||
            most + (double)directions->terms.count > MOST_TERMS || sweep_late(deadline))
            continue;
        if (!plan(directions, i))
            return false;
    }
    return true;
}

bool directions_add_up(const Directions *directions, uint32_t derivative, arb_t sum, slong bits) {
    const PlannedDerivative *planned = &directions->derivatives[derivative];
    slong order = (slong)directions->query->derivatives.items[derivative].order;
    arb_t part;
    bool found = planned->count > 0;
    arb_init(part);
    arb_zero(sum);
    for (size_t i = 0; i < planned->count && found; i++) {
        const DirectionTerm *term = &directions->terms.items[planned->first + i];
        const RefereeDirection *direction = &directions->directions.items[term->direction];
        found = direction->bits == bits;
        arb_poly_get_coeff_arb(part, &direction->root, order);
        if (direction->known <= order)
            arb_indeterminate(part);
        arb_addmul_fmpz(sum, part, &term->weight, bits);
    }
    arb_clear(part);
    return found;
}

void directions_free(Directions *directions) {
    for (size_t i = 0; i < directions->directions.count; i++)
        arb_poly_clear(&directions->directions.items[i].root);
    for (size_t i = 0; i < directions->terms.count; i++)
        fmpz_clear(&directions->terms.items[i].weight);
    array_free(&directions->directions);
    array_free(&directions->terms);
    memory_free(directions->derivatives);
    symbols_free(&directions->names);
}

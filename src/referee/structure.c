/* See structure.h. */
#include "referee/structure.h"

#include <string.h>

/* Degrees beyond all that is asked for. */
enum { BEYOND = UINT8_MAX };

/* Steps to blame, the first ones, or NOWHERE: kinks, and what has not even a conventional slope. */
typedef struct Blame {
    uint32_t kink, other;
} Blame;

enum { NOWHERE = UINT32_MAX };

typedef struct StepStructure {
    /* The derivative that is wanted, of this step: */
    bool zero;     /* it is 0 */
    Blame missing; /* it does not exist because of them */
    Blame latent;  /* it may, but derivatives by a part of the factors do not */
    /* The Taylor series of this step in all that moves: terms of a lower total degree ... */
    uint8_t small;  /* ... are 0 */
    uint8_t common; /* ... are the same on all sides of kinks */
} StepStructure;

bool structure_begin(Structure *structure, const BallSweep *sweep) {
    const Query *query = sweep->query;
    uint32_t most = 0;
    for (size_t i = 0; i < query->derivatives.count; i++)
        most = FLINT_MAX(most, query->derivatives.items[i].count);
    *structure = (Structure){.sweep = sweep};
    structure->degrees = memory_resize(NULL, query->steps.count + 1, most + 1);
    structure->steps = memory_resize(NULL, query->steps.count + 1, sizeof *structure->steps);
    return structure->degrees && structure->steps;
}

void structure_free(Structure *structure) {
    memory_free(structure->degrees);
    memory_free(structure->steps);
}

static uint8_t capped(slong degree) {
    return (uint8_t)FLINT_MIN(degree, BEYOND);
}

static uint8_t smaller(uint8_t a, uint8_t b) {
    return FLINT_MIN(a, b);
}

static uint8_t larger(uint8_t a, uint8_t b) {
    return FLINT_MAX(a, b);
}

static void join(Blame *blame, Blame more) {
    blame->kink = FLINT_MIN(blame->kink, more.kink);
    blame->other = FLINT_MIN(blame->other, more.other);
}

/* Which step the i-th argument is. */
static uint32_t argument_of(const Structure *structure, const QueryStep *step, uint32_t i) {
    return structure->sweep->query->arguments.items[step->first + i];
}

/* Whether the i-th argument moves the step. */
static bool moves(const Structure *structure, const QueryStep *step, uint32_t i) {
    const BallSweep *sweep = structure->sweep;
    return sweep->states[argument_of(structure, step, i)].active &&
           !sweep->edges[step->first + i].idle;
}

/* Of which degree the step is, at most, as a polynomial in each factor; BEYOND if it is none. */
static void find_degrees(uint8_t *degrees, const Structure *structure, const QueryStep *step,
                         bool linear, uint32_t factors) {
    memset(degrees, 0, factors);
    for (uint32_t i = 0; i < step->count; i++) {
        const Edge *edge = &structure->sweep->edges[step->first + i];
        const uint8_t *given =
            structure->degrees + (size_t)argument_of(structure, step, i) * factors;
        for (uint32_t k = 0; k < factors && moves(structure, step, i); k++)
            if (linear)
                degrees[k] = larger(degrees[k], given[k]);
            else if (given[k] && (edge->degree == 0 || given[k] == BEYOND))
                degrees[k] = BEYOND;
            else
                degrees[k] = capped(degrees[k] + given[k] * edge->degree);
    }
}

/* Finds `small` and `common`. */
static void find_terms(StepStructure *found, const Structure *structure, uint32_t number) {
    const BallSweep *sweep = structure->sweep;
    const StepState *state = &sweep->states[number];
    const QueryStep *step = &sweep->query->steps.items[number];
    uint8_t at_zero = arb_is_zero(constant_term(&state->series)) ? 1 : 0, least = BEYOND;
    slong product = 0; /* of powers: their degrees add up */
    found->common = BEYOND;
    for (uint32_t i = 0; i < step->count; i++) {
        const StepStructure *given = &structure->steps[argument_of(structure, step, i)];
        const Edge *edge = &sweep->edges[step->first + i];
        if (!edge->idle)
            least = smaller(least, given->small);
        product += given->small ? given->small * edge->degree : 0;
    }
    for (uint32_t i = 0; i < step->count; i++) {
        const StepStructure *given = &structure->steps[argument_of(structure, step, i)];
        slong others = product - (sweep->edges[step->first + i].degree ? given->small : 0);
        if (moves(structure, step, i))
            found->common = smaller(found->common, capped(given->common + others));
    }
    if (state->missing && state->kink)
        found->common = smaller(found->common, larger(least, 1));
    if (!state->active)
        found->small = at_zero ? BEYOND : 0;
    else if (state->missing && state->kink)
        found->small = at_zero ? found->common : 0;
    else
        found->small = larger(at_zero, larger(capped(product), state->linear ? least : 0));
}

static void judge_step(Structure *structure, uint32_t number, const QueryFactor *factors,
                       uint32_t count) {
    const Query *query = structure->sweep->query;
    const StepState *state = &structure->sweep->states[number];
    const QueryStep *step = &query->steps.items[number];
    const Blame none = {NOWHERE, NOWHERE};
    StepStructure found = {.zero = true, .missing = none, .latent = none};
    uint8_t *degrees = structure->degrees + (size_t)number * count;
    if (step->kind == STEP_APPLICATION)
        find_degrees(degrees, structure, step, state->linear, count);
    else
        for (uint32_t k = 0; k < count; k++)
            degrees[k] =
                state->active && query_speed(query, factors[k].factor, step->variable) != 0.0;
    find_terms(&found, structure, number);
    for (uint32_t i = 0; i < step->count; i++) {
        const StepStructure *given = &structure->steps[argument_of(structure, step, i)];
        if (!moves(structure, step, i))
            continue;
        found.zero &= given->zero;
        join(&found.missing, given->missing);
        join(&found.latent, given->latent);
    }
    if (!state->linear) {
        uint32_t through = 0; /* so many of the derivatives go through this step */
        bool all = true;      /* they all do */
        for (uint32_t k = 0; k < count; k++) {
            through += degrees[k] ? factors[k].times : 0;
            all &= degrees[k] >= factors[k].times;
        }
        found.zero = !all;
        join(&found.missing, found.latent);
        if (state->missing && through >= (uint32_t)state->exists)
            join(&found.missing, state->kink ? (Blame){number, NOWHERE} : (Blame){NOWHERE, number});
        found.latent = all ? none : found.missing;
        found.missing = all ? found.missing : none;
    }
    structure->steps[number] = found;
}

Judgement structure_judge(Structure *structure, const QueryDerivative *derivative) {
    const Query *query = structure->sweep->query;
    for (uint32_t i = 0; i <= query->root; i++)
        judge_step(structure, i, query->factors.items + derivative->first, derivative->count);
    const StepStructure *root = &structure->steps[query->root];
    /* Without a value there may be nothing to differentiate. */
    Judgement judgement = {.zero = root->zero && structure->sweep->states[query->root].known};
    uint32_t blamed = root->missing.other;
    if (root->missing.kink < blamed && derivative->order >= root->common)
        blamed = root->missing.kink;
    if (blamed != NOWHERE) {
        judgement.undefined = structure->sweep->states[blamed].missing;
        judgement.undefined_at = blamed;
    }
    return judgement;
}

/* Proving answers: see balls.h.
 *
 * A number is proven when its ball is so narrow that 21 digits hold.
 * The precision starts at 128 bits and is doubled; numbers that need more than others get more, and
 * what was proven before stays as it was. */
#include "referee/balls.h"

#include "referee/directions.h"
#include "referee/structure.h"

#include <math.h>

enum {
    FIRST_BITS = 128,
    NANOSECONDS_TO_WRITE = 10000 /* one number */
};
static const double most_bytes = 6e8;

/* What is known of one number that was asked for. */
typedef struct Enclosure {
    arb_struct ball;
    slong bits;
    MessageCode undefined;
    uint32_t undefined_at;
    bool settled;
} Enclosure;

typedef struct Proof {
    const Query *query;
    BallSweep sweep;
    Directions directions;
    Structure structure;
    Enclosure *enclosures; /* the value, then the derivatives */
    Enclosure *derivatives;
    size_t count;
    Bytes answer;
} Proof;

/* ---- text ---- */

/* Of the value, or of a derivative: that of place - 1. */
static void put_enclosure(Bytes *bytes, const Enclosure *enclosure, size_t place) {
    bytes_put(bytes, enclosure->undefined ? "undefined " : place ? "d " : "");
    if (place)
        bytes_format(bytes, "%zu", place - 1);
    else
        bytes_put(bytes, "value");
    if (enclosure->undefined)
        answer_remark(bytes, enclosure->undefined_at, enclosure->undefined);
    else
        answer_status(bytes, &enclosure->ball, enclosure->bits);
}

/* What exact arithmetic thinks of a condition that doubles have decided; nothing: the same. */
static MessageCode doubt(const StepState *condition, bool held) {
    if (condition->undefined)
        return SAID_CONDITION_UNDEFINED;
    Sign sign = sign_of(constant_term(&condition->series));
    if (sign == UNKNOWN)
        return SAID_CHOICE_UNSURE;
    return (sign == ZERO) == held ? SAID_CHOICE_OTHERWISE : SAID_NOTHING;
}

static void put_notes(Bytes *bytes, const Proof *proof) {
    const Query *query = proof->query;
    int notes = 0;
    for (size_t i = 0; i < query->guards.count && notes < ANSWER_NOTES; i++) {
        const QueryGuard *guard = &query->guards.items[i];
        MessageCode why = doubt(&proof->sweep.states[guard->step], guard->held);
        if (why) {
            answer_note(bytes, guard->step, why);
            notes++;
        }
    }
    for (uint32_t i = 0; i < query->steps.count && notes < ANSWER_NOTES; i++) {
        if (proof->sweep.notes[i]) {
            answer_note(bytes, i, proof->sweep.notes[i]);
            notes++;
        }
    }
}

/* ---- findings ---- */

static void find(Enclosure *enclosure, const arb_t ball, slong bits) {
    if (enclosure->settled ||
        (!arb_is_finite(ball) && enclosure->bits && arb_is_finite(&enclosure->ball)))
        return;
    arb_set(&enclosure->ball, ball);
    enclosure->bits = bits;
    enclosure->settled = answer_digits(ball) >= ANSWER_WANTED_DIGITS;
}

static void find_undefined(Enclosure *enclosure, MessageCode why, uint32_t step) {
    if (enclosure->settled)
        return;
    enclosure->undefined = why;
    enclosure->undefined_at = step;
    enclosure->settled = true;
}

/* A variable may be several steps: their adjoints add up. */
static void find_derivative(const Proof *proof, Enclosure *enclosure, uint32_t variable) {
    const Query *query = proof->query;
    const BallSweep *sweep = &proof->sweep;
    arb_t sum;
    arb_init(sum);
    for (uint32_t i = 0; i < query->steps.count; i++) {
        const QueryStep *step = &query->steps.items[i];
        const StepState *state = &sweep->states[i];
        if (step->kind != STEP_VARIABLE || step->variable != variable || !state->reached)
            continue;
        if (state->no_slope)
            find_undefined(enclosure, state->no_slope, state->no_slope_at);
        else
            arb_add(sum, sum, &state->adjoint, sweep->bits);
    }
    find(enclosure, sum, sweep->bits);
    arb_clear(sum);
}

/* Takes over what a run for the gradient has found. */
static void learn_gradient(Proof *proof) {
    const Query *query = proof->query;
    const StepState *root = &proof->sweep.states[query->root];
    if (root->undefined) {
        for (size_t i = 0; i < proof->count; i++)
            find_undefined(&proof->enclosures[i], root->undefined, root->undefined_at);
        return;
    }
    find(&proof->enclosures[0], constant_term(&root->series), proof->sweep.bits);
    for (size_t i = 0; i < query->derivatives.count && query->gradient; i++)
        find_derivative(proof, &proof->derivatives[i], query_variable(query, i));
}

/* What the structure says of a derivative, after a run along all its factors.
 * Along one factor the series says what is 0, and all exists if nothing is missing. */
static void judge(Proof *proof, uint32_t number) {
    const QueryDerivative *derivative = &proof->query->derivatives.items[number];
    Enclosure *enclosure = &proof->derivatives[number];
    if (enclosure->settled || (derivative->count == 1 && !proof->sweep.has_missing))
        return;
    Judgement judgement = structure_judge(&proof->structure, derivative);
    if (judgement.undefined) {
        find_undefined(enclosure, judgement.undefined, judgement.undefined_at);
    } else if (judgement.zero) {
        arb_t zero;
        arb_init(zero);
        find(enclosure, zero, proof->sweep.bits);
        arb_clear(zero);
    }
}

/* Takes over what a run along a direction has found; false when time is up. */
static bool learn_direction(Proof *proof, RefereeDirection *direction) {
    const StepState *root = &proof->sweep.states[proof->query->root];
    for (uint32_t i = direction->whole_of; i != NO_DERIVATIVE;
         i = proof->directions.derivatives[i].next_whole) {
        if (sweep_late(proof->sweep.deadline))
            return false;
        judge(proof, i);
    }
    arb_poly_set(&direction->root, &root->series);
    direction->known = root->known;
    direction->bits = proof->sweep.bits;
    return true;
}

static void publish_enclosures(Proof *proof, BallsPublish *publish) {
    proof->answer.text.count = 0;
    for (size_t i = 0; i < proof->count; i++)
        put_enclosure(&proof->answer, &proof->enclosures[i], i);
    put_notes(&proof->answer, proof);
    bytes_put(&proof->answer, "end\n");
    if (!proof->answer.failed)
        publish(&proof->answer);
}

/* Runs along those directions that the derivative needs and that have not been run along;
 * false when time is up. */
static bool prove_derivative(Proof *proof, uint32_t number, slong bits) {
    Enclosure *enclosure = &proof->derivatives[number];
    const PlannedDerivative *planned = &proof->directions.derivatives[number];
    for (size_t i = 0; i < planned->count && !enclosure->settled; i++) {
        const DirectionTerm *term = &proof->directions.terms.items[planned->first + i];
        RefereeDirection *direction = &proof->directions.directions.items[term->direction];
        slong length = (slong)direction->order + 1;
        if (direction->bits == bits)
            continue;
        if (sweep_predict(proof->query, length, bits) > most_bytes)
            return true;
        if (!sweep_along(&proof->sweep, direction->factors, direction->count, length, bits) ||
            !learn_direction(proof, direction))
            return false;
    }
    arb_t sum;
    arb_init(sum);
    if (!enclosure->settled && directions_add_up(&proof->directions, number, sum, bits))
        find(enclosure, sum, bits);
    arb_clear(sum);
    return true;
}

static bool plan(Proof *proof) {
    return directions_begin(&proof->directions, proof->query, proof->sweep.deadline) &&
           structure_begin(&proof->structure, &proof->sweep);
}

static bool all_settled(const Enclosure *enclosures, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!enclosures[i].settled)
            return false;
    return true;
}

static void prove(Proof *proof, int64_t deadline, BallsPublish *publish) {
    const Query *query = proof->query;
    slong limit = query->bits, first = FLINT_MIN(FIRST_BITS, limit);
    for (slong bits = first; bits <= limit; bits *= 2) {
        if (sweep_predict(query, 1, bits) > most_bytes)
            return;
        if (!all_settled(proof->enclosures, query->gradient ? proof->count : 1)) {
            if (!sweep_gradient(&proof->sweep, bits))
                return;
            learn_gradient(proof);
        }
        if (bits == first && !query->gradient) {
            publish_enclosures(proof, publish); /* all that is sure to be found */
            if (!plan(proof))
                return;
        }
        bool in_time = true;
        for (uint32_t i = 0; i < query->derivatives.count && in_time && !query->gradient; i++)
            in_time = prove_derivative(proof, i, bits);
        publish_enclosures(proof, publish);
        if (!in_time || all_settled(proof->enclosures, proof->count) || sweep_late(deadline))
            return;
    }
}

/* When to stop looking, so that there is time to write down what was found. */
static int64_t time_to_write(const Proof *proof, int64_t deadline) {
    int64_t writing = (int64_t)proof->count * NANOSECONDS_TO_WRITE;
    int64_t half = (deadline - sweep_clock()) / 2;
    return deadline - FLINT_MIN(writing, half);
}

static bool begin(Proof *proof, int64_t deadline) {
    const Query *query = proof->query;
    proof->count = 1 + query->derivatives.count;
    proof->enclosures = memory_zeroed(proof->count, sizeof *proof->enclosures);
    if (!proof->enclosures)
        return false;
    for (size_t i = 0; i < proof->count; i++)
        arb_indeterminate(&proof->enclosures[i].ball);
    proof->derivatives = proof->enclosures + 1;
    return sweep_begin(&proof->sweep, query, time_to_write(proof, deadline));
}

void balls_answer(const Query *query, int64_t deadline, BallsPublish *publish) {
    Proof proof = {.query = query, .sweep = {.query = query}};
    if (begin(&proof, deadline))
        prove(&proof, deadline, publish);
    sweep_free(&proof.sweep);
    directions_free(&proof.directions);
    structure_free(&proof.structure);
    for (size_t i = 0; i < proof.count && proof.enclosures; i++)
        arb_clear(&proof.enclosures[i].ball);
    memory_free(proof.enclosures);
    array_free(&proof.answer.text);
}

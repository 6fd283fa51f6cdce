/* Proving answers: see balls.h.
 *
 * A number is proven when its ball is so narrow that 21 digits hold.
 * The precision starts at 128 bits and is doubled; numbers that need more than others get more, and
 * what was proven before stays as it was. */
#include "referee/balls.h"

#include "referee/directions.h"
#include "referee/structure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    FIRST_BITS = 128,
    PROVEN_DIGITS = 21,
    WANTED_DIGITS = 27, /* with fewer another round is worth it */
    MOST_DIGITS = 40,   /* shown of a number that does not end */
    EXACT_DIGITS = 1100,
    EXACT_EXPONENT = 1200, /* no doubles' products of one factor are beyond */
    MOST_NOTES = 20,
    NANOSECONDS_TO_WRITE = 10000 /* one number */
};
static const double most_bytes = 6e8;

/* What is known of one number that was asked for. */
typedef struct Enclosure {
    arb_struct ball;
    slong bits;
    const char *undefined;
    uint32_t undefined_at;
    bool settled;
} Enclosure;

typedef struct Proof {
    const Query *query;
    BallSweep sweep;
    Directions directions;
    Structure structure;
    Enclosure *enclosures; /* the value, then the gradient, then the other derivatives */
    Enclosure *gradient, *derivatives;
    size_t count;
    Bytes answer;
} Proof;

int64_t balls_clock(void) {
    return sweep_clock();
}

void balls_end(void) {
    flint_cleanup();
}

/* ---- text ---- */

void bytes_put(Bytes *bytes, const char *text) {
    size_t length = strlen(text);
    if (length == 0)
        return;
    if (!array_reserve(&bytes->text, length)) {
        bytes->failed = true;
        return;
    }
    memcpy(bytes->text.items + bytes->text.count, text, length);
    bytes->text.count += length;
}

static void put_unsigned(Bytes *bytes, unsigned long number) {
    char text[32];
    snprintf(text, sizeof text, "%lu", number);
    bytes_put(bytes, text);
}

static void put_character(Bytes *bytes, char character) {
    char text[2] = {character, '\0'};
    bytes_put(bytes, text);
}

/* The digits of a whole number times 10^exponent: 12500, 0.0125 or 1.25e-7. */
static void put_digits(Bytes *bytes, char *digits, slong exponent) {
    if (*digits == '-')
        put_character(bytes, *digits++);
    slong length = (slong)strlen(digits), point = length + exponent; /* so many stand before it */
    while (length > 1 && digits[length - 1] == '0')
        digits[--length] = '\0';
    bool positional = point > -5 && point <= 21;
    if (!positional)
        exponent = point - 1;
    point = positional ? point : 1;
    if (point <= 0)
        bytes_put(bytes, "0.");
    for (slong i = point; i < 0; i++)
        put_character(bytes, '0');
    for (slong i = 0; i < length || i < point; i++) {
        if (i > 0 && i == point)
            put_character(bytes, '.');
        put_character(bytes, i < length ? digits[i] : '0');
    }
    if (!positional) {
        put_character(bytes, 'e');
        if (exponent < 0)
            put_character(bytes, '-');
        put_unsigned(bytes, (unsigned long)(exponent < 0 ? -exponent : exponent));
    }
}

/* The whole decimal of an exact number; false when it is too long. */
static bool put_exact(Bytes *bytes, const arb_t number) {
    if (arb_is_zero(number)) {
        bytes_put(bytes, "0");
        return true;
    }
    fmpz_t mantissa, exponent, power;
    fmpz_init(mantissa);
    fmpz_init(exponent);
    fmpz_init(power);
    arf_get_fmpz_2exp(mantissa, exponent, arb_midref(number));
    bool fits = fmpz_cmpabs(exponent, (fmpz_set_ui(power, EXACT_EXPONENT), power)) <= 0;
    char *digits = NULL;
    if (fits) {
        slong shift = fmpz_get_si(exponent);
        if (shift >= 0) {
            fmpz_mul_2exp(mantissa, mantissa, (ulong)shift);
        } else {
            fmpz_ui_pow_ui(power, 5, (ulong)-shift); /* m 2^-k = m 5^k 10^-k */
            fmpz_mul(mantissa, mantissa, power);
        }
        fits = fmpz_sizeinbase(mantissa, 10) <= EXACT_DIGITS;
        if (fits) {
            digits = fmpz_get_str(NULL, 10, mantissa);
            put_digits(bytes, digits, shift < 0 ? shift : 0);
            flint_free(digits);
        }
    }
    fmpz_clear(mantissa);
    fmpz_clear(exponent);
    fmpz_clear(power);
    return fits;
}

/* FLINT's text of a ball, without its brackets. */
static void put_ball(Bytes *bytes, const arb_t ball, slong digits, ulong flags) {
    char *text = arb_get_str(ball, digits, flags), *start = text + (*text == '[');
    text[strcspn(text, "]")] = '\0';
    bytes_put(bytes, start);
    flint_free(text);
}

/* How many digits hold, to a unit of the last. The radius is at most 2^-bits of the midpoint; half
 * a unit of digit number n may be as little as 2^-1 10^-n of it, and the other half is for rounding
 * to n digits. */
static slong digits_that_hold(const arb_t ball) {
    slong bits = arb_is_finite(ball) ? arb_rel_accuracy_bits(ball) : 0;
    return bits > 0 ? (slong)((double)(bits - 1) * 0.30102) : 0;
}

static void put_proven(Bytes *bytes, const arb_t ball) {
    if (arb_is_exact(ball)) {
        if (put_exact(bytes, ball)) {
            bytes_put(bytes, " exact");
            return;
        }
    }
    slong digits = digits_that_hold(ball);
    put_ball(bytes, ball, FLINT_MIN(digits, MOST_DIGITS), ARB_STR_NO_RADIUS);
}

/* A little more than the largest size of anything in the ball. */
static void put_bound(Bytes *bytes, const arb_t ball) {
    mag_t size;
    arb_t bound;
    mag_init(size);
    arb_init(bound);
    arb_get_mag(size, ball);
    arf_set_mag(arb_midref(bound), size);
    arb_mul_ui(bound, bound, 102, 64);
    arb_div_ui(bound, bound, 100, 64);
    put_ball(bytes, bound, 3, ARB_STR_NO_RADIUS);
    mag_clear(size);
    arb_clear(bound);
}

static bool below(const arb_t ball) {
    if (!arb_contains_zero(ball))
        return false;
    mag_t size, small;
    mag_init(size);
    mag_init(small);
    arb_get_mag(size, ball);
    mag_set_ui_2exp_si(small, 1, -66); /* about 1e-20 */
    bool is_small = mag_cmp(size, small) <= 0;
    mag_clear(size);
    mag_clear(small);
    return is_small;
}

static void put_enclosure(Bytes *bytes, const Enclosure *enclosure, const char *name,
                          size_t place) {
    char which[32];
    snprintf(which, sizeof which, *name ? "%s" : "%s%zu", name, place);
    if (enclosure->undefined) {
        bytes_put(bytes, "undefined ");
        bytes_put(bytes, which);
        bytes_put(bytes, " ");
        put_unsigned(bytes, enclosure->undefined_at);
        bytes_put(bytes, " ");
        bytes_put(bytes, enclosure->undefined);
    } else {
        const arb_struct *ball = &enclosure->ball;
        bool proven = digits_that_hold(ball) >= PROVEN_DIGITS, is_below = !proven && below(ball);
        bytes_put(bytes, *name ? "" : "d ");
        bytes_put(bytes, which);
        bytes_put(bytes, proven ? " PROVEN " : is_below ? " BELOW " : " UNPROVEN ");
        put_unsigned(bytes, (unsigned long)enclosure->bits);
        bytes_put(bytes, " ");
        if (proven)
            put_proven(bytes, ball);
        else if (is_below)
            put_bound(bytes, ball);
        else if (arb_is_finite(ball))
            put_ball(bytes, ball, 20, ARB_STR_MORE);
    }
    bytes_put(bytes, "\n");
}

static void put_note(Bytes *bytes, uint32_t step, const char *text) {
    bytes_put(bytes, "note ");
    put_unsigned(bytes, step);
    bytes_put(bytes, " ");
    bytes_put(bytes, text);
    bytes_put(bytes, "\n");
}

/* What exact arithmetic thinks of a condition that doubles have decided; NULL: the same. */
static const char *doubt(const StepState *condition, bool held) {
    if (condition->undefined)
        return "the condition of a choice does not exist";
    Sign sign = sign_of(constant_term(&condition->series));
    if (sign == UNKNOWN)
        return "it is not sure how exact arithmetic decides this choice";
    return (sign == ZERO) == held ? "exact arithmetic decides this choice otherwise" : NULL;
}

static void put_notes(Bytes *bytes, const Proof *proof) {
    const Query *query = proof->query;
    int notes = 0;
    for (size_t i = 0; i < query->guards.count && notes < MOST_NOTES; i++) {
        const QueryGuard *guard = &query->guards.items[i];
        const char *text = doubt(&proof->sweep.states[guard->step], guard->held);
        if (text) {
            put_note(bytes, guard->step, text);
            notes++;
        }
    }
    for (uint32_t i = 0; i < query->steps.count && notes < MOST_NOTES; i++) {
        if (proof->sweep.notes[i]) {
            put_note(bytes, i, proof->sweep.notes[i]);
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
    enclosure->settled = digits_that_hold(ball) >= WANTED_DIGITS;
}

static void find_undefined(Enclosure *enclosure, const char *why, uint32_t step) {
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
    for (size_t i = 0; i < query->targets.count; i++)
        find_derivative(proof, &proof->gradient[i], query->targets.items[i]);
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
        put_enclosure(&proof->answer, &proof->enclosures[i], i ? "" : "value", i - 1);
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
        if (!all_settled(proof->enclosures, query->targets.count + 1)) {
            if (!sweep_gradient(&proof->sweep, bits))
                return;
            learn_gradient(proof);
        }
        if (bits == first && query->derivatives.count) {
            publish_enclosures(proof, publish); /* all that is sure to be found */
            if (!plan(proof))
                return;
        }
        bool in_time = true;
        for (uint32_t i = 0; i < query->derivatives.count && in_time; i++)
            in_time = prove_derivative(proof, i, bits);
        publish_enclosures(proof, publish);
        if (!in_time || all_settled(proof->enclosures, proof->count) || sweep_late(deadline))
            return;
    }
}

/* When to stop looking, so that there is time to write down what was found. */
static int64_t time_to_write(const Proof *proof, int64_t deadline) {
    int64_t writing = (int64_t)proof->count * NANOSECONDS_TO_WRITE;
    int64_t half = (deadline - balls_clock()) / 2;
    return deadline - FLINT_MIN(writing, half);
}

static bool begin(Proof *proof, int64_t deadline) {
    const Query *query = proof->query;
    proof->count = 1 + query->targets.count + query->derivatives.count;
    proof->enclosures = memory_resize(NULL, proof->count, sizeof *proof->enclosures);
    if (!proof->enclosures)
        return false;
    memset(proof->enclosures, 0, proof->count * sizeof *proof->enclosures);
    for (size_t i = 0; i < proof->count; i++)
        arb_indeterminate(&proof->enclosures[i].ball);
    proof->gradient = proof->enclosures + 1;
    proof->derivatives = proof->gradient + query->targets.count;
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

/* The run forwards: see sweep.h. */
#include "referee/sweep.h"

#include <math.h>
#include <time.h>

int64_t sweep_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

bool sweep_late(int64_t deadline) {
    return sweep_clock() > deadline;
}

void sweep_free_balls(arb_struct *balls, size_t count) {
    for (size_t i = 0; balls && i < count; i++)
        arb_clear(&balls[i]);
    memory_free(balls);
}

bool sweep_begin(BallSweep *sweep, const Query *query, int64_t deadline) {
    *sweep = (BallSweep){.query = query, .deadline = deadline};
    for (size_t i = 0; i < query->steps.count; i++)
        sweep->part_count = FLINT_MAX(sweep->part_count, query->steps.items[i].count);
    sweep->states = memory_zeroed(query->steps.count, sizeof *sweep->states);
    sweep->edges = memory_zeroed(query->arguments.count, sizeof *sweep->edges);
    sweep->parts = memory_zeroed(sweep->part_count, sizeof *sweep->parts);
    sweep->moving = memory_zeroed(query->point.count, sizeof *sweep->moving);
    sweep->velocity = memory_zeroed(query->point.count, sizeof *sweep->velocity);
    sweep->notes = memory_zeroed(query->steps.count, sizeof *sweep->notes);
    return sweep->states && sweep->edges && sweep->parts && sweep->moving && sweep->velocity &&
           sweep->notes;
}

void sweep_free(BallSweep *sweep) {
    const Query *query = sweep->query;
    for (size_t i = 0; sweep->states && i < query->steps.count; i++) {
        arb_poly_clear(&sweep->states[i].series);
        arb_clear(&sweep->states[i].adjoint);
    }
    for (size_t i = 0; sweep->edges && i < query->arguments.count; i++)
        arb_clear(&sweep->edges[i].partial);
    for (int i = 0; i < ROW_MAX_ARGUMENTS; i++)
        arb_poly_clear(&sweep->scratch.argument[i]);
    arb_poly_clear(&sweep->scratch.result);
    memory_free(sweep->states);
    memory_free(sweep->edges);
    sweep_free_balls(sweep->parts, sweep->part_count);
    memory_free(sweep->moving);
    sweep_free_balls(sweep->velocity, query->point.count);
    memory_free(sweep->notes);
}

double sweep_predict(const Query *query, slong length, slong bits) {
    double numbers =
        (double)(length + 1) * (double)query->steps.count + 2.0 * (double)query->arguments.count;
    return numbers * (128.0 + (double)bits / 8.0);
}

/* ---- one step ---- */

StepState *sweep_argument(const BallSweep *sweep, const QueryStep *step, uint32_t i) {
    return &sweep->states[sweep->query->arguments.items[step->first + i]];
}

static void set_undefined(StepState *state, MessageCode why, uint32_t at) {
    state->undefined = why;
    state->undefined_at = at;
    state->known = 0;
}

void sweep_undecided(StepState *state) {
    arb_t unknown;
    arb_init(unknown);
    arb_indeterminate(unknown);
    arb_poly_set_arb(&state->series, unknown);
    arb_clear(unknown);
    state->known = 0;
}

static void apply_leaf(const BallSweep *sweep, const QueryStep *step, StepState *state) {
    bool variable = step->kind == STEP_VARIABLE;
    double value = variable ? sweep->query->point.items[step->variable] : step->constant;
    if (!isfinite(value)) {
        set_undefined(state, SAID_NUMBER_NOT_FINITE, (uint32_t)(state - sweep->states));
        return;
    }
    arb_t number;
    arb_init(number);
    arb_set_d(number, value);
    arb_poly_set_arb(&state->series, number);
    arb_clear(number);
    if (state->active && sweep->length > 1)
        arb_poly_set_coeff_arb(&state->series, 1, &sweep->velocity[step->variable]);
    state->known = sweep->length;
}

Application *sweep_application(BallSweep *sweep, const QueryStep *step, slong length) {
    Application *a = &sweep->scratch;
    a->length = length;
    a->bits = sweep->bits;
    a->n = step->n;
    row_begin(a);
    return a;
}

bool sweep_keep(BallSweep *sweep, StepState *state) {
    const Application *a = &sweep->scratch;
    if (a->undefined) {
        set_undefined(state, a->undefined, (uint32_t)(state - sweep->states));
        return false;
    }
    state->known = row_finite_terms(&a->result, a->length);
    if (state->known == 0) {
        sweep_undecided(state);
        return false;
    }
    if (a->note)
        state->note = a->note;
    return true;
}

static void row_series(BallSweep *sweep, const QueryStep *step, Application *a) {
    for (uint32_t i = 0; i < step->count; i++) {
        const StepState *argument = sweep_argument(sweep, step, i);
        arb_poly_set_trunc(&a->argument[i], &argument->series, a->length);
        a->moving[i] = argument->active;
    }
    step->row->apply(a);
    for (uint32_t i = 0; i < step->count; i++) {
        sweep->edges[step->first + i].idle = a->idle[i];
        sweep->edges[step->first + i].degree = a->degree[i];
    }
}

static void apply_series(BallSweep *sweep, const QueryStep *step, StepState *state, slong length) {
    Application *a = sweep_application(sweep, step, length);
    if (step->row->arity < 0)
        many_series(sweep, step, a);
    else
        row_series(sweep, step, a);
    if (!sweep_keep(sweep, state))
        return;
    state->active = false;
    for (uint32_t i = 0; i < step->count; i++)
        state->active |=
            sweep_argument(sweep, step, i)->active && !sweep->edges[step->first + i].idle;
    state->missing = a->missing;
    state->exists = a->exists;
    state->kink = a->kink;
    state->linear = a->linear;
    arb_poly_swap(&state->series, &a->result);
}

/* What does not move keeps its value. */
static void stand_still(const BallSweep *sweep, StepState *state) {
    arb_poly_truncate(&state->series, 1);
    state->known = state->known ? sweep->length : 0;
}

static void apply_step(BallSweep *sweep, uint32_t number) {
    const QueryStep *step = &sweep->query->steps.items[number];
    StepState *state = &sweep->states[number];
    slong length = sweep->length;
    state->active = step->kind == STEP_VARIABLE && sweep->moving[step->variable];
    state->note = state->missing = SAID_NOTHING;
    state->linear = false;
    const StepState *undefined = NULL;
    for (uint32_t i = 0; i < step->count; i++) {
        const StepState *argument = sweep_argument(sweep, step, i);
        sweep->edges[step->first + i].idle = false;
        sweep->edges[step->first + i].degree = 0;
        state->active |= argument->active;
        if (argument->undefined && !undefined)
            undefined = argument;
        length = FLINT_MIN(length, argument->known);
    }
    if (!state->active && state->bits == sweep->bits) {
        stand_still(sweep, state);
        return;
    }
    state->bits = sweep->bits;
    state->undefined = SAID_NOTHING;
    if (undefined)
        set_undefined(state, undefined->undefined, undefined->undefined_at);
    else if (length == 0)
        sweep_undecided(state);
    else if (step->kind != STEP_APPLICATION)
        apply_leaf(sweep, step, state);
    else if (state->active && sweep->partials)
        sweep_partials(sweep, step, state);
    else
        apply_series(sweep, step, state, state->active ? length : 1);
    if (state->undefined || state->known == 0)
        return;
    if (!state->active)
        stand_still(sweep, state);
    else
        arb_poly_truncate(&state->series, state->known);
    if (state->missing)
        sweep->has_missing = true;
}

/* ---- all steps ---- */

static void find_reached(BallSweep *sweep) {
    const Query *query = sweep->query;
    for (size_t i = 0; i < query->steps.count; i++)
        sweep->states[i].reached = i == query->root && sweep->states[i].active;
    for (uint32_t i = query->root + 1; i-- > 0;) {
        const StepState *state = &sweep->states[i];
        const QueryStep *step = &query->steps.items[i];
        if (!state->reached)
            continue;
        if (state->note)
            sweep->notes[i] = state->note;
        for (uint32_t k = 0; k < step->count; k++) {
            StepState *argument = sweep_argument(sweep, step, k);
            argument->reached |= argument->active && !sweep->edges[step->first + k].idle;
        }
    }
}

bool sweep_forwards(BallSweep *sweep, slong length, slong bits) {
    sweep->length = length;
    sweep->bits = bits;
    sweep->has_missing = false;
    for (uint32_t i = 0; i < sweep->query->steps.count; i++) {
        if (sweep_late(sweep->deadline))
            return false;
        apply_step(sweep, i);
    }
    find_reached(sweep);
    return true;
}

/* ---- along a direction ---- */

/* velocity += times * number, exactly. */
static void accelerate(BallSweep *sweep, uint32_t variable, uint32_t times, double number) {
    if (number == 0.0)
        return;
    arb_t part;
    arb_init(part);
    arb_set_d(part, number);
    arb_mul_ui(part, part, times, ARF_PREC_EXACT);
    arb_add(&sweep->velocity[variable], &sweep->velocity[variable], part, ARF_PREC_EXACT);
    arb_clear(part);
    sweep->moving[variable] = true;
}

bool sweep_along(BallSweep *sweep, const QueryFactor *factors, size_t count, slong length,
                 slong bits) {
    const Query *query = sweep->query;
    uint32_t variables = (uint32_t)query->point.count;
    for (uint32_t i = 0; i < variables; i++) {
        sweep->moving[i] = false;
        arb_zero(&sweep->velocity[i]);
    }
    for (size_t k = 0; k < count; k++)
        for (uint32_t i = 0; i < variables; i++)
            accelerate(sweep, i, factors[k].times, query_speed(query, factors[k].factor, i));
    sweep->partials = false;
    return sweep_forwards(sweep, length, bits);
}

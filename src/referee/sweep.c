/* The two sweeps: see sweep.h. */
#include "referee/sweep.h"

#include <math.h>
#include <string.h>
#include <time.h>

enum { STEPS_BETWEEN_LOOKS_AT_THE_CLOCK = 16 };

int64_t sweep_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Blocks of zeros: those are balls that are 0. */
static void *zeros(size_t count, size_t size) {
    void *block = memory_resize(NULL, count + 1, size);
    return block ? memset(block, 0, (count + 1) * size) : NULL;
}

bool sweep_begin(Sweep *sweep, const Request *request, int64_t deadline) {
    *sweep = (Sweep){.request = request, .deadline = deadline};
    for (size_t i = 0; i < request->steps.count; i++)
        if (request->steps.items[i].count > sweep->part_count)
            sweep->part_count = request->steps.items[i].count;
    sweep->states = zeros(request->steps.count, sizeof *sweep->states);
    sweep->edges = zeros(request->arguments.count, sizeof *sweep->edges);
    sweep->parts = zeros(sweep->part_count, sizeof *sweep->parts);
    sweep->wanted = zeros(request->point.count, sizeof *sweep->wanted);
    if (!sweep->states || !sweep->edges || !sweep->parts || !sweep->wanted)
        return false;
    for (size_t i = 0; i < request->wanted.count; i++)
        sweep->wanted[request->wanted.items[i]] = true;
    return true;
}

void sweep_free(Sweep *sweep) {
    const Request *request = sweep->request;
    for (size_t i = 0; sweep->states && i < request->steps.count; i++) {
        arb_clear(&sweep->states[i].value);
        arb_clear(&sweep->states[i].adjoint);
    }
    for (size_t i = 0; sweep->edges && i < request->arguments.count; i++)
        arb_clear(&sweep->edges[i].partial);
    for (size_t i = 0; sweep->parts && i < sweep->part_count; i++)
        arb_clear(&sweep->parts[i]);
    for (int i = 0; i < ROW_MAX_ARGUMENTS; i++)
        arb_poly_clear(&sweep->scratch.argument[i]);
    arb_poly_clear(&sweep->scratch.result);
    memory_free(sweep->states);
    memory_free(sweep->edges);
    memory_free(sweep->parts);
    memory_free(sweep->wanted);
}

double sweep_predict(const Request *request, slong bits) {
    double numbers = 2.0 * (double)request->steps.count + 2.0 * (double)request->arguments.count;
    return numbers * (128.0 + (double)bits / 8.0);
}

/* ---- forwards ---- */

static const arb_struct *argument_value(const Sweep *sweep, const RequestStep *step, uint32_t i) {
    return &sweep->states[sweep->request->arguments.items[step->first + i]].value;
}

static bool argument_active(const Sweep *sweep, const RequestStep *step, uint32_t i) {
    return sweep->states[sweep->request->arguments.items[step->first + i]].active;
}

static void undecided(Sweep *sweep, const RequestStep *step, StepState *state) {
    arb_indeterminate(&state->value);
    for (uint32_t i = 0; i < step->count; i++)
        arb_indeterminate(&sweep->edges[step->first + i].partial);
}

static void apply_leaf(const Sweep *sweep, const RequestStep *step, StepState *state) {
    double value = step->constant;
    if (step->kind == STEP_VARIABLE) {
        value = sweep->request->point.items[step->variable];
        state->active = sweep->wanted[step->variable];
    }
    if (isfinite(value)) {
        arb_set_d(&state->value, value);
    } else {
        state->undefined = "a number that is not finite";
        state->undefined_at = (uint32_t)(state - sweep->states);
    }
}

/* Applies a row with one argument moving (or none: step->count) and keeps value and partial. */
static bool apply_moving(Sweep *sweep, const RequestStep *step, StepState *state, uint32_t moving) {
    Application *a = &sweep->scratch;
    for (uint32_t i = 0; i < step->count; i++) {
        arb_poly_set_arb(&a->argument[i], argument_value(sweep, step, i));
        a->moving[i] = i == moving;
        if (i == moving)
            arb_poly_set_coeff_si(&a->argument[i], 1, 1);
    }
    a->length = moving < step->count ? 2 : 1;
    a->bits = sweep->bits;
    a->n = step->n;
    a->undefined = a->no_slope = a->note = NULL;
    a->flat = false;
    arb_poly_zero(&a->result);
    step->row->apply(a);
    if (a->undefined) {
        state->undefined = a->undefined;
        state->undefined_at = (uint32_t)(state - sweep->states);
        return false;
    }
    arb_poly_get_coeff_arb(&state->value, &a->result, 0);
    if (!arb_is_finite(&state->value)) {
        undecided(sweep, step, state);
        return false;
    }
    if (a->note)
        state->note = a->note;
    if (moving < step->count) {
        Edge *edge = &sweep->edges[step->first + moving];
        arb_poly_get_coeff_arb(&edge->partial, &a->result, 1);
        edge->no_slope = a->no_slope;
        edge->flat = a->flat;
        if (!a->flat)
            state->active = true;
    }
    return true;
}

static void apply_row(Sweep *sweep, const RequestStep *step, StepState *state) {
    bool any = false;
    for (uint32_t i = 0; i < step->count; i++) {
        if (argument_active(sweep, step, i)) {
            any = true;
            if (!apply_moving(sweep, step, state, i)) {
                state->active = true;
                return;
            }
        }
    }
    if (!any)
        apply_moving(sweep, step, state, step->count);
}

static void apply_sum(Sweep *sweep, const RequestStep *step, StepState *state) {
    arb_zero(&state->value);
    for (uint32_t i = 0; i < step->count; i++) {
        arb_add(&state->value, &state->value, argument_value(sweep, step, i), sweep->bits);
        arb_one(&sweep->edges[step->first + i].partial);
    }
}

/* Each partial is the product of what stands before and of what stands behind. */
static void apply_product(Sweep *sweep, const RequestStep *step, StepState *state) {
    arb_struct *before = sweep->parts, *behind = &state->value;
    arb_one(&before[0]);
    for (uint32_t i = 1; i < step->count; i++)
        arb_mul(&before[i], &before[i - 1], argument_value(sweep, step, i - 1), sweep->bits);
    arb_one(behind);
    for (uint32_t i = step->count; i-- > 0;) {
        arb_mul(&sweep->edges[step->first + i].partial, &before[i], behind, sweep->bits);
        arb_mul(behind, behind, argument_value(sweep, step, i), sweep->bits);
    }
}

/* The largest (direction 1) or the smallest (-1) of many. Who is certainly not it has no slope; if
 * several may be it, they share it, exactly so in a tie. */
static void apply_extremum(Sweep *sweep, const RequestStep *step, StepState *state, int direction) {
    arb_struct *best = &state->value;
    arb_set(best, argument_value(sweep, step, 0));
    for (uint32_t i = 1; i < step->count; i++) {
        arb_srcptr value = argument_value(sweep, step, i);
        if (direction > 0 ? arb_ge(value, best) : arb_le(value, best))
            arb_set(best, value);
        else if (direction > 0 && !arb_le(value, best))
            arb_max(best, best, value, sweep->bits);
        else if (direction < 0 && !arb_ge(value, best))
            arb_min(best, best, value, sweep->bits);
    }
    uint32_t candidates = 0;
    bool exact = true; /* then the candidates are all equal */
    for (uint32_t i = 0; i < step->count; i++) {
        arb_srcptr value = argument_value(sweep, step, i);
        Edge *edge = &sweep->edges[step->first + i];
        edge->flat = direction > 0 ? arb_lt(value, best) : arb_gt(value, best);
        candidates += !edge->flat;
        exact &= edge->flat || arb_is_exact(value);
    }
    for (uint32_t i = 0; i < step->count; i++) {
        Edge *edge = &sweep->edges[step->first + i];
        arb_one(&edge->partial);
        if (candidates > 1 && exact) {
            arb_div_ui(&edge->partial, &edge->partial, candidates, sweep->bits);
            state->note = "tie: the largest or smallest ones share the slope by convention";
        } else if (candidates > 1) {
            arb_mul_2exp_si(&edge->partial, &edge->partial, -1);
            mag_set_d(arb_radref(&edge->partial), 0.5); /* 1/2 +/- 1/2 */
        }
    }
}

static void apply_many(Sweep *sweep, const RequestStep *step, StepState *state) {
    const char *id = step->row->id;
    for (uint32_t i = 0; i < step->count; i++)
        sweep->edges[step->first + i] = (Edge){.partial = sweep->edges[step->first + i].partial};
    if (strcmp(id, "SUM") == 0)
        apply_sum(sweep, step, state);
    else if (strcmp(id, "PROD") == 0)
        apply_product(sweep, step, state);
    else
        apply_extremum(sweep, step, state, strcmp(id, "MAXIMUM") == 0 ? 1 : -1);
    if (!arb_is_finite(&state->value))
        undecided(sweep, step, state);
    for (uint32_t i = 0; i < step->count; i++)
        state->active |= argument_active(sweep, step, i) && !sweep->edges[step->first + i].flat;
}

static void apply_step(Sweep *sweep, uint32_t number) {
    const RequestStep *step = &sweep->request->steps.items[number];
    StepState *state = &sweep->states[number];
    state->undefined = state->no_slope = state->note = NULL;
    state->active = state->reached = false;
    arb_zero(&state->adjoint);
    if (step->kind != STEP_APPLICATION) {
        apply_leaf(sweep, step, state);
        return;
    }
    bool finite = true;
    for (uint32_t i = 0; i < step->count; i++) {
        const StepState *argument =
            &sweep->states[sweep->request->arguments.items[step->first + i]];
        sweep->edges[step->first + i].no_slope = NULL;
        sweep->edges[step->first + i].flat = false;
        if (argument->undefined && !state->undefined) {
            state->undefined = argument->undefined;
            state->undefined_at = argument->undefined_at;
        }
        finite &= (bool)arb_is_finite(&argument->value);
        state->active |= argument->active;
    }
    if (state->undefined)
        return;
    if (!finite) {
        undecided(sweep, step, state);
        return;
    }
    state->active = false;
    if (step->row->arity < 0)
        apply_many(sweep, step, state);
    else
        apply_row(sweep, step, state);
}

/* ---- backwards ---- */

static void blame(StepState *state, const char *why, uint32_t step) {
    if (!state->no_slope || step < state->no_slope_at) {
        state->no_slope = why;
        state->no_slope_at = step;
    }
}

static void pull_back(Sweep *sweep, uint32_t number) {
    const RequestStep *step = &sweep->request->steps.items[number];
    const StepState *state = &sweep->states[number];
    if (!state->reached || step->kind != STEP_APPLICATION)
        return;
    for (uint32_t i = 0; i < step->count; i++) {
        const Edge *edge = &sweep->edges[step->first + i];
        StepState *argument = &sweep->states[sweep->request->arguments.items[step->first + i]];
        if (!argument->active || edge->flat)
            continue;
        argument->reached = true;
        if (edge->no_slope)
            blame(argument, edge->no_slope, number);
        if (state->no_slope)
            blame(argument, state->no_slope, state->no_slope_at);
        else if (!edge->no_slope)
            arb_addmul(&argument->adjoint, &state->adjoint, &edge->partial, sweep->bits);
    }
}

bool sweep_run(Sweep *sweep, slong bits) {
    const Request *request = sweep->request;
    sweep->bits = bits;
    for (uint32_t i = 0; i < request->steps.count; i++) {
        if (i % STEPS_BETWEEN_LOOKS_AT_THE_CLOCK == 0 && sweep_clock() > sweep->deadline)
            return false;
        apply_step(sweep, i);
    }
    StepState *root = &sweep->states[request->root];
    if (root->undefined)
        return true;
    root->reached = root->active;
    arb_one(&root->adjoint);
    for (uint32_t i = request->root + 1; i-- > 0;) {
        if (i % STEPS_BETWEEN_LOOKS_AT_THE_CLOCK == 0 && sweep_clock() > sweep->deadline)
            return false;
        pull_back(sweep, i);
    }
    return true;
}

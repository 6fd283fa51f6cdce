/* The run for the gradient: partial derivatives, and the run backwards. See sweep.h. */
#include "referee/sweep.h"

/* Applies the row with one argument moving as c + t. */
static bool apply_moving(BallSweep *sweep, const QueryStep *step, StepState *state,
                         uint32_t moving) {
    Application *a = sweep_application(sweep, step, 2);
    for (uint32_t i = 0; i < step->count; i++) {
        arb_poly_set(&a->argument[i], &sweep_argument(sweep, step, i)->series);
        a->moving[i] = i == moving;
        if (i == moving)
            arb_poly_set_coeff_si(&a->argument[i], 1, 1);
    }
    step->row->apply(a);
    return sweep_keep(sweep, state);
}

static void partials_of_row(BallSweep *sweep, const QueryStep *step, StepState *state) {
    const Application *a = &sweep->scratch;
    for (uint32_t i = 0; i < step->count; i++) {
        if (!sweep_argument(sweep, step, i)->active)
            continue;
        if (!apply_moving(sweep, step, state, i))
            return;
        Edge *edge = &sweep->edges[step->first + i];
        arb_poly_get_coeff_arb(&edge->partial, &a->result, 1);
        edge->no_slope = a->missing;
        edge->idle = a->idle[i];
    }
    arb_poly_set_trunc(&state->series, &a->result, 1);
}

void sweep_partials(BallSweep *sweep, const QueryStep *step, StepState *state) {
    if (step->row->arity < 0)
        many_partials(sweep, step, state);
    else
        partials_of_row(sweep, step, state);
    state->active = false;
    for (uint32_t i = 0; i < step->count; i++) {
        Edge *edge = &sweep->edges[step->first + i];
        if (state->known == 0)
            arb_indeterminate(&edge->partial);
        state->active |= sweep_argument(sweep, step, i)->active && !edge->idle;
    }
    state->known = state->known > 0; /* only the value is kept */
}

static void blame(StepState *state, MessageCode why, uint32_t step) {
    if (!state->no_slope || step < state->no_slope_at) {
        state->no_slope = why;
        state->no_slope_at = step;
    }
}

static void pull_back(BallSweep *sweep, uint32_t number) {
    const QueryStep *step = &sweep->query->steps.items[number];
    const StepState *state = &sweep->states[number];
    for (uint32_t i = 0; i < step->count; i++) {
        const Edge *edge = &sweep->edges[step->first + i];
        StepState *argument = sweep_argument(sweep, step, i);
        if (!argument->active || edge->idle)
            continue;
        if (edge->no_slope)
            blame(argument, edge->no_slope, number);
        if (state->no_slope)
            blame(argument, state->no_slope, state->no_slope_at);
        else if (!edge->no_slope)
            arb_addmul(&argument->adjoint, &state->adjoint, &edge->partial, sweep->bits);
    }
}

bool sweep_gradient(BallSweep *sweep, slong bits) {
    const Query *query = sweep->query;
    for (size_t i = 0; i < query->point.count; i++)
        sweep->moving[i] = false;
    for (size_t i = 0; i < query->derivatives.count && query->gradient; i++)
        sweep->moving[query_variable(query, i)] = true;
    sweep->partials = true;
    if (!sweep_forwards(sweep, 1, bits))
        return false;
    for (size_t i = 0; i < query->steps.count; i++) {
        arb_zero(&sweep->states[i].adjoint);
        sweep->states[i].no_slope = SAID_NOTHING;
    }
    arb_one(&sweep->states[query->root].adjoint);
    for (uint32_t i = query->root + 1; i-- > 0;)
        if (sweep->states[i].reached)
            pull_back(sweep, i);
    return true;
}

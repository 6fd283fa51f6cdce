/* Operations of any number of arguments. See sweep.h. */
#include "referee/sweep.h"

#include <string.h>

static const arb_struct *argument_value(const BallSweep *sweep, const QueryStep *step, uint32_t i) {
    return constant_term(&sweep_argument(sweep, step, i)->series);
}

/* Whether x lies beyond y for certain: above it where the largest is looked for, else below. */
static bool beyond(bool largest, const arb_t x, const arb_t y) {
    return largest ? arb_gt(x, y) : arb_lt(x, y);
}

/* Those that may be the largest or the smallest, which others are certainly not: these are idle.
 * *exact: several are, and equal. The result is in `best`. */
static uint32_t candidates(BallSweep *sweep, const QueryStep *step, bool largest, arb_t best,
                           bool *exact) {
    arb_set(best, argument_value(sweep, step, 0));
    for (uint32_t i = 1; i < step->count; i++) {
        arb_srcptr value = argument_value(sweep, step, i);
        if (largest)
            arb_max(best, best, value, sweep->bits);
        else
            arb_min(best, best, value, sweep->bits);
    }
    uint32_t count = 0;
    *exact = true; /* then the candidates are all equal */
    for (uint32_t i = 0; i < step->count; i++) {
        arb_srcptr value = argument_value(sweep, step, i);
        Edge *edge = &sweep->edges[step->first + i];
        edge->idle = beyond(largest, best, value);
        count += !edge->idle;
        *exact &= edge->idle || arb_is_exact(value);
    }
    return count;
}

/* ---- partial derivatives ---- */

static void partials_of_sum(BallSweep *sweep, const QueryStep *step, arb_t value) {
    arb_zero(value);
    for (uint32_t i = 0; i < step->count; i++) {
        arb_add(value, value, argument_value(sweep, step, i), sweep->bits);
        arb_one(&sweep->edges[step->first + i].partial);
    }
}

/* Each is the product of what stands before and of what stands behind. */
static void partials_of_product(BallSweep *sweep, const QueryStep *step, arb_t value) {
    arb_struct *before = sweep->parts;
    arb_one(&before[0]);
    for (uint32_t i = 1; i < step->count; i++)
        arb_mul(&before[i], &before[i - 1], argument_value(sweep, step, i - 1), sweep->bits);
    arb_one(value);
    for (uint32_t i = step->count; i-- > 0;) {
        arb_mul(&sweep->edges[step->first + i].partial, &before[i], value, sweep->bits);
        arb_mul(value, value, argument_value(sweep, step, i), sweep->bits);
    }
}

/* If several may be it, they share the slope, exactly so in a tie. */
static void partials_of_extremum(BallSweep *sweep, const QueryStep *step, StepState *state,
                                 bool largest, arb_t value) {
    bool exact;
    uint32_t count = candidates(sweep, step, largest, value, &exact);
    for (uint32_t i = 0; i < step->count; i++) {
        Edge *edge = &sweep->edges[step->first + i];
        arb_one(&edge->partial);
        if (count > 1 && exact) {
            arb_div_ui(&edge->partial, &edge->partial, count, sweep->bits);
            state->note = SAID_TIE_OF_MANY;
        } else if (count > 1) {
            arb_mul_2exp_si(&edge->partial, &edge->partial, -1);
            mag_set_d(arb_radref(&edge->partial), 0.5); /* 1/2 +/- 1/2 */
        }
    }
}

static bool is(const QueryStep *step, const char *id) {
    return strcmp(step->row->id, id) == 0;
}

void many_partials(BallSweep *sweep, const QueryStep *step, StepState *state) {
    arb_t value;
    arb_init(value);
    if (is(step, "SUM"))
        partials_of_sum(sweep, step, value);
    else if (is(step, "PROD"))
        partials_of_product(sweep, step, value);
    else
        partials_of_extremum(sweep, step, state, is(step, "MAXIMUM"), value);
    state->known = 1;
    if (arb_is_finite(value))
        arb_poly_set_arb(&state->series, value);
    else
        sweep_undecided(state);
    arb_clear(value);
}

/* ---- series ---- */

/* Of those that are not idle. */
static void series_of_sum(BallSweep *sweep, const QueryStep *step, Application *a) {
    for (uint32_t i = 0; i < step->count; i++)
        if (!sweep->edges[step->first + i].idle)
            arb_poly_add_series(&a->result, &a->result, &sweep_argument(sweep, step, i)->series,
                                a->length, a->bits);
    a->linear = true;
}

static void series_of_product(BallSweep *sweep, const QueryStep *step, Application *a) {
    uint32_t moving = 0;
    arb_poly_one(&a->result);
    for (uint32_t i = 0; i < step->count; i++) {
        const StepState *argument = sweep_argument(sweep, step, i);
        arb_poly_mullow(&a->result, &a->result, &argument->series, a->length, a->bits);
        moving += argument->active;
        sweep->edges[step->first + i].degree = 1;
    }
    a->linear = moving <= 1;
}

/* Which of them it is nobody knows: the ball around all, up to the slope. */
static void series_of_any(BallSweep *sweep, const QueryStep *step, Application *a,
                          const arb_t best) {
    arb_t all, slope;
    arb_init(all);
    arb_init(slope);
    bool first = true;
    for (uint32_t i = 0; i < step->count; i++) {
        if (sweep->edges[step->first + i].idle)
            continue;
        arb_poly_get_coeff_arb(slope, &sweep_argument(sweep, step, i)->series, 1);
        if (first)
            arb_set(all, slope);
        else
            arb_union(all, all, slope, a->bits);
        first = false;
    }
    arb_poly_set_coeff_arb(&a->result, 1, all);
    set_constant_term(&a->result, best);
    arb_poly_truncate(&a->result, a->length);
    row_undecided_from(a, 2);
    arb_clear(all);
    arb_clear(slope);
}

static void series_of_extremum(BallSweep *sweep, const QueryStep *step, Application *a) {
    bool exact;
    arb_t best, share;
    arb_init(best);
    arb_init(share);
    uint32_t count = candidates(sweep, step, is(step, "MAXIMUM"), best, &exact);
    if (count > 1 && !exact) {
        series_of_any(sweep, step, a, best);
    } else {
        series_of_sum(sweep, step, a);
        if (count > 1) {
            arb_set_ui(share, count);
            arb_poly_scalar_div(&a->result, &a->result, share, a->bits);
            set_constant_term(&a->result, best);
            a->linear = false;
            row_kink(a, SAID_TIE_OF_MANY);
        }
    }
    arb_clear(best);
    arb_clear(share);
}

void many_series(BallSweep *sweep, const QueryStep *step, Application *a) {
    if (is(step, "SUM"))
        series_of_sum(sweep, step, a);
    else if (is(step, "PROD"))
        series_of_product(sweep, step, a);
    else
        series_of_extremum(sweep, step, a);
}

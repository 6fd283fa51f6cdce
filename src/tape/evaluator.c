/* Evaluators: see evaluator.h.
 *
 * A tape whose guards all hold at a point is the tape for that point, since compiling there would
 * make the same decisions; so finding one means running those there are, the most recent first.
 * Activity for tangents is kept for eight variables at a time, a bit each, so that a gradient by n
 * dual sweeps marks the tape n / 8 times. */
#include "tape/evaluator.h"

#include "tape/kernels.h"

#include <math.h>
#include <string.h>

/* ---- runs ---- */

static void run_free(Run *run) {
    if (!run)
        return;
    tapes_release(run->tape);
    memory_free(run->values);
    memory_free(run->tangents);
    memory_free(run->adjoints);
    memory_free(run->scratch);
    memory_free(run->active);
    memory_free(run->relevant);
    memory_free(run);
}

/* A workspace for a tape; NULL without memory (recorded). */
static Run *run_make(const Evaluator *evaluator, Tape *tape) {
    Run *run = memory_resize(NULL, 1, sizeof *run);
    if (!run) {
        diag_no_memory(evaluator->tapes->diag);
        return NULL;
    }
    *run = (Run){.tape = tape, .group = UINT32_MAX};
    tape->users++;
    run->values = memory_resize(NULL, tape->elements, sizeof *run->values);
    run->scratch = memory_resize(NULL, tape->scratch, sizeof *run->scratch);
    if (!run->values || !run->scratch) {
        diag_no_memory(evaluator->tapes->diag);
        run_free(run);
        return NULL;
    }
    if (tape->constants.count)
        memcpy(run->values + tape->variables, tape->constants.items,
               tape->constants.count * sizeof *run->values);
    return run;
}

/* Memory for derivatives when first asked for: the numbers, and the marks beside them. */
static bool provide(const Evaluator *evaluator, const Run *run, double **numbers, uint8_t **marks) {
    if (!*numbers)
        *numbers = memory_resize(NULL, run->tape->elements, sizeof **numbers);
    if (*numbers && !*marks)
        *marks = memory_resize(NULL, run->tape->elements, sizeof **marks);
    if (*numbers && *marks)
        return true;
    diag_no_memory(evaluator->tapes->diag);
    return false;
}

static bool prepare_tangents(const Evaluator *evaluator, Run *run, uint32_t variable) {
    uint32_t group = variable / 8;
    if (run->group == group)
        return true;
    if (!provide(evaluator, run, &run->tangents, &run->active))
        return false;
    for (uint32_t i = 0; i < run->tape->variables; i++)
        run->active[i] = (uint8_t)((i / 8 == group ? 1u : 0u) << i % 8);
    kernels_activity(run->tape, run->active);
    memset(run->tangents, 0, run->tape->elements * sizeof *run->tangents);
    run->group = group;
    return true;
}

static bool prepare_adjoints(const Evaluator *evaluator, Run *run) {
    if (run->relevant)
        return true;
    if (!provide(evaluator, run, &run->adjoints, &run->relevant))
        return false;
    memset(run->relevant, 1, run->tape->variables);
    kernels_activity(run->tape, run->relevant);
    kernels_relevance(run->tape, run->tape->outputs.items[0], run->relevant);
    return true;
}

/* Copies a few doubles; most points are too small for memcpy to pay. */
static void copy(const double *from, uint32_t count, double *to) {
    for (uint32_t i = 0; i < count; i++)
        to[i] = from[i];
}

static bool run_values(Run *run, const double *point) {
    copy(point, run->tape->variables, run->values);
    return kernels_value(run->tape, run->values, run->scratch);
}

static bool run_tangents(Run *run, const double *point, uint32_t variable) {
    copy(point, run->tape->variables, run->values);
    run->tangents[variable] = 1.0;
    bool fits = kernels_tangent(run->tape, run->values, run->tangents, run->active,
                                (uint8_t)(1u << variable % 8), run->scratch);
    run->tangents[variable] = 0.0;
    return fits;
}

/* ---- evaluators ---- */

void evaluator_begin(Evaluator *evaluator, Tapes *tapes) {
    *evaluator = (Evaluator){.tapes = tapes};
}

void evaluator_free(Evaluator *evaluator) {
    for (size_t i = 0; i < evaluator->runs.count; i++)
        run_free(evaluator->runs.items[i]);
    array_free(&evaluator->runs);
}

static Run *move_to_front(Evaluator *evaluator, size_t index) {
    Run **runs = evaluator->runs.items;
    Run *run = runs[index];
    memmove(runs + 1, runs, index * sizeof *runs);
    runs[0] = run;
    return run;
}

static bool has_run(const Evaluator *evaluator, const Tape *tape) {
    bool found = false;
    for (size_t i = 0; i < evaluator->runs.count && !found; i++)
        found = evaluator->runs.items[i]->tape == tape;
    return found;
}

/* Drops the least recently used runs until there is room for one more with that many elements. */
static void make_room(Evaluator *evaluator, uint64_t elements) {
    for (size_t i = 0; i < evaluator->runs.count; i++)
        elements += evaluator->runs.items[i]->tape->elements;
    while (evaluator->runs.count >= EVALUATOR_MAX_RUNS ||
           (evaluator->runs.count > 1 && elements > TAPES_MAX_ELEMENTS)) {
        Run *last = evaluator->runs.items[--evaluator->runs.count];
        elements -= last->tape->elements;
        run_free(last);
    }
}

/* Whether a tape is of a trace with forks, which comes before others that fit: so all who look at a
 * point look at the same trace. */
static bool comes_first(const Tape *tape) {
    return tape->traced && tape->traced->runs > 1;
}

/* Tries a tape not run yet: *fitting is the run if it fits; one that comes first stays in any case.
 * False without memory (recorded). */
static bool try_tape(Evaluator *evaluator, Tape *tape, const double *point, Run **fitting) {
    Run *run = run_make(evaluator, tape);
    if (!run)
        return false;
    bool fits = run_values(run, point);
    if (!fits && !comes_first(tape)) {
        run_free(run);
        return true;
    }
    make_room(evaluator, tape->elements);
    if (!array_push(&evaluator->runs, run)) {
        diag_no_memory(evaluator->tapes->diag);
        run_free(run);
        return false;
    }
    if (fits)
        *fitting = move_to_front(evaluator, evaluator->runs.count - 1);
    return true;
}

/* The run of a tape that is known and fits, if there is one, of those that come first or of the
 * others. False without memory (recorded). */
static bool find_run(Evaluator *evaluator, const double *point, bool first, Run **fitting) {
    const Tapes *tapes = evaluator->tapes;
    for (size_t i = 0; i < evaluator->runs.count; i++) {
        Run *run = evaluator->runs.items[i];
        if (comes_first(run->tape) == first && run_values(run, point)) {
            *fitting = i ? move_to_front(evaluator, i) : run;
            return true;
        }
    }
    for (size_t i = 0; i < tapes->tapes.count && !*fitting; i++) {
        Tape *tape = tapes->tapes.items[i];
        if (comes_first(tape) == first && !has_run(evaluator, tape) &&
            !try_tape(evaluator, tape, point, fitting))
            return false;
    }
    return true;
}

Run *evaluator_at(Evaluator *evaluator, const double *point) {
    Tapes *tapes = evaluator->tapes;
    Run *fitting = NULL;
    bool forked = tapes->function && tapes->function->forked;
    if ((forked && !find_run(evaluator, point, true, &fitting)) ||
        (!fitting && !find_run(evaluator, point, false, &fitting)))
        return NULL;
    if (fitting)
        return fitting;
    make_room(evaluator, 0); /* that leaves a tape for Tapes to drop */
    Tape *tape = tapes_compile(tapes, point);
    if (!tape)
        return NULL;
    /* The tape computes what the compiler did: one with these choices would have been found. */
    bool differs = has_run(evaluator, tape);
    if (!differs && !try_tape(evaluator, tape, point, &fitting))
        return NULL;
    if (!fitting)
        diag_say(tapes->diag, (Span){0, 0}, SAY(CONDITION_DIFFERS));
    return fitting;
}

const Tape *evaluator_tape(Tapes *tapes, const double *point) {
    if (!tapes->tapes.count)
        return tapes_compile(tapes, point);
    if (!tapes->tapes.items[0]->choices.count) /* it fits everywhere: one run may take seconds */
        return tapes->tapes.items[0];
    Evaluator evaluator;
    evaluator_begin(&evaluator, tapes);
    const Run *run = evaluator_at(&evaluator, point);
    const Tape *tape = run ? run->tape : NULL;
    evaluator_free(&evaluator);
    return tape;
}

Run *evaluator_tangent(Evaluator *evaluator, const double *point, uint32_t variable,
                       double *derivative) {
    Run *run = evaluator->runs.count ? evaluator->runs.items[0] : evaluator_at(evaluator, point);
    if (!run || !prepare_tangents(evaluator, run, variable))
        return NULL;
    if (!run_tangents(run, point, variable)) {
        run = evaluator_at(evaluator, point);
        if (!run || !prepare_tangents(evaluator, run, variable))
            return NULL;
        run_tangents(run, point, variable);
    }
    uint32_t output = run->tape->outputs.items[0];
    if (isnan(run->values[output]))
        *derivative = (double)NAN;
    else if (output < run->tape->variables)
        *derivative = output == variable ? 1.0 : 0.0;
    else
        *derivative = run->active[output] & 1u << variable % 8 ? run->tangents[output] : 0.0;
    return run;
}

Run *evaluator_adjoint(Evaluator *evaluator, const double *point, double *gradient) {
    Run *run = evaluator_at(evaluator, point);
    if (!run || !prepare_adjoints(evaluator, run))
        return NULL;
    const Tape *tape = run->tape;
    uint32_t output = tape->outputs.items[0];
    for (uint32_t e = 0; e < tape->elements; e++)
        run->adjoints[e] = 0.0;
    run->adjoints[output] = 1.0;
    kernels_adjoint(tape, run->values, run->adjoints, run->relevant, run->scratch);
    if (isnan(run->values[output])) {
        for (uint32_t i = 0; i < tape->variables; i++)
            gradient[i] = (double)NAN;
        return run;
    }
    copy(run->adjoints, tape->variables, gradient);
    return run;
}

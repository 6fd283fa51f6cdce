/* Evaluators: the tapes of one list of roots, and the workspaces they run in.
 *
 * A tape whose guards all hold at a point is the tape for that point, since it was walked by the
 * same decisions; so finding one is running those there are, the most recent first. Activity for
 * tangents is kept for eight variables at a time, a bit each, so that a gradient by n dual sweeps
 * marks the tape n / 8 times. */
#include "tape/run.h"

#include "tape/kernels.h"

#include <math.h>
#include <string.h>

/* ---- runs ---- */

static void run_free(Run *run) {
    if (!run)
        return;
    tape_free(&run->tape);
    memory_free(run->values);
    memory_free(run->tangents);
    memory_free(run->adjoints);
    memory_free(run->scratch);
    memory_free(run->active);
    memory_free(run->relevant);
    memory_free(run);
}

static Run *run_make(const Evaluator *evaluator, const double *point) {
    Run *run = memory_resize(NULL, 1, sizeof *run);
    if (!run) {
        diag_no_memory(evaluator->graph->diag);
        return NULL;
    }
    *run = (Run){.group = UINT32_MAX};
    if (!tape_compile(&run->tape, evaluator->graph, evaluator->roots.items,
                      (uint32_t)evaluator->roots.count, evaluator->variables, point, 1)) {
        run_free(run);
        return NULL;
    }
    const Tape *tape = &run->tape;
    run->values = memory_resize(NULL, tape->elements, sizeof *run->values);
    run->scratch = memory_resize(NULL, tape->scratch, sizeof *run->scratch);
    if (!run->values || !run->scratch) {
        diag_no_memory(evaluator->graph->diag);
        run_free(run);
        return NULL;
    }
    if (tape->constants.count)
        memcpy(run->values + tape->constants_begin, tape->constants.items,
               tape->constants.count * sizeof *run->values);
    return run;
}

/* Memory for derivatives the first time that they are asked for: numbers, and marks beside them. */
static bool provide(const Evaluator *evaluator, const Run *run, double **numbers, uint8_t **marks) {
    if (!*numbers)
        *numbers = memory_resize(NULL, run->tape.elements, sizeof **numbers);
    if (*numbers && !*marks)
        *marks = memory_resize(NULL, run->tape.elements, sizeof **marks);
    if (*numbers && *marks)
        return true;
    diag_no_memory(evaluator->graph->diag);
    return false;
}

static bool prepare_tangents(const Evaluator *evaluator, Run *run, uint32_t variable) {
    uint32_t group = variable / 8;
    if (run->group == group)
        return true;
    if (!provide(evaluator, run, &run->tangents, &run->active))
        return false;
    for (uint32_t i = 0; i < run->tape.variables; i++)
        run->active[i] = (uint8_t)((i / 8 == group ? 1u : 0u) << i % 8);
    kernels_activity(&run->tape, run->active);
    memset(run->tangents, 0, run->tape.elements * sizeof *run->tangents);
    run->group = group;
    return true;
}

static bool prepare_adjoints(const Evaluator *evaluator, Run *run) {
    if (run->relevant)
        return true;
    if (!provide(evaluator, run, &run->adjoints, &run->relevant))
        return false;
    memset(run->relevant, 1, run->tape.variables);
    kernels_activity(&run->tape, run->relevant);
    kernels_relevance(&run->tape, run->tape.outputs.items[0], run->relevant);
    return true;
}

/* Copies a few doubles; most points are too small for a call of memcpy to pay. */
static void copy(const double *from, uint32_t count, double *to) {
    for (uint32_t i = 0; i < count; i++)
        to[i] = from[i];
}

static bool run_values(Run *run, const double *point) {
    copy(point, run->tape.variables, run->values);
    return kernels_value(&run->tape, run->values, run->scratch);
}

static bool run_tangents(Run *run, const double *point, uint32_t variable) {
    copy(point, run->tape.variables, run->values);
    run->tangents[variable] = 1.0;
    bool fits = kernels_tangent(&run->tape, run->values, run->tangents, run->active,
                                (uint8_t)(1u << variable % 8), run->scratch);
    run->tangents[variable] = 0.0;
    return fits;
}

/* ---- evaluators ---- */

bool evaluator_begin(Evaluator *evaluator, const Graph *graph, const NodeId *roots, uint32_t count,
                     uint32_t variables) {
    *evaluator = (Evaluator){.graph = graph, .variables = variables};
    if (!array_reserve(&evaluator->roots, count)) {
        diag_no_memory(graph->diag);
        return false;
    }
    for (uint32_t i = 0; i < count; i++)
        evaluator->roots.items[evaluator->roots.count++] = roots[i];
    return true;
}

void evaluator_free(Evaluator *evaluator) {
    for (size_t i = 0; i < evaluator->runs.count; i++)
        run_free(evaluator->runs.items[i]);
    array_free(&evaluator->runs);
    array_free(&evaluator->roots);
}

static Run *move_to_front(Evaluator *evaluator, size_t index) {
    Run **runs = evaluator->runs.items;
    Run *run = runs[index];
    memmove(runs + 1, runs, index * sizeof *runs);
    runs[0] = run;
    return run;
}

/* Drops the least recently used runs until there is room for one more with so many elements. */
static void make_room(Evaluator *evaluator, uint64_t elements) {
    for (size_t i = 0; i < evaluator->runs.count; i++)
        elements += evaluator->runs.items[i]->tape.elements;
    while (evaluator->runs.count >= EVALUATOR_MAX_RUNS ||
           (evaluator->runs.count > 1 && elements > EVALUATOR_MAX_ELEMENTS)) {
        Run *last = evaluator->runs.items[--evaluator->runs.count];
        elements -= last->tape.elements;
        run_free(last);
    }
}

static bool same_choices(const Tape *a, const Tape *b) {
    return a->choices.count == b->choices.count &&
           (!a->choices.count || !memcmp(a->choices.items, b->choices.items, a->choices.count));
}

/* Another tape, compiled at `point`. Tapes are told apart by their choices: one with the same
 * choices would have been found by running it, so if there is one, tape and walk do not compute the
 * same. */
static Run *add_run(Evaluator *evaluator, const double *point) {
    Run *run = run_make(evaluator, point);
    if (!run)
        return NULL;
    bool known = false;
    for (size_t i = 0; i < evaluator->runs.count && !known; i++)
        known = same_choices(&run->tape, &evaluator->runs.items[i]->tape);
    if (known || !run_values(run, point)) {
        diag_error(evaluator->graph->diag, (Span){0, 0}, NULL,
                   "internal error: a condition came out differently when it was run again");
        run_free(run);
        return NULL;
    }
    make_room(evaluator, run->tape.elements);
    if (!array_push(&evaluator->runs, run)) {
        diag_no_memory(evaluator->graph->diag);
        run_free(run);
        return NULL;
    }
    return move_to_front(evaluator, evaluator->runs.count - 1);
}

Run *evaluator_at(Evaluator *evaluator, const double *point) {
    for (size_t i = 0; i < evaluator->runs.count; i++)
        if (run_values(evaluator->runs.items[i], point))
            return i ? move_to_front(evaluator, i) : evaluator->runs.items[0];
    return add_run(evaluator, point);
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
    uint32_t output = run->tape.outputs.items[0];
    if (isnan(run->values[output]))
        *derivative = (double)NAN;
    else if (output < run->tape.variables)
        *derivative = output == variable ? 1.0 : 0.0;
    else
        *derivative = run->active[output] & 1u << variable % 8 ? run->tangents[output] : 0.0;
    return run;
}

Run *evaluator_adjoint(Evaluator *evaluator, const double *point, double *gradient) {
    Run *run = evaluator_at(evaluator, point);
    if (!run || !prepare_adjoints(evaluator, run))
        return NULL;
    const Tape *tape = &run->tape;
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

/* Tapes: see tapes.h. */
#include "tape/tapes.h"

#include <string.h>

void tapes_release(Tape *tape) {
    if (--tape->users == 0) {
        if (tape->traced)
            traced_release(tape->traced);
        tape_free(tape);
        memory_free(tape);
    }
}

void tapes_of_function(Tapes *tapes, Function *function, uint32_t variables) {
    *tapes = (Tapes){.function = function, .variables = variables, .diag = function->diag};
}

bool tapes_of_nodes(Tapes *tapes, const Graph *graph, const NodeId *roots, uint32_t count,
                    uint32_t variables) {
    *tapes = (Tapes){.graph = graph, .variables = variables, .diag = graph->diag};
    return tapes_add_nodes(tapes, roots, count);
}

bool tapes_add_nodes(Tapes *tapes, const NodeId *roots, size_t count) {
    if (!array_reserve(&tapes->roots, count)) {
        diag_no_memory(tapes->diag);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        tapes->roots.items[tapes->roots.count++] = roots[i];
    return true;
}

void tapes_free(Tapes *tapes) {
    while (tapes->tapes.count)
        tapes_release(tapes->tapes.items[--tapes->tapes.count]);
    array_free(&tapes->tapes);
    array_free(&tapes->roots);
}

/* Drops tapes until there is room for one more with that many elements: the oldest that nobody
 * runs, or else the oldest. */
static void make_room(Tapes *tapes, uint64_t elements) {
    Tape **all = tapes->tapes.items;
    for (size_t i = 0; i < tapes->tapes.count; i++)
        elements += all[i]->elements;
    while (tapes->tapes.count >= TAPES_MAX ||
           (tapes->tapes.count > 1 && elements > TAPES_MAX_ELEMENTS)) {
        size_t last = tapes->tapes.count - 1, dropped = last;
        while (dropped > 0 && all[dropped]->users > 1)
            dropped--;
        dropped = all[dropped]->users > 1 ? last : dropped;
        elements -= all[dropped]->elements;
        tapes_release(all[dropped]);
        memmove(all + dropped, all + dropped + 1, (last - dropped) * sizeof *all);
        tapes->tapes.count = last;
    }
}

/* What to compile at a point: of the trace there, or of one around it. False after an error
 * (recorded). */
static bool find_roots(const Tapes *tapes, const double *point, bool around, TapeRoots *roots,
                       Traced **made) {
    *roots = (TapeRoots){.graph = tapes->graph,
                         .nodes = tapes->roots.items,
                         .count = (uint32_t)tapes->roots.count,
                         .variables = tapes->variables};
    if (!tapes->function)
        return true;
    Traced *traced =
        around ? function_around(tapes->function, point) : function_at(tapes->function, point);
    if (!traced)
        return false;
    *made = traced;
    roots->graph = &traced->graph;
    roots->nodes = &traced->root;
    roots->count = 1;
    roots->guards = traced->guards.items;
    roots->guard_count = traced->guards.count;
    return true;
}

static bool same_choices(const Tape *a, const Tape *b) {
    return a->graph == b->graph && a->choices.count == b->choices.count &&
           (!a->choices.count || !memcmp(a->choices.items, b->choices.items, a->choices.count));
}

/* The tape with the same choices, if there is one. */
static Tape *find_same(const Tapes *tapes, const Tape *tape) {
    for (size_t i = 0; i < tapes->tapes.count; i++)
        if (same_choices(tape, tapes->tapes.items[i]))
            return tapes->tapes.items[i];
    return NULL;
}

static Tape *compile(Tapes *tapes, const double *point, bool around) {
    TapeRoots roots;
    Traced *traced = NULL;
    if (!find_roots(tapes, point, around, &roots, &traced))
        return NULL;
    Tape *tape = memory_resize(NULL, 1, sizeof *tape), *same = NULL;
    if (!tape) {
        diag_no_memory(tapes->diag);
        return NULL;
    }
    bool compiled = tape_compile(tape, &roots, point);
    tape->users = 1;
    tape->traced = traced;
    if (traced)
        traced->users++;
    if (compiled)
        same = find_same(tapes, tape);
    if (compiled && !same) {
        make_room(tapes, tape->elements);
        if (array_push(&tapes->tapes, tape)) {
            Tape **all = tapes->tapes.items;
            memmove(all + 1, all, (tapes->tapes.count - 1) * sizeof *all);
            return all[0] = tape;
        }
        diag_no_memory(tapes->diag);
    }
    tapes_release(tape);
    return same;
}

Tape *tapes_compile(Tapes *tapes, const double *point) {
    return compile(tapes, point, false);
}

Tape *tapes_compile_around(Tapes *tapes, const double *point) {
    return compile(tapes, point, true);
}

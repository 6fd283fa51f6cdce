/* A function along one of its variables: see slice.h. */
#include "numeric/slice.h"

#include <math.h>
#include <string.h>

bool slice_begin(Slice *slice, Tapes *tapes, const double *point, uint32_t variable) {
    *slice = (Slice){.variable = variable};
    evaluator_begin(&slice->evaluator, tapes);
    size_t count = tapes->variables > 0 ? tapes->variables : 1;
    slice->point = memory_resize(NULL, count, sizeof *slice->point);
    if (!slice->point) {
        diag_no_memory(tapes->diag);
        return false;
    }
    for (size_t i = 0; i < tapes->variables; i++)
        slice->point[i] = point[i];
    return true;
}

void slice_free(Slice *slice) {
    evaluator_free(&slice->evaluator);
    complex_free(&slice->sweep);
    memory_free(slice->point);
    *slice = (Slice){0};
}

bool slice_move(Slice *slice, const double *point) {
    bool moved = false;
    for (uint32_t i = 0; i < slice->evaluator.tapes->variables; i++) {
        moved = moved || memcmp(&slice->point[i], &point[i], sizeof *point) != 0;
        slice->point[i] = point[i];
    }
    return moved;
}

double slice_here(Slice *slice) {
    const Run *run = evaluator_at(&slice->evaluator, slice->point);
    return run ? run_output(run, 0) : NAN;
}

static double value_at(void *context, double x) {
    Slice *slice = context;
    double *moved = &slice->point[slice->variable], kept = *moved;
    *moved = x;
    double value = slice_here(slice);
    *moved = kept;
    return value;
}

Univariate slice_univariate(Slice *slice) {
    return (Univariate){value_at, slice};
}

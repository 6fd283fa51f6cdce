/* A function along one of its variables: see slice.h. */
#include "numeric/slice.h"

#include <math.h>

bool along_begin(Along *along, const Problem *problem) {
    *along = (Along){0};
    size_t count = problem->variables > 0 ? problem->variables : 1;
    along->point = memory_resize(NULL, count, sizeof *along->point);
    if (!along->point) {
        diag_no_memory(problem->graph->diag);
        return false;
    }
    for (size_t i = 0; i < problem->variables; i++)
        along->point[i] = problem->point[i];
    return evaluator_begin(&along->evaluator, problem->graph, &problem->root, 1,
                           problem->variables);
}

void along_free(Along *along) {
    evaluator_free(&along->evaluator);
    complex_free(&along->sweep);
    memory_free(along->point);
    *along = (Along){0};
}

double along_here(Along *along) {
    const Run *run = evaluator_at(&along->evaluator, along->point);
    return run ? run_output(run, 0) : NAN;
}

double along_value(void *context, double x) {
    Along *along = context;
    double *moved = &along->point[along->variable], kept = *moved;
    *moved = x;
    double value = along_here(along);
    *moved = kept;
    return value;
}

double along_imaginary(Along *along, double h) {
    double complex value;
    along->stop =
        complex_run(&along->sweep, &along->evaluator, along->point, along->variable, h, &value);
    return along->stop == COMPLEX_DONE ? cimag(value) : NAN;
}

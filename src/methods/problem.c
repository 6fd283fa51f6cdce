/* What is asked of a problem, looked at as a whole: see problem.h. */
#include "methods/problem.h"

const char *problem_name(const Problem *problem, uint32_t component) {
    uint32_t low = 0, high = problem->variable_count; /* it belongs to one from low on */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (problem->variables[middle].first <= component)
            low = middle;
        else
            high = middle;
    }
    return problem->variables[low].name;
}

const char *const *problem_names(const Problem *problem, Diag *diag, Arena *arena) {
    const char **names = diag_allocate(diag, arena, problem->components, sizeof *names);
    for (uint32_t i = 0; names && i < problem->components; i++)
        names[i] = problem_name(problem, i);
    return names;
}

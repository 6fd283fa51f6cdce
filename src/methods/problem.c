/* What is asked of a problem, looked at as a whole: see problem.h. */
#include "methods/problem.h"

bool problem_move(Problem *problem, const double *point) {
    problem->point = point;
    Tapes *tapes = problem->tapes;
    if (!tapes->function || !function_branches(tapes->function))
        return true;
    if (!tapes_compile_around(tapes, point))
        return false;
    Evaluator evaluator;
    evaluator_begin(&evaluator, tapes);
    const Run *run = evaluator_at(&evaluator, point);
    if (run) {
        problem->graph = &run->tape->traced->graph;
        problem->root = run->tape->traced->root;
    }
    evaluator_free(&evaluator);
    return run;
}

bool problem_is_gradient(const Problem *problem) {
    for (uint32_t i = 0; i < problem->derivative_count; i++) {
        const Derivative *derivative = &problem->derivatives[i];
        if (derivative->count > 1 || derivative->factors[0].times > 1 ||
            derivative->factors[0].variable == problem->components)
            return false;
    }
    return true;
}

static void add_variable(uint32_t variable, uint8_t *moved, uint32_t *variables, uint32_t *count) {
    if (!moved[variable] && variables)
        variables[*count] = variable;
    *count += !moved[variable];
    moved[variable] = 1;
}

uint32_t problem_moved(const Problem *problem, uint8_t *moved, uint32_t *variables) {
    uint32_t count = 0;
    bool along = false;
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        for (uint32_t k = 0; k < problem->derivatives[i].count; k++) {
            uint32_t variable = problem->derivatives[i].factors[k].variable;
            if (variable < problem->components)
                add_variable(variable, moved, variables, &count);
            along |= variable == problem->components;
        }
    for (uint32_t v = 0; along && v < problem->components; v++)
        if (problem->direction[v] != 0.0)
            add_variable(v, moved, variables, &count);
    return count;
}

uint32_t problem_marked(const Problem *problem, const Derivative *derivative,
                        const uint8_t *marks) {
    for (uint32_t i = 0; i < derivative->count; i++) {
        uint32_t variable = derivative->factors[i].variable;
        if (variable < problem->components && marks[variable])
            return variable;
        for (uint32_t v = 0; variable == problem->components && v < problem->components; v++)
            if (marks[v] && problem->direction[v] != 0.0)
                return v;
    }
    return problem->components;
}

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

double problem_operations(const Problem *problem) {
    const Graph *graph = problem->graph;
    uint8_t *marks = memory_resize(NULL, graph->nodes.count, sizeof *marks);
    if (!marks) {
        diag_no_memory(graph->diag);
        return (double)graph->nodes.count;
    }
    graph_reach(graph, &problem->root, 1, marks);
    double operations = 0.0;
    for (size_t id = 0; id < graph->nodes.count; id++) {
        if (marks[id]) {
            uint32_t count;
            graph_arguments(graph, (NodeId)id, &count);
            operations += count > 2 ? count : count > 0;
        }
    }
    memory_free(marks);
    return operations;
}

/* Ways: see ways.h. */
#include "analysis/ways.h"

#include <math.h>
#include <string.h>

bool ways_part(const Problem *problem) {
    return problem->tapes && problem->tapes->function &&
           function_branches(problem->tapes->function);
}

/* Whether another trace fits where one variable is moved. */
static bool moves_away(const Problem *problem, Evaluator *evaluator, double *point, uint32_t v,
                       double by) {
    point[v] = problem->point[v] + by;
    const Run *run = evaluator_at(evaluator, point);
    point[v] = problem->point[v];
    return run && run->tape->graph != problem->graph;
}

/* Whether the program goes other ways within a step along some variable. */
static bool changes_within(const Subject *subject, double step) {
    const Problem *problem = subject->problem;
    double *point = subject_allocate(subject, problem->components, sizeof *point);
    Evaluator evaluator;
    bool changes = false;
    evaluator_begin(&evaluator, problem->tapes);
    for (uint32_t v = 0; point && v < problem->components; v++)
        point[v] = problem->point[v];
    for (uint32_t v = 0; point && v < problem->components && !changes; v++)
        changes = moves_away(problem, &evaluator, point, v, step) ||
                  moves_away(problem, &evaluator, point, v, -step) ||
                  moves_away(problem, &evaluator, point, v, step / 8.0) ||
                  moves_away(problem, &evaluator, point, v, -step / 8.0);
    evaluator_free(&evaluator);
    return changes;
}

/* Whether numeric's answers are others than those of an exact method. Its estimate knows nothing of
 * jumps, and where it is large says too little. */
static bool differ(const ComparedMethod *numeric, const ComparedMethod *exact) {
    for (uint32_t i = 0; i < numeric->answered && i < exact->answered; i++) {
        double distance = fabs(numeric->gradient[i] - exact->gradient[i]);
        double size = fabs(exact->gradient[i]);
        double allowed = 4.0 * numeric->estimate[i] + 1e-9 * size;
        allowed = fmin(allowed, 1e-4 * (size > 0.0 ? size : 1.0));
        if (distance > allowed || (isnan(distance) && isnan(numeric->gradient[i])))
            return true;
    }
    return false;
}

bool ways_examine(const Subject *subject, const ComparedMethod *methods, uint32_t count,
                  bool *other) {
    const Problem *problem = subject->problem;
    const ComparedMethod *numeric = NULL, *exact = NULL;
    *other = false;
    for (uint32_t i = 0; i < count; i++)
        if (methods[i].estimate)
            numeric = &methods[i];
        else if (!exact && methods[i].gradient)
            exact = &methods[i];
    if (!ways_part(problem) || !numeric || (exact && !differ(numeric, exact)))
        return true;
    *other = changes_within(subject, numeric->step);
    if (*other)
        diag_say(subject->diag, (Span){0, 0}, SAY(OTHER_WAYS, numeric->step));
    return !diag_failed(subject->diag);
}

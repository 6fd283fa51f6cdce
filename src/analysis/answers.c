/* Answers: see answers.h. */
#include "analysis/answers.h"

#include <math.h>
#include <string.h>

/* ---- names ---- */

static bool is_variable(const Problem *problem, const char *name) {
    for (uint32_t i = 0; i < problem->variables; i++)
        if (!strcmp(problem->names[i], name))
            return true;
    return false;
}

/* The name of the vector of --along: one that no variable has. */
const char *answers_vector(const Problem *problem) {
    static const char *const names[] = {"u", "v", "w", "direction"};
    size_t last = sizeof names / sizeof *names - 1, i = 0;
    while (i < last && is_variable(problem, names[i]))
        i++;
    return names[i];
}

static const char *factor_name(const Problem *problem, uint32_t variable) {
    return variable < problem->variables ? problem->names[variable] : answers_vector(problem);
}

/* "d3f/dx2dy"; "d2f/dx1^2" where the name itself ends with a digit. */
static const char *label_of(const Subject *subject, const Derivative *derivative) {
    Text text = {0}, below = {0};
    uint32_t order = 0;
    for (uint32_t i = 0; i < derivative->count; i++) {
        const Factor *factor = &derivative->factors[i];
        order += factor->times;
        const char *name = factor_name(subject->problem, factor->variable);
        char last = name[0] != '\0' ? name[strlen(name) - 1] : '\0';
        bool numbered = last >= '0' && last <= '9';
        text_format(&below, "d%s", name);
        if (factor->times > 1)
            text_format(&below, "%s%lu", numbered ? "^" : "", (unsigned long)factor->times);
    }
    text_put(&text, "df/");
    if (order > 1) {
        text_clear(&text);
        text_format(&text, "d%luf/", (unsigned long)order);
    }
    text_put(&text, text_string(&below));
    text.failed |= below.failed;
    text_free(&below);
    return subject_keep(subject, &text);
}

const char *const *answers_labels(const Subject *subject) {
    const Problem *problem = subject->problem;
    uint32_t count = problem_answers(problem);
    const char **labels = subject_allocate(subject, count, sizeof *labels);
    for (uint32_t i = 0; labels && i < count; i++) {
        Factor factor = {problem->derivatives ? 0 : problem->targets[i], 1};
        Derivative slope = {&factor, 1};
        labels[i] = label_of(subject, problem->derivatives ? &problem->derivatives[i] : &slope);
    }
    return labels;
}

/* ---- edges ---- */

/* What f does along each direction; the vector's is the last. */
enum { JUMPS = 1, KINKED = 2 };

static uint8_t *find_marks(const Subject *subject, const Edges *edges) {
    const Problem *problem = subject->problem;
    uint8_t *marks = subject_allocate(subject, (size_t)problem->variables + 1, 1);
    for (uint32_t i = 0; marks && i < problem->target_count; i++) {
        uint32_t variable = problem->targets[i];
        marks[variable] =
            (uint8_t)((edges->jumps[i] ? JUMPS : 0) | (edges->kinked[i] ? KINKED : 0));
        if (problem->direction && problem->direction[variable] != 0.0)
            marks[problem->variables] |= marks[variable];
    }
    return marks;
}

static AnswerEdge edge_of(const Problem *problem, const uint8_t *marks, KinkRule rule,
                          uint32_t answer) {
    Factor slope = {problem->derivatives ? 0 : problem->targets[answer], 1};
    Derivative gradient = {&slope, 1};
    const Derivative *derivative = problem->derivatives ? &problem->derivatives[answer] : &gradient;
    bool higher = derivative->count > 1 || derivative->factors[0].times > 1;
    AnswerEdge edge = ANSWER_EXISTS;
    for (uint32_t i = 0; i < derivative->count; i++) {
        uint8_t mark = marks[derivative->factors[i].variable];
        if (mark & JUMPS)
            return ANSWER_JUMPS;
        if (!mark)
            continue;
        if (higher)
            edge = ANSWER_KINKED;
        else if (rule != KINK_CONVENTION)
            edge = ANSWER_CHOSEN;
    }
    return edge;
}

/* Where an operation is not smooth but f still has a slope, higher derivatives may not exist. */
static void note_rough(const Subject *subject, const Edges *edges) {
    const Problem *problem = subject->problem;
    uint32_t order = 0;
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        for (uint32_t k = 0; k < problem->derivatives[i].count; k++)
            order += problem->derivatives[i].factors[k].times > 1 || k > 0;
    if (order && edges->rough && edges->status == EDGE_REGULAR)
        diag_note(subject->diag, (Span){0, 0}, "rough",
                  "an operation is not smooth here: derivatives beyond the first may not exist");
}

bool answers_find(const Subject *subject, const Edges *edges, KinkRule rule, Answers *answers) {
    *answers = (Answers){.count = problem_answers(subject->problem)};
    answers->labels = answers_labels(subject);
    answers->edges = subject_allocate(subject, answers->count, sizeof *answers->edges);
    const uint8_t *marks = find_marks(subject, edges);
    if (!answers->labels || !answers->edges || !marks || diag_failed(subject->diag))
        return false;
    for (uint32_t i = 0; i < answers->count; i++)
        answers->edges[i] = edge_of(subject->problem, marks, rule, i);
    note_rough(subject, edges);
    return true;
}

void answers_apply(const Answers *answers, const Problem *problem, const Edges *edges,
                   KinkRule rule, double *found) {
    for (uint32_t i = 0; i < answers->count; i++) {
        if (answers->edges[i] == ANSWER_JUMPS || answers->edges[i] == ANSWER_KINKED)
            found[i] = NAN;
        else if (answers->edges[i] != ANSWER_CHOSEN)
            continue;
        else if (rule == KINK_NAN)
            found[i] = NAN;
        else
            found[i] = rule == KINK_LEFT ? edges->left[problem->derivatives ? 0 : i]
                                         : edges->right[problem->derivatives ? 0 : i];
    }
}

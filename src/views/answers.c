/* Answers: see answers.h. */
#include "views/answers.h"

#include <math.h>
#include <string.h>

/* ---- names ---- */

static bool is_variable(const Problem *problem, const char *name) {
    for (uint32_t i = 0; i < problem->variables; i++)
        if (!strcmp(problem->names[i], name))
            return true;
    return false;
}

/* What the vector of --along is called: as no variable is. */
static const char *vector_name(const Problem *problem) {
    static const char *const names[] = {"u", "v", "w", "direction"};
    size_t last = sizeof names / sizeof *names - 1, i = 0;
    while (i < last && is_variable(problem, names[i]))
        i++;
    return names[i];
}

static const char *factor_name(const Problem *problem, uint32_t variable) {
    return variable < problem->variables ? problem->names[variable] : vector_name(problem);
}

/* "d3f/dx2dy"; "d2f/dx1^2" where the name itself ends with a digit. */
static const char *label_of(Request *request, const Derivative *derivative) {
    Text text = {0}, below = {0};
    uint32_t order = 0;
    for (uint32_t i = 0; i < derivative->count; i++) {
        const Factor *factor = &derivative->factors[i];
        order += factor->times;
        const char *name = factor_name(&request->problem, factor->variable);
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
    return view_keep(request, &text);
}

const char *const *answers_labels(Request *request) {
    const Problem *problem = &request->problem;
    uint32_t count = problem_answers(problem);
    const char **labels = view_allocate(request, count, sizeof *labels);
    for (uint32_t i = 0; labels && i < count; i++) {
        Factor factor = {problem->derivatives ? 0 : problem->wanted[i], 1};
        Derivative slope = {&factor, 1};
        labels[i] = label_of(request, problem->derivatives ? &problem->derivatives[i] : &slope);
    }
    return labels;
}

/* ---- edges ---- */

/* What f does along each direction, the vector's the last. */
enum { JUMPS = 1, KINKED = 2 };

static uint8_t *find_marks(Request *request, const Edges *edges) {
    const Problem *problem = &request->problem;
    uint8_t *marks = view_allocate(request, (size_t)problem->variables + 1, 1);
    for (uint32_t i = 0; marks && i < problem->wanted_count; i++) {
        uint32_t variable = problem->wanted[i];
        marks[variable] =
            (uint8_t)((edges->jumps[i] ? JUMPS : 0) | (edges->kinked[i] ? KINKED : 0));
        if (problem->along && problem->along[variable] != 0.0)
            marks[problem->variables] |= marks[variable];
    }
    return marks;
}

static AnswerEdge edge_of(const Request *request, const uint8_t *marks, uint32_t answer) {
    const Problem *problem = &request->problem;
    Factor slope = {problem->derivatives ? 0 : problem->wanted[answer], 1};
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
        else if (request->options->kink != KINK_CONVENTION)
            edge = ANSWER_CHOSEN;
    }
    return edge;
}

/* Where operations are not smooth but the slope of f is, higher derivatives may still not exist. */
static void note_rough(Request *request, const Edges *edges) {
    const Problem *problem = &request->problem;
    uint32_t order = 0;
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        for (uint32_t k = 0; k < problem->derivatives[i].count; k++)
            order += problem->derivatives[i].factors[k].times > 1 || k > 0;
    if (order && edges->rough && edges->status == EDGE_REGULAR)
        diag_note(request->diag, (Span){0, 0}, "rough",
                  "an operation is not smooth here: derivatives beyond the first may not exist");
}

bool answers_find(Request *request, const Edges *edges, Answers *answers) {
    *answers = (Answers){.count = problem_answers(&request->problem)};
    answers->labels = answers_labels(request);
    answers->edges = view_allocate(request, answers->count, sizeof *answers->edges);
    const uint8_t *marks = find_marks(request, edges);
    if (!answers->labels || !answers->edges || !marks || diag_failed(request->diag))
        return false;
    for (uint32_t i = 0; i < answers->count; i++)
        answers->edges[i] = edge_of(request, marks, i);
    note_rough(request, edges);
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

/* ---- the report ---- */

/* Where an answer stands in JSON: by its variables, by its label, or in a list. */
static void find_keys(const Problem *problem, const char *label, uint32_t answer,
                      ReportKeys *keys) {
    if (problem->question == WANTED_GRADIENT) {
        keys->first = problem->names[problem->wanted[answer]];
        return;
    }
    const Derivative *derivative = &problem->derivatives[answer];
    if (problem->question == WANTED_MIXED)
        keys->first = label;
    if (problem->question == WANTED_ORDERS || problem->question == WANTED_MIXED)
        return;
    keys->first = problem->names[derivative->factors[0].variable];
    if (problem->question == WANTED_HESSIAN)
        keys->second = problem->names[derivative->factors[derivative->count - 1].variable];
}

bool answers_report(Request *request, const Answers *answers, ReportCompare *compare) {
    static const char *const lists[] = {[WANTED_GRADIENT] = "gradient",
                                        [WANTED_ORDERS] = "derivatives",
                                        [WANTED_MIXED] = "derivatives",
                                        [WANTED_HESSIAN] = "hessian",
                                        [WANTED_PRODUCT] = "product"};
    const Problem *problem = &request->problem;
    ReportKeys *keys = view_allocate(request, answers->count, sizeof *keys);
    if (!keys)
        return false;
    for (uint32_t i = 0; i < answers->count; i++)
        find_keys(problem, answers->labels[i], i, &keys[i]);
    compare->list = lists[problem->question];
    compare->ordered = problem->question == WANTED_ORDERS;
    compare->labels = answers->labels;
    compare->keys = keys;
    compare->answer_count = answers->count;
    compare->along = problem->along;
    compare->along_name = vector_name(problem);
    return true;
}

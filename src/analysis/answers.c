/* Answers: see answers.h. */
#include "analysis/answers.h"

#include <math.h>
#include <string.h>

/* ---- names ---- */

static bool is_variable(const Problem *problem, const char *name) {
    for (uint32_t i = 0; i < problem->components; i++)
        if (!strcmp(problem_name(problem, i), name))
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
    return variable < problem->components ? problem_name(problem, variable)
                                          : answers_vector(problem);
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
    text_spend(&below, &text);
    return subject_keep(subject, &text);
}

const char *const *answers_labels(const Subject *subject) {
    const Problem *problem = subject->problem;
    uint32_t count = problem->derivative_count;
    const char **labels = subject_allocate(subject, count, sizeof *labels);
    for (uint32_t i = 0; labels && i < count; i++)
        labels[i] = label_of(subject, &problem->derivatives[i]);
    return labels;
}

/* ---- edges ---- */

bool answers_is_first(const Problem *problem, uint32_t answer) {
    const Derivative *derivative = &problem->derivatives[answer];
    return derivative->count == 1 && derivative->factors[0].times == 1;
}

bool answers_is_chosen(const Problem *problem, const Edges *edges, KinkRule rule, uint32_t answer) {
    return rule != KINK_CONVENTION && edges->truths[answer].kind == TRUTH_KINK &&
           answers_is_first(problem, answer);
}

double answers_slope(const Truth *truth, KinkRule rule) {
    return rule == KINK_NAN ? (double)NAN : rule == KINK_LEFT ? truth->below : truth->above;
}

bool answers_differ(const Truth *truth, double said) {
    double allowed = truth->error + 1e-12 * fabs(truth->value);
    return truth_is_known(truth) && !(fabs(said - truth->value) <= allowed);
}

void answers_note_convention(const Subject *subject, const char *label, const Truth *truth,
                             const char *method, double said) {
    diag_say(subject->diag, (Span){0, 0},
             isfinite(said) ? SAY(CONVENTION, label, truth->value, method, said)
                            : SAY(CONVENTION_INFINITE, label, truth->value, method, said));
}

void answers_apply(const Problem *problem, const Edges *edges, KinkRule rule, double *found) {
    for (uint32_t i = 0; i < problem->derivative_count; i++) {
        const Truth *truth = &edges->truths[i];
        bool exists = truth->kind < TRUTH_INFINITE;
        bool infinite = truth->kind == TRUTH_INFINITE && isinf(found[i]) &&
                        !(isfinite(truth->below) || isfinite(truth->above)) &&
                        !(truth->below == -truth->above);
        if (answers_is_chosen(problem, edges, rule, i))
            found[i] = answers_slope(truth, rule);
        else if (!exists && !infinite)
            found[i] = NAN;
    }
}

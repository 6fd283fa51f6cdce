/* The baseline: see baseline.h.
 *
 * The referee comes first. At a kink where --kink chose a slope, that slope is the truth. Where
 * there is no referee, or it ran out of time, forward's answer must do; it is right to a few ulps
 * of what the expression itself loses. */
#include "analysis/baseline.h"

#include "analysis/method-errors.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

double baseline_error(const Baseline *found, double x) {
    if (!isfinite(x))
        return (double)NAN;
    Accuracy accuracy = accuracy_of(x, &found->truth);
    return found->relative ? accuracy.relative : accuracy.absolute;
}

/* A double taken for the truth. */
static void take_truth(Baseline *found, double slope, const char *source) {
    found->known = isfinite(slope);
    found->relative = slope != 0;
    found->truth = (ReferenceValue){
        .nearest = slope, .spacing = accuracy_spacing(slope), .exact = true, .zero = slope == 0};
    found->source = source;
}

/* The referee's answer, if it is a number. */
static bool take_reference(const ReferenceNumber *number, Baseline *found, Text *said) {
    if (number->status == REFERENCE_PROVEN &&
        accuracy_read(&found->truth, number->decimal, number->exact) &&
        isfinite(found->truth.nearest)) {
        found->known = true;
        found->relative = !found->truth.zero;
        found->source = "reference";
        if (number->exact)
            text_format(said, "exact (FLINT, %lu bits)", (unsigned long)number->bits);
        else
            text_format(said, "proven (FLINT, %lu bits)", (unsigned long)number->bits);
        return true;
    }
    if (number->status == REFERENCE_BELOW) {
        take_truth(found, 0, "reference");
        text_format(said, "or smaller than %s (FLINT, %lu bits)", number->decimal,
                    (unsigned long)number->bits);
        return true;
    }
    return false;
}

/* What --kink makes of a slope by convention. */
static double kink_slope(const Edges *edges, KinkRule rule, double convention) {
    return rule == KINK_LEFT    ? edges->left[0]
           : rule == KINK_RIGHT ? edges->right[0]
           : rule == KINK_NAN   ? (double)NAN
                                : convention;
}

static bool find(const Subject *subject, const BaselineOptions *options, const Edges *edges,
                 const ReferenceAnswer *answer, double slope, Baseline *found) {
    bool answered = options->reference && !answer->missing;
    const ReferenceNumber *number = answered ? &answer->gradient[0] : NULL;
    bool chosen = edges->kinked[0] && options->kink != KINK_CONVENTION;
    Text said = {0};
    if (edges->kinked[0])
        slope = kink_slope(edges, options->kink, slope);
    found->jumps = edges->jumps[0];
    if (found->jumps) {
        text_put(&said, "undefined: f jumps here");
    } else if (chosen) {
        take_truth(found, slope, "kink");
        text_put(&said, "the slope that --kink chooses");
    } else if (number && number->status == REFERENCE_UNDEFINED) {
        text_put(&said, "undefined: ");
        text_bytes(&said, number->why, errors_reason_length(number->why));
    } else if (!number || !take_reference(number, found, &said)) {
        take_truth(found, slope, "forward");
        if (found->known)
            text_put(&said, "by forward");
        else
            text_number(&said, slope);
        text_format(&said, " (no reference: %s)",
                    !options->reference ? "not asked"
                    : answer->missing   ? answer->missing
                                        : "unproven");
    }
    found->said = subject_keep(subject, &said);
    return found->said;
}

/* The derivative by forward mode. */
static bool slope_here(const Problem *problem, double *slope) {
    Evaluator evaluator;
    evaluator_begin(&evaluator, problem->tapes);
    bool found = evaluator_tangent(&evaluator, problem->point, problem->targets[0], slope);
    evaluator_free(&evaluator);
    return found;
}

bool baseline_find(const Subject *subject, const BaselineOptions *options, Baseline *found) {
    Edges edges;
    ReferenceAnswer answer = {0};
    double slope;
    *found = (Baseline){0};
    bool done =
        edges_examine(subject, options->patient, &edges) && slope_here(subject->problem, &slope);
    if (options->reference)
        reference_finish(options->reference, options->stop, &answer);
    if (answer.missing && !strcmp(answer.missing, "out of memory")) /* our own */
        diag_no_memory(subject->diag);
    done = done && find(subject, options, &edges, &answer, slope, found);
    if (options->reference)
        reference_answer_free(&answer);
    return done && !diag_failed(subject->diag);
}

const char *baseline_line(const Subject *subject, const Baseline *found) {
    enum { MAX_AT = 8 };
    const Problem *problem = subject->problem;
    Text line = {0};
    text_format(&line, "df/d%s", problem->names[problem->targets[0]]);
    if (found->known) {
        text_put(&line, " = ");
        text_number(&line, found->truth.nearest);
    }
    for (uint32_t i = 0; i < problem->variables && i < MAX_AT; i++) {
        text_format(&line, i ? ", %s = " : " at %s = ", problem->names[i]);
        text_number(&line, problem->point[i]);
    }
    text_put(&line, problem->variables > MAX_AT ? ", ..." : "");
    text_format(&line, "%s%s", found->known ? ", " : " is ", found->said);
    return subject_keep(subject, &line);
}

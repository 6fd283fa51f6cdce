/* The baseline: see baseline.h.
 *
 * The referee comes first. At a kink where --kink chose a slope, that slope is the truth. Where
 * there is no referee, or it ran out of time, forward's answer must do; it is right to a few ulps
 * of what the expression itself loses. */
#include "analysis/baseline.h"

#include "analysis/answers.h"

#include <math.h>

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
static bool take_reference(const ReferenceNumber *number, Baseline *found) {
    if (number->status == REFERENCE_PROVEN &&
        accuracy_read(&found->truth, number->decimal, number->exact) &&
        isfinite(found->truth.nearest)) {
        found->known = true;
        found->relative = !found->truth.zero;
        found->source = "reference";
        found->said =
            number->exact ? SAY(EXACT_BITS, number->bits) : SAY(PROVEN_BITS, number->bits);
        return true;
    }
    if (number->status == REFERENCE_BELOW) {
        take_truth(found, 0, "reference");
        found->said = SAY(SMALLER_BITS, number->decimal, number->bits);
        return true;
    }
    return false;
}

/* Where something is rough; `slope` is what forward says. */
static void take_rough(KinkRule kink, const Truth *truth, double slope, Baseline *found) {
    switch (truth->kind) {
    case TRUTH_EXISTS:
    case TRUTH_ENDS:
        take_truth(found, truth->value, "series");
        found->said = SAY(BY_SERIES);
        break;
    case TRUTH_UNDECIDED:
    case TRUTH_ORDINARY:
        take_truth(found, slope, "forward");
        found->said = SAY(BY_FORWARD_UNSURE);
        break;
    case TRUTH_KINK:
        if (kink != KINK_CONVENTION) {
            take_truth(found, answers_slope(truth, kink), "kink");
            found->said = SAY(BY_KINK);
        } else {
            take_truth(found, slope, "forward");
            found->said = SAY(BY_CONVENTION);
        }
        break;
    case TRUTH_JUMP:
        found->jumps = true;
        found->said = SAY(UNDEFINED_JUMP);
        break;
    case TRUTH_INFINITE:
        found->said = SAY(UNDEFINED_SLOPE);
        break;
    case TRUTH_NONE:
        found->said = SAY(UNDEFINED_ROUGH);
        break;
    }
}

static bool find(const Subject *subject, const EdgeOptions *options, KinkRule kink,
                 const Edges *edges, const ReferenceAnswer *answer, double slope, Baseline *found) {
    bool answered = options->reference && !answer->missing.code;
    const ReferenceNumber *number = answered ? &answer->gradient[0] : NULL;
    Said missing = !options->reference    ? SAY(NOT_ASKED)
                   : answer->missing.code ? answer->missing
                                          : SAY(UNPROVEN);
    if (number && take_reference(number, found)) {
        /* it is the truth */
    } else if (edges->rough) {
        take_rough(kink, &edges->truths[0], slope, found);
    } else if (number && number->status == REFERENCE_UNDEFINED) {
        found->said = SAY(UNDEFINED_WHY, number->why);
    } else {
        take_truth(found, slope, "forward");
        found->said = found->known ? SAY(BY_FORWARD, &missing) : SAY(NO_REFERENCE, slope, &missing);
    }
    subject_say(subject, found->said, &found->said);
    return !diag_failed(subject->diag);
}

/* The derivative by forward mode. */
static bool slope_here(const Problem *problem, double *slope) {
    Evaluator evaluator;
    evaluator_begin(&evaluator, problem->tapes);
    bool found = evaluator_tangent(&evaluator, problem->point, problem_variable(problem, 0), slope);
    evaluator_free(&evaluator);
    return found;
}

bool baseline_find(const Subject *subject, const EdgeOptions *options, KinkRule kink,
                   Baseline *found) {
    Edges edges;
    ReferenceAnswer answer = {0};
    double slope;
    *found = (Baseline){0};
    bool done = edges_examine(subject, options, &edges) && slope_here(subject->problem, &slope);
    bool asked = done && options->reference && !edges.proof;
    if (asked) {
        reference_begin(options->reference, subject->problem, NULL);
        reference_finish(options->reference, options->stop, &answer);
    }
    if (answer.missing.code == SAID_OUT_OF_MEMORY)
        diag_no_memory(subject->diag);
    done = done &&
           find(subject, options, kink, &edges, edges.proof ? edges.proof : &answer, slope, found);
    reference_answer_free(&answer);
    edges_free(&edges);
    return done && !diag_failed(subject->diag);
}

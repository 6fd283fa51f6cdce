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
static double kink_slope(const Truth *truth, KinkRule rule, double convention) {
    return rule == KINK_LEFT    ? truth->below
           : rule == KINK_RIGHT ? truth->above
           : rule == KINK_NAN   ? (double)NAN
                                : convention;
}

static void put_missing(const BaselineOptions *options, const ReferenceAnswer *answer, Text *said) {
    text_format(said, " (no reference: %s)",
                !options->reference         ? "not asked"
                : answer && answer->missing ? answer->missing
                                            : "unproven");
}

/* Where something is rough; `slope` is what forward says. */
static void take_rough(const BaselineOptions *options, const Truth *truth, double slope,
                       Baseline *found, Text *said) {
    switch (truth->kind) {
    case TRUTH_EXISTS:
    case TRUTH_ENDS:
        take_truth(found, truth->value, "series");
        text_put(said, "by one-sided series");
        break;
    case TRUTH_UNDECIDED:
    case TRUTH_ORDINARY:
        take_truth(found, slope, "forward");
        text_put(said, "by forward: it is not known whether f is smooth here");
        break;
    case TRUTH_KINK:
        if (options->kink != KINK_CONVENTION) {
            take_truth(found, kink_slope(truth, options->kink, slope), "kink");
            text_put(said, "the slope that --kink chooses");
        } else {
            take_truth(found, slope, "forward");
            text_put(said, "by convention: f has a kink here");
        }
        break;
    case TRUTH_JUMP:
        found->jumps = true;
        text_put(said, "undefined: f jumps here");
        break;
    case TRUTH_INFINITE:
        text_put(said, "undefined: a slope is infinite here");
        break;
    case TRUTH_NONE:
        text_put(said, "undefined: f is not smooth here");
        break;
    }
}

static bool find(const Subject *subject, const BaselineOptions *options, const Edges *edges,
                 const ReferenceAnswer *answer, double slope, Baseline *found) {
    bool answered = options->reference && !answer->missing;
    const ReferenceNumber *number = answered ? &answer->gradient[0] : NULL;
    Text said = {0};
    if (number && take_reference(number, found, &said)) {
        /* it is the truth */
    } else if (edges->rough) {
        take_rough(options, &edges->truths[0], slope, found, &said);
    } else if (number && number->status == REFERENCE_UNDEFINED) {
        text_put(&said, "undefined: ");
        text_bytes(&said, number->why, errors_reason_length(number->why));
    } else {
        take_truth(found, slope, "forward");
        if (found->known)
            text_put(&said, "by forward");
        else
            text_number(&said, slope);
        put_missing(options, answer, &said);
    }
    found->said = subject_keep(subject, &said);
    return found->said;
}

/* The derivative by forward mode. */
static bool slope_here(const Problem *problem, double *slope) {
    Evaluator evaluator;
    evaluator_begin(&evaluator, problem->tapes);
    bool found = evaluator_tangent(&evaluator, problem->point, problem_variable(problem, 0), slope);
    evaluator_free(&evaluator);
    return found;
}

bool baseline_find(const Subject *subject, const BaselineOptions *options, Baseline *found) {
    const EdgeOptions look = {.reference = options->reference,
                              .stop = options->stop,
                              .shown = true,
                              .patient = options->patient};
    Edges edges;
    ReferenceAnswer answer = {0};
    double slope;
    *found = (Baseline){0};
    bool done = edges_examine(subject, &look, &edges) && slope_here(subject->problem, &slope);
    bool asked = done && options->reference && !edges.proof;
    if (asked) {
        reference_begin(options->reference, subject->problem, NULL);
        reference_finish(options->reference, options->stop, &answer);
    }
    if (answer.missing && !strcmp(answer.missing, "out of memory")) /* our own */
        diag_no_memory(subject->diag);
    done =
        done && find(subject, options, &edges, edges.proof ? edges.proof : &answer, slope, found);
    reference_answer_free(&answer);
    edges_free(&edges);
    return done && !diag_failed(subject->diag);
}

const char *baseline_line(const Subject *subject, const Baseline *found) {
    enum { MAX_AT = 8 };
    const Problem *problem = subject->problem;
    Text line = {0};
    text_format(&line, "df/d%s", problem_name(problem, problem_variable(problem, 0)));
    if (found->known) {
        text_put(&line, " = ");
        text_number(&line, found->truth.nearest);
    }
    for (uint32_t i = 0; i < problem->components && i < MAX_AT; i++) {
        text_format(&line, i ? ", %s = " : " at %s = ", problem_name(problem, i));
        text_number(&line, problem->point[i]);
    }
    text_put(&line, problem->components > MAX_AT ? ", ..." : "");
    text_format(&line, "%s%s", found->known ? ", " : " is ", found->said);
    return subject_keep(subject, &line);
}

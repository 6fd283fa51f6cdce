/* Proof: see proof.h. */
#include "analysis/proof.h"

#include "analysis/accuracy.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

/* Whether doubles leave something open: all but numbers that they hold exactly. */
static bool needs_proof(const Truth *truth) {
    bool number = truth_is_known(truth) || truth->kind == TRUTH_KINK;
    return truth->kind != TRUTH_ORDINARY && !(number && truth->error == 0.0);
}

/* The double nearest to a proven decimal; NaN where there is none. */
static double nearest(ReferenceStatus status, const char *decimal, bool exact) {
    ReferenceValue truth;
    if (status == REFERENCE_UNDEFINED && *decimal) /* infinite */
        return *decimal == '-' ? -INFINITY : INFINITY;
    if (status == REFERENCE_BELOW)
        return 0.0;
    return status == REFERENCE_PROVEN && accuracy_read(&truth, decimal, exact) ? truth.nearest
                                                                               : (double)NAN;
}

/* One that is not proven to its digits says no more than `known`. */
static void adopt_slope(const ReferenceSlope *slope, double *known) {
    if (slope->status != REFERENCE_UNPROVEN)
        *known = nearest(slope->status, slope->decimal, slope->exact);
}

static void adopt(const ReferenceNumber *number, Truth *truth) {
    double value = nearest(number->status, number->decimal, number->exact);
    switch (number->status) {
    case REFERENCE_PROVEN:
    case REFERENCE_BELOW:
        if (isnan(value))
            break;
        truth->kind = number->side ? TRUTH_ENDS : TRUTH_EXISTS;
        truth->value = value;
        truth->error = 0.0;
        if (number->status == REFERENCE_BELOW)
            number_read(number->decimal, strlen(number->decimal), &truth->error);
        truth->below = number->side > 0 ? (double)NAN : value;
        truth->above = number->side < 0 ? (double)NAN : value;
        break;
    case REFERENCE_SIDES:
        adopt_slope(&number->below, &truth->below);
        adopt_slope(&number->above, &truth->above);
        /* A slope beyond the largest double is Infinity as a double, and finite. */
        truth->kind = number->below.status == REFERENCE_UNDEFINED ||
                              number->above.status == REFERENCE_UNDEFINED
                          ? TRUTH_INFINITE
                          : TRUTH_KINK;
        break;
    case REFERENCE_UNDEFINED:
        if (truth->kind < TRUTH_INFINITE)
            truth->kind = TRUTH_NONE;
        break;
    case REFERENCE_UNPROVEN:
    case REFERENCE_UNDECIDED:
        break;
    }
}

bool proof_find(const Subject *subject, const EdgeOptions *options, const TruthNotes *notes,
                Truth *truths, ReferenceAnswer **proof) {
    uint32_t count = subject->problem->derivative_count;
    bool ask = options->shown;
    *proof = NULL;
    for (uint32_t i = 0; i < count; i++)
        ask |= needs_proof(&truths[i]);
    if (!ask || !options->reference)
        return true;
    ReferenceAnswer *answer = subject_allocate(subject, 1, sizeof *answer);
    if (!answer)
        return false;
    *proof = answer;
    reference_begin_sides(options->reference, subject->problem, &notes->hints, options->limits);
    bool answered = reference_finish(options->reference, options->stop, answer);
    for (uint32_t i = 0; answered && i < count; i++)
        if (truths[i].kind != TRUTH_ORDINARY)
            adopt(&answer->gradient[i], &truths[i]);
    if (answer->missing.code == SAID_OUT_OF_MEMORY)
        diag_no_memory(subject->diag);
    return !diag_failed(subject->diag);
}

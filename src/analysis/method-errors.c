/* Errors: see method-errors.h.
 *
 * A line or two name the cause of the errors: numeric's own approximation, or cancellation in the
 * expression, which no method can help. */
#include "analysis/method-errors.h"

#include "analysis/answers.h"
#include "base/number.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* If even the best exact method is off by this many ulps, the loss is not the methods': the
 * expression cancels. */
static const double ulps_lost_by_expression = 1000;
/* If numeric is off by less, its error needs no explanation. */
static const double ulps_lost_by_numeric = 100;

enum {
    ALL_DIGITS = INT_MAX /* more than any double has */
};

/* ---- errors ---- */

/* How many leading digits of x are right: those in whose place x is off by at most half a unit. */
static int right_digits(double x, double absolute) {
    if (absolute == 0)
        return ALL_DIGITS;
    if (x == 0 || isinf(absolute)) /* as it is where x is not finite */
        return 0;
    char text[32];
    snprintf(text, sizeof text, "%.16e", x);
    int exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    double digits = floor(exponent + 1 + log10(0.5) - log10(absolute));
    return digits > 0 ? (int)digits : 0;
}

static MethodError error_of_proven(double x, const ReferenceNumber *number) {
    ReferenceValue truth;
    if (!accuracy_read(&truth, number->decimal, number->exact))
        return (MethodError){0};
    Accuracy accuracy = accuracy_of(x, &truth);
    bool beyond = isinf(truth.nearest) || (truth.nearest == 0 && !truth.zero);
    return (MethodError){.known = true,
                         .nearest = beyond && accuracy.rounded,
                         .zero = truth.zero,
                         .accuracy = accuracy,
                         .right_digits =
                             accuracy.rounded ? ALL_DIGITS : right_digits(x, accuracy.absolute)};
}

/* The truth is 0, or so close that only a bound is known: x is off by at most that much. */
static MethodError error_of_bound(double x, const ReferenceNumber *number) {
    double bound = 0;
    number_read(number->decimal, strlen(number->decimal), &bound); /* 0 if below all doubles */
    double absolute = isnan(x) ? INFINITY : fabs(x) + bound;
    return (MethodError){.known = true,
                         .nearest = absolute == 0,
                         .zero = true,
                         .accuracy = {.ulps = absolute / accuracy_spacing(0),
                                      .relative = absolute == 0 ? 0 : INFINITY,
                                      .absolute = absolute},
                         .right_digits = x == 0 ? ALL_DIGITS : 0};
}

static MethodError error_of(double x, const ReferenceNumber *number) {
    switch (number->status) {
    case REFERENCE_PROVEN:
        return error_of_proven(x, number);
    case REFERENCE_BELOW:
        return error_of_bound(x, number);
    case REFERENCE_UNPROVEN:
    case REFERENCE_UNDEFINED:
    case REFERENCE_SIDES:
    case REFERENCE_UNDECIDED:
        break;
    }
    return (MethodError){0};
}

/* The measure by which two errors are compared: correct digits, or decimal places where the truth
 * is 0. */
static double goodness(const MethodError *error) {
    if (error->accuracy.exact || error->nearest)
        return INFINITY;
    return error->zero ? -log10(error->accuracy.absolute) : error->accuracy.digits;
}

static bool grade(const Subject *subject, const ReferenceAnswer *answer, ComparedMethod *method) {
    MethodError *errors = subject_allocate(subject, answer->count, sizeof *errors);
    if (!errors)
        return false;
    for (uint32_t i = 0; i < answer->count && i < method->answered; i++) {
        errors[i] = error_of(method->gradient[i], &answer->gradient[i]);
        if (errors[i].known &&
            (!method->worst.known || goodness(&errors[i]) < goodness(&method->worst)))
            method->worst = errors[i];
    }
    method->errors = errors;
    return true;
}

/* ---- remarks ---- */

/* Whether the worst error counts in digits: a truth of 0, or next to it, has none. */
static bool says_something(const ComparedMethod *method) {
    return method->worst.known && isfinite(method->worst.accuracy.relative);
}

static void remark_on_numeric(const Subject *subject, const ComparedMethod *method,
                              NumericScheme scheme, Said *line) {
    int digits = (int)method->worst.accuracy.digits;
    const Said cause = {.code = !problem_is_gradient(subject->problem)
                                    ? SAID_CAUSE_ORDERS
                                    : numeric_table[scheme].error};
    const Said said = digits == 0   ? SAY(NUMERIC_WRONG, &cause)
                      : digits == 1 ? SAY(NUMERIC_RIGHT_TO_ONE, digits, &cause)
                                    : SAY(NUMERIC_RIGHT_TO, digits, &cause);
    subject_say(subject, said, line);
}

/* Remarks on the causes of the errors. At a kink truncation is different, and the note suffices; at
 * any rough point what exact methods say may be a convention, of which another note speaks. */
static bool add_remarks(const Subject *subject, const Edges *edges, NumericScheme scheme,
                        Comparison *found) {
    Said *lines = subject_allocate(subject, METHOD_COUNT + 1, sizeof *lines);
    if (!lines)
        return false;
    Remarks *remarks = &found->remarks;
    remarks->lines = lines;
    const MethodError *least = NULL; /* among the exact methods */
    for (uint32_t i = 0; i < found->method_count; i++) {
        const ComparedMethod *method = &found->methods[i];
        if (!says_something(method))
            continue;
        if (!method->estimate && (!least || method->worst.accuracy.ulps < least->accuracy.ulps))
            least = &method->worst;
        if (method->estimate && method->worst.accuracy.ulps >= ulps_lost_by_numeric &&
            edges->status == EDGE_REGULAR && !found->other_ways)
            remark_on_numeric(subject, method, scheme, &lines[remarks->count++]);
    }
    if (least && least->accuracy.ulps >= ulps_lost_by_expression && !edges->rough)
        lines[remarks->count++] = least->accuracy.digits < 1
                                      ? SAY(EXPRESSION_LOSES_ALL)
                                      : SAY(EXPRESSION_LOSES, (int)log10(least->accuracy.ulps));
    return !diag_failed(subject->diag);
}

/* ---- all of it ---- */

/* The referee's notes, but for those on conventions: edges speak of them. */
static void add_notes(const Subject *subject, const Edges *edges, const ReferenceAnswer *answer) {
    for (uint32_t i = 0; i < answer->note_count; i++)
        if (!edges->rough || !edges->hints.tie_count) /* edges speak of ties themselves */
            diag_say(subject->diag, (Span){0, 0}, SAY(REFERENCE_REMARK, answer->notes[i]));
}

static void drop_chosen(const Problem *problem, const Edges *edges, KinkRule kink,
                        ReferenceAnswer *answer) {
    static const Said chosen = {.code = SAID_AT_CHOSEN_KINK};
    for (uint32_t i = 0; i < answer->count; i++)
        if (answers_is_chosen(problem, edges, kink, i)) {
            answer->gradient[i] =
                (ReferenceNumber){.status = REFERENCE_UNDEFINED, .decimal = "", .why = &chosen};
            answer->proven = false;
        }
}

bool errors_find(const Subject *subject, const ComparisonOptions *options, const Edges *edges,
                 ComparedMethod *methods, Comparison *found) {
    ReferenceAnswer *answer = found->reference;
    if (answer->missing.code)
        return true;
    drop_chosen(subject->problem, edges, options->kink, answer);
    add_notes(subject, edges, answer);
    for (uint32_t i = 0; i < found->method_count; i++)
        if (methods[i].gradient && !grade(subject, answer, &methods[i]))
            return false;
    return add_remarks(subject, edges, options->method.scheme, found);
}

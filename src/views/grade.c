/* Grading: see grade.h.
 *
 * Errors are taken against the referee's proven decimals. What they come from is said in a line or
 * two: numeric's own approximation, or cancellation in the expression, which no method can help. */
#include "views/grade.h"

#include "analysis/accuracy.h"
#include "base/number.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where even the best of the exact methods is off by this many units in the last place,
 * the loss is not the methods': the expression cancels. */
static const double ulps_lost_by_expression = 1000;
/* Where numeric is off by less nobody asks where the rest went. */
static const double ulps_lost_by_numeric = 100;

enum {
    ALL_DIGITS = INT_MAX /* more than any double has */
};

static const char *keep_bytes(Request *request, const char *string, size_t length) {
    Text text = {0};
    text_bytes(&text, string, length);
    return view_keep(request, &text);
}

static const char *keep(Request *request, const char *string) {
    return keep_bytes(request, string, strlen(string));
}

size_t grade_reason_length(const char *reason) {
    const char *step = strstr(reason, " (%");
    return step ? (size_t)(step - reason) : strlen(reason);
}

static ReportTruth report_truth(Request *request, const ReferenceNumber *number) {
    static const char *const names[] = {[REFERENCE_PROVEN] = "proven",
                                        [REFERENCE_BELOW] = "below",
                                        [REFERENCE_UNPROVEN] = "unproven",
                                        [REFERENCE_UNDEFINED] = "undefined"};
    return (ReportTruth){.status = names[number->status],
                         .decimal = keep(request, number->decimal),
                         .why = keep_bytes(request, number->why, grade_reason_length(number->why)),
                         .exact = number->exact,
                         .digits = number->digits};
}

/* ---- errors ---- */

/* How many of x's significant digits are right: those in whose place x is off by half
 * a unit at most. */
static int right_digits(double x, double absolute) {
    if (absolute == 0)
        return ALL_DIGITS;
    if (x == 0 || isinf(absolute)) /* as it is for an x that is no finite number */
        return 0;
    char text[32];
    snprintf(text, sizeof text, "%.16e", x);
    int exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    double digits = floor(exponent + 1 + log10(0.5) - log10(absolute));
    return digits > 0 ? (int)digits : 0;
}

static ReportError grade_proven(double x, const ReferenceNumber *number) {
    Truth truth;
    if (!accuracy_read(&truth, number->decimal, number->exact))
        return (ReportError){0};
    Accuracy accuracy = accuracy_of(x, &truth);
    bool beyond = isinf(truth.nearest) || (truth.nearest == 0 && !truth.zero);
    return (ReportError){.known = true,
                         .exact = accuracy.exact,
                         .nearest = beyond && accuracy.rounded,
                         .zero = truth.zero,
                         .ulp = accuracy.ulps,
                         .relative = accuracy.relative,
                         .absolute = accuracy.absolute,
                         .digits = accuracy.digits,
                         .right_digits =
                             accuracy.rounded ? ALL_DIGITS : right_digits(x, accuracy.absolute)};
}

/* The truth is 0 or so close to it that nothing is known but a bound:
 * that much x is off at most. */
static ReportError grade_below(double x, const ReferenceNumber *number) {
    double bound = 0;
    number_read(number->decimal, strlen(number->decimal), &bound); /* 0 where below all doubles */
    double absolute = isnan(x) ? INFINITY : fabs(x) + bound;
    return (ReportError){.known = true,
                         .nearest = absolute == 0,
                         .zero = true,
                         .ulp = absolute / accuracy_spacing(0),
                         .relative = absolute == 0 ? 0 : INFINITY,
                         .absolute = absolute,
                         .right_digits = x == 0 ? ALL_DIGITS : 0};
}

static ReportError grade_number(double x, const ReferenceNumber *number) {
    switch (number->status) {
    case REFERENCE_PROVEN:
        return grade_proven(x, number);
    case REFERENCE_BELOW:
        return grade_below(x, number);
    case REFERENCE_UNPROVEN:
    case REFERENCE_UNDEFINED:
        break;
    }
    return (ReportError){0};
}

/* What two errors are compared by: digits that are right, or places behind the point where
 * the truth is 0. */
static double goodness(const ReportError *error) {
    if (error->exact || error->nearest)
        return INFINITY;
    return error->zero ? -log10(error->absolute) : error->digits;
}

static bool grade_method(Request *request, const Answers *answers, const ReferenceAnswer *answer,
                         ReportMethod *method) {
    if (method->skipped)
        return true;
    ReportError *errors = view_allocate(request, answer->count, sizeof *errors);
    if (!errors)
        return false;
    for (uint32_t i = 0; i < answer->count && i < method->answered; i++) {
        if (answers->edges[i] != ANSWER_EXISTS)
            continue;
        errors[i] = grade_number(method->gradient[i], &answer->gradient[i]);
        if (errors[i].known &&
            (!method->worst.known || goodness(&errors[i]) < goodness(&method->worst)))
            method->worst = errors[i];
    }
    method->errors = errors;
    return true;
}

/* ---- remarks ---- */

/* Of a truth that is 0 or next to it there are no digits to be right; those who find it are. */
static bool says_something(const ReportMethod *method) {
    return method->worst.known && isfinite(method->worst.relative);
}

static const char *remark_on_numeric(Request *request, const ReportMethod *method) {
    int digits = (int)method->worst.digits;
    Text text = {0};
    text_put(&text, "numeric is right to ");
    if (digits)
        text_format(&text, "%d digit%s", digits, digits == 1 ? "" : "s");
    else
        text_put(&text, "no digit");
    if (request->problem.derivatives)
        text_put(&text, ": rounding counts more with every order");
    else
        text_format(&text, ": %s", numeric_table[request->options->method.scheme].error);
    return view_keep(request, &text);
}

static const char *remark_on_expression(Request *request, const ReportError *least) {
    Text text = {0};
    text_put(&text, "the expression itself loses ");
    if (least->digits < 1)
        text_put(&text, "all digits");
    else
        text_format(&text, "%d digits", (int)log10(least->ulp));
    text_put(&text, " here");
    return view_keep(request, &text);
}

/* What the errors come from. At a kink truncation is another, and the note says enough. */
static bool add_remarks(Request *request, const Edges *edges, const ReportMethod *methods,
                        ReportCompare *compare) {
    const char **remarks = view_allocate(request, METHOD_COUNT + 1, sizeof *remarks);
    if (!remarks)
        return false;
    compare->remarks = remarks;
    const ReportError *least = NULL; /* of the methods that do not approximate */
    for (uint32_t i = 0; i < compare->method_count; i++) {
        const ReportMethod *method = &methods[i];
        if (!says_something(method))
            continue;
        bool approximates = method->estimate;
        if (!approximates && (!least || method->worst.ulp < least->ulp))
            least = &method->worst;
        if (approximates && method->worst.ulp >= ulps_lost_by_numeric &&
            edges->status == EDGE_REGULAR)
            remarks[compare->remark_count++] = remark_on_numeric(request, method);
    }
    if (least && least->ulp >= ulps_lost_by_expression)
        remarks[compare->remark_count++] = remark_on_expression(request, least);
    return true;
}

/* ---- all of it ---- */

/* The referee's notes; those on conventions only where our own say nothing of a kink. */
static void add_notes(Request *request, const Edges *edges, const ReferenceAnswer *answer) {
    bool kinked = false;
    for (uint32_t i = 0; i < request->problem.wanted_count; i++)
        kinked |= edges->kinked[i];
    for (uint32_t i = 0; i < answer->note_count; i++) {
        const char *note = answer->notes[i];
        if (kinked && strstr(note, "by convention"))
            continue;
        diag_note(request->diag, (Span){0, 0}, "reference", "reference: %.*s",
                  (int)grade_reason_length(note), note);
    }
}

void grade_begin(Request *request) {
    if (request->reference)
        reference_begin(request->reference, &request->problem, NULL);
}

static bool grade(Request *request, const Edges *edges, const Answers *answers,
                  const ReferenceAnswer *answer, ReportCompare *compare, ReportMethod *methods) {
    ReportReference *reference = view_allocate(request, 1, sizeof *reference);
    ReportTruth *gradient = view_allocate(request, answer->count, sizeof *gradient);
    if (!reference || !gradient)
        return false;
    compare->reference = reference;
    if (answer->missing) {
        if (!strcmp(answer->missing, "out of memory")) /* ours, which is no fault of the referee */
            diag_no_memory(request->diag);
        reference->missing = keep(request, answer->missing);
        return !diag_failed(request->diag);
    }
    reference->value = report_truth(request, &answer->value);
    reference->proven = true;
    for (uint32_t i = 0; i < answer->count; i++) {
        gradient[i] = report_truth(request, &answer->gradient[i]);
        /* The referee is asked about the arm that was taken, and sees nothing between arms. */
        static const char *const reasons[] = {[ANSWER_CHOSEN] = "at the kink --kink chooses",
                                              [ANSWER_JUMPS] = "f jumps here",
                                              [ANSWER_KINKED] = "f has a kink here"};
        AnswerEdge edge = answers->edges[i];
        bool told = answer->gradient[i].status == REFERENCE_UNDEFINED;
        if (edge == ANSWER_CHOSEN || (edge != ANSWER_EXISTS && !told)) {
            gradient[i] = (ReportTruth){.status = "undefined", .decimal = "", .why = reasons[edge]};
            reference->proven = false;
        }
    }
    reference->gradient = gradient;
    reference->proven &= answer->proven;
    reference->bits = answer->bits;
    add_notes(request, edges, answer);
    for (uint32_t i = 0; i < compare->method_count; i++)
        if (!grade_method(request, answers, answer, &methods[i]))
            return false;
    return add_remarks(request, edges, methods, compare) && !diag_failed(request->diag);
}

bool grade_finish(Request *request, const Edges *edges, const Answers *answers,
                  ReportCompare *compare, ReportMethod *methods) {
    if (!request->reference)
        return true;
    ReferenceAnswer answer;
    reference_finish(request->reference, request->options->stop, &answer);
    bool done = grade(request, edges, answers, &answer, compare, methods);
    reference_answer_free(&answer);
    return done;
}

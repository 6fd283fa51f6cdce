/* Grading: see grade.h. */
#include "views/grade.h"

#include "measure/accuracy.h"

#include <string.h>

/* Where even the best of the exact methods loses this many of a double's sixteen digits, the loss is not
 * the methods': the expression cancels. */
static const double digits_lost_by_expression = 3.0;

static const char *copy(Request *request, const char *string) {
    Text text = {0};
    text_put(&text, string);
    return view_keep(request, &text);
}

static ReportTruth report_truth(Request *request, const ReferenceNumber *number) {
    static const char *const names[] = {[REFERENCE_PROVEN] = "proven",
                                        [REFERENCE_BELOW] = "below",
                                        [REFERENCE_UNPROVEN] = "unproven",
                                        [REFERENCE_UNDEFINED] = "undefined"};
    return (ReportTruth){.status = names[number->status],
                         .decimal = copy(request, number->decimal),
                         .why = copy(request, number->why),
                         .exact = number->exact,
                         .digits = number->digits};
}

static ReportError grade_number(double x, const ReferenceNumber *number) {
    Truth truth;
    if (number->status != REFERENCE_PROVEN ||
        !accuracy_read(&truth, number->decimal, number->exact))
        return (ReportError){0};
    Accuracy accuracy = accuracy_of(x, &truth);
    return (ReportError){.known = true,
                         .exact = accuracy.exact,
                         .zero = truth.zero,
                         .ulp = accuracy.ulps,
                         .relative = accuracy.relative,
                         .absolute = accuracy.absolute,
                         .digits = accuracy.digits};
}

/* Of two errors the one that has fewer digits right; unknown wins. */
static ReportError worse(ReportError a, ReportError b) {
    if (!a.known || !b.known)
        return (ReportError){0};
    if (a.exact || b.exact)
        return a.exact ? b : a;
    return a.digits <= b.digits ? a : b;
}

static bool grade_method(Request *request, const ReferenceAnswer *answer, ReportMethod *method) {
    if (method->skipped)
        return true;
    ReportError *errors = view_allocate(request, answer->count, sizeof *errors);
    if (!errors)
        return false;
    for (uint32_t i = 0; i < answer->count; i++) {
        errors[i] = grade_number(method->gradient[i], &answer->gradient[i]);
        method->worst = i ? worse(method->worst, errors[i]) : errors[0];
    }
    method->errors = errors;
    return true;
}

/* What the errors come from: the method's own approximation, or the expression. */
static const char *remark(Request *request, const ReportMethod *methods, uint32_t count) {
    Text text = {0};
    double best = -1;
    for (uint32_t i = 0; i < count; i++) {
        const ReportMethod *method = &methods[i];
        if (method->skipped || !method->worst.known || method->worst.zero)
            continue;
        double digits = method->worst.exact ? 17 : method->worst.digits;
        if (!method->estimate) {
            best = digits > best ? digits : best;
        } else if (digits < 14) {
            bool central = request->options->method.scheme == NUMERIC_CENTRAL;
            text_format(&text,
                        "numeric is right to %d digits: truncation ~h%s plus round-off ~eps/h",
                        (int)digits, central ? "^2" : "");
        }
    }
    if (best >= 0 && 16 - best >= digits_lost_by_expression)
        text_format(&text, "%sthe expression itself loses %d digits here", text.length ? "\n" : "",
                    (int)(16 - best));
    if (text.length)
        return view_keep(request, &text);
    text_free(&text);
    return NULL;
}

void grade_begin(Request *request) {
    if (request->reference)
        reference_begin(request->reference, &request->problem, NULL);
}

static bool grade(Request *request, const ReferenceAnswer *answer, ReportCompare *compare,
                  ReportMethod *methods) {
    ReportReference *reference = view_allocate(request, 1, sizeof *reference);
    ReportTruth *gradient = view_allocate(request, answer->count, sizeof *gradient);
    if (!reference || !gradient)
        return false;
    compare->reference = reference;
    if (answer->missing) {
        reference->missing = copy(request, answer->missing);
        return !diag_failed(request->diag);
    }
    reference->value = report_truth(request, &answer->value);
    for (uint32_t i = 0; i < answer->count; i++)
        gradient[i] = report_truth(request, &answer->gradient[i]);
    reference->gradient = gradient;
    reference->proven = answer->proven;
    reference->bits = answer->bits;
    for (uint32_t i = 0; i < answer->note_count; i++)
        diag_note(request->diag, (Span){0, 0}, "reference", "reference: %s", answer->notes[i]);
    for (uint32_t i = 0; i < compare->method_count; i++)
        if (!grade_method(request, answer, &methods[i]))
            return false;
    compare->remark = remark(request, methods, compare->method_count);
    return !diag_failed(request->diag);
}

bool grade_finish(Request *request, ReportCompare *compare, ReportMethod *methods) {
    if (!request->reference)
        return true;
    ReferenceAnswer answer;
    reference_finish(request->reference, request->options->stop, &answer);
    bool done = grade(request, &answer, compare, methods);
    reference_answer_free(&answer);
    return done;
}

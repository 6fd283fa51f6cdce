/* The truth about a derivative: see truth.h.
 *
 * The referee is believed first. At a kink where --kink chose a slope that slope is the truth;
 * where there is no referee or it ran out of time, forward's answer has to do, which is right to a
 * few ulps of what the expression itself loses. */
#include "views/truth.h"

#include "base/number.h"
#include "views/edges.h"
#include "views/grade.h"

#include <math.h>
#include <string.h>

void truth_begin(Request *request) {
    if (request->reference)
        reference_begin(request->reference, &request->problem, NULL);
}

double truth_error(const SlopeTruth *found, double x) {
    if (!isfinite(x))
        return (double)NAN;
    Accuracy accuracy = accuracy_of(x, &found->truth);
    return found->relative ? accuracy.relative : accuracy.absolute;
}

/* A double taken for the truth. */
static void take(SlopeTruth *found, double slope, const char *source) {
    found->known = isfinite(slope);
    found->relative = slope != 0;
    found->truth = (Truth){
        .nearest = slope, .spacing = accuracy_spacing(slope), .exact = true, .zero = slope == 0};
    found->source = source;
}

/* What the referee says, if it says a number. */
static bool take_reference(const ReferenceNumber *number, SlopeTruth *found, Text *said) {
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
        take(found, 0, "reference");
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

/* Why the referee's answer is none. */
static const char *reason(const Request *request, const ReferenceAnswer *answer) {
    if (!request->reference)
        return "not asked";
    return answer->missing ? answer->missing : "unproven";
}

static bool find(Request *request, Evaluator *function, const Edges *edges,
                 const ReferenceAnswer *answer, SlopeTruth *found) {
    const Problem *problem = &request->problem;
    Text said = {0};
    double slope;
    if (!evaluator_tangent(function, problem->point, problem->wanted[0], &slope))
        return false;
    if (edges->kinked[0])
        slope = kink_slope(edges, request->options->kink, slope);
    const ReferenceNumber *number =
        request->reference && !answer->missing ? &answer->gradient[0] : NULL;
    bool chosen = edges->kinked[0] && request->options->kink != KINK_CONVENTION;
    found->jumps = edges->jumps[0];
    if (found->jumps) {
        text_put(&said, "undefined: f jumps here");
    } else if (chosen) {
        take(found, slope, "kink");
        text_put(&said, "the slope that --kink chooses");
    } else if (number && number->status == REFERENCE_UNDEFINED) {
        text_put(&said, "undefined: ");
        text_bytes(&said, number->why, grade_reason_length(number->why));
    } else if (!number || !take_reference(number, found, &said)) {
        take(found, slope, "forward");
        if (found->known)
            text_put(&said, "by forward");
        else
            text_number(&said, slope);
        text_format(&said, " (no reference: %s)", reason(request, answer));
    }
    found->said = view_keep(request, &said);
    return found->said;
}

bool truth_find(Request *request, Evaluator *function, SlopeTruth *found) {
    Edges edges;
    ReferenceAnswer answer = {0};
    *found = (SlopeTruth){0};
    bool done =
        evaluator_at(function, request->problem.point) && edges_examine(request, function, &edges);
    if (request->reference)
        reference_finish(request->reference, request->options->stop, &answer);
    if (answer.missing && !strcmp(answer.missing, "out of memory")) /* ours */
        diag_no_memory(request->diag);
    done = done && find(request, function, &edges, &answer, found);
    if (request->reference)
        reference_answer_free(&answer);
    return done && !diag_failed(request->diag);
}

/* "df/dx = 2.718281828459045 at x = 1, proven (FLINT, 128 bits)"; NULL without memory. */
static const char *truth_line(Request *request, const SlopeTruth *found) {
    enum { MAX_AT = 8 };
    const Problem *problem = &request->problem;
    Text line = {0};
    text_format(&line, "df/d%s", problem->names[problem->wanted[0]]);
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
    return view_keep(request, &line);
}

/* ---- reports of errors ---- */

bool truth_headlines(Request *request, const SlopeTruth *truth, const char *what,
                     ReportRows *rows) {
    const char **lines = view_allocate(request, 2, sizeof *lines);
    if (!lines)
        return false;
    Text line = {0};
    text_format(&line, "%s %s", truth->relative ? "relative" : "absolute", what);
    lines[0] = truth_line(request, truth);
    lines[1] = view_keep(request, &line);
    rows->headlines = lines;
    rows->headline_count = 2;
    return !diag_failed(request->diag);
}

bool truth_nothing(Request *request, const SlopeTruth *truth, const ReportColumn *columns,
                   uint32_t column_count, Report *report) {
    static double nothing = (double)NAN;
    if (request->options->quiet) {
        report->kind = REPORT_NUMBERS;
        report->as.numbers = (ReportNumbers){&nothing, 1};
        return true;
    }
    ReportFact *facts = view_allocate(request, 2, sizeof *facts);
    const char *line = truth_line(request, truth);
    if (!facts || !line)
        return false;
    if (!truth->jumps) /* there is a note about that */
        diag_note(request->diag, (Span){0, 0}, "undefined", "%s", line);
    const char *x = request->problem.names[request->problem.wanted[0]];
    facts[0] = (ReportFact){"variable", {.kind = CELL_TEXT, .text = x}};
    facts[1] = (ReportFact){"undefined", {.kind = CELL_TEXT, .text = truth->said}};
    report->kind = REPORT_ROWS;
    report->as.rows = (ReportRows){.list = "rows",
                                   .columns = columns,
                                   .column_count = column_count,
                                   .facts = facts,
                                   .fact_count = 2};
    return true;
}

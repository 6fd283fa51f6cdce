/* See reports.h. The numbers are those of the examples in the manual. */
#include "support/reports.h"
#include "support/posed.h"

#include <check.h>
#include <string.h>

Text out;
static Arena arena;
static Diag diag;

void reports_begin(void) {
    out = (Text){0};
    arena = (Arena){0};
    diag = (Diag){0};
}

void reports_end(void) {
    text_free(&out);
    arena_free(&arena);
    diag_free(&diag);
}

Report new_report(const char *view, const char *expression) {
    return (Report){.view = view, .expression = expression, .arena = &arena};
}

const char *written(const char *format, const Report *report, const ReportStyle *style) {
    Text left = {0};
    text_clear(&out);
    for (const Writer *writer = writer_table; writer->name; writer++)
        if (strcmp(writer->name, format) == 0) {
            report_write(report, writer, style, &left, &out);
            text_free(&left);
            ck_assert(!out.failed);
            return text_string(&out);
        }
    ck_abort_msg("no format %s", format);
    return NULL;
}

Report compared_report(const Compared *compared, const ReportStyle *style) {
    const Problem *problem = &compared->problem;
    const ViewOptions options = {.all_rows = compared->all_rows};
    Request request = {.problem = *problem,
                       .expression = compared->expression,
                       .diag = &diag,
                       .options = &options,
                       .style = style,
                       .arena = &arena};
    Report report = new_report("compare", compared->expression);
    if (problem->point)
        report_at(&report, problem_names(problem, &diag, &arena), problem->point,
                  problem->components);
    ck_assert(compare_fill(&request, &compared->compare, &report));
    report.notes = compared->notes;
    report.note_count = compared->note_count;
    return report;
}

const char *shown(const char *format, const Compared *compared, const ReportStyle *style) {
    const Report report = compared_report(compared, style);
    return written(format, &report, style);
}

const ReportStyle plain;

static const Variable x_only[] = {{"x", 0}};
static const char *const x_labels[] = {"df/dx"};
static const double half[] = {0.5};
static const double exact_slope = 0.1938482814674358, numeric_slope = 0.19384828144875002;
static const double slope_error = 9.96e-11;

const ComparedMethod four_methods[LECTURE_METHODS] = {
    {.name = "symbolic",
     .passes = WORDS("1 tape"),
     .gradient = &exact_slope,
     .answered = 1,
     .nodes = 61,
     .setup_ns = 38123,
     .timing = {41.2, 42, 1, 90},
     .has_formula_nodes = true},
    {.name = "forward",
     .passes = WORDS("1 sweep"),
     .gradient = &exact_slope,
     .answered = 1,
     .nodes = 20,
     .setup_ns = 900,
     .timing = {58, 59, 1, 90}},
    {.name = "reverse",
     .passes = WORDS("1 forward + 1 reverse"),
     .gradient = &exact_slope,
     .answered = 1,
     .nodes = 20,
     .setup_ns = 1100,
     .timing = {75, 76, 1, 90}},
    {.name = "numeric",
     .scheme = WORDS("central, h = 6.1e-6"),
     .passes = WORDS("2 evaluations of f"),
     .gradient = &numeric_slope,
     .answered = 1,
     .estimate = &slope_error,
     .step = 6.1e-6,
     .nodes = 20,
     .timing = {96, 97, 1, 90}},
};

/* The lecture's third problem. */
Compared lecture(void) {
    return (Compared){
        .compare = {.value = -0.38715448301354155,
                    .status = "regular",
                    .labels = x_labels,
                    .answer_count = 1,
                    .methods = four_methods,
                    .method_count = 4,
                    .value_timing = {26, 27, 0.5, 90}},
        .problem = {.variables = x_only,
                    .variable_count = 1,
                    .components = 1,
                    .point = half,
                    .derivatives = first_derivatives(),
                    .derivative_count = 1},
        .expression = "-log(1/(1+exp(-x))+1)/(x^2+1)",
    };
}

const Variable wide_variables[2] = {{"x", 0}, {"\u901f\u5ea6", 1}};
const char *const wide_labels[2] = {"df/dx", "df/d\u901f\u5ea6"};
static const double ones[] = {1, 1};
static const double exact_gradient[] = {-5376, 8064};
static const double numeric_gradient[] = {-5376.000000001, 8064.0000000002};
static const double gradient_errors[] = {2.01e-8, 1e-8};

const ComparedMethod three_methods[WIDE_METHODS] = {
    {.name = "symbolic",
     .passes = WORDS("1 tape: f and 2 partials"),
     .gradient = exact_gradient,
     .answered = 2,
     .nodes = 1,
     .setup_ns = 52000,
     .timing = {92, 93, 1, 90},
     .has_formula_nodes = true},
    {.name = "forward", .skipped = WORDS("10^6 sweeps (--all-methods)")},
    {.name = "numeric",
     .scheme = WORDS("central, h = 6.1e-6"),
     .passes = WORDS("4 evaluations of f"),
     .gradient = numeric_gradient,
     .answered = 2,
     .estimate = gradient_errors,
     .step = 6.1e-6,
     .nodes = 12,
     .timing = {180, 181, 1, 90}},
};

Compared wide(void) {
    return (Compared){
        .compare = {.value = 1876,
                    .status = "regular",
                    .labels = wide_labels,
                    .answer_count = 2,
                    .methods = three_methods,
                    .method_count = 3,
                    .value_timing = {40, 41, 0.5, 90}},
        .problem = {.variables = wide_variables,
                    .variable_count = 2,
                    .components = 2,
                    .point = ones,
                    .derivatives = first_derivatives(),
                    .derivative_count = 2},
        .expression = "x*\u901f\u5ea6",
    };
}

ReferenceNumber proven_slope = {
    .status = REFERENCE_PROVEN, .decimal = "0.19384828146743584080612345", .digits = 26};

/* The lecture's third problem with its reference, as the manual shows it. */
static const MethodError half_ulp = {
    .known = true,
    .accuracy = {.ulps = 1.6, .relative = 2.3e-16, .absolute = 4.5e-17, .digits = 15.68},
    .right_digits = 15};
static const MethodError tenth_digit = {
    .known = true,
    .accuracy = {.ulps = 673000, .relative = 9.6e-11, .absolute = 1.87e-11, .digits = 10.02},
    .right_digits = 10};

void grade_lecture(ComparedMethod methods[static LECTURE_METHODS]) {
    memcpy(methods, four_methods, sizeof four_methods);
    for (int i = 0; i < 4; i++) {
        methods[i].errors = i < 3 ? &half_ulp : &tenth_digit;
        methods[i].worst = *methods[i].errors;
    }
}

static const Said remark_lines[] = {
    WORDS("numeric is right to 10 digits: truncation ~h^2 plus round-off ~eps/h"),
    WORDS("a second line")};
const Remarks two_remarks = {remark_lines, 2};

/* Why operations have no value, as the referee says it. */
static const Said argument_0 = {.code = SAID_ARGUMENT_0}, it_jumps = {.code = SAID_OPERATION_JUMPS};
static const Said log_of_0 = {.code = SAID_OF_OPERATION,
                              .count = 2,
                              .arguments = {{.as.text = "log", .size = 3, .type = 's'},
                                            {.as.said = &argument_0, .type = 'p'}}};
static const Said floor_jumps = {.code = SAID_OF_OPERATION,
                                 .count = 2,
                                 .arguments = {{.as.text = "floor", .size = 5, .type = 's'},
                                               {.as.said = &it_jumps, .type = 'p'}}};

ReferenceNumber mixed_truths[6] = {
    {.status = REFERENCE_PROVEN, .decimal = "-5376", .exact = true, .digits = 4},
    {.status = REFERENCE_UNDEFINED, .decimal = "", .why = &log_of_0},
    {.status = REFERENCE_PROVEN, .decimal = "8064.00000000000000000000001", .digits = 27},
    {.status = REFERENCE_BELOW, .decimal = "1e-2000"},
    {.status = REFERENCE_UNPROVEN, .decimal = ""},
    {.status = REFERENCE_UNDEFINED, .decimal = "", .why = &floor_jumps},
};

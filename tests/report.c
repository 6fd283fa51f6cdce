/* Tests of src/report: the exact bytes of every format for reports filled in by hand.
 *
 * The keys of JSON are in tests/json.c. The tables' layout is that of the examples in the manual,
 * the quoting of csv that of RFC 4180. */
#include "adcalc.h"
#include "support/reports.h"
#include "support/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers ---------------------------------------------------------------------------------- */

static const struct {
    double value;
    ReportStyle style;
    const char *text;
} numbers[] = {
    {0.1, {0}, "0.1"},
    {1e22, {0}, "1e22"},
    {NAN, {0}, "NaN"},
    {-INFINITY, {0}, "-Infinity"},
    {0.1, {.digits = 17}, "0.10000000000000001"},
    {0.1, {.digits = 20}, "0.10000000000000000555"},
    {2.0 / 3, {.digits = 1}, "0.7"},
    {2.0 / 3, {.digits = 5}, "0.66667"},
    {3.0, {.digits = 5}, "3"},
    {-1234.5678, {.digits = 6}, "-1234.57"},
    {123456, {.digits = 2}, "120000"},
    {999.9, {.digits = 3}, "1000"},
    {0.00012345, {.digits = 3}, "0.000123"},
    {1e-5, {.digits = 3}, "0.00001"},
    {9.996e-6, {.digits = 3}, "0.00001"},
    {9.994e-6, {.digits = 3}, "9.99e-6"},
    {1e-300, {.digits = 3}, "1e-300"},
    {1.25e15, {.digits = 4}, "1250000000000000"},
    {1.25e16, {.digits = 4}, "1.25e16"},
    {0.0, {.digits = 4}, "0"},
    {-0.0, {.digits = 4}, "-0"},
    {NAN, {.digits = 4}, "NaN"},
    {INFINITY, {.digits = 4}, "Infinity"},
    {1.5, {.hex = true}, "0x1.8p+0"},
    {-0.1, {.hex = true, .digits = 3}, "-0x1.999999999999ap-4"},
    {0x1p-1074, {.hex = true}, "0x0.0000000000001p-1022"},
    {NAN, {.hex = true}, "NaN"},
    {-INFINITY, {.hex = true}, "-Infinity"},
};

START_TEST(numbers_in_a_style) {
    report_number(&out, numbers[_i].value, &numbers[_i].style);
    ck_assert_str_eq(text_string(&out), numbers[_i].text);
}
END_TEST

static const struct {
    double value;
    int digits;
    const char *text;
} figures[] = {
    {1.0, 2, "1.0"},     {0.0, 2, "0.0"},     {9.96, 2, "10"},
    {41.2, 2, "41"},     {4130, 2, "4100"},   {0.934, 2, "0.93"},
    {0.05, 3, "0.0500"}, {2e-9, 2, "2.0e-9"}, {7, 1, "7"},
};

START_TEST(figures_keep_zeros) {
    text_figure(&out, figures[_i].value, figures[_i].digits, true);
    ck_assert_str_eq(text_string(&out), figures[_i].text);
}
END_TEST

/* --- csv and tsv ------------------------------------------------------------------------------ */

START_TEST(delimited_compare) {
    Report report = wide_report();
    ReportStyle style = {.header = true};
    ck_assert_str_eq(written("csv", &report, &style),
                     "method,value,df/dx,df/d\u901f\u5ea6,scheme\n"
                     "symbolic,1876,-5376,8064,\n"
                     "forward,,,,skipped: 10^6 sweeps (--all-methods)\n"
                     "numeric,1876,-5376.000000001,8064.0000000002,\"central, h = 6.1e-6\"\n");
    ck_assert_str_eq(written("tsv", &report, &style),
                     "method\tvalue\tdf/dx\tdf/d\u901f\u5ea6\tscheme\n"
                     "symbolic\t1876\t-5376\t8064\t\n"
                     "forward\t\t\t\tskipped: 10^6 sweeps (--all-methods)\n"
                     "numeric\t1876\t-5376.000000001\t8064.0000000002\tcentral, h = 6.1e-6\n");
}
END_TEST

START_TEST(delimited_quotes_expressions) {
    double slope = -INFINITY;
    ReportMethod method = {.name = "reverse", .scheme = "", .gradient = &slope, .answered = 1};
    Report report = lecture_report();
    report.expression = "max(x,\n\t\"\\\")\r";
    report.as.compare.value = NAN;
    report.as.compare.methods = &method;
    report.as.compare.method_count = 1;
    ReportStyle style = {.header = true, .expression_column = true, .hex = true};
    ck_assert_str_eq(written("csv", &report, &style),
                     "expression,method,value,df/dx,scheme\n"
                     "\"max(x,\n\t\"\"\\\"\")\r\",reverse,NaN,-Infinity,\n");
    style.header = false;
    ck_assert_str_eq(written("tsv", &report, &style),
                     "max(x,\\n\\t\"\\\\\")\\r\treverse\tNaN\t-Infinity\t\n");
}
END_TEST

/* --- derive, trace, text ---------------------------------------------------------------------- */

START_TEST(derive_in_all_formats) {
    static const char *const names[] = {"x", "y"}, *const labels[] = {"df/dx", "df/dy"};
    static const char *const formulas[] = {"y*x^(y - 1)", "log(x)*x^y"};
    static const char *const provisos[] = {"x != 0", "y > 0"};
    ReportNote note = {"kink", "a note", 0, 0, NULL};
    Report report = {
        .kind = REPORT_DERIVE,
        .view = "derive",
        .expression = "x^y",
        .names = names,
        .variable_count = 2,
        .as.derive = {.labels = labels,
                      .targets = names,
                      .formulas = formulas,
                      .target_count = 2,
                      .provisos = provisos,
                      .proviso_count = 2,
                      .nodes = 7},
    };
    ck_assert_str_eq(written("table", &report, &plain),
                     "df/dx = y*x^(y - 1)    for x != 0 and y > 0\n"
                     "df/dy = log(x)*x^y    for x != 0 and y > 0\n");
    report.as.derive.proviso_count = 1;
    report.notes = &note;
    report.note_count = 1;
    ck_assert_str_eq(written("table", &report, &plain), "df/dx = y*x^(y - 1)    for x != 0\n"
                                                        "df/dy = log(x)*x^y    for x != 0\n"
                                                        "\n"
                                                        "note: a note\n");
    ck_assert_str_eq(written("jsonl", &report, &plain),
                     "{\"schema\":\"adcalc.derive/1\",\"expression\":\"x^y\",\"derivatives\":"
                     "{\"x\":\"y*x^(y - 1)\",\"y\":\"log(x)*x^y\"},\"provisos\":[\"x != 0\"],"
                     "\"nodes\":7,\"notes\":[{\"kind\":\"kink\",\"text\":\"a note\",\"start\":0,"
                     "\"end\":0}]}\n");
    ReportStyle style = {.header = true, .expression_column = true};
    ck_assert_str_eq(written("csv", &report, &style), "expression,variable,derivative,provisos\n"
                                                      "x^y,x,y*x^(y - 1),x != 0\n"
                                                      "x^y,y,log(x)*x^y,x != 0\n");
    report.as.derive = (ReportDerive){0};
    report.note_count = 1;
    ck_assert_str_eq(written("table", &report, &plain), "note: a note\n");
}
END_TEST

static Report rows_report(void) {
    static const ReportColumn columns[] = {
        {"step", "h", false},       {"error.x", "error", false},   {"count", "n", true},
        {"hidden", NULL, false},    {"verdict", "verdict", false}, {"size", "size", false},
        {NULL, "0  plot  1", false}};
    static const ReportCell cells[] = {
        {CELL_NUMBER, 0.1, NULL},       {CELL_FIGURE, 0.12345, NULL},
        {CELL_WHOLE, 7, NULL},          {CELL_TEXT, 0, "a"},
        {CELL_TEXT, 0, "ok, b"},        {CELL_MAGNITUDE, 0.0625, NULL},
        {CELL_TEXT, 0, "  *"},          {CELL_NUMBER, 1e-300, NULL},
        {CELL_EMPTY, 0, NULL},          {CELL_WHOLE, 123456789, NULL},
        {CELL_EMPTY, 0, NULL},          {CELL_EMPTY, 0, NULL},
        {CELL_MAGNITUDE, 1e-300, NULL}, {CELL_TEXT, 0, "*"},
    };
    static const char *const headlines[] = {"above"}, *const remarks[] = {"below", "and more"};
    static const ReportFact facts[] = {{"best.forward.step", {CELL_NUMBER, 0.5, NULL}},
                                       {"best.forward.why", {CELL_TEXT, 0, "w"}},
                                       {"slope", {CELL_FIGURE, -INFINITY, NULL}}};
    return (Report){
        .kind = REPORT_ROWS,
        .view = "sweep",
        .expression = "x",
        .as.rows = {.list = "rows",
                    .columns = columns,
                    .column_count = 7,
                    .cells = cells,
                    .row_count = 2,
                    .headlines = headlines,
                    .headline_count = 1,
                    .remarks = remarks,
                    .remark_count = 2,
                    .facts = facts,
                    .fact_count = 3},
    };
}

START_TEST(rows_in_all_formats) {
    ReportNote note = {"kink", "a note", 0, 0, NULL};
    Report report = rows_report();
    ck_assert_str_eq(written("table", &report, &plain),
                     "above\n\n"
                     "h       error          n  verdict  size    0  plot  1\n"
                     "0.1     0.12           7  ok, b    6.2e-2    *\n"
                     "1e-300  -      123456789  -        1e-300  *\n"
                     "\nbelow\nand more\n");
    ReportStyle style = {.header = true, .expression_column = true};
    ck_assert_str_eq(written("csv", &report, &style),
                     "expression,step,error.x,count,hidden,verdict,size\n"
                     "x,0.1,0.12345,7,a,\"ok, b\",0.0625\n"
                     "x,1e-300,,123456789,,,1e-300\n");
    report.notes = &note;
    report.note_count = 1;
    ck_assert_str_eq(
        written("jsonl", &report, &plain),
        "{\"schema\":\"adcalc.sweep/1\",\"expression\":\"x\",\"rows\":"
        "[{\"step\":0.1,\"error\":{\"x\":0.12345},\"count\":7,\"hidden\":\"a\","
        "\"verdict\":\"ok, b\",\"size\":0.0625},"
        "{\"step\":1e-300,\"count\":123456789,\"size\":1e-300}],"
        "\"best\":{\"forward\":{\"step\":0.5,\"why\":\"w\"}},"
        "\"slope\":\"-Infinity\","
        "\"notes\":[{\"kind\":\"kink\",\"text\":\"a note\",\"start\":0,\"end\":0}]}\n");
    report.as.rows.remark_count = report.as.rows.headline_count = report.as.rows.row_count = 0;
    ck_assert_str_eq(written("table", &report, &plain), "note: a note\n");
}
END_TEST

/* x^2 at 3, by hand. */
static const char *const x_only[] = {"x"};
static const double seed[] = {1}, slope[] = {6}, three[] = {3};
static const ReportAddend square_addends[] = {{"v1", 6}};
static const ReportStep square_steps[] = {
    {.result = "v1", .operation = "x", .value = 3, .adjoint = 6, .tangents = seed},
    {.result = "v2",
     .operation = "v1^2",
     .value = 9,
     .adjoint = 1,
     .tangents = slope,
     .addends = square_addends,
     .addend_count = 1},
};

static Report trace_report(bool forward, bool reverse) {
    return (Report){
        .kind = REPORT_TRACE,
        .view = "trace",
        .expression = "x^2",
        .names = x_only,
        .point = three,
        .variable_count = 1,
        .as.trace = {.steps = square_steps,
                     .step_count = 2,
                     .targets = x_only,
                     .target_count = 1,
                     .gradient = slope,
                     .forward = forward,
                     .reverse = reverse},
    };
}

START_TEST(trace_as_text) {
    Report report = trace_report(true, true);
    ck_assert_str_eq(written("table", &report, &plain),
                     "at x = 3\n"
                     "\n"
                     "forward: values and tangents, first node to last\n"
                     "\n"
                     "node  operation  value  d/dx\n"
                     "v1    x          3      1\n"
                     "v2    v1^2       9      6\n"
                     "\n"
                     "reverse: adjoints df/dv, last node to first\n"
                     "\n"
                     "node  adjoint  adds\n"
                     "v2    1        v1 += 1 * 6\n"
                     "v1    6\n"
                     "\n"
                     "df/dx = 6\n");
    report = trace_report(false, false);
    report.as.trace.gradient = NULL;
    ck_assert_str_eq(written("table", &report, &plain), "at x = 3\n"
                                                        "\n"
                                                        "values, first node to last\n"
                                                        "\n"
                                                        "node  operation  value\n"
                                                        "v1    x          3\n"
                                                        "v2    v1^2       9\n");
}
END_TEST

START_TEST(trace_for_programs) {
    Report report = trace_report(true, true);
    ck_assert_str_eq(written("jsonl", &report, &plain),
                     "{\"schema\":\"adcalc.trace/1\",\"expression\":\"x^2\",\"at\":{\"x\":3},"
                     "\"steps\":[{\"node\":\"v1\",\"operation\":\"x\",\"value\":3,"
                     "\"tangents\":{\"x\":1},\"adjoint\":6,\"backward\":\"\"},"
                     "{\"node\":\"v2\",\"operation\":\"v1^2\",\"value\":9,"
                     "\"tangents\":{\"x\":6},\"adjoint\":1,\"backward\":\"v1 += 1 * 6\"}],"
                     "\"gradient\":{\"x\":6},\"notes\":[]}\n");
    ReportStyle style = {.header = true};
    ck_assert_str_eq(written("csv", &report, &style), "node,operation,value,d/dx,adjoint,adds\n"
                                                      "v1,x,3,1,6,\n"
                                                      "v2,v1^2,9,6,1,v1 += 1 * 6\n");
    report = trace_report(false, true);
    ck_assert_str_eq(written("tsv", &report, &style), "node\toperation\tvalue\tadjoint\tadds\n"
                                                      "v1\tx\t3\t6\t\n"
                                                      "v2\tv1^2\t9\t1\tv1 += 1 * 6\n");
}
END_TEST

START_TEST(text_stays_as_it_is) {
    Report report = {.kind = REPORT_TEXT,
                     .view = "graph",
                     .expression = "x",
                     .as.text = "digraph {\n\t\"x\"\n}\n"};
    ck_assert_str_eq(written("table", &report, &plain), report.as.text);
    ck_assert_str_eq(written("csv", &report, &plain), report.as.text);
    ck_assert_str_eq(written("tsv", &report, &plain), report.as.text);
    ck_assert_str_eq(written("jsonl", &report, &plain),
                     "{\"schema\":\"adcalc.graph/1\",\"expression\":\"x\","
                     "\"text\":\"digraph {\\n\\t\\\"x\\\"\\n}\\n\",\"notes\":[]}\n");
}
END_TEST

/* --- memory ----------------------------------------------------------------------------------- */

/* Every writer with every request failing once: it says so, or it did not matter. */
START_TEST(memory_may_run_out) {
    ReportMethod methods[LECTURE_METHODS];
    grade_lecture(methods);
    ReferenceFigures reference = {.value = proven_slope, .derivatives = &proven_slope, .bits = 128};
    Report reports[] = {lecture_report(), lecture_report(), wide_report(), trace_report(true, true),
                        rows_report()};
    reports[1].as.compare.methods = methods;
    reports[1].as.compare.reference = &reference;
    reports[1].as.compare.remarks = two_remarks;
    reports[1].as.compare.remark_count = 2;
    const ReportStyle style = {.header = true, .expression_column = true};
    for (const Writer *writer = writer_table; writer->name; writer++) {
        for (int i = 0; i < LENGTH(reports); i++) {
            Text whole = {0};
            memory_fail_at(0, false);
            writer->write(&reports[i], &style, &whole);
            size_t requests = memory_requests();
            ck_assert(!whole.failed);
            ck_assert_uint_gt(requests, 0);
            for (size_t n = 1; n <= requests; n++) {
                Text text = {0};
                memory_fail_at(n, false);
                writer->write(&reports[i], &style, &text);
                ck_assert_msg(text.failed || strcmp(text_string(&text), text_string(&whole)) == 0,
                              "%s, report %d, request %zu of %zu: wrong without saying so",
                              writer->name, i, n, requests);
                ck_assert_msg(text.failed, "%s, report %d: request %zu of %zu has no use",
                              writer->name, i, n, requests);
                text_free(&text);
            }
            memory_fail_at(0, false);
            text_free(&whole);
        }
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("report");
    TCase *cases = suite_case(suite, "writers");
    tcase_add_checked_fixture(cases, reports_begin, reports_end);
    tcase_add_loop_test(cases, numbers_in_a_style, 0, LENGTH(numbers));
    tcase_add_loop_test(cases, figures_keep_zeros, 0, LENGTH(figures));
    tcase_add_test(cases, delimited_compare);
    tcase_add_test(cases, delimited_quotes_expressions);
    tcase_add_test(cases, derive_in_all_formats);
    tcase_add_test(cases, rows_in_all_formats);
    tcase_add_test(cases, trace_as_text);
    tcase_add_test(cases, trace_for_programs);
    tcase_add_test(cases, text_stays_as_it_is);
    tcase_add_test(cases, memory_may_run_out);
    return suite_run(suite);
}

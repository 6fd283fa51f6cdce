/* Tests of src/report: the exact bytes of every format for reports filled in by hand, or by a view.
 *
 * The keys of JSON are in tests/json.c. The tables' layout is that of the examples in the manual,
 * the quoting of csv that of RFC 4180. */
#include "adcalc.h"
#include "support/posed.h"
#include "support/reports.h"
#include "support/rules.h"
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
    Compared report = wide();
    ck_assert_str_eq(shown("csv", &report, &plain),
                     "method,value,df/dx,df/d\u901f\u5ea6,scheme\n"
                     "symbolic,1876,-5376,8064,\n"
                     "forward,,,,skipped: 10^6 sweeps (--all-methods)\n"
                     "numeric,1876,-5376.000000001,8064.0000000002,\"central, h = 6.1e-6\"\n");
    ck_assert_str_eq(shown("tsv", &report, &plain),
                     "method\tvalue\tdf/dx\tdf/d\u901f\u5ea6\tscheme\n"
                     "symbolic\t1876\t-5376\t8064\t\n"
                     "forward\t\t\t\tskipped: 10^6 sweeps (--all-methods)\n"
                     "numeric\t1876\t-5376.000000001\t8064.0000000002\tcentral, h = 6.1e-6\n");
}
END_TEST

START_TEST(delimited_quotes_expressions) {
    double slope = -INFINITY;
    ComparedMethod method = {.name = "reverse", .gradient = &slope, .answered = 1};
    Compared report = lecture();
    report.expression = "max(x,\n\t\"\\\")\r";
    report.compare.value = NAN;
    report.compare.methods = &method;
    report.compare.method_count = 1;
    ReportStyle style = {.expression_column = true, .hex = true};
    ck_assert_str_eq(shown("csv", &report, &style),
                     "expression,method,value,df/dx,scheme\n"
                     "\"max(x,\n\t\"\"\\\"\")\r\",reverse,NaN,-Infinity,\n");
    ck_assert_str_eq(shown("tsv", &report, &style),
                     "expression\tmethod\tvalue\tdf/dx\tscheme\n"
                     "max(x,\\n\\t\"\\\\\")\\r\treverse\tNaN\t-Infinity\t\n");
}
END_TEST

/* A table of one column, so called, with one number. */
static Report one_number(const char *column) {
    Report report = new_report("compare", "x");
    report_table(&report, "rows");
    report_line(&report, "above");
    report_column(&report, (ReportColumn){.key = column, .header = column, .title = column});
    report_cell(&report, report_number_cell(1));
    return report;
}

/* What a session prints, an answer after the other. */
static void write_all(const char *format, const Report *reports, int count) {
    const Writer *writer = writer_table;
    Text left = {0};
    while (strcmp(writer->name, format))
        writer++;
    text_clear(&out);
    for (int i = 0; i < count; i++)
        report_write(&reports[i], writer, &plain, &left, &out);
    text_free(&left);
}

START_TEST(headers_come_when_they_change) {
    Report text = new_report("graph", "x"), brief = one_number("b");
    text.text = "a text\n";
    brief.brief = true;
    const Report reports[] = {
        one_number("a"), one_number("a"), one_number("b"), one_number("b"), text, brief};
    write_all("csv", reports, LENGTH(reports));
    ck_assert_str_eq(text_string(&out), "a\n1\n1\nb\n1\n1\na text\nb\n1\n");
    write_all("table", reports, LENGTH(reports));
    ck_assert_str_eq(text_string(&out), "above\n\na\n1\n\nabove\n\na\n1\n\nabove\n\nb\n1\n\nabove\n"
                                        "\nb\n1\na text\nabove\n\nb\n1\n");
}
END_TEST

/* What could not be written leaves nothing. */
START_TEST(failures_leave_what_was_there) {
    const Report report = one_number("a");
    Text left = {0}, failed = {.failed = true};
    text_put(&left, "b\n");
    report_write(&report, writer_table + 2, &plain, &left, &failed);
    ck_assert_str_eq(text_string(&left), "b\n");
    report_write(&report, writer_table + 2, &plain, &left, &out);
    ck_assert_str_eq(text_string(&left), "a\n");
    ck_assert_str_eq(text_string(&out), "a\n1\n");
    text_free(&left);
}
END_TEST

/* --- derive, trace, text ---------------------------------------------------------------------- */

static Posed posed;

/* What a view reports about a program at a point. */
static Report asked(bool (*run)(Request *, Report *, bool *), const char *view, const char *program,
                    const char *values, unsigned methods, const ReportStyle *style) {
    const ViewOptions options = {.methods = methods};
    Report report = new_report(view, program);
    bool undefined = false;
    posed_free(&posed);
    ck_assert_msg(posed_begin(&posed, &rules, program, values), "%s", program);
    Request request = {.problem = posed.problem,
                       .expression = program,
                       .diag = &posed.diag,
                       .options = &options,
                       .style = style,
                       .arena = report.arena};
    ck_assert(run(&request, &report, &undefined));
    return report;
}

static void begin_views(void) {
    begin_rules();
    reports_begin();
    posed = (Posed){0};
}

static void end_views(void) {
    posed_free(&posed);
    reports_end();
    end_rules();
}

START_TEST(derive_in_all_formats) {
    ReportNote note = {"kink", "a note", 0, 0, NULL};
    ReportStyle style = {.expression_column = true};
    Report report = asked(derive_run, "derive", "log(x)*sqrt(y)", "x=1,y=1", 0, &plain);
    ck_assert_str_eq(written("table", &report, &plain),
                     "df/dx = sqrt(y)/x    for x > 0\n"
                     "df/dy = log(x)/(2*sqrt(y))    for x > 0\n");
    report = asked(derive_run, "derive", "x^y", "x=1,y=1", 0, &plain);
    report.notes = &note;
    report.note_count = 1;
    ck_assert_str_eq(written("table", &report, &plain), "df/dx = y*x^(y - 1)    for x != 0\n"
                                                        "df/dy = x^y*log(x)    for x != 0\n"
                                                        "\n"
                                                        "note: a note\n");
    ck_assert_str_eq(written("jsonl", &report, &plain),
                     "{\"schema\":\"adcalc.derive/1\",\"expression\":\"x^y\",\"derivatives\":"
                     "{\"x\":\"y*x^(y - 1)\",\"y\":\"x^y*log(x)\"},\"provisos\":[\"x != 0\"],"
                     "\"nodes\":6,\"notes\":[{\"kind\":\"kink\",\"text\":\"a note\",\"start\":0,"
                     "\"end\":0}]}\n");
    ck_assert_str_eq(written("csv", &report, &style), "expression,variable,derivative,provisos\n"
                                                      "x^y,x,y*x^(y - 1),x != 0\n"
                                                      "x^y,y,x^y*log(x),x != 0\n");
    report = asked(derive_run, "derive", "3", "", 0, &plain);
    report.notes = &note;
    report.note_count = 1;
    ck_assert_str_eq(written("table", &report, &plain), "note: a note\n");
    ck_assert_str_eq(written("jsonl", &report, &plain),
                     "{\"schema\":\"adcalc.derive/1\",\"expression\":\"3\",\"derivatives\":{},"
                     "\"provisos\":[],\"nodes\":0,\"notes\":[{\"kind\":\"kink\","
                     "\"text\":\"a note\",\"start\":0,\"end\":0}]}\n");
}
END_TEST

static Report rows_report(void) {
    static const ReportColumn columns[] = {{"step", "step", "h", false, 0},
                                           {"error.x", "error.x", "error", false, 0},
                                           {"count", "count", "n", true, 0},
                                           {"hidden", "hidden", NULL, false, 0},
                                           {"verdict", "verdict", "verdict", false, 9},
                                           {"size", "size", "size", false, 0},
                                           {NULL, NULL, "0  plot  1", false, 0}};
    static const ReportCell cells[] = {
        {CELL_NUMBER, 0.1, NULL, 0},       {CELL_FIGURE, 0.12345, NULL, 0},
        {CELL_WHOLE, 7, NULL, 0},          {CELL_TEXT, 0, "a", 0},
        {CELL_TEXT, 0, "ok, b", 0},        {CELL_MAGNITUDE, 0.0625, NULL, 0},
        {CELL_TEXT, 0, "  *", 0},          {CELL_NUMBER, 1e-300, NULL, 0},
        {CELL_EMPTY, 0, NULL, 0},          {CELL_WHOLE, 123456789, NULL, 0},
        {CELL_EMPTY, 0, NULL, 0},          {CELL_EMPTY, 0, NULL, 0},
        {CELL_MAGNITUDE, 1e-300, NULL, 0}, {CELL_TEXT, 0, "*", 0},
    };
    Report report = new_report("sweep", "x");
    report_table(&report, "rows");
    report_line(&report, "above");
    for (int i = 0; i < LENGTH(columns); i++)
        report_column(&report, columns[i]);
    for (int i = 0; i < LENGTH(cells); i++)
        report_cell(&report, cells[i]);
    report_more(&report, "... and so on");
    report_remark(&report, "below");
    report_remark(&report, "and more");
    report_fact(&report, "best.forward.step", report_number_cell(0.5));
    report_fact(&report, "best.forward.why", report_text_cell("w"));
    report_fact(&report, "best.backward", report_text_cell(NULL));
    report_fact(&report, "slope", (ReportCell){.kind = CELL_FIGURE, .number = -INFINITY});
    return report;
}

START_TEST(rows_in_all_formats) {
    ReportNote note = {"kink", "a note", 0, 0, NULL};
    Report report = rows_report();
    ck_assert_str_eq(written("table", &report, &plain),
                     "above\n\n"
                     "h       error          n  verdict    size    0  plot  1\n"
                     "0.1     0.12           7  ok, b      6.2e-2    *\n"
                     "1e-300  -      123456789  -          1e-300  *\n"
                     "... and so on\n"
                     "\nbelow\nand more\n");
    ReportStyle style = {.expression_column = true};
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
    report = new_report("sweep", "x");
    report_table(&report, "rows");
    report_column(&report, (ReportColumn){.key = "h", .header = "h", .title = "h"});
    report.notes = &note;
    report.note_count = 1;
    ck_assert_str_eq(written("table", &report, &plain), "note: a note\n");
    ck_assert_str_eq(written("csv", &report, &plain), "h\n");
}
END_TEST

/* Cells of all kinds; one that runs on over the rest of its row; and one that is short. */
START_TEST(cells_in_all_formats) {
    static const ReportCell cells[] = {{CELL_TRUTH, 1, NULL, 0},
                                       {CELL_GRADED, 1.25, NULL, 1},
                                       {CELL_TEXT, 0, "z", 0},
                                       {CELL_SPAN, 0, "a text, over all of them", 0}};
    const ReportStyle color = {.color = true};
    Report report = new_report("compare", "x");
    report_table(&report, "rows");
    report_column(&report, (ReportColumn){"a", "a", "a", false, 0});
    report_column(&report, (ReportColumn){"b", "b", "b", false, 0});
    report_column(&report, (ReportColumn){"c.1", "c", "c", false, 0});
    for (int i = 0; i < LENGTH(cells); i++)
        report_cell(&report, cells[i]);
    report_end_row(&report);
    report_end_row(&report);
    ck_assert_str_eq(written("table", &report, &plain), "a    b     c\n"
                                                        "yes  1.25  z\n"
                                                        "a text, over all of them\n");
    ck_assert_ptr_nonnull(strstr(written("table", &report, &color), "yes  1.\033[31m25\033[0m  z"));
    ck_assert_str_eq(written("tsv", &report, &plain), "a\tb\tc\n"
                                                      "true\t1.25\tz\n"
                                                      "a text, over all of them\t\t\n");
    ck_assert_str_eq(written("jsonl", &report, &plain),
                     "{\"schema\":\"adcalc.compare/1\",\"expression\":\"x\",\"rows\":"
                     "[{\"a\":true,\"b\":1.25,\"c\":[null,\"z\"]},"
                     "{\"a\":\"a text, over all of them\"}],\"notes\":[]}\n");
}
END_TEST

START_TEST(trace_as_text) {
    Report report = asked(trace_run, "trace", "x^2", "x=3", 0, &plain);
    ck_assert_str_eq(written("table", &report, &plain),
                     "at x = 3\n"
                     "\n"
                     "forward: values and tangents, first node to last\n"
                     "\n"
                     "node  operation  value  d/dx\n"
                     "x     input      3      1\n"
                     "v1    x^2        9      6\n"
                     "\n"
                     "reverse: adjoints df/dv, last node to first\n"
                     "\n"
                     "node  adjoint  adds\n"
                     "v1    1        x += 1 * 6\n"
                     "x     6\n"
                     "\n"
                     "df/dx = 6\n");
    report = asked(trace_run, "trace", "x^2", "x=3", 1u << METHOD_REVERSE, &plain);
    ck_assert_str_eq(written("table", &report, &plain),
                     "at x = 3\n"
                     "\n"
                     "values, first node to last\n"
                     "\n"
                     "node  operation  value\n"
                     "x     input      3\n"
                     "v1    x^2        9\n"
                     "\n"
                     "reverse: adjoints df/dv, last node to first\n"
                     "\n"
                     "node  adjoint  adds\n"
                     "v1    1        x += 1 * 6\n"
                     "x     6\n"
                     "\n"
                     "df/dx = 6\n");
}
END_TEST

START_TEST(trace_for_programs) {
    const ReportStyle hex = {.hex = true};
    Report report = asked(trace_run, "trace", "x^2", "x=3", 0, &hex);
    ck_assert_str_eq(written("jsonl", &report, &hex),
                     "{\"schema\":\"adcalc.trace/1\",\"expression\":\"x^2\","
                     "\"steps\":[{\"node\":\"x\",\"operation\":\"input\",\"value\":3,"
                     "\"tangents\":{\"x\":1},\"adjoint\":6,\"backward\":\"\"},"
                     "{\"node\":\"v1\",\"operation\":\"x^2\",\"value\":9,"
                     "\"tangents\":{\"x\":6},\"adjoint\":1,\"backward\":\"x += 1 * 6\"}],"
                     "\"gradient\":{\"x\":6},\"notes\":[]}\n");
    ck_assert_str_eq(written("csv", &report, &hex),
                     "node,operation,value,d/dx,adjoint,adds\n"
                     "x,input,0x1.8p+1,0x1p+0,0x1.8p+2,\n"
                     "v1,x^2,0x1.2p+3,0x1.8p+2,0x1p+0,x += 0x1p+0 * 0x1.8p+2\n");
    report = asked(trace_run, "trace", "x^2", "x=3", 1u << METHOD_REVERSE, &plain);
    ck_assert_str_eq(written("tsv", &report, &plain), "node\toperation\tvalue\tadjoint\tadds\n"
                                                      "x\tinput\t3\t6\t\n"
                                                      "v1\tx^2\t9\t1\tx += 1 * 6\n");
}
END_TEST

START_TEST(text_stays_as_it_is) {
    Report report = new_report("graph", "x");
    report.text = "digraph {\n\t\"x\"\n}\n";
    ck_assert_str_eq(written("table", &report, &plain), report.text);
    ck_assert_str_eq(written("csv", &report, &plain), report.text);
    ck_assert_str_eq(written("tsv", &report, &plain), report.text);
    ck_assert_str_eq(written("jsonl", &report, &plain),
                     "{\"schema\":\"adcalc.graph/1\",\"expression\":\"x\","
                     "\"text\":\"digraph {\\n\\t\\\"x\\\"\\n}\\n\",\"notes\":[]}\n");
    report.bare = true;
    ck_assert_str_eq(written("jsonl", &report, &plain), report.text);
}
END_TEST

/* --- memory ----------------------------------------------------------------------------------- */

/* Every writer with every request failing once: it says so, or it did not matter. */
START_TEST(memory_may_run_out) {
    ComparedMethod methods[LECTURE_METHODS];
    grade_lecture(methods);
    ReferenceAnswer reference = {
        .value = proven_slope, .gradient = &proven_slope, .count = 1, .bits = 128};
    Compared graded = lecture(), ungraded = lecture(), several = wide();
    graded.compare.methods = methods;
    graded.compare.reference = &reference;
    graded.compare.remarks = two_remarks;
    const ReportStyle style = {.expression_column = true};
    const Report reports[] = {compared_report(&graded, &style), compared_report(&ungraded, &style),
                              compared_report(&several, &style), rows_report(),
                              asked(trace_run, "trace", "x^2", "x=3", 0, &style)};
    for (const Writer *writer = writer_table; writer->name; writer++) {
        for (int i = 0; i < LENGTH(reports); i++) {
            Text whole = {0}, left = {0};
            memory_fail_at(0, false);
            report_write(&reports[i], writer, &style, &left, &whole);
            size_t requests = memory_requests();
            text_free(&left);
            ck_assert(!whole.failed);
            ck_assert_uint_gt(requests, 0);
            for (size_t n = 1; n <= requests; n++) {
                Text text = {0};
                memory_fail_at(n, false);
                report_write(&reports[i], writer, &style, &left, &text);
                ck_assert_msg(text.failed || strcmp(text_string(&text), text_string(&whole)) == 0,
                              "%s, report %d, request %zu of %zu: wrong without saying so",
                              writer->name, i, n, requests);
                ck_assert_msg(text.failed, "%s, report %d: request %zu of %zu has no use",
                              writer->name, i, n, requests);
                ck_assert_uint_eq(left.length, 0);
                text_free(&text);
            }
            memory_fail_at(0, false);
            text_free(&whole);
        }
    }
}
END_TEST

/* A report without memory for a part of it is none, and says so. */
START_TEST(reports_may_lack_memory) {
    for (size_t n = 1;; n++) {
        Text left = {0}, text = {0};
        memory_fail_at(n, false);
        const Report report = rows_report();
        bool reached = memory_requests() < n;
        memory_fail_at(0, false);
        report_write(&report, writer_table, &plain, &left, &text);
        ck_assert_int_eq(text.failed, !reached);
        text_free(&text);
        text_free(&left);
        if (reached)
            break;
        reports_end();
        reports_begin();
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("report");
    TCase *cases = suite_case(suite, "writers");
    tcase_add_checked_fixture(cases, begin_views, end_views);
    tcase_add_loop_test(cases, numbers_in_a_style, 0, LENGTH(numbers));
    tcase_add_loop_test(cases, figures_keep_zeros, 0, LENGTH(figures));
    tcase_add_test(cases, delimited_compare);
    tcase_add_test(cases, delimited_quotes_expressions);
    tcase_add_test(cases, headers_come_when_they_change);
    tcase_add_test(cases, failures_leave_what_was_there);
    tcase_add_test(cases, derive_in_all_formats);
    tcase_add_test(cases, rows_in_all_formats);
    tcase_add_test(cases, cells_in_all_formats);
    tcase_add_test(cases, trace_as_text);
    tcase_add_test(cases, trace_for_programs);
    tcase_add_test(cases, text_stays_as_it_is);
    tcase_add_test(cases, memory_may_run_out);
    tcase_add_test(cases, reports_may_lack_memory);
    return suite_run(suite);
}

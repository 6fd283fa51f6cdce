/* Tests of compare's JSON and of src/report/json.c: comparisons and reports filled in by hand,
 * whose bytes are compared whole or read back with json-c. */
#include "adcalc.h"
#include "support/reports.h"
#include "support/suite.h"

#include <json-c/json.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The member at a path such as "methods.1.name"; NULL when there is none. */
static json_object *member(json_object *root, const char *path) {
    char part[64];
    while (root && *path) {
        size_t length = strcspn(path, ".");
        ck_assert_uint_lt(length, sizeof part);
        memcpy(part, path, length);
        part[length] = '\0';
        path += length + (path[length] == '.');
        if (json_object_is_type(root, json_type_array)) {
            root = json_object_array_get_idx(root, (size_t)atoi(part));
        } else {
            json_object *next = NULL;
            json_object_object_get_ex(root, part, &next);
            root = next;
        }
    }
    return root;
}

static const char *json_text(json_object *root, const char *path) {
    json_object *found = member(root, path);
    ck_assert_msg(json_object_is_type(found, json_type_string), "no string at %s", path);
    return json_object_get_string(found);
}

static double json_number(json_object *root, const char *path) {
    json_object *found = member(root, path);
    ck_assert_msg(json_object_is_type(found, json_type_double) ||
                      json_object_is_type(found, json_type_int),
                  "no number at %s", path);
    return json_object_get_double(found);
}

static json_object *parsed(const char *format, const Compared *report, const ReportStyle *style) {
    json_object *root = json_tokener_parse(shown(format, report, style));
    ck_assert_ptr_nonnull(root);
    return root;
}

START_TEST(json_on_one_line) {
    Compared report = lecture();
    report.compare.method_count = 1;
    const char *expected =
        "{\"schema\":\"adcalc.compare/1\",\"expression\":\"-log(1/(1+exp(-x))+1)/(x^2+1)\","
        "\"at\":{\"x\":0.5},\"value\":-0.38715448301354155,\"status\":\"regular\","
        "\"value_timing\":{\"eval_ns\":26,\"median_ns\":27,\"spread\":0.019230769230769232,"
        "\"samples\":90},\"methods\":[{\"name\":\"symbolic\",\"scheme\":\"\","
        "\"passes\":\"1 tape\",\"gradient\":{\"x\":0.1938482814674358},\"nodes\":61,"
        "\"timing\":{\"setup_ns\":38123,\"eval_ns\":41.2,\"median_ns\":42,"
        "\"spread\":0.024271844660194174,\"samples\":90}}],\"notes\":[]}\n";
    ck_assert_str_eq(shown("jsonl", &report, &plain), expected);
    /* Digits and hexadecimals are for people. */
    ReportStyle style = {.one_line = true, .digits = 2, .hex = true, .color = true};
    ck_assert_str_eq(shown("json", &report, &style), expected);
}
END_TEST

START_TEST(json_keys_are_where_they_are_documented) {
    Compared report = wide();
    ReportNote note = {"kink", "quotes \" and \u00b5", 2, 5, NULL};
    report.notes = &note;
    report.note_count = 1;
    const char *text = shown("json", &report, &plain);
    ck_assert_ptr_nonnull(strstr(text, "\n  \"value\": 1876,\n")); /* two blanks a level */
    ck_assert_ptr_nonnull(strstr(text, "\n      \"name\": \"symbolic\",\n"));
    json_object *root = parsed("json", &report, &plain);
    ck_assert_str_eq(json_text(root, "schema"), "adcalc.compare/1");
    ck_assert_str_eq(json_text(root, "expression"), "x*\u901f\u5ea6");
    ck_assert_str_eq(json_text(root, "status"), "regular");
    ck_assert_double_eq(json_number(root, "at.\u901f\u5ea6"), 1);
    ck_assert_double_eq(json_number(root, "value"), 1876);
    ck_assert_double_eq(json_number(root, "value_timing.eval_ns"), 40);
    ck_assert_str_eq(json_text(root, "notes.0.kind"), "kink");
    ck_assert_str_eq(json_text(root, "notes.0.text"), "quotes \" and \u00b5");
    ck_assert_double_eq(json_number(root, "notes.0.start"), 2);
    ck_assert_double_eq(json_number(root, "notes.0.end"), 5);
    ck_assert_str_eq(json_text(root, "methods.1.name"), "forward");
    ck_assert_str_eq(json_text(root, "methods.1.skipped"), "10^6 sweeps (--all-methods)");
    ck_assert_ptr_null(member(root, "methods.1.gradient"));
    ck_assert_ptr_null(member(root, "methods.1.timing"));
    ck_assert_str_eq(json_text(root, "methods.2.scheme"), "central, h = 6.1e-6");
    ck_assert_str_eq(json_text(root, "methods.2.passes"), "4 evaluations of f");
    ck_assert_double_eq(json_number(root, "methods.2.gradient.\u901f\u5ea6"), 8064.0000000002);
    ck_assert_double_eq(json_number(root, "methods.2.estimate.x"), 2.01e-8);
    ck_assert_double_eq(json_number(root, "methods.2.step"), 6.1e-6);
    ck_assert_double_eq(json_number(root, "methods.2.nodes"), 12);
    ck_assert_double_eq(json_number(root, "methods.0.timing.setup_ns"), 52000);
    ck_assert_double_eq(json_number(root, "methods.2.timing.eval_ns"), 180);
    ck_assert_double_eq(json_number(root, "methods.2.timing.median_ns"), 181);
    ck_assert_double_eq(json_number(root, "methods.2.timing.spread"), 1.0 / 180);
    ck_assert_double_eq(json_number(root, "methods.2.timing.samples"), 90);
    /* Absent, not guessed. */
    ck_assert_ptr_null(member(root, "methods.0.estimate"));
    ck_assert_ptr_null(member(root, "methods.0.step"));
    ck_assert_ptr_null(member(root, "methods.0.skipped"));
    ck_assert_ptr_null(member(root, "methods.0.error"));
    ck_assert_ptr_null(member(root, "reference"));
    ck_assert_int_eq(json_object_put(root), 1);
}
END_TEST

START_TEST(json_writes_words_for_what_is_no_number) {
    static const double slopes[] = {INFINITY, -INFINITY};
    ComparedMethod method = {.name = "reverse", .gradient = slopes, .answered = 2};
    Compared report = wide();
    report.compare.value = NAN;
    report.compare.methods = &method;
    report.compare.method_count = 1;
    report.compare.value_timing = (Timing){0};
    json_object *root = parsed("jsonl", &report, &plain);
    ck_assert_str_eq(json_text(root, "value"), "NaN");
    ck_assert_str_eq(json_text(root, "methods.0.gradient.x"), "Infinity");
    ck_assert_str_eq(json_text(root, "methods.0.gradient.\u901f\u5ea6"), "-Infinity");
    ck_assert_ptr_null(member(root, "methods.0.timing"));
    ck_assert_ptr_null(member(root, "value_timing"));
    ck_assert_int_eq(json_object_put(root), 1);
}
END_TEST

START_TEST(json_of_a_reference) {
    ComparedMethod methods[LECTURE_METHODS];
    grade_lecture(methods);
    ReferenceAnswer reference = {
        .value = {.status = REFERENCE_UNPROVEN, .decimal = "1 +/- 2"},
        .gradient = &proven_slope,
        .count = 1,
        .bits = 256,
    };
    Compared report = lecture();
    report.compare.methods = methods + 2;
    report.compare.method_count = 1;
    report.compare.reference = &reference;
    report.compare.remarks = two_remarks;
    methods[2].timing = report.compare.value_timing = (Timing){0};
    ck_assert_str_eq(
        shown("jsonl", &report, &plain),
        "{\"schema\":\"adcalc.compare/1\",\"expression\":\"-log(1/(1+exp(-x))+1)/(x^2+1)\","
        "\"at\":{\"x\":0.5},\"value\":-0.38715448301354155,\"status\":\"regular\","
        "\"methods\":[{\"name\":\"reverse\",\"scheme\":\"\",\"passes\":\"1 forward + 1 reverse\","
        "\"gradient\":{\"x\":0.1938482814674358},\"error\":{\"x\":{\"ulp\":1.6,"
        "\"relative\":2.3e-16,\"absolute\":4.5e-17,\"digits\":15.68,\"exact\":false}},"
        "\"nodes\":20}],\"reference\":{\"value\":\"1 +/- 2\",\"value_status\":\"unproven\","
        "\"gradient\":{\"x\":\"0.19384828146743584080612345\"},\"status\":{\"x\":\"proven\"},"
        "\"exact\":{\"x\":false},\"why\":{},\"bits\":256,\"proven\":false},"
        "\"remarks\":[\"numeric is right to 10 digits: truncation ~h^2 plus round-off ~eps/h\","
        "\"a second line\"],\"notes\":[]}\n");
    /* Errors that are not known are absent; a truth that does not exist says why. */
    MethodError unknown = {0};
    methods[2].errors = &unknown;
    reference.gradient = &mixed_truths[1];
    json_object *root = parsed("json", &report, &plain);
    ck_assert_ptr_nonnull(member(root, "methods.0.error"));
    ck_assert_ptr_null(member(root, "methods.0.error.x"));
    ck_assert_str_eq(json_text(root, "reference.gradient.x"), "");
    ck_assert_str_eq(json_text(root, "reference.status.x"), "undefined");
    ck_assert_str_eq(json_text(root, "reference.why.x"), "log: the argument is 0");
    ck_assert_int_eq(json_object_put(root), 1);
}
END_TEST

typedef struct Member {
    const char *path, *text; /* without blanks, and with ' for quotation marks */
} Member;

static void check_members(const Compared *report, const Member *wanted, int count) {
    json_object *root = parsed("jsonl", report, &plain);
    for (int i = 0; i < count; i++) {
        char text[500];
        json_object *found = member(root, wanted[i].path);
        snprintf(text, sizeof text, "%s",
                 json_object_to_json_string_ext(found, JSON_C_TO_STRING_PLAIN));
        for (char *quote = text; (quote = strchr(quote, '"'));)
            *quote = '\'';
        ck_assert_msg(!strcmp(text, wanted[i].text), "%s: %s", wanted[i].path, text);
    }
    json_object_put(root);
}

/* Lists and matrices: all that belongs to an answer in its place, after that of f itself or in two
 * places. */
START_TEST(json_of_higher_orders) {
    static const Factor x[] = {{0, 1}}, y[] = {{1, 1}}, xx[] = {{0, 2}}, yy[] = {{1, 2}},
                        xy[] = {{0, 1}, {1, 1}};
    static const Derivative orders[] = {{x, 1}, {xx, 1}}, second[] = {{xx, 1}, {xy, 2}, {yy, 1}},
                            partials[] = {{x, 1}, {y, 1}};
    static const Variable variables[] = {{"x", 0}, {"y", 1}};
    static const char *const labels[] = {"one", "two", "three"};
    static const uint32_t operations[] = {3, 5, 8, 9};
    static const double direction[] = {-2.5}, answers[] = {2, -0.5, 7},
                        estimates[] = {1e-9, 1e-6, 1e-5};
    static const MethodError errors[] = {{0}, {.known = true, .accuracy = {.exact = true}}, {0}};
    static const Conditioning kept[] = {
        {0}, {true, 1, "x", 2.5, 3, "sin"}, {.known = true, .rounding = 0.5}};
    static const Member of_list[] = {
        {"methods.0.derivatives", "[4.5,2,-0.5]"},
        {"methods.0.error", "[{},{},{'ulp':0,'relative':0,'absolute':0,'digits':0,'exact':true}]"},
        {"methods.0.estimate", "[0,1e-9,1e-6]"},
        {"methods.0.nodes", "[3,5,8]"},
        {"reference.derivatives", "['4.5','-5376','']"},
        {"reference.status", "['proven','proven','undefined']"},
        {"reference.exact", "[false,true,false]"},
        {"reference.why", "['','','log: the argument is 0']"},
        {"value_timing", "{'eval_ns':5,'median_ns':6,'spread':0,'samples':7}"},
    };
    static const Member of_matrix[] = {
        {"methods.0.hessian", "{'x':{'x':2,'y':-0.5},'y':{'x':-0.5,'y':7}}"},
        {"methods.0.error.y.x", "{'ulp':0,'relative':0,'absolute':0,'digits':0,'exact':true}"},
        {"methods.0.estimate", "{'x':{'x':1e-9,'y':1e-6},'y':{'x':1e-6,'y':0.00001}}"},
        {"methods.0.nodes", "{'x':{'x':5,'y':8},'y':{'x':8,'y':9}}"},
        {"value_conditioning", "{'input':0,'rounding':0.5,'digits_lost':0}"},
        {"conditioning.x", "{'y':{'input':1,'variable':'x','rounding':2.5,'digits_lost':3,"
                           "'operation':'sin'}}"},
        {"conditioning.x.x", "null"},
        {"conditioning.y.y", "{'input':0,'rounding':0.5,'digits_lost':0}"},
        {"value_timing", "{'eval_ns':0,'median_ns':0,'spread':0,'samples':7}"},
    };
    static const Member of_product[] = {
        {"methods.0.product", "{'x':2,'y':-0.5}"},
        {"methods.0.estimate", "{'x':1e-9,'y':1e-6}"},
        {"along", "{'x':-2.5}"},
    };
    static const Member of_nothing_known[] = {
        {"methods.0.derivatives", "{'one':2}"},
        {"value_timing", "{'eval_ns':0.5,'median_ns':0.75,'spread':0.25,'samples':7}"},
        {"along", "{'x':-2.5}"},
        {"value_conditioning", "null"},
        {"conditioning", "null"},
        {"reference", "{'missing':'not built: there was no FLINT'}"},
        {"remarks", "[]"},
    };
    ComparedMethod method = {.name = "m",
                             .gradient = answers,
                             .answered = 2,
                             .operations = operations,
                             .estimate = estimates,
                             .errors = errors};
    ReferenceAnswer reference = {.value = {.status = REFERENCE_PROVEN, .decimal = "4.5"},
                                 .gradient = mixed_truths,
                                 .count = 2};
    Compared report = lecture();
    Comparison *compare = &report.compare;
    *compare = (Comparison){.value = 4.5,
                            .labels = labels,
                            .answer_count = 2,
                            .methods = &method,
                            .method_count = 1,
                            .reference = &reference,
                            .value_timing = {5, 6, 0, 7}};
    report.problem.variables = variables;
    report.problem.variable_count = 2;
    report.problem.question = QUESTION_ORDERS;
    report.problem.derivatives = orders;
    check_members(&report, of_list, LENGTH(of_list));
    method.answered = compare->answer_count = 3;
    report.problem.question = QUESTION_HESSIAN;
    report.problem.derivatives = second;
    compare->conditioning = kept;
    compare->value_conditioning = &kept[2];
    compare->reference = NULL;
    compare->value_timing = (Timing){0, 0, 0, 7};
    check_members(&report, of_matrix, LENGTH(of_matrix));
    method.answered = compare->answer_count = 2;
    report.problem.question = QUESTION_PRODUCT;
    report.problem.derivatives = partials;
    report.problem.direction = direction;
    compare->conditioning = NULL;
    check_members(&report, of_product, LENGTH(of_product));
    method.answered = compare->answer_count = 1;
    report.problem.question = QUESTION_MIXED;
    reference.missing = SAY(REFERENCE_NOT_BUILT);
    compare->value_timing = (Timing){0.5, 0.75, 0.125, 7};
    compare->reference = &reference;
    compare->value_conditioning = &kept[0];
    check_members(&report, of_nothing_known, LENGTH(of_nothing_known));
}
END_TEST

/* All arrays are longer than what is said of them. */
START_TEST(json_ends_where_counts_say) {
    static const uint32_t operations[] = {3, 5, 8};
    static const double answers[] = {2, 3};
    static const Conditioning kept[] = {{.known = true, .rounding = 1}, {.known = true}};
    static const MethodError errors[] = {{.known = true, .accuracy = {.ulps = 1}}, {.known = true}};
    static const char *const names[] = {"one", "two"};
    static const Said lines[] = {WORDS("one"), WORDS("two")};
    static const ReportNote two_notes[] = {{"kink", "k", 0, 1, NULL}, {"jump", "j", 2, 3, NULL}};
    ComparedMethod methods[] = {{.name = "m",
                                 .gradient = answers,
                                 .answered = 1,
                                 .operations = operations,
                                 .estimate = answers,
                                 .errors = errors},
                                {.name = "n"}};
    ReferenceAnswer reference = {.value = {.status = REFERENCE_PROVEN, .decimal = "4.5"},
                                 .gradient = mixed_truths,
                                 .count = 1};
    Compared report = wide();
    report.problem.variable_count = report.problem.components = 1;
    report.notes = two_notes;
    report.note_count = 1;
    report.compare = (Comparison){.value = 4.5,
                                  .status = "regular",
                                  .labels = names,
                                  .answer_count = 1,
                                  .methods = methods,
                                  .method_count = 1,
                                  .conditioning = kept,
                                  .reference = &reference,
                                  .remarks = {lines, 1}};
    ck_assert_str_eq(
        shown("jsonl", &report, &plain),
        "{\"schema\":\"adcalc.compare/1\",\"expression\":\"x*\u901f\u5ea6\",\"at\":{\"x\":1},"
        "\"value\":4.5,\"status\":\"regular\",\"methods\":["
        "{\"name\":\"m\",\"scheme\":\"\",\"passes\":\"\",\"gradient\":{\"x\":2},"
        "\"error\":{\"x\":{\"ulp\":1,\"relative\":0,\"absolute\":0,"
        "\"digits\":0,\"exact\":false}},\"estimate\":{\"x\":2},"
        "\"nodes\":{\"x\":5}}],\"conditioning\":{\"x\":{\"input\":0,"
        "\"rounding\":1,\"digits_lost\":0}},\"reference\":{\"value\":\"4.5\","
        "\"value_status\":\"proven\",\"gradient\":{\"x\":\"-5376\"},"
        "\"status\":{\"x\":\"proven\"},\"exact\":{\"x\":true},\"why\":{},"
        "\"bits\":0,\"proven\":false},\"remarks\":[\"one\"],"
        "\"notes\":[{\"kind\":\"kink\",\"text\":\"k\",\"start\":0,\"end\":1}]}\n");
}
END_TEST

/* Facts stand where they were added, before and after the rows. */
START_TEST(json_keeps_the_order_of_facts) {
    static const char *const names[] = {"x", "y"};
    static const double point[] = {1, 2};
    Report report = new_report("sweep", "x");
    report_at(&report, names, point, 1);
    report_fact(&report, "first", report_truth_cell(true));
    report_table(&report, NULL);
    report_line(&report, "for people");
    report_table(&report, "rows");
    report_column(&report, (ReportColumn){.key = "h"});
    report_column(&report, (ReportColumn){.header = "n"});
    report_cell(&report, report_whole_cell(1));
    report_cell(&report, report_whole_cell(2));
    report_fact(&report, "a.b", report_text_cell("c"));
    report_fact(&report, "list.1.d", report_text_cell("e"));
    report_fact(&report, "list.0", (ReportCell){.kind = CELL_OBJECT});
    report_fact(&report, "a.f", (ReportCell){.kind = CELL_LIST});
    report_fact(&report, "a.g", (ReportCell){.kind = CELL_NULL});
    ck_assert_str_eq(written("jsonl", &report, &plain),
                     "{\"schema\":\"adcalc.sweep/1\",\"expression\":\"x\",\"at\":{\"x\":1},"
                     "\"first\":true,\"rows\":[{\"h\":1}],\"a\":{\"b\":\"c\",\"f\":[],\"g\":null},"
                     "\"list\":[{},{\"d\":\"e\"}],\"notes\":[]}\n");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("json");
    TCase *cases = suite_case(suite, "writer");
    tcase_add_checked_fixture(cases, reports_begin, reports_end);
    tcase_add_test(cases, json_on_one_line);
    tcase_add_test(cases, json_keys_are_where_they_are_documented);
    tcase_add_test(cases, json_writes_words_for_what_is_no_number);
    tcase_add_test(cases, json_of_a_reference);
    tcase_add_test(cases, json_of_higher_orders);
    tcase_add_test(cases, json_ends_where_counts_say);
    tcase_add_test(cases, json_keeps_the_order_of_facts);
    return suite_run(suite);
}

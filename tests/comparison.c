/* Tests of compare's table: its exact bytes for comparisons filled in by hand. */
#include "support/posed.h"
#include "support/reports.h"
#include "support/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- compare, one variable -------------------------------------------------------------------- */

START_TEST(table_of_one_variable) {
    Compared report = lecture();
    ck_assert_str_eq(shown("table", &report, &plain),
                     "f = -0.38715448301354155      at x = 0.5\n"
                     "\n"
                     "method     df/dx                ns/eval  vs f  vs best\n"
                     "symbolic   0.1938482814674358        41  1.6x     1.0x\n"
                     "forward    0.1938482814674358        58  2.2x     1.4x\n"
                     "reverse    0.1938482814674358        75  2.9x     1.8x\n"
                     "numeric    0.19384828144875002       96  3.7x     2.3x  central, h = 6.1e-6, "
                     "error <= 1e-10\n"
                     "\n"
                     "setup: symbolic 38 us (61 nodes), forward 0.9 us, reverse 1.1 us\n");
}
END_TEST

START_TEST(table_in_digits_and_colour) {
    Compared report = lecture();
    report.compare.method_count = 1;
    ReportStyle style = {.digits = 3, .color = true};
    ck_assert_str_eq(shown("table", &report, &style),
                     "f = -0.387      at x = 0.5\n"
                     "\n"
                     "\033[1mmethod     df/dx  ns/eval  vs f  vs best\033[0m\n"
                     "symbolic   0.194       41  1.6x     1.0x\n"
                     "\n"
                     "setup: symbolic 38 us (61 nodes)\n");
}
END_TEST

/* Without times their columns are absent, and so are the set-up's. */
START_TEST(table_without_times) {
    Compared report = lecture();
    ComparedMethod methods[LECTURE_METHODS];
    memcpy(methods, four_methods, sizeof methods);
    for (int i = 0; i < 4; i++)
        methods[i].timing = (Timing){0};
    report.compare.methods = methods;
    report.compare.value_timing = (Timing){0};
    ReportNote notes[] = {{"unused-variable", "y is not used", 0, 0, NULL},
                          {"kink", "two", 3, 4, "  1 | x\n    | ^\n"}};
    report.notes = notes;
    report.note_count = 2;
    ck_assert_str_eq(shown("table", &report, &plain),
                     "f = -0.38715448301354155      at x = 0.5\n"
                     "\n"
                     "method     df/dx\n"
                     "symbolic   0.1938482814674358\n"
                     "forward    0.1938482814674358\n"
                     "reverse    0.1938482814674358\n"
                     "numeric    0.19384828144875002  central, h = 6.1e-6, error <= 1e-10\n"
                     "\n"
                     "setup: symbolic (61 nodes)\n"
                     "note: y is not used\n"
                     "note: two\n"
                     "  1 | x\n"
                     "    | ^\n");
    report.compare.methods = methods + 1;
    report.compare.method_count = 1;
    report.note_count = 1;
    ck_assert_str_eq(shown("table", &report, &plain), "f = -0.38715448301354155      at x = 0.5\n"
                                                      "\n"
                                                      "method     df/dx\n"
                                                      "forward    0.1938482814674358\n"
                                                      "\n"
                                                      "note: y is not used\n");
}
END_TEST

/* Unsteady times, ratios that may be 1, nothing to compare with, and figures of every size. */
START_TEST(table_of_doubtful_times) {
    static const double slopes[] = {NAN, INFINITY, -INFINITY, -1.5e-300, 0.0};
    static const double errors[] = {NAN, 0.0, 0.00123};
    ComparedMethod methods[] = {
        {.name = "symbolic",
         .gradient = &slopes[0],
         .answered = 1,
         .timing = {100, 101, 5.5, 9},
         .setup_ns = 12},
        {.name = "forward",
         .gradient = &slopes[1],
         .answered = 1,
         .timing = {104, 105, 1, 9},
         .setup_ns = 2.5e9},
        {.name = "reverse", .gradient = &slopes[2], .answered = 1, .timing = {12345, 13000, 1, 9}},
        {.name = "numeric",
         .scheme = WORDS("gsl"),
         .gradient = &slopes[3],
         .answered = 1,
         .estimate = &errors[0],
         .timing = {0, 0, 0, 0},
         .setup_ns = 4.96e6},
        {.name = "other",
         .gradient = &slopes[4],
         .answered = 1,
         .estimate = &errors[1],
         .timing = {110, 110, 1, 9}},
        {.name = "last",
         .gradient = &slopes[4],
         .answered = 1,
         .estimate = &errors[2],
         .timing = {5e8, 5e8, 1, 9}},
        {.name = "huge", .skipped = WORDS("10^6 sweeps (--all-methods)")},
    };
    Compared report = lecture();
    report.compare.value = NAN;
    report.compare.methods = methods;
    report.compare.method_count = (uint32_t)LENGTH(methods);
    report.compare.value_timing = (Timing){99.5, 100, 0.1, 9};
    ck_assert_str_eq(shown("table", &report, &plain),
                     "f = NaN      at x = 0.5\n"
                     "\n"
                     "method     df/dx        ns/eval      vs f   vs best\n"
                     "symbolic   NaN             ~100     ~1.0x      1.0x\n"
                     "forward    Infinity         100      1.0x     ~1.0x\n"
                     "reverse    -Infinity      12000      120x      120x\n"
                     "numeric    -1.5e-300          -         -         -  gsl, error unknown\n"
                     "other      0                110      1.1x      1.1x  error <= 0\n"
                     "last       0          500000000  5000000x  5000000x  error <= 0.0013\n"
                     "huge       skipped: 10^6 sweeps (--all-methods)\n"
                     "\n"
                     "setup: symbolic 12 ns, forward 2.5 s, numeric 5 ms\n");
    report.compare.value_timing = (Timing){0};
    report.compare.method_count = 1;
    ck_assert_str_eq(shown("table", &report, &plain), "f = NaN      at x = 0.5\n"
                                                      "\n"
                                                      "method     df/dx  ns/eval  vs f  vs best\n"
                                                      "symbolic   NaN       ~100     -     1.0x\n"
                                                      "\n"
                                                      "setup: symbolic 12 ns\n");
}
END_TEST

START_TEST(table_of_a_number) {
    ReportNote note = {"constant", "there is nothing to differentiate", 0, 0, NULL};
    const Compared report = {.compare = {.value = 7, .status = "regular"},
                             .expression = "3+4",
                             .notes = &note,
                             .note_count = 1};
    ck_assert_str_eq(shown("table", &report, &plain),
                     "f = 7\nnote: there is nothing to differentiate\n");
    ck_assert_str_eq(shown("csv", &report, &plain), "method,value,scheme\n,7,\n");
    ck_assert_str_eq(shown("jsonl", &report, &plain),
                     "{\"schema\":\"adcalc.compare/1\",\"expression\":\"3+4\",\"value\":7,"
                     "\"status\":\"regular\",\"methods\":[],\"notes\":[{\"kind\":\"constant\","
                     "\"text\":\"there is nothing to differentiate\",\"start\":0,\"end\":0}]}\n");
}
END_TEST

/* --- compare, several variables --------------------------------------------------------------- */

START_TEST(table_of_several_variables) {
    Compared report = wide();
    ck_assert_str_eq(shown("table", &report, &plain),
                     "f = 1876      at x = 1, \u901f\u5ea6 = 1\n"
                     "\n"
                     "variable  symbolic  numeric\n"
                     "x         -5376     -5376.000000001\n"
                     "\u901f\u5ea6      8064      8064.0000000002\n"
                     "\n"
                     "method    passes                    ns/eval  vs f  vs best\n"
                     "symbolic  1 tape: f and 2 partials       92  2.3x     1.0x\n"
                     "forward   skipped: 10^6 sweeps (--all-methods)\n"
                     "numeric   4 evaluations of f            180  4.5x     2.0x  "
                     "central, h = 6.1e-6, error <= 2.1e-8\n"
                     "\n"
                     "setup: symbolic 52 us (1 node)\n");
}
END_TEST

/* Columns are as wide on a terminal as their widest text, whatever its bytes. */
START_TEST(wide_names_in_headers) {
    ComparedMethod methods[WIDE_METHODS];
    memcpy(methods, three_methods, sizeof methods);
    methods[2].answered = 1;
    Compared report = wide();
    report.problem.variables = wide_variables + 1;
    report.compare.labels = wide_labels + 1;
    report.problem.variable_count = report.problem.components = 1;
    report.problem.derivative_count = report.compare.answer_count = 1;
    report.compare.methods = methods + 1;
    report.compare.method_count = 2;
    ck_assert_str_eq(shown("table", &report, &plain),
                     "f = 1876      at \u901f\u5ea6 = 1\n"
                     "\n"
                     "method     df/d\u901f\u5ea6         ns/eval  vs f  vs best\n"
                     "forward    skipped: 10^6 sweeps (--all-methods)\n"
                     "numeric    -5376.000000001      180  4.5x     1.0x  "
                     "central, h = 6.1e-6, error <= 2.1e-8\n");
}
END_TEST

START_TEST(only_skipped_methods) {
    Compared report = wide();
    report.compare.methods = three_methods + 1;
    report.compare.method_count = 1;
    ck_assert_str_eq(shown("table", &report, &plain),
                     "f = 1876      at x = 1, \u901f\u5ea6 = 1\n"
                     "\n"
                     "method   passes\n"
                     "forward  skipped: 10^6 sweeps (--all-methods)\n");
}
END_TEST

START_TEST(twenty_rows_unless_all_are_asked_for) {
    enum { COUNT = 25 };
    char texts[COUNT][8];
    const char *names[COUNT];
    Variable variables[COUNT];
    double values[COUNT];
    for (int i = 0; i < COUNT; i++) {
        snprintf(texts[i], sizeof texts[i], "v%d", i + 1);
        names[i] = texts[i];
        variables[i] = (Variable){texts[i], (uint32_t)i};
        values[i] = i + 1;
    }
    ComparedMethod method = {
        .name = "reverse", .passes = WORDS("1"), .gradient = values, .answered = COUNT};
    Compared report = {
        .compare = {.value = 0.5,
                    .labels = names,
                    .answer_count = COUNT,
                    .methods = &method,
                    .method_count = 1},
        .problem = {.variables = variables,
                    .variable_count = COUNT,
                    .components = COUNT,
                    .point = values,
                    .derivatives = first_derivatives(),
                    .derivative_count = COUNT},
    };
    for (int all = 0; all < 2; all++) {
        report.all_rows = all;
        Text expected = {0};
        text_put(&expected, "f = 0.5      at v1 = 1, v2 = 2, v3 = 3, v4 = 4, v5 = 5, v6 = 6, "
                            "v7 = 7, v8 = 8, ...\n\nvariable  reverse\n");
        for (int i = 0; i < (all ? COUNT : 20); i++)
            text_format(&expected, "v%-9d%d\n", i + 1, i + 1);
        text_put(&expected, all ? "" : "... 5 more (--all)\n");
        text_put(&expected, "\nmethod   passes\nreverse  1\n");
        ck_assert_str_eq(shown("table", &report, &plain), text_string(&expected));
        text_free(&expected);
    }
    /* Programs get all of them. */
    report.all_rows = false;
    ck_assert_ptr_nonnull(strstr(shown("jsonl", &report, &plain), "\"v25\":25"));
    ck_assert_ptr_nonnull(strstr(shown("csv", &report, &plain), ",23,24,25,"));
}
END_TEST

/* --- the reference ---------------------------------------------------------------------------- */

START_TEST(table_with_a_reference) {
    ComparedMethod methods[LECTURE_METHODS];
    grade_lecture(methods);
    ReferenceAnswer reference = {
        .value = proven_slope, .gradient = &proven_slope, .count = 1, .proven = true, .bits = 128};
    ReportNote note = {"kink", "a note", 0, 0, NULL};
    Compared report = lecture();
    report.compare.methods = methods;
    report.compare.reference = &reference;
    report.compare.remarks = two_remarks;
    report.notes = &note;
    report.note_count = 1;
    ck_assert_str_eq(
        shown("table", &report, &plain),
        "f = -0.38715448301354155      at x = 0.5\n"
        "\n"
        "method     df/dx                digits    error  ns/eval  vs f  vs best\n"
        "symbolic   0.1938482814674358     15.6  1.6 ulp       41  1.6x     1.0x\n"
        "forward    0.1938482814674358     15.6  1.6 ulp       58  2.2x     1.4x\n"
        "reverse    0.1938482814674358     15.6  1.6 ulp       75  2.9x     1.8x\n"
        "numeric    0.19384828144875002    10.0  9.6e-11       96  3.7x     2.3x  central, "
        "h = 6.1e-6, error <= 1e-10\n"
        "reference  0.193848281467435840806...  proven to 21 digits (FLINT, 128 bits)\n"
        "\n"
        "setup: symbolic 38 us (61 nodes), forward 0.9 us, reverse 1.1 us\n"
        "numeric is right to 10 digits: truncation ~h^2 plus round-off ~eps/h\n"
        "a second line\n"
        "note: a note\n");
    /* Without a line of set-up the remarks are a paragraph of their own. */
    for (int i = 0; i < 4; i++) {
        methods[i].timing = (Timing){0};
        methods[i].has_formula_nodes = false;
    }
    report.compare.methods = methods + 3;
    report.compare.method_count = 1;
    report.compare.remarks.count = 1;
    ck_assert_str_eq(
        shown("table", &report, &plain),
        "f = -0.38715448301354155      at x = 0.5\n"
        "\n"
        "method     df/dx                digits    error\n"
        "numeric    0.19384828144875002    10.0  9.6e-11  central, h = 6.1e-6, error <= 1e-10\n"
        "reference  0.193848281467435840806...  proven to 21 digits (FLINT, 128 bits)\n"
        "\n"
        "numeric is right to 10 digits: truncation ~h^2 plus round-off ~eps/h\n"
        "note: a note\n");
}
END_TEST

/* Every kind of error, in the cells of one table. */
static const struct {
    MethodError error;
    const char *digits, *text;
} error_texts[] = {
    {{.known = false}, "     -", "-"},
    {{.known = true, .accuracy = {.exact = true, .digits = 17}, .right_digits = 99},
     "    17",
     "exact"},
    {{.known = true,
      .accuracy = {.ulps = 0.333, .relative = 3e-17, .digits = 16.5},
      .right_digits = 99},
     "  16.5",
     "0.33 ulp"},
    {{.known = true, .accuracy = {.ulps = 999.9, .relative = 1e-13, .digits = 13}},
     "  13.0",
     "1000 ulp"},
    {{.known = true, .accuracy = {.ulps = 1000, .relative = 1.26e-13, .digits = 12.9999}},
     "  12.9",
     "1.3e-13"},
    {{.known = true, .accuracy = {.ulps = 3e13, .relative = 0.0034, .digits = 2.46}},
     "   2.4",
     "0.0034"},
    {{.known = true, .accuracy = {.ulps = 4.5e20, .relative = 1e5, .digits = 0}},
     "   0.0",
     "100000"},
    {{.known = true, .accuracy = {.ulps = INFINITY, .relative = INFINITY, .absolute = INFINITY}},
     "   0.0",
     "Infinity"},
    {{.known = true, .nearest = true, .accuracy = {.relative = 1}}, "     -", "nearest"},
    {{.known = true, .zero = true, .accuracy = {.absolute = 2.34e-9, .ulps = INFINITY}},
     "     -",
     "2.3e-9 abs"},
};

START_TEST(errors_as_text) {
    double one = 1;
    ComparedMethod method = {.name = "reverse", .gradient = &one, .answered = 1};
    ReferenceAnswer reference = {
        .value = proven_slope, .gradient = &proven_slope, .count = 1, .proven = true, .bits = 128};
    method.errors = &error_texts[_i].error;
    method.worst = error_texts[_i].error;
    Compared report = lecture();
    report.compare.methods = &method;
    report.compare.method_count = 1;
    report.compare.reference = &reference;
    Text expected = {0};
    int width = (int)strlen(error_texts[_i].text);
    text_format(&expected, "method     df/dx  digits  %*s\nreverse    1      %s  %*s\n",
                width > 5 ? width : 5, "error", error_texts[_i].digits, 5, error_texts[_i].text);
    const char *table = strstr(shown("table", &report, &plain), "\n\n");
    ck_assert_ptr_nonnull(table);
    ck_assert_msg(!strncmp(table + 2, text_string(&expected), expected.length), "%s\nwanted\n%s",
                  table, text_string(&expected));
    text_free(&expected);
}
END_TEST

/* Why an operation has no value, as the referee says it. */
static const Said negative = {.code = SAID_ARGUMENT_NEGATIVE};
static const Said negative_root = {.code = SAID_OF_OPERATION,
                                   .count = 2,
                                   .arguments = {{.as.text = "sqrt", .size = 4, .type = 's'},
                                                 {.as.said = &negative, .type = 'p'}}};

/* What the last row says of one variable's truth. */
static struct {
    ReferenceNumber truth;
    uint32_t bits;
    const char *row;
} truth_texts[] = {
    {{.status = REFERENCE_PROVEN, .decimal = "8", .exact = true, .digits = 1},
     128,
     "8  exact (FLINT, 128 bits)"},
    {{.status = REFERENCE_PROVEN, .decimal = "0", .exact = true, .digits = 1},
     128,
     "0  exact (FLINT, 128 bits)"},
    {{.status = REFERENCE_PROVEN, .decimal = "-2.00000000000000000000000000", .digits = 27},
     256,
     "-2.00000000000000000000...  proven to 21 digits (FLINT, 256 bits)"},
    {{.status = REFERENCE_PROVEN,
      .decimal = "0.1000000000000000055511151231257827",
      .exact = true,
      .digits = 34},
     128,
     "0.100000000000000005551...  exact (FLINT, 128 bits)"},
    /* FLINT's exponents, laid out as numbers are here. */
    {{.status = REFERENCE_PROVEN, .decimal = "1.97007111401704699388887935e+434", .digits = 27},
     128,
     "1.97007111401704699388...e434  proven to 21 digits (FLINT, 128 bits)"},
    {{.status = REFERENCE_PROVEN, .decimal = "-8.3333327777777928322e-5", .digits = 20},
     128,
     "-0.000083333327777777928322...  proven to 21 digits (FLINT, 128 bits)"},
    {{.status = REFERENCE_PROVEN, .decimal = "-8.3333327777777928322e-6", .digits = 20},
     128,
     "-8.3333327777777928322...e-6  proven to 21 digits (FLINT, 128 bits)"},
    {{.status = REFERENCE_PROVEN, .decimal = "1.25e+3", .exact = true, .digits = 3},
     128,
     "1250  exact (FLINT, 128 bits)"},
    {{.status = REFERENCE_PROVEN,
      .decimal = "10000000000000000000000",
      .exact = true,
      .digits = 23},
     128,
     "1e22  exact (FLINT, 128 bits)"},
    {{.status = REFERENCE_PROVEN,
      .decimal = "123456789012345678901234",
      .exact = true,
      .digits = 24},
     128,
     "1.23456789012345678901...e23  exact (FLINT, 128 bits)"},
    {{.status = REFERENCE_PROVEN, .decimal = "1234567890123456.78901234", .digits = 24},
     128,
     "1234567890123456.78901...  proven to 21 digits (FLINT, 128 bits)"},
    {{.status = REFERENCE_PROVEN, .decimal = "0.00123", .exact = true, .digits = 3},
     128,
     "0.00123  exact (FLINT, 128 bits)"},
    {{.status = REFERENCE_BELOW, .decimal = "4.29e-2466"},
     8192,
     "|d| < 4.29e-2466  only bounded (FLINT, 8192 bits)"},
    {{.status = REFERENCE_UNPROVEN, .decimal = "1.25 +/- 3.2e-9"},
     8192,
     "1.25 +/- 3.2e-9  unproven (FLINT, 8192 bits)"},
    {{.status = REFERENCE_UNPROVEN, .decimal = ""}, 512, "unknown  unproven (FLINT, 512 bits)"},
    {{.status = REFERENCE_UNDEFINED, .decimal = "", .why = &negative_root},
     0,
     "undefined (sqrt: the argument is negative)"},
};

START_TEST(truths_as_text) {
    double one = 1;
    MethodError error = {0};
    ComparedMethod method = {.name = "reverse", .gradient = &one, .answered = 1, .errors = &error};
    ReferenceAnswer reference = {.value = proven_slope,
                                 .gradient = &truth_texts[_i].truth,
                                 .count = 1,
                                 .bits = truth_texts[_i].bits};
    Compared report = lecture();
    report.compare.methods = &method;
    report.compare.method_count = 1;
    report.compare.reference = &reference;
    Text expected = {0};
    text_format(&expected,
                "f = -0.38715448301354155      at x = 0.5\n"
                "\n"
                "method     df/dx  digits  error\n"
                "reverse    1           -      -\n"
                "reference  %s\n",
                truth_texts[_i].row);
    ck_assert_str_eq(shown("table", &report, &plain), text_string(&expected));
    text_free(&expected);
}
END_TEST

START_TEST(table_without_the_reference_wanted) {
    ReferenceAnswer reference = {.missing = SAY(REFERENCE_NOT_BUILT)};
    Compared report = lecture();
    report.compare.method_count = 1;
    report.compare.reference = &reference;
    ck_assert_str_eq(shown("table", &report, &plain),
                     "f = -0.38715448301354155      at x = 0.5\n"
                     "\n"
                     "method     df/dx               ns/eval  vs f  vs best\n"
                     "symbolic   0.1938482814674358       41  1.6x     1.0x\n"
                     "reference  none: not built: there was no FLINT\n"
                     "\n"
                     "setup: symbolic 38 us (61 nodes)\n");
    report = wide();
    report.compare.method_count = 1;
    report.compare.reference = &reference;
    ck_assert_str_eq(shown("table", &report, &plain),
                     "f = 1876      at x = 1, \u901f\u5ea6 = 1\n"
                     "\n"
                     "variable  symbolic\n"
                     "x         -5376\n"
                     "\u901f\u5ea6      8064\n"
                     "\n"
                     "method     passes                    ns/eval  vs f  vs best\n"
                     "symbolic   1 tape: f and 2 partials       92  2.3x     1.0x\n"
                     "reference  none: not built: there was no FLINT\n"
                     "\n"
                     "setup: symbolic 52 us (1 node)\n");
    ck_assert_ptr_nonnull(
        strstr(shown("jsonl", &report, &plain),
               ",\"reference\":{\"missing\":\"not built: there was no FLINT\"},"));
}
END_TEST

static const struct {
    int first, count;
    const char *proof;
} proofs[] = {
    {0, 2, "1 of 2 exact, 1 undefined (log: the argument is 0) (FLINT, 128 bits)"},
    {1, 2, "1 of 2 proven to 21 digits, 1 undefined (log: the argument is 0) (FLINT, 128 bits)"},
    {2, 2, "1 of 2 proven to 21 digits, 1 only bounded (FLINT, 128 bits)"},
    {3, 2, "1 of 2 only bounded, 1 unproven (FLINT, 128 bits)"},
    {4, 2, "1 of 2 unproven, 1 undefined (floor: it jumps here) (FLINT, 128 bits)"},
    {0, 6,
     "2 of 6 proven to 21 digits, 1 only bounded, 1 unproven, 2 undefined (log: the argument is 0) "
     "(FLINT, 128 bits)"},
};

START_TEST(proofs_of_several_variables) {
    static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
    static const Variable variables[] = {{"a", 0}, {"b", 1}, {"c", 2},
                                         {"d", 3}, {"e", 4}, {"f", 5}};
    static const double slopes[6];
    static const MethodError errors[6];
    ComparedMethod method = {.name = "reverse",
                             .passes = WORDS("2"),
                             .gradient = slopes,
                             .answered = (uint32_t)proofs[_i].count,
                             .errors = errors};
    ReferenceAnswer reference = {.value = proven_slope,
                                 .gradient = mixed_truths + proofs[_i].first,
                                 .count = (uint32_t)proofs[_i].count,
                                 .bits = 128};
    Compared report = wide();
    report.compare.labels = names;
    report.problem.variables = variables;
    report.problem.derivatives = first_derivatives();
    report.problem.point = slopes;
    report.problem.variable_count = report.problem.components = 6;
    report.compare.answer_count = (uint32_t)proofs[_i].count;
    report.compare.methods = &method;
    report.compare.method_count = 1;
    report.compare.reference = &reference;
    const char *row = strstr(shown("table", &report, &plain), "\nreference  ");
    ck_assert_ptr_nonnull(row);
    ck_assert_uint_eq(strlen(row), strlen(proofs[_i].proof) + strlen("\nreference  \n"));
    ck_assert_msg(
        !strncmp(row + strlen("\nreference  "), proofs[_i].proof, strlen(proofs[_i].proof)), "%s",
        row);
}
END_TEST

/* Several variables, with names and numbers of every width, plain and in colour. */
START_TEST(reference_of_several_variables) {
    static const MethodError exact[] = {
        {.known = true, .accuracy = {.exact = true}, .right_digits = 99},
        {.known = true, .accuracy = {.exact = true}, .right_digits = 99}};
    static const MethodError noise[] = {
        {.known = true,
         .accuracy = {.ulps = 1100, .relative = 1.9e-13, .digits = 12.7},
         .right_digits = 12},
        {.known = true,
         .accuracy = {.ulps = 1200, .relative = 2.5e-14, .digits = 13.6},
         .right_digits = 13}};
    static ReferenceNumber truths[] = {
        {.status = REFERENCE_PROVEN, .decimal = "-5376", .exact = true, .digits = 4},
        {.status = REFERENCE_BELOW, .decimal = "1e-2000"}};
    ComparedMethod methods[WIDE_METHODS];
    memcpy(methods, three_methods, sizeof methods);
    methods[0].errors = exact;
    methods[0].worst = exact[0];
    methods[2].errors = noise;
    methods[2].worst = noise[0];
    ReferenceAnswer reference = {
        .value = proven_slope, .gradient = truths, .count = 2, .bits = 8192};
    Compared report = wide();
    report.compare.methods = methods;
    report.compare.reference = &reference;
    ck_assert_str_eq(
        shown("table", &report, &plain),
        "f = 1876      at x = 1, \u901f\u5ea6 = 1\n"
        "\n"
        "variable  symbolic  numeric          reference\n"
        "x         -5376     -5376.000000001  -5376\n"
        "\u901f\u5ea6      8064      8064.0000000002  |d| < 1e-2000\n"
        "\n"
        "method     passes                    digits    error  ns/eval  vs f  vs best\n"
        "symbolic   1 tape: f and 2 partials      17    exact       92  2.3x     1.0x\n"
        "forward    skipped: 10^6 sweeps (--all-methods)\n"
        "numeric    4 evaluations of f          12.7  1.9e-13      180  4.5x     2.0x  "
        "central, h = 6.1e-6, error <= 2.1e-8\n"
        "reference  1 of 2 exact, 1 only bounded (FLINT, 8192 bits)\n"
        "\n"
        "setup: symbolic 52 us (1 node)\n");
    ReportStyle style = {.color = true};
    ck_assert_ptr_nonnull(
        strstr(shown("table", &report, &style),
               "\033[1mvariable  symbolic  numeric          reference\033[0m\n"
               "x         -5376     -5376.00000000\033[31m1\033[0m  -5376\n"
               "\u901f\u5ea6      8064      8064.000000000\033[31m2\033[0m  |d| < 1e-2000\n"));
}
END_TEST

/* Which digits are wrong: the tail of a number, in colour alone,
 * without its exponent unless all is wrong. */
static const struct {
    double value;
    int right;
    const char *marked; /* with < and > for the escapes */
    ReportStyle style;
} tails[] = {
    {0.1938482814674358, 99, "0.1938482814674358", {.color = true}},
    {0.1938482814674358, 16, "0.1938482814674358", {.color = true}},
    {0.1938482814674358, 15, "0.193848281467435<8>", {.color = true}},
    {0.1938482814674358, 15, "0.1938482814674358", {.color = false}},
    {0.1938482814674358, 0, "<0.1938482814674358>", {.color = true}},
    {-0.00123, 1, "-0.001<23>", {.color = true}},
    {-3.25, 1, "-3.<25>", {.color = true}},
    {-3.25, 0, "<-3.25>", {.color = true}},
    {5010, 2, "50<10>", {.color = true}},
    {1.25e-7, 2, "1.2<5>e-7", {.color = true}},
    {1.25e-7, 0, "<1.25e-7>", {.color = true}},
    {1.25e300, 1, "1.<25>e300", {.color = true}},
    {0, 0, "<0>", {.color = true}},
    {NAN, 0, "<NaN>", {.color = true}},
    {-INFINITY, 0, "<-Infinity>", {.color = true}},
    {INFINITY, 99, "Infinity", {.color = true}},
    {1.0 / 3, 9, "0.333", {.color = true, .digits = 3}},
    {1.0 / 3, 2, "0.33<3>", {.color = true, .digits = 3}},
    {1.5, 1, "0x1.8p+0", {.color = true, .hex = true}},
};

START_TEST(wrong_digits_in_colour) {
    MethodError error = {
        .known = true, .accuracy = {.ulps = 5, .digits = 9}, .right_digits = tails[_i].right};
    ComparedMethod method = {
        .name = "reverse", .gradient = &tails[_i].value, .answered = 1, .errors = &error};
    ReferenceAnswer reference = {
        .value = proven_slope, .gradient = &proven_slope, .count = 1, .bits = 128};
    Compared report = lecture();
    report.compare.methods = &method;
    report.compare.method_count = 1;
    report.compare.reference = &reference;
    Text expected = {0};
    text_put(&expected, "\nreverse    ");
    for (const char *c = tails[_i].marked; *c; c++)
        if (*c == '<' || *c == '>')
            text_put(&expected, *c == '<' ? "\033[31m" : "\033[0m");
        else
            text_bytes(&expected, c, 1);
    text_put(&expected, " ");
    const char *table = shown("table", &report, &tails[_i].style);
    ck_assert_msg(strstr(table, text_string(&expected)), "%s", table);
    text_free(&expected);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("comparison");
    TCase *cases = suite_case(suite, "tables");
    tcase_add_checked_fixture(cases, reports_begin, reports_end);
    tcase_add_test(cases, table_of_one_variable);
    tcase_add_test(cases, table_in_digits_and_colour);
    tcase_add_test(cases, table_without_times);
    tcase_add_test(cases, table_of_doubtful_times);
    tcase_add_test(cases, table_of_a_number);
    tcase_add_test(cases, table_of_several_variables);
    tcase_add_test(cases, wide_names_in_headers);
    tcase_add_test(cases, only_skipped_methods);
    tcase_add_test(cases, twenty_rows_unless_all_are_asked_for);
    tcase_add_test(cases, table_with_a_reference);
    tcase_add_loop_test(cases, errors_as_text, 0, LENGTH(error_texts));
    tcase_add_loop_test(cases, truths_as_text, 0, LENGTH(truth_texts));
    tcase_add_test(cases, table_without_the_reference_wanted);
    tcase_add_loop_test(cases, proofs_of_several_variables, 0, LENGTH(proofs));
    tcase_add_test(cases, reference_of_several_variables);
    tcase_add_loop_test(cases, wrong_digits_in_colour, 0, LENGTH(tails));
    return suite_run(suite);
}

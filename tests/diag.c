/* Diagnostics: what is recorded, and how it is shown.
 *
 * The messages are compared byte for byte with texts written by hand; every request for memory is
 * made to fail once. */
#include "adcalc.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Diag diag;

static void end_diag(void) {
    memory_fail_at(0, false);
    diag_free(&diag);
}

/* The span of the first `part` in source number `index`. */
static Span span_of(uint32_t index, const char *part) {
    const Source *source = &diag.sources.items[index];
    const char *found = strstr(source->text, part);
    ck_assert_ptr_nonnull(found);
    uint32_t start = source->base + (uint32_t)(found - source->text);
    return (Span){start, start + (uint32_t)strlen(part)};
}

static uint32_t add(const char *name, const char *text, uint32_t first_line) {
    uint32_t index = diag_add_source(&diag, name, text, strlen(text), first_line);
    ck_assert_uint_ne(index, UINT32_MAX);
    return index;
}

/* An error that says `text`, with a hint that says what to write, or none. */
static void wrong(Span span, const char *hint, const char *text) {
    diag_say_hint(&diag, span, SAY(NO_VALUE, text), hint ? SAY(WRITE, hint) : SAY_NOTHING);
}

static void expect_errors(const char *expected) {
    Text out = {0};
    diag_print_errors(&diag, &out);
    ck_assert_str_eq(text_string(&out), expected);
    text_free(&out);
}

START_TEST(diag_shows_the_place) {
    add(NULL, "log(sigmod(x) + 1)", 1);
    ck_assert(!diag_failed(&diag));
    diag_say_hint(&diag, span_of(0, "sigmod"), SAY(UNKNOWN_FUNCTION, "sigmod"),
                  SAY(NEAREST_FUNCTION, "sigmoid"));
    ck_assert(diag_failed(&diag));
    expect_errors("adcalc: error: unknown function 'sigmod'\n"
                  "  1 | log(sigmod(x) + 1)\n"
                  "    |     ^~~~~~\n"
                  "    = did you mean 'sigmoid'?    (adcalc --help=functions lists all)\n");
}
END_TEST

START_TEST(diag_at_the_end) {
    add(NULL, "2 +", 1);
    wrong((Span){4, 4}, NULL, "something is missing here");
    expect_errors("adcalc: error: no value for something is missing here\n"
                  "  1 | 2 +\n"
                  "    |    ^\n");
}
END_TEST

START_TEST(diag_empty_source) {
    add("-", "", 1);
    wrong((Span){1, 1}, NULL, "nothing");
    expect_errors("adcalc: error: -:1:1: no value for nothing\n"
                  "  1 | \n"
                  "    | ^\n");
}
END_TEST

START_TEST(diag_names_file_line_and_column) {
    add("a.ad", "x = 1\n\ty = foo(x)\r\nz\n", 41);
    uint32_t other = add("b.ad", "α = βγ + 1\n", 9999);
    wrong(span_of(0, "foo"), NULL, "first");
    wrong(span_of(other, "βγ"), NULL, "second");
    const Source *file = &diag.sources.items[other];
    uint32_t end = file->base + file->length;
    wrong((Span){end, end}, NULL, "third");
    expect_errors("adcalc: error: a.ad:42:6: no value for first\n"
                  " 42 |  y = foo(x)\n"
                  "    |      ^~~\n"
                  "adcalc: error: b.ad:9999:5: no value for second\n"
                  "9999 | α = βγ + 1\n"
                  "     |     ^~\n"
                  "adcalc: error: b.ad:10000:1: no value for third\n"
                  "10000 | \n"
                  "      | ^\n");
}
END_TEST

START_TEST(diag_crossing_lines) {
    add(NULL, "a + (b\n+ c\n+ d", 1);
    wrong((Span){span_of(0, "(b").start, span_of(0, "d").end}, NULL, "open");
    wrong((Span){span_of(0, "\n").start, span_of(0, "+ d").end}, NULL, "newline");
    expect_errors("adcalc: error: no value for open\n"
                  "  1 | a + (b\n"
                  "    |     ^~\n"
                  "adcalc: error: no value for newline\n"
                  "  1 | a + (b\n"
                  "    |       ^\n");
}
END_TEST

START_TEST(diag_wide_characters) {
    add(NULL, "sin(速度) + 質量 * 2", 1);
    wrong(span_of(0, "質量"), "値は --at 質量=… で与えます", "変数 '質量' に値がありません");
    expect_errors("adcalc: error: no value for 変数 '質量' に値がありません\n"
                  "  1 | sin(速度) + 質量 * 2\n"
                  "    |             ^~~~\n"
                  "    = write 値は --at 質量=… で与えます\n");
}
END_TEST

START_TEST(diag_escapes) {
    add("\x1B[31m.ad",
        "e\xCC\x81 + \x1B[2J\xFF"
        "bad",
        1);
    wrong(span_of(0, "\xFF"), NULL, "stray byte '\xFF\x07'\n");
    wrong(span_of(0, "bad"), "a\tb", "bad");
    expect_errors("adcalc: error: \\x1B[31m.ad:1:10: no value for stray byte '\\xFF\\x07'\\x0A\n"
                  "  1 | e\xCC\x81 + \\x1B[2J\\xFFbad\n"
                  "    |            ^~~~\n"
                  "adcalc: error: \\x1B[31m.ad:1:11: no value for bad\n"
                  "  1 | e\xCC\x81 + \\x1B[2J\\xFFbad\n"
                  "    |                ^~~\n"
                  "    = write a\\x09b\n");
}
END_TEST

START_TEST(diag_without_place) {
    add(NULL, "x", 1);
    wrong((Span){0, 0}, "write --at x=3", "x has no value");
    wrong((Span){0, 0}, NULL, "y has no value"); /* no place is not one place */
    wrong((Span){0, 0}, NULL, "y has no value");
    ck_assert_uint_eq(diag.errors, 2);
    expect_errors("adcalc: error: no value for x has no value\n"
                  "    = write write --at x=3\n"
                  "adcalc: error: no value for y has no value\n");
}
END_TEST

START_TEST(diag_gives_advice) {
    diag_advise(&diag, SAY(WRITE, "nothing")); /* there is no error */
    wrong((Span){0, 0}, "x", "x");
    wrong((Span){0, 0}, "y", "y");
    diag_advise(&diag, SAY(GIVE_VALUE, "x=3"));
    expect_errors("adcalc: error: no value for x\n"
                  "    = give it with --at x=3\n"
                  "adcalc: error: no value for y\n"
                  "    = write y\n");
    diag_advise_also(&diag, SAY(TAKE_BACK, "wrt"));
    diag.voice = VOICE_SESSION;
    expect_errors("adcalc: error: no value for x\n"
                  "    = write: at x=3; set wrt default takes it back\n"
                  "adcalc: error: no value for y\n"
                  "    = write y\n");
    diag_advise(&diag, SAY_NOTHING);
    expect_errors("adcalc: error: no value for x\n"
                  "    = set wrt default takes it back\n"
                  "adcalc: error: no value for y\n"
                  "    = write y\n");
    diag.voice = VOICE_COMMAND_LINE;
}
END_TEST

START_TEST(diag_one_error_a_place) {
    add(NULL, "x + 123456789 + 123456789", 1);
    wrong((Span){1, 2}, NULL, "first");
    wrong((Span){1, 2}, NULL, "second");
    ck_assert_uint_eq(diag.errors, 1);
    ck_assert_uint_eq(diag.messages.count, 1);
    expect_errors("adcalc: error: no value for first\n  1 | x + 123456789 + 123456789\n    | ^\n");
    for (uint32_t i = 3; i < 11; i++)
        diag_say_hint(&diag, (Span){i, i + 1}, SAY(TOO_MANY_OPERATIONS, i), SAY(WRITE_EXPRESSION));
    Text one_more = {0};
    diag_print_errors(&diag, &one_more);
    ck_assert_ptr_nonnull(
        strstr(text_string(&one_more), "\nadcalc: note: 1 more error is not shown\n"));
    text_free(&one_more);
    for (uint32_t i = 11; i < 23; i++)
        diag_say_hint(&diag, (Span){i, i + 1}, SAY(TOO_MANY_OPERATIONS, i), SAY(WRITE_EXPRESSION));
    ck_assert_uint_eq(diag.errors, 21);
    ck_assert_uint_eq(diag.messages.count, DIAG_MAX_ERRORS);
    Text out = {0};
    diag_print_errors(&diag, &out);
    ck_assert_ptr_nonnull(
        strstr(text_string(&out), "\nadcalc: note: 13 more errors are not shown\n"));
    text_free(&out);
}
END_TEST

START_TEST(diag_notes) {
    add(NULL, "x + y", 1);
    diag_say(&diag, (Span){1, 2}, SAY(UNUSED_VALUE, "z"));
    diag_say(&diag, (Span){3, 4}, SAY(UNUSED_VALUE, "z"));
    diag_say(&diag, (Span){3, 4}, SAY(UNUSED_VALUE, "w"));
    diag_say(&diag, (Span){3, 4}, SAY(UNUSED_VARIABLE, "w"));
    ck_assert(!diag_failed(&diag));
    ck_assert_uint_eq(diag.messages.count, 3);
    ck_assert_int_eq(diag.messages.items[0].said.code, SAID_UNUSED_VALUE);
    ck_assert_int_eq(diag.messages.items[0].kind, MESSAGE_NOTE);
    expect_errors("");
    for (unsigned i = 0; i < 5000; i++) /* bounded, whatever a program does */
        diag_say(&diag, (Span){0, 0}, SAY(CONVENTIONS, i));
    ck_assert_uint_le(diag.messages.count, 1000);
}
END_TEST

START_TEST(diag_long_line) {
    enum { SIZE = 10 << 20, AT = 5000000 };
    char *line = malloc(SIZE);
    ck_assert_ptr_nonnull(line);
    for (size_t i = 0; i < SIZE; i++)
        line[i] = "0123456789"[i % 10];
    memory_fail_at(0, false);
    ck_assert_uint_eq(diag_add_source(&diag, "big.ad", line, SIZE, 1), 0);
    ck_assert_uint_le(memory_requests(), 3); /* the text, the name, the list: one copy */
    free(line);
    wrong((Span){1 + AT, 1 + AT + 3}, NULL, "middle");
    wrong((Span){1 + AT, 1 + SIZE}, NULL, "to the end");
    wrong((Span){1 + 10, 1 + 12}, NULL, "near the start");
    wrong((Span){1 + SIZE, 1 + SIZE}, NULL, "end");
    /* SIZE is 10485760: the last digit of the line is 9. */
    expect_errors("adcalc: error: big.ad:1:5000001: no value for middle\n"
                  "  1 | ...9012345678901234567890123456789012345678901234567890123456789012...\n"
                  "    |                         ^~~\n"
                  "adcalc: error: big.ad:1:5000001: no value for to the end\n"
                  "  1 | ...9012345678901234567890123456789012345678901234567890123456789012...\n"
                  "    |                         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"
                  "adcalc: error: big.ad:1:11: no value for near the start\n"
                  "  1 | 0123456789012345678901234567890123456789012345678901234567890123...\n"
                  "    |           ^~\n"
                  "adcalc: error: big.ad:1:10485761: no value for end\n"
                  "  1 | ...6789012345678901234567890123456789012345678901234567890123456789\n"
                  "    |                                                                    ^\n");
}
END_TEST

START_TEST(diag_many_lines) {
    enum { LINES = 2000000 };
    char *lines = malloc(3 * LINES);
    ck_assert_ptr_nonnull(lines);
    for (size_t i = 0; i < LINES; i++)
        memcpy(lines + 3 * i, "xy\n", 3);
    ck_assert_uint_eq(diag_add_source(&diag, "many.ad", lines, 3 * LINES, 1), 0);
    free(lines);
    uint32_t start = 1 + 3 * (LINES - 1) + 1;
    wrong((Span){start, start + 1}, NULL, "late");
    expect_errors("adcalc: error: many.ad:2000000:2: no value for late\n"
                  "2000000 | xy\n"
                  "        |  ^\n");
}
END_TEST

/* Everything is as long and as awkward as can be, and still one message is under 1 KB. */
START_TEST(diag_is_short) {
    static const char *const awkward[] = {
        "x",  "速",       "\xCC\x81", "\xFF", "\x1B", "\t", "\xF0\x9F\x98\x80", "\xF3\xA0\x81\x81",
        "ｘ", "a\xCC\x81"};
    enum { TIMES = 20000 };
    for (size_t i = 0; i < LENGTH(awkward); i++) {
        size_t length = strlen(awkward[i]);
        char *text = malloc(length * TIMES + 1);
        ck_assert_ptr_nonnull(text);
        for (size_t j = 0; j < TIMES; j++)
            memcpy(text + j * length, awkward[i], length);
        text[length * TIMES] = '\0';
        uint32_t index = add(text, text, UINT32_MAX);
        uint32_t base = diag.sources.items[index].base;
        for (uint32_t at = 0; at <= length * TIMES; at += (uint32_t)length * (TIMES / 4)) {
            DiagMark mark = diag_mark(&diag);
            wrong((Span){base + at, base + (uint32_t)length * TIMES}, text, text);
            Text out = {0};
            diag_print_errors(&diag, &out);
            ck_assert_uint_lt(out.length, 1024);
            ck_assert_uint_gt(out.length, 200);
            size_t newlines = 0;
            for (size_t j = 0, taken; j < out.length; j += taken) {
                uint32_t point = utf8_decode(out.bytes + j, out.length - j, &taken);
                if (point == UTF8_INVALID || (point < 0x20 && point != '\n'))
                    ck_abort_msg("U+%04X in a message", (unsigned)point);
                newlines += point == '\n';
            }
            ck_assert_uint_eq(newlines, 4);
            text_free(&out);
            diag_release(&diag, mark);
        }
        free(text);
    }
}
END_TEST

/* Spans that lie badly (inside a character, reversed, past the end) print something and no more. */
START_TEST(diag_odd_spans) {
    add(NULL, "速度\n速", 1);
    add("b", "x", 1);
    for (uint32_t start = 0; start < 20; start++) {
        for (uint32_t end = 0; end < 24; end++) {
            DiagMark mark = diag_mark(&diag);
            Text out = {0};
            wrong((Span){start, end}, NULL, "odd");
            diag_print_errors(&diag, &out);
            diag_release(&diag, mark);
            ck_assert_uint_lt(out.length, 100);
            ck_assert_ptr_nonnull(strstr(text_string(&out), "odd\n"));
            text_free(&out);
        }
    }
}
END_TEST

START_TEST(diag_goes_back) {
    add(NULL, "x", 1);
    diag_say(&diag, (Span){1, 2}, SAY(UNUSED_VALUE, "kept"));
    DiagMark mark = diag_mark(&diag);
    for (int i = 0; i < 100; i++) {
        uint32_t index = add(NULL, "some + more", 7);
        ck_assert_uint_eq(index, 1);
        wrong(span_of(1, "more"), NULL, "wrong");
        diag_no_memory(&diag);
        expect_errors("adcalc: error: no value for wrong\n"
                      "  7 | some + more\n"
                      "    |        ^~~~\n"
                      "adcalc: error: out of memory\n");
        diag_release(&diag, mark);
        ck_assert(!diag_failed(&diag));
        ck_assert_uint_eq(diag.sources.count, 1);
        ck_assert_uint_eq(diag.messages.count, 1);
        ck_assert_int_eq(diag.messages.items[0].said.code, SAID_UNUSED_VALUE);
    }
}
END_TEST

START_TEST(diag_too_long) {
    ck_assert_uint_eq(diag_add_source(&diag, NULL, "", (size_t)UINT32_MAX, 1), UINT32_MAX);
    expect_errors("adcalc: error: the input is too long (4 GB in all is the limit)\n");
}
END_TEST

/* ---- Out of memory ---- */
static bool use_diag(void) {
    Diag local = {0};
    uint32_t index = diag_add_source(&local, "file.ad", "one + two + three", 17, 1);
    ck_assert((index == UINT32_MAX) == diag_failed(&local));
    for (uint32_t i = 0; i < 12; i++) {
        diag_say_hint(&local, (Span){i + 1, i + 2}, SAY(TOO_MANY_OPERATIONS, i),
                      SAY(WRITE_EXPRESSION));
        diag_say(&local, (Span){i + 1, i + 2}, SAY(CONVENTIONS, i));
    }
    ck_assert(diag_failed(&local));
    Text out = {0};
    diag_print_errors(&local, &out);
    if (local.out_of_memory && !out.failed)
        ck_assert_ptr_nonnull(strstr(text_string(&out), "adcalc: error: out of memory\n"));
    bool failed = local.out_of_memory || out.failed;
    text_free(&out);
    diag_free(&local);
    return failed;
}

/* Each request fails in turn, alone and with all that follow. */
START_TEST(diag_without_memory) {
    memory_fail_at(0, false);
    ck_assert(!use_diag());
    size_t requests = memory_requests();
    ck_assert_uint_gt(requests, 0);
    for (size_t i = 1; i <= requests; i++) {
        for (int for_good = 0; for_good < 2; for_good++) {
            memory_fail_at(i, for_good);
            ck_assert_msg(use_diag(), "request %zu of %zu failed unnoticed", i, requests);
        }
    }
    memory_fail_at(0, false);
    ck_assert(!use_diag());
}
END_TEST

int main(void) {
    Suite *suite = suite_create("diag");
    TCase *messages = suite_case(suite, "messages");
    tcase_add_checked_fixture(messages, NULL, end_diag);
    tcase_add_test(messages, diag_shows_the_place);
    tcase_add_test(messages, diag_at_the_end);
    tcase_add_test(messages, diag_empty_source);
    tcase_add_test(messages, diag_names_file_line_and_column);
    tcase_add_test(messages, diag_crossing_lines);
    tcase_add_test(messages, diag_wide_characters);
    tcase_add_test(messages, diag_escapes);
    tcase_add_test(messages, diag_without_place);
    tcase_add_test(messages, diag_gives_advice);
    tcase_add_test(messages, diag_one_error_a_place);
    tcase_add_test(messages, diag_notes);
    tcase_add_test(messages, diag_long_line);
    tcase_add_test(messages, diag_many_lines);
    tcase_add_test(messages, diag_is_short);
    tcase_add_test(messages, diag_odd_spans);
    tcase_add_test(messages, diag_goes_back);
    tcase_add_test(messages, diag_too_long);
    tcase_add_test(messages, diag_without_memory);
    return suite_run(suite);
}

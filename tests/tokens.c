/* Tokens: which programs go on in the next line, and that a program read line by line has the same
 * tokens as one read at once. */
#include "adcalc.h"
#include "support/suite.h"

#include <string.h>

static Diag diag;
static Symbols symbols;
static Tokens tokens;

static void tear_down(void) {
    tokens_free(&tokens);
    symbols_free(&symbols);
    diag_free(&diag);
}

static void read_all(const char *text) {
    tokens_free(&tokens);
    tokens_read(&tokens, &symbols, &diag, text, strlen(text));
    ck_assert(!diag.out_of_memory);
}

static void expect_open(const char *const *programs, int count, bool open) {
    for (int i = 0; i < count; i++) {
        read_all(programs[i]);
        ck_assert_msg(tokens_open(&tokens) == open, "%s: %s", programs[i],
                      open ? "is taken to be over" : "is taken to go on");
    }
}

START_TEST(programs_that_go_on) {
    static const char *const programs[] = {
        "x +",
        "f(x",
        "x =",
        "(",
        "not",
        "x, ",
        "y = x; z = (y\n",
        /* blocks */
        "if x > 0 {",
        "if x > 0 {\n",
        "if x > 0 { y = 1",
        "if x > 0 { y = 1;",
        "if x > 0 { y = 1 } else {",
        "if x > 0 { if y > 0 { z = 1 }",
        "f(x) = {",
        "f(x) = { y = x",
        "for k in 1..3 {\n    y = k\n",
        "while x > 1 { # } is none",
        /* a block or what else belongs to a word is to come */
        "if x > 0",
        "if x > 0\n",
        "if x > 0 # positive\n\n",
        "y = 1; if x > 0",
        "for k in 1..3",
        "while (x > 1)",
        "if (if x > 0 then y else z)",
        "if if x > 0 then y else z",
        "if x > 0 { y = 1 } else",
        "if x > 0 then",
        "if x > 0 then 1 else",
        "for",
        "for k in 1..",
        "while",
        "print",
        "print \"x\",",
    };
    expect_open(programs, LENGTH(programs), true);
}
END_TEST

START_TEST(programs_that_are_over) {
    static const char *const programs[] = {
        "",
        "\n",
        "# if x > 0 {",
        "x",
        "x;",
        "x\n",
        "f(x) = x^2",
        "if x > 0 then 1 else 2",
        "y = if x > 0 then 1 else 2",
        "if x > 0 { }",
        "if x > 0 { y = 1 }\n",
        "if x > 0 { y = 1 } else { y = 2 }",
        "if x > 0\n{ y = 1 }\nelse if x < 0\n{ y = 2 }",
        "for k in 1..3 { y = k }; y",
        "while x > 1\n{ x = x/2 }",
        "f(x) = { x }",
        "print \"x is {\", x",
        "for k in 1..3 { }\n\n",
        /* mistakes, which nothing that follows makes right */
        "}",
        "x }",
        "if x > 0 { } }",
        "while x > 1 $",
        "in",
    };
    expect_open(programs, LENGTH(programs), false);
}
END_TEST

/* What comes in lines, as at a prompt, is what it is as a whole. */
START_TEST(lines_are_appended) {
    static const char *const programs[] = {
        "if x > 0\n{\n    y = 1\n}\nelse\n{\n    y = 2\n}\ny\n",
        "if x > 0 {\n    y = 1\n} # done\n\n# or\nelse if x < 0 { y = 2 }\ny\n",
        "f(x) =\n\n{\n# nothing\nx\n}\n\n\nf(3)\n",
        "if x > 0\nthen 1\nelse 2\n+ 3\n",
        "for k in\n1..\n3\n{ print k,\n\"{\"\n}\nx\n",
        "x\n{\n",
        "}\nelse\n}\n",
        "ｉｆ x ＞ 0\n｛ y ＝ 1 ｝\n　# or\n　ｅｌｓｅ ｛ ｝\n",
        "x $\n{\n$ y\nelse\n",
        "elsewhere\nthenceforth\n  else\n",
    };
    for (int i = 0; i < LENGTH(programs); i++) {
        Text whole = {0}, lines = {0};
        const char *text = programs[i];
        read_all(text);
        tokens_print(&tokens, 0, &symbols, &whole);
        tokens_free(&tokens);
        for (const char *end = text; *end;) {
            end = strchr(end, '\n') + 1;
            tokens_read(&tokens, &symbols, &diag, text, (size_t)(end - text));
        }
        tokens_print(&tokens, 0, &symbols, &lines);
        ck_assert_str_eq(text_string(&lines), text_string(&whole));
        text_free(&whole);
        text_free(&lines);
    }
}
END_TEST

/* A newline is no token before a line that goes on, whatever stands between. */
START_TEST(lines_that_go_on) {
    static const struct {
        const char *text;
        int newlines;
    } rows[] = {
        {"x\ny", 1},         {"x\n\n\ny", 1},     {"x +\ny", 0},        {"x\nelse", 0},
        {"x\n{", 0},         {"x\nthen", 0},      {"x\n# a\nelse", 0},  {"x # a\n\n{", 0},
        {"x\n# else\ny", 1}, {"x\nelsewhere", 1}, {"x\nthen_", 1},      {"x\n\r\n\t else", 0},
        {"x\nｅｌｓｅ", 0},  {"x\n　｛", 0},      {"{\n}", 0},          {"}\n}", 1},
        {"\"a\"\n\"b\"", 1}, {"print\nx", 0},     {"for\nk\nin\n3", 2}, {"x;\ny", 0},
        {"x\n\\ else", 1},
    };
    for (int i = 0; i < LENGTH(rows); i++) {
        int newlines = 0;
        read_all(rows[i].text);
        for (size_t k = 0; k < tokens.items.count; k++)
            newlines += tokens.items.items[k].kind == TOKEN_NEWLINE;
        ck_assert_msg(newlines == rows[i].newlines, "%s: %d", rows[i].text, newlines);
    }
}
END_TEST

START_TEST(names_that_occur) {
    read_all("for k in 1..3 { y = \"z\" } # w");
    ck_assert(tokens_mention(&tokens, symbol_intern(&symbols, "k", 1)));
    ck_assert(tokens_mention(&tokens, symbol_intern(&symbols, "y", 1)));
    ck_assert(!tokens_mention(&tokens, symbol_intern(&symbols, "z", 1)));
    ck_assert(!tokens_mention(&tokens, symbol_intern(&symbols, "w", 1)));
    ck_assert(!tokens_mention(&tokens, symbol_intern(&symbols, "for", 3)));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("tokens");
    TCase *cases = suite_case(suite, "tokens");
    tcase_add_checked_fixture(cases, NULL, tear_down);
    tcase_add_test(cases, programs_that_go_on);
    tcase_add_test(cases, programs_that_are_over);
    tcase_add_test(cases, lines_are_appended);
    tcase_add_test(cases, lines_that_go_on);
    tcase_add_test(cases, names_that_occur);
    return suite_run(suite);
}

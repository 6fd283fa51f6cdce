/* Help: there is some about everything the tables have, it fits a terminal, and its own texts speak
 * of what there is. */
#include "adcalc.h"
#include "support/cli.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Text text;

static const char *help_on(const char *topic) {
    text_clear(&text);
    ck_assert_msg(help_print(topic, &text), "no help about %s", topic ? topic : "the command line");
    ck_assert(!text.failed && text.length > 0);
    ck_assert_msg(text.bytes[text.length - 1] == '\n', "%s: no end of line", topic);
    return text_string(&text);
}

/* Help on `topic` has a line that begins with `begin` after its blanks. */
static void check_line(const char *topic, const char *begin) {
    const char *line = help_on(topic);
    for (; *line; line += strcspn(line, "\n") + 1) {
        const char *word = line + strspn(line, " ");
        if (!strncmp(word, begin, strlen(begin)))
            return;
    }
    ck_abort_msg("help on %s has no line %s:\n%s", topic, begin, text_string(&text));
}

static void check_plain(const char *name, const char *shown, size_t columns) {
    for (const char *line = shown; *line;) {
        size_t length = strcspn(line, "\n");
        ck_assert_msg(length <= columns, "%s: %.*s", name, (int)length, line);
        for (size_t i = 0; i < length; i++)
            ck_assert_msg(line[i] >= ' ' && line[i] <= '~', "%s: not ASCII", name);
        ck_assert_msg(!length || line[length - 1] != ' ', "%s: a blank at the end", name);
        line += length + (line[length] == '\n');
    }
}

START_TEST(views_have_help) {
    for (const View *view = view_table; view->name; view++) {
        check_line(view->name, view->name);
        ck_assert_ptr_nonnull(strstr(text_string(&text), view->summary));
        ck_assert_ptr_nonnull(strstr(text_string(&text), help_details(view->name)));
        check_line("views", view->name);
    }
}
END_TEST

START_TEST(options_have_help) {
    for (const OptionRow *row = option_table; row->name; row++) {
        Text name = {0};
        const char *value;
        text_format(&name, "--%s", row->name);
        const char *shown = help_on(row->name);
        ck_assert_ptr_nonnull(strstr(shown, text_string(&name)));
        ck_assert_ptr_nonnull(strstr(shown, row->help));
        ck_assert_ptr_nonnull(strstr(shown, help_details(text_string(&name))));
        /* Help names all that the option takes, in its line or below. */
        for (unsigned i = 0; (value = option_choice(row, i)); i++)
            ck_assert_msg(strstr(help_on(row->name), value), "%s: %s", row->name, value);
        ck_assert_ptr_nonnull(strstr(help_on("options"), text_string(&name)));
        text_free(&name);
    }
}
END_TEST

/* "(default VALUE" or "(default: VALUE" in the help of a row is what the row says. */
START_TEST(defaults_are_what_help_says) {
    int found = 0;
    for (const OptionRow *row = option_table; row->name; row++) {
        const char *begin = strstr(row->help, "(default"), *first = option_choice(row, 0);
        const char *value = begin ? begin + strlen("(default") : "";
        value += strspn(value, ": ");
        size_t length = strcspn(value, ";)");
        if (row->standard)
            ck_assert_msg(strlen(row->standard) == length && !strncmp(value, row->standard, length),
                          "--%s is %s without being given", row->name, row->standard);
        else if (begin && first && row->type == OPTION_WORD)
            ck_assert_msg(strlen(first) == length && !strncmp(value, first, length),
                          "--%s is %s without being given", row->name, first);
        found += row->standard || (begin && first);
    }
    ck_assert_int_ge(found, 4);
}
END_TEST

START_TEST(values_of_options_have_help) {
    const char *value;
    for (const OptionRow *row = option_table; row->name; row++)
        for (unsigned i = 0; (value = option_choice(row, i)); i++)
            ck_assert(help_print(value, &text));
    ck_assert_ptr_nonnull(strstr(help_on("central"), "--numeric"));
    ck_assert_ptr_nonnull(strstr(help_on("csv"), "--format"));
}
END_TEST

START_TEST(formats_are_described) {
    for (const Writer *writer = writer_table; writer->name; writer++)
        check_line("formats", writer->name);
}
END_TEST

START_TEST(commands_have_help) {
    for (const Command *command = command_table; command->name; command++) {
        check_line(command->name, command->usage);
        check_line("session", command->usage);
    }
}
END_TEST

START_TEST(functions_have_help) {
    unsigned called = 0;
    for (OpId op = 0; op < OP_COUNT; op++) {
        const char *name = op_table[op].name, *other;
        if (!operation_is_called(op))
            continue;
        Text notation = {0};
        called++;
        operation_notation(op, &notation);
        check_line(name, text_string(&notation));
        ck_assert_ptr_nonnull(strstr(help_on("functions"), name));
        for (unsigned i = 0; (other = op_other_name(op, i)); i++) {
            check_line(other, text_string(&notation));
            ck_assert_ptr_nonnull(strstr(help_on("functions"), other));
        }
        text_free(&notation);
    }
    ck_assert_uint_gt(called, 60);
    ck_assert_str_eq(help_on("clamp"), "clamp(x, y, z)\n  value   min(max(x, y), z)\n");
    const char *name;
    for (unsigned i = 0; (name = op_pair_name(i)); i++)
        ck_assert_ptr_nonnull(strstr(help_on("functions"), name));
}
END_TEST

START_TEST(notations) {
    static const struct {
        OpId op;
        const char *notation;
    } rows[] = {{OP_LOG, "log(x)"},
                {OP_HYPOT, "hypot(x, y)"},
                {OP_BESSELJ, "besselj(n, x)"},
                {OP_POLYGAMMA_RISE, "polygamma_rise(n, x, y)"},
                {OP_MAX, "max(x, y, ...)"},
                {OP_ADD, "x + y"},
                {OP_NEG, "-x"},
                {OP_LE, "x <= y"},
                {OP_POW, "x^y"},
                {OP_POWI, "x^n"},
                {OP_NOT, "not x"},
                {OP_SELECT, "if c then x else y"}};
    for (size_t i = 0; i < LENGTH(rows); i++) {
        text_clear(&text);
        operation_notation(rows[i].op, &text);
        ck_assert_str_eq(text_string(&text), rows[i].notation);
    }
}
END_TEST

START_TEST(everything_fits) {
    int lines = 0;
    check_plain("--help", help_on(NULL), 80);
    for (const char *c = text_string(&text); *c; c++)
        lines += *c == '\n';
    ck_assert_int_le(lines, 40);
    for (const HelpTopic *topic = help_topics; topic->name; topic++) {
        check_plain(topic->name, help_on(topic->name), 80);
        check_line("topics", topic->name);
        ck_assert_ptr_nonnull(strstr(text_string(&text), topic->summary));
    }
    for (const View *view = view_table; view->name; view++)
        check_plain(view->name, help_on(view->name), 80);
    for (const Command *command = command_table; command->name; command++)
        check_plain(command->name, help_on(command->name), 80);
    for (const OptionRow *row = option_table; row->name; row++)
        check_plain(row->name, help_on(row->name), 80);
}
END_TEST

static bool is_known(const char *name) {
    for (const View *view = view_table; view->name; view++)
        if (!strcmp(view->name, name))
            return true;
    for (const Command *command = command_table; command->name; command++)
        if (!strcmp(command->name, name))
            return true;
    for (const OptionRow *row = option_table; row->name; row++)
        if (!strncmp(name, "--", 2) && !strcmp(row->name, name + 2))
            return true;
    return !strcmp(name, "adcalc");
}

START_TEST(texts_are_about_what_there_is) {
    static const char *const described[] = {
#define DETAILS(name, text) name,
#include "cli/topics.def"
    };
    for (size_t i = 0; i < LENGTH(described); i++)
        ck_assert_msg(is_known(described[i]), "topics.def: there is no %s", described[i]);
    static const char *const words[][2] = {
#define ALSO(word, topic) {word, topic},
#include "cli/topics.def"
    };
    for (size_t i = 0; i < LENGTH(words); i++) {
        const HelpTopic *topic = help_topics;
        while (topic->name && strcmp(topic->name, words[i][1]))
            topic++;
        ck_assert_msg(topic->name, "topics.def: there is no %s", words[i][1]);
        const char *shown = help_on(words[i][0]);
        ck_assert_ptr_eq(strstr(shown, topic->text), shown);
    }
}
END_TEST

START_TEST(a_name_may_be_two_things) {
    const char *shown = help_on("step");
    ck_assert_ptr_eq(strstr(shown, "step(x)\n"), shown);
    ck_assert_ptr_nonnull(strstr(shown, "\n\n      --step H"));
    shown = help_on("exit");
    ck_assert_ptr_nonnull(strstr(shown, "  0    all is well\n"));
    ck_assert_ptr_nonnull(strstr(shown, "\n\n  exit "));
}
END_TEST

static void check_hint(const char *topic, const char *hint) {
    Text advice = {0};
    text_clear(&text);
    ck_assert(!help_print(topic, &text));
    said_put_voiced(help_hint(topic), VOICE_SESSION, &advice);
    ck_assert_str_eq(text_string(&advice), hint);
    text_free(&advice);
}

START_TEST(hints_at_misspellings) {
    const char *list = "(help topics lists what there is)";
    check_hint("nonsense", list);
    check_hint("", list);
    check_hint("sni", "did you mean 'sin'?    (help topics lists what there is)");
    check_hint("gaph", "did you mean 'graph'?    (help topics lists what there is)");
    check_hint("qiuet", "did you mean 'quiet'?    (help topics lists what there is)");
    check_hint("formts", "did you mean 'formats'?    (help topics lists what there is)");
    check_hint("jsnl", "did you mean 'jsonl'?    (help topics lists what there is)");
    char longer[200];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    check_hint(longer, list);
}
END_TEST

static void end(void) {
    text_free(&text);
}

int main(void) {
    Suite *suite = suite_create("help");
    TCase *tests = suite_case(suite, "help");
    tcase_add_checked_fixture(tests, NULL, end);
    tcase_add_test(tests, views_have_help);
    tcase_add_test(tests, options_have_help);
    tcase_add_test(tests, defaults_are_what_help_says);
    tcase_add_test(tests, values_of_options_have_help);
    tcase_add_test(tests, formats_are_described);
    tcase_add_test(tests, commands_have_help);
    tcase_add_test(tests, functions_have_help);
    tcase_add_test(tests, notations);
    tcase_add_test(tests, everything_fits);
    tcase_add_test(tests, texts_are_about_what_there_is);
    tcase_add_test(tests, a_name_may_be_two_things);
    tcase_add_test(tests, hints_at_misspellings);
    return suite_run(suite);
}

/* The interactive session as people meet it: answers, mistakes, lines that continue, completion,
 * history. What signals do to it is in signals.c. */
#include "support/files.h"
#include "support/suite.h"
#include "support/terminal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- lines ----------------------------------------------------------------------------------- */

START_TEST(answers) {
    terminal_start_quiet();
    ck_assert_str_eq(terminal.screen, "> ");
    terminal_expect("2*(3+4)\r", "2*(3+4)\n14\n> ");
    terminal_expect("f(t) = t^2 + 1\r", "f(t) = t^2 + 1\n> ");
    terminal_expect("at x = 3\r", "at x = 3\n> ");
    terminal_expect("f(x)\r", "f(x)\n6\n> ");
    terminal_expect("at x = 4; a = 2\r", "at x = 4; a = 2\n> ");
    terminal_expect("a*f(x)\r", "a*f(x)\n16\n> ");
    terminal_expect("\r", "\n> ");
    terminal_leave();
}
END_TEST

START_TEST(shows_what_the_command_line_shows) {
    terminal_start("--time", "0", "-m", "forward", "--at", "x=3", NULL);
    terminal_wait_for("> ");
    ck_assert_str_eq(terminal.screen,
                     "adcalc " PACKAGE_VERSION ": help says how, quit leaves\r\n> ");
    terminal_clear();
    terminal_send("x^2\r");
    terminal_wait_for("\r\n> ");
    const char *top = "x^2\r\nf = 9      at x = 3\r\n\r\nmethod     df/dx";
    ck_assert(!strncmp(terminal.screen, top, strlen(top)));
    ck_assert_msg(strstr(terminal.screen, "\r\nforward    6"), "found '%s'", terminal.screen);
    terminal_expect("derive x^2\r", "derive x^2\ndf/dx = 2*x\n> ");
    terminal_leave();
}
END_TEST

START_TEST(views_are_commands) {
    terminal_start_quiet();
    terminal_expect("derive x^3\r", "derive x^3\n3*x^2\n> ");
    terminal_expect("derive = 4\r", "derive = 4\n> "); /* a name like any other */
    terminal_expect("derive * 2\r", "derive * 2\n8\n> ");
    terminal_expect("at x = 2\r", "at x = 2\n> ");
    terminal_expect("trace (x\r", "trace (x\n. ");
    terminal_expect("+ 1)^2\r", "+ 1)^2\n6\n> ");
    terminal_leave();
}
END_TEST

START_TEST(mistakes_are_shown_and_forgotten) {
    terminal_start_quiet();
    terminal_expect("f(t) = t^2\r", "f(t) = t^2\n> ");
    terminal_expect("2 + srqt(4)\r", "2 + srqt(4)\n"
                                     "adcalc: error: unknown function 'srqt'\n"
                                     "  1 | 2 + srqt(4)\n"
                                     "    |     ^~~~\n"
                                     "    = did you mean 'sqrt'?    (help functions lists all)\n"
                                     "> ");
    terminal_expect("at x = y\r", "at x = y\n"
                                  "adcalc: error: y has no value here\n"
                                  "  1 | at x = y\n"
                                  "    |        ^\n> ");
    terminal_expect("f(3)\r", "f(3)\n9\n> ");
    terminal_leave();
}
END_TEST

/* The session in README, typed. */
START_TEST(readme_is_true) {
    enum { LINE = 256, PROMPT = 6 }; /* "    > " */
    char line[LINE], typed[LINE] = "", wanted[16 * LINE] = "", path[LINE];
    source_path(path, sizeof path, "README.md");
    FILE *readme = fopen(path, "r");
    ck_assert_msg(readme, "%s", path);
    terminal_start("--time", "0", NULL);
    terminal_wait_for("> ");
    int lines = 0;
    bool open = true;
    while (open) {
        open = fgets(line, sizeof line, readme);
        bool input = open && !strncmp(line, "    > ", PROMPT);
        bool output = open && !input && *typed && !strncmp(line, "    ", PROMPT - 2);
        if (output) {
            strcat(wanted, line + PROMPT - 2);
        } else if (*typed) { /* all that the line before showed is known */
            strcat(wanted, "> ");
            terminal_expect(typed, wanted);
            *typed = '\0';
        }
        if (input) {
            snprintf(wanted, LINE, "%s", line + PROMPT);
            snprintf(typed, sizeof typed, "%.*s\r", (int)strcspn(line + PROMPT, "\n"),
                     line + PROMPT);
            lines++;
        }
    }
    fclose(readme);
    ck_assert_int_ge(lines, 5);
    terminal_leave();
}
END_TEST

START_TEST(open_lines_continue) {
    terminal_start_quiet();
    terminal_expect("(1 + 2\r", "(1 + 2\n. ");
    terminal_expect(")*\r", ")*\n. ");
    terminal_expect("5\r", "5\n15\n> ");
    terminal_expect("(1\r", "(1\n. ");
    terminal_expect("\x03", "^C\n> "); /* dropped, with what was open */
    terminal_expect("3\r", "3\n3\n> ");
    terminal_expect("2 +\r", "2 +\n. ");
    terminal_clear();
    terminal_send("\x04"); /* the end of input ends the program as well, which lacks something */
    terminal_finish_well();
    ck_assert_ptr_nonnull(strstr(terminal.screen, "found end of input"));
}
END_TEST

START_TEST(ans_is_the_last_value) {
    terminal_start_quiet();
    terminal_expect("at x = 3\r", "at x = 3\n> ");
    terminal_expect("x^2\r", "x^2\n6\n> ");
    terminal_expect("ans + 1\r", "ans + 1\n10\n> "); /* of the value, not of the derivative shown */
    terminal_expect("b = ans\r", "b = ans\n> ");
    terminal_expect("ans*ans\r", "ans*ans\n100\n> ");
    terminal_expect("b\r", "b\n10\n> "); /* what was made from it stays */
    terminal_expect("ans*x\r", "ans*x\n10\n> ");
    terminal_leave();
}
END_TEST

START_TEST(quit_leaves) {
    terminal_start_quiet();
    terminal_expect("quit\r", "quit\n");
    terminal_finish_well();
    terminal_start_quiet();
    terminal_expect("exit\r", "exit\n");
    terminal_finish_well();
}
END_TEST

START_TEST(names_of_any_script) {
    terminal_start_quiet();
    terminal_expect("θ = 2\r", "θ = 2\n> ");
    terminal_expect("θ^2\r", "θ^2\n4\n> ");
    terminal_leave();
}
END_TEST

/* ---- commands -------------------------------------------------------------------------------- */

START_TEST(options_are_set) {
    terminal_start_quiet();
    terminal_expect("1/3\r", "1/3\n0.3333333333333333\n> ");
    terminal_expect("set digits 4\r", "set digits 4\n> ");
    terminal_expect("1/3\r", "1/3\n0.3333\n> ");
    terminal_expect("set digits default\r", "set digits default\n> ");
    terminal_expect("1/3\r", "1/3\n0.3333333333333333\n> ");
    terminal_expect("set hex\r", "set hex\n> ");
    terminal_expect("1/3\r", "1/3\n0x1.5555555555555p-2\n> ");
    terminal_expect("set hex off\r", "set hex off\n> ");
    terminal_expect("set digits 99\r",
                    "set digits 99\n"
                    "adcalc: error: digits cannot be '99': a whole number from 1 to 40\n"
                    "    = set alone lists the options\n> ");
    terminal_expect("set file x\r", "set file x\nadcalc: error: 'file' is for the command line\n"
                                    "    = set alone lists the options\n> ");
    terminal_expect("1/3\r", "1/3\n0.3333333333333333\n> ");
    terminal_leave();
}
END_TEST

START_TEST(what_is_kept_is_listed) {
    terminal_start("-q", "--at", "x=1", NULL);
    terminal_wait_for("> ");
    terminal_expect("vars\r", "vars\nat x = 1\n> ");
    terminal_expect("at x = pi, y = 2\r", "at x = pi, y = 2\n> "); /* wins over the command line */
    terminal_expect("k = 3*4\r", "k = 3*4\n> ");
    terminal_expect("f(t) = k*t\r", "f(t) = k*t\n> ");
    terminal_expect("k + 1\r", "k + 1\n13\n> ");
    terminal_expect("vars\r", "vars\n"
                              "at x = 3.141592653589793\n"
                              "at y = 2\n"
                              "k = 12\n"
                              "f(t) = k*t\n"
                              "ans = 13\n> ");
    terminal_leave();
}
END_TEST

START_TEST(names_are_forgotten) {
    terminal_start_quiet();
    terminal_expect("factor = 3\r", "factor = 3\n> ");
    terminal_expect("f(t) = t^2\r", "f(t) = t^2\n> ");
    terminal_expect("g = f(2)\r", "g = f(2)\n> ");
    terminal_expect("forget f\r", "forget f\n"
                                  "adcalc: error: g needs f: forget both\n"
                                  "    = vars lists what is kept\n> ");
    terminal_expect("vars\r", "vars\nfactor = 3\nf(t) = t^2\ng = 4\n> ");
    terminal_expect("forg\tfac\t g\r", "forget factor g\n> "); /* completed */
    terminal_expect("vars\r", "vars\nf(t) = t^2\n> ");
    terminal_expect("at t = 3\r", "at t = 3\n> ");
    terminal_expect("f(t)\r", "f(t)\n6\n> ");
    terminal_expect("forget\r", "forget\n> ");
    terminal_expect("vars\r", "vars\n> ");
    terminal_leave();
}
END_TEST

START_TEST(names_become_variables) {
    terminal_start_quiet();
    terminal_expect("x = 3\r", "x = 3\n> ");
    terminal_expect("at x = y\r", "at x = y\n"
                                  "adcalc: error: y has no value here\n"
                                  "  1 | at x = y\n"
                                  "    |        ^\n> ");
    terminal_expect("x^2\r", "x^2\n9\n> "); /* nothing was lost */
    terminal_expect("at x = 4\r", "at x = 4\n> ");
    terminal_expect("x^2\r", "x^2\n8\n> ");
    terminal_leave();
}
END_TEST

START_TEST(help_helps) {
    terminal_start_quiet();
    terminal_expect("help sin\r", "help sin\n"
                                  "sin(x)\n"
                                  "  is      the sine, of radians as all angles\n"
                                  "  d/dx    cos(x)\n"
                                  "  right   within 1 ulp\n> ");
    terminal_clear();
    terminal_send("help\r");
    terminal_wait_for("\r\n> ");
    ck_assert_ptr_nonnull(strstr(terminal.screen, "  save FILE "));
    terminal_expect("help nothing\r", "help nothing\nadcalc: error: no help about 'nothing'\n"
                                      "    = (help topics lists what there is)\n> ");
    terminal_leave();
}
END_TEST

START_TEST(sessions_are_saved_and_loaded) {
    terminal_start_quiet();
    terminal_expect("f(t) = t^2 + # comment\r", "f(t) = t^2 + # comment\n. ");
    terminal_expect("1\r", "1\n> ");
    terminal_expect("at x = 3\r", "at x = 3\n> ");
    terminal_expect("at x = 2, y = 1\r", "at x = 2, y = 1\n> ");
    terminal_expect("x^2\r", "x^2\n4\n> ");
    terminal_expect("c = ans + 1\r", "c = ans + 1\n> ");
    terminal_expect("save notes.ad\r", "save notes.ad\n> ");
    terminal_leave();
    terminal_expect_file("notes.ad",
                         "# adcalc session\nf(t) = t^2 + # comment\n1\nat x = 2\nat y = 1\n"
                         "ans = 4\nc = ans + 1\n");

    terminal_start_quiet();
    terminal_expect("load notes.ad\r", "load notes.ad\n> ");
    terminal_expect("c + f(x)\r", "c + f(x)\n4\n> ");
    terminal_expect("c\r", "c\n5\n> ");
    terminal_expect("save ~/notes.ad\r",
                    "save ~/notes.ad\n> "); /* one of ours may be overwritten */
    terminal_put_file("other", "precious\n");
    terminal_expect("save other\r",
                    "save other\n"
                    "adcalc: error: other exists and is no saved session: choose another name\n> ");
    terminal_expect("load nothing\r",
                    "load nothing\n"
                    "adcalc: error: cannot read nothing: No such file or directory\n> ");
    terminal_put_file("broken.ad", "g(t) = t\nh(t) = (\n");
    terminal_expect("load broken.ad\r",
                    "load broken.ad\n"
                    "adcalc: error: broken.ad:2:9: expected a number, a name or '(', "
                    "found end of input\n"
                    "  2 | h(t) = (\n"
                    "    |         ^\n> ");
    terminal_expect("c\r", "c\n5\n> ");
    terminal_leave();
    terminal_expect_file("other", "precious\n");
}
END_TEST

/* ---- editing --------------------------------------------------------------------------------- */

START_TEST(words_are_completed) {
    terminal_start_quiet();
    terminal_expect("velocity = 3\r", "velocity = 3\n> ");
    terminal_expect("verify(t) = t\r", "verify(t) = t\n> ");
    terminal_expect("sigm\t", "sigmoid("); /* functions with their parenthesis */
    terminal_expect("0)\r", "0)\n0.5\n> ");
    terminal_expect("2*vel\t", "2*velocity");
    terminal_expect("\r", "\n6\n> ");
    terminal_expect("3^veri\t", "3^verify(");
    terminal_expect("1)\r", "1)\n3\n> ");
    terminal_expect("der\t", "derive ");
    terminal_expect("x\r", "x\n1\n> ");
    terminal_expect("set dig\t", "set digits ");
    terminal_expect("3\r", "3\n> ");
    terminal_expect("set num\t", "set numeric ");
    terminal_expect("lec\t", "lecture");
    terminal_expect("\r", "\n> ");
    terminal_expect("help func\t", "help functions");
    terminal_expect("\x03", "^C\n> ");
    terminal_put_file("a long name.ad", "w = 4\n");
    terminal_put_file("zeta.ad", "w = 5\n");
    terminal_expect("load ze\t", "load zeta.ad");
    terminal_expect("\r", "\n> ");
    terminal_expect("w\r", "w\n5\n> ");
    terminal_clear();
    terminal_send("s\t\t"); /* too many */
    terminal_wait_for("> s");
    ck_assert_ptr_nonnull(strstr(terminal.screen, "sinh("));
    terminal_expect_dropped("in");
    terminal_clear();
    terminal_send("\t\t"); /* what a line may begin with, but for functions */
    terminal_wait_for("\r\n> ");
    ck_assert_ptr_nonnull(strstr(terminal.screen, "history"));
    ck_assert_ptr_nonnull(strstr(terminal.screen, "velocity"));
    ck_assert_ptr_null(strstr(terminal.screen, "sinh("));
    terminal_expect("load ./ze\t", "load ./zeta.ad");
    terminal_expect("\x03", "^C\n> ");
    terminal_expect("load a long name.ad\r", "load a long name.ad\n> ");
    terminal_expect("w\r", "w\n4\n> ");
    terminal_leave();
}
END_TEST

START_TEST(inputrc_knows_adcalc) {
    terminal_start_quiet();
    terminal_expect("\x0f", "6*7");
    terminal_expect("\r", "\n42\n> ");
    terminal_leave();
}
END_TEST

static mode_t mode_of(const char *name) {
    struct stat what;
    ck_assert_msg(stat(terminal_in_home(name), &what) == 0, "there is no %s", name);
    return what.st_mode & 07777;
}

START_TEST(history_is_kept) {
    umask(022);
    terminal_start_quiet();
    terminal_expect("1 + 1\r", "1 + 1\n2\n> ");
    terminal_expect("1 + 1\r", "1 + 1\n2\n> "); /* once is enough */
    terminal_expect("(2\r", "(2\n. ");
    terminal_expect("+ 3)\r", "+ 3)\n5\n> ");
    terminal_expect("  \r", "  \n> ");
    terminal_expect_dropped("dropped");
    terminal_leave();
    ck_assert_int_eq(mode_of(".local/state/adcalc/history"), 0600);
    ck_assert_int_eq(mode_of(".local/state/adcalc"), 0700);
    terminal_expect_file(".local/state/adcalc/history", "1 + 1\n(2 + 3)\n");

    terminal_start_quiet();
    terminal_expect("\x10", "(2 + 3)"); /* the line before */
    terminal_expect("\r", "\n5\n> ");
    terminal_expect("history\r", "history\n    1  1 + 1\n    2  (2 + 3)\n> ");
    terminal_leave();
    terminal_expect_file(".local/state/adcalc/history", "1 + 1\n(2 + 3)\nhistory\n");
}
END_TEST

START_TEST(history_goes_where_it_is_told) {
    setenv("ADCALC_HISTFILE", terminal_in_home("lines"), 1);
    terminal_put_file("lines", "4 + 4\n");
    ck_assert_int_eq(chmod(terminal_in_home("lines"), 0644), 0);
    terminal_start_quiet();
    terminal_expect("\x10", "4 + 4");
    terminal_expect("\r", "\n8\n> ");
    terminal_expect("5\r", "5\n5\n> ");
    terminal_leave();
    ck_assert_int_eq(mode_of("lines"), 0600);
    terminal_expect_file("lines", "4 + 4\n5\n");

    setenv("ADCALC_HISTFILE", "", 1);
    terminal_start_quiet();
    terminal_expect("5\r", "5\n5\n> ");
    terminal_leave();
    ck_assert_int_ne(access(terminal_in_home(".local"), F_OK), 0);

    setenv("ADCALC_HISTFILE", terminal_in_home(""), 1); /* a directory */
    terminal_start_quiet();
    terminal_clear();
    terminal_send("5\r");
    terminal_wait_for("\r\n> ");
    ck_assert_ptr_nonnull(strstr(terminal.screen, "\r\n5\r\nadcalc: note: no history is kept: "));
    terminal_expect("6\r", "6\n6\n> "); /* said once */
    terminal_leave();
}
END_TEST

START_TEST(long_history_is_shortened) {
    setenv("ADCALC_HISTFILE", terminal_in_home("lines"), 1);
    FILE *file = fopen(terminal_in_home("lines"), "w");
    ck_assert_ptr_nonnull(file);
    for (int i = 1; i <= 5000; i++)
        fprintf(file, "%d + 0\n", i);
    fclose(file);
    terminal_start_quiet();
    terminal_expect("\x10", "5000 + 0");
    terminal_expect("\r", "\n5000\n> ");
    terminal_leave();
    char line[64] = "";
    int count = 0;
    file = fopen(terminal_in_home("lines"), "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file))
        ck_assert_msg(count++ || !strcmp(line, "3001 + 0\n"), "it begins with %s", line);
    fclose(file);
    ck_assert_int_eq(count, 2000);
    ck_assert_str_eq(line, "5000 + 0\n");
}
END_TEST

/* ---- screens of other kinds ------------------------------------------------------------------ */

/* Lines that are pasted at once come as one line with ends of lines in it. */
START_TEST(pastes_are_programs) {
    terminal_put_file("inputrc", "set bell-style none\nset enable-bracketed-paste on\n");
    terminal.kind = "xterm";
    terminal_start_quiet();
    terminal_send("\x1b[200~at x = 3\rf(t) = t^2 # a comment\r\r(f(x) +\r1)\r\x1b[201~\r");
    terminal_wait_for("\x1b[?2004l\r6\r\n\x1b[?2004h> ");
    terminal_send("\x1b[200~derive f(x)\x1b[201~\r");
    terminal_wait_for("\x1b[?2004l\r2*x\r\n\x1b[?2004h> ");
    terminal_clear();
    terminal_send("\x1b[200~1 $ 2\r3\x1b[201~\r"); /* one mistake, one program */
    terminal_wait_for("\x1b[?2004h> ");
    ck_assert_ptr_nonnull(strstr(terminal.screen, "unexpected character '$'"));
    terminal_send("f(5)\r");
    terminal_wait_for("\x1b[?2004l\r25\r\n\x1b[?2004h> ");
    terminal_send("quit\r");
    terminal_finish_well();
}
END_TEST

/* Lines longer than the screen, of wide characters too, are taken whole. */
/* Prompts then go to stderr; whoever leaves is told by the status. */
START_TEST(output_may_have_nowhere_to_go) {
    char command[4200];
    if (access("/dev/full", W_OK) != 0 || !terminal_start_shell())
        return;
    snprintf(command, sizeof command, "%s -q >/dev/full; echo status $?\r", getenv("ADCALC"));
    terminal_send(command);
    terminal_wait_for("> ");
    terminal_clear();
    terminal_send("help sin\r");
    terminal_wait_for("adcalc: error: cannot write: No space left on device\r\n> ");
    terminal_send("quit\r");
    terminal_wait_for("status 3\r\n$ ");
    terminal_send("exit\r");
    terminal_finish();
}
END_TEST

START_TEST(long_lines_are_taken) {
    static const char *const kinds[] = {"dumb", "xterm"};
    static const int columns[] = {10, 40, 200};
    enum { TERMS = 300 };
    char line[TERMS * 16] = "";
    terminal.kind = kinds[_i % 2];
    terminal.columns = columns[_i / 2];
    terminal_start_quiet();
    for (int i = 0; i < TERMS; i++)
        strcat(line, i % 3 ? "速度+" : "1000+");
    strcat(line, "0\r");
    terminal_send("at 速度 = 2\r");
    terminal_wait_for("> ");
    terminal_clear();
    terminal_send(line);
    terminal_wait_for("\r\n200\r\n> ");
    terminal_clear();
    terminal_send("\x10\x01(\x05)*2\r"); /* back, to its begin, to its end */
    terminal_wait_for("\r\n400\r\n> ");
    terminal_leave();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("session at a terminal");
    TCase *tests = suite_case(suite, "session");
    tcase_add_checked_fixture(tests, terminal_set_up, terminal_tear_down);
    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, answers);
    tcase_add_test(tests, shows_what_the_command_line_shows);
    tcase_add_test(tests, views_are_commands);
    tcase_add_test(tests, mistakes_are_shown_and_forgotten);
    tcase_add_test(tests, readme_is_true);
    tcase_add_test(tests, open_lines_continue);
    tcase_add_test(tests, ans_is_the_last_value);
    tcase_add_test(tests, quit_leaves);
    tcase_add_test(tests, names_of_any_script);
    tcase_add_test(tests, options_are_set);
    tcase_add_test(tests, what_is_kept_is_listed);
    tcase_add_test(tests, names_are_forgotten);
    tcase_add_test(tests, names_become_variables);
    tcase_add_test(tests, help_helps);
    tcase_add_test(tests, sessions_are_saved_and_loaded);
    tcase_add_test(tests, words_are_completed);
    tcase_add_test(tests, inputrc_knows_adcalc);
    tcase_add_test(tests, history_is_kept);
    tcase_add_test(tests, history_goes_where_it_is_told);
    tcase_add_test(tests, long_history_is_shortened);
    tcase_add_test(tests, pastes_are_programs);
    tcase_add_test(tests, output_may_have_nowhere_to_go);
    tcase_add_loop_test(tests, long_lines_are_taken, 0, 6);
    return suite_run(suite);
}

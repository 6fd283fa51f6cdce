/* The interactive session, driven as by a person: the real program ($ADCALC) in a pseudo-terminal, keys in,
 * screens out, and the screens are compared to the byte. Nothing is sent before the session waits for it,
 * except where that is the point.
 *
 * ADCALC_INTERRUPTS says how many interrupts at random moments the session must survive (default 300). */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
enum { STOPS_WITHIN_MS = 1000 }; /* copying and dropping shadow memory takes its time */
#else
enum { STOPS_WITHIN_MS = 100 };
#endif

enum { PATIENCE_MS = 30000, SCREEN_SIZE = 1 << 20, MOST_ARGUMENTS = 8 };

/* ---- a terminal -------------------------------------------------------------------------------- */

static pid_t program;
static int terminal = -1;
static char screen[SCREEN_SIZE]; /* what was shown and not yet compared */
static size_t shown;
static char home[64]; /* a directory of the test's own */

static long now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char *in_home(const char *name) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", home, name);
    return path;
}

static void write_file(const char *name, const char *text) {
    FILE *file = fopen(in_home(name), "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void expect_file(const char *name, const char *text) {
    char found[4096] = "";
    FILE *file = fopen(in_home(name), "r");
    ck_assert_msg(file != NULL, "there is no file %s", name);
    found[fread(found, 1, sizeof found - 1, file)] = '\0';
    fclose(file);
    ck_assert_str_eq(found, text);
}

/* Reads what is shown within the time; false at the end. */
static bool look(int milliseconds) {
    struct pollfd at = {.fd = terminal, .events = POLLIN};
    if (poll(&at, 1, milliseconds) <= 0)
        return true;
    if (shown > SCREEN_SIZE / 2) { /* nobody compares that much */
        memmove(screen, screen + shown / 2, shown - shown / 2);
        shown -= shown / 2;
    }
    ssize_t count = read(terminal, screen + shown, SCREEN_SIZE - 1 - shown);
    if (count > 0)
        shown += (size_t)count;
    screen[shown] = '\0';
    return count > 0;
}

/* Waits until the screen ends like this, and compares nothing before that. */
static void wait_for(const char *end) {
    size_t length = strlen(end);
    long begin = now_ms();
    bool open = true;
    while (shown < length || memcmp(screen + shown - length, end, length) != 0) {
        ck_assert_msg(open && now_ms() - begin < PATIENCE_MS, "waited for '%s', found '%s'", end,
                      screen);
        open = look(100);
    }
}

static void clear(void) {
    shown = 0;
    screen[0] = '\0';
}

static void send(const char *keys) {
    size_t length = strlen(keys);
    ck_assert_int_eq(write(terminal, keys, length), (ssize_t)length);
}

/* Sends keys and wants exactly this on the screen; "\n" stands for what a terminal makes of it. */
static void expect(const char *keys, const char *wanted) {
    static char bytes[SCREEN_SIZE];
    size_t length = 0;
    for (; *wanted; wanted++) {
        if (*wanted == '\n')
            bytes[length++] = '\r';
        bytes[length++] = *wanted;
    }
    bytes[length] = '\0';
    clear();
    send(keys);
    long begin = now_ms();
    bool open = true;
    while (open && shown < length && !strncmp(screen, bytes, shown) &&
           now_ms() - begin < PATIENCE_MS)
        open = look(100);
    look(0);
    ck_assert_str_eq(screen, bytes);
}

/* Types, sees it, and interrupts. (A terminal forgets on an interrupt what nobody has read yet.) */
static void expect_dropped(const char *keys) {
    expect(keys, keys);
    expect("\x03", "^C\n> ");
}

/* Starts the program with arguments, in a home of its own. */
static void start(const char *first, ...) {
    const char *arguments[MOST_ARGUMENTS + 2] = {"adcalc"};
    va_list list;
    va_start(list, first);
    int count = 1;
    for (const char *next = first; next; next = va_arg(list, const char *))
        arguments[count++] = next;
    va_end(list);
    const char *path = getenv("ADCALC");
    ck_assert_msg(path != NULL, "ADCALC is not set");
    clear();
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    program = forkpty(&terminal, NULL, NULL, &size);
    ck_assert_int_ge(program, 0);
    if (program == 0) {
        setenv("TERM", "dumb", 1);
        setenv("HOME", home, 1);
        setenv("INPUTRC", in_home("inputrc"), 1);
        setenv("LC_ALL", "C.UTF-8", 1);
        unsetenv("XDG_STATE_HOME");
        unsetenv("NO_COLOR");
        /* Readline forgets twelve bytes where Ctrl-V is interrupted. Ours are looked for. */
        char leaks[128];
        snprintf(leaks, sizeof leaks, "print_suppressions=0:suppressions=%s/leaks", home);
        setenv("LSAN_OPTIONS", leaks, 1);
        if (chdir(home) != 0)
            _exit(126);
        execv(path, (char *const *)(void *)arguments);
        _exit(127);
    }
}

/* Waits for the end of the program; its exit status. */
static int finish(void) {
    int status;
    while (look(PATIENCE_MS))
        continue;
    ck_assert_int_eq(waitpid(program, &status, 0), program);
    program = 0;
    close(terminal);
    terminal = -1;
    ck_assert_msg(WIFEXITED(status), "ended by signal %d: %s", WTERMSIG(status), screen);
    return WEXITSTATUS(status);
}

static void finish_well(void) {
    int status = finish();
    ck_assert_msg(status == 0, "status %d: %s", status, screen);
}

/* A quiet session without a banner, at its first prompt. */
static void start_quiet(void) {
    start("-q", NULL);
    wait_for("> ");
}

static void leave(void) {
    expect("\x04", "\n");
    finish_well();
}

static void set_up(void) {
    strcpy(home, "/tmp/adcalc-repl-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(home));
    write_file("inputrc", "set bell-style none\nset enable-bracketed-paste off\n"
                          "$if adcalc\n\"\\C-o\": \"6*7\"\n$endif\n"
                          "$if Bash\n\"\\C-o\": \"bash\"\n$endif\n");
    write_file("leaks", "leak:xmalloc\n");
    unsetenv("ADCALC_HISTFILE");
}

static void tear_down(void) {
    if (program > 0) {
        kill(program, SIGKILL);
        waitpid(program, NULL, 0);
        program = 0;
    }
    if (terminal >= 0)
        close(terminal);
    terminal = -1;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", home);
    ck_assert_int_eq(system(command), 0);
}

/* ---- lines ------------------------------------------------------------------------------------- */

START_TEST(answers) {
    start_quiet();
    ck_assert_str_eq(screen, "> ");
    expect("2*(3+4)\r", "2*(3+4)\n14\n> ");
    expect("f(t) = t^2 + 1\r", "f(t) = t^2 + 1\n> ");
    expect("at x = 3\r", "at x = 3\n> ");
    expect("f(x)\r", "f(x)\n6\n> ");
    expect("at x = 4; a = 2\r", "at x = 4; a = 2\n> ");
    expect("a*f(x)\r", "a*f(x)\n16\n> ");
    expect("\r", "\n> ");
    leave();
}
END_TEST

START_TEST(shows_what_the_command_line_shows) {
    start("--time", "0", "-m", "forward", "--at", "x=3", NULL);
    wait_for("> ");
    ck_assert_str_eq(screen, "adcalc " PACKAGE_VERSION ": help says how, quit leaves\r\n> ");
    clear();
    send("x^2\r");
    wait_for("\r\n> ");
    const char *top = "x^2\r\nf = 9      at x = 3\r\n\r\nmethod     df/dx";
    ck_assert(!strncmp(screen, top, strlen(top)));
    ck_assert_msg(strstr(screen, "\r\nforward    6"), "found '%s'", screen);
    expect("derive x^2\r", "derive x^2\ndf/dx = 2*x\n> ");
    leave();
}
END_TEST

START_TEST(views_are_commands) {
    start_quiet();
    expect("derive x^3\r", "derive x^3\n3*x^2\n> ");
    expect("derive = 4\r", "derive = 4\n> "); /* a name like any other */
    expect("derive * 2\r", "derive * 2\n8\n> ");
    expect("at x = 2\r", "at x = 2\n> ");
    expect("trace (x\r", "trace (x\n. ");
    expect("+ 1)^2\r", "+ 1)^2\n6\n> ");
    leave();
}
END_TEST

START_TEST(mistakes_are_shown_and_forgotten) {
    start_quiet();
    expect("f(t) = t^2\r", "f(t) = t^2\n> ");
    expect("2 + srqt(4)\r", "2 + srqt(4)\n"
                            "adcalc: error: unknown function 'srqt'\n"
                            "  1 | 2 + srqt(4)\n"
                            "    |     ^~~~\n"
                            "    = did you mean 'sqrt'?    (adcalc --help=functions lists all)\n"
                            "> ");
    expect("at x = y\r", "at x = y\n"
                         "adcalc: error: y has no value here\n"
                         "  1 | at x = y\n"
                         "    |        ^\n> ");
    expect("f(3)\r", "f(3)\n9\n> ");
    leave();
}
END_TEST

START_TEST(open_lines_continue) {
    start_quiet();
    expect("(1 + 2\r", "(1 + 2\n. ");
    expect(")*\r", ")*\n. ");
    expect("5\r", "5\n15\n> ");
    expect("(1\r", "(1\n. ");
    expect("\x03", "^C\n> "); /* dropped, with what was open */
    expect("3\r", "3\n3\n> ");
    expect("2 +\r", "2 +\n. ");
    clear();
    send("\x04"); /* the end of input ends the program as well, which lacks something */
    finish_well();
    ck_assert_ptr_nonnull(strstr(screen, "found end of input"));
}
END_TEST

START_TEST(ans_is_the_last_value) {
    start_quiet();
    expect("at x = 3\r", "at x = 3\n> ");
    expect("x^2\r", "x^2\n6\n> ");
    expect("ans + 1\r", "ans + 1\n10\n> "); /* of the value, not of the derivative shown */
    expect("b = ans\r", "b = ans\n> ");
    expect("ans*ans\r", "ans*ans\n100\n> ");
    expect("b\r", "b\n10\n> "); /* what was made from it stays */
    expect("ans*x\r", "ans*x\n10\n> ");
    leave();
}
END_TEST

START_TEST(quit_leaves) {
    start_quiet();
    expect("quit\r", "quit\n");
    finish_well();
    start_quiet();
    expect("exit\r", "exit\n");
    finish_well();
}
END_TEST

START_TEST(names_of_any_script) {
    start_quiet();
    expect("θ = 2\r", "θ = 2\n> ");
    expect("θ^2\r", "θ^2\n4\n> ");
    leave();
}
END_TEST

/* ---- commands ---------------------------------------------------------------------------------- */

START_TEST(options_are_set) {
    start_quiet();
    expect("1/3\r", "1/3\n0.3333333333333333\n> ");
    expect("set digits 4\r", "set digits 4\n> ");
    expect("1/3\r", "1/3\n0.3333\n> ");
    expect("set digits default\r", "set digits default\n> ");
    expect("1/3\r", "1/3\n0.3333333333333333\n> ");
    expect("set hex\r", "set hex\n> ");
    expect("1/3\r", "1/3\n0x1.5555555555555p-2\n> ");
    expect("set hex off\r", "set hex off\n> ");
    expect("set digits 99\r",
           "set digits 99\n"
           "adcalc: error: digits cannot be '99': significant digits (default: shortest exact)\n"
           "    = set alone lists the options\n> ");
    expect("set file x\r", "set file x\nadcalc: error: 'file' is for the command line\n"
                           "    = set alone lists the options\n> ");
    expect("1/3\r", "1/3\n0.3333333333333333\n> ");
    leave();
}
END_TEST

START_TEST(what_is_kept_is_listed) {
    start("-q", "--at", "x=1", NULL);
    wait_for("> ");
    expect("vars\r", "vars\nat x = 1\n> ");
    expect("at x = pi, y = 2\r", "at x = pi, y = 2\n> "); /* wins over the command line */
    expect("k = 3*4\r", "k = 3*4\n> ");
    expect("f(t) = k*t\r", "f(t) = k*t\n> ");
    expect("k + 1\r", "k + 1\n13\n> ");
    expect("vars\r", "vars\n"
                     "at x = 3.141592653589793\n"
                     "at y = 2\n"
                     "k = 12\n"
                     "f(t) = k*t\n"
                     "ans = 13\n> ");
    leave();
}
END_TEST

START_TEST(help_helps) {
    start_quiet();
    expect("help sin\r", "help sin\n"
                         "sin(x)\n"
                         "  is      the sine, of radians as all angles\n"
                         "  d/dx    cos(x)\n"
                         "  right   within 1 ulp\n> ");
    clear();
    send("help\r");
    wait_for("\r\n> ");
    ck_assert_ptr_nonnull(strstr(screen, "  save FILE "));
    expect("help nothing\r", "help nothing\nadcalc: error: no help about 'nothing'\n"
                             "    = (help topics lists what there is)\n> ");
    leave();
}
END_TEST

START_TEST(sessions_are_saved_and_loaded) {
    start_quiet();
    expect("f(t) = t^2 + # comment\r", "f(t) = t^2 + # comment\n. ");
    expect("1\r", "1\n> ");
    expect("at x = 3\r", "at x = 3\n> ");
    expect("at x = 2, y = 1\r", "at x = 2, y = 1\n> ");
    expect("x^2\r", "x^2\n4\n> ");
    expect("c = ans + 1\r", "c = ans + 1\n> ");
    expect("save notes.ad\r", "save notes.ad\n> ");
    leave();
    expect_file("notes.ad", "# adcalc session\nf(t) = t^2 + # comment\n1\nat x = 2\nat y = 1\n"
                            "ans = 4\nc = ans + 1\n");

    start_quiet();
    expect("load notes.ad\r", "load notes.ad\n> ");
    expect("c + f(x)\r", "c + f(x)\n4\n> ");
    expect("c\r", "c\n5\n> ");
    expect("save ~/notes.ad\r", "save ~/notes.ad\n> "); /* one of ours may be overwritten */
    write_file("other", "precious\n");
    expect("save other\r",
           "save other\n"
           "adcalc: error: other exists and is no saved session: choose another name\n> ");
    expect("load nothing\r", "load nothing\n"
                             "adcalc: error: cannot read nothing: No such file or directory\n> ");
    write_file("broken.ad", "g(t) = t\nh(t) = (\n");
    expect("load broken.ad\r", "load broken.ad\n"
                               "adcalc: error: broken.ad:2:9: expected a number, a name or '(', "
                               "found end of input\n"
                               "  2 | h(t) = (\n"
                               "    |         ^\n> ");
    expect("c\r", "c\n5\n> ");
    leave();
    expect_file("other", "precious\n");
}
END_TEST

/* ---- editing ----------------------------------------------------------------------------------- */

START_TEST(words_are_completed) {
    start_quiet();
    expect("velocity = 3\r", "velocity = 3\n> ");
    expect("verify(t) = t\r", "verify(t) = t\n> ");
    expect("sigm\t", "sigmoid("); /* functions with their parenthesis */
    expect("0)\r", "0)\n0.5\n> ");
    expect("2*vel\t", "2*velocity");
    expect("\r", "\n6\n> ");
    expect("3^veri\t", "3^verify(");
    expect("1)\r", "1)\n3\n> ");
    expect("der\t", "derive ");
    expect("x\r", "x\n1\n> ");
    expect("set dig\t", "set digits ");
    expect("3\r", "3\n> ");
    expect("set num\t", "set numeric ");
    expect("lec\t", "lecture");
    expect("\r", "\n> ");
    expect("help func\t", "help functions");
    expect("\x03", "^C\n> ");
    write_file("a long name.ad", "w = 4\n");
    write_file("zeta.ad", "w = 5\n");
    expect("load ze\t", "load zeta.ad");
    expect("\r", "\n> ");
    expect("w\r", "w\n5\n> ");
    clear();
    send("s\t\t"); /* too many */
    wait_for("> s");
    ck_assert_ptr_nonnull(strstr(screen, "sinh("));
    expect_dropped("in");
    clear();
    send("\t\t"); /* what a line may begin with, but for functions */
    wait_for("\r\n> ");
    ck_assert_ptr_nonnull(strstr(screen, "history"));
    ck_assert_ptr_nonnull(strstr(screen, "velocity"));
    ck_assert_ptr_null(strstr(screen, "sinh("));
    expect("load ./ze\t", "load ./zeta.ad");
    expect("\x03", "^C\n> ");
    expect("load a long name.ad\r", "load a long name.ad\n> ");
    expect("w\r", "w\n4\n> ");
    leave();
}
END_TEST

START_TEST(inputrc_knows_adcalc) {
    start_quiet();
    expect("\x0f", "6*7");
    expect("\r", "\n42\n> ");
    leave();
}
END_TEST

static mode_t mode_of(const char *name) {
    struct stat what;
    ck_assert_msg(stat(in_home(name), &what) == 0, "there is no %s", name);
    return what.st_mode & 07777;
}

START_TEST(history_is_kept) {
    umask(022);
    start_quiet();
    expect("1 + 1\r", "1 + 1\n2\n> ");
    expect("1 + 1\r", "1 + 1\n2\n> "); /* once is enough */
    expect("(2\r", "(2\n. ");
    expect("+ 3)\r", "+ 3)\n5\n> ");
    expect("  \r", "  \n> ");
    expect_dropped("dropped");
    leave();
    ck_assert_int_eq(mode_of(".local/state/adcalc/history"), 0600);
    ck_assert_int_eq(mode_of(".local/state/adcalc"), 0700);
    expect_file(".local/state/adcalc/history", "1 + 1\n(2 + 3)\n");

    start_quiet();
    expect("\x10", "(2 + 3)"); /* the line before */
    expect("\r", "\n5\n> ");
    expect("history\r", "history\n    1  1 + 1\n    2  (2 + 3)\n> ");
    leave();
    expect_file(".local/state/adcalc/history", "1 + 1\n(2 + 3)\nhistory\n");
}
END_TEST

START_TEST(history_goes_where_it_is_told) {
    setenv("ADCALC_HISTFILE", in_home("lines"), 1);
    write_file("lines", "4 + 4\n");
    ck_assert_int_eq(chmod(in_home("lines"), 0644), 0);
    start_quiet();
    expect("\x10", "4 + 4");
    expect("\r", "\n8\n> ");
    expect("5\r", "5\n5\n> ");
    leave();
    ck_assert_int_eq(mode_of("lines"), 0600);
    expect_file("lines", "4 + 4\n5\n");

    setenv("ADCALC_HISTFILE", "", 1);
    start_quiet();
    expect("5\r", "5\n5\n> ");
    leave();
    ck_assert_int_ne(access(in_home(".local"), F_OK), 0);

    setenv("ADCALC_HISTFILE", in_home(""), 1); /* a directory */
    start_quiet();
    clear();
    send("5\r");
    wait_for("\r\n> ");
    ck_assert_ptr_nonnull(strstr(screen, "\r\n5\r\nadcalc: note: no history is kept: "));
    expect("6\r", "6\n6\n> "); /* said once */
    leave();
}
END_TEST

START_TEST(long_history_is_shortened) {
    setenv("ADCALC_HISTFILE", in_home("lines"), 1);
    FILE *file = fopen(in_home("lines"), "w");
    ck_assert_ptr_nonnull(file);
    for (int i = 1; i <= 5000; i++)
        fprintf(file, "%d + 0\n", i);
    fclose(file);
    start_quiet();
    expect("\x10", "5000 + 0");
    expect("\r", "\n5000\n> ");
    leave();
    char line[64] = "";
    int count = 0;
    file = fopen(in_home("lines"), "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file))
        ck_assert_msg(count++ || !strcmp(line, "3001 + 0\n"), "it begins with %s", line);
    fclose(file);
    ck_assert_int_eq(count, 2000);
    ck_assert_str_eq(line, "5000 + 0\n");
}
END_TEST

/* ---- interrupts -------------------------------------------------------------------------------- */

START_TEST(interrupt_drops_the_line) {
    start_quiet();
    expect("at x = 3\r", "at x = 3\n> ");
    expect_dropped("x + nonsense");
    expect("x^2\r", "x^2\n6\n> ");
    clear();
    send("\x12"); /* a search through history */
    wait_for("`': ");
    send("\x03");
    wait_for("^C\r\n> ");
    expect("5\r", "5\n5\n> ");
    expect("x^2\r", "x^2\n6\n> ");
    leave();
}
END_TEST

/* A computation that takes far longer than anybody waits, whatever the station of the road it is at. */
static const char *const endless[] = {
    "sum(i in 1..10000000, sin(i*x))\r", "derive sum(i in 1..10000000, x^i*sin(i*x))\r",
    "prod(i in 1..3000, x + sum(k in 1..2000, (x + i)^k))\r", "vars\r", /* with `big` among them */
};

START_TEST(interrupt_stops_the_computation) {
    start_quiet();
    expect("f(t) = t^2 + 1\r", "f(t) = t^2 + 1\n> ");
    expect("at x = 3\r", "at x = 3\n> ");
    if (!strncmp(endless[_i], "vars", 4)) {
        write_file("big.ad", "big = sum(i in 1..1000000, sin(i))\n");
        clear();
        send("load big.ad\r");
        wait_for("\r\n> ");
    }
    long least = PATIENCE_MS; /* others may have the machine once, but not each time */
    for (int delay = 30; delay <= 480; delay *= 4) {
        clear();
        send(endless[_i]);
        usleep((useconds_t)delay * 1000);
        long begin = now_ms();
        send("\x03");
        wait_for("> ");
        long took = now_ms() - begin;
        least = took < least ? took : least;
        if (_i < 3)
            ck_assert_msg(strstr(screen, "\r\nadcalc: interrupted\r\n"), "found '%s'", screen);
    }
    ck_assert_msg(least <= STOPS_WITHIN_MS, "it took %ld ms", least);
    expect("5*6\r", "5*6\n30\n> ");
    if (strncmp(endless[_i], "vars", 4) != 0)
        expect("f(x)\r", "f(x)\n6\n> ");
    leave();
}
END_TEST

START_TEST(interrupts_at_random) {
    static const char *const lines[] = {
        "f(x)\r",
        "1 + (2",
        "(1 +\r",
        "(1 +\r2",
        "sum(i in 1..300000, sin(i*x))\r",
        "derive prod(i in 1..40, x + i)\r",
        "vars\r",
        "help\r",
        "sqr\t",
        "\t\t",
        "\t\ty",
        "\x12sum",  /* a search */
        "\x10\x10", /* two lines back */
        "\x16",     /* the next key as it is */
        "save kept.ad\r",
        "load kept.ad\r",
        "set digits 6\r",
        "history\r",
        "g(t) = t*",
        "x^2 $ 3\r",
        "",
    };
    enum { LINES = sizeof lines / sizeof *lines };
    const char *wanted = getenv("ADCALC_INTERRUPTS");
    long count = wanted ? strtol(wanted, NULL, 10) : 300;
    unsigned seed = 12345;
    setenv("ADCALC_HISTFILE", "", 1);
    start("-q", "--at", "x=3", NULL);
    wait_for("> ");
    expect("f(t) = t^2 + 1\r", "f(t) = t^2 + 1\n> ");
    for (long i = 0; i < count; i++) {
        seed = seed * 1103515245u + 12345u;
        unsigned random = seed >> 16;
        clear();
        send(lines[random % LINES]);
        usleep(random / LINES % 4 ? random / LINES % 977 * 3 : 0);
        ck_assert_int_eq(kill(program, SIGINT), 0);
        /* One interrupt is answered in one way or the other, whatever it met; then the line is empty. */
        long begin = now_ms();
        bool open = true;
        while (!strstr(screen, "^C\r\n> ") && !strstr(screen, "interrupted\r\n> ")) {
            ck_assert_msg(open && now_ms() - begin < PATIENCE_MS,
                          "interrupt %ld, at '%s', was not answered: '%s'", i,
                          lines[random % LINES], screen);
            open = look(100);
        }
        if (i % 50 == 0)
            expect("f(x) + 0*1\r", "f(x) + 0*1\n6\n> ");
    }
    expect("f(x)\r", "f(x)\n6\n> ");
    leave();
}
END_TEST

START_TEST(death_restores_the_terminal) {
    struct termios before, after;
    start_quiet();
    expect("5\r", "5\n5\n> ");
    ck_assert_int_eq(tcgetattr(terminal, &before), 0);
    ck_assert_int_eq(before.c_lflag & ICANON, 0); /* Readline has it */
    ck_assert_int_eq(kill(program, SIGTERM), 0);
    int status;
    ck_assert_int_eq(waitpid(program, &status, 0), program);
    program = 0;
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    ck_assert_int_eq(tcgetattr(terminal, &after), 0);
    ck_assert_int_ne(after.c_lflag & ICANON, 0);
    ck_assert_int_ne(after.c_lflag & ECHO, 0);
}
END_TEST

/* What shells call status 130. */
START_TEST(command_line_is_interrupted) {
    start("-q", "sum(i in 1..10000000, sin(i*x))", "--at", "x=1", NULL);
    usleep(100000);
    ck_assert_int_eq(kill(program, SIGINT), 0);
    int status;
    ck_assert_int_eq(waitpid(program, &status, 0), program);
    program = 0;
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
}
END_TEST

/* A computation that dies takes nothing with it. */
START_TEST(dead_computation_is_survived) {
    char command[128];
    start_quiet();
    expect("at x = 3\r", "at x = 3\n> ");
    clear();
    send("sum(i in 1..10000000, sin(i*x))\r");
    usleep(100000);
    snprintf(command, sizeof command, "pkill -KILL -P %ld", (long)program);
    if (system(command) != 0) /* no pkill here */
        send("\x03");
    wait_for("> ");
    ck_assert_ptr_nonnull(strstr(screen, "adcalc: "));
    expect("x^2\r", "x^2\n6\n> ");
    leave();
}
END_TEST

int main(void) {
    TCase *tests = tcase_create("session");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, answers);
    tcase_add_test(tests, shows_what_the_command_line_shows);
    tcase_add_test(tests, views_are_commands);
    tcase_add_test(tests, mistakes_are_shown_and_forgotten);
    tcase_add_test(tests, open_lines_continue);
    tcase_add_test(tests, ans_is_the_last_value);
    tcase_add_test(tests, quit_leaves);
    tcase_add_test(tests, names_of_any_script);
    tcase_add_test(tests, options_are_set);
    tcase_add_test(tests, what_is_kept_is_listed);
    tcase_add_test(tests, help_helps);
    tcase_add_test(tests, sessions_are_saved_and_loaded);
    tcase_add_test(tests, words_are_completed);
    tcase_add_test(tests, inputrc_knows_adcalc);
    tcase_add_test(tests, history_is_kept);
    tcase_add_test(tests, history_goes_where_it_is_told);
    tcase_add_test(tests, long_history_is_shortened);
    tcase_add_test(tests, interrupt_drops_the_line);
    tcase_add_loop_test(tests, interrupt_stops_the_computation, 0,
                        (int)(sizeof endless / sizeof *endless));
    tcase_add_test(tests, interrupts_at_random);
    tcase_add_test(tests, death_restores_the_terminal);
    tcase_add_test(tests, command_line_is_interrupted);
    tcase_add_test(tests, dead_computation_is_survived);
    Suite *suite = suite_create("session at a terminal");
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

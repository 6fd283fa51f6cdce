/* Signals: interrupts at any moment, stops, hang-ups and deaths.
 * The session goes on where it should, the terminal is left as it was, and no process stays behind.
 *
 * ADCALC_INTERRUPTS says how many interrupts at random moments the session must survive (default
 * 300). */
#include "support/suite.h"
#include "support/terminal.h"

#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* ---- processes ------------------------------------------------------------------------------- */

/* The first bytes of /proc/PROCESS/NAME; how many. */
static size_t read_process(const char *process, const char *name, char *bytes, size_t size) {
    char path[320];
    snprintf(path, sizeof path, "/proc/%s/%s", process, name);
    FILE *file = fopen(path, "r");
    size_t count = file ? fread(bytes, 1, size - 1, file) : 0;
    if (file)
        fclose(file);
    bytes[count] = '\0';
    return count;
}

/* Whether a process was started by this test's program, by itself or by another:
 * it has our home. */
static bool is_ours(const char *process) {
    static char environment[1 << 16];
    char wanted[80];
    snprintf(wanted, sizeof wanted, "HOME=%s", terminal.home);
    size_t count = read_process(process, "environ", environment, sizeof environment);
    for (size_t i = 0; i < count; i += strlen(environment + i) + 1)
        if (!strcmp(environment + i, wanted))
            return true;
    return false;
}

/* Whether a process is the program's dead child that nobody has waited for. */
static bool is_zombie(const char *process) {
    char text[512];
    read_process(process, "stat", text, sizeof text);
    const char *rest = strrchr(text, ')'); /* behind the name: state and parent */
    char state = 0;
    int parent = 0;
    return rest && sscanf(rest, ") %c %d", &state, &parent) == 2 && state == 'Z' &&
           parent == terminal.program;
}

static int count_processes(bool (*wanted)(const char *process)) {
    DIR *directory = opendir("/proc");
    int count = 0;
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        if (isdigit((unsigned char)entry->d_name[0]) && wanted(entry->d_name))
            count++;
    if (directory)
        closedir(directory);
    return count;
}

/* A process that was killed is waited for at the next line, if it has taken its time to die. */
static void expect_no_zombies(void) {
    long begin = terminal_now();
    do {
        ck_assert_msg(terminal_now() - begin < TERMINAL_PATIENCE_MS, "a zombie stays");
        terminal_expect("5*6\r", "5*6\n30\n> ");
    } while (count_processes(is_zombie));
}

/* All that was started is gone, or soon will be. */
static void expect_nobody(void) {
    long begin = terminal_now();
    while (count_processes(is_ours)) {
        ck_assert_msg(terminal_now() - begin < TERMINAL_PATIENCE_MS, "a process stays behind");
        usleep(10000);
    }
}

/* One interrupt is answered in one way or the other, whatever it met; then the line is empty. */
static void expect_interrupted(void) {
    terminal_wait_for_either("^C\r\n", "interrupted\r\n");
    terminal_wait_for("> ");
}

/* ---- interrupts ------------------------------------------------------------------------------ */

/* Each computation takes longer, and a machine may be slow. */
enum { STOPS_WITHIN_MS = 2000 };

START_TEST(interrupt_drops_the_line) {
    terminal_start_quiet();
    terminal_expect("at x = 3\r", "at x = 3\n> ");
    terminal_expect_dropped("x + nonsense");
    terminal_expect("x^2\r", "x^2\n6\n> ");
    terminal_clear();
    terminal_send("\x12"); /* a search through history */
    terminal_wait_for("`': ");
    terminal_send("\x03");
    terminal_wait_for("^C\r\n> ");
    terminal_expect("5\r", "5\n5\n> ");
    terminal_expect("x^2\r", "x^2\n6\n> ");
    terminal_leave();
}
END_TEST

/* A computation that takes far longer than anybody waits, whatever the station of
 * the road it is at. */
static const char *const endless[] = {
    "sum(i in 1..10000000, sin(i*x))\r", "derive sum(i in 1..10000000, x^i*sin(i*x))\r",
    "prod(i in 1..3000, x + sum(k in 1..2000, (x + i)^k))\r", "vars\r", /* with `big` among them */
};

START_TEST(interrupt_stops_the_computation) {
    terminal_start_quiet();
    terminal_expect("f(t) = t^2 + 1\r", "f(t) = t^2 + 1\n> ");
    terminal_expect("at x = 3\r", "at x = 3\n> ");
    if (!strncmp(endless[_i], "vars", 4)) {
        terminal_put_file("big.ad", "big = sum(i in 1..1000000, sin(i))\n");
        terminal_clear();
        terminal_send("load big.ad\r");
        terminal_wait_for("\r\n> ");
    }
    long least = TERMINAL_PATIENCE_MS; /* others may have the machine once, but not each time */
    for (int delay = 30; delay <= 480; delay *= 4) {
        terminal_clear();
        terminal_send(endless[_i]);
        usleep((useconds_t)delay * 1000);
        long begin = terminal_now();
        terminal_send("\x03");
        expect_interrupted();
        long took = terminal_now() - begin;
        least = took < least ? took : least;
        if (_i < 3)
            ck_assert_msg(strstr(terminal.screen, "\r\nadcalc: interrupted\r\n"), "found '%s'",
                          terminal.screen);
    }
    ck_assert_msg(least <= STOPS_WITHIN_MS, "it took %ld ms", least);
    expect_no_zombies();
    if (strncmp(endless[_i], "vars", 4) != 0)
        terminal_expect("f(x)\r", "f(x)\n6\n> ");
    terminal_leave();
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
    enum { LINES = LENGTH(lines) };
    const char *wanted = getenv("ADCALC_INTERRUPTS");
    long count = wanted ? strtol(wanted, NULL, 10) : 300;
    unsigned seed = 12345;
    setenv("ADCALC_HISTFILE", "", 1);
    terminal_start("-q", "--at", "x=3", NULL);
    terminal_wait_for("> ");
    terminal_expect("f(t) = t^2 + 1\r", "f(t) = t^2 + 1\n> ");
    for (long i = 0; i < count; i++) {
        seed = seed * 1103515245u + 12345u;
        unsigned random = seed >> 16;
        const char *line = lines[random % LINES];
        size_t length = strcspn(line, "\r");
        bool whole = line[length] && !line[length + 1] && i % 2;
        terminal_clear();
        terminal_send(line);
        if (whole) { /* its keys have been read when their echo is seen */
            char shown[64];
            snprintf(shown, sizeof shown, "%.*s\r\n", (int)length, line);
            terminal_wait_for_either(shown, shown);
        }
        usleep(random / LINES % 4 ? random / LINES % 977 * 3 : 0);
        terminal_send("\x03");
        if (whole) /* what is typed after it is a line of its own */
            terminal_send("8*9\r");
        expect_interrupted();
        if (whole)
            terminal_wait_for("8*9\r\n72\r\n> ");
        if (i % 50 == 0)
            terminal_expect("f(x) + 0*1\r", "f(x) + 0*1\n6\n> ");
    }
    terminal_expect("f(x)\r", "f(x)\n6\n> ");
    terminal_leave();
}
END_TEST

START_TEST(death_restores_the_terminal) {
    struct termios before, after;
    terminal_start_quiet();
    terminal_expect("5\r", "5\n5\n> ");
    ck_assert_int_eq(tcgetattr(terminal.file, &before), 0);
    ck_assert_int_eq(before.c_lflag & ICANON, 0); /* Readline has it */
    ck_assert_int_eq(kill(terminal.program, SIGTERM), 0);
    int status;
    ck_assert_int_eq(waitpid(terminal.program, &status, 0), terminal.program);
    terminal.program = 0;
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    ck_assert_int_eq(tcgetattr(terminal.file, &after), 0);
    ck_assert_int_ne(after.c_lflag & ICANON, 0);
    ck_assert_int_ne(after.c_lflag & ECHO, 0);
}
END_TEST

/* What shells call status 130. */
START_TEST(command_line_is_interrupted) {
    terminal_start("-q", "sum(i in 1..10000000, sin(i*x))", "--at", "x=1", NULL);
    usleep(100000);
    ck_assert_int_eq(kill(terminal.program, SIGINT), 0);
    int status;
    ck_assert_int_eq(waitpid(terminal.program, &status, 0), terminal.program);
    terminal.program = 0;
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
}
END_TEST

/* A computation that dies takes nothing with it. */
START_TEST(dead_computation_is_survived) {
    char command[128];
    terminal_start_quiet();
    terminal_expect("at x = 3\r", "at x = 3\n> ");
    terminal_clear();
    terminal_send("sum(i in 1..10000000, sin(i*x))\r");
    usleep(100000);
    snprintf(command, sizeof command, "pkill -KILL -P %ld", (long)terminal.program);
    if (system(command) != 0) /* no pkill here */
        terminal_send("\x03");
    terminal_wait_for("> ");
    ck_assert_ptr_nonnull(strstr(terminal.screen, "adcalc: "));
    terminal_expect("x^2\r", "x^2\n6\n> ");
    terminal_leave();
}
END_TEST

/* ---- ends of all kinds ----------------------------------------------------------------------- */

/* What the program is doing when its end comes. */
static const char *const doings[] = {
    "",                                  /* waiting at the prompt, the referee having answered */
    "sum(i in 1..10000000, sin(i*x))\r", /* tracing */
    "sum(i in 1..30, besselj(i, x)^i/gamma(x)^i)\r", /* timing, and the referee thinks */
    "derive prod(i in 1..2000, sin(i*x))\r",         /* differentiating */
    "(x + (",                                        /* in the middle of a line */
};
enum { DOINGS = LENGTH(doings) };
static const int ends[] = {SIGKILL, SIGTERM, SIGHUP, SIGQUIT, 0 /* the terminal goes away */};
enum { ENDS = LENGTH(ends) };

START_TEST(nobody_stays_behind) {
    int end = ends[_i % ENDS];
    terminal_start("--at", "x=3", NULL);
    terminal_wait_for("> ");
    terminal_clear();
    terminal_send("x^2\r");
    terminal_wait_for("\r\n> ");
    ck_assert_int_gt(count_processes(is_ours), 0); /* or nothing would be looked for */
    terminal_send(doings[_i / ENDS]);
    usleep(60000);
    if (end) {
        ck_assert_int_eq(kill(terminal.program, end), 0);
    } else {
        close(terminal.file);
        terminal.file = -1;
    }
    int status;
    ck_assert_int_eq(waitpid(terminal.program, &status, 0), terminal.program);
    terminal.program = 0;
    expect_nobody();
}
END_TEST

/* The referee thinks as long as it may, and the program dies. */
START_TEST(command_line_leaves_nobody_behind) {
    terminal_start("sum(i in 1..200, lgamma(x + i)*besselj(i, x))", "--at", "x=3", NULL);
    usleep((useconds_t)_i * 20000);
    kill(terminal.program, SIGKILL);
    waitpid(terminal.program, NULL, 0);
    terminal.program = 0;
    expect_nobody();
}
END_TEST

/* ---- stops and sizes ------------------------------------------------------------------------- */

START_TEST(a_stopped_session_goes_on) {
    char command[4200];
    if (!terminal_start_shell())
        return;
    snprintf(command, sizeof command, "%s -q --at x=3\r", getenv("ADCALC"));
    terminal_send(command);
    terminal_wait_for("> ");
    terminal_expect("at y = 2\r", "at y = 2\n> ");
    for (int i = 0; i < 3; i++) {
        terminal_clear();
        /* at the prompt, within a line, and while it computes */
        terminal_send(i == 0 ? "" : i == 1 ? "x + " : "sum(i in 1..200000, sin(i*x))\r");
        usleep(100000);
        terminal_send("\x1a");
        terminal_wait_for("$ ");
        ck_assert_msg(strstr(terminal.screen, "Stopped"), "found '%s'", terminal.screen);
        terminal_clear();
        terminal_send("fg\r");
        terminal_wait_for(i == 1 ? "x + " : "> ");
        terminal_clear();
        terminal_send(i == 1 ? "x\r" : "x^y\r");
        terminal_wait_for(i == 1 ? "\r\n2\r\n> " : "\r\n6\r\n9.887510598012987\r\n> ");
    }
    terminal_send("\x04");
    terminal_wait_for("$ ");
    terminal_send("exit\r");
    terminal_finish();
    expect_nobody();
}
END_TEST

START_TEST(sizes_change) {
    static const unsigned short columns[] = {40, 200, 1, 80};
    terminal_start_quiet();
    terminal_expect("at x = 3\r", "at x = 3\n> ");
    for (int i = 0; i < 4; i++) {
        struct winsize size = {.ws_row = 24, .ws_col = columns[i]};
        ck_assert_int_eq(ioctl(terminal.file, TIOCSWINSZ, &size), 0); /* which sends the signal */
        kill(terminal.program, SIGWINCH);
        usleep(20000);
        terminal_clear();
        terminal_send("sum(i in 1..300000, i*x)\r");
        kill(terminal.program, SIGWINCH);
        terminal_wait_for("\r\n45000150000\r\n> ");
    }
    terminal_leave();
}
END_TEST

/* ---- command lines --------------------------------------------------------------------------- */

/* Runs a command line, interrupts it after so many microseconds (below 0:
 * never), and reads what it wrote; its status. */
static int interrupted_run(const char *const *arguments, int delay, char *out, size_t size) {
    int ends_of_pipe[2], status;
    signal(SIGINT, SIG_DFL); /* Check's own would be the child's before it is another program */
    ck_assert_int_eq(pipe(ends_of_pipe), 0);
    pid_t process = fork();
    ck_assert_int_ge(process, 0);
    if (process == 0) {
        dup2(ends_of_pipe[1], STDOUT_FILENO);
        close(ends_of_pipe[0]);
        close(ends_of_pipe[1]);
        execv(getenv("ADCALC"), (char *const *)(void *)arguments);
        _exit(127);
    }
    close(ends_of_pipe[1]);
    if (delay >= 0) {
        usleep((useconds_t)delay);
        kill(process, SIGINT);
    }
    size_t length = 0;
    for (ssize_t count; (count = read(ends_of_pipe[0], out + length, size - 1 - length)) > 0;)
        length += (size_t)count;
    out[length] = '\0';
    close(ends_of_pipe[0]);
    ck_assert_int_eq(waitpid(process, &status, 0), process);
    return status;
}

/* An answer is whole, or there is none and the interrupt was the end. */
START_TEST(nothing_is_half_printed) {
    static const char *const lines[][8] = {
        {"adcalc", "x*sin(x)", "--at", "x=3", "--time", "3", NULL},
        {"adcalc", "trace", "sum(i in 1..60, sin(i*x)*x)", "--at", "x=3", NULL},
        {"adcalc", "-q", "sum(i in 1..20000, i*x)", "--at", "x=3", NULL},
    };
    enum { RUNS = 60, LONGEST = 1 << 18 };
    static char whole[LONGEST], out[LONGEST];
    const char *const *arguments = lines[_i];
    int died = 0;
    setenv("ADCALC_REFERENCE", "none", 1);
    ck_assert_int_eq(interrupted_run(arguments, -1, whole, LONGEST), 0);
    size_t length = strlen(whole), lines_wanted = 0;
    for (const char *c = whole; *c; c++)
        lines_wanted += *c == '\n';
    ck_assert_uint_gt(length, 0);
    for (int i = 0; i < RUNS; i++) {
        int status = interrupted_run(arguments, i * 500, out, LONGEST);
        size_t lines_found = 0;
        for (const char *c = out; *c; c++)
            lines_found += *c == '\n';
        if (WIFSIGNALED(status))
            ck_assert_int_eq(WTERMSIG(status), SIGINT);
        else
            ck_assert_int_eq(status, 0);
        died += WIFSIGNALED(status) && !lines_found;
        ck_assert_msg((!*out && WIFSIGNALED(status)) || lines_found == lines_wanted,
                      "half an answer: %s", out);
    }
    ck_assert_int_gt(died, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("signals");
    TCase *tests = suite_case(suite, "session");
    tcase_add_checked_fixture(tests, terminal_set_up, terminal_tear_down);
    tcase_set_timeout(tests, getenv("ADCALC_INTERRUPTS") ? 0 : 600);
    tcase_add_test(tests, interrupt_drops_the_line);
    tcase_add_loop_test(tests, interrupt_stops_the_computation, 0, LENGTH(endless));
    tcase_add_test(tests, interrupts_at_random);
    tcase_add_test(tests, death_restores_the_terminal);
    tcase_add_test(tests, command_line_is_interrupted);
    tcase_add_test(tests, dead_computation_is_survived);
    tcase_add_loop_test(tests, nobody_stays_behind, 0, DOINGS * ENDS);
    tcase_add_loop_test(tests, command_line_leaves_nobody_behind, 0, 10);
    tcase_add_test(tests, a_stopped_session_goes_on);
    tcase_add_test(tests, sizes_change);
    tcase_add_loop_test(tests, nothing_is_half_printed, 0, 3);
    return suite_run(suite);
}

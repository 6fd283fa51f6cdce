/* For tests: the program at a pseudo-terminal. See terminal.h. */
#include "support/terminal.h"

#include <check.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_ARGUMENTS = 8 };

Terminal terminal = {.file = -1};

long terminal_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

const char *terminal_in_home(const char *name) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", terminal.home, name);
    return path;
}

void terminal_put_file(const char *name, const char *text) {
    FILE *file = fopen(terminal_in_home(name), "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

void terminal_expect_file(const char *name, const char *text) {
    char found[4096] = "";
    FILE *file = fopen(terminal_in_home(name), "r");
    ck_assert_msg(file, "there is no file %s", name);
    found[fread(found, 1, sizeof found - 1, file)] = '\0';
    fclose(file);
    ck_assert_str_eq(found, text);
}

bool terminal_look(int milliseconds) {
    struct pollfd at = {.fd = terminal.file, .events = POLLIN};
    if (poll(&at, 1, milliseconds) <= 0)
        return true;
    if (terminal.shown > TERMINAL_SCREEN / 2) { /* nobody compares that much */
        memmove(terminal.screen, terminal.screen + terminal.shown / 2,
                terminal.shown - terminal.shown / 2);
        terminal.shown -= terminal.shown / 2;
    }
    ssize_t count =
        read(terminal.file, terminal.screen + terminal.shown, TERMINAL_SCREEN - 1 - terminal.shown);
    if (count > 0)
        terminal.shown += (size_t)count;
    terminal.screen[terminal.shown] = '\0';
    return count > 0;
}

void terminal_wait_for(const char *end) {
    size_t length = strlen(end);
    long begin = terminal_now();
    bool open = true;
    while (terminal.shown < length ||
           memcmp(terminal.screen + terminal.shown - length, end, length) != 0) {
        ck_assert_msg(open && terminal_now() - begin < TERMINAL_PATIENCE_MS,
                      "waited for '%s', found '%s'", end, terminal.screen);
        open = terminal_look(100);
    }
}

void terminal_wait_for_either(const char *one, const char *other) {
    long begin = terminal_now();
    bool open = true;
    while (!strstr(terminal.screen, one) && !strstr(terminal.screen, other)) {
        ck_assert_msg(open && terminal_now() - begin < TERMINAL_PATIENCE_MS,
                      "waited for '%s' or '%s', found '%s'", one, other, terminal.screen);
        open = terminal_look(100);
    }
}

void terminal_clear(void) {
    terminal.shown = 0;
    terminal.screen[0] = '\0';
}

void terminal_send(const char *keys) {
    size_t length = strlen(keys);
    ck_assert_int_eq(write(terminal.file, keys, length), (ssize_t)length);
}

void terminal_expect(const char *keys, const char *wanted) {
    static char bytes[TERMINAL_SCREEN];
    size_t length = 0;
    for (; *wanted; wanted++) {
        if (*wanted == '\n')
            bytes[length++] = '\r';
        bytes[length++] = *wanted;
    }
    bytes[length] = '\0';
    terminal_clear();
    terminal_send(keys);
    long begin = terminal_now();
    bool open = true;
    while (open && terminal.shown < length && !strncmp(terminal.screen, bytes, terminal.shown) &&
           terminal_now() - begin < TERMINAL_PATIENCE_MS)
        open = terminal_look(100);
    terminal_look(0);
    ck_assert_str_eq(terminal.screen, bytes);
}

void terminal_expect_dropped(const char *keys) {
    terminal_expect(keys, keys);
    terminal_expect("\x03", "^C\n> ");
}

static void start(const char *path, char *const *arguments) {
    terminal_clear();
    struct winsize size = {.ws_row = 24, .ws_col = (unsigned short)terminal.columns};
    terminal.program = forkpty(&terminal.file, NULL, NULL, &size);
    ck_assert_int_ge(terminal.program, 0);
    if (terminal.program == 0) {
        /* Whoever runs the tests in the background has made them deaf, and what they start. */
        signal(SIGINT, SIG_DFL);
        signal(SIGQUIT, SIG_DFL);
        signal(SIGHUP, SIG_DFL);
        setenv("TERM", terminal.kind, 1);
        setenv("HOME", terminal.home, 1);
        setenv("INPUTRC", terminal_in_home("inputrc"), 1);
        setenv("LC_ALL", "C.UTF-8", 1);
        unsetenv("XDG_STATE_HOME");
        unsetenv("NO_COLOR");
        /* Readline forgets twelve bytes where Ctrl-V is interrupted. Ours are looked for. */
        char leaks[128];
        snprintf(leaks, sizeof leaks, "print_suppressions=0:suppressions=%s/leaks", terminal.home);
        setenv("LSAN_OPTIONS", leaks, 1);
        if (chdir(terminal.home) != 0)
            _exit(126);
        execv(path, arguments);
        _exit(127);
    }
}

void terminal_start(const char *first, ...) {
    const char *arguments[MOST_ARGUMENTS + 2] = {"adcalc"};
    va_list list;
    va_start(list, first);
    int count = 1;
    for (const char *next = first; next; next = va_arg(list, const char *))
        arguments[count++] = next;
    va_end(list);
    const char *path = getenv("ADCALC");
    ck_assert_msg(path, "ADCALC is not set");
    start(path, (char *const *)(void *)arguments);
}

bool terminal_start_shell(void) {
    static const char *const arguments[] = {"bash",        "--norc", "--noprofile",
                                            "--noediting", "-i",     NULL};
    if (access("/bin/bash", X_OK) != 0)
        return false;
    setenv("PS1", "$ ", 1);
    start("/bin/bash", (char *const *)(void *)arguments);
    terminal_wait_for("$ ");
    return true;
}

int terminal_finish(void) {
    int status;
    while (terminal_look(TERMINAL_PATIENCE_MS))
        continue;
    ck_assert_int_eq(waitpid(terminal.program, &status, 0), terminal.program);
    terminal.program = 0;
    close(terminal.file);
    terminal.file = -1;
    ck_assert_msg(WIFEXITED(status), "ended by signal %d: %s", WTERMSIG(status), terminal.screen);
    return WEXITSTATUS(status);
}

void terminal_finish_well(void) {
    int status = terminal_finish();
    ck_assert_msg(status == 0, "status %d: %s", status, terminal.screen);
}

void terminal_start_quiet(void) {
    terminal_start("-q", NULL);
    terminal_wait_for("> ");
}

void terminal_leave(void) {
    terminal_expect("\x04", "\n");
    terminal_finish_well();
}

void terminal_set_up(void) {
    terminal.columns = 80;
    terminal.kind = "dumb";
    strcpy(terminal.home, "/tmp/adcalc-repl-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(terminal.home));
    terminal_put_file("inputrc", "set bell-style none\nset enable-bracketed-paste off\n"
                                 "$if adcalc\n\"\\C-o\": \"6*7\"\n$endif\n"
                                 "$if Bash\n\"\\C-o\": \"bash\"\n$endif\n");
    terminal_put_file("leaks", "leak:xmalloc\n");
    unsetenv("ADCALC_HISTFILE");
}

void terminal_tear_down(void) {
    if (terminal.program > 0) {
        kill(terminal.program, SIGKILL);
        waitpid(terminal.program, NULL, 0);
        terminal.program = 0;
    }
    if (terminal.file >= 0)
        close(terminal.file);
    terminal.file = -1;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", terminal.home);
    ck_assert_int_eq(system(command), 0);
}

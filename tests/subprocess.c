/* Tests of src/cli/subprocess.c: work in a process of its own, and every end that it may have.
 * What the session does with that at a prompt is in repl.c and signals.c. */
#include "adcalc.h"
#include "support/cli.h"
#include "support/suite.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <unistd.h>

/* ---- work ------------------------------------------------------------------------------------ */

static void say_something(void *context, Text *result) {
    text_put(result, context);
}

static void say_nothing(void *context, Text *result) {
    (void)context;
    (void)result;
}

/* More than fits into a pipe. */
enum { MUCH = 1 << 20 };
static void say_much(void *context, Text *result) {
    (void)context;
    for (int i = 0; i < MUCH; i++)
        text_bytes(result, &"0123456789"[i % 10], 1);
}

static void run_out_of_memory(void *context, Text *result) {
    text_put(result, context);
    result->failed = true;
}

static void die(void *context, Text *result) {
    text_put(result, "half a result");
    raise(*(int *)context);
}

/* Before anything was told. */
static void leave(void *context, Text *result) {
    (void)result;
    _exit(*(int *)context);
}

static void interrupt_the_session(void *context, Text *result) {
    (void)context;
    (void)result;
    kill(getppid(), SIGINT);
    sleep(60);
}

/* ---- how it is run --------------------------------------------------------------------------- */

static Text result;
static struct sigaction interrupts, ends_of_processes;
static sigset_t mask;

/* As a session at a prompt: SIGINT is blocked. */
static void set_up(void) {
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    sigprocmask(SIG_BLOCK, &interrupt, &mask);
    sigaction(SIGINT, NULL, &interrupts);
    sigaction(SIGCHLD, NULL, &ends_of_processes);
    forget_output();
    result = (Text){0};
}

static void tear_down(void) {
    sigaction(SIGCHLD, &ends_of_processes, NULL);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    text_free(&result);
}

/* What came of it, what it said, and that nothing else is left of it. */
static void expect(Computation *work, void *context, ExitStatus status, const char *told,
                   const char *complaint) {
    sigset_t pending;
    struct sigaction after;
    forget_output();
    ck_assert_int_eq(subprocess_run(work, context, &result), status);
    ck_assert_str_eq(text_string(&result), told);
    ck_assert_uint_eq(result.length, strlen(told));
    ck_assert_str_eq(text_string(&said), complaint);
    ck_assert_uint_eq(printed.length, 0);
    sigpending(&pending);
    ck_assert(!sigismember(&pending, SIGINT));
    sigaction(SIGINT, NULL, &after);
    ck_assert(after.sa_handler == interrupts.sa_handler);
    text_clear(&result);
}

/* ---- ends ------------------------------------------------------------------------------------ */

static int killed = SIGKILL, interrupted = SIGINT, fine = EXIT_FINE, undefined = EXIT_UNDEFINED;

START_TEST(results_come_back) {
    expect(say_something, (char *)"a result", EXIT_FINE, "a result", "");
    expect(say_nothing, NULL, EXIT_FINE, "", "");
    ck_assert_int_eq(subprocess_run(say_much, NULL, &result), EXIT_FINE);
    ck_assert_uint_eq(result.length, MUCH);
    for (int i = 0; i < MUCH; i++)
        ck_assert_int_eq(result.bytes[i], '0' + i % 10);
}
END_TEST

START_TEST(ends_are_told_apart) {
    expect(run_out_of_memory, (char *)"half", EXIT_IO, "", "adcalc: error: out of memory\n");
    expect(die, &killed, EXIT_IO, "", "adcalc: error: the computation was ended: Killed\n");
    expect(die, &interrupted, EXIT_INTERRUPTED, "", "\nadcalc: interrupted\n");
    expect(interrupt_the_session, NULL, EXIT_INTERRUPTED, "", "\nadcalc: interrupted\n");
    expect(leave, &fine, EXIT_IO, "", "adcalc: error: out of memory\n");
    expect(leave, &undefined, EXIT_IO, "", "adcalc: error: out of memory\n");
    expect(say_something, (char *)"and on", EXIT_FINE, "and on", "");
}
END_TEST

/* Of an interrupt that came before, nothing is done. */
START_TEST(an_early_interrupt_counts) {
    raise(SIGINT);
    expect(interrupt_the_session, NULL, EXIT_INTERRUPTED, "", "\nadcalc: interrupted\n");
}
END_TEST

/* As in a shell after trap '' CHLD: nobody knows how a process ended. */
START_TEST(ends_may_be_ignored) {
    signal(SIGCHLD, SIG_IGN);
    expect(say_something, (char *)"a result", EXIT_FINE, "a result", "");
    expect(say_nothing, NULL, EXIT_FINE, "", "");
    expect(die, &killed, EXIT_IO, "", "adcalc: error: out of memory\n");
    expect(run_out_of_memory, (char *)"half", EXIT_IO, "", "adcalc: error: out of memory\n");
}
END_TEST

START_TEST(no_process_can_be_started) {
    struct rlimit files, none;
    getrlimit(RLIMIT_NOFILE, &files);
    none = files;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
    expect(say_nothing, NULL, EXIT_IO, "",
           "adcalc: error: cannot start a computation: Too many open files\n");
    setrlimit(RLIMIT_NOFILE, &files);
}
END_TEST

/* Whoever has opened many files gets no descriptor that can be waited for. */
START_TEST(descriptors_may_be_too_large) {
    struct rlimit files, more;
    int ends[2], last = -1;
    getrlimit(RLIMIT_NOFILE, &files);
    more = files;
    if (more.rlim_cur < FD_SETSIZE + 10)
        more.rlim_cur = FD_SETSIZE + 10;
    if (pipe(ends) != 0 || setrlimit(RLIMIT_NOFILE, &more) != 0)
        return;
    while (last < FD_SETSIZE - 1)
        last = dup(ends[0]);
    expect(say_nothing, NULL, EXIT_IO, "",
           "adcalc: error: cannot start a computation: Too many open files\n");
    for (int i = ends[0]; i <= last; i++)
        if (i != ends[1])
            close(i);
    close(ends[1]);
    setrlimit(RLIMIT_NOFILE, &files);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("apart");
    TCase *cases = suite_case(suite, "ends");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, results_come_back);
    tcase_add_test(cases, ends_are_told_apart);
    tcase_add_test(cases, an_early_interrupt_counts);
    tcase_add_test(cases, ends_may_be_ignored);
    tcase_add_test(cases, no_process_can_be_started);
    tcase_add_test(cases, descriptors_may_be_too_large);
    return suite_run(suite);
}

/* Subprocesses: see subprocess.h. */
#include "cli/subprocess.h"

#include "session/complain.h"
#include "session/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { PATIENCE_MS = 20 }; /* to wait for a killed process; a large one takes longer */

static volatile sig_atomic_t interrupted;

static void note_interrupt(int number) {
    (void)number;
    interrupted = 1;
}

static ExitStatus complain(Said said) {
    complain_print("", said, SAY_NOTHING, VOICE_COMMAND_LINE);
    return EXIT_IO;
}

/* ---- the other process ---- */

static void tell(int to, const char *bytes, size_t length) {
    while (length) {
        ssize_t sent = write(to, bytes, length);
        if (sent < 0 && errno != EINTR)
            return;
        if (sent > 0) {
            bytes += sent;
            length -= (size_t)sent;
        }
    }
}

static _Noreturn void do_work(Computation *work, void *context, int to, pid_t session) {
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    signal(SIGINT, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &interrupt, NULL);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* the session died: nobody wants the answer */
#endif
    if (getppid() != session)
        raise(SIGKILL);
    Text result = {0};
    work(context, &result);
    if (!result.failed) {
        tell(to, "", 1); /* marks it done, even with no result */
        tell(to, text_string(&result), result.length);
    }
    _exit(EXIT_SUCCESS);
}

/* ---- waiting for it ---- */

/* Reads until the other end is closed; false if interrupted first. */
static bool hear(int from, const sigset_t *waiting, Text *result) {
    char bytes[1 << 12];
    while (!interrupted) {
        fd_set set;
        FD_ZERO(&set);
        FD_SET(from, &set);
        if (pselect(from + 1, &set, NULL, NULL, NULL, waiting) < 0)
            continue; /* a signal */
        ssize_t count = read(from, bytes, sizeof bytes);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return true;
        text_bytes(result, bytes, (size_t)count);
    }
    return false;
}

/* Kills it, and waits only as long as nobody notices. */
static void stop(pid_t process) {
    kill(process, SIGKILL);
    for (int i = 0; i < PATIENCE_MS; i++) {
        if (waitpid(process, NULL, WNOHANG) != 0)
            return;
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
}

/* How the process ended, with a message if it did not end by itself. (Where SIGCHLD is ignored
 * there is no status, only what it wrote.) */
static ExitStatus find_end(pid_t process, Text *result) {
    int status = 0;
    waitpid(process, &status, 0); /* only SIGINT could interrupt this, and it is blocked */
    if (WIFEXITED(status) && result->length > 0 && !result->failed) {
        memmove(result->bytes, result->bytes + 1, result->length--);
        return EXIT_FINE;
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT)
        return EXIT_INTERRUPTED;
    return complain(WIFSIGNALED(status) ? SAY(COMPUTATION_ENDED, strsignal(WTERMSIG(status)))
                                        : SAY(OUT_OF_MEMORY));
}

static ExitStatus wait_for(pid_t process, int from, Text *result) {
    struct sigaction action = {.sa_handler = note_interrupt}, before;
    sigset_t waiting;
    sigprocmask(SIG_SETMASK, NULL, &waiting);
    sigdelset(&waiting, SIGINT);
    sigemptyset(&action.sa_mask);
    interrupted = 0;
    sigaction(SIGINT, &action, &before);
    ExitStatus status = EXIT_INTERRUPTED;
    if (hear(from, &waiting, result))
        status = find_end(process, result);
    else
        stop(process);
    if (status == EXIT_INTERRUPTED) { /* a terminal sends it to both: take ours now */
        sigset_t blocked;
        sigprocmask(SIG_SETMASK, &waiting, &blocked);
        sigprocmask(SIG_SETMASK, &blocked, NULL);
    }
    sigaction(SIGINT, &before, NULL);
    close(from);
    if (status == EXIT_INTERRUPTED) {
        Text text = {0};
        text_format(&text, "\n%s\n", message_sentence(SAID_COMPUTATION_INTERRUPTED));
        output_error(&text);
        text_free(&text);
    }
    return status;
}

ExitStatus subprocess_run(Computation *work, void *context, Text *result) {
    while (waitpid(-1, NULL, WNOHANG) > 0) /* earlier ones that took their time to end */
        continue;
    int ends[2];
    if (pipe(ends) != 0)
        return complain(SAY(CANNOT_COMPUTE, strerror(errno)));
    for (int i = 0; i < 2; i++)
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    if (ends[0] >= FD_SETSIZE)
        errno = EMFILE;
    pid_t session = getpid(), process = ends[0] < FD_SETSIZE ? fork() : -1;
    if (process == 0) {
        close(ends[0]);
        do_work(work, context, ends[1], session);
    }
    close(ends[1]);
    if (process < 0) {
        int why = errno;
        close(ends[0]);
        return complain(SAY(CANNOT_COMPUTE, strerror(why)));
    }
    ExitStatus status = wait_for(process, ends[0], result);
    if (status != EXIT_FINE)
        text_clear(result);
    return status;
}

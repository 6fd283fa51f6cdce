/* adcalc-reference: proves values and derivatives that adcalc computes in doubles.
 *
 * Reads requests from standard input and answers each in order on standard output, until the input
 * ends; both are described in query.h and balls.h. It keeps its own limits: memory by the
 * system's resource limit, time by looking at the clock between steps. Where one step alone takes
 * too long, or the library gives up, the best answer so far is written from the signal handler and
 * the program ends: whoever asks again starts another. */
#include "referee/balls.h"
#include "referee/sides.h"
#include "referee/sweep.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

/* gcc says so in one way, clang in another. */
#if defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZER 1
#endif
#endif
#ifndef ADDRESS_SANITIZER
#define ADDRESS_SANITIZER 0
#endif

enum { MOST_MEMORY = 1 << 30, GRACE_MILLISECONDS = 20 };

/* The best answer so far, for the signal handler. A new one is written beside the old one before it
 * takes its place. */
static char *published[2];
static size_t published_size[2], published_length[2];
static volatile sig_atomic_t current = -1;
/* it is more than the failure that stands in for an answer */
static volatile sig_atomic_t answered;

/* Where answers go. */
static int output = STDOUT_FILENO;

/* On standard output FLINT says why it aborts, and that is no answer. */
static void silence_library(void) {
    int nowhere = open("/dev/null", O_WRONLY), copy = dup(STDOUT_FILENO);
    if (nowhere >= 0 && copy >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0)
        output = copy;
}

static void write_all(const char *text, size_t length) {
    while (length > 0) {
        ssize_t written = write(output, text, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            _exit(EXIT_FAILURE);
        text += written;
        length -= (size_t)written;
    }
}

static void publish(const Bytes *answer) {
    int other = current == 0;
    size_t length = answer->text.count;
    if (length > published_size[other]) {
        char *larger = memory_resize(published[other], length, 1);
        if (!larger)
            return; /* the old answer stays */
        published[other] = larger;
        published_size[other] = length;
    }
    memcpy(published[other], answer->text.items, length);
    published_length[other] = length;
    current = other;
    answered = 1;
}

/* Out of time, or the library has aborted: it does so when it has no memory. */
static void give_up(int signal_number) {
    if (signal_number == SIGABRT && !answered) {
        const char *line[] = {"failed ", message_name(SAID_FLINT_GAVE_UP), "\nend\n"};
        for (size_t i = 0; i < sizeof line / sizeof *line; i++)
            write_all(line[i], strlen(line[i]));
    } else if (current >= 0) {
        write_all(published[current], published_length[current]);
    }
    _exit(EXIT_SUCCESS);
}

static void set_alarm(uint32_t milliseconds) {
    struct itimerval timer = {.it_value = {milliseconds / 1000, milliseconds % 1000 * 1000}};
    setitimer(ITIMER_REAL, &timer, NULL);
}

static void limit_resources(void) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
#if !ADDRESS_SANITIZER /* which reserves terabytes of addresses */
    struct rlimit memory;
    if (getrlimit(RLIMIT_AS, &memory) == 0 && memory.rlim_cur > MOST_MEMORY) { /* or infinite */
        memory.rlim_cur = MOST_MEMORY;
        setrlimit(RLIMIT_AS, &memory);
    }
#endif
}

static void fail(Bytes *text, MessageCode why) {
    text->text.count = 0;
    bytes_format(text, "failed %s\nend\n", message_name(why));
    if (!text->failed)
        publish(text);
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1) {
        static const char usage[] = "usage: adcalc-reference <REQUESTS: adcalc starts it itself\n";
        return write(STDERR_FILENO, usage, sizeof usage - 1) < 0 ? EXIT_FAILURE : 2;
    }
    limit_resources();
    silence_library();
    signal(SIGALRM, give_up);
    signal(SIGABRT, give_up);
    QueryReader reader = {.file = STDIN_FILENO};
    Query query = {0};
    Bytes text = {0};
    MessageCode why;
    QueryStatus status;
    while ((status = query_read(&query, &reader, &why)) != QUERY_NONE) {
        int64_t deadline = sweep_clock() + (int64_t)query.milliseconds * 1000000;
        current = -1;
        fail(&text, status == QUERY_MALFORMED ? why : SAID_TOO_SLOW);
        answered = 0;
        if (status == QUERY_READ) {
            set_alarm(query.milliseconds + query.milliseconds / 4 + GRACE_MILLISECONDS);
            (query.sides ? sides_answer : balls_answer)(&query, deadline, publish);
            set_alarm(0);
        }
        if (current < 0)
            break;
        write_all(published[current], published_length[current]);
    }
    query_free(&query);
    reader_free(&reader);
    array_free(&text.text);
    memory_free(published[0]);
    memory_free(published[1]);
    flint_cleanup();
    return EXIT_SUCCESS;
}

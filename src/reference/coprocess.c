/* See coprocess.h. POSIX throughout: socketpair, posix_spawn, poll. */
#include "reference/coprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* SO_NOSIGPIPE instead */
#endif

extern char **environ;

static void close_if_open(int file) {
    if (file >= 0)
        close(file);
}

/* Both ends are above the standard descriptors, which may be closed, and are not inherited by other
 * programs. Returns 0, or an errno with nothing left to close. */
static int make_sockets(int ends[2]) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return errno;
    int error = 0;
    for (int i = 0; i < 2; i++) {
        ends[i] = fcntl(pair[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        if (ends[i] < 0)
            error = errno;
    }
    close(pair[0]);
    close(pair[1]);
    if (!error && fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
        error = errno;
#ifdef SO_NOSIGPIPE
    int yes = 1;
    if (!error)
        setsockopt(ends[0], SOL_SOCKET, SO_NOSIGPIPE, &yes, sizeof yes);
#endif
    if (error) {
        close_if_open(ends[0]);
        close_if_open(ends[1]);
    }
    return error;
}

static int set_files(posix_spawn_file_actions_t *files, int socket) {
    int error = posix_spawn_file_actions_adddup2(files, socket, STDIN_FILENO);
    if (!error)
        error = posix_spawn_file_actions_adddup2(files, socket, STDOUT_FILENO);
    if (!error)
        error = posix_spawn_file_actions_addopen(files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    return error;
}

/* Its own process group, no signal blocked or ignored. */
static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    int error = posix_spawnattr_setsigmask(attributes, &none);
    if (!error)
        error = posix_spawnattr_setsigdefault(attributes, &all);
    if (!error)
        error = posix_spawnattr_setpgroup(attributes, 0);
    if (!error)
        error = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return error;
}

static int spawn(pid_t *process, const char *path, int socket) {
    /* posix_spawn takes strings it may change, and does not change them. */
    union {
        const char *given;
        char *taken;
    } name = {path};
    char *const arguments[] = {name.taken, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&files);
    if (error)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = set_files(&files, socket);
        if (!error)
            error = set_attributes(&attributes);
        if (!error)
            error = posix_spawn(process, path, &files, &attributes, arguments, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return error;
}

int coprocess_start(Coprocess *coprocess, const char *path) {
    int ends[2] = {-1, -1};
    int error = make_sockets(ends);
    if (error)
        return error;
    pid_t process = 0;
    error = spawn(&process, path, ends[1]);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        return error;
    }
    *coprocess = (Coprocess){process, ends[0]};
    return 0;
}

void coprocess_end(Coprocess *coprocess) {
    if (!coprocess->process)
        return;
    close(coprocess->socket);
    kill(-coprocess->process, SIGKILL);
    while (waitpid(coprocess->process, NULL, 0) < 0 && errno == EINTR)
        continue;
    *coprocess = (Coprocess){0};
}

static bool would_block(void) {
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

bool coprocess_idle(const Coprocess *coprocess) {
    char byte;
    if (!coprocess->process)
        return false;
    ssize_t got;
    do
        got = recv(coprocess->socket, &byte, 1, MSG_PEEK);
    while (got < 0 && errno == EINTR);
    return got < 0 && would_block();
}

bool coprocess_send(const Coprocess *coprocess, const char *bytes, size_t length, size_t *sent) {
    while (*sent < length) {
        ssize_t more = send(coprocess->socket, bytes + *sent, length - *sent, MSG_NOSIGNAL);
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return would_block();
        *sent += (size_t)more;
    }
    return true;
}

CoprocessInput coprocess_receive(const Coprocess *coprocess, Text *into) {
    char bytes[1 << 14];
    ssize_t got;
    do
        got = recv(coprocess->socket, bytes, sizeof bytes, 0);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return would_block() ? COPROCESS_NOTHING : COPROCESS_ENDED;
    if (got == 0)
        return COPROCESS_ENDED;
    text_bytes(into, bytes, (size_t)got);
    return COPROCESS_DATA;
}

void coprocess_wait(const Coprocess *coprocess, bool sending, int milliseconds) {
    struct pollfd at = {.fd = coprocess->socket,
                        .events = (short)(POLLIN | (sending ? POLLOUT : 0))};
    poll(&at, 1, milliseconds);
}

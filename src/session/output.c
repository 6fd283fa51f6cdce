/* Output: see output.h. */
#include "session/output.h"

#include "session/complain.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool failed_before;
static bool written_before; /* something was to go to stdout */

static bool failed(void) {
    if (!failed_before && errno != EPIPE)
        complain_print("", SAY(CANNOT_WRITE_OUTPUT, strerror(errno)), SAY_NOTHING,
                       VOICE_COMMAND_LINE);
    failed_before = true;
    return false;
}

/* In one piece where the system takes it so: an interrupt leaves no half of an answer. */
static bool write_all(const char *bytes, size_t length) {
    while (length) {
        ssize_t written = write(STDOUT_FILENO, bytes, length);
        if (written >= 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) { /* somebody has made it so */
            poll(&(struct pollfd){.fd = STDOUT_FILENO, .events = POLLOUT}, 1, -1);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

bool output_write(const Text *text) {
    if (failed_before)
        return false;
    errno = 0;
    written_before |= text->length > 0;
    if (fflush(stdout) || !write_all(text_string(text), text->length))
        return failed();
    return true;
}

bool output_failed(void) {
    return failed_before;
}

void output_error(const Text *text) {
    if (text->failed)
        fprintf(stderr, "%s%s\n", message_sentence(SAID_HEAD_OF_ERROR),
                message_sentence(SAID_OUT_OF_MEMORY));
    else
        fwrite(text_string(text), 1, text->length, stderr);
    fflush(stderr);
}

bool output_close(void) {
    if (failed_before)
        return false;
    errno = 0;
    /* A stdout that was closed from the start matters only to those who have something to say. */
    if (fclose(stdout) && (written_before || errno != EBADF))
        return failed();
    return true;
}

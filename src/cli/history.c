/* The file of lines that were typed: see history.h. */
#include "cli/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool history_file_name(Text *path) {
    const char *file = getenv("ADCALC_HISTFILE"), *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (file)
        text_put(path, file);
    else if (state && *state == '/') /* a relative one is to be ignored, says the standard */
        text_format(path, "%s/adcalc/history", state);
    else if (home && *home)
        text_format(path, "%s/.local/state/adcalc/history", home);
    return path->length > 0 && !path->failed;
}

/* The file, open and regular and its owner's alone; -1 with errno where it is not to be had. */
static int open_private(const char *path, int flags) {
    struct stat what;
    /* Not to wait for the other end of a pipe. */
    int file = open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    if (file < 0)
        return -1;
    int error = fstat(file, &what) != 0 ? errno : S_ISREG(what.st_mode) ? 0 : EINVAL;
    if (!error && what.st_mode & 0077 && fchmod(file, 0600) != 0)
        error = errno;
    if (!error)
        return file;
    close(file);
    errno = error;
    return -1;
}

/* ---- reading ---- */

/* Where the last HISTORY_ENTRIES lines begin. */
static const char *recent(const Text *text) {
    const char *begin = text_string(text);
    size_t at = text->length, lines = 0;
    while (at > 0 && lines <= HISTORY_ENTRIES)
        lines += begin[--at] == '\n';
    return at > 0 || lines > HISTORY_ENTRIES ? begin + at + 1 : begin;
}

/* Writes what stays beside the file and then gives it its name:
 * whoever adds meanwhile loses no more than that entry. */
static void shorten(const char *path, const char *begin, size_t length) {
    Text beside = {0};
    text_format(&beside, "%s.XXXXXX", path);
    int file = beside.failed ? -1 : mkstemp(beside.bytes); /* of mode 0600 */
    if (file >= 0) {
        bool whole = write(file, begin, length) == (ssize_t)length;
        whole = close(file) == 0 && whole;
        if (!whole || rename(beside.bytes, path) != 0)
            unlink(beside.bytes);
    }
    text_free(&beside);
}

void history_file_read(const char *path, void (*add)(const char *entry)) {
    char block[1 << 12];
    Text text = {0};
    ssize_t count;
    int file = open_private(path, O_RDONLY);
    if (file < 0)
        return;
    while ((count = read(file, block, sizeof block)) > 0)
        text_bytes(&text, block, (size_t)count);
    close(file);
    if (!text.failed && text.length) {
        const char *begin = recent(&text);
        size_t old = (size_t)(begin - text.bytes);
        if (count == 0 && old > text.length / 2) /* not at every start */
            shorten(path, begin, text.length - old);
        for (char *entry = text.bytes + old, *end; (end = strchr(entry, '\n')); entry = end + 1) {
            *end = '\0';
            if (*entry)
                add(entry);
        }
    }
    text_free(&text);
}

/* ---- adding ---- */

/* Makes the directories that the file is to be in. */
static void make_directories(const char *path) {
    Text copy = {0};
    text_put(&copy, path);
    for (size_t i = 1; i < copy.length && !copy.failed; i++) {
        if (copy.bytes[i] != '/')
            continue;
        copy.bytes[i] = '\0';
        mkdir(copy.bytes, 0700); /* what fails here is seen when the file is opened */
        copy.bytes[i] = '/';
    }
    text_free(&copy);
}

bool history_file_add(const char *path, const char *entry) {
    Text line = {0};
    int file = open_private(path, O_WRONLY | O_APPEND | O_CREAT);
    if (file < 0 && errno == ENOENT) {
        make_directories(path);
        file = open_private(path, O_WRONLY | O_APPEND | O_CREAT);
    }
    if (file < 0)
        return false;
    text_format(&line, "%s\n", entry);
    errno = ENOMEM;
    /* At once, so that entries of two sessions do not mix. */
    bool whole = !line.failed && write(file, line.bytes, line.length) == (ssize_t)line.length;
    int why = errno;
    whole = close(file) == 0 && whole;
    text_free(&line);
    errno = why;
    return whole;
}

/* For tests: the program at a pseudo-terminal, driven as by a person. Keys go in, screens come out,
 * and they are compared to the byte. Nothing is sent before the program waits for it, except where
 * that is the point. */
#ifndef ADCALC_TESTS_TERMINAL_H
#define ADCALC_TESTS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { TERMINAL_PATIENCE_MS = 30000, TERMINAL_SCREEN = 1 << 20 };

typedef struct Terminal {
    pid_t program; /* 0: none */
    int file;      /* our end */
    int columns;
    const char *kind; /* TERM */
    size_t shown;
    char screen[TERMINAL_SCREEN]; /* what was shown and not yet compared */
    char home[64];                /* a directory of the test's own */
} Terminal;

extern Terminal terminal; /* there is one at a time */

/* A Check fixture: a home of its own, and nothing left behind. */
void terminal_set_up(void);
void terminal_tear_down(void);

/* Starts $ADCALC with arguments, ended by NULL. */
void terminal_start(const char *first, ...);
/* Starts bash, with jobs and the prompt "$ "; false where there is none. */
bool terminal_start_shell(void);
/* A quiet session without a banner, at its first prompt. */
void terminal_start_quiet(void);
/* Waits for the end of the program; its exit status. */
int terminal_finish(void);
void terminal_finish_well(void);
/* Ends a session as people do. */
void terminal_leave(void);

void terminal_send(const char *keys);
/* Reads what is shown within the time; false at the end. */
bool terminal_look(int milliseconds);
void terminal_clear(void);
/* Waits until the screen ends like this, and compares nothing before that. */
void terminal_wait_for(const char *end);
/* Waits until either of the two is anywhere on the screen. */
void terminal_wait_for_either(const char *one, const char *other);
/* Sends keys and wants exactly this on the screen; "\n" stands for what a terminal makes of it. */
void terminal_expect(const char *keys, const char *wanted);
/* Types, sees it, and interrupts. (A terminal forgets on an interrupt what nobody has read yet.) */
void terminal_expect_dropped(const char *keys);

/* Files at home. */
const char *terminal_in_home(const char *name);
void terminal_put_file(const char *name, const char *text);
void terminal_expect_file(const char *name, const char *text);

long terminal_now(void); /* milliseconds */

#endif

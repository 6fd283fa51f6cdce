/* A coprocess: another program, started once, asked and heard without blocking.
 *
 * One local socket serves both directions; this side never blocks on it, and it raises no SIGPIPE.
 * The program leads its own process group: an interrupt from the terminal does not reach it, and
 * ending it ends whatever it has started. Its standard error is discarded.
 *
 * Ownership: a Coprocess owns the process and the socket; coprocess_end releases both. Zero is
 * none. */
#ifndef ADCALC_REFERENCE_COPROCESS_H
#define ADCALC_REFERENCE_COPROCESS_H

#include "base/text.h"

#include <sys/types.h>

typedef struct Coprocess {
    pid_t process; /* 0: none */
    int socket;    /* to it; valid with a process */
} Coprocess;

typedef enum CoprocessInput { COPROCESS_DATA, COPROCESS_NOTHING, COPROCESS_ENDED } CoprocessInput;

/* 0, or the errno that says why not. */
int coprocess_start(Coprocess *coprocess, const char *path);
/* Kills it and waits for it. */
void coprocess_end(Coprocess *coprocess);
/* Whether it is running and has no unread output. */
bool coprocess_idle(const Coprocess *coprocess);
/* Sends what it can of bytes[*sent .. length); false if the process is gone. */
bool coprocess_send(const Coprocess *coprocess, const char *bytes, size_t length, size_t *sent);
/* Appends what has arrived, a piece at a time. */
CoprocessInput coprocess_receive(const Coprocess *coprocess, Text *into);
/* Waits for input (or room to send), a signal, or the time to pass. */
void coprocess_wait(const Coprocess *coprocess, bool sending, int milliseconds);

#endif

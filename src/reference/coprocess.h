/* Another program that one talks to: started once, asked and heard without ever waiting unasked.
 *
 * Both directions are one local socket, which blocks this side never and raises no SIGPIPE. The
 * program leads a process group of its own: an interrupt from the terminal does not reach it, and
 * ending it takes along whatever it has started. Its standard error goes nowhere.
 *
 * Ownership: a Coprocess owns the process and the socket; coprocess_end gives both back. Zero is
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
/* Whether it is there and has said nothing that was not heard. */
bool coprocess_idle(const Coprocess *coprocess);
/* Sends of bytes[*sent .. length) what can be sent now; false when nobody is there. */
bool coprocess_send(const Coprocess *coprocess, const char *bytes, size_t length, size_t *sent);
/* Appends what has arrived, a piece at a time. */
CoprocessInput coprocess_receive(const Coprocess *coprocess, Text *into);
/* Until there is something to hear (or room to send), or the time has passed, or a signal came. */
void coprocess_wait(const Coprocess *coprocess, bool sending, int milliseconds);

#endif

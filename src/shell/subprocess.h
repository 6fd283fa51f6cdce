/* Subprocesses: work in a process of its own.
 *
 * The work sees all that the session knows, as the process is a copy (fork); nothing that it does
 * to memory comes back but its result. So it can be stopped at any moment, wherever it is, and may
 * crash or use up all memory, and the session is what it was. */
#ifndef ADCALC_SHELL_SUBPROCESS_H
#define ADCALC_SHELL_SUBPROCESS_H

#include "shell/session.h"

/* Does the work; Session.subprocess. SIGINT ends it: EXIT_INTERRUPTED. Whoever calls this keeps
 * SIGINT blocked and has no other child processes. */
ExitStatus subprocess_run(Computation *work, void *context, Text *result);

#endif

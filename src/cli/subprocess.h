/* Subprocesses: work in a separate process.
 *
 * The work sees all that the session knows, as the process is a copy (fork); only its result comes
 * back. So it can be stopped at any moment, and may crash or use up all memory, without harm to the
 * session. */
#ifndef ADCALC_CLI_SUBPROCESS_H
#define ADCALC_CLI_SUBPROCESS_H

#include "session/session.h"

/* Does the work: a Session.subprocess. SIGINT ends it: EXIT_INTERRUPTED. The caller keeps SIGINT
 * blocked and has no other child processes. */
ExitStatus subprocess_run(Computation *work, void *context, Text *result);

#endif

/* Claims: what --claim, --claim-value and --box say about a program's derivatives and variables. */
#ifndef ADCALC_SHELL_CLAIMS_H
#define ADCALC_SHELL_CLAIMS_H

#include "shell/session.h"

/* Reads them as formulas over the program that was just traced, into the request and the session's graph and
 * arena. Where the view has no use for them they are errors on the command line, and mean nothing to a line of
 * a session (`keep`). False after an error. */
bool claims_read(Session *session, const View *view, bool keep, Request *request);

#endif

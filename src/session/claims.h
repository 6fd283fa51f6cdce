/* Claims: what --claim, --claim-value and --box say about a program's derivatives and variables. */
#ifndef ADCALC_SESSION_CLAIMS_H
#define ADCALC_SESSION_CLAIMS_H

#include "session/session.h"

/* Reads them as formulas over the program that was just traced, into the request and the session's
 * graph and arena. They mean nothing to a view that has no use for them. False after an error. */
bool claims_read(Session *session, const View *view, Request *request);

/* Whether a value of one of these options can be read at all; true for other options.
 * False after an error. */
bool claims_check(Session *session, OptionId id, const char *value);

#endif

/* Claims: what --claim, --claim-value and --box say about a program's derivatives and variables. */
#ifndef ADCALC_SESSION_CLAIMS_H
#define ADCALC_SESSION_CLAIMS_H

#include "session/session.h"

/* Reads them as formulas over the program that was just traced, into the request and the session's
 * graph and arena. They mean nothing to a view that has no use for them. False after an error. */
bool claims_read(Session *session, const View *view, Request *request);

/* Whether a value of --claim, --claim-value or --box can be read at all, without an expression.
 * False after an error. */
bool claims_check_formulas(Session *session, const char *value);
bool claims_check_numbers(Session *session, const char *value);
bool claims_check_ranges(Session *session, const char *value);

/* Where no values are given, the program is decided within its ranges: sets the guesses of
 * its statements. False after an error. */
bool claims_guess(Session *session);
/* Forgets the functions of an answer's claims. */
void claims_free(Session *session);

#endif

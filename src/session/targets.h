/* Targets: what to differentiate: turns --wrt, --order, --hessian and --along into the question of
 * a problem. */
#ifndef ADCALC_SESSION_TARGETS_H
#define ADCALC_SESSION_TARGETS_H

#include "session/session.h"

/* Fills in the problem's question, in the session's arena; the program has been traced. Errors are
 * recorded. */
void targets_choose(Session *session, const View *view, Problem *problem);

/* Whether a value of --wrt, --order or --along can be parsed, without an expression. False after an
 * error. */
bool targets_check_wrt(Session *session, const char *value);
bool targets_check_order(Session *session, const char *value);
bool targets_check_along(Session *session, const char *value);

#endif

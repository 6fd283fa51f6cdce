/* Targets: what to differentiate: turns --wrt, --order, --hessian and --along into the question of
 * a problem. */
#ifndef ADCALC_SESSION_TARGETS_H
#define ADCALC_SESSION_TARGETS_H

#include "session/session.h"

/* Fills in the problem's question, in the session's arena; the program has been traced. Errors are
 * recorded. */
void targets_choose(Session *session, const View *view, Problem *problem);

/* Whether the value of one of these options can be parsed; true for other options. False after an
 * error. */
bool targets_check(Session *session, OptionId id, const char *value);

#endif

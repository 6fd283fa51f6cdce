/* Targets: what is to be differentiated: --wrt, --order, --hessian and --along made into a
 * problem's question. */
#ifndef ADCALC_SHELL_TARGETS_H
#define ADCALC_SHELL_TARGETS_H

#include "shell/session.h"

/* Fills what the problem wants, in the session's arena; the program has been traced.
 * Errors are recorded. */
void targets_choose(Session *session, const View *view, Problem *problem);

/* Whether a value of one of these options can be read at all; true for other options.
 * False after an error. */
bool targets_check(Session *session, OptionId id, const char *value);

#endif

/* Help: what --help and the session's `help` say.
 *
 * Everything listed comes from the tables themselves: options, views, commands, operations. */
#ifndef ADCALC_SHELL_HELP_H
#define ADCALC_SHELL_HELP_H

#include "base/text.h"

/* The command line's help for NULL, else what there is about a topic: functions, views, options, session,
 * or the name of a function, a view, an option or a command. False when there is nothing. */
bool help_print(const char *topic, Text *out);

#endif

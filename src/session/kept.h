/* What is kept, for the commands of a session: shown, saved, forgotten. */
#ifndef ADCALC_SESSION_KEPT_H
#define ADCALC_SESSION_KEPT_H

#include "session/session.h"

/* Forgets what is kept about some names, "x, f g", or "" for all. EXIT_USAGE if one of them is
 * unknown or others need it, with what is wrong; then everything stays. */
ExitStatus kept_forget(Session *session, const char *names, Said *wrong);
/* Shows what is kept: values, names and functions. `line` is the command that asked. */
ExitStatus kept_list(Session *session, const char *line);
/* What is kept as a program. */
void kept_write(const Session *session, Text *out);

#endif

/* The interactive session: lines typed at a prompt, with GNU Readline. */
#ifndef ADCALC_CLI_REPL_H
#define ADCALC_CLI_REPL_H

#include "cli/options.h"

/* Whether somebody sits there: input and a place for the prompt are a terminal. */
bool repl_possible(void);
/* Prompts, answers, until the end of input or quit. `options` are the session's own. */
ExitStatus repl_run(Session *session, Options *options);

#endif

/* For tests: the shell without main.c, as libshell.a has it. What it prints goes through
 * output.h, which is collected here unless a program has functions of its own for it. */
#ifndef ADCALC_TESTS_SHELL_H
#define ADCALC_TESTS_SHELL_H

#include "shell/arguments.h"
#include "shell/commands.h"
#include "shell/help.h"
#include "shell/operations.h"
#include "shell/options.h"
#include "shell/output.h"
#include "shell/session.h"
#include "shell/subprocess.h"

/* What went to stdout and to stderr. Both grow without base/memory.h, so that collecting is
 * never refused memory and is not counted as a request. */
extern Text printed, said;
/* Empties both; a Check fixture as well. */
void forget_output(void);

#endif

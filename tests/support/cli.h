/* For tests: the command line without main.c, as libcli.a has it. What it prints goes through
 * output.h, which is collected here unless a program has functions of its own for it. */
#ifndef ADCALC_TESTS_CLI_H
#define ADCALC_TESTS_CLI_H

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/operations.h"
#include "cli/options.h"
#include "cli/subprocess.h"

/* What went to stdout and to stderr. Both grow without base/memory.h, so that collecting is
 * never refused memory and is not counted as a request. */
extern Text printed, said;
/* Empties both; a Check fixture as well. */
void forget_output(void);

#endif

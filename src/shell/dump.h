/* Dumps: the stages of the road as text, for --dump. */
#ifndef ADCALC_SHELL_DUMP_H
#define ADCALC_SHELL_DUMP_H

#include "shell/session.h"

bool dump_wanted(const Session *session, DumpStage stage);
/* The tokens of one source; its errors are recorded. */
void dump_tokens(Session *session, uint32_t source, Text *out);
/* The tape of the program that was traced last. */
void dump_tape(const Session *session, const char *const *names, Text *out);

#endif

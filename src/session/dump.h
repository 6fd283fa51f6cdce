/* Dumps: the stages of the pipeline as text, for --dump. */
#ifndef ADCALC_SESSION_DUMP_H
#define ADCALC_SESSION_DUMP_H

#include "session/session.h"

bool dump_wanted(const Session *session, DumpStage stage);
/* The tape that runs at the problem's point. */
void dump_tape(const Problem *problem, Text *out);

#endif

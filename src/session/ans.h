/* `ans`: the value of the last answer, as a name in the next line.
 *
 * `ans = VALUE` is put before a line that needs it and kept with that line, so that what was
 * computed from an answer does not change when others follow. */
#ifndef ADCALC_SESSION_ANS_H
#define ADCALC_SESSION_ANS_H

#include "session/session.h"

/* Whether ans is somebody's variable. */
bool ans_is_given(Session *session);
/* Before a line is parsed: whether its first statement is now one for ans, as the line, or what is
 * kept, mentions it. */
bool ans_put(Session *session, const Tokens *line);
/* After a line was parsed: takes that statement out if the line gives ans a value of its own with
 * `at`. Assigning to ans is an error, except in a saved file. */
void ans_check(Session *session, bool put, bool loaded);

#endif

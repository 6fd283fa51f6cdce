/* Notes: what an answer says beside its numbers, and the text of what it is about. */
#ifndef ADCALC_SESSION_NOTES_H
#define ADCALC_SESSION_NOTES_H

#include "session/session.h"

/* The source of the statement that gave the value, as people may see it;
 * NULL without memory (recorded). */
const char *notes_expression(Session *session, uint32_t source);

/* Gives a report the notes of this line. Those that tracing made about earlier lines, before
 * message `answer`, were shown with them; those of the answer are about this one, wherever its
 * operations were written. */
void notes_collect(Session *session, uint32_t source, size_t answer, Report *report);

/* Notes go to stderr where the answer has no place for them. */
void notes_say(const Session *session, const Report *report, Text *remarks);

#endif

/* Completion: what the word before the cursor may become. Knows nothing of terminals. */
#ifndef ADCALC_CLI_COMPLETION_H
#define ADCALC_CLI_COMPLETION_H

#include "session/session.h"

/* What kind of words a place in a line takes. */
typedef enum CompletionKind {
    COMPLETE_WORDS,
    COMPLETE_FILES /* the argument of load and save: all of it is one name */
} CompletionKind;

CompletionKind completion_kind(const Session *session, const char *line);

/* Appends the words that begin like line[start .. end), one a line.
 * Functions end with "(", words that want another behind them with a blank. */
void completion_words(const Session *session, const char *line, size_t start, size_t end,
                      Text *words);

#endif

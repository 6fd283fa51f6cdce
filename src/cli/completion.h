/* Completion: what the word before the cursor may become. Knows nothing of terminals. */
#ifndef ADCALC_CLI_COMPLETION_H
#define ADCALC_CLI_COMPLETION_H

#include "session/session.h"

/* Whether the line goes on with the name of a file, which is all of the argument of load and save;
 * else with words. */
bool completion_of_files(const Session *session, const char *line);

/* Appends the words that begin like line[start .. end), one a line.
 * Functions end with "(", words that want another behind them with a blank. */
void completion_words(const Session *session, const char *line, size_t start, size_t end,
                      Text *words);

#endif

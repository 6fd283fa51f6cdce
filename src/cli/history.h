/* The file of lines that were typed, one entry a line.
 *
 * It is ${XDG_STATE_HOME:-~/.local/state}/adcalc/history, or what ADCALC_HISTFILE names; nothing
 * where that is empty. Nobody but its owner can read it. Each entry is added when it is made, so
 * that sessions side by side and sessions that end badly lose none. What is no regular file is left
 * alone. */
#ifndef ADCALC_CLI_HISTORY_H
#define ADCALC_CLI_HISTORY_H

#include "base/text.h"

enum { HISTORY_ENTRIES = 2000 }; /* that are kept from one session to the next */

/* Appends the file's name to `path`; false where there is to be none. */
bool history_file_name(Text *path);
/* Calls `add` for each entry, the oldest first. Of a file that has grown large
 * only the end stays. */
void history_file_read(const char *path, void (*add)(const char *entry));
/* Adds an entry at the end; makes the file and its directory. False with errno. */
bool history_file_add(const char *path, const char *entry);

#endif

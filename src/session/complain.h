/* Complaints: errors that are about no place of a program. */
#ifndef ADCALC_SESSION_COMPLAIN_H
#define ADCALC_SESSION_COMPLAIN_H

#include "base/messages.h"

/* "adcalc: error: PLACE SENTENCE" to stderr, with control characters shown escaped, and a hint or
 * nothing. `place` is "" or "FILE:LINE: ". False when there was no memory for it, which is said. */
bool complain_print(const char *place, Said said, Said hint, Voice voice);

#endif

/* Printing: what a program prints while it runs: to stdout among answers for people, else to
 * stderr. */
#ifndef ADCALC_SESSION_PRINTING_H
#define ADCALC_SESSION_PRINTING_H

#include "session/session.h"

/* A line of the program (a PrintItems, of a Session). Long outputs are written as they come. */
void printing_line(void *session, const PrintItem *items, uint32_t count);
/* Writes what has not been written. False after a failure. */
bool printing_end(Session *session);

#endif

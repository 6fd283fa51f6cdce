/* Hints: what an error means to whoever typed the line. */
#ifndef ADCALC_CLI_HINTS_H
#define ADCALC_CLI_HINTS_H

#include "session/session.h"

/* Gives the first error a hint that suits where its program comes from. In a session (`keep`)
 * options and help have other names than on the command line, and are looked for in other places;
 * on the command line an expression may have been meant as the name of a file, and a file as a
 * session. A Session.advise; its adviser are the Options. */
void hints_refine(const void *options, Session *session, uint32_t source, bool keep);

#endif

/* Iteration: a program made from --iterate, --from and --rounds.
 *
 * `--from l=x --iterate l=4*l*(1-l) --rounds 3` is the program l=x; l=4*l*(1-l); l=4*l*(1-l);
 * l=4*l*(1-l). No text is pasted together: each of the two is parsed where it stands, and the
 * program has the statements of --iterate in it several times. Each may be several assignments; the
 * last of a round goes on with the last of the beginning. */
#ifndef ADCALC_SESSION_ITERATION_H
#define ADCALC_SESSION_ITERATION_H

#include "session/session.h"

/* The values after 0, 1, 2, ... rounds of the program that ran, in the arena; NULL without memory
 * (recorded). */
const NodeId *iteration_steps(Session *session, uint32_t *count);
/* The tree holds what --iterate says: makes the whole program of it. Errors are recorded. */
void iteration_compose(Session *session);

#endif

/* Answering a request: precision is doubled until everything asked for is proven, or no more of it
 * can be within the limits.
 *
 *   value STATUS ...
 *   d 0 STATUS ...                    one line a derivative, by its place in the request
 *   undefined value STEP CODE         instead of these where there is no finite number;
 *   undefined 0 STEP CODE             the step that is to blame
 *   note STEP CODE                    a kink decided by convention; a guard that is not sure; 20 of
 *                                     them at most
 *   end
 *
 * where STATUS ... is one of
 *
 *   PROVEN BITS DECIMAL [exact]       all digits hold, to a unit of the last: 21 to 40 of them, or
 *                                     more of a number that ends; exact: the truth
 *   BELOW BITS BOUND                  the truth is smaller than the bound, 1.4e-20 at most, and may
 *                                     be 0
 *   UNPROVEN BITS [[MID] +/- RADIUS]  without them: nothing is known; MID may be 0
 *
 * A request with the line "sides" is answered from both sides of the point (sides.h), with these
 * lines for a derivative, of which it gets d, undefined, onesided, undecided or both of the last:
 *
 *   onesided 0 below STATUS ...       f ends on the other side; or "above"
 *   undecided 0 CODE                  nothing is known of it
 *   undefined 0 - CODE                no step is to blame: F_JUMPS
 *   below 0 STATUS ...                the two sides differ: here STATUS may also be INFINITE +,
 *   above 0 STATUS ...                INFINITE - or NONE CODE, F_ENDS
 *
 *   note - MEAN_OF_SIDES              the two sides differ, but in their last digits alone
 *   note - F_TENDS_TO DECIMAL         a limit that f has where it has no value
 *
 * or, when there is nothing else to say:
 *
 *   failed CODE
 *   end
 *
 * A CODE is a row of base/messages.def. */
#ifndef ADCALC_REFEREE_BALLS_H
#define ADCALC_REFEREE_BALLS_H

#include "referee/answer.h"
#include "referee/query.h"

/* Answers by `deadline` (of sweep_clock), with as much as is proven by then. */
void balls_answer(const Query *query, int64_t deadline, BallsPublish *publish);

#endif

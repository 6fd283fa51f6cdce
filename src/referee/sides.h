/* Answering a request about a point where f is rough: what its derivatives are on both sides, found
 * from series along rays (walk.h, verdict.h). The precision is doubled as in balls.h, and within
 * each precision the number of terms. A mixed derivative exists where the alternating sums
 *
 *   sum over 0 <= n <= a of (-1)^(|a| - |n|) prod binomial(a_i, n_i) f(x + t sum (b_i + n_i) e_i)
 *
 * which are t^|a| times it, are so from several b, forwards and backwards. */
#ifndef ADCALC_REFEREE_SIDES_H
#define ADCALC_REFEREE_SIDES_H

#include "referee/answer.h"
#include "referee/query.h"

void sides_answer(const Query *query, int64_t deadline, BallsPublish *publish);

#endif

/* What the steps alone say of a derivative: that it is 0, or that it does not exist.
 *
 * The series along a direction tell how large the coefficients are; but a mixed derivative is what
 * is left of several directions, and a zero that is left of balls is a ball. So zeros are found in
 * how the steps hang together: what depends on x alone has no derivative by x and y but 0, nor has
 * a sum of such; what is x times something without x has none by x twice.
 *
 * In the same way a step without derivatives from order m on (a kink, a jump, an infinite slope) is
 * no obstacle to a derivative that needs no more than its first m - 1: abs(x) y has one by x and y
 * at x = 0, by the convention for the slope of abs. Which it does need follows from the formula of
 * Faa di Bruno. And where something small stands before a kink, as in x^2 abs(x), left and right
 * agree further than the kink alone lets them: how far is counted in the total degree of the Taylor
 * series. Ownership: the Structure owns its arrays and borrows the sweep. */
#ifndef ADCALC_REFEREE_STRUCTURE_H
#define ADCALC_REFEREE_STRUCTURE_H

#include "referee/sweep.h"

typedef struct Structure {
    const BallSweep *sweep;
    uint8_t *degrees; /* of a step in each factor, one behind the other */
    struct StepStructure *steps;
} Structure;

typedef struct Judgement {
    bool zero;
    MessageCode undefined; /* why, or nothing */
    uint32_t undefined_at; /* the step to blame */
} Judgement;

bool structure_begin(Structure *structure, const BallSweep *sweep);
/* Of the derivative, after a run along a direction that has all its factors. */
Judgement structure_judge(Structure *structure, const QueryDerivative *derivative);
void structure_free(Structure *structure);

#endif

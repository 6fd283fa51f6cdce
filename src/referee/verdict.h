/* What the series on both sides of a point say of a derivative there.
 *
 * It exists where both sides are whole powers up to its order, tend to the value and have the same
 * coefficients. Two numbers that differ by 2 ulp of a double at most count as the same.
 * Ownership: a Verdict owns its balls. */
#ifndef ADCALC_REFEREE_VERDICT_H
#define ADCALC_REFEREE_VERDICT_H

#include "referee/ray.h"

typedef enum SideKind {
    SIDE_UNKNOWN,
    SIDE_NUMBER,
    SIDE_INFINITE, /* of a sign, while all lower orders are numbers */
    SIDE_NONE      /* `why` */
} SideKind;

typedef struct SideVerdict {
    SideKind kind;
    arb_struct number;
    int sign;
    MessageCode why;
} SideVerdict;

typedef enum VerdictKind {
    VERDICT_UNDECIDED, /* `why` */
    VERDICT_NUMBER,    /* below and above are the same: above */
    VERDICT_BELOW,     /* one-sided */
    VERDICT_ABOVE,
    VERDICT_SIDES,    /* they differ */
    VERDICT_UNDEFINED /* `why`; the step to blame is `at`, or none if it is UINT32_MAX */
} VerdictKind;

typedef struct Verdict {
    VerdictKind kind;
    SideVerdict below, above;
    MessageCode why;
    uint32_t at;
    bool mean; /* of two sides that agree to the last digits of what was given */
} Verdict;

void verdict_init(Verdict *verdict);
void verdict_free(Verdict *verdict);
/* Forgets all. */
void verdict_undecided(Verdict *verdict, MessageCode why);
void verdict_undefined(Verdict *verdict, MessageCode why, uint32_t at);

/* Of the derivative of that order along a direction, from the series in its opposite direction and
 * in itself, and the value. `slack`: by how much more than 2 ulp the values may differ for each
 * unit of slope, where a tie counts. `rooms`: of orders 0 to `order`, by how much more than that
 * values and coefficients may differ. */
void verdict_of_sides(Verdict *verdict, slong order, const Ray *below, const Ray *above,
                      const Ray *value, double slack, const double *rooms, RayWork *work);
/* Whether both have the same limit. */
bool verdict_same_limit(const Ray *below, const Ray *above, const RayWork *work);
/* The next of the alternating sums of a mixed derivative of that order, whose terms are about as
 * large as `scale`; `back`: taken in the opposite directions. The first one begins the verdict.
 * False if no others are needed. */
bool verdict_of_sum(Verdict *verdict, slong order, const Ray *sum, const arb_t scale, bool back,
                    bool first, RayWork *work);

#endif

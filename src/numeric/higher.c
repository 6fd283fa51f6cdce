/* Derivatives of any order from differences, with the step that noise allows.
 *
 *   - A difference of order k over h^k is off by a series in h^2 (in h if it is one-sided), and by
 *     the noise of f times 2^k / h^k; so it is when taken along one direction after another.
 *     Richardson's extrapolation takes the first terms off the series.
 *   - Steps grow from where noise is all there is, each twice the one before. How far apart the two
 *     are that an extrapolation was made from, and what noise may do, is its estimate. The least
 *     decides (C. J. F. Ridders, Adv. Eng. Software 4, 1982), but it must be mostly noise, and
 *     wider steps must confirm what narrower ones say: or they have met something else.
 *   - Central differences of even order do not see what is odd in f, those of odd order not what is
 *     even. So at a kink one of them may look smooth; then the next order grows as steps shrink.
 *
 * Invariant: a value that is not finite never enters an answer. */
#include "numeric/higher.h"

#include "numeric/difference.h"
#include "numeric/noise.h"

#include <float.h>
#include <math.h>

enum {
    LEVELS = 48,  /* steps at most, each twice the one before */
    HALVINGS = 5, /* extrapolated from at most */
    PATIENCE = 3, /* wider steps in a row without a better answer; more before the first */
    POINTS = 2 * HIGHER_MAX_ORDER + 2 /* of all directions, with one order more */
};

static const int sides[] = {0, 1, -1}; /* in the order they are tried */
static const double margin = 4.0;      /* times the noise counts as possible */
static const double too_noisy = 1e-5;  /* noise relative to values, too large for rounding */

/* A difference quotient, or an extrapolation of some, and what noise may do to it. */
typedef struct Quotient {
    double value, shake, apart; /* extrapolated: how far apart the two were it was made from */
} Quotient;

static Quotient quotient_at(const Field *field, const Differences *higher, double step) {
    double offsets[POINTS], weights[POINTS], distances[HIGHER_MAX_ORDER];
    double divisor = 1.0, total = 0.0;
    uint32_t points[HIGHER_MAX_ORDER], used = 0, all = 1;
    int power = 0; /* of two, to multiply the divisor by: the product may be no double */
    Quotient quotient = {0};
    for (uint32_t i = 0; i < higher->count; i++) {
        const Direction *along = &higher->directions[i];
        points[i] = difference_formula(along->times, along->side, &offsets[used], &weights[used]);
        used += points[i];
        all *= points[i];
        for (uint32_t j = 0; j < along->times; j++) {
            int own = 0, more = 0;
            divisor = frexp(divisor * frexp(step * along->unit, &own), &more);
            power += own + more;
        }
    }
    for (uint32_t n = 0; n < all; n++) {
        double weight = 1.0;
        bool moved = false;
        for (uint32_t i = 0, first = 0, rest = n; i < higher->count; i++) {
            uint32_t at = first + rest % points[i];
            weight *= weights[at];
            distances[i] = offsets[at] * step * higher->directions[i].unit;
            moved = moved || offsets[at] != 0.0;
            rest /= points[i];
            first += points[i];
        }
        double value = moved ? field->value(field->context, distances) : field->here;
        quotient.value += weight * (value - field->here); /* the weights sum to 0: rounds less */
        quotient.shake += fabs(weight) * fmax(margin * higher->noise, DBL_EPSILON * fabs(value));
        total += fabs(weight);
    }
    quotient.shake += total * DBL_TRUE_MIN; /* values may be 0 by underflow */
    quotient.value = ldexp(quotient.value / divisor, -power);
    quotient.shake = ldexp(quotient.shake / divisor, -power);
    return quotient;
}

/* From the quotients of halved steps, narrowest first: nearly all noise comes from it. */
static Quotient extrapolate(const Quotient *quotients, int halvings, const Differences *higher) {
    double row[HALVINGS + 1] = {0.0}, ratio = 4.0, factor = 1.0, apart = 0.0;
    for (uint32_t i = 0; i < higher->count; i++)
        ratio = higher->directions[i].side == 0 ? ratio : 2.0;
    for (int i = 0; i <= halvings; i++)
        row[i] = quotients[i].value;
    for (int order = 1; order <= halvings; order++) {
        factor *= ratio;
        apart = fabs(row[0] - row[1]);
        for (int i = 0; i <= halvings - order; i++)
            row[i] += (row[i] - row[i + 1]) / (factor - 1.0);
    }
    double rounding = 4.0 * DBL_EPSILON * fabs(row[0]) + 16.0 * DBL_TRUE_MIN;
    return (Quotient){row[0], (ratio == 4.0 ? 2.0 : 8.0) * quotients[0].shake + rounding, apart};
}

static Quotient extrapolation_at(const Field *field, const Differences *higher) {
    Quotient quotients[HALVINGS + 1];
    for (int i = 0; i <= higher->halvings; i++)
        quotients[i] = quotient_at(field, higher, ldexp(higher->step, i - higher->halvings));
    return extrapolate(quotients, higher->halvings, higher);
}

double higher_value(const Field *field, const Differences *higher) {
    return extrapolation_at(field, higher).value;
}

/* From a narrow step to wider ones, as long as that improves; false if f has no values. If the
 * values show no derivative there is still a plain quotient. */
static bool climb(const Field *field, Differences *higher, double step) {
    Quotient quotients[LEVELS];
    int first = 0, idle = -HALVINGS;
    higher->estimate = INFINITY;
    for (int level = 0; level < LEVELS && idle < PATIENCE; level++, step *= 2.0, idle++) {
        Quotient next = quotients[level] = quotient_at(field, higher, step);
        bool usual = isfinite(next.value) && isfinite(next.shake);
        if (!usual && isfinite(higher->estimate))
            break;
        first = usual ? first : level + 1;
        idle = usual ? idle : -HALVINGS;
        if (isinf(higher->estimate)) {
            higher->step = step;
            higher->halvings = 0;
            higher->value = next.value;
        }
        for (int halvings = 1; halvings <= HALVINGS && halvings <= level - first; halvings++) {
            next = extrapolate(&quotients[level - halvings], halvings, higher);
            double estimate = 2.0 * next.apart + next.shake;
            if (next.apart <= 2.0 * next.shake && estimate < 0.7 * higher->estimate &&
                fabs(next.value - higher->value) <= estimate + higher->estimate) {
                higher->step = step;
                higher->halvings = halvings;
                higher->value = next.value;
                higher->estimate = estimate;
                idle = -1;
            }
        }
    }
    return first < LEVELS;
}

static double line_value(void *context, double t) {
    const Field *field = context;
    return field->value(field->context, &t);
}

/* Whether differences of the next order along a direction grow as steps shrink: see the top. (Those
 * of odd order reach farther out; with half the step they do not.) If they stop growing before they
 * are noise, f is smooth, and these steps are the widest that show it. */
static bool has_kink(const Field *field, Differences *higher) {
    const double widest = higher->step;
    for (uint32_t i = 0; i < higher->count; i++) {
        const double before = higher->step;
        Direction *direction = &higher->directions[i], own = *direction;
        bool grows = own.side == 0, seen = true;
        direction->unit *= own.times % 2 == 0 ? 0.5 : 1.0;
        direction->times++;
        for (int level = 0; grows && level < LEVELS; level++) {
            Quotient next = extrapolation_at(field, higher);
            grows = next.apart > margin * next.shake && next.apart > 0.1 * fabs(next.value);
            seen = fabs(next.value) > margin * margin * next.shake;
            higher->step *= grows ? 0.5 : 1.0;
        }
        *direction = own;
        if (grows || (higher->step < before && !seen)) {
            higher->step = widest;
            return true;
        }
    }
    if (higher->step < widest) {
        Quotient found = extrapolation_at(field, higher);
        higher->value = found.value;
        higher->estimate = fmax(higher->estimate, 2.0 * found.apart + found.shake);
    }
    return false;
}

/* Fits one direction: on the first side with values, closer if nothing shows. */
static void fit_axis(const Field *field, Differences *higher, int side) {
    Direction *along = higher->directions;
    const Univariate f = {line_value, (void *)field};
    Differences best = {along, 1, 0, 0.0, 0.0, NAN, INFINITY};
    bool seen = false;
    along->unit = 1.0;
    for (int i = 0; i < 6 && (i % 2 == 1 || !seen); i++) {
        double scale = i % 2 == 0 ? along->wide : along->close;
        if (scale == 0.0 || best.estimate < fabs(best.value) || (side != 0 && side != sides[i / 2]))
            continue;
        Neighbourhood near = noise_around(&f, 0.0, field->here, 0x1p-18 * scale);
        double right = univariate_at(&f, near.smooth), left = univariate_at(&f, -near.smooth);
        double size = fmax(fabs(field->here), fmax(fabs(right), fabs(left)));
        higher->noise = near.noise;
        along->side = sides[i / 2];
        if (!climb(field, higher, ldexp(1.0, ilogb(near.smooth / (along->times + 1.0)))))
            continue;
        if (near.noise > too_noisy * size)
            higher->estimate = INFINITY;
        best = seen && !(higher->estimate < best.estimate) ? best : *higher;
        seen = true;
    }
    *higher = best;
}

/* One of several directions. */
typedef struct Axis {
    const Field *field;
    uint32_t direction;
} Axis;

static double axis_value(void *context, const double *distance) {
    const Axis *axis = context;
    double distances[HIGHER_MAX_ORDER] = {0.0};
    distances[axis->direction] = *distance;
    return axis->field->value(axis->field->context, distances);
}

/* Finds the unit along one of several directions: a good step there; false if there is none. */
static bool find_unit(const Field *field, Differences *higher, uint32_t direction, int side) {
    Direction *along = &higher->directions[direction];
    Axis axis = {field, direction};
    const Field f = {axis_value, &axis, field->here};
    Differences alone = {.directions = along, .count = 1};
    uint32_t times = along->times;
    bool tells = false;
    for (uint32_t more = 0; more < 2 && !tells; more++) { /* one order may be 0 here */
        along->times = times + more;
        fit_axis(&f, &alone, side);
        tells = fabs(alone.value) > alone.estimate;
    }
    along->times = times;
    along->unit = tells ? alone.step : along->wide;
    higher->noise = fmax(higher->noise, alone.noise);
    return isfinite(alone.estimate);
}

void higher_fit(const Field *field, Differences *higher, int side) {
    bool found = true;
    higher->noise = 0.0;
    for (uint32_t i = 0; higher->count > 1 && i < higher->count; i++)
        found = find_unit(field, higher, i, side) && found;
    if (higher->count > 1)
        climb(field, higher, 0x1p-8);
    else
        fit_axis(field, higher, side);
    if (!found || has_kink(field, higher))
        higher->estimate = INFINITY;
}

/* Difference quotients, and an estimate of their error from values of the function alone.
 *
 * The estimate does not model the error of the quotient; it finds the derivative a second time, better, and
 * says how far apart the two are: |quotient - best| + doubt(best). The better value is Richardson's
 * extrapolation over steps from large to small, in Ridders' tableau (C. J. F. Ridders, Accurate computation of
 * F'(x) and F'(x)F''(x), Adv. Eng. Software 4, 1982). Its doubt is the larger distance to the two entries
 * it was made from plus what the noise of f may do at its step. The noise comes from tables of
 * high differences, which smooth functions do not survive and rounding errors do (R. W. Hamming, Introduction
 * to Applied Numerical Analysis, ch. 6; J. J. More, S. M. Wild, Estimating computational noise, SIAM J. Sci.
 * Comput. 33, 2011). Invariant: a value that is not finite never enters an answer. */
#include "methods/difference.h"

#include <float.h>
#include <math.h>

enum {
    LEVELS = 16,      /* steps of the tableau, each a quarter of the one before */
    WIDEST = 64,      /* the first step, in spacings at which f is smooth */
    DIVERGING = 7,    /* quotients in a row that grow alike mean an infinite slope */
    TABLE_POINTS = 9, /* of a table of differences */
    TABLE_LOW = 4,    /* orders whose sizes are compared with each other */
    TABLE_HIGH = 6,
    TABLE_STEP = 256, /* between the spacings of tables */
    TABLES_BELOW = 4, /* tried where f is not smooth at the usual narrow spacing */
    SHRINKS = 4       /* smaller steps tried at the end of a domain */
};

static const double noise_margin = 4.0; /* standard deviations that count as possible */

static double value_at(const Line *line, double x) {
    return line->value(line->context, x);
}

Stencil stencil_at(DifferenceForm form, double x) {
    double size = fmax(fabs(x), 1.0), third = cbrt(DBL_EPSILON) * size;
    bool first_order = form == DIFFERENCE_FORWARD || form == DIFFERENCE_BACKWARD;
    return (Stencil){form, first_order ? sqrt(DBL_EPSILON) * size : third, third, false,
                     STENCIL_AS_WANTED};
}

double difference_quotient(const Line *line, double x, double fx, const Stencil *stencil) {
    double h = stencil->step, up = x + h, down = x - h;
    if (!stencil->literal) { /* the distance between the points must be exact, not h itself */
        if (up - x == 0.0 || x - down == 0.0) {
            return NAN;
        }
        h = up - x;
        down = x - h;
    }
    switch (stencil->form) {
    case DIFFERENCE_CENTRAL:
        return (value_at(line, up) - value_at(line, down)) /
               (stencil->literal ? 2.0 * h : up - down);
    case DIFFERENCE_FORWARD:
        return (value_at(line, up) - fx) / h;
    case DIFFERENCE_BACKWARD:
        return (fx - value_at(line, down)) / (stencil->literal ? h : x - down);
    case DIFFERENCE_UPPER:
        return (4.0 * (value_at(line, up) - fx) - (value_at(line, x + 2.0 * h) - fx)) / (2.0 * h);
    case DIFFERENCE_LOWER:
        h = x - down;
        return (4.0 * (fx - value_at(line, down)) - (fx - value_at(line, x - 2.0 * h))) / (2.0 * h);
    case DIFFERENCE_FORMS:
        break;
    }
    return NAN;
}

uint32_t difference_formula(DifferenceForm form, uint32_t order, double step, double *offsets,
                            double *weights) {
    bool central = form == DIFFERENCE_CENTRAL, mean = central && order % 2 == 1;
    uint32_t count = order + (mean ? 2 : 1);
    double first = central                       ? -0.5 * (count - 1)
                   : form == DIFFERENCE_BACKWARD ? -(double)order
                                                 : 0.0;
    double weight = order % 2 == 1 ? -1.0 : 1.0, before = 0.0; /* (-1)^(order - i) C(order, i) */
    for (uint32_t i = 0; i < order; i++) {
        weight /= step;
    }
    for (uint32_t i = 0; i < count; i++) {
        offsets[i] = (first + i) * step;
        weights[i] = mean ? 0.5 * (weight + before) : weight;
        before = weight;
        weight *= -(double)(order - i) / (i + 1.0);
    }
    return count;
}

/* Tries one stencil; true where it gives a number. */
static bool try_stencil(const Line *line, double x, double fx, Stencil candidate, Stencil *stencil,
                        double *quotient) {
    double found = candidate.step > 0.0 ? difference_quotient(line, x, fx, &candidate) : NAN;
    if (!isfinite(found)) {
        return false;
    }
    *stencil = candidate;
    *quotient = found;
    return true;
}

double difference_fit(const Line *line, double x, double fx, Stencil *stencil) {
    double quotient = difference_quotient(line, x, fx, stencil);
    if (isfinite(quotient) || !isfinite(fx) || !isfinite(x) || stencil->literal) {
        return quotient;
    }
    /* Most domains that end nearby end at 0: a step in proportion to x stays inside. */
    Stencil smaller = *stencil;
    smaller.fit = STENCIL_SMALLER;
    if (fabs(x) < 1.0 && x != 0.0) {
        smaller.step = stencil->step * fabs(x);
        smaller.scale = stencil->scale * fabs(x);
        if (try_stencil(line, x, fx, smaller, stencil, &quotient)) {
            return quotient;
        }
    }
    smaller.step = stencil->step;
    for (int i = 0; i < SHRINKS; i++) {
        smaller.step /= 32.0;
        smaller.scale = smaller.step;
        if (isfinite(difference_quotient(line, x, fx, &smaller))) {
            smaller.step /= 16.0; /* the domain ends within 32 steps: keep well away from its end */
            if (try_stencil(line, x, fx, smaller, stencil, &quotient)) {
                return quotient;
            }
        }
    }
    static const DifferenceForm sides[] = {DIFFERENCE_UPPER, DIFFERENCE_LOWER, DIFFERENCE_FORWARD,
                                           DIFFERENCE_BACKWARD};
    for (unsigned i = 0; i < sizeof sides / sizeof *sides; i++) {
        Stencil side = *stencil;
        side.form = sides[i];
        side.fit = STENCIL_ONE_SIDED;
        if (sides[i] != stencil->form && try_stencil(line, x, fx, side, stencil, &quotient)) {
            return quotient;
        }
    }
    return quotient;
}

/* What a table of differences shows. */
typedef struct Table {
    double
        noise; /* one standard deviation of the values' errors, at most; NaN for no finite table */
    bool calm; /* the sizes of the orders agree, as those of noise do */
    bool flat; /* most neighbours are equal: the spacing is too small to see anything */
} Table;

static const Table no_table = {NAN, false, false};

/* Where a table's points are, in spacings. They are uneven, so that no staircase keeps step with them, and
 * multiples of 1/64, so that they are exact. */
static const double places[TABLE_POINTS] = {-4.296875, -3.03125, -1.828125, -1.171875, 0.0,
                                            0.859375,  2.109375, 2.921875,  4.171875};

/* The size of the differences of one order: each is a sum of weights[i] * value[i] that is zero for
 * polynomials of lower degree, scaled so that independent errors keep their deviation. */
static double difference_size(const double *value, int order) {
    int count = TABLE_POINTS - order;
    double squares = 0.0, peak = 0.0, sizes[TABLE_POINTS];
    for (int first = 0; first < count; first++) {
        double sum = 0.0, length = 0.0;
        for (int i = first; i <= first + order; i++) {
            double weight = 1.0;
            for (int j = first; j <= first + order; j++) {
                weight /= i == j ? 1.0 : places[i] - places[j];
            }
            sum += weight * (value[i] - value[first]);
            length += weight * weight;
        }
        sizes[first] = fabs(sum) / sqrt(length);
        peak = fmax(peak, sizes[first]);
    }
    for (int i = 0; i < count && peak > 0.0; i++) { /* scaled: squares may overflow */
        squares += sizes[i] / peak * (sizes[i] / peak);
    }
    return peak * sqrt(squares / count);
}

static Table difference_table(const Line *line, double x, double fx, double spacing, double shift) {
    double value[TABLE_POINTS], largest = 0.0, least = INFINITY, most = 0.0;
    int equal = 0;
    for (int i = 0; i < TABLE_POINTS; i++) {
        double place = places[i] + shift;
        value[i] = place == 0.0 ? fx : value_at(line, x + place * spacing);
        if (!isfinite(value[i])) {
            return no_table;
        }
        largest = fmax(largest, fabs(value[i]));
        equal += i > 0 && value[i] == value[i - 1];
    }
    for (int order = TABLE_LOW; order <= TABLE_HIGH; order++) {
        double size = difference_size(value, order);
        least = fmin(least, size);
        most = fmax(most, size);
    }
    /* Values are no better than half a unit in their last place: a deviation of 0.29 units. */
    least = fmax(least, 0.29 * DBL_EPSILON * largest);
    return (Table){least, most <= 4.0 * least, 2 * equal > TABLE_POINTS - 1};
}

/* The table at a spacing, centred or else to the side where f is defined. */
static Table table_near(const Line *line, double x, double fx, double spacing) {
    const double shifts[] = {0.0, -places[0], -places[TABLE_POINTS - 1]};
    Table table = no_table;
    /* All points exact: their own rounding must not look like noise. */
    double anchor = 128.0 * (fabs(x) + TABLE_POINTS * spacing);
    spacing = (anchor + spacing) - anchor;
    for (int i = 0; i < 3 && isnan(table.noise) && spacing > 0.0; i++) {
        table = difference_table(line, x, fx, spacing, shifts[i]);
    }
    return table;
}

/* What the tables show together. */
typedef struct Neighbourhood {
    double noise;  /* one standard deviation of the errors of values of f near x; NaN if unknown */
    double smooth; /* the widest spacing tried at which f is smooth but for that noise */
} Neighbourhood;

/* From narrow to wide, so that nothing fast is taken for noise: where the spacing is narrow enough f is
 * smooth (but not so narrow that it is a flat step of a staircase), and what is left there is noise. */
static Neighbourhood look_around(const Line *line, double x, double fx, double scale) {
    Neighbourhood found = {NAN, 0.0};
    double narrow = scale / (TABLE_STEP * TABLE_STEP), wide = scale * TABLE_STEP;
    Table first = table_near(line, x, fx, narrow);
    for (int i = 0; i < TABLES_BELOW && !first.calm && !first.flat; i++) {
        Table next = table_near(line, x, fx, narrow / TABLE_STEP);
        if (isnan(next.noise) || next.flat) {
            break;
        }
        first = next;
        narrow /= TABLE_STEP;
    }
    bool flat = true;
    for (double spacing = narrow; spacing <= wide; spacing *= TABLE_STEP) {
        Table table = spacing > narrow ? table_near(line, x, fx, spacing) : first;
        if (isnan(table.noise)) {
            continue;
        }
        if (flat) {
            found = (Neighbourhood){table.noise, spacing};
            flat = table.flat;
        } else if (table.noise <= 8.0 * found.noise) {
            found = (Neighbourhood){fmax(found.noise, table.noise), spacing};
        } else {
            break;
        }
    }
    return found;
}

/* The derivative as far as values tell, and how uncertain it is. */
typedef struct Extrapolation {
    double value, doubt;
} Extrapolation;

/* Richardson over steps from `step` down. side 0: central quotients, whose error is a series in h^2; 1,
 * -1: one-sided ones, a series in h. */
static Extrapolation extrapolate(const Line *line, double x, double fx, double step, double noise,
                                 int side) {
    enum { DEPTH = 3 };
    double above[DEPTH + 1] = {0.0}, bend_above = INFINITY;
    double ratio = side == 0 ? 16.0 : 4.0, amplified = side == 0 ? 1.2 : 6.0;
    Extrapolation best = {NAN, INFINITY};
    int chain = 0; /* levels in a row that had values */
    for (int level = 0; level < LEVELS; level++, step /= 4.0) {
        double up = x + step, reach = up - x, down = x - reach;
        double shake = noise_margin * noise / reach;
        if (!(reach > 0.0) || down == x || shake > best.doubt) {
            break; /* smaller steps can only be more uncertain */
        }
        double high = side >= 0 ? value_at(line, up) : fx,
               low = side <= 0 ? value_at(line, down) : fx;
        double row[DEPTH + 1] = {(high - low) / ((side >= 0 ? up : x) - (side <= 0 ? down : x))};
        if (!isfinite(row[0])) {
            chain = 0;
            continue;
        }
        /* The slopes left and right meet in proportion to the step unless f has a kink. */
        double bend = side == 0 ? fabs((high - fx) - (fx - low)) / reach : 0.0;
        bool kink = chain > 0 && bend > 0.5 * bend_above && bend > 8.0 * shake;
        double factor = 1.0;
        for (int order = 1; order <= DEPTH && order <= chain; order++) {
            factor *= ratio;
            double lower = row[order - 1];
            row[order] = lower + (lower - above[order - 1]) / (factor - 1.0);
            double doubt = fmax(fabs(row[order] - lower), fabs(row[order] - above[order - 1])) +
                           amplified * shake + (kink ? bend : 0.0);
            if (doubt < best.doubt) {
                best = (Extrapolation){row[order], doubt};
            }
        }
        for (int order = 0; order <= DEPTH; order++) {
            above[order] = row[order];
        }
        bend_above = bend;
        chain++;
    }
    return best;
}

/* Whether the quotients of one side grow like a power of 1/h, as at a vertical tangent or a jump. */
static bool diverges(const Line *line, double x, double fx, double scale, int side) {
    double step = scale, last = NAN, last_growth = NAN;
    for (int level = 0; level < DIVERGING; level++, step /= 4.0) {
        double moved = x + side * step, quotient = (value_at(line, moved) - fx) / (moved - x);
        double growth = quotient / last;
        if (level > 0 && !(growth > 1.1 && growth < 4.5)) {
            return false;
        }
        if (level > 1 && !(fabs(growth - last_growth) < 0.1)) {
            return false;
        }
        last = quotient;
        last_growth = growth;
    }
    return true;
}

double difference_estimate(const Line *line, double x, double fx, const Stencil *stencil,
                           double quotient) {
    if (isnan(quotient) || isnan(fx)) {
        return NAN;
    }
    Neighbourhood near = {NAN, 0.0};
    if (isfinite(quotient) && isfinite(fx)) {
        near = look_around(line, x, fx, stencil->scale);
    }
    if (isnan(near.noise)) {
        return INFINITY;
    }
    double step = WIDEST * near.smooth;
    Extrapolation best = extrapolate(line, x, fx, step, near.noise, 0);
    for (int side = 1; side >= -1 && isinf(best.doubt); side -= 2) {
        best = extrapolate(line, x, fx, step, near.noise, side);
    }
    bool unsettled = !(best.doubt < 0.1 * fabs(best.value));
    if (isinf(best.doubt) || (unsettled && (diverges(line, x, fx, stencil->scale, 1) ||
                                            diverges(line, x, fx, stencil->scale, -1)))) {
        return INFINITY;
    }
    return 1.25 * fabs(quotient - best.value) + 2.0 * best.doubt +
           4.0 * DBL_EPSILON * fabs(quotient);
}

/* Noise from tables of high differences, which annihilate smooth functions but not rounding errors
 * (R. W. Hamming, Introduction to Applied Numerical Analysis, ch. 6; J. J. More, S. M. Wild,
 * Estimating computational noise, SIAM J. Sci. Comput. 33, 2011). Invariant: a value that is not
 * finite never enters an answer. */
#include "numeric/noise.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

enum {
    TABLE_POINTS = 9, /* of a table of differences */
    TABLE_LOW = 4,    /* orders whose sizes are compared with each other */
    TABLE_HIGH = 6,
    TABLE_STEP = 256, /* between the spacings of tables */
    TABLES_BELOW = 4  /* tried where f is not smooth at the usual narrow spacing */
};

/* What a table of differences shows. */
typedef struct Table {
    /* upper estimate of the standard deviation of the values' errors; NaN for no finite table */
    double noise;
    bool calm; /* the sizes of the orders agree, as those of noise do */
    bool flat; /* most neighbours are equal: the spacing is too small to show anything */
} Table;

static const Table no_table = {NAN, false, false};

/* The points of a table, in spacings: uneven, so that they do not align with a staircase, and
 * multiples of 1/64, so that they are exact. */
static const double places[TABLE_POINTS] = {-4.296875, -3.03125, -1.828125, -1.171875, 0.0,
                                            0.859375,  2.109375, 2.921875,  4.171875};

/* The size of the differences of one order: each is a sum of weights[i] * value[i] that vanishes
 * for polynomials of lower degree, scaled to preserve the deviation of independent errors. */
static double difference_size(const double *value, int order) {
    int count = TABLE_POINTS - order;
    double squares = 0.0, peak = 0.0, sizes[TABLE_POINTS];
    for (int first = 0; first < count; first++) {
        double sum = 0.0, length = 0.0;
        for (int i = first; i <= first + order; i++) {
            double weight = 1.0;
            for (int j = first; j <= first + order; j++)
                weight /= i == j ? 1.0 : places[i] - places[j];
            sum += weight * (value[i] - value[first]);
            length += weight * weight;
        }
        sizes[first] = fabs(sum) / sqrt(length);
        peak = fmax(peak, sizes[first]);
    }
    for (int i = 0; i < count && peak > 0.0; i++) /* scaled: squares may overflow */
        squares += sizes[i] / peak * (sizes[i] / peak);
    return peak * sqrt(squares / count);
}

static Table difference_table(const Univariate *f, double x, double fx, double spacing,
                              double shift) {
    double value[TABLE_POINTS], largest = 0.0, least = INFINITY, most = 0.0;
    int equal = 0;
    for (int i = 0; i < TABLE_POINTS; i++) {
        double place = places[i] + shift;
        value[i] = place == 0.0 ? fx : univariate_at(f, x + place * spacing);
        if (!isfinite(value[i]))
            return no_table;
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
    return (Table){least, most <= 4.0 * least, equal > TABLE_POINTS / 2};
}

/* The table at a spacing, centred or else to the side where f is defined. */
static Table table_near(const Univariate *f, double x, double fx, double spacing) {
    const double shifts[] = {0.0, -places[0], -places[TABLE_POINTS - 1]};
    Table table = no_table;
    /* All points are exact: their rounding must not look like noise. */
    double anchor = 128.0 * (fabs(x) + TABLE_POINTS * spacing);
    spacing = (anchor + spacing) - anchor;
    for (int i = 0; i < 3 && isnan(table.noise) && spacing > 0.0; i++)
        table = difference_table(f, x, fx, spacing, shifts[i]);
    return table;
}

/* From narrow to wide, so that fast variation is not taken for noise: at a narrow spacing f is
 * smooth (unless so narrow that it is one flat step of a staircase), and what is left is noise. */
Neighbourhood noise_around(const Univariate *f, double x, double fx, double scale) {
    Neighbourhood found = {NAN, 0.0};
    double narrow = scale / (TABLE_STEP * TABLE_STEP), wide = scale * TABLE_STEP;
    if (!isfinite(wide)) /* x is too close to infinity */
        return found;
    Table first = table_near(f, x, fx, narrow);
    for (int i = 0; i < TABLES_BELOW && !first.calm && !first.flat; i++) {
        Table next = table_near(f, x, fx, narrow / TABLE_STEP);
        if (isnan(next.noise) || next.flat)
            break;
        first = next;
        narrow /= TABLE_STEP;
    }
    bool flat = true;
    for (double spacing = narrow; spacing > 0.0 && spacing <= wide; spacing *= TABLE_STEP) {
        Table table = spacing > narrow ? table_near(f, x, fx, spacing) : first;
        if (isnan(table.noise))
            continue;
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

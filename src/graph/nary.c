/* Sums, products, maxima and minima of an array.
 *
 * Lanes start from the exact identities of rounding arithmetic, -0 for + and 1 for *, so a lane
 * without terms changes no bit of the result. */
#include "graph/nary.h"

#include <math.h>

double nary_sum(const double *arguments, size_t count) {
    double lane[NARY_LANES];
    if (count == 0)
        return 0.0;
    for (size_t j = 0; j < NARY_LANES; j++)
        lane[j] = -0.0;
    size_t whole = count - count % NARY_LANES;
    for (size_t i = 0; i < whole; i += NARY_LANES)
        for (size_t j = 0; j < NARY_LANES; j++)
            lane[j] += arguments[i + j];
    for (size_t i = whole; i < count; i++)
        lane[i - whole] += arguments[i];
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) +
           ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

static double product(const double *arguments, size_t count) {
    double lane[NARY_LANES];
    for (size_t j = 0; j < NARY_LANES; j++)
        lane[j] = 1.0;
    size_t whole = count - count % NARY_LANES;
    for (size_t i = 0; i < whole; i += NARY_LANES)
        for (size_t j = 0; j < NARY_LANES; j++)
            lane[j] *= arguments[i + j];
    for (size_t i = whole; i < count; i++)
        lane[i - whole] *= arguments[i];
    return ((lane[0] * lane[1]) * (lane[2] * lane[3])) *
           ((lane[4] * lane[5]) * (lane[6] * lane[7]));
}

/* OP_MAXIMUM or OP_MINIMUM. */
static double extremum(OpId op, const double *arguments, size_t count) {
    double side = op == OP_MAXIMUM ? 1.0 : -1.0;
    double best = count == 0 ? (double)NAN : arguments[0];
    for (size_t i = 1; i < count; i++)
        best = side * best > side * arguments[i] || best != best ? best : arguments[i];
    return best;
}

/* Of a product it is the product of the others, by prefix and suffix products: no division, so a
 * zero factor does no harm. */
static void product_partials(const double *arguments, size_t count, double *partials) {
    double before = 1.0;
    for (size_t i = 0; i < count; i++) {
        partials[i] = before;
        before *= arguments[i];
    }
    double after = 1.0;
    for (size_t i = count; i-- > 0;) {
        partials[i] *= after;
        after *= arguments[i];
    }
}

/* Of a maximum or a minimum, whichever `value` is. */
static void extremum_partials(const double *arguments, size_t count, double value,
                              double *partials) {
    double ties = 0.0;
    for (size_t i = 0; i < count; i++)
        ties += arguments[i] == value ? 1.0 : 0.0;
    double share =
        ties > 0.0 ? 1.0 / ties : (double)NAN; /* the value is NaN, and no argument is it */
    for (size_t i = 0; i < count; i++)
        partials[i] = ties > 0.0 && arguments[i] != value ? 0.0 : share;
}

double nary_value(OpId op, const double *arguments, size_t count) {
    return op == OP_SUM    ? nary_sum(arguments, count)
           : op == OP_PROD ? product(arguments, count)
                           : extremum(op, arguments, count);
}

void nary_partials(OpId op, const double *arguments, size_t count, double value, double *partials) {
    if (op == OP_PROD)
        product_partials(arguments, count, partials);
    else if (op != OP_SUM)
        extremum_partials(arguments, count, value, partials);
    else
        for (size_t i = 0; i < count; i++)
            partials[i] = 1.0;
}

bool nary_single_extremum(OpId op, const double *arguments, size_t count) {
    double value = nary_value(op, arguments, count);
    size_t ties = 0;
    for (size_t i = 0; i < count; i++)
        ties += arguments[i] == value;
    return ties == 1;
}

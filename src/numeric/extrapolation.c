/* Richardson's extrapolation in Ridders' tableau (L. F. Richardson, The approximate arithmetical
 * solution by finite differences, Phil. Trans. A 210, 1911; C. J. F. Ridders, Accurate computation
 * of F'(x) and F'(x)F''(x), Adv. Eng. Software 4, 1982).
 *
 * The doubt of an entry is the larger distance to the two entries it was made from plus what the
 * noise of f may do at its step. Invariant: a value that is not finite never enters an answer. */
#include "numeric/extrapolation.h"

#include "numeric/noise.h"

#include <math.h>
#include <stdbool.h>

static const double noise_margin = 4.0; /* standard deviations that count as possible */

/* Extends a level, given its quotient and the level above; keeps the best entry. */
static void extend(Tableau *tableau, int level, int chain, double shaken) {
    double *row = tableau->entry[level], ratio = tableau->side == 0 ? 16.0 : 4.0, factor = 1.0;
    for (int order = 1; order < TABLEAU_ORDERS && order <= chain; order++) {
        const double *above = tableau->entry[level - 1];
        factor *= ratio;
        double lower = row[order - 1];
        row[order] = lower + (lower - above[order - 1]) / (factor - 1.0);
        double doubt = fabs(row[order] - above[order - 1]) + shaken; /* `lower` is nearer */
        if (doubt < tableau->doubt) {
            tableau->value = row[order];
            tableau->doubt = doubt;
            tableau->best = level;
            tableau->order = order;
        }
    }
}

Tableau tableau_make(const Univariate *f, double x, double fx, double step, double noise,
                     int side) {
    Tableau tableau = {.side = side, .value = NAN, .doubt = INFINITY, .best = -1, .order = -1};
    double bend_above = INFINITY, amplified = side == 0 ? 1.2 : 6.0;
    int chain = 0; /* consecutive levels with finite quotients */
    for (int level = 0; level < TABLEAU_LEVELS; level++, step /= 4.0) {
        double up = x + step, reach = up - x, down = x - reach;
        double shake = noise_margin * noise / reach;
        if (down == x || shake > tableau.doubt)
            break; /* smaller steps can only be less certain */
        double high = side >= 0 ? univariate_at(f, up) : fx,
               low = side <= 0 ? univariate_at(f, down) : fx;
        double *row = tableau.entry[level];
        tableau.step[level] = reach;
        tableau.levels = level + 1;
        tableau.evaluations += side == 0 ? 2 : 1;
        row[0] = (high - low) / ((side >= 0 ? up : x) - (side <= 0 ? down : x));
        for (int order = 1; order < TABLEAU_ORDERS; order++)
            row[order] = NAN;
        if (!isfinite(row[0])) {
            chain = 0;
            continue;
        }
        /* The left and right slopes converge in proportion to the step unless f has a kink. */
        double bend = side == 0 ? fabs((high - fx) - (fx - low)) / reach : 0.0;
        bool kink = bend > 0.5 * bend_above && bend > 8.0 * shake;
        extend(&tableau, level, chain, amplified * shake + (kink ? bend : 0.0));
        bend_above = bend;
        chain++;
    }
    return tableau;
}

Tableau tableau_best(const Univariate *f, double x, double fx, double scale) {
    Neighbourhood near = noise_around(f, x, fx, scale);
    double step =
        TABLEAU_WIDEST * near.smooth; /* 0 if nothing was seen: then there are no levels */
    Tableau best = tableau_make(f, x, fx, step, near.noise, 0);
    for (int side = 1; side >= -1 && isinf(best.doubt); side -= 2)
        best = tableau_make(f, x, fx, step, near.noise, side);
    return best;
}

/* Branches of error curves: see curve.h.
 *
 * Round-off errors scatter over decades and sometimes vanish, so a single one means little: what
 * counts is the largest in half a decade of steps, the envelope. The round-off branch is a
 * least-squares line through the envelope of separate half decades. The truncation branch is
 * deterministic: it is the longest stretch of steps, from where round-off has become negligible, on
 * which the logarithms of the errors lie within 0.05 of their least-squares line. */
#include "analysis/curve.h"

#include <math.h>

static const double negligible = 8.0;       /* times the least error: on one branch alone */
static const double straight = 0.05;        /* decades */
static const double least_slope = 0.5;      /* of a branch; else the curve is flat there */
static const double shortest_stretch = 5.0; /* of truncation: from its least step to its largest */
enum { FEWEST_WINDOWS = 4 };                /* of round-off: two decades */

typedef struct Points {
    const double *steps, *errors;
    size_t count, window; /* of half a decade */
    double tiny;
} Points;

/* The largest error in the window that begins at `first`; NaN where most are missing. */
static double envelope(const Points *points, size_t first) {
    double largest = (double)NAN;
    size_t count = 0;
    for (size_t i = first; i < first + points->window && i < points->count; i++)
        if (!isnan(points->errors[i])) {
            largest = fmax(largest, points->errors[i]);
            count++;
        }
    return 2 * count >= points->window ? largest : (double)NAN;
}

/* A straight line through points (x, y), by least squares. */
typedef struct Fit {
    double n, x, y, xx, xy; /* sums; x and y are small, so cancellation is harmless */
} Fit;

static void add(Fit *fit, double x, double y) {
    fit->n += 1.0;
    fit->x += x;
    fit->y += y;
    fit->xx += x * x;
    fit->xy += x * y;
}

static double slope_of(const Fit *fit) {
    return (fit->n * fit->xy - fit->x * fit->y) / (fit->n * fit->xx - fit->x * fit->x);
}

static double offset_of(const Fit *fit) {
    return (fit->y - slope_of(fit) * fit->x) / fit->n;
}

/* Finds the half decade whose largest error is least. Returns the first of its
 * steps, or `count`. */
static size_t find_best(const Points *points, Curve *curve) {
    size_t best = points->count;
    for (size_t i = 0; i + points->window <= points->count; i++) {
        double error = envelope(points, i);
        if (isnan(error) || (best < points->count && error >= curve->best_error))
            continue;
        /* Below the rounding of the result, no error is better than another. */
        if (best < points->count && curve->best_error <= points->tiny)
            break;
        best = i;
        curve->best_error = error;
    }
    if (best < points->count)
        curve->best_step = points->steps[best + points->window / 2];
    return best;
}

/* The longest straight stretch of single errors from steps[end - 1] up. */
static Branch stretch_from(const Points *points, size_t end) {
    Branch branch = {.kind = BRANCH_CROOKED};
    Fit fit = {0};
    for (size_t i = end; i-- > 0;) {
        double error = points->errors[i];
        if (!(error > 0.0) || isinf(error))
            break;
        add(&fit, log10(points->steps[i]), log10(error));
        if (fit.n < 3.0)
            continue;
        double slope = slope_of(&fit), offset = offset_of(&fit), worst = 0.0;
        for (size_t k = i; k < end; k++)
            worst = fmax(worst,
                         fabs(log10(points->errors[k]) - slope * log10(points->steps[k]) - offset));
        if (worst > straight)
            break;
        branch.slope = slope;
        branch.low = points->steps[end - 1];
        branch.high = points->steps[i];
    }
    if (branch.slope >= least_slope && branch.high / branch.low >= shortest_stretch)
        branch.kind = BRANCH_STRAIGHT;
    return branch;
}

/* Above the best steps, starting where all errors of half a decade are too large to be noise. */
static Branch find_truncation(const Points *points, size_t best, double enough) {
    Branch longest = {0};
    size_t run = 0, end = best; /* one more than the first of the run */
    for (size_t i = best; i > 0 && run < points->window; i--) {
        if (run == 0)
            end = i;
        run = points->errors[i - 1] >= enough ? run + 1 : 0;
    }
    if (run < points->window)
        return longest;
    longest.kind = BRANCH_CROOKED;
    for (; end > 2; end -= end > points->window ? points->window : end) {
        Branch branch = stretch_from(points, end);
        if (branch.kind == BRANCH_STRAIGHT &&
            (longest.kind != BRANCH_STRAIGHT ||
             branch.high / branch.low > longest.high / longest.low))
            longest = branch;
    }
    return longest;
}

/* Below the best steps, by the envelope. */
static Branch find_roundoff(const Points *points, size_t best, double enough) {
    Branch branch = {0};
    Fit fit = {0};
    for (size_t i = best; i + points->window <= points->count; i += points->window) {
        double error = envelope(points, i), step = points->steps[i + points->window / 2];
        if (!(error > 0.0) || isinf(error) || (fit.n == 0.0 && error < enough))
            continue;
        if (fit.n == 0.0)
            branch.high = step;
        add(&fit, log10(step), log10(error));
        branch.low = step;
    }
    branch.kind = fit.n > 0.0 ? BRANCH_CROOKED : BRANCH_NONE;
    if (fit.n >= FEWEST_WINDOWS)
        branch.slope = slope_of(&fit);
    if (branch.slope <= -least_slope)
        branch.kind = BRANCH_STRAIGHT;
    return branch;
}

Curve curve_fit(const double *steps, const double *errors, size_t count, size_t per_decade,
                double tiny) {
    size_t window = per_decade < 2 ? 1 : per_decade / 2;
    Points points = {steps, errors, count, window, tiny};
    Curve curve = {.best_step = NAN, .best_error = NAN};
    size_t best = find_best(&points, &curve);
    if (best == count)
        return curve;
    double enough = negligible * fmax(curve.best_error, tiny);
    curve.truncation = find_truncation(&points, best, enough);
    curve.roundoff = find_roundoff(&points, best, enough);
    return curve;
}

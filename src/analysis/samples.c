/* Samples: see samples.h.
 *
 * Random points are even in a range, or logarithmic if it spans decades. Edges are found by
 * bisection between two random points whose runs differ: in a choice, or in a sign at an operation
 * that is not smooth everywhere. */
#include "analysis/samples.h"

#include "tape/walk.h"

#include <math.h>
#include <string.h>

enum {
    FIGURES = 4,       /* of a random coordinate */
    ATTEMPTS = 8,      /* random points tried for each one wanted */
    HALVINGS = 30,     /* locates an edge to 1e-9 of the way */
    POINTS_AN_EDGE = 4 /* two beside it, two nearby */
};

static const double not_far = 1e-4; /* of the way between two random points */
static const double tiny = 1e-8;    /* of a range */
static const double decades = 1e6;  /* that a logarithmic coordinate may cover around 0 */

typedef struct Chooser {
    Samples *samples;
    Evaluator function;
    Walk walk; /* over its last run */
    const Range *ranges;
    uint64_t state;
    uint32_t random;     /* points at the front that are random */
    ARRAY(double) point; /* the one being made, and two for scratch */
} Chooser;

/* ---- random numbers ---- */

/* splitmix64: G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number
 * generators, 2014. */
static uint64_t draw(Chooser *c) {
    uint64_t z = c->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double uniform(Chooser *c) {
    return (double)(draw(c) >> 11) * 0x1p-53;
}

static bool chance(Chooser *c, uint32_t one_in) {
    return draw(c) % one_in == 0;
}

/* x to `FIGURES` significant digits of `size`, where that keeps it in the range. */
static double rounded(double x, double size, const Range *range) {
    double places = FIGURES - 1 - floor(log10(size));
    if (!(fabs(places) <= 22.0)) /* powers of ten that are exact */
        return x;
    double unit = pow(10.0, fabs(places));
    double near = places >= 0.0 ? round(x * unit) / unit : round(x / unit) * unit;
    return near >= range->low && near <= range->high ? near : x;
}

static double even_coordinate(Chooser *c, const Range *range) {
    double part = uniform(c), low = range->low, high = range->high;
    double x = low * (1.0 - part) + high * part;
    x = fmin(fmax(x, low), high);
    return rounded(x, high - low, range);
}

/* Spread over the decades of the range; those near 0 where that is in it. */
static double logarithmic_coordinate(Chooser *c, const Range *range) {
    double part = uniform(c), low = range->low, high = range->high;
    bool negative = high <= 0.0 || (low < 0.0 && chance(c, 2));
    double most = negative ? -low : high, least = negative ? -high : low;
    if (least <= 0.0)
        least = most / decades;
    double size = exp(log(least) + part * (log(most) - log(least)));
    size = fmin(fmax(size, least), most);
    double x = negative ? -size : size;
    return size > 0.0 ? rounded(x, size, range) : x;
}

static double coordinate(Chooser *c, const Range *range) {
    if (range->low == range->high)
        return range->low;
    bool around_zero = range->low <= 0.0 && range->high >= 0.0;
    double ratio = fabs(range->low) / fabs(range->high);
    if (around_zero ? chance(c, 4) : ratio >= 100.0 || ratio <= 0.01)
        return logarithmic_coordinate(c, range);
    return even_coordinate(c, range);
}

/* ---- points ---- */

bool samples_add(Samples *samples, const double *point, Diag *diag) {
    if (!array_reserve(&samples->coordinates, samples->variables)) {
        diag_no_memory(diag);
        return false;
    }
    for (uint32_t i = 0; i < samples->variables; i++)
        samples->coordinates.items[samples->coordinates.count++] = point[i];
    samples->count++;
    return true;
}

void samples_free(Samples *samples) {
    array_free(&samples->coordinates);
}

static bool add(Chooser *c) {
    return samples_add(c->samples, c->point.items, c->function.tapes->diag);
}

static void make_random(Chooser *c) {
    for (uint32_t i = 0; i < c->samples->variables; i++)
        c->point.items[i] = coordinate(c, &c->ranges[i]);
}

/* Up to `count` random points where f has a value. */
static bool add_random(Chooser *c, uint32_t count) {
    uint32_t found = 0;
    for (uint64_t i = 0; i < (uint64_t)ATTEMPTS * count && found < count; i++) {
        make_random(c);
        const Run *run = evaluator_at(&c->function, c->point.items);
        if (!run)
            return false;
        bool inside = isfinite(run_output(run, 0));
        c->samples->outside += !inside;
        if (inside && !add(c))
            return false;
        found += inside;
    }
    return true;
}

/* ---- special points ---- */

enum { SPECIALS = 5 };

/* The i-th special number to try; false if it is outside the range. */
static bool special(const Range *range, uint32_t i, double *x) {
    double size = fmax(fabs(range->low), fabs(range->high));
    const double numbers[SPECIALS] = {0.0, range->low, range->high, tiny * size, -tiny * size};
    *x = numbers[i];
    return *x >= range->low && *x <= range->high;
}

/* Every variable in turn at its special numbers, the others anywhere. */
static bool add_specials(Chooser *c, uint32_t limit) {
    uint32_t variables = c->samples->variables, added = 0;
    for (uint32_t i = 0; i < SPECIALS; i++) {
        for (uint32_t v = 0; v < variables && added < limit; v++) {
            double x;
            if (c->ranges[v].low == c->ranges[v].high || !special(&c->ranges[v], i, &x))
                continue;
            make_random(c);
            c->point.items[v] = x;
            if (!add(c))
                return false;
            added++;
        }
    }
    return true;
}

/* All variables at 0, or as near as their ranges allow; at corners; all equal. */
static bool add_common(Chooser *c, uint32_t limit) {
    uint32_t variables = c->samples->variables, corners = 1;
    if (limit < 4)
        return true;
    for (uint32_t v = 0; v < variables; v++) {
        c->point.items[v] = fmin(fmax(0.0, c->ranges[v].low), c->ranges[v].high);
        corners *= corners < limit ? 2 : 1;
    }
    if (!add(c))
        return false;
    for (uint32_t i = 0; i < corners && i + 3 < limit; i++) {
        uint64_t side = corners < limit ? i : draw(c);
        for (uint32_t v = 0; v < variables; v++)
            c->point.items[v] = side >> v % 64 & 1 ? c->ranges[v].high : c->ranges[v].low;
        if (!add(c))
            return false;
    }
    for (uint32_t i = 0; i < 2 && variables > 1; i++) {
        double x = coordinate(c, &c->ranges[0]);
        for (uint32_t v = 0; v < variables;
             v++) /* into all ranges, if they have a number in common */
            x = fmin(fmax(x, c->ranges[v].low), c->ranges[v].high);
        for (uint32_t v = 0; v < variables; v++)
            c->point.items[v] = fmin(fmax(x, c->ranges[v].low), c->ranges[v].high);
        if (!add(c))
            return false;
    }
    return true;
}

/* ---- edges ---- */

static uint64_t mixed(uint64_t hash, uint64_t more) {
    return (hash ^ more) * UINT64_C(0x100000001b3); /* FNV-1a */
}

static uint64_t sign_of(double x) {
    return x > 0.0 ? 2 : x < 0.0 ? 1 : 0;
}

/* The signature of a run: its choices, and on which side the operands are of what is not smooth
 * everywhere. */
static uint64_t look_of(Walk *walk) {
    const Tape *tape = walk->run->tape;
    uint64_t look = 0;
    for (size_t i = 0; i < tape->choices.count; i++)
        look = mixed(look, tape->choices.items[i]);
    while (walk_next(walk)) {
        if (walk_is_guard(walk) || op_smooth_everywhere(walk_op(walk)))
            continue;
        double x = walk->operands[0], y = walk->count > 1 ? walk->operands[1] : 0.0;
        look = mixed(look, sign_of(x) + 4 * sign_of(y) + 16 * sign_of(x - y));
    }
    return look;
}

/* The signature part of the way between two points; leaves the point there. */
static bool look_between(Chooser *c, const double *from, const double *to, double part,
                         uint64_t *look) {
    for (uint32_t v = 0; v < c->samples->variables; v++) {
        double x = from[v] * (1.0 - part) + to[v] * part;
        c->point.items[v] = fmin(fmax(x, c->ranges[v].low), c->ranges[v].high);
    }
    const Run *run = evaluator_at(&c->function, c->point.items);
    if (!run || !walk_begin(&c->walk, run, c->function.tapes->diag))
        return false;
    *look = look_of(&c->walk);
    return true;
}

/* Adds points around an edge between two points, if there is one. */
static bool add_edge(Chooser *c, const double *from, const double *to) {
    uint64_t first, last, look;
    if (!look_between(c, from, to, 0.0, &first) || !look_between(c, from, to, 1.0, &last))
        return false;
    if (first == last)
        return true;
    double low = 0.0, high = 1.0;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = 0.5 * (low + high);
        if (!look_between(c, from, to, middle, &look))
            return false;
        *(look == first ? &low : &high) = middle;
    }
    const double parts[POINTS_AN_EDGE] = {fmax(low - not_far, 0.0), low, high,
                                          fmin(high + not_far, 1.0)};
    for (int i = 0; i < POINTS_AN_EDGE; i++)
        if (!look_between(c, from, to, parts[i], &look) || !add(c))
            return false;
    return true;
}

/* Between one random point and the next. */
static bool add_edges(Chooser *c, uint32_t limit) {
    uint32_t variables = c->samples->variables, begin = c->samples->count;
    double *from = c->point.items + variables, *to = from + variables;
    for (uint32_t i = 0; i + 1 < c->random && c->samples->count + POINTS_AN_EDGE <= begin + limit;
         i++) {
        memcpy(from, samples_at(c->samples, i), variables * sizeof *from);
        memcpy(to, samples_at(c->samples, i + 1), variables * sizeof *to);
        if (!add_edge(c, from, to))
            return false;
    }
    return true;
}

/* ---- all of it ---- */

static bool choose(Chooser *c, uint32_t count) {
    uint32_t part = count / 8;
    if (!add_random(c, count - 3 * part))
        return false;
    c->random = c->samples->count;
    if (!c->random && !add(c)) /* f has no value anywhere: show one such point */
        return false;
    if (!add_specials(c, part) || !add_common(c, part) || !add_edges(c, part))
        return false;
    return !c->random || c->samples->count >= count || add_random(c, count - c->samples->count);
}

bool samples_choose(Samples *samples, Tapes *function, const Range *ranges, uint32_t count,
                    uint64_t seed) {
    Chooser chooser = {.samples = samples, .ranges = ranges, .state = seed * 0x9e3779b9u};
    evaluator_begin(&chooser.function, function);
    samples->variables = function->variables;
    bool chosen = array_reserve(&chooser.point, 3 * (size_t)samples->variables);
    if (!chosen)
        diag_no_memory(function->diag);
    chosen = chosen && choose(&chooser, count);
    array_free(&chooser.point);
    walk_free(&chooser.walk);
    evaluator_free(&chooser.function);
    return chosen;
}

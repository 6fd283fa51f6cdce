/* Derivatives of any order from values on an interval.
 *
 * Plain differences of order k divide rounding errors by h^k and keep hardly a digit at order 10.
 * An analytic function shows more of itself on a wide interval: it is a quickly converging series
 * c0 T0 + c1 T1 + ... of Chebyshev polynomials there, and the k-th derivative of the series in the
 * middle is the answer. J. N. Lyness and C. B. Moler (Numerical differentiation of analytic
 * functions, SIAM J. Numer. Anal. 4, 1967) and B. Fornberg (ACM TOMS 7, 1981) do the same with
 * Taylor series on circles in the complex plane; on the real line Chebyshev series take their place
 * (L. N. Trefethen, Approximation Theory and Approximation Practice, SIAM 2013; T. J. Rivlin,
 * Chebyshev Polynomials, 1990).
 *
 *   - Why Chebyshev points. Among all formulas that are exact for polynomials of a degree d and use
 *     values from an interval, that through the d + 1 extrema of T_d has the least sum of
 *     |weights|, namely |T_d^(k)(t)|: for k with d - k even at the middle, and for all k at the
 *     ends (V. A. Markov 1892; R. J. Duffin, A. C. Schaeffer, Trans. AMS 50, 1941). So errors e of
 *     the values spoil the answer by at most e |T_d^(k)| / reach^k, and no other formula of this
 *     degree promises less.
 *   - Noise. Coefficients fall until they are a plateau of rounding errors, which is as high as the
 *     noise of f, wherever that comes from (J. L. Aurentz, L. N. Trefethen, Chopping a Chebyshev
 *     series, ACM TOMS 43, 2017). R. W. Hamming's tables of differences (see difference.c) show the
 *     same in another way.
 *   - Degree. What is left out costs |c_j T_j^(k)|, known down to the plateau and below it
 *     extrapolated by the rate at which they fall; what is kept costs noise. The least sum of both
 *     decides.
 *   - Reach. From narrow, where f is certainly smooth, to wide, where reach^-k is smaller: the
 *     least estimate decides, like the entry of least doubt in C. J. F. Ridders' tableau (Adv. Eng.
 *     Software 4, 1982); but a wider interval must confirm what the narrower ones say, or it has
 *     met something else.
 *
 * Invariant: an interval with a value that is not finite is never part of an answer, and an
 * estimate is infinite unless f is calm, smooth but for noise, on an interval and on a quarter of
 * it. */
#include "numeric/chebyshev.h"

#include <float.h>
#include <math.h>

enum {
    MOST = CHEBYSHEV_MAX_DEGREE, /* degree of the series looked at for high orders */
    FEW = 64,                    /* the same for low orders, which need no wide intervals */
    LOW_ORDER = 4,
    DESCENTS = 24, /* intervals tried inwards, each a quarter of the one before */
    CLIMBS = 24,   /* intervals tried outwards, each twice the one before */
    PATIENCE = 3,  /* of them in a row without a better estimate */
    BENT = 6       /* coefficients: more than a straight line has, noise included */
};

static const double plateau = 4.0;        /* standard deviations that noise may reach */
static const double noise_margin = 2.0;   /* those that count in an answer */
static const double rise = 64.0;          /* times that noise may grow on the way out */
static const double suspicious = 0x1p-44; /* noise, relative to values: more may be none */
static const double high_stairs = 1e-5;   /* noise, relative to values, that no rounding makes */
static const double tiny = 16.0 * DBL_TRUE_MIN; /* no sum of products is better */
static const double visible = 1e4; /* a range of values, in units of noise, that shows f */

/* sin(pi q / 2) for |q| <= 1, by its Taylor series: unlike that of a C library the
 * same everywhere. */
static double sine_of_quarters(double q) {
    double angle = 1.5707963267948966 * q, square = angle * angle, sum = 0.0;
    for (int n = 23; n >= 1; n -= 2)
        sum = 1.0 - sum * square / ((n + 1.0) * (n + 2.0));
    return angle * sum;
}

/* cos(pi i / degree), i = 0 ... degree: the Chebyshev points. */
static void chebyshev_points(uint32_t degree, double *points) {
    for (uint32_t i = 0; i <= degree; i++)
        points[i] = sine_of_quarters(((double)degree - 2.0 * i) / degree);
}

/* Where a point of [-1, 1] is on the line. */
static double offset_of(double place, double reach, Side side) {
    return reach * (place + (int)side);
}

/* The derivative of T_degree(t / reach - side) by t at 0, from the differential equation of T:
 * T^(m + 2) = (m^2 - degree^2) T^(m) at the middle,
 * T^(m + 1) = (degree^2 - m^2) T^(m) / (2 m + 1) at 1. */
static double polynomial_derivative(uint32_t degree, uint32_t order, Side side, double reach) {
    double n = degree, value = 1.0;
    if (side == SIDE_BOTH) {
        if ((degree ^ order) & 1)
            return 0.0;
        uint32_t odd = order & 1;
        value = (degree & 2) ? -1.0 : 1.0;
        value *= odd ? n / reach : 1.0;
        for (uint32_t m = odd; m < order; m += 2)
            value *= ((double)m * m - n * n) / (reach * reach);
        return value;
    }
    for (uint32_t m = 0; m < order; m++)
        value *= (n * n - (double)m * m) / (2.0 * m + 1.0) / reach;
    return side == SIDE_RIGHT && ((degree ^ order) & 1) ? -value : value;
}

/* ---- one interval ---------------------------------------------------------------------------- */

/* What an interval shows: the series of f there, in units of f at the point. */
typedef struct Spectrum {
    double reach;
    double coefficients[MOST + 1];
    uint32_t length;  /* coefficients from here on are noise */
    double noise;     /* a standard deviation of a coefficient's error, at least rounding's */
    double deviation; /* the same of a value's error */
    double largest;   /* |value| */
    double range;     /* from the least value to the largest */
    bool finite;      /* there are values, so what is said here holds */
    bool tame;        /* the end of the series is noise, or falls fast: at a kink it does neither */
    bool calm;        /* the second half is noise, and little: f is smooth and seen as a whole */
} Spectrum;

typedef struct Search {
    const Univariate *f;
    double unit;
    Side side;
    uint32_t degree;         /* of the series */
    double points[MOST + 1]; /* Chebyshev points of that degree */
} Search;

/* That of the series looked at for an order. */
static uint32_t degree_for(uint32_t order) {
    return order > LOW_ORDER ? MOST : FEW;
}

static double mean_size(const double *numbers, uint32_t begin, uint32_t end) {
    double peak = 0.0, squares = 0.0;
    for (uint32_t j = begin; j < end; j++)
        peak = fmax(peak, fabs(numbers[j]));
    for (uint32_t j = begin; j < end && peak > 0.0; j++) /* scaled: squares may underflow */
        squares += numbers[j] / peak * (numbers[j] / peak);
    return peak * sqrt(squares / (end - begin));
}

/* The series through values at Chebyshev points, by a plain cosine transform of the even and the
 * odd part: 2000 multiplications, 8000 for high orders, about what the values themselves take. */
static void transform(const Search *search, const double *values, double *coefficients) {
    uint32_t degree = search->degree, half = degree / 2;
    double even[MOST / 2 + 1], odd[MOST / 2 + 1];
    for (uint32_t i = 0; i <= half; i++) {
        double share = i == 0 || i == half ? 0.5 : 1.0;
        even[i] = share * (values[i] + values[degree - i]);
        odd[i] = share * (values[i] - values[degree - i]);
    }
    for (uint32_t j = 0; j <= degree; j++) {
        const double *part = j & 1 ? odd : even;
        double sum = 0.0;
        for (uint32_t i = 0, angle = 0; i <= half; i++) { /* cos(pi angle / degree) */
            sum += part[i] * search->points[angle <= degree ? angle : 2 * degree - angle];
            angle += j;
            angle -= angle >= 2 * degree ? 2 * degree : 0;
        }
        coefficients[j] = sum * (j == 0 || j == degree ? 1.0 : 2.0) / degree;
    }
}

static void look(const Search *search, double reach, Spectrum *spectrum) {
    uint32_t degree = search->degree;
    double values[MOST + 1], least = INFINITY, most = -INFINITY;
    *spectrum = (Spectrum){.reach = reach};
    for (uint32_t i = 0; i <= degree; i++) {
        double offset = offset_of(search->points[i], reach, search->side);
        values[i] = search->f->value(search->f->context, offset) * search->unit;
        if (!isfinite(values[i]))
            return;
        least = fmin(least, values[i]);
        most = fmax(most, values[i]);
    }
    double middle = values[degree / 2];
    for (uint32_t i = 0; i <= degree; i++)
        values[i] -= middle;
    transform(search, values, spectrum->coefficients);
    const double *coefficients = spectrum->coefficients;
    double spread = sqrt(2.0 / degree);
    spectrum->largest = fmax(fabs(least), fabs(most));
    /* Values are no better than half a unit in their last place: a deviation of 0.29 units. */
    double rounding = 0.29 * DBL_EPSILON * spectrum->largest * spread;
    rounding = fmax(rounding, tiny * fmax(search->unit, 1.0));
    double before = mean_size(coefficients, degree / 4, degree / 2);
    spectrum->noise = fmax(mean_size(coefficients, degree / 4 * 3, degree), 0.5 * rounding);
    spectrum->deviation = spectrum->noise / spread;
    spectrum->finite = isfinite(spectrum->noise);
    spectrum->range = most - least;
    double ratio = mean_size(coefficients, degree / 2, degree / 4 * 3) / spectrum->noise;
    spectrum->tame = spectrum->finite && !(ratio > 1.6 && ratio < 16.0);
    spectrum->calm =
        spectrum->finite && before <= 2.0 * spectrum->noise &&
        (spectrum->noise <= 8.0 * rounding || spectrum->deviation <= 0.01 * spectrum->range);
    uint32_t quiet = 0; /* coefficients in a row: single ones may be far off by chance */
    for (uint32_t j = 0; j < degree && quiet < degree / 8; j++) {
        quiet = fabs(coefficients[j]) <= plateau * spectrum->noise ? quiet + 1 : 0;
        spectrum->length = j + 1 - quiet;
    }
}

/* What is hidden in the noise: from the plateau on coefficients fall as fast as they did before,
 * on the average. */
static double hidden(const Search *search, const Spectrum *spectrum, uint32_t order,
                     uint32_t begin) {
    double top = plateau * spectrum->noise, envelope = top, sum = 0.0;
    for (uint32_t j = 1; j < spectrum->length; j++)
        top = fmax(top, fabs(spectrum->coefficients[j]));
    double rate = top > 0.0 ? fmin(pow(envelope / top, 1.0 / begin), 0.95) : 0.0;
    for (uint32_t j = begin; j <= 4 * search->degree; j++) {
        double slope = polynomial_derivative(j, order, search->side, spectrum->reach);
        double term = envelope * fabs(slope);
        sum += term;
        if (envelope == 0.0 || (slope != 0.0 && term <= 1e-3 * sum))
            return sum;
        envelope *= j > begin ? rate : 1.0; /* even and odd ones may differ: two that are highest */
    }
    return INFINITY;
}

/* The degree of least doubt on one interval; an infinite estimate where there is none. */
static Interpolant interpolate(const Search *search, const Spectrum *spectrum, uint32_t order) {
    Interpolant best = {.side = search->side,
                        .order = order,
                        .reach = spectrum->reach,
                        .value = NAN,
                        .estimate = INFINITY};
    uint32_t length = spectrum->length > order ? spectrum->length : order + 1;
    if (length > search->degree / 4 * 3)
        return best;
    double slopes[MOST + 1]; /* of the polynomials of the series */
    for (uint32_t j = 0; j <= length; j++)
        slopes[j] = polynomial_derivative(j, order, search->side, spectrum->reach);
    double unseen = hidden(search, spectrum, order, length), dropped = 0.0;
    for (uint32_t degree = length; degree >= order; degree--) {
        if (degree < length) /* twice: at fewer points it is also taken for something else */
            dropped += 2.0 * fabs(spectrum->coefficients[degree + 1] * slopes[degree + 1]);
        double noise = noise_margin * spectrum->deviation * fabs(slopes[degree]);
        double estimate = dropped + unseen + noise;
        if (slopes[degree] != 0.0 && estimate < best.estimate) {
            best.estimate = estimate;
            best.degree = degree;
        }
    }
    if (isfinite(best.estimate)) {
        best.value = 0.0;
        for (uint32_t j = order; j <= best.degree; j++)
            best.value += spectrum->coefficients[j] * slopes[j];
        best.estimate += 4.0 * DBL_EPSILON * fabs(best.value) + tiny;
    }
    return best;
}

/* ---- many intervals -------------------------------------------------------------------------- */

/* How a search inwards ended. */
typedef enum Outcome {
    OUTCOME_SETTLED,  /* with a calm interval */
    OUTCOME_RESTLESS, /* f has values, but shows no smoothness: a kink, a jump */
    OUTCOME_ENDS      /* f has no values on this side, however near */
} Outcome;

/* What a search inwards found. */
typedef struct Ground {
    Spectrum calm;   /* the interval to begin from */
    Spectrum stairs; /* if finite: what was seen around it, where f is constant on it */
    double restless; /* reach of an interval farther out that is not calm; 0 for none */
} Ground;

/* From wide to narrow, until f is calm on two intervals in a row. It must be so before rounding is
 * all that is seen, and before f seems constant because of it: at a kink that happens too. More
 * noise than rounding usually leaves may be something that f does fast: then on, until that is
 * found, a calm interval on which f bends. One on which it is straight, or constant, is only a step
 * of the stairs that rounding makes, unless they are so high that they must be meant. */
static Outcome settle(const Search *search, double reach, Ground *ground) {
    Spectrum outer, inner, *calm = &ground->calm;
    bool settled = false;
    double least = 0x1p-20 * reach;
    ground->stairs.finite = false;
    look(search, reach, &outer);
    bool dull = outer.finite && outer.range <= visible * DBL_EPSILON * outer.largest;
    for (int level = 0; level < DESCENTS; level++) {
        reach /= 4.0;
        look(search, reach, &inner);
        bool constant = inner.finite && inner.range == 0.0, both = outer.calm && inner.calm;
        if (settled && constant && calm->deviation > high_stairs * calm->largest) {
            ground->stairs = *calm;
            *calm = inner;
        } else if (both && !settled) {
            bool lost =
                outer.range == 0.0 ? reach < least : outer.range <= visible * outer.deviation;
            if (level > 0 && !dull && lost)
                return OUTCOME_RESTLESS;
            *calm = inner;
            settled = true;
            ground->restless = level > 0 ? 16.0 * reach : 0.0;
        } else if (both && inner.deviation <= calm->deviation / 32.0 && outer.length >= BENT) {
            *calm = inner;
            ground->restless = 16.0 * reach;
        }
        if (settled && (constant || calm->deviation <= suspicious * calm->largest))
            break;
        outer = inner;
    }
    return settled ? OUTCOME_SETTLED : outer.finite ? OUTCOME_RESTLESS : OUTCOME_ENDS;
}

/* From a calm interval outwards. */
static void climb(const Search *search, const Spectrum *calm, Interpolant *chosen, uint32_t count) {
    Spectrum level = *calm;
    double relative = calm->largest > 0.0 ? calm->deviation / calm->largest : 0.0;
    int idle = 0;
    for (int step = 1; step <= CLIMBS && idle < PATIENCE; step++) {
        double usual = fmax(calm->deviation, relative * level.largest);
        bool smooth = level.calm || (level.tame && level.deviation <= rise * usual);
        idle++;
        for (uint32_t i = 0; i < count && smooth; i++) {
            Interpolant next = interpolate(search, &level, chosen[i].order);
            bool confirmed =
                fabs(next.value - chosen[i].value) <= next.estimate + chosen[i].estimate;
            if (isinf(chosen[i].estimate) ? isfinite(next.estimate)
                                          : confirmed && next.estimate < 0.5 * chosen[i].estimate) {
                chosen[i] = next;
                idle = 0;
            }
        }
        look(search, ldexp(calm->reach, step), &level);
    }
}

/* Adds to an estimate what another look at the same derivative says against it. */
static void hear(const Search *search, const Spectrum *other, Interpolant *chosen, uint32_t count) {
    for (uint32_t i = 0; i < count && other->finite; i++) {
        Interpolant says = interpolate(search, other, chosen[i].order);
        double apart = fabs(says.value - chosen[i].value);
        if (apart > says.estimate + chosen[i].estimate)
            chosen[i].estimate += apart + says.estimate;
    }
}

static Outcome choose(const Search *search, Scale scale, Interpolant *chosen, uint32_t count) {
    Ground ground;
    Outcome outcome = settle(search, scale.first, &ground);
    if (outcome != OUTCOME_SETTLED && scale.second > 0.0 && scale.second < scale.first / 16.0)
        outcome = settle(search, scale.second, &ground);
    if (outcome != OUTCOME_SETTLED)
        return outcome;
    climb(search, &ground.calm, chosen, count);
    hear(search, &ground.stairs, chosen, count);
    /* Where f ceases to be smooth the sides are asked as well: beside a kink at the point itself,
     * however weak, they are smooth farther out than the middle is, and contradict it. */
    for (int side = SIDE_LEFT; side <= SIDE_RIGHT; side += 2) {
        if (search->side == SIDE_BOTH && ground.restless > 0.0) {
            Search aside = *search;
            Spectrum level;
            aside.side = (Side)side;
            look(&aside, ground.restless, &level);
            level.finite = level.calm;
            hear(&aside, &level, chosen, count);
        }
    }
    return outcome;
}

/* Whether f has values at the points of an interpolant. */
static bool has_values(const Univariate *f, const Interpolant *interpolant) {
    double points[MOST + 1];
    chebyshev_points(interpolant->degree, points);
    for (uint32_t i = 0; i <= interpolant->degree; i++) {
        double offset = offset_of(points[i], interpolant->reach, interpolant->side);
        if (!isfinite(f->value(f->context, offset)))
            return false;
    }
    return true;
}

/* Where values show no derivative there is still a plain difference quotient, at a usual step. */
static void resign(const Univariate *f, Scale scale, Interpolant *chosen) {
    static const Side sides[] = {SIDE_BOTH, SIDE_RIGHT, SIDE_LEFT};
    Side wanted = chosen->side;
    chosen->degree = chosen->order;
    chosen->reach = scale.first * pow(DBL_EPSILON, 1.0 / (chosen->order + 2.0));
    for (int level = 0; level < DESCENTS; level++, chosen->reach /= 4.0) {
        for (int i = 0; i < 3; i++) {
            chosen->side = sides[i];
            if ((wanted == SIDE_BOTH || wanted == sides[i]) && has_values(f, chosen))
                return;
        }
    }
    chosen->side = wanted;
}

void chebyshev_choose(const Univariate *f, Scale scale, double unit, Interpolant *chosen,
                      uint32_t count) {
    Search search = {.f = f, .unit = unit, .side = chosen[0].side};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t degree = degree_for(chosen[i].order);
        search.degree = degree > search.degree ? degree : search.degree;
        chosen[i].value = NAN;
        chosen[i].estimate = INFINITY;
    }
    chebyshev_points(search.degree, search.points);
    if (choose(&search, scale, chosen, count) == OUTCOME_ENDS && search.side == SIDE_BOTH) {
        search.side = SIDE_RIGHT;
        if (choose(&search, scale, chosen, count) == OUTCOME_ENDS) {
            search.side = SIDE_LEFT;
            choose(&search, scale, chosen, count);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        chosen[i].value /= unit;
        chosen[i].estimate /= unit;
        if (!isfinite(chosen[i].estimate)) {
            chosen[i].estimate = INFINITY;
            resign(f, scale, &chosen[i]);
        }
    }
}

uint32_t chebyshev_capacity(uint32_t order) {
    return degree_for(order) + 1;
}

void chebyshev_formula(const Interpolant *interpolant, uint32_t points, double *offsets,
                       double *weights) {
    double places[MOST + 1], slopes[MOST + 1];
    chebyshev_points(points, places);
    for (uint32_t j = 0; j <= interpolant->degree; j++) {
        slopes[j] =
            polynomial_derivative(j, interpolant->order, interpolant->side, interpolant->reach);
    }
    for (uint32_t i = 0; i <= points; i++) {
        double sum = 0.0;
        for (uint32_t j = 0, angle = 0; j <= interpolant->degree; j++) {
            double cosine = places[angle <= points ? angle : 2 * points - angle];
            sum += cosine * slopes[j] * (j == 0 || j == points ? 0.5 : 1.0);
            angle += i;
            angle -= angle >= 2 * points ? 2 * points : 0;
        }
        offsets[i] = offset_of(places[i], interpolant->reach, interpolant->side);
        weights[i] = sum * (i == 0 || i == points ? 1.0 : 2.0) / points;
    }
}

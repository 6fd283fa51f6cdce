/* Expansions: see expansion.h.
 *
 * Arithmetic of generalised power series, term by term (G. H. Hardy, Orders of Infinity, 1910; for
 * algorithms D. Gruntz, On Computing Limits in a Symbolic Manipulation System, 1996). Remainders of
 * sums and products are found exactly (T. J. Dekker 1971), so that what doubles hold is exact, and
 * terms that cancel are gone. */
#include "sides/expansion.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Exponents this close are equal: thirds are no doubles. */
static const double same_exponent = 1e-14;
/* Below this, remainders of products may underflow. */
static const double smallest_exact = 0x1p-900;
/* A function's value is within that many units of the last place. */
static const double function_ulps = 4.0;

void expansion_nothing(Expansion *x, double rest) {
    x->state = EXPANSION_SERIES;
    x->wild = false;
    x->rest = rest;
    x->log = 0.0;
    x->count = 0;
}

size_t expansion_size(const Expansion *x) {
    return offsetof(Expansion, terms) + x->count * sizeof *x->terms;
}

void expansion_copy(Expansion *to, const Expansion *from) {
    memcpy(to, from, expansion_size(from));
}

void expansion_undefined(Expansion *x) {
    expansion_nothing(x, 0.0);
    x->state = EXPANSION_UNDEFINED;
}

void expansion_undecided(Expansion *x) {
    expansion_nothing(x, 0.0);
    x->state = EXPANSION_UNDECIDED;
}

/* The state of a result of two; whether it is a series. */
static bool join(const Expansion *a, const Expansion *b, Expansion *result) {
    expansion_nothing(result, INFINITY);
    if (a->state != EXPANSION_SERIES || b->state != EXPANSION_SERIES) {
        bool none = a->state == EXPANSION_UNDEFINED || b->state == EXPANSION_UNDEFINED;
        result->state = none ? EXPANSION_UNDEFINED : EXPANSION_UNDECIDED;
        return false;
    }
    result->wild = a->wild || b->wild;
    return true;
}

void expansion_cut(Expansion *x, double exponent) {
    if (exponent < x->rest) /* beside a logarithm, what has its exponent is small */
        x->log = 0.0;
    x->rest = fmin(x->rest, exponent);
}

/* ---- terms ---- */

static double rounding(double value) {
    return 0.5 * DBL_EPSILON * fabs(value) + DBL_TRUE_MIN;
}

/* A sum of thirds that is a whole number. */
static double tidy(double exponent) {
    double nearest = round(exponent);
    return fabs(exponent - nearest) < same_exponent ? nearest : exponent;
}

/* x * y with its errors, exact where doubles hold it. */
static SeriesTerm product_of(const SeriesTerm *x, const SeriesTerm *y) {
    SeriesTerm p = {.exponent = tidy(x->exponent + y->exponent), .value = x->value * y->value};
    bool exact = fabs(p.value) > smallest_exact ? fma(x->value, y->value, -p.value) == 0.0
                                                : x->value == 0.0 || y->value == 0.0;
    p.error = fabs(x->value) * y->error + fabs(y->value) * x->error + x->error * y->error +
              (exact ? 0.0 : rounding(p.value));
    p.blur = fabs(x->value) * y->blur + fabs(y->value) * x->blur + x->blur * y->blur;
    p.point = fabs(x->value) * y->point + fabs(y->value) * x->point + x->point * y->point;
    return p;
}

static SeriesTerm quotient_of(const SeriesTerm *x, const SeriesTerm *y) {
    double q = x->value / y->value, size = fabs(y->value) - y->error;
    bool exact = fabs(x->value) > smallest_exact ? fma(q, y->value, -x->value) == 0.0 : q == 0.0;
    return (SeriesTerm){.exponent = tidy(x->exponent - y->exponent),
                        .value = q,
                        .error =
                            (x->error + fabs(q) * y->error) / size + (exact ? 0.0 : rounding(q)),
                        .blur = (x->blur + fabs(q) * y->blur) / size,
                        .point = (x->point + fabs(q) * y->point) / size};
}

/* Adds a term where its exponent stands, or to the one that has it. */
void expansion_term(Expansion *x, SeriesTerm term) {
    if (term.value == 0.0 && term.error == 0.0)
        return;
    if (!isfinite(term.value) || !isfinite(term.error) || !isfinite(term.exponent)) {
        expansion_undecided(x);
        return;
    }
    uint32_t at = x->count;
    while (at > 0 && x->terms[at - 1].exponent > term.exponent + same_exponent)
        at--;
    if (at > 0 && fabs(x->terms[at - 1].exponent - term.exponent) <= same_exponent) {
        SeriesTerm *old = &x->terms[at - 1];
        double sum = old->value + term.value, part = sum - old->value;
        double lost = (old->value - (sum - part)) + (term.value - part);
        old->value = sum;
        old->error += term.error + fabs(lost);
        old->blur += term.blur;
        old->point += term.point;
        if (!isfinite(sum))
            expansion_undecided(x);
        return;
    }
    if (x->count == EXPANSION_MAX_TERMS) {
        double dropped = at == x->count ? term.exponent : x->terms[x->count - 1].exponent;
        expansion_cut(x, dropped);
        if (at == x->count)
            return;
        x->count--;
    }
    for (uint32_t i = x->count++; i > at; i--)
        x->terms[i] = x->terms[i - 1];
    x->terms[at] = term;
}

/* Drops what has cancelled, and all beyond the rest or the cap. */
static void trim(Expansion *x, const Reach *reach) {
    if (x->state != EXPANSION_SERIES)
        x->count = 0;
    uint32_t kept = 0;
    x->rest = isinf(x->rest) ? x->rest : tidy(x->rest);
    for (uint32_t i = 0; i < x->count; i++) {
        const SeriesTerm *term = &x->terms[i];
        if (term->value == 0.0 && term->error == 0.0)
            continue;
        if (term->exponent >= reach->cap)
            expansion_cut(x, term->exponent);
        if (term->exponent < x->rest - same_exponent)
            x->terms[kept++] = *term;
    }
    x->count = kept;
}

void expansion_number(Expansion *x, double number) {
    expansion_nothing(x, INFINITY);
    expansion_term(x, (SeriesTerm){.value = number});
}

double expansion_first(const Expansion *x) {
    return x->count ? x->terms[0].exponent : x->rest;
}

bool expansion_is_constant(const Expansion *x) {
    return x->state == EXPANSION_SERIES && isinf(x->rest) &&
           (x->count == 0 || (x->count == 1 && x->terms[0].exponent == 0.0));
}

Lead expansion_lead(const Expansion *x) {
    if (x->state != EXPANSION_SERIES)
        return LEAD_UNSURE;
    if (x->count == 0)
        return isinf(x->rest) ? LEAD_ZERO : LEAD_NOTHING;
    const SeriesTerm *first = &x->terms[0];
    double unsure = first->error + (first->exponent == 0.0 ? 0.0 : first->blur);
    if (!(fabs(first->value) > unsure))
        return LEAD_UNSURE;
    return first->value > 0.0 ? LEAD_POSITIVE : LEAD_NEGATIVE;
}

Lead expansion_sign(const Expansion *x) {
    Lead lead = expansion_lead(x);
    if (lead != LEAD_NOTHING || x->log == 0.0)
        return lead;
    return x->log > 0.0 ? LEAD_NEGATIVE : LEAD_POSITIVE; /* log(t) is negative */
}

void expansion_drop(Expansion *x, uint32_t i) {
    x->count--;
    memmove(&x->terms[i], &x->terms[i + 1], (x->count - i) * sizeof *x->terms);
}

SeriesTerm expansion_take_constant(Expansion *x) {
    SeriesTerm constant = {0};
    uint32_t i = 0;
    while (i < x->count && x->terms[i].exponent != 0.0)
        i++;
    if (i < x->count) {
        constant = x->terms[i];
        expansion_drop(x, i);
    }
    return constant;
}

/* ---- arithmetic ---- */

void expansion_add(const Expansion *a, const Expansion *b, double factor, Reach *reach,
                   Expansion *sum) {
    if (!join(a, b, sum))
        return;
    sum->rest = fmin(a->rest, b->rest);
    if (fabs(a->rest - b->rest) > same_exponent)
        sum->log = a->rest < b->rest ? a->log : factor * b->log;
    else if (a->log != 0.0 && b->log != 0.0)
        sum->log = a->log + factor * b->log;
    for (uint32_t i = 0; i < a->count; i++)
        expansion_term(sum, a->terms[i]);
    for (uint32_t i = 0; i < b->count; i++) {
        SeriesTerm term = b->terms[i];
        term.value *= factor;
        expansion_term(sum, term);
    }
    reach->work += a->count + b->count;
    trim(sum, reach);
}

static bool is_zero(const Expansion *x) {
    return x->count == 0 && isinf(x->rest);
}

/* The logarithm of what a product leaves out: a's first term times what b leaves out, or the other
 * way round, or both if they are of the same exponent. */
static double log_of_product(const Expansion *a, const Expansion *b) {
    double left = a->count ? a->terms[0].exponent + b->rest : INFINITY;
    double right = b->count ? b->terms[0].exponent + a->rest : INFINITY;
    double least = fmin(fmin(left, right), a->rest + b->rest);
    double ends = least + same_exponent;
    double of_left = left <= ends ? a->terms[0].value * b->log : 0.0;
    double of_right = right <= ends ? b->terms[0].value * a->log : 0.0;
    bool unknown = (left <= ends && b->log == 0.0) || (right <= ends && a->log == 0.0);
    return unknown || a->rest + b->rest <= ends ? 0.0 : of_left + of_right;
}

void expansion_multiply(const Expansion *a, const Expansion *b, Reach *reach, Expansion *product) {
    if (!join(a, b, product) || is_zero(a) || is_zero(b))
        return;
    double a_first = expansion_first(a), b_first = expansion_first(b);
    product->rest = fmin(a->rest + b_first, b->rest + a_first);
    if (isfinite(product->rest))
        product->log = log_of_product(a, b);
    double end = fmin(product->rest, reach->cap);
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t k = 0; k < b->count; k++) {
            double exponent = a->terms[i].exponent + b->terms[k].exponent;
            reach->work++;
            if (exponent < end)
                expansion_term(product, product_of(&a->terms[i], &b->terms[k]));
            else
                expansion_cut(product, exponent);
        }
    trim(product, reach);
}

/* Begins a/b with what it leaves out: that of a over b's first term, or that of b. */
static void begin_quotient(const Expansion *a, const Expansion *b, Expansion *quotient) {
    const SeriesTerm *first = &b->terms[0];
    double of_a = a->rest - first->exponent, of_b = INFINITY, a_log = a->log / first->value;
    double b_log = 0.0;
    if (a->count || isfinite(a->rest))
        of_b = expansion_first(a) + b->rest - 2.0 * first->exponent;
    if (a->count)
        b_log = -a->terms[0].value * b->log / (first->value * first->value);
    quotient->rest = fmin(of_a, of_b);
    if (isinf(quotient->rest))
        return;
    bool alike = fabs(of_a - of_b) <= same_exponent;
    bool unknown = alike && (a_log == 0.0 || b_log == 0.0);
    quotient->log = unknown ? 0.0 : alike ? a_log + b_log : of_a < of_b ? a_log : b_log;
}

/* Long division: each step removes the dividend's first term. */
void expansion_divide(const Expansion *a, const Expansion *b, Reach *reach, Expansion *quotient) {
    if (!join(a, b, quotient))
        return;
    const SeriesTerm *first = &b->terms[0];
    Expansion left;
    expansion_copy(&left, a);
    begin_quotient(a, b, quotient);
    for (uint32_t steps = 0; left.count; steps++) {
        SeriesTerm next = quotient_of(&left.terms[0], first);
        if (next.exponent >= fmin(quotient->rest, reach->cap) || steps >= EXPANSION_MAX_TERMS) {
            expansion_cut(quotient, next.exponent);
            break;
        }
        expansion_term(quotient, next);
        expansion_drop(&left, 0);
        for (uint32_t i = 1; i < b->count && left.state == EXPANSION_SERIES; i++) {
            SeriesTerm part = product_of(&next, &b->terms[i]);
            part.value = -part.value;
            expansion_term(&left, part);
        }
        reach->work += b->count;
        if (left.state != EXPANSION_SERIES) {
            expansion_undecided(quotient);
            return;
        }
        trim(&left, &(Reach){.cap = INFINITY});
    }
    expansion_cut(quotient, left.rest - first->exponent); /* for some there may be no room */
    trim(quotient, reach);
}

/* Horner's rule. */
void expansion_compose(const SeriesTerm *coefficients, uint32_t count, const Expansion *h,
                       Reach *reach, Expansion *composed) {
    expansion_nothing(composed, INFINITY);
    composed->state = h->state;
    if (h->state != EXPANSION_SERIES)
        return;
    double beyond = expansion_first(h) * count; /* the first power that has no coefficient */
    for (uint32_t k = count; k-- > 0;) {
        Expansion part;
        expansion_copy(&part, composed);
        if (k + 1 < count)
            expansion_multiply(&part, h, reach, composed);
        SeriesTerm term = coefficients[k];
        term.exponent = 0.0;
        if (composed->state == EXPANSION_SERIES)
            expansion_term(composed, term);
    }
    if (composed->state != EXPANSION_SERIES)
        return;
    composed->wild = h->wild;
    if (!is_zero(h))
        expansion_cut(composed, beyond);
    trim(composed, reach);
}

/* The coefficients of (1 + h)^y, where y is known up to `error`. */
static uint32_t binomials(double y, double error, uint32_t count, SeriesTerm *coefficients) {
    SeriesTerm factor = {.value = 1.0};
    for (uint32_t k = 0; k < count; k++) {
        coefficients[k] = factor;
        SeriesTerm times = {.value = y - k}, by = {.value = k + 1.0};
        double part = times.value - y, lost = (y - (times.value - part)) - (k + part);
        times.error = error + fabs(lost);
        factor = product_of(&factor, &times);
        factor = quotient_of(&factor, &by);
        if (factor.value == 0.0 && factor.error == 0.0)
            return k + 1;
    }
    return count;
}

/* c^y: exact where a square root is, and of whole numbers that give one. */
static SeriesTerm power_of(const SeriesTerm *c, double y, bool odd) {
    double size = fabs(c->value), value = y == 0.5              ? sqrt(size)
                                          : odd && y == 1.0 / 3 ? cbrt(size)
                                                                : pow(size, y);
    bool near = value == 1.0 && size != 1.0; /* 2^1e-17 */
    bool whole = !near && size == floor(size) && value == floor(value) && value < 0x1p31;
    bool exact = c->error == 0.0 && (y == 0.5 ? fma(value, value, -size) == 0.0 : whole);
    double relative = fabs(y) / (size - c->error);
    bool negative = c->value < 0.0 && (odd || fmod(y, 2.0) != 0.0);
    return (SeriesTerm){.value = negative ? -value : value,
                        .error = value * relative * c->error +
                                 (exact      ? 0.0
                                  : y == 0.5 ? rounding(value)
                                             : 2.0 * function_ulps * rounding(value)),
                        .blur = value * relative * c->blur,
                        .point = value * relative * c->point};
}

void expansion_power(const Expansion *base, double exponent, bool odd, Reach *reach,
                     Expansion *power) {
    const SeriesTerm *first = &base->terms[0];
    Expansion one, h, scaled;
    expansion_nothing(&one, INFINITY);
    expansion_term(&one, *first);
    Expansion rest;
    expansion_copy(&rest, base);
    expansion_drop(&rest, 0);
    Reach far = {.cap = reach->cap - exponent * first->exponent};
    expansion_divide(&rest, &one, &far, &h);
    SeriesTerm coefficients[EXPANSION_MAX_TERMS];
    double step = expansion_first(&h), wanted = far.cap / step;
    uint32_t count = wanted >= 0.0 && wanted < EXPANSION_MAX_TERMS - 1 ? (uint32_t)wanted + 1
                                                                       : EXPANSION_MAX_TERMS;
    double third = odd ? rounding(exponent) : 0.0;
    count = binomials(exponent, third, wanted < 0.0 ? 1 : count, coefficients);
    expansion_compose(coefficients, count, &h, &far, &scaled);
    reach->work += far.work;
    expansion_nothing(&one, INFINITY);
    SeriesTerm factor = power_of(first, exponent, odd);
    factor.exponent = exponent * first->exponent;
    expansion_term(&one, factor);
    expansion_multiply(&scaled, &one, reach, power);
}

void expansion_whole_power(const Expansion *base, uint32_t n, Reach *reach, Expansion *power) {
    Expansion square, one;
    expansion_copy(&square, base);
    expansion_number(power, 1.0);
    for (; n > 0 && power->state == EXPANSION_SERIES; n >>= 1) {
        if (n & 1) {
            expansion_copy(&one, power);
            expansion_multiply(&one, &square, reach, power);
        }
        if (n > 1) {
            expansion_copy(&one, &square);
            expansion_multiply(&one, &one, reach, &square);
        }
    }
}

void expansion_either(const Expansion *a, const Expansion *difference, Expansion *either) {
    expansion_copy(either, a);
    if (difference->state != EXPANSION_SERIES || !difference->count ||
        a->state != EXPANSION_SERIES) {
        expansion_undecided(either);
        return;
    }
    const SeriesTerm *unsure = &difference->terms[0];
    double next = fmin(a->rest, difference->rest);
    either->count = 0;
    for (uint32_t i = 0; i < a->count; i++)
        if (a->terms[i].exponent <= unsure->exponent)
            either->terms[either->count++] = a->terms[i];
        else
            next = fmin(next, a->terms[i].exponent);
    if (difference->count > 1)
        next = fmin(next, difference->terms[1].exponent);
    either->rest = next;
    expansion_term(either, (SeriesTerm){.exponent = unsure->exponent,
                                        .error = fabs(unsure->value) + unsure->error,
                                        .blur = unsure->blur,
                                        .point = unsure->point});
    either->log = 0.0;
}

/* For tests: random functions that are rough at a point. See rough.h. */
#include "support/rough.h"
#include "support/chance.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_PARTS = 9, FEWEST_PARTS = 3 };

static bool all_dyadic;
static const char *variable, *place; /* t is the variable minus the place */

/* ---- writing --------------------------------------------------------------------------------- */

bool rough_write(char *text, const char *format, ...) {
    va_list values;
    va_start(values, format);
    int length = vsnprintf(text, ROUGH_TEXT, format, values);
    va_end(values);
    return length >= 0 && length < ROUGH_TEXT;
}

/* A positive number, as it is written. */
static const char *random_constant(void) {
    static const char *const dyadic[] = {"2", "0.5", "3", "0.25", "1.5", "0.75", "4", "5", "0.125"};
    static const char *const decimal[] = {"0.1", "0.3", "0.7", "1.1", "3.3", "0.05", "2.5", "1.7"};
    return all_dyadic ? RANDOM_OF(dyadic) : RANDOM_OF(decimal);
}

/* ---- values at t = -1 and t = 1 -------------------------------------------------------------- */

static Fraction larger(Fraction a, Fraction b) {
    return fraction_compare(a, b) > 0 ? a : b;
}

static Fraction smaller(Fraction a, Fraction b) {
    return fraction_compare(a, b) < 0 ? a : b;
}

static Fraction magnitude(Fraction a) {
    return a.above < 0 ? fraction_negate(a) : a;
}

static const Fraction zero = {0, 1};

static void start(Rough *made) {
    *made = (Rough){.exact = true, .usable = true};
}

/* Something that is made of others is what they are. */
static void inherit(Rough *made, const Rough *from) {
    made->size += from->size;
    made->exact = made->exact && from->exact;
    made->vanishing = made->vanishing || from->vanishing;
    made->usable = made->usable && from->usable;
}

/* How f and g compare on a side, where something hangs on it. Where doubles make errors, f and g
 * must be well apart. */
static int decided(Rough *made, const Rough *f, const Rough *g, int side) {
    int order = fraction_compare(f->at[side], g->at[side]);
    double gap = fabs(fraction_double(f->at[side]) - fraction_double(g->at[side]));
    if (order == 0)
        made->vanishing = true;
    if (!(f->exact && g->exact) && gap < 1e-9 * (f->size + g->size))
        made->usable = false;
    return order;
}

/* f must not vanish on any side, as something is divided by it, or its root is taken. */
static void must_not_vanish(Rough *made, const Rough *f) {
    for (int side = 0; side < SIDES; side++)
        if (fabs(fraction_double(f->at[side])) <= 1e-6 * f->size)
            made->usable = false;
}

/* ---- the functions --------------------------------------------------------------------------- */

typedef void Make(Rough *made, const Rough *f, const Rough *g, const Rough *h);

/* t or -t, of the variable minus `from`. */
static bool write_line(char *text, bool negative, const char *of, const char *from) {
    if (strcmp(from, "0") == 0)
        return rough_write(text, negative ? "(-%s)" : "%s", of);
    if (negative)
        return rough_write(text, "(%s - %s)", from, of);
    if (*from == '-')
        return rough_write(text, "(%s + %s)", of, from + 1);
    return rough_write(text, "(%s - %s)", of, from);
}

void rough_line(Rough *made) {
    bool negative = random_below(3) == 0;
    *made = (Rough){.size = 1, .exact = all_dyadic};
    made->at[BELOW] = fraction(negative ? 1 : -1, 1);
    made->at[ABOVE] = fraction_negate(made->at[BELOW]);
    made->usable = write_line(made->text, negative, variable, place);
}

static void make_sum(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    (void)h;
    bool minus = random_below(2);
    for (int side = 0; side < SIDES; side++)
        made->at[side] = (minus ? fraction_subtract : fraction_add)(f->at[side], g->at[side]);
    inherit(made, f);
    inherit(made, g);
    made->usable &= rough_write(made->text, minus ? "(%s - %s)" : "(%s + %s)", f->text, g->text);
}

static void make_multiple(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    (void)g, (void)h;
    static const char *const forms[] = {"(%s*%s)", "(-%s*%s)"};
    int form = (int)random_below(2);
    const char *constant = random_constant();
    Fraction c = fraction_read(constant);
    inherit(made, f);
    made->size *= fraction_double(c);
    for (int side = 0; side < SIDES; side++)
        made->at[side] = fraction_multiply(form ? fraction_negate(c) : c, f->at[side]);
    made->usable &= rough_write(made->text, forms[form], constant, f->text);
}

static void make_abs(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    (void)g, (void)h;
    inherit(made, f);
    for (int side = 0; side < SIDES; side++)
        made->at[side] = magnitude(f->at[side]);
    made->usable &= rough_write(made->text, "abs(%s)", f->text);
}

/* One of 0 and f. */
static void make_relu(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    (void)g, (void)h;
    static const char *const forms[] = {"relu(%s)", "max(%s, 0)", "max(0, %s)", "min(%s, 0)",
                                        "min(0, %s)"};
    uint32_t form = random_below(5);
    inherit(made, f);
    for (int side = 0; side < SIDES; side++)
        made->at[side] = (form < 3 ? larger : smaller)(f->at[side], zero);
    made->usable &= rough_write(made->text, forms[form], f->text);
}

static void make_leaky_relu(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    (void)g, (void)h;
    const char *constant = random_constant();
    inherit(made, f);
    made->size *= 1 + fraction_double(fraction_read(constant));
    for (int side = 0; side < SIDES; side++)
        made->at[side] = fraction_sign(f->at[side]) > 0
                             ? f->at[side]
                             : fraction_multiply(fraction_read(constant), f->at[side]);
    made->usable &= rough_write(made->text, "leaky_relu(%s, %s)", f->text, constant);
}

static void make_extreme(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    (void)h;
    bool most = random_below(2);
    for (int side = 0; side < SIDES; side++)
        made->at[side] = (most ? larger : smaller)(f->at[side], g->at[side]);
    inherit(made, f);
    inherit(made, g);
    made->usable &= rough_write(made->text, "%s(%s, %s)", most ? "max" : "min", f->text, g->text);
}

static void make_extreme_of_three(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    bool most = random_below(2);
    for (int side = 0; side < SIDES; side++) {
        Fraction two = (most ? larger : smaller)(f->at[side], g->at[side]);
        made->at[side] = (most ? larger : smaller)(two, h->at[side]);
    }
    inherit(made, f);
    inherit(made, g);
    inherit(made, h);
    made->usable &=
        rough_write(made->text, "%s(%s, %s, %s)", most ? "max" : "min", f->text, g->text, h->text);
}

/* f between -|g| and |h|. */
static void make_clamp(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    for (int side = 0; side < SIDES; side++) {
        Fraction low = fraction_negate(magnitude(g->at[side]));
        made->at[side] = smaller(larger(f->at[side], low), magnitude(h->at[side]));
    }
    inherit(made, f);
    inherit(made, g);
    inherit(made, h);
    made->usable &=
        rough_write(made->text, "clamp(%s, -abs(%s), abs(%s))", f->text, g->text, h->text);
}

/* Roots of squares: multiples of |f|. */
static void make_root(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    (void)g, (void)h;
    static const char *const forms[] = {"hypot(3*%s, 4*%s)", "hypot(4*%s, 3*%s)",
                                        "sqrt(15*%s^2 + 10*%s^2)", "(sqrt(5*%s^2 + 20*%s^2))"};
    inherit(made, f);
    made->size *= 5;
    for (int side = 0; side < SIDES; side++)
        made->at[side] = fraction_multiply(fraction(5, 1), magnitude(f->at[side]));
    uint32_t form = random_below(4);
    if (form >= 2) { /* a root of what doubles round */
        made->exact = false;
        must_not_vanish(made, f);
    }
    for (int side = 0; side < SIDES; side++)
        made->vanishing |= fraction_sign(f->at[side]) == 0;
    made->usable &= rough_write(made->text, forms[form], f->text, f->text);
}

/* f*g/h but at the point itself, where it is 0/0. */
static void make_filled(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    static const char *const forms[] = {"(if %s == %s then 0 else %s*%s/%s)",
                                        "(if %s != %s then %s*%s/%s else 0)"};
    inherit(made, f);
    inherit(made, g);
    inherit(made, h);
    must_not_vanish(made, h);
    for (int side = 0; side < SIDES; side++) {
        Fraction product = fraction_multiply(f->at[side], g->at[side]);
        made->at[side] = fraction_divide(product, h->at[side]);
        double size = f->size * g->size * h->size / pow(fraction_double(h->at[side]), 2);
        if (size > made->size)
            made->size = size;
        made->exact = made->exact && fraction_dyadic(made->at[side]);
        made->exact = made->exact && fraction_dyadic(fraction_divide(fraction(1, 1), h->at[side]));
    }
    made->usable &=
        rough_write(made->text, forms[random_below(2)], variable, place, f->text, g->text, h->text);
}

/* sign(f)*g and step(f)*g. */
static void make_sided(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    (void)h;
    bool step = random_below(2);
    Rough nothing = {.exact = true};
    nothing.at[BELOW] = nothing.at[ABOVE] = zero;
    inherit(made, f);
    inherit(made, g);
    for (int side = 0; side < SIDES; side++) {
        int sign = decided(made, f, &nothing, side);
        made->at[side] = fraction_multiply(fraction(step ? sign >= 0 : sign, 1), g->at[side]);
    }
    made->usable &=
        rough_write(made->text, step ? "(step(%s)*%s)" : "(sign(%s)*%s)", f->text, g->text);
}

static bool holds(const char *comparison, int order) {
    bool also_equal = comparison[1] == '=' && *comparison != '!';
    if (order == 0)
        return also_equal;
    return *comparison == '!' || *comparison == (order < 0 ? '<' : '>');
}

/* if f < g then h else f, and so on: any two of them in the arms. */
static void make_choice(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    static const char *const comparisons[] = {"<", "<=", ">", ">=", "==", "!="};
    const char *comparison = RANDOM_OF(comparisons);
    const Rough *parts[] = {f, g, h}, *yes = RANDOM_OF(parts), *no = RANDOM_OF(parts);
    inherit(made, f);
    inherit(made, g);
    inherit(made, h);
    for (int side = 0; side < SIDES; side++)
        made->at[side] =
            holds(comparison, decided(made, f, g, side)) ? yes->at[side] : no->at[side];
    made->usable &= rough_write(made->text, "(if %s %s %s then %s else %s)", f->text, comparison,
                                g->text, yes->text, no->text);
}

void rough_kink(Rough *made, Fraction c) {
    Rough line;
    rough_line(&line);
    const char *t = line.text;
    char number[32], minus[32];
    snprintf(number, sizeof number, "%.12g", fraction_double(c));
    snprintf(minus, sizeof minus, "%.12g", -fraction_double(c));
    *made = (Rough){.size = fabs(fraction_double(c)), .exact = all_dyadic && fraction_dyadic(c)};
    made->at[BELOW] = made->at[ABOVE] = c;
    switch (random_below(4)) {
    case 0:
        made->usable = rough_write(made->text, "(%s*abs(%s))", number, t);
        break;
    case 1:
        made->usable = rough_write(made->text, "(%s*max(%s, -%s))", number, t, t);
        break;
    case 2:
        made->usable = rough_write(made->text, "(%s*(relu(%s) + relu(-%s)))", number, t, t);
        break;
    default:
        made->usable =
            rough_write(made->text, "(if %s > 0 then %s*%s else %s*%s)", t, number, t, minus, t);
    }
    Fraction written = fraction_read(number);
    made->usable &= fraction_known(written) && fraction_compare(written, c) == 0;
}

/* ---- at random ------------------------------------------------------------------------------- */

RoughPoint rough_point(bool dyadic) {
    static const char *const dyadic_points[] = {"0", "0.5", "2", "-3.25", "1024", "-0.125"};
    static const char *const decimal_points[] = {"0.1", "0.333", "3.7", "-2.3", "12.34", "-0.007"};
    RoughPoint point = {.at = dyadic ? RANDOM_OF(dyadic_points) : RANDOM_OF(decimal_points)};
    char line[ROUGH_TEXT];
    all_dyadic = dyadic;
    variable = "x";
    place = point.at;
    if (random_below(3) == 0) {
        write_line(line, false, variable, place);
        snprintf(point.statement, sizeof point.statement, "t = %.15s; ", line);
        variable = "t";
        place = "0";
    }
    return point;
}

static void make_random(Rough *made, const Rough *f, const Rough *g, const Rough *h) {
    static Make *const makes[] = {
        make_sum,     make_sum,   make_multiple,         make_abs,        make_relu,
        make_extreme, make_root,  make_filled,           make_sided,      make_choice,
        make_choice,  make_clamp, make_extreme_of_three, make_leaky_relu,
    };
    start(made);
    RANDOM_OF(makes)(made, f, g, h);
    for (int side = 0; side < SIDES; side++)
        made->usable = made->usable && fraction_known(made->at[side]);
}

/* Whether the slopes are known to be equal or not, by doubles too. */
static bool is_clear(const Rough *f) {
    Fraction difference = fraction_add(f->at[BELOW], f->at[ABOVE]);
    double gap = fabs(fraction_double(difference));
    return fraction_known(difference) && (gap == 0.0 || f->exact || gap > 1e-9 * f->size);
}

/* A multiple of t. */
static void make_leaf(Rough *made) {
    Rough line;
    rough_line(&line);
    start(made);
    if (random_below(3))
        make_multiple(made, &line, NULL, NULL);
    else
        *made = line;
}

/* Parts made of parts that were made before, the newest most often. */
static void make_parts(Rough *made) {
    Rough parts[MOST_PARTS];
    size_t total = FEWEST_PARTS + 1 + random_below(MOST_PARTS - FEWEST_PARTS), count = 0;
    for (; count < FEWEST_PARTS; count++)
        make_leaf(&parts[count]);
    while (count < total) {
        size_t f = random_below(3) ? count - 1 : random_below(count);
        size_t g = (f + 1 + random_below(count - 1)) % count;
        make_random(&parts[count], &parts[f], &parts[g], &parts[random_below(count)]);
        count += parts[count].usable;
    }
    *made = parts[total - 1];
}

/* A third of them get the kink that makes the slopes equal. */
void rough_random(Rough *made) {
    Rough f, kink, sum;
    do {
        make_parts(&f);
        Fraction half = fraction_add(f.at[BELOW], f.at[ABOVE]);
        half = fraction_multiply(half, fraction(-1, 2));
        if (fraction_sign(half) == 0 || random_below(3))
            *made = f;
        else {
            rough_kink(&kink, half);
            start(&sum);
            sum.at[BELOW] = fraction_add(f.at[BELOW], half);
            sum.at[ABOVE] = fraction_add(f.at[ABOVE], half);
            inherit(&sum, &f);
            inherit(&sum, &kink);
            sum.usable &= rough_write(sum.text, "(%s + %s)", f.text, kink.text);
            *made = sum;
        }
    } while (!made->usable || !is_clear(made));
}

/* For tests: rough functions with smooth parts. See rough-terms.h. */
#include "support/rough-terms.h"
#include "support/chance.h"

#include <stdio.h>
#include <string.h>

/* A function by its series in |t| on each side of the point. */
typedef struct Term {
    char text[ROUGH_TEXT]; /* an operand */
    Fraction series[SIDES][ROUGH_ORDERS];
    bool vanishing, usable;
} Term;

static const Fraction zero = {0, 1};

/* ---- smooth functions of rough ones ---------------------------------------------------------- */

typedef struct Smooth {
    const char *form;
    Fraction series[ROUGH_ORDERS]; /* at 0 */
} Smooth;

static const Smooth smooths[] = {
    {"exp(%s)", {{1, 1}, {1, 1}, {1, 2}}},      {"cos(%s)", {{1, 1}, {0, 1}, {-1, 2}}},
    {"sin(%s)", {{0, 1}, {1, 1}, {0, 1}}},      {"(1/(1 + %s))", {{1, 1}, {-1, 1}, {1, 1}}},
    {"log(1 + %s)", {{0, 1}, {1, 1}, {-1, 2}}}, {"sqrt(1 + %s)", {{1, 1}, {1, 2}, {-1, 8}}},
    {"tanh(%s)", {{0, 1}, {1, 1}, {0, 1}}},     {"atan(%s)", {{0, 1}, {1, 1}, {0, 1}}},
    {"sinh(%s)", {{0, 1}, {1, 1}, {0, 1}}},     {"cosh(%s)", {{1, 1}, {0, 1}, {1, 2}}},
    {"expm1(%s)", {{0, 1}, {1, 1}, {1, 2}}},    {"log1p(%s)", {{0, 1}, {1, 1}, {-1, 2}}},
    {"sigmoid(%s)", {{1, 2}, {1, 4}, {0, 1}}},  {"silu(%s)", {{0, 1}, {1, 2}, {1, 4}}},
    {"((1 + %s)^3)", {{1, 1}, {3, 1}, {3, 1}}}, {"(%s^2)", {{0, 1}, {0, 1}, {1, 1}}},
    {"(%s^3)", {{0, 1}, {0, 1}, {0, 1}}},
};

/* smooth(g), on a side where g is m |t|. */
static Fraction coefficient(const Smooth *smooth, Fraction m, int order) {
    Fraction result = smooth->series[order];
    for (; order > 0; order--)
        result = fraction_multiply(result, m);
    return result;
}

static bool write_smooth(char *text, const Smooth *smooth, const char *of) {
    const char *hole = strchr(smooth->form, '%');
    return rough_write(text, "%.*s%s%s", (int)(hole - smooth->form), smooth->form, of, hole + 2);
}

static void random_rough(Rough *made) {
    do
        rough_random(made);
    while (!made->exact || strlen(made->text) > ROUGH_TEXT / 8);
}

static void make_rough(Term *made) {
    Rough g;
    random_rough(&g);
    for (int side = 0; side < SIDES; side++)
        made->series[side][1] = g.at[side];
    made->vanishing = g.vanishing;
    made->usable = rough_write(made->text, "%s", g.text);
}

static void make_smooth(Term *made) {
    const Smooth *smooth = &RANDOM_OF(smooths);
    Rough g;
    random_rough(&g);
    if (random_below(2))
        rough_line(&g);
    for (int side = 0; side < SIDES; side++)
        for (int i = 0; i < ROUGH_ORDERS; i++)
            made->series[side][i] = coefficient(smooth, g.at[side], i);
    made->vanishing = g.vanishing;
    made->usable = write_smooth(made->text, smooth, g.text);
}

/* ---- products -------------------------------------------------------------------------------- */

static void make_product(Term *made) {
    Rough g, h;
    random_rough(&g);
    random_rough(&h);
    for (int side = 0; side < SIDES; side++)
        made->series[side][2] = fraction_multiply(g.at[side], h.at[side]);
    made->vanishing = g.vanishing || h.vanishing;
    made->usable = rough_write(made->text, "(%s*%s)", g.text, h.text);
}

static void make_product_of_three(Term *made) {
    Rough g, h, line;
    random_rough(&g);
    random_rough(&h);
    rough_line(&line);
    made->vanishing = g.vanishing || h.vanishing;
    made->usable = rough_write(made->text, "(%s*%s*%s)", g.text, line.text, h.text);
}

/* g times a smooth function of h. */
static void make_weighted(Term *made) {
    const Smooth *smooth = &RANDOM_OF(smooths);
    char text[ROUGH_TEXT];
    Rough g, h;
    random_rough(&g);
    random_rough(&h);
    for (int side = 0; side < SIDES; side++)
        for (int i = 1; i < ROUGH_ORDERS; i++)
            made->series[side][i] =
                fraction_multiply(g.at[side], coefficient(smooth, h.at[side], i - 1));
    made->vanishing = g.vanishing || h.vanishing;
    made->usable =
        write_smooth(text, smooth, h.text) && rough_write(made->text, "(%s*%s)", g.text, text);
}

/* ---- terms of terms -------------------------------------------------------------------------- */

/* Which is the larger beside the point; 0 if it takes a higher order to tell. */
static int compare(const Term *a, const Term *b, int side) {
    int order = 0;
    for (int i = 0; i < ROUGH_ORDERS && order == 0; i++)
        order = fraction_compare(a->series[side][i], b->series[side][i]);
    return order;
}

static void inherit(Term *made, const Term *a, const Term *b) {
    made->vanishing = a->vanishing || b->vanishing;
    made->usable = a->usable && b->usable;
}

static void take(Term *made, const Term *from, int side) {
    memcpy(made->series[side], from->series[side], sizeof made->series[side]);
}

static void add(Term *made, const Term *a, const Term *b) {
    for (int side = 0; side < SIDES; side++)
        for (int i = 0; i < ROUGH_ORDERS; i++)
            made->series[side][i] = fraction_add(a->series[side][i], b->series[side][i]);
    inherit(made, a, b);
    made->usable &= rough_write(made->text, "(%s + %s)", a->text, b->text);
}

static void take_extreme(Term *made, const Term *a, const Term *b) {
    bool most = random_below(2);
    for (int side = 0; side < SIDES; side++)
        take(made, (compare(a, b, side) > 0) == most ? a : b, side);
    inherit(made, a, b);
    made->usable &= rough_write(made->text, "%s(%s, %s)", most ? "max" : "min", a->text, b->text);
}

static void take_magnitude(Term *made, const Term *a, const Term *b) {
    (void)b;
    Term nothing = {.usable = true};
    for (int side = 0; side < SIDES; side++)
        for (int i = 0; i < ROUGH_ORDERS; i++)
            nothing.series[side][i] = zero;
    for (int side = 0; side < SIDES; side++) {
        bool negative = compare(a, &nothing, side) < 0;
        for (int i = 0; i < ROUGH_ORDERS; i++)
            made->series[side][i] =
                negative ? fraction_negate(a->series[side][i]) : a->series[side][i];
    }
    inherit(made, a, &nothing);
    made->usable &= rough_write(made->text, "abs(%s)", a->text);
}

/* One of two that meet at the point, by a comparison that takes at most the second order. */
static void choose(Term *made, const Term *a, const Term *b) {
    bool below = random_below(2);
    inherit(made, a, b);
    for (int side = 0; side < SIDES; side++) {
        int order = compare(a, b, side);
        made->usable = made->usable && order != 0;
        take(made, (order < 0) == below ? b : a, side);
    }
    made->usable &= fraction_compare(a->series[ABOVE][0], b->series[ABOVE][0]) == 0;
    made->usable &= rough_write(made->text, "(if %s %s %s then %s else %s)", a->text,
                                below ? "<" : ">", b->text, b->text, a->text);
}

static bool is_exact(const Term *made) {
    for (int side = 0; side < SIDES; side++)
        for (int i = 0; i < ROUGH_ORDERS; i++)
            if (!fraction_dyadic(made->series[side][i]))
                return false;
    return true;
}

static void make_term(Term *made) {
    typedef void Make(Term *);
    static Make *const makes[] = {make_rough,   make_smooth,           make_smooth,
                                  make_product, make_product_of_three, make_weighted};
    do {
        *made = (Term){.usable = true};
        for (int side = 0; side < SIDES; side++)
            for (int i = 0; i < ROUGH_ORDERS; i++)
                made->series[side][i] = zero;
        RANDOM_OF(makes)(made);
    } while (!made->usable || !is_exact(made));
}

static void join(Term *made, const Term *a, const Term *b) {
    typedef void Join(Term *, const Term *, const Term *);
    static Join *const joins[] = {add, add, add, take_extreme, take_magnitude, choose};
    do
        RANDOM_OF(joins)(made, a, b);
    while (!made->usable && strlen(a->text) + strlen(b->text) < ROUGH_TEXT / 3);
}

/* ---- kinks taken away ------------------------------------------------------------------------ */

static Fraction halved(Fraction a) {
    return fraction_multiply(a, fraction(1, 2));
}

/* Adds c*abs(t) or c*t*abs(t), so that both sides have the same derivative of this order. */
static void smooth_out(Term *made, int order) {
    Term before = *made, kink = {.usable = true};
    Fraction below = made->series[BELOW][order], above = made->series[ABOVE][order];
    Fraction c = order == 1 ? fraction_negate(halved(fraction_add(above, below)))
                            : halved(fraction_subtract(below, above));
    if (fraction_sign(c) == 0)
        return;
    Rough bend;
    rough_kink(&bend, c);
    for (int side = 0; side < SIDES; side++) {
        for (int i = 0; i < ROUGH_ORDERS; i++)
            kink.series[side][i] = zero;
        kink.series[side][order] = order == 2 && side == BELOW ? fraction_negate(c) : c;
    }
    kink.usable = bend.usable;
    Rough line;
    do
        rough_line(&line);
    while (fraction_sign(line.at[ABOVE]) < 0);
    kink.usable &= order == 1 ? rough_write(kink.text, "%s", bend.text)
                              : rough_write(kink.text, "(%s*%s)", line.text, bend.text);
    add(made, &before, &kink);
    if (!made->usable || !is_exact(made))
        *made = before;
}

/* ---- cases ----------------------------------------------------------------------------------- */

void rough_case(RoughCase *made, bool dyadic) {
    Rough f;
    *made = (RoughCase){.point = rough_point(dyadic), .orders = 1};
    rough_random(&f);
    rough_write(made->text, "%s", f.text);
    made->size = f.size;
    made->exact = f.exact;
    made->vanishing = f.vanishing;
    for (int side = 0; side < SIDES; side++)
        made->derivatives[side][0] = made->derivatives[side][2] = zero;
    made->derivatives[BELOW][1] = fraction_negate(f.at[BELOW]);
    made->derivatives[ABOVE][1] = f.at[ABOVE];
}

void rough_case_with_terms(RoughCase *made) {
    Term term, other, joined;
    *made = (RoughCase){.point = rough_point(true), .orders = 2, .exact = true};
    make_term(&term);
    for (uint32_t more = random_below(4); more > 0; more--) {
        make_term(&other);
        join(&joined, &term, &other);
        if (joined.usable && is_exact(&joined))
            term = joined;
    }
    if (random_below(2))
        smooth_out(&term, 1);
    if (random_below(2))
        smooth_out(&term, 2);
    rough_write(made->text, "%s", term.text);
    made->vanishing = term.vanishing;
    for (int side = 0; side < SIDES; side++)
        for (int i = 0; i < ROUGH_ORDERS; i++) {
            Fraction times = fraction(i == 0 ? 1 : i, 1);
            if (side == BELOW && i == 1)
                times = fraction_negate(times);
            made->derivatives[side][i] = fraction_multiply(times, term.series[side][i]);
        }
}

int rough_agreement(const RoughCase *made) {
    int order = 0;
    while (order < ROUGH_ORDERS &&
           fraction_compare(made->derivatives[BELOW][order], made->derivatives[ABOVE][order]) == 0)
        order++;
    return order - 1;
}

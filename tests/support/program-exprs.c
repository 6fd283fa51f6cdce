/* For tests: random expressions of random programs. See program-make.h.
 *
 * All are smooth: what is divided by, and roots and logarithms are taken of, is at least 1. Most
 * functions are bounded ones, so that loops do not run away. */
#include "support/program-make.h"

#include "support/chance.h"

#include <stdlib.h>

bool chance_of(double share) {
    return random_unit() < share;
}

int name_of(Names names) {
    int count = __builtin_popcount(names), name = -1;
    for (int left = count ? (int)random_below((size_t)count) : -1; left >= 0; left--)
        for (name++; !(names >> name & 1);)
            name++;
    return name;
}

/* ---- parts ----------------------------------------------------------------------------------- */

static Expr *make_expr(const Place *place, ExprKind kind, int which, int count) {
    Arena *arena = &place->program->arena;
    Expr *expr = arena_allocate(arena, sizeof *expr);
    Expr **parts = arena_allocate(arena, PROGRAM_PARTS * sizeof(Expr *));
    if (!expr || !parts)
        abort();
    *expr = (Expr){.kind = kind, .which = which, .count = count, .parts = parts};
    return expr;
}

Expr *expr_number(const Place *place, double number) {
    Expr *expr = make_expr(place, EXPR_NUMBER, 0, 0);
    expr->number = number;
    return expr;
}

Expr *expr_name(const Place *place, int name) {
    return make_expr(place, EXPR_NAME, name, 0);
}

Expr *expr_of(const Place *place, ExprKind kind, int which, Expr *a, Expr *b, Expr *c) {
    Expr *expr = make_expr(place, kind, which, !a ? 0 : !b ? 1 : !c ? 2 : 3);
    expr->parts[0] = a;
    expr->parts[1] = b;
    expr->parts[2] = c;
    return expr;
}

Expr *expr_join(const Place *place, Expr *a, char joint, Expr *b) {
    bool is_sum = joint == '+' || joint == '-';
    Expr *expr = expr_of(place, is_sum ? EXPR_SUM : EXPR_PRODUCT, 0, a, b, NULL);
    expr->joints[0] = is_sum ? '+' : '*';
    expr->joints[1] = joint;
    return expr;
}

static Expr *apply(const Place *place, DualOp op, Expr *x) {
    return expr_of(place, EXPR_APPLIED, (int)op, x, NULL, NULL);
}

static Expr *power(const Place *place, Expr *x, int n) {
    return expr_of(place, EXPR_POWER, 0, x, expr_number(place, n), NULL);
}

Expr *expr_positive(const Place *place, Expr *u) {
    switch (random_below(3)) {
    case 0:
        return expr_join(place, expr_number(place, 2), '+', apply(place, DUAL_COS, u));
    case 1:
        return expr_join(place, power(place, u, 2), '+', expr_number(place, 1.25));
    default:
        return expr_join(place, expr_number(place, 1), '+', power(place, u, 2));
    }
}

/* ---- chance ---------------------------------------------------------------------------------- */

static Expr *random_leaf(const Place *place) {
    static const double numbers[] = {0.5, 2, 3, 0.1, 1.5, 0.25, 1, 0.7, 1.25, 0.3, 4, 1e-3};
    int name = name_of(place->readable);
    return chance_of(0.75) && name >= 0 ? expr_name(place, name)
                                        : expr_number(place, RANDOM_OF(numbers));
}

static Expr *random_sum(const Place *place, int depth) {
    int count =
        chance_of(0.02) ? 15 + (int)random_below(PROGRAM_PARTS - 14) : 2 + (int)random_below(3);
    Expr *sum = make_expr(place, EXPR_SUM, 0, count);
    for (int i = 0; i < count; i++) {
        sum->parts[i] = random_expr(place, count > 4 ? 0 : depth - 1);
        sum->joints[i] = i && chance_of(0.4) ? '-' : '+';
    }
    return sum;
}

static Expr *random_product(const Place *place, int depth) {
    int count = 2 + (int)random_below(2);
    Expr *product = make_expr(place, EXPR_PRODUCT, 0, count);
    for (int i = 0; i < count; i++) {
        bool divides = i && chance_of(0.35);
        product->joints[i] = divides ? '/' : '*';
        product->parts[i] = random_expr(place, depth - 1);
        if (divides && product->parts[i]->kind != EXPR_NUMBER)
            product->parts[i] = expr_positive(place, product->parts[i]);
    }
    return product;
}

Expr *random_bounded(const Place *place, int depth) {
    static const DualOp ops[] = {DUAL_SIN, DUAL_COS, DUAL_TANH, DUAL_ATAN};
    return apply(place, RANDOM_OF(ops), random_expr(place, depth - 1));
}

static Expr *random_power(const Place *place, int depth) {
    static const int exponents[] = {2, 2, 2, 3, 3, 1, 4};
    Names counters = place->readable & all_counters;
    Expr *base = random_expr(place, depth - 1);
    if (counters && chance_of(0.4)) /* which may be negative */
        return expr_of(place, EXPR_POWER, 0, expr_positive(place, base),
                       expr_name(place, name_of(counters)), NULL);
    return power(place, base, RANDOM_OF(exponents));
}

static Expr *random_call(const Place *place, int depth) {
    int which = (int)random_below((size_t)place->callable);
    const ProgramFunction *function = &place->program->functions[which];
    Expr *call = make_expr(place, EXPR_CALL, which, function->parameter_count);
    for (int i = 0; i < call->count; i++)
        call->parts[i] = i == 0 && function->counted
                             ? expr_number(place, random_below(place->in_loop ? 4 : 6))
                             : random_expr(place, depth - 1);
    return call;
}

static Expr *random_choice(const Place *place, int depth) {
    Expr *condition = random_condition(place, depth - 1);
    Expr *one = random_expr(place, depth - 1);
    return expr_of(place, EXPR_CHOICE, 0, condition, one, random_expr(place, depth - 1));
}

int random_counter(const Place *place) {
    bool any = !place->counters || chance_of(0.1);
    return name_of(any ? all_counters : place->counters);
}

static Expr *random_fold(const Place *place, int depth) {
    int counter = random_counter(place), low = 1 + (int)random_below(2);
    Place inner = *place;
    inner.counters &= ~named(counter);
    inner.readable |= named(counter);
    inner.in_loop = true;
    Expr *fold =
        expr_of(place, EXPR_FOLD, counter, expr_number(place, low),
                expr_number(place, low + (int)random_below(5) - 1), random_expr(&inner, depth - 1));
    fold->joints[0] = chance_of(0.7) ? '+' : '*';
    return fold;
}

Expr *random_expr(const Place *place, int depth) {
    double kind = random_unit();
    if (depth <= 0 || kind < 0.1)
        return random_leaf(place);
    if (kind < 0.32)
        return random_sum(place, depth);
    if (kind < 0.52)
        return random_product(place, depth);
    if (kind < 0.66)
        return random_bounded(place, depth);
    if (kind < 0.72)
        return apply(place, DUAL_EXP,
                     chance_of(0.5) ? random_bounded(place, depth - 1)
                                    : apply(place, DUAL_NEG, power(place, random_leaf(place), 2)));
    if (kind < 0.78)
        return apply(place, chance_of(0.5) ? DUAL_SQRT : DUAL_LOG,
                     expr_positive(place, random_expr(place, depth - 1)));
    if (kind < 0.81)
        return apply(place, DUAL_NEG, random_expr(place, depth - 1));
    if (kind < 0.86)
        return random_power(place, depth);
    if (kind < 0.92)
        return random_choice(place, depth);
    if (kind < 0.94)
        return random_fold(place, depth);
    return place->callable ? random_call(place, depth) : random_product(place, depth);
}

/* A counter against a whole number. */
static Expr *random_count(const Place *place, int counter) {
    return expr_of(place, EXPR_COMPARISON, (int)random_below(6), expr_name(place, counter),
                   expr_number(place, random_below(4)), NULL);
}

static Expr *random_comparison(const Place *place, int depth) {
    static const double bounds[] = {0, 0.5, 1, 0.3, 2, 0.1, 0.75, 1.5};
    Names counters = place->readable & all_counters;
    if (counters && chance_of(0.25))
        return random_count(place, name_of(counters));
    Expr *left = random_expr(place, depth), *right;
    if (chance_of(0.65)) {
        right = expr_number(place, RANDOM_OF(bounds));
        if (chance_of(0.3))
            right = apply(place, DUAL_NEG, right);
    } else {
        right = random_expr(place, depth);
    }
    return expr_of(place, EXPR_COMPARISON, (int)random_below(4), left, right, NULL);
}

Expr *random_condition(const Place *place, int depth) {
    double kind = random_unit();
    Expr *first = random_comparison(place, depth);
    if (kind < 0.82)
        return first;
    if (kind < 0.88)
        return expr_of(place, EXPR_NOT, 0, first, NULL, NULL);
    return expr_of(place, kind < 0.94 ? EXPR_AND : EXPR_OR, 0, first,
                   random_comparison(place, depth), NULL);
}

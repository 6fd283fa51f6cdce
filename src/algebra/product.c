/* Products: collecting factors, and building them as one fraction.
 *
 * A product under construction is a coefficient and the factors from `first` to the end of the
 * stack s->factors: base^exponent, exponents negative below the fraction bar. Laws: a^m * a^n =
 * a^(m+n), (a^m)^n = a^(mn), (ab)^n = a^n b^n for whole m, n; where they cancel, or divide twice,
 * under the proviso a != 0. Below the fraction bar, powers of functions whose squares overflow
 * early lose one factor to a second fraction bar: a/cosh(b)/cosh(b). */
#include "algebra/collect.h"

#include <math.h>
#include <stdlib.h>

typedef struct Product {
    Rational coefficient;
    size_t first;
} Product;

static void push_factor(Simplifier *s, NodeId base, int32_t exponent) {
    if (!array_push(&s->factors, (Power){base, exponent}))
        collect_fail(s);
}

static void negate(Product *product, int32_t exponent) {
    if (exponent % 2)
        product->coefficient.num = -product->coefficient.num;
}

static NodeId zero_node(Simplifier *s) {
    return graph_constant(s->graph, 0.0, (Span){0, 0});
}

/* ---- taking factors apart ---- */

/* value^exponent; what does not fit in the coefficient becomes factors. */
static void take_number(Simplifier *s, Product *product, Rational value, int32_t exponent,
                        bool divided) {
    Rational power;
    if (value.num == 0 && (exponent < 0 || divided)) { /* 1/0 is never touched */
        NodeId quotient = graph_binary(s->graph, OP_DIV, s->one, zero_node(s));
        push_factor(s, quotient, -exponent);
        return;
    }
    if (rational_power(value, exponent, &power) &&
        rational_multiply(product->coefficient, power, &power)) {
        product->coefficient = power;
        return;
    }
    if (value.num < 0) {
        negate(product, exponent);
        value.num = -value.num;
    }
    if (value.num != 1)
        push_factor(s, collect_number(s, (Rational){value.num, 1}), exponent);
    if (value.den != 1)
        push_factor(s, collect_number(s, (Rational){value.den, 1}), -exponent);
}

/* One factor of a normal node, to the power `exponent`; `divided`: a division stands above it. */
static void take_factor(Simplifier *s, Product *product, NodeId id, int32_t exponent,
                        bool divided) {
    Rational value;
    if (graph_op(s->graph, id) == OP_NEG) {
        negate(product, exponent);
        id = graph_node(s->graph, id)->as.arg[0];
    }
    if (collect_rational(s, id, &value)) {
        take_number(s, product, value, exponent, divided);
        return;
    }
    const Node node = *graph_node(s->graph, id);
    if (node.op == OP_CONSTANT && graph_constant_value(s->graph, id) < -0.0 &&
        isfinite(graph_constant_value(s->graph, id))) {
        negate(product, exponent);
        id = graph_unary(s->graph, OP_NEG, id);
    } else if (node.op == OP_POWI && node.integer != 0) {
        int64_t power = (int64_t)node.integer * exponent;
        if (power <= POWER_LIMIT && power >= -POWER_LIMIT) {
            id = node.as.arg[0];
            exponent = (int32_t)power;
        }
    } else if (collect_is_sum(s, id) && collect_has(s, id, FACT_SIGNED)) {
        negate(product, exponent);
        id = sum_negative(s, id);
    }
    if (divided && exponent > 0)
        collect_require(s, OP_NE, id, zero_node(s), false);
    push_factor(s, id, exponent);
}

/* The factors of a normal node without a fraction bar, in their order. */
static void take_chain(Simplifier *s, Product *product, NodeId id, int32_t exponent, bool divided,
                       bool long_too) {
    NodeId spine[CHAIN_BINARY_TERMS + 1];
    uint32_t count = 0;
    if (long_too && graph_op(s->graph, id) == OP_PROD) {
        uint32_t all = graph_node(s->graph, id)->as.list.count;
        for (uint32_t i = 0; i < all && !s->failed; i++)
            take_factor(s, product, graph_arguments(s->graph, id, &all)[i], exponent, divided);
        return;
    }
    while (graph_op(s->graph, id) == OP_MUL && count < CHAIN_BINARY_TERMS) {
        const Node *node = graph_node(s->graph, id);
        spine[count++] = node->as.arg[1];
        id = node->as.arg[0];
    }
    spine[count++] = id;
    while (count > 0 && !s->failed)
        take_factor(s, product, spine[--count], exponent, divided);
}

/* Adds the exponents of factors [middle, end) to those of equal bases in [first, middle). */
static void join(Simplifier *s, size_t first, size_t middle) {
    size_t kept = middle;
    for (size_t i = middle; i < s->factors.count; i++) {
        Power factor = s->factors.items[i];
        size_t k = first;
        while (k < middle && (s->factors.items[k].base != factor.base ||
                              (s->factors.items[k].exponent < 0) != (factor.exponent < 0)))
            k++;
        if (k < middle)
            s->factors.items[k].exponent += factor.exponent;
        else
            s->factors.items[kept++] = factor;
    }
    s->factors.count = kept;
}

/* Whether a normal node is a fraction but not a number. */
static bool is_fraction(const Simplifier *s, NodeId id) {
    const Node *node = graph_node(s->graph, id);
    Rational value;
    return node->op == OP_DIV && !collect_rational(s, id, &value) &&
           !graph_is_constant(s->graph, node->as.arg[1], 0.0);
}

/* All factors of a normal node; of an n-ary product only if `long_too`. */
static void take(Simplifier *s, Product *product, NodeId id, int32_t exponent, bool divided,
                 bool long_too) {
    NodeId again = NODE_POISON; /* the factor below a second fraction bar */
    size_t first = s->factors.count;
    if (!is_fraction(s, id)) {
        take_chain(s, product, id, exponent, divided, long_too);
        return;
    }
    if (is_fraction(s, graph_node(s->graph, id)->as.arg[0])) {
        again = graph_node(s->graph, id)->as.arg[1];
        id = graph_node(s->graph, id)->as.arg[0];
    }
    const Node node = *graph_node(s->graph, id);
    take_chain(s, product, node.as.arg[0], exponent, divided || exponent < 0, long_too);
    take_chain(s, product, node.as.arg[1], -exponent, true, long_too);
    if (again != NODE_POISON) {
        size_t middle = s->factors.count;
        take_chain(s, product, again, -exponent, true, long_too);
        join(s, first, middle);
    }
}

/* ---- merging equal bases ---- */

/* Whether base^n/base^m may cancel; adds the provisos it needs. `pole`: the base stays below the
 * fraction bar. */
static bool may_cancel(Simplifier *s, NodeId base, bool pole) {
    const Node node = *graph_node(s->graph, base);
    uint8_t flags = collect_fact(s, base).flags;
    if (flags & FACT_TOTAL) {
        collect_require(s, OP_NE, base, zero_node(s), pole);
        return true;
    }
    if (flags & FACT_CONSTANT || node.arity == 0 || !collect_has(s, node.as.arg[0], FACT_TOTAL))
        return false;
    if (node.op == OP_SQRT || (node.op == OP_POW && collect_has(s, node.as.arg[1], FACT_TOTAL))) {
        collect_require(s, OP_GT, node.as.arg[0], zero_node(s), false);
        return true;
    }
    if (!collect_require_domain(s, base, false))
        return false;
    collect_require(s, OP_NE, base, zero_node(s), pole);
    return true;
}

/* Keeps one merged factor in s->factors[*kept], or sets it aside as something simpler. */
static void keep(Simplifier *s, size_t *kept, NodeId base, int64_t exponent) {
    const Node node = *graph_node(s->graph, base);
    Power simpler = {NODE_POISON, 0};
    if (exponent == 0)
        return;
    if (node.op == OP_SQRT && exponent % 2 == 0) { /* sqrt(a)^2 -> a */
        collect_require(s, OP_GE, node.as.arg[0], zero_node(s), false);
        simpler = (Power){node.as.arg[0], (int32_t)(exponent / 2)};
    } else if (node.op == OP_ABS && exponent % 2 == 0) { /* abs(a)^2 -> a^2 */
        simpler = (Power){node.as.arg[0], (int32_t)exponent};
    }
    if (!simpler.exponent)
        s->factors.items[(*kept)++] = (Power){base, (int32_t)exponent};
    else if (!array_push(&s->later, simpler))
        collect_fail(s);
}

/* Merges the adjacent factors [begin, end), which have equal bases. */
static void merge_run(Simplifier *s, size_t begin, size_t end, size_t *kept) {
    NodeId base = s->factors.items[begin].base;
    int64_t up = 0, down = 0;
    bool fixed =
        graph_op(s->graph, base) == OP_CONSTANT && !isfinite(graph_constant_value(s->graph, base));
    for (size_t i = begin; i < end; i++) {
        int32_t exponent = s->factors.items[i].exponent;
        *(exponent > 0 ? &up : &down) += exponent;
    }
    bool fits = up <= POWER_LIMIT && down >= -POWER_LIMIT && !fixed;
    if (!fits) {
        for (size_t i = begin; i < end; i++)
            s->factors.items[(*kept)++] = s->factors.items[i];
    } else if (up && down && may_cancel(s, base, up + down < 0)) {
        keep(s, kept, base, up + down);
    } else if (up && down) { /* both stay: there is room for two */
        keep(s, kept, base, up);
        keep(s, kept, base, down);
    } else {
        keep(s, kept, base, up + down);
    }
}

static void drop_factor(Simplifier *s, size_t i) {
    s->factors.count--;
    for (; i < s->factors.count; i++)
        s->factors.items[i] = s->factors.items[i + 1];
}

/* Whether a factor is sign(a^2) beside a, which is 0 wherever that is. */
static bool is_idle_sign(const Simplifier *s, const Product *product, Power factor) {
    const Node *sign = graph_node(s->graph, factor.base);
    if (sign->op != OP_SIGN || factor.exponent < 0)
        return false;
    const Node *power = graph_node(s->graph, sign->as.arg[0]);
    if (power->op != OP_POWI || power->integer <= 0 || power->integer % 2)
        return false;
    for (size_t i = product->first; i < s->factors.count; i++)
        if (s->factors.items[i].base == power->as.arg[0] && s->factors.items[i].exponent > 0)
            return true;
    return false;
}

static void drop_idle_signs(Simplifier *s, const Product *product) {
    for (size_t i = s->factors.count; i-- > product->first;)
        if (is_idle_sign(s, product, s->factors.items[i]))
            drop_factor(s, i);
}

/* Numbers that did not fit in the coefficient may do so after others were divided out. If one still
 * does not, the larger is the coefficient, whichever came first. */
static void fold_numbers(Simplifier *s, Product *product) {
    Rational *c = &product->coefficient;
    for (size_t i = product->first; i < s->factors.count;) {
        Power *factor = &s->factors.items[i++];
        Rational value, power;
        if (graph_op(s->graph, factor->base) != OP_CONSTANT ||
            !collect_rational(s, factor->base, &value))
            continue;
        if (rational_power(value, factor->exponent, &power) && rational_multiply(*c, power, c)) {
            drop_factor(s, i - 1);
            i = product->first;
        } else if (value.den == 1 && abs(factor->exponent) == 1) {
            int64_t sign = c->num < 0 ? -1 : 1, above = c->num * sign;
            int64_t *mine = factor->exponent > 0 ? &above : &c->den;
            if (value.num > *mine) {
                factor->base = collect_number(s, (Rational){*mine, 1});
                *mine = value.num;
                c->num = above * sign;
            }
        }
    }
}

/* Sorts the factors and merges equal bases until nothing changes. */
static void merge(Simplifier *s, Product *product) {
    size_t later = s->later.count;
    bool changed = true;
    while (changed && !s->failed) {
        size_t count = s->factors.count - product->first;
        if (!collect_sort(s, order_factors, s->factors.items, product->first, count, sizeof(Power)))
            return;
        size_t kept = product->first, begin = product->first;
        while (begin < s->factors.count && !s->failed) {
            size_t end = begin + 1;
            while (end < s->factors.count &&
                   s->factors.items[end].base == s->factors.items[begin].base)
                end++;
            merge_run(s, begin, end, &kept);
            begin = end;
        }
        s->factors.count = kept;
        changed = s->later.count > later;
        while (s->later.count > later && !s->failed) {
            Power factor = s->later.items[--s->later.count];
            take(s, product, factor.base, factor.exponent, false, false);
        }
    }
    if (s->failed)
        return;
    drop_idle_signs(s, product);
    fold_numbers(s, product);
}

/* 0 * a -> 0 where a is total, 0 / a -> 0 where it is total and not 0; others stay. */
static void drop_for_zero(Simplifier *s, Product *product) {
    size_t kept = product->first;
    for (size_t i = product->first; i < s->factors.count; i++) {
        Power factor = s->factors.items[i];
        if (!collect_has(s, factor.base, FACT_TOTAL))
            s->factors.items[kept++] = factor;
        else if (factor.exponent < 0)
            collect_require(s, OP_NE, factor.base, zero_node(s), false);
    }
    s->factors.count = kept;
}

/* value * up / down, if it is exact in doubles. */
static bool exact_multiple(double value, double up, double down, double *result) {
    double raised = value * up;
    *result = raised / down;
    return fabs(value) > 1e-280 && fabs(value) < 1e280 && fma(value, up, -raised) == 0.0 &&
           fma(*result, down, -raised) == 0.0;
}

/* Lets one constant that is not a fraction absorb the coefficient, or the part on its own side of
 * the fraction bar. Returns whether it did. */
static bool fold_into(Simplifier *s, Product *product, size_t i) {
    Power *factor = &s->factors.items[i];
    Rational *c = &product->coefficient, exact;
    int64_t sign = c->num < 0 ? -1 : 1, magnitude = c->num * sign;
    bool above = factor->exponent > 0;
    double value = graph_constant_value(s->graph, factor->base), result;
    double up = (double)(above ? magnitude : c->den), down = (double)(above ? c->den : magnitude);
    if (exact_multiple(value, up, down, &result))
        *c = (Rational){sign, 1};
    else if (up > 1.0 && exact_multiple(value, up, 1.0, &result))
        *c = above ? (Rational){sign, c->den} : (Rational){c->num, 1};
    else
        return false;
    if (!rational_from_double(result, &exact)) {
        factor->base = graph_constant(s->graph, result, (Span){0, 0});
        return true;
    }
    int32_t exponent = factor->exponent;
    drop_factor(s, i);
    take_number(s, product, exact, exponent, false);
    return true;
}

/* 2*0.1 -> 0.2: a constant that is not a fraction absorbs the coefficient if that is exact in
 * doubles. Returns whether one did. */
static bool fold_constant(Simplifier *s, Product *product) {
    Rational c = product->coefficient, exact;
    if (c.num == 0 || (c.den == 1 && (c.num == 1 || c.num == -1)))
        return false;
    for (size_t i = product->first; i < s->factors.count; i++) {
        Power factor = s->factors.items[i];
        if (graph_op(s->graph, factor.base) == OP_CONSTANT && abs(factor.exponent) == 1 &&
            !collect_rational(s, factor.base, &exact) && fold_into(s, product, i))
            return true;
    }
    return false;
}

/* -(a - b)*c -> (b - a)*c: the first sum absorbs the minus sign, unless all its terms would become
 * negative. Returns whether it did. */
static bool flip_sum(Simplifier *s, Product *product) {
    size_t i = product->first;
    if (product->coefficient.num != -1)
        return false;
    while (i < s->factors.count && s->factors.items[i].exponent < 0)
        i++;
    if (i == s->factors.count || s->factors.items[i].exponent != 1 ||
        !collect_is_sum(s, s->factors.items[i].base))
        return false;
    NodeId negative = sum_negative(s, s->factors.items[i].base);
    if (s->failed || collect_has(s, negative, FACT_SIGNED))
        return false;
    s->factors.items[i].base = negative;
    product->coefficient.num = 1;
    return true;
}

/* ---- building ---- */

/* Whether a factor of this power goes below a second fraction bar. */
static bool is_apart(const Simplifier *s, Power factor) {
    return factor.exponent < -1 && op_facts[graph_op(s->graph, factor.base)] & FACT_APART;
}

/* The product of s->list from `first` on, which is popped. */
static NodeId chain(Simplifier *s, size_t first) {
    NodeId node = NODE_POISON;
    if (!s->failed)
        node = graph_chain(s->graph, OP_MUL, s->list.items + first,
                           (uint32_t)(s->list.count - first), (Span){0, 0});
    s->list.count = first;
    return node;
}

/* coefficient and powers on one side of the fraction bar: sign +1 above, -1 below. */
static NodeId build_side(Simplifier *s, const Product *product, int32_t sign, bool negative) {
    size_t first = s->list.count;
    int64_t number = sign > 0 ? product->coefficient.num : product->coefficient.den;
    if (number < 0)
        number = -number;
    if (number != 1) {
        collect_list(s, collect_number(s, (Rational){negative ? -number : number, 1}));
        negative = false;
    }
    for (size_t i = product->first; i < s->factors.count && !s->failed; i++) {
        Power factor = s->factors.items[i];
        if ((factor.exponent < 0) != (sign < 0))
            continue;
        int32_t exponent = factor.exponent * sign - is_apart(s, factor);
        NodeId node = exponent == 1 ? factor.base : graph_power(s->graph, factor.base, exponent);
        collect_list(s, negative ? graph_unary(s->graph, OP_NEG, node) : node);
        negative = false;
    }
    if (s->list.count == first && sign > 0)
        collect_list(s, collect_number(s, (Rational){negative ? -1 : 1, 1}));
    return s->list.count == first ? NODE_POISON : chain(s, first);
}

/* What goes below a second fraction bar; poison for nothing. */
static NodeId build_apart(Simplifier *s, const Product *product) {
    size_t first = s->list.count;
    for (size_t i = product->first; i < s->factors.count && !s->failed; i++)
        if (is_apart(s, s->factors.items[i]))
            collect_list(s, s->factors.items[i].base);
    return s->list.count == first ? NODE_POISON : chain(s, first);
}

/* The node of a product whose factors are merged and ordered; pops them. */
static NodeId build(Simplifier *s, Product *product) {
    const Rational *c = &product->coefficient;
    NodeId node;
    if (c->num == 0)
        drop_for_zero(s, product);
    while (!s->failed && (fold_constant(s, product) || flip_sum(s, product)))
        merge(s, product);
    size_t count = s->factors.count - product->first;
    const Power *only = count ? s->factors.items + product->first : NULL;
    if (!only || s->failed) {
        node = collect_number(s, *c);
    } else if (count == 1 && only->exponent == 1 && rational_is(*c, 1)) {
        node = only->base;
    } else if (count == 1 && only->exponent == 1 && rational_is(*c, -1) &&
               collect_is_sum(s, only->base)) {
        node = sum_negative(s, only->base);
    } else {
        NodeId den = build_side(s, product, -1, false), again = build_apart(s, product);
        node = build_side(s, product, 1, c->num < 0);
        if (den != NODE_POISON)
            node = graph_binary(s->graph, OP_DIV, node, den);
        if (again != NODE_POISON)
            node = graph_binary(s->graph, OP_DIV, node, again);
    }
    s->factors.count = product->first;
    return s->failed ? NODE_POISON : node;
}

/* ---- used by others ---- */

Term product_split(Simplifier *s, NodeId id) {
    Rational value;
    OpId op = graph_op(s->graph, id);
    if (collect_rational(s, id, &value))
        return (Term){s->one, value};
    if (op != OP_MUL && op != OP_DIV && op != OP_NEG && op != OP_PROD && op != OP_CONSTANT)
        return (Term){id, {1, 1}};
    Product product = {{1, 1}, s->factors.count};
    take(s, &product, id, 1, false, true);
    Term term = {id, product.coefficient};
    product.coefficient = (Rational){1, 1};
    if (!rational_is(term.coefficient, 1))
        term.key = build(s, &product);
    s->factors.count = product.first;
    return term;
}

NodeId product_scale(Simplifier *s, Rational coefficient, NodeId id) {
    Rational value;
    if (rational_is(coefficient, 1))
        return id;
    if (id == s->one)
        return collect_number(s, coefficient);
    Product product = {{1, 1}, s->factors.count};
    take(s, &product, id, 1, false, true);
    if (rational_multiply(product.coefficient, coefficient, &value)) {
        product.coefficient = value;
    } else {
        take_number(s, &product, coefficient, 1, false);
        merge(s, &product);
    }
    return build(s, &product);
}

bool product_is_finite(Simplifier *s, NodeId id) {
    if (collect_has(s, id, FACT_FINITE))
        return true;
    Product product = {{1, 1}, s->factors.count};
    bool finite = true;
    take(s, &product, id, 1, false, true);
    for (size_t i = product.first; i < s->factors.count && finite && !s->failed; i++) {
        Power factor = s->factors.items[i];
        const Node node = *graph_node(s->graph, factor.base);
        if (collect_has(s, factor.base, FACT_FINITE)) {
            if (factor.exponent < 0)
                collect_require(s, OP_NE, factor.base, zero_node(s), true);
        } else {
            finite = factor.exponent > 0 && op_table[node.op].form == OP_UNARY &&
                     collect_has(s, node.as.arg[0], FACT_FINITE) &&
                     collect_require_domain(s, factor.base, true);
        }
    }
    s->factors.count = product.first;
    return finite;
}

NodeId product_power(Simplifier *s, NodeId id, int32_t n) {
    Product product = {{1, 1}, s->factors.count};
    if (n > POWER_LIMIT || n < -POWER_LIMIT)
        return graph_power(s->graph, id, n);
    take(s, &product, id, n, n < 0, false);
    merge(s, &product);
    return build(s, &product);
}

/* Takes apart a part of an original product, or takes its factors if it was simplified by
 * itself. */
static void take_pending(Simplifier *s, Product *product, Pending part) {
    const Node node = *graph_node(s->graph, part.id);
    NodeId result = s->work[part.id].result;
    if (result != NODE_POISON) {
        take(s, product, result, part.sign, part.divided, false);
    } else if (node.op == OP_MUL) {
        collect_later(s, node.as.arg[1], part.sign, part.divided);
        collect_later(s, node.as.arg[0], part.sign, part.divided);
    } else if (node.op == OP_DIV) {
        collect_later(s, node.as.arg[1], -part.sign, true);
        collect_later(s, node.as.arg[0], part.sign, part.divided || part.sign < 0);
    } else if (node.op == OP_NEG) {
        negate(product, 1);
        collect_later(s, node.as.arg[0], part.sign, part.divided);
    } else if (node.op == OP_PROD) {
        for (uint32_t i = node.as.list.count; i-- > 0 && !s->failed;)
            collect_later(s, s->graph->arguments.items[node.as.list.first + i], part.sign,
                          part.divided);
    } else { /* POWI, n != 0; its argument is never interior */
        NodeId x = s->work[node.as.arg[0]].result;
        if (node.integer > POWER_LIMIT || node.integer < -POWER_LIMIT)
            push_factor(s, graph_power(s->graph, x, node.integer), part.sign);
        else
            take(s, product, x, node.integer * part.sign, part.divided || node.integer < 0, false);
    }
}

NodeId product_collect(Simplifier *s, NodeId id) {
    Product product = {{1, 1}, s->factors.count};
    size_t bottom = s->pending.count;
    collect_later(s, id, 1, false);
    while (s->pending.count > bottom && !s->failed)
        take_pending(s, &product, s->pending.items[--s->pending.count]);
    merge(s, &product);
    return build(s, &product);
}

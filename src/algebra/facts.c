/* Facts about nodes, and their order: see facts.h.
 *
 * Facts about single functions are in ops.def; those about arithmetic, the rules of signs and
 * degrees, are here. Constants are evaluated: their sign is that of their double. */
#include "algebra/facts.h"

#include <math.h>
#include <string.h>

/* ---- facts ---- */

/* A constant sum this close to 0 may be 0 but for rounding. */
static const double SUM_CERTAIN = 1e-6;

static uint8_t negative_flags(uint8_t flags) {
    uint8_t sign = (uint8_t)((flags & FACT_NONNEGATIVE ? FACT_NONPOSITIVE : 0) |
                             (flags & FACT_NONPOSITIVE ? FACT_NONNEGATIVE : 0));
    return (uint8_t)((flags & (FACT_TOTAL | FACT_FINITE | FACT_NONZERO)) | sign);
}

static uint8_t product_flags(uint8_t a, uint8_t b) {
    const uint8_t signs = FACT_NONNEGATIVE | FACT_NONPOSITIVE;
    uint8_t flags = a & b & (FACT_TOTAL | FACT_FINITE | FACT_NONZERO);
    if (a & signs && b & signs)
        flags |= (a & signs) == (b & signs) ? FACT_NONNEGATIVE : FACT_NONPOSITIVE;
    return flags;
}

static uint8_t sum_flags(uint8_t a, uint8_t b) {
    uint8_t flags = a & b & (FACT_TOTAL | FACT_FINITE | FACT_NONNEGATIVE | FACT_NONPOSITIVE);
    if (flags & (FACT_NONNEGATIVE | FACT_NONPOSITIVE))
        flags |= (a | b) & FACT_NONZERO;
    return flags;
}

/* Of 1/x. */
static uint8_t inverse_flags(uint8_t flags) {
    return flags & FACT_NONZERO ? flags
                                : (uint8_t)((flags & ~(FACT_TOTAL | FACT_FINITE)) | FACT_NONZERO);
}

static uint8_t power_flags(uint8_t flags, int32_t n) {
    if (n < 0)
        flags = inverse_flags(flags);
    return n % 2 ? flags : (uint8_t)((flags & ~FACT_NONPOSITIVE) | FACT_NONNEGATIVE);
}

static uint8_t function_flags(OpId op, uint8_t x) {
    uint8_t flags = (uint8_t)op_facts[op];
    if ((op == OP_SQRT && x & FACT_NONNEGATIVE) ||
        (op == OP_LOG && (x & FACT_POSITIVE) == FACT_POSITIVE))
        flags |= FACT_TOTAL | FACT_FINITE;
    if ((op == OP_ABS || op == OP_SQRT) && x & FACT_NONZERO)
        flags |= FACT_NONZERO;
    return flags & (uint8_t)(x | ~(FACT_TOTAL | FACT_FINITE));
}

static uint8_t pow_flags(uint8_t x, uint8_t y) {
    const uint8_t positive_constant = FACT_POSITIVE | FACT_CONSTANT;
    if ((x & FACT_POSITIVE) == FACT_POSITIVE)
        return (uint8_t)(FACT_POSITIVE | (x & y & (FACT_TOTAL | FACT_FINITE)));
    return (y & positive_constant) == positive_constant ? x & FACT_FINITE : 0;
}

static uint8_t constant_flags(OpId op, double value) {
    uint8_t flags = FACT_CONSTANT;
    bool certain = (op != OP_ADD && op != OP_SUB && op != OP_SUM) || fabs(value) > SUM_CERTAIN;
    if (isfinite(value))
        flags |= FACT_TOTAL | FACT_FINITE;
    if (isfinite(value) && value != 0.0 && certain)
        flags |= (uint8_t)(FACT_NONZERO | (value > 0.0 ? FACT_NONNEGATIVE : FACT_NONPOSITIVE));
    return flags;
}

/* Folds one more argument into the facts of a sum or a product; `power` is -1 for a divisor. */
static void fold_argument(Fact *fact, const Fact *x, bool product, float power) {
    if (product) {
        fact->degree += power * x->degree;
        if (x->variable == fact->variable)
            fact->lead += power * x->lead;
        else if (x->variable < fact->variable)
            fact->lead = power * x->lead;
    } else {
        fact->degree = fmaxf(fact->degree, x->degree);
        if (x->variable == fact->variable)
            fact->lead = fmaxf(fact->lead, x->lead);
        else if (x->variable < fact->variable)
            fact->lead = x->lead;
    }
    if (x->variable < fact->variable)
        fact->variable = x->variable;
}

static FactorClass factor_class(OpId op, uint8_t flags) {
    if (flags & FACT_CONSTANT)
        return FACTOR_CONSTANT;
    if (op == OP_VARIABLE)
        return FACTOR_VARIABLE;
    if (op == OP_POW)
        return FACTOR_POWER;
    return op == OP_ADD || op == OP_SUB || op == OP_SUM ? FACTOR_SUM : FACTOR_FUNCTION;
}

/* The value of a node with constant arguments; NaN if one has no known value. */
static double constant_value(const Facts *facts, const Node *node, const NodeId *arguments,
                             uint32_t count) {
    enum { FEW = 16 };
    double values[FEW];
    if (op_table[node->op].form == OP_SELECTING || count > FEW)
        return NAN;
    for (uint32_t i = 0; i < count; i++) {
        values[i] = facts->items.items[arguments[i]].value;
        if (isnan(values[i]))
            return NAN; /* NaN < 1 would be 0 */
    }
    return op_value((OpId)node->op, node->integer, values, count);
}

static Fact leaf_fact(const Facts *facts, NodeId id) {
    const Node *node = graph_node(facts->graph, id);
    Fact fact = {.value = NAN, .variable = UINT32_MAX};
    if (node->op == OP_CONSTANT) {
        fact.value = graph_constant_value(facts->graph, id);
        fact.flags = constant_flags(OP_CONSTANT, fact.value);
        fact.flags |= fact.value < 0.0 ? FACT_SIGNED : 0;
    } else if (node->op == OP_VARIABLE) {
        fact.degree = fact.lead = 1.0F;
        fact.variable = node->as.variable;
        fact.flags = FACT_TOTAL | FACT_FINITE;
        fact.factor_class = FACTOR_VARIABLE;
    }
    return fact;
}

/* The flags of an application to arguments that are not all constant. */
static uint8_t flags_of(const Facts *facts, const Node *node, const NodeId *arguments,
                        uint32_t count) {
    const Fact *items = facts->items.items;
    OpId op = (OpId)node->op;
    uint8_t x = count ? items[arguments[0]].flags : 0;
    uint8_t y = count > 1 ? items[arguments[1]].flags : 0;
    uint8_t first_sign = x & FACT_SIGNED, flags;
    if (op == OP_NEG)
        return negative_flags(x) | FACT_SIGNED;
    if (op == OP_ADD)
        return sum_flags(x, y) | first_sign;
    if (op == OP_SUB)
        return sum_flags(x, negative_flags(y)) | first_sign;
    if (op == OP_MUL && arguments[0] == arguments[1])
        return power_flags(x, 2);
    if (op == OP_MUL)
        return product_flags(x, y) | first_sign;
    if (op == OP_DIV)
        return product_flags(x, inverse_flags(y)) | first_sign;
    if (op == OP_POWI)
        return power_flags(x & (uint8_t)~FACT_SIGNED, node->integer);
    if (op == OP_POW)
        return pow_flags(x, y);
    if (op == OP_SUM || op == OP_PROD) {
        flags = x;
        for (uint32_t i = 1; i < count; i++)
            flags = op == OP_SUM ? sum_flags(flags, items[arguments[i]].flags)
                                 : product_flags(flags, items[arguments[i]].flags);
        return flags | first_sign;
    }
    if (op_table[op].form == OP_SELECTING)
        return y & items[arguments[2]].flags & (uint8_t)~FACT_SIGNED;
    if (op_table[op].form == OP_UNARY)
        return function_flags(op, x);
    flags = (uint8_t)op_facts[op];
    for (uint32_t i = 0; i < count; i++)
        flags &= (uint8_t)(items[arguments[i]].flags | ~(FACT_TOTAL | FACT_FINITE));
    return flags;
}

static Fact fact_of(const Facts *facts, NodeId id) {
    const Node *node = graph_node(facts->graph, id);
    const Fact *items = facts->items.items;
    OpId op = (OpId)node->op;
    uint32_t count;
    const NodeId *arguments = graph_arguments(facts->graph, id, &count);
    if (op_table[op].form == OP_LEAF)
        return leaf_fact(facts, id);
    bool sum = op == OP_ADD || op == OP_SUB || op == OP_SUM || op == OP_NEG;
    bool product = op == OP_MUL || op == OP_DIV || op == OP_PROD;
    Fact fact = {.value = NAN, .variable = UINT32_MAX, .degree = sum ? -INFINITY : 0.0F};
    bool constant = true;
    for (uint32_t i = 0; i < count; i++) {
        const Fact *x = &items[arguments[i]];
        if (sum || product)
            fold_argument(&fact, x, product, op == OP_DIV && i == 1 ? -1.0F : 1.0F);
        else if (x->variable < fact.variable)
            fact.variable = x->variable;
        if (x->height >= fact.height)
            fact.height = x->height + 1;
        constant = constant && x->flags & FACT_CONSTANT;
    }
    if (op == OP_POWI || op == OP_POW) {
        const Fact *x = &items[arguments[0]];
        double power = op == OP_POWI ? node->integer : items[arguments[1]].value;
        if (isfinite(power)) {
            fact.degree = (float)power * x->degree;
            fact.lead = x->variable == fact.variable ? (float)power * x->lead : 0.0F;
        }
    }
    if (!isfinite(fact.degree) ||
        !isfinite(fact.lead)) /* a tower of powers, too large for floats */
        fact.degree = fact.lead = 0.0F;
    if (constant)
        fact.value = constant_value(facts, node, arguments, count);
    fact.flags = flags_of(facts, node, arguments, count);
    if (constant && op_table[op].form != OP_SELECTING)
        fact.flags = constant_flags(op, fact.value) | (fact.flags & FACT_SIGNED);
    else if (constant)
        fact.flags |= FACT_CONSTANT;
    else
        fact.flags &= (uint8_t)~FACT_CONSTANT;
    fact.factor_class = (uint8_t)factor_class(op, fact.flags);
    return fact;
}

bool facts_extend(Facts *facts) {
    size_t wanted = facts->graph->nodes.count;
    if (facts->items.count >= wanted)
        return true;
    if (!array_reserve(&facts->items, wanted - facts->items.count))
        return false;
    while (facts->items.count < wanted) {
        facts->items.items[facts->items.count] = fact_of(facts, (NodeId)facts->items.count);
        facts->items.count++;
    }
    return true;
}

/* ---- order ---- */

#define COMPARE(a, b)                                                                              \
    do {                                                                                           \
        if ((a) != (b))                                                                            \
            return (a) < (b) ? -1 : 1;                                                             \
    } while (0)

/* The node, or its base if it is a whole power. */
static const Node *base_of(const Facts *facts, NodeId id) {
    const Node *node = graph_node(facts->graph, id);
    return node->op == OP_POWI ? graph_node(facts->graph, node->as.arg[0]) : node;
}

/* Breaks ties within a class: simpler first, then by name or number, then by age. */
static int order_kin(const Facts *facts, const Fact *x, const Fact *y, NodeId a, NodeId b) {
    const Node *p = base_of(facts, a), *q = base_of(facts, b);
    COMPARE(x->height, y->height);
    int names = p->op == q->op ? 0 : strcmp(op_table[p->op].name, op_table[q->op].name);
    if (names)
        return names;
    COMPARE(p->integer, q->integer);
    if (p->op == OP_CONSTANT && q->op == OP_CONSTANT) {
        bool no_x = isnan(x->value), no_y = isnan(y->value);
        COMPARE(no_x, no_y);
        if (!no_x)
            COMPARE(x->value, y->value);
    }
    COMPARE(x->variable, y->variable);
    COMPARE(a, b);
    return 0;
}

int order_factors(const Facts *facts, NodeId a, NodeId b) {
    if (a == b)
        return 0;
    const Fact *x = &facts->items.items[a], *y = &facts->items.items[b];
    COMPARE(x->factor_class, y->factor_class);
    return order_kin(facts, x, y, a, b);
}

int order_terms(const Facts *facts, NodeId a, NodeId b) {
    if (a == b)
        return 0;
    const Fact *x = &facts->items.items[a], *y = &facts->items.items[b];
    bool one_a = graph_is_constant(facts->graph, a, 1.0);
    bool one_b = graph_is_constant(facts->graph, b, 1.0);
    COMPARE(one_a, one_b); /* the rational number comes last, other constants right before it */
    COMPARE(x->flags & FACT_CONSTANT, y->flags & FACT_CONSTANT);
    COMPARE(y->degree, x->degree);
    COMPARE(x->variable, y->variable);
    COMPARE(y->lead, x->lead);
    return order_kin(facts, x, y, a, b);
}

#undef COMPARE

void order_sort(const Facts *facts, int (*order)(const Facts *, NodeId, NodeId), void *items,
                size_t count, size_t size, void *scratch) {
    char *from = items, *other = scratch;
#define ID(base, i) (*(const NodeId *)(const void *)((base) + (i)*size))
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count;
            size_t end = middle + width < count ? middle + width : count;
            size_t i = start, j = middle, k = start;
            if (j < end && order(facts, ID(from, j - 1), ID(from, j)) > 0) {
                while (i < middle && j < end) {
                    bool left = order(facts, ID(from, i), ID(from, j)) <= 0;
                    memcpy(other + k++ * size, from + (left ? i++ : j++) * size, size);
                }
            }
            memcpy(other + k * size, from + i * size, (middle - i) * size);
            k += middle - i;
            memcpy(other + k * size, from + j * size, (end - j) * size);
        }
        char *swap = from;
        from = other;
        other = swap;
    }
#undef ID
    if (from != items)
        memcpy(items, from, count * size);
}

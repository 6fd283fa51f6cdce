/* Facts about nodes, and the order in which people write factors and terms.
 *
 * Facts are conservative and refer to real arithmetic: a node is total if it has a finite value
 * wherever its variables do (exp(x) overflows, yet is total). One Fact per node, in id order. */
#ifndef ADCALC_ALGEBRA_FACTS_H
#define ADCALC_ALGEBRA_FACTS_H

#include "graph/graph.h"

/* Flags of a node: the facts of graph/op.h, and these. */
enum {
    FACT_NONPOSITIVE = 16, /* never > 0 where it exists */
    FACT_CONSTANT = 32,    /* no variables in it */
    FACT_SIGNED = 64       /* is written with a minus sign in front */
};

/* Classes of factors, in the order they are written after the coefficient. */
typedef enum FactorClass {
    FACTOR_CONSTANT,
    FACTOR_VARIABLE,
    FACTOR_POWER, /* x^y */
    FACTOR_SUM,
    FACTOR_FUNCTION
} FactorClass;

typedef struct Fact {
    double value;      /* of a constant; NaN otherwise, and for choices */
    float degree;      /* as a polynomial; functions count 0 */
    float lead;        /* degree in `variable` */
    uint32_t variable; /* the smallest variable in it; UINT32_MAX for constants */
    uint32_t height;   /* 0 for leaves */
    uint8_t flags;
    uint8_t factor_class; /* FactorClass */
} Fact;

typedef struct Facts {
    const Graph *graph;
    ARRAY(Fact) items;
} Facts;

/* Adds facts for all nodes made since the last call; false when memory ran out. */
bool facts_extend(Facts *facts);

/* < 0, 0 or > 0 if factor or term `a` is written before, is, or is written after `b`. Total orders
 * that depend on structure first and on ids (age) last, never on hashes. Facts must be known. */
int order_factors(const Facts *facts, NodeId a, NodeId b);
int order_terms(const Facts *facts, NodeId a, NodeId b);

/* Sorts `count` items of `size` bytes that begin with their NodeId, by merging, without recursion.
 * `scratch` has room for as many. */
void order_sort(const Facts *facts, int (*order)(const Facts *, NodeId, NodeId), void *items,
                size_t count, size_t size, void *scratch);

#endif

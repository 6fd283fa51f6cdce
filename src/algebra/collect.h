/* Collecting sums and products: what simplify.c does to + - * / and whole powers.
 *
 * Nodes made here are normal: a sum is a left spine of ADD and SUB (or one SUM of many terms) over
 * terms in order_terms' order, a positive one first if any; a term is [-] p * factors / (q *
 * factors), with a DIV only at its top and factors in order_factors' order, each a base or a whole
 * power of one, no base twice; p/q is reduced. A plain sum is not a term, nor a product a factor.
 *
 * Interior nodes - used once, by a node of their own kind - are never made: their only user
 * collects their parts, so that a chain of any length is collected once, in linear time plus
 * sorting. Other arguments are merged into their user if they are chains of at most 16 parts.
 *
 * Ownership: the Simplifier owns its arrays; all of them are stacks, from which users pop what they
 * pushed. Failure is sticky in `failed`; nodes are then poison, and what is on the stacks means
 * nothing. */
#ifndef ADCALC_ALGEBRA_COLLECT_H
#define ADCALC_ALGEBRA_COLLECT_H

#include "algebra/facts.h"
#include "graph/rational.h"

typedef enum ChainKind { CHAIN_NONE, CHAIN_SUM, CHAIN_PRODUCT } ChainKind;

/* Which arguments the simplified form of a node came from; provisos of the others do not matter. */
typedef enum Kept {
    KEPT_ALL,
    KEPT_NONE, /* the node stayed as written */
    KEPT_ARMS, /* of a choice: both, each under its condition */
    KEPT_THEN, /* of a decided choice: the arm, and what decided it */
    KEPT_ELSE,
    KEPT_GENERIC, /* of where(u == c, edge, generic): generic and u */
    KEPT_EDGE     /* edge and u */
} Kept;

/* What is known of an original node. */
typedef struct Work {
    NodeId result;    /* its simplified form; poison for interior nodes and unneeded ones */
    uint8_t uses;     /* uses as an argument: 0, 1, or 2 for more */
    uint8_t kind;     /* ChainKind */
    uint8_t user;     /* ChainKind of the only user */
    uint8_t interior; /* its only user collects it */
    uint8_t exposed;  /* used once, and if it is not finite, nor is a root */
    uint8_t kept;     /* Kept */
    uint8_t live;     /* the results of the roots came from it */
    uint32_t context; /* the choices above it, if live: simplify.c */
} Work;

typedef struct Power {
    NodeId base;
    int32_t exponent;
} Power;

typedef struct Term {
    NodeId key; /* the term without its coefficient; the constant 1 for numbers */
    Rational coefficient;
} Term;

/* A part of a chain still to be taken apart. */
typedef struct Pending {
    NodeId id;    /* of an original node */
    int32_t sign; /* -1: subtracted, or divided by */
    bool divided; /* some division stands above it */
} Pending;

typedef struct Proviso {
    NodeId origin; /* the original node whose simplification needs it */
    NodeId condition;
    bool pole; /* where it does not hold, neither the original nor the result is finite */
} Proviso;

typedef struct Simplifier {
    Graph *graph;
    Facts facts;
    Work *work;    /* of the original nodes */
    NodeId one;    /* the constant 1 */
    NodeId origin; /* the original node being simplified */
    ARRAY(Pending) pending;
    ARRAY(Power) factors;
    ARRAY(Power) later; /* factors found while factors are merged */
    ARRAY(Term) terms;
    ARRAY(NodeId) again; /* terms found while terms are merged */
    ARRAY(NodeId) list;
    ARRAY(Proviso) provisos;
    ARRAY(char) scratch; /* for sorting */
    bool failed;
} Simplifier;

/* No exponent grows beyond this; such powers stay as they are. */
enum { POWER_LIMIT = 1 << 30 };

/* ---- nodes (collect.c) ---- */

Fact collect_fact(Simplifier *s, NodeId id);
bool collect_has(Simplifier *s, NodeId id, uint8_t flags); /* all of them */
NodeId collect_number(Simplifier *s, Rational value);
/* Whether the node is an exact number: a whole or short dyadic constant, or a quotient of such. */
bool collect_rational(const Simplifier *s, NodeId id, Rational *value);
static inline bool collect_is_sum(const Simplifier *s, NodeId id) {
    OpId op = graph_op(s->graph, id);
    return op == OP_ADD || op == OP_SUB;
}
/* The result needs `x relation bound`; nothing happens where that is proven. `pole`: otherwise
 * neither the original nor the result is finite: NaN may have become infinite, which matters only
 * to operations applied to it. */
void collect_require(Simplifier *s, OpId relation, NodeId x, NodeId bound, bool pole);
/* Where a function of total arguments exists: the DOMAINs of ops.def, all of which must hold; NULL
 * if there are none. */
typedef struct Domain {
    OpId op;
    uint32_t argument;
    OpId relation; /* of the argument to the bound */
    int bound;
} Domain;
const Domain *collect_domain(OpId op, uint32_t *count);
/* Requires what makes a function of one total argument finite; false if no row says. */
bool collect_require_domain(Simplifier *s, NodeId function, bool pole);
/* Sorts the `count` factors or terms of `size` bytes from number `first` on; false once it has
 * failed. */
bool collect_sort(Simplifier *s, int (*order)(const Facts *, NodeId, NodeId), void *items,
                  size_t first, size_t count, size_t size);
/* Pushes a node onto the list, or a part of a chain that is still to be taken apart. */
void collect_list(Simplifier *s, NodeId node);
void collect_later(Simplifier *s, NodeId id, int32_t sign, bool divided);
void collect_fail(Simplifier *s);

/* ---- products (product.c) ---- */

/* The normal form of an original MUL, DIV, PROD, POWI or NEG. */
NodeId product_collect(Simplifier *s, NodeId id);
/* coefficient * node, for a normal node that is not a sum; or -1 * a sum. */
NodeId product_scale(Simplifier *s, Rational coefficient, NodeId node);
/* node^n, for a normal node, n != 0. */
NodeId product_power(Simplifier *s, NodeId node, int32_t n);
/* Whether a normal node is finite, perhaps under provisos, which it adds. */
bool product_is_finite(Simplifier *s, NodeId node);
/* The coefficient and the rest of a normal node that is not a sum. */
Term product_split(Simplifier *s, NodeId node);

/* ---- sums (sum.c) ---- */

/* The normal form of an original ADD, SUB, SUM or NEG. */
NodeId sum_collect(Simplifier *s, NodeId id);
/* The negative of a normal ADD or SUB. */
NodeId sum_negative(Simplifier *s, NodeId sum);

#endif

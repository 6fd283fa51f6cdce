/* Simplification: rewrites a node into one that a person would write.
 *
 * Works bottom-up in id order without recursion. It may change how a value is computed, never
 * whether it exists: identities that need a proviso (identities.def) carry it out in `provisos`,
 * each a condition node that must be true (non-zero) for the result to stand for the original.
 * Exact rationals only are folded; like terms are collected; constants that are not exact stay as
 * they are. Conditions stay as they are written unless they are decided; a proviso from inside an
 * arm of an `if` carries the condition: (if condition then proviso else 1). What normal forms
 * look like is said in collect.h. */
#ifndef ADCALC_ALGEBRA_SIMPLIFY_H
#define ADCALC_ALGEBRA_SIMPLIFY_H

#include "graph/graph.h"

typedef ARRAY(NodeId) NodeList;

/* Simplifies all roots together (shared parts once); roots[i] becomes the new node. Provisos that
 * the results need are added to `provisos`, each once. False without memory. */
bool simplify(Graph *graph, NodeId *roots, uint32_t count, NodeList *provisos);

#endif

/* Simplification: rewrites a node as a person would write it.
 *
 * Works bottom-up in id order without recursion. It may change how a value is computed, never
 * whether it exists: identities that need a proviso (identities.def) add it to `provisos`, a
 * condition node that must be true (non-zero) for the result to stand for the original. Only exact
 * rationals are folded; like terms are collected; inexact constants stay as they are. Conditions
 * stay as written unless they are decided; a proviso from inside an arm of an `if` carries the
 * condition: (if condition then proviso else 1). Normal forms are described in collect.h. */
#ifndef ADCALC_ALGEBRA_SIMPLIFY_H
#define ADCALC_ALGEBRA_SIMPLIFY_H

#include "graph/graph.h"

typedef ARRAY(NodeId) NodeList;

/* Simplifies all roots together (shared parts once); roots[i] becomes the new node. Provisos that
 * the results need are added to `provisos`, each once. False without memory. */
bool simplify(Graph *graph, NodeId *roots, uint32_t count, NodeList *provisos);

#endif

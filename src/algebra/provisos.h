/* Provisos under choices.
 *
 * A proviso from inside an arm of a SELECT matters only there and becomes `if condition then
 * proviso else 1`; a node used both inside and outside stands under the choices that all its uses
 * share. Provisos of a WHERE hold as they are: see simplify.c. Who collects provisos in a
 * Simplifier marks the nodes they came from, from the roots down, and hands them out. */
#ifndef ADCALC_ALGEBRA_PROVISOS_H
#define ADCALC_ALGEBRA_PROVISOS_H

#include "algebra/collect.h"
#include "algebra/simplify.h"

/* An arm of an undecided SELECT within another context; context 0 is the outermost. */
typedef struct Context {
    NodeId condition;
    uint32_t parent;
    uint16_t depth;
    bool negated; /* the else arm */
} Context;

typedef ARRAY(Context) ContextList;

/* Marks a node as live, in this context too. */
void provisos_mark(Simplifier *s, const ContextList *contexts, NodeId id, uint32_t context);
/* Marks the arms of a live choice, each in its context; false without memory. */
bool provisos_mark_arms(Simplifier *s, ContextList *contexts, NodeId id);
/* Adds the provisos of live nodes to the list, each once, and none that follows from another or
 * from one in the list; false without memory. */
bool provisos_hand_out(Simplifier *s, const ContextList *contexts, NodeList *provisos);

#endif

/* Rays: a function's expansion on one side of a point, along a direction.
 *
 * The point moves as x + t u, t > 0. Every node of the graph becomes an expansion in t, and every
 * decision (which arm, which of two is larger, the whole number below) is taken by the first
 * coefficient of its argument that is not 0. So nothing is decided by a convention, and arms that
 * only the other side takes do no harm.
 *
 * What is equal at the point by its structure, as sqrt(x + 2) and sqrt(2) at 0, is equal exactly:
 * values are numbered by the graph that the point's numbers make. Ownership: Rays own what they
 * find and borrow the problem, whose graph may grow. */
#ifndef ADCALC_SIDES_RAY_H
#define ADCALC_SIDES_RAY_H

#include "base/arena.h"
#include "sides/local.h"

/* What was found of a node. */
typedef struct RayNode {
    const Expansion *x; /* as much of it as is used; NULL: not found yet */
    NodeId identity;    /* of its value at the point, in `numbers`; poison if that is unknown */
} RayNode;

typedef struct RayNodes {
    ARRAY(RayNode) nodes; /* index = NodeId, as far as any was found */
    Arena expansions;
} RayNodes;

typedef struct Rays {
    const Problem *problem;
    Diag *diag;
    LocalTable locals;
    NodeValues values; /* in doubles, at the point */
    Graph numbers;     /* what the nodes are when the point's numbers are put in */
    uint8_t *reach;    /* nodes that the root needs */
    /* Nodes that decide, and whose decision is on its edge in doubles but perhaps not exactly: the
     * edge is as close as the last digits of the point. */
    ARRAY(NodeId) ties;
    double limit; /* of reach_now.work, for all rays together */
    /* Nodes that stand still on a ray are the same on all rays: they are found once. */
    RayNodes resting;
    /* Of the present ray: */
    const double *velocity;
    Reach reach_now;
    ARRAY(uint8_t) moving; /* one a node: it depends on a variable that moves */
    RayNodes found;        /* of those that move */
    NodeId chosen; /* the identity of a result that is one of its arguments; poison for others */
    NodeId asked;  /* of the problem, which is being expanded, if by the text of an EDGE */
    int depth;
} Rays;

/* False without memory (recorded). */
bool rays_begin(Rays *rays, const Problem *problem, Diag *diag);
void rays_free(Rays *rays);

/* The root along `velocity`, one number a variable, up to exponents below `cap`. Undecided where
 * nothing is known, or when the limit of work has been reached. False without memory (recorded). */
bool rays_follow(Rays *rays, const double *velocity, double cap, Expansion *root);

/* ---- for the handlers of operations alone: decisions.c, ends.c, ray.c ---- */

/* An operation on the ray: fills the expansion of node `id`; its arguments are known. */
typedef void RayHandler(Rays *rays, NodeId id, Expansion *x);
/* The handler of an operation, or NULL for one that is only a function, smooth where it is. */
RayHandler *ray_handler(OpId op);
/* The expansion of an argument, or of any node: known ones are loaded, others expanded. */
void ray_load(Rays *rays, NodeId id, Expansion *x);
NodeId ray_identity(const Rays *rays, NodeId id);
/* Becomes the expansion of another node. */
void ray_become(Rays *rays, NodeId id, Expansion *x);
/* As a function of its arguments, smooth at their values; else by its edge. */
void ray_function(Rays *rays, NodeId id, Expansion *x);
/* A function of one variable, smooth at the value of `argument`. */
void ray_compose(Rays *rays, const LocalOp *op, const Expansion *argument, Expansion *x);
/* An argument that decides: a constant that is 0 in doubles, and as close to it as the point's last
 * digits, is none. */
void ray_settle(Rays *rays, Expansion *argument);
/* decisions.c: the i-th argument of a node, and its expansion; a/b, unless b may be 0;
 * base^exponent, an odd root or not. */
NodeId ray_argument(const Rays *rays, NodeId id, uint32_t i);
void ray_load_argument(Rays *rays, NodeId id, uint32_t i, Expansion *x);
void ray_divide(Rays *rays, Expansion *a, Expansion *b, Expansion *x);
void ray_raise(Rays *rays, Expansion *base, double exponent, bool odd, Expansion *x);
/* ends.c */
RayHandler ray_atan2, ray_lambertw;

#endif

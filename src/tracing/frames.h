/* Frames: the stacks of the machine, for machine.c and branches.c alone. */
#ifndef ADCALC_TRACING_FRAMES_H
#define ADCALC_TRACING_FRAMES_H

#include "tracing/reading.h"

typedef enum FrameKind { FRAME_ROOT, FRAME_CALL, FRAME_FOLD, FRAME_FOR, FRAME_WHILE } FrameKind;

typedef struct Frame {
    uint8_t kind;
    TreeId next, last;   /* tree nodes still to visit; loops: their own is the one behind */
    TreeId body;         /* loops: where a round begins */
    uint32_t slot;       /* of what counts; WHILE: rounds so far */
    size_t locals, base; /* CALL: where the caller's end and begin */
    size_t values;       /* FOLD: height of the value stack below its terms */
    int64_t index, high; /* FOLD, FOR */
} Frame;

/* A local name: its node, or what counts, which becomes a node when first read in a round. */
typedef struct LocalName {
    NodeId node; /* poison: not yet */
    bool is_set;
    double index;
} LocalName;

/* How an `if`, `and` or `or` inside an expression goes on. */
typedef enum Way {
    WAY_BOTH,      /* it becomes a node */
    WAY_BOTH_CALM, /* the same, and so do those inside */
    WAY_ONE        /* it is decided */
} Way;

typedef struct Machine {
    const Tracing *t;
    const TreeNode *nodes; /* the tree's */
    Graph *graph;
    Diag *diag;
    ARRAY(NodeId) values;
    ARRAY(LocalName) locals;
    size_t base; /* of the locals in reach */
    ARRAY(Frame) frames;
    ARRAY(uint8_t) ways;
    ARRAY(PrintItem) items;
    uint32_t depth; /* calls that go on, ... */
    uint32_t loops; /* ... and loops */
    CalmNodes calm;
    bool undecided;
} Machine;

/* ---- stacks ---- */

static inline void push(Machine *m, NodeId value) {
    if (!array_push(&m->values, value))
        diag_no_memory(m->diag);
}

static inline NodeId pop(Machine *m) {
    return m->values.count ? m->values.items[--m->values.count] : NODE_POISON;
}

static inline void push_apply(Machine *m, OpId op, uint32_t count, Span span) {
    m->values.count -= count;
    push(m, graph_apply(m->graph, op, 0, m->values.items + m->values.count, count, span));
}

static inline Frame *top(const Machine *m) {
    return &m->frames.items[m->frames.count - 1];
}

static inline void push_frame(Machine *m, Frame frame) {
    if (!array_push(&m->frames, frame))
        diag_no_memory(m->diag);
}

#endif

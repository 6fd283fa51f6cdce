/* What an analysis is about, and where it puts what it finds. */
#ifndef ADCALC_ANALYSIS_SUBJECT_H
#define ADCALC_ANALYSIS_SUBJECT_H

#include "methods/problem.h"
#include "print/infix.h"

typedef struct Subject {
    const Problem *problem;
    Diag *diag;   /* for notes, and to record that memory ran out */
    Arena *arena; /* what is found lives there */
} Subject;

/* Zeroed memory, and a copy of a text, which is freed; NULL without memory (recorded). */
static inline void *subject_allocate(const Subject *subject, size_t count, size_t size) {
    return diag_allocate(subject->diag, subject->arena, count, size);
}
static inline const char *subject_keep(const Subject *subject, Text *text) {
    return diag_keep(subject->diag, subject->arena, text);
}
/* A copy of what is said, which borrows from the arena alone, unless memory ran out (recorded). */
static inline void subject_say(const Subject *subject, Said said, Said *kept) {
    if (!said_keep(said, SIZE_MAX, subject->arena, kept))
        diag_no_memory(subject->diag);
}
/* A node as people read it, cut short where it is long; in the same way, so that it may be said. */
static inline const char *subject_node(const Subject *subject, NodeId node) {
    enum { LONGEST = 60 };
    const Problem *problem = subject->problem;
    Text text = {0};
    infix_print(problem->graph, problem->variables, node, LONGEST, &text);
    return subject_keep(subject, &text);
}

#endif

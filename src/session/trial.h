/* Trials: whether a line makes sense after all that is kept.
 *
 * What is kept is traced once, in a scope and a graph of its own, when the next line is tried; then
 * only what is new. A line is traced on top, and its traces in the scope are undone. What has been
 * dropped since leaves traces that can only forbid more: a name that it read is still a variable.
 * So a line that makes no sense after them is tried again after nothing but what is kept. Where
 * answers are computed in a subprocess, so is all of this, and the session itself traces nothing.
 * Ownership: a Trial owns its scope and graph, and borrows the rest. */
#ifndef ADCALC_SESSION_TRIAL_H
#define ADCALC_SESSION_TRIAL_H

#include "session/definitions.h"
#include "tracing/scope.h"

typedef struct Trial {
    const Definitions *definitions;
    const Tree *tree;
    const Symbols *symbols;
    Scope scope;
    Graph graph;
    size_t traced;            /* definitions [0, traced) are */
    bool begun;               /* values from outside, too */
    uint32_t renewals, drops; /* of the definitions, then */
    bool restless;            /* the line that was tried assigns what a restless function gives */
    uint32_t most;            /* nodes, beyond which all begins anew without those that are idle */
} Trial;

/* False without memory (recorded). */
bool trial_begin(Trial *trial, const Definitions *definitions, const Tree *tree,
                 const Symbols *symbols, Diag *diag);
/* Whether the line, the tree's statements [0, program), makes sense after all that is kept, less
 * what it puts away, and with the values from outside that are the statements behind it. False
 * after an error (recorded); no notes are left. In the scope then is what is kept. */
bool trial_line(Trial *trial, size_t program);
/* Begins anew when it is next asked. */
void trial_reset(Trial *trial);
void trial_free(Trial *trial);

#endif

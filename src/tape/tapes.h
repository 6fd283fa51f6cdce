/* Tapes: what has been compiled of one function, or of some nodes. All who evaluate it share them,
 * so nothing is compiled twice.
 *
 * Tapes are told apart by their choices. Ownership: Tapes own the compiled tapes, together with
 * those who run them, and borrow the function or graph, which may grow meanwhile. */
#ifndef ADCALC_TAPE_TAPES_H
#define ADCALC_TAPE_TAPES_H

#include "tape/tape.h"

typedef struct Tapes {
    Function *function; /* its traces are compiled; or NULL, and then ... */
    const Graph *graph; /* ... nodes of this graph are */
    ARRAY(NodeId) roots;
    uint32_t variables;
    Diag *diag;
    ARRAY(Tape *) tapes; /* newest first */
} Tapes;

/* Beyond either limit the oldest tapes are dropped, those that nobody runs first. */
enum { TAPES_MAX = 64, TAPES_MAX_ELEMENTS = 1 << 25 };

/* The tapes of a function; nothing is compiled yet. */
void tapes_of_function(Tapes *tapes, Function *function, uint32_t variables);
/* The tapes of some nodes of a graph. False without memory (recorded). */
bool tapes_of_nodes(Tapes *tapes, const Graph *graph, const NodeId *roots, uint32_t count,
                    uint32_t variables);
/* ... and of more nodes, before anything is compiled. */
bool tapes_add_nodes(Tapes *tapes, const NodeId *roots, size_t count);
void tapes_free(Tapes *tapes);

/* Compiles the tape for a point that fits none of those there are: a new one, put first, or a known
 * one if it turns out to be the same. NULL after an error (recorded). */
Tape *tapes_compile(Tapes *tapes, const double *point);
/* The same of a new trace that is the function all around the point; for tapes of a function. */
Tape *tapes_compile_around(Tapes *tapes, const double *point);
/* Whoever goes on using a tape counts as one of its users, until it releases the tape. */
void tapes_release(Tape *tape);

#endif

/* The session: programs in, answers out, one after another.
 *
 * A session keeps the definitions, names and points of what it was given; every line is traced anew from
 * them. Ownership: the session owns all tables; the options are borrowed. */
#ifndef ADCALC_SHELL_SESSION_H
#define ADCALC_SHELL_SESSION_H

#include "shell/options.h"
#include "tracing/trace.h"

typedef struct Session {
    const Options *options;
    Symbols symbols;
    Diag diag;
    Tree tree;
    Scope scope;
    Graph graph;
    Rules rules;
    Trace trace;
    Arena arena;
    size_t kept;         /* statements of earlier lines at the front of the tree */
    bool header_printed; /* csv, tsv */
} Session;

bool session_begin(Session *session, const Options *options);
void session_free(Session *session);

/* Answers one program: the report to stdout, errors to stderr. `name` is NULL for the command line. With
 * `keep` it is a line of a session: its definitions stay, and a line of definitions alone says nothing. */
ExitStatus session_answer(Session *session, const char *name, const char *text, size_t length,
                          uint32_t first_line, bool keep);

#endif

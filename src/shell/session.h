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
    Reference reference; /* the referee, started when an answer first shows it */
    Trace trace;
    Arena arena;
    size_t kept;    /* statements of earlier lines at the front of the tree */
    bool answered;  /* something was shown before */
    Text columns;   /* csv, tsv: of the header printed last */
    uint32_t depth; /* brackets that the lines of session_continues left open, ... */
    int last_token; /* ... and their last token */
} Session;

bool session_begin(Session *session, const Options *options);
void session_free(Session *session);

/* Whether a program goes on after this line of it, because a bracket is open or an operator, a comma or a
 * word waits for what follows. To be asked of every line of a session, in order. */
bool session_continues(Session *session, const char *line, size_t length);

/* Answers one program: the report to stdout, errors to stderr. `name` is NULL for the command line. With
 * `keep` it is a line of a session: its definitions stay, and a line of definitions alone says nothing. */
ExitStatus session_answer(Session *session, const char *name, const char *text, size_t length,
                          uint32_t first_line, bool keep);

#endif

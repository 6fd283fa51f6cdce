/* The session: programs in, answers out, one after another.
 *
 * A session keeps the definitions, names and points of its lines (definitions.h); a line is traced
 * with those that it needs. Ownership: the session owns all tables and borrows the settings. */
#ifndef ADCALC_SESSION_SESSION_H
#define ADCALC_SESSION_SESSION_H

#include "session/settings.h"
#include "session/trial.h"
#include "syntax/tokens.h"
#include "tracing/statements.h"

/* Work for a subprocess: it may take long, and only its result comes back. */
typedef void Computation(void *context, Text *result);

typedef struct Session Session;
struct Session {
    const Settings *settings;
    /* Does work so that it can be stopped without harm to the session: EXIT_FINE with the result,
     * or another status after saying why. NULL: the work is done in this process and cannot be
     * stopped. */
    ExitStatus (*subprocess)(Computation *work, void *context, Text *result);
    /* Gives the first error a hint that suits where its program comes from; NULL: they stay. */
    void (*advise)(const void *adviser, Session *session, uint32_t source, bool keep);
    const void *adviser;
    Symbols symbols;
    Diag diag;
    Tree tree;               /* its statements are the line's at hand; nodes of kept ones stay */
    Definitions definitions; /* what is kept */
    Trial trial;
    Scope scope;
    Tree program;          /* the statements that an answer needs, borrowed from the tree, ... */
    Statements statements; /* ... what is found when they run, ... */
    Function function;     /* ... the function they are, ... */
    ARRAY(Function *) formulas; /* ... claims that are functions of their own, ... */
    Tapes tapes;                /* ... and its tapes */
    uint32_t round;             /* statements in one of --iterate */
    Rules rules;
    Reference reference; /* the referee, started when an answer first shows it */
    Arena arena;
    Text printed;      /* by the program at hand, and not written yet */
    bool has_printed;  /* it has printed something, ... */
    bool print_failed; /* ... which could not be written */
    Text shown;      /* what the last answer left for the next (report_write); "": there was none */
    bool has_ans;    /* an answer had a value, ... */
    double ans;      /* ... the last of which is this, ... */
    Symbol ans_name; /* ... and is called so */
};

/* The graph of the program at hand. */
static inline Graph *session_graph(const Session *session) {
    return &session->function.traces.items[0]->graph;
}

/* Does work, in a subprocess where the session has any: a Session.subprocess. */
static inline ExitStatus session_compute(const Session *session, Computation *work, void *context,
                                         Text *result) {
    if (session->subprocess)
        return session->subprocess(work, context, result);
    work(context, result);
    return EXIT_FINE;
}

bool session_begin(Session *session, const Settings *settings);
void session_free(Session *session);

/* Answers one program: the report to stdout, errors to stderr. `name` is NULL for the command line.
 * With `keep` it is a line of a session: its definitions stay, and a line of definitions alone says
 * nothing. */
ExitStatus session_answer(Session *session, const char *name, const char *text, size_t length,
                          uint32_t first_line, bool keep);
/* The same for lines of a session whose tokens have been read, and are freed here. With a view the
 * first token is its name. */
ExitStatus session_lines(Session *session, const View *view, const char *name, const Text *text,
                         Tokens *tokens, uint32_t first_line);
/* The same for a saved file, which may give ans a value. */
ExitStatus session_load(Session *session, const char *name, const char *text, size_t length);

/* Variables of these names, in the arena; NULL without memory (recorded). */
const Variable *session_variables(Session *session, const Symbol *symbols, size_t count);

/* The program's statements are in the session's tree, which has grown. */
void session_share_tree(Session *session);
/* Turns the values of --at into kept statements, so that later ones override them. */
ExitStatus session_keep_values(Session *session);
/* Appends the values of --at to the tree's statements, to override what a program says. */
void session_read_values(Session *session);
/* Shows a text of the shell's own in the chosen format; `topic` names its kind. */
ExitStatus session_show(Session *session, const char *topic, const char *line, const Text *text);

#endif

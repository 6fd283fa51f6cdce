/* Settings: what a session is asked for, beside its programs, and how it ends.
 *
 * Ownership: all texts are borrowed from whoever set them (argv, or a session's symbols). */
#ifndef ADCALC_SESSION_SETTINGS_H
#define ADCALC_SESSION_SETTINGS_H

#include "views/view.h"

typedef enum ExitStatus {
    EXIT_FINE = 0,
    EXIT_UNDEFINED = 1, /* the result is NaN or undefined, or a check failed */
    EXIT_USAGE = 2,     /* usage or syntax */
    EXIT_IO = 3,        /* input or output */
    EXIT_INTERRUPTED = 130
} ExitStatus;

typedef enum OptionId {
    OPTION_AT,
    OPTION_WRT,
    OPTION_ORDER,
    OPTION_HESSIAN,
    OPTION_ALONG,
    OPTION_EXPRESSION,
    OPTION_FILE,
    OPTION_ITERATE,
    OPTION_FROM,
    OPTION_ROUNDS,
    OPTION_METHODS,
    OPTION_ALL_METHODS,
    OPTION_NUMERIC,
    OPTION_STEP,
    OPTION_KINK,
    OPTION_CLAIM,
    OPTION_CLAIM_VALUE,
    OPTION_BOX,
    OPTION_POINTS,
    OPTION_SEED,
    OPTION_FORMAT,
    OPTION_DIGITS,
    OPTION_HEX,
    OPTION_QUIET,
    OPTION_ALL,
    OPTION_TIME,
    OPTION_COLOR,
    OPTION_DUMP,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_NONE /* ends the table */
} OptionId;

typedef ARRAY(const char *) OptionTexts;

typedef struct Options {
    const char *program; /* how adcalc was called, argv[0]; NULL for nobody knows */
    const View *view;
    bool view_given; /* by its name */
    const Writer *writer;
    ViewOptions views;
    ReportStyle style;
    const char *expression; /* NULL for none */
    const char *file;       /* NULL for none; "-" is standard input */
    const char *iterate;    /* of --iterate; NULL for none */
    const char *from;       /* of --from; NULL for none */
    uint32_t rounds;        /* of --rounds: how often `iterate` runs */
    int expressions;        /* how many of --expression, --file and --iterate: one at most */
    OptionTexts values;     /* of --at */
    OptionTexts claims;     /* of --claim */
    OptionTexts claim_values;
    OptionTexts boxes;
    const char *wrt;   /* of --wrt; NULL for all */
    const char *order; /* of --order, "3" or "x=2,y=1"; NULL for a gradient */
    const char *along; /* of --along, "x=1,y=-2"; NULL for none */
    bool hessian;
    unsigned dump; /* bit 1 << DumpStage */
    bool help, version;
    const char *help_topic;
    const char *given[OPTION_NONE]; /* the value as it was given, "on" for none; NULL: not given */
} Options;

typedef enum DumpStage { DUMP_TOKENS, DUMP_TREE, DUMP_GRAPH, DUMP_TAPE, DUMP_STAGES } DumpStage;

#endif

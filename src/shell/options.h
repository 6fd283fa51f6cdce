/* Options: the command line as plain data.
 *
 * One table of options serves parsing (arguments.h), --help and whatever else lists them. In a
 * session `set` uses the same table. Ownership: all texts are borrowed, from argv or from whoever
 * sets an option. */
#ifndef ADCALC_SHELL_OPTIONS_H
#define ADCALC_SHELL_OPTIONS_H

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

typedef struct OptionRow {
    OptionId id;
    const char *name;
    char letter;          /* 0 for none */
    const char *argument; /* NULL for none; "[...]" for an optional one */
    const char *help;
    struct {
        double low, high; /* of a number; 0, 0 for what is none */
        bool whole;
    } range;
    const char *views; /* that have a use for it, "compare check"; NULL for all */
} OptionRow;

/* In the order of --help, which shows the first of them where there is no room for all;
 * ended by a row without a name. */
extern const OptionRow option_table[];

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

/* All that can be set as it is without being given. */
void options_default(Options *options);
void options_free(Options *options);

/* `set NAME VALUE` in a session: an option as on the command line, "default" takes it back; those
 * without a value are on (also for NULL) or off. False with a message. `value` is kept, not
 * copied. */
bool options_set(Options *options, const char *name, const char *value, Text *error);

/* Stores one option as it is given; false when its value is no good, ... */
bool option_apply(Options *options, const OptionRow *row, const char *value);
/* ... and what to say then: " cannot be '0': a whole number from 1 to 40". */
void option_refuse(const OptionRow *row, const char *value, Text *error);

/* The row that a name or an unambiguous beginning of it means,
 * and that of a letter; NULL for none. */
const OptionRow *option_named(const char *name, size_t length);
const OptionRow *option_lettered(char letter);
bool option_takes_value(const OptionRow *row);
bool option_settable(const OptionRow *row);   /* in a session */
bool option_takes_list(const OptionRow *row); /* of such words, with commas between */
/* The i-th word that an option knows as its value; NULL beyond the last. */
const char *option_choice(OptionId id, unsigned i);

#endif

/* Options: the command line as plain data.
 *
 * One table of options serves parsing, --help and whatever else lists them. An argument is an option only
 * if it starts with -- or is exactly -c with c an option's letter; everything else, "-x^2" too, is an
 * operand. Ownership: all texts are those of argv. */
#ifndef ADCALC_SHELL_OPTIONS_H
#define ADCALC_SHELL_OPTIONS_H

#include "views/view.h"

typedef enum ExitStatus {
    EXIT_FINE = 0,
    EXIT_UNDEFINED = 1, /* the result is NaN or undefined, or a check failed */
    EXIT_USAGE = 2,     /* usage or syntax */
    EXIT_IO = 3         /* input or output */
} ExitStatus;

typedef struct Options {
    const View *view;
    const Writer *writer;
    ViewOptions views;
    ReportStyle style;
    const char *expression;     /* NULL for none */
    const char *file;           /* NULL for none; "-" is standard input */
    int expressions;            /* how many of --expression and --file there were: one at most */
    ARRAY(const char *) values; /* of --at */
    const char *wanted;         /* of --wrt; NULL for all */
    unsigned dump;              /* bit 1 << DumpStage */
    bool help, version;
    const char *help_topic;
} Options;

typedef enum DumpStage { DUMP_TOKENS, DUMP_TREE, DUMP_GRAPH, DUMP_TAPE, DUMP_STAGES } DumpStage;

/* Reads argv; false after an error, whose message is in `error`. argv may be permuted. */
bool options_read(Options *options, int argc, char **argv, Text *error);
void options_free(Options *options);

/* --help, --help=TOPIC; false when there is no such topic. */
bool options_help(const char *topic, Text *out);

#endif

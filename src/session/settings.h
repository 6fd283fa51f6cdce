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

typedef enum DumpStage { DUMP_TOKENS, DUMP_TREE, DUMP_GRAPH, DUMP_TAPE } DumpStage;

typedef struct Settings {
    const char *program; /* how adcalc was called, argv[0]; NULL for nobody knows */
    const View *view;    /* of programs that do not name one */
    ViewOptions views;
    ReportStyle style;
#define SESSION_OPTION(type, member, ...) OPTION_MEMBER_##type member;
#include "views/options.def"
} Settings;

static inline const Writer *settings_writer(const Settings *settings) {
    return &writer_table[settings->format];
}

#endif

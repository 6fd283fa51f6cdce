/* Help: what --help and the session's `help` say.
 *
 * Everything listed comes from the tables themselves: options, views, commands, operations; what
 * there is beyond one line about each of them, and topics of their own, from topics.def. */
#ifndef ADCALC_CLI_HELP_H
#define ADCALC_CLI_HELP_H

#include "base/messages.h"

typedef struct HelpTopic {
    const char *name;    /* "exit" */
    const char *heading; /* in the man page: "EXIT STATUS"; NULL: it is not there */
    const char *summary;
    void (*put)(Text *out); /* the table that comes after the text, or NULL */
    const char *text;       /* see topics.def */
} HelpTopic;

/* Topics of their own, in the order of the man page; ended by a row without a name. */
extern const HelpTopic help_topics[];

/* What topics.def says about the view, command or --option of this name;
 * of "adcalc" there are examples. "" for nothing. */
const char *help_details(const char *name);

/* The command line's help for NULL, else all there is about a topic: one of help_topics, or the
 * name of a function, a view, an option, a value of an option, or a command. False when there is
 * nothing. */
bool help_print(const char *topic, Text *out);

/* What to write where there is no help about a topic. */
Said help_hint(const char *topic);

#endif

/* Options: the command line as plain data.
 *
 * One table of options serves parsing (arguments.h), --help and whatever else lists them. In a
 * session `set` uses the same table. Ownership: all texts are borrowed, from argv or from whoever
 * sets an option. */
#ifndef ADCALC_CLI_OPTIONS_H
#define ADCALC_CLI_OPTIONS_H

#include "session/settings.h"

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

/* Options: the command line as plain data.
 *
 * The rows of views/options.def as a table, which serves parsing (arguments.h), --help and whatever
 * else lists them. In a session `set` uses the same table. Ownership: all texts are borrowed, from
 * argv or from whoever sets an option. */
#ifndef ADCALC_CLI_OPTIONS_H
#define ADCALC_CLI_OPTIONS_H

#include "session/session.h"

typedef enum OptionType { /* see options.def */
                          OPTION_FLAG,
                          OPTION_TEXT,
                          OPTION_TEXTS,
                          OPTION_PATH,
                          OPTION_TOPIC,
                          OPTION_NUMBER,
                          OPTION_WHOLE,
                          OPTION_WORD,
                          OPTION_WORDS
} OptionType;

/* Words that begin the rows of a table, which is ended by NULL or has so many. */
typedef struct OptionWords {
    const char *const *first;
    size_t step; /* bytes from one to the next */
    unsigned most;
} OptionWords;

typedef struct OptionRow {
    OptionType type;
    size_t place, size; /* of its value in Options */
    const char *name;
    char letter;          /* 0 for none */
    const char *argument; /* NULL for none */
    const char *help;
    double low, high; /* of a number */
    OptionWords words;
    const char *standard; /* the value it has without being given; NULL for 0, or none */
    const char *views;    /* that have a use for it, "compare check"; NULL for all */
    /* What lines of a session say instead of setting it, "at"; "": it is for the command line;
     * NULL: it is set. */
    const char *instead;
    bool is_program; /* it says where a program comes from */
    /* Whether a value can be read, as far as that can be told without an expression; else an error
     * is recorded. NULL: all is known when it is stored. */
    bool (*check)(Session *session, const char *value);
} OptionRow;

enum {
    OPTION_COUNT = 0
#define VIEW_OPTION(...) +1
#define STYLE_OPTION(...) +1
#define SESSION_OPTION(...) +1
#define LINE_OPTION(...) +1
#include "views/options.def"
};

/* In the order of --help; ended by a row without a name. */
extern const OptionRow option_table[OPTION_COUNT + 1];

typedef enum ColorWhen { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } ColorWhen;

typedef struct Options {
    Settings settings;
    bool view_given; /* by its name */
    int programs;    /* how many options say where one comes from: one at most */
#define LINE_OPTION(type, member, ...) OPTION_MEMBER_##type member;
#include "views/options.def"
    const char *given[OPTION_COUNT]; /* the value as it was given, "on" for none; NULL: not given */
} Options;

/* What is wrong with an argument or a value: `said`, if it has a code. It borrows what was given,
 * and what the complaint owns, which must not move. */
typedef struct Complaint {
    Said said;
    Said wanted; /* in it: what a value should have been */
    Text list;   /* in them: names and words; where it failed, memory ran out */
} Complaint;

/* Appends a word to the complaint's list: the first, one of several, or the last. */
void complaint_list(Complaint *wrong, const char *dashes, const char *word, bool last);
void complaint_free(Complaint *wrong);
static inline bool complaint_is_none(const Complaint *wrong) {
    return !wrong->said.code && !wrong->list.failed;
}

/* As they are where nothing is given, with room for so many values of each. False without memory;
 * options_free is right in any case. */
bool options_begin(Options *options, const char *program, size_t count);
void options_free(Options *options);

/* `set NAME VALUE` in a session: an option as on the command line, "default" takes it back; those
 * without a value are on (also for NULL) or off. False with a complaint. `value` is kept, not
 * copied. */
bool options_set(Options *options, const char *name, const char *value, Complaint *wrong);

/* Stores one option as it is given. False when its value is no good, and nothing has changed ... */
bool option_apply(Options *options, const OptionRow *row, const char *value);
/* ... and what to say then: "--digits N cannot be '0': a whole number from 1 to 40"; `set`: as it
 * is said of a setting. */
void option_refuse(const OptionRow *row, const char *value, bool set, Complaint *wrong);

/* What was given for it, "on" where that was no value; NULL: it was not given. */
const char *option_given(const Options *options, const OptionRow *row);
bool option_is_given(const Options *options, const char *name);

/* The row that a name or an unambiguous beginning of it means,
 * and that of a letter; NULL for none. */
const OptionRow *option_named(const char *name, size_t length);
const OptionRow *option_lettered(char letter);
bool option_takes_value(const OptionRow *row);
bool option_settable(const OptionRow *row); /* in a session */
/* The i-th word that an option knows as its value; NULL behind the last. */
const char *option_choice(const OptionRow *row, unsigned i);

#endif

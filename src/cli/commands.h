/* Commands: what the lines of a session are taken for.
 *
 * A line is a command of the shell (help, vars, set, ...), or it is a program or a part of one,
 * which may begin with the name of the view that is to show it. Lines typed at a prompt and lines
 * of standard input are treated alike. Ownership: a Dialogue owns the lines of an unfinished
 * program; all else is borrowed. */
#ifndef ADCALC_CLI_COMMANDS_H
#define ADCALC_CLI_COMMANDS_H

#include "cli/options.h"

typedef struct Dialogue {
    Session *session;
    Options *options;               /* the session's own, which `set` changes */
    const char *name;               /* of the lines' source in messages; NULL for what was typed */
    void (*put_history)(Text *out); /* the lines typed so far; NULL where nobody types */
    Text program;                   /* the lines of one that goes on, ... */
    Tokens tokens;                  /* ... and their tokens */
    uint32_t number, first;         /* of the last line, and of the program's first */
    bool left;                      /* quit was said */
} Dialogue;

/* What may stand behind a command, which TAB completes. */
typedef enum CommandArgument {
    ARGUMENT_NONE,
    ARGUMENT_NAMES,  /* what is kept */
    ARGUMENT_OPTION, /* one that can be set, and its value */
    ARGUMENT_FILE,   /* its name, which is not left out */
    ARGUMENT_TOPIC   /* of help */
} CommandArgument;

typedef struct Command {
    const char *name;
    const char *usage;   /* "save FILE" */
    const char *summary; /* one line for help */
    CommandArgument argument;
    ExitStatus (*run)(Dialogue *dialogue, const char *argument, const char *line);
} Command;

/* In the order of help; ended by a row without a name. */
extern const Command command_table[];

/* The command of that name, or NULL. */
const Command *command_named(const char *name, size_t length);

/* The command that a line is, or NULL: its first word is a command's name, with nothing behind it
 * or, where it takes an argument, a blank, and it is no assignment and no name of the session's.
 * *argument gets the place where the argument begins. */
const Command *command_of(const Session *session, const char *line, const char **argument);

/* Takes one line, ended by a newline or not. *more: the program goes on with the next line. */
ExitStatus dialogue_line(Dialogue *dialogue, const char *line, size_t length, bool *more);
/* There are no more lines: answers what was to go on. */
ExitStatus dialogue_end(Dialogue *dialogue);
/* Drops what was to go on, all that the dialogue owns. */
void dialogue_drop(Dialogue *dialogue);

#endif

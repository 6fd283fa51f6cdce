/* Commands: see commands.h. */
#include "cli/commands.h"

#include "base/utf8.h"
#include "cli/help.h"
#include "cli/input.h"
#include "session/complain.h"
#include "session/kept.h"
#include "syntax/tokens.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first line of what `save` writes: only such a file is overwritten. */
static const char saved_header[] = "# adcalc session\n";

/* "adcalc: error: ...", with the number of the line where lines have numbers. Returns the status,
 * or that of a lack of memory. */
static ExitStatus complain(const Dialogue *d, Said said, Said hint, ExitStatus status) {
    Text place = {0};
    if (d->name)
        text_format(&place, "%s:%u: ", d->name, d->number);
    bool no_memory = place.failed;
    bool made =
        complain_print(text_string(&place), no_memory ? SAY(OUT_OF_MEMORY) : said, hint, VOICE_SET);
    text_free(&place);
    return no_memory || !made ? EXIT_IO : status;
}

static ExitStatus complain_of_memory(const Dialogue *d) {
    return complain(d, SAY(OUT_OF_MEMORY), SAY_NOTHING, EXIT_IO);
}

/* ---- help, vars, history, quit ---- */

static ExitStatus run_help(Dialogue *d, const char *argument, const char *line) {
    Text text = {0};
    bool known = help_print(*argument ? argument : "session", &text);
    ExitStatus status = known
                            ? session_show(d->session, "help", line, &text)
                            : complain(d, SAY(NO_HELP, argument), help_hint(argument), EXIT_USAGE);
    text_free(&text);
    return status;
}

static ExitStatus run_vars(Dialogue *d, const char *argument, const char *line) {
    (void)argument;
    return kept_list(d->session, line);
}

static ExitStatus run_history(Dialogue *d, const char *argument, const char *line) {
    (void)argument;
    Text text = {0};
    if (!d->put_history)
        return complain(d, SAY(NO_HISTORY), SAY_NOTHING, EXIT_USAGE);
    d->put_history(&text);
    ExitStatus status = session_show(d->session, "history", line, &text);
    text_free(&text);
    return status;
}

static ExitStatus run_quit(Dialogue *d, const char *argument, const char *line) {
    (void)argument;
    (void)line;
    d->left = true;
    return EXIT_FINE;
}

static ExitStatus run_forget(Dialogue *d, const char *argument, const char *line) {
    (void)line;
    Said wrong = SAY_NOTHING;
    ExitStatus status = kept_forget(d->session, argument, &wrong);
    return wrong.code ? complain(d, wrong, SAY(SEE_VARS), status) : status;
}

/* ---- set ---- */

static void put_setting(const Options *options, const OptionRow *row, Text *out) {
    Text name = {0};
    const char *value = option_given(options, row);
    if (!value)
        value = "default";
    text_format(&name, "%s ", row->name);
    utf8_escape(&name, value, strlen(value));
    text_pad(out, text_string(&name), 25);
    text_format(out, " %s\n", row->help);
    text_spend(&name, out);
}

/* Whether an option can have this value, as far as that can be told without an expression; else
 * says what is wrong. */
static bool check_setting(const Dialogue *d, const OptionRow *row, const char *value,
                          ExitStatus *status) {
    Session *s = d->session;
    DiagMark diag = diag_mark(&s->diag);
    bool fine = !row->check || !strcmp(value, "default") || row->check(s, value);
    const Message *first = diag_first_error(&s->diag);
    if (!fine && (s->diag.out_of_memory || !first))
        *status = complain_of_memory(d);
    else if (!fine)
        *status =
            complain(d,
                     message_topic(first->said.code) ? first->said
                                                     : SAY(SETTING_WRONG, row->name, &first->said),
                     first->hint, EXIT_USAGE);
    diag_release(&s->diag, diag);
    return fine;
}

static ExitStatus run_set(Dialogue *d, const char *argument, const char *line) {
    Text text = {0};
    if (!*argument) {
        for (const OptionRow *row = option_table; row->name; row++)
            if (option_settable(row))
                put_setting(d->options, row, &text);
        ExitStatus status = session_show(d->session, "set", line, &text);
        text_free(&text);
        return status;
    }
    if (!strncmp(argument, "--", 2))
        argument += 2;
    size_t name_length = strcspn(argument, " \t=");
    const char *value = argument + name_length;
    value += strspn(value, " \t");
    value += *value == '=';
    value += strspn(value, " \t");
    /* Options keep what they are given: interned texts live as long as the session. */
    Symbol name = symbol_intern(&d->session->symbols, argument, name_length);
    Symbol kept = *value ? symbol_intern(&d->session->symbols, value, strlen(value)) : SYMBOL_NONE;
    if (!name || (*value && !kept))
        return complain_of_memory(d);
    const OptionRow *row = option_named(argument, name_length);
    ExitStatus status = EXIT_FINE;
    if (row && kept && !check_setting(d, row, value, &status))
        return status;
    Complaint wrong = {0};
    if (!options_set(d->options, symbol_text(&d->session->symbols, name),
                     kept ? symbol_text(&d->session->symbols, kept) : NULL, &wrong))
        status = wrong.list.failed ? complain_of_memory(d)
                                   : complain(d, wrong.said, SAY(SEE_SETTINGS), EXIT_USAGE);
    complaint_free(&wrong);
    return status;
}

/* ---- save, load ---- */

/* The name of a file as it was typed, with ~/ for the home directory. */
static void put_file_name(const char *typed, Text *name) {
    const char *home = typed[0] == '~' && typed[1] == '/' ? getenv("HOME") : NULL;
    text_put(name, home ? home : "");
    text_put(name, home ? typed + 1 : typed);
}

/* Whether a file may be written: there is none, or an empty one, or one that was saved before. */
static bool may_write(const char *name) {
    struct stat what;
    if (stat(name, &what) != 0)
        return true;
    if (!S_ISREG(what.st_mode))
        return false;
    if (!what.st_size)
        return true;
    char begin[sizeof saved_header] = "";
    FILE *file = fopen(name, "rb");
    size_t count = file ? fread(begin, 1, sizeof saved_header - 1, file) : 0;
    if (file)
        fclose(file);
    return count == sizeof saved_header - 1 && !strcmp(begin, saved_header);
}

/* Writes beside the file and then gives it its name, so that there is a whole file at any time. */
static bool write_file(const char *name, const Text *text) {
    Text beside = {0};
    text_format(&beside, "%s.XXXXXX", name);
    errno = ENOMEM;
    int file = beside.failed ? -1 : mkstemp(beside.bytes);
    bool done = false;
    if (file >= 0) {
        struct stat old;
        mode_t mask = umask(0);
        umask(mask);
        mode_t mode = stat(name, &old) == 0 ? old.st_mode & 0777 : 0666 & ~mask;
        FILE *stream = fdopen(file, "wb");
        done = stream && fchmod(file, mode) == 0 &&
               fwrite(text_string(text), 1, text->length, stream) == text->length;
        if (stream)
            done = fclose(stream) == 0 && done;
        else
            close(file);
        done = done && rename(beside.bytes, name) == 0;
        int why = errno;
        if (!done)
            unlink(beside.bytes);
        errno = why;
    }
    text_free(&beside);
    return done;
}

static ExitStatus run_save(Dialogue *d, const char *argument, const char *line) {
    (void)line;
    Text name = {0}, text = {0};
    char *resolved = NULL;
    ExitStatus status = EXIT_FINE;
    put_file_name(argument, &name);
    text_put(&text, saved_header);
    kept_write(d->session, &text);
    if (name.failed || text.failed) {
        status = complain_of_memory(d);
    } else if (!may_write(text_string(&name))) {
        status = complain(d, SAY(FILE_NOT_SAVED, argument), SAY_NOTHING, EXIT_USAGE);
    } else {
        resolved = realpath(text_string(&name), NULL); /* a link stays one */
        if (!write_file(resolved ? resolved : text_string(&name), &text))
            status =
                complain(d, SAY(CANNOT_WRITE, argument, strerror(errno)), SAY_NOTHING, EXIT_IO);
    }
    free(resolved);
    text_free(&name);
    text_free(&text);
    return status;
}

/* Reads in a subprocess, as what is read may be a pipe that says nothing. */
static void read_work(void *context, Text *result) {
    if (!input_read(context, result))
        text_clear(result);
    else
        text_bytes(result, "", 1); /* that it was read */
}

static ExitStatus run_load(Dialogue *d, const char *argument, const char *line) {
    (void)line;
    Session *s = d->session;
    Text name = {0}, text = {0};
    put_file_name(argument, &name);
    if (name.failed) {
        text_free(&name);
        return complain_of_memory(d);
    }
    ExitStatus status = session_compute(s, read_work, name.bytes, &text);
    if (status == EXIT_FINE && !text.length)
        status = EXIT_IO;
    if (status == EXIT_FINE)
        status = session_load(s, text_string(&name), text_string(&text), text.length - 1);
    text_free(&name);
    text_free(&text);
    return status;
}

const Command command_table[] = {
#define COMMAND(name, usage, summary, argument, run)                                               \
    {name, usage, summary, ARGUMENT_##argument, run},
#include "cli/commands.def"
    {NULL, NULL, NULL, ARGUMENT_NONE, NULL},
};

/* ---- lines ---- */

#define LETTERS "abcdefghijklmnopqrstuvwxyz"

const Command *command_named(const char *name, size_t length) {
    for (const Command *command = command_table; command->name; command++)
        if (strlen(command->name) == length && !strncmp(command->name, name, length))
            return command;
    return NULL;
}

const Command *command_of(const Session *session, const char *line, const char **argument) {
    const char *word = line + strspn(line, " \t");
    size_t length = strspn(word, LETTERS);
    const char *rest = word + length;
    if (*rest && !strchr(" \t\r\n#", *rest))
        return NULL;
    rest += strspn(rest, " \t\r\n");
    const Command *command = command_named(word, length);
    bool bare = !*rest || *rest == '#';
    bool word_follows = strspn(rest, LETTERS "0123456789") > 0;
    bool joins = !strncmp(rest, "and ", 4) || !strncmp(rest, "or ", 3);
    if (!command || *rest == '=' ||
        definitions_about(&session->definitions, symbol_find(&session->symbols, word, length))
            ->last ||
        (!bare && command->argument == ARGUMENT_NONE && (!word_follows || joins)))
        return NULL;
    *argument = rest;
    return command;
}

/* The beginning of a text without those of some characters that end it. */
static void put_trimmed(const char *string, size_t length, const char *ends, Text *out) {
    while (length && strchr(ends, string[length - 1]))
        length--;
    text_bytes(out, string, length);
}

/* The line without what ends it, and without a comment where no argument would hold a #. */
static ExitStatus run_command(Dialogue *d, const Command *command, const char *argument,
                              const char *line) {
    Text text = {0}, whole = {0};
    bool holds = *argument != '#' && command->argument != ARGUMENT_NAMES;
    put_trimmed(argument, strcspn(argument, holds ? "" : "#"), " \t\r\n", &text);
    put_trimmed(line, strlen(line), "\r\n", &whole);
    ExitStatus status = EXIT_IO;
    const char *name = command->name;
    if (text.failed || whole.failed)
        complain_print("", SAY(OUT_OF_MEMORY), SAY_NOTHING, VOICE_SESSION);
    else if (text.length && command->argument == ARGUMENT_NONE)
        status = complain(d, SAY(COMMAND_TAKES_NONE, name), SAY_NOTHING, EXIT_USAGE);
    else if (!text.length && command->argument == ARGUMENT_FILE)
        status = complain(d, SAY(COMMAND_NEEDS_FILE, name, name), SAY_NOTHING, EXIT_USAGE);
    else
        status = command->run(d, text_string(&text), text_string(&whole));
    text_free(&text);
    text_free(&whole);
    return status;
}

/* Whether an operand begins with this token: then the word before it,
 * with a blank between, is a view. */
static bool begins_operand(uint8_t kind) {
    return kind == TOKEN_NUMBER || kind == TOKEN_NAME || kind == TOKEN_OPEN || kind == TOKEN_IF ||
           kind == TOKEN_NOT;
}

/* The view that a program names first; else NULL. */
static const View *leading_view(const Dialogue *d) {
    const Token *word = d->tokens.items.items;
    if (d->tokens.items.count < 2 || word->kind != TOKEN_NAME ||
        word->span.start != strspn(d->program.bytes, " \t") ||
        !strchr(" \t", d->program.bytes[word->span.end]) ||
        !begins_operand(d->tokens.items.items[1].kind))
        return NULL;
    return view_named(d->program.bytes + word->span.start, word->span.end - word->span.start);
}

static ExitStatus run_program(Dialogue *d) {
    ExitStatus status = EXIT_IO;
    if (d->program.failed)
        complain_print("", SAY(OUT_OF_MEMORY), SAY_NOTHING, VOICE_SESSION);
    else
        status =
            session_lines(d->session, leading_view(d), d->name, &d->program, &d->tokens, d->first);
    dialogue_drop(d);
    return status;
}

ExitStatus dialogue_line(Dialogue *d, const char *line, size_t length, bool *more) {
    Session *s = d->session;
    *more = false;
    size_t mark = !d->number++ && !strncmp(line, "\xef\xbb\xbf", 3) ? 3 : 0; /* of UTF-8 */
    line += mark;
    length -= mark;
    if (!d->program.length) {
        if (strspn(line, " \t\r\n") == length)
            return EXIT_FINE;
        d->first = d->number;
        const char *argument;
        const Command *command = strlen(line) == length ? command_of(s, line, &argument) : NULL;
        if (command)
            return run_command(d, command, argument, line);
    }
    text_bytes(&d->program, line, length);
    if (!length || line[length - 1] != '\n')
        text_put(&d->program, "\n");
    if (!d->program.failed)
        tokens_read(&d->tokens, &s->symbols, &s->diag, d->program.bytes, d->program.length);
    *more = tokens_open(&d->tokens) && !d->program.failed && d->program.length <= INPUT_MAX_BYTES;
    return *more ? EXIT_FINE : run_program(d);
}

ExitStatus dialogue_end(Dialogue *d) {
    return d->program.length ? run_program(d) : EXIT_FINE;
}

void dialogue_drop(Dialogue *d) {
    text_free(&d->program);
    tokens_free(&d->tokens);
}

/* Hints: see hints.h. Errors are made without knowledge of where a program comes from,
 * and their hints speak of the command line; here they are said anew. */
#include "cli/hints.h"

#include "base/spelling.h"
#include "cli/commands.h"
#include "cli/options.h"

#include <string.h>
#include <sys/stat.h>

static const char option_letters[] = "abcdefghijklmnopqrstuvwxyz-";

static bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

/* The line of the source that an error is about, and where in it. */
typedef struct HintLine {
    const char *text;
    size_t length;
    size_t error;  /* offset of the error */
    bool no_value; /* the error is that a variable has none */
    size_t word;   /* the first word begins here, ... */
    size_t rest;   /* ... and what follows it and blanks */
} HintLine;

static size_t blanks(const HintLine *line, size_t from) {
    size_t end = from;
    while (end < line->length && (line->text[end] == ' ' || line->text[end] == '\t'))
        end++;
    return end - from;
}

static size_t letters(const HintLine *line, size_t from) {
    size_t end = from;
    while (end < line->length && (is_letter(line->text[end]) || line->text[end] == '-'))
        end++;
    return end - from;
}

static HintLine find_line(const Source *source, const Message *error) {
    HintLine line = {.text = source->text, .no_value = !strncmp(error->text, "no value", 8)};
    size_t at = 0;
    if (error->span.start >= source->base && error->span.start - source->base <= source->length)
        at = error->span.start - source->base;
    size_t start = at, end = at;
    while (start && source->text[start - 1] != '\n')
        start--;
    while (end < source->length && source->text[end] != '\n' && source->text[end] != '\r')
        end++;
    line.text += start;
    line.length = end - start;
    line.error = at - start;
    line.word = blanks(&line, 0);
    line.rest = line.word + letters(&line, line.word);
    line.rest += blanks(&line, line.rest);
    return line;
}

/* ---- lines of a session ---- */

/* The option that stands at an offset, with a blank before it:
 * --name, or -q with nothing or a blank behind it. */
static const OptionRow *option_at(const HintLine *line, size_t at, size_t *end) {
    const char *text = line->text + at;
    size_t left = line->length - at;
    if (left < 2 || text[0] != '-' || !at || !strchr(" \t", line->text[at - 1]))
        return NULL;
    if (text[1] != '-') {
        *end = at + 2;
        return left == 2 || strchr(" \t", text[2]) ? option_lettered(text[1]) : NULL;
    }
    size_t length = letters(line, at + 2);
    *end = at + 2 + length;
    return length > 1 ? option_named(text + 2, length) : NULL;
}

/* The first such option, where it ends and where the next begins;
 * of one letter only at the end of the line, for else it may be meant as a variable. */
static const OptionRow *find_option(const HintLine *line, size_t *at, size_t *end, size_t *stop) {
    const OptionRow *row = NULL;
    size_t next;
    for (*at = line->rest; *at < line->length && !row; ++*at) {
        row = option_at(line, *at, end);
        if (row && line->text[*at + 1] != '-' && *end + blanks(line, *end) < line->length)
            row = NULL;
    }
    --*at;
    for (*stop = *end; row && *stop < line->length && !option_at(line, *stop, &next);)
        ++*stop;
    return row;
}

/* An option behind an expression: what to write instead. */
static void suggest_setting(const HintLine *line, Text *hint) {
    size_t at, end = 0, stop;
    const OptionRow *row = find_option(line, &at, &end, &stop);
    if (!row || (line->error < at && !line->no_value))
        return;
    end += end < line->length && line->text[end] == '=' ? 1 : blanks(line, end);
    while (stop > end && strchr(" \t", line->text[stop - 1]))
        stop--;
    if (row->instead && !*row->instead) {
        text_format(hint, "--%s is for the command line", row->name);
        return;
    }
    if (row->instead)
        text_format(hint, "for a value write: %s ", row->instead);
    else
        text_format(hint, "options are changed with set: set %s%s", row->name,
                    option_takes_value(row) ? " " : "");
    if (option_takes_value(row) && stop > end)
        text_bytes(hint, line->text + end, stop - end);
    else if (option_takes_value(row))
        text_put(hint, row->argument);
}

/* A first word that is no command: what it may have been meant for. */
static void suggest_command(const HintLine *line, Text *hint) {
    static const char *const others[] = {"clear", "del",   "delete", "remove",
                                         "reset", "undef", "unset"};
    char word[12] = "";
    size_t length = letters(line, line->word);
    bool misread = line->no_value || line->error >= line->rest;
    if (!length || length >= sizeof word || !misread)
        return;
    memcpy(word, line->text + line->word, length);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i], word))
            continue;
        text_put(hint, "names and values are dropped with forget: forget ");
        if (line->rest < line->length)
            text_bytes(hint, line->text + line->rest, line->length - line->rest);
        else
            text_put(hint, "x, or forget alone for all");
        return;
    }
    if (line->error != line->rest || line->rest == line->length)
        return;
    Spelling spelling = spelling_begin(word);
    for (const View *view = view_table; view->name; view++)
        spelling_try(&spelling, view->name);
    for (const Command *command = command_table; command->name; command++)
        spelling_try(&spelling, command->name);
    if (spelling.nearest)
        text_format(hint, "did you mean %s?", spelling.nearest);
}

/* A hint in the words of a session. */
static void put_translated(const char *text, Text *hint) {
    const char *given = strncmp(text, "adcalc ", 7) ? NULL : strstr(text, " --");
    const OptionRow *of = given ? option_named(given + 3, strspn(given + 3, option_letters)) : NULL;
    if (of && option_settable(of) && given != text + 6) { /* a whole command */
        text_format(hint, "write: set %s %s", of->name, of->argument ? of->argument : "on");
        return;
    }
    static const struct {
        const char *command_line, *session;
    } phrases[] = {
        {"adcalc --help=", "help "}, {"give it with --at ", "write: at "}, {"--at", "at"}};
    while (*text) {
        size_t i = 0, count = sizeof phrases / sizeof *phrases, length = 0;
        while (i < count && strncmp(text, phrases[i].command_line, strlen(phrases[i].command_line)))
            i++;
        while (text[0] == '-' && text[1] == '-' && is_letter(text[2 + length]))
            length++;
        const OptionRow *row = length > 1 ? option_named(text + 2, length) : NULL;
        if (i < count) {
            text_put(hint, phrases[i].session);
            text += strlen(phrases[i].command_line);
        } else if (row && option_settable(row)) {
            text_format(hint, "set %s", row->name);
            text += 2 + length;
        } else {
            text_bytes(hint, text++, 1);
        }
    }
}

/* A name that cannot be assigned, as an earlier line reads it: which, and what to do. */
static bool suggest_forgetting(Session *s, const Message *error, Text *hint) {
    const char *end = strstr(error->text, " has been read as a variable");
    Symbol symbol = SYMBOL_NONE;
    if (end)
        symbol = symbol_find(&s->symbols, error->text, (size_t)(end - error->text));
    const Definition *reader =
        symbol ? definitions_reader(&s->definitions, &symbol, 1, &symbol) : NULL;
    if (!reader)
        return false;
    const char *name = symbol_text(&s->symbols, reader->symbol);
    text_format(hint, "%s reads it: forget %s, or write at %s = ...", name, name,
                symbol_text(&s->symbols, symbol));
    return true;
}

/* The option that was set and is to blame: the message names it, or is about its value. */
static const OptionRow *option_to_blame(const Options *options, const Session *s,
                                        const Message *error) {
    const char *names[2] = {error->text, NULL};
    const Source *source = diag_source(&s->diag, error->span);
    if (source)
        names[1] = source->name;
    for (int i = 0; i < 2; i++) {
        for (const char *at = names[i]; at && (at = strstr(at, "--")); at += 2) {
            const OptionRow *row = option_named(at + 2, strspn(at + 2, option_letters));
            if (row && option_settable(row) && option_given(options, row))
                return row;
        }
    }
    return NULL;
}

static void put_session_hint(const Options *options, const Session *s, const Message *error,
                             Text *hint) {
    const OptionRow *row = option_to_blame(options, s, error);
    if (error->hint)
        put_translated(error->hint, hint);
    if (row)
        text_format(hint, "%sset %s default takes it back", error->hint ? "; " : "", row->name);
}

/* ---- the command line ---- */

/* An expression with a dot or a slash may be the name of a file. */
static void suggest_file(const char *expression, Text *hint) {
    struct stat what;
    if (strpbrk(expression, "./") && stat(expression, &what) == 0 && S_ISREG(what.st_mode))
        text_format(hint, "for the program in a file: adcalc -f %s", expression);
}

/* A line of a file that begins with a command. */
static void suggest_session(const HintLine *line, const char *file, Text *hint) {
    size_t length = letters(line, line->word);
    const char *word = line->text + line->word;
    bool found = view_named(word, length) || command_named(word, length);
    if (line->rest == line->word + length && line->rest < line->length)
        return;
    if (found && strcmp(file, "-"))
        text_format(hint, "a file holds a program; for lines of a session: adcalc < %s", file);
    else if (found)
        text_put(hint, "-f reads a program; for lines of a session leave it out");
}

void hints_refine(const void *adviser, Session *s, uint32_t source, bool keep) {
    const Options *options = adviser;
    const Message *error = diag_first_error(&s->diag);
    Text hint = {0};
    if (!error || source == UINT32_MAX)
        return;
    HintLine line = find_line(&s->diag.sources.items[source], error);
    if (keep) {
        suggest_setting(&line, &hint);
        if (!hint.length)
            suggest_command(&line, &hint);
        if (!hint.length && !suggest_forgetting(s, error, &hint))
            put_session_hint(options, s, error, &hint);
    } else if (options->file) {
        suggest_session(&line, options->file, &hint);
    } else if (options->expression) {
        suggest_file(options->expression, &hint);
    }
    if (hint.length)
        diag_hint(&s->diag, text_string(&hint));
    diag_check_text(&s->diag, &hint);
    text_free(&hint);
}

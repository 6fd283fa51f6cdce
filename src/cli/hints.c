/* Hints: see hints.h. Errors are made without knowledge of where a program comes from; here it is
 * known, and with it what else may have been meant. */
#include "cli/hints.h"

#include "base/spelling.h"
#include "cli/commands.h"
#include "cli/options.h"

#include <string.h>
#include <sys/stat.h>

static const char blanks[] = " \t", letters[] = "abcdefghijklmnopqrstuvwxyz-";

/* The line of the source that an error is about, and where in it. */
typedef struct HintLine {
    const char *text;
    const char *error; /* in it */
    bool no_value;     /* the error is that a variable has none */
    const char *word;  /* the first word, ... */
    size_t length;     /* ... its length ... */
    const char *rest;  /* ... and what follows it and blanks */
} HintLine;

/* False without memory (recorded). */
static bool find_line(Session *s, uint32_t number, const Message *error, HintLine *line) {
    const Source *source = &s->diag.sources.items[number];
    size_t at = 0;
    if (error->span.start >= source->base && error->span.start - source->base <= source->length)
        at = error->span.start - source->base;
    size_t start = at, end = at;
    while (start && source->text[start - 1] != '\n')
        start--;
    while (end < source->length && source->text[end] != '\n' && source->text[end] != '\r')
        end++;
    line->text = arena_copy(&s->arena, source->text + start, end - start);
    if (!line->text) {
        diag_no_memory(&s->diag);
        return false;
    }
    line->error = line->text + (at - start);
    line->no_value = error->said.code == SAID_NO_VALUE;
    line->word = line->text + strspn(line->text, blanks);
    line->length = strspn(line->word, letters);
    line->rest = line->word + line->length;
    line->rest += strspn(line->rest, blanks);
    return true;
}

/* ---- lines of a session ---- */

/* The option that stands at a place in the line, with a blank before it, and where it ends:
 * --name, or -q with nothing or a blank behind it. */
static const OptionRow *option_at(const HintLine *line, const char *at, const char **end) {
    if (*at != '-' || !at[1] || at == line->text || !strchr(blanks, at[-1]))
        return NULL;
    size_t length = at[1] == '-' ? strspn(at + 2, letters) : 0;
    *end = at + 2 + length;
    if (at[1] != '-')
        return strchr(blanks, **end) ? option_lettered(at[1]) : NULL;
    return length > 1 ? option_named(at + 2, length) : NULL;
}

/* The first such option, where it begins and ends; of one letter only at the end of the line, for
 * else it may be meant as a variable. */
static const OptionRow *find_option(const HintLine *line, const char **at, const char **end) {
    for (*at = line->rest; **at; ++*at) {
        const OptionRow *row = option_at(line, *at, end);
        if (row && ((*at)[1] == '-' || !(*end)[strspn(*end, blanks)]))
            return row;
    }
    return NULL;
}

/* An option behind an expression: what to write instead. */
static Said suggest_setting(const HintLine *line) {
    const char *at, *value, *next;
    const OptionRow *row = find_option(line, &at, &value);
    if (!row || (line->error < at && !line->no_value))
        return SAY_NOTHING;
    const char *stop = value;
    while (*stop && !option_at(line, stop, &next))
        stop++;
    value += *value == '=' ? 1 : strspn(value, blanks);
    while (stop > value && strchr(blanks, stop[-1]))
        stop--;
    if (row->instead && !*row->instead)
        return SAY(FOR_COMMAND_LINE, row->name);
    if (!option_takes_value(row))
        return SAY(WRITE_SET_FLAG, row->name);
    int length = (int)(stop > value ? (size_t)(stop - value) : strlen(row->argument));
    value = stop > value ? value : row->argument;
    return row->instead ? SAY(WRITE_AS_VALUE, row->instead, length, value)
                        : SAY(WRITE_SET, row->name, length, value);
}

/* A first word that is no command: what it may have been meant for. */
static Said suggest_command(const HintLine *line) {
    static const char *const others[] = {"clear", "del",   "delete", "remove",
                                         "reset", "undef", "unset"};
    char word[12] = "";
    bool misread = line->no_value || line->error >= line->rest;
    if (!line->length || line->length >= sizeof word || !misread)
        return SAY_NOTHING;
    memcpy(word, line->word, line->length);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(others[i], word))
            return *line->rest ? SAY(WRITE_FORGET, (int)strlen(line->rest), line->rest)
                               : SAY(WRITE_FORGET_ALL);
    if (line->error != line->rest || !*line->rest)
        return SAY_NOTHING;
    Spelling spelling = spelling_begin(word);
    for (const View *view = view_table; view->name; view++)
        spelling_try(&spelling, view->name);
    for (const Command *command = command_table; command->name; command++)
        spelling_try(&spelling, command->name);
    return spelling.nearest ? SAY(NEAREST_COMMAND, spelling.nearest) : SAY_NOTHING;
}

/* A name that cannot be assigned, as an earlier line reads it: which, and what to do. */
static Said suggest_forgetting(const Session *s, const Message *error) {
    const SaidArgument *name = &error->said.arguments[0];
    Symbol symbol = SYMBOL_NONE;
    if (error->said.code == SAID_READ_ALREADY)
        symbol = symbol_find(&s->symbols, name->as.text, name->size);
    const Definition *reader =
        symbol ? definitions_reader(&s->definitions, &symbol, 1, &symbol) : NULL;
    if (!reader)
        return SAY_NOTHING;
    const char *text = symbol_text(&s->symbols, reader->symbol);
    return SAY(FORGET_READER, text, text, symbol_text(&s->symbols, symbol));
}

/* The option of that name, if it was set. */
static const OptionRow *option_set(const Options *options, const char *name, size_t length) {
    const OptionRow *row = option_named(name, length);
    return row && option_settable(row) && option_given(options, row) ? row : NULL;
}

/* The option that was set and is to blame: the message is about it, or about its value. */
static const OptionRow *option_to_blame(const Options *options, const Session *s,
                                        const Message *error) {
    const char *name = message_topic(error->said.code);
    const SaidArgument *first = &error->said.arguments[0];
    const OptionRow *row = NULL;
    if (name)
        row = *name ? option_set(options, name, strlen(name))
                    : option_set(options, first->as.text, first->size);
    const Source *source = diag_source(&s->diag, error->span);
    if (!row && source && source->option)
        row = option_set(options, source->option, strlen(source->option));
    return row;
}

/* What to do about the error in a line of a session. */
static void advise_session(const Options *options, Session *s, const HintLine *line,
                           const Message *error) {
    Said hint = suggest_setting(line);
    if (!hint.code)
        hint = suggest_command(line);
    if (!hint.code)
        hint = suggest_forgetting(s, error);
    const OptionRow *row = hint.code ? NULL : option_to_blame(options, s, error);
    if (hint.code)
        diag_advise(&s->diag, hint);
    else if (row)
        diag_advise_also(&s->diag, SAY(TAKE_BACK, row->name));
}

/* ---- the command line ---- */

/* An expression with a dot or a slash may be the name of a file. */
static Said suggest_file(const char *expression) {
    struct stat what;
    bool file = strpbrk(expression, "./") && stat(expression, &what) == 0 && S_ISREG(what.st_mode);
    return file ? SAY(PROGRAM_IN_FILE, expression) : SAY_NOTHING;
}

/* A line of a file that begins with a command. */
static Said suggest_session(const HintLine *line, const char *file) {
    const char *word = line->word;
    bool found = view_named(word, line->length) || command_named(word, line->length);
    if (!found || (line->rest == word + line->length && *line->rest))
        return SAY_NOTHING;
    return strcmp(file, "-") ? SAY(LINES_IN_FILE, file) : SAY(LINES_ON_INPUT);
}

void hints_refine(const void *adviser, Session *s, uint32_t source, bool keep) {
    const Options *options = adviser;
    const Message *error = diag_first_error(&s->diag);
    s->diag.voice = keep ? VOICE_SESSION : VOICE_COMMAND_LINE;
    HintLine line;
    if (!error || source == UINT32_MAX || !find_line(s, source, error, &line))
        return;
    Said hint = SAY_NOTHING;
    if (keep)
        advise_session(options, s, &line, error);
    else if (options->file)
        hint = suggest_session(&line, options->file);
    else if (options->expression)
        hint = suggest_file(options->expression);
    if (hint.code)
        diag_advise(&s->diag, hint);
}

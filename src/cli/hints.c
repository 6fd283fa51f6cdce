/* Hints: see hints.h. Errors are made without knowledge of where a program comes from; here it is
 * known, and with it what else may have been meant. */
#include "cli/hints.h"

#include "base/spelling.h"
#include "cli/commands.h"
#include "cli/options.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>

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
    HintLine line = {.text = source->text, .no_value = error->said.code == SAID_NO_VALUE};
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
static Said suggest_setting(const HintLine *line) {
    size_t at, end = 0, stop;
    const OptionRow *row = find_option(line, &at, &end, &stop);
    if (!row || (line->error < at && !line->no_value))
        return SAY_NOTHING;
    end += end < line->length && line->text[end] == '=' ? 1 : blanks(line, end);
    while (stop > end && strchr(" \t", line->text[stop - 1]))
        stop--;
    if (row->instead && !*row->instead)
        return SAY(FOR_COMMAND_LINE, row->name);
    if (!option_takes_value(row))
        return SAY(WRITE_SET_FLAG, row->name);
    const char *value = stop > end ? line->text + end : row->argument;
    int length = (int)(stop > end ? stop - end : strlen(row->argument));
    return row->instead ? SAY(WRITE_AS_VALUE, row->instead, length, value)
                        : SAY(WRITE_SET, row->name, length, value);
}

/* A first word that is no command: what it may have been meant for. */
static Said suggest_command(const HintLine *line) {
    static const char *const others[] = {"clear", "del",   "delete", "remove",
                                         "reset", "undef", "unset"};
    char word[12] = "";
    size_t length = letters(line, line->word), rest = line->length - line->rest;
    bool misread = line->no_value || line->error >= line->rest;
    if (!length || length >= sizeof word || !misread)
        return SAY_NOTHING;
    memcpy(word, line->text + line->word, length);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(others[i], word))
            return line->rest < line->length
                       ? SAY(WRITE_FORGET, (int)(rest < INT_MAX ? rest : INT_MAX),
                             line->text + line->rest)
                       : SAY(WRITE_FORGET_ALL);
    if (line->error != line->rest || line->rest == line->length)
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
    if (!row && source && source->name && !strncmp(source->name, "--", 2))
        row = option_set(options, source->name + 2, strlen(source->name + 2));
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
    size_t length = letters(line, line->word);
    const char *word = line->text + line->word;
    bool found = view_named(word, length) || command_named(word, length);
    if (!found || (line->rest == line->word + length && line->rest < line->length))
        return SAY_NOTHING;
    return strcmp(file, "-") ? SAY(LINES_IN_FILE, file) : SAY(LINES_ON_INPUT);
}

void hints_refine(const void *adviser, Session *s, uint32_t source, bool keep) {
    const Options *options = adviser;
    const Message *error = diag_first_error(&s->diag);
    s->diag.voice = keep ? VOICE_SESSION : VOICE_COMMAND_LINE;
    if (!error || source == UINT32_MAX)
        return;
    HintLine line = find_line(&s->diag.sources.items[source], error);
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

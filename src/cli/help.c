/* Help: see help.h. */
#include "cli/help.h"

#include "base/spelling.h"
#include "cli/commands.h"
#include "cli/operations.h"
#include "cli/options.h"

#include <string.h>

/* ---- options, views, commands ---- */

static void put_option(const OptionRow *row, Text *out) {
    Text name = {0};
    if (row->letter)
        text_format(&name, "  -%c, ", row->letter);
    else
        text_put(&name, "      ");
    text_format(&name, "--%s", row->name);
    if (option_takes_value(row))
        text_format(&name, " %s", row->argument);
    else if (row->argument)
        text_format(&name, "[=%s]", row->argument);
    text_pad(out, text_string(&name), 27);
    text_format(out, " %s\n", row->help);
    text_free(&name);
}

static void put_options(Text *out) {
    said_put_line(SAY(HELP_OPTIONS), out);
    for (const OptionRow *row = option_table; row->name; row++)
        put_option(row, out);
}

/* A line of a list: what it is about in so many columns, and what that is. */
static void put_line(const char *name, int width, const char *summary, Text *out) {
    text_put(out, "  ");
    text_pad(out, name, width);
    text_format(out, "%s\n", summary);
}

static void put_view(const View *view, Text *out) {
    put_line(view->name, 9, view->summary, out);
}

static void put_views(Text *out) {
    said_put_line(SAY(HELP_VIEWS), out);
    for (const View *view = view_table; view->name; view++)
        put_view(view, out);
}

static void put_command(const Command *command, Text *out) {
    put_line(command->usage, 23, command->summary, out);
}

static void put_commands(Text *out) {
    for (const Command *command = command_table; command->name; command++)
        put_command(command, out);
}

/* ---- topics ---- */

static void put_formats(Text *out) {
    for (const Writer *writer = writer_table; writer->name; writer++) {
        text_put(out, "  ");
        text_pad(out, writer->name, 7);
        text_format(out, " %s\n", writer->about);
    }
}

static void put_topics(Text *out) {
    for (const HelpTopic *topic = help_topics; topic->name; topic++)
        put_line(topic->name, 13, topic->summary, out);
}

const HelpTopic help_topics[] = {
#define TOPIC(name, heading, summary, put, text) {name, heading, summary, put, text},
#include "cli/topics.def"
    {NULL, NULL, NULL, NULL, NULL},
};

static const struct {
    const char *name, *text;
} details[] = {
#define DETAILS(name, text) {name, text},
#include "cli/topics.def"
};

static const struct {
    const char *word, *topic;
} other_words[] = {
#define ALSO(word, topic) {word, topic},
#include "cli/topics.def"
};

const char *help_details(const char *name) {
    for (size_t i = 0; i < sizeof details / sizeof *details; i++)
        if (!strcmp(details[i].name, name))
            return details[i].text;
    return "";
}

static void put_details(const char *name, Text *out) {
    const char *text = help_details(name);
    if (*text)
        text_format(out, "\n%s", text);
}

/* ---- finding a topic: each of these puts what there is of one kind, or nothing ---- */

static void put_topic(const char *word, Text *out) {
    const char *name = word;
    for (size_t i = 0; i < sizeof other_words / sizeof *other_words; i++)
        if (!strcmp(other_words[i].word, word))
            name = other_words[i].topic;
    for (const HelpTopic *topic = help_topics; topic->name; topic++) {
        if (strcmp(topic->name, name))
            continue;
        bool below = *topic->text == '\n';
        if (topic->put && below)
            topic->put(out);
        text_put(out, topic->text);
        if (topic->put && !below)
            topic->put(out);
    }
}

static void put_one_view(const char *name, Text *out) {
    const View *view = view_named(name, strlen(name));
    if (!view)
        return;
    put_view(view, out);
    put_details(name, out);
    text_put(out, "\n");
    said_put_line(SAY(HELP_VIEW_IN_SESSION, name), out);
}

static void put_function(const char *name, Text *out) {
    OpId op = op_by_name(name);
    if (op != OP_COUNT && operation_is_written(op))
        operation_describe(op, name, out);
}

static void put_one_command(const char *name, Text *out) {
    const Command *command = command_named(name, strlen(name));
    if (!command)
        return;
    put_command(command, out);
    put_details(name, out);
}

static void put_option_at_length(const OptionRow *row, Text *out) {
    Text name = {0};
    text_format(&name, "--%s", row->name);
    put_option(row, out);
    put_details(text_string(&name), out);
    if (option_settable(row)) {
        const char *value = option_takes_value(row) ? row->argument : "on";
        text_put(out, "\n");
        said_put_line(SAY(HELP_OPTION_IN_SESSION, row->name, value, row->name), out);
    }
    text_free(&name);
}

static void put_one_option(const char *name, Text *out) {
    for (const OptionRow *row = option_table; row->name; row++)
        if (!strcmp(row->name, name))
            put_option_at_length(row, out);
}

/* The first option that has this for a value. */
static void put_option_of(const char *value, Text *out) {
    const char *word;
    for (const OptionRow *row = option_table; row->name; row++) {
        for (unsigned i = 0; (word = option_choice(row, i)); i++) {
            if (!strcmp(word, value)) {
                put_option_at_length(row, out);
                return;
            }
        }
    }
}

/* The name that a topic with dashes before it means: that of an option, or of its letter.
 * A dash alone is an operator. */
static const char *without_dashes(const char *topic) {
    const char *name = topic + strspn(topic, "-");
    const OptionRow *row = name > topic && *name && !name[1] ? option_lettered(*name) : NULL;
    return row ? row->name : *name ? name : topic;
}

/* All that goes by this name: `step` is a function and an option. */
static void put_all(const char *name, Text *out) {
    static void (*const finders[])(const char *name, Text *out) = {
        put_topic, put_one_view, put_function, put_one_command, put_one_option};
    for (size_t i = 0; i < sizeof finders / sizeof *finders; i++) {
        Text found = {0};
        finders[i](name, &found);
        if (found.length)
            text_format(out, "%s%s", out->length ? "\n" : "", text_string(&found));
        text_spend(&found, out);
    }
    if (!out->length)
        put_option_of(name, out);
}

Said help_hint(const char *topic) {
    Spelling spelling = spelling_begin(topic);
    const char *function = op_nearest_name(topic), *value;
    for (const HelpTopic *known = help_topics; known->name; known++)
        spelling_try(&spelling, known->name);
    for (const View *view = view_table; view->name; view++)
        spelling_try(&spelling, view->name);
    for (const OptionRow *row = option_table; row->name; row++) {
        spelling_try(&spelling, row->name);
        for (unsigned i = 0; (value = option_choice(row, i)); i++)
            spelling_try(&spelling, value);
    }
    for (const Command *command = command_table; command->name; command++)
        spelling_try(&spelling, command->name);
    if (function)
        spelling_try(&spelling, function);
    return spelling.nearest ? SAY(HELP_NEAR, spelling.nearest) : SAY(SEE_TOPICS);
}

/* ---- the command line ---- */

enum { HELP_LINES = 40 }; /* of --help: a terminal's worth */

static int count_lines(const Text *text) {
    int lines = 0;
    for (size_t i = 0; i < text->length; i++)
        lines += text->bytes[i] == '\n';
    return lines;
}

/* Options, as many as there is room for: those first that are needed most. */
static void put_first_options(int room, Text *out) {
    int count = 0;
    for (const OptionRow *row = option_table; row->name; row++)
        count++;
    int shown = count <= room ? count : room - 1;
    for (int i = 0; i < shown; i++)
        put_option(&option_table[i], out);
    if (shown < count)
        said_put_line(SAY(HELP_MORE_OPTIONS, count - shown), out);
}

static void put_command_line(Text *out) {
    said_put_line(SAY(HELP_USAGE), out);
    text_format(out, "\n%s\n", help_details("adcalc"));
    put_views(out);
    text_put(out, "\n");
    said_put_line(SAY(HELP_OPTIONS), out);
    put_first_options(HELP_LINES - 2 - count_lines(out), out);
    text_put(out, "\n");
    said_put_line(SAY(HELP_MORE), out);
}

bool help_print(const char *topic, Text *out) {
    if (topic)
        put_all(without_dashes(topic), out);
    else
        put_command_line(out);
    return out->length || out->failed;
}

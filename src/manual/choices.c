/* Choices: see choices.h. */
#include "manual/choices.h"

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/operations.h"
#include "graph/op.h"

#include <string.h>

/* A name may be that of several things: it stands here once. */
typedef struct Words {
    const char *between;
    Text *out;
    Text seen; /* "\nfirst\nsecond\n" */
} Words;

static void put_word(Words *words, const char *word) {
    Text line = {0};
    text_format(&line, "\n%s\n", word);
    if (!strstr(text_string(&words->seen), text_string(&line))) {
        text_put(words->out, words->seen.length ? words->between : "");
        text_put(words->out, word);
        text_format(&words->seen, "%s%s\n", words->seen.length ? "" : "\n", word);
    }
    words->out->failed |= line.failed || words->seen.failed;
    text_free(&line);
}

static void put_views(Words *words) {
    for (const View *view = view_table; view->name; view++)
        put_word(words, view->name);
}

static void put_topics(Words *words) {
    const char *name;
    for (const HelpTopic *topic = help_topics; topic->name; topic++)
        put_word(words, topic->name);
    put_views(words);
    for (const OptionRow *row = option_table; row->name; row++)
        put_word(words, row->name);
    for (const Command *command = command_table; command->name; command++)
        put_word(words, command->name);
    for (OpId op = 0; op < OP_COUNT; op++)
        if (operation_is_called(op))
            put_word(words, op_table[op].name);
    for (unsigned i = 0; (name = op_pair_name(i)); i++)
        put_word(words, name);
}

void choices_put(const OptionRow *row, const char *between, Text *out) {
    Words words = {.between = between, .out = out};
    const char *word;
    if (row->type == OPTION_TOPIC)
        put_topics(&words);
    for (unsigned i = 0; (word = option_choice(row, i)); i++)
        put_word(&words, word);
    text_free(&words.seen);
}

void choices_put_views(const char *between, Text *out) {
    Words words = {.between = between, .out = out};
    put_views(&words);
    text_free(&words.seen);
}

/* Choices: see choices.h. */
#include "manual/choices.h"

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/operations.h"
#include "graph/op.h"

#include <string.h>

/* Adds a word to " first second ", unless it is there: a name may be that of several things. */
static void put_word(Text *words, const char *word) {
    Text added = {0};
    text_format(&added, " %s ", word);
    if (!strstr(text_string(words), text_string(&added)))
        text_format(words, "%s%s ", words->length ? "" : " ", word);
    text_spend(&added, words);
}

static void put_topics(Text *words) {
    const char *name;
    for (const HelpTopic *topic = help_topics; topic->name; topic++)
        put_word(words, topic->name);
    for (const View *view = view_table; view->name; view++)
        put_word(words, view->name);
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

void choices_put(const OptionRow *row, Text *out) {
    Text words = {0};
    const char *word;
    if (row->type == OPTION_TOPIC)
        put_topics(&words);
    for (unsigned i = 0; (word = option_choice(row, i)); i++)
        put_word(&words, word);
    if (words.length)
        text_bytes(out, words.bytes + 1, words.length - 2);
    text_spend(&words, out);
}

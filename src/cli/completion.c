/* Completion: see completion.h. All names come from the tables that the words are looked up in. */
#include "cli/completion.h"

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/operations.h"
#include "cli/options.h"

#include <string.h>

static const char *const language_words[] = {"pi",    "e",     "tau",    "ans",   "if ",
                                             "then ", "else ", "and ",   "or ",   "not ",
                                             "in ",   "for ",  "while ", "print "};

typedef struct Search {
    const char *beginning;
    size_t length;
    Text *words;
} Search;

static void offer(const Search *s, const char *name, const char *after) {
    if (strncmp(name, s->beginning, s->length))
        return;
    text_put(s->words, name);
    text_put(s->words, after);
    text_put(s->words, "\n");
}

/* What people may call, sum and prod too. */
static void offer_functions(const Search *s, const char *after) {
    const char *name;
    for (OpId op = 0; op < OP_COUNT; op++) {
        if (operation_is_called(op) || op == OP_SUM || op == OP_PROD)
            offer(s, op_table[op].name, after);
        for (unsigned i = 0; (name = op_other_name(op, i)); i++)
            offer(s, name, after);
    }
    for (unsigned i = 0; (name = op_pair_name(i)); i++)
        offer(s, name, after);
}

/* Names that are kept; behind those of functions `after`. */
static void offer_names(const Search *s, const Session *session, const char *after) {
    for (uint32_t i = 1; i <= session->definitions.kept; i++) {
        const Definition *definition = definition_at(&session->definitions, i);
        if (!definition->gone)
            offer(s, symbol_text(&session->symbols, definition->symbol),
                  definition->kind == TREE_DEFINITION ? after : "");
    }
}

static void offer_expression(const Search *s, const Session *session) {
    offer_functions(s, "(");
    offer_names(s, session, "(");
    for (size_t i = 0; i < sizeof language_words / sizeof *language_words; i++)
        offer(s, language_words[i], "");
}

static void offer_views(const Search *s, const char *after) {
    for (const View *view = view_table; view->name; view++)
        offer(s, view->name, after);
}

static void offer_topics(const Search *s) {
    for (const HelpTopic *topic = help_topics; topic->name; topic++)
        offer(s, topic->name, "");
}

static void offer_commands(const Search *s, bool only_names) {
    for (const Command *command = command_table; command->name; command++)
        offer(s, command->name, command->argument && !only_names ? " " : "");
}

static void offer_options(const Search *s, const char *after) {
    for (const OptionRow *row = option_table; row->name; row++)
        if (option_settable(row))
            offer(s, row->name, after);
}

/* The values of the option that the words before are about. */
static void offer_values(const Search *s, const char *name, size_t length) {
    const OptionRow *row = option_named(name, length);
    const char *value;
    if (!row || row->name[length])
        return;
    for (unsigned i = 0; (value = option_choice(row, i)); i++)
        offer(s, value, "");
    if (!option_takes_value(row)) {
        offer(s, "on", "");
        offer(s, "off", "");
    }
    offer(s, "default", "");
}

bool completion_of_files(const Session *session, const char *line) {
    const char *argument;
    const Command *command = command_of(session, line, &argument);
    bool blank = command && argument > line && strchr(" \t", argument[-1]);
    return blank && command->argument == ARGUMENT_FILE;
}

void completion_words(const Session *session, const char *line, size_t start, size_t end,
                      Text *words) {
    Search s = {line + start, end - start, words};
    const char *argument;
    const Command *command = command_of(session, line, &argument);
    size_t before = strspn(line, " \t");
    if (start <= before) { /* the first word */
        offer_commands(&s, false);
        offer_views(&s, " ");
        offer(&s, "at", " ");
        if (start < end)
            offer_expression(&s, session);
        else /* not a hundred functions */
            offer_names(&s, session, "(");
        return;
    }
    switch (command ? command->argument : ARGUMENT_NONE) {
    case ARGUMENT_TOPIC:
        offer_topics(&s);
        offer_views(&s, "");
        offer_commands(&s, true);
        offer_options(&s, "");
        offer_functions(&s, "");
        break;
    case ARGUMENT_NAMES:
        offer_names(&s, session, "");
        break;
    case ARGUMENT_OPTION:
        if (line + start <= argument)
            offer_options(&s, " ");
        else
            offer_values(&s, argument, strcspn(argument, " \t="));
        break;
    case ARGUMENT_NONE:
    case ARGUMENT_FILE:
        offer_expression(&s, session);
        break;
    }
}

/* Arguments: see arguments.h. */
#include "cli/arguments.h"

#include "base/spelling.h"

#include <string.h>

/* ---- what was meant by an argument that means nothing ---- */

/* The name of the option that a word is near to; NULL for none. */
static const char *nearest_option(const char *word, size_t length) {
    char copy[32];
    if (length >= sizeof copy)
        return NULL;
    memcpy(copy, word, length);
    copy[length] = '\0';
    Spelling spelling = spelling_begin(copy);
    for (const OptionRow *row = option_table; row->name; row++)
        spelling_try(&spelling, row->name);
    return spelling.nearest;
}

static void unknown_option(const char *argument, Text *error) {
    size_t length = strcspn(argument + 2, "=");
    const char *nearest = nearest_option(argument + 2, length), *before = " may be ";
    for (const OptionRow *row = option_table; row->name; row++) {
        if (strncmp(row->name, argument + 2, length))
            continue;
        if (!error->length)
            text_format(error, "option '%.60s'", argument);
        text_format(error, "%s--%s", before, row->name);
        before = " or ";
    }
    if (error->length)
        return;
    text_format(error, "unknown option '%.60s'", argument);
    if (nearest)
        text_format(error, ": did you mean --%s?", nearest);
}

/* The length of the dashes that a word begins with, of whatever kind:
 * what copies text may have made them longer. */
static size_t dashes(const char *word) {
    static const char *const kinds[] = {"-", "\u2013", "\u2014", "\u2212"};
    size_t length = 0, i = 0, count = sizeof kinds / sizeof *kinds;
    while (i < count) {
        size_t one = strlen(kinds[i]);
        bool found = !strncmp(word + length, kinds[i], one);
        length += found ? one : 0;
        i = found ? 0 : i + 1;
    }
    return length;
}

static bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* An operand that may have been meant as an option: -at, -ax=3, -qm, and a long dash before at. */
static bool suggest_option(const char *operand, Text *error) {
    const char *word = operand + dashes(operand);
    size_t length = strcspn(word, "="), letters = 0;
    if (word == operand || !*word || !strncmp(operand, "--", 2))
        return false;
    const OptionRow *named = length > 1 ? option_named(word, length) : NULL;
    const OptionRow *first = option_lettered(*word);
    bool glued = first && option_takes_value(first) && is_letter_or_digit(word[1]);
    const char *name = named                        ? named->name
                       : glued && strchr(word, '=') ? NULL
                                                    : nearest_option(word, length);
    while (word[letters] && option_lettered(word[letters]))
        letters++;
    if (name)
        text_format(error, "'%.40s' is no option: did you mean --%s?", operand, name);
    else if (glued)
        text_format(error, "'%.40s' is no option: did you mean -%c %.40s?", operand, *word,
                    word + 1);
    else if (letters > 1 && !word[letters])
        text_format(error, "'%.40s' is no option: letters stand alone, -%c -%c", operand, word[0],
                    word[1]);
    else
        return false;
    return true;
}

/* Says what to do about an operand that is one too many, as far as one can guess what was meant. */
static void too_many_operands(const Options *options, char **operands, int extra, int count,
                              Text *error) {
    const char *first = operands[0], *one = operands[extra];
    size_t name = strcspn(one, "=+-*/^%()<> "), word = strcspn(first, "=+-*/^%()<> ");
    for (int i = 0; i < count; i++)
        if (suggest_option(operands[i], error))
            return;
    Spelling spelling = spelling_begin(first);
    for (const View *view = view_table; view->name && !options->view_given; view++)
        spelling_try(&spelling, view->name);
    if (!strcmp(one, "at") && extra + 1 < count)
        text_format(error, "for a value write --at %.40s", operands[extra + 1]);
    else if (one[name] == '=' && name && one[name + 1] && one[name + 1] != '=')
        text_format(error, "'%.40s' is one operand too many; for a value write --at %.40s", one,
                    one);
    else if (spelling.nearest)
        text_format(error, "'%.40s' is not a view: did you mean %s?", first, spelling.nearest);
    else if (!options->view_given && !first[word] && word > 1 && strcspn(one, "+-*/^%") > 0)
        text_format(error, "'%.40s' is not a view (adcalc --help=views), or '%.40s' is too many",
                    first, one);
    else
        text_format(error,
                    "one expression at a time: '%.40s' is one too many; quote it for the shell",
                    one);
}

/* The word help where no variable can be meant: adcalc help, adcalc help sin. */
static bool asks_for_help(const Options *options, int count, char **operands, Text *error) {
    if (!count || count > 2 || strcmp(operands[0], "help") || options->programs ||
        (count == 1 && options->settings.values.count) || option_is_given(options, "help"))
        return false;
    text_format(error,
                count > 1 ? "for help write adcalc --help=%.40s" : "for help write adcalc --help",
                operands[count - 1]);
    return true;
}

/* ---- operands ---- */

/* The three options of an iteration go together. */
static bool check_iteration(const Options *options, Text *error) {
    bool iterate = options->settings.iterate, from = options->settings.from;
    bool rounds = option_is_given(options, "rounds");
    if (iterate && !from)
        text_put(error, "--iterate needs a beginning: --from NAME=EXPR");
    else if (iterate && !rounds)
        text_put(error, "--iterate needs to know how often: --rounds N");
    else if (!iterate && (from || rounds))
        text_format(error, "--%s is for --iterate NAME=EXPR", from ? "from" : "rounds");
    return !error->length && !error->failed;
}

/* Whether a list like "compare check" has a word. */
static bool has_word(const char *list, const char *word) {
    size_t length = strlen(word);
    while (*list) {
        size_t here = strcspn(list, " ");
        if (here == length && !strncmp(list, word, length))
            return true;
        list += here + strspn(list + here, " ");
    }
    return false;
}

/* Says so where the view has no use for an option. The lines of a session may be for any view. */
static bool check_views(const Options *options, Text *error) {
    const View *view = options->settings.view;
    const Writer *writer = settings_writer(&options->settings);
    bool session = !options->expression && !options->programs;
    for (const OptionRow *row = option_table; row->name && !session; row++) {
        if (!option_given(options, row) || !row->views || has_word(row->views, view->name))
            continue;
        text_format(error, "--%s is for ", row->name);
        for (const char *next = row->views; *next; next++)
            text_put(error, *next != ' '            ? (char[]){*next, '\0'}
                            : strchr(next + 1, ' ') ? ", "
                                                    : " or ");
        text_format(error, ", not for %s", view->name);
        if (!options->view_given && !strchr(row->views, ' '))
            text_format(error, ": adcalc %s EXPR --%s %s", row->views, row->name, row->argument);
        return false;
    }
    if (!session && view->is_text && !writer->wraps_text && writer != writer_table)
        text_format(error, "%s has no rows for --format %s: table, json or jsonl", view->name,
                    writer->name);
    return !error->length && !error->failed;
}

static bool read_operands(Options *options, int count, char **operands, Text *error) {
    int next = 0;
    if (asks_for_help(options, count, operands, error))
        return false;
    const View *view = count > 0 ? view_named(operands[0], strlen(operands[0])) : NULL;
    if (view) {
        options->settings.view = view;
        options->view_given = true;
        next++;
    }
    if (next < count && !options->programs)
        options->expression = operands[next++];
    if (next < count) {
        too_many_operands(options, operands, next, count, error);
        return false;
    }
    if (options->programs > 1) {
        text_put(error, "one expression at a time: there are several of --expression, --file and "
                        "--iterate");
        return false;
    }
    return check_iteration(options, error) && check_views(options, error);
}

/* ---- options ---- */

/* An option with its value, or an operand. */
typedef struct Argument {
    const OptionRow *row; /* NULL for an operand */
    const char *value;    /* NULL for none */
    int count;            /* 2 where the value is an argument of its own */
} Argument;

/* What begins at argv[i]. False with a message when an option is unknown or lacks its value. */
static bool find_argument(int argc, char **argv, int i, Argument *argument, Text *error) {
    const char *text = argv[i], *equals = NULL;
    *argument = (Argument){.count = 1};
    if (text[0] == '-' && text[1] == '-' && text[2]) {
        equals = strchr(text, '=');
        argument->row = option_named(text + 2, strcspn(text + 2, "="));
        if (!argument->row)
            unknown_option(text, error);
    } else if (text[0] == '-' && text[1] && !text[2]) {
        argument->row = option_lettered(text[1]);
    }
    const OptionRow *row = argument->row;
    if (equals) {
        argument->value = equals + 1;
    } else if (row && option_takes_value(row) && i + 1 < argc) {
        argument->value = argv[i + 1];
        argument->count = 2;
    } else if (row && option_takes_value(row)) {
        text_format(error, "option --%s needs a value: --%s %s", row->name, row->name,
                    row->argument);
    }
    return !error->length && !error->failed;
}

static bool apply(Options *options, const char *text, const Argument *argument, Text *error) {
    const OptionRow *row = argument->row;
    if (argument->value && row->type == OPTION_FLAG) {
        text_format(error, "option '%.60s' takes no value", text);
    } else if (!option_apply(options, row, argument->value)) {
        text_format(error, "--%s %s", row->name, row->argument);
        option_refuse(row, argument->value, error);
    }
    return !error->length && !error->failed;
}

/* Applies the options and moves the operands to argv[1 .. *operands]; with NULL for `options` only
 * looks whether there are such. What follows "--" are operands. */
static bool read_options(Options *options, int argc, char **argv, int *operands, Text *error) {
    bool only_operands = false;
    *operands = 0;
    for (int i = 1; i < argc;) {
        Argument argument = {.count = 1};
        bool ends = !only_operands && !strcmp(argv[i], "--");
        if (!only_operands && !ends && !find_argument(argc, argv, i, &argument, error))
            return false;
        if (options && argument.row && !apply(options, argv[i], &argument, error))
            return false;
        if (options && !argument.row && !ends)
            argv[1 + (*operands)++] = argv[i];
        only_operands |= ends;
        i += argument.count;
    }
    return true;
}

bool arguments_read(Options *options, int argc, char **argv, Text *error) {
    int operands;
    if (!options_begin(options, argv[0], (size_t)argc)) {
        error->failed = true;
        return false;
    }
    /* An option that is none is said before a value that is no good. */
    return read_options(NULL, argc, argv, &operands, error) &&
           read_options(options, argc, argv, &operands, error) &&
           read_operands(options, operands, argv + 1, error);
}

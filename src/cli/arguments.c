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

static void unknown_option(const char *argument, Complaint *wrong) {
    size_t length = strcspn(argument + 2, "=");
    const char *nearest = nearest_option(argument + 2, length);
    for (const OptionRow *row = option_table; length && row->name; row++)
        if (!strncmp(row->name, argument + 2, length))
            complaint_list(wrong, "--", row->name, true);
    if (wrong->list.length)
        wrong->said = SAY(OPTION_AMBIGUOUS, argument, text_string(&wrong->list));
    else
        wrong->said =
            nearest ? SAY(OPTION_UNKNOWN_NEAR, argument, nearest) : SAY(OPTION_UNKNOWN, argument);
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
static bool suggest_option(const char *operand, Complaint *wrong) {
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
        wrong->said = SAY(NO_OPTION_NEAR, operand, name);
    else if (glued)
        wrong->said = SAY(NO_OPTION_GLUED, operand, *word, word + 1);
    else if (letters > 1 && !word[letters])
        wrong->said = SAY(NO_OPTION_LETTERS, operand, word[0], word[1]);
    else
        return false;
    return true;
}

/* Says what to do about an operand that is one too many, as far as one can guess what was meant. */
static void too_many_operands(const Options *options, char **operands, int extra, int count,
                              Complaint *wrong) {
    const char *first = operands[0], *one = operands[extra];
    size_t name = strcspn(one, "=+-*/^%()<> "), word = strcspn(first, "=+-*/^%()<> ");
    for (int i = 0; i < count; i++)
        if (suggest_option(operands[i], wrong))
            return;
    Spelling spelling = spelling_begin(first);
    for (const View *view = view_table; view->name && !options->view_given; view++)
        spelling_try(&spelling, view->name);
    if (!strcmp(one, "at") && extra + 1 < count)
        wrong->said = SAY(WRITE_VALUE, operands[extra + 1]);
    else if (one[name] == '=' && name && one[name + 1] && one[name + 1] != '=')
        wrong->said = SAY(OPERAND_IS_VALUE, one, one);
    else if (spelling.nearest)
        wrong->said = SAY(NO_VIEW_NEAR, first, spelling.nearest);
    else if (!options->view_given && !first[word] && word > 1 && strcspn(one, "+-*/^%") > 0)
        wrong->said = SAY(NO_VIEW, first, one);
    else
        wrong->said = SAY(OPERAND_TOO_MANY, one);
}

/* The word help where no variable can be meant: adcalc help, adcalc help sin. */
static bool asks_for_help(const Options *options, int count, char **operands, Complaint *wrong) {
    if (!count || count > 2 || strcmp(operands[0], "help") || options->programs ||
        (count == 1 && options->settings.values.count) || option_is_given(options, "help"))
        return false;
    wrong->said = count > 1 ? SAY(HELP_IS_OPTION_OF, operands[count - 1]) : SAY(HELP_IS_OPTION);
    return true;
}

/* ---- operands ---- */

/* The three options of an iteration go together. */
static bool check_iteration(const Options *options, Complaint *wrong) {
    bool iterate = options->settings.iterate, from = options->settings.from;
    bool rounds = option_is_given(options, "rounds");
    if (iterate && !from)
        wrong->said = SAY(ITERATION_BEGINS_NOWHERE);
    else if (iterate && !rounds)
        wrong->said = SAY(ITERATION_ENDLESS);
    else if (!iterate && (from || rounds))
        wrong->said = SAY(NO_ITERATION, from ? "from" : "rounds");
    return complaint_is_none(wrong);
}

/* The next of the views in a list of their names; NULL behind the last. */
static const View *next_view(const char **list) {
    size_t length = strcspn(*list, " ");
    const View *view = length ? view_named(*list, length) : NULL;
    *list += length + strspn(*list + length, " ");
    return view;
}

/* Whether an option is for a view. */
static bool is_for(const OptionRow *row, const View *view) {
    const char *list = row->views;
    const View *one = next_view(&list);
    while (one && one != view)
        one = next_view(&list);
    return one;
}

/* "compare, check or sweep": the views that an option is for. */
static const char *views_of(const OptionRow *row, Complaint *wrong) {
    const char *list = row->views;
    for (const View *view; (view = next_view(&list));)
        complaint_list(wrong, "", view->name, !*list);
    return text_string(&wrong->list);
}

/* Says so where the view has no use for an option. The lines of a session may be for any view. */
static bool check_views(const Options *options, Complaint *wrong) {
    const View *view = options->settings.view;
    const Writer *writer = settings_writer(&options->settings);
    bool session = !options->expression && !options->programs;
    for (const OptionRow *row = option_table; row->name && !session; row++) {
        if (!option_given(options, row) || !row->views || is_for(row, view))
            continue;
        const char *views = views_of(row, wrong);
        bool one = !options->view_given && !strchr(row->views, ' ');
        wrong->said = one ? SAY(OPTION_FOR_OTHER, row->name, views, view->name, row->views,
                                row->name, row->argument)
                          : SAY(OPTION_FOR_OTHERS, row->name, views, view->name);
        return false;
    }
    if (!session && view->is_text && !writer->wraps_text && writer != writer_table)
        wrong->said = SAY(NO_ROWS, view->name, writer->name);
    return complaint_is_none(wrong);
}

static bool read_operands(Options *options, int count, char **operands, Complaint *wrong) {
    int next = 0;
    if (asks_for_help(options, count, operands, wrong))
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
        too_many_operands(options, operands, next, count, wrong);
        return false;
    }
    if (options->programs > 1) {
        wrong->said = SAY(SEVERAL_PROGRAMS);
        return false;
    }
    return check_iteration(options, wrong) && check_views(options, wrong);
}

/* ---- options ---- */

/* An option with its value, or an operand. */
typedef struct Argument {
    const OptionRow *row; /* NULL for an operand */
    const char *value;    /* NULL for none */
    int count;            /* 2 where the value is an argument of its own */
} Argument;

/* What begins at argv[i]. False with a message when an option is unknown or lacks its value. */
static bool find_argument(int argc, char **argv, int i, Argument *argument, Complaint *wrong) {
    const char *text = argv[i], *equals = NULL;
    *argument = (Argument){.count = 1};
    if (text[0] == '-' && text[1] == '-' && text[2]) {
        equals = strchr(text, '=');
        argument->row = option_named(text + 2, strcspn(text + 2, "="));
        if (!argument->row)
            unknown_option(text, wrong);
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
        wrong->said = SAY(OPTION_NEEDS_VALUE, row->name, row->name, row->argument);
    }
    return complaint_is_none(wrong);
}

static bool apply(Options *options, const char *text, const Argument *argument, Complaint *wrong) {
    const OptionRow *row = argument->row;
    if (argument->value && row->type == OPTION_FLAG)
        wrong->said = SAY(OPTION_TAKES_NONE, text);
    else if (!option_apply(options, row, argument->value))
        option_refuse(row, argument->value, false, wrong);
    return complaint_is_none(wrong);
}

/* Applies the options and moves the operands to argv[1 .. *operands]; with NULL for `options` only
 * looks whether there are such. What follows "--" are operands. */
static bool read_options(Options *options, int argc, char **argv, int *operands, Complaint *wrong) {
    bool only_operands = false;
    *operands = 0;
    for (int i = 1; i < argc;) {
        Argument argument = {.count = 1};
        bool ends = !only_operands && !strcmp(argv[i], "--");
        if (!only_operands && !ends && !find_argument(argc, argv, i, &argument, wrong))
            return false;
        if (options && argument.row && !apply(options, argv[i], &argument, wrong))
            return false;
        if (options && !argument.row && !ends)
            argv[1 + (*operands)++] = argv[i];
        only_operands |= ends;
        i += argument.count;
    }
    return true;
}

bool arguments_read(Options *options, int argc, char **argv, Complaint *wrong) {
    int operands;
    if (!options_begin(options, argv[0], (size_t)argc)) {
        wrong->list.failed = true;
        return false;
    }
    /* An option that is none is said before a value that is no good. */
    return read_options(NULL, argc, argv, &operands, wrong) &&
           read_options(options, argc, argv, &operands, wrong) &&
           read_operands(options, operands, argv + 1, wrong);
}

/* Options: see options.h. */
#include "cli/options.h"

#include "session/claims.h"
#include "session/targets.h"

#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The names of all formats, ", " before each. */
static const char formats[] =
#define WRITER(name, ...) ", " #name
#include "report/writers.def"
    ;

/* A member that has another type than its row says does not compile. */
const OptionRow option_table[OPTION_COUNT + 1] = {
#define NAMES_OF(table, count)                                                                     \
    { &(table)->name, sizeof *(table), count }
#define LIST(...)                                                                                  \
    (const char *const[]) {                                                                        \
        __VA_ARGS__, NULL                                                                          \
    }
#define THESE(...)                                                                                 \
    { LIST(__VA_ARGS__), sizeof(char *), UINT_MAX }
#define ROW(type_, member, name_, letter_, argument_, ...)                                         \
    {.type = OPTION_##type_,                                                                       \
     .place = offsetof(Options, member),                                                           \
     .size = sizeof *(1 ? &((Options *)0)->member : (OPTION_MEMBER_##type_ *)0),                   \
     .name = name_,                                                                                \
     .letter = letter_,                                                                            \
     .argument = argument_,                                                                        \
     .help = __VA_ARGS__},
#define VIEW_OPTION(type, member, ...) ROW(type, settings.views.member, __VA_ARGS__)
#define STYLE_OPTION(type, member, ...) ROW(type, settings.style.member, __VA_ARGS__)
#define SESSION_OPTION(type, member, ...) ROW(type, settings.member, __VA_ARGS__)
#define LINE_OPTION(type, member, ...) ROW(type, member, __VA_ARGS__)
#include "views/options.def"
    {.name = NULL},
#undef NAMES_OF
#undef LIST
#undef THESE
#undef ROW
};

const char *option_choice(const OptionRow *row, unsigned i) {
    const OptionWords *words = &row->words;
    if (i >= words->most)
        return NULL;
    const void *word = (const char *)words->first + i * words->step;
    return *(const char *const *)word;
}

/* ---- which arguments are options ---- */

bool option_takes_value(const OptionRow *row) {
    return row->type != OPTION_FLAG && row->type != OPTION_TOPIC;
}

bool option_settable(const OptionRow *row) {
    return !row->instead;
}

const char *option_given(const Options *options, const OptionRow *row) {
    return options->given[row - option_table];
}

const OptionRow *option_lettered(char letter) {
    for (const OptionRow *row = option_table; row->name; row++)
        if (row->letter == letter)
            return row;
    return NULL;
}

/* The row that `--name` or an unambiguous beginning of it means; NULL for none.
 * *matches counts the rows that begin so. */
static const OptionRow *row_of_name(const char *name, size_t length, int *matches) {
    const OptionRow *found = NULL;
    *matches = 0;
    for (const OptionRow *row = option_table; row->name; row++) {
        if (strncmp(row->name, name, length))
            continue;
        ++*matches;
        if (!row->name[length])
            return row;
        found = row;
    }
    return *matches == 1 ? found : NULL;
}

const OptionRow *option_named(const char *name, size_t length) {
    int matches;
    return row_of_name(name, length, &matches);
}

bool option_is_given(const Options *options, const char *name) {
    return option_given(options, option_named(name, strlen(name)));
}

/* ---- values ---- */

static bool read_number(const OptionRow *row, const char *text, double *value) {
    char *end;
    *value = strtod(text, &end);
    return end != text && !*end && !strpbrk(text, "xX") && *value >= row->low &&
           *value <= row->high;
}

/* Which of the words that an option knows this is; -1 for none. */
static int find_word(const OptionRow *row, const char *text, size_t length) {
    const char *word;
    for (unsigned i = 0; (word = option_choice(row, i)); i++)
        if (strlen(word) == length && !strncmp(word, text, length))
            return (int)i;
    return -1;
}

/* The first word of a list with commas that the option does not know; NULL for none. The bits of
 * those before it go into *set. */
static const char *read_words(const OptionRow *row, const char *list, unsigned *set) {
    *set = 0;
    for (const char *next = list; *next; next += *next == ',') {
        const char *begin = next;
        next += strcspn(next, ",");
        int word = find_word(row, begin, (size_t)(next - begin));
        if (word < 0)
            return begin;
        *set |= 1u << word;
    }
    return NULL;
}

static bool store(Options *options, const OptionRow *row, const char *value) {
    void *place = (char *)options + row->place;
    double number;
    unsigned set;
    int word;
    bool good = true;
    switch (row->type) {
    case OPTION_FLAG:
        *(bool *)place = true;
        break;
    case OPTION_TEXT:
    case OPTION_PATH:
    case OPTION_TOPIC:
        *(const char **)place = value;
        break;
    case OPTION_TEXTS:
        good = array_push((OptionTexts *)place, value);
        break;
    case OPTION_NUMBER:
        if ((good = read_number(row, value, &number)))
            *(double *)place = number;
        break;
    case OPTION_WHOLE:
        if ((good = read_number(row, value, &number) && number == floor(number)))
            *(uint32_t *)place = (uint32_t)number;
        break;
    case OPTION_WORD:
        if ((good = (word = find_word(row, value, strlen(value))) >= 0))
            *(unsigned *)place = (unsigned)word;
        break;
    case OPTION_WORDS:
        if ((good = !read_words(row, value, &set) && set))
            *(unsigned *)place = set;
        break;
    }
    return good;
}

/* Makes it what it is without being given. */
static void take_back(Options *options, const OptionRow *row) {
    void *place = (char *)options + row->place;
    options->given[row - option_table] = NULL;
    if (row->type == OPTION_TEXTS)
        ((OptionTexts *)place)->count = 0;
    else
        memset(place, 0, row->size);
    if (row->standard)
        store(options, row, row->standard);
}

/* What --color says depends on where the answer goes. */
static void choose_color(Options *options) {
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    bool shows_color = isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
                       !(terminal && !strcmp(terminal, "dumb"));
    options->settings.style.color =
        options->color == COLOR_ALWAYS || (options->color == COLOR_AUTO && shows_color);
}

bool option_apply(Options *options, const OptionRow *row, const char *value) {
    if (!store(options, row, value))
        return false;
    options->given[row - option_table] = value ? value : "on";
    options->programs += row->is_program;
    choose_color(options);
    return true;
}

bool options_begin(Options *options, const char *program, size_t count) {
    bool room = true;
    *options = (Options){.settings = {.program = program, .view = view_table}};
    for (const OptionRow *row = option_table; row->name; row++) {
        take_back(options, row);
        void *place = (char *)options + row->place;
        if (row->type == OPTION_TEXTS)
            room = array_reserve((OptionTexts *)place, count) && room;
    }
    choose_color(options);
    return room;
}

void options_free(Options *options) {
    for (const OptionRow *row = option_table; row->name; row++) {
        void *place = (char *)options + row->place;
        if (row->type == OPTION_TEXTS)
            array_free((OptionTexts *)place);
    }
}

/* ---- complaints ---- */

void complaint_list(Complaint *wrong, const char *dashes, const char *word, bool last) {
    if (wrong->list.length)
        text_put(&wrong->list, message_sentence(last ? SAID_LIST_LAST : SAID_LIST_NEXT));
    text_put(&wrong->list, dashes);
    text_put(&wrong->list, word);
}

void complaint_free(Complaint *wrong) {
    text_free(&wrong->list);
}

/* ---- setting ---- */

static const OptionRow *row_to_set(const char *name, Complaint *wrong) {
    int matches;
    const OptionRow *row = row_of_name(name, strlen(name), &matches);
    if (row && option_settable(row))
        return row;
    if (row && *row->instead)
        wrong->said = SAY(WRITE_SETTING_AS_VALUE, row->instead);
    else if (row)
        wrong->said = SAY(NOT_SETTABLE, row->name);
    else
        wrong->said = matches ? SAY(SETTING_AMBIGUOUS, name) : SAY(SETTING_UNKNOWN, name);
    return NULL;
}

/* Of a value that was refused the part to name: of a list the first word that is
 * none of its words. */
static int refused_part(const OptionRow *row, const char *value, const char **part) {
    unsigned set;
    const char *unknown = row->type == OPTION_WORDS ? read_words(row, value, &set) : NULL;
    size_t length = unknown ? strcspn(unknown, ",") : strlen(value);
    *part = unknown ? unknown : value;
    return (int)(length > 60 ? 60 : length);
}

/* What a value that was refused should have been: "central, forward or backward",
 * "a whole number from 1 to 40". */
static Said say_wanted(const OptionRow *row, Complaint *wrong) {
    const char *word = option_choice(row, 0);
    if (!option_takes_value(row))
        return SAY(ON_OR_OFF);
    if (row->high >= 1e300)
        return SAY(POSITIVE_NUMBER);
    if (row->high > 0)
        return row->type == OPTION_WHOLE ? SAY(WHOLE_BETWEEN, row->low, row->high)
                                         : SAY(NUMBER_BETWEEN, row->low, row->high);
    for (unsigned i = 1; word; i++) {
        const char *next = option_choice(row, i);
        complaint_list(wrong, "", word, !next);
        word = next;
    }
    return SAY(PLAIN, text_string(&wrong->list));
}

void option_refuse(const OptionRow *row, const char *value, bool set, Complaint *wrong) {
    const char *part;
    int length = refused_part(row, value, &part);
    wrong->wanted = say_wanted(row, wrong);
    wrong->said = set ? SAY(SETTING_REFUSED, row->name, length, part, &wrong->wanted)
                      : SAY(VALUE_REFUSED, row->name, row->argument, length, part, &wrong->wanted);
}

bool options_set(Options *options, const char *name, const char *value, Complaint *wrong) {
    const OptionRow *row = row_to_set(name, wrong);
    if (!row)
        return false;
    bool flag = !option_takes_value(row), off = flag && value && !strcmp(value, "off");
    if ((value && !strcmp(value, "default")) || off) {
        take_back(options, row);
        choose_color(options);
        return true;
    }
    bool fits = value ? !flag || !strcmp(value, "on") : flag;
    if (fits && row->type == OPTION_TEXTS) /* there is room: options_begin made it */
        take_back(options, row);
    if (fits && option_apply(options, row, value))
        return true;
    if (value)
        option_refuse(row, value, true, wrong);
    else
        wrong->said = SAY(SETTING_NEEDS_VALUE, row->name, row->argument);
    return false;
}

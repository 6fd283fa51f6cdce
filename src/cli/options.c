/* Options: see options.h. */
#include "cli/options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const OptionRow option_table[] = {
#define ANY                                                                                        \
    { 0, 0, false }
#define WHOLE(low, high)                                                                           \
    { low, high, true }
#define NUMBER(low, high)                                                                          \
    { low, high, false }
    {OPTION_AT, "at", 'a', "x=3,y=pi/4", "values of the variables", ANY, NULL},
    {OPTION_WRT, "wrt", 'w', "x,y", "differentiate with respect to these only", ANY, NULL},
    {OPTION_ORDER, "order", 'k', "N", "derivatives up to order N; or one, as x=2,y=1", ANY, NULL},
    {OPTION_HESSIAN, "hessian", 0, NULL, "all second derivatives; times a vector with --along", ANY,
     NULL},
    {OPTION_ALONG, "along", 0, "x=1,y=-2", "the derivative along a vector", ANY, NULL},
    {OPTION_FILE, "file", 'f', "FILE", "read one program from a file; - is standard input", ANY,
     NULL},
    {OPTION_METHODS, "methods", 'm', "LIST", "symbolic,forward,reverse,numeric (default all)", ANY,
     "compare trace check"},
    {OPTION_FORMAT, "format", 0, "FORMAT", "table, tsv, csv, json or jsonl", ANY, NULL},
    {OPTION_QUIET, "quiet", 'q', NULL, "the numbers only, one a line", ANY, NULL},
    {OPTION_TIME, "time", 0, "MS", "time for measuring (default 100; 0: do not measure)",
     NUMBER(0, 1e6), NULL},
    {OPTION_DIGITS, "digits", 0, "N", "significant digits (default: shortest exact)", WHOLE(1, 40),
     NULL},
    {OPTION_NUMERIC, "numeric", 0, "SCHEME", "how numeric differentiates (default: central)", ANY,
     "compare check sweep"},
    {OPTION_STEP, "step", 0, "H", "step of the differences (default: scaled with x)",
     NUMBER(5e-324, 1e308), "compare check sweep"},
    {OPTION_KINK, "kink", 0, "SLOPE", "left, right or nan at a kink (default: convention)", ANY,
     "compare sweep"},
    {OPTION_CLAIM, "claim", 0, "x=2*x", "check: a derivative, to be held against the methods", ANY,
     "check"},
    {OPTION_CLAIM_VALUE, "claim-value", 0, "x=4.2", "check: its value at --at, to the digits given",
     ANY, "check"},
    {OPTION_BOX, "box", 0, "x=-2..2,y=0..1", "check: at many points between these", ANY, "check"},
    {OPTION_POINTS, "points", 0, "N", "check: so many points (default 200)", WHOLE(1, 100000),
     "check"},
    {OPTION_SEED, "seed", 0, "N", "what is random begins here (default 1)", WHOLE(0, UINT32_MAX),
     "check"},
    {OPTION_EXPRESSION, "expression", 'e', "EXPR", "an expression that looks like something else",
     ANY, NULL},
    {OPTION_ITERATE, "iterate", 0, "NAME=EXPR", "a program: l=4*l*(1-l), again and again", ANY,
     NULL},
    {OPTION_FROM, "from", 0, "NAME=EXPR", "where --iterate begins: l=x", ANY, NULL},
    {OPTION_ROUNDS, "rounds", 'n', "N", "how often --iterate goes round", WHOLE(0, 1000000), NULL},
    {OPTION_ALL, "all", 0, NULL, "all variables, also beyond twenty", ANY, "compare sweep"},
    {OPTION_ALL_METHODS, "all-methods", 0, NULL, "run also what is predicted to take too long", ANY,
     NULL},
    {OPTION_HEX, "hex", 0, NULL, "numbers in hexadecimal, to the last bit", ANY, NULL},
    {OPTION_COLOR, "color", 0, "WHEN", "auto, always or never", ANY, NULL},
    {OPTION_DUMP, "dump", 0, "STAGES", "tokens,tree,graph,tape instead of an answer", ANY, NULL},
    {OPTION_HELP, "help", 'h', "[TOPIC]", "this text, or one about functions or views", ANY, NULL},
    {OPTION_VERSION, "version", 0, NULL, "the version", ANY, NULL},
    {OPTION_NONE, NULL, 0, NULL, NULL, ANY, NULL},
#undef ANY
#undef WHOLE
#undef NUMBER
};

enum { DEFAULT_TIME_MS = 100, DEFAULT_SEED = 1 };

static const char *const dump_names[DUMP_STAGES] = {"tokens", "tree", "graph", "tape"};

const char *option_choice(OptionId id, unsigned i) {
    static const char *const kinks[] = {
        [KINK_CONVENTION] = "convention",
        [KINK_LEFT] = "left",
        [KINK_RIGHT] = "right",
        [KINK_NAN] = "nan",
    };
    static const char *const colors[] = {"auto", "always", "never"};
    unsigned writers = 0;
    switch ((int)id) {
    case OPTION_METHODS:
        return i < METHOD_COUNT ? method_table[i].name : NULL;
    case OPTION_NUMERIC:
        return i < NUMERIC_SCHEMES ? numeric_table[i].name : NULL;
    case OPTION_KINK:
        return i < sizeof kinks / sizeof *kinks ? kinks[i] : NULL;
    case OPTION_COLOR:
        return i < sizeof colors / sizeof *colors ? colors[i] : NULL;
    case OPTION_DUMP:
        return i < DUMP_STAGES ? dump_names[i] : NULL;
    case OPTION_FORMAT:
        while (writers < i && writer_table[writers].name)
            writers++;
        return writer_table[writers].name;
    default:
        return NULL;
    }
}

/* ---- which arguments are options ---- */

bool option_takes_value(const OptionRow *row) {
    return row->argument && *row->argument != '[';
}

bool option_takes_list(const OptionRow *row) {
    return row->id == OPTION_METHODS || row->id == OPTION_DUMP;
}

const OptionRow *option_lettered(char letter) {
    for (int i = 0; option_table[i].name; i++)
        if (option_table[i].letter == letter)
            return &option_table[i];
    return NULL;
}

/* The row that `--name` or an unambiguous beginning of it means; NULL for none.
 * *matches counts the rows that begin so. */
static const OptionRow *row_of_name(const char *name, size_t length, int *matches) {
    const OptionRow *found = NULL;
    *matches = 0;
    for (int i = 0; option_table[i].name; i++) {
        const OptionRow *row = &option_table[i];
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

/* ---- values ---- */

static bool read_number(const OptionRow *row, const char *text, double *value) {
    char *end;
    errno = 0;
    *value = strtod(text, &end);
    return end != text && !*end && *value >= row->range.low && *value <= row->range.high &&
           (!row->range.whole || *value == floor(*value));
}

static bool read_whole(const OptionRow *row, const char *text, uint32_t *value) {
    double number;
    if (!read_number(row, text, &number))
        return false;
    *value = (uint32_t)number;
    return true;
}

/* Sets a bit of *set for each comma-separated word that is one of `names`. */
static bool read_set(const char *text, const char *const *names, unsigned count, unsigned *set) {
    while (*text) {
        size_t length = strcspn(text, ",");
        unsigned i = 0;
        while (i < count && (strlen(names[i]) != length || strncmp(names[i], text, length)))
            i++;
        if (i == count)
            return false;
        *set |= 1u << i;
        text += length + (text[length] == ',');
    }
    return *set != 0;
}

/* Which of the words that an option knows this is; -1 for none. */
static int read_choice(OptionId id, const char *text) {
    const char *word;
    for (unsigned i = 0; (word = option_choice(id, i)); i++)
        if (!strcmp(word, text))
            return (int)i;
    return -1;
}

static bool read_methods(const char *text, unsigned *methods) {
    const char *names[METHOD_COUNT];
    for (int i = 0; i < METHOD_COUNT; i++)
        names[i] = method_table[i].name;
    *methods = 0;
    return read_set(text, names, METHOD_COUNT, methods);
}

static bool read_scheme(const char *text, NumericScheme *scheme) {
    int found = read_choice(OPTION_NUMERIC, text);
    if (found >= 0)
        *scheme = (NumericScheme)found;
    return found >= 0;
}

static bool read_kink(const char *text, KinkRule *rule) {
    int found = read_choice(OPTION_KINK, text);
    if (found >= 0)
        *rule = (KinkRule)found;
    return found >= 0;
}

static bool read_format(const char *text, const Writer **writer) {
    int found = read_choice(OPTION_FORMAT, text);
    if (found >= 0)
        *writer = &writer_table[found];
    return found >= 0;
}

static bool read_color(const char *text, bool *color) {
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    *color = !strcmp(text, "always");
    if (strcmp(text, "auto"))
        return *color || !strcmp(text, "never");
    *color = isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
             !(terminal && !strcmp(terminal, "dumb"));
    return true;
}

/* The values of an option that may be given more than once; NULL for others. */
static OptionTexts *list_of(Options *options, OptionId id) {
    return id == OPTION_AT            ? &options->values
           : id == OPTION_CLAIM       ? &options->claims
           : id == OPTION_CLAIM_VALUE ? &options->claim_values
           : id == OPTION_BOX         ? &options->boxes
                                      : NULL;
}

/* Stores one option; false when its value is no good. */
bool option_apply(Options *options, const OptionRow *row, const char *value) {
    uint32_t whole;
    switch (row->id) {
    case OPTION_AT:
    case OPTION_CLAIM:
    case OPTION_CLAIM_VALUE:
    case OPTION_BOX:
        return array_push(list_of(options, row->id), value);
    case OPTION_WRT:
        options->wrt = value;
        return true;
    case OPTION_ORDER:
        options->order = value;
        return true;
    case OPTION_HESSIAN:
        options->hessian = true;
        return true;
    case OPTION_ALONG:
        options->along = value;
        return true;
    case OPTION_EXPRESSION:
        options->expressions++;
        options->expression = value;
        return true;
    case OPTION_FILE:
        options->expressions++;
        options->file = value;
        return true;
    case OPTION_ITERATE:
        options->expressions++;
        options->iterate = value;
        return true;
    case OPTION_FROM:
        options->from = value;
        return true;
    case OPTION_ROUNDS:
        return read_whole(row, value, &options->rounds);
    case OPTION_METHODS:
        return read_methods(value, &options->views.methods);
    case OPTION_ALL_METHODS:
        options->views.all_methods = true;
        return true;
    case OPTION_NUMERIC:
        return read_scheme(value, &options->views.numeric);
    case OPTION_STEP:
        return read_number(row, value, &options->views.step);
    case OPTION_KINK:
        return read_kink(value, &options->views.kink);
    case OPTION_FORMAT:
        return read_format(value, &options->writer);
    case OPTION_DIGITS:
        if (!read_whole(row, value, &whole))
            return false;
        options->style.digits = whole;
        return true;
    case OPTION_POINTS:
        return read_whole(row, value, &options->views.points);
    case OPTION_SEED:
        return read_whole(row, value, &options->views.seed);
    case OPTION_HEX:
        options->style.hex = true;
        return true;
    case OPTION_QUIET:
        options->views.quiet = true;
        return true;
    case OPTION_ALL:
        options->views.all_rows = true;
        return true;
    case OPTION_TIME:
        return read_number(row, value, &options->views.time_ms);
    case OPTION_COLOR:
        return read_color(value, &options->style.color);
    case OPTION_DUMP:
        options->dump = 0;
        return read_set(value, dump_names, DUMP_STAGES, &options->dump);
    case OPTION_HELP:
        options->help = true;
        options->help_topic = value;
        return true;
    case OPTION_VERSION:
        options->version = true;
        return true;
    case OPTION_NONE:
        break;
    }
    return false;
}

/* ---- setting ---- */

/* All that can be set as it is without being given. */
void options_default(Options *options) {
    options->views = (ViewOptions){
        .time_ms = DEFAULT_TIME_MS, .seed = DEFAULT_SEED, .stop = options->views.stop};
    options->style = (ReportStyle){0};
    read_color("auto", &options->style.color);
    options->writer = writer_table;
    options->wrt = options->order = options->along = NULL;
    options->hessian = false;
    options->dump = 0;
}

/* Takes an option back: to the defaults, and from there again to all else that was given. */
static void take_back(Options *options, OptionId id) {
    options->given[id] = NULL;
    if (list_of(options, id))
        list_of(options, id)->count = 0;
    options_default(options);
    for (const OptionRow *row = option_table; row->name; row++)
        if (options->given[row->id] && option_settable(row) && !list_of(options, row->id))
            option_apply(options, row, options->given[row->id]);
}

bool option_settable(const OptionRow *row) {
    switch ((int)row->id) {
    case OPTION_AT:
    case OPTION_EXPRESSION:
    case OPTION_FILE:
    case OPTION_ITERATE:
    case OPTION_FROM:
    case OPTION_ROUNDS:
    case OPTION_HELP:
    case OPTION_VERSION:
    case OPTION_NONE:
        return false;
    default:
        return true;
    }
}

static const OptionRow *row_to_set(const char *name, Text *error) {
    int matches;
    const OptionRow *row = row_of_name(name, strlen(name), &matches);
    if (row && option_settable(row))
        return row;
    if (row && row->id == OPTION_AT)
        text_put(error, "for a value write: at x = 3");
    else if (row)
        text_format(error, "'%s' is for the command line", row->name);
    else
        text_format(
            error, matches ? "'%.60s' begins several options" : "there is no option '%.60s'", name);
    return NULL;
}

/* Of a value that was refused the part to name: of a list the first word that is
 * none of its words. */
static int refused_part(const OptionRow *row, const char *value, const char **part) {
    size_t length = strlen(value);
    *part = value;
    for (const char *next = value; option_takes_list(row) && *next; next += *next == ',') {
        const char *word, *begin = next;
        next += strcspn(next, ",");
        unsigned i = 0;
        while ((word = option_choice(row->id, i)) &&
               (strlen(word) != (size_t)(next - begin) || strncmp(word, begin, strlen(word))))
            i++;
        if (word)
            continue;
        *part = begin;
        length = (size_t)(next - begin);
        break;
    }
    return (int)(length > 60 ? 60 : length);
}

/* What a value that was refused should have been: "central, forward or backward",
 * "a whole number from 1 to 40". */
void option_refuse(const OptionRow *row, const char *value, Text *error) {
    const char *word = option_choice(row->id, 0), *part;
    int length = refused_part(row, value, &part);
    text_format(error, " cannot be '%.*s': ", length, part);
    if (!option_takes_value(row))
        text_put(error, "on or off");
    else if (row->range.high >= 1e300)
        text_put(error, "a positive number");
    else if (row->range.high > 0)
        text_format(error, "a %snumber from %.10g to %.10g", row->range.whole ? "whole " : "",
                    row->range.low, row->range.high);
    else if (!word)
        text_put(error, row->help);
    for (unsigned i = 0; word; i++) {
        const char *next = option_choice(row->id, i + 1);
        text_format(error, "%s%s", i == 0 ? "" : next ? ", " : " or ", word);
        word = next;
    }
}

bool options_set(Options *options, const char *name, const char *value, Text *error) {
    const OptionRow *row = row_to_set(name, error);
    if (!row)
        return false;
    bool flag = !option_takes_value(row), off = flag && value && !strcmp(value, "off");
    if ((value && !strcmp(value, "default")) || off) {
        take_back(options, row->id);
        return true;
    }
    bool fits = value ? !flag || !strcmp(value, "on") : flag;
    Options before = *options;             /* a value that is refused changes nothing */
    if (fits && list_of(options, row->id)) /* there is room: arguments_read made it */
        list_of(options, row->id)->count = 0;
    if (fits && option_apply(options, row, value)) {
        options->given[row->id] = flag ? "on" : value;
        return true;
    }
    *options = before;
    if (!value) {
        text_format(error, "set %s needs a value: %s", row->name, row->argument);
    } else {
        text_put(error, row->name);
        option_refuse(row, value, error);
    }
    return false;
}

void options_free(Options *options) {
    array_free(&options->values);
    array_free(&options->claims);
    array_free(&options->claim_values);
    array_free(&options->boxes);
}

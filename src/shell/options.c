/* Options: see options.h. */
#include "shell/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const OptionRow option_table[] = {
    {OPTION_AT, "at", 'a', "x=3,y=pi/4", "values of the variables"},
    {OPTION_WRT, "wrt", 'w', "x,y", "differentiate with respect to these only"},
    {OPTION_ORDER, "order", 'k', "N", "derivatives up to order N; or one, as x=2,y=1"},
    {OPTION_HESSIAN, "hessian", 0, NULL, "all second derivatives; times a vector with --along"},
    {OPTION_ALONG, "along", 0, "x=1,y=-2", "the derivative along a vector"},
    {OPTION_FILE, "file", 'f', "FILE", "read one program from a file; - is standard input"},
    {OPTION_METHODS, "methods", 'm', "LIST", "symbolic,forward,reverse,numeric (default all)"},
    {OPTION_FORMAT, "format", 0, "FORMAT", "table, tsv, csv, json or jsonl"},
    {OPTION_QUIET, "quiet", 'q', NULL, "the numbers only, one a line"},
    {OPTION_TIME, "time", 0, "MS", "time for measuring (default 100; 0: do not measure)"},
    {OPTION_DIGITS, "digits", 0, "N", "significant digits (default: shortest exact)"},
    {OPTION_NUMERIC, "numeric", 0, "SCHEME", "how numeric differentiates (default: central)"},
    {OPTION_STEP, "step", 0, "H", "step of the differences (default: scaled with x)"},
    {OPTION_KINK, "kink", 0, "SLOPE", "left, right or nan at a kink (default: convention)"},
    {OPTION_CLAIM, "claim", 0, "x=2*x", "check: a derivative, to be held against the methods"},
    {OPTION_CLAIM_VALUE, "claim-value", 0, "x=4.2",
     "check: its value at --at, to the digits given"},
    {OPTION_BOX, "box", 0, "x=-2..2,y=0..1", "check: at many points between these"},
    {OPTION_POINTS, "points", 0, "N", "check: so many points (default 200)"},
    {OPTION_SEED, "seed", 0, "N", "what is random begins here (default 1)"},
    {OPTION_EXPRESSION, "expression", 'e', "EXPR", "an expression that looks like something else"},
    {OPTION_ITERATE, "iterate", 0, "NAME=EXPR", "a program: l=4*l*(1-l), again and again"},
    {OPTION_FROM, "from", 0, "NAME=EXPR", "where --iterate begins: l=x"},
    {OPTION_ROUNDS, "rounds", 'n', "N", "how often --iterate goes round"},
    {OPTION_ALL, "all", 0, NULL, "all variables, also beyond twenty"},
    {OPTION_ALL_METHODS, "all-methods", 0, NULL, "run also what is predicted to take too long"},
    {OPTION_HEX, "hex", 0, NULL, "numbers in hexadecimal, to the last bit"},
    {OPTION_COLOR, "color", 0, "WHEN", "auto, always or never"},
    {OPTION_DUMP, "dump", 0, "STAGES", "tokens,tree,graph,tape instead of an answer"},
    {OPTION_HELP, "help", 'h', "[TOPIC]", "this text, or one about functions or views"},
    {OPTION_VERSION, "version", 0, NULL, "the version"},
    {OPTION_NONE, NULL, 0, NULL, NULL},
};
enum { OPTION_COUNT = sizeof option_table / sizeof *option_table - 1 };

enum {
    LONG_OPTION = 256, /* for getopt_long: beyond all letters */
    DEFAULT_TIME_MS = 100,
    DEFAULT_SEED = 1,
    MOST_POINTS = 100000,
    MAX_ROUNDS = 1000000
};

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
    for (int i = 0; i < OPTION_COUNT; i++)
        if (option_table[i].letter == letter)
            return &option_table[i];
    return NULL;
}

/* The row that `--name` or an unambiguous beginning of it means; NULL for none. *matches counts the rows
 * that begin so. */
static const OptionRow *row_of_name(const char *name, size_t length, int *matches) {
    const OptionRow *found = NULL;
    *matches = 0;
    for (int i = 0; i < OPTION_COUNT; i++) {
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

static void unknown_option(const char *argument, Text *error) {
    size_t length = strcspn(argument + 2, "=");
    int matches;
    row_of_name(argument + 2, length, &matches);
    text_format(error, matches ? "option '%.60s' may be" : "unknown option '%.60s'", argument);
    const char *before = " ";
    for (int i = 0; i < OPTION_COUNT && matches; i++) {
        if (strncmp(option_table[i].name, argument + 2, length))
            continue;
        text_format(error, "%s--%s", before, option_table[i].name);
        before = " or ";
    }
}

/* The row of an argument that is an option, else NULL with *unknown telling whether it looks like one. */
static const OptionRow *option_row(const char *argument, bool *unknown) {
    *unknown = false;
    if (argument[0] == '-' && argument[1] == '-' && argument[2]) {
        int matches;
        const OptionRow *row = row_of_name(argument + 2, strcspn(argument + 2, "="), &matches);
        *unknown = !row;
        return row;
    }
    if (argument[0] == '-' && argument[1] && !argument[2])
        return option_lettered(argument[1]);
    return NULL;
}

/* Options with their values to the front, then "--", then the operands, all in their order. False with a
 * message when an option is unknown or lacks its value. */
static bool sort_arguments(int argc, char **argv, char **sorted, Text *error) {
    int options = 1, operands = 0;
    bool only_operands = false;
    char **rest = sorted + argc + 2; /* the second half of `sorted`, for the operands */
    sorted[0] = argv[0];
    for (int i = 1; i < argc; i++) {
        bool unknown = false;
        const OptionRow *row = only_operands ? NULL : option_row(argv[i], &unknown);
        if (!only_operands && !strcmp(argv[i], "--")) {
            only_operands = true;
        } else if (unknown) {
            unknown_option(argv[i], error);
            return false;
        } else if (!row) {
            rest[operands++] = argv[i];
        } else {
            sorted[options++] = argv[i];
            bool glued = argv[i][1] == '-' && strchr(argv[i], '=');
            if (option_takes_value(row) && !glued) {
                if (i + 1 >= argc) {
                    text_format(error, "option --%s needs a value: --%s %s", row->name, row->name,
                                row->argument);
                    return false;
                }
                sorted[options++] = argv[++i];
            }
        }
    }
    sorted[options++] = (char *)"--";
    memmove(sorted + options, rest, (size_t)operands * sizeof *rest);
    sorted[options + operands] = NULL;
    return true;
}

/* ---- values ---- */

static bool read_number(const char *text, double low, double high, double *value) {
    char *end;
    errno = 0;
    *value = strtod(text, &end);
    return end != text && !*end && *value >= low && *value <= high;
}

static bool read_whole(const char *text, uint32_t low, uint32_t high, uint32_t *value) {
    double number;
    if (!read_number(text, low, high, &number) || number != floor(number))
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

/* Stores one option; false when its value is no good. */
static bool apply(Options *options, OptionId id, const char *value) {
    uint32_t whole;
    switch (id) {
    case OPTION_AT:
        return array_push(&options->values, value);
    case OPTION_CLAIM:
        return array_push(&options->claims, value);
    case OPTION_CLAIM_VALUE:
        return array_push(&options->claim_values, value);
    case OPTION_BOX:
        return array_push(&options->boxes, value);
    case OPTION_WRT:
        options->wanted = value;
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
        return read_whole(value, 0, MAX_ROUNDS, &options->rounds);
    case OPTION_METHODS:
        return read_methods(value, &options->views.methods);
    case OPTION_ALL_METHODS:
        options->views.all_methods = true;
        return true;
    case OPTION_NUMERIC:
        return read_scheme(value, &options->views.method.scheme);
    case OPTION_STEP:
        return read_number(value, 5e-324, 1e308, &options->views.method.step);
    case OPTION_KINK:
        return read_kink(value, &options->views.kink);
    case OPTION_FORMAT:
        return read_format(value, &options->writer);
    case OPTION_DIGITS:
        if (!read_whole(value, 1, 40, &whole))
            return false;
        options->style.digits = (int)whole;
        return true;
    case OPTION_POINTS:
        return read_whole(value, 1, MOST_POINTS, &options->views.points);
    case OPTION_SEED:
        return read_whole(value, 0, UINT32_MAX, &options->views.seed);
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
        return read_number(value, 0, 1e6, &options->views.time_ms);
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
static void set_defaults(Options *options) {
    options->views = (ViewOptions){
        .time_ms = DEFAULT_TIME_MS, .seed = DEFAULT_SEED, .stop = options->views.stop};
    options->style = (ReportStyle){0};
    read_color("auto", &options->style.color);
    options->writer = writer_table;
    options->wanted = options->order = options->along = NULL;
    options->hessian = false;
    options->dump = 0;
}

/* Takes an option back: to the defaults, and from there again to all else that was given. */
static void take_back(Options *options, OptionId id) {
    options->given[id] = NULL;
    set_defaults(options);
    for (const OptionRow *row = option_table; row->name; row++)
        if (options->given[row->id] && option_settable(row))
            apply(options, row->id, options->given[row->id]);
}

bool option_settable(const OptionRow *row) {
    switch ((int)row->id) {
    case OPTION_AT:
    case OPTION_CLAIM:
    case OPTION_CLAIM_VALUE:
    case OPTION_BOX:
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

/* What a value that was refused should have been: "central, forward or backward". */
static void put_expected(const OptionRow *row, Text *error) {
    const char *word = option_choice(row->id, 0);
    if (!word)
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
    bool fits = flag ? !value || !strcmp(value, "on") : value != NULL;
    Options before = *options; /* a value that is refused changes nothing */
    if (fits && apply(options, row->id, value)) {
        options->given[row->id] = flag ? "on" : value;
        return true;
    }
    *options = before;
    if (!value)
        text_format(error, "set %s needs a value: %s", row->name, row->argument);
    else
        text_format(error, "%s cannot be '%.60s': ", row->name, value);
    if (value && flag)
        text_put(error, "on or off");
    else if (value)
        put_expected(row, error);
    return false;
}

/* ---- reading ---- */

static const View *find_view(const char *name) {
    for (const View *view = view_table; view->name; view++)
        if (!strcmp(view->name, name))
            return view;
    return NULL;
}

/* Says what to do about an operand that is one too many, as far as one can guess what was meant. */
static void too_many_operands(const char *first, const char *extra, bool view, Text *error) {
    size_t name = strcspn(extra, "=+-*/^%()<> "), word = strcspn(first, "=+-*/^%()<> ");
    if (extra[name] == '=' && name && extra[name + 1] && extra[name + 1] != '=')
        text_format(error, "'%.40s' is one operand too many; for a value write --at %.40s", extra,
                    extra);
    else if (!view && !first[word] && word > 1 && strcspn(extra, "+-*/^%") > 0)
        text_format(error, "'%.40s' is not a view (adcalc --help=views), or '%.40s' is too many",
                    first, extra);
    else
        text_format(error,
                    "one expression at a time: '%.40s' is one too many; quote it for the shell",
                    extra);
}

/* The three options of an iteration go together. */
static bool check_iteration(const Options *options, Text *error) {
    if (options->iterate && !options->from)
        text_put(error, "--iterate needs a beginning: --from NAME=EXPR");
    else if (options->iterate && !options->given[OPTION_ROUNDS])
        text_put(error, "--iterate needs to know how often: --rounds N");
    else if (!options->iterate && (options->from || options->given[OPTION_ROUNDS]))
        text_format(error, "--%s is for --iterate NAME=EXPR", options->from ? "from" : "rounds");
    return !error->length && !error->failed;
}

static bool read_operands(Options *options, int count, char **operands, Text *error) {
    int next = 0;
    const View *view = count > 0 ? find_view(operands[0]) : NULL;
    if (view) {
        options->view = view;
        options->view_given = true;
        next++;
    }
    if (next < count && !options->expressions)
        options->expression = operands[next++];
    if (next < count) {
        too_many_operands(operands[0], operands[next], view != NULL, error);
        return false;
    }
    if (options->expressions > 1) {
        text_put(error, "one expression at a time: there are several of --expression, --file and "
                        "--iterate");
        return false;
    }
    return check_iteration(options, error);
}

static bool parse_sorted(Options *options, int argc, char **argv, Text *error) {
    struct option rows[OPTION_COUNT + 1] = {{0}};
    char letters[2 * OPTION_COUNT + 2] = ":", *letter = letters + 1;
    for (int i = 0; i < OPTION_COUNT; i++) {
        const OptionRow *row = &option_table[i];
        int has = option_takes_value(row) ? required_argument
                  : row->argument         ? optional_argument
                                          : 0;
        rows[i] = (struct option){row->name, has, NULL, LONG_OPTION + (int)row->id};
        if (row->letter) {
            *letter++ = row->letter;
            if (option_takes_value(row))
                *letter++ = ':';
        }
    }
    opterr = 0;
    optind = 1;
    for (int found; (found = getopt_long(argc, argv, letters, rows, NULL)) != -1;) {
        const OptionRow *row = found < LONG_OPTION ? option_lettered((char)found) : NULL;
        for (int i = 0; i < OPTION_COUNT && !row; i++)
            if (LONG_OPTION + (int)option_table[i].id == found)
                row = &option_table[i];
        if (!row) {
            text_format(error, "option '%.60s' takes no value", argv[optind - 1]);
            return false;
        }
        if (apply(options, row->id, optarg)) {
            options->given[row->id] = optarg ? optarg : "on";
            continue;
        }
        text_format(error, "--%s %s cannot be '%.60s': ", row->name, row->argument,
                    optarg ? optarg : "");
        put_expected(row, error);
        return false;
    }
    return read_operands(options, argc - optind, argv + optind, error);
}

/* Room for all that may be given more than once. */
static bool reserve_lists(Options *options, size_t count) {
    return array_reserve(&options->values, count) && array_reserve(&options->claims, count) &&
           array_reserve(&options->claim_values, count) && array_reserve(&options->boxes, count);
}

bool options_read(Options *options, int argc, char **argv, Text *error) {
    *options = (Options){.view = view_table};
    set_defaults(options);
    char **sorted = memory_resize(NULL, 2 * ((size_t)argc + 2), sizeof *sorted);
    bool read = false;
    if (!sorted || !reserve_lists(options, (size_t)argc)) {
        text_put(error, "out of memory");
    } else if (sort_arguments(argc, argv, sorted, error)) {
        int count = 0;
        while (sorted[count])
            count++;
        read = parse_sorted(options, count, sorted, error);
    }
    memory_free(sorted);
    return read;
}

void options_free(Options *options) {
    array_free(&options->values);
    array_free(&options->claims);
    array_free(&options->claim_values);
    array_free(&options->boxes);
}

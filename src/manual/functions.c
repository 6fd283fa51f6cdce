/* docs/functions.md: the rows of ops.def, chapter by chapter, as tables. */
#include "cli/operations.h"
#include "manual/manual.h"

#include <string.h>

/* The rows in their order, each chapter before its first. */
typedef struct FunctionEntry {
    const char *chapter; /* or NULL */
    OpId op;
} FunctionEntry;

static const FunctionEntry entries[] = {
#define CHAPTER(title) {title, OP_COUNT},
#define ROW(id, name) {NULL, OP_##id},
#include "graph/ops.def"
};
enum { ENTRIES = sizeof entries / sizeof *entries };

/* Prose, in which Markdown must see no signs of its own. */
static void put_prose(const char *text, Text *out) {
    static const TextEscape escapes[] = {{'*', "\\*"}, {'_', "\\_"},   {'|', "\\|"},
                                         {'<', "\\<"}, {'\\', "\\\\"}, {0}};
    text_escape(out, text, strlen(text), escapes);
}

static void put_code(const char *code, Text *out) {
    text_format(out, "`%s`", code);
}

static bool has_two_arguments(size_t first) {
    bool two = false;
    for (size_t i = first; i < ENTRIES && !entries[i].chapter; i++)
        two |= operation_is_written(entries[i].op) && op_table[entries[i].op].arity == 2;
    return two;
}

static void put_names(OpId op, Text *out) {
    Text notation = {0};
    const char *name;
    operation_notation(op, &notation);
    put_code(text_string(&notation), out);
    for (unsigned i = 0; (name = op_other_name(op, i)); i++) {
        text_put(out, ", ");
        put_code(name, out);
    }
    text_spend(&notation, out);
}

static void put_meaning(OpId op, Text *out) {
    const OpInfo *info = &op_table[op];
    double last;
    put_prose(op_about(op), out);
    if (operation_value_says_more(op)) {
        text_put(out, *op_about(op) ? ": " : "");
        put_code(info->value, out);
    }
    if (op_default(op, &last)) {
        text_put(out, "; y is ");
        text_number(out, last);
        text_put(out, " unless given");
    }
    if (info->has_integer && info->integer_first)
        text_format(out, "; n from %d to %d", info->least, info->greatest);
}

static void put_row(OpId op, bool two, Text *out) {
    const OpInfo *info = &op_table[op];
    text_put(out, "| ");
    put_names(op, out);
    text_put(out, " | ");
    put_meaning(op, out);
    for (int i = 0; i < 1 + two; i++) {
        text_put(out, " | ");
        if (*info->partial[i])
            put_code(info->partial[i], out);
    }
    text_put(out, " | ");
    if (op_smooth_everywhere(op))
        text_put(out, "everywhere");
    else
        put_code(info->smooth, out);
    text_put(out, " | ");
    if (info->bound > 0)
        text_format(out, "%g", info->bound);
    else
        text_put(out, info->form == OP_SELECTING ? "" : "exact");
    text_put(out, " |\n");
}

static void put_chapter(size_t first, Text *out) {
    bool two = has_two_arguments(first + 1);
    text_format(out, "\n## %s\n\n", entries[first].chapter);
    text_format(out, "| write | for | d/dx |%s smooth where | ulp |\n|---|---|---|%s---|---|\n",
                two ? " d/dy |" : "", two ? "---|" : "");
    for (size_t i = first + 1; i < ENTRIES && !entries[i].chapter; i++)
        if (operation_is_written(entries[i].op))
            put_row(entries[i].op, two, out);
}

static void put_pairs(Text *out) {
    const char *name;
    text_put(out, "\n## Made of two\n\n| write | for |\n|---|---|\n");
    for (unsigned i = 0; (name = op_pair_name(i)); i++)
        text_format(out, "| `%s(x, y, z)` | `%s(%s(x, y), z)` |\n", name,
                    op_table[op_by_name(name)].name, op_table[op_pair(name)].name);
}

void functions_write(Text *out) {
    text_put(
        out,
        "<!-- Made by `make manual` from src/graph/ops.def: to be changed there. -->\n"
        "# Functions and operators\n"
        "\n"
        "Each of these is a row of one table, from which the program has their values, both\n"
        "sweeps, the formulas and this page. The texts are in adcalc's own language: x and y are\n"
        "the arguments, n is a whole constant, v the value; `where(c, a, b)` is a where c holds,\n"
        "else b.\n"
        "\n"
        "* *smooth where*: elsewhere there is a kink, a jump, a pole or an end of the domain, and\n"
        "  adcalc says so in a note.\n"
        "* *ulp*: value and derivatives are within so many spacings of doubles of the truth, over\n"
        "  the whole domain (measured against MPFR; near a zero it is what a change of x by its\n"
        "  last digit would do). What is *exact* is not rounded at all.\n"
        "\n"
        "`sum(i in 1..n, ...)`, `prod(i in 1..n, ...)` and what else is no function stand in\n"
        "[language.md](language.md). adcalc itself tells about each:\n"
        "\n"
        "```\n"
        "$ adcalc --help=lambertw\n");
    operation_describe(op_by_name("lambertw"), "lambertw", out);
    text_put(out, "```\n");
    for (size_t i = 0; i < ENTRIES; i++)
        if (entries[i].chapter)
            put_chapter(i, out);
    put_pairs(out);
}

/* Operations: see operations.h. The texts of ops.def are in the language people know,
 * so they are shown as they stand. */
#include "cli/operations.h"

#include "base/messages.h"

#include <ctype.h>
#include <string.h>

/* Of "max" and "min" there is a row for two arguments and one for more. */
static bool takes_any_number(OpId op) {
    return op_nary_twin(op) != OP_COUNT;
}

bool operation_is_written(OpId op) {
    return op_table[op].form != OP_LEAF && op_table[op].form != OP_NARY && op != OP_WHERE;
}

bool operation_is_called(OpId op) {
    return operation_is_written(op) && op_table[op].form != OP_SELECTING && op != OP_POWI &&
           op != OP_NOT && op_is_word(op_table[op].name);
}

static void put_call(OpId op, Text *out) {
    const OpInfo *info = &op_table[op];
    const char *first = info->has_integer && info->integer_first ? "n, " : "";
    const char *last = info->has_integer && !info->integer_first ? ", n" : "";
    const char *arguments = info->arity == 1 ? "x" : "x, y";
    text_format(out, "(%s%s%s%s)", first, arguments, takes_any_number(op) ? ", ..." : "", last);
}

void operation_notation(OpId op, Text *out) {
    const OpInfo *info = &op_table[op];
    if (op == OP_POWI)
        text_put(out, "x^n");
    else if (op == OP_POW)
        text_put(out, "x^y");
    else if (op == OP_NOT)
        text_put(out, "not x");
    else if (info->form == OP_SELECTING)
        text_put(out, "if c then x else y");
    else if (!op_is_word(info->name))
        text_format(out, info->arity == 1 ? "%sx" : "x %s y", info->name);
    else {
        text_put(out, info->name);
        put_call(op, out);
    }
}

bool operation_value_says_more(OpId op) {
    const char *value = op_table[op].value;
    Text notation = {0}, called = {0};
    operation_notation(op, &notation);
    text_bytes(&called, value, strspn(value, "abcdefghijklmnopqrstuvwxyz_0123456789"));
    bool more = *value && op_by_name(text_string(&called)) != op &&
                strcmp(value, text_string(&notation)) != 0;
    text_free(&notation);
    text_free(&called);
    return more;
}

/* ---- the list ---- */

/* One more name behind a title, in this line or the next; *column is where that one ends. */
static void put_name(const char *name, size_t *column, Text *out) {
    size_t length = strlen(name);
    if (*column + length > 62) {
        text_put(out, "\n");
        text_pad(out, "", 14);
        *column = 0;
    }
    text_format(out, " %s", name);
    *column += length + 1;
}

/* Whether both are called, and with the same arguments. */
static bool are_called_alike(OpId a, OpId b) {
    return operation_is_called(a) && operation_is_called(b) &&
           op_table[a].arity == op_table[b].arity &&
           op_table[a].has_integer == op_table[b].has_integer &&
           takes_any_number(a) == takes_any_number(b);
}

/* The names of all that are called as the first of them is. */
static void put_names(OpId first, Text *out) {
    Text title = {0};
    size_t column = 0;
    text_put(&title, "f");
    put_call(first, &title);
    text_pad(out, text_string(&title), 14);
    for (OpId op = first; op < OP_COUNT; op++)
        if (are_called_alike(op, first))
            put_name(op_table[op].name, &column, out);
    text_put(out, "\n");
    text_spend(&title, out);
}

static void put_other_names(Text *out) {
    size_t column = 0;
    text_pad(out, message_sentence(SAID_OTHER_NAMES), 14);
    for (OpId op = 0; op < OP_COUNT; op++) {
        const char *name;
        for (unsigned i = 0; (name = op_other_name(op, i)); i++)
            put_name(name, &column, out);
    }
    text_put(out, "\n");
}

void operation_list(Text *out) {
    for (OpId op = 0; op < OP_COUNT; op++) {
        OpId first = 0;
        while (first < op && !are_called_alike(first, op))
            first++;
        if (first == op && operation_is_called(op))
            put_names(op, out);
    }
    said_put_line(SAY(OPERATION_SIGNS), out);
    said_put_line(SAY(OPERATION_FOLDS), out);
    said_put_line(SAY(OPERATION_CONSTANTS), out);
    text_pad(out, "f(x, y, z)", 14);
    const char *name;
    for (unsigned i = 0; (name = op_pair_name(i)); i++)
        text_format(out, " %s", name);
    text_put(out, "\n");
    put_other_names(out);
}

/* ---- one ---- */

static void put_defaults(OpId op, Text *out) {
    double last;
    if (op_default(op, &last))
        said_put_line(SAY(OPERATION_DEFAULT, last), out);
}

/* Whether v stands in a formula, as a word. */
static bool reads_value(const char *formula) {
    for (const char *at = formula; (at = strchr(at, 'v')); at++)
        if ((at == formula || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[1]))
            return true;
    return false;
}

void operation_describe(OpId op, const char *name, Text *out) {
    const OpInfo *info = &op_table[op];
    OpId inner = op_pair(name);
    if (inner != OP_COUNT) {
        said_put_line(SAY(OPERATION_OF_THREE, name, info->name, op_table[inner].name), out);
        return;
    }
    operation_notation(op, out);
    text_put(out, "\n");
    if (strcmp(name, info->name))
        said_put_line(SAY(OPERATION_NAME, name), out);
    if (*op_about(op))
        said_put_line(SAY(OPERATION_IS, op_about(op)), out);
    if (operation_value_says_more(op))
        said_put_line(SAY(OPERATION_VALUE, info->value), out);
    if (reads_value(info->partial[0]) || reads_value(info->partial[1]))
        said_put_line(SAY(OPERATION_V), out);
    for (int i = 0; i < info->arity && i < 2; i++)
        if (*info->partial[i])
            text_format(out, "  d/d%c    %s\n", i ? 'y' : 'x', info->partial[i]);
    put_defaults(op, out);
    if (!op_smooth_everywhere(op))
        said_put_line(SAY(OPERATION_SMOOTH, info->smooth), out);
    if (info->has_integer)
        said_put_line(SAY(OPERATION_N, info->least, info->greatest), out);
    if (info->bound > 0)
        said_put_line(SAY(OPERATION_BOUND, info->bound), out);
}

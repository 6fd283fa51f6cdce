/* Help: see help.h. */
#include "shell/help.h"

#include "graph/op.h"
#include "shell/commands.h"
#include "shell/options.h"

#include <string.h>

/* ---- options, views, commands ---- */

static void put_option(const OptionRow *row, Text *out) {
    Text name = {0};
    if (row->letter)
        text_format(&name, "  -%c, ", row->letter);
    else
        text_put(&name, "      ");
    text_format(&name, "--%s", row->name);
    if (option_takes_value(row))
        text_format(&name, " %s", row->argument);
    else if (row->argument)
        text_put(&name, "[=TOPIC]");
    text_pad(out, text_string(&name), 27);
    text_format(out, " %s\n", row->help);
    text_free(&name);
}

static void put_options(Text *out) {
    text_put(out, "options\n");
    for (const OptionRow *row = option_table; row->name; row++)
        put_option(row, out);
}

static void put_view(const View *view, Text *out) {
    text_put(out, "  ");
    text_pad(out, view->name, 9);
    text_format(out, "%s\n", view->summary);
}

static void put_views(Text *out) {
    text_put(out, "views\n");
    for (const View *view = view_table; view->name; view++)
        put_view(view, out);
}

static void put_command(const Command *command, Text *out) {
    text_put(out, "  ");
    text_pad(out, command->usage, 23);
    text_format(out, "%s\n", command->summary);
}

static void put_session(Text *out) {
    text_put(out, "  x^2 + sin(x)           an expression: its value and derivatives\n"
                  "  at x = 3, y = pi/4     values of the variables, kept\n"
                  "  f(t) = t^2; a = 4      functions and names, kept\n"
                  "  derive f(x)            a view's name first shows that view\n"
                  "  ans                    the value of the last answer\n");
    for (const Command *command = command_table; command->name; command++)
        put_command(command, out);
    text_put(out,
             "An open bracket or an operator at its end continues a line. Ctrl-C drops the line\n"
             "or stops the computation, Ctrl-D leaves, TAB completes.\n");
}

/* ---- functions ---- */

/* Whether people call a row by its name with so many arguments (-1: any number). What has a notation of
 * its own (x^n, if, not, folds) is none; of "max" and "min" there is a row for two arguments and one for
 * more, and they are listed once, with the latter. */
static bool is_called(OpId op, int arity, bool with_integer) {
    const OpInfo *info = &op_table[op];
    if (info->arity != arity || info->has_integer != with_integer || op == OP_POWI ||
        info->form == OP_SELECTING || op == OP_NOT || op == OP_SUM || op == OP_PROD ||
        op_by_name(info->name) == OP_COUNT)
        return false;
    for (OpId other = 0; other < OP_COUNT; other++)
        if (info->form == OP_BINARY && op_table[other].form == OP_NARY &&
            !strcmp(op_table[other].name, info->name))
            return false;
    return true;
}

static void put_calls(const char *title, int arity, bool with_integer, Text *out) {
    size_t column = 0;
    const char *before = title;
    for (OpId op = 0; op < OP_COUNT; op++) {
        if (!is_called(op, arity, with_integer))
            continue;
        size_t length = strlen(op_table[op].name);
        if (column + length > 62) {
            before = "\n               ";
            column = 0;
        }
        text_format(out, "%s%s", before, op_table[op].name);
        before = " ";
        column += length + 1;
    }
    text_put(out, before == title ? "" : "\n");
}

static void put_functions(Text *out) {
    put_calls("f(x)           ", 1, false, out);
    put_calls("f(n, x)        ", 1, true, out);
    put_calls("f(x, y)        ", 2, false, out);
    put_calls("f(n, x, y)     ", 2, true, out);
    put_calls("f(x, y, ...)   ", -1, false, out);
    text_put(out, "operators      + - * / % ^   == != < <= > >=   and or not   if c then a else b\n"
                  "folds          sum(i in 1..n, ...)  prod(i in 1..n, ...)\n"
                  "constants      pi e tau\n"
                  "also           clamp(x, low, high)  log(x, base)  elu(x)  leaky_relu(x)\n"
                  "other names    ln pow mod tg ctg arcsin arctan arsinh ...\n");
}

/* One row of ops.def, as people write the call: its texts are in the language they know. */
static void put_operation(const char *topic, OpId op, Text *out) {
    const OpInfo *info = &op_table[op];
    const char *first = info->has_integer && info->integer_first ? "n, " : "";
    const char *last = info->has_integer && !info->integer_first ? ", n" : "";
    const char *arguments = info->arity < 0 ? "x, y, ..." : info->arity == 1 ? "x" : "x, y";
    text_format(out, "%s(%s%s%s)\n", info->name, first, arguments, last);
    if (strcmp(topic, info->name))
        text_format(out, "  %s is another name of it\n", topic);
    if (*info->value && strncmp(info->value, info->name, strlen(info->name)))
        text_format(out, "  value   %s\n", info->value);
    if (strstr(info->partial[0], "v") || strstr(info->partial[1], "v"))
        text_put(out, "  v       is the value\n");
    for (int i = 0; i < info->arity && i < 2; i++)
        text_format(out, "  d/d%c    %s\n", "xy"[i], info -> partial[i]);
    if (strcmp(info->smooth, "1.0"))
        text_format(out, "  smooth  where %s\n", info->smooth);
    if (info->has_integer)
        text_format(out, "  n       a whole constant from %d to %d\n", info->least, info->greatest);
    if (info->bound > 0)
        text_format(out, "  right   within %g ulp\n", info->bound);
}

static bool put_function(const char *topic, Text *out) {
    OpId op = op_by_name(topic);
    if (op == OP_COUNT || op_table[op].form == OP_SELECTING || op == OP_SUM || op == OP_PROD)
        return false;
    put_operation(topic, op, out);
    return true;
}

/* ---- topics ---- */

static bool put_named(const char *topic, Text *out) {
    for (const View *view = view_table; view->name; view++) {
        if (!strcmp(view->name, topic)) {
            put_view(view, out);
            text_format(out, "\n  adcalc %s EXPR        in a session: %s EXPR\n", topic, topic);
            return true;
        }
    }
    if (put_function(topic, out))
        return true;
    for (const Command *command = command_table; command->name; command++) {
        if (!strcmp(command->name, topic)) {
            put_command(command, out);
            return true;
        }
    }
    for (const OptionRow *row = option_table; row->name; row++) {
        if (!strcmp(row->name, topic)) {
            put_option(row, out);
            if (option_settable(row))
                text_format(out, "\n      in a session: set %s %s, and set %s default\n", topic,
                            option_takes_value(row) ? row->argument : "on", topic);
            return true;
        }
    }
    return false;
}

static void put_command_line(Text *out) {
    text_put(out, "adcalc [VIEW] EXPR [--at x=3[,y=2]]... [OPTION]...\n"
                  "\n"
                  "  adcalc 'x^2+2*x+1' --at x=3            four methods side by side\n"
                  "  adcalc derive 'x^2*sin(y)'             the derivatives as formulas\n"
                  "  adcalc -q 'exp(sin(x))' --at x=1       the number only\n"
                  "  adcalc -f model.ad --at x=3            a program from a file\n"
                  "  adcalc                                 a session\n"
                  "\n");
    put_views(out);
    text_put(out, "\n");
    put_options(out);
}

bool help_print(const char *topic, Text *out) {
    static const struct {
        const char *topic;
        void (*put)(Text *out);
    } topics[] = {{"functions", put_functions},
                  {"views", put_views},
                  {"options", put_options},
                  {"session", put_session}};
    if (!topic) {
        put_command_line(out);
        return true;
    }
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
        if (!strcmp(topics[i].topic, topic)) {
            topics[i].put(out);
            return true;
        }
    }
    return put_named(topic, out);
}

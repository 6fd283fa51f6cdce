/* docs/completions/zsh/_adcalc: completion for zsh, by its _arguments. */
#include "manual/choices.h"
#include "manual/manual.h"

#include <string.h>

/* Text of a specification between single quotes, in which brackets and colons have a meaning. */
static void put_plain(const char *text, Text *out) {
    static const TextEscape escapes[] = {{'\'', "'\\''"}, {':', "\\:"},   {'[', "\\["},
                                         {']', "\\]"},    {'\\', "\\\\"}, {0}};
    text_escape(out, text, strlen(text), escapes);
}

/* What follows the option: "[help]" and, where it takes a value, ":message:action". */
static void put_rest(const OptionRow *row, Text *out) {
    text_put(out, "[");
    put_plain(row->help, out);
    text_put(out, "]");
    if (row->argument)
        text_format(out, "%svalue:", option_takes_value(row) ? ":" : "::");
    if (row->type == OPTION_PATH)
        text_put(out, "_files");
    if (row->type == OPTION_WORD || row->type == OPTION_TOPIC) {
        text_put(out, "(");
        choices_put(row, out);
        text_put(out, ")");
    }
    if (row->type == OPTION_WORDS) {
        text_put(out, "_values -s , value ");
        choices_put(row, out);
    }
    text_put(out, "'");
}

/* An option that takes a value may come again: the last one counts, and --at adds up. */
static void put_option(const OptionRow *row, Text *out) {
    bool again = option_takes_value(row);
    const char *equals = again ? "=" : row->argument ? "=-" : "";
    text_put(out, "    '");
    if (row->letter && again)
        text_format(out, "*'{-%c,--%s%s}'", row->letter, row->name, equals);
    else if (row->letter)
        text_format(out, "(-%c --%s)'{-%c,--%s%s}'", row->letter, row->name, row->letter, row->name,
                    equals);
    else
        text_format(out, "%s--%s%s", again ? "*" : "", row->name, equals);
    put_rest(row, out);
    text_put(out, " \\\n");
}

void zsh_write(Text *out) {
    text_put(
        out,
        "#compdef adcalc\n"
        "# zsh completion for adcalc. Made by `make manual` from the tables of options and views.\n"
        "\n"
        "local -a views\n"
        "views=(\n");
    for (const View *view = view_table; view->name; view++) {
        text_format(out, "    '%s:", view->name);
        put_plain(view->summary, out);
        text_put(out, "'\n");
    }
    text_put(out, ")\n"
                  "\n"
                  "_arguments \\\n");
    for (const OptionRow *row = option_table; row->name; row++)
        put_option(row, out);
    text_put(out, "    '1: :{ _describe view views }' \\\n"
                  "    '2: :'\n");
}

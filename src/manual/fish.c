/* completions/fish/adcalc.fish: completion for fish 3. */
#include "manual/choices.h"
#include "manual/manual.h"

/* Between single quotes. */
static void put_quoted(const char *text, Text *out) {
    text_put(out, "'");
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            text_put(out, "\\");
        text_bytes(out, text, 1);
    }
    text_put(out, "'");
}

static void put_option(const OptionRow *row, Text *out) {
    text_put(out, "complete -c adcalc");
    if (row->letter)
        text_format(out, " -s %c", row->letter);
    text_format(out, " -l %s", row->name);
    switch (choices_kind(row)) {
    case VALUE_NONE:
        break;
    case VALUE_FREE:
        text_put(out, " -x");
        break;
    case VALUE_WORD:
        text_put(out, option_takes_value(row) ? " -x -a '" : " -a '");
        choices_put(row, " ", out);
        text_put(out, "'");
        break;
    case VALUE_LIST:
        text_put(out, " -x -a '(__fish_append , ");
        choices_put(row, " ", out);
        text_put(out, ")'");
        break;
    case VALUE_FILE:
        text_put(out, " -r -F");
        break;
    }
    text_put(out, " -d ");
    put_quoted(row->help, out);
    text_put(out, "\n");
}

void fish_write(Text *out) {
    text_put(
        out,
        "# fish completion for adcalc. Made by `make manual` from the tables of options and views.\n"
        "\n"
        "complete -c adcalc -f\n");
    for (const View *view = view_table; view->name; view++) {
        text_format(out, "complete -c adcalc -n __fish_use_subcommand -a %s -d ", view->name);
        put_quoted(view->summary, out);
        text_put(out, "\n");
    }
    for (const OptionRow *row = option_table; row->name; row++)
        put_option(row, out);
}

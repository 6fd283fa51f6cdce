/* docs/completions/fish/adcalc.fish: completion for fish 3. */
#include "manual/choices.h"
#include "manual/manual.h"

#include <string.h>

/* Between single quotes. */
static void put_quoted(const char *text, Text *out) {
    static const TextEscape escapes[] = {{'\'', "\\'"}, {'\\', "\\\\"}, {0}};
    text_put(out, "'");
    text_escape(out, text, strlen(text), escapes);
    text_put(out, "'");
}

static void put_option(const OptionRow *row, Text *out) {
    text_put(out, "complete -c adcalc");
    if (row->letter)
        text_format(out, " -s %c", row->letter);
    text_format(out, " -l %s", row->name);
    switch (row->type) {
    case OPTION_FLAG:
        break;
    case OPTION_TEXT:
    case OPTION_TEXTS:
    case OPTION_NUMBER:
    case OPTION_WHOLE:
        text_put(out, " -x");
        break;
    case OPTION_WORD:
    case OPTION_TOPIC:
        text_put(out, option_takes_value(row) ? " -x -a '" : " -a '");
        choices_put(row, out);
        text_put(out, "'");
        break;
    case OPTION_WORDS:
        text_put(out, " -x -a '(__fish_append , ");
        choices_put(row, out);
        text_put(out, ")'");
        break;
    case OPTION_PATH:
        text_put(out, " -r -F");
        break;
    }
    text_put(out, " -d ");
    put_quoted(row->help, out);
    text_put(out, "\n");
}

static const char begin[] =
    "# fish completion for adcalc. Made by `make manual` from the tables of options and views.\n"
    "\n"
    "# Whether no operand stands before the cursor: then a view may come.\n"
    "function __adcalc_without_operand\n"
    "    set -l value no\n"
    "    for word in (commandline -opc)[2..-1]\n"
    "        if test $value = yes\n"
    "            set value no\n"
    "            continue\n"
    "        end\n"
    "        switch $word\n"
    "            case";

static const char end_of_begin[] = "\n"
                                   "                set value yes\n"
                                   "            case '-*'\n"
                                   "            case '*'\n"
                                   "                return 1\n"
                                   "        end\n"
                                   "    end\n"
                                   "    return 0\n"
                                   "end\n"
                                   "\n"
                                   "complete -c adcalc -f\n";

void fish_write(Text *out) {
    text_put(out, begin);
    for (const OptionRow *row = option_table; row->name; row++) {
        if (option_takes_value(row) && row->letter)
            text_format(out, " -%c", row->letter);
        if (option_takes_value(row))
            text_format(out, " --%s", row->name);
    }
    text_put(out, end_of_begin);
    for (const View *view = view_table; view->name; view++) {
        text_format(out, "complete -c adcalc -n __adcalc_without_operand -a %s -d ", view->name);
        put_quoted(view->summary, out);
        text_put(out, "\n");
    }
    for (const OptionRow *row = option_table; row->name; row++)
        put_option(row, out);
}

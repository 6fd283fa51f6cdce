/* docs/completions/bash/adcalc: completion for bash 3.2 and later,
 * without the package bash-completion.
 *
 * bash takes --format=csv and x=3 apart at the "=", so words are looked at in pieces. */
#include "manual/choices.h"
#include "manual/manual.h"

static const char begin[] =
    "# bash completion for adcalc. Made by `make manual` from the tables of options and views.\n"
    "\n"
    "# Appends the lines of standard input to the reply.\n"
    "_adcalc_reply() {\n"
    "    local line\n"
    "    while IFS= read -r line; do\n"
    "        COMPREPLY+=(\"$prefix$line\")\n"
    "    done\n"
    "}\n"
    "\n"
    "# _adcalc_words WORDS: those that begin like $current.\n"
    "_adcalc_words() {\n"
    "    _adcalc_reply < <(compgen -W \"$1\" -- \"$current\")\n"
    "}\n"
    "\n"
    "# _adcalc_list WORDS: the same for the last part of a list with commas.\n"
    "_adcalc_list() {\n"
    "    local before=${current%\"${current##*,}\"}\n"
    "    prefix=$prefix$before\n"
    "    current=${current#\"$before\"}\n"
    "    _adcalc_words \"$1\"\n"
    "}\n"
    "\n"
    "_adcalc_files() {\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    _adcalc_reply < <(compgen -f -- \"$current\")\n"
    "}\n"
    "\n"
    "_adcalc() {\n"
    "    local current=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local prefix='' i operands=0\n"
    "    COMPREPLY=()\n"
    "    if [[ $current == = ]]; then # --option=\n"
    "        option+='='\n"
    "        current=''\n"
    "    elif [[ $option == = ]]; then # --option=beginning\n"
    "        option=${COMP_WORDS[COMP_CWORD - 2]}=\n"
    "    elif [[ $current == --*=* ]]; then # the same, where bash leaves words whole\n"
    "        option=${current%%=*}=\n"
    "        current=${current#*=}\n"
    "        prefix=$option\n"
    "    fi\n"
    "    case $option in\n";

static const char end_of_values[] = "    *=) return ;; # a value as in x=3\n"
                                    "    esac\n";

static const char begin_operands[] = "    # A view is the first operand.\n"
                                     "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                                     "        case ${COMP_WORDS[i]} in\n"
                                     "        =) ((i++)) ;;\n";

static const char end_of_operands[] = "        -*) ;;\n"
                                      "        *) ((operands++)) ;;\n"
                                      "        esac\n"
                                      "    done\n"
                                      "    ((operands > 0)) || _adcalc_words '";

/* The ways to write an option, "-m | --methods". */
static void put_pattern(const OptionRow *row, Text *out) {
    if (row->letter)
        text_format(out, "-%c | ", row->letter);
    text_format(out, "--%s", row->name);
}

/* Whether nothing is known of its value. */
static bool takes_anything(const OptionRow *row) {
    return row->type == OPTION_TEXT || row->type == OPTION_TEXTS || row->type == OPTION_NUMBER ||
           row->type == OPTION_WHOLE;
}

/* What completes the value of an option, if anything does. */
static void put_value(const OptionRow *row, Text *out) {
    if (!row->argument || takes_anything(row))
        return;
    text_put(out, "    ");
    if (option_takes_value(row)) {
        put_pattern(row, out);
        text_put(out, " | ");
    }
    text_format(out, "--%s=)\n", row->name);
    if (row->type == OPTION_PATH) {
        text_put(out, "        _adcalc_files\n");
    } else {
        text_format(out, "        _adcalc_%s '", row->type == OPTION_WORDS ? "list" : "words");
        choices_put(row, out);
        text_put(out, "'\n");
    }
    text_put(out, "        return\n        ;;\n");
}

/* The options that take a value of this kind, as a pattern. */
static void put_patterns(bool (*takes)(const OptionRow *row), Text *out) {
    bool begun = false;
    for (const OptionRow *row = option_table; row->name; row++) {
        if (!takes(row))
            continue;
        text_put(out, begun ? " | " : "");
        put_pattern(row, out);
        begun = true;
    }
}

static void put_options(Text *out) {
    text_put(out, "    if [[ $current == -* ]]; then\n        _adcalc_words '");
    for (const OptionRow *row = option_table; row->name; row++) {
        if (row->letter)
            text_format(out, "-%c ", row->letter);
        text_format(out, "--%s%s", row->name, row[1].name ? " " : "");
    }
    text_put(out, "'\n        return\n    fi\n");
}

void bash_write(Text *out) {
    text_put(out, begin);
    for (const OptionRow *row = option_table; row->name; row++)
        put_value(row, out);
    text_put(out, "    ");
    put_patterns(takes_anything, out);
    text_put(out, ") return ;;\n");
    text_put(out, end_of_values);
    put_options(out);
    text_put(out, begin_operands);
    text_put(out, "        ");
    put_patterns(option_takes_value, out);
    text_put(out, ")\n            [[ ${COMP_WORDS[i + 1]} == = ]] || ((i++))\n            ;;\n");
    text_put(out, end_of_operands);
    for (const View *view = view_table; view->name; view++)
        text_format(out, "%s%s", view->name, view[1].name ? " " : "'\n}\n");
    text_put(out, "\ncomplete -F _adcalc adcalc\n");
}

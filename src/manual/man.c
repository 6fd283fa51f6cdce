/* docs/adcalc.1: the manual page, in the macros of man(7).
 *
 * Its sections are the tables and the topics of help, so what --help=TOPIC says and what the page
 * says are one text. */
#include "manual/manual.h"

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/options.h"

#include <string.h>

static void put_line(const char *line, size_t length, Text *out) {
    /* Signs that roff would take for commands or typeset prettily, as they are typed. */
    static const TextEscape escapes[] = {
        {'\\', "\\e"},  {'-', "\\-"}, {'\'', "\\(aq"}, {'`', "\\(ga"}, {'^', "\\(ha"},
        {'~', "\\(ti"}, {0}};
    if (length && *line == '.')
        text_put(out, "\\&");
    text_escape(out, line, length, escapes);
}

static void put_words(const char *words, Text *out) {
    put_line(words, strlen(words), out);
}

/* Paragraphs, and lines that begin with a blank and stay as they are. The macro `paragraph` comes
 * before each; with "" it comes between them, for what follows a heading. */
static void put_text(const char *text, const char *paragraph, Text *out) {
    enum { BETWEEN, PROSE, EXAMPLE } state = BETWEEN;
    bool first = !*paragraph;
    while (*text) {
        size_t length = strcspn(text, "\n");
        bool example = *text == ' ';
        if (state == EXAMPLE && !example)
            text_put(out, ".EE\n");
        if (!length || example != (state == EXAMPLE))
            state = BETWEEN;
        if (length && state == BETWEEN) {
            if (!first)
                text_format(out, "%s\n", *paragraph ? paragraph : ".PP");
            text_put(out, example ? ".EX\n" : "");
            state = example ? EXAMPLE : PROSE;
            first = false;
        }
        if (length) {
            put_line(text, length, out);
            text_put(out, "\n");
        }
        text += length + (text[length] == '\n');
    }
    if (state == EXAMPLE)
        text_put(out, ".EE\n");
}

/* ---- the tables ---- */

static void put_views(Text *out) {
    for (const View *view = view_table; view->name; view++) {
        text_format(out, ".TP\n.B %s\n", view->name);
        put_words(view->summary, out);
        text_put(out, ".\n");
        put_text(help_details(view->name), ".IP", out);
    }
}

static void put_option(const OptionRow *row, Text *out) {
    text_put(out, ".TP\n");
    if (row->letter)
        text_format(out, "\\fB\\-%c\\fR, ", row->letter);
    text_put(out, "\\fB\\-\\-");
    put_words(row->name, out);
    text_put(out, "\\fR");
    if (option_takes_value(row)) {
        text_put(out, " \\fI");
        put_words(row->argument, out);
        text_put(out, "\\fR");
    } else if (row->argument) {
        text_format(out, "[=\\fI%s\\fR]", row->argument);
    }
    text_put(out, "\n");
    put_words(row->help, out);
    text_put(out, ".\n");
    Text name = {0};
    text_format(&name, "--%s", row->name);
    put_text(help_details(text_string(&name)), ".IP", out);
    text_spend(&name, out);
}

static void put_options(Text *out) {
    for (const OptionRow *row = option_table; row->name; row++)
        put_option(row, out);
}

static void put_commands(Text *out) {
    for (const Command *command = command_table; command->name; command++) {
        text_format(out, ".TP\n.B %s\n", command->usage);
        put_words(command->summary, out);
        text_put(out, ".\n");
        put_text(help_details(command->name), ".IP", out);
    }
}

/* What help prints, as it is. */
static void put_printed(const HelpTopic *topic, Text *out) {
    Text printed = {0};
    topic->put(&printed);
    text_put(out, ".EX\n");
    for (const char *line = text_string(&printed); *line;) {
        size_t length = strcspn(line, "\n");
        put_line(line, length, out);
        text_put(out, "\n");
        line += length + (line[length] == '\n');
    }
    text_put(out, ".EE\n");
    text_spend(&printed, out);
}

static void put_section(const HelpTopic *topic, Text *out) {
    static const struct {
        const char *topic;
        void (*put)(Text *out);
    } tables[] = {{"views", put_views}, {"options", put_options}, {"session", put_commands}};
    bool below = *topic->text == '\n';
    text_format(out, ".SH %s\n", topic->heading);
    if (topic->put && below)
        put_printed(topic, out);
    put_text(topic->text, "", out);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        if (!strcmp(tables[i].topic, topic->name)) {
            tables[i].put(out);
            return;
        }
    }
    if (topic->put && !below)
        put_printed(topic, out);
}

static const char head[] =
    ".\\\" Made by `make manual` from the tables and texts of src/: to be changed there.\n"
    ".TH ADCALC 1 \"\" adcalc \"User Commands\"\n"
    ".SH NAME\n"
    "adcalc \\- differentiate an expression in four ways, side by side\n"
    ".SH SYNOPSIS\n"
    ".B adcalc\n"
    "[\\fIVIEW\\fR] \\fIEXPR\\fR [\\fB\\-\\-at\\fR \\fIx=3,y=2\\fR]... [\\fIOPTION\\fR]...\n"
    ".br\n"
    ".B adcalc\n"
    "[\\fIVIEW\\fR] \\fB\\-f\\fR \\fIFILE\\fR [\\fIOPTION\\fR]...\n"
    ".br\n"
    ".B adcalc\n"
    "[\\fIOPTION\\fR]...\n";

static const char description[] =
    "adcalc differentiates one expression by four methods and shows the answers\n"
    "side by side, with what each of them costs and how many of its digits are\n"
    "right.\n"
    "\n"
    "An argument is an option if it begins with -- or is exactly a dash and the\n"
    "letter of an option; everything else, -x^2 too, is an operand. Without an\n"
    "expression adcalc is a session: at a prompt on a terminal, else of the lines\n"
    "of standard input.\n";

static const char tail[] = ".SH SEE ALSO\n"
                           ".BR adcalc\\-reference (8),\n"
                           ".BR dot (1),\n"
                           ".BR readline (3)\n";

void man_write(Text *out) {
    text_put(out, head);
    text_put(out, ".SH DESCRIPTION\n");
    put_text(description, "", out);
    text_put(out, ".SH EXAMPLES\n");
    put_text(help_details("adcalc"), "", out);
    for (const HelpTopic *topic = help_topics; topic->name; topic++)
        if (topic->heading)
            put_section(topic, out);
    text_put(out, tail);
}

/* adcalc: the command line. What is asked for is in options.c, how it is answered in session.c;
 * here is only where programs come from: an argument, a file, standard input line by line, or
 * somebody at a terminal (repl.c). */
#include "base/stack.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/hints.h"
#include "cli/input.h"
#include "cli/options.h"
#include "cli/repl.h"
#include "session/complain.h"
#include "session/output.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ExitStatus answer_file(Session *session, const char *name) {
    Text text = {0};
    ExitStatus status = EXIT_IO;
    if (input_read(name, &text))
        status = session_answer(session, name, text_string(&text), text.length, 1, false);
    text_free(&text);
    return status;
}

static ExitStatus worse(ExitStatus a, ExitStatus b) {
    return a > b ? a : b;
}

/* Standard input as a session without a prompt. */
static ExitStatus answer_lines(Session *session, Options *options) {
    Dialogue dialogue = {.session = session, .options = options, .name = "-"};
    Text line = {0};
    bool failed = false;
    ExitStatus worst = EXIT_FINE;
    while (!output_failed() && !dialogue.left && input_line(&line, &failed)) {
        bool more;
        worst = worse(worst, dialogue_line(&dialogue, text_string(&line), line.length, &more));
    }
    worst = worse(worst, failed ? EXIT_IO : dialogue_end(&dialogue));
    text_free(&line);
    dialogue_drop(&dialogue);
    return worst;
}

/* Who asks for help beside a word wants to know about that:
 * adcalc --help sin, adcalc trace --help. */
static const char *help_topic(const Options *options) {
    Text aside = {0};
    const char *topic = options->help_topic, *word = options->expression;
    if (!topic && word && help_print(word, &aside))
        topic = word;
    if (!topic && options->view_given)
        topic = options->settings.view->name;
    text_free(&aside);
    return topic;
}

static ExitStatus help(const Options *options) {
    Text text = {0};
    const char *topic = help_topic(options);
    ExitStatus status = EXIT_FINE;
    if (options->version)
        said_put_line(SAY(VERSION, PACKAGE_VERSION), &text);
    else if (!help_print(topic, &text))
        status = EXIT_USAGE;
    if (status == EXIT_USAGE)
        complain_print("", SAY(NO_HELP, topic), help_hint(topic), VOICE_COMMAND_LINE);
    else if (text.failed || !output_write(&text))
        status = EXIT_IO;
    text_free(&text);
    return status;
}

static ExitStatus run(Options *options) {
    if (option_is_given(options, "help") || options->version)
        return help(options);
    Session session;
    if (!session_begin(&session, &options->settings)) {
        complain_print("", SAY(OUT_OF_MEMORY), SAY_NOTHING, VOICE_COMMAND_LINE);
        return EXIT_IO;
    }
    session.advise = hints_refine;
    session.adviser = options;
    ExitStatus status;
    if (options->expression)
        status = session_answer(&session, NULL, options->expression, strlen(options->expression), 1,
                                false);
    else if (options->settings.iterate)
        status = session_answer(&session, "--iterate", options->settings.iterate,
                                strlen(options->settings.iterate), 1, false);
    else if (options->file)
        status = answer_file(&session, options->file);
#ifdef HAVE_READLINE
    else if (repl_possible())
        status = repl_run(&session, options);
#endif
    else
        status = answer_lines(&session, options);
    session_free(&session);
    return status;
}

int main(int argc, char **argv) {
    stack_begin();
    signal(SIGPIPE, SIG_IGN);
    Options options;
    Complaint wrong = {0};
    ExitStatus status;
    if (arguments_read(&options, argc, argv, &wrong)) {
        status = run(&options);
    } else {
        bool no_memory = wrong.list.failed;
        bool made = complain_print("", no_memory ? SAY(OUT_OF_MEMORY) : wrong.said, SAY(SEE_HELP),
                                   VOICE_COMMAND_LINE);
        status = no_memory || !made ? EXIT_IO : EXIT_USAGE;
    }
    complaint_free(&wrong);
    options_free(&options);
    if (!output_close())
        status = EXIT_IO;
    return (int)status;
}

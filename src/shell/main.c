/* adcalc: the command line. What is asked for is in options.c, how it is answered in session.c; here is
 * only where programs come from: an argument, a file, or standard input line by line. */
#include "base/stack.h"
#include "base/utf8.h"
#include "shell/output.h"
#include "shell/session.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "adcalc: error: ..." on stderr. What people typed may hold anything, so control characters are shown
 * escaped. */
static void say_error(const char *message, const char *hint) {
    Text text = {0};
    text_put(&text, "adcalc: error: ");
    utf8_escape(&text, message, strlen(message));
    text_format(&text, hint ? "\n    = %s\n" : "\n", hint);
    output_error(&text);
    text_free(&text);
}

static ExitStatus input_error(const char *name, const char *reason) {
    Text message = {0};
    text_format(&message, "cannot read %s: %s", strcmp(name, "-") ? name : "standard input",
                reason);
    say_error(message.failed ? "out of memory" : text_string(&message), NULL);
    text_free(&message);
    return EXIT_IO;
}

/* All of a stream; false when reading fails or memory runs out. */
static bool read_all(FILE *stream, Text *text) {
    char block[1 << 16];
    size_t count;
    while ((count = fread(block, 1, sizeof block, stream)) > 0)
        text_bytes(text, block, count);
    return !ferror(stream) && !text->failed;
}

static ExitStatus answer_file(Session *session, const char *name) {
    bool standard = !strcmp(name, "-");
    errno = 0;
    FILE *stream = standard ? stdin : fopen(name, "rb");
    if (!stream)
        return input_error(name, strerror(errno));
    Text text = {0};
    ExitStatus status;
    if (read_all(stream, &text))
        status = session_answer(session, name, text_string(&text), text.length, 1, false);
    else
        status = input_error(name, text.failed ? "out of memory" : strerror(errno));
    if (!standard)
        fclose(stream);
    text_free(&text);
    return status;
}

/* Standard input as a session without a prompt: a program a line, or more lines where one leaves a bracket
 * or an operator open. */
static ExitStatus answer_lines(Session *session) {
    Text program = {0};
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    uint32_t number = 0, first = 1;
    ExitStatus worst = EXIT_FINE;
    while (worst != EXIT_IO && (length = getline(&line, &size, stdin)) >= 0) {
        number++;
        text_bytes(&program, line, (size_t)length);
        if (session_continues(session, line, (size_t)length))
            continue;
        ExitStatus status =
            session_answer(session, "-", text_string(&program), program.length, first, true);
        worst = status > worst ? status : worst;
        program.length = 0;
        first = number + 1;
    }
    if (program.length && worst != EXIT_IO) {
        ExitStatus status =
            session_answer(session, "-", text_string(&program), program.length, first, true);
        worst = status > worst ? status : worst;
    }
    if (program.failed)
        worst = input_error("-", "out of memory");
    else if (ferror(stdin))
        worst = input_error("-", strerror(errno));
    free(line);
    text_free(&program);
    return worst;
}

static ExitStatus help(const Options *options) {
    Text text = {0};
    ExitStatus status = EXIT_FINE;
    if (options->version)
        text_put(&text, "adcalc " PACKAGE_VERSION "\n");
    else if (!options_help(options->help_topic, &text))
        status = EXIT_USAGE;
    if (status == EXIT_USAGE) {
        text_format(&text, "no help about '%.60s': try functions or views", options->help_topic);
        say_error(text_string(&text), NULL);
    } else if (text.failed || !output_write(&text)) {
        status = EXIT_IO;
    }
    text_free(&text);
    return status;
}

static ExitStatus run(const Options *options) {
    if (options->help || options->version)
        return help(options);
    Session session;
    if (!session_begin(&session, options)) {
        say_error("out of memory", NULL);
        return EXIT_IO;
    }
    ExitStatus status;
    if (options->expression)
        status = session_answer(&session, NULL, options->expression, strlen(options->expression), 1,
                                false);
    else if (options->file)
        status = answer_file(&session, options->file);
    else if (isatty(STDIN_FILENO)) {
        say_error("no expression", "try: adcalc 'x^2+2*x+1' --at x=3, or adcalc --help");
        status = EXIT_USAGE;
    } else {
        status = answer_lines(&session);
    }
    session_free(&session);
    return status;
}

int main(int argc, char **argv) {
    stack_begin();
    signal(SIGPIPE, SIG_IGN);
    Options options;
    Text error = {0};
    ExitStatus status;
    if (options_read(&options, argc, argv, &error)) {
        status = run(&options);
    } else {
        say_error(error.failed ? "out of memory" : text_string(&error), "adcalc --help shows how");
        status = EXIT_USAGE;
    }
    text_free(&error);
    options_free(&options);
    if (!output_close())
        status = EXIT_IO;
    return (int)status;
}

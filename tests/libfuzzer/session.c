/* A session: the first two bytes choose view, format and options,
 * the rest are its lines, commands too.
 *
 * What comes out keeps to the rules of the house (support/spoken.h), JSON parses, and the session
 * goes on whatever a line did. Files are those of a directory of its own: what is typed never names
 * one. */
#include "adcalc.h"
#include "support/cli.h"
#include "support/harness.h"
#include "support/spoken.h"

#include <json.h>
#include <string.h>
#include <unistd.h>

static char directory[] = "/tmp/adcalc-fuzz-XXXXXX", file[64];
static bool expects_json; /* of all that is written */
static bool prints;       /* a line so far may have: what is printed is no message */

/* ---- the ends of the road, in place of output.c and input.c ---------------------------------- */

bool output_write(const Text *text) {
    PROMISE(!text->failed, "half an answer is written");
    const char *wrong = spoken_clean(text_string(text), text->length);
    PROMISE(!wrong, "an answer: %s: %s", wrong, text_string(text));
    if (expects_json && text->length) {
        struct json_object *object = json_tokener_parse(text_string(text));
        PROMISE(object, "no JSON: %s", text_string(text));
        json_object_put(object);
    }
    return true;
}

void output_error(const Text *text) {
    PROMISE(!text->failed, "out of memory");
    const char *wrong = spoken_clean(text_string(text), text->length);
    if (!wrong && !prints)
        wrong = spoken_messages(text_string(text));
    PROMISE(!wrong, "%s: %s", wrong, text_string(text));
}

/* ---- the session ----------------------------------------------------------------------------- */

static void remove_files(void) {
    unlink(file);
    rmdir(directory);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    stack_begin();
    setenv("ADCALC_REFERENCE", "none", 1);
    PROMISE(mkdtemp(directory), "no directory for files");
    snprintf(file, sizeof file, "%s/kept.ad", directory);
    atexit(remove_files);
    return 0;
}

static bool choose_options(Options *options, unsigned char first, unsigned char second) {
    static char point[] = "x=0.5,y=-2,z=0,t=1e9,i=3";
    static const char *const formats[] = {"table", "json", "csv", "tsv"};
    static const char *const others[] = {"--all", "-q", "--hex", "--dump=tokens,tree,graph,tape"};
    unsigned view = 0, views = 0;
    while (view_table[views].name)
        views++;
    view = first % views;
    char *words[12] = {(char *)"adcalc", (char *)view_table[view].name};
    int count = 2;
    if (view_table[view].needs_claims) {
        words[count++] = (char *)"--claim";
        words[count++] = (char *)"x=2*x, x=y";
    }
    words[count++] = (char *)"--format";
    words[count++] = (char *)formats[second & 3];
    if (second & 4) {
        words[count++] = (char *)"--at";
        words[count++] = point;
    }
    if (second & 8)
        words[count++] = (char *)others[second >> 4 & 3];
    if (second & 64)
        words[count++] =
            (char *)(view_table[view].needs_claims ? "--box=x=-1..1,y=2..2" : "--order=2");
    if (second & 128)
        words[count++] = (char *)"--kink=right";
    Complaint wrong = {0};
    bool fine = arguments_read(options, count, words, &wrong);
    complaint_free(&wrong);
    return fine;
}

/* What would take long by request, or speak of times, is not tried here. */
static void moderate(Options *options) {
    Settings *settings = &options->settings;
    settings->views.time_ms = 0;
    settings->views.all_methods = false;
    settings->views.points = 9;
    settings->views.methods = 0;
    expects_json = !strncmp(settings_writer(settings)->name, "json", 4) && !settings->dump &&
                   !settings->views.quiet;
}

static void take_line(Dialogue *dialogue, const char *line, size_t length) {
    const char *argument;
    bool more, whole = strlen(line) == length && !dialogue->program.length;
    const Command *command = whole ? command_of(dialogue->session, line, &argument) : NULL;
    Text named = {0};
    if (command && command->argument == ARGUMENT_FILE) {
        text_format(&named, "%s %s", command->name, file);
        line = text_string(&named);
        length = named.length;
    }
    ExitStatus status = dialogue_line(dialogue, line, length, &more);
    bool no_file = named.length && status == EXIT_IO; /* to load: none was saved before */
    PROMISE(status <= EXIT_USAGE || no_file, "status %d after %s", (int)status, line);
    text_free(&named);
}

static void converse(Session *session, Options *options, const char *lines, size_t size) {
    Dialogue dialogue = {.session = session, .options = options, .name = "-"};
    Text line = {0};
    while (size && !dialogue.left) {
        const char *end = memchr(lines, '\n', size);
        size_t length = end ? (size_t)(end - lines) + 1 : size;
        text_clear(&line);
        text_bytes(&line, lines, length);
        prints |= strstr(text_string(&line), "print") || memchr(lines, 0xef, length);
        moderate(options);
        take_line(&dialogue, text_string(&line), length);
        lines += length;
        size -= length;
    }
    if (!dialogue.left)
        dialogue_end(&dialogue);
    text_free(&line);
    dialogue_drop(&dialogue);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    Options options = {0};
    Session session;
    if (size < 2)
        return 0;
    unlink(file);
    prints = false;
    PROMISE(choose_options(&options, data[0], data[1]), "options are refused");
    moderate(&options);
    PROMISE(session_begin(&session, &options.settings), "out of memory");
    if (data[1] & 128) { /* as at a prompt */
        PROMISE(session_keep_values(&session) == EXIT_FINE, "the point is refused");
        options.settings.values.count = 0;
    }
    converse(&session, &options, (const char *)data + 2, size - 2);
    session_free(&session);
    options_free(&options);
    return 0;
}

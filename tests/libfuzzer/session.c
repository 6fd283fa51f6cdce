/* For clang's libFuzzer, by hand: the first two bytes choose view, format and options, the rest is the
 * program. Not run by make check; tests/fuzz.c is. To build, in the source directory, with all of src but
 * src/referee and the shell's main.c and output.c as $sources:
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined,float-cast-overflow -std=gnu11 -Isrc \
 *       $(pkg-config --cflags json-c) tests/libfuzzer/session.c $sources -lunistring -ljson-c -lm
 */
#include "shell/session.h"
#include "shell/output.h"

#include "base/stack.h"

#include <stdlib.h>
#include <string.h>

bool output_write(const Text *text) {
    (void)text;
    return true;
}

void output_error(const Text *text) {
    /* Longer than any list of the errors of one program may be. */
    if (text->length > 16 << 10)
        abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    stack_begin();
    return 0;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    static char point[] = "x=0.5,y=-2,z=0,t=1e9,i=3";
    static const char *const views[] = {"compare", "derive", "trace", "graph"};
    static const char *const formats[] = {"table", "json", "csv", "tsv"};
    static const char *const others[] = {"--all", "-q", "--hex", "--dump=tokens,tree,graph,tape"};
    if (size < 2)
        return 0;
    char *words[] = {(char *)"adcalc",
                     (char *)views[data[0] & 3],
                     (char *)"--at",
                     point,
                     (char *)"--format",
                     (char *)formats[data[0] >> 2 & 3],
                     (char *)others[data[1] >> 2 & 3],
                     NULL};
    int count = data[1] & 3 ? 6 : 7;
    words[count] = NULL;
    Options options;
    Text error = {0};
    Session session;
    if (!options_read(&options, count, words, &error))
        abort();
    options.views.time_ms = 0;
    if (session_begin(&session, &options)) {
        session_answer(&session, NULL, (const char *)data + 2, size - 2, 1,
                       (data[1] >> 4 & 1) != 0);
        session_free(&session);
    }
    options_free(&options);
    text_free(&error);
    return 0;
}

/* What the harnesses share: the entry points that libFuzzer calls,
 * and promises whose breach ends the program.
 *
 * Built by configure --enable-fuzzers they are fuzzers; built otherwise, with replay.c as their
 * main, they run the inputs of tests/corpus. */
#ifndef ADCALC_TESTS_LIBFUZZER_HARNESS_H
#define ADCALC_TESTS_LIBFUZZER_HARNESS_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* Once, before all inputs. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
/* Any bytes; 0. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#define PROMISE(condition, ...)                                                                    \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: broken promise: ", __FILE__, __LINE__);                        \
            fprintf(stderr, __VA_ARGS__);                                                          \
            fprintf(stderr, "\n");                                                                 \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif

/* See impostor.h. */
#include "support/impostor.h"
#include "support/posed.h"
#include "support/words.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

Impostor impostor;
const ReferenceLimits short_limits = {256, 10, 1e5};

static const double point[] = {0.5, 25.0};

void impostor_use(const char *script) {
    FILE *file = fopen(impostor.program, "w");
    ck_assert(file);
    fprintf(file, "#!/bin/sh\n%s", script);
    ck_assert_int_eq(fchmod(fileno(file), 0700), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(setenv("ADCALC_REFERENCE", impostor.program, 1), 0);
}

void impostor_set_up(void) {
    impostor = (Impostor){.directory = "/tmp/adcalc-reference-test-XXXXXX"};
    ck_assert(mkdtemp(impostor.directory));
    snprintf(impostor.program, sizeof impostor.program, "%s/referee", impostor.directory);
    snprintf(impostor.log, sizeof impostor.log, "%s.log", impostor.program);
    Graph *graph = &impostor.graph;
    ck_assert(graph_begin(graph, &impostor.diag));
    NodeId x = graph_variable(graph, 0, (Span){0, 0}), y = graph_variable(graph, 1, (Span){0, 0});
    NodeId root = graph_binary(graph, OP_MUL, graph_unary(graph, OP_EXP, x), y);
    ck_assert(tapes_of_nodes(&impostor.tapes, graph, &root, 1, 2));
    impostor.problem = (Problem){.tapes = &impostor.tapes,
                                 .graph = graph,
                                 .root = root,
                                 .components = 2,
                                 .point = point,
                                 .derivatives = first_derivatives(),
                                 .derivative_count = 2};
}

void impostor_tear_down(void) {
    tapes_free(&impostor.tapes);
    graph_free(&impostor.graph);
    diag_free(&impostor.diag);
    unlink(impostor.program);
    unlink(impostor.log);
    rmdir(impostor.directory);
}

int open_files(void) {
    int count = 0;
    for (int file = 0; file < 256; file++)
        count += fcntl(file, F_GETFD) >= 0;
    return count;
}

void no_children(void) {
    errno = 0;
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}

const char *impostor_ask(void) {
    static char reason[200];
    Reference reference = {0};
    ReferenceAnswer answer;
    int files = open_files();
    reference_begin(&reference, &impostor.problem, &short_limits);
    bool there = reference_finish(&reference, NULL, &answer);
    ck_assert_int_eq(there, !answer.missing.code);
    snprintf(reason, sizeof reason, "%s", words(&answer.missing));
    reference_answer_free(&answer);
    reference_close(&reference);
    ck_assert_int_eq(open_files(), files);
    no_children();
    return there ? NULL : reason;
}

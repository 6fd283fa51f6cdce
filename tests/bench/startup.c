/* How long programs take from start to end. Not part of `make check`: see startup.sh.
 *
 *   startup RUNS PROGRAM... [-- ARGUMENT...]
 *
 * The first program is the one that the others are compared with. Runs are interleaved, so that a
 * change of the machine meets all alike; the minimum is the headline, since everything else that a
 * computer does only ever adds time, and the median says what is usual. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

enum { MOST_PROGRAMS = 8, MOST_RUNS = 100000 };

extern char **environ;

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double run(char *const *words) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    pid_t process;
    int status, error;
    double begin = now_ms();
    error = posix_spawn(&process, words[0], &files, NULL, words, environ);
    if (error || waitpid(process, &status, 0) != process || status) {
        fprintf(stderr, "startup: %s: %s\n", words[0], error ? strerror(error) : "it failed");
        exit(EXIT_FAILURE);
    }
    double took = now_ms() - begin;
    posix_spawn_file_actions_destroy(&files);
    return took;
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    int programs = 0, runs = argc > 2 ? atoi(argv[1]) : 0;
    while (programs + 2 < argc && strcmp(argv[programs + 2], "--"))
        programs++;
    if (runs < 1 || runs > MOST_RUNS || programs < 1 || programs > MOST_PROGRAMS) {
        fputs("usage: startup RUNS PROGRAM... [-- ARGUMENT...]\n", stderr);
        return 2;
    }
    char **arguments = argv + programs + 2; /* the -- becomes a program's name */
    double *times = malloc((size_t)(programs * runs) * sizeof *times);
    if (!times)
        return EXIT_FAILURE;
    for (int i = 0; i < runs; i++)
        for (int p = 0; p < programs; p++) {
            char *alone[] = {argv[p + 2], NULL};
            char **words = argc > programs + 2 ? arguments : alone;
            words[0] = argv[p + 2];
            times[p * runs + i] = run(words);
        }
    double least = 0, usual = 0;
    for (int p = 0; p < programs; p++) {
        double *own = times + p * runs;
        qsort(own, (size_t)runs, sizeof *own, compare);
        if (!p) {
            least = own[0];
            usual = own[runs / 2];
        }
        printf("%-40s %6.2f ms %5.2fx   median %6.2f ms %5.2fx\n", argv[p + 2], own[0],
               own[0] / least, own[runs / 2], own[runs / 2] / usual);
    }
    free(times);
    return 0;
}

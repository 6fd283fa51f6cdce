/* What branches and loops cost: a program that branches beside the same operations without its
 * guards, a way that was never gone before beside one that was, and what a hundred thousand new
 * ways leave in memory. Only the ratios of one run mean something. */
#include "adcalc.h"
#include "support/posed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

/* Some 50 operations, and a decision a round; all rounds go the first way at 1, and at other points
 * almost any two go different ways. */
static const char branching[] =
    "low = 0; high = 2; for k in 1..9 { mid = (low + high)/2\n"
    "if mid + x/100 > x { high = mid + x/64 } else { low = mid - x/64 } }; low*x + high";

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

static long peak_kilobytes(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void fail(const char *why) {
    fprintf(stderr, "bench: %s\n", why);
    exit(1);
}

/* Nanoseconds of a value with its gradient at a point that has been there before: the least of some
 * rounds. */
static double steady(Tapes *tapes, double x) {
    enum { ROUNDS = 7, TIMES = 20000 };
    Evaluator evaluator;
    double least = INFINITY, gradient;
    evaluator_begin(&evaluator, tapes);
    for (int round = 0; round < ROUNDS; round++) {
        double begin = now();
        for (int i = 0; i < TIMES; i++)
            if (!evaluator_adjoint(&evaluator, &x, &gradient))
                fail("no answer");
        double took = (now() - begin) / TIMES;
        least = took < least ? took : least;
    }
    evaluator_free(&evaluator);
    return least;
}

/* The same at points that go new ways. */
static double restless(Tapes *tapes, uint32_t times) {
    Evaluator evaluator;
    double gradient, begin = now();
    uint32_t state = 1;
    evaluator_begin(&evaluator, tapes);
    for (uint32_t i = 0; i < times; i++) {
        state = state * 1664525u + 1013904223u;
        double x = 0.2 + 1.6 * state / 4294967296.0;
        if (!evaluator_adjoint(&evaluator, &x, &gradient))
            fail("no answer");
    }
    double took = (now() - begin) / times;
    evaluator_free(&evaluator);
    return took;
}

int main(void) {
    static Posed posed;
    Rules rules;
    stack_begin();
    if (!rules_begin(&rules) || !posed_begin(&posed, &rules, branching, "x=1"))
        fail("the program cannot be traced");
    const Traced *traced = posed.function.traces.items[0];
    Tapes plain;
    if (!tapes_of_nodes(&plain, &traced->graph, &traced->root, 1, 1))
        fail("out of memory");
    double unguarded = steady(&plain, 1.0), guarded = steady(&posed.tapes, 1.0);
    printf("program: value and gradient %.0f ns, %.2f times the operations alone (%zu guards, %zu "
           "nodes)\n",
           guarded, guarded / unguarded, traced->guards.count, traced->graph.nodes.count);
    double first = restless(&posed.tapes, 10000);
    long before = peak_kilobytes();
    double later = restless(&posed.tapes, 100000);
    printf(
        "new ways: %.0f ns each, %.0f times a way gone before; later %.0f ns; %ld kB more after a "
        "hundred thousand\n",
        first, first / guarded, later, peak_kilobytes() - before);
    tapes_free(&plain);
    posed_free(&posed);
    rules_free(&rules);
    return 0;
}

/* Tests of src/analysis: the spacing of doubles, and the clock.
 *
 * The spacings are powers of two, written down from the binary64 format. Times
 * depend on the machine, so the clock is held to what no machine changes: who is called, how often
 * at least, in which alternation, when it stops, and that twice the work takes about twice as long.
 * */
#include "adcalc.h"
#include "support/suite.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- accuracy --------------------------------------------------------------------------------- */

static const struct {
    double x, spacing;
} spacings[] = {
    {0.0, 0x1p-1074},       {-0.0, 0x1p-1074},
    {0x1p-1074, 0x1p-1074}, {0x1p-1022, 0x1p-1074},
    {0x1p-1021, 0x1p-1073}, {1.0, 0x1p-52},
    {-1.0, 0x1p-52},        {0x1.fffffffffffffp0, 0x1p-52},
    {2.0, 0x1p-51},         {1e16, 2.0},
    {DBL_MAX, 0x1p971},     {-DBL_MAX, 0x1p971},
    {INFINITY, INFINITY},   {-INFINITY, INFINITY},
};

START_TEST(spacing_is_that_of_the_binade) {
    ck_assert_double_eq(accuracy_spacing(spacings[_i].x), spacings[_i].spacing);
}
END_TEST

START_TEST(spacing_of_nan_is_nan) {
    ck_assert_double_nan(accuracy_spacing(NAN));
}
END_TEST

/* --- the clock -------------------------------------------------------------------------------- */

enum { LOG_SIZE = 1 << 16 };

/* Work of a known amount, which nobody can shorten. */
typedef struct Load {
    unsigned rounds;
    unsigned long calls;
    volatile double sink;
    char name;
    char *log; /* appends its name at every call that follows another's, or NULL */
    size_t *log_length;
} Load;

static void do_work(void *context) {
    Load *load = context;
    double x = load->sink;
    for (unsigned i = 0; i < load->rounds; i++)
        x = x * 0.999 + 0.5;
    load->sink = x;
    load->calls++;
    if (load->log && *load->log_length < LOG_SIZE &&
        (!*load->log_length || load->log[*load->log_length - 1] != load->name))
        load->log[(*load->log_length)++] = load->name;
}

static void sleep_ms(long milliseconds) {
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
}

/* Is interrupted for so many milliseconds. */
static void doze(void *context) {
    Load *load = context;
    load->calls++;
    sleep_ms((long)load->rounds);
}

static int64_t worked_ns(void) {
    struct timespec worked;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &worked);
    return (int64_t)worked.tv_sec * 1000000000 + worked.tv_nsec;
}

/* Works for so many milliseconds, however often others have the machine meanwhile. */
static void toil(void *context) {
    Load *load = context;
    load->calls++;
    int64_t end = worked_ns() + (int64_t)load->rounds * 1000000;
    while (worked_ns() < end)
        continue;
}

START_TEST(now_goes_forward) {
    int64_t before = clock_now();
    sleep_ms(2);
    int64_t passed = clock_now() - before;
    ck_assert_int_ge(passed, 2000000);
    ck_assert_int_lt(passed, 2000000000);
}
END_TEST

START_TEST(twice_the_work_takes_twice_as_long) {
    double ratio = 0.0;
    for (int attempt = 0; attempt < 8; attempt++) {
        Load once = {.rounds = 500}, twice = {.rounds = 1000};
        Contestant contestants[] = {{.call = do_work, .context = &once},
                                    {.call = do_work, .context = &twice}};
        clock_race(contestants, 2, 30.0, NULL);
        for (int i = 0; i < 2; i++) {
            ck_assert_uint_gt(contestants[i].timing.samples, 0);
            ck_assert_double_gt(contestants[i].timing.minimum_ns, 0.0);
            ck_assert_double_ge(contestants[i].timing.median_ns, contestants[i].timing.minimum_ns);
            ck_assert_double_ge(contestants[i].timing.spread_ns, 0.0);
        }
        ratio = contestants[1].timing.minimum_ns / contestants[0].timing.minimum_ns;
        if (ratio > 1.6 && ratio < 2.5)
            return;
    }
    ck_abort_msg("twice the work took %g times as long", ratio);
}
END_TEST

/* What a race says a call takes, against a plain loop of many. */
START_TEST(minimum_is_the_time_of_one_call) {
    double ratio = 0.0;
    for (int attempt = 0; attempt < 8; attempt++) {
        Load load = {.rounds = 1000};
        Contestant contestant = {.call = do_work, .context = &load};
        clock_race(&contestant, 1, 20.0, NULL);
        int64_t best = INT64_MAX;
        for (int i = 0; i < 50; i++) {
            int64_t start = clock_now();
            for (int k = 0; k < 100; k++)
                do_work(&load);
            int64_t elapsed = clock_now() - start;
            if (elapsed < best)
                best = elapsed;
        }
        ratio = contestant.timing.minimum_ns / ((double)best / 100);
        if (ratio > 0.6 && ratio < 1.6)
            return;
    }
    ck_abort_msg("the race measured %g times what a plain loop took", ratio);
}
END_TEST

START_TEST(contestants_alternate) {
    static char log[LOG_SIZE];
    for (int attempt = 0; attempt < 8; attempt++) {
        size_t length = 0, turns[3] = {0};
        Load loads[3];
        Contestant contestants[3];
        for (int i = 0; i < 3; i++) {
            loads[i] = (Load){
                .rounds = 200u << i, .name = (char)('a' + i), .log = log, .log_length = &length};
            contestants[i] = (Contestant){.call = do_work, .context = &loads[i]};
        }
        clock_race(contestants, 3, 40.0, NULL);
        for (size_t i = 0; i < length; i++)
            turns[log[i] - 'a']++;
        for (int i = 0; i < 3; i++)
            ck_assert_uint_gt(loads[i].calls, contestants[i].timing.samples);
        /* Shares are equal and slots alike: turns are many and nobody has most of them, unless the
         * machine was away for long. */
        if (length > 60 && turns[0] > length / 6 && turns[1] > length / 6 && turns[2] > length / 6)
            return;
    }
    ck_abort_msg("contestants do not take turns");
}
END_TEST

START_TEST(budget_is_kept) {
    static const double budgets[] = {5.0, 60.0};
    Load loads[5];
    Contestant contestants[5];
    for (int i = 0; i < 5; i++) {
        loads[i] = (Load){.rounds = 20};
        contestants[i] = (Contestant){.call = do_work, .context = &loads[i]};
    }
    int64_t start = clock_now();
    clock_race(contestants, 5, budgets[_i], NULL);
    double passed = (double)(clock_now() - start) * 1e-6;
    /* It spends its time, and no more of it than a busy machine makes of that. */
    ck_assert_double_gt(passed, 0.5 * budgets[_i]);
    ck_assert_double_lt(passed, budgets[_i] + 2000.0);
    for (int i = 0; i < 5; i++)
        ck_assert_uint_gt(contestants[i].timing.samples, 0);
}
END_TEST

START_TEST(slow_calls_run_once_and_spoil_nothing) {
    Load slow = {.rounds = 80}, slower = {.rounds = 150}, fast = {.rounds = 20};
    Contestant contestants[] = {{.call = toil, .context = &slow},
                                {.call = do_work, .context = &fast},
                                {.call = toil, .context = &slower}};
    clock_race(contestants, 3, 20.0, NULL);
    ck_assert_uint_eq(slow.calls, 1);
    ck_assert_uint_eq(slower.calls, 1);
    ck_assert_uint_eq(contestants[0].timing.samples, 1);
    ck_assert_uint_eq(contestants[2].timing.samples, 1);
    ck_assert_double_gt(contestants[0].timing.minimum_ns, 79e6);
    ck_assert_double_gt(contestants[2].timing.minimum_ns, 149e6);
    ck_assert_double_eq(contestants[0].timing.spread_ns, 0.0);
    ck_assert_uint_gt(contestants[1].timing.samples, 0);
    ck_assert_double_lt(contestants[1].timing.minimum_ns, 1e6);
}
END_TEST

START_TEST(interruptions_do_not_count) {
    Load load = {.rounds = 5};
    Contestant contestant = {.call = doze, .context = &load};
    clock_race(&contestant, 1, 1.0, NULL);
    ck_assert_uint_gt(contestant.timing.samples, 0);
    ck_assert_double_lt(contestant.timing.minimum_ns, 2.5e6);
}
END_TEST

START_TEST(without_budget_nobody_is_called) {
    static const double budgets[] = {0.0, -1.0, NAN};
    Load load = {.rounds = 1};
    Contestant contestant = {.call = do_work, .context = &load, .timing = {.samples = 7}};
    clock_race(&contestant, 1, budgets[_i], NULL);
    ck_assert_uint_eq(load.calls, 0);
    ck_assert_uint_eq(contestant.timing.samples, 0);
    clock_race(NULL, 0, 10.0, NULL);
}
END_TEST

/* Stops the race from inside, as an interrupt would. */
typedef struct Stopper {
    volatile bool stop;
    unsigned long calls, limit;
} Stopper;

static void count_and_stop(void *context) {
    Stopper *stopper = context;
    stopper->calls++;
    if (stopper->calls >= stopper->limit)
        stopper->stop = true;
}

START_TEST(stop_ends_the_race) {
    Stopper stopper = {.limit = 1};
    Load after = {.rounds = 1};
    Contestant contestants[] = {{.call = count_and_stop, .context = &stopper},
                                {.call = do_work, .context = &after}};
    int64_t start = clock_now();
    clock_race(contestants, 2, 20000.0, &stopper.stop);
    ck_assert_uint_ge(stopper.calls, 1);
    ck_assert_uint_eq(after.calls, 0);
    ck_assert_double_lt((double)(clock_now() - start) * 1e-6, 5000.0);

    Stopper at_once = {.stop = true, .limit = 1};
    contestants[0].context = &at_once;
    clock_race(contestants, 2, 10.0, &at_once.stop);
    ck_assert_uint_eq(at_once.calls, 0);
    ck_assert_uint_eq(contestants[0].timing.samples, 0);
}
END_TEST

START_TEST(without_memory_nothing_is_measured) {
    Load load = {.rounds = 1};
    Contestant contestant = {.call = do_work, .context = &load};
    memory_fail_at(0, false);
    clock_race(&contestant, 1, 5.0, NULL);
    size_t requests = memory_requests();
    ck_assert_uint_gt(requests, 0);
    ck_assert_uint_gt(contestant.timing.samples, 0);
    for (size_t n = 1; n <= requests; n++) {
        memory_fail_at(n, false);
        clock_race(&contestant, 1, 5.0, NULL);
        ck_assert_uint_eq(contestant.timing.samples, 0);
    }
    memory_fail_at(0, false);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("measure");
    TCase *accuracy = suite_case(suite, "accuracy");
    tcase_add_loop_test(accuracy, spacing_is_that_of_the_binade, 0, LENGTH(spacings));
    tcase_add_test(accuracy, spacing_of_nan_is_nan);
    TCase *clock = suite_case(suite, "clock");
    tcase_set_timeout(clock, 30);
    tcase_add_test(clock, now_goes_forward);
    tcase_add_test(clock, twice_the_work_takes_twice_as_long);
    tcase_add_test(clock, minimum_is_the_time_of_one_call);
    tcase_add_test(clock, contestants_alternate);
    tcase_add_loop_test(clock, budget_is_kept, 0, 2);
    tcase_add_test(clock, slow_calls_run_once_and_spoil_nothing);
    tcase_add_test(clock, interruptions_do_not_count);
    tcase_add_loop_test(clock, without_budget_nobody_is_called, 0, 3);
    tcase_add_test(clock, stop_ends_the_race);
    tcase_add_test(clock, without_memory_nothing_is_measured);
    return suite_run(suite);
}

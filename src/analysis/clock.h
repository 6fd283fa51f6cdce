/* The clock: how long a call takes, in nanoseconds that can be trusted.
 *
 * Contestants run interleaved, slot by slot, so that a change in machine speed hits all alike. A
 * slot is 20-50 us; the batch that fills one is calibrated by doubling, after 3 ms of warm-up. The
 * headline is the minimum over slots (noise only ever adds), the spread the median absolute
 * deviation; the cost of an empty call, measured the same way, is subtracted. The clock is
 * CLOCK_MONOTONIC; for slots that other programs interrupted, the CPU time of this thread
 * (CLOCK_THREAD_CPUTIME_ID). */
#ifndef ADCALC_ANALYSIS_CLOCK_H
#define ADCALC_ANALYSIS_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Timing {
    double minimum_ns, median_ns, spread_ns; /* per call; spread: median absolute deviation */
    uint32_t samples;                        /* slots; 0 = not measured */
} Timing;

typedef struct Contestant {
    void (*call)(void *context);
    void *context;
    Timing timing; /* filled in */
} Contestant;

/* Nanoseconds since some fixed moment. */
int64_t clock_now(void);

/* Times all contestants within about `budget_ms` in all; stops early when *stop becomes true (stop
 * may be NULL). A call longer than a slot is timed one by one. Nothing when the budget is 0. */
void clock_race(Contestant *contestants, uint32_t count, double budget_ms,
                const volatile bool *stop);

#endif

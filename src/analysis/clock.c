/* The clock: see clock.h for what is measured and why.
 *
 * Every contestant, and an empty call measured like them, gets an equal share of the budget; the
 * next slot goes to whoever has used least. Fast ones thus alternate slot by slot, and a slow call
 * spends only its own share. A contestant stops before the slot that would exceed its share, but
 * always gets its first call: the budget is exceeded by at most one call each. */
#include "analysis/clock.h"

#include "base/memory.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

enum {
    SLOT_NS = 20000,      /* the shortest slot; doubling makes it at most twice that */
    WARM_UP_NS = 3000000, /* or a quarter of the budget, if that is less */
    LEAD_NS = 50000,      /* how far one contestant's use may run ahead of another's */
    MAX_SAMPLES = 4096,   /* kept for median and spread; of more slots the newest are kept */
    MAX_BATCH = 1 << 24,
    EMPTY_SLOTS = 8, /* of some 10 us each */
    EMPTY_BATCH = 1 << 13
};

typedef struct Racer {
    void (*call)(void *context);
    void *context;
    double *samples; /* nanoseconds per call; MAX_SAMPLES or fewer of them, a ring */
    double minimum;
    uint32_t taken; /* slots measured */
    uint32_t batch; /* calls in a slot */
    int64_t used;   /* nanoseconds of its share */
    int64_t slot;   /* how long its last slot took; 0: never called */
} Racer;

int64_t clock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void call_nothing(void *context) {
    (void)context;
}

/* CPU time of this thread in nanoseconds; 0 if unknown. */
static int64_t worked_ns(void) {
    struct timespec worked;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &worked))
        return 0;
    return (int64_t)worked.tv_sec * 1000000000 + worked.tv_nsec;
}

/* Runs `batch` calls; the barrier keeps the compiler from moving or dropping any. The time is that
 * of the wall clock unless the slot was interrupted; then it is the CPU time of the thread, which
 * is slightly too much. Otherwise a few interruptions would use up a share and be all that was
 * measured. */
static int64_t run_slot(const Racer *entrant) {
    void (*call)(void *) = entrant->call;
    void *context = entrant->context;
    int64_t worked = worked_ns();
    int64_t start = clock_now();
    for (uint32_t i = 0; i < entrant->batch; i++) {
        call(context);
        __asm__ volatile("" : : "r"(context) : "memory");
    }
    int64_t elapsed = clock_now() - start;
    worked = worked_ns() - worked;
    return worked > 0 && worked < elapsed ? worked : elapsed;
}

/* Whether its next slot still fits into its share. The first call always does. */
static bool has_share(const Racer *entrant, int64_t share) {
    return !entrant->slot || entrant->used + entrant->slot <= share;
}

/* One slot: kept as a sample unless it was warm-up or too short, which doubles the batch instead.
 */
static void take_slot(Racer *entrant, int64_t share, uint32_t capacity, bool warming) {
    int64_t elapsed = run_slot(entrant);
    entrant->slot = elapsed;
    entrant->used += elapsed;
    if (elapsed < SLOT_NS && entrant->batch < MAX_BATCH) {
        entrant->batch *= 2;
        return;
    }
    /* A call that fills a slot by itself is too expensive to discard, and so is the last one. */
    if (warming && elapsed < WARM_UP_NS / 4 && has_share(entrant, share))
        return;
    double sample = (double)elapsed / entrant->batch;
    entrant->samples[entrant->taken % capacity] = sample;
    entrant->taken++;
    if (sample < entrant->minimum)
        entrant->minimum = sample;
}

static void race(Racer *entrants, size_t count, int64_t share, uint32_t capacity,
                 const volatile bool *stop) {
    int64_t start = clock_now();
    int64_t whole = share * (int64_t)count;
    int64_t warm_up = whole / 4 < WARM_UP_NS ? whole / 4 : WARM_UP_NS;
    for (;;) {
        int64_t least = INT64_MAX;
        for (size_t i = 0; i < count; i++)
            if (has_share(&entrants[i], share) && entrants[i].used < least)
                least = entrants[i].used;
        if (least == INT64_MAX)
            return;
        for (size_t i = 0; i < count; i++) {
            if (stop && *stop)
                return;
            if (has_share(&entrants[i], share) && entrants[i].used <= least + LEAD_NS)
                take_slot(&entrants[i], share, capacity, clock_now() - start < warm_up);
        }
    }
}

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The middle of `count` > 0 values, which it sorts. */
static double median(double *values, size_t count) {
    qsort(values, count, sizeof *values, compare_doubles);
    return count % 2 ? values[count / 2] : 0.5 * (values[count / 2 - 1] + values[count / 2]);
}

static Timing sum_up(Racer *entrant, uint32_t capacity, double empty_ns) {
    if (!entrant->taken)
        return (Timing){0};
    size_t kept = entrant->taken < capacity ? entrant->taken : capacity;
    double middle = median(entrant->samples, kept);
    for (size_t i = 0; i < kept; i++)
        entrant->samples[i] = fabs(entrant->samples[i] - middle);
    return (Timing){
        .minimum_ns = fmax(entrant->minimum - empty_ns, 0.0),
        .median_ns = fmax(middle - empty_ns, 0.0),
        .spread_ns = median(entrant->samples, kept),
        .samples = entrant->taken,
    };
}

/* The cost of an empty call, to be subtracted from all others. On a busy machine all its slots may
 * have been interrupted, and subtracting too much leaves nothing: hence a few more short slots. */
static double empty_call(Racer *entrant) {
    double minimum = entrant->taken ? entrant->minimum : INFINITY;
    entrant->batch = EMPTY_BATCH;
    for (int i = 0; i < EMPTY_SLOTS; i++)
        minimum = fmin(minimum, (double)run_slot(entrant) / EMPTY_BATCH);
    return minimum;
}

void clock_race(Contestant *contestants, uint32_t count, double budget_ms,
                const volatile bool *stop) {
    for (uint32_t i = 0; i < count; i++)
        contestants[i].timing = (Timing){0};
    if (!count || !(budget_ms > 0.0))
        return;
    size_t entrant_count = (size_t)count + 1;
    int64_t share = (int64_t)(fmin(budget_ms, 1e9) * 1e6 / (double)entrant_count);
    uint32_t capacity =
        share / SLOT_NS < MAX_SAMPLES ? (uint32_t)(share / SLOT_NS) + 1 : MAX_SAMPLES;
    Racer *entrants = memory_resize(NULL, entrant_count, sizeof *entrants);
    double *samples = entrant_count > SIZE_MAX / capacity
                          ? NULL
                          : memory_resize(NULL, entrant_count * capacity, sizeof *samples);
    if (entrants && samples) {
        for (size_t i = 0; i < entrant_count; i++)
            entrants[i] = (Racer){
                .call = i ? contestants[i - 1].call : call_nothing,
                .context = i ? contestants[i - 1].context : NULL,
                .samples = samples + i * capacity,
                .minimum = INFINITY,
                .batch = 1,
            };
        race(entrants, entrant_count, share, capacity, stop);
        double empty_ns = empty_call(&entrants[0]);
        for (size_t i = 1; i < entrant_count; i++)
            contestants[i - 1].timing = sum_up(&entrants[i], capacity, empty_ns);
    }
    memory_free(samples);
    memory_free(entrants);
}

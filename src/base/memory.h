/* Memory: the one place that asks the system for memory.
 *
 * Everything above goes through memory_resize, so a test can make any single allocation (or all
 * from one on) fail. A failed request returns NULL and leaves the old block as it was.
 * Ownership: the caller owns what it is given and hands it back with memory_free. */
#ifndef ADCALC_BASE_MEMORY_H
#define ADCALC_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Resizes `block` (NULL for a new one) to `count` elements of `size` bytes each.
 * NULL when that is more than PTRDIFF_MAX or memory runs out; `block` is then still valid. */
void *memory_resize(void *block, size_t count, size_t size);
/* A new block of zeros, in the same way; NULL only without memory, even if it is empty. */
void *memory_zeroed(size_t count, size_t size);
void memory_free(void *block);

/* For tests: the n-th request from now (1 = the next) fails, and if `for_good` all later ones too.
 * 0 turns it off. memory_requests counts the requests since memory_fail_at was last called. */
void memory_fail_at(size_t n, bool for_good);
size_t memory_requests(void);

/* A growable array of T. Zero-initialise it; free it with array_free. */
#define ARRAY(T)                                                                                   \
    struct {                                                                                       \
        T *items;                                                                                  \
        size_t count, capacity;                                                                    \
    }

/* Makes room for `more` further items; false when memory ran out. */
#define array_reserve(array, more)                                                                 \
    ((array)->capacity - (array)->count >= (size_t)(more) ||                                       \
     array_grow((void *)&(array)->items, &(array)->capacity, (array)->count, (more),               \
                sizeof *(array)->items))

/* Appends one item; false when memory ran out. */
#define array_push(array, ...)                                                                     \
    (array_reserve((array), 1) && ((array)->items[(array)->count++] = (__VA_ARGS__), true))

#define array_free(array)                                                                          \
    (memory_free((array)->items), (array)->items = NULL, (array)->count = (array)->capacity = 0)

/* `items` is the address of the pointer to the items. */
bool array_grow(void *items, size_t *capacity, size_t count, size_t more, size_t size);

#endif

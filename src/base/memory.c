/* Memory: see memory.h. Growth is by half, so that a large array moved by the system's mremap never
 * needs much more than it holds. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static size_t fail_at, requests;
static bool fail_for_good;

void memory_fail_at(size_t n, bool for_good) {
    fail_at = n;
    fail_for_good = for_good;
    requests = 0;
}

size_t memory_requests(void) {
    return requests;
}

void *memory_resize(void *block, size_t count, size_t size) {
    requests++;
    if (fail_at && (requests == fail_at || (fail_for_good && requests > fail_at)))
        return NULL;
    if (size && count > PTRDIFF_MAX / size)
        return NULL;
    size_t bytes = count * size;
    return realloc(block, bytes ? bytes : 1);
}

void *memory_zeroed(size_t count, size_t size) {
    void *block = memory_resize(NULL, count, size);
    return block ? memset(block, 0, count * size) : NULL;
}

void memory_free(void *block) {
    free(block);
}

bool array_grow(void *items, size_t *capacity, size_t count, size_t more, size_t size) {
    if (more <= *capacity - count)
        return true;
    if (more > SIZE_MAX / 2 - count)
        return false;
    size_t wanted = *capacity + *capacity / 2 + 8;
    if (wanted < count + more)
        wanted = count + more;
    void *block; /* `items` points to a T *: copied as bytes, for a void ** may not alias it */
    memcpy(&block, items, sizeof block);
    block = memory_resize(block, wanted, size);
    if (!block)
        return false;
    memcpy(items, &block, sizeof block);
    *capacity = wanted;
    return true;
}

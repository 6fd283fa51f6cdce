/* Hashing: see hash.h. The mixer is the folded 64 x 64 -> 128 bit product that several well-known
 * fast hashes use; with a secret key nobody can aim at a slot of a table. */
#include "base/hash.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

uint64_t hash_key(void) {
    static _Atomic uint64_t key; /* 0: not drawn yet */
    uint64_t known = atomic_load(&key);
    if (known)
        return known;
    uint64_t drawn = 0;
    if (getrandom(&drawn, sizeof drawn, GRND_NONBLOCK) != (ssize_t)sizeof drawn) {
        /* Too early in the system's life, or forbidden: where things lie and what time it is. */
        struct timespec now = {0};
        clock_gettime(CLOCK_REALTIME, &now);
        drawn = hash_word((uint64_t)(uintptr_t)&drawn, (uint64_t)(uintptr_t)&key);
        drawn = hash_word(drawn, (uint64_t)now.tv_sec ^ (uint64_t)now.tv_nsec << 32);
    }
    drawn |= 1;
    /* Whoever comes first decides for all threads. */
    return atomic_compare_exchange_strong(&key, &known, drawn) ? drawn : known;
}

uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t length) {
    hash = hash_word(hash, length);
    for (; length >= 8; bytes += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = hash_word(hash, word);
    }
    if (length) {
        uint64_t word = 0;
        memcpy(&word, bytes, length);
        hash = hash_word(hash, word);
    }
    return hash;
}

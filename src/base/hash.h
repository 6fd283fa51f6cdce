/* Hashing: a keyed 64-bit mixer for the tables of symbols and nodes.
 *
 * The key is drawn from the system once a process, so nobody can prepare inputs that collide. Ids
 * are given in order of arrival, so the key never shows in any output. */
#ifndef ADCALC_BASE_HASH_H
#define ADCALC_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash_key(void);

/* Folds one word into a hash: multiply to 128 bits and xor the halves. */
static inline uint64_t hash_word(uint64_t hash, uint64_t word) {
    __extension__ typedef unsigned __int128 Wide;
    Wide product = (Wide)(hash ^ word ^ UINT64_C(0x9e3779b97f4a7c15)) *
                   (Wide)(hash + UINT64_C(0xd6e8feb86659fd93));
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t length);

#endif

/* For tests: chance that repeats itself. See chance.h. G. Steele, D. Lea, C. Flood, Fast
 * splittable pseudorandom number generators, OOPSLA 2014. */
#include "support/chance.h"

#include <stdlib.h>

static uint64_t state;

uint64_t setting(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

uint64_t cases_to_try(uint64_t usual) {
    uint64_t share = usual * setting("ADCALC_EFFORT", 100) / 100;
    return setting("ADCALC_COUNT", share ? share : 1);
}

void random_begin(uint64_t seed) {
    state = seed;
}

uint64_t random_bits(void) {
    uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint32_t random_below(size_t bound) {
    return (uint32_t)(random_bits() % bound);
}

double random_unit(void) {
    return (double)(random_bits() >> 11) * 0x1p-53;
}

double random_between(double low, double high) {
    return low + (high - low) * random_unit();
}

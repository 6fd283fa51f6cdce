/* For tests: chance that repeats itself. The same seed gives the same numbers everywhere. */
#ifndef ADCALC_TESTS_CHANCE_H
#define ADCALC_TESTS_CHANCE_H

#include <stddef.h>
#include <stdint.h>

/* ADCALC_SEED and its like: a number of the environment. */
uint64_t setting(const char *name, uint64_t otherwise);
/* How many cases to try, where so many are usual: ADCALC_COUNT, or ADCALC_EFFORT per cent of them.
 * */
uint64_t cases_to_try(uint64_t usual);

void random_begin(uint64_t seed);
uint64_t random_bits(void);
uint32_t random_below(size_t bound);
double random_unit(void); /* from 0 to 1, without 1 */
double random_between(double low, double high);

#define RANDOM_OF(array) ((array)[random_below(sizeof(array) / sizeof *(array))])

#endif

/* For tests: what every Check program does. */
#ifndef ADCALC_TESTS_SUITE_H
#define ADCALC_TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

/* Another case of the suite. Its time limit is for what hangs, not for a machine that is busy. */
TCase *suite_case(Suite *suite, const char *name);
/* Runs all cases and frees the suite; what main returns. */
int suite_run(Suite *suite);

/* A clock, for what must not take long. */
double seconds(void);

#endif

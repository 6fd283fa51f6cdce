/* The call stack: how much of it is left.
 *
 * stack_begin is called once, early in main or in a test; stack_low tells whether a recursive
 * function should stop. The limit is the system's own (RLIMIT_STACK), less a reserve for what runs
 * on top. */
#ifndef ADCALC_BASE_STACK_H
#define ADCALC_BASE_STACK_H

#include <stdbool.h>

void stack_begin(void);
bool stack_low(void);

#endif

/* For tests: rules of derivatives, as a Check fixture. */
#ifndef ADCALC_TESTS_RULES_H
#define ADCALC_TESTS_RULES_H

#include "adcalc.h"

extern Rules rules;
void begin_rules(void);
void end_rules(void);

#endif

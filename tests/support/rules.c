/* For tests: rules of derivatives. See rules.h. */
#include "support/rules.h"

#include <check.h>

Rules rules;

void begin_rules(void) {
    ck_assert(rules_begin(&rules));
}

void end_rules(void) {
    rules_free(&rules);
}

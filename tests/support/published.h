/* For tests: derivatives that are known from the literature. */
#ifndef ADCALC_TESTS_PUBLISHED_H
#define ADCALC_TESTS_PUBLISHED_H

#include "adcalc.h"
#include "support/posed.h"

enum { PUBLISHED_VARIABLES = 12 };

typedef struct Published {
    const char *id;
    const char *source; /* who says so: "A&S 4.3.105" */
    const char *program;
    const char *at;                               /* "x=1.5,y=-2" */
    const char *derivatives[PUBLISHED_VARIABLES]; /* by the variables of `at`, in their order */
} Published;

extern const Published published[];
extern const size_t published_count;

/* Traces a row and reads the truths, one a variable of traced->problem, in its order. Ends the test
 * where the row makes no sense. Returns how many there are. */
uint32_t published_trace(const Published *row, Rules *rules, Posed *traced,
                         ReferenceValue truths[static PUBLISHED_VARIABLES]);

#endif

/* For tests: what every Check program does. See suite.h. */
#include "support/suite.h"

#include "adcalc.h"

#include "support/chance.h"

#include <stdio.h>

enum { PATIENCE = 120 }; /* in seconds, for as many cases as are usual */

TCase *suite_case(Suite *suite, const char *name) {
    TCase *tests = tcase_create(name);
    double effort = (double)setting("ADCALC_EFFORT", 100) / 100;
    tcase_set_timeout(tests, effort > 1 ? PATIENCE * effort : PATIENCE);
    suite_add_tcase(suite, tests);
    return tests;
}

int suite_run(Suite *suite) {
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner), run = srunner_ntests_run(runner);
    srunner_free(runner);
    if (run == 0)
        puts("FAIL: no test was run"); /* CK_RUN_CASE may name one that there is not */
    return failed || run == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

double seconds(void) {
    return (double)clock_now() * 1e-9;
}

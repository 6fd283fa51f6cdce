/* Requests that adcalc never makes: the referee answers what can be answered, says what is wrong,
 * or ends. */
#include "adcalc.h"
#include "support/files.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "adcalc-reference 2\nvariables 1\npoint 0x1p-1\nwanted 0\nlimit 256 200\n"
#define TWO "adcalc-reference 2\nvariables 2\npoint 0x1p-1 0x1p1\n"
/* x^2 y */
#define SQUARE                                                                                     \
    "step 0 VARIABLE 0\nstep 1 VARIABLE 1\nstep 2 POWI 2 of 0\nstep 3 MUL 2 1\nroot 3\nend\n"
#define VALUE "value PROVEN 128 0.5 exact\n"
static const struct {
    const char *request, *answer;
} requests[] = {
    {HEAD "step 0 VARIABLE 0\nroot 0\nend\n", "value PROVEN 128 0.5 exact"},
    {HEAD "step 0 VARIABLE 0\nstep 1 SIN 0\nroot 0\nend\n", "value PROVEN 128 0.5 exact"},
    {HEAD "step 0 VARIABLE 1\nroot 0\nend\n", "failed malformed variable"},
    {HEAD "step 1 VARIABLE 0\nroot 0\nend\n", "failed steps are not numbered in order"},
    {HEAD "step 0 SIN 0\nroot 0\nend\n", "failed an argument is no earlier step"},
    {HEAD "step 0 VARIABLE 0\nstep 1 SIN\nroot 1\nend\n", "failed wrong number of arguments"},
    {HEAD "step 0 VARIABLE 0\nstep 1 SUM\nroot 1\nend\n", "failed wrong number of arguments"},
    {HEAD "step 0 VARIABLE 0\nstep 1 POWI 0\nroot 1\nend\n", "failed malformed static integer"},
    {HEAD "step 0 VARIABLE 0\nstep 1 POWI 99999999999 of 0\nroot 1\nend\n",
     "failed malformed static integer"},
    {HEAD "step 0 VARIABLE 0\nstep 1 NOSUCH 0\nroot 1\nend\n", "failed unknown operation"},
    {HEAD "step 0 CONSTANT 1x\nroot 0\nend\n", "failed malformed constant"},
    {HEAD "step 0 VARIABLE 0\nend\n", "failed no root"},
    {HEAD "step 0 VARIABLE 0\nroot 1\nend\n", "failed malformed root"},
    {HEAD "step 0 VARIABLE 0\nguard 1 1\nroot 0\nend\n", "failed malformed guard"},
    {HEAD "hello\nend\n", "failed unknown line"},
    {"adcalc-reference 2\nend\n", "failed no root"},
    {"adcalc-reference 2\npoint 1 2 three\nend\n", "failed malformed point"},
    {"adcalc-reference 2\nwanted 0\nend\n", "failed malformed list of wanted variables"},
    /* derivatives */
    {TWO "wanted 1\nalong 0x1p0 -0x1p0\nderivative 1 1 0 2\nderivative 2 1\n" SQUARE,
     VALUE "d 0 PROVEN 128 0.25 exact\nd 1 PROVEN 128 2 exact\nd 2 PROVEN 128 1.75 exact\nend\n"},
    {TWO "derivative 0 2\nderivative 0 2\nderivative 1 100\n" SQUARE,
     VALUE "d 0 PROVEN 128 4 exact\nd 1 PROVEN 128 4 exact\nd 2 PROVEN 128 0 exact\nend\n"},
    {TWO "wanted 1 1\nderivative 0 1 1 1\nstep 0 VARIABLE 0\nstep 1 VARIABLE 1\nstep 2 SQRT 0\n"
         "step 3 CONSTANT 0x1p-1\nstep 4 SUB 0 3\nstep 5 SQRT 4\nstep 6 MUL 5 1\nroot 6\nend\n",
     "value PROVEN 128 0 exact\nd 0 PROVEN 128 0 exact\nd 1 PROVEN 128 0 exact\n"
     "undefined 2 5 the slope is infinite at 0\nend\n"},
    {"adcalc-reference 2\nalong\nderivative 0 2\nstep 0 CONSTANT 1\nroot 0\nend\n",
     "value PROVEN 128 1 exact\nd 0 PROVEN 128 0 exact\nend\n"},
    {TWO "derivative\n" SQUARE, "failed malformed derivative"},
    {TWO "derivative 0\n" SQUARE, "failed malformed derivative"},
    {TWO "derivative 0 0\n" SQUARE, "failed malformed derivative"},
    {TWO "derivative 0 -1\n" SQUARE, "failed malformed derivative"},
    {TWO "derivative 0 1 x\n" SQUARE, "failed malformed derivative"},
    {TWO "derivative 2 1\n" SQUARE, "failed malformed derivative"}, /* along what? */
    {TWO "along 1 1\nderivative 3 1\n" SQUARE, "failed malformed derivative"},
    {TWO "derivative 0 101\n" SQUARE, "failed malformed derivative"},
    {TWO "derivative 0 60 1 41\n" SQUARE, "failed the order of a derivative is too large"},
    {TWO "derivative 0 1 1 1 0 1\n" SQUARE, "failed factors are the same"},
    {TWO "along 1\n" SQUARE, "failed malformed vector"},
    {TWO "along 1 2 3\n" SQUARE, "failed malformed vector"},
    {TWO "along 1 one\n" SQUARE, "failed malformed vector"},
    {TWO "along 1 inf\n" SQUARE, "failed the vector is not finite"},
    {TWO "along 1 nan\n" SQUARE, "failed the vector is not finite"},
    /* Lines in an order that makes no sense, but no harm either. */
    {TWO "along 1 1\nderivative 2 1\npoint 1\n" SQUARE, VALUE "d 0 PROVEN 128 0 exact\nend\n"},
    {TWO "along 1 1\npoint 1\nderivative 3 1\n" SQUARE, "failed malformed derivative"},
    /* other programs */
    {"adcalc-reference 1\nend\n", NULL}, /* it ends without a word */
    {"GET / HTTP/1.0\n\n", NULL},
};

START_TEST(requests_are_checked) {
    const char *request = requests[_i].request;
    char path[4096];
    snprintf(path, sizeof path, "%s/adcalc-reference", build_directory());
    Coprocess referee;
    ck_assert_int_eq(coprocess_start(&referee, path), 0);
    /* a question before and one after: neither is disturbed */
    static const char other[] = HEAD "step 0 VARIABLE 0\nroot 0\nend\n";
    size_t sent = 0;
    ck_assert(coprocess_send(&referee, other, sizeof other - 1, &sent));
    sent = 0;
    ck_assert(coprocess_send(&referee, request, strlen(request), &sent));
    sent = 0;
    ck_assert(coprocess_send(&referee, other, sizeof other - 1, &sent));
    Text reply = {0};
    int ends = 0;
    CoprocessInput input = COPROCESS_NOTHING;
    double start = seconds();
    while (input != COPROCESS_ENDED && ends < 3 && seconds() - start < 10.0) {
        input = coprocess_receive(&referee, &reply);
        ends = 0;
        for (const char *at = text_string(&reply); (at = strstr(at, "end\n")); at++)
            ends++;
        coprocess_wait(&referee, false, 10);
    }
    const char *first = strstr(text_string(&reply), "end\n");
    ck_assert_ptr_nonnull(first);
    if (requests[_i].answer) {
        ck_assert_int_eq(ends, 3);
        ck_assert_msg(strncmp(first + 4, requests[_i].answer, strlen(requests[_i].answer)) == 0,
                      "%s", first + 4);
    } else {
        ck_assert_int_eq(input, COPROCESS_ENDED);
        ck_assert_int_eq(ends, 1);
    }
    text_free(&reply);
    coprocess_end(&referee);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("requests");
    TCase *all = suite_case(suite, "all");
    tcase_add_loop_test(all, requests_are_checked, 0, LENGTH(requests));
    return suite_run(suite);
}

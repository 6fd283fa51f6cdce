/* Requests that adcalc never makes: the referee answers what can be answered, says what is wrong,
 * or ends. */
#include "adcalc.h"
#include "support/files.h"
#include "support/sanitized.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define HEAD "adcalc-reference 4\nvariables 1\npoint 0x1p-1\nderivative 0 1\nlimit 256 200\n"
#define TWO "adcalc-reference 4\nvariables 2\npoint 0x1p-1 0x1p1\n"
/* x^2 y */
#define SQUARE                                                                                     \
    "step 0 VARIABLE 0\nstep 1 VARIABLE 1\nstep 2 POWI 2 of 0\nstep 3 MUL 2 1\nroot 3\nend\n"
#define VALUE "value PROVEN 128 0.5 exact\n"
#define HALF HEAD "step 0 VARIABLE 0\n"
#define ROUGH "adcalc-reference 4\nvariables 1\npoint 0\nderivative 0 1\nsides\nstep 0 VARIABLE 0\n"
#define ZERO "value PROVEN 128 0 exact\n"
/* sqrt(2)^2 - 2, of which more bits say ever more, and never that it is 0 */
#define NO_END "step 0 CONSTANT 2\nstep 1 SQRT 0\nstep 2 POWI 2 of 1\nstep 3 SUB 2 0\n"
static const struct {
    const char *request, *answer;
} requests[] = {
    {HEAD "step 0 VARIABLE 0\nroot 0\nend\n", "value PROVEN 128 0.5 exact"},
    {HEAD "step 0 VARIABLE 0\nstep 1 SIN 0\nroot 0\nend\n", "value PROVEN 128 0.5 exact"},
    {HEAD "step  0   VARIABLE 0  \n root 0 \nend\n", VALUE "d 0 PROVEN 128 1 exact\nend\n"},
    {HEAD "step 0 VARIABLE 1\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HEAD "step 1 VARIABLE 0\nroot 0\nend\n", "failed REQUEST_STEPS"},
    {HEAD "step 0 SIN 0\nroot 0\nend\n", "failed REQUEST_ARGUMENT"},
    {HEAD "step 0 VARIABLE 0\nstep 1 SIN\nroot 1\nend\n", "failed REQUEST_ARITY"},
    {HEAD "step 0 VARIABLE 0\nstep 1 SUM\nroot 1\nend\n", "failed REQUEST_ARITY"},
    {HEAD "step 0 VARIABLE 0\nstep 1 POWI 0\nroot 1\nend\n", "failed REQUEST_MALFORMED"},
    {HEAD "step 0 VARIABLE 0\nstep 1 POWI 99999999999 of 0\nroot 1\nend\n",
     "failed REQUEST_MALFORMED"},
    {HEAD "step 0 VARIABLE 0\nstep 1 NOSUCH 0\nroot 1\nend\n", "failed REQUEST_OPERATION"},
    {HEAD "step 0 CONSTANT 1x\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HEAD "step 0 VARIABLE 0\nend\n", "failed REQUEST_NO_ROOT"},
    {HEAD "step 0 VARIABLE 0\nroot 1\nend\n", "failed REQUEST_MALFORMED"},
    {HEAD "step 0 VARIABLE 0\nguard 1 1\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HEAD "hello\nend\n", "failed REQUEST_LINE"},
    {"adcalc-reference 4\nend\n", "failed REQUEST_NO_ROOT"},
    {"adcalc-reference 4\npoint 1 2 three\nend\n", "failed REQUEST_MALFORMED"},
    {"adcalc-reference 4\nderivative 1 1\nend\n", "failed REQUEST_MALFORMED"},
    {"adcalc-reference 4\npoint 1\nderivative 1 1\nend\n", "failed REQUEST_MALFORMED"},
    {"adcalc-reference 4\npoint 1\nderivative x 1\nend\n", "failed REQUEST_MALFORMED"},
    {"adcalc-reference 4\npoint 1\nwanted 0\nend\n", "failed REQUEST_LINE"},
    {"adcalc-reference 4\nvariables x\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "step 1 VARIABLE 0 0\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "step 1 CONSTANT\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "step 1 CONSTANT 1 2\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "step 1 SIN 0 0\nroot 1\nend\n", "failed REQUEST_ARITY"},
    {HALF "step 1 ADD 0\nroot 1\nend\n", "failed REQUEST_ARITY"},
    {HALF "step 1 SIN 1\nroot 1\nend\n", "failed REQUEST_ARGUMENT"},
    {HALF "step 1 SIN 0x\nroot 1\nend\n", "failed REQUEST_ARGUMENT"},
    {HALF "step 1 SIN 4294967296\nroot 1\nend\n", "failed REQUEST_ARGUMENT"},
    {HALF "step 1 SIN 99999999999999999999999\nroot 1\nend\n", "failed REQUEST_ARGUMENT"},
    {HALF "step 2 SIN 0\nroot 0\nend\n", "failed REQUEST_STEPS"},
    {HALF "step 1 POWI 2 off 0\nroot 1\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "step 1 POWI x of 0\nroot 1\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "step 1 POWI - of 0\nroot 1\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "step 1 POWI 2147483648 of 0\nroot 1\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "step 1 POWI -2147483649 of 0\nroot 1\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "step 1 POWI 2147483647 of 0\nroot 1\nend\n", /* 2^-2147483647 */
     "value PROVEN 128 1.13532310520074626876328363258979379062"},
    {HALF "step 1 POWI -2147483648 of 0\nroot 1\nend\n", /* 2^2147483648 */
     "value PROVEN 128 1.76161305168396335320749314979184028566"},
    {HALF "guard 0 2\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "guard 0\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "root x\nend\n", "failed REQUEST_MALFORMED"},
    {HEAD "root 0\nstep 0 VARIABLE 0\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "hello\nroot x\nend\n", "failed REQUEST_LINE"}, /* the first of them */
    /* limits */
    {HALF "limit x 100\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "limit 100\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "limit 1 100\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "limit 16777216 100\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "limit 16777215 4294967294\nroot 0\nend\n", VALUE "d 0 PROVEN 128 1 exact\nend\n"},
    {HALF "limit 2 100\nroot 0\nend\n", "value PROVEN 2 0.5 exact\nd 0 PROVEN 2 1 exact\nend\n"},
    {HALF "limit 128 0\nroot 0\nend\n", "failed TOO_SLOW\nend\n"},
    {"adcalc-reference 4\n" NO_END "root 3\nend\n", "value BELOW 1024 "},
    {"adcalc-reference 4\nlimit 1023 1000\n" NO_END "root 3\nend\n", "value BELOW 512 "},
    {"adcalc-reference 4\nlimit 1023 1000\n" NO_END "root 1\nend\n",
     "value PROVEN 128 1.414213562373095048801688724209698079\nend\n"},
    {"adcalc-reference 4\nlimit 60 1000\n" NO_END "root 1\nend\n",
     "value UNPROVEN 60 1.4142135623730950"},
    /* numbers that are none */
    {HEAD "step 0 CONSTANT inf\nroot 0\nend\n", "undefined value 0 NUMBER_NOT_FINITE\n"
                                                "undefined 0 0 NUMBER_NOT_FINITE\nend\n"},
    {HALF "step 1 CONSTANT nan\nstep 2 MUL 0 1\nroot 2\nend\n",
     "undefined value 1 NUMBER_NOT_FINITE\n"
     "undefined 0 1 NUMBER_NOT_FINITE\nend\n"},
    {HALF "step 1 CONSTANT nan\nroot 0\nend\n", VALUE "d 0 PROVEN 128 1 exact\nend\n"},
    /* what no program can say */
    {HALF "step 1 POLYGAMMA -1 of 0\nroot 1\nend\n", "undefined value 1 ORDER_NEGATIVE\n"},
    {HALF "step 1 DSINC -1 of 0\nroot 1\nend\n", "undefined value 1 ORDER_NEGATIVE\n"},
    {HALF "step 1 POLYGAMMA_RISE -1 of 0 0\nroot 1\nend\n", "undefined value 1 ORDER_NEGATIVE\n"},
    {HALF "step 1 CONSTANT 0\nstep 2 POLYGAMMA_RISE 1 of 1 0\nroot 2\nend\n",
     "undefined value 2 POLE_AT_WHOLE\n"},
    {HALF "step 1 CONSTANT -1.5\nstep 2 POLYGAMMA_RISE 1 of 1 0\nroot 2\nend\n",
     "undefined value 2 POLE_AT_WHOLE\n"},
    {HALF "step 1 CONSTANT -1.75\nstep 2 POLYGAMMA_RISE 1 of 1 0\nroot 2\nend\n",
     "value PROVEN 128 -0.1197578968581799778351074860"}, /* by mpmath */
    /* how numbers are written */
    {HEAD "step 0 CONSTANT 0x1p69\nroot 0\nend\n",
     "value PROVEN 128 590295810358705651712 exact\nd 0 PROVEN 128 0 exact\nend\n"},
    {HEAD "step 0 CONSTANT 0x1p70\nroot 0\nend\n",
     "value PROVEN 128 1.180591620717411303424e21 exact\n"},
    {HEAD "step 0 CONSTANT -125e18\nroot 0\nend\n",
     "value PROVEN 128 -125000000000000000000 exact\n"},
    {HEAD "step 0 CONSTANT 125e19\nroot 0\nend\n", "value PROVEN 128 1.25e21 exact\n"},
    {HEAD "step 0 CONSTANT -0x1p-14\nroot 0\nend\n", "value PROVEN 128 -0.00006103515625 exact\n"},
    {HEAD "step 0 CONSTANT 0x1p-17\nroot 0\nend\n", "value PROVEN 128 7.62939453125e-6 exact\n"},
    {HEAD "step 0 CONSTANT 12.5\nroot 0\nend\n", "value PROVEN 128 12.5 exact\n"},
    /* choices that doubles have made */
    {HALF "step 1 CONSTANT 1\nstep 2 LT 0 1\nguard 2 1\nroot 0\nend\n",
     VALUE "d 0 PROVEN 128 1 exact\nend\n"},
    {HALF "step 1 CONSTANT 1\nstep 2 GT 0 1\nguard 2 0\nroot 0\nend\n",
     VALUE "d 0 PROVEN 128 1 exact\nend\n"},
    {HALF "step 1 CONSTANT 1\nstep 2 LT 0 1\nguard 2 0\nroot 0\nend\n",
     VALUE "d 0 PROVEN 128 1 exact\nnote 2 CHOICE_OTHERWISE\nend\n"},
    {HALF "step 1 CONSTANT 1\nstep 2 GT 0 1\nguard 2 1\nroot 0\nend\n",
     VALUE "d 0 PROVEN 128 1 exact\nnote 2 CHOICE_OTHERWISE\nend\n"},
    {"adcalc-reference 4\n" NO_END "guard 3 1\nguard 2 1\nroot 0\nend\n",
     "value PROVEN 128 2 exact\n"
     "note 3 CHOICE_UNSURE\nend\n"},
    {HALF "step 1 CONSTANT -1\nstep 2 LOG 1\nguard 2 0\nroot 0\nend\n",
     VALUE "d 0 PROVEN 128 1 exact\nnote 2 CONDITION_UNDEFINED\nend\n"},
    /* derivatives */
    {TWO "along 0x1p0 -0x1p0\nderivative 1 1\nderivative 1 1 0 2\nderivative 2 1\n" SQUARE,
     VALUE "d 0 PROVEN 128 0.25 exact\nd 1 PROVEN 128 2 exact\nd 2 PROVEN 128 1.75 exact\nend\n"},
    {TWO "derivative 0 2\nderivative 0 2\nderivative 1 100\n" SQUARE,
     VALUE "d 0 PROVEN 128 4 exact\nd 1 PROVEN 128 4 exact\nd 2 PROVEN 128 0 exact\nend\n"},
    {TWO "derivative 1 1\nderivative 1 1\nderivative 0 1 1 1\n"
         "step 0 VARIABLE 0\nstep 1 VARIABLE 1\nstep 2 SQRT 0\n"
         "step 3 CONSTANT 0x1p-1\nstep 4 SUB 0 3\nstep 5 SQRT 4\nstep 6 MUL 5 1\nroot 6\nend\n",
     "value PROVEN 128 0 exact\nd 0 PROVEN 128 0 exact\nd 1 PROVEN 128 0 exact\n"
     "undefined 2 5 SLOPE_INFINITE_AT_0\nend\n"},
    {"adcalc-reference 4\nalong\nderivative 0 2\nstep 0 CONSTANT 1\nroot 0\nend\n",
     "value PROVEN 128 1 exact\nd 0 PROVEN 128 0 exact\nend\n"},
    {TWO "derivative\n" SQUARE, "failed REQUEST_MALFORMED"},
    {TWO "derivative 0\n" SQUARE, "failed REQUEST_MALFORMED"},
    {TWO "derivative 0 0\n" SQUARE, "failed REQUEST_MALFORMED"},
    {TWO "derivative 0 -1\n" SQUARE, "failed REQUEST_MALFORMED"},
    {TWO "derivative 0 1 x\n" SQUARE, "failed REQUEST_MALFORMED"},
    {TWO "derivative 2 1\n" SQUARE, "failed REQUEST_MALFORMED"}, /* along what? */
    {TWO "along 1 1\nderivative 3 1\n" SQUARE, "failed REQUEST_MALFORMED"},
    {TWO "derivative 0 101\n" SQUARE, "failed REQUEST_MALFORMED"},
    {TWO "derivative 0 60 1 41\n" SQUARE, "failed REQUEST_ORDER"},
    {TWO "derivative 0 1 1 1 0 1\n" SQUARE, "failed REQUEST_FACTORS_SAME"},
    {TWO "derivative 0 60 1 40\n" SQUARE, VALUE "d 0 PROVEN 128 0 exact\nend\n"},
    {TWO "along 1 1\nalong 1 2\nderivative 2 1\n" SQUARE,
     VALUE "d 0 PROVEN 128 2.5 exact\nend\n"}, /* the last vector counts */
    {TWO "along 1\n" SQUARE, "failed REQUEST_MALFORMED"},
    {TWO "along 1 2 3\n" SQUARE, "failed REQUEST_MALFORMED"},
    {TWO "along 1 one\n" SQUARE, "failed REQUEST_MALFORMED"},
    {TWO "along 1 inf\n" SQUARE, "failed REQUEST_VECTOR_INFINITE"},
    {TWO "along 1 nan\n" SQUARE, "failed REQUEST_VECTOR_INFINITE"},
    /* Lines in an order that makes no sense, but no harm either. */
    {TWO "along 1 1\nderivative 2 1\npoint 1\n" SQUARE, VALUE "d 0 PROVEN 128 0 exact\nend\n"},
    {TWO "along 1 1\npoint 1\nderivative 3 1\n" SQUARE, "failed REQUEST_MALFORMED"},
    /* both sides of a point */
    {ROUGH "step 1 ABS 0\nroot 1\nend\n",
     ZERO "below 0 PROVEN 128 -1 exact\nabove 0 PROVEN 128 1 exact\nend\n"},
    {ROUGH "step 1 CBRT 0\nroot 1\nend\n", ZERO "below 0 INFINITE +\nabove 0 INFINITE +\nend\n"},
    {ROUGH "step 1 SQRT 0\nroot 1\nend\n", ZERO "below 0 NONE F_ENDS\nabove 0 INFINITE +\nend\n"},
    {ROUGH "step 1 CONSTANT 1.5\nstep 2 POW 0 1\nroot 2\nend\n",
     ZERO "onesided 0 above PROVEN 128 0 exact\nend\n"},
    {ROUGH "step 1 SIGN 0\nroot 1\nend\n", ZERO "undefined 0 - F_JUMPS\nend\n"},
    {ROUGH "step 1 LOG 0\nroot 1\nend\n",
     "undefined value 1 ARGUMENT_0\nundefined 0 1 ARGUMENT_0\nend\n"},
    {ROUGH "step 1 XLOGY 0 0\nroot 1\nend\n",
     ZERO "below 0 NONE F_ENDS\nabove 0 INFINITE -\nend\n"},
    {ROUGH "step 1 EXP 0\nstep 2 SUB 1 1\nstep 3 RELU 0\nstep 4 XLOGY 3 3\nstep 5 MUL 4 4\n"
           "step 6 SQRT 5\nroot 6\nend\n",
     ZERO "undecided 0 FUNCTION_OF_INFINITE\nend\n"},
    {ROUGH "step 1 CONSTANT 0x1p-30\nstep 2 SUB 0 1\nstep 3 ABS 2\nroot 3\ntie 3\nend\n",
     "value PROVEN 128 9.31322574615478515625e-10 exact\nd 0 PROVEN 128 -1 exact\nend\n"},
    {ROUGH "step 1 CONSTANT 0x1p-1074\nstep 2 SUB 0 1\nstep 3 ABS 2\nroot 3\ntie 3\nend\n",
     ZERO "below 0 PROVEN 128 -1 exact\nabove 0 PROVEN 128 1 exact\n"
          "note 3 COUNTS_AS_TIE\nend\n"},
    {ROUGH "step 1 LOG 0\nstep 2 CONSTANT 1\nstep 3 SELECT 2 0 1\nroot 3\nend\n",
     ZERO "d 0 PROVEN 128 1 exact\nend\n"},
    {ROUGH "step 1 SIN 0\nstep 2 DIV 1 0\nroot 2\nend\n",
     "undefined value 2 DIVISOR_0\nundefined 0 2 DIVISOR_0\n"
     "note - F_TENDS_TO 1\nend\n"},
    {ROUGH "step 1 TAN 0\nstep 2 CONSTANT 3\nstep 3 MUL 0 2\nstep 4 DIV 1 3\nroot 4\nend\n",
     "undefined value 4 DIVISOR_0\nundefined 0 4 DIVISOR_0\n"
     "note - F_TENDS_TO 0.33333333333333333\nend\n"},
    {ROUGH "step 1 DIV 0 0\nstep 2 ATAN 1\nstep 3 ABS 0\nstep 4 DIV 3 0\nroot 4\nend\n",
     "undefined value 4 DIVISOR_0\nundefined 0 4 DIVISOR_0\nend\n"},
    {HALF "step 1 SELECT 0 0 0\nroot 1\nend\n", "failed REQUEST_OPERATION"},
    {ROUGH "step 1 SELECT 0 0\nroot 1\nend\n", "failed REQUEST_ARITY"},
    {ROUGH "tie 1\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {ROUGH "tie 0 0\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HALF "sides\nroot 0\nend\n", "failed REQUEST_MALFORMED"},
    {HEAD "sides on\nend\n", "failed REQUEST_MALFORMED"},
    /* other programs */
    {"adcalc-reference 1\nend\n", NULL}, /* it ends without a word */
    {"GET / HTTP/1.0\n\n", NULL},
};

/* Starts a referee, hands it the text, and waits for as many answers, or its end. True: it has
 * ended. */
static bool converse(const char *text, int answers, Text *reply) {
    char path[4096];
    snprintf(path, sizeof path, "%s/adcalc-reference", build_directory());
    Coprocess referee;
    ck_assert_int_eq(coprocess_start(&referee, path), 0);
    CoprocessInput input = COPROCESS_NOTHING;
    size_t sent = 0, length = strlen(text);
    int ends = 0;
    double start = seconds();
    while (input != COPROCESS_ENDED && ends < answers && seconds() - start < 20.0) {
        if (sent < length)
            coprocess_send(&referee, text, length, &sent);
        input = coprocess_receive(&referee, reply);
        ends = 0;
        for (const char *at = text_string(reply); (at = strstr(at, "end\n")); at++)
            ends++;
        coprocess_wait(&referee, sent < length, 10);
    }
    coprocess_end(&referee);
    return input == COPROCESS_ENDED;
}

/* A question before and one after: neither is disturbed. */
START_TEST(requests_are_checked) {
    static const char other[] = HEAD "step 0 VARIABLE 0\nroot 0\nend\n";
    static const char same[] = VALUE "d 0 PROVEN 128 1 exact\nend\n";
    const size_t before = sizeof same - 1;
    char text[4096];
    int length = snprintf(text, sizeof text, "%s%s%s", other, requests[_i].request, other);
    ck_assert_int_lt(length, (int)sizeof text);
    Text reply = {0};
    bool ended = converse(text, 3, &reply);
    const char *said = text_string(&reply), *expected = requests[_i].answer;
    ck_assert_msg(strncmp(said, same, before) == 0, "%s", said);
    if (expected) {
        ck_assert_msg(strncmp(said + before, expected, strlen(expected)) == 0, "%s", said + before);
        const char *last = strstr(said + before, "end\n");
        ck_assert(last && strcmp(last + 4, same) == 0);
    } else {
        ck_assert(ended && !said[before]);
    }
    text_free(&reply);
}
END_TEST

/* A step that takes too long ends it, most often; what it has found until then is its answer. */
START_TEST(time_is_kept_within_a_step) {
    static const char last[] = VALUE "d 0 PROVEN 128 1 exact\nend\n";
    Text reply = {0};
    double start = seconds();
    bool ended =
        converse("adcalc-reference 4\npoint 0.7\nderivative 0 1\nlimit 16000000 400\n" NO_END
                 "step 4 VARIABLE 0\nstep 5 GAMMA 4\nstep 6 SUB 5 5\nstep 7 ADD 3 6\n"
                 "root 7\nend\n" HALF "root 0\nend\n",
                 2, &reply);
    ck_assert_double_lt(seconds() - start, 10.0);
    const char *said = text_string(&reply), *rest = strstr(said, "d 0 ");
    ck_assert_msg(strncmp(said, "value BELOW ", 12) == 0 && atoi(said + 12) >= 128, "%s", said);
    static const char slope[] = "d 0 PROVEN 128 0 exact\nend\n";
    ck_assert_msg(rest && strncmp(rest, slope, sizeof slope - 1) == 0, "%s", said);
    ck_assert_str_eq(rest + sizeof slope - 1, ended ? "" : last);
    text_free(&reply);
}
END_TEST

#if !SANITIZED /* which have memory without end */
START_TEST(memory_that_there_is_not_is_told) {
    Text reply = {0};
    ck_assert(converse(HALF "step 1 POLYGAMMA 100000000 of 0\nroot 1\nend\n" HALF "root 0\nend\n",
                       2, &reply));
    ck_assert_str_eq(text_string(&reply), "failed FLINT_GAVE_UP\nend\n");
    text_free(&reply);
}
END_TEST

/* It takes some 600 MB at most; more bits are not asked for then. */
START_TEST(memory_is_planned) {
    static const struct { int steps, bits; } programs[] = {{34900, 32768}, {36100, 16384}};
    for (int i = 0; i < LENGTH(programs); i++) {
        Text text = {0}, reply = {0};
        char line[64];
        text_put(&text, "adcalc-reference 4\nlimit 1000000 20000\n" NO_END);
        for (int k = 4; k < programs[i].steps; k++)
            text_format(&text, "step %d NEG %d\n", k, k - 1);
        text_format(&text, "root %d\nend\n", programs[i].steps - 1);
        converse(text_string(&text), 1, &reply);
        snprintf(line, sizeof line, "value BELOW %d ", programs[i].bits);
        ck_assert_msg(strncmp(text_string(&reply), line, strlen(line)) == 0, "%s, not %s",
                      text_string(&reply), line);
        text_free(&text);
        text_free(&reply);
    }
}
END_TEST
#endif

/* Of many choices and kinks a page is told. */
START_TEST(notes_come_to_an_end) {
    static const struct {
        int guards, kinks, notes;
    } programs[] = {{25, 0, 20}, {25, 5, 20}, {12, 12, 20}, {0, 25, 20}, {12, 7, 19}, {0, 0, 0}};
    for (int i = 0; i < LENGTH(programs); i++) {
        Text text = {0}, reply = {0};
        text_put(&text,
                 "adcalc-reference 4\npoint 0\nderivative 0 1\n" NO_END "step 4 VARIABLE 0\n");
        for (int k = 0; k < programs[i].guards; k++)
            text_put(&text, "guard 3 1\n");
        for (int k = 0; k < programs[i].kinks; k++)
            text_format(&text, "step %d ABS %d\n", 5 + k, 4 + k);
        text_format(&text, "root %d\nend\n", 4 + programs[i].kinks);
        converse(text_string(&text), 1, &reply);
        int notes = 0;
        for (const char *at = text_string(&reply); (at = strstr(at, "note ")); at++)
            notes++;
        ck_assert_msg(notes == programs[i].notes, "%s", text_string(&reply));
        text_free(&text);
        text_free(&reply);
    }
}
END_TEST

/* What ends before its end is no request. */
START_TEST(halves_are_not_answered) {
    char command[4400], said[256] = "";
    snprintf(command, sizeof command,
             "printf 'adcalc-reference 4\\nstep 0 CONSTANT 1\\nroot 0\\n' | %s/adcalc-reference",
             build_directory());
    FILE *output = popen(command, "r");
    ck_assert_ptr_nonnull(output);
    ck_assert_uint_eq(fread(said, 1, sizeof said, output), 0);
    ck_assert_int_eq(pclose(output), 0);
}
END_TEST

/* However they arrive, by single bytes or at once. */
START_TEST(pieces_are_put_together) {
    char command[4600], said[256] = "";
    snprintf(
        command, sizeof command,
        "for piece in 'adcalc-reference 4\\nstep 0 CONSTANT 0.' 5 '\\nroot 0\\ne' n d '\\n'; do "
        "printf \"$piece\"; sleep 0.05; done | %s/adcalc-reference",
        build_directory());
    FILE *output = popen(command, "r");
    ck_assert_ptr_nonnull(output);
    said[fread(said, 1, sizeof said - 1, output)] = '\0';
    ck_assert_int_eq(pclose(output), 0);
    ck_assert_str_eq(said, VALUE "end\n");
}
END_TEST

START_TEST(users_are_told_who_it_is) {
    char command[4200], said[256] = "";
    snprintf(command, sizeof command, "%s/adcalc-reference --help 2>&1", build_directory());
    FILE *output = popen(command, "r");
    ck_assert_ptr_nonnull(output);
    size_t length = fread(said, 1, sizeof said, output);
    static const char usage[] = "usage: adcalc-reference <REQUESTS: adcalc starts it itself\n";
    ck_assert_uint_eq(length, sizeof usage - 1);
    ck_assert_str_eq(said, usage);
    int status = pclose(output);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 2);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("requests");
    TCase *all = suite_case(suite, "all");
    tcase_add_loop_test(all, requests_are_checked, 0, LENGTH(requests));
    tcase_add_test(all, time_is_kept_within_a_step);
#if !SANITIZED
    tcase_add_test(all, memory_that_there_is_not_is_told);
    tcase_add_test(all, memory_is_planned);
#endif
    tcase_add_test(all, notes_come_to_an_end);
    tcase_add_test(all, halves_are_not_answered);
    tcase_add_test(all, pieces_are_put_together);
    tcase_add_test(all, users_are_told_who_it_is);
    return suite_run(suite);
}

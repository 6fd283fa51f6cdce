/* The client of the referee against referees that misbehave: small shell scripts in its place.
 * Whatever they do, there is an answer or a reason in time, and nothing is left behind: no process,
 * no descriptor. No FLINT is needed here. */
#include "support/impostor.h"
#include "support/posed.h"
#include "support/suite.h"
#include "support/words.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what is understood ---------------------------------------------------------------------- */

START_TEST(a_good_answer_is_understood) {
    impostor_use(SERVE(REPLY("value PROVEN 128 12.5 exact\n"
                             "undefined 0 3 ARGUMENT_NEGATIVE\n"
                             "d 1 UNPROVEN 8192 1.5 +/- 3.5e+7\n"
                             "note 2 KINK_AT_0\n"
                             "note 0 NUMBER_NOT_FINITE\n"
                             "end\n")));
    Reference reference = {0};
    ReferenceAnswer answer;
    ck_assert(referee_answers(&reference, &impostor.problem, &answer));
    ck_assert_int_eq(answer.value.status, REFERENCE_PROVEN);
    ck_assert(answer.value.exact && answer.value.digits == 3 && answer.value.bits == 128);
    ck_assert_str_eq(answer.value.decimal, "12.5");
    ck_assert_uint_eq(answer.count, 2);
    ck_assert_int_eq(answer.gradient[0].status, REFERENCE_UNDEFINED);
    ck_assert_str_eq(words(answer.gradient[0].why), "*: the argument is negative");
    ck_assert_str_eq(answer.gradient[0].decimal, "");
    ck_assert_int_eq(answer.gradient[1].status, REFERENCE_UNPROVEN);
    ck_assert_str_eq(answer.gradient[1].decimal, "1.5 +/- 3.5e+7");
    ck_assert_uint_eq(answer.bits, 8192);
    ck_assert(!answer.proven);
    ck_assert_uint_eq(answer.note_count, 2);
    ck_assert_str_eq(words(answer.notes[0]), "exp: kink at 0: the slope is 0 by convention");
    ck_assert_str_eq(words(answer.notes[1]), "variable: a number that is not finite");
    reference_answer_free(&answer);
    reference_close(&reference);
}
END_TEST

START_TEST(digits_are_counted) {
    impostor_use(SERVE(REPLY("value PROVEN 256 -0.0001230 exact\n"
                             "d 0 PROVEN 128 0.19384828146743584080568528697\n"
                             "d 1 BELOW 512 1.5e-2466\nend\n")));
    Reference reference = {0};
    ReferenceAnswer answer;
    ck_assert(referee_answers(&reference, &impostor.problem, &answer));
    ck_assert_uint_eq(answer.value.digits, 4);
    ck_assert_uint_eq(answer.gradient[0].digits, 29);
    ck_assert(!answer.gradient[0].exact);
    ck_assert_int_eq(answer.gradient[1].status, REFERENCE_BELOW);
    ck_assert_str_eq(answer.gradient[1].decimal, "1.5e-2466");
    reference_answer_free(&answer);
    reference_close(&reference);
}
END_TEST

START_TEST(what_the_referee_says_of_itself_is_passed_on) {
    impostor_use(SERVE(REPLY("failed REQUEST_OPERATION\nend\n")));
    ck_assert_str_eq(impostor_ask(), "unknown operation");
}
END_TEST

START_TEST(one_process_answers_many_questions) {
    char script[400];
    snprintf(script, sizeof script, "echo started >>%s\n" SERVE(REPLY(ANSWER)), impostor.log);
    impostor_use(script);
    Reference reference = {0};
    for (int i = 0; i < 20; i++) {
        ReferenceAnswer answer;
        ck_assert(referee_answers(&reference, &impostor.problem, &answer));
        reference_answer_free(&answer);
    }
    reference_close(&reference);
    struct stat status;
    ck_assert_int_eq(stat(impostor.log, &status), 0);
    ck_assert_int_eq(status.st_size, 8);
}
END_TEST

START_TEST(without_variables_only_the_value_is_asked) {
    impostor_use(SERVE(REPLY("value PROVEN 128 12.5 exact\nend\n")));
    impostor.problem.derivative_count = 0;
    ck_assert(!impostor_ask());
}
END_TEST

/* ---- what is not ----------------------------------------------------------------------------- */

static const char *const malformed[] = {
    /* numbers missing, twice, or of nothing */
    "value PROVEN 128 1 exact\n",
    "value PROVEN 128 1 exact\nd 0 PROVEN 128 1 exact\n",
    "d 0 PROVEN 128 1 exact\nd 1 PROVEN 128 1 exact\n",
    "value PROVEN 128 1 exact\nd 0 PROVEN 128 1\nd 1 PROVEN 128 1\nd 1 PROVEN 128 1\n",
    "value PROVEN 128 1 exact\nd 0 PROVEN 128 1\nd 1 PROVEN 128 1\nd 2 PROVEN 128 1\n",
    "value PROVEN 128 1 exact\nd 0 PROVEN 128 1\nundefined 0 1 F_JUMPS\n",
    "value PROVEN 128 1\nvalue PROVEN 128 1\nd 0 PROVEN 128 1\nd 1 PROVEN 128 1\n",
/* no numbers */
#define REST "d 0 PROVEN 128 1\nd 1 PROVEN 128 1\n"
    "value PROVEN 128 one\n" REST,
    "value PROVEN 128 1e\n" REST,
    "value PROVEN 128 nan\n" REST,
    "value PROVEN 128 --1\n" REST,
    "value PROVEN 128 1.\n" REST,
    "value PROVEN 128 .5\n" REST,
    "value PROVEN 128\n" REST,
    "value PROVEN -128 1\n" REST,
    "value PROVEN 12345678901 1\n" REST,
    "value PROVEN 128 1 exactly\n" REST,
    "value PROVEN 128 1 exact exact\n" REST,
    "value BELOW 128 1 exact\n" REST,
    "value BELIEVED 128 1\n" REST,
    "value\n" REST,
    "value UNPROVEN\n" REST,
    "value UNPROVEN 128 \001\n" REST,
    /* lines of other kinds */
    "hello\nvalue PROVEN 128 1\n" REST,
    "\nvalue PROVEN 128 1\n" REST,
    "value PROVEN 128 1\n" REST "undefined value\n",
    "undefined value 99 F_JUMPS\n" REST,
    "undefined value 1\n" REST,
    "value PROVEN 128 1\n" REST "note 99 F_JUMPS\n",
    "value PROVEN 128 1\n" REST "note 1\n",
    "value PROVEN 128 1\n" REST "failed TOO_SLOW\n",
    "failed\n",
    "failed TOO_SLOW\nvalue PROVEN 128 1\n" REST,
    /* no reasons, or not those of a referee */
    "undefined value 1 f jumps here\n" REST,
    "undefined value 1 NOSUCH\n" REST,
    "undefined value 1 F_JUMPS x\n" REST,
    "undefined value 1 OUT_OF_MEMORY\n" REST,
    "undefined value 1 OF_OPERATION\n" REST,
    "undefined value 1 F_TENDS_TO 1\n" REST,
    "undefined value - F_JUMPS\n" REST,
    "value PROVEN 128 1\n" REST "note - F_TENDS_TO 1\n",
    "failed OUT_OF_MEMORY\n",
    "failed TOO_SLOW 1\n",
};

START_TEST(malformed_answers_are_refused) {
    char script[2000];
    snprintf(script, sizeof script, SERVE("cat <<'answer'\n%send\nanswer\n"), malformed[_i]);
    impostor_use(script);
    const char *reason = impostor_ask();
    ck_assert_msg(reason && strstr(reason, "does not answer as it should"), "%s: %s", malformed[_i],
                  reason ? reason : "believed");
}
END_TEST

static const struct {
    const char *script, *reason;
} rogues[] = {
    {"exit 0\n", "died"},
    {"exit 3\n", "died"},
    {"kill -9 $$\n", "died"},
    {"read -r line; echo value PROVEN 128 12; kill -9 $$\n", "died"},
    {SERVE("echo value PROVEN 128 1; exit 0"), "died"},
    {"exec /nonexistent/program\n", "died"},
    {"exec yes\n", "does not answer"},
    {"exec cat /dev/zero\n", "does not answer"},
    {SERVE(REPLY(ANSWER "more\n")), "does not answer"},
    {"exec cat\n", "does not answer"}, /* what it says ends with "end", too */
    {"echo hello\nexec sleep 30\n", "too slow"},
    {"exec sleep 30\n", "too slow"},
    {"sleep 30 & wait\n", "too slow"},
    {"trap '' TERM INT HUP\nsleep 30\n", "too slow"},
    {"exec 0<&-\nexec sleep 30\n", "too slow"},
    {"exec 1>&-\nexec sleep 30\n", "too slow"},
};

/* All at once, because some take their time. */
START_TEST(rogues_are_survived) {
    enum { ROGUES = LENGTH(rogues) };
    static Reference references[ROGUES];
    static char scripts[ROGUES][sizeof impostor.program + 16];
    int files = open_files();
    double start = seconds();
    for (int i = 0; i < ROGUES; i++) {
        references[i] = (Reference){0};
        impostor_use(rogues[i].script);
        snprintf(scripts[i], sizeof scripts[i], "%s.%d", impostor.program, i);
        ck_assert_int_eq(rename(impostor.program, scripts[i]), 0);
        ck_assert_int_eq(setenv("ADCALC_REFERENCE", scripts[i], 1), 0);
        reference_begin(&references[i], &impostor.problem, &short_limits);
    }
    for (int i = 0; i < ROGUES; i++) {
        ReferenceAnswer answer;
        bool there = reference_finish(&references[i], NULL, &answer);
        ck_assert_msg(!there && strstr(words(&answer.missing), rogues[i].reason), "%s: %s",
                      rogues[i].script, there ? "believed" : words(&answer.missing));
        reference_answer_free(&answer);
        reference_close(&references[i]);
        unlink(scripts[i]);
    }
    ck_assert_double_lt(seconds() - start, 8.0);
    ck_assert_int_eq(open_files(), files);
    no_children();
}
END_TEST

START_TEST(programs_that_cannot_be_run_are_named) {
    setenv("ADCALC_REFERENCE", "/nonexistent/program", 1);
    ck_assert_str_eq(impostor_ask(), "ADCALC_REFERENCE names no program");
    setenv("ADCALC_REFERENCE", impostor.directory, 1); /* may be entered, but not run */
    const char *reason = impostor_ask(); /* under valgrind the program starts and dies */
    ck_assert_msg(strstr(reason, "cannot start") || strstr(reason, "died"), "%s", reason);
    impostor_use("#");
    chmod(impostor.program, 0600);
    if (access(impostor.program, X_OK) != 0)
        ck_assert_str_eq(impostor_ask(), "ADCALC_REFERENCE names no program");
}
END_TEST

/* ---- lives and deaths ------------------------------------------------------------------------ */

START_TEST(one_that_ends_after_an_answer_is_started_again) {
    impostor_use(SERVE(REPLY(ANSWER) "exit 0"));
    Reference reference = {0};
    for (int i = 0; i < 5; i++) {
        ReferenceAnswer answer;
        ck_assert_msg(referee_answers(&reference, &impostor.problem, &answer), "%d: %s", i,
                      words(&answer.missing));
        reference_answer_free(&answer);
    }
    reference_close(&reference);
    no_children();
}
END_TEST

START_TEST(one_killed_between_questions_is_started_again) {
    impostor_use(SERVE(REPLY(ANSWER)));
    Reference reference = {0};
    for (int i = 0; i < 3; i++) {
        ReferenceAnswer answer;
        ck_assert(referee_answers(&reference, &impostor.problem, &answer));
        reference_answer_free(&answer);
        ck_assert_int_eq(kill(reference.process.process, SIGKILL), 0);
    }
    reference_close(&reference);
    no_children();
}
END_TEST

/* A referee that was killed while it thinks is a reason, and the next question works again. */
START_TEST(one_killed_while_it_thinks_is_missed) {
    impostor_use(SERVE("sleep 30"));
    Reference reference = {0};
    ReferenceAnswer answer;
    reference_begin(&reference, &impostor.problem, NULL);
    ck_assert_int_gt(reference.process.process, 0);
    ck_assert_int_eq(kill(-reference.process.process, SIGKILL), 0);
    ck_assert(!reference_finish(&reference, NULL, &answer));
    ck_assert_str_eq(words(&answer.missing), "adcalc-reference died");
    reference_answer_free(&answer);
    impostor_use(SERVE(REPLY(ANSWER)));
    ck_assert(referee_answers(&reference, &impostor.problem, &answer));
    reference_answer_free(&answer);
    reference_close(&reference);
}
END_TEST

START_TEST(one_that_never_works_is_left_alone) {
    char script[400];
    snprintf(script, sizeof script, "echo started >>%s\nexit 1\n", impostor.log);
    impostor_use(script);
    Reference reference = {0};
    for (int i = 0; i < 10; i++) {
        ReferenceAnswer answer;
        ck_assert(!referee_answers(&reference, &impostor.problem, &answer));
        reference_answer_free(&answer);
    }
    reference_close(&reference);
    struct stat status;
    ck_assert_int_eq(stat(impostor.log, &status), 0);
    ck_assert_int_eq(status.st_size, 3 * 8);
}
END_TEST

START_TEST(an_interrupt_ends_the_waiting) {
    impostor_use("exec sleep 30\n");
    Reference reference = {0};
    ReferenceAnswer answer;
    volatile bool stop = true;
    double start = seconds();
    reference_begin(&reference, &impostor.problem, NULL);
    ck_assert(!reference_finish(&reference, &stop, &answer));
    ck_assert_str_eq(words(&answer.missing), "interrupted");
    ck_assert_double_lt(seconds() - start, 1.0);
    reference_answer_free(&answer);
    reference_close(&reference);
    no_children();
}
END_TEST

START_TEST(a_question_that_was_begun_can_be_dropped) {
    impostor_use(SERVE(REPLY(ANSWER)));
    Reference reference = {0};
    ReferenceAnswer answer;
    ck_assert(referee_answers(&reference, &impostor.problem, &answer));
    reference_answer_free(&answer);
    reference_begin(&reference, &impostor.problem, NULL);
    reference_close(&reference);
    no_children();
    ck_assert(!reference_finish(&reference, NULL, &answer));
    ck_assert_int_ne(answer.missing.code, SAID_NOTHING);
    reference_answer_free(&answer);
    /* beginning anew without having finished must not mix up the answers */
    reference_begin(&reference, &impostor.problem, NULL);
    impostor.problem.derivative_count = 1;
    reference_begin(&reference, &impostor.problem, NULL);
    ck_assert(!reference_finish(&reference, NULL, &answer)); /* the script answers for two */
    reference_answer_free(&answer);
    reference_close(&reference);
}
END_TEST

START_TEST(nothing_is_left_behind) {
    impostor_use(SERVE(REPLY(ANSWER)));
    int files = open_files();
    for (int i = 0; i < 20; i++)
        ck_assert(!impostor_ask());
    ck_assert_int_eq(open_files(), files);
}
END_TEST

/* The descriptors 0 to 2 may be closed; those of the referee must then be others. */
START_TEST(closed_standard_descriptors_do_not_matter) {
    impostor_use(SERVE(REPLY(ANSWER)));
    int kept[3];
    for (int i = 0; i < 3; i++) {
        kept[i] = fcntl(i, F_DUPFD, 10);
        close(i);
    }
    const char *reason = impostor_ask();
    for (int i = 0; i < 3; i++) {
        dup2(kept[i], i);
        close(kept[i]);
    }
    ck_assert_msg(!reason, "%s", reason);
}
END_TEST

/* The referee does not hold open what other programs wait for, nor does an interrupt from a
 * terminal reach it. */
START_TEST(the_referee_is_by_itself) {
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    impostor_use(SERVE(REPLY(ANSWER)));
    Reference reference = {0};
    ReferenceAnswer answer;
    ck_assert(referee_answers(&reference, &impostor.problem, &answer));
    reference_answer_free(&answer);
    ck_assert_int_eq(getpgid(reference.process.process), reference.process.process);
    ck_assert_int_ne(fcntl(reference.process.socket, F_GETFD) & FD_CLOEXEC, 0);
    reference_close(&reference);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("reference");
    TCase *answers = suite_case(suite, "answers");
    tcase_add_checked_fixture(answers, impostor_set_up, impostor_tear_down);
    tcase_add_test(answers, a_good_answer_is_understood);
    tcase_add_test(answers, digits_are_counted);
    tcase_add_test(answers, what_the_referee_says_of_itself_is_passed_on);
    tcase_add_test(answers, one_process_answers_many_questions);
    tcase_add_test(answers, without_variables_only_the_value_is_asked);
    tcase_add_loop_test(answers, malformed_answers_are_refused, 0, LENGTH(malformed));
    TCase *rogue = suite_case(suite, "rogues");
    tcase_add_checked_fixture(rogue, impostor_set_up, impostor_tear_down);
    tcase_set_timeout(rogue, 30);
    tcase_add_test(rogue, rogues_are_survived);
    tcase_add_test(rogue, programs_that_cannot_be_run_are_named);
    tcase_add_test(rogue, one_that_ends_after_an_answer_is_started_again);
    tcase_add_test(rogue, one_killed_between_questions_is_started_again);
    tcase_add_test(rogue, one_killed_while_it_thinks_is_missed);
    tcase_add_test(rogue, one_that_never_works_is_left_alone);
    tcase_add_test(rogue, an_interrupt_ends_the_waiting);
    tcase_add_test(rogue, a_question_that_was_begun_can_be_dropped);
    tcase_add_test(rogue, nothing_is_left_behind);
    tcase_add_test(rogue, closed_standard_descriptors_do_not_matter);
    tcase_add_test(rogue, the_referee_is_by_itself);
    return suite_run(suite);
}

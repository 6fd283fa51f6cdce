/* The client of the referee against referees that misbehave: small shell scripts in its place.
 * Whatever they do, there is an answer or a reason in time, and nothing is left behind: no process,
 * no descriptor. No FLINT is needed here. */
#include "methods/reference.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

/* Of f = exp(x) * y: two variables wanted. */
#define ANSWER                                                                                     \
    "value PROVEN 128 12.5 exact\n"                                                                \
    "d 0 PROVEN 128 0.193848281467435840805685286973272700\n"                                      \
    "d 1 BELOW 8192 1.5e-2466\n"                                                                   \
    "end\n"
/* Reads a request and answers in its way, again and again. */
#define SERVE(commands) "while read -r line; do case $line in end) " commands ";; esac; done\n"
#define SAY(text) "cat <<'answer'\n" text "answer\n"

static const double point[] = {0.5, 25.0};
static const uint32_t wanted[] = {0, 1};

static char directory[] = "/tmp/adcalc-reference-test-XXXXXX";
static char program[sizeof directory + 32];
static Diag diag;
static Graph graph;
static Problem problem;
static const ReferenceLimits short_limits = {256, 10, 1e5};

static double seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Puts a shell script in the referee's place. All end by themselves, should a test fail to end
 * them. */
static void use_script(const char *script) {
    FILE *file = fopen(program, "w");
    ck_assert(file != NULL);
    fprintf(file, "#!/bin/sh\n%s", script);
    ck_assert_int_eq(fchmod(fileno(file), 0700), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(setenv("ADCALC_REFERENCE", program, 1), 0);
}

static void set_up(void) {
    strcpy(directory + sizeof directory - 7, "XXXXXX");
    ck_assert(mkdtemp(directory) != NULL);
    snprintf(program, sizeof program, "%s/referee", directory);
    diag = (Diag){0};
    ck_assert(graph_begin(&graph, &diag));
    NodeId x = graph_variable(&graph, 0, (Span){0, 0}), y = graph_variable(&graph, 1, (Span){0, 0});
    NodeId root = graph_binary(&graph, OP_MUL, graph_unary(&graph, OP_EXP, x), y);
    problem = (Problem){.graph = &graph,
                        .root = root,
                        .variables = 2,
                        .point = point,
                        .wanted = wanted,
                        .wanted_count = 2};
}

static void tear_down(void) {
    graph_free(&graph);
    diag_free(&diag);
    unlink(program);
    char log[sizeof program + 8];
    snprintf(log, sizeof log, "%s.log", program);
    unlink(log);
    rmdir(directory);
}

static int open_files(void) {
    int count = 0;
    for (int file = 0; file < 256; file++)
        count += fcntl(file, F_GETFD) >= 0;
    return count;
}

/* No child is left, not even a dead one. */
static void no_children(void) {
    errno = 0;
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}

/* Asks once, within short limits; the reason why there is no answer, or NULL. */
static const char *ask_once(void) {
    static char reason[200];
    Reference reference = {0};
    ReferenceAnswer answer;
    int files = open_files();
    reference_begin(&reference, &problem, &short_limits);
    bool there = reference_finish(&reference, NULL, &answer);
    ck_assert_int_eq(there, answer.missing == NULL);
    if (answer.missing)
        snprintf(reason, sizeof reason, "%s", answer.missing);
    reference_answer_free(&answer);
    reference_close(&reference);
    ck_assert_int_eq(open_files(), files);
    no_children();
    return there ? NULL : reason;
}

/* ---- what is understood ---------------------------------------------------------------------- */

START_TEST(a_good_answer_is_understood) {
    use_script(SERVE(SAY("value PROVEN 128 12.5 exact\n"
                         "undefined 0 3 the argument is negative\n"
                         "d 1 UNPROVEN 8192 1.5 +/- 3.5e+7\n"
                         "note 2 a kink\n"
                         "note 0 odd\n"
                         "end\n")));
    Reference reference = {0};
    ReferenceAnswer answer;
    ck_assert(reference_ask(&reference, &problem, &answer));
    ck_assert_int_eq(answer.value.status, REFERENCE_PROVEN);
    ck_assert(answer.value.exact && answer.value.digits == 3 && answer.value.bits == 128);
    ck_assert_str_eq(answer.value.decimal, "12.5");
    ck_assert_uint_eq(answer.count, 2);
    ck_assert_int_eq(answer.gradient[0].status, REFERENCE_UNDEFINED);
    ck_assert_str_eq(answer.gradient[0].why, "*: the argument is negative (%3)");
    ck_assert_str_eq(answer.gradient[0].decimal, "");
    ck_assert_int_eq(answer.gradient[1].status, REFERENCE_UNPROVEN);
    ck_assert_str_eq(answer.gradient[1].decimal, "1.5 +/- 3.5e+7");
    ck_assert_uint_eq(answer.bits, 8192);
    ck_assert(!answer.proven);
    ck_assert_uint_eq(answer.note_count, 2);
    ck_assert_str_eq(answer.notes[0], "exp: a kink (%2)");
    ck_assert_str_eq(answer.notes[1], "variable: odd (%0)");
    reference_answer_free(&answer);
    reference_close(&reference);
}
END_TEST

START_TEST(digits_are_counted) {
    use_script(SERVE(SAY("value PROVEN 256 -0.0001230 exact\n"
                         "d 0 PROVEN 128 0.19384828146743584080568528697\n"
                         "d 1 BELOW 512 1.5e-2466\nend\n")));
    Reference reference = {0};
    ReferenceAnswer answer;
    ck_assert(reference_ask(&reference, &problem, &answer));
    ck_assert_uint_eq(answer.value.digits, 4);
    ck_assert_uint_eq(answer.gradient[0].digits, 29);
    ck_assert(!answer.gradient[0].exact);
    ck_assert_int_eq(answer.gradient[1].status, REFERENCE_BELOW);
    ck_assert_str_eq(answer.gradient[1].decimal, "1.5e-2466");
    reference_answer_free(&answer);
    reference_close(&reference);
}
END_TEST

START_TEST(the_question_is_the_tape) {
    char script[400];
    snprintf(script, sizeof script,
             "while read -r line; do echo \"$line\" >>%s.log\ncase $line in end) " SAY(
                 ANSWER) ";; esac; done\n",
             program);
    use_script(script);
    Reference reference = {0};
    ReferenceAnswer answer;
    ck_assert(reference_ask(&reference, &problem, &answer));
    ck_assert(answer.note_count == 0 && !answer.proven);
    reference_answer_free(&answer);
    reference_close(&reference);
    char log[sizeof program + 8], text[1000];
    snprintf(log, sizeof log, "%s.log", program);
    FILE *file = fopen(log, "r");
    ck_assert(file != NULL);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    ck_assert_str_eq(text, "adcalc-reference 1\nvariables 2\npoint 0x1p-1 0x1.9p+4\nwanted 0 1\n"
                           "limit 8192 200\nstep 0 VARIABLE 0\nstep 1 VARIABLE 1\n"
                           "step 2 EXP 0\nstep 3 MUL 2 1\nroot 3\nend\n");
}
END_TEST

START_TEST(what_the_referee_says_of_itself_is_passed_on) {
    use_script(SERVE(SAY("failed unknown operation\nend\n")));
    ck_assert_str_eq(ask_once(), "unknown operation");
}
END_TEST

START_TEST(one_process_answers_many_questions) {
    char script[400];
    snprintf(script, sizeof script, "echo started >>%s.log\n" SERVE(SAY(ANSWER)), program);
    use_script(script);
    Reference reference = {0};
    for (int i = 0; i < 20; i++) {
        ReferenceAnswer answer;
        ck_assert(reference_ask(&reference, &problem, &answer));
        reference_answer_free(&answer);
    }
    reference_close(&reference);
    char log[sizeof program + 8];
    struct stat status;
    snprintf(log, sizeof log, "%s.log", program);
    ck_assert_int_eq(stat(log, &status), 0);
    ck_assert_int_eq(status.st_size, 8);
}
END_TEST

START_TEST(without_variables_only_the_value_is_asked) {
    use_script(SERVE(SAY("value PROVEN 128 12.5 exact\nend\n")));
    problem.wanted_count = 0;
    ck_assert(ask_once() == NULL);
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
    "value PROVEN 128 1 exact\nd 0 PROVEN 128 1\nundefined 0 1 x\n",
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
    "undefined value 99 x\n" REST,
    "undefined value 1\n" REST,
    "value PROVEN 128 1\n" REST "note 99 x\n",
    "value PROVEN 128 1\n" REST "note 1\n",
    "value PROVEN 128 1\n" REST "failed x\n",
    "failed\n",
    "failed x\nvalue PROVEN 128 1\n" REST,
};

START_TEST(malformed_answers_are_refused) {
    char script[2000];
    snprintf(script, sizeof script, SERVE("cat <<'answer'\n%send\nanswer\n"), malformed[_i]);
    use_script(script);
    const char *reason = ask_once();
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
    {SERVE(SAY(ANSWER "more\n")), "does not answer"},
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
    static char scripts[ROGUES][sizeof program + 16];
    int files = open_files();
    double start = seconds();
    for (int i = 0; i < ROGUES; i++) {
        references[i] = (Reference){0};
        use_script(rogues[i].script);
        snprintf(scripts[i], sizeof scripts[i], "%s.%d", program, i);
        ck_assert_int_eq(rename(program, scripts[i]), 0);
        ck_assert_int_eq(setenv("ADCALC_REFERENCE", scripts[i], 1), 0);
        reference_begin(&references[i], &problem, &short_limits);
    }
    for (int i = 0; i < ROGUES; i++) {
        ReferenceAnswer answer;
        bool there = reference_finish(&references[i], NULL, &answer);
        ck_assert_msg(!there && strstr(answer.missing, rogues[i].reason), "%s: %s",
                      rogues[i].script, there ? "believed" : answer.missing);
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
    ck_assert_str_eq(ask_once(), "ADCALC_REFERENCE names no program");
    setenv("ADCALC_REFERENCE", directory, 1); /* may be entered, but not run */
    const char *reason = ask_once();          /* under valgrind the program starts and dies */
    ck_assert_msg(strstr(reason, "cannot start") || strstr(reason, "died"), "%s", reason);
    use_script("#");
    chmod(program, 0600);
    if (access(program, X_OK) != 0) {
        ck_assert_str_eq(ask_once(), "ADCALC_REFERENCE names no program");
    }
}
END_TEST

/* ---- lives and deaths ------------------------------------------------------------------------ */

START_TEST(one_that_ends_after_an_answer_is_started_again) {
    use_script(SERVE(SAY(ANSWER) "exit 0"));
    Reference reference = {0};
    for (int i = 0; i < 5; i++) {
        ReferenceAnswer answer;
        ck_assert_msg(reference_ask(&reference, &problem, &answer), "%d: %s", i, answer.missing);
        reference_answer_free(&answer);
    }
    reference_close(&reference);
    no_children();
}
END_TEST

START_TEST(one_killed_between_questions_is_started_again) {
    use_script(SERVE(SAY(ANSWER)));
    Reference reference = {0};
    for (int i = 0; i < 3; i++) {
        ReferenceAnswer answer;
        ck_assert(reference_ask(&reference, &problem, &answer));
        reference_answer_free(&answer);
        ck_assert_int_eq(kill(reference.process.process, SIGKILL), 0);
    }
    reference_close(&reference);
    no_children();
}
END_TEST

/* A referee that was killed while it thinks is a reason, and the next question works again. */
START_TEST(one_killed_while_it_thinks_is_missed) {
    use_script(SERVE("sleep 30"));
    Reference reference = {0};
    ReferenceAnswer answer;
    reference_begin(&reference, &problem, NULL);
    ck_assert_int_gt(reference.process.process, 0);
    ck_assert_int_eq(kill(-reference.process.process, SIGKILL), 0);
    ck_assert(!reference_finish(&reference, NULL, &answer));
    ck_assert_str_eq(answer.missing, "adcalc-reference died");
    reference_answer_free(&answer);
    use_script(SERVE(SAY(ANSWER)));
    ck_assert(reference_ask(&reference, &problem, &answer));
    reference_answer_free(&answer);
    reference_close(&reference);
}
END_TEST

START_TEST(one_that_never_works_is_left_alone) {
    char script[400];
    snprintf(script, sizeof script, "echo started >>%s.log\nexit 1\n", program);
    use_script(script);
    Reference reference = {0};
    for (int i = 0; i < 10; i++) {
        ReferenceAnswer answer;
        ck_assert(!reference_ask(&reference, &problem, &answer));
        reference_answer_free(&answer);
    }
    reference_close(&reference);
    char log[sizeof program + 8];
    struct stat status;
    snprintf(log, sizeof log, "%s.log", program);
    ck_assert_int_eq(stat(log, &status), 0);
    ck_assert_int_eq(status.st_size, 3 * 8);
}
END_TEST

START_TEST(an_interrupt_ends_the_waiting) {
    use_script("exec sleep 30\n");
    Reference reference = {0};
    ReferenceAnswer answer;
    volatile bool stop = true;
    double start = seconds();
    reference_begin(&reference, &problem, NULL);
    ck_assert(!reference_finish(&reference, &stop, &answer));
    ck_assert_str_eq(answer.missing, "interrupted");
    ck_assert_double_lt(seconds() - start, 1.0);
    reference_answer_free(&answer);
    reference_close(&reference);
    no_children();
}
END_TEST

START_TEST(a_question_that_was_begun_can_be_dropped) {
    use_script(SERVE(SAY(ANSWER)));
    Reference reference = {0};
    ReferenceAnswer answer;
    ck_assert(reference_ask(&reference, &problem, &answer));
    reference_answer_free(&answer);
    reference_begin(&reference, &problem, NULL);
    reference_close(&reference);
    no_children();
    ck_assert(!reference_finish(&reference, NULL, &answer));
    ck_assert_ptr_nonnull(answer.missing);
    reference_answer_free(&answer);
    /* beginning anew without having finished must not mix up the answers */
    reference_begin(&reference, &problem, NULL);
    problem.wanted_count = 1;
    reference_begin(&reference, &problem, NULL);
    ck_assert(!reference_finish(&reference, NULL, &answer)); /* the script answers for two */
    reference_answer_free(&answer);
    reference_close(&reference);
}
END_TEST

START_TEST(nothing_is_left_behind) {
    use_script(SERVE(SAY(ANSWER)));
    int files = open_files();
    for (int i = 0; i < 20; i++)
        ck_assert(ask_once() == NULL);
    ck_assert_int_eq(open_files(), files);
}
END_TEST

/* The descriptors 0 to 2 may be closed; those of the referee must then be others. */
START_TEST(closed_standard_descriptors_do_not_matter) {
    use_script(SERVE(SAY(ANSWER)));
    int kept[3];
    for (int i = 0; i < 3; i++) {
        kept[i] = fcntl(i, F_DUPFD, 10);
        close(i);
    }
    const char *reason = ask_once();
    for (int i = 0; i < 3; i++) {
        dup2(kept[i], i);
        close(kept[i]);
    }
    ck_assert_msg(reason == NULL, "%s", reason);
}
END_TEST

/* The referee does not hold open what other programs wait for, nor does an interrupt from a
 * terminal reach it. */
START_TEST(the_referee_is_by_itself) {
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    use_script(SERVE(SAY(ANSWER)));
    Reference reference = {0};
    ReferenceAnswer answer;
    ck_assert(reference_ask(&reference, &problem, &answer));
    reference_answer_free(&answer);
    ck_assert_int_eq(getpgid(reference.process.process), reference.process.process);
    ck_assert_int_ne(fcntl(reference.process.socket, F_GETFD) & FD_CLOEXEC, 0);
    reference_close(&reference);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

/* ---- sizes and memory ------------------------------------------------------------------------ */

static void build_large(uint32_t operations) {
    NodeId node = graph_variable(&graph, 0, (Span){0, 0});
    for (uint32_t i = 0; i < operations; i++)
        node = graph_unary(&graph, i % 2 ? OP_SIN : OP_ATAN, node);
    ck_assert_uint_ne(node, NODE_POISON);
    problem.root = node;
}

START_TEST(large_questions_are_not_asked) {
    use_script("exec sleep 30\n");
    build_large(100001);
    double start = seconds();
    ck_assert_str_eq(ask_once(), "too large: 100001 operations");
    ck_assert_double_lt(seconds() - start, 1.0);
}
END_TEST

/* Megabytes go through a socket that holds less, to a slow reader. */
START_TEST(large_questions_arrive_whole) {
    char script[1000];
    snprintf(script, sizeof script,
             "sleep 0.2\n"
             "sed '/^end$/q' >%s.log\n"
             "echo value PROVEN 128 $(grep -c ^step %s.log) exact\n"
             "echo d 0 PROVEN 128 1\necho d 1 PROVEN 128 1\necho end\n",
             program, program);
    use_script(script);
    build_large(90000);
    Reference reference = {0};
    ReferenceAnswer answer;
    reference_begin(&reference, &problem, &(ReferenceLimits){256, 5000, 1e5});
    ck_assert_msg(reference_finish(&reference, NULL, &answer), "%s", answer.missing);
    ck_assert_str_eq(answer.value.decimal, "90002");
    reference_answer_free(&answer);
    reference_close(&reference);
}
END_TEST

/* One that does not read a large question, but answers it. */
START_TEST(readers_that_do_not_read_are_survived) {
    use_script("exec sleep 30\n");
    build_large(90000);
    double start = seconds();
    ck_assert_ptr_nonnull(strstr(ask_once(), "too slow"));
    ck_assert_double_lt(seconds() - start, 4.0);
    use_script("exec 0<&-\n" SAY(ANSWER) "exit 0\n");
    const char *reason = ask_once();
    ck_assert_msg(!reason || strstr(reason, "died"), "%s", reason);
}
END_TEST

START_TEST(every_allocation_may_fail) {
    use_script(SERVE(SAY(ANSWER)));
    Reference reference = {0};
    ReferenceAnswer answer;
    memory_fail_at(0, false);
    memory_requests();
    ck_assert(reference_ask(&reference, &problem, &answer));
    reference_answer_free(&answer);
    reference_close(&reference);
    size_t requests = memory_requests();
    ck_assert_uint_gt(requests, 5);
    for (size_t n = 1; n <= requests; n++) {
        for (int for_good = 0; for_good < 2; for_good++) {
            memory_fail_at(n, for_good);
            bool there = reference_ask(&reference, &problem, &answer);
            memory_fail_at(0, false);
            ck_assert(there == !answer.missing);
            ck_assert_msg(there || strcmp(answer.missing, "out of memory") == 0 ||
                              strstr(answer.missing, "does not answer"),
                          "request %zu: %s", n, answer.missing);
            reference_answer_free(&answer);
            reference_close(&reference);
        }
    }
    no_children();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("reference");
    TCase *answers = tcase_create("answers");
    tcase_add_checked_fixture(answers, set_up, tear_down);
    tcase_add_test(answers, a_good_answer_is_understood);
    tcase_add_test(answers, digits_are_counted);
    tcase_add_test(answers, the_question_is_the_tape);
    tcase_add_test(answers, what_the_referee_says_of_itself_is_passed_on);
    tcase_add_test(answers, one_process_answers_many_questions);
    tcase_add_test(answers, without_variables_only_the_value_is_asked);
    tcase_add_loop_test(answers, malformed_answers_are_refused, 0, LENGTH(malformed));
    suite_add_tcase(suite, answers);
    TCase *rogue = tcase_create("rogues");
    tcase_add_checked_fixture(rogue, set_up, tear_down);
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
    suite_add_tcase(suite, rogue);
    TCase *sizes = tcase_create("sizes");
    tcase_add_checked_fixture(sizes, set_up, tear_down);
    tcase_set_timeout(sizes, 30);
    tcase_add_test(sizes, large_questions_are_not_asked);
    tcase_add_test(sizes, large_questions_arrive_whole);
    tcase_add_test(sizes, readers_that_do_not_read_are_survived);
    tcase_add_test(sizes, every_allocation_may_fail);
    suite_add_tcase(suite, sizes);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

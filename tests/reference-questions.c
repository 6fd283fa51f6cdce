/* What the client of the referee asks: the tape, a gradient or derivatives of any order, however
 * large that is, and also where memory runs out. */
#include "support/impostor.h"
#include "support/posed.h"
#include "support/suite.h"
#include "support/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An impostor that writes down what it is asked, and answers so. */
static void use_listener(const char *answer) {
    char script[1000];
    snprintf(
        script, sizeof script,
        "while read -r line; do echo \"$line\" >>%s\ncase $line in end) cat <<'answer'\n%sanswer\n"
        ";; esac; done\n",
        impostor.log, answer);
    impostor_use(script);
}

static const char *what_it_heard(void) {
    static char text[1000];
    FILE *file = fopen(impostor.log, "r");
    ck_assert(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* What was asked when the impostor answers so. */
static const char *question(const char *answer) {
    use_listener(answer);
    ck_assert(!impostor_ask());
    return what_it_heard();
}

#define STEPS                                                                                      \
    "limit 256 10\nstep 0 VARIABLE 0\nstep 1 VARIABLE 1\nstep 2 EXP 0\n"                           \
    "step 3 MUL 2 1\nroot 3\nend\n"

START_TEST(the_question_is_the_tape) {
    ck_assert_str_eq(question(ANSWER), "adcalc-reference 4\nvariables 2\npoint 0x1p-1 0x1.9p+4\n"
                                       "derivative 0 1\nderivative 1 1\n" STEPS);
}
END_TEST

/* Nodes that the root needs are numbered anew, and have both arms of choices. */
START_TEST(about_both_sides_it_is_the_graph) {
    Graph *graph = &impostor.graph;
    NodeId x = graph_variable(graph, 0, (Span){0, 0}), unused = graph_unary(graph, OP_SIN, x),
           root = impostor.problem.root;
    NodeId choice = graph_apply(graph, OP_SELECT, 0, (NodeId[]){x, root, x}, 3, (Span){0, 0});
    NodeId power = graph_power(graph, graph_unary(graph, OP_ABS, choice), 3);
    impostor.problem.root = power;
    NodeId ties[] = {unused, graph_node(graph, power)->as.arg[0]};
    use_listener(
        "value PROVEN 128 1 exact\nundecided 0 NOT_WELL_KNOWN\nbelow 1 INFINITE -\n"
        "above 1 PROVEN 128 0.5 exact\nnote 4 COUNTS_AS_TIE\nnote - F_TENDS_TO -2.5e-3\nend\n");
    Reference reference = {0};
    ReferenceAnswer answer;
    const ReferenceRoom room = {1, 2, 0.25};
    const ReferenceHints hints = {ties, 2, &room, 1};
    reference_begin_sides(&reference, &impostor.problem, &hints, &short_limits);
    ck_assert(reference_finish(&reference, NULL, &answer));
    ck_assert_int_eq(answer.gradient[0].status, REFERENCE_UNDECIDED);
    ck_assert_str_eq(words(answer.gradient[0].why), "it is not known well enough");
    ck_assert_int_eq(answer.gradient[1].status, REFERENCE_SIDES);
    ck_assert_str_eq(answer.gradient[1].below.decimal, "-Infinity");
    ck_assert_str_eq(answer.gradient[1].above.decimal, "0.5");
    ck_assert(answer.gradient[1].above.exact && answer.gradient[1].bits == 128);
    ck_assert_uint_eq(answer.note_count, 2);
    ck_assert_str_eq(words(answer.notes[0]),
                     "if: counts as a tie: the edge is within 2 ulp of the point");
    ck_assert_str_eq(words(answer.notes[1]),
                     "f has no value here, but tends to -2.5e-3 from both sides");
    ck_assert_str_eq(
        what_it_heard(),
        "adcalc-reference 4\nvariables 2\npoint 0x1p-1 0x1.9p+4\nderivative 0 1\nderivative 1 1\n"
        "limit 256 10\nsides\nstep 0 VARIABLE 0\nstep 1 VARIABLE 1\nstep 2 EXP 0\n"
        "step 3 MUL 2 1\nstep 4 SELECT 0 3 0\nstep 5 ABS 4\nstep 6 POWI 3 of 5\n"
        "root 6\ntie 5\nroom 1 2 0x1p-2\nend\n");
    reference_answer_free(&answer);
    reference_close(&reference);
}
END_TEST

/* Of any order, with one answer each. */
START_TEST(derivatives_are_asked_for) {
    static const Factor factors[] = {{0, 2}, {1, 1}, {2, 30}};
    static const Derivative derivatives[] = {{factors, 1}, {factors, 2}, {factors + 2, 1}};
    static const double along[] = {1.0, -0.5};
    impostor.problem.derivatives = derivatives;
    impostor.problem.derivative_count = 3;
    impostor.problem.direction = along;
    ck_assert_str_eq(question("value PROVEN 128 1 exact\nd 0 PROVEN 128 1\nd 2 PROVEN 128 1\n"
                              "undefined 1 2 F_JUMPS\nend\n"),
                     "adcalc-reference 4\nvariables 2\npoint 0x1p-1 0x1.9p+4\n"
                     "along 0x1p+0 -0x1p-1\nderivative 0 2\nderivative 0 2 1 1\n"
                     "derivative 2 30\n" STEPS);
    impostor_use(SERVE(REPLY(ANSWER))); /* for two only */
    ck_assert_ptr_nonnull(strstr(impostor_ask(), "does not answer as it should"));
}
END_TEST

/* What a referee must not say of one side. */
static const char *const one_sided[] = {
    "below 0 INFINITE +\n",
    "below 0 INFINITE +\nbelow 0 INFINITE +\n",
    "below 0 INFINITE +\nabove 0 INFINITE\n",
    "below 0 INFINITE +\nabove 0 INFINITE + 1\n",
    "below 0 INFINITE +\nabove 0 NONE\n",
    "below 0 INFINITE +\nabove 0 NONE NOSUCH\n",
    "below 0 INFINITE +\nabove 0 PROVEN 128 x\n",
    "below 0 INFINITE +\nabove 0 UNDEFINED F_ENDS\n",
    "below 0 INFINITE +\nabove 0 INFINITE +\nd 0 PROVEN 128 1\n",
    "d 0 PROVEN 128 1\nbelow 0 INFINITE +\n",
    "below value INFINITE +\nabove 0 INFINITE +\n",
    "onesided 0 PROVEN 128 1\n",
    "onesided 0 beside PROVEN 128 1\n",
    "onesided 2 below PROVEN 128 1\n",
    "undecided 0\n",
    "undecided 2 NO_TIME\n",
    "undecided 0 NO_TIME 1\n",
    "undecided 0 no time\n",
    "undefined 0 -\n",
    "d 0 PROVEN 128 1\nnote - F_TENDS_TO\n",
    "d 0 PROVEN 128 1\nnote - F_TENDS_TO x\n",
    "d 0 PROVEN 128 1\nnote - F_TENDS_TO 1 2\n",
    "d 0 PROVEN 128 1\nnote 1 F_TENDS_TO 1\n",
};

static const char *answer_about_sides(bool sides, const char *about_x) {
    static char reason[200];
    char script[400];
    snprintf(script, sizeof script,
             SERVE(REPLY("value PROVEN 128 1 exact\n%sd 1 PROVEN 128 1\nend\n")), about_x);
    impostor_use(script);
    Reference reference = {0};
    ReferenceAnswer answer;
    if (sides)
        reference_begin_sides(&reference, &impostor.problem, NULL, &short_limits);
    else
        reference_begin(&reference, &impostor.problem, &short_limits);
    bool there = reference_finish(&reference, NULL, &answer);
    snprintf(reason, sizeof reason, "%s", there ? "" : words(&answer.missing));
    reference_answer_free(&answer);
    reference_close(&reference);
    return reason;
}

START_TEST(malformed_sides_are_refused) {
    const char *reason = answer_about_sides(true, one_sided[_i]);
    ck_assert_msg(strstr(reason, "does not answer as it should"), "%s: %s", one_sided[_i], reason);
}
END_TEST

/* Only who has asked for them is told of sides. */
START_TEST(sides_are_not_told_to_others) {
    static const char *const lines[] = {"below 0 INFINITE +\nabove 0 NONE F_ENDS\n",
                                        "onesided 0 below PROVEN 128 1\n", "undecided 0 NO_TIME\n",
                                        "undefined 0 - F_JUMPS\n", "d 0 PROVEN 128 1\n"};
    ck_assert_str_eq(answer_about_sides(true, lines[_i]), "");
    ck_assert_int_eq(*answer_about_sides(false, lines[_i]) == '\0', _i == LENGTH(lines) - 1);
}
END_TEST

START_TEST(derivatives_need_no_vector) {
    static const Factor factor = {1, 5};
    static const Derivative derivative = {&factor, 1};
    impostor.problem.derivatives = &derivative;
    impostor.problem.derivative_count = 1;
    ck_assert_str_eq(question("value PROVEN 128 1 exact\nd 0 PROVEN 128 1\nend\n"),
                     "adcalc-reference 4\nvariables 2\npoint 0x1p-1 0x1.9p+4\n"
                     "derivative 1 5\n" STEPS);
}
END_TEST

/* ---- sizes and memory ------------------------------------------------------------------------ */

static void build_large(uint32_t operations) {
    NodeId node = graph_variable(&impostor.graph, 0, (Span){0, 0});
    for (uint32_t i = 0; i < operations; i++)
        node = graph_unary(&impostor.graph, i % 2 ? OP_SIN : OP_ATAN, node);
    ck_assert_uint_ne(node, NODE_POISON);
    impostor.problem.root = node;
    tapes_free(&impostor.tapes);
    ck_assert(tapes_of_nodes(&impostor.tapes, &impostor.graph, &node, 1, 2));
}

START_TEST(large_questions_are_not_asked) {
    impostor_use("exec sleep 30\n");
    build_large(100001);
    double start = seconds();
    ck_assert_str_eq(impostor_ask(), "too large: 100001 operations");
    ck_assert_double_lt(seconds() - start, 1.0);
}
END_TEST

/* Megabytes go through a socket that holds less, to a slow reader. */
START_TEST(large_questions_arrive_whole) {
    char script[1000];
    snprintf(script, sizeof script,
             "sleep 0.2\n"
             "sed '/^end$/q' >%s\n"
             "echo value PROVEN 128 $(grep -c ^step %s) exact\n"
             "echo d 0 PROVEN 128 1\necho d 1 PROVEN 128 1\necho end\n",
             impostor.log, impostor.log);
    impostor_use(script);
    build_large(90000);
    Reference reference = {0};
    ReferenceAnswer answer;
    reference_begin(&reference, &impostor.problem, &(ReferenceLimits){256, 5000, 1e5});
    ck_assert_msg(reference_finish(&reference, NULL, &answer), "%s", words(&answer.missing));
    ck_assert_str_eq(answer.value.decimal, "90002");
    reference_answer_free(&answer);
    reference_close(&reference);
}
END_TEST

/* One that does not read a large question, but answers it. */
START_TEST(readers_that_do_not_read_are_survived) {
    impostor_use("exec sleep 30\n");
    build_large(90000);
    double start = seconds();
    ck_assert_ptr_nonnull(strstr(impostor_ask(), "too slow"));
    ck_assert_double_lt(seconds() - start, 4.0);
    impostor_use("exec 0<&-\n" REPLY(ANSWER) "exit 0\n");
    const char *reason = impostor_ask();
    ck_assert_msg(!reason || strstr(reason, "died"), "%s", reason);
}
END_TEST

/* The usual question, or the one about both sides. */
static bool asks(Reference *reference, bool sides, ReferenceAnswer *answer) {
    if (!sides)
        return referee_answers(reference, &impostor.problem, answer);
    const ReferenceHints hints = {.ties = &impostor.problem.root, .tie_count = 1};
    reference_begin_sides(reference, &impostor.problem, &hints, NULL);
    return reference_finish(reference, NULL, answer);
}

START_TEST(every_allocation_may_fail) {
    bool sides = _i;
    impostor_use(SERVE(REPLY(ANSWER)));
    Reference reference = {0};
    ReferenceAnswer answer;
    memory_fail_at(0, false);
    memory_requests();
    ck_assert(asks(&reference, sides, &answer));
    reference_answer_free(&answer);
    reference_close(&reference);
    size_t requests = memory_requests();
    ck_assert_uint_gt(requests, 5);
    for (size_t n = 1; n <= requests; n++) {
        for (int for_good = 0; for_good < 2; for_good++) {
            memory_fail_at(n, for_good);
            bool there = asks(&reference, sides, &answer);
            memory_fail_at(0, false);
            ck_assert(there == !answer.missing.code);
            ck_assert_msg(there || answer.missing.code == SAID_OUT_OF_MEMORY ||
                              answer.missing.code == SAID_REFERENCE_MISBEHAVES,
                          "request %zu: %s", n, words(&answer.missing));
            reference_answer_free(&answer);
            reference_close(&reference);
        }
    }
    no_children();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("reference-questions");
    TCase *questions = suite_case(suite, "questions");
    tcase_add_checked_fixture(questions, impostor_set_up, impostor_tear_down);
    tcase_add_test(questions, the_question_is_the_tape);
    tcase_add_test(questions, derivatives_are_asked_for);
    tcase_add_test(questions, about_both_sides_it_is_the_graph);
    tcase_add_test(questions, derivatives_need_no_vector);
    tcase_add_loop_test(questions, malformed_sides_are_refused, 0, LENGTH(one_sided));
    tcase_add_loop_test(questions, sides_are_not_told_to_others, 0, 5);
    TCase *sizes = suite_case(suite, "sizes");
    tcase_add_checked_fixture(sizes, impostor_set_up, impostor_tear_down);
    tcase_set_timeout(sizes, 30);
    tcase_add_test(sizes, large_questions_are_not_asked);
    tcase_add_test(sizes, large_questions_arrive_whole);
    tcase_add_test(sizes, readers_that_do_not_read_are_survived);
    tcase_add_loop_test(sizes, every_allocation_may_fail, 0, 2);
    return suite_run(suite);
}

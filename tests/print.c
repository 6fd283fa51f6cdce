/* Graph -> text: infix and DOT.
 *
 * Graphs are written in reverse Polish notation ("x 2 MUL": operations by their name in ops.def,
 * POWI:n with its static integer, SUM:k with its number of terms) and printed; the expected texts
 * are by hand. That the text parses to the same node is grammar.c's business. */
#include "adcalc.h"
#include "support/graph.h"
#include "support/suite.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Variable variables[] = {{"x", 0}, {"y", 1}, {"z", 2}, {"a \"b\\n&lt;", 3}};

static OpId op_by_id(const char *id, size_t length) {
    for (int op = 0; op < OP_COUNT; op++)
        if (strlen(op_table[op].id) == length && memcmp(op_table[op].id, id, length) == 0)
            return (OpId)op;
    ck_abort_msg("no operation %.*s", (int)length, id);
    return OP_COUNT;
}

/* One word of reverse Polish: pops what it needs and returns the node it makes. */
static NodeId word_node(const char *word, size_t length, const NodeId *stack, uint32_t *depth) {
    if (length == 1 && word[0] >= 'x' && word[0] <= 'z')
        return graph_variable(&graph, (uint32_t)(word[0] - 'x'), (Span){0, 0});
    char *end;
    double value = strtod(word, &end);
    if (end == word + length)
        return graph_constant(&graph, value, (Span){0, 0});
    const char *colon = memchr(word, ':', length);
    OpId op = op_by_id(word, colon ? (size_t)(colon - word) : length);
    int32_t suffix = colon ? (int32_t)strtol(colon + 1, NULL, 10) : 0;
    bool nary = op_table[op].form == OP_NARY;
    uint32_t count = nary ? (uint32_t)suffix : (uint32_t)op_table[op].arity;
    ck_assert_uint_ge(*depth, count);
    *depth -= count;
    return graph_apply(&graph, op, nary ? 0 : suffix, stack + *depth, count, (Span){0, 0});
}

static NodeId build(const char *polish) {
    NodeId stack[64];
    uint32_t depth = 0;
    while (*polish) {
        size_t length = strcspn(polish, " ");
        NodeId node = word_node(polish, length, stack, &depth);
        ck_assert_uint_lt(depth, 64);
        stack[depth++] = node;
        polish += length + strspn(polish + length, " ");
    }
    ck_assert_uint_eq(depth, 1);
    return stack[0];
}

static void expect_infix(NodeId root, const char *expected) {
    Text out = {0};
    ck_assert(infix_print(&graph, variables, root, SIZE_MAX, &out));
    ck_assert_str_eq(text_string(&out), expected);
    text_free(&out);
}

#define X4 "x x x x "
#define X16 X4 X4 X4 X4
#define ADD4 "ADD ADD ADD ADD "

static const struct {
    const char *polish, *infix;
} texts[] = {
    {"x", "x"},
    {"3", "3"},
    {"-3", "-3"},
    {"1e300", "1e300"},
    {"1.5e-7", "1.5e-7"},
    {"-0", "-0"},
    /* blanks around + - and comparisons, none around * / ^ */
    {"2 x MUL 2 ADD", "2*x + 2"},
    {"x POWI:2 x SUB", "x^2 - x"},
    {"x COS x SIN EXP MUL", "cos(x)*exp(sin(x))"},
    {"x LOG NEG x POWI:2 1 ADD DIV", "-log(x)/(x^2 + 1)"},
    {"x y LE", "x <= y"},
    /* left association is silent, right association is not */
    {"x y SUB z SUB", "x - y - z"},
    {"x y z SUB SUB", "x - (y - z)"},
    {"x y z ADD ADD", "x + (y + z)"},
    {"x y DIV z MUL", "x/y*z"},
    {"x y z MUL DIV", "x/(y*z)"},
    {"x y z DIV MUL", "x*(y/z)"},
    {"x y z POW POW", "x^y^z"},
    {"x y POW z POW", "(x^y)^z"},
    {"x POWI:2 POWI:3", "(x^2)^3"},
    {"x y ADD z MUL", "(x + y)*z"},
    {"x y MUL z POW", "(x*y)^z"},
    {"1 3 DIV", "1/3"},
    {"x 1 3 DIV DIV", "x/(1/3)"},
    /* signs */
    {"x NEG", "-x"},
    {"x NEG NEG", "-(-x)"},
    {"x POWI:2 NEG", "-x^2"},
    {"x NEG POWI:2", "(-x)^2"},
    {"-3 POWI:2", "(-3)^2"},
    {"3 POWI:2 NEG", "-3^2"},
    {"x y MUL NEG", "-(x*y)"},
    {"x NEG y MUL", "-x*y"},
    {"x y NEG MUL", "x*-y"},
    {"x -3 ADD", "x + -3"},
    {"x 3 SUB", "x - 3"},
    {"x POWI:-1", "x^-1"},
    {"2 x NEG POW", "2^-x"},
    {"2 x POWI:2 NEG POW", "2^-x^2"},
    {"x 0.5 POW", "x^0.5"},
    {"x -0.5 POW", "x^-0.5"},
    {"x 2 POW", "pow(x, 2)"},
    {"x y ADD NEG", "-(x + y)"},
    /* comparisons, not, choices */
    {"x y LT z LT", "(x < y) < z"},
    {"x y LT z ADD", "(x < y) + z"},
    {"x y ADD z GT", "x + y > z"},
    {"x y LT NOT", "not x < y"},
    {"x NOT NOT", "not not x"},
    {"x NOT y LT", "(not x) < y"},
    {"x y EQ x z SELECT", "if x == y then x else z"},
    {"x y x y z SELECT SELECT", "if x then y else if x then y else z"},
    {"x x y z SELECT z SELECT", "if x then (if x then y else z) else z"},
    {"x y z SELECT 1 ADD", "(if x then y else z) + 1"},
    {"1 x y z SELECT SUB", "1 - (if x then y else z)"},
    {"x y z SELECT SIN", "sin(if x then y else z)"},
    {"x y z SELECT NEG", "-(if x then y else z)"},
    {"x y z WHERE POWI:2", "where(x, y, z)^2"},
    {"x y NE NOT z x SELECT", "if not x != y then z else x"},
    {"x y z LT 0 SELECT", "x and y < z"},
    {"x y LT 1 z NOT SELECT", "x < y or not z"},
    {"x y z LT -0 SELECT", "if x then y < z else -0"},
    {"x y 0 SELECT", "if x then y else 0"},
    {"x 1 y SELECT", "if x then 1 else y"},
    {"x y z LT 0 SELECT x NOT 0 SELECT", "x and y < z and not x"},
    {"x 1 y z LT SELECT x NOT 0 SELECT", "(x or y < z) and not x"},
    {"x y z LT 0 SELECT 1 x NOT SELECT", "x and y < z or not x"},
    {"x y z LT 0 SELECT NOT", "not (x and y < z)"},
    {"x y z LT 0 SELECT y z SELECT", "if x and y < z then y else z"},
    {"x y z SELECT y z LT 0 SELECT", "(if x then y else z) and y < z"},
    {"x y z LT 0 SELECT 1 ADD", "(x and y < z) + 1"},
    /* functions */
    {"x y MAX", "max(x, y)"},
    {"x y z MAXIMUM:3", "max(x, y, z)"},
    {"x 1 ADD y MIN", "min(x + 1, y)"},
    /* sixteen terms are binary nodes, a seventeenth asks for parentheses */
    {X16 "ADD ADD ADD " ADD4 ADD4 ADD4,
     "x + (x + (x + (x + (x + (x + (x + (x + (x + (x + (x + (x + (x + (x + (x + x))))))))))))))"},
    /* many terms */
    {X16 "y SUM:17", "x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + y"},
    {X16 "y NEG SUM:17", "x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x - y"},
    {"x NEG " X16 "SUM:17", "-x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x"},
    {"-3 -3 x y MUL NEG x y ADD NEG x NEG NEG x NEG y MUL x y ADD x y z SELECT NEG x y z SELECT "
     "x y LT x 2 DIV -2 x MUL x POWI:2 NEG x y SUB NEG x y z SUM:17",
     "-3 - 3 - x*y - (x + y) - -x + -x*y + (x + y) - (if x then y else z) + "
     "(if x then y else z) + (x < y) + x/2 + -2*x - x^2 - (x - y) + x + y + z"},
    {"x y ADD " X16 "SUM:17",
     "(x + y) + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x"},
    {X16 "y SUM:17 z ADD",
     "(x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + y) + z"},
    {"z " X16 "y SUM:17 SUB",
     "z - (x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + y)"},
    {X16 "y SUM:17 NEG", "-(x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + y)"},
    {X16 "y SUM:17 z MUL", "(x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + y)*z"},
    {X16 "y SUM:17 z LT", "x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + y < z"},
    {X16 "y PROD:17", "x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*y"},
    {X16 "y PROD:17 z MUL", "(x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*y)*z"},
    {X16 "y PROD:17 z DIV", "x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*y/z"},
    {X16 "y PROD:17 z DIV x MUL", "x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*y/z*x"},
    {X16 "y PROD:17 POWI:2", "(x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*y)^2"},
    {"x y DIV " X16 "PROD:17", "x/y*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x"},
    {"x y MUL " X16 "PROD:17", "(x*y)*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x"},
    {"x y ADD x y DIV x y MUL x NEG -2 x POWI:2 x y POW " X4 X4 "x x PROD:17",
     "(x + y)*(x/y)*(x*y)*-x*-2*x^2*x^y*x*x*x*x*x*x*x*x*x*x"},
    {X16 "y SUM:17 " X16 "SUM:17",
     "(x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + y) + "
     "x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x"},
};

START_TEST(infix_texts) {
    expect_infix(build(texts[_i].polish), texts[_i].infix);
}
END_TEST

/* first op x op x ... op x, `count` times */
static NodeId spine(OpId op, NodeId first, uint32_t count) {
    NodeId x = build("x");
    for (uint32_t i = 0; i < count; i++)
        first = graph_binary(&graph, op, first, x);
    return first;
}

START_TEST(long_spines_are_broken) {
    expect_infix(spine(OP_ADD, build("y"), 15),
                 "y + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x");
    expect_infix(spine(OP_SUB, build("y"), 16),
                 "(y - x) - x - x - x - x - x - x - x - x - x - x - x - x - x - x - x");
    expect_infix(spine(OP_ADD, spine(OP_SUB, build("y"), 8), 9),
                 "(y - x - x) - x - x - x - x - x - x + x + x + x + x + x + x + x + x + x");
    expect_infix(spine(OP_MUL, build("y"), 15), "y*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x");
    expect_infix(spine(OP_MUL, build("y"), 17), "(y*x*x)*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x");
    expect_infix(spine(OP_MUL, build("y z DIV"), 16), "(y/z*x)*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x");
    /* a quotient ends the run */
    expect_infix(
        spine(OP_MUL, graph_binary(&graph, OP_DIV, spine(OP_MUL, build("y"), 15), build("z")), 15),
        "y*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x/z*x*x*x*x*x*x*x*x*x*x*x*x*x*x*x");
    expect_infix(spine(OP_DIV, build("y"), 20), "y/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x/x");
    /* parentheses that are there for another reason begin a new count */
    expect_infix(spine(OP_ADD, graph_unary(&graph, OP_NEG, spine(OP_ADD, build("y"), 15)), 15),
                 "-(y + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x) + "
                 "x + x + x + x + x + x + x + x + x + x + x + x + x + x + x");
    expect_infix(graph_binary(&graph, OP_ADD, build("y"), spine(OP_ADD, build("y"), 15)),
                 "y + (y + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x)");
}
END_TEST

START_TEST(long_spines_break_in_groups) {
    Text out = {0};
    ck_assert(infix_print(&graph, variables, spine(OP_ADD, build("y"), 45), SIZE_MAX, &out));
    const char *text = text_string(&out);
    /* 46 terms: 16, and 15 more twice */
    ck_assert_uint_eq(strspn(text, "("), 2);
    const char *close = strchr(text, ')');
    ck_assert_ptr_nonnull(close);
    ck_assert_uint_eq((size_t)(close - text), 2 + 16 + 15 * 3);
    ck_assert_uint_eq((size_t)(strchr(close + 1, ')') - close), 1 + 15 * 4);
    text_free(&out);
}
END_TEST

START_TEST(limit_is_honoured) {
    NodeId root = build("x COS x SIN EXP MUL"); /* cos(x)*exp(sin(x)): 18 bytes */
    Text whole = {0};
    ck_assert(infix_print(&graph, variables, root, 18, &whole));
    for (size_t limit = 0; limit < 18; limit++) {
        Text out = {0};
        text_put(&out, "f = ");
        ck_assert(!infix_print(&graph, variables, root, limit, &out));
        const char *text = text_string(&out);
        size_t length = strlen(text);
        ck_assert_uint_le(length, 4 + limit + 3);
        ck_assert_str_eq(text + length - 3, "...");
        ck_assert_mem_eq(text, "f = ", 4);
        ck_assert_mem_eq(text + 4, text_string(&whole), length - 7);
        text_free(&out);
    }
    text_free(&whole);
}
END_TEST

/* x shared 60 times over is 2^60 terms: the limit alone ends it. */
START_TEST(shared_nodes_do_not_explode) {
    NodeId node = build("x");
    for (int i = 0; i < 60; i++)
        node = graph_binary(&graph, OP_MUL, node, node);
    Text out = {0};
    ck_assert(!infix_print(&graph, variables, node, 1000, &out));
    ck_assert_uint_le(out.length, 1003);
    text_free(&out);
}
END_TEST

START_TEST(depth_is_no_matter) {
    enum { DEPTH = 300000 };
    Text out = {0};
    NodeId node = build("x");
    for (int i = 0; i < DEPTH; i++)
        node = graph_unary(&graph, OP_SIN, node);
    ck_assert(infix_print(&graph, variables, node, SIZE_MAX, &out));
    ck_assert_uint_eq(out.length, 5 * DEPTH + 1);
    text_clear(&out);
    ck_assert(infix_print(&graph, variables, spine(OP_SUB, build("y"), DEPTH), SIZE_MAX, &out));
    ck_assert_uint_eq(out.length, 1 + 4 * DEPTH + 2 * ((DEPTH - 1) / 15));
    text_free(&out);
}
END_TEST

START_TEST(memory_may_run_out) {
    NodeId root = build("x COS x SIN EXP MUL");
    size_t failures = 0;
    for (size_t n = 1; n < 40; n++) {
        Text out = {0};
        memory_fail_at(n, true);
        bool whole = infix_print(&graph, variables, root, SIZE_MAX, &out);
        memory_fail_at(0, false);
        ck_assert(whole == !out.failed);
        failures += !whole;
        text_clear(&out);
        text_free(&out);
        memory_fail_at(n, true);
        dot_print(&graph, variables, NULL, root, &out);
        memory_fail_at(0, false);
        text_free(&out);
    }
    ck_assert_uint_gt(failures, 0);
    ck_assert_uint_lt(failures, 39);
}
END_TEST

START_TEST(dot_text) {
    Text out = {0}, again = {0};
    dot_print(&graph, variables, NULL, build("x POWI:2 y DIV x SIN x MUL ADD 3 SUB"), &out);
    ck_assert_str_eq(text_string(&out), "digraph adcalc {\n"
                                        "    rankdir=TB;\n"
                                        "    n1 [shape=box, label=\"x\"];\n"
                                        "    n2 [shape=ellipse, label=\"^2\"];\n"
                                        "    n1 -> n2;\n"
                                        "    n3 [shape=box, label=\"y\"];\n"
                                        "    n4 [shape=ellipse, label=\"/\"];\n"
                                        "    n2 -> n4 [label=\"1\"];\n"
                                        "    n3 -> n4 [label=\"2\"];\n"
                                        "    n5 [shape=ellipse, label=\"sin\"];\n"
                                        "    n1 -> n5;\n"
                                        "    n6 [shape=ellipse, label=\"*\"];\n"
                                        "    n5 -> n6;\n"
                                        "    n1 -> n6;\n"
                                        "    n7 [shape=ellipse, label=\"+\"];\n"
                                        "    n4 -> n7;\n"
                                        "    n6 -> n7;\n"
                                        "    n8 [shape=plaintext, label=\"3\"];\n"
                                        "    n9 [shape=ellipse, style=bold, label=\"-\"];\n"
                                        "    n7 -> n9 [label=\"1\"];\n"
                                        "    n8 -> n9 [label=\"2\"];\n"
                                        "}\n");
    /* the same function among other nodes: the same bytes */
    graph_clear(&graph);
    build("z EXP z MUL");
    dot_print(&graph, variables, NULL, build("x POWI:2 y DIV x SIN x MUL ADD 3 SUB"), &again);
    ck_assert_str_eq(text_string(&out), text_string(&again));
    text_free(&out);
    text_free(&again);
}
END_TEST

START_TEST(dot_choices_and_chains) {
    Text out = {0};
    dot_print(&graph, variables, NULL, build("x 0 GT x " X16 "y SUM:17 SELECT"), &out);
    const char *text = text_string(&out);
    ck_assert_ptr_nonnull(strstr(text, "[label=\"if\"];\n"));
    ck_assert_ptr_nonnull(strstr(text, "[label=\"then\"];\n"));
    ck_assert_ptr_nonnull(strstr(text, "[label=\"else\"];\n"));
    ck_assert_ptr_nonnull(strstr(text, "label=\">\"]"));
    ck_assert_ptr_nonnull(strstr(text, "label=\"+\"]"));
    text_free(&out);
}
END_TEST

/* Graphviz itself, where it is installed, must take the text and show any name as it is. */
START_TEST(dot_is_understood) {
    if (system("command -v dot >/dev/null 2>&1") != 0)
        return;
    Text out = {0};
    NodeId odd = graph_variable(&graph, 3, (Span){0, 0});
    dot_print(&graph, variables, NULL, graph_binary(&graph, OP_DIV, odd, build("x y SUB")), &out);
    FILE *pipe = popen("dot -Tsvg >dot-test.svg 2>dot-test.err", "w");
    ck_assert_ptr_nonnull(pipe);
    fputs(text_string(&out), pipe);
    ck_assert_int_eq(pclose(pipe), 0);
    text_free(&out);
    static char svg[65536];
    FILE *file = fopen("dot-test.svg", "r");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(svg, 1, sizeof svg - 1, file);
    svg[length] = '\0';
    fclose(file);
    remove("dot-test.svg");
    remove("dot-test.err");
    ck_assert_ptr_nonnull(strstr(svg, ">a &quot;b\\n&amp;lt;<"));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("print");
    TCase *infix = suite_case(suite, "infix");
    tcase_add_checked_fixture(infix, begin_graph, end_graph);
    tcase_add_loop_test(infix, infix_texts, 0, LENGTH(texts));
    tcase_add_test(infix, long_spines_are_broken);
    tcase_add_test(infix, long_spines_break_in_groups);
    tcase_add_test(infix, limit_is_honoured);
    tcase_add_test(infix, shared_nodes_do_not_explode);
    tcase_add_test(infix, depth_is_no_matter);
    tcase_add_test(infix, memory_may_run_out);
    TCase *dot = suite_case(suite, "dot");
    tcase_add_checked_fixture(dot, begin_graph, end_graph);
    tcase_add_test(dot, dot_text);
    tcase_add_test(dot, dot_choices_and_chains);
    tcase_add_test(dot, dot_is_understood);
    return suite_run(suite);
}
